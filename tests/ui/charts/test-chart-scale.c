/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "salve-chart-scale.h"

#include <math.h>

#define DAY (24 * 3600 * (gint64)G_USEC_PER_SEC)

static void
test_ticks (void)
{
  static const struct
  {
    double low, high;
    guint max;
    double first, last, step;
    guint decimals;
  } rows[] = {
    { 62, 81, 5, 60, 85, 5, 0 },     { 0, 100, 6, 0, 100, 20, 0 },
    { 36.1, 39.4, 5, 36, 40, 1, 0 }, { 36.4, 36.9, 6, 36.4, 36.9, 0.1, 1 },
    { -3, 4, 5, -4, 4, 2, 0 },       { 0.0012, 0.0019, 5, 0.001, 0.002, 0.0005, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SalveChartTicks ticks = salve_chart_ticks_for_range (rows[i].low, rows[i].high, rows[i].max);

      g_assert_cmpfloat (ticks.low, <=, rows[i].low + 1e-9);
      g_assert_cmpfloat (ticks.high, >=, rows[i].high - 1e-9);
      g_assert_cmpuint (ticks.count, <=, rows[i].max);
      g_assert_cmpfloat_with_epsilon (salve_chart_ticks_nth (&ticks, ticks.count - 1), ticks.high, 1e-9);
      g_test_message ("%g..%g: %g..%g by %g, %u decimals", rows[i].low, rows[i].high, ticks.low, ticks.high,
                      ticks.step, ticks.decimals);
    }
}

static void
test_ticks_of_nothing (void)
{
  SalveChartTicks single = salve_chart_ticks_for_range (72, 72, 5);
  SalveChartTicks never = salve_chart_ticks_for_range (NAN, INFINITY, 5);
  SalveChartTicks huge = salve_chart_ticks_for_range (-1e300, 1e300, 5);

  g_assert_cmpfloat (single.low, <, 72);
  g_assert_cmpfloat (single.high, >, 72);
  g_assert_cmpuint (never.count, >=, 2);
  g_assert_cmpuint (huge.count, <=, 5);
}

static void
test_ticks_of_any_range (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20);

  for (guint i = 0; i < 20000; i++)
    {
      double low = g_rand_double_range (random, -500, 500);
      double high = low + pow (10, g_rand_double_range (random, -6, 6));
      guint max = (guint)g_rand_int_range (random, 3, 12);
      SalveChartTicks ticks = salve_chart_ticks_for_range (low, high, max);

      g_assert_cmpfloat (ticks.low, <=, low + ticks.step * 1e-6);
      g_assert_cmpfloat (ticks.high, >=, high - ticks.step * 1e-6);
      g_assert_cmpuint (ticks.count, >=, 2);
      g_assert_cmpuint (ticks.count, <=, max);
    }
}

static void
test_time_ticks_over_summer_time (void)
{
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GDateTime) start = g_date_time_new (berlin, 2024, 3, 29, 12, 0, 0);
  gint64 from = g_date_time_to_unix_usec (start);
  SalveChartTimeUnit unit;
  g_autoptr (GArray) ticks = salve_chart_time_ticks (from, from + 5 * DAY, 6, berlin, &unit);

  g_assert_cmpint (unit, ==, SALVE_CHART_TIME_DAY);
  g_assert_cmpuint (ticks->len, ==, 5);
  for (guint i = 0; i < ticks->len; i++)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (g_array_index (ticks, gint64, i));
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, berlin);

      g_assert_cmpint (g_date_time_get_hour (local), ==, 0);
    }
}

static void
test_time_ticks_fit (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (double days = 0.05; days < 40000; days *= 1.3)
    {
      SalveChartTimeUnit unit;
      g_autoptr (GArray) ticks = salve_chart_time_ticks (0, (gint64)(days * DAY), 6, utc, &unit);

      g_assert_cmpuint (ticks->len, >=, 1);
      g_assert_cmpuint (ticks->len, <=, 8);
    }
}

