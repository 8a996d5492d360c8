/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The arithmetic of a chart: round ticks, what of the time is seen, and which of many points are worth drawing. It
 * knows neither GTK nor a clock, so that each rule has a test of its own. */

#define G_LOG_DOMAIN "salve-ui"

#include "salve-chart-scale.h"

#include <math.h>
#include <string.h>

#define MINUTE (60 * (gint64)G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static double
nice_step (double rough)
{
  double power = pow (10, floor (log10 (rough)));
  double mantissa = rough / power;

  if (mantissa <= 1.0 + 1e-9)
    return power;
  if (mantissa <= 2.0 + 1e-9)
    return 2 * power;
  if (mantissa <= 5.0 + 1e-9)
    return 5 * power;
  return 10 * power;
}

/**
 * salve_chart_ticks_for_range:
 * @low: the smallest value to be shown
 * @high: the largest value to be shown
 * @max_ticks: how many labels fit, at least 2
 *
 * Chooses round values (1, 2 or 5 times a power of ten) that enclose the range. An empty or
 * impossible range becomes one of width 2 about its middle.
 *
 * Returns: the ticks
 */
SalveChartTicks
salve_chart_ticks_for_range (double low, double high, guint max_ticks)
{
  SalveChartTicks ticks = { 0 };
  double step;

  if (!isfinite (low) || !isfinite (high) || low > high)
    low = high = 0;
  if (high - low < 1e-12 * MAX (1.0, fabs (high)))
    {
      double room = MAX (1.0, fabs (high) * 0.1);

      low -= room;
      high += room;
    }
  max_ticks = MAX (max_ticks, 2);

  step = nice_step ((high - low) / (max_ticks - 1));
  ticks.low = floor (low / step + 1e-9) * step;
  ticks.high = ceil (high / step - 1e-9) * step;
  while ((ticks.high - ticks.low) / step + 1 > max_ticks + 0.5)
    {
      step = nice_step (step * 1.5);
      ticks.low = floor (low / step + 1e-9) * step;
      ticks.high = ceil (high / step - 1e-9) * step;
      if (max_ticks == 2)
        break;
    }
  ticks.step = step;
  ticks.count = (guint)lround ((ticks.high - ticks.low) / step) + 1;
  ticks.decimals = step >= 1 ? 0 : (guint)CLAMP (ceil (-log10 (step) - 1e-9), 0, 9);
  return ticks;
}

/**
 * salve_chart_ticks_nth:
 * @ticks: the ticks
 * @n: 0 to count - 1
 *
 * Returns: the value of a tick, free of the error that adding up the steps would gather
 */
double
salve_chart_ticks_nth (const SalveChartTicks *ticks, guint n)
{
  double value = (round (ticks->low / ticks->step) + n) * ticks->step;

  return value == 0 ? 0 : value; /* never "-0" */
}

typedef struct
{
  SalveChartTimeUnit unit;
  int every;
  gint64 length;
} TimeStep;

static const TimeStep time_steps[] = {
  { SALVE_CHART_TIME_MINUTE, 1, MINUTE },
  { SALVE_CHART_TIME_MINUTE, 5, 5 * MINUTE },
  { SALVE_CHART_TIME_MINUTE, 15, 15 * MINUTE },
  { SALVE_CHART_TIME_MINUTE, 30, 30 * MINUTE },
  { SALVE_CHART_TIME_HOUR, 1, HOUR },
  { SALVE_CHART_TIME_HOUR, 3, 3 * HOUR },
  { SALVE_CHART_TIME_HOUR, 6, 6 * HOUR },
  { SALVE_CHART_TIME_HOUR, 12, 12 * HOUR },
  { SALVE_CHART_TIME_DAY, 1, DAY },
  { SALVE_CHART_TIME_DAY, 2, 2 * DAY },
  { SALVE_CHART_TIME_DAY, 7, 7 * DAY },
  { SALVE_CHART_TIME_DAY, 14, 14 * DAY },
  { SALVE_CHART_TIME_MONTH, 1, 30 * DAY },
  { SALVE_CHART_TIME_MONTH, 3, 91 * DAY },
  { SALVE_CHART_TIME_MONTH, 6, 182 * DAY },
  { SALVE_CHART_TIME_YEAR, 1, 365 * DAY },
  { SALVE_CHART_TIME_YEAR, 2, 730 * DAY },
  { SALVE_CHART_TIME_YEAR, 5, 1826 * DAY },
  { SALVE_CHART_TIME_YEAR, 10, 3652 * DAY },
  { SALVE_CHART_TIME_YEAR, 20, 7305 * DAY },
  { SALVE_CHART_TIME_YEAR, 50, 18262 * DAY },
  { SALVE_CHART_TIME_YEAR, 100, 36525 * DAY },
};

