/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the clinic tells a patient, and what it might tell by mistake. */
#include "config.h"

#include "salve-kiosk-own.h"

#include <string.h>

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static void
test_own (void)
{
  g_autoptr (GBytes) json = bytes (
      "{\"zone\":\"Europe/Berlin\",\"appointments\":[{\"id\":\"a\",\"start\":1795503600,\"minutes\":15,"
      "\"doctor\":\"Kim Lee\",\"mayChange\":true},{\"id\":\"no-start\"},{\"start\":1},7],"
      "\"papers\":[{\"resource\":\"Composition\",\"id\":\"old\",\"kind\":\"note\",\"date\":100},"
      "{\"resource\":\"DiagnosticReport\",\"id\":\"new\",\"kind\":\"report\",\"title\":\"Blood\",\"date\":"
      "200},"
      "{\"resource\":\"Media\",\"id\":\"never\",\"kind\":\"something\"},{\"id\":\"x\"}],"
      "\"pictures\":[{\"id\":\"p\",\"what\":\"The hand\"},{\"what\":\"nobody's\"}]}");
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveKioskOwn) own = salve_kiosk_own_new (json, &error);
  const SalveKioskVisitRow *visit;
  const SalveKioskPaperRow *paper;

  g_assert_no_error (error);
  g_assert_cmpuint (own->visits->len, ==, 1);
  visit = own->visits->pdata[0];
  g_assert_cmpint (visit->span.start, ==, 1795503600 * SALVE_INSTANT_SECOND);
  g_assert_cmpint (visit->span.end - visit->span.start, ==, 15 * SALVE_INSTANT_MINUTE);
  g_assert_true (visit->may_change);
  g_assert_null (visit->room);
  g_assert_cmpuint (own->papers->len, ==, 3);
  paper = own->papers->pdata[0];
  g_assert_cmpstr (paper->id, ==, "new");
  g_assert_cmpint (paper->kind, ==, SALVE_KIOSK_REPORT);
  paper = own->papers->pdata[2];
  g_assert_cmpstr (paper->id, ==, "never");
  g_assert_cmpint (paper->kind, ==, SALVE_KIOSK_NOTE);
  g_assert_cmpuint (own->requests->len, ==, 1);
  g_assert_cmpstr (g_time_zone_get_identifier (own->zone), ==, "Europe/Berlin");
}

static void
test_offers_and_paper (void)
{
  g_autoptr (GBytes) offers_json = bytes (
      "{\"types\":[{\"id\":\"t\",\"name\":\"Visit\",\"minutes\":20}],\"doctors\":[{\"id\":\"d\",\"name\":"
      "\"Lee\",\"specialty\":\"\"},{\"id\":\"nameless\"}]}");
  g_autoptr (GBytes) paper_json =
      bytes ("{\"title\":\"X-ray\",\"text\":\"All well\",\"more\":true,\"pictures\":[{"
             "\"type\":\"image/png\",\"data\":\"YWJj\"},{\"type\":\"image/png\"}]}");
  g_autoptr (SalveKioskOffers) offers = salve_kiosk_offers_new (offers_json, NULL);
  g_autoptr (SalveKioskPaper) paper = salve_kiosk_paper_new (paper_json, NULL);

  g_assert_cmpint (((SalveKioskOffer *)offers->types->pdata[0])->minutes, ==, 20);
  g_assert_cmpuint (offers->doctors->len, ==, 1);
  g_assert_null (((SalveKioskOffer *)offers->doctors->pdata[0])->more);
  g_assert_true (paper->more);
  g_assert_cmpuint (paper->pictures->len, ==, 1);
  g_assert_cmpmem (g_bytes_get_data (paper->pictures->pdata[0], NULL), 3, "abc", 3);
}

static void
test_times (void)
{
  g_autoptr (GBytes) bundle = bytes (
      "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Appointment\",\"id\":\"a\","
      "\"status\":\"proposed\",\"start\":\"2031-05-05T06:00:00Z\",\"end\":\"2031-05-05T06:15:00Z\","
      "\"participant\":"
      "[{\"actor\":{\"reference\":\"Practitioner/"
      "d\"},\"status\":\"accepted\"}]}},{\"resource\":{\"resourceType\":"
      "\"Appointment\",\"id\":\"b\",\"status\":\"proposed\"}},{}]}");
  g_autoptr (GPtrArray) times = salve_kiosk_times_new (bundle, NULL);

  g_assert_cmpuint (times->len, ==, 1);
  g_assert_cmpstr (((SalveKioskTime *)times->pdata[0])->doctor_id, ==, "d");
}

static void
test_no_json (void)
{
  g_autoptr (GBytes) broken = bytes ("{\"appointments\":["), nothing = bytes ("{}");
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveKioskOwn) own = salve_kiosk_own_new (nothing, NULL);

  g_assert_null (salve_kiosk_own_new (broken, &error));
  g_assert_nonnull (error);
  g_assert_null (salve_kiosk_offers_new (broken, NULL));
  g_assert_null (salve_kiosk_paper_new (broken, NULL));
  g_assert_null (salve_kiosk_times_new (broken, NULL));
  g_assert_cmpuint (own->visits->len + own->papers->len + own->requests->len, ==, 0);
  g_assert_nonnull (own->zone);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/own/own", test_own);
  g_test_add_func ("/kiosk/own/offers-and-paper", test_offers_and_paper);
  g_test_add_func ("/kiosk/own/times", test_times);
  g_test_add_func ("/kiosk/own/no-json", test_no_json);
  return g_test_run ();
}
