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

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_test_add_func ("/waiting-list/order", test_order);
  g_test_add_func ("/waiting-list/wishes", test_wishes);
  g_test_add_func ("/waiting-list/copy", test_copy);
  failed = g_test_run ();
  g_time_zone_unref (zone);
  return failed;
}
