/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-store import|make|search|list|record|edit FOLDER N: measures one thing and prints a line "name value unit" for
 * each figure. make only makes the store of N patients that search and list read; floor FILE KEY-FILE times the bare loop
 * that writes the same rows as are in FILE. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench-floor.h"
#include "bench-people.h"
#include "salve-store.h"
#include "salve-text.h"

static SalveStoreKey *key;

static double
seconds_since (gint64 started)
{
  return (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC;
}

/* What this thread computed: what remains of a time when other programs fill the machine. */
static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static gboolean
wait_for (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (50);
  if (dex_future_get_value (future, &error) == NULL)
    g_error ("%s", error->message);
  dex_unref (future);
  return TRUE;
}

static SalveStore *
open_store (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  SalveStore *store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);

  if (store == NULL)
    g_error ("%s", error->message);
  return store;
}

static void
close_store (SalveStore *store)
{
  wait_for (salve_store_close (store));
  g_object_unref (store);
}

static void
remove_store (const char *path)
{
  static const char *const tails[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *file = g_strconcat (path, tails[i], NULL);

      g_unlink (file);
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
print_percentiles (const char *name, GArray *times)
{
  g_array_sort (times, compare_doubles);
  printf ("%s-p50 %.3f ms\n", name, g_array_index (times, double, times->len / 2));
  printf ("%s-p99 %.3f ms\n", name, g_array_index (times, double, times->len * 99 / 100));
  printf ("%s-max %.3f ms\n", name, g_array_index (times, double, times->len - 1));
}

#define BATCH 4000

/* Makes text of the resources first: what is measured is what an import does, parsing with it. */
static GPtrArray *
texts_of (guint first, guint n, gboolean only_patients)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = first; i < first + n; i++)
    {
      g_autoptr (SalveResource) patient = bench_patient (i);

      g_ptr_array_add (texts, g_bytes_ref (salve_resource_get_bytes (patient)));
      if (!only_patients)
        {
          g_autoptr (SalveResource) encounter = bench_encounter (i, i);
          g_autoptr (SalveResource) observation = bench_observation (i, i);

          g_ptr_array_add (texts, g_bytes_ref (salve_resource_get_bytes (encounter)));
          g_ptr_array_add (texts, g_bytes_ref (salve_resource_get_bytes (observation)));
        }
    }
  return texts;
}

static void
put_texts (SalveStore *store, GPtrArray *texts, gboolean finish)
{
  DexFuture *before = NULL;

  for (guint i = 0; i < texts->len;)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
      DexFuture *future;

      for (; i < texts->len && batch->len < BATCH; i++)
        g_ptr_array_add (batch, salve_resource_new (texts->pdata[i], NULL));
      future = salve_store_put_bulk (store, batch, SALVE_BULK_LOAD);
      if (before != NULL)
        wait_for (before);
      before = future;
    }
  if (before != NULL)
    wait_for (before);
  if (finish)
    wait_for (salve_store_finish_load (store));
}

static void
bench_import (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "import.salve", NULL),
                  *floor = g_build_filename (folder, "floor.salve", NULL);
  g_autoptr (GPtrArray) texts = texts_of (1, n, FALSE);
  SalveStore *store;
  gint64 started;
  double seconds, bare;

  remove_store (path);
  remove_store (floor);
  store = open_store (path);
  started = g_get_monotonic_time ();
  put_texts (store, texts, TRUE);
  seconds = seconds_since (started);
  started = g_get_monotonic_time ();
  put_texts (store, texts, TRUE);
  printf ("import-rate %.0f resources/s\n", texts->len / seconds);
  printf ("import-again-rate %.0f resources/s\n", texts->len / seconds_since (started));
  close_store (store);
  bare = bench_floor_seconds (path, floor, key, BATCH);
  printf ("import-floor %.0f resources/s\n", texts->len / bare);
  printf ("import-of-floor %.2f ratio\n", bare / seconds);
  remove_store (path);
  remove_store (floor);
}

static void
make_store (const char *path, guint n)
{
  gint64 started = g_get_monotonic_time ();
  SalveStore *store;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  store = open_store (path);
  for (guint i = 1; i <= n; i += 50000)
    {
      g_autoptr (GPtrArray) texts = texts_of (i, MIN (50000, n + 1 - i), TRUE);

      put_texts (store, texts, FALSE);
    }
  wait_for (salve_store_finish_load (store));
  printf ("# made in %.1f s\n", seconds_since (started));
  close_store (store);
}

