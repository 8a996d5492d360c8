/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weekly hours as people write them on a door: "Mo-Fr 8-12, 13:00-17:30; Sa 9-12". Weekdays are the locale's names or
 * any beginning of one that is only its own; English ones are understood everywhere. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-timetable.h"

#include "salve-text.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (salve - hours - error - quark, salve_hours_error)

typedef struct
{
  const char *at;
  const SalveLocale *locale;
  SalveLocale *english;
  GArray *rules; /* of SalveHoursRule */
  GError **error;
} Reader;

static gboolean
is_dash (gunichar c)
{
  return c == '-' || c == 0x2013 || c == 0x2014 || c == 0x2212;
}

static gunichar
peek (const Reader *reader)
{
  return g_utf8_get_char (reader->at);
}

static void
skip (Reader *reader, const char *also)
{
  while (*reader->at
         && (g_unichar_isspace (peek (reader)) || (peek (reader) < 128 && strchr (also, (int)peek (reader)))
             || peek (reader) == 0x60c /* Arabic comma */))
    {
      /* A line ends a group, as a semicolon does. */
      if (*reader->at == '\n')
        return;
      reader->at = g_utf8_next_char (reader->at);
    }
}

static gboolean
is_letter (gunichar c)
{
  return g_unichar_isalpha (c) || g_unichar_ismark (c);
}

static char *
read_word (Reader *reader)
{
  const char *start = reader->at;

  while (*reader->at && is_letter (peek (reader)))
    reader->at = g_utf8_next_char (reader->at);
  return g_strndup (start, (gsize)(reader->at - start));
}

/* Words are compared as salve_text_fold() makes them: without case and accents. */
static const char *const dash_words[] = { "to", "till", "until", "through", "bis", "a",
                                          "au", "al",   "hasta", "إلى",     "الى", NULL };
static const char *const joining_words[] = { "and", "und", "u", "et", "y", "e", "و", NULL };
/* What may stand before a weekday or a time and says nothing. */
static const char *const leading_words[] = {
  "from", "on",  "every", "von", "am",  "jeden", "du", "de", "des",
  "le",   "les", "el",    "los", "las", "la",    "من", "في", NULL
};
static const char *const unit_words[] = { "uhr",   "h",    "hs",      "hrs",    "heure", "heures",
                                          "horas", "hora", "o'clock", "oclock", NULL };

/* 1 to 7; 0 where the word is none, -1 where it could be two. */
static int
find_weekday (const SalveLocale *locale, const char *word)
{
  g_autofree char *wanted = salve_text_fold (word);
  int found = 0;

  for (guint i = 1; i <= 7; i++)
    {
      g_autofree char *full = salve_text_fold (salve_locale_weekday_name (locale, i, FALSE));
      g_autofree char *brief = salve_text_fold (salve_locale_weekday_name (locale, i, TRUE));

      g_strdelimit (brief, ".", ' ');
      g_strstrip (brief);
      if (g_str_equal (brief, wanted) || g_str_equal (full, wanted))
        return (int)i;
      if (g_str_has_prefix (full, wanted))
        found = found == 0 ? (int)i : -1;
    }
  return found;
}

/* The word as it is, "Montags" and "Mondays" without their s, and what Arabic joins to "and". */
static int
find_any_form (const SalveLocale *locale, const char *word)
{
  int weekday = find_weekday (locale, word);
  gsize length = strlen (word);

  if (weekday == 0 && length > 4 && (word[length - 1] == 's' || word[length - 1] == 'S'))
    {
      g_autofree char *without = g_strndup (word, length - 1);

      weekday = find_weekday (locale, without);
    }
  if (weekday == 0 && g_str_has_prefix (word, "و"))
    weekday = find_weekday (locale, word + strlen ("و"));
  return weekday;
}

/* Goes past the next word where it is one of those and no weekday of the locale. */
static gboolean
take_word (Reader *reader, const char *const *words)
{
  const char *start = reader->at;
  g_autofree char *word = read_word (reader);
  g_autofree char *folded = salve_text_fold (word);

  if (*folded != '\0' && g_strv_contains (words, folded) && find_weekday (reader->locale, word) == 0)
    return TRUE;
  reader->at = start;
  return FALSE;
}

