/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast the calendar's views open, scroll and are dragged in, on the display it is started on. A frame is what the frame
 * clock spends from before-paint to after-paint: layout, snapshot and the renderer's work. Times are the main thread's time on
 * the processor, which other programs on the machine do not lengthen.
 */
#include <adwaita.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "salve-day-grid.h"
#include "salve-month-grid.h"
#include "salve-overlap-layout.h"

#define DOCTORS 40
#define DAYS 5
#define A_DAY 16

static GtkWidget *window;
static GTimeZone *zone;
static gint64 frame_start;
static double last_frame;
static guint n_frames;
static GArray *frames;

/* In microseconds. */
static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
before_paint_cb (GdkFrameClock *clock, gpointer data)
{
  frame_start = processor_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer data)
{
  last_frame = (double)(processor_time () - frame_start) / 1000;
  n_frames++;
  /* A frame in which nothing had to be drawn does not count. */
  if (last_frame > 0.2)
    g_array_append_val (frames, last_frame);
}

static void
spin (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
}

static void
next_frame (void)
{
  guint before = n_frames;
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (n_frames == before && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static void
print_times (const char *name, GArray *times)
{
  g_array_sort (times, compare);
  printf ("%s-p50 %.3f ms\n", name, g_array_index (times, double, times->len / 2));
  printf ("%s-p99 %.3f ms\n", name, g_array_index (times, double, times->len * 99 / 100));
  printf ("# %s: %u frames\n", name, times->len);
  g_array_set_size (times, 0);
}

static GPtrArray *
make_columns (SalvePartialDate first)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_column_unref);

  for (int day = 0; day < DAYS; day++)
    for (int doctor = 0; doctor < DOCTORS; doctor++)
      {
        SalvePartialDate on = salve_partial_date_add_days (first, day);
        g_autofree char *actor = g_strdup_printf ("doctor-%d", doctor),
                        *id = g_strdup_printf ("%d/%d", doctor, day);
        SalveCalendarColumn *column =
            salve_calendar_column_new (id, actor, on, actor, "General practice", doctor % 12);
        SalveInstant start = salve_instant_from_local (on, 0, 0, zone);

        salve_calendar_column_add_shade (column, SALVE_SHADE_CLOSED,
                                         (SalveTimeSpan){ start, start + 8 * 60 * SALVE_INSTANT_MINUTE },
                                         NULL);
        salve_calendar_column_add_shade (
            column, SALVE_SHADE_CLOSED,
            (SalveTimeSpan){ start + 18 * 60 * SALVE_INSTANT_MINUTE, start + 24 * 60 * SALVE_INSTANT_MINUTE },
            NULL);
        g_ptr_array_add (columns, column);
      }
  return columns;
}

static void
add_event (GPtrArray *events, guint n, SalvePartialDate on, int doctor, int minute, int minutes)
{
  static const char *const names[] = { "Anna Keller", "Ibrahim Al-Sayed", "Maria Fernández",
                                       "Jean-Luc Moreau", "Ewa Kowalska" };
  SalveInstant start = salve_instant_from_local (on, minute / 60, minute % 60, zone);
  g_autofree char *id = g_strdup_printf ("%d-%u", on.day * 100 + on.month, n),
                  *name = g_strdup_printf ("%s %u", names[n % 5], n),
                  *actor = g_strdup_printf ("doctor-%d", doctor);
  SalveCalendarEvent values = { .id = id,
                                .column_id = actor,
                                .span = { start, start + minutes * SALVE_INSTANT_MINUTE },
                                .title = name,
                                .subtitle = "Follow-up",
                                .place = "Room 3",
                                .colour = (int)(n % 12),
                                .status = SALVE_APPOINTMENT_BOOKED };

  g_ptr_array_add (events, salve_calendar_event_new (&values));
}

static GPtrArray *
make_week (SalvePartialDate first)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);

  for (int day = 0; day < DAYS; day++)
    for (int doctor = 0; doctor < DOCTORS; doctor++)
      for (int i = 0; i < A_DAY; i++)
        add_event (events, events->len, salve_partial_date_add_days (first, day), doctor, 8 * 60 + i * 35,
                   i % 5 == 0 ? 60 : 30);
  return events;
}

static void
show_content (GtkWidget *content)
{
  GdkFrameClock *clock;

  window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (window), content);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 860);
  gtk_window_present (GTK_WINDOW (window));
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
  spin (400);
  g_array_set_size (frames, 0);
}

/* Next and previous week in turns: what the lists are made of is new each time, as after a query. */
static void
bench_week_open (SalveDayGrid *grid)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double)),
                     sets = g_array_new (FALSE, FALSE, sizeof (double));

  for (int round = 0; round < 120; round++)
    {
      SalvePartialDate first = salve_partial_date_new_day (2026, 11, round % 2 == 0 ? 16 : 23);
      g_autoptr (GPtrArray) columns = make_columns (first), events = make_week (first);
      gint64 start = processor_time ();
      double time;

      salve_day_grid_set_content (grid, columns, events);
      time = (double)(processor_time () - start) / 1000;
      g_array_append_val (sets, time);
      next_frame ();
      time += last_frame;
      /* The first one also loads the fonts. */
      if (round == 0)
        printf ("week-first %.3f ms\n", time);
      else
        g_array_append_val (times, time);
      spin (15);
    }
  print_times ("week-set", sets);
  print_times ("week-open", times);
}

