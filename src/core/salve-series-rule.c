/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads RRULEs strictly and within bounds, so that what libical is asked to work out is a rule by days that ends: a
 * rule may come from another program's file. Everything that RFC 5545 3.3.10 forbids is refused here and said. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-series-rule.h"

#include "salve-series.h"

#include <glib/gi18n-lib.h>
#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT 512
#define MAX_INTERVAL 999
#define MAX_LIST 64
#define MAX_YEARS 100

static const char *const frequencies[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

/* Lists of numbers, with their greatest number (the least is its negative where those are allowed) and the frequencies
 * that may have them (RFC 5545 3.3.10's table). BYWEEKNO is not among them: libical 3 leaves out days of the weeks that
 * a change of the year cuts in two, and a day left out in silence is worse than a rule refused. */
static const struct
{
  const char *name;
  int max;
  gboolean negative;
  guint frequencies;
} number_parts[] = {
  { "BYMONTHDAY", 31, TRUE, 1 << SALVE_RULE_DAILY | 1 << SALVE_RULE_MONTHLY | 1 << SALVE_RULE_YEARLY },
  { "BYMONTH", 12, FALSE,
    1 << SALVE_RULE_DAILY | 1 << SALVE_RULE_WEEKLY | 1 << SALVE_RULE_MONTHLY | 1 << SALVE_RULE_YEARLY },
  { "BYYEARDAY", 366, TRUE, 1 << SALVE_RULE_YEARLY },
  { "BYSETPOS", 366, TRUE,
    1 << SALVE_RULE_DAILY | 1 << SALVE_RULE_WEEKLY | 1 << SALVE_RULE_MONTHLY | 1 << SALVE_RULE_YEARLY },
};

static gboolean
fail (GError **error, const char *part)
{
  g_set_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE,
               /* Translators: %s is a piece of a rule, such as “BYDAY=XX” */
               _ ("This repetition cannot be understood: “%s”."), part);
  return FALSE;
}

/* A whole number from min to max and nothing behind it. */
static gboolean
read_number (const char *text, int min, int max, int *value)
{
  gint64 number;

  if (!g_ascii_isdigit (text[*text == '-' || *text == '+']))
    return FALSE;
  if (!g_ascii_string_to_signed (text + (*text == '+'), 10, min, max, &number, NULL))
    return FALSE;
  *value = (int)number;
  return TRUE;
}

