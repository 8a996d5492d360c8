/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-instant.h"

#include <string.h>

#include "salve-text.h"

/* Points in time: FHIR's dateTime and instant (https://hl7.org/fhir/R4/datatypes.html#dateTime), read and written, and
 * shown in a time zone. The zone is always a parameter. */

#define DAY_SECONDS G_GINT64_CONSTANT (86400)

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

static gint64
days_since_epoch (SalvePartialDate day)
{
  return salve_partial_date_days_between (salve_partial_date_new_day (1970, 1, 1), day);
}

/* The offset of a zone at a local time that may not exist (in the gap of spring) or exist twice: GLib's rule is used,
 * which moves on over a gap and takes the first of two. */
static gint64
local_to_utc_seconds (gint64 local_seconds, GTimeZone *zone)
{
  gint64 adjusted = local_seconds;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &adjusted);

  return adjusted - g_time_zone_get_offset (zone, interval);
}

/* Reads "T13:28:17.239+02:00" behind the date; a time without seconds is taken, as many systems write it. */
static gboolean
read_time (const char *p, gint64 *micros, gint64 *offset_seconds, gboolean *has_offset)
{
  int hour, minute, second = 0, offset_hour, offset_minute, sign;
  gint64 fraction = 0, scale = SALVE_INSTANT_SECOND;

  if (*p++ != 'T' || !read_digits (&p, 2, &hour) || *p++ != ':' || !read_digits (&p, 2, &minute))
    return FALSE;
  if (*p == ':')
    {
      p++;
      if (!read_digits (&p, 2, &second))
        return FALSE;
      if (*p == '.')
        {
          if (!g_ascii_isdigit (*++p))
            return FALSE;
          for (; g_ascii_isdigit (*p); p++)
            {
              scale /= 10;
              fraction += scale * (*p - '0');
            }
        }
    }
  if (hour > 23 || minute > 59 || second > 60) /* 60 is a leap second, the next minute's first */
    return FALSE;
  *micros = ((hour * 60 + minute) * G_GINT64_CONSTANT (60) + second) * SALVE_INSTANT_SECOND + fraction;
  *has_offset = *p != '\0';
  *offset_seconds = 0;
  if (*p == '\0')
    return TRUE;
  if (*p == 'Z')
    return p[1] == '\0';
  sign = *p == '+' ? 1 : *p == '-' ? -1 : 0;
  p++;
  if (sign == 0 || !read_digits (&p, 2, &offset_hour) || *p++ != ':' || !read_digits (&p, 2, &offset_minute)
      || *p != '\0' || offset_hour > 14 || offset_minute > 59)
    return FALSE;
  *offset_seconds = sign * (offset_hour * 60 + offset_minute) * 60;
  return TRUE;
}

/**
 * salve_instant_parse_fhir:
 * @text: (nullable): FHIR's text of a date, dateTime or instant
 * @zone: (nullable): in which a text without an offset is meant, UTC for NULL
 * @out: (out): the instant, or the first one of the day, month or year in @zone
 * @precision: (out) (optional): how precise @text is
 *
 * Returns: whether @text is such a text and the calendar has that time
 */
gboolean
salve_instant_parse_fhir (const char *text,
                          GTimeZone *zone,
                          SalveInstant *out,
                          SalveInstantPrecision *precision)
{
  SalvePartialDate date;
  gint64 micros = 0, offset = 0, seconds;
  gboolean has_time, has_offset = FALSE;
  g_autofree char *day_text = NULL;

  g_return_val_if_fail (out != NULL, FALSE);

  *out = SALVE_INSTANT_NONE;
  if (text == NULL)
    return FALSE;
  has_time = strlen (text) > 10;
  day_text = g_strndup (text, 10);
  if (!salve_partial_date_parse_iso (day_text, &date))
    return FALSE;
  if (has_time
      && (date.precision != SALVE_DATE_PRECISION_DAY
          || !read_time (text + 10, &micros, &offset, &has_offset)))
    return FALSE;
  if (precision != NULL)
    *precision = has_time ? SALVE_INSTANT_PRECISION_TIME
                          : (SalveInstantPrecision)(date.precision - SALVE_DATE_PRECISION_YEAR);
  seconds = days_since_epoch (date) * DAY_SECONDS + micros / SALVE_INSTANT_SECOND;
  if (has_offset)
    seconds -= offset;
  else if (zone != NULL)
    seconds = local_to_utc_seconds (seconds, zone);
  *out = seconds * SALVE_INSTANT_SECOND + micros % SALVE_INSTANT_SECOND;
  return TRUE;
}

