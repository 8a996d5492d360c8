/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person before the kiosk: every way through the questions, and what the kiosk must not tell. */
#include "config.h"

#include "salve-kiosk-proof.h"
#include "salve-kiosk-visit.h"

#include <string.h>

#define SALT "pepper"
#define FROM (G_GINT64_CONSTANT (1795219200) * SALVE_INSTANT_SECOND)
#define HOUR (60 * SALVE_INSTANT_MINUTE)
#define NOW (FROM + 9 * HOUR)

/* Anna Keller twice, once arrived; Mehmet with the year alone; two people with the same birth date and letters. */
static SalveKioskDay *
make_day (void)
{
  const SalvePartialDate anna = salve_partial_date_new_day (1980, 3, 12),
                         twins = salve_partial_date_new_day (2001, 1, 2);
  g_autofree char *p1 = salve_kiosk_prove_birth (SALT, anna, "kel"),
                  *p2 = salve_kiosk_prove_birth (SALT, twins, "bau"),
                  *p3 = salve_kiosk_prove_birth (SALT, salve_partial_date_new_year (1950), "yil"),
                  *card = salve_kiosk_prove_code (SALT, "VK-1");
  g_autofree char *json =
      g_strdup_printf ("{\"from\":1795219200,\"to\":1795305600,\"salt\":\"" SALT "\",\"visits\":["
                       "{\"id\":\"a1\",\"person\":\"anna\",\"start\":1795255200,\"status\":\"booked\","
                       "\"ticket\":\"K47\",\"consented\":true,"
                       "\"proofs\":[\"%s\"],\"codes\":[\"%s\"]},"
                       "{\"id\":\"a2\",\"person\":\"anna\",\"start\":1795252000,\"status\":\"arrived\","
                       "\"ticket\":\"B11\",\"consented\":true,"
                       "\"proofs\":[\"%s\"],\"codes\":[\"%s\"]},"
                       "{\"id\":\"t1\",\"person\":\"one\",\"start\":1795252000,\"status\":\"booked\","
                       "\"ticket\":\"C22\",\"proofs\":[\"%s\"]},"
                       "{\"id\":\"t2\",\"person\":\"two\",\"start\":1795252000,\"status\":\"booked\","
                       "\"ticket\":\"D33\",\"proofs\":[\"%s\"]},"
                       "{\"id\":\"m1\",\"person\":\"mehmet\",\"start\":1795252000,\"status\":\"booked\","
                       "\"ticket\":\"E44\",\"proofs\":[\"%s\"]},"
                       "{\"no\":\"id\"}]}",
                       p1, card, p1, card, p2, p2, p3);
  g_autoptr (GError) error = NULL;
  SalveKioskDay *day = salve_kiosk_day_new (json, -1, &error);

  g_assert_no_error (error);
  return day;
}

static void
type (SalveKioskVisit *visit, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      char one[8] = { 0 };

      memcpy (one, at, (gsize)(g_utf8_next_char (at) - at));
      salve_kiosk_visit_type (visit, one);
    }
}

static void
answer (SalveKioskVisit *visit, SalveKioskDay *day, const char *birth, const char *letters, SalveInstant now)
{
  salve_kiosk_visit_begin (visit);
  type (visit, birth);
  salve_kiosk_visit_go_on (visit, day, now);
  type (visit, letters);
  salve_kiosk_visit_go_on (visit, day, now);
}

#define assert_step(visit, step) g_assert_cmpint (salve_kiosk_visit_get_step (visit), ==, step)

/* Straight through; of two visits the one that is still to come is meant. */
static void
test_way (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();

  answer (visit, day, "12031980", "Kel", NOW);
  assert_step (visit, SALVE_KIOSK_CONFIRM);
  g_assert_cmpstr (salve_kiosk_visit_get_entry (visit)->id, ==, "a1");
  salve_kiosk_visit_confirm (visit, FALSE);
  assert_step (visit, SALVE_KIOSK_WRONG);
  salve_kiosk_visit_say_wrong (visit, "insurance");
  assert_step (visit, SALVE_KIOSK_SENDING);
  salve_kiosk_visit_finish (visit, FALSE, NULL);
  assert_step (visit, SALVE_KIOSK_DONE);
  g_assert_cmpstr (salve_kiosk_visit_get_ticket (visit), ==, "K47");
  salve_kiosk_visit_reset (visit);
  assert_step (visit, SALVE_KIOSK_WELCOME);
  g_assert_cmpstr (salve_kiosk_visit_get_typed (visit), ==, "");
  g_assert_cmpstr (salve_kiosk_visit_get_ticket (visit), ==, "");
  g_assert_null (salve_kiosk_visit_get_entry (visit));
}