static gboolean
read_weekday (const char *text, guint *weekday)
{
  for (guint i = 0; i < G_N_ELEMENTS (weekdays); i++)
    if (strcmp (weekdays[i], text) == 0)
      {
        *weekday = i + 1;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_days (SalveRule *self, const char *value)
{
  g_auto (GStrv) items = g_strsplit (value, ",", MAX_LIST + 1);
  int most = self->frequency == SALVE_RULE_YEARLY ? 53 : 5;

  if (g_strv_length (items) > MAX_LIST)
    return FALSE;
  for (guint i = 0; items[i] != NULL; i++)
    {
      gsize length = strlen (items[i]);
      SalveRuleDay day = { 0 };

      if (length < 2 || !read_weekday (items[i] + length - 2, &day.weekday))
        return FALSE;
      items[i][length - 2] = '\0';
      if (length > 2
          && (!read_number (items[i], -most, most, &day.position) || day.position == 0
              || self->frequency < SALVE_RULE_MONTHLY))
        return FALSE;
      g_array_append_val (self->days, day);
    }
  return TRUE;
}

static gboolean
read_numbers (SalveRule *self, guint part, const char *value)
{
  g_auto (GStrv) items = g_strsplit (value, ",", MAX_LIST + 1);
  int max = number_parts[part].max;

  if (g_strv_length (items) > MAX_LIST || !(number_parts[part].frequencies & 1u << self->frequency))
    return FALSE;
  for (guint i = 0; items[i] != NULL; i++)
    {
      int number;

      if (!read_number (items[i], number_parts[part].negative ? -max : 1, max, &number) || number == 0)
        return FALSE;
      if (part == 0)
        g_array_append_val (self->month_days, number);
    }
  self->elaborate = self->elaborate || part != 0;
  return TRUE;
}

/* A date, or a wall-clock time: 20270331, 20270331T120000. One in UTC would need the zone to know its day. */
static gboolean
read_until (SalveRule *self, const char *value, int minute)
{
  int date, hours, last;

  if (strspn (value, "0123456789") != 8)
    return FALSE;
  date = atoi (value);
  self->until = salve_partial_date_new_day (date / 10000, date / 100 % 100, date % 100);
  if (!salve_partial_date_is_set (self->until))
    return FALSE;
  if (value[8] == '\0')
    return TRUE;
  if (value[8] != 'T' || strspn (value + 9, "0123456789") != 6 || value[15] != '\0')
    return FALSE;
  hours = atoi (value + 9);
  last = hours / 10000 * 60 + hours / 100 % 100;
  if (last >= 24 * 60 || hours / 100 % 100 > 59)
    return FALSE;
  if (minute > last)
    self->until = salve_partial_date_add_days (self->until, -1);
  return TRUE;
}

static gboolean
read_part (SalveRule *self, const char *name, const char *value, int minute)
{
  guint weekday;

  if (strcmp (name, "FREQ") == 0)
    return TRUE;
  if (strcmp (name, "INTERVAL") == 0)
    return read_number (value, 1, MAX_INTERVAL, &self->interval);
  if (strcmp (name, "COUNT") == 0)
    return read_number (value, 1, G_MAXINT, &self->count);
  if (strcmp (name, "UNTIL") == 0)
    return read_until (self, value, minute);
  if (strcmp (name, "WKST") == 0)
    return read_weekday (value, &weekday);
  if (strcmp (name, "BYDAY") == 0)
    return read_days (self, value);
  for (guint i = 0; i < G_N_ELEMENTS (number_parts); i++)
    if (strcmp (number_parts[i].name, name) == 0)
      return read_numbers (self, i, value);
  return FALSE;
}

static gboolean
read_frequency (SalveRule *self, const char *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (frequencies); i++)
    if (strcmp (frequencies[i], value) == 0)
      {
        self->frequency = (SalveRuleFrequency)i;
        return TRUE;
      }
  if (g_str_equal (value, "HOURLY") || g_str_equal (value, "MINUTELY") || g_str_equal (value, "SECONDLY"))
    {
      g_set_error_literal (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE,
                           _ ("Appointments repeat by days, weeks, months or years, not more often."));
      return FALSE;
    }
  return fail (error, value);
}

/* What two parts may not say together. */
static gboolean
check_together (const SalveRule *self, GHashTable *seen, GError **error)
{
  if (self->count != 0 && salve_partial_date_is_set (self->until))
    return fail (error, "COUNT, UNTIL");
  if (g_hash_table_contains (seen, "BYSETPOS") && self->days->len == 0 && self->month_days->len == 0
      && !g_hash_table_contains (seen, "BYMONTH") && !g_hash_table_contains (seen, "BYYEARDAY"))
    return fail (error, "BYSETPOS");
  if (self->count > SALVE_SERIES_MAX)
    {
      g_set_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_TOO_LONG,
                   _ ("A series has at most %d appointments."), SALVE_SERIES_MAX);
      return FALSE;
    }
  return TRUE;
}

