/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-locale-data.h"
#include "salve-partial-date.h"
#include "salve-text.h"

/* Reads dates and ages as people type them. The text is folded (so that it is lower case, without accents, with the
 * digits 0 to 9) and cut into numbers and words; what the words mean decides how the numbers are read. Nothing is
 * guessed where two readings are possible: the error says how to write it instead. */

#define MAX_TOKENS 12
#define OLDEST_YEAR 1800
#define OLDEST_AGE 130

typedef struct
{
  gboolean number;
  int value;
  guint n_digits;
  char word[32];
} Token;

typedef struct
{
  const SalveLocale *locale;
  SalvePartialDate today;
  Token tokens[MAX_TOKENS];
  guint n_tokens;
  gboolean about;
  gboolean has_unit;
  guint month; /* by its name, 0 where none */
  int era;     /* what to add to the year, 0 where none */
  const Token *numbers[3];
  guint n_numbers;
  int count_of[SALVE_AGE_UNIT_DAYS + 1]; /* -1 where the unit was not said */
} Reading;

/* Writes an example of a full date in the locale, for what to do. */
static char *
example_date (const SalveLocale *locale)
{
  return salve_partial_date_format (salve_partial_date_new_day (1974, 12, 31), locale);
}

static gboolean
fail_form (GError **error, const SalveLocale *locale)
{
  g_autofree char *example = example_date (locale);

  g_set_error (
      error, SALVE_DATE_ERROR, SALVE_DATE_ERROR_FORM,
      /* Translators: %s is a date in digits, in the locale's order */
      _ ("This cannot be read as a date. Write it like %s, or only the year, or an age such as “34 y”."),
      example);
  return FALSE;
}

