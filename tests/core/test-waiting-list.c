/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-waiting-list.h"

/* Whom a freed time suits, and in which order. */

static GTimeZone *zone;

static SalveWish *
add (GPtrArray *wishes, const char *id, int minutes, int priority, SalveInstant since)
{
  SalveWish *wish = salve_wish_new (id, "p", minutes);

  wish->priority = priority;
  wish->since = since;
  g_ptr_array_add (wishes, wish);
  return wish;
}

static SalveTimeSpan
freed (int minute, int length)
{
  SalveInstant start =
      salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 11, 24), minute, zone); /* a Tuesday */

  return (SalveTimeSpan){ start, start + length * SALVE_INSTANT_MINUTE };
}

static void
assert_matches (GPtrArray *wishes,
                SalveTimeSpan span,
                const char *doctor,
                const char *type,
                const char *expected)
{
  g_autoptr (GPtrArray) found = salve_waiting_list_match (wishes, span, doctor, type, zone);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", ((SalveWish *)g_ptr_array_index (found, i))->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_order (void)
{
  g_autoptr (GPtrArray) wishes = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_wish_free);

  add (wishes, "late", 20, 0, 300);
  add (wishes, "early", 20, 0, 100);
  add (wishes, "urgent-late", 20, 2, 400);
  add (wishes, "urgent", 20, 2, 200);
  add (wishes, "long", 60, 9, 1);
  assert_matches (wishes, freed (600, 30), "d", NULL, "urgent urgent-late early late");
  assert_matches (wishes, freed (600, 60), "d", NULL, "long urgent urgent-late early late");
  assert_matches (wishes, freed (600, 19), "d", NULL, "");
}

static void
test_wishes (void)
{
  g_autoptr (GPtrArray) wishes = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_wish_free);
  SalveWish *wish;

  add (wishes, "doctor", 20, 0, 1)->doctor_id = g_strdup ("d");
  add (wishes, "type", 20, 0, 2)->visit_type_id = g_strdup ("t");
  add (wishes, "tuesday", 20, 0, 3)->weekdays = 1u << 2;
  add (wishes, "monday", 20, 0, 4)->weekdays = 1u << 1;
  wish = add (wishes, "morning", 20, 0, 5);
  wish->to_minute = 720;
  wish = add (wishes, "afternoon", 20, 0, 6);
  wish->from_minute = 720;
  wish->to_minute = 1080;
  add (wishes, "from-tomorrow", 20, 0, 7)->period.start = freed (1440, 1).start;
  add (wishes, "by-nine", 20, 0, 8)->period.end = freed (540, 1).start;
  assert_matches (wishes, freed (600, 30), "d", NULL, "doctor type tuesday morning");
  assert_matches (wishes, freed (600, 30), "e", "u", "tuesday morning");
  assert_matches (wishes, freed (510, 30), "e", "t", "type tuesday morning by-nine");
  /* The part that is wanted must itself be long enough. */
  assert_matches (wishes, freed (705, 30), "e", "u", "tuesday");
  assert_matches (wishes, freed (690, 60), "e", "u", "tuesday morning afternoon");
}

static void
test_copy (void)
{
  g_autoptr (SalveWish) wish = salve_wish_new ("i", "p", 15);
  g_autoptr (SalveWish) copy = NULL;

  wish->doctor_id = g_strdup ("d");
  copy = salve_wish_copy (wish);
  g_assert_cmpstr (copy->doctor_id, ==, "d");
  g_assert_true (copy->doctor_id != wish->doctor_id);
  g_assert_cmpint (copy->minutes, ==, 15);
}

/* From noon on; until noon; both ends are ends of the day where they are not said. */
static void
test_open_ends (void)
{
  g_autoptr (GPtrArray) wishes = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_wish_free);

  add (wishes, "from-noon", 20, 0, 1)->from_minute = 720;
  add (wishes, "till-noon", 20, 0, 2)->to_minute = 720;
  assert_matches (wishes, freed (800, 30), "d", NULL, "from-noon");
  assert_matches (wishes, freed (1420, 20), "d", NULL, "from-noon");
  assert_matches (wishes, freed (600, 30), "d", NULL, "till-noon");
}

