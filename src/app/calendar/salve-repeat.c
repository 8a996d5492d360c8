/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-repeat.h"

#include <glib/gi18n.h>

static const struct
{
  const char *title;
  const char *rule; /* with the weekday's position in the month where it has a %d */
} repeats[SALVE_REPEAT_N] = {
  { NC_ ("repeat", "Never"), NULL },
  { NC_ ("repeat", "Every day"), "FREQ=DAILY" },
  { NC_ ("repeat", "Every week"), "FREQ=WEEKLY" },
  { NC_ ("repeat", "Every two weeks"), "FREQ=WEEKLY;INTERVAL=2" },
  { NC_ ("repeat", "Every four weeks"), "FREQ=WEEKLY;INTERVAL=4" },
  { NC_ ("repeat", "Every month on this day"), "FREQ=MONTHLY" },
  { NC_ ("repeat", "Every month on this weekday"), NULL },
};
#define REPEAT_MONTH_WEEKDAY 6

const char *
salve_repeat_title (guint repeat)
{
  g_return_val_if_fail (repeat < SALVE_REPEAT_N, NULL);
  return g_dpgettext2 (NULL, "repeat", repeats[repeat].title);
}

/* The last week's weekday is the last one of each month: "the fifth Monday" would leave months out. */
static char *
month_weekday_rule (SalvePartialDate day)
{
  static const char *const weekdays[] = { "", "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
  int position = (day.day - 1) / 7 + 1;

  return g_strdup_printf ("FREQ=MONTHLY;BYDAY=%d%s", position > 4 ? -1 : position,
                          weekdays[salve_partial_date_weekday (day)]);
}

static char *
endless_rule (guint repeat, SalveInstant first, GTimeZone *zone)
{
  g_return_val_if_fail (repeat > 0 && repeat < SALVE_REPEAT_N, NULL);

  if (repeat == REPEAT_MONTH_WEEKDAY)
    return month_weekday_rule (salve_instant_to_date (first, zone));
  return g_strdup (repeats[repeat].rule);
}

/**
 * salve_repeat_to_rule:
 * @repeat: 1 to %SALVE_REPEAT_N − 1
 * @first: when the first visit begins
 * @count: how many visits, the first included
 *
 * Returns: (transfer full): RFC 5545's RRULE
 */
char *
salve_repeat_to_rule (guint repeat, SalveInstant first, guint count, GTimeZone *zone)
{
  g_autofree char *rule = endless_rule (repeat, first, zone);

  return rule ? g_strdup_printf ("%s;COUNT=%u", rule, count) : NULL;
}

/**
 * salve_repeat_to_rule_until:
 * @repeat: 1 to %SALVE_REPEAT_N − 1
 * @first: when the first visit begins
 * @until: the last day that may have one
 *
 * Returns: (transfer full): RFC 5545's RRULE
 */
char *
salve_repeat_to_rule_until (guint repeat, SalveInstant first, SalvePartialDate until, GTimeZone *zone)
{
  g_autofree char *rule = endless_rule (repeat, first, zone);

  return rule ? g_strdup_printf ("%s;UNTIL=%04d%02d%02d", rule, until.year, until.month, until.day) : NULL;
}

/**
 * salve_repeat_expand:
 * @first: the first visit
 *
 * Returns: (element-type SalveTimeSpan) (transfer full) (nullable): all visits, at the first one's time of day
 */
GArray *
salve_repeat_expand (const char *rule, SalveTimeSpan first, GTimeZone *zone, GError **error)
{
  g_autoptr (SalveSeries) series =
      salve_series_new (rule, salve_instant_to_date (first.start, zone),
                        (int)salve_instant_to_minute_of_day (first.start, zone),
                        (int)((first.end - first.start) / SALVE_INSTANT_MINUTE), error);
  /* As long as the longest series of this desk: 104 visits a month apart. */
  SalveTimeSpan range = { first.start, first.start + (gint64)10 * 366 * 24 * 60 * SALVE_INSTANT_MINUTE };

  return series ? salve_series_expand (series, range, zone, error) : NULL;
}
