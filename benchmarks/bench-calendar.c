/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-calendar FOLDER N: a store of N appointments of 40 doctors over two and a half years, and what a calendar asks
 * of it. Prints a line "name value unit" for each figure. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench-clinic.h"

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
  g_array_set_size (times, 0);
}

static void
note_time (GArray *times, gint64 started)
{
  double ms = (double)(g_get_monotonic_time () - started) / 1e3;

  g_array_append_val (times, ms);
}

static void
bench_range (SalveStore *store, const char *name, guint days, guint weeks, GArray *times)
{
  guint rows = 0;

  for (guint i = 0; i < weeks; i++)
    {
      /* Weeks far from each other: none is in the connection's cache because of the one before. */
      gint64 start = BENCH_BEGIN + (i * 37 % weeks) * 7 * BENCH_DAY;
      g_autoptr (GError) error = NULL;
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GPtrArray) list = salve_store_list_appointments (
          store, (SalveTimeSpan){ start, start + days * BENCH_DAY }, NULL, &error);

      note_time (times, started);
      g_assert_no_error (error);
      rows = MAX (rows, list->len);
    }
  printf ("# %s: up to %u rows\n", name, rows);
  print_percentiles (name, times);
}

static void
bench_rest (SalveStore *store, guint weeks, GArray *times)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const char *const one[] = { "doctor-7", NULL };
  const char *all[BENCH_DOCTORS + 1] = { NULL };

  for (guint i = 0; i < BENCH_DOCTORS; i++)
    all[i] = g_intern_string (g_strdup_printf ("doctor-%u", i));
  for (guint i = 0; i < 40; i++)
    {
      gint64 start = BENCH_BEGIN + (i * 37 % weeks) * 7 * BENCH_DAY, started = g_get_monotonic_time ();
      g_autoptr (GPtrArray) list =
          salve_store_list_appointments (store, (SalveTimeSpan){ start, start + 31 * BENCH_DAY }, one, NULL);

      note_time (times, started);
      g_assert_nonnull (list);
    }
  print_percentiles ("calendar-month-of-one-doctor", times);
  for (guint i = 0; i < 40; i++)
    {
      SalvePartialDate first = salve_instant_to_date (BENCH_BEGIN + (i * 37 % weeks) * 7 * BENCH_DAY, utc);
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GArray) counts = salve_store_count_appointments_by_day (
          store, first, salve_partial_date_add_days (first, 41), utc, NULL, NULL);

      note_time (times, started);
      g_assert_cmpuint (counts->len, ==, 42);
    }
  print_percentiles ("calendar-count-42-days", times);
  for (guint i = 0; i < 5; i++)
    {
      gint64 started = g_get_monotonic_time ();
      g_autoptr (SalveDiary) diary = salve_store_load_diary (
          store, (SalveTimeSpan){ BENCH_BEGIN, BENCH_BEGIN + 365 * BENCH_DAY }, utc, NULL);

      note_time (times, started);
      g_assert_nonnull (diary);
    }
  print_percentiles ("calendar-load-diary-year", times);
  for (guint i = 0; i < 20; i++)
    {
      SalveFreeQuery query = { .doctors = all,
                               .minutes = 20,
                               .earliest = BENCH_BEGIN + (i * 37 % weeks) * 7 * BENCH_DAY,
                               .grid = 5,
                               .count = 5 };
      gint64 started = g_get_monotonic_time ();

      bench_wait (salve_store_find_free (store, &query, utc));
      note_time (times, started);
    }
  print_percentiles ("calendar-find-free", times);
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint n = argc == 3 ? (guint)atoi (argv[2]) : 0, weeks = bench_clinic_weeks (n);
  SalveStore *store;

  if (weeks == 0)
    {
      g_printerr ("usage: %s FOLDER N (at least 24000)\n", argv[0]);
      return 2;
    }
  dex_init ();
  store = bench_clinic_open (argv[1], n);
  bench_range (store, "calendar-day", 1, weeks, times);
  bench_range (store, "calendar-week", 7, weeks, times);
  bench_range (store, "calendar-month", 31, weeks, times);
  bench_rest (store, weeks, times);
  bench_wait (salve_store_close (store));
  g_object_unref (store);
  return 0;
}