static gboolean G_GNUC_PRINTF (2, 3) fail_range (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (SALVE_DATE_ERROR, SALVE_DATE_ERROR_RANGE, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* East Asian words stand without spaces: those that may be followed by another are cut off by themselves. Returns how
 * many bytes, 0 where none begins here. */
static gsize
east_asian_head (const char *p)
{
  static const char *const heads[] = { "明治", "大正", "昭和", "平成", "令和", "民国", "民國", "元年", "年",
                                       "月",   "岁",   "歳",   "才",   "년",   "월",   "세",   "约",   "約" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      if (g_str_has_prefix (p, heads[i]))
        return strlen (heads[i]);
    }
  return g_str_has_prefix (p, "日") && !g_str_has_prefix (p, "日齢") && !g_str_has_prefix (p, "日目") ? 3 : 0;
}

/* Cuts the folded text into numbers and words. */
static gboolean
cut (Reading *reading, const char *text)
{
  for (const char *p = text; *p != '\0';)
    {
      gunichar c = g_utf8_get_char (p);
      Token *token = &reading->tokens[reading->n_tokens];
      const char *start = p;
      gboolean cut_off = east_asian_head (p) > 0;

      if (!g_ascii_isdigit (*p) && !g_unichar_isalpha (c) && !g_unichar_ismark (c))
        {
          reading->about =
              reading->about || c == '~' || c == 0x2248 || c == 0x301c || c == 0xff5e || c == '?';
          p = g_utf8_next_char (p);
          continue;
        }
      if (reading->n_tokens == MAX_TOKENS)
        return FALSE;
      token->number = g_ascii_isdigit (*p);
      p += east_asian_head (p);
      while (!cut_off && *p != '\0' && !!g_ascii_isdigit (*p) == !!token->number)
        {
          gunichar next = g_utf8_get_char (p);
          if (!token->number && !g_unichar_isalpha (next) && !g_unichar_ismark (next))
            break;
          if (token->number)
            token->value = MIN (token->value, 99999999) * 10 + (*p - '0');
          p = g_utf8_next_char (p);
        }
      if (token->number)
        token->n_digits = p - start;
      else if ((gsize)(p - start) < sizeof token->word)
        memcpy (token->word, start, p - start);
      else
        return FALSE;
      if (token->number && token->n_digits > 8)
        return FALSE;
      reading->n_tokens++;
    }
  return reading->n_tokens > 0;
}

/* Japan's eras and the Republic of China's years: what to add to the year of the era. */
static int
era_of_word (const char *word, const SalveLocale *locale, gboolean before_number)
{
  static const struct
  {
    const char *word;
    int offset;
    gboolean letter; /* only in Japanese, and only where a number follows */
  } eras[] = {
    { "明治", 1867, FALSE }, { "大正", 1911, FALSE }, { "昭和", 1925, FALSE }, { "平成", 1988, FALSE },
    { "令和", 2018, FALSE }, { "民国", 1911, FALSE }, { "民國", 1911, FALSE }, { "m", 1867, TRUE },
    { "t", 1911, TRUE },     { "s", 1925, TRUE },     { "h", 1988, TRUE },     { "r", 2018, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (eras); i++)
    {
      if (strcmp (eras[i].word, word) == 0
          && (!eras[i].letter || (before_number && strcmp (salve_locale_get_language (locale), "ja") == 0)))
        return eras[i].offset;
    }
  return 0;
}

static gboolean
is_east_asian_part (const char *word)
{
  static const char *const words[] = { "年", "月", "日", "년", "월", "일", "號", "号" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (words[i], word) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A month's name may have two words, as in the Levant; they are tried first. */
static guint
month_at (const Reading *reading, guint i, guint *n_words)
{
  const char *language = salve_locale_get_language (reading->locale);
  const Token *token = &reading->tokens[i];
  guint month = 0;

  *n_words = 1;
  if (i + 1 < reading->n_tokens && !token[1].number)
    {
      g_autofree char *both = g_strconcat (token->word, " ", token[1].word, NULL);
      month = salve_word_to_month (both, language);
      *n_words = month > 0 ? 2 : 1;
    }
  return month > 0 ? month : salve_word_to_month (token->word, language);
}

/* Takes the word at i: returns how many words it took, 0 where it means nothing in a date. */
static guint
take_word (Reading *reading, guint i)
{
  const Token *token = &reading->tokens[i];
  const char *language = salve_locale_get_language (reading->locale);
  gboolean after_number = i > 0 && token[-1].number;
  gboolean before_number = i + 1 < reading->n_tokens && token[1].number;
  SalveAgeUnit unit = SALVE_AGE_UNIT_NONE;
  guint n_words, month;
  int era;

  if ((era = era_of_word (token->word, reading->locale, before_number && !after_number)) != 0)
    reading->era = era;
  else if (is_east_asian_part (token->word) && after_number)
    return 1;
  else if (strcmp (token->word, "元年") == 0 && reading->era != 0 && reading->n_numbers < 3)
    {
      static const Token first = { .number = TRUE, .value = 1, .n_digits = 1 };
      reading->numbers[reading->n_numbers++] = &first;
    }
  else if (after_number && token[-1].n_digits <= 3 /* "1974 г." is a year and no age */
           && (unit = salve_word_to_age_unit (token->word, language)) != SALVE_AGE_UNIT_NONE)
    {
      if (reading->count_of[unit] >= 0 || reading->n_numbers == 0)
        return 0;
      reading->count_of[unit] = token[-1].value;
      reading->n_numbers--;
      reading->has_unit = TRUE;
    }
  else if (salve_word_means_about (token->word))
    reading->about = TRUE;
  else if (salve_word_is_filler (token->word) || (reading->has_unit && salve_word_means_old (token->word)))
    return 1;
  else if ((month = month_at (reading, i, &n_words)) > 0 && reading->month == 0)
    {
      reading->month = month;
      return n_words;
    }
  else
    return 0;
  return 1;
}

static gboolean
classify (Reading *reading)
{
  for (guint i = 0; i < reading->n_tokens;)
    {
      const Token *token = &reading->tokens[i];
      guint taken = 1;
      if (!token->number)
        taken = take_word (reading, i);
      else if (reading->n_numbers == G_N_ELEMENTS (reading->numbers))
        return FALSE;
      else
        reading->numbers[reading->n_numbers++] = token;
      if (taken == 0)
        return FALSE;
      i += taken;
    }
  return TRUE;
}

/* The rule for two digits: the latest such year in which the date is not after today. Who is over a hundred needs four
 * digits. */
static int
full_year (const Reading *reading, const Token *year, int month, int day)
{
  int century = reading->today.year / 100 * 100;
  int value = year->value;

  if (reading->era != 0)
    return value + reading->era;
  if (year->n_digits > 2)
    {
      /* Thailand's calendar counts 543 years more. */
      if (strcmp (salve_locale_get_language (reading->locale), "th") == 0 && value > 2400 && value < 2700)
        return value - 543;
      return value;
    }
  value += century;
  if (value > reading->today.year
      || (value == reading->today.year
          && (month > reading->today.month || (month == reading->today.month && day > reading->today.day))))
    value -= 100;
  return value;
}

static gboolean
check_year (int year, const Token *token, GError **error)
{
  if (token->n_digits == 3)
    return fail_range (error, _ ("A year has four digits, or two: %d has three."), token->value);
  if (year < OLDEST_YEAR)
    return fail_range (error, _ ("The year %d is too long ago."), year);
  if (year > 9999)
    return fail_range (error, _ ("There is no year %d in this calendar."), year);
  return TRUE;
}

static gboolean
make_month (const Reading *reading, const Token *year_token, int month, SalvePartialDate *out, GError **error)
{
  int year = full_year (reading, year_token, month, 0);

  if (!check_year (year, year_token, error))
    return FALSE;
  if (month < 1 || month > 12)
    return fail_range (error, _ ("There is no month %d."), month);
  *out = salve_partial_date_new_month (year, month);
  return TRUE;
}

static gboolean
make_day (const Reading *reading,
          const Token *year_token,
          int month,
          int day,
          SalvePartialDate *out,
          GError **error)
{
  g_autofree char *example = example_date (reading->locale);
  g_autofree char *name = NULL;
  SalvePartialDate last;
  int year = full_year (reading, year_token, month, day);

  if (!check_year (year, year_token, error))
    return FALSE;
  if (month < 1 || month > 12)
    {
      g_set_error (error, SALVE_DATE_ERROR, SALVE_DATE_ERROR_RANGE,
                   /* Translators: %1$d is a number, %2$s the date 31 December 1974 in the locale's digits */
                   _ ("There is no month %1$d. Here the 31st of December 1974 is written %2$s."), month,
                   example);
      return FALSE;
    }
  *out = salve_partial_date_new_day (year, month, day);
  if (salve_partial_date_is_set (*out))
    return TRUE;
  name = salve_partial_date_format_long (salve_partial_date_new_month (year, month), reading->locale);
  last = salve_partial_date_last_day (salve_partial_date_new_month (year, month));
  g_set_error (
      error, SALVE_DATE_ERROR, SALVE_DATE_ERROR_RANGE,
      /* Translators: %1$s is a month and year, such as “February 1974”, the others are numbers of days */
      _ ("%1$s has the days 1 to %2$d, not %3$d."), name, last.day, day);
  return FALSE;
}

/* Three numbers: a number of four digits is the year wherever it stands in front or behind; else the locale says. */
static gboolean
read_three (const Reading *reading, SalvePartialDate *out, GError **error)
{
  const Token *const *n = reading->numbers;
  SalveDateOrder order = salve_locale_get_date_order (reading->locale);

  if (reading->month != 0)
    return fail_form (error, reading->locale);
  if (n[0]->n_digits >= 3 || reading->era != 0)
    order = SALVE_DATE_ORDER_YMD;
  else if (n[2]->n_digits >= 3 && order == SALVE_DATE_ORDER_YMD)
    order = SALVE_DATE_ORDER_DMY;
  if (order == SALVE_DATE_ORDER_YMD)
    return make_day (reading, n[0], n[1]->value, n[2]->value, out, error);
  if (order == SALVE_DATE_ORDER_MDY)
    return make_day (reading, n[2], n[0]->value, n[1]->value, out, error);
  return make_day (reading, n[2], n[1]->value, n[0]->value, out, error);
}

static gboolean
read_two (const Reading *reading, SalvePartialDate *out, GError **error)
{
  const Token *a = reading->numbers[0], *b = reading->numbers[1];

  if (reading->month != 0)
    {
      gboolean year_first = a->n_digits >= 3 || (a->value > 31 && b->value <= 31);
      const Token *year = year_first ? a : b;
      return make_day (reading, year, reading->month, (year_first ? b : a)->value, out, error);
    }
  if (a->n_digits >= 3 || reading->era != 0)
    return make_month (reading, a, b->value, out, error);
  if (b->n_digits >= 3 || b->value > 31)
    return make_month (reading, b, a->value, out, error);
  g_set_error_literal (error, SALVE_DATE_ERROR, SALVE_DATE_ERROR_FORM,
                       _ ("The year is missing. A month alone is written with a year of four digits."));
  return FALSE;
}

/* Digits without anything between them: 12031974, 19740312, 120374. */
static gboolean
read_run (const Reading *reading, const Token *run, SalvePartialDate *out, GError **error)
{
  SalveDateOrder order = salve_locale_get_date_order (reading->locale);
  guint year_digits = run->n_digits == 8 ? 4 : 2;
  int scale = run->n_digits == 8 ? 10000 : 100;
  Token year = { .number = TRUE, .n_digits = year_digits };
  int head = run->value / 10000, tail = run->value % 10000;
  int first, second;

  /* 1974… at the head is a year in any locale, as no day or month is 19 and then 74. */
  if (run->n_digits == 8 && order != SALVE_DATE_ORDER_YMD && head >= 1900 && head <= 2099 && tail / 100 >= 1
      && tail / 100 <= 12 && (tail < 1800 || tail > 2100))
    order = SALVE_DATE_ORDER_YMD;
  if (order == SALVE_DATE_ORDER_YMD)
    {
      year.value = run->value / 10000;
      return make_day (reading, &year, run->value / 100 % 100, run->value % 100, out, error);
    }
  year.value = run->value % scale;
  first = run->value / scale / 100;
  second = run->value / scale % 100;
  if (order == SALVE_DATE_ORDER_MDY)
    return make_day (reading, &year, first, second, out, error);
  return make_day (reading, &year, second, first, out, error);
}

static gboolean
read_one (Reading *reading, SalvePartialDate *out, GError **error)
{
  const Token *a = reading->numbers[0];

  if (reading->month != 0)
    {
      if (a->n_digits <= 2 && a->value <= 31 && reading->era == 0)
        return fail_range (error, _ ("The year is missing, or write it with four digits: %d could be a day."),
                           a->value);
      return make_month (reading, a, reading->month, out, error);
    }
  if (a->n_digits == 8 || a->n_digits == 6)
    return read_run (reading, a, out, error);
  if (a->n_digits == 4 || reading->era != 0)
    {
      int year = full_year (reading, a, 0, 0);
      if (!check_year (year, a, error))
        return FALSE;
      *out = salve_partial_date_new_year (year);
      return TRUE;
    }
  if (a->n_digits <= 3 && reading->about) /* "~34" */
    {
      reading->count_of[SALVE_AGE_UNIT_YEARS] = a->value;
      reading->has_unit = TRUE;
      return TRUE;
    }
  if (a->n_digits <= 2)
    return fail_range (error,
                       _ ("%d could be a year or an age. Write a year with four digits, or an age with “y”."),
                       a->value);
  return fail_form (error, reading->locale);
}

/* The birth date that an age says: the middle of the span in which whoever is so old today was born, as precise as the
 * age is. So "34 y" gives the year that lies nearest to all possible birthdays, and counts as 34 again. */
static gboolean
read_age (const Reading *reading, SalvePartialDate *out, GError **error)
{
  const int *count = reading->count_of;
  int months = MAX (count[SALVE_AGE_UNIT_YEARS], 0) * 12 + MAX (count[SALVE_AGE_UNIT_MONTHS], 0);
  int days = MAX (count[SALVE_AGE_UNIT_WEEKS], 0) * 7 + MAX (count[SALVE_AGE_UNIT_DAYS], 0);
  SalvePartialDate born;

  if (count[SALVE_AGE_UNIT_YEARS] > OLDEST_AGE || count[SALVE_AGE_UNIT_MONTHS] > OLDEST_AGE * 12
      || count[SALVE_AGE_UNIT_WEEKS] > 520 || count[SALVE_AGE_UNIT_DAYS] > 3660)
    {
      g_set_error_literal (error, SALVE_DATE_ERROR, SALVE_DATE_ERROR_AGE,
                           _ ("Nobody is that old. Write the age in years, months, weeks or days."));
      return FALSE;
    }
  born = salve_partial_date_add_months (reading->today, -months);
  if (count[SALVE_AGE_UNIT_DAYS] >= 0)
    *out = salve_partial_date_add_days (born, -days);
  else if (count[SALVE_AGE_UNIT_WEEKS] >= 0)
    *out = salve_partial_date_add_days (born, -days - 3);
  else if (count[SALVE_AGE_UNIT_MONTHS] >= 0)
    {
      born = salve_partial_date_add_days (born, -15);
      *out = salve_partial_date_new_month (born.year, born.month);
    }
  else
    {
      born = salve_partial_date_add_months (born, -6);
      *out = salve_partial_date_new_year (born.year);
    }
  return salve_partial_date_is_set (*out) || fail_form (error, reading->locale);
}

static gboolean
read_date (Reading *reading, SalvePartialDate *out, GError **error)
{
  if (reading->has_unit)
    return reading->n_numbers == 0 && reading->month == 0 ? TRUE : fail_form (error, reading->locale);
  switch (reading->n_numbers)
    {
    case 1:
      return read_one (reading, out, error);
    case 2:
      return read_two (reading, out, error);
    case 3:
      return read_three (reading, out, error);
    default:
      return fail_form (error, reading->locale);
    }
}

/* "today" and "yesterday", for who is born here. */
static gboolean
read_day_word (const char *folded, SalvePartialDate today, SalvePartialDate *out)
{
  static const char todays[] =
      " today heute aujourd'hui aujourd’hui hoy oggi hoje vandaag dzisiaj dzis сегодня اليوم 今天 今日 오늘 ";
  static const char yesterdays[] =
      " yesterday gestern hier ayer ieri ontem gisteren wczoraj вчера امس 昨天 昨日 어제 ";
  g_autofree char *spaced = g_strconcat (" ", folded, " ", NULL);

  if (strchr (folded, ' ') != NULL)
    return FALSE;
  if (strstr (todays, spaced) != NULL)
    *out = today;
  else if (strstr (yesterdays, spaced) != NULL)
    *out = salve_partial_date_add_days (today, -1);
  else
    return FALSE;
  return TRUE;
}

/**
 * salve_partial_date_parse_typed:
 * @text: what a person typed
 * @locale: (nullable): whose order of day and month, and whose words
 * @today: the day on which it was typed, precise to the day
 * @out: (out): the date; no date on failure
 * @error: what is wrong and how to write it, to be shown beside the entry; domain %SALVE_DATE_ERROR
 *
 * Reads a birth date as people write it: in digits in the locale's order with any separator or none ("12.3.74",
 * "3/12/1974", "12031974", "1974-03-12", "昭和49年3月12日"), with a month's name of any language known here ("12 mars
 * 1974"), without the day or the month ("3/1974", "1974"), about ("~1974", "um 1974"), or as an age ("34 y", "~34", "6
 * Monate", "٣٤ سنة"), which gives an estimated date. Digits may be of any script.
 *
 * Two digits of a year mean the latest such year in which the date is not after @today. A text with two possible
 * readings is refused.
 *
 * Returns: whether @text was understood
 */
gboolean
salve_partial_date_parse_typed (const char *text,
                                const SalveLocale *locale,
                                SalvePartialDate today,
                                SalvePartialDate *out,
                                GError **error)
{
  Reading reading = { .locale = locale, .today = today, .count_of = { -1, -1, -1, -1, -1 } };
  g_autofree char *folded = NULL;
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (text != NULL && out != NULL, FALSE);
  g_return_val_if_fail (today.precision == SALVE_DATE_PRECISION_DAY, FALSE);

  *out = SALVE_PARTIAL_DATE_NONE;
  folded = salve_text_fold (text);
  stripped = salve_text_strip (folded);
  if (*stripped == '\0')
    {
      g_set_error_literal (error, SALVE_DATE_ERROR, SALVE_DATE_ERROR_EMPTY, _ ("There is no date yet."));
      return FALSE;
    }
  if (read_day_word (stripped, today, out))
    return TRUE;
  if (!cut (&reading, stripped) || !classify (&reading))
    return fail_form (error, locale);
  if (!read_date (&reading, out, error) || (reading.has_unit && !read_age (&reading, out, error)))
    {
      *out = SALVE_PARTIAL_DATE_NONE;
      return FALSE;
    }
  out->estimated = reading.about || reading.has_unit;
  return TRUE;
}
