/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A health card is one person's, for whoever writes: at a desk, by a server, back and forth; but what came from another
 * system with two of one card stays. */
#include "config.h"

#include "salve-card-check.h"
#include "salve-store-run.h"
#include "store-fixture.h"

#include <string.h>

static SalveResource *
person (const char *id, const char *family, const char *card, gboolean active)
{
  g_autofree char *identifier =
      card != NULL
          ? g_strdup_printf (
                "\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"JHN\"}]},\"value\":\"%s\"}],", card)
          : g_strdup ("");
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",%s\"active\":%s,\"name\":[{\"family\":\"%s\"}]}", id,
      identifier, active ? "true" : "false", family);

  return store_fixture_parse (json);
}

static DexFuture *
put (SalveStore *store, const char *id, const char *family, const char *card, gboolean active)
{
  g_autoptr (SalveResource) resource = person (id, family, card, active);
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Put");

  salve_change_put (change, resource, SALVE_VERSION_ANY);
  return salve_store_commit (store, change);
}

static void
assert_refused (DexFuture *future, const char *named)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store_fixture_wait (future, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_DUPLICATE);
  g_assert_true ((strstr (error->message, "Keller") != NULL) == (g_strcmp0 (named, "Keller") == 0));
  g_assert_true ((strstr (error->message, "Meier") != NULL) == (g_strcmp0 (named, "Meier") == 0));
}

static void
assert_there (SalveStore *store, const char *id, gboolean there)
{
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", id, NULL, NULL);

  g_assert_true ((patient != NULL) == there);
}

static void
test_refused (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);

  store_fixture_wait_id (put (store, "a", "Keller", "1234-567-890-AB", TRUE));
  assert_refused (put (store, "b", "Meier", "1234567890ab", TRUE), "Keller");
  assert_there (store, "b", FALSE);
  store_fixture_wait_id (put (store, "b", "Meier", "1234-567-890-AC", TRUE));
  assert_refused (put (store, "b", "Meier", "1234 567 890 AB", TRUE), "Keller");
  /* Their own, an inactive record's, and one that was given back. */
  store_fixture_wait_id (put (store, "a", "Keller-Roth", "1234-567-890-AB", TRUE));
  store_fixture_wait_id (put (store, "c", "Meier", "1234-567-890-AB", FALSE));
  assert_refused (put (store, "c", "Meier", "1234-567-890-AB", TRUE), "Keller");
  store_fixture_wait_id (put (store, "a", "Keller", NULL, TRUE));
  store_fixture_wait_id (put (store, "c", "Meier", "1234-567-890-AB", TRUE));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* A server names nobody: whoever asks may not know of that patient. */
static void
test_server_names_nobody (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);

  salve_store_set_keeps_outbox (store, FALSE);
  store_fixture_wait_id (put (store, "a", "Keller", "1234-567-890-AB", TRUE));
  assert_refused (put (store, "b", "Meier", "1234-567-890-AB", TRUE), NULL);
  store_fixture_close (store);
}

/* Two in one change, and two changes at once: one of them wins. */
static void
test_race (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (SalveResource) first = person ("a", "Keller", "9999-111-222-XY", TRUE);
  g_autoptr (SalveResource) second = person ("b", "Meier", "9999-111-222-XY", TRUE);
  g_autoptr (SalveChange) both = salve_change_new ("tester", "desk", "Put both");
  SalveStore *store = store_fixture_open (fixture);
  DexFuture *one, *other;

  salve_change_put (both, first, SALVE_VERSION_NONE);
  salve_change_put (both, second, SALVE_VERSION_NONE);
  assert_refused (salve_store_commit (store, both), "Meier");
  assert_there (store, "a", FALSE);
  one = put (store, "c", "Keller", "9999-111-222-XY", TRUE);
  other = put (store, "d", "Meier", "9999-111-222-XY", TRUE);
  store_fixture_wait_id (one);
  assert_refused (other, "Keller");
  store_fixture_close (store);
}

/* What is taken back must not give out a card that is somebody else's by now. */
static void
test_undo (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (SalveChange) deletion = salve_change_new ("tester", "desk", "Delete");
  SalveStore *store = store_fixture_open (fixture);
  gint64 deleted;

  store_fixture_wait_id (put (store, "b", "Meier", "1234-567-890-AB", TRUE));
  salve_change_delete (deletion, "Patient", "b", SALVE_VERSION_ANY);
  deleted = store_fixture_wait_id (salve_store_commit (store, deletion));
  store_fixture_wait_id (put (store, "a", "Keller", "1234-567-890-AB", TRUE));
  assert_refused (salve_store_undo (store, deleted, "tester", "desk"), "Keller");
  assert_there (store, "b", FALSE);
  store_fixture_wait_id (put (store, "a", "Keller", NULL, TRUE));
  store_fixture_wait_id (salve_store_undo (store, deleted, "tester", "desk"));
  assert_there (store, "b", TRUE);
  store_fixture_close (store);
}

static guint64
count_shared (SalveStore *store)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new ();
  g_autoptr (DexFuture) future = NULL;

  g_ptr_array_add (cards, (gpointer) "1234-567-890-AB");
  g_ptr_array_add (cards, (gpointer) "1234567890AB");
  g_ptr_array_add (cards, (gpointer) "0000-000-000-00");
  future = salve_store_count_shared_cards (store, cards);
  g_assert_true (store_fixture_wait (dex_ref (future), NULL));
  return g_value_get_uint64 (dex_future_get_value (future, NULL));
}

/* Two of one card came from elsewhere: both are there and can be edited; merged, there is one; split, two again. */
static void
test_foreign_pair (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GPtrArray) pair = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (SalveChange) merge = NULL;
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  gint64 merged;

  g_ptr_array_add (pair, person ("a", "Keller", "1234-567-890-AB", TRUE));
  g_ptr_array_add (pair, person ("b", "Keller", "1234-567-890-AB", TRUE));
  g_assert_true (store_fixture_wait (salve_store_put_bulk (store, pair, SALVE_BULK_LOAD), &error));
  g_assert_true (store_fixture_wait (salve_store_finish_load (store), &error));
  g_assert_cmpuint (count_shared (store), ==, 1);
  store_fixture_wait_id (put (store, "a", "Keller-Roth", "1234-567-890-AB", TRUE));
  merge = salve_patient_merge_prepare (store, "a", "b", "tester", "desk", "Merged", &error);
  g_assert_no_error (error);
  merged = store_fixture_wait_id (salve_store_commit (store, merge));
  g_assert_cmpuint (count_shared (store), ==, 0);
  store_fixture_wait_id (salve_store_undo (store, merged, "tester", "desk"));
  g_assert_cmpuint (count_shared (store), ==, 1);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/cards/refused", test_refused);
  g_test_add_func ("/cards/server-names-nobody", test_server_names_nobody);
  g_test_add_func ("/cards/race", test_race);
  g_test_add_func ("/cards/undo", test_undo);
  g_test_add_func ("/cards/foreign-pair", test_foreign_pair);
  return g_test_run ();
}