static void
bench_week_scroll (GtkScrolledWindow *scrolled)
{
  GtkAdjustment *h = gtk_scrolled_window_get_hadjustment (scrolled),
                *v = gtk_scrolled_window_get_vadjustment (scrolled);

  g_array_set_size (frames, 0);
  for (int i = 0; i < 300; i++)
    {
      gtk_adjustment_set_value (v, 500 + 300 * sin (i / 20.0));
      gtk_adjustment_set_value (h, i * 31);
      next_frame ();
    }
  print_times ("week-scroll-frame", frames);
  gtk_adjustment_set_value (h, 0);
  gtk_adjustment_set_value (v, 600);
  spin (200);
}

static void
bench_week_drag (SalveDayGrid *grid)
{
  g_autoptr (GString) command = g_string_new ("xdotool mousemove 260 420 mousedown 1");
  g_autoptr (GSubprocess) person = NULL;
  g_auto (GStrv) words = NULL;

  for (int i = 0; i < 200; i++)
    g_string_append_printf (command, " mousemove_relative -- %d %d sleep 0.012", i % 40 < 20 ? 9 : -9,
                            i % 20 < 10 ? 7 : -7);
  g_string_append (command, " key Escape mouseup 1");
  words = g_strsplit (command->str, " ", -1);
  g_array_set_size (frames, 0);
  person = g_subprocess_newv ((const char *const *)words, G_SUBPROCESS_FLAGS_NONE, NULL);
  if (person == NULL)
    return;
  spin (3500);
  print_times ("week-drag-frame", frames);
}

static void
bench_month (void)
{
  SalveMonthGrid *grid = SALVE_MONTH_GRID (salve_month_grid_new ());
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double)),
                     sets = g_array_new (FALSE, FALSE, sizeof (double));

  salve_month_grid_set_zone (grid, zone);
  show_content (GTK_WIDGET (grid));
  for (int round = 0; round < 120; round++)
    {
      g_autoptr (GPtrArray) events =
          g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
      SalvePartialDate month = salve_partial_date_new_day (2026, round % 2 == 0 ? 11 : 12, 1);
      gint64 start;
      double time;

      for (guint i = 0; i < 4000; i++)
        add_event (events, i, salve_partial_date_add_days (month, (int)(i % 30)), (int)i % DOCTORS,
                   8 * 60 + (int)(i / 30) % 130 * 5 % 600, 30);
      start = processor_time ();
      salve_month_grid_set_month (grid, month);
      salve_month_grid_set_events (grid, events, NULL);
      time = (double)(processor_time () - start) / 1000;
      g_array_append_val (sets, time);
      next_frame ();
      time += last_frame;
      /* As with the weeks. */
      if (round == 0)
        printf ("month-first %.3f ms\n", time);
      else
        g_array_append_val (times, time);
      spin (15);
    }
  print_times ("month-set", sets);
  print_times ("month-4000", times);
  gtk_window_destroy (GTK_WINDOW (window));
}

static double
time_layout (guint n)
{
  g_autofree SalveOverlapItem *items = g_new (SalveOverlapItem, n);
  g_autofree SalveOverlapPlace *places = g_new (SalveOverlapPlace, n);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  double best = G_MAXDOUBLE;

  /* About eight at a time, all in one cluster. */
  for (guint i = 0; i < n; i++)
    items[i] = (SalveOverlapItem){ g_rand_int_range (rand, 0, (int)n * 4), 0, "" };
  for (guint i = 0; i < n; i++)
    items[i].end = items[i].start + g_rand_int_range (rand, 8, 56);
  for (int round = 0; round < 5; round++)
    {
      gint64 start = processor_time ();

      salve_overlap_layout (items, n, places);
      best = MIN (best, (double)(processor_time () - start) / 1000);
    }
  return best;
}

static void
bench_growth (void)
{
  double few = time_layout (2000), many = time_layout (64000);

  printf ("layout-2k %.3f ms\nlayout-64k %.3f ms\n", few, many);
  printf ("layout-growth-of-n-log-n %.3f times\n", many / few / (64e3 * log2 (64e3) / (2e3 * log2 (2e3))));
}

int
main (int argc, char **argv)
{
  SalveDayGrid *grid;
  GtkWidget *scrolled = gtk_init_check () ? gtk_scrolled_window_new () : NULL;

  if (scrolled == NULL)
    return 1;
  adw_init ();
  zone = g_time_zone_new_identifier ("Europe/Berlin");
  frames = g_array_new (FALSE, FALSE, sizeof (double));
  grid = SALVE_DAY_GRID (salve_day_grid_new ());
  salve_day_grid_set_zone (grid, zone);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (grid));
  show_content (scrolled);
  bench_week_open (grid);
  bench_week_scroll (GTK_SCROLLED_WINDOW (scrolled));
  bench_week_drag (grid);
  gtk_window_destroy (GTK_WINDOW (window));
  bench_month ();
  bench_growth ();
  return 0;
}
