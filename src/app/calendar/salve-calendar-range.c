/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-range.h"
#include "salve-locale-digits.h"

#include <glib/gi18n.h>

#define AGENDA_DAYS 14

static const char *const names[SALVE_CALENDAR_N_MODES] = { "day", "work-week", "week", "month", "agenda" };

const char *
salve_calendar_mode_to_name (SalveCalendarMode mode)
{
  g_return_val_if_fail (mode < SALVE_CALENDAR_N_MODES, NULL);
  return names[mode];
}

/**
 * salve_calendar_mode_parse:
 * @name: as a setting or an action has it
 * @mode: (out): the mode
 *
 * Returns: FALSE, and @mode is left alone, for a name that is none
 */
gboolean
salve_calendar_mode_parse (const char *name, SalveCalendarMode *mode)
{
  for (guint i = 0; i < SALVE_CALENDAR_N_MODES; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *mode = (SalveCalendarMode)i;
        return TRUE;
      }
  return FALSE;
}

static SalvePartialDate
first_of_week (SalvePartialDate day, const SalveLocale *locale)
{
  int back = ((int)salve_partial_date_weekday (day) - (int)salve_locale_get_first_weekday (locale) + 7) % 7;

  return salve_partial_date_add_days (day, -back);
}

static void
append_days (GArray *days, SalvePartialDate first, int n, guint weekdays)
{
  for (int i = 0; i < n; i++)
    {
      SalvePartialDate day = salve_partial_date_add_days (first, i);

      if (weekdays & (1u << salve_partial_date_weekday (day)))
        g_array_append_val (days, day);
    }
}

/**
 * salve_calendar_range_list_days:
 * @day: a day in the range
 * @work_days: weekdays on which the clinic opens, bits 1 << weekday; 0: Monday to Friday
 * @locale: whose first weekday begins a week
 *
 * A month is six whole weeks, so that its grid never changes its height. A work week without a day in it is a whole
 * week.
 *
 * Returns: (element-type SalvePartialDate) (transfer full): the days, in order; never empty
 */
GArray *
salve_calendar_range_list_days (SalveCalendarMode mode,
                                SalvePartialDate day,
                                guint work_days,
                                const SalveLocale *locale)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (SalvePartialDate));
  guint all = 0xfe;

  switch (mode)
    {
    case SALVE_CALENDAR_DAY:
      append_days (days, day, 1, all);
      break;
    case SALVE_CALENDAR_WORK_WEEK:
      append_days (days, first_of_week (day, locale), 7, work_days & all ? work_days : 0x3e);
      break;
    case SALVE_CALENDAR_WEEK:
      append_days (days, first_of_week (day, locale), 7, all);
      break;
    case SALVE_CALENDAR_MONTH:
      append_days (days, first_of_week (salve_partial_date_new_day (day.year, day.month, 1), locale), 42,
                   all);
      break;
    case SALVE_CALENDAR_AGENDA:
      append_days (days, day, AGENDA_DAYS, all);
      break;
    default:
      g_assert_not_reached ();
    }
  return days;
}

/**
 * salve_calendar_range_get_span:
 * @days: (element-type SalvePartialDate): as salve_calendar_range_list_days() gives them
 *
 * Returns: from the first midnight to the last, the days between them that are not shown included
 */
SalveTimeSpan
salve_calendar_range_get_span (const GArray *days, GTimeZone *zone)
{
  SalveTimeSpan first = salve_wall_clock_day (g_array_index (days, SalvePartialDate, 0), zone);
  SalveTimeSpan last = salve_wall_clock_day (g_array_index (days, SalvePartialDate, days->len - 1), zone);

  return (SalveTimeSpan){ first.start, last.end };
}

/**
 * salve_calendar_range_step:
 * @steps: how many pages on, or back when negative
 * @work_days: as for salve_calendar_range_list_days(); single days step over those on which the clinic is closed
 *
 * Returns: a day on the page that many steps away
 */