static void
split_instant (gint64 micros, SalvePartialDate *day, gint64 *in_day)
{
  gint64 day_micros = DAY_SECONDS * SALVE_INSTANT_SECOND;
  gint64 days = micros / day_micros;

  if (micros % day_micros < 0)
    days--;
  *in_day = micros - days * day_micros;
  *day =
      salve_partial_date_add_days (salve_partial_date_new_day (1970, 1, 1), CLAMP (days, -720000, 2933000));
}

static gint64
offset_at (SalveInstant self, GTimeZone *zone)
{
  gint64 seconds = self / SALVE_INSTANT_SECOND - (self % SALVE_INSTANT_SECOND < 0 ? 1 : 0);
  int interval;

  if (zone == NULL)
    return 0;
  interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);
  return interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0;
}

static char *
format_with_offset (SalveInstant self, gint64 offset, const char *suffix)
{
  g_autofree char *day_text = NULL;
  SalvePartialDate day;
  gint64 in_day, seconds, fraction;
  GString *out;

  split_instant (self + offset * SALVE_INSTANT_SECOND, &day, &in_day);
  day_text = salve_partial_date_to_iso (day);
  seconds = in_day / SALVE_INSTANT_SECOND;
  fraction = in_day % SALVE_INSTANT_SECOND;
  out = g_string_new (day_text);
  g_string_append_printf (out, "T%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                          (int)(seconds % 60));
  if (fraction % 1000 != 0)
    g_string_append_printf (out, ".%06d", (int)fraction);
  else if (fraction != 0)
    g_string_append_printf (out, ".%03d", (int)(fraction / 1000));
  g_string_append (out, suffix);
  return g_string_free_and_steal (out);
}

/**
 * salve_instant_format_fhir:
 * @self: an instant
 *
 * Returns: (transfer full): FHIR's instant in UTC, with as many digits of the second as it has: 0, 3 or 6
 */
char *
salve_instant_format_fhir (SalveInstant self)
{
  return format_with_offset (self, 0, "Z");
}

/**
 * salve_instant_format_fhir_zone:
 * @self: an instant
 * @zone: (nullable): the zone whose wall clock and offset are written, UTC for NULL
 *
 * Returns: (transfer full): FHIR's instant with the zone's offset
 */
char *
salve_instant_format_fhir_zone (SalveInstant self, GTimeZone *zone)
{
  gint64 offset = offset_at (self, zone) / 60 * 60; /* FHIR's offset has no seconds, local mean times have */
  g_autofree char *suffix = NULL;

  if (offset == 0)
    return format_with_offset (self, 0, zone != NULL ? "+00:00" : "Z");
  suffix = g_strdup_printf ("%c%02d:%02d", offset < 0 ? '-' : '+', (int)(ABS (offset) / 3600),
                            (int)(ABS (offset) / 60 % 60));
  return format_with_offset (self, offset, suffix);
}

/**
 * salve_instant_to_date:
 * @self: an instant
 * @zone: (nullable): where, UTC for NULL
 *
 * Returns: the day that it is there
 */
SalvePartialDate
salve_instant_to_date (SalveInstant self, GTimeZone *zone)
{
  SalvePartialDate day;
  gint64 in_day;

  split_instant (self + offset_at (self, zone) * SALVE_INSTANT_SECOND, &day, &in_day);
  return day;
}

/**
 * salve_instant_to_minute_of_day:
 * @self: an instant
 * @zone: (nullable): where, UTC for NULL
 *
 * Returns: what the clock shows there, in minutes: 0 to 1439
 */
gint64
salve_instant_to_minute_of_day (SalveInstant self, GTimeZone *zone)
{
  SalvePartialDate day;
  gint64 in_day;

  split_instant (self + offset_at (self, zone) * SALVE_INSTANT_SECOND, &day, &in_day);
  return in_day / (60 * SALVE_INSTANT_SECOND);
}

/**
 * salve_instant_from_local:
 * @day: a day
 * @hour: the clock's hour, 0 to 24
 * @minute: the clock's minute, 0 to 59
 * @zone: (nullable): where, UTC for NULL
 *
 * A time in the gap of spring is moved on by the gap; of a time that comes twice in autumn the first is taken.
 *
 * Returns: the instant, %SALVE_INSTANT_NONE for no date
 */
SalveInstant
salve_instant_from_local (SalvePartialDate day, int hour, int minute, GTimeZone *zone)
{
  gint64 seconds;

  g_return_val_if_fail (hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59, SALVE_INSTANT_NONE);

  if (!salve_partial_date_is_set (day))
    return SALVE_INSTANT_NONE;
  seconds = days_since_epoch (day) * DAY_SECONDS + (hour * 60 + minute) * 60;
  if (zone != NULL)
    seconds = local_to_utc_seconds (seconds, zone);
  return seconds * SALVE_INSTANT_SECOND;
}

/* The marks of the half days, in the languages that use them on a twelve-hour clock. */
static void
half_day_marks (const SalveLocale *locale, const char **before, const char **after, gboolean *in_front)
{
  const char *language = salve_locale_get_language (locale);

  *in_front = FALSE;
  if (strcmp (language, "ar") == 0)
    *before = "ص", *after = "م";
  else if (strcmp (language, "es") == 0)
    *before = "a. m.", *after = "p. m.";
  else if (strcmp (language, "el") == 0)
    *before = "π.μ.", *after = "μ.μ.";
  else if (strcmp (language, "ko") == 0)
    *before = "오전", *after = "오후", *in_front = TRUE;
  else if (strcmp (language, "zh") == 0)
    *before = "上午", *after = "下午", *in_front = TRUE;
  else
    *before = "AM", *after = "PM";
}

static char *
format_clock (int minute_of_day, const SalveLocale *locale)
{
  int hour = minute_of_day / 60, minute = minute_of_day % 60, hour_12 = hour % 12 == 0 ? 12 : hour % 12;
  const char *before, *after, *mark;
  gboolean in_front;

  if (salve_locale_get_24_hours (locale))
    return g_strdup_printf ("%02d:%02d", hour, minute);
  half_day_marks (locale, &before, &after, &in_front);
  mark = hour < 12 ? before : after;
  if (in_front)
    return g_strdup_printf ("%s %d:%02d", mark, hour_12, minute);
  return g_strdup_printf ("%d:%02d\u202f%s", hour_12, minute, mark);
}

/**
 * salve_instant_format_local:
 * @self: an instant
 * @zone: (nullable): whose wall clock is shown, UTC for NULL
 * @locale: (nullable): how to write it
 * @style: what to write
 *
 * Returns: (transfer full): the text, "" for %SALVE_INSTANT_NONE
 */
char *
salve_instant_format_local (SalveInstant self,
                            GTimeZone *zone,
                            const SalveLocale *locale,
                            SalveInstantStyle style)
{
  g_autofree char *day_text = NULL;
  g_autofree char *clock_plain = NULL;
  g_autofree char *clock = NULL;
  SalvePartialDate day;
  gint64 in_day;

  if (self == SALVE_INSTANT_NONE)
    return g_strdup ("");
  split_instant (self + offset_at (self, zone) * SALVE_INSTANT_SECOND, &day, &in_day);
  clock_plain = format_clock (in_day / (60 * SALVE_INSTANT_SECOND), locale);
  clock = salve_text_localise_digits (clock_plain, salve_locale_get_digit_zero (locale));
  if (style == SALVE_INSTANT_STYLE_TIME)
    return g_steal_pointer (&clock);
  if (style == SALVE_INSTANT_STYLE_DATE_LONG || style == SALVE_INSTANT_STYLE_DATE_TIME_LONG)
    day_text = salve_partial_date_format_long (day, locale);
  else
    day_text = salve_partial_date_format (day, locale);
  if (style == SALVE_INSTANT_STYLE_DATE || style == SALVE_INSTANT_STYLE_DATE_LONG)
    return g_steal_pointer (&day_text);
  return g_strconcat (day_text, " ", clock, NULL);
}

/**
 * salve_fhir_date_time_format_local:
 * @text: (nullable): FHIR's text of a date, dateTime or instant
 * @zone: (nullable): whose wall clock is shown, UTC for NULL
 * @locale: (nullable): how to write it
 *
 * Shows a FHIR time as precisely as it is: "1974", "March 1974", "12 March 1974", "12 March 1974 14:30".
 *
 * Returns: (transfer full): the text; @text itself where it cannot be read, so that nothing is hidden
 */
char *
salve_fhir_date_time_format_local (const char *text, GTimeZone *zone, const SalveLocale *locale)
{
  SalvePartialDate date;
  SalveInstant instant;

  if (text == NULL)
    return g_strdup ("");
  if (salve_partial_date_parse_iso (text, &date))
    return salve_partial_date_format_long (date, locale);
  if (salve_instant_parse_fhir (text, zone, &instant, NULL))
    return salve_instant_format_local (instant, zone, locale, SALVE_INSTANT_STYLE_DATE_TIME_LONG);
  return g_strdup (text);
}
