/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times of days as positions along an axis that the days share, also on days of 23 and 25 hours. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-day-axis.h"

#include <math.h>

#define DAY_MINUTES 1440

/* Where a day's clock is set: at `at` minutes since its midnight by `by` minutes (greater than 0: forward). */
typedef struct
{
  int at;
  int by;
} Change;

static int
utc_offset (SalveInstant time, GTimeZone *zone)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, time / SALVE_INSTANT_SECOND);

  return g_time_zone_get_offset (zone, interval) / 60;
}

static Change
find_change (SalveTimeSpan day, GTimeZone *zone)
{
  int before = utc_offset (day.start, zone), after = utc_offset (day.end - 1, zone);
  int low = 0, high = (int)((day.end - day.start) / SALVE_INSTANT_MINUTE);
  int first_minute = (int)salve_instant_to_minute_of_day (day.start, zone);

  /* Some clocks skip midnight: such a day begins at one. */
  if (first_minute > 0)
    return (Change){ 0, first_minute };
  if (before == after)
    return (Change){ -1, 0 };
  while (high - low > 1)
    {
      int middle = (low + high) / 2;

      if (utc_offset (day.start + middle * SALVE_INSTANT_MINUTE, zone) == before)
        low = middle;
      else
        high = middle;
    }
  return (Change){ high, after - before };
}

static void
add_piece (SalveDayScale *scale, double position, double length, SalveInstant start)
{
  if (length > 0)
    scale->pieces[scale->n_pieces++] = (SalveDayPiece){ position, length, start };
}

/* Cuts a piece of a day in two where the axis has something that the day has not. */
static void
add_split (SalveDayScale *scale, double position, double length, SalveInstant start, double cut, double gap)
{
  if (cut > position && cut < position + length)
    {
      add_piece (scale, position, cut - position, start);
      add_piece (scale, cut + gap, position + length - cut,
                 start + (SalveInstant)(cut - position) * SALVE_INSTANT_MINUTE);
    }
  else
    add_piece (scale, position >= cut ? position + gap : position, length, start);
}

static SalveDayScale
make_scale (const SalveDayAxis *axis, SalvePartialDate day, SalveTimeSpan span, Change change)
{
  SalveDayScale scale = { .day = day, .span = span };
  double length = (double)(span.end - span.start) / (double)SALVE_INSTANT_MINUTE;
  double cut = axis->repeat_at >= 0 ? axis->repeat_at : G_MAXINT;
  double gap = axis->repeat_at >= 0 ? axis->repeat_length : 0;

  if (change.by < 0 && axis->repeat_at == change.at)
    {
      add_piece (&scale, 0, length, span.start);
    }
  else if (change.by > 0 && axis->skip_at != change.at)
    {
      add_split (&scale, 0, change.at, span.start, cut, gap);
      add_split (&scale, change.at + change.by, length - change.at,
                 span.start + change.at * SALVE_INSTANT_MINUTE, cut, gap);
    }
  else
    {
      add_split (&scale, 0, length, span.start, cut, gap);
    }
  return scale;
}

static void
find_axis_changes (SalveDayAxis *self, const Change *changes, guint n)
{
  gboolean all_skip = n > 0;

  self->repeat_at = self->skip_at = -1;
  for (guint i = 0; i < n; i++)
    {
      if (changes[i].by < 0 && self->repeat_at < 0)
        {
          self->repeat_at = changes[i].at;
          self->repeat_length = -changes[i].by;
        }
      all_skip =
          all_skip && changes[i].by > 0 && changes[i].at == changes[0].at && changes[i].by == changes[0].by;
    }
  if (all_skip)
    {
      self->skip_at = changes[0].at;
      self->skip_length = changes[0].by;
    }
  self->length = DAY_MINUTES + (self->repeat_at >= 0 ? self->repeat_length : 0)
                 - (self->skip_at >= 0 ? self->skip_length : 0);
}

/**
 * salve_day_axis_new:
 * @days: (array length=n_days): whole dates; one may come more than once
 * @zone: the clinic's
 */
