/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repetitions in wall-clock time. A series knows its days from the beginning: they do not depend on a zone, there are
 * at most SALVE_SERIES_MAX, and everything else (ranges, parting, exceptions) is then simple. The zone comes in when
 * days become instants, so that 09:00 stays 09:00 on either side of a change of the clock. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-series.h"

#include "salve-series-rule.h"

#include <glib/gi18n-lib.h>

struct _SalveSeries
{
  gatomicrefcount ref_count;
  SalveRule *rule;
  int minute;
  int length;
  GArray *days;       /* SalvePartialDate, ascending, exceptions included */
  GArray *exceptions; /* SalvePartialDate */
};

G_DEFINE_QUARK (salve - series - error - quark, salve_series_error)
G_DEFINE_BOXED_TYPE (SalveSeries, salve_series, salve_series_ref, salve_series_unref)

static SalvePartialDate
nth_day (const SalveSeries *self, guint n)
{
  return g_array_index (self->days, SalvePartialDate, n);
}

static gboolean
is_exception (const SalveSeries *self, SalvePartialDate day)
{
  for (guint i = 0; i < self->exceptions->len; i++)
    if (salve_partial_date_equal (g_array_index (self->exceptions, SalvePartialDate, i), day))
      return TRUE;
  return FALSE;
}

static gboolean
has_end (const SalveSeries *self)
{
  return self->rule->count > 0 || salve_partial_date_is_set (self->rule->until);
}

/* Works the days out; one more than the most shows that there are too many. */
static gboolean
find_days (SalveSeries *self, SalvePartialDate first, GError **error)
{
  self->days = salve_rule_expand (self->rule, first, SALVE_SERIES_MAX + 1, error);
  if (self->days == NULL)
    return FALSE;
  if (self->days->len == 0 || !salve_partial_date_equal (nth_day (self, 0), first))
    {
      g_set_error_literal (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE,
                           _ ("The first appointment is not on a day of this repetition."));
      return FALSE;
    }
  if (self->days->len <= SALVE_SERIES_MAX)
    return TRUE;
  if (has_end (self))
    {
      g_set_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_TOO_LONG,
                   _ ("A series has at most %d appointments."), SALVE_SERIES_MAX);
      return FALSE;
    }
  g_array_set_size (self->days, SALVE_SERIES_MAX);
  return TRUE;
}

/**
 * salve_series_new:
 * @rule: an RRULE's value (RFC 5545 3.3.10): daily, weekly, monthly or yearly; UNTIL as a date or a wall-clock time
 * @day: the first instance's whole date, which the rule must name
 * @minute: the first instance's wall-clock start, 0 to 1439
 * @length_minutes: of each instance, 1 to 1440
 *
 * Returns: (transfer full): the series, or %NULL with SALVE_SERIES_ERROR
 */
SalveSeries *
salve_series_new (const char *rule, SalvePartialDate day, int minute, int length_minutes, GError **error)
{
  g_autoptr (SalveSeries) self = NULL;

  g_return_val_if_fail (day.precision == SALVE_DATE_PRECISION_DAY && salve_partial_date_is_valid (day), NULL);
  g_return_val_if_fail (minute >= 0 && minute < 1440, NULL);
  g_return_val_if_fail (length_minutes >= 1 && length_minutes <= 1440, NULL);

  self = g_new0 (SalveSeries, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->minute = minute;
  self->length = length_minutes;
  self->exceptions = g_array_new (FALSE, FALSE, sizeof (SalvePartialDate));
  self->rule = salve_rule_parse (rule, minute, error);
  if (self->rule == NULL || !find_days (self, day, error))
    return NULL;
  return g_steal_pointer (&self);
}

SalveSeries *
salve_series_ref (SalveSeries *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_series_unref (SalveSeries *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->rule, salve_rule_free);
  g_clear_pointer (&self->days, g_array_unref);
  g_clear_pointer (&self->exceptions, g_array_unref);
  g_free (self);
}

/**
 * salve_series_get_rule:
 *
 * Returns: (transfer none): the rule as RFC 5545 writes it, in upper case
 */
const char *
salve_series_get_rule (const SalveSeries *self)
{
  return self->rule->text;
}

/**
 * salve_series_add_exception:
 * @day: on which there is no instance; it still counts where the rule counts (RFC 5545 3.8.5.1)
 *
 * Only before the series is shared with another thread.
 */
void
salve_series_add_exception (SalveSeries *self, SalvePartialDate day)
{
  g_return_if_fail (day.precision == SALVE_DATE_PRECISION_DAY);

  day.estimated = FALSE;
  if (!is_exception (self, day))
    g_array_append_val (self->exceptions, day);
}

/**
 * salve_series_expand:
 * @range: instances that start in it
 * @zone: whose wall clock the series keeps to
 *
 * An instance whose local start is left out by a change of the clock begins when the clock has moved on, and one
 * whose start comes twice begins at the first; each has its whole length.
 *
 * Returns: (transfer full) (element-type SalveTimeSpan): in order
 */
GArray *
salve_series_expand (const SalveSeries *self, SalveTimeSpan range, GTimeZone *zone, GError **error)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));

  for (guint i = 0; i < self->days->len; i++)
    {
      SalveTimeSpan span = { salve_wall_clock_to_instant (nth_day (self, i), self->minute, zone), 0 };

      if (span.start >= range.end)
        break;
      if (span.start < range.start || is_exception (self, nth_day (self, i)))
        continue;
      span.end = span.start + self->length * SALVE_INSTANT_MINUTE;
      g_array_append_val (spans, span);
    }
  return spans;
}