/* From Tuesday evening to Friday: Thursday morning is in it. */
static void
test_several_days (void)
{
  g_autoptr (SalveWish) wish = salve_wish_new ("w", "p", 30);
  SalveTimeSpan span = { freed (1200, 1).start,
                         freed (1200, 1).start + 3 * (gint64)1440 * SALVE_INSTANT_MINUTE };
  SalveTimeSpan place;

  wish->weekdays = 1u << 4;
  wish->from_minute = 540;
  wish->to_minute = 600;
  g_assert_true (salve_wish_place (wish, span, NULL, zone, &place));
  g_assert_cmpint (place.start, ==,
                   salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 11, 26), 540, zone));
  g_assert_cmpint (place.end - place.start, ==, 30 * SALVE_INSTANT_MINUTE);
  wish->weekdays = 1u << 6;
  g_assert_false (salve_wish_place (wish, span, NULL, zone, &place));
}

/* Whether the visit could begin in that minute, looked at minute by minute. */
static gboolean
could_begin (const SalveWish *wish, SalveTimeSpan span, SalveInstant start, const GArray *busy)
{
  SalveTimeSpan visit = { start, start + wish->minutes * SALVE_INSTANT_MINUTE };
  gboolean anytime = wish->weekdays == 0 && wish->from_minute == 0 && wish->to_minute == 0;

  if (visit.end > span.end || visit.start < wish->period.start || visit.end > wish->period.end)
    return FALSE;
  for (SalveInstant at = visit.start; at < visit.end; at += SALVE_INSTANT_MINUTE)
    {
      int minute = (int)salve_instant_to_minute_of_day (at, zone);
      guint weekday = salve_partial_date_weekday (salve_instant_to_date (at, zone));

      for (guint i = 0; i < busy->len; i++)
        if (g_array_index (busy, SalveTimeSpan, i).start <= at
            && g_array_index (busy, SalveTimeSpan, i).end > at)
          return FALSE;
      if (minute < wish->from_minute || (wish->to_minute > 0 && minute >= wish->to_minute)
          || (wish->weekdays != 0 && (wish->weekdays & (1u << weekday)) == 0))
        return FALSE;
    }
  return anytime
         || salve_partial_date_equal (salve_instant_to_date (visit.start, zone),
                                      salve_instant_to_date (visit.end - 1, zone));
}

static void
test_against_model (void)
{
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (SalveWish) wish = salve_wish_new ("w", "p", g_test_rand_int_range (5, 120));
      g_autoptr (GArray) busy = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
      SalveTimeSpan span = freed (g_test_rand_int_range (0, 1440), g_test_rand_int_range (1, 3000));
      SalveTimeSpan place = { 0, 0 };
      SalveInstant expected = 0;

      wish->weekdays = (guint)g_test_rand_int_range (0, 2) * (guint)(g_test_rand_int_range (1, 128) << 1);
      wish->from_minute = g_test_rand_int_range (0, 2) * g_test_rand_int_range (0, 1440);
      wish->to_minute = g_test_rand_int_range (0, 2) * g_test_rand_int_range (1, 1440);
      if (g_test_rand_bit ())
        wish->period.start = span.start + g_test_rand_int_range (-60, 300) * SALVE_INSTANT_MINUTE;
      for (int i = g_test_rand_int_range (0, 5); i > 0; i--)
        {
          SalveTimeSpan taken = { span.start + g_test_rand_int_range (0, 600) * SALVE_INSTANT_MINUTE, 0 };

          taken.end = taken.start + g_test_rand_int_range (5, 90) * SALVE_INSTANT_MINUTE;
          g_array_append_val (busy, taken);
        }
      for (SalveInstant at = span.start; at < span.end && expected == 0; at += SALVE_INSTANT_MINUTE)
        if (could_begin (wish, span, at, busy))
          expected = at;
      g_assert_cmpint (salve_wish_place (wish, span, busy, zone, &place), ==, expected != 0);
      g_assert_cmpint (place.start, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_test_add_func ("/waiting-list/order", test_order);
  g_test_add_func ("/waiting-list/wishes", test_wishes);
  g_test_add_func ("/waiting-list/copy", test_copy);
  g_test_add_func ("/waiting-list/open-ends", test_open_ends);
  g_test_add_func ("/waiting-list/several-days", test_several_days);
  g_test_add_func ("/waiting-list/against-model", test_against_model);
  failed = g_test_run ();
  g_time_zone_unref (zone);
  return failed;
}