static void
bench_make (const char *folder, guint n)
{
  g_autofree char *name = g_strdup_printf ("people-%u.salve", n),
                  *path = g_build_filename (folder, name, NULL);

  make_store (path, n);
}

/* What people type, letter by letter: a family name, two words in either order, numbers and dates. */
static GPtrArray *
typed_prefixes (guint n_patients, guint n_texts)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (42);

  while (texts->len < n_texts)
    {
      guint who = (guint)g_rand_int_range (random, 1, (int)n_patients + 1);
      g_autofree char *family = bench_person_family (who), *given = bench_person_given (who), *full = NULL;
      glong length;

      switch (g_rand_int_range (random, 0, 8))
        {
        case 0:
        case 1:
        case 2:
          full = g_strdup (family);
          break;
        case 3:
          full = g_strdup_printf ("%s %s", given, family);
          break;
        case 4:
        case 5:
          full = g_strdup_printf ("%s %s", family, given);
          break;
        case 6:
          full = g_strdup_printf ("%07u", who);
          break;
        default:
          full = g_strdup_printf ("%s 19%02d", family, g_rand_int_range (random, 30, 99));
          break;
        }
      length = g_utf8_strlen (full, -1);
      for (glong i = 1; i <= length && texts->len < n_texts; i++)
        g_ptr_array_add (texts, g_utf8_substring (full, 0, i));
    }
  return texts;
}

static void
bench_search (const char *folder, guint n)
{
  g_autofree char *name = g_strdup_printf ("people-%u.salve", n),
                  *path = g_build_filename (folder, name, NULL);
  g_autoptr (GPtrArray) texts = typed_prefixes (n, 14000);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) with_rows = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) computed = g_array_new (FALSE, FALSE, sizeof (double));
  SalveStore *store;

  make_store (path, n);
  store = open_store (path);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < texts->len; i++)
      {
        gint64 started = g_get_monotonic_time ();
        double cpu = cpu_ms ();
        g_autoptr (GPtrArray) rows =
            salve_store_search_patients (store, texts->pdata[i], round == 0 ? 1 : 50, NULL);
        double ms = seconds_since (started) * 1000;

        g_assert_nonnull (rows);
        cpu = cpu_ms () - cpu;
        g_array_append_val (round == 0 ? times : with_rows, ms);
        if (round == 1)
          g_array_append_val (computed, cpu);
        if (round == 1 && cpu > 4 && g_getenv ("SALVE_BENCH_SLOW") != NULL)
          printf ("# %s: %.2f ms, %u\n", (char *)texts->pdata[i], cpu, rows->len);
      }
  print_percentiles ("search-first", times);
  print_percentiles ("search-50-rows", with_rows);
  print_percentiles ("search-50-rows-cpu", computed);
  close_store (store);
}

static void
bench_list (const char *folder, guint n)
{
  static const char *const names[] = { "name",   "birth-date", "gender",     "phone",
                                       "number", "doctor",     "last-visit", "next-visit" };
  g_autofree char *name = g_strdup_printf ("people-%u.salve", n),
                  *path = g_build_filename (folder, name, NULL);
  SalveStore *store;
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (DexFuture) last = NULL;
  SalveIdArray *ids;
  gint64 started;
  guint64 count;

  make_store (path, n);
  store = open_store (path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      SalvePatientQuery query = { .sort = (SalvePatientSort)i };
      DexFuture *future;

      started = g_get_monotonic_time ();
      future = salve_store_query_patients (store, &query);
      if (i == 0)
        last = dex_ref (future);
      wait_for (future);
      printf ("list-by-%s %.0f ms\n", names[i], seconds_since (started) * 1000);
    }
  ids = g_value_get_boxed (dex_future_get_value (last, NULL));
  g_assert_cmpuint (ids->n, ==, n);
  for (guint i = 0; i < 400; i++)
    {
      guint at = (guint)((guint64)i * 7919 * 200 % (n - 200));
      double ms;
      g_autoptr (GPtrArray) rows = NULL;

      started = g_get_monotonic_time ();
      rows = salve_store_read_patient_rows (store, ids->ids + at, 200, NULL);
      ms = seconds_since (started) * 1000;
      g_array_append_val (pages, ms);
    }
  print_percentiles ("list-page-of-200", pages);
  started = g_get_monotonic_time ();
  salve_store_count (store, "Patient", &count, NULL);
  printf ("count-patients %.1f ms\n", seconds_since (started) * 1000);
  close_store (store);
}

