/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-locale.h"
#include "salve-weekday-heading.h"
#include "salve-partial-date.h"

static const struct
{
  const char *tag, *canonical, *script, *region;
  SalveDateOrder order;
  guint first_weekday;
  gboolean hours_24, family_first, right_to_left;
  gunichar zero;
} cases[] = {
  { "en_US.UTF-8", "en-US", "Latn", "US", SALVE_DATE_ORDER_MDY, 7, FALSE, FALSE, FALSE, '0' },
  { "en", "en", "Latn", "US", SALVE_DATE_ORDER_MDY, 7, FALSE, FALSE, FALSE, '0' },
  { "en-GB", "en-GB", "Latn", "GB", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, FALSE, '0' },
  { "en_CA", "en-CA", "Latn", "CA", SALVE_DATE_ORDER_YMD, 7, FALSE, FALSE, FALSE, '0' },
  { "fr_CA", "fr-CA", "Latn", "CA", SALVE_DATE_ORDER_YMD, 7, TRUE, FALSE, FALSE, '0' },
  { "de_DE@euro", "de-DE", "Latn", "DE", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, FALSE, '0' },
  { "sr_RS@latin", "sr-Latn-RS", "Latn", "RS", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, FALSE, '0' },
  { "sr_RS", "sr-RS", "Cyrl", "RS", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, FALSE, '0' },
  { "zh-Hant-TW", "zh-Hant-TW", "Hant", "TW", SALVE_DATE_ORDER_YMD, 7, FALSE, TRUE, FALSE, '0' },
  { "zh_TW", "zh-TW", "Hant", "TW", SALVE_DATE_ORDER_YMD, 7, FALSE, TRUE, FALSE, '0' },
  { "ja_JP", "ja-JP", "Jpan", "JP", SALVE_DATE_ORDER_YMD, 7, TRUE, TRUE, FALSE, '0' },
  { "ar_EG", "ar-EG", "Arab", "EG", SALVE_DATE_ORDER_DMY, 6, FALSE, FALSE, TRUE, 0x660 },
  { "ar_MA", "ar-MA", "Arab", "MA", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, TRUE, '0' },
  { "he_IL", "he-IL", "Hebr", "IL", SALVE_DATE_ORDER_DMY, 7, TRUE, FALSE, TRUE, '0' },
  { "hu", "hu", "Latn", "HU", SALVE_DATE_ORDER_YMD, 1, TRUE, TRUE, FALSE, '0' },
  { "es-419", "es-419", "Latn", "419", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, FALSE, '0' },
  { "C", "und", "Latn", NULL, SALVE_DATE_ORDER_YMD, 1, TRUE, FALSE, FALSE, '0' },
  { "C.UTF-8", "und", "Latn", NULL, SALVE_DATE_ORDER_YMD, 1, TRUE, FALSE, FALSE, '0' },
  { "POSIX", "und", "Latn", NULL, SALVE_DATE_ORDER_YMD, 1, TRUE, FALSE, FALSE, '0' },
  { "", "und", "Latn", NULL, SALVE_DATE_ORDER_YMD, 1, TRUE, FALSE, FALSE, '0' },
  { "\xff\xfe", "und", "Latn", NULL, SALVE_DATE_ORDER_YMD, 1, TRUE, FALSE, FALSE, '0' },
  { "xx_YY", "xx-YY", "Latn", "YY", SALVE_DATE_ORDER_DMY, 1, TRUE, FALSE, FALSE, '0' },
};

static void
test_tags (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (cases[i].tag);
      g_assert_cmpstr (salve_locale_get_tag (locale), ==, cases[i].canonical);
      g_assert_cmpstr (salve_locale_get_script (locale), ==, cases[i].script);
      g_assert_cmpstr (salve_locale_get_region (locale), ==, cases[i].region);
      g_assert_cmpint (salve_locale_get_date_order (locale), ==, cases[i].order);
      g_assert_cmpuint (salve_locale_get_first_weekday (locale), ==, cases[i].first_weekday);
      g_assert_cmpint (salve_locale_get_24_hours (locale), ==, cases[i].hours_24);
      g_assert_cmpint (salve_locale_get_family_first (locale), ==, cases[i].family_first);
      g_assert_cmpint (salve_locale_get_right_to_left (locale), ==, cases[i].right_to_left);
      g_assert_cmpuint (salve_locale_get_digit_zero (locale), ==, cases[i].zero);
    }
}

