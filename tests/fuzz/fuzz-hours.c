/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed hours: what is understood can be written and read again, and is within a week of days of 1440 minutes. */
#include "fuzz.h"

#include "salve-timetable.h"

static void
check (const GArray *rules, const SalveLocale *locale)
{
  g_autofree char *text = salve_hours_format (rules, locale);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) again = salve_hours_parse_typed (text, locale, &error);
  g_autofree char *text_again = NULL;

  for (guint i = 0; i < rules->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (rules, SalveHoursRule, i);

      g_assert_true (rule->weekday >= 1 && rule->weekday <= 7);
      g_assert_true (rule->start_minute >= 0 && rule->start_minute < rule->end_minute
                     && rule->end_minute <= 1440);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, rules->len);
  text_again = salve_hours_format (again, locale);
  g_assert_cmpstr (text, ==, text_again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const tags[] = {
    "en-US", "de-DE", "fr-FR", "es-US", "ar-EG", "el-GR", "ko-KR", "zh-TW"
  };
  g_autofree char *text = g_strndup ((const char *)data, size);

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) rules = salve_hours_parse_typed (text, locale, &error);

      g_assert_true ((rules == NULL) == (error != NULL));
      if (rules != NULL)
        check (rules, locale);
    }
  return 0;
}
