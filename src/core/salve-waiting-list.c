/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-waiting-list.h"

#define DAY_MINUTES 1440
#define MOST_DAYS 366

G_DEFINE_BOXED_TYPE (SalveWish, salve_wish, salve_wish_copy, salve_wish_free)

/**
 * salve_wish_new:
 * @minutes: how long the visit shall be
 *
 * Returns: (transfer full): a wish for any time at all, of ordinary urgency
 */
SalveWish *
salve_wish_new (const char *id, const char *patient_id, int minutes)
{
  SalveWish *self = g_new0 (SalveWish, 1);

  self->id = g_strdup (id);
  self->patient_id = g_strdup (patient_id);
  self->minutes = minutes;
  self->period = (SalveTimeSpan){ G_MININT64, G_MAXINT64 };
  return self;
}

SalveWish *
salve_wish_copy (const SalveWish *self)
{
  SalveWish *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->patient_id = g_strdup (self->patient_id);
  copy->doctor_id = g_strdup (self->doctor_id);
  copy->visit_type_id = g_strdup (self->visit_type_id);
  return copy;
}

void
salve_wish_free (SalveWish *self)
{
  if (!self)
    return;
  g_free (self->id);
  g_free (self->patient_id);
  g_free (self->doctor_id);
  g_free (self->visit_type_id);
  g_free (self);
}

/* The first place of that length in the window that nothing of busy overlaps. */
static gboolean
fit (SalveTimeSpan window, gint64 length, const GArray *busy, SalveTimeSpan *place)
{
  SalveInstant start = window.start;
  gboolean pushed = TRUE;

  while (pushed && start <= window.end - length)
    {
      pushed = FALSE;
      for (guint i = 0; busy && i < busy->len; i++)
        {
          SalveTimeSpan taken = g_array_index (busy, SalveTimeSpan, i);

          if (taken.start < start + length && taken.end > start)
            {
              start = taken.end;
              pushed = TRUE;
            }
        }
    }
  if (start > window.end - length)
    return FALSE;
  *place = (SalveTimeSpan){ start, start + length };
  return TRUE;
}

/* What of the day is wanted. A wish that says from when alone means from then on. */
static SalveTimeSpan
wanted_part (const SalveWish *wish, SalvePartialDate day, GTimeZone *zone)
{
  SalveTimeSpan part = salve_wall_clock_day (day, zone);

  if (wish->from_minute > 0)
    part.start = salve_wall_clock_to_instant (day, wish->from_minute, zone);
  if (wish->to_minute > 0 && wish->to_minute < DAY_MINUTES)
    part.end = salve_wall_clock_to_instant (day, wish->to_minute, zone);
  return part;
}

static gboolean
is_wanted_day (const SalveWish *wish, SalvePartialDate day)
{
  return wish->weekdays == 0 || (wish->weekdays & (1u << salve_partial_date_weekday (day))) != 0;
}

/**
 * salve_wish_place:
 * @freed: the time that has become free; several days of it are looked at day by day, the first year at most
 * @busy: (nullable) (element-type SalveTimeSpan): when the person who waits is somewhere else, in any order
 * @zone: in which days and times of the day are meant
 * @place: (out): where the visit would be: as early as it can
 *
 * Returns: whether the visit fits into what is left of the freed time when all that the person does not want, and
 *   cannot, is taken away
 */
gboolean
salve_wish_place (const SalveWish *wish,
                  SalveTimeSpan freed,
                  const GArray *busy,
                  GTimeZone *zone,
                  SalveTimeSpan *place)
{
  SalveTimeSpan time = { MAX (freed.start, wish->period.start), MIN (freed.end, wish->period.end) };
  gint64 length = wish->minutes * SALVE_INSTANT_MINUTE;
  SalvePartialDate day;

  if (time.end - time.start < length)
    return FALSE;
  if (wish->weekdays == 0 && wish->from_minute == 0 && wish->to_minute == 0)
    return fit (time, length, busy, place);
  day = salve_instant_to_date (time.start, zone);
  for (guint i = 0; i < MOST_DAYS; i++, day = salve_partial_date_add_days (day, 1))
    {
      SalveTimeSpan part = wanted_part (wish, day, zone);

      if (salve_wall_clock_day (day, zone).start >= time.end)
        return FALSE;
      part = (SalveTimeSpan){ MAX (part.start, time.start), MIN (part.end, time.end) };
      if (is_wanted_day (wish, day) && fit (part, length, busy, place))
        return TRUE;
    }
  return FALSE;
}

static int
compare_urgency (gconstpointer a, gconstpointer b)
{
  const SalveWish *first = *(const SalveWish *const *)a, *second = *(const SalveWish *const *)b;

  if (first->priority != second->priority)
    return first->priority > second->priority ? -1 : 1;
  return first->since < second->since ? -1 : first->since > second->since;
}

/**
 * salve_waiting_list_match:
 * @wishes: (element-type SalveWish): all that wait
 * @freed: the time that has become free
 * @doctor_id: (nullable): whose time it is
 * @visit_type_id: (nullable): for which visits only it can be used; %NULL for all
 * @zone: in which days and times of the day are meant
 *
 * Returns: (transfer container) (element-type SalveWish): whom it suits; the most urgent first, then who waits longest
 */
GPtrArray *
salve_waiting_list_match (GPtrArray *wishes,
                          SalveTimeSpan freed,
                          const char *doctor_id,
                          const char *visit_type_id,
                          GTimeZone *zone)
{
  GPtrArray *found = g_ptr_array_new ();
  SalveTimeSpan place;

  for (guint i = 0; i < wishes->len; i++)
    {
      SalveWish *wish = g_ptr_array_index (wishes, i);

      if (wish->doctor_id && g_strcmp0 (wish->doctor_id, doctor_id) != 0)
        continue;
      if (visit_type_id && wish->visit_type_id && !g_str_equal (wish->visit_type_id, visit_type_id))
        continue;
      if (salve_wish_place (wish, freed, NULL, zone, &place))
        g_ptr_array_add (found, wish);
    }
  g_ptr_array_sort (found, compare_urgency);
  return found;
}