/* A part of the series with a rule and a first day of its own, and the exceptions that fall into it. */
static SalveSeries *
make_part (const SalveSeries *self, char *rule, guint from, guint to, GError **error)
{
  g_autofree char *owned = rule;
  SalvePartialDate first = nth_day (self, from), last = nth_day (self, to - 1);
  SalveSeries *part = salve_series_new (owned, first, self->minute, self->length, error);

  for (guint i = 0; part != NULL && i < self->exceptions->len; i++)
    {
      SalvePartialDate day = g_array_index (self->exceptions, SalvePartialDate, i);

      if (salve_partial_date_compare (day, first) >= 0 && salve_partial_date_compare (day, last) <= 0)
        salve_series_add_exception (part, day);
    }
  return part;
}

/**
 * salve_series_split:
 * @day: of the first instance that goes to the new series; where it is none of the instances, the next one is
 * @before: (out) (transfer full): what is left of the series
 * @after: (out) (transfer full): the new one, with what was left to count
 *
 * Returns: %FALSE with SALVE_SERIES_ERROR where one of the two would be without a day
 */
gboolean
salve_series_split (const SalveSeries *self,
                    SalvePartialDate day,
                    SalveSeries **before,
                    SalveSeries **after,
                    GError **error)
{
  g_autoptr (SalveSeries) first = NULL;
  g_autoptr (SalveSeries) second = NULL;
  guint n = 0;
  int count = self->rule->count;

  while (n < self->days->len && salve_partial_date_compare (nth_day (self, n), day) < 0)
    n++;
  if (n == 0 || n == self->days->len)
    {
      g_set_error_literal (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE,
                           _ ("The series has no appointments on one side of this day."));
      return FALSE;
    }
  first = make_part (self,
                     salve_rule_with_end (self->rule, count > 0 ? (int)n : 0,
                                          salve_partial_date_add_days (nth_day (self, n), -1)),
                     0, n, error);
  second =
      first == NULL
          ? NULL
          : make_part (self,
                       salve_rule_with_end (self->rule, count > 0 ? count - (int)n : 0, self->rule->until), n,
                       self->days->len, error);
  if (second == NULL)
    return FALSE;
  *before = g_steal_pointer (&first);
  *after = g_steal_pointer (&second);
  return TRUE;
}

/**
 * salve_series_shift_rule:
 * @rule: an RRULE's value
 * @minute: the visits' wall-clock start, which says whether UNTIL's day is one of them
 * @days: by how many days all visits go later; fewer than none: earlier
 *
 * Weekdays that the rule names and its last day go along.
 *
 * Returns: (transfer full) (nullable): the rule, or %NULL with SALVE_SERIES_ERROR where no rule says the days on which
 *   the visits would be: days of the month and of the year do not follow
 */
char *
salve_series_shift_rule (const char *rule, int minute, int days, GError **error)
{
  g_autoptr (SalveRule) parsed = salve_rule_parse (rule, minute, error);
  char *shifted = parsed ? salve_rule_shift (parsed, days) : NULL;

  if (parsed && !shifted)
    g_set_error_literal (
        error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE,
        _ ("A series by days of the month cannot go to other days as a whole. Move one visit, "
           "or only the time of day."));
  return shifted;
}

/**
 * salve_series_describe:
 *
 * Returns: (transfer full): such as “Every Monday, 10 times”
 */
char *
salve_series_describe (const SalveSeries *self, const SalveLocale *locale)
{
  return salve_rule_describe (self->rule, nth_day (self, 0), locale);
}