static void
bench_record (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "record.salve", NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  SalveStore *store;
  g_autofree char *id = NULL;

  remove_store (path);
  store = open_store (path);
  g_ptr_array_add (all, bench_patient (1));
  id = g_strdup (salve_resource_get_id (all->pdata[0]));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, i % 5 == 0 ? bench_encounter (i, 1) : bench_observation (i, 1));
  wait_for (salve_store_put_bulk (store, all, SALVE_BULK_DEFAULT));
  for (guint i = 0; i < 20; i++)
    {
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GPtrArray) related = salve_store_list_related (store, id, NULL, NULL);
      double ms = seconds_since (started) * 1000;

      g_assert_cmpuint (related->len, ==, n);
      g_array_append_val (times, ms);
    }
  print_percentiles ("record", times);
  close_store (store);
  remove_store (path);
}

/* With SALVE_BENCH_SLOW an edit that lasted over a frame says when it began, as strace -ttt does. */
static void
tell_slow_edit (double ms)
{
  if (ms > 16.7 && g_getenv ("SALVE_BENCH_SLOW") != NULL)
    printf ("# at %.6f: an edit of %.1f ms\n", (double)g_get_real_time () / G_USEC_PER_SEC - ms / 1000, ms);
}

/* A person's edits, with nothing else going on and beside an import. */
static void
bench_edit (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "edit.salve", NULL);
  SalveStore *store;

  remove_store (path);
  store = open_store (path);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
      DexFuture *bulk = NULL;

      for (guint i = 0; round == 1 && i < n; i++)
        g_ptr_array_add (all, bench_patient (1000 + i));
      if (round == 1)
        bulk = salve_store_put_bulk (store, all, SALVE_BULK_DEFAULT);
      for (guint i = 0; round == 0 ? i < 500 : dex_future_is_pending (bulk); i++)
        {
          g_autoptr (SalveResource) patient = bench_patient (i % 100);
          g_autoptr (SalveChange) change = salve_change_new ("bench", "desk", "Edit");
          gint64 started = g_get_monotonic_time ();
          double ms;

          salve_change_put (change, patient, SALVE_VERSION_ANY);
          wait_for (salve_store_commit (store, change));
          ms = seconds_since (started) * 1000;
          g_array_append_val (times, ms);
          tell_slow_edit (ms);
          if (round == 1)
            g_usleep (5000);
        }
      print_percentiles (round == 0 ? "edit-alone" : "edit-beside-import", times);
      if (bulk != NULL)
        wait_for (bulk);
    }
  close_store (store);
  remove_store (path);
}

/* floor FILE KEY-FILE: the seconds of the bare loop for the rows that are in a store. */
static int
bench_floor (const char *path, const char *key_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) its_key = salve_store_key_new_from_hex_file (key_file, &error);
  g_autofree char *floor = g_strconcat (path, ".floor", NULL);

  if (its_key == NULL)
    g_error ("%s", error->message);
  printf ("floor %.2f s\n", bench_floor_seconds (path, floor, its_key, BATCH));
  remove_store (floor);
  return 0;
}

int
main (int argc, char **argv)
{
  guint n = argc == 4 ? (guint)atoi (argv[3]) : 0;
  guint8 bytes[SALVE_STORE_KEY_SIZE] = { 7 };

  if (argc == 4 && g_str_equal (argv[1], "floor"))
    return bench_floor (argv[2], argv[3]);
  if (n == 0)
    {
      g_printerr (
          "usage: bench-store import|make|search|list|record|edit FOLDER N, or floor FILE KEY-FILE\n");
      return 2;
    }
  dex_init ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  key = salve_store_key_new_from_bytes (bytes);
  if (g_str_equal (argv[1], "import"))
    bench_import (argv[2], n);
  else if (g_str_equal (argv[1], "make"))
    bench_make (argv[2], n);
  else if (g_str_equal (argv[1], "search"))
    bench_search (argv[2], n);
  else if (g_str_equal (argv[1], "list"))
    bench_list (argv[2], n);
  else if (g_str_equal (argv[1], "record"))
    bench_record (argv[2], n);
  else if (g_str_equal (argv[1], "edit"))
    bench_edit (argv[2], n);
  salve_store_key_unref (key);
  return 0;
}
