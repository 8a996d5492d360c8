/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-instant.h"

/* FHIR's times, zones and the hours that come never or twice. */

static void
assert_text (char *actual, const char *expected)
{
  g_assert_cmpstr (actual, ==, expected);
  g_free (actual);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text, *utc;
    SalveInstantPrecision precision;
  } good[] = {
    { "2015-02-07T13:28:17.239+02:00", "2015-02-07T11:28:17.239Z", SALVE_INSTANT_PRECISION_TIME },
    { "2015-02-07T13:28:17Z", "2015-02-07T13:28:17Z", SALVE_INSTANT_PRECISION_TIME },
    { "2015-02-07T13:28:17.5Z", "2015-02-07T13:28:17.500Z", SALVE_INSTANT_PRECISION_TIME },
    { "2015-02-07T13:28:17.1234567Z", "2015-02-07T13:28:17.123456Z", SALVE_INSTANT_PRECISION_TIME },
    { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", SALVE_INSTANT_PRECISION_TIME },
    { "2015-02-07T13:28", "2015-02-07T13:28:00Z", SALVE_INSTANT_PRECISION_TIME },
    { "2015-02-07T00:00:00-05:00", "2015-02-07T05:00:00Z", SALVE_INSTANT_PRECISION_TIME },
    { "2015-02-07", "2015-02-07T00:00:00Z", SALVE_INSTANT_PRECISION_DAY },
    { "2015-02", "2015-02-01T00:00:00Z", SALVE_INSTANT_PRECISION_MONTH },
    { "2015", "2015-01-01T00:00:00Z", SALVE_INSTANT_PRECISION_YEAR },
    { "1905-08-23T00:00:00.001Z", "1905-08-23T00:00:00.001Z", SALVE_INSTANT_PRECISION_TIME },
    { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", SALVE_INSTANT_PRECISION_TIME },
    { "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z", SALVE_INSTANT_PRECISION_TIME },
  };
  static const char *const bad[] = { "",
                                     "2015-02-07T",
                                     "2015-02-07T13",
                                     "2015-02-07T24:00:00Z",
                                     "2015-02-07T13:60:00Z",
                                     "2015-02-07T13:28:61Z",
                                     "2015-02-07T13:28:17+2:00",
                                     "2015-02-07T13:28:17+02",
                                     "2015-02-07T13:28:17.Z",
                                     "2015-02-07 13:28:17Z",
                                     "2015-02-29T13:28:17Z",
                                     "2015-02T13:28:17Z",
                                     "2015-02-07T13:28:17Zx",
                                     "2015-02-07T13:28:17+15:00",
                                     "x" };
  SalveInstant instant;
  SalveInstantPrecision precision;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (salve_instant_parse_fhir (good[i].text, NULL, &instant, &precision));
      assert_text (salve_instant_format_fhir (instant), good[i].utc);
      g_assert_cmpint (precision, ==, good[i].precision);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (salve_instant_parse_fhir (bad[i], NULL, &instant, NULL))
        g_error ("%s was taken", bad[i]);
      g_assert_cmpint (instant, ==, SALVE_INSTANT_NONE);
    }
  g_assert_false (salve_instant_parse_fhir (NULL, NULL, &instant, NULL));
}

static void
test_zone (void)
{
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  SalvePartialDate spring = salve_partial_date_new_day (2026, 3, 29),
                   autumn = salve_partial_date_new_day (2026, 10, 25);
  SalveInstant instant;

  g_assert_nonnull (berlin);
  g_assert_true (salve_instant_parse_fhir ("2026-07-01T08:00:00Z", berlin, &instant, NULL));
  assert_text (salve_instant_format_fhir_zone (instant, berlin), "2026-07-01T10:00:00+02:00");
  g_assert_cmpint (salve_instant_to_minute_of_day (instant, berlin), ==, 600);
  g_assert_true (salve_instant_parse_fhir ("2026-07-01", berlin, &instant, NULL));
  assert_text (salve_instant_format_fhir (instant), "2026-06-30T22:00:00Z");
  g_assert_true (salve_partial_date_equal (salve_instant_to_date (instant, berlin),
                                           salve_partial_date_new_day (2026, 7, 1)));
  assert_text (salve_instant_format_fhir (salve_instant_from_local (spring, 1, 59, berlin)),
               "2026-03-29T00:59:00Z");
  assert_text (salve_instant_format_fhir (salve_instant_from_local (spring, 2, 30, berlin)),
               "2026-03-29T01:00:00Z");
  assert_text (salve_instant_format_fhir (salve_instant_from_local (spring, 3, 0, berlin)),
               "2026-03-29T01:00:00Z");
  assert_text (salve_instant_format_fhir (salve_instant_from_local (autumn, 1, 59, berlin)),
               "2026-10-24T23:59:00Z");
  assert_text (salve_instant_format_fhir (salve_instant_from_local (autumn, 3, 0, berlin)),
               "2026-10-25T02:00:00Z");
  assert_text (salve_instant_format_fhir (salve_instant_from_local (autumn, 24, 0, berlin)),
               "2026-10-25T23:00:00Z");
  g_assert_cmpint (salve_instant_from_local (SALVE_PARTIAL_DATE_NONE, 1, 0, berlin), ==, SALVE_INSTANT_NONE);
}

