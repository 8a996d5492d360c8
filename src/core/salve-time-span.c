/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-time-span.h"

/**
 * salve_time_span_overlaps:
 *
 * Returns: whether the two have time in common; that one ends when the other begins is not overlapping
 */
gboolean
salve_time_span_overlaps (SalveTimeSpan a, SalveTimeSpan b)
{
  return a.start < b.end && b.start < a.end;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SalveTimeSpan *first = a, *second = b;

  return first->start < second->start ? -1 : first->start > second->start;
}

/**
 * salve_time_spans_normalise:
 * @spans: (element-type SalveTimeSpan): any spans; those that are empty are left out
 *
 * Sorts them and makes one of those that overlap or touch, in place: what results is a set of spans.
 */
void
salve_time_spans_normalise (GArray *spans)
{
  guint kept = 0;

  g_array_sort (spans, compare_starts);
  for (guint i = 0; i < spans->len; i++)
    {
      SalveTimeSpan span = g_array_index (spans, SalveTimeSpan, i);
      SalveTimeSpan *last = kept > 0 ? &g_array_index (spans, SalveTimeSpan, kept - 1) : NULL;

      if (span.end <= span.start)
        continue;
      if (last && span.start <= last->end)
        last->end = MAX (last->end, span.end);
      else
        g_array_index (spans, SalveTimeSpan, kept++) = span;
    }
  g_array_set_size (spans, kept);
}

/**
 * salve_time_spans_subtract:
 * @spans: (element-type SalveTimeSpan): a set of spans
 * @taken: (element-type SalveTimeSpan): a set of spans
 *
 * Returns: (transfer full) (element-type SalveTimeSpan): the set of what is in @spans and not in @taken
 */
GArray *
salve_time_spans_subtract (GArray *spans, GArray *taken)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  guint next = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      SalveTimeSpan span = g_array_index (spans, SalveTimeSpan, i);

      while (next < taken->len && g_array_index (taken, SalveTimeSpan, next).end <= span.start)
        next++;
      for (guint j = next; j < taken->len && span.start < span.end; j++)
        {
          SalveTimeSpan hole = g_array_index (taken, SalveTimeSpan, j);

          if (hole.start >= span.end)
            break;
          if (hole.start > span.start)
            g_array_append_val (left, ((SalveTimeSpan){ span.start, hole.start }));
          span.start = MAX (span.start, hole.end);
        }
      if (span.start < span.end)
        g_array_append_val (left, span);
    }
  return left;
}

/**
 * salve_time_spans_intersect:
 * @a: (element-type SalveTimeSpan): a set of spans
 * @b: (element-type SalveTimeSpan): another
 *
 * Returns: (transfer full) (element-type SalveTimeSpan): the set of what is in both
 */
GArray *
salve_time_spans_intersect (GArray *a, GArray *b)
{
  GArray *both = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  guint i = 0, j = 0;

  while (i < a->len && j < b->len)
    {
      SalveTimeSpan first = g_array_index (a, SalveTimeSpan, i);
      SalveTimeSpan second = g_array_index (b, SalveTimeSpan, j);
      SalveTimeSpan common = { MAX (first.start, second.start), MIN (first.end, second.end) };

      if (common.start < common.end)
        g_array_append_val (both, common);
      if (first.end < second.end)
        i++;
      else
        j++;
    }
  return both;
}

/* Seconds that the zone is ahead of UTC at an instant. */
static gint64
offset_at (GTimeZone *zone, gint64 seconds)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return interval < 0 ? 0 : g_time_zone_get_offset (zone, interval);
}

static gint64
wall_clock_seconds (SalvePartialDate day, int minute)
{
  gint64 days = salve_partial_date_days_between (salve_partial_date_new_day (1970, 1, 1), day);

  return days * 86400 + (gint64)minute * 60;
}

/* The earliest instant whose local time is that; FALSE where a change of the clock leaves it out. Offsets lie within
 * 26 hours of each other all over the world, so that only those in force a day around can matter. */
static gboolean
find_instant (gint64 local, GTimeZone *zone, gint64 *seconds)
{
  gint64 earlier = offset_at (zone, local - 86400);
  gint64 later = offset_at (zone, local + 86400);
  const gint64 candidates[] = { local - MAX (earlier, later), local - MIN (earlier, later) };

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (candidates[i] + offset_at (zone, candidates[i]) == local)
      {
        *seconds = candidates[i];
        return TRUE;
      }
  return FALSE;
}

/* The instant at which the clock jumps over a local time: the only change of the offset in the two days around it. */
static gint64
find_jump (gint64 local, GTimeZone *zone)
{
  gint64 before = local - 86400 - offset_at (zone, local - 86400);
  gint64 after = local + 86400 - offset_at (zone, local + 86400);

  while (after - before > 1)
    {
      gint64 middle = before + (after - before) / 2;

      if (middle + offset_at (zone, middle) < local)
        before = middle;
      else
        after = middle;
    }
  return after;
}

/**
 * salve_wall_clock_to_instant:
 * @day: a whole date
 * @minute: of the day, 0 to 1440
 * @zone: whose clock is meant
 *
 * Returns: the instant; the first of two where a change of the clock brings the time twice, and the instant of the
 *   change where it leaves the time out
 */
SalveInstant
salve_wall_clock_to_instant (SalvePartialDate day, int minute, GTimeZone *zone)
{
  gint64 local = wall_clock_seconds (day, minute);
  gint64 seconds;

  g_return_val_if_fail (day.precision == SALVE_DATE_PRECISION_DAY, SALVE_INSTANT_NONE);

  if (!find_instant (local, zone, &seconds))
    seconds = find_jump (local, zone);
  return seconds * SALVE_INSTANT_SECOND;
}

/**
 * salve_wall_clock_exists:
 *
 * Returns: FALSE for a local time that a change of the clock leaves out
 */
gboolean
salve_wall_clock_exists (SalvePartialDate day, int minute, GTimeZone *zone)
{
  gint64 seconds;

  return find_instant (wall_clock_seconds (day, minute), zone, &seconds);
}

/**
 * salve_wall_clock_day:
 *
 * Returns: from midnight to the next: 23, 24 or 25 hours, and none at all for a day that the zone left out
 */
SalveTimeSpan
salve_wall_clock_day (SalvePartialDate day, GTimeZone *zone)
{
  return (SalveTimeSpan){ salve_wall_clock_to_instant (day, 0, zone),
                          salve_wall_clock_to_instant (salve_partial_date_add_days (day, 1), 0, zone) };
}
