/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where blocks go and where times are on the axis, over thousands of random days. */

#include "salve-day-axis.h"
#include "salve-overlap-layout.h"

#define ROUNDS 3000

static guint
make_items (SalveOverlapItem *items, char (*keys)[8], guint most)
{
  guint n = (guint)g_test_rand_int_range (0, (int)most);

  for (guint i = 0; i < n; i++)
    {
      g_snprintf (keys[i], sizeof keys[i], "e%u", i);
      items[i].start = g_test_rand_int_range (0, 80);
      items[i].end = items[i].start + g_test_rand_int_range (1, g_test_rand_bit () ? 4 : 30);
      items[i].key = keys[i];
    }
  return n;
}

static gboolean
overlap (const SalveOverlapItem *a, const SalveOverlapItem *b)
{
  return a->start < b->end && b->start < a->end;
}

static gboolean
share_lane (const SalveOverlapPlace *a, const SalveOverlapPlace *b)
{
  return a->lane < b->lane + b->span && b->lane < a->lane + a->span;
}

static void
test_nothing_intersects (void)
{
  SalveOverlapItem items[40];
  SalveOverlapPlace places[40];
  char keys[40][8];

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint n = make_items (items, keys, 40);

      salve_overlap_layout (items, n, places);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (places[i].span, >=, 1);
          g_assert_cmpuint (places[i].lane + places[i].span, <=, places[i].n_lanes);
          for (guint j = 0; j < i; j++)
            if (overlap (&items[i], &items[j]))
              {
                g_assert_false (share_lane (&places[i], &places[j]));
                g_assert_cmpuint (places[i].n_lanes, ==, places[j].n_lanes);
              }
        }
    }
}

/* No more lanes than there are blocks at one moment, and no block that could be wider. */
static void
test_compact (void)
{
  SalveOverlapItem items[40];
  SalveOverlapPlace places[40];
  char keys[40][8];

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint n = make_items (items, keys, 40);

      salve_overlap_layout (items, n, places);
      for (guint i = 0; i < n; i++)
        {
          guint next = places[i].lane + places[i].span, most = 0;
          gboolean blocked = next == places[i].n_lanes;

          for (guint j = 0; j < n; j++)
            blocked = blocked || (places[j].lane == next && overlap (&items[i], &items[j]));
          g_assert_true (blocked);
          if (places[i].lane + 1 < places[i].n_lanes)
            continue;
          /* Whoever is in the last lane began when all lanes were taken. */
          for (guint j = 0; j < n; j++)
            most += items[j].start <= items[i].start && items[j].end > items[i].start;
          g_assert_cmpuint (most, >=, places[i].n_lanes);
        }
    }
}

static void
test_order_does_not_matter (void)
{
  SalveOverlapItem items[40], shuffled[40];
  SalveOverlapPlace places[40], other[40];
  char keys[40][8];
  guint order[40];

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint n = make_items (items, keys, 40);

      for (guint i = 0; i < n; i++)
        order[i] = i;
      for (guint i = n; i > 1; i--)
        {
          guint j = (guint)g_test_rand_int_range (0, (int)i), kept = order[i - 1];

          order[i - 1] = order[j];
          order[j] = kept;
        }
      for (guint i = 0; i < n; i++)
        shuffled[i] = items[order[i]];
      salve_overlap_layout (items, n, places);
      salve_overlap_layout (shuffled, n, other);
      for (guint i = 0; i < n; i++)
        g_assert_cmpmem (&other[i], sizeof other[i], &places[order[i]], sizeof places[0]);
    }
}

/* Which items hang together with a first one through overlaps. */
static void
mark_cluster (const SalveOverlapItem *items, guint n, guint from, gboolean *marked)
{
  marked[from] = TRUE;
  for (guint i = 0; i < n; i++)
    if (!marked[i] && overlap (&items[from], &items[i]))
      mark_cluster (items, n, i, marked);
}

static void
test_stable_when_another_changes (void)
{
  SalveOverlapItem items[40];
  SalveOverlapPlace before[40], after[40];
  char keys[40][8];
  guint watched = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint n = make_items (items, keys, 14), changed;
      gboolean touched[40] = { FALSE };

      if (n < 2)
        continue;
      changed = (guint)g_test_rand_int_range (0, (int)n);
      salve_overlap_layout (items, n, before);
      mark_cluster (items, n, changed, touched);
      items[changed].start = g_test_rand_int_range (0, 80);
      items[changed].end = items[changed].start + g_test_rand_int_range (1, 10);
      {
        gboolean again[40] = { FALSE };

        mark_cluster (items, n, changed, again);
        for (guint i = 0; i < n; i++)
          touched[i] = touched[i] || again[i];
      }
      salve_overlap_layout (items, n, after);
      for (guint i = 0; i < n; i++)
        if (!touched[i])
          {
            g_assert_cmpmem (&before[i], sizeof before[i], &after[i], sizeof after[i]);
            watched++;
          }
    }
  g_assert_cmpuint (watched, >, ROUNDS);
}

static SalveDayAxis *
make_axis (const char *zone_name, SalvePartialDate first, guint n)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  SalvePartialDate days[7];

  g_assert_nonnull (zone);
  for (guint i = 0; i < n; i++)
    days[i] = salve_partial_date_add_days (first, (int)i);
  return salve_day_axis_new (days, n, zone);
}

