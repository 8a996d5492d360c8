/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "salve-partial-date.h"

/* What people type for a birth date, on 21 November 2026. */

static SalvePartialDate
today (void)
{
  return salve_partial_date_new_day (2026, 11, 21);
}

static void
assert_reads (const char *tag, const char *text, const char *expected)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autoptr (GError) error = NULL;
  g_autofree char *iso = NULL;
  SalvePartialDate date;
  gboolean about = *expected == '~';

  if (!salve_partial_date_parse_typed (text, locale, today (), &date, &error))
    g_error ("%s: “%s” should be %s, but: %s", tag, text, expected, error->message);
  iso = salve_partial_date_to_iso (date);
  if (g_strcmp0 (iso, expected + about) != 0 || date.estimated != about)
    g_error ("%s: “%s” should be %s and is %s%s", tag, text, expected, date.estimated ? "~" : "", iso);
  g_assert_true (salve_partial_date_is_valid (date));
}

static void
assert_refuses (const char *tag, const char *text, SalveDateError code, const char *part)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autoptr (GError) error = NULL;
  SalvePartialDate date;

  if (salve_partial_date_parse_typed (text, locale, today (), &date, &error))
    {
      g_autofree char *iso = salve_partial_date_to_iso (date);
      g_error ("%s: “%s” should be refused and is %s", tag, text, iso);
    }
  g_assert_error (error, SALVE_DATE_ERROR, (int)code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” should say “%s”: %s", text, part, error->message);
  g_assert_false (salve_partial_date_is_set (date));
}