static guint
read_weekday (Reader *reader)
{
  g_autofree char *word = read_word (reader);
  int weekday = find_any_form (reader->locale, word);

  if (*reader->at == '.')
    reader->at++;
  if (weekday == 0)
    weekday = find_any_form (reader->english, word);
  if (weekday > 0)
    return (guint)weekday;
  if (weekday < 0)
    /* Translators: %s is what was typed */
    g_set_error (reader->error, SALVE_HOURS_ERROR, SALVE_HOURS_ERROR_DAY,
                 _ ("“%s” could be more than one weekday. Write more of it."), word);
  else
    g_set_error (reader->error, SALVE_HOURS_ERROR, SALVE_HOURS_ERROR_DAY,
                 _ ("“%s” is not a weekday. Write for example “%s 8:00-12:00”."), word,
                 salve_locale_weekday_name (reader->locale, 1, TRUE));
  return 0;
}

/* A dash, or a word for it. */
static gboolean
take_dash (Reader *reader)
{
  const char *start = reader->at;

  skip (reader, "");
  if (is_dash (peek (reader)))
    reader->at = g_utf8_next_char (reader->at);
  else if (!take_word (reader, dash_words))
    {
      reader->at = start;
      return FALSE;
    }
  skip (reader, "");
  return TRUE;
}

/* What stands beside a time on a clock of twelve hours, in the languages whose clock that is. In front of the time it can
 * only be one of those that are written there. */
static const struct
{
  const char *letters;
  gboolean pm;
  gboolean leads;
} halves[] = {
  { "am", FALSE, FALSE },  { "pm", TRUE, FALSE },  { "ص", FALSE, FALSE },   { "م", TRUE, FALSE },
  { "πμ", FALSE, FALSE },  { "μμ", TRUE, FALSE },  { "오전", FALSE, TRUE }, { "오후", TRUE, TRUE },
  { "上午", FALSE, TRUE }, { "下午", TRUE, TRUE }, { "午前", FALSE, TRUE }, { "午後", TRUE, TRUE },
};

