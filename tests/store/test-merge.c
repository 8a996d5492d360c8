/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two records become one, and two again. */
#include "config.h"

#include "store-fixture.h"

static const char *
reference_of (SalveStore *store, const char *encounter)
{
  g_autoptr (SalveResource) resource = salve_store_read (store, "Encounter", encounter, NULL, NULL);
  const char *text = salve_element_path_string (salve_resource_root (resource), "subject.reference");

  return g_intern_string (text);
}

static SalveStore *
open_with_two (StoreFixture *fixture)
{
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) a = store_fixture_patient ("a", "Keller", "Anna", 1);
  g_autoptr (SalveResource) b = store_fixture_patient ("b", "Keler", "Ana", 2);
  g_autoptr (SalveResource) of_a = store_fixture_encounter ("ea", "a", 1);
  g_autoptr (SalveResource) of_b = store_fixture_encounter ("eb", "b", 2);
  g_autoptr (SalveResource) booked =
      store_fixture_parse ("{\"resourceType\":\"Appointment\",\"id\":\"x\",\"status\":\"booked\",\"start\":"
                           "\"2026-12-01T10:00:00Z\",\"end\":\"2026-12-01T10:20:00Z\",\"participant\":[{"
                           "\"actor\":{\"reference\":\"Patient/b\"},\"status\":\"accepted\"}]}");

  store_fixture_put (store, a);
  store_fixture_put (store, b);
  store_fixture_put (store, of_a);
  store_fixture_put (store, of_b);
  store_fixture_put (store, booked);
  return store;
}

static gint64
merge (SalveStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) change =
      salve_patient_merge_prepare (store, "a", "b", "tester", "desk", "Merged", &error);

  g_assert_no_error (error);
  return store_fixture_wait_id (salve_store_commit (store, change));
}

static void
test_everything_moves_and_comes_back (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = open_with_two (fixture);
  g_autoptr (GHashTable) before = store_fixture_dump (store);
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (SalveResource) dropped = NULL;
  gint64 id = merge (store);

  g_assert_cmpstr (reference_of (store, "ea"), ==, "Patient/a");
  g_assert_cmpstr (reference_of (store, "eb"), ==, "Patient/a");
  left = salve_store_list_related (store, "b", NULL, NULL);
  g_assert_cmpuint (left->len, ==, 0);
  kept = salve_store_list_related (store, "a", NULL, NULL);
  g_assert_cmpuint (kept->len, ==, 3);
  dropped = salve_store_read (store, "Patient", "b", NULL, NULL);
  g_assert_false (salve_element_boolean (salve_resource_root (dropped), "active", TRUE));
  store_fixture_assert_sound (store);
  store_fixture_wait_id (salve_store_undo (store, id, "tester", "desk"));
  after = store_fixture_dump (store);
  store_fixture_assert_same (before, after);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_refuses_one_with_itself (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = open_with_two (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_null (salve_patient_merge_prepare (store, "a", "a", "tester", "desk", "Merged", &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (salve_patient_merge_prepare (store, "a", "nobody", "tester", "desk", "Merged", &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
  store_fixture_close (store);
}

/* Somebody else changed one of the two between the choice and the commit: nothing is merged. */
static void
test_refuses_what_is_stale (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = open_with_two (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) change =
      salve_patient_merge_prepare (store, "a", "b", "tester", "desk", "Merged", &error);
  g_autoptr (SalveResource) newer = store_fixture_patient ("b", "Keller-Roth", "Ana", 2);

  store_fixture_put (store, newer);
  g_assert_false (store_fixture_wait (salve_store_commit (store, change), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT);
  g_assert_cmpstr (reference_of (store, "eb"), ==, "Patient/b");
  store_fixture_close (store);
}

/* The merge is found among other changes, also after it was undone and done again. */
static void
test_finds_the_merge (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = open_with_two (fixture);
  gint64 first, undone, again;

  g_assert_cmpint (salve_patient_find_merge (store, "a", "b", NULL), ==, 0);
  first = merge (store);
  g_assert_cmpint (salve_patient_find_merge (store, "a", "b", NULL), ==, first);
  undone = store_fixture_wait_id (salve_store_undo (store, first, "tester", "desk"));
  again = store_fixture_wait_id (salve_store_undo (store, undone, "tester", "desk"));
  g_assert_cmpint (salve_patient_find_merge (store, "a", "b", NULL), ==, again);
  store_fixture_close (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/merge/everything-moves-and-comes-back", test_everything_moves_and_comes_back);
  g_test_add_func ("/merge/refuses-one-with-itself", test_refuses_one_with_itself);
  g_test_add_func ("/merge/refuses-what-is-stale", test_refuses_what_is_stale);
  g_test_add_func ("/merge/finds-the-merge", test_finds_the_merge);
  return g_test_run ();
}
