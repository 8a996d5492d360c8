/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-partial-date.h"

/* The calendar, FHIR's text, printing and ages. */

static SalvePartialDate
day (int year, int month, int d)
{
  return salve_partial_date_new_day (year, month, d);
}

static void
assert_text (char *actual, const char *expected)
{
  g_assert_cmpstr (actual, ==, expected);
  g_free (actual);
}

static void
test_validity (void)
{
  g_assert_true (salve_partial_date_is_set (day (2000, 2, 29)));
  g_assert_false (salve_partial_date_is_set (day (1900, 2, 29)));
  g_assert_true (salve_partial_date_is_set (day (2024, 2, 29)));
  g_assert_false (salve_partial_date_is_set (day (2023, 2, 29)));
  g_assert_true (salve_partial_date_is_set (day (9999, 12, 31)));
  g_assert_false (salve_partial_date_is_set (day (10000, 1, 1)));
  g_assert_true (salve_partial_date_is_set (day (1, 1, 1)));
  g_assert_false (salve_partial_date_is_set (day (0, 1, 1)));
  g_assert_false (salve_partial_date_is_set (day (2024, 0, 1)));
  g_assert_false (salve_partial_date_is_set (day (2024, 13, 1)));
  g_assert_false (salve_partial_date_is_set (day (2024, 4, 31)));
  g_assert_false (salve_partial_date_is_set (day (2024, 4, 0)));
  g_assert_true (salve_partial_date_is_valid (SALVE_PARTIAL_DATE_NONE));
  g_assert_false (salve_partial_date_is_valid (
      (SalvePartialDate){ .year = 2024, .month = 3, .precision = SALVE_DATE_PRECISION_YEAR }));
  g_assert_false (salve_partial_date_is_valid (
      (SalvePartialDate){ .year = 2023, .month = 2, .day = 29, .precision = SALVE_DATE_PRECISION_DAY }));
}

static void
test_iso (void)
{
  static const char *const good[] = { "1974",       "1974-03",    "1974-03-12", "0001-01-01",
                                      "9999-12-31", "2000-02-29", "2024-02-29" };
  static const char *const bad[] = { "",           "74",          "974",        "1974-",      "1974-3",
                                     "1974-13",    "1974-00",     "1974-03-",   "1974-03-00", "1974-03-32",
                                     "1900-02-29", "1974-03-123", "1974/03/12", "0000",       "1974-03-1x",
                                     " 1974",      "1974 ",       "-974",       "19740312",   "1974-03-12T",
                                     "+1974",      "1974-0٣-12" };
  SalvePartialDate date;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (salve_partial_date_parse_iso (good[i], &date));
      g_assert_true (salve_partial_date_is_valid (date));
      assert_text (salve_partial_date_to_iso (date), good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (salve_partial_date_parse_iso (bad[i], &date));
      g_assert_false (salve_partial_date_is_set (date));
    }
  g_assert_false (salve_partial_date_parse_iso (NULL, &date));
  g_assert_null (salve_partial_date_to_iso (SALVE_PARTIAL_DATE_NONE));
}

/* Each day of the calendar follows the one before, by our arithmetic and by GLib's. */
static void
test_every_day (void)
{
  SalvePartialDate date = day (1, 1, 1);
  g_autoptr (GDate) other = g_date_new_dmy (1, 1, 1);
  guint n = 0;

  for (; salve_partial_date_is_set (date); n++)
    {
      SalvePartialDate next;
      g_assert_cmpint (date.year, ==, g_date_get_year (other));
      g_assert_cmpint (date.month, ==, g_date_get_month (other));
      g_assert_cmpint (date.day, ==, g_date_get_day (other));
      g_assert_cmpuint (salve_partial_date_weekday (date), ==, g_date_get_weekday (other));
      g_assert_cmpint (salve_partial_date_days_between (day (1, 1, 1), date), ==, n);
      next = salve_partial_date_add_days (date, 1);
      if (salve_partial_date_is_set (next))
        {
          g_assert_cmpint (salve_partial_date_compare (date, next), <, 0);
          g_assert_true (salve_partial_date_equal (salve_partial_date_add_days (next, -1), date));
        }
      date = next;
      g_date_add_days (other, 1);
    }
  g_assert_cmpuint (n, ==, 3652059); /* 0001-01-01 to 9999-12-31 */
}