/* Where those letters end, each perhaps with a point and a space behind it ("p. m."); NULL where they do not stand. */
static const char *
match_letters (const char *at, const char *letters)
{
  while (*letters != '\0')
    {
      if (g_unichar_tolower (g_utf8_get_char (at)) != g_utf8_get_char (letters))
        return NULL;
      at = g_utf8_next_char (at);
      letters = g_utf8_next_char (letters);
      if (*at == '.')
        at++;
      while (*letters != '\0' && g_unichar_isspace (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
    }
  return at;
}

/* Which half of the day stands there, 0 for none, 1 for the first, 2 for the second. */
static int
take_half (Reader *reader, gboolean leading)
{
  const char *start = reader->at;

  while (g_unichar_isspace (g_utf8_get_char (start)) && *start != '\n')
    start = g_utf8_next_char (start);
  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      const char *end = leading && !halves[i].leads ? NULL : match_letters (start, halves[i].letters);

      if (end == NULL || (!leading && is_letter (g_utf8_get_char (end))))
        continue;
      reader->at = end;
      return halves[i].pm ? 2 : 1;
    }
  return 0;
}

static gboolean
is_before_time (Reader *reader)
{
  Reader ahead = *reader;

  return take_half (&ahead, TRUE) != 0;
}

/* Weekdays, as bits 1 << weekday; 0 with an error. */
static guint
read_days (Reader *reader)
{
  guint days = 0;

  while (skip (reader, ",&+/"), is_letter (peek (reader)) && !is_before_time (reader))
    {
      guint first, last;

      if (take_word (reader, joining_words) || take_word (reader, leading_words))
        continue;
      first = last = read_weekday (reader);
      if (first == 0)
        return 0;
      if (take_dash (reader))
        {
          last = read_weekday (reader);
          if (last == 0)
            return 0;
        }
      for (guint day = first;; day = day % 7 + 1)
        {
          days |= 1u << day;
          if (day == last)
            break;
        }
    }
  if (days == 0)
    g_set_error (reader->error, SALVE_HOURS_ERROR, SALVE_HOURS_ERROR_DAY,
                 _ ("“%s” does not begin with a weekday. Write for example “%s 8:00-12:00”."), reader->at,
                 salve_locale_weekday_name (reader->locale, 1, TRUE));
  return days;
}

/* At most four digits; -1 where there are none. */
static int
read_number (Reader *reader, guint *n_digits)
{
  int number = 0;

  for (*n_digits = 0; *n_digits < 4 && g_unichar_isdigit (peek (reader)); ++*n_digits)
    {
      number = number * 10 + g_unichar_digit_value (peek (reader));
      reader->at = g_utf8_next_char (reader->at);
    }
  return *n_digits > 0 ? number : -1;
}

/* minute as the clock of twelve hours says it, in that half of the day; -1 where that clock does not have it. */
static int
in_half (int minute, int half)
{
  if (half == 0)
    return minute;
  return minute < 60 || minute >= 13 * 60 ? -1 : minute % 720 + (half == 2 ? 720 : 0);
}

static void
skip_unit (Reader *reader)
{
  const char *start = reader->at;

  skip (reader, "");
  if (!take_word (reader, unit_words))
    reader->at = start;
}

/* "8", "8:30", "8.30", "8h30", "0830", "8pm", "8 Uhr": minutes of the day up to 1440; -1 for anything else. */
static int
read_time (Reader *reader)
{
  guint n_digits, n_more;
  int half = take_half (reader, TRUE);
  int hour, minute = 0;

  skip (reader, "");
  hour = read_number (reader, &n_digits);

  if (hour < 0)
    return -1;
  if (n_digits > 2)
    {
      minute = hour % 100;
      hour /= 100;
    }
  else if (*reader->at && strchr (":.hH", *reader->at))
    {
      gboolean plain_h = *reader->at == 'h' || *reader->at == 'H';

      reader->at++;
      minute = read_number (reader, &n_more);
      if (minute < 0 && !plain_h)
        return -1;
      minute = MAX (minute, 0);
    }
  if (hour > 24 || minute > 59 || hour * 60 + minute > 1440)
    return -1;
  if (half == 0)
    half = take_half (reader, FALSE);
  minute += hour * 60;
  skip_unit (reader);
  return in_half (minute, half);
}

static gboolean
add_rules (Reader *reader, guint days, int start, int end)
{
  for (guint day = 1; day <= 7; day++)
    {
      SalveHoursRule rule = { .weekday = day, .start_minute = start, .end_minute = end };

      if ((days & (1u << day)) == 0)
        continue;
      for (guint i = 0; i < reader->rules->len; i++)
        {
          const SalveHoursRule *other = &g_array_index (reader->rules, SalveHoursRule, i);

          if (other->weekday != day || other->end_minute <= start || end <= other->start_minute)
            continue;
          g_set_error (reader->error, SALVE_HOURS_ERROR, SALVE_HOURS_ERROR_OVERLAP,
                       _ ("Two of the hours on %s overlap."),
                       salve_locale_weekday_name (reader->locale, day, FALSE));
          return FALSE;
        }
      g_array_append_val (reader->rules, rule);
    }
  return TRUE;
}

static gboolean
read_interval (Reader *reader, guint days)
{
  const char *start = reader->at;
  int from = read_time (reader);
  int to = from >= 0 && take_dash (reader) ? read_time (reader) : -1;
  g_autofree char *typed = NULL;

  /* Until midnight. */
  if (to == 0)
    to = 1440;
  if (from >= 0 && to > from)
    return add_rules (reader, days, from, to);
  typed = g_strndup (start, strcspn (start, ",;\n"));
  g_set_error (reader->error, SALVE_HOURS_ERROR, SALVE_HOURS_ERROR_TIME,
               /* Translators: %s is what was typed */
               _ ("“%s” is not from a time to a later one. Write for example 8:00-12:30."), typed);
  return FALSE;
}

/* Whether another interval of the same days follows. A word that joins weekdays is left to them. */
static gboolean
goes_on (Reader *reader)
{
  const char *start;

  skip (reader, ",&+");
  start = reader->at;
  if (take_word (reader, joining_words))
    skip (reader, "");
  if (take_word (reader, leading_words))
    skip (reader, "");
  if (g_unichar_isdigit (peek (reader)) || is_before_time (reader))
    return TRUE;
  reader->at = start;
  return FALSE;
}

static gboolean
read_group (Reader *reader)
{
  guint days = read_days (reader);

  if (days == 0)
    return FALSE;
  do
    {
      skip (reader, ",&+");
      if (!read_interval (reader, days))
        return FALSE;
    }
  while (goes_on (reader));
  return TRUE;
}

/**
 * salve_hours_parse_typed:
 * @text: what was typed; groups are separated by semicolons, lines or the next weekday
 * @locale: whose weekday names are read besides English ones
 * @error: says which part is not understood, and how to write it
 *
 * Returns: (transfer full) (element-type SalveHoursRule) (nullable): rules without validity and place; none at all for
 *   an empty text
 */
GArray *
salve_hours_parse_typed (const char *text, const SalveLocale *locale, GError **error)
{
  g_autoptr (SalveLocale) english = salve_locale_new_for_tag ("en");
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (SalveHoursRule));
  Reader reader = { text, locale, english, rules, error };

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, SALVE_HOURS_ERROR, SALVE_HOURS_ERROR_TIME, _ ("This is not text."));
      return NULL;
    }
  for (;;)
    {
      while (*reader.at == ';' || g_unichar_isspace (peek (&reader))
             || peek (&reader) == 0x61b /* Arabic semicolon */)
        reader.at = g_utf8_next_char (reader.at);
      if (*reader.at == '\0')
        break;
      if (!read_group (&reader))
        return NULL;
    }
  return g_steal_pointer (&rules);
}