static const char *const reads[][3] = {
  /* digits, in each order */
  { "en_US", "3/12/1974", "1974-03-12" },
  { "en_US", "03-12-1974", "1974-03-12" },
  { "en_US", "3.12.74", "1974-03-12" },
  { "en_US", " 3 12 1974 ", "1974-03-12" },
  { "en_US", "03121974", "1974-03-12" },
  { "en_US", "031274", "1974-03-12" },
  { "en_GB", "12/3/1974", "1974-03-12" },
  { "en_GB", "12031974", "1974-03-12" },
  { "en_GB", "120374", "1974-03-12" },
  { "de", "12.3.1974", "1974-03-12" },
  { "de", "12.3.74", "1974-03-12" },
  { "de", "12. 03. 1974", "1974-03-12" },
  { "fr", "12/03/1974", "1974-03-12" },
  { "es", "12-3-1974", "1974-03-12" },
  { "ar_EG", "١٢/٣/١٩٧٤", "1974-03-12" },
  { "ar_EG", "١٢\u200f/٣\u200f/١٩٧٤", "1974-03-12" },
  { "ar_MA", "12/3/1974", "1974-03-12" },
  { "fa", "۱۹۷۴/۳/۱۲", "1974-03-12" },
  { "zh_CN", "1974/3/12", "1974-03-12" },
  { "zh_CN", "1974年3月12日", "1974-03-12" },
  { "zh_CN", "１９７４年３月１２日", "1974-03-12" },
  { "zh_CN", "1974年3月", "1974-03" },
  { "zh_CN", "1974年", "1974" },
  { "zh_CN", "19740312", "1974-03-12" },
  { "zh_TW", "民國63年3月12日", "1974-03-12" },
  { "ja", "昭和49年3月12日", "1974-03-12" },
  { "ja", "S49.3.12", "1974-03-12" },
  { "ja", "令和元年5月1日", "2019-05-01" },
  { "ja", "平成31年", "2019" },
  { "ko", "1974년 3월 12일", "1974-03-12" },
  { "hi", "१२/३/१९७४", "1974-03-12" },
  { "th", "12/3/2517", "1974-03-12" },
  { "hu", "1974. 03. 12.", "1974-03-12" },
  { "sv", "1974-03-12", "1974-03-12" },
  { "sv", "740312", "1974-03-12" },
  { "en_CA", "12/03/1974", "1974-03-12" },
  /* ISO is understood everywhere */
  { "en_US", "1974-03-12", "1974-03-12" },
  { "de", "1974-03", "1974-03" },
  { "de", "19740312", "1974-03-12" },
  { "en_US", "19740312", "1974-03-12" },
  /* only the month or the year */
  { "en_US", "3/1974", "1974-03" },
  { "de", "3.1974", "1974-03" },
  { "de", "03/74", "1974-03" },
  { "fr", "1974", "1974" },
  { "ar", "١٩٧٤", "1974" },
  /* names of months */
  { "en_US", "March 12, 1974", "1974-03-12" },
  { "en_US", "mar 12 74", "1974-03-12" },
  { "en_GB", "12th of March 1974", "1974-03-12" },
  { "en_GB", "12 sept 1974", "1974-09-12" },
  { "en_GB", "1974 mar 12", "1974-03-12" },
  { "en_GB", "march 1974", "1974-03" },
  { "de", "12. März 1974", "1974-03-12" },
  { "de", "12 maerz 1974", "1974-03-12" },
  { "de", "1. jänner 1974", "1974-01-01" },
  { "de", "1. Mai 04", "2004-05-01" },
  { "fr", "1er août 1974", "1974-08-01" },
  { "fr", "12 fev 1974", "1974-02-12" },
  { "es", "12 de marzo de 1974", "1974-03-12" },
  { "es", "marzo de 1974", "1974-03" },
  { "ar_EG", "١٢ مارس ١٩٧٤", "1974-03-12" },
  { "ar_SY", "12 آذار 1974", "1974-03-12" },
  { "ar_LB", "12 كانون الثاني 1974", "1974-01-12" },
  { "ru", "12 марта 1974 г.", "1974-03-12" },
  { "el", "12 Μαρτίου 1974", "1974-03-12" },
  { "tr", "12 Şubat 1974", "1974-02-12" },
  { "en_US", "12 mars 1974", "1974-03-12" },
  /* two digits: the latest that is not after today */
  { "de", "21.11.26", "2026-11-21" },
  { "de", "22.11.26", "1926-11-22" },
  { "de", "1.1.27", "1927-01-01" },
  { "de", "1.1.00", "2000-01-01" },
  { "de", "29.2.00", "2000-02-29" },
  /* about */
  { "en_US", "~1974", "~1974" },
  { "en_US", "1974?", "~1974" },
  { "en_US", "ca. 1974", "~1974" },
  { "en_US", "about 3/1974", "~1974-03" },
  { "de", "um 1974", "~1974" },
  { "fr", "vers 1974", "~1974" },
  { "es", "hacia 1974", "~1974" },
  { "ar", "حوالي ١٩٧٤", "~1974" },
  { "zh", "约1974年", "~1974" },
  { "ja", "1974年頃", "~1974" },
  /* ages */
  { "en_US", "~34y", "~1992" },
  { "en_US", "34 years", "~1992" },
  { "en_US", "34 years old", "~1992" },
  { "en_US", "34yo", "~1992" },
  { "en_US", "~34", "~1992" },
  { "en_US", "age 34 y", "~1992" },
  { "de", "34 J.", "~1992" },
  { "de", "34 Jahre alt", "~1992" },
  { "de", "ca. 6 Monate", "~2026-05" },
  { "fr", "34 ans", "~1992" },
  { "fr", "10 j", "~2026-11-11" },
  { "de", "10 j", "~2016" },
  { "es", "34 años", "~1992" },
  { "es", "6 meses", "~2026-05" },
  { "ar_EG", "٣٤ سنة", "~1992" },
  { "ar_EG", "٦ أشهر", "~2026-05" },
  { "zh", "34岁", "~1992" },
  { "zh", "6个月", "~2026-05" },
  { "ja", "34歳", "~1992" },
  { "ja", "6ヶ月", "~2026-05" },
  { "ja", "6か月", "~2026-05" },
  { "ko", "34세", "~1992" },
  { "en_US", "6 months", "~2026-05" },
  { "en_US", "1 year 6 months", "~2025-05" },
  { "en_US", "3 weeks", "~2026-10-28" },
  { "en_US", "10 days", "~2026-11-11" },
  { "en_US", "0 days", "~2026-11-21" },
  { "en_US", "100 y", "~1926" },
  { "en_US", "today", "2026-11-21" },
  { "de", "gestern", "2026-11-20" },
  { "ar", "اليوم", "2026-11-21" },
};

