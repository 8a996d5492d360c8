/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days, times and lengths in the quick add line. Where a time could be of the morning or of the afternoon, one rule
 * holds and is written here: hours that are said (“at 3”, “halb drei”, “las 3”) from 1 to 6 are of the afternoon,
 * unless the morning is said; digits with a colon are taken so only in places that write 12 hours. “1h” to “4h” alone
 * is a length and “5h” and more a time; after a word such as “at” it is a time, after “for” a length. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-quick-private.h"

#include "salve-locale-data.h"
#include "salve-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LENGTH 1440

/* Digits at the text's beginning: how many characters, at most max; 0 where there are more or none. */
static guint
read_digits (const char *text, guint max, int *value)
{
  guint n = 0;

  *value = 0;
  for (; g_ascii_isdigit (text[n]); n++)
    {
      if (n == max)
        return 0;
      *value = *value * 10 + (text[n] - '0');
    }
  return n;
}

/* A token that is digits only. */
static gboolean
read_number (const SalveQuickReading *self, guint i, guint max_digits, int *value)
{
  const char *token = salve_quick_token (self, i);
  guint n = read_digits (token, max_digits, value);

  return n > 0 && token[n] == '\0';
}

/* In digits or in words. */
static guint
read_count (const SalveQuickReading *self, guint i, int *value)
{
  return read_number (self, i, 3, value) ? 1 : salve_quick_match (self, i, SALVE_QUICK_WORD_NUMBER, value);
}

/* 1 to 7; 0 where it is no weekday. The full name, its short form, or a beginning of three letters and more. */
static guint
find_weekday (const SalveLocale *locale, const char *token)
{
  g_autofree char *word = g_strdup (token);
  gsize length = strlen (word);

  if (length > 0 && word[length - 1] == '.')
    word[length - 1] = '\0';
  for (guint i = 1; *word != '\0' && i <= 7; i++)
    {
      g_autofree char *full = salve_text_fold (salve_locale_weekday_name (locale, i, FALSE));
      g_autofree char *brief = salve_text_fold (salve_locale_weekday_name (locale, i, TRUE));

      length = strlen (brief);
      if (length > 0 && brief[length - 1] == '.')
        brief[length - 1] = '\0';
      if (strcmp (full, word) == 0 || (strcmp (brief, word) == 0 && g_utf8_strlen (brief, -1) >= 2))
        return i;
    }
  return 0;
}

static guint
read_weekday (const SalveQuickReading *self, guint i)
{
  guint weekday = find_weekday (self->locale, salve_quick_token (self, i));
  g_autoptr (SalveLocale) english = NULL;

  if (weekday > 0)
    return weekday;
  english = salve_locale_new_for_tag ("en");
  return find_weekday (english, salve_quick_token (self, i));
}

/* Days since the week's first in this place. */
static guint
day_in_week (const SalveQuickReading *self, SalvePartialDate day)
{
  return (salve_partial_date_weekday (day) + 7 - salve_locale_get_first_weekday (self->locale)) % 7;
}

/* "Next Friday" said on a Wednesday is this week's to some and next week's to others: it is asked for. */
static void
check_next (SalveQuickReading *self, guint i, guint n, SalvePartialDate *day)
{
  SalvePartialDate later = salve_partial_date_add_days (*day, 7);
  g_autofree char *said = salve_quick_said (self, i, n);
  g_autofree char *one = NULL, *other = NULL;

  if (day_in_week (self, *day) <= day_in_week (self, self->today))
    return; /* it is in the next week, whichever way it is read */
  one = salve_partial_date_format_long (*day, self->locale);
  other = salve_partial_date_format_long (later, self->locale);
  salve_quick_problem (
      self,
      /* Translators: %1$s is what was typed, such as “next Friday”, the others are dates */
      g_strdup_printf (_ ("“%1$s” could be %2$s or %3$s. Write the date."), said, one, other));
  *day = SALVE_PARTIAL_DATE_NONE;
}