SalvePartialDate
salve_calendar_range_step (SalveCalendarMode mode, SalvePartialDate day, int steps, guint work_days)
{
  int direction = steps < 0 ? -1 : 1;

  switch (mode)
    {
    case SALVE_CALENDAR_DAY:
      for (int left = ABS (steps), tries = 0; left > 0 && tries < 7 * ABS (steps); tries++)
        {
          day = salve_partial_date_add_days (day, direction);
          if (work_days == 0 || (work_days & (1u << salve_partial_date_weekday (day))))
            left--;
        }
      return day;
    case SALVE_CALENDAR_MONTH:
      return salve_partial_date_add_months (salve_partial_date_new_day (day.year, day.month, 1), steps);
    case SALVE_CALENDAR_AGENDA:
      return salve_partial_date_add_days (day, steps * AGENDA_DAYS);
    case SALVE_CALENDAR_WORK_WEEK:
    case SALVE_CALENDAR_WEEK:
    default:
      return salve_partial_date_add_days (day, steps * 7);
    }
}

static char *
format_brief_month (SalvePartialDate day, const SalveLocale *locale, gboolean with_year)
{
  const char *month = salve_locale_month_name (locale, day.month, TRUE);

  return with_year ? salve_locale_write_digits (locale, g_strdup_printf ("%s %d", month, day.year))
                   : g_strdup (month);
}

static char *
format_month (SalvePartialDate day, const SalveLocale *locale)
{
  return salve_partial_date_format_long (salve_partial_date_new_month (day.year, day.month), locale);
}

/**
 * salve_calendar_range_format_title:
 *
 * Returns: (transfer full): the weekday of a day, "November 2026" for a month or a week in one, "Nov – Dec 2026" for a week
 *   that lies in two
 */
char *
salve_calendar_range_format_title (SalveCalendarMode mode, const GArray *days, const SalveLocale *locale)
{
  SalvePartialDate first = g_array_index (days, SalvePartialDate, 0);
  SalvePartialDate last = g_array_index (days, SalvePartialDate, days->len - 1);

  if (mode == SALVE_CALENDAR_DAY)
    return g_strdup (salve_locale_weekday_name (locale, salve_partial_date_weekday (first), FALSE));
  if (mode == SALVE_CALENDAR_MONTH)
    return format_month (salve_partial_date_add_days (first, 7), locale);
  if (first.month == last.month)
    return format_month (first, locale);

  {
    g_autofree char *from = format_brief_month (first, locale, first.year != last.year);
    g_autofree char *to = format_brief_month (last, locale, TRUE);

    /* Translators: two months */
    return g_strdup_printf (_ ("%1$s – %2$s"), from, to);
  }
}

/* ISO 8601: weeks begin on Monday, and the first one has the year's first Thursday. */
guint
salve_calendar_week_number (SalvePartialDate day)
{
  g_autoptr (GDateTime) noon = g_date_time_new_utc (day.year, day.month, day.day, 12, 0, 0);

  return (guint)g_date_time_get_week_of_year (noon);
}

/**
 * salve_calendar_range_format_subtitle:
 * @narrow: where there is room for a date in digits alone
 *
 * Returns: (transfer full): a day's date and week, a week's number, or an empty string where several are shown
 */
char *
salve_calendar_range_format_subtitle (SalveCalendarMode mode,
                                      const GArray *days,
                                      const SalveLocale *locale,
                                      gboolean narrow)
{
  /* A week that begins on Sunday has the number of its Monday. */
  SalvePartialDate day = g_array_index (days, SalvePartialDate, MIN (1, days->len - 1));
  g_autofree char *date = NULL;

  if (mode == SALVE_CALENDAR_MONTH || mode == SALVE_CALENDAR_AGENDA)
    return g_strdup ("");
  if (mode != SALVE_CALENDAR_DAY)
    return salve_locale_write_digits (locale,
                                      g_strdup_printf (_ ("Week %u"), salve_calendar_week_number (day)));
  if (narrow)
    return salve_partial_date_format (day, locale);
  date = salve_partial_date_format_long (day, locale);
  /* Translators: a date, and the number of its week */
  return salve_locale_write_digits (
      locale, g_strdup_printf (_ ("%1$s · Week %2$u"), date, salve_calendar_week_number (day)));
}