static void
test_reads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      if (reads[i][2] != NULL)
        assert_reads (reads[i][0], reads[i][1], reads[i][2]);
    }
}

static void
test_refuses (void)
{
  assert_refuses ("en_GB", "", SALVE_DATE_ERROR_EMPTY, "no date");
  assert_refuses ("en_GB", " \u200f ", SALVE_DATE_ERROR_EMPTY, "no date");
  assert_refuses ("en_GB", "hello", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("de", "hallo", SALVE_DATE_ERROR_FORM, "31.12.1974");
  assert_refuses ("en_US", "-", SALVE_DATE_ERROR_FORM, "12/31/1974");
  assert_refuses ("en_US", "25/3/1974", SALVE_DATE_ERROR_RANGE, "no month 25");
  assert_refuses ("en_US", "25/3/1974", SALVE_DATE_ERROR_RANGE, "12/31/1974");
  assert_refuses ("en_GB", "3/25/1974", SALVE_DATE_ERROR_RANGE, "no month 25");
  assert_refuses ("de", "12.13.1974", SALVE_DATE_ERROR_RANGE, "no month 13");
  assert_refuses ("de", "12.0.1974", SALVE_DATE_ERROR_RANGE, "no month 0");
  assert_refuses ("en_GB", "31/4/1974", SALVE_DATE_ERROR_RANGE, "April 1974 has the days 1 to 30, not 31");
  assert_refuses ("en_GB", "29/2/1900", SALVE_DATE_ERROR_RANGE, "February 1900 has the days 1 to 28");
  assert_refuses ("en_GB", "30 feb 2000", SALVE_DATE_ERROR_RANGE, "1 to 29");
  assert_refuses ("en_GB", "0/2/1900", SALVE_DATE_ERROR_RANGE, "not 0");
  assert_refuses ("en_GB", "1/1/0974", SALVE_DATE_ERROR_RANGE, "too long ago");
  assert_refuses ("en_GB", "1353", SALVE_DATE_ERROR_RANGE, "too long ago");
  assert_refuses ("en_GB", "1/1/197", SALVE_DATE_ERROR_RANGE, "three");
  assert_refuses ("en_GB", "13/1974", SALVE_DATE_ERROR_RANGE, "no month 13");
  assert_refuses ("en_GB", "12/3", SALVE_DATE_ERROR_FORM, "year is missing");
  assert_refuses ("en_GB", "3/24", SALVE_DATE_ERROR_FORM, "year is missing");
  assert_refuses ("en_GB", "12 march", SALVE_DATE_ERROR_RANGE, "could be a day");
  assert_refuses ("en_GB", "34", SALVE_DATE_ERROR_RANGE, "an age");
  assert_refuses ("en_GB", "march", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "march april 1974", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "12 march 3 1974", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "1/2/3/4", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "123456789", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "12345", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "200 y", SALVE_DATE_ERROR_AGE, "old");
  assert_refuses ("en_GB", "99999 days", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "1.5 years", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "3 y 4 y", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("fr", "12 jui 1974", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "12/3/1974 x", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("en_GB", "a a a a a a a a a a a a a a", SALVE_DATE_ERROR_FORM, "31/12/1974");
  assert_refuses ("ar_EG", "٣١/٤/١٩٧٤", SALVE_DATE_ERROR_RANGE, "أبريل");
}

static const char *const tags[] = { "und",   "en_US", "en_GB", "en_CA", "en_ZA", "de",    "de_CH", "fr",
                                    "fr_CA", "es",    "ar_EG", "ar_MA", "zh_CN", "zh_HK", "ja",    "ko",
                                    "hu",    "sv",    "fi",    "pl",    "ru",    "pt_BR", "nl",    "tr",
                                    "cs",    "sk",    "fa",    "hi",    "th",    "el",    "da",    "nb",
                                    "it",    "uk",    "he",    "bn",    "ne",    "xx",    "mn",    "lt" };

static void
assert_round_trip (SalvePartialDate date, const SalveLocale *locale, char *printed)
{
  g_autofree char *text = printed;
  g_autoptr (GError) error = NULL;
  SalvePartialDate back;

  if (!salve_partial_date_parse_typed (text, locale, today (), &back, &error))
    g_error ("%s: %s: %s", salve_locale_get_tag (locale), text, error->message);
  if (!salve_partial_date_equal (date, back))
    {
      g_autofree char *iso = salve_partial_date_to_iso (back);
      g_error ("%s: %s came back as %s", salve_locale_get_tag (locale), text, iso);
    }
}

/* Whatever is printed is read back as the same date, in digits and in words, in every locale. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
      for (guint n = 0; n < 400; n++)
        {
          int year = g_test_rand_int_range (1800, 2400);
          SalvePartialDate date =
              salve_partial_date_new_day (year, g_test_rand_int_range (1, 13), g_test_rand_int_range (1, 29));
          if (n % 5 == 0)
            date = salve_partial_date_new_month (year, g_test_rand_int_range (1, 13));
          else if (n % 7 == 0)
            date = salve_partial_date_new_year (year);
          date.estimated = n % 3 == 0;
          assert_round_trip (date, locale, salve_partial_date_format (date, locale));
          assert_round_trip (date, locale, salve_partial_date_format_long (date, locale));
          if (salve_locale_get_date_order (locale) != SALVE_DATE_ORDER_YMD || n % 2 == 0)
            assert_round_trip (date, NULL, salve_partial_date_format (date, NULL));
        }
    }
}

/* An age gives a date that counts as the same age on the day it was typed, on every day of four years. */
static void
test_ages_come_back (void)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en_GB");
  SalvePartialDate day = salve_partial_date_new_day (2023, 1, 1);

  for (guint n = 0; n < 1461; n++, day = salve_partial_date_add_days (day, 1))
    {
      for (int age = 0; age <= 120; age += 1 + n % 7)
        {
          g_autofree char *text = g_strdup_printf ("%d y", age);
          g_autoptr (GError) error = NULL;
          SalvePartialDate born;
          salve_partial_date_parse_typed (text, locale, day, &born, &error);
          g_assert_no_error (error);
          g_assert_cmpint (salve_partial_date_age_years (born, day), ==, age);
          g_assert_cmpint (born.precision, ==, SALVE_DATE_PRECISION_YEAR);
        }
      for (int months = 2; months < 24; months++)
        {
          g_autofree char *text = g_strdup_printf ("%d months", months);
          g_autofree char *back = NULL;
          g_autoptr (GError) error = NULL;
          SalvePartialDate born;
          salve_partial_date_parse_typed (text, locale, day, &born, &error);
          g_assert_no_error (error);
          back = salve_partial_date_format_age (born, day, locale);
          if (months > 2) /* two months are said as weeks */
            {
              g_autofree char *expected = g_strdup_printf ("~%d months", months);
              g_assert_cmpstr (back, ==, expected);
            }
        }
    }
}

/* Random text never crashes, and what is accepted is a date of the calendar. */
static void
test_noise (void)
{
  static const char *const pieces[] = { "1",    "12",   "31",     "99", "1974", "/",      ".",    "-", " ",
                                        "~",    "mar",  "y",      "年", "月",   "٣",      "\xff", "x", "de",
                                        "昭和", "元年", "months", "of", "0",    "\u200f", "ﷺ",    "é", "'" };

  for (guint n = 0; n < 20000; n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SalveLocale) locale =
          salve_locale_new_for_tag (tags[g_test_rand_int_range (0, G_N_ELEMENTS (tags))]);
      g_autoptr (GError) error = NULL;
      SalvePartialDate date;
      for (int i = g_test_rand_int_range (0, 9); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      if (salve_partial_date_parse_typed (text->str, locale, today (), &date, &error))
        {
          g_assert_no_error (error);
          g_assert_true (salve_partial_date_is_set (date));
          g_assert_true (salve_partial_date_is_valid (date));
        }
      else
        {
          g_assert_nonnull (error);
          g_assert_true (salve_partial_date_equal (date, SALVE_PARTIAL_DATE_NONE));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/date-typed/reads", test_reads);
  g_test_add_func ("/core/date-typed/refuses", test_refuses);
  g_test_add_func ("/core/date-typed/round-trip", test_round_trip);
  g_test_add_func ("/core/date-typed/ages-come-back", test_ages_come_back);
  g_test_add_func ("/core/date-typed/noise", test_noise);
  return g_test_run ();
}