/* A weekday with what may stand before or behind it. */
static guint
read_week (SalveQuickReading *self, guint i, SalvePartialDate *day)
{
  guint at = i, weekday, n;
  gboolean next = FALSE;

  if ((n = salve_quick_match (self, at, SALVE_QUICK_WORD_NEXT, NULL)) > 0)
    next = TRUE;
  else
    n = salve_quick_match (self, at, SALVE_QUICK_WORD_COMING, NULL);
  at += n;
  if ((weekday = read_weekday (self, at)) == 0)
    return 0;
  at++;
  if (n == 0 && (n = salve_quick_match (self, at, SALVE_QUICK_WORD_NEXT, NULL)) > 0)
    next = TRUE;
  else if (n == 0)
    n = salve_quick_match (self, at, SALVE_QUICK_WORD_COMING, NULL);
  else
    n = 0;
  at += n;
  *day = salve_partial_date_add_days (
      self->today, (int)((weekday + 6 - salve_partial_date_weekday (self->today)) % 7) + 1);
  if (next)
    check_next (self, i, at - i, day);
  return at - i;
}

static SalvePartialDate
add_units (SalvePartialDate day, int count, int unit)
{
  return unit < 0 ? salve_partial_date_add_months (day, count)
                  : salve_partial_date_add_days (day, count * unit);
}

/* Today, tomorrow, in 3 days, in a week. */
static guint
read_relative (SalveQuickReading *self, guint i, SalvePartialDate *day)
{
  int value = 0, count = 0;
  guint n, m, u;

  if ((n = salve_quick_match (self, i, SALVE_QUICK_WORD_ONE_UNIT, &value)) > 0)
    {
      *day = add_units (self->today, 1, value);
      return n;
    }
  if ((n = salve_quick_match (self, i, SALVE_QUICK_WORD_DAY, &value)) > 0)
    {
      *day = salve_partial_date_add_days (self->today, value);
      return n;
    }
  if ((n = salve_quick_match (self, i, SALVE_QUICK_WORD_IN, NULL)) > 0
      && (m = read_count (self, i + n, &count)) > 0
      && (u = salve_quick_match (self, i + n + m, SALVE_QUICK_WORD_UNIT, &value)) > 0)
    {
      *day = add_units (self->today, count, value);
      return n + m + u;
    }
  return 0;
}

/* Reads a date by the parser of typed dates; one without a year is the first from today on. */
static gboolean
parse_date (const SalveQuickReading *self, const char *head, const char *tail, SalvePartialDate *day)
{
  gboolean year_first = salve_locale_get_date_order (self->locale) == SALVE_DATE_ORDER_YMD;

  for (int year = self->today.year; year <= self->today.year + 8; year++)
    {
      g_autofree char *text = year_first && tail == NULL ? g_strdup_printf ("%d-%s", year, head)
                                                         : g_strdup_printf ("%s %d", head, year);

      if (salve_partial_date_parse_typed (tail != NULL ? tail : text, self->locale, self->today, day, NULL)
          && day->precision == SALVE_DATE_PRECISION_DAY && !day->estimated
          && (tail != NULL || salve_partial_date_compare (*day, self->today) >= 0))
        return TRUE;
      if (tail != NULL)
        break;
    }
  *day = SALVE_PARTIAL_DATE_NONE;
  return FALSE;
}

/* A year of two digits is of this century here: nobody is booked into the last one. */
static char *
with_full_year (const SalveQuickReading *self, int *groups, const guint *digits, const char *token)
{
  if (digits[0] == 4 || digits[2] == 4)
    return g_strdup (token);
  if (digits[2] != 2 || salve_locale_get_date_order (self->locale) == SALVE_DATE_ORDER_YMD)
    return NULL;
  return g_strdup_printf ("%d-%d-%d", groups[0], groups[1], self->today.year / 100 * 100 + groups[2]);
}

/* 12.3. 12/3 12.3.26 2026-12-03: two or three groups of digits in one token. n_groups is 0 where it is none. */
static gboolean
read_groups (const char *token, int *groups, guint *digits, guint *n_groups, char *separator)
{
  *n_groups = 0;
  *separator = '\0';
  while (*n_groups < 3)
    {
      guint n = read_digits (token, 4, &groups[*n_groups]);

      if (n == 0)
        return FALSE;
      digits[(*n_groups)++] = n;
      token += n;
      if (*token == '\0')
        return *n_groups >= 2;
      if (strchr ("./-", *token) == NULL || (*separator != '\0' && *token != *separator))
        return FALSE;
      *separator = *token++;
      if (*token == '\0') /* "12.3." */
        return *separator == '.' && *n_groups >= 2;
    }
  return FALSE;
}