static void
test_months (void)
{
  g_assert_true (
      salve_partial_date_equal (salve_partial_date_add_months (day (2024, 1, 31), 1), day (2024, 2, 29)));
  g_assert_true (
      salve_partial_date_equal (salve_partial_date_add_months (day (2023, 1, 31), 1), day (2023, 2, 28)));
  g_assert_true (
      salve_partial_date_equal (salve_partial_date_add_months (day (2024, 2, 29), -12), day (2023, 2, 28)));
  g_assert_true (
      salve_partial_date_equal (salve_partial_date_add_months (salve_partial_date_new_month (2024, 1), -1),
                                salve_partial_date_new_month (2023, 12)));
  g_assert_false (salve_partial_date_is_set (salve_partial_date_add_months (day (9999, 12, 1), 1)));
  g_assert_false (salve_partial_date_is_set (salve_partial_date_add_months (day (1, 1, 1), -1)));
  g_assert_true (salve_partial_date_equal (
      salve_partial_date_last_day (salve_partial_date_new_month (2024, 2)), day (2024, 2, 29)));
  g_assert_true (salve_partial_date_equal (salve_partial_date_last_day (salve_partial_date_new_year (2023)),
                                           day (2023, 12, 31)));
}

static void
test_compare (void)
{
  SalvePartialDate about = salve_partial_date_new_year (1974);
  const SalvePartialDate ascending[] = {
    SALVE_PARTIAL_DATE_NONE,
    salve_partial_date_new_year (1974),
    salve_partial_date_new_month (1974, 1),
    day (1974, 1, 1),
    day (1974, 1, 2),
    salve_partial_date_new_month (1974, 2),
    day (1975, 1, 1),
  };

  for (guint i = 0; i < G_N_ELEMENTS (ascending); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (ascending); j++)
        {
          int order = salve_partial_date_compare (ascending[i], ascending[j]);
          g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
        }
    }
  about.estimated = TRUE;
  g_assert_cmpint (salve_partial_date_compare (ascending[1], about), <, 0);
  g_assert_false (salve_partial_date_equal (ascending[1], about));
}

static void
assert_prints (SalvePartialDate date, const char *tag, const char *digits, const char *words)
{
  g_autoptr (SalveLocale) locale = tag != NULL ? salve_locale_new_for_tag (tag) : NULL;

  assert_text (salve_partial_date_format (date, locale), digits);
  assert_text (salve_partial_date_format_long (date, locale), words);
}

static void
test_print (void)
{
  SalvePartialDate date = day (1974, 3, 2), month = salve_partial_date_new_month (1974, 3);
  SalvePartialDate about = salve_partial_date_new_year (1974);

  about.estimated = TRUE;
  assert_prints (date, NULL, "1974-03-02", "2 March 1974");
  assert_prints (date, "en_US.UTF-8", "3/2/1974", "March 2, 1974");
  assert_prints (date, "en_GB", "02/03/1974", "2 March 1974");
  assert_prints (date, "en-CA", "1974-03-02", "2 March 1974");
  assert_prints (date, "de_DE", "02.03.1974", "2. März 1974");
  assert_prints (date, "fr_FR", "02/03/1974", "2 mars 1974");
  assert_prints (date, "es_ES", "2/3/1974", "2 de marzo de 1974");
  assert_prints (date, "ar_EG", "٢\u200f/٣\u200f/١٩٧٤", "٢ مارس ١٩٧٤");
  assert_prints (date, "ar_MA", "2/3/1974", "2 مارس 1974");
  assert_prints (date, "zh_CN", "1974/3/2", "1974年3月2日");
  assert_prints (date, "ja_JP", "1974/03/02", "1974年3月2日");
  assert_prints (date, "hu_HU", "1974. 03. 02.", "1974. március 2.");
  assert_prints (date, "sv_SE", "1974-03-02", "2 mars 1974");
  assert_prints (month, "en_US", "3/1974", "March 1974");
  assert_prints (month, "de", "03.1974", "März 1974");
  assert_prints (month, "ja", "1974/03", "1974年3月");
  assert_prints (about, "de", "~1974", "~1974");
  assert_prints (SALVE_PARTIAL_DATE_NONE, "de", "", "");
}

