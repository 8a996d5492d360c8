/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open time is the weekly hours without holidays, plus what was opened by hand, without the absences: a holiday can be
 * worked by opening times on it, and who is away is away whatever else was said. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-timetable-private.h"

#include "salve-interval-tree.h"

struct _SalveTimetable
{
  gatomicrefcount references;
  char *actor_id;
  GArray *rules;         /* of SalveHoursRule */
  GArray *of_weekday[8]; /* the same by weekday, those of a day by their start; NULL for a day without any */
  GPtrArray *exceptions; /* of SalveTimetableException; owns them */
  SalveIntervalTree *by_time;
};

G_DEFINE_BOXED_TYPE (SalveTimetable, salve_timetable, salve_timetable_ref, salve_timetable_unref)

static void
exception_free (gpointer data)
{
  SalveTimetableException *exception = data;

  g_free (exception->id);
  g_free (exception->reason);
  g_free (exception);
}

/**
 * salve_timetable_new:
 * @actor_id: (nullable): whose it is
 *
 * Returns: (transfer full): a timetable without any hours
 */
SalveTimetable *
salve_timetable_new (const char *actor_id)
{
  SalveTimetable *self = g_new0 (SalveTimetable, 1);

  g_atomic_ref_count_init (&self->references);
  self->actor_id = g_strdup (actor_id);
  self->rules = g_array_new (FALSE, FALSE, sizeof (SalveHoursRule));
  self->exceptions = g_ptr_array_new_with_free_func (exception_free);
  self->by_time = salve_interval_tree_new (NULL);
  return self;
}