static guint
read_digits_date (SalveQuickReading *self, guint i, SalvePartialDate *day)
{
  const char *token = salve_quick_token (self, i);
  int groups[3];
  guint digits[3], n_groups;
  char separator;

  if (!read_groups (token, groups, digits, &n_groups, &separator))
    return 0;
  if (n_groups == 3)
    {
      g_autofree char *full = with_full_year (self, groups, digits, token);

      return full != NULL && parse_date (self, NULL, full, day);
    }
  if (digits[0] > 2 || digits[1] > 2)
    return 0;
  g_autofree char *head = g_strdup_printf ("%d-%d", groups[0], groups[1]);

  if (!parse_date (self, head, NULL, day))
    return 0;
  /* 9.10 is a date with its second dot, and a time with a colon. */
  if (separator == '.' && token[strlen (token) - 1] != '.' && groups[0] < 24 && digits[1] == 2)
    {
      g_autofree char *said = salve_quick_said (self, i, 1);

      salve_quick_problem (
          self, g_strdup_printf (_ ("“%s” could be a date or a time. Write a time with a colon."), said));
      *day = SALVE_PARTIAL_DATE_NONE;
    }
  return 1;
}

static gboolean
is_month (const SalveQuickReading *self, guint i)
{
  g_autofree char *word = g_strdup (salve_quick_token (self, i));
  gsize length = strlen (word);

  if (length > 0 && word[length - 1] == '.')
    word[length - 1] = '\0';
  return g_utf8_strlen (word, -1) >= 2 && !g_ascii_isdigit (*word)
         && salve_word_to_month (word, salve_locale_get_language (self->locale)) > 0;
}

/* "12", "12.", "12th": a day of the month. */
static gboolean
is_month_day (const SalveQuickReading *self, guint i)
{
  const char *token = salve_quick_token (self, i);
  int value;
  guint n = read_digits (token, 2, &value);
  static const char *const ends[] = { "", ".", "st", "nd", "rd", "th", "er" };

  for (guint j = 0; n > 0 && value >= 1 && value <= 31 && j < G_N_ELEMENTS (ends); j++)
    if (strcmp (token + n, ends[j]) == 0)
      return TRUE;
  return FALSE;
}

/* 12 March, March 12, 3 de diciembre 2027. */
static guint
read_named_date (SalveQuickReading *self, guint i, SalvePartialDate *day)
{
  gboolean of = strcmp (salve_quick_token (self, i + 1), "de") == 0
                || strcmp (salve_quick_token (self, i + 1), "of") == 0;
  guint second = i + 1 + of, n = 2 + of;
  g_autofree char *head = NULL, *full = NULL;
  int year, ignored;

  if (is_month_day (self, i) && is_month (self, second))
    head = g_strdup_printf ("%s %s", salve_quick_token (self, i), salve_quick_token (self, second));
  else if (!of && is_month (self, i) && is_month_day (self, second)
           && salve_quick_match (self, second + 1, SALVE_QUICK_WORD_MERIDIEM, &ignored) == 0
           && salve_quick_match (self, second + 1, SALVE_QUICK_WORD_MINUTES, NULL) == 0
           && salve_quick_match (self, second + 1, SALVE_QUICK_WORD_OCLOCK, NULL) == 0)
    head = g_strdup_printf ("%s %s", salve_quick_token (self, second), salve_quick_token (self, i));
  else
    return 0;
  of = strcmp (salve_quick_token (self, i + n), "de") == 0;
  if (read_number (self, i + n + of, 4, &year) && year >= 1900)
    {
      full = g_strdup_printf ("%s %d", head, year);
      return parse_date (self, NULL, full, day) ? n + of + 1 : 0;
    }
  return parse_date (self, head, NULL, day) ? n : 0;
}

guint
salve_quick_read_date (SalveQuickReading *self, guint i, SalvePartialDate *day)
{
  guint on = salve_quick_match (self, i, SALVE_QUICK_WORD_ON, NULL);
  guint n = 0;

  for (guint skip = 0; n == 0 && skip <= on; skip += MAX (on, 1))
    {
      if ((n = read_relative (self, i + skip, day)) == 0 && (n = read_named_date (self, i + skip, day)) == 0
          && (n = read_week (self, i + skip, day)) == 0)
        n = read_digits_date (self, i + skip, day);
      if (n > 0)
        return skip + n;
    }
  return 0;
}

