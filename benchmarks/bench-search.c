/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-search FOLDER N: a server's searches over N patients, with an appointment, a visit and a reading each (4 N
 * resources), and prints a line "name value unit" for each figure: what the index costs once, what it costs a write, and
 * what a page of 20 of each search computes, in the median of many. Compared at two sizes it says whether a page costs
 * more in a larger file. A small file lies in memory whole, deciphered, and a large one does not: "cold" is the same with
 * nothing in memory, and "pages" how many pages of the file were then read and deciphered. */
#include "config.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench-people.h"
#include "salve-search.h"
#include "salve-store-run.h"

#define BATCH 4000
#define ROUNDS 200

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
wait_for (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (50);
  if (dex_future_get_value (future, &error) == NULL)
    g_error ("%s", error->message);
  dex_unref (future);
}

/* Forty a day, around the year. */
static SalveResource *
make_appointment (guint n)
{
  g_autoptr (GDateTime) start =
      g_date_time_new_from_unix_utc (1704096000 + (gint64)(n / 40) * 86400 + n % 40 * 900);
  g_autofree char *from = g_date_time_format (start, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"a%u\",\"status\":\"%s\",\"start\":\"%s\",\"end\":\"%s\","
      "\"participant\":[{\"actor\":{\"reference\":\"Patient/"
      "%08x-0000-4000-8000-%012x\"},\"status\":\"accepted\"},"
      "{\"actor\":{\"reference\":\"Practitioner/d%u\"},\"status\":\"accepted\"}]}",
      n, n % 10 == 0 ? "cancelled" : "booked", from, from, n, n, n % 12);

  return salve_resource_new_from_text (json, -1, NULL);
}

static void
fill (SalveStore *store, guint n)
{
  for (guint i = 0; i < n;)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);

      for (; i < n && batch->len < BATCH; i++)
        {
          g_ptr_array_add (batch, bench_patient (i));
          g_ptr_array_add (batch, bench_encounter (i, i));
          g_ptr_array_add (batch, bench_observation (i, i));
          g_ptr_array_add (batch, make_appointment (i));
        }
      wait_for (salve_store_put_bulk (store, batch, SALVE_BULK_LOAD));
    }
  wait_for (salve_store_finish_load (store));
}

static gboolean
do_enable (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return salve_search_index_enable (connection, error);
}

/* %u: a patient's id; %06u: the record's number; %s: a family's name */
static const struct
{
  const char *name;
  const char *type;
  const char *query;
} searches[] = {
  { "search-by-id", "Patient", "_id=%u" },
  { "search-name", "Patient", "name=%s" },
  { "search-gender", "Patient", "gender=female" },
  { "search-of-patient", "Observation", "patient=%u" },
  { "search-day", "Appointment", "date=ge2024-01-05&date=lt2024-01-06" },
  { "search-day-status", "Appointment", "date=2024-01-05&status=booked&_sort=date" },
  { "search-doctor-from", "Appointment", "practitioner=d3&date=ge2024-01-09&_sort=date" },
  { "search-sorted", "Patient", "_sort=-birthdate" },
  { "search-newest", "Observation", "_sort=-_lastUpdated" },
  { "search-chained", "Appointment", "patient.identifier=%06u" },
  { "search-include", "Appointment", "patient=%u&_include=Appointment:patient" },
  { "search-not", "Appointment", "status:not=cancelled" },
};

typedef struct
{
  guint n;
  GArray *times;
  const char *type;
  const char *query;
  SalveReach reach;
  guint rows;
  gboolean cold;
  double pages;
} Job;

static double
count_pages_read (SalveConnection *connection)
{
  int now = 0, highest;

  sqlite3_db_status (salve_connection_get_handle (connection), SQLITE_DBSTATUS_CACHE_MISS, &now, &highest,
                     FALSE);
  return now;
}