static void
test_short_day (void)
{
  SalvePartialDate sunday = salve_partial_date_new_day (2026, 3, 29);
  g_autoptr (SalveDayAxis) alone = make_axis ("Europe/Berlin", sunday, 1);
  g_autoptr (SalveDayAxis) week = make_axis ("Europe/Berlin", salve_partial_date_add_days (sunday, -6), 7);
  const SalveDayScale *scale = salve_day_axis_get_scale (week, 6);
  double from, to;

  /* Alone the hour is left out; in a week it is a gap of that day. */
  g_assert_cmpfloat (alone->length, ==, 23 * 60);
  g_assert_cmpint (salve_day_axis_minute_at (alone, 2 * 60, NULL), ==, 3 * 60);
  g_assert_cmpfloat (salve_day_axis_position_of_minute (alone, 3 * 60), ==, 2 * 60);
  g_assert_cmpfloat (week->length, ==, 24 * 60);
  g_assert_true (salve_day_scale_get_gap (scale, 0, &from, &to));
  g_assert_cmpfloat (from, ==, 2 * 60);
  g_assert_cmpfloat (to, ==, 3 * 60);
  g_assert_false (salve_day_scale_get_gap (scale, 1, &from, &to));
  g_assert_false (salve_day_scale_get_gap (salve_day_axis_get_scale (week, 5), 0, &from, &to));
  /* A point in the gap is the time at which the day goes on. */
  g_assert_cmpint (salve_day_scale_time (scale, 2.5 * 60) - scale->span.start, ==,
                   120 * SALVE_INSTANT_MINUTE);
  g_assert_cmpfloat (salve_day_scale_position (scale, scale->span.start + 120 * SALVE_INSTANT_MINUTE), ==,
                     180);
}

static void
test_long_day (void)
{
  SalvePartialDate sunday = salve_partial_date_new_day (2026, 10, 25);
  g_autoptr (SalveDayAxis) week = make_axis ("Europe/Berlin", salve_partial_date_add_days (sunday, -6), 7);
  const SalveDayScale *scale = salve_day_axis_get_scale (week, 6),
                      *saturday = salve_day_axis_get_scale (week, 5);
  gboolean again;
  double from, to;

  g_assert_cmpfloat (week->length, ==, 25 * 60);
  g_assert_cmpint (salve_day_axis_minute_at (week, 2 * 60, &again), ==, 2 * 60);
  g_assert_false (again);
  g_assert_cmpint (salve_day_axis_minute_at (week, 3 * 60, &again), ==, 2 * 60);
  g_assert_true (again);
  g_assert_cmpint (salve_day_axis_minute_at (week, 4 * 60, &again), ==, 3 * 60);
  g_assert_false (again);
  g_assert_false (salve_day_scale_get_gap (scale, 0, &from, &to));
  g_assert_true (salve_day_scale_get_gap (saturday, 0, &from, &to));
  g_assert_cmpfloat (from, ==, 3 * 60);
  g_assert_cmpfloat (to, ==, 4 * 60);
  /* The same hour of the clock is at the same height on all days. */
  g_assert_cmpfloat (salve_day_scale_position (scale, scale->span.start + 10 * 60 * SALVE_INSTANT_MINUTE), ==,
                     600);
  g_assert_cmpfloat (
      salve_day_scale_position (saturday, saturday->span.start + 9 * 60 * SALVE_INSTANT_MINUTE), ==, 600);
}

static void
check_round_trip (const SalveDayAxis *axis, guint day, GTimeZone *zone)
{
  const SalveDayScale *scale = salve_day_axis_get_scale (axis, day);
  double last = -1;

  for (SalveInstant time = scale->span.start; time < scale->span.end; time += 5 * SALVE_INSTANT_MINUTE)
    {
      double position = salve_day_scale_position (scale, time);

      g_assert_cmpfloat (position, >, last);
      g_assert_cmpfloat (position, <, axis->length);
      g_assert_cmpint (salve_day_scale_time (scale, position), ==, time);
      g_assert_cmpint (salve_day_axis_minute_at (axis, position, NULL), ==,
                       salve_instant_to_minute_of_day (time, zone));
      last = position;
    }
}

/* Every time of every day of a year has a place of its own, in its order, beside what its clock shows, and the place
 * leads back to it. */
static void
test_there_and_back (void)
{
  static const char *const zones[] = { "Europe/Berlin",    "America/New_York",    "America/Sao_Paulo",
                                       "Africa/Cairo",     "Asia/Kolkata",        "Asia/Tehran",
                                       "Asia/Kathmandu",   "Australia/Lord_Howe", "Australia/Sydney",
                                       "Pacific/Auckland", "Pacific/Chatham",     "America/St_Johns",
                                       "America/Santiago", "Africa/Casablanca",   "Asia/Beirut",
                                       "Atlantic/Azores",  "Pacific/Apia",        "UTC",
                                       "Asia/Tokyo",       "America/Havana" };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i]);

      for (int week = 0; week < 53; week++)
        {
          g_autoptr (SalveDayAxis) axis = make_axis (
              zones[i], salve_partial_date_add_days (salve_partial_date_new_day (2026, 1, 1), week * 7), 7);

          for (guint day = 0; day < 7; day++)
            check_round_trip (axis, day, zone);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/overlap/nothing-intersects", test_nothing_intersects);
  g_test_add_func ("/calendar/overlap/compact", test_compact);
  g_test_add_func ("/calendar/overlap/order-does-not-matter", test_order_does_not_matter);
  g_test_add_func ("/calendar/overlap/stable-when-another-changes", test_stable_when_another_changes);
  g_test_add_func ("/calendar/axis/short-day", test_short_day);
  g_test_add_func ("/calendar/axis/long-day", test_long_day);
  g_test_add_func ("/calendar/axis/there-and-back", test_there_and_back);
  return g_test_run ();
}