/* Written and read back: the same instant, in many zones, before and after 1970. */
static void
test_round_trip (void)
{
  static const char *const zones[] = { "Europe/Berlin", "America/New_York",
                                       "Asia/Kolkata",  "Asia/Kathmandu",
                                       "UTC",           "Australia/Lord_Howe",
                                       "Pacific/Apia",  "America/St_Johns" };

  for (guint n = 0; n < 20000; n++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[n % G_N_ELEMENTS (zones)]);
      SalveInstant instant = (gint64)(g_test_rand_double_range (-5e9, 1e10))*SALVE_INSTANT_SECOND
                             + g_test_rand_int_range (0, 1000000);
      g_autofree char *utc = salve_instant_format_fhir (instant);
      g_autofree char *local = salve_instant_format_fhir_zone (instant, zone);
      SalveInstant back;
      g_assert_true (salve_instant_parse_fhir (utc, NULL, &back, NULL));
      g_assert_cmpint (back, ==, instant);
      g_assert_true (salve_instant_parse_fhir (local, NULL, &back, NULL));
      g_assert_cmpint (back, ==, instant);
    }
}

static void
assert_local (const char *tag, SalveInstantStyle style, const char *expected)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  SalveInstant instant;

  g_assert_true (salve_instant_parse_fhir ("2026-03-12T13:05:00Z", NULL, &instant, NULL));
  assert_text (salve_instant_format_local (instant, berlin, locale, style), expected);
}

static void
test_local (void)
{
  g_autoptr (SalveLocale) german = salve_locale_new_for_tag ("de");

  assert_local ("de", SALVE_INSTANT_STYLE_DATE_TIME, "12.03.2026 14:05");
  assert_local ("de", SALVE_INSTANT_STYLE_TIME, "14:05");
  assert_local ("de", SALVE_INSTANT_STYLE_DATE_LONG, "12. März 2026");
  assert_local ("de", SALVE_INSTANT_STYLE_DATE, "12.03.2026");
  assert_local ("en_US", SALVE_INSTANT_STYLE_TIME, "2:05\u202fPM");
  assert_local ("en_US", SALVE_INSTANT_STYLE_DATE_TIME_LONG, "March 12, 2026 2:05\u202fPM");
  assert_local ("ar_EG", SALVE_INSTANT_STYLE_TIME, "٢:٠٥\u202fم");
  assert_local ("ko", SALVE_INSTANT_STYLE_TIME, "오후 2:05");
  assert_local ("C", SALVE_INSTANT_STYLE_DATE_TIME, "2026-03-12 14:05");
  assert_text (salve_instant_format_local (SALVE_INSTANT_NONE, NULL, NULL, SALVE_INSTANT_STYLE_DATE), "");
  assert_text (salve_fhir_date_time_format_local ("2026-03", NULL, german), "März 2026");
  assert_text (salve_fhir_date_time_format_local ("2026-03-12T13:05:00Z", NULL, german),
               "12. März 2026 13:05");
  assert_text (salve_fhir_date_time_format_local ("soon", NULL, german), "soon");
  assert_text (salve_fhir_date_time_format_local (NULL, NULL, german), "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/instant/parse", test_parse);
  g_test_add_func ("/core/instant/zone", test_zone);
  g_test_add_func ("/core/instant/round-trip", test_round_trip);
  g_test_add_func ("/core/instant/local", test_local);
  return g_test_run ();
}