static void
test_null (void)
{
  g_autoptr (SalveLocale) und = salve_locale_new_for_tag (NULL);

  g_assert_cmpstr (salve_locale_get_tag (NULL), ==, salve_locale_get_tag (und));
  g_assert_cmpint (salve_locale_get_date_order (NULL), ==, salve_locale_get_date_order (und));
  g_assert_cmpuint (salve_locale_get_first_weekday (NULL), ==, 1);
  g_assert_true (salve_locale_get_24_hours (NULL));
  g_assert_cmpstr (salve_locale_month_name (NULL, 3, FALSE), ==, "March");
}

static void
test_names (void)
{
  g_autoptr (SalveLocale) german = salve_locale_new_for_tag ("de");
  g_autoptr (SalveLocale) arabic = salve_locale_new_for_tag ("ar-EG");
  g_autoptr (SalveLocale) japanese = salve_locale_new_for_tag ("ja");
  g_autoptr (SalveLocale) twelve = salve_locale_with_24_hours (german, FALSE);
  g_autofree char *brief = salve_weekday_heading (german, 7), *narrow = salve_weekday_heading (arabic, 6);

  g_assert_cmpstr (salve_locale_month_name (german, 3, FALSE), ==, "März");
  g_assert_cmpstr (salve_locale_month_name (german, 12, TRUE), ==, "Dez.");
  g_assert_cmpstr (salve_locale_weekday_name (german, 1, FALSE), ==, "Montag");
  g_assert_cmpstr (salve_locale_weekday_name (german, 7, TRUE), ==, "So");
  g_assert_cmpstr (brief, ==, "So");
  g_assert_cmpstr (narrow, ==, "س");
  g_assert_cmpstr (salve_locale_weekday_name (japanese, 7, TRUE), ==, "日");
  g_assert_true (salve_locale_get_24_hours (german));
  g_assert_false (salve_locale_get_24_hours (twelve));
  g_assert_cmpstr (salve_locale_get_tag (twelve), ==, "de");
}

/* What a person prefers is laid over the language, in any order, and the rest of the language stays. */
static void
test_preferences (void)
{
  g_autoptr (SalveLocale) german = salve_locale_new_for_tag ("de");
  g_autoptr (SalveLocale) iso = salve_locale_with_dates_of (german, "und");
  g_autoptr (SalveLocale) family = salve_locale_with_family_first (iso, TRUE);
  g_autoptr (SalveLocale) american = salve_locale_with_dates_of (NULL, "en-US");
  g_autoptr (SalveLocale) hungarian = salve_locale_new_for_tag ("hu");
  g_autoptr (SalveLocale) given = salve_locale_with_family_first (hungarian, FALSE);
  g_autofree char *date = salve_partial_date_format (salve_partial_date_new_day (1974, 12, 31), family);
  g_autofree char *american_date =
      salve_partial_date_format (salve_partial_date_new_day (1974, 12, 31), american);

  g_assert_cmpstr (date, ==, "1974-12-31");
  g_assert_cmpstr (american_date, ==, "12/31/1974");
  g_assert_cmpint (salve_locale_get_date_order (family), ==, SALVE_DATE_ORDER_YMD);
  g_assert_cmpstr (salve_locale_month_name (family, 3, FALSE), ==, "März");
  g_assert_true (salve_locale_get_family_first (family));
  g_assert_false (salve_locale_get_family_first (german));
  g_assert_true (salve_locale_get_family_first (hungarian));
  g_assert_false (salve_locale_get_family_first (given));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/locale/preferences", test_preferences);
  g_test_add_func ("/core/locale/tags", test_tags);
  g_test_add_func ("/core/locale/null", test_null);
  g_test_add_func ("/core/locale/names", test_names);
  return g_test_run ();
}
