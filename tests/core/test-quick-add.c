/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "salve-quick-add.h"

/* The quick add line on Saturday, 21 November 2026, as it is typed at desks of five languages. */

static const SalveQuickName doctors[] = {
  { "d1", "Dr. Min-Ji Lee" },     { "d2", "Dr. Anna Müller" }, { "d3", "Dr. Karl Schmidt" },
  { "d4", "Dr. Eva Schmidt" },    { "d5", "Dr. José García" }, { "d6", "د. ليلى حداد" },
  { "d7", "Dr. Hélène Le Goff" },
};

static const SalveQuickName types[] = {
  { "t1", "Check-up" },
  { "t2", "First visit" },
  { "t3", "Vorsorge" },
  { "t4", "First visit long" },
};

static SalveQuickAdd *
parse_on (const char *tag, const char *text, SalvePartialDate today)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);

  return salve_quick_add_parse (text, locale, today, doctors, G_N_ELEMENTS (doctors), types,
                                G_N_ELEMENTS (types));
}

static SalveQuickAdd *
parse (const char *tag, const char *text)
{
  return parse_on (tag, text, salve_partial_date_new_day (2026, 11, 21));
}

/* "patient|day|time|minutes|doctor|type", each empty where not said. */
static char *
summary (const SalveQuickAdd *self)
{
  g_autofree char *day = salve_partial_date_is_set (self->day) ? salve_partial_date_to_iso (self->day) : NULL;
  g_autofree char *time =
      self->minute >= 0 ? g_strdup_printf ("%02d:%02d", self->minute / 60, self->minute % 60) : NULL;
  g_autofree char *minutes = self->minutes > 0 ? g_strdup_printf ("%d", self->minutes) : NULL;

  return g_strdup_printf ("%s|%s|%s|%s|%s|%s", self->patient ? self->patient : "", day ? day : "",
                          time ? time : "", minutes ? minutes : "", self->doctor_id ? self->doctor_id : "",
                          self->visit_type_id ? self->visit_type_id : "");
}

static const char *const understood[][3] = {
  { "en", "anna smith tomorrow 14:30 dr lee 20m", "anna smith|2026-11-22|14:30|20|d1|" },
  { "en-GB", "Anna Smith, in 3 days at 9 with Müller for 45 min", "Anna Smith|2026-11-24|09:00|45|d2|" },
  { "en", "next monday 2:30pm check-up o'brien", "o'brien|2026-11-23|14:30|||t1" },
  { "en", "first visit long smith today noon", "smith|2026-11-21|12:00|||t4" },
  { "en", "smith 2 pm 1h30 dr.lee", "smith||14:00|90|d1|" },
  { "en-US", "smith 12/3 at 3", "smith|2026-12-03|15:00|||" },
  { "en-GB", "smith 12/3 at 8", "smith|2027-03-12|08:00|||" },
  { "en-GB", "smith 12/03/27 half past two", "smith|2027-03-12|14:30|||" },
  { "en", "smith march 12 quarter to ten", "smith|2027-03-12|09:45|||" },
  { "en", "smith 12th of march 2028 1 hour", "smith|2028-03-12||60||" },
  { "en", "smith 2026-12-03 09:00 half an hour", "smith|2026-12-03|09:00|30||" },
  { "en", "smith day after tomorrow in the morning", "smith|2026-11-23||||" },
  { "en", "smith in a week 5 o'clock", "smith|2026-11-28|17:00|||" },
  { "en", "smith in 2 months 11 am", "smith|2027-01-21|11:00|||" },
  { "en", "smith feb 29", "smith|2028-02-29||||" },
  { "en", "this friday lee 8:05", "lee|2026-11-27|08:05|||" },
  { "en-GB", "smith 02:30", "smith||02:30|||" },
  { "de", "müller übermorgen halb drei bei Schmidt Karl", "müller|2026-11-23|14:30||d3|" },
  { "de", "Anna Becker übermorgen halb drei bei karl schmidt 20 min", "Anna Becker|2026-11-23|14:30|20|d3|" },
  { "de", "Becker am Montag um 9 Vorsorge", "Becker|2026-11-23|09:00|||t3" },
  { "de", "Becker 3.12. 14 Uhr 30 bei dr. lee", "Becker|2026-12-03|14:30||d1|" },
  { "de", "Becker nächsten Mittwoch 9 uhr eine halbe stunde", "Becker|2026-11-25|09:00|30||" },
  { "de", "Becker in einer Woche viertel nach drei", "Becker|2026-11-28|15:15|||" },
  { "de", "Becker in 14 Tagen, 8.30 uhr, 1 Stunde", "Becker|2026-12-05|08:30|60||" },
  { "de", "Becker 12. März 2027 8 Uhr morgens", "Becker|2027-03-12|08:00|||" },
  { "de", "Becker 14.30", "Becker||14:30|||" },
  { "de", "Becker tomorrow 9am am montag", "Becker|2026-11-22|09:00|||" },
  { "fr", "Dupont après-demain 14h30 chez Le Goff 20 min", "Dupont|2026-11-23|14:30|20|d7|" },
  { "fr", "Dupont demain à trois heures et demie", "Dupont|2026-11-22|15:30|||" },
  { "fr", "Dupont lundi 9h avec dr müller 1h", "Dupont|2026-11-23|09:00|60|d2|" },
  { "fr", "Dupont le 3 décembre à midi une demi-heure", "Dupont|2026-12-03|12:00|30||" },
  { "fr", "Dupont dans 3 jours 8h du matin", "Dupont|2026-11-24|08:00|||" },
  { "fr", "Dupont aujourd'hui 18 heures", "Dupont|2026-11-21|18:00|||" },
  { "es", "López pasado mañana a las 3 y media con García", "López|2026-11-23|15:30||d5|" },
  { "es", "López mañana a las 9 de la mañana 45 minutos", "López|2026-11-22|09:00|45||" },
  { "es", "María de la Cruz el lunes las 10 menos cuarto media hora dra garcia",
    "María de la Cruz|2026-11-23|09:45|30|d5|" },
  { "es", "López 3 de diciembre 10:15", "López|2026-12-03|10:15|||" },
  { "es", "López en 2 semanas 17 horas", "López|2026-12-05|17:00|||" },
  { "ar", "أحمد علي بعد غد الساعة ٣ د. ليلى ٢٠ دقيقة", "أحمد علي|2026-11-23|15:00|20|d6|" },
  { "ar", "أحمد غدا الساعة ٣ والنصف مع ليلى حداد نصف ساعة", "أحمد|2026-11-22|15:30|30|d6|" },
  { "ar-EG", "أحمد يوم الاثنين القادم ١٤:٣٠", "أحمد|2026-11-23|14:30|||" },
  { "ar", "أحمد بعد ٣ أيام الساعة ١٠ صباحا ٤٥د", "أحمد|2026-11-24|10:00|45||" },
  { "ar-EG", "أحمد ٣/١٢/٢٠٢٦ الساعة التاسعة", "أحمد|2026-12-03|09:00|||" },
  { "ar", "\u200fأحمد\u200f tomorrow 9:30", "\u200fأحمد\u200f|2026-11-22|09:30|||" },
  { "hi", "smith tomorrow १४:३०", "smith|2026-11-22|14:30|||" },
  { "en", "", "|||||" },
  { "en", "   ", "|||||" },
};