SalveTimetable *
salve_timetable_ref (SalveTimetable *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
salve_timetable_unref (SalveTimetable *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  salve_interval_tree_free (self->by_time);
  g_ptr_array_unref (self->exceptions);
  for (guint i = 0; i < G_N_ELEMENTS (self->of_weekday); i++)
    g_clear_pointer (&self->of_weekday[i], g_array_unref);
  g_array_unref (self->rules);
  g_free (self->actor_id);
  g_free (self);
}

const char *
salve_timetable_get_actor_id (const SalveTimetable *self)
{
  return self->actor_id;
}

static int
compare_rules (const SalveHoursRule *a, const SalveHoursRule *b)
{
  return a->start_minute != b->start_minute ? a->start_minute - b->start_minute
                                            : a->end_minute - b->end_minute;
}

/**
 * salve_timetable_add_rule:
 * @rule: an interval of a weekday; its location is interned
 */
void
salve_timetable_add_rule (SalveTimetable *self, SalveHoursRule rule)
{
  GArray *day;
  guint place;

  g_return_if_fail (rule.weekday >= 1 && rule.weekday <= 7);
  g_return_if_fail (rule.start_minute >= 0 && rule.start_minute < rule.end_minute && rule.end_minute <= 1440);

  rule.location_id = g_intern_string (rule.location_id);
  g_array_append_val (self->rules, rule);
  if (self->of_weekday[rule.weekday] == NULL)
    self->of_weekday[rule.weekday] = g_array_new (FALSE, FALSE, sizeof (SalveHoursRule));
  day = self->of_weekday[rule.weekday];
  for (place = day->len; place > 0; place--)
    if (compare_rules (&g_array_index (day, SalveHoursRule, place - 1), &rule) <= 0)
      break;
  g_array_insert_val (day, place, rule);
}

/**
 * salve_timetable_add_exception:
 * @span: when; an empty one is left out
 * @id: (nullable): of the Slot that says so
 * @reason: (nullable): why, for people
 * @location_id: (nullable): where, for opened times
 */
void
salve_timetable_add_exception (SalveTimetable *self,
                               SalveExceptionKind kind,
                               SalveTimeSpan span,
                               const char *id,
                               const char *reason,
                               const char *location_id)
{
  SalveTimetableException *exception;

  if (span.end <= span.start)
    return;
  exception = g_new0 (SalveTimetableException, 1);
  exception->kind = kind;
  exception->span = span;
  exception->id = g_strdup (id);
  exception->reason = g_strdup (reason);
  exception->location_id = g_intern_string (location_id);
  g_ptr_array_add (self->exceptions, exception);
  salve_interval_tree_add (self->by_time, span, exception);
}

const GArray *
salve_timetable_get_rules (const SalveTimetable *self)
{
  return self->rules;
}

const GPtrArray *
salve_timetable_get_exceptions (const SalveTimetable *self)
{
  return self->exceptions;
}

/* Whether anything says when there is time at all: who has never been given hours is not closed, but unknown. */
gboolean
salve_timetable_has_hours (const SalveTimetable *self)
{
  if (self->rules->len > 0)
    return TRUE;
  for (guint i = 0; i < self->exceptions->len; i++)
    if (((const SalveTimetableException *)g_ptr_array_index (self->exceptions, i))->kind
        == SALVE_EXCEPTION_OPENED)
      return TRUE;
  return FALSE;
}

SalveClockDay
salve_clock_day_new (SalvePartialDate date, GTimeZone *zone)
{
  SalveClockDay day = { .date = date,
                        .weekday = salve_partial_date_weekday (date),
                        .zone = zone,
                        .span = salve_wall_clock_day (date, zone) };

  day.even = day.span.end - day.span.start == (gint64)1440 * SALVE_INSTANT_MINUTE;
  return day;
}

/* The day after @self; costs half of what it costs to begin with a date. */
SalveClockDay
salve_clock_day_next (const SalveClockDay *self)
{
  SalveClockDay day = { .date = salve_partial_date_add_days (self->date, 1), .zone = self->zone };
  SalvePartialDate then = salve_partial_date_add_days (day.date, 1);

  day.weekday = self->weekday % 7 + 1;
  day.span = (SalveTimeSpan){ self->span.end, salve_wall_clock_to_instant (then, 0, self->zone) };
  day.even = day.span.end - day.span.start == (gint64)1440 * SALVE_INSTANT_MINUTE;
  return day;
}

SalveInstant
salve_clock_day_at (const SalveClockDay *self, int minute)
{
  return self->even ? self->span.start + minute * SALVE_INSTANT_MINUTE
                    : salve_wall_clock_to_instant (self->date, minute, self->zone);
}

static gboolean
holds_on (const SalveHoursRule *rule, SalvePartialDate date)
{
  return (!salve_partial_date_is_set (rule->valid_from)
          || salve_partial_date_compare (rule->valid_from, date) <= 0)
         && (!salve_partial_date_is_set (rule->valid_to)
             || salve_partial_date_compare (date, rule->valid_to) <= 0);
}

typedef struct
{
  SalveExceptionKind kind;
  GArray *open;
  guint from;
} Cut;

/* Takes a span out of each open time from a place in the array on. */
static gboolean
cut_out (SalveTimeSpan hole, gpointer item, gpointer user_data)
{
  Cut *cut = user_data;
  const SalveTimetableException *exception = item;

  if (exception->kind != cut->kind)
    return TRUE;
  for (guint i = cut->from; i < cut->open->len; i++)
    {
      SalveOpenTime *time = &g_array_index (cut->open, SalveOpenTime, i);
      SalveOpenTime rest = *time;

      if (!salve_time_span_overlaps (time->span, hole))
        continue;
      rest.span.start = MAX (time->span.start, hole.end);
      time->span.end = MAX (time->span.start, hole.start);
      if (rest.span.start < rest.span.end)
        g_array_append_val (cut->open, rest);
    }
  return TRUE;
}

static void
subtract (const SalveTimetable *self, SalveExceptionKind kind, SalveTimeSpan day, GArray *open, guint from)
{
  Cut cut = { kind, open, from };

  salve_interval_tree_foreach (self->by_time, day, cut_out, &cut);
}

static gboolean
add_opened (SalveTimeSpan span, gpointer item, gpointer user_data)
{
  Cut *cut = user_data;
  const SalveTimetableException *exception = item;
  SalveOpenTime time = { span, exception->location_id, TRUE };

  if (exception->kind == SALVE_EXCEPTION_OPENED)
    g_array_append_val (cut->open, time);
  return TRUE;
}

static int
compare_open (gconstpointer a, gconstpointer b)
{
  const SalveOpenTime *first = a, *second = b;

  if (first->span.start != second->span.start)
    return first->span.start < second->span.start ? -1 : 1;
  return first->span.end < second->span.end ? -1 : first->span.end > second->span.end;
}

/* Leaves out what is empty and makes one of those that follow each other at one place: a visit may cross the seam. */
static void
join (GArray *open, guint from)
{
  guint kept = from;

  for (guint i = from; i < open->len; i++)
    {
      SalveOpenTime time = g_array_index (open, SalveOpenTime, i);
      SalveOpenTime *last = kept > from ? &g_array_index (open, SalveOpenTime, kept - 1) : NULL;

      if (time.span.end <= time.span.start)
        continue;
      if (last && time.span.start <= last->span.end && time.location_id == last->location_id)
        {
          last->span.end = MAX (last->span.end, time.span.end);
          last->opened = last->opened && time.opened;
        }
      else
        g_array_index (open, SalveOpenTime, kept++) = time;
    }
  g_array_set_size (open, kept);
}

static void
append_hours (const SalveTimetable *self, const SalveClockDay *day, GArray *open)
{
  const GArray *rules = self->of_weekday[day->weekday];

  for (guint i = 0; rules && i < rules->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (rules, SalveHoursRule, i);
      SalveOpenTime time = { .location_id = rule->location_id };

      if (!holds_on (rule, day->date))
        continue;
      time.span = (SalveTimeSpan){ salve_clock_day_at (day, rule->start_minute),
                                   salve_clock_day_at (day, rule->end_minute) };
      g_array_append_val (open, time);
    }
}

static void
apply_exceptions (const SalveTimetable *self, SalveTimeSpan day, GArray *open, guint from)
{
  Cut opened = { SALVE_EXCEPTION_OPENED, open, from };

  subtract (self, SALVE_EXCEPTION_HOLIDAY, day, open, from);
  salve_interval_tree_foreach (self->by_time, day, add_opened, &opened);
  subtract (self, SALVE_EXCEPTION_ABSENCE, day, open, from);
  for (guint i = from; i < open->len; i++)
    {
      SalveTimeSpan *span = &g_array_index (open, SalveOpenTime, i).span;

      span->start = MAX (span->start, day.start);
      span->end = MIN (span->end, day.end);
    }
}

/* Appends the day's open times to @open (of SalveOpenTime), in order. An opened time that reaches over midnight comes
 * on each of its days, cut to the day. */
void
salve_timetable_append_open (const SalveTimetable *self, const SalveClockDay *day, GArray *open)
{
  guint from = open->len;
  gboolean sorted = day->even;

  if (day->span.end <= day->span.start)
    return;
  append_hours (self, day, open);
  if (self->exceptions->len > 0 && salve_interval_tree_first (self->by_time, day->span))
    {
      apply_exceptions (self, day->span, open, from);
      sorted = FALSE;
    }
  if (!sorted && open->len > from)
    qsort (&g_array_index (open, SalveOpenTime, from), open->len - from, sizeof (SalveOpenTime),
           compare_open);
  join (open, from);
}

/**
 * salve_timetable_list_open:
 * @range: when
 * @zone: whose wall clock the weekly hours mean
 *
 * Returns: (transfer full) (element-type SalveOpenTime): what can be booked, by time, cut to the range; two overlap only
 *   where they are at different places
 */
GArray *
salve_timetable_list_open (const SalveTimetable *self, SalveTimeSpan range, GTimeZone *zone)
{
  GArray *open = g_array_new (FALSE, FALSE, sizeof (SalveOpenTime));
  SalvePartialDate date = salve_instant_to_date (range.start, zone);

  while (range.start < range.end)
    {
      SalveClockDay day = salve_clock_day_new (date, zone);

      if (day.span.start >= range.end)
        break;
      salve_timetable_append_open (self, &day, open);
      date = salve_partial_date_add_days (date, 1);
    }
  for (guint i = 0; i < open->len; i++)
    {
      SalveTimeSpan *span = &g_array_index (open, SalveOpenTime, i).span;

      span->start = MAX (span->start, range.start);
      span->end = MIN (span->end, range.end);
    }
  join (open, 0);
  return open;
}

static gboolean
collect (SalveTimeSpan span, gpointer item, gpointer user_data)
{
  g_ptr_array_add (user_data, item);
  return TRUE;
}

/* Returns: (transfer container) (element-type SalveTimetableException): those that touch the range, by start */
GPtrArray *
salve_timetable_list_exceptions (const SalveTimetable *self, SalveTimeSpan range)
{
  GPtrArray *found = g_ptr_array_new ();

  salve_interval_tree_foreach (self->by_time, range, collect, found);
  return found;
}

static void
cut_into_grid (GArray *spans, SalveTimeSpan span, int grid)
{
  gint64 step = grid * SALVE_INSTANT_MINUTE;

  if (grid == 0)
    g_array_append_val (spans, span);
  for (SalveInstant at = span.start; grid > 0 && at + step <= span.end; at += step)
    g_array_append_val (spans, ((SalveTimeSpan){ at, at + step }));
}

/**
 * salve_timetable_spread:
 * @weekdays: which days of the week, bits 1 << weekday
 * @start_minute: of each day, 0 to 1439
 * @end_minute: up to 1440
 * @grid: minutes of each span, 0 for one a day; a rest that is too short is left out
 *
 * Returns: (transfer full) (element-type SalveTimeSpan): the spans, by time
 */
GArray *
salve_timetable_spread (SalvePartialDate first,
                        SalvePartialDate last,
                        guint weekdays,
                        int start_minute,
                        int end_minute,
                        int grid,
                        GTimeZone *zone)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));

  g_return_val_if_fail (start_minute >= 0 && start_minute < end_minute && end_minute <= 1440 && grid >= 0,
                        spans);

  for (SalvePartialDate day = first; salve_partial_date_compare (day, last) <= 0;
       day = salve_partial_date_add_days (day, 1))
    {
      SalveTimeSpan span = { salve_wall_clock_to_instant (day, start_minute, zone),
                             salve_wall_clock_to_instant (day, end_minute, zone) };

      if ((weekdays & (1u << salve_partial_date_weekday (day))) != 0 && span.start < span.end)
        cut_into_grid (spans, span, grid);
    }
  return spans;
}