/* The hour with what was said about the morning and the afternoon; -1 where there is no such hour. */
static int
fix_hour (int hour, int minute, gboolean meridiem_said, int meridiem, gboolean spoken)
{
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || (hour == 24 && minute > 0))
    return -1;
  if (meridiem_said)
    {
      if (hour == 0 || (hour > 12 && meridiem == 0))
        return -1;
      if (hour <= 12)
        hour = hour % 12 + meridiem;
    }
  else if (spoken && hour >= 1 && hour <= 6)
    hour += 12;
  return hour % 24;
}

/* Minutes of the day out of an hour that was said, and what is added to it. */
static gboolean
make_time (int hour, int minute, int added, gboolean said, int meridiem, gboolean spoken, int *out)
{
  int fixed = fix_hour (hour, minute, said, meridiem, spoken);

  if (fixed < 0)
    return FALSE;
  *out = (fixed * 60 + minute + added + 1440) % 1440;
  return TRUE;
}

/* "am" and the like behind a time, also glued to it. */
static guint
read_meridiem (const SalveQuickReading *self, guint i, const char *rest, gboolean *said, int *meridiem)
{
  guint n = 0;

  if (*rest != '\0')
    {
      *said = g_str_equal (rest, "am") || g_str_equal (rest, "pm") || g_str_equal (rest, "a")
              || g_str_equal (rest, "p");
      *meridiem = *rest == 'p' ? 12 : 0;
      return 0;
    }
  n = salve_quick_match (self, i, SALVE_QUICK_WORD_MERIDIEM, meridiem);
  *said = n > 0;
  return n;
}

/* 9.10 is also how some write the 9th of October. */
static gboolean
could_be_date (const SalveQuickReading *self, guint i)
{
  g_autofree char *head = g_strdelimit (g_strdup (salve_quick_token (self, i)), ".", '-');
  SalvePartialDate day;

  return parse_date (self, head, NULL, &day);
}

/* 14:30, 2:30pm, 14h30, 14h, 2pm, and 9.30 where a word says that it is a time or no date is so written. */
static guint
read_clock (SalveQuickReading *self, guint i, gboolean at, int *out)
{
  const char *token = salve_quick_token (self, i);
  int hour, minute = 0, meridiem = 0;
  gboolean said = FALSE, colon, twelve = !salve_locale_get_24_hours (self->locale);
  guint n = read_digits (token, 2, &hour), m = 0, more, oclock;
  gboolean padded = n == 2 && *token == '0';

  if (n == 0)
    return 0;
  token += n;
  colon = *token == ':' || (*token == '.' && g_ascii_isdigit (token[1])) || *token == 'h';
  if (colon && *token == 'h' && token[1] == '\0' && !at && hour <= 4)
    return 0; /* a length */
  if (colon && *token == 'h' && token[1] != '\0' && !at && hour <= 4)
    return 0;
  if (colon)
    {
      gboolean may_end = *token++ == 'h';

      m = read_digits (token, 2, &minute);
      if (m != 2 && !(may_end && m == 0))
        return 0;
      token += m;
    }
  more = read_meridiem (self, i + 1, token, &said, &meridiem);
  if (*token != '\0' && !said)
    return 0;
  oclock = !said && more == 0 ? salve_quick_match (self, i + 1, SALVE_QUICK_WORD_OCLOCK, NULL) : 0;
  if (!colon && !said)
    return 0;
  if (!at && !said && oclock == 0 && strchr (salve_quick_token (self, i), '.') != NULL
      && could_be_date (self, i))
    return 0;
  if (!make_time (hour, minute, 0, said, meridiem, twelve && !padded && colon, out))
    return 0;
  return 1 + more + oclock;
}

/* What is added behind an hour: "y media", "et quart", "Uhr 30". */
static guint
read_past (const SalveQuickReading *self, guint i, gboolean oclock, int *added)
{
  int value;
  guint n = salve_quick_match (self, i, SALVE_QUICK_WORD_PAST_HOUR, added);

  if (n > 0 || !oclock || !read_number (self, i, 2, &value) || value > 59
      || salve_quick_match (self, i + 1, SALVE_QUICK_WORD_MINUTES, NULL) > 0
      || strlen (salve_quick_token (self, i)) != 2)
    return n;
  *added = value;
  return 1;
}