/* The first boundary of the step at or before a time, on the wall clock of the zone. */
static GDateTime *
floor_to_step (gint64 time, const TimeStep *step, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (time);
  g_autoptr (GDateTime) local = utc ? g_date_time_to_timezone (utc, zone) : NULL;
  int year, month, day;

  if (local == NULL)
    return NULL;
  g_date_time_get_ymd (local, &year, &month, &day);
  switch (step->unit)
    {
    case SALVE_CHART_TIME_MINUTE:
      return g_date_time_new (zone, year, month, day, g_date_time_get_hour (local),
                              g_date_time_get_minute (local) / step->every * step->every, 0);
    case SALVE_CHART_TIME_HOUR:
      return g_date_time_new (zone, year, month, day,
                              g_date_time_get_hour (local) / step->every * step->every, 0, 0);
    case SALVE_CHART_TIME_DAY:
      return g_date_time_new (zone, year, month, step->every > 2 ? 1 : day, 0, 0, 0);
    case SALVE_CHART_TIME_MONTH:
      return g_date_time_new (zone, year, (month - 1) / step->every * step->every + 1, 1, 0, 0, 0);
    case SALVE_CHART_TIME_YEAR:
    default:
      return g_date_time_new (zone, MAX (1, year / step->every * step->every), 1, 1, 0, 0, 0);
    }
}

static GDateTime *
next_step (GDateTime *at, const TimeStep *step)
{
  switch (step->unit)
    {
    case SALVE_CHART_TIME_MINUTE:
      return g_date_time_add_minutes (at, step->every);
    case SALVE_CHART_TIME_HOUR:
      return g_date_time_add_hours (at, step->every);
    case SALVE_CHART_TIME_DAY:
      return g_date_time_add_days (at, step->every);
    case SALVE_CHART_TIME_MONTH:
      return g_date_time_add_months (at, step->every);
    case SALVE_CHART_TIME_YEAR:
    default:
      return g_date_time_add_years (at, step->every);
    }
}

/**
 * salve_chart_time_ticks:
 * @from: the first instant that is seen, in microseconds
 * @to: the last
 * @max_ticks: how many labels fit
 * @zone: the clinic's zone, on whose wall clock the ticks lie
 * @unit: (out): what a tick stands for, and so how its label is written
 *
 * Returns: (transfer full) (element-type gint64): the instants of the ticks inside the range
 */
GArray *
salve_chart_time_ticks (gint64 from, gint64 to, guint max_ticks, GTimeZone *zone, SalveChartTimeUnit *unit)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (gint64));
  const TimeStep *step = &time_steps[0];
  g_autoptr (GDateTime) at = NULL;

  max_ticks = MAX (max_ticks, 1);
  for (guint i = 0; i < G_N_ELEMENTS (time_steps); i++)
    {
      step = &time_steps[i];
      if ((to - from) / step->length < max_ticks)
        break;
    }
  *unit = step->unit;

  at = floor_to_step (from, step, zone);
  for (guint guard = 0; at != NULL && guard < 1000; guard++)
    {
      gint64 time = g_date_time_to_unix_usec (at);
      GDateTime *next;

      if (time > to)
        break;
      if (time >= from)
        g_array_append_val (ticks, time);
      next = next_step (at, step);
      g_date_time_unref (at);
      at = next;
    }
  return ticks;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