static char *
format_minute (int minute, const SalveLocale *locale)
{
  SalveInstant at = (gint64)(minute % 1440) * 60 * SALVE_INSTANT_SECOND;

  if (minute == 1440 && salve_locale_get_24_hours (locale))
    return g_strdup ("24:00");
  return salve_instant_format_local (at, NULL, locale, SALVE_INSTANT_STYLE_TIME);
}

static int
compare_rules (gconstpointer a, gconstpointer b)
{
  return ((const SalveHoursRule *)a)->start_minute - ((const SalveHoursRule *)b)->start_minute;
}

static char *
format_times (const GArray *rules, guint weekday, const SalveLocale *locale)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (SalveHoursRule));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    if (g_array_index (rules, SalveHoursRule, i).weekday == weekday)
      g_array_append_val (own, g_array_index (rules, SalveHoursRule, i));
  g_array_sort (own, compare_rules);
  for (guint i = 0; i < own->len; i++)
    {
      g_autofree char *start = format_minute (g_array_index (own, SalveHoursRule, i).start_minute, locale);
      g_autofree char *end = format_minute (g_array_index (own, SalveHoursRule, i).end_minute, locale);

      g_string_append_printf (text, "%s%s–%s", i > 0 ? ", " : "", start, end);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * salve_hours_format:
 * @rules: (element-type SalveHoursRule): of one place and validity
 *
 * Days that follow each other with the same hours are one group. What this writes, salve_hours_parse_typed() reads.
 *
 * Returns: (transfer full): "Mon–Fri 08:00–12:00, 13:00–17:30; Sat 09:00–12:00"
 */
char *
salve_hours_format (const GArray *rules, const SalveLocale *locale)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint first_weekday = salve_locale_get_first_weekday (locale);
  char *times[8] = { NULL };

  for (guint i = 0; i < 7; i++)
    times[i] = format_times (rules, (first_weekday - 1 + i) % 7 + 1, locale);
  for (guint i = 0, last; i < 7; i = last + 1)
    {
      last = i;
      while (last < 6 && g_str_equal (times[last + 1], times[i]))
        last++;
      if (*times[i] == '\0')
        continue;
      g_string_append (text, text->len > 0 ? "; " : "");
      g_string_append (text, salve_locale_weekday_name (locale, (first_weekday - 1 + i) % 7 + 1, TRUE));
      if (last > i)
        g_string_append_printf (text, "–%s",
                                salve_locale_weekday_name (locale, (first_weekday - 1 + last) % 7 + 1, TRUE));
      g_string_append_printf (text, " %s", times[i]);
    }
  for (guint i = 0; i < 7; i++)
    g_free (times[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