/* The rule's letters as RFC 5545 writes them; NULL where there are characters that no rule has. */
static char *
normalise (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (text == NULL || strlen (text) > MAX_TEXT)
    return NULL;
  if (g_ascii_strncasecmp (text, "RRULE:", 6) == 0)
    text += 6;
  for (; *text != '\0'; text++)
    if (g_ascii_isalnum (*text) || strchr ("=;,+-", *text))
      g_string_append_c (out, g_ascii_toupper (*text));
    else if (*text != ' ')
      return NULL;
  if (out->len > 0 && out->str[out->len - 1] == ';')
    g_string_truncate (out, out->len - 1);
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/**
 * salve_rule_parse:
 * @text: an RRULE's value
 * @minute: the wall-clock minute of the day at which instances begin, for an UNTIL with a time
 *
 * Returns: (transfer full): the rule, or %NULL with SALVE_SERIES_ERROR
 */
SalveRule *
salve_rule_parse (const char *text, int minute, GError **error)
{
  g_autoptr (SalveRule) self = g_new0 (SalveRule, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) parts = NULL;
  const char *frequency = NULL;

  self->interval = 1;
  self->days = g_array_new (FALSE, FALSE, sizeof (SalveRuleDay));
  self->month_days = g_array_new (FALSE, FALSE, sizeof (int));
  self->text = normalise (text);
  if (self->text == NULL)
    {
      g_set_error_literal (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE,
                           _ ("This repetition cannot be understood."));
      return NULL;
    }
  parts = g_strsplit (self->text, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (parts[i], "FREQ="))
      frequency = parts[i] + 5;
  if (frequency == NULL)
    {
      fail (error, self->text);
      return NULL;
    }
  if (!read_frequency (self, frequency, error))
    return NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *said = g_strdup (parts[i]);
      char *equals = strchr (parts[i], '=');

      if (equals != NULL)
        *equals = '\0';
      if (equals == NULL || !g_hash_table_add (seen, parts[i])
          || !read_part (self, parts[i], equals + 1, minute))
        {
          fail (error, said);
          return NULL;
        }
    }
  return check_together (self, seen, error) ? g_steal_pointer (&self) : NULL;
}

void
salve_rule_free (SalveRule *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_clear_pointer (&self->days, g_array_unref);
  g_clear_pointer (&self->month_days, g_array_unref);
  g_free (self);
}

char *
salve_rule_with_end (const SalveRule *self, int count, SalvePartialDate until)
{
  g_auto (GStrv) parts = g_strsplit (self->text, ";", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_str_has_prefix (parts[i], "COUNT=") && !g_str_has_prefix (parts[i], "UNTIL="))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ";" : "", parts[i]);
  if (count > 0)
    g_string_append_printf (text, ";COUNT=%d", count);
  else if (salve_partial_date_is_set (until))
    g_string_append_printf (text, ";UNTIL=%04d%02d%02d", until.year, until.month, until.day);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
can_shift (const SalveRule *self, int days)
{
  if (self->elaborate || self->month_days->len > 0
      || (self->frequency != SALVE_RULE_DAILY && self->frequency != SALVE_RULE_WEEKLY))
    return FALSE;
  /* Every other week's Sunday, a day later, is a Monday of the weeks between. */
  return self->days->len < 2 || self->interval == 1 || days % 7 == 0;
}

/**
 * salve_rule_shift:
 *
 * Returns: (transfer full) (nullable): with weekdays and UNTIL so many days later; of one weekday, only the start says
 *   which it is; %NULL where no rule says those days
 */