static void
test_age (void)
{
  static const struct
  {
    const char *born, *today;
    int years;
    const char *text;
  } cases[] = {
    { "1974-03-12", "2026-03-11", 51, "51 years" },
    { "1974-03-12", "2026-03-12", 52, "52 years" },
    { "2004-02-29", "2025-02-27", 20, "20 years" },
    { "2004-02-29", "2025-02-28", 21, "21 years" },
    { "2004-02-29", "2024-02-28", 19, "19 years" },
    { "2004-02-29", "2024-02-29", 20, "20 years" },
    { "2026-11-21", "2026-11-21", 0, "0 days" },
    { "2026-11-20", "2026-11-21", 0, "1 day" },
    { "2026-10-25", "2026-11-21", 0, "27 days" },
    { "2026-10-24", "2026-11-21", 0, "4 weeks" },
    { "2026-08-22", "2026-11-21", 0, "13 weeks" },
    { "2026-08-21", "2026-11-21", 0, "3 months" },
    { "2024-11-22", "2026-11-21", 1, "23 months" },
    { "2024-11-21", "2026-11-21", 2, "2 years" },
    { "1910-01-01", "2026-11-21", 116, "116 years" },
    { "1974", "2026-11-21", 52, "~52 years" },
    { "1974", "2026-02-01", 51, "~51 years" },
    { "2026-11", "2026-11-21", 0, "~0 months" },
    { "2026", "2026-02-21", 0, "~0 years" },
    { "2026-11-22", "2026-11-21", -1, "" },
    { "2027", "2026-11-21", -1, "" },
  };
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en_GB");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SalvePartialDate born, today;
      g_assert_true (salve_partial_date_parse_iso (cases[i].born, &born));
      g_assert_true (salve_partial_date_parse_iso (cases[i].today, &today));
      g_assert_cmpint (salve_partial_date_age_years (born, today), ==, cases[i].years);
      assert_text (salve_partial_date_format_age (born, today, locale), cases[i].text);
    }
  g_assert_cmpint (salve_partial_date_age_years (SALVE_PARTIAL_DATE_NONE, day (2026, 1, 1)), ==, -1);
}

static void
test_age_languages (void)
{
  static const struct
  {
    const char *tag, *born, *text;
  } cases[] = {
    { "de", "1974-03-12", "52 Jahre" },  { "de", "2026-11-20", "1 Tag" },
    { "fr", "1974-03-12", "52 ans" },    { "fr", "2026-11-21", "0 jour" },
    { "es", "2026-05-21", "6 meses" },   { "ar", "2024-11-21", "سنتان" },
    { "ar", "2021-11-21", "٥ سنوات" },   { "ar", "2011-11-21", "١٥ سنة" },
    { "ar_MA", "2026-08-11", "3 أشهر" }, { "ar", "1926-11-21", "١٠٠ سنة" },
    { "ar", "1923-11-21", "١٠٣ سنوات" }, { "zh", "1974-03-12", "52岁" },
    { "ja", "1974-03-12", "52歳" },      { "ru", "2005-11-21", "21 год" },
    { "ru", "2004-11-21", "22 года" },   { "ru", "2015-11-21", "11 лет" },
    { "pl", "2005-11-21", "21 lat" },    { "pl", "2004-11-21", "22 lata" },
    { "cs", "2022-11-21", "4 roky" },    { "xx", "1974-03-12", "52 years" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (cases[i].tag);
      SalvePartialDate born;
      g_assert_true (salve_partial_date_parse_iso (cases[i].born, &born));
      assert_text (salve_partial_date_format_age (born, day (2026, 11, 21), locale), cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/partial-date/validity", test_validity);
  g_test_add_func ("/core/partial-date/iso", test_iso);
  g_test_add_func ("/core/partial-date/every-day", test_every_day);
  g_test_add_func ("/core/partial-date/months", test_months);
  g_test_add_func ("/core/partial-date/compare", test_compare);
  g_test_add_func ("/core/partial-date/print", test_print);
  g_test_add_func ("/core/partial-date/age", test_age);
  g_test_add_func ("/core/partial-date/age-languages", test_age_languages);
  return g_test_run ();
}