static void
test_understood (void)
{
  guint failed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (understood); i++)
    {
      g_autoptr (SalveQuickAdd) self = parse (understood[i][0], understood[i][1]);
      g_autofree char *text = summary (self);

      if (strcmp (text, understood[i][2]) != 0)
        {
          g_printerr ("%s “%s” is %s\n                     not %s\n", understood[i][0], understood[i][1],
                      text, understood[i][2]);
          failed++;
        }
    }
  g_assert_cmpuint (failed, ==, 0);
}

/* What is not understood, said twice or open to two readings: each has its sentence, and no value is made up. */
static const char *const problems[][4] = {
  { "en", "smith tomorrow today", "A second date is said: “today”.", "smith|2026-11-22||||" },
  { "en", "smith 9:00 10:00", "A second time is said: “10:00”.", "smith||09:00|||" },
  { "en", "smith 20m 30m", "A second length is said: “30m”.", "smith|||20||" },
  { "en", "dr lee dr müller", "A second doctor is said: “dr müller”.", "||||d1|" },
  { "en", "check-up first visit", "A second visit type is said: “first visit”.", "|||||t1" },
  { "en", "smith dr who", "There is no doctor “who”.", "smith|||||" },
  { "de", "Becker bei Schmidt",
    "“bei Schmidt” could be Dr. Karl Schmidt or Dr. Eva Schmidt. Write more of the name.", "Becker|||||" },
  { "en", "smith 25:00", "“25:00” is not understood.", "smith|||||" },
  { "en", "smith 13:61", "“13:61” is not understood.", "smith|||||" },
  { "en", "smith 13 pm 40/40", "“40/40” is not understood.", "smith||13:00|||" },
  { "en", "smith 14 am", "“14” is not understood.", "smith|||||" },
  { "en", "smith 3 days", "“3 days” is not understood.", "smith|||||" },
  { "en", "smith next", "“next” is not understood.", "smith|||||" },
  { "en", "smith dr", "“dr” is not understood.", "smith|||||" },
  { "en", "smith 9x", "“9x” is not understood.", "smith|||||" },
  { "de", "Becker 9.10", "“9.10” could be a date or a time. Write a time with a colon.", "Becker|||||" },
};