static SalveKioskVisit *
visit_with_changes (SalveKioskDay *day, const char *words)
{
  SalveKioskVisit *visit = salve_kiosk_visit_new ();

  salve_kiosk_visit_scan (visit, "VK-1", day, NOW);
  salve_kiosk_visit_confirm (visit, FALSE);
  salve_kiosk_visit_say_wrong (visit, words);
  return visit;
}

static void
say_new (SalveKioskVisit *visit, SalveKioskDay *day, SalveKioskNew question, const char *text)
{
  assert_step (visit, SALVE_KIOSK_NEW);
  g_assert_cmpint (salve_kiosk_visit_get_question (visit), ==, question);
  type (visit, text);
  salve_kiosk_visit_go_on (visit, day, NOW);
}

static void
assert_new (SalveKioskVisit *visit, const char *word, const char *expected)
{
  g_autofree char *now = salve_kiosk_visit_get_new (visit, word);

  g_assert_cmpstr (now, ==, expected);
}

/* Only what has changed is asked, in order; capital letters of the screen become words. */
static void
test_news (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = visit_with_changes (day, "phone address insurance");

  say_new (visit, day, SALVE_KIOSK_NEW_PHONE, "+43 (512)x 55-50");
  say_new (visit, day, SALVE_KIOSK_NEW_STREET, "  HOFGASSE  4B");
  say_new (visit, day, SALVE_KIOSK_NEW_POSTAL, "");
  say_new (visit, day, SALVE_KIOSK_NEW_CITY, "BAD KÖNIG");
  assert_step (visit, SALVE_KIOSK_SENDING);
  assert_new (visit, "phone", "+43 (512) 55-50");
  assert_new (visit, "address", "Hofgasse 4B\n\nBad König");
  assert_new (visit, "name", NULL);
  assert_new (visit, "insurance", NULL);
  salve_kiosk_visit_reset (visit);
  assert_new (visit, "phone", NULL);
  assert_new (visit, "address", NULL);
}

/* Whoever would rather say it at the desk is not asked the rest of that; back leads to what was typed before. */
static void
test_news_skipped (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = visit_with_changes (day, "name address");

  say_new (visit, day, SALVE_KIOSK_NEW_NAME, "von der Au");
  say_new (visit, day, SALVE_KIOSK_NEW_STREET, "Weg 1");
  salve_kiosk_visit_erase (visit);
  g_assert_cmpint (salve_kiosk_visit_get_question (visit), ==, SALVE_KIOSK_NEW_STREET);
  g_assert_cmpstr (salve_kiosk_visit_get_typed (visit), ==, "Weg 1");
  salve_kiosk_visit_skip (visit);
  assert_step (visit, SALVE_KIOSK_SENDING);
  assert_new (visit, "name", "von der Au");
  assert_new (visit, "address", NULL);
}

static void
test_news_back (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = visit_with_changes (day, "phone");

  salve_kiosk_visit_go_on (visit, day, NOW); /* nothing typed */
  assert_step (visit, SALVE_KIOSK_NEW);
  salve_kiosk_visit_erase (visit);
  assert_step (visit, SALVE_KIOSK_WRONG);
  salve_kiosk_visit_say_wrong (visit, "insurance");
  assert_step (visit, SALVE_KIOSK_SENDING);
}

static void
test_orders_and_mistakes (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();

  salve_kiosk_visit_set_order (visit, "ymd");
  answer (visit, day, "19800312", "k", NOW);
  assert_step (visit, SALVE_KIOSK_BIRTH); /* one letter of three is another proof */
  salve_kiosk_visit_reset (visit);
  answer (visit, day, "19800312", "KÉL", NOW);
  assert_step (visit, SALVE_KIOSK_CONFIRM);
  salve_kiosk_visit_reset (visit);
  salve_kiosk_visit_set_order (visit, "mdy");
  salve_kiosk_visit_begin (visit);
  type (visit, "13011980");
  salve_kiosk_visit_go_on (visit, day, NOW);
  assert_step (visit, SALVE_KIOSK_BIRTH);
  g_assert_true (salve_kiosk_visit_get_failed (visit));
  g_assert_cmpstr (salve_kiosk_visit_get_typed (visit), ==, "13011980");
  for (int i = 0; i < 8; i++)
    salve_kiosk_visit_erase (visit);
  type (visit, "x-٠٣12 1980 7");
  g_assert_cmpstr (salve_kiosk_visit_get_typed (visit), ==, "03121980");
  salve_kiosk_visit_go_on (visit, day, NOW);
  type (visit, "keller");
  g_assert_cmpstr (salve_kiosk_visit_get_typed (visit), ==, "kel");
  salve_kiosk_visit_go_on (visit, day, NOW);
  assert_step (visit, SALVE_KIOSK_CONFIRM);
}