/**
 * salve_chart_value_bounds:
 * @points: (array length=n_points): by time
 * @n_points: how many
 * @from: the first instant that is seen
 * @to: the last
 *
 * What the axis of values must show. One slip of the pen (a weight of 7240 kg) would press everything else into a
 * line, so values further than three times the spread of the middle half away are left to the margin, where the
 * chart points at them; but only if there are eight values to judge by, and if that wins back a half of the height.
 *
 * Returns: the bounds; low > high when there is no value
 */
SalveChartBounds
salve_chart_value_bounds (const SalveChartPoint *points, gsize n_points, gint64 from, gint64 to)
{
  SalveChartBounds bounds = { .low = 1, .high = -1 };
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  double first, last, quarter, three_quarters, spread, low, high;
  const double *sorted;

  for (gsize i = salve_chart_lower_bound (points, n_points, from); i < n_points && points[i].time <= to; i++)
    if (isfinite (points[i].value))
      g_array_append_val (values, points[i].value);
  if (values->len == 0)
    return bounds;

  g_array_sort (values, compare_doubles);
  sorted = (const double *)(gpointer)values->data;
  first = bounds.low = sorted[0];
  last = bounds.high = sorted[values->len - 1];
  if (values->len < 8)
    return bounds;

  quarter = sorted[values->len / 4];
  three_quarters = sorted[values->len * 3 / 4];
  spread = MAX (three_quarters - quarter, fabs (three_quarters) * 0.02);
  low = MAX (first, quarter - 3 * spread);
  high = MIN (last, three_quarters + 3 * spread);
  if (high - low < (last - first) / 2)
    {
      /* The axis ends at the outermost value that belongs to the others. */
      bounds.low = last;
      bounds.high = first;
      for (guint i = 0; i < values->len; i++)
        if (sorted[i] >= low && sorted[i] <= high)
          {
            bounds.low = MIN (bounds.low, sorted[i]);
            bounds.high = MAX (bounds.high, sorted[i]);
          }
      bounds.clipped = TRUE;
    }
  return bounds;
}

/**
 * salve_chart_lower_bound:
 * @points: (array length=n_points): by time
 * @n_points: how many
 * @time: an instant
 *
 * Returns: the index of the first point at or after @time, @n_points if there is none
 */