static void
test_problems (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autoptr (SalveQuickAdd) self = parse (problems[i][0], problems[i][1]);
      g_autofree char *text = summary (self);

      g_assert_cmpstr (text, ==, problems[i][3]);
      if (self->problems->len == 0)
        g_error ("“%s” has no problem", problems[i][1]);
      g_assert_cmpstr (self->problems->pdata[0], ==, problems[i][2]);
    }
}

static void
test_next (void)
{
  SalvePartialDate wednesday = salve_partial_date_new_day (2026, 11, 18);
  g_autoptr (SalveQuickAdd) friday = parse_on ("en-GB", "smith next friday", wednesday);
  g_autoptr (SalveQuickAdd) monday = parse_on ("en-GB", "smith next monday", wednesday);
  g_autoptr (SalveQuickAdd) own = parse_on ("en-GB", "smith wednesday", wednesday);
  g_autofree char *first = summary (monday), *second = summary (own);

  g_assert_false (salve_partial_date_is_set (friday->day));
  g_assert_cmpstr (friday->problems->pdata[0], ==,
                   "“next friday” could be 20 November 2026 or 27 November 2026. Write the date.");
  g_assert_cmpstr (first, ==, "smith|2026-11-23||||");
  g_assert_cmpstr (second, ==, "smith|2026-11-25||||");
}

static void
test_ranges (void)
{
  const char *text = "anna smith tomorrow 14:30 dr lee 20m ??";
  g_autoptr (SalveQuickAdd) self = parse ("en", text);
  static const struct
  {
    SalveQuickPart part;
    const char *said;
  } expected[] = {
    { SALVE_QUICK_PATIENT, "anna smith" }, { SALVE_QUICK_DATE, "tomorrow" }, { SALVE_QUICK_TIME, "14:30" },
    { SALVE_QUICK_DOCTOR, "dr lee" },      { SALVE_QUICK_LENGTH, "20m" },    { SALVE_QUICK_UNKNOWN, "??" },
  };

  g_assert_cmpuint (self->ranges->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      SalveQuickRange range = g_array_index (self->ranges, SalveQuickRange, i);
      g_autofree char *said = g_strndup (text + range.start, range.end - range.start);

      g_assert_cmpint (range.part, ==, expected[i].part);
      g_assert_cmpstr (said, ==, expected[i].said);
    }
}

static void
check_any (const char *tag, const char *text)
{
  g_autoptr (SalveQuickAdd) self = parse (tag, text);
  gsize end = 0;

  for (guint i = 0; i < self->ranges->len; i++)
    {
      SalveQuickRange range = g_array_index (self->ranges, SalveQuickRange, i);

      g_assert_cmpuint (range.start, >=, end);
      g_assert_cmpuint (range.end, >, range.start);
      g_assert_cmpuint (range.end, <=, strlen (text));
      end = range.end;
    }
  g_assert_true (self->minute >= -1 && self->minute < 1440);
  g_assert_true (self->minutes >= 0 && self->minutes <= 1440);
  for (guint i = 0; i < self->problems->len; i++)
    g_assert_true (g_utf8_validate (self->problems->pdata[i], -1, NULL));
}

/* Lines of pieces in any order, cut off anywhere between two characters. */
static void
test_random (void)
{
  static const char *const tags[] = { "en-US", "de", "fr", "es", "ar-EG", "ja", "hi" };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (int n = g_rand_int_range (random, 1, 5); n > 0; n--)
        {
          const char *line = understood[g_rand_int_range (random, 0, G_N_ELEMENTS (understood))][1];
          glong length = g_utf8_strlen (line, -1);
          glong from = length > 0 ? g_rand_int_range (random, 0, (gint32)length) : 0;
          g_autofree char *piece = g_utf8_substring (line, from, length);

          g_string_append_printf (text, g_rand_boolean (random) ? "%s " : "%s", piece);
        }
      check_any (tags[i % G_N_ELEMENTS (tags)], text->str);
    }
}

static void
test_hostile (void)
{
  g_autofree char *words = g_strnfill (500, 'a');
  g_autofree char *long_line = g_strnfill (100000, '9');
  g_autoptr (GString) many = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    g_string_append (many, "a ");
  check_any ("en", words);
  check_any ("en", long_line);
  check_any ("en", many->str);
  check_any ("en", "\xff\xfe smith");
  check_any ("de", "bei dr. prof. dr.");
  check_any ("en", "in 999 months in 999 weeks 999h 99h99 24:00 24:30");
  check_any ("ar", "\u200f \u202e \u2066");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/quick-add/understood", test_understood);
  g_test_add_func ("/core/quick-add/problems", test_problems);
  g_test_add_func ("/core/quick-add/next", test_next);
  g_test_add_func ("/core/quick-add/ranges", test_ranges);
  g_test_add_func ("/core/quick-add/random", test_random);
  g_test_add_func ("/core/quick-add/hostile", test_hostile);
  return g_test_run ();
}