static GArray *
make_points (guint n, gint64 step, double (*value) (guint i))
{
  GArray *points = g_array_new (FALSE, TRUE, sizeof (SalveChartPoint));

  for (guint i = 0; i < n; i++)
    {
      SalveChartPoint point = { .time = i * step, .value = value (i) };

      g_array_append_val (points, point);
    }
  return points;
}

static double
wave (guint i)
{
  return sin (i / 50.0) * 10 + 70 + (i % 7);
}

static double
weight_with_slip (guint i)
{
  return i == 11 ? 7240 : 72 + (i % 5) * 0.3;
}

static void
test_outlier_is_left_to_the_margin (void)
{
  g_autoptr (GArray) points = make_points (30, DAY, weight_with_slip);
  const SalveChartPoint *data = (const SalveChartPoint *)(gpointer)points->data;
  SalveChartBounds bounds = salve_chart_value_bounds (data, points->len, 0, 30 * DAY);
  SalveChartBounds few = salve_chart_value_bounds (data + 10, 3, 0, 30 * DAY);

  g_assert_true (bounds.clipped);
  g_assert_cmpfloat (bounds.high, <, 80);
  g_assert_cmpfloat (bounds.low, ==, 72);
  g_assert_false (few.clipped);
  g_assert_cmpfloat (few.high, ==, 7240);
}

static void
test_steady_values_are_not_outliers (void)
{
  g_autoptr (GArray) points = make_points (500, DAY, wave);
  SalveChartBounds bounds =
      salve_chart_value_bounds ((const SalveChartPoint *)(gpointer)points->data, points->len, 0, 600 * DAY);

  g_assert_false (bounds.clipped);
  g_assert_cmpfloat (bounds.low, >=, 60);
  g_assert_cmpfloat (bounds.high, <=, 87);
}

static void
test_nearest (void)
{
  g_autoptr (GArray) points = make_points (5, 100, wave);
  const SalveChartPoint *data = (const SalveChartPoint *)(gpointer)points->data;

  g_assert_cmpint (salve_chart_nearest (data, 5, -50), ==, 0);
  g_assert_cmpint (salve_chart_nearest (data, 5, 149), ==, 1);
  g_assert_cmpint (salve_chart_nearest (data, 5, 151), ==, 2);
  g_assert_cmpint (salve_chart_nearest (data, 5, 9999), ==, 4);
  g_assert_cmpint (salve_chart_nearest (data, 0, 0), ==, -1);
}

/* What is drawn of a column of pixels is its lowest and highest value; both must survive. */
static void
test_decimation_keeps_the_picture (void)
{
  const guint n = 10000, columns = 300;
  g_autoptr (GArray) points = make_points (n, 1000, wave);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gsize));
  const SalveChartPoint *data = (const SalveChartPoint *)(gpointer)points->data;
  gint64 to = (n - 1) * (gint64)1000;
  double low[301], high[301], kept_low[301], kept_high[301];
  gsize previous = 0;

  salve_chart_decimate (data, n, 0, to, columns, kept);
  g_assert_cmpuint (kept->len, <=, 4 * (columns + 1));
  for (guint i = 0; i <= columns; i++)
    {
      low[i] = kept_low[i] = INFINITY;
      high[i] = kept_high[i] = -INFINITY;
    }
  for (guint i = 0; i < n; i++)
    {
      guint column = (guint)floor ((double)data[i].time / ((double)to / columns));

      low[column] = MIN (low[column], data[i].value);
      high[column] = MAX (high[column], data[i].value);
    }
  for (guint i = 0; i < kept->len; i++)
    {
      gsize index = g_array_index (kept, gsize, i);
      guint column = (guint)floor ((double)data[index].time / ((double)to / columns));

      g_assert_true (i == 0 || index > previous);
      previous = index;
      kept_low[column] = MIN (kept_low[column], data[index].value);
      kept_high[column] = MAX (kept_high[column], data[index].value);
    }
  for (guint i = 0; i < columns; i++)
    {
      g_assert_cmpfloat (low[i], ==, kept_low[i]);
      g_assert_cmpfloat (high[i], ==, kept_high[i]);
    }
}