gsize
salve_chart_lower_bound (const SalveChartPoint *points, gsize n_points, gint64 time)
{
  gsize low = 0, high = n_points;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (points[middle].time < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * salve_chart_nearest:
 * @points: (array length=n_points): by time
 * @n_points: how many
 * @time: an instant
 *
 * Returns: the index of the point next to @time, -1 if there are none
 */
gssize
salve_chart_nearest (const SalveChartPoint *points, gsize n_points, gint64 time)
{
  gsize at = salve_chart_lower_bound (points, n_points, time);

  if (n_points == 0)
    return -1;
  if (at == n_points)
    return (gssize)n_points - 1;
  if (at > 0 && time - points[at - 1].time <= points[at].time - time)
    return (gssize)at - 1;
  return (gssize)at;
}

static void
flush_column (const gsize keep[4], GArray *out)
{
  gsize sorted[4];
  gsize last = G_MAXSIZE;

  memcpy (sorted, keep, sizeof (sorted));
  for (guint i = 1; i < 4; i++)
    for (guint j = i; j > 0 && sorted[j - 1] > sorted[j]; j--)
      {
        gsize swap = sorted[j];

        sorted[j] = sorted[j - 1];
        sorted[j - 1] = swap;
      }
  for (guint i = 0; i < 4; i++)
    {
      if (sorted[i] != last)
        g_array_append_val (out, sorted[i]);
      last = sorted[i];
    }
}

/**
 * salve_chart_decimate:
 * @points: (array length=n_points): by time
 * @n_points: how many
 * @from: the first instant that is seen
 * @to: the last
 * @columns: how many columns of pixels there are, at least 1
 * @out_indices: (element-type gsize): where the indices are appended, by time
 *
 * Of all points that fall on one column of pixels, the first, the lowest, the highest and the last draw the same
 * picture as all of them (M4, Jugel et al., VLDB 2014). A break in the line stays a break. One point each side of
 * the range is kept, so that the line runs out of the picture instead of ending in it.
 */
void
salve_chart_decimate (const SalveChartPoint *points,
                      gsize n_points,
                      gint64 from,
                      gint64 to,
                      guint columns,
                      GArray *out_indices)
{
  gsize first = salve_chart_lower_bound (points, n_points, from);
  gsize end = salve_chart_lower_bound (points, n_points, to + 1);
  gsize keep[4] = { 0 };
  gint64 column = G_MININT64;
  double width = (double)MAX (1, to - from) / MAX (1, columns);

  if (first > 0)
    first--;
  if (end < n_points)
    end++;
  if (end - first <= (gsize)columns * 2)
    {
      for (gsize i = first; i < end; i++)
        g_array_append_val (out_indices, i);
      return;
    }

  for (gsize i = first; i < end; i++)
    {
      gint64 here = (gint64)floor ((double)(points[i].time - from) / width);
      gboolean broken = isnan (points[i].value);

      if (here != column || broken)
        {
          if (column != G_MININT64)
            flush_column (keep, out_indices);
          column = broken ? G_MININT64 : here;
          if (broken)
            g_array_append_val (out_indices, i);
          keep[0] = keep[1] = keep[2] = keep[3] = i;
          if (here < 0 && !broken)
            {
              g_array_append_val (out_indices, i);
              column = G_MININT64;
            }
          continue;
        }
      if (points[i].value < points[keep[1]].value)
        keep[1] = i;
      if (points[i].value > points[keep[2]].value)
        keep[2] = i;
      keep[3] = i;
    }
  if (column != G_MININT64)
    flush_column (keep, out_indices);
}

/**
 * salve_chart_span_pad:
 * @first: the first measured instant
 * @last: the last
 *
 * Returns: the whole of the chart: the data with a little air at both ends, a month about a single value
 */
SalveChartSpan
salve_chart_span_pad (gint64 first, gint64 last)
{
  gint64 air = first == last ? 15 * DAY : MAX ((last - first) / 40, MINUTE);

  return (SalveChartSpan){ first - air, last + air };
}

/**
 * salve_chart_span_zoom:
 * @view: what is seen
 * @whole: the most that can be seen
 * @anchor: the instant that stays where it is
 * @factor: below 1 to see less and larger, above 1 to see more
 * @shortest: the least that is seen, in microseconds
 *
 * Returns: the new view, inside @whole
 */
SalveChartSpan
salve_chart_span_zoom (SalveChartSpan view,
                       SalveChartSpan whole,
                       gint64 anchor,
                       double factor,
                       gint64 shortest)
{
  double before = (double)MAX (1, view.to - view.from);
  double after = CLAMP (before * factor, (double)MIN (shortest, whole.to - whole.from),
                        (double)MAX (1, whole.to - whole.from));
  double part;
  SalveChartSpan result;

  anchor = CLAMP (anchor, view.from, view.to);
  part = (double)(anchor - view.from) / before;
  result.from = anchor - (gint64)(after * part);
  result.to = result.from + (gint64)after;
  return salve_chart_span_pan (result, whole, 0);
}

/**
 * salve_chart_span_pan:
 * @view: what is seen
 * @whole: the most that can be seen
 * @by: how far to move, in microseconds; later is positive
 *
 * Returns: the moved view, stopped at the ends of @whole
 */
SalveChartSpan
salve_chart_span_pan (SalveChartSpan view, SalveChartSpan whole, gint64 by)
{
  gint64 length = MIN (view.to - view.from, whole.to - whole.from);
  gint64 from = CLAMP (view.from + by, whole.from, whole.to - length);

  return (SalveChartSpan){ from, from + length };
}

/**
 * salve_chart_span_reveal:
 * @view: what is seen
 * @whole: the most that can be seen
 * @time: an instant that must be seen
 *
 * Returns: the view, moved as little as shows @time with a twentieth of the width beside it
 */
SalveChartSpan
salve_chart_span_reveal (SalveChartSpan view, SalveChartSpan whole, gint64 time)
{
  gint64 margin = (view.to - view.from) / 20;

  if (time < view.from + margin)
    return salve_chart_span_pan (view, whole, time - margin - view.from);
  if (time > view.to - margin)
    return salve_chart_span_pan (view, whole, time + margin - view.to);
  return view;
}
