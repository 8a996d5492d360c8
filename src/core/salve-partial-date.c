/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-partial-date.h"

#include <string.h>

#include "salve-locale-data.h"
#include "salve-text.h"

/* Partial dates: the calendar, FHIR's text, the text that people read, and ages. What people type is read in
 * salve-date-typed.c. */

G_DEFINE_QUARK (salve - date - error - quark, salve_date_error)

static gboolean
is_leap (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year, int month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap (year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's days_from_civil). */
static int
days_from_civil (int year, int month, int day)
{
  int era, year_of_era, day_of_year, day_of_era;

  year -= month <= 2;
  era = (year >= 0 ? year : year - 399) / 400;
  year_of_era = year - era * 400;
  day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

static SalvePartialDate
civil_from_days (int days)
{
  int era, day_of_era, year_of_era, day_of_year, shifted, year, month;

  days += 719468;
  era = (days >= 0 ? days : days - 146096) / 146097;
  day_of_era = days - era * 146097;
  year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  shifted = (5 * day_of_year + 2) / 153;
  month = shifted + (shifted < 10 ? 3 : -9);
  year = year_of_era + era * 400 + (month <= 2);
  return salve_partial_date_new_day (year, month, day_of_year - (153 * shifted + 2) / 5 + 1);
}

/**
 * salve_partial_date_new_day:
 * @year: a year
 * @month: a month
 * @day: a day
 *
 * Returns: that day, or no date where there is no such day between 0001-01-01 and 9999-12-31
 */
SalvePartialDate
salve_partial_date_new_day (int year, int month, int day)
{
  SalvePartialDate self = salve_partial_date_new_month (year, month);

  if (self.precision == SALVE_DATE_PRECISION_NONE || day < 1 || day > days_in_month (year, month))
    return SALVE_PARTIAL_DATE_NONE;
  self.day = day;
  self.precision = SALVE_DATE_PRECISION_DAY;
  return self;
}

/**
 * salve_partial_date_new_month:
 * @year: a year
 * @month: a month
 *
 * Returns: that month, or no date where there is none such
 */
SalvePartialDate
salve_partial_date_new_month (int year, int month)
{
  SalvePartialDate self = salve_partial_date_new_year (year);

  if (self.precision == SALVE_DATE_PRECISION_NONE || month < 1 || month > 12)
    return SALVE_PARTIAL_DATE_NONE;
  self.month = month;
  self.precision = SALVE_DATE_PRECISION_MONTH;
  return self;
}

/**
 * salve_partial_date_new_year:
 * @year: a year
 *
 * Returns: that year, or no date where it is not within 1 to 9999
 */
SalvePartialDate
salve_partial_date_new_year (int year)
{
  SalvePartialDate self = { 0 };

  if (year < 1 || year > 9999)
    return SALVE_PARTIAL_DATE_NONE;
  self.year = year;
  self.precision = SALVE_DATE_PRECISION_YEAR;
  return self;
}

/**
 * salve_partial_date_is_set:
 * @self: a date
 *
 * Returns: whether at least the year is known
 */
gboolean
salve_partial_date_is_set (SalvePartialDate self)
{
  return self.precision != SALVE_DATE_PRECISION_NONE;
}

/**
 * salve_partial_date_is_valid:
 * @self: a date
 *
 * Returns: whether @self is no date, or one that the calendar has with just the parts of its precision
 */
gboolean
salve_partial_date_is_valid (SalvePartialDate self)
{
  SalvePartialDate made = SALVE_PARTIAL_DATE_NONE;

  switch ((SalveDatePrecision)self.precision)
    {
    case SALVE_DATE_PRECISION_NONE:
      return self.year == 0 && self.month == 0 && self.day == 0;
    case SALVE_DATE_PRECISION_YEAR:
      made = salve_partial_date_new_year (self.year);
      break;
    case SALVE_DATE_PRECISION_MONTH:
      made = salve_partial_date_new_month (self.year, self.month);
      break;
    case SALVE_DATE_PRECISION_DAY:
      made = salve_partial_date_new_day (self.year, self.month, self.day);
      break;
    default:
      return FALSE;
    }
  return salve_partial_date_is_set (made) && made.month == self.month && made.day == self.day;
}

/**
 * salve_partial_date_equal:
 * @a: a date
 * @b: a date
 *
 * Returns: whether @a and @b say the same with the same precision and the same mark of estimation
 */
gboolean
salve_partial_date_equal (SalvePartialDate a, SalvePartialDate b)
{
  return a.year == b.year && a.month == b.month && a.day == b.day && a.precision == b.precision
         && !a.estimated == !b.estimated;
}

/**
 * salve_partial_date_compare:
 * @a: a date
 * @b: a date
 *
 * A total order: no date first, then by time; of two that begin alike the less precise first, and a known date before
 * an estimated one.
 *
 * Returns: less than, equal to or more than 0
 */
int
salve_partial_date_compare (SalvePartialDate a, SalvePartialDate b)
{
  if (a.year != b.year)
    return a.year - b.year;
  if (a.month != b.month)
    return a.month - b.month;
  if (a.day != b.day)
    return a.day - b.day;
  if (a.precision != b.precision)
    return a.precision - b.precision;
  return !!a.estimated - !!b.estimated;
}

static gboolean
read_digits (const char **p, guint n, int *out)
{
  int value = 0;

  for (guint i = 0; i < n; i++, (*p)++)
    {
      if (!g_ascii_isdigit (**p))
        return FALSE;
      value = value * 10 + (**p - '0');
    }
  *out = value;
  return TRUE;
}

/**
 * salve_partial_date_parse_iso:
 * @text: (nullable): FHIR's text of a date: YYYY, YYYY-MM or YYYY-MM-DD, and nothing else
 * @out: (out): the date, not estimated; no date on failure
 *
 * Returns: whether @text is such a date and the calendar has it
 */
gboolean
salve_partial_date_parse_iso (const char *text, SalvePartialDate *out)
{
  int year, month, day;

  g_return_val_if_fail (out != NULL, FALSE);

  *out = SALVE_PARTIAL_DATE_NONE;
  if (text == NULL || !read_digits (&text, 4, &year))
    return FALSE;
  if (*text == '\0')
    *out = salve_partial_date_new_year (year);
  else
    {
      if (*text++ != '-' || !read_digits (&text, 2, &month))
        return FALSE;
      if (*text == '\0')
        *out = salve_partial_date_new_month (year, month);
      else if (*text++ == '-' && read_digits (&text, 2, &day) && *text == '\0')
        *out = salve_partial_date_new_day (year, month, day);
    }
  return salve_partial_date_is_set (*out);
}

/**
 * salve_partial_date_to_iso:
 * @self: a date
 *
 * Returns: (transfer full) (nullable): FHIR's text of @self, without its mark of estimation; NULL for no date
 */
char *
salve_partial_date_to_iso (SalvePartialDate self)
{
  switch ((SalveDatePrecision)self.precision)
    {
    case SALVE_DATE_PRECISION_YEAR:
      return g_strdup_printf ("%04d", self.year);
    case SALVE_DATE_PRECISION_MONTH:
      return g_strdup_printf ("%04d-%02d", self.year, self.month);
    case SALVE_DATE_PRECISION_DAY:
      return g_strdup_printf ("%04d-%02d-%02d", self.year, self.month, self.day);
    case SALVE_DATE_PRECISION_NONE:
    default:
      return NULL;
    }
}

static void
append_numeric (GString *out, const char *form, SalvePartialDate self, gboolean arabic)
{
  for (const char *p = form; *p != '\0';)
    {
      guint run = p[1] == p[0] && g_ascii_isalpha (*p) ? 2 : 1;
      int value = *p == 'd' ? self.day : *p == 'M' ? self.month : self.year;
      if (!g_ascii_isalpha (*p))
        {
          if (arabic) /* keeps the parts in their order in right-to-left text, as CLDR's ar patterns do */
            g_string_append (out, "\u200f");
          g_string_append_c (out, *p);
        }
      else if (*p == 'y')
        g_string_append_printf (out, "%04d", value);
      else
        g_string_append_printf (out, run == 2 ? "%02d" : "%d", value);
      p += run;
    }
}

static char *
finish_text (GString *text, SalvePartialDate self, const SalveLocale *locale)
{
  g_autofree char *plain = NULL;

  if (self.estimated)
    g_string_prepend_c (text, '~');
  plain = g_string_free_and_steal (text);
  return salve_text_localise_digits (plain, salve_locale_get_digit_zero (locale));
}

/**
 * salve_partial_date_format:
 * @self: a date
 * @locale: (nullable): how to write it
 *
 * Writes the date in digits, as in "12.03.1974", "03.1974" or "1974"; "~" in front marks an estimate. What is written
 * is read back as the same date by salve_partial_date_parse_typed().
 *
 * Returns: (transfer full): the text, "" for no date
 */
char *
salve_partial_date_format (SalvePartialDate self, const SalveLocale *locale)
{
  const SalveDateForm *form = salve_locale_get_date_form (locale);
  gboolean arabic = salve_locale_get_right_to_left (locale) && salve_locale_get_digit_zero (locale) != '0';
  GString *text;

  if (!salve_partial_date_is_set (self))
    return g_strdup ("");
  text = g_string_new (NULL);
  append_numeric (text,
                  self.precision == SALVE_DATE_PRECISION_DAY     ? form->day
                  : self.precision == SALVE_DATE_PRECISION_MONTH ? form->month
                                                                 : "y",
                  self, arabic);
  return finish_text (text, self, locale);
}

static void
append_long (GString *out, const char *form, SalvePartialDate self, const SalveLocale *locale)
{
  for (const char *p = form; *p != '\0'; p++)
    {
      if (*p != '{')
        {
          g_string_append_c (out, *p);
          continue;
        }
      if (p[1] == 'M')
        g_string_append (out, salve_locale_month_name (locale, self.month, FALSE));
      else
        g_string_append_printf (out, "%d", p[1] == 'd' ? self.day : p[1] == 'm' ? self.month : self.year);
      p += 2;
    }
}

/**
 * salve_partial_date_format_long:
 * @self: a date
 * @locale: (nullable): how to write it
 *
 * Writes the date with the month's name, which cannot be misread: "12 March 1974", "March 1974", "~1974".
 *
 * Returns: (transfer full): the text, "" for no date
 */
char *
salve_partial_date_format_long (SalvePartialDate self, const SalveLocale *locale)
{
  const SalveLanguage *words = salve_locale_get_words (locale);
  GString *text;

  if (!salve_partial_date_is_set (self))
    return g_strdup ("");
  text = g_string_new (NULL);
  if (self.precision == SALVE_DATE_PRECISION_YEAR)
    g_string_append_printf (text, "%d", self.year);
  else if (self.precision == SALVE_DATE_PRECISION_MONTH)
    append_long (text, words->month_year, self, locale);
  else if (strcmp (words->language, "en") == 0
           && salve_locale_get_date_order (locale) == SALVE_DATE_ORDER_MDY)
    append_long (text, "{M} {d}, {y}", self, locale);
  else
    append_long (text, words->long_date, self, locale);
  return finish_text (text, self, locale);
}

/**
 * salve_partial_date_first_day:
 * @self: a date
 *
 * Returns: the first day that @self can mean, no date for no date
 */
SalvePartialDate
salve_partial_date_first_day (SalvePartialDate self)
{
  if (!salve_partial_date_is_set (self))
    return SALVE_PARTIAL_DATE_NONE;
  return salve_partial_date_new_day (self.year, MAX (self.month, 1), MAX (self.day, 1));
}

/**
 * salve_partial_date_last_day:
 * @self: a date
 *
 * Returns: the last day that @self can mean, no date for no date
 */
SalvePartialDate
salve_partial_date_last_day (SalvePartialDate self)
{
  int month = self.month > 0 ? self.month : 12;

  if (!salve_partial_date_is_set (self))
    return SALVE_PARTIAL_DATE_NONE;
  return salve_partial_date_new_day (self.year, month,
                                     self.day > 0 ? self.day : days_in_month (self.year, month));
}

/**
 * salve_partial_date_add_days:
 * @self: a date; one that is not precise to the day counts as its first day
 * @days: how many, may be negative
 *
 * Returns: that day, no date where it is outside the years 1 to 9999
 */
SalvePartialDate
salve_partial_date_add_days (SalvePartialDate self, int days)
{
  SalvePartialDate first = salve_partial_date_first_day (self);

  if (!salve_partial_date_is_set (first) || ABS ((gint64)days) > 10000 * 366)
    return SALVE_PARTIAL_DATE_NONE;
  return civil_from_days (days_from_civil (first.year, first.month, first.day) + days);
}

/**
 * salve_partial_date_add_months:
 * @self: a date
 * @months: how many, may be negative
 *
 * Adds whole months and keeps the day, or takes the month's last where it is shorter (31 January and a month is 28 or
 * 29 February). The precision stays; to a date of a year, whole years are added.
 *
 * Returns: that date, no date where it is outside the years 1 to 9999
 */
SalvePartialDate
salve_partial_date_add_months (SalvePartialDate self, int months)
{
  int total, year, month;
  SalvePartialDate sum;

  if (!salve_partial_date_is_set (self) || ABS ((gint64)months) > 12 * 10000)
    return SALVE_PARTIAL_DATE_NONE;
  total = self.year * 12 + MAX (self.month, 1) - 1 + months;
  if (total < 12)
    return SALVE_PARTIAL_DATE_NONE;
  year = total / 12;
  month = total % 12 + 1;
  if (self.precision == SALVE_DATE_PRECISION_YEAR)
    sum = salve_partial_date_new_year (year);
  else if (self.precision == SALVE_DATE_PRECISION_MONTH || year > 9999)
    sum = salve_partial_date_new_month (year, month);
  else
    sum = salve_partial_date_new_day (year, month, MIN (self.day, days_in_month (year, month)));
  if (salve_partial_date_is_set (sum))
    sum.estimated = self.estimated;
  return sum;
}

/**
 * salve_partial_date_days_between:
 * @from: a date
 * @to: a date
 *
 * Returns: the days from the first day of @from to the first day of @to, 0 where one of them is no date
 */
int
salve_partial_date_days_between (SalvePartialDate from, SalvePartialDate to)
{
  SalvePartialDate a = salve_partial_date_first_day (from);
  SalvePartialDate b = salve_partial_date_first_day (to);

  if (!salve_partial_date_is_set (a) || !salve_partial_date_is_set (b))
    return 0;
  return days_from_civil (b.year, b.month, b.day) - days_from_civil (a.year, a.month, a.day);
}

/**
 * salve_partial_date_weekday:
 * @self: a date
 *
 * Returns: 1 for Monday to 7 for Sunday, of its first day; 0 for no date
 */
guint
salve_partial_date_weekday (SalvePartialDate self)
{
  SalvePartialDate first = salve_partial_date_first_day (self);
  int days;

  if (!salve_partial_date_is_set (first))
    return 0;
  days = days_from_civil (first.year, first.month, first.day) + 3; /* 1970-01-01 was a Thursday */
  return (guint)(((days % 7) + 7) % 7) + 1;
}

/* The day from which an age counts: the middle of what is known, so that the error is the least, and so that a year or
 * month worked out of an age (read_age () in salve-date-typed.c) gives that age again on the same day. */
static SalvePartialDate
middle_day (SalvePartialDate self)
{
  if (self.precision == SALVE_DATE_PRECISION_YEAR)
    return salve_partial_date_new_day (self.year, 7, 1);
  if (self.precision == SALVE_DATE_PRECISION_MONTH)
    return salve_partial_date_new_day (self.year, self.month, 16);
  return self;
}

static int
months_between (SalvePartialDate from, SalvePartialDate to)
{
  int months = (to.year - from.year) * 12 + to.month - from.month;

  /* Who is born on 31 January is a month old on the last day of February. */
  if (to.day < MIN (from.day, days_in_month (to.year, to.month)))
    months--;
  return months;
}

/**
 * salve_partial_date_age_years:
 * @self: a birth date
 * @today: the day on which to count, precise to the day
 *
 * Counts completed years. Who is born on 29 February has birthday on the last day of February. An age that is counted
 * from a month or a year counts from its middle.
 *
 * Returns: the age in years; -1 where @self is no date or after @today
 */
int
salve_partial_date_age_years (SalvePartialDate self, SalvePartialDate today)
{
  SalvePartialDate born = middle_day (self);
  int months;

  if (!salve_partial_date_is_set (self) || today.precision != SALVE_DATE_PRECISION_DAY)
    return -1;
  if (salve_partial_date_compare (salve_partial_date_first_day (self), today) > 0)
    return -1;
  months = months_between (born, today);
  return months < 0 ? 0 : months / 12;
}

static char *
count_of (const char *forms, SalvePluralRule rule, guint n, gboolean about, const SalveLocale *locale)
{
  g_autofree char *form = salve_list_item (forms, salve_plural_index (rule, n));
  const char *mark = form != NULL ? strchr (form, '#') : NULL;
  g_autofree char *text = NULL;

  if (mark == NULL)
    text = g_strconcat (about ? "~" : "", form, NULL);
  else
    text = g_strdup_printf ("%s%.*s%u%s", about ? "~" : "", (int)(mark - form), form, n, mark + 1);
  return salve_text_localise_digits (text, salve_locale_get_digit_zero (locale));
}

/**
 * salve_partial_date_format_age:
 * @self: a birth date
 * @today: the day on which to count, precise to the day
 * @locale: (nullable): how to write it
 *
 * Writes the age as a clinic says it: days in the first four weeks, weeks up to three months, months up to two years,
 * then years. "~" in front marks an estimated or partial birth date.
 *
 * Returns: (transfer full): the text; "" where @self is no date or after @today
 */
char *
salve_partial_date_format_age (SalvePartialDate self, SalvePartialDate today, const SalveLocale *locale)
{
  const SalveLanguage *words = salve_locale_get_words (locale);
  gboolean about = self.estimated || self.precision != SALVE_DATE_PRECISION_DAY;
  int years = salve_partial_date_age_years (self, today);
  int days, months;

  if (years < 0)
    return g_strdup ("");
  days = MAX (salve_partial_date_days_between (middle_day (self), today), 0);
  months = MAX (months_between (middle_day (self), today), 0);
  if (years >= 2 || self.precision == SALVE_DATE_PRECISION_YEAR)
    return count_of (words->years, words->plural, years, about, locale);
  if (months >= 3 || self.precision == SALVE_DATE_PRECISION_MONTH)
    return count_of (words->age_months, words->plural, months, about, locale);
  if (days >= 28)
    return count_of (words->age_weeks, words->plural, days / 7, about, locale);
  return count_of (words->age_days, words->plural, days, about, locale);
}