/* An hour in digits or words with something that makes it one: "um 9", "halb drei", "3 uhr", "las 3 y media". */
static guint
read_spoken (SalveQuickReading *self, guint i, gboolean at, int *out)
{
  int added = 0, hour, meridiem = 0;
  guint before = salve_quick_match (self, i, SALVE_QUICK_WORD_TO_HOUR, &added);
  guint n = read_number (self, i + before, 2, &hour)
                ? 1
                : salve_quick_match (self, i + before, SALVE_QUICK_WORD_NUMBER, &hour);
  guint end = i + before + n, oclock, past, more;
  gboolean hours = salve_quick_match (self, end, SALVE_QUICK_WORD_HOURS, NULL) > 0;

  if (n == 0)
    return 0;
  oclock = salve_quick_match (self, end, SALVE_QUICK_WORD_OCLOCK, NULL);
  end += oclock;
  past = before == 0 ? read_past (self, end, oclock > 0, &added) : 0;
  end += past;
  more = salve_quick_match (self, end, SALVE_QUICK_WORD_MERIDIEM, &meridiem);
  end += more;
  if (!at && before == 0 && oclock == 0 && more == 0)
    return 0;
  if (!at && before + past + more == 0 && hours && hour <= 4)
    return 0; /* a length */
  /* A half hour before one is half past noon. */
  if (!make_time (hour, 0, added, more > 0, meridiem, TRUE, out))
    return 0;
  return end - i;
}

guint
salve_quick_read_time (SalveQuickReading *self, guint i, int *minute)
{
  guint n = salve_quick_match (self, i, SALVE_QUICK_WORD_TIME, minute), at;

  if (n > 0)
    return n;
  at = salve_quick_match (self, i, SALVE_QUICK_WORD_AT, NULL);
  if ((n = read_clock (self, i + at, at > 0, minute)) > 0
      || (n = read_spoken (self, i + at, at > 0, minute)) > 0)
    return at + n;
  return 0;
}

/* A unit glued to its number: "20m", "1h30", "45min", "1h". */
static gboolean
read_glued (const SalveQuickReading *self, const char *token, int *minutes)
{
  static const char *const units[] = { "m", "min", "mins", "min.", "mn", "'", "′", "دقيقه", "د" };
  int number, more = 0;
  guint n = read_digits (token, 3, &number), m;

  if (n == 0)
    return FALSE;
  token += n;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (token, units[i]))
      {
        *minutes = number;
        return TRUE;
      }
  if (*token != 'h' || n > 2)
    return FALSE;
  token += g_str_has_prefix (token, "hr") ? 2 : 1;
  m = read_digits (token, 2, &more);
  if ((m == 1 || more > 59) || !(token[m] == '\0' || (m > 0 && g_str_equal (token + m, "m"))))
    return FALSE;
  *minutes = number * 60 + more;
  return TRUE;
}

static guint
read_length (const SalveQuickReading *self, guint i, int *minutes)
{
  int number, more;
  guint n, m, unit;

  if (read_glued (self, salve_quick_token (self, i), minutes))
    return 1;
  if ((n = salve_quick_match (self, i, SALVE_QUICK_WORD_LENGTH, minutes)) > 0)
    return n;
  if ((n = read_count (self, i, &number)) == 0)
    return 0;
  i += n - 1;
  if ((unit = salve_quick_match (self, i + 1, SALVE_QUICK_WORD_MINUTES, NULL)) > 0)
    {
      *minutes = number;
      return n + unit;
    }
  if ((unit = salve_quick_match (self, i + 1, SALVE_QUICK_WORD_HOURS, NULL)) == 0)
    return 0;
  *minutes = number * 60;
  if (read_number (self, i + 1 + unit, 2, &more)
      && (m = salve_quick_match (self, i + 2 + unit, SALVE_QUICK_WORD_MINUTES, NULL)) > 0)
    {
      *minutes += more;
      return n + 1 + unit + m;
    }
  return n + unit;
}

guint
salve_quick_read_length (SalveQuickReading *self, guint i, int *minutes)
{
  guint before = salve_quick_match (self, i, SALVE_QUICK_WORD_FOR, NULL);
  guint n = read_length (self, i + before, minutes);

  return n > 0 && *minutes >= 1 && *minutes <= MAX_LENGTH ? before + n : 0;
}