static double
wave_with_gaps (guint i)
{
  return i % 1000 == 500 ? NAN : wave (i);
}

static void
test_decimation_keeps_gaps (void)
{
  g_autoptr (GArray) points = make_points (10000, 1000, wave_with_gaps);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gsize));
  const SalveChartPoint *data = (const SalveChartPoint *)(gpointer)points->data;
  guint gaps = 0;

  salve_chart_decimate (data, points->len, 2000000, 7999000, 200, kept);
  for (guint i = 0; i < kept->len; i++)
    {
      gaps += isnan (data[g_array_index (kept, gsize, i)].value) ? 1 : 0;
      if (i > 0)
        g_assert_cmpuint (g_array_index (kept, gsize, i), >, g_array_index (kept, gsize, i - 1));
    }
  g_assert_cmpuint (gaps, ==, 6);
  g_assert_cmpint (data[g_array_index (kept, gsize, 0)].time, <, 2000000);
  g_assert_cmpint (data[g_array_index (kept, gsize, kept->len - 1)].time, >, 7999000);
}

static void
test_zoom_stays_inside (void)
{
  SalveChartSpan whole = { 0, 1000 * DAY };
  SalveChartSpan view = whole;
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < 5000; i++)
    {
      gint64 anchor = (gint64)(g_rand_double_range (random, -10, 1010) * DAY);

      view = salve_chart_span_zoom (view, whole, anchor, g_rand_double_range (random, 0.4, 2), DAY);
      view = salve_chart_span_pan (view, whole, (gint64)(g_rand_double_range (random, -99, 99) * DAY));
      g_assert_cmpint (view.from, >=, whole.from);
      g_assert_cmpint (view.to, <=, whole.to);
      g_assert_cmpint (view.to - view.from, >=, DAY - 1);
    }
  view = salve_chart_span_zoom (whole, whole, 500 * DAY, 0.1, DAY);
  g_assert_cmpint (ABS (view.from - 450 * DAY), <, 1000);
  view = salve_chart_span_reveal (view, whole, 900 * DAY);
  g_assert_cmpint (view.to, ==, 905 * DAY);
  view = salve_chart_span_reveal (view, whole, 1000 * DAY);
  g_assert_cmpint (view.to, ==, 1000 * DAY);
}

static void
test_single_value_has_a_month (void)
{
  SalveChartSpan span = salve_chart_span_pad (5 * DAY, 5 * DAY);

  g_assert_cmpint (span.to - span.from, ==, 30 * DAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-scale/ticks", test_ticks);
  g_test_add_func ("/chart-scale/ticks-of-nothing", test_ticks_of_nothing);
  g_test_add_func ("/chart-scale/ticks-of-any-range", test_ticks_of_any_range);
  g_test_add_func ("/chart-scale/time-ticks-over-summer-time", test_time_ticks_over_summer_time);
  g_test_add_func ("/chart-scale/time-ticks-fit", test_time_ticks_fit);
  g_test_add_func ("/chart-scale/outlier-is-left-to-the-margin", test_outlier_is_left_to_the_margin);
  g_test_add_func ("/chart-scale/steady-values-are-not-outliers", test_steady_values_are_not_outliers);
  g_test_add_func ("/chart-scale/nearest", test_nearest);
  g_test_add_func ("/chart-scale/decimation-keeps-the-picture", test_decimation_keeps_the_picture);
  g_test_add_func ("/chart-scale/decimation-keeps-gaps", test_decimation_keeps_gaps);
  g_test_add_func ("/chart-scale/zoom-stays-inside", test_zoom_stays_inside);
  g_test_add_func ("/chart-scale/single-value-has-a-month", test_single_value_has_a_month);
  return g_test_run ();
}