static gboolean
do_search (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Job *job = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < ROUNDS; i++)
    {
      guint who = (guint)g_rand_int_range (random, 0, (int)job->n);
      g_autofree char *family = bench_person_family (who), *name = g_uri_escape_string (family, NULL, FALSE);
      g_autoptr (GString) query = g_string_new (job->query);
      g_autofree char *number = g_strdup_printf ("%08x-0000-4000-8000-%012x", who, who),
                      *long_number = g_strdup_printf ("%07u", who);
      g_autoptr (SalveFhirSearch) search = NULL;
      g_autoptr (SalveSearchPage) page = NULL;
      double started, pages;

      g_string_replace (query, "%06u", long_number, 0);
      g_string_replace (query, "%u", number, 0);
      g_string_replace (query, "%s", name, 0);
      g_string_append (query, "&_count=20");
      if (job->cold && !salve_connection_exec (connection, "PRAGMA shrink_memory", error))
        return FALSE;
      pages = count_pages_read (connection);
      started = cpu_ms ();
      search = salve_fhir_search_parse (job->type, query->str, TRUE, error);
      if (search == NULL
          || !salve_fhir_search_run (search, connection, &job->reach, 1714557600 * G_TIME_SPAN_SECOND, &page,
                                     error))
        return FALSE;
      started = cpu_ms () - started;
      job->pages += count_pages_read (connection) - pages;
      g_array_append_val (job->times, started);
      job->rows += page->rows->len;
    }
  return TRUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Returns: the median */
static double
run_many (SalveStore *store, Job *job)
{
  g_array_set_size (job->times, 0);
  job->rows = 0;
  wait_for (salve_store_run_read (store, SALVE_PRIORITY_PERSON, do_search, job, NULL));
  g_array_sort (job->times, compare_doubles);
  return g_array_index (job->times, double, ROUNDS / 2);
}

static void
bench_one (SalveStore *store, guint n, guint which, const char *suffix, SalveReach reach)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  Job job = { n, times, searches[which].type, searches[which].query, reach, 0, FALSE, 0 };
  g_autofree char *name = g_strconcat (searches[which].name, suffix, NULL);

  printf ("%s-p50 %.3f ms\n", name, run_many (store, &job));
  printf ("%s-p99 %.3f ms\n", name, g_array_index (times, double, ROUNDS * 99 / 100));
  printf ("%s-rows %.1f rows\n", name, (double)job.rows / ROUNDS);
  job.cold = TRUE;
  job.pages = 0;
  printf ("%s-cold-p50 %.3f ms\n", name, run_many (store, &job));
  printf ("%s-cold-pages %.1f pages\n", name, job.pages / ROUNDS);
}

static void
bench_writes (SalveStore *store, guint n, const char *name)
{
  g_autoptr (GPtrArray) some = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  gint64 started;

  for (guint i = 0; i < 2000; i++)
    {
      g_ptr_array_add (some, bench_patient (n));
      g_ptr_array_add (some, make_appointment (n));
      n++;
    }
  started = g_get_monotonic_time ();
  wait_for (salve_store_put_bulk (store, some, 0));
  printf ("%s %.1f µs\n", name, (double)(g_get_monotonic_time () - started) / some->len);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = argc == 3 ? g_build_filename (argv[1], "search.salve", NULL) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStore) store = NULL;
  guint8 bytes[SALVE_STORE_KEY_SIZE] = { 7 };
  g_autoptr (SalveStoreKey) key = salve_store_key_new_from_bytes (bytes);
  guint n = argc == 3 ? (guint)atoi (argv[2]) : 0;
  gint64 started;

  if (n == 0 || sodium_init () < 0)
    g_error ("usage: bench-search FOLDER PATIENTS");
  g_unlink (path);
  store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  fill (store, n);
  bench_writes (store, n, "write-without-index");
  started = g_get_monotonic_time ();
  wait_for (salve_store_run_write (store, SALVE_PRIORITY_BULK, do_enable, NULL, NULL));
  printf ("index-once %.2f s\n", (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC);
  bench_writes (store, n + 2000, "write-with-index");
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    bench_one (store, n, i, "", (SalveReach){ SALVE_REACH_ALL, NULL });
  bench_one (store, n, 2, "-own",
             (SalveReach){ SALVE_REACH_PATIENT, "00000011-0000-4000-8000-000000000011" });
  bench_one (store, n, 2, "-treated", (SalveReach){ SALVE_REACH_TREATED, "d3" });
  wait_for (salve_store_close (store));
  return 0;
}
