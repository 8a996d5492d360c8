/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-week FOLDER N: the staff program's calendar over the encrypted store of bench-calendar, on the display it is
 * started on. One figure is all that happens from asking for another week, day or month to the end of its first frame:
 * reading the store, laying out, drawing. Times are the main thread's time on the processor, which other programs on the
 * machine do not lengthen. */
#include "config.h"

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench-clinic.h"
#include "salve-calendar-view.h"
#include "salve-resources.h"

#define PATIENCE (5 * G_USEC_PER_SEC)
#define ROUNDS 200 /* so that the 99th percentile is not the longest */

static guint n_frames;

/* In microseconds. */
static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer data)
{
  n_frames++;
}

static void
next_frame (void)
{
  guint before = n_frames;
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (n_frames == before && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
}

/* What is still to do after the frame does not count for the next one. */
static void
come_to_rest (void)
{
  gint64 end = g_get_monotonic_time () + 60 * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static void
bench_show (SalveCalendarView *view,
            const char *name,
            SalveCalendarMode mode,
            const char *const *doctors,
            guint days_apart,
            guint weeks)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate begin = salve_instant_to_date (BENCH_BEGIN, utc);

  salve_calendar_view_show (view, mode, begin);
  salve_calendar_view_set_doctors (view, doctors);
  come_to_rest ();
  for (guint i = 0; i <= ROUNDS; i++)
    {
      /* Far from each other, so that little of one is in memory because of the one before. */
      SalvePartialDate day =
          salve_partial_date_add_days (begin, (int)(i * 37 % (weeks * 7 / days_apart) * days_apart));
      gint64 started = processor_time ();
      double time;

      salve_calendar_view_show (view, mode, day);
      next_frame ();
      time = (double)(processor_time () - started) / 1e3;
      /* The first one also loads the fonts. */
      if (i > 0)
        g_array_append_val (times, time);
      come_to_rest ();
    }
  g_array_sort (times, compare);
  printf ("%s-p50 %.3f ms\n%s-p99 %.3f ms\n", name, g_array_index (times, double, times->len / 2), name,
          g_array_index (times, double, times->len * 99 / 100));
  fflush (stdout);
}

static void
bench_all (SalveCalendarView *view, guint weeks)
{
  const char *all[BENCH_DOCTORS + 1] = { NULL }, *nine[10] = { NULL };

  for (guint i = 0; i < BENCH_DOCTORS; i++)
    all[i] = g_intern_string (g_strdup_printf ("doctor-%u", i));
  for (guint i = 0; i < 9; i++)
    nine[i] = all[i * 4];
  bench_show (view, "open-week-of-one", SALVE_CALENDAR_WEEK, (const char *const[]){ all[7], NULL }, 7, weeks);
  bench_show (view, "open-day-of-40", SALVE_CALENDAR_DAY, all, 1, weeks);
  bench_show (view, "open-week-of-40", SALVE_CALENDAR_WEEK, all, 7, weeks);
  /* 9 doctors with 20 a day: some 4,000 in a month. */
  bench_show (view, "open-month-of-4000", SALVE_CALENDAR_MONTH, nine, 28, weeks);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en-GB");
  guint n = argc == 3 ? (guint)atoi (argv[2]) : 0, weeks = bench_clinic_weeks (n);
  SalveStore *store;
  SalveClinic *clinic;
  GtkWidget *window, *view;

  if (weeks == 0 || !gtk_init_check ())
    {
      g_printerr ("usage: %s FOLDER N (at least 24000), on a display\n", argv[0]);
      return 2;
    }
  adw_init ();
  g_resources_register (salve_get_resource ());
  dex_init ();
  store = bench_clinic_open (argv[1], n);
  clinic = salve_clinic_new (store, locale, utc, "Desk");
  view = g_object_new (SALVE_TYPE_CALENDAR_VIEW, "clinic", clinic, NULL);
  window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 860);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), NULL);
  come_to_rest ();
  bench_all (SALVE_CALENDAR_VIEW (view), weeks);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (clinic);
  bench_wait (salve_store_close (store));
  g_object_unref (store);
  return 0;
}