SalveDayAxis *
salve_day_axis_new (const SalvePartialDate *days, guint n_days, GTimeZone *zone)
{
  SalveDayAxis *self = g_new0 (SalveDayAxis, 1);
  g_autofree SalveTimeSpan *spans = g_new (SalveTimeSpan, n_days + 1);
  g_autofree Change *changes = g_new (Change, n_days + 1);

  for (guint i = 0; i < n_days; i++)
    {
      gboolean same = i > 0 && salve_partial_date_equal (days[i], days[i - 1]);

      spans[i] = same ? spans[i - 1] : salve_wall_clock_day (days[i], zone);
      changes[i] = same ? changes[i - 1] : find_change (spans[i], zone);
    }
  find_axis_changes (self, changes, n_days);
  self->scales = g_array_sized_new (FALSE, FALSE, sizeof (SalveDayScale), n_days);
  for (guint i = 0; i < n_days; i++)
    {
      SalveDayScale scale = make_scale (self, days[i], spans[i], changes[i]);

      g_array_append_val (self->scales, scale);
    }
  return self;
}

/** salve_day_axis_free: */
void
salve_day_axis_free (SalveDayAxis *self)
{
  g_array_unref (self->scales);
  g_free (self);
}

/** salve_day_axis_get_scale: */
const SalveDayScale *
salve_day_axis_get_scale (const SalveDayAxis *self, guint day)
{
  return &g_array_index (self->scales, SalveDayScale, day);
}

/**
 * salve_day_axis_minute_at:
 * @again: (out) (optional): whether it is the second time that the clock shows this
 *
 * Returns: what the wall clock shows at a position, in minutes of the day
 */
int
salve_day_axis_minute_at (const SalveDayAxis *self, double position, gboolean *again)
{
  int minute = (int)floor (position);
  gboolean second = self->repeat_at >= 0 && minute >= self->repeat_at;

  if (again)
    *again = second && minute < self->repeat_at + self->repeat_length;
  if (second)
    minute -= self->repeat_length;
  if (self->skip_at >= 0 && minute >= self->skip_at)
    minute += self->skip_length;
  return minute;
}

/**
 * salve_day_axis_position_of_minute:
 *
 * Returns: where the wall clock shows a minute of the day for the first time
 */
double
salve_day_axis_position_of_minute (const SalveDayAxis *self, int minute)
{
  if (self->skip_at >= 0 && minute >= self->skip_at)
    return MAX (self->skip_at, minute - self->skip_length);
  return self->repeat_at >= 0 && minute >= self->repeat_at ? minute + self->repeat_length : minute;
}

/**
 * salve_day_scale_position:
 *
 * Returns: where a time is on the axis; times of other days are at the day's ends
 */
double
salve_day_scale_position (const SalveDayScale *self, SalveInstant time)
{
  guint i = self->n_pieces - 1;
  double minutes;

  while (i > 0 && time < self->pieces[i].start)
    i--;
  minutes = (double)(time - self->pieces[i].start) / (double)SALVE_INSTANT_MINUTE;
  return self->pieces[i].position + CLAMP (minutes, 0, self->pieces[i].length);
}

/**
 * salve_day_scale_time:
 *
 * Returns: the time at a position; in a gap the time at which the day goes on
 */
SalveInstant
salve_day_scale_time (const SalveDayScale *self, double position)
{
  guint i = 0;
  double minutes;

  while (i + 1 < self->n_pieces && position >= self->pieces[i].position + self->pieces[i].length)
    i++;
  minutes = CLAMP (position - self->pieces[i].position, 0, self->pieces[i].length);
  return self->pieces[i].start + (SalveInstant)(minutes * (double)SALVE_INSTANT_MINUTE);
}

/**
 * salve_day_scale_snap:
 * @minutes: the step, counted from the day's midnight
 *
 * Returns: the step at or before @time, within the day
 */
SalveInstant
salve_day_scale_snap (const SalveDayScale *self, SalveInstant time, int minutes)
{
  SalveInstant step = minutes * SALVE_INSTANT_MINUTE, since = time - self->span.start;

  return CLAMP (self->span.start + since / step * step, self->span.start, self->span.end - step);
}

/**
 * salve_day_scale_get_gap:
 * @n: counted from 0
 *
 * Returns: whether there is such a stretch of the axis that this day does not have
 */
gboolean
salve_day_scale_get_gap (const SalveDayScale *self, guint n, double *from, double *to)
{
  for (guint i = 0; i + 1 < self->n_pieces; i++)
    {
      *from = self->pieces[i].position + self->pieces[i].length;
      *to = self->pieces[i + 1].position;
      if (*to > *from && n-- == 0)
        return TRUE;
    }
  return FALSE;
}
