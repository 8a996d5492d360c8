/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date as typed or as sent: none, or one that can be written and read again as the same. */
#include "fuzz.h"

#include "salve-instant.h"
#include "salve-partial-date.h"

static void
check (SalvePartialDate date, const SalveLocale *locale)
{
  g_autofree char *iso = salve_partial_date_to_iso (date);
  g_autofree char *shown = salve_partial_date_format (date, locale);
  g_autofree char *age =
      salve_partial_date_format_age (date, salve_partial_date_new_day (2026, 11, 21), locale);
  SalvePartialDate again;

  g_assert_true (salve_partial_date_is_valid (date));
  g_assert_true (salve_partial_date_parse_iso (iso, &again));
  again.estimated = date.estimated;
  g_assert_true (salve_partial_date_equal (date, again));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const tags[] = { "en-US", "de-DE", "ar-EG", "ja-JP" };
  g_autofree char *text = g_strndup ((const char *)data, size);
  SalvePartialDate today = salve_partial_date_new_day (2026, 11, 21), date;
  SalveInstant instant;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
      g_autoptr (GError) error = NULL;

      if (salve_partial_date_parse_typed (text, locale, today, &date, &error))
        check (date, locale);
      else
        g_assert_nonnull (error);
      if (salve_partial_date_parse_iso (text, &date))
        check (date, locale);
    }
  if (salve_instant_parse_fhir (text, zone, &instant, NULL))
    {
      g_autofree char *out = salve_instant_format_fhir (instant);
      SalveInstant back;

      g_assert_true (salve_instant_parse_fhir (out, zone, &back, NULL));
    }
  return 0;
}