/* Who is registered by the year alone is found by a whole date. */
static void
test_year_alone (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();

  answer (visit, day, "01071950", "yil", NOW);
  assert_step (visit, SALVE_KIOSK_CONFIRM);
  salve_kiosk_visit_confirm (visit, TRUE);
  assert_step (visit, SALVE_KIOSK_CONSENT);
  salve_kiosk_visit_consent (visit, FALSE);
  assert_step (visit, SALVE_KIOSK_DESK);
}

/* Nobody and two people look the same at every step, and both use up the tries. */
static void
test_nobody_and_two_are_the_same (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) nobody = salve_kiosk_visit_new ();
  g_autoptr (SalveKioskVisit) two = salve_kiosk_visit_new ();

  for (int i = 0; i < SALVE_KIOSK_TRIES; i++)
    {
      answer (nobody, day, "09091999", "xyz", NOW);
      answer (two, day, "02012001", "bau", NOW);
      g_assert_cmpint (salve_kiosk_visit_get_step (nobody), ==, salve_kiosk_visit_get_step (two));
      g_assert_cmpstr (salve_kiosk_visit_get_typed (nobody), ==, salve_kiosk_visit_get_typed (two));
      g_assert_null (salve_kiosk_visit_get_entry (two));
    }
  assert_step (two, SALVE_KIOSK_DESK);
}

/* Whoever tries for long gets the same answer, also with the right one, until ten minutes are over. */
static void
test_many_tries (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();

  for (int i = 0; i < SALVE_KIOSK_FAILURES; i++)
    {
      answer (visit, day, "09091999", "xyz", NOW + i);
      salve_kiosk_visit_reset (visit);
    }
  answer (visit, day, "12031980", "kel", NOW + SALVE_KIOSK_FAILURES);
  assert_step (visit, SALVE_KIOSK_BIRTH);
  salve_kiosk_visit_reset (visit);
  salve_kiosk_visit_scan (visit, "vk-1", day, NOW + SALVE_KIOSK_FAILURES);
  assert_step (visit, SALVE_KIOSK_BIRTH);
  salve_kiosk_visit_reset (visit);
  salve_kiosk_visit_scan (visit, "vk-1", day, NOW + 11 * SALVE_INSTANT_MINUTE);
  assert_step (visit, SALVE_KIOSK_CONFIRM);
}

/* Without today's list, and with yesterday's, nobody is let in. */
static void
test_other_days (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();

  answer (visit, NULL, "12031980", "kel", NOW);
  assert_step (visit, SALVE_KIOSK_DESK);
  salve_kiosk_visit_reset (visit);
  salve_kiosk_visit_scan (visit, "VK-1", day, NOW + 24 * HOUR);
  assert_step (visit, SALVE_KIOSK_DESK);
}

/* Who checked in here is not asked again; the clinic's refusal sends to the desk. */
static void
test_again_and_refused (void)
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();

  salve_kiosk_day_set_arrived (day, "a1");
  salve_kiosk_visit_scan (visit, "VK-1", day, NOW);
  assert_step (visit, SALVE_KIOSK_DONE);
  salve_kiosk_visit_reset (visit);
  answer (visit, day, "01071950", "yil", NOW);
  salve_kiosk_visit_confirm (visit, TRUE);
  salve_kiosk_visit_consent (visit, TRUE);
  salve_kiosk_visit_finish (visit, TRUE, NULL);
  assert_step (visit, SALVE_KIOSK_DESK);
}

static void
test_bad_day (void)
{
  g_autoptr (GError) error = NULL;
  SalveKioskDay *day = salve_kiosk_day_new ("{\"visits\":[", -1, &error);

  g_assert_null (day);
  g_assert_nonnull (error);
  g_clear_error (&error);
  day = salve_kiosk_day_new ("[]", -1, &error);
  g_assert_no_error (error);
  g_assert_false (salve_kiosk_day_is_on (day, NOW));
  g_assert_null (salve_kiosk_day_find_code (day, "VK-1", NOW));
  salve_kiosk_day_unref (day);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/visit/way", test_way);
  g_test_add_func ("/kiosk/visit/news", test_news);
  g_test_add_func ("/kiosk/visit/news-skipped", test_news_skipped);
  g_test_add_func ("/kiosk/visit/news-back", test_news_back);
  g_test_add_func ("/kiosk/visit/orders-and-mistakes", test_orders_and_mistakes);
  g_test_add_func ("/kiosk/visit/year-alone", test_year_alone);
  g_test_add_func ("/kiosk/visit/nobody-and-two-are-the-same", test_nobody_and_two_are_the_same);
  g_test_add_func ("/kiosk/visit/many-tries", test_many_tries);
  g_test_add_func ("/kiosk/visit/other-days", test_other_days);
  g_test_add_func ("/kiosk/visit/again-and-refused", test_again_and_refused);
  g_test_add_func ("/kiosk/visit/bad-day", test_bad_day);
  return g_test_run ();
}