char *
salve_rule_shift (const SalveRule *self, int days)
{
  g_autofree char *with_end = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  SalvePartialDate until = self->until;

  if (!can_shift (self, days))
    return NULL;
  if (salve_partial_date_is_set (until))
    until = salve_partial_date_add_days (until, days);
  with_end = salve_rule_with_end (self, self->count, until);
  parts = g_strsplit (with_end, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_has_prefix (parts[i], "BYDAY="))
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? ";" : "", parts[i]);
    }
  if (self->days->len == 0 || (self->days->len == 1 && self->frequency == SALVE_RULE_WEEKLY))
    return g_string_free (g_steal_pointer (&text), FALSE);
  for (guint i = 0; i < self->days->len; i++)
    {
      int weekday = (int)g_array_index (self->days, SalveRuleDay, i).weekday;

      g_string_append_printf (text, "%s%s", i == 0 ? ";BYDAY=" : ",",
                              weekdays[(((weekday - 1 + days) % 7) + 7) % 7]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The rule for a start at noon: a last day is the whole day then. libical looks for a next day until the year 2582, so
 * that it is always given a last one, and what COUNT says is counted here. In a year, BYMONTHDAY alone means the days
 * of every month (RFC 5545 3.3.10's table); libical 3 would take DTSTART's month, so that the months are said to it. */
static char *
text_for_libical (const SalveRule *self, SalvePartialDate last)
{
  g_autofree char *text = salve_rule_with_end (self, 0, last);
  gboolean all_months =
      self->frequency == SALVE_RULE_YEARLY && self->month_days->len > 0 && strstr (text, "BYMONTH=") == NULL;

  return g_strconcat (text, "T235959", all_months ? ";BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12" : "", NULL);
}

static gboolean
fail_too_far (GError **error)
{
  g_set_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_TOO_LONG, _ ("A series ends within %d years."),
               MAX_YEARS);
  return FALSE;
}

/* The days until the last one, at most max. */
static GArray *
iterate (const SalveRule *self, SalvePartialDate first, SalvePartialDate last, guint max, GError **error)
{
  g_autofree char *text = text_for_libical (self, last);
  struct icalrecurrencetype recurrence = icalrecurrencetype_from_string (text);
  /* A start that is a date alone makes libical 3 begin a day later, so the days are asked for at noon. */
  struct icaltimetype start = { .year = first.year, .month = first.month, .day = first.day, .hour = 12 };
  struct icaltimetype next;
  GArray *days = g_array_new (FALSE, FALSE, sizeof (SalvePartialDate));
  icalrecur_iterator *iterator;

  iterator = icalrecur_iterator_new (recurrence, start);
  /* The iterator has a copy of the rule's lists, and the RSCALE, the only thing to free, is never in our text. */
  if (iterator == NULL)
    {
      fail (error, self->text);
      g_array_unref (days);
      return NULL;
    }
  while (days->len < max && !icaltime_is_null_time (next = icalrecur_iterator_next (iterator)))
    {
      SalvePartialDate day = salve_partial_date_new_day (next.year, next.month, next.day);

      if (salve_partial_date_is_set (day))
        g_array_append_val (days, day);
    }
  icalrecur_iterator_free (iterator);
  return days;
}

/**
 * salve_rule_expand:
 * @first: where to begin
 * @max: how many at most
 *
 * Returns: (transfer full) (element-type SalvePartialDate): the days from @first on that the rule names, or %NULL with
 *   SALVE_SERIES_ERROR; a rule without an end is followed for a hundred years
 */
GArray *
salve_rule_expand (const SalveRule *self, SalvePartialDate first, guint max, GError **error)
{
  SalvePartialDate last = salve_partial_date_add_months (first, 12 * MAX_YEARS);
  guint wanted = self->count > 0 ? MIN ((guint)self->count, max) : max;
  GArray *days;

  if (!salve_partial_date_is_set (last))
    {
      fail_too_far (error);
      return NULL;
    }
  if (salve_partial_date_is_set (self->until) && salve_partial_date_compare (self->until, last) > 0)
    {
      fail_too_far (error);
      return NULL;
    }
  if (salve_partial_date_is_set (self->until))
    last = self->until;
  days = iterate (self, first, last, wanted, error);
  if (days != NULL && days->len > 0 && self->count > 0 && days->len < wanted)
    {
      g_clear_pointer (&days, g_array_unref);
      fail_too_far (error);
    }
  return days;
}

static char *
describe_step (const SalveRule *self)
{
  int n = self->interval;

  switch (self->frequency)
    {
    case SALVE_RULE_DAILY:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Every day", "Every %d days", n), n);
    case SALVE_RULE_WEEKLY:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Every week", "Every %d weeks", n), n);
    case SALVE_RULE_MONTHLY:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Every month", "Every %d months", n), n);
    case SALVE_RULE_YEARLY:
    default:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Every year", "Every %d years", n), n);
    }
}

static char *
describe_day (SalveRuleDay day, const SalveLocale *locale)
{
  const char *name = salve_locale_weekday_name (locale, day.weekday, FALSE);

  switch (day.position)
    {
    case 0:
      return g_strdup (name);
    case 1:
      /* Translators: %s is a weekday's name: “the first Monday” of a month */
      return g_strdup_printf (_ ("the first %s"), name);
    case 2:
      return g_strdup_printf (_ ("the second %s"), name);
    case 3:
      return g_strdup_printf (_ ("the third %s"), name);
    case 4:
      return g_strdup_printf (_ ("the fourth %s"), name);
    case 5:
      return g_strdup_printf (_ ("the fifth %s"), name);
    case -1:
      return g_strdup_printf (_ ("the last %s"), name);
    default:
      return NULL;
    }
}

static char *
describe_month_day (int day)
{
  if (day == -1)
    return g_strdup (_ ("the last day"));
  /* Translators: %d is a day of the month: “day 15” */
  return day > 0 ? g_strdup_printf (_ ("day %d"), day) : NULL;
}

static char *
join (GPtrArray *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    if (i + 1 == words->len && i > 0)
      {
        g_autofree char *before = g_strdup (text->str);

        /* Translators: %1$s are the first of a list, already parted by commas, and %2$s is its last */
        g_string_printf (text, _ ("%1$s and %2$s"), before, (const char *)words->pdata[i]);
      }
    else if (i > 0)
      /* Translators: puts one more into a list */
      g_string_append_printf (text, _ (", %s"), (const char *)words->pdata[i]);
    else
      g_string_append (text, words->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The days in a week, month or year; NULL where it takes more than words to say them. */
static char *
describe_days (const SalveRule *self, const SalveLocale *locale)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->days->len; i++)
    g_ptr_array_add (words, describe_day (g_array_index (self->days, SalveRuleDay, i), locale));
  for (guint i = 0; i < self->month_days->len; i++)
    g_ptr_array_add (words, describe_month_day (g_array_index (self->month_days, int, i)));
  for (guint i = 0; i < words->len; i++)
    if (words->pdata[i] == NULL)
      return NULL;
  return join (words);
}

static char *
describe_yearly (const SalveRule *self, SalvePartialDate first, const SalveLocale *locale)
{
  g_autofree char *step = describe_step (self);
  g_autofree char *date = salve_partial_date_format_long (first, locale);

  /* Translators: %1$s is “Every year” or “Every 2 years”, %2$s the first date */
  return g_strdup_printf (_ ("%1$s from %2$s"), step, date);
}

/* Which days, without the end. */
static char *
describe_rule (const SalveRule *self, SalvePartialDate first, const SalveLocale *locale)
{
  g_autofree char *step = describe_step (self);
  g_autofree char *days = NULL;
  SalveRuleDay own = { 0, salve_partial_date_weekday (first) };
  gboolean both = self->days->len > 0 && self->month_days->len > 0;

  if (self->elaborate || both || (self->frequency == SALVE_RULE_YEARLY && self->days->len > 0)
      || (self->frequency != SALVE_RULE_MONTHLY && self->month_days->len > 0))
    /* Translators: %s is “Every month”, and there is more to it that is not said */
    return g_strdup_printf (_ ("%s by a rule of its own"), step);
  if (self->frequency == SALVE_RULE_YEARLY)
    return describe_yearly (self, first, locale);
  if (self->days->len == 0 && self->month_days->len == 0)
    days = self->frequency == SALVE_RULE_WEEKLY    ? describe_day (own, locale)
           : self->frequency == SALVE_RULE_MONTHLY ? describe_month_day (first.day)
                                                   : NULL;
  else if ((days = describe_days (self, locale)) == NULL)
    return g_strdup_printf (_ ("%s by a rule of its own"), step);
  if (days == NULL)
    return g_steal_pointer (&step);
  if (self->interval == 1 && self->frequency <= SALVE_RULE_WEEKLY)
    /* Translators: %s is a weekday, or several: “Every Monday and Friday” */
    return g_strdup_printf (_ ("Every %s"), days);
  /* Translators: “Every 2 weeks: Monday and Friday”, “Every month: the first Tuesday” */
  return g_strdup_printf (_ ("%1$s: %2$s"), step, days);
}

char *
salve_rule_describe (const SalveRule *self, SalvePartialDate first, const SalveLocale *locale)
{
  g_autofree char *rule = describe_rule (self, first, locale);

  if (self->count > 0)
    return g_strdup_printf (
        /* Translators: %1$s is a repetition, such as “Every Monday”, %2$d how many times */
        g_dngettext (GETTEXT_PACKAGE, "%1$s, %2$d time", "%1$s, %2$d times", self->count), rule, self->count);
  if (salve_partial_date_is_set (self->until))
    {
      g_autofree char *until = salve_partial_date_format_long (self->until, locale);

      /* Translators: %1$s is a repetition, such as “Every Monday”, %2$s its last date */
      return g_strdup_printf (_ ("%1$s until %2$s"), rule, until);
    }
  return g_steal_pointer (&rule);
}
