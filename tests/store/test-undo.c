/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random edits, all undone: the store holds what it held at the beginning. All redone: what it held at the end. */
#include "config.h"

#include "store-fixture.h"

static const char *const families[] = { "Keller", "Ångström", "O’Brien", "de la Cruz",
                                        "Nguyễn", "Weiß",     "",        "王" };
static const char *const givens[] = { "Anna", "José", "Zoë", "Đức", "Łucja", "Nora Maria", "小明", "X" };

static void
add_random_item (GRand *random, SalveStore *store, SalveChange *change, GHashTable *used)
{
  guint n = (guint)g_rand_int_range (random, 0, 12);
  gboolean patient = g_rand_int_range (random, 0, 3) > 0;
  char *id = g_strdup_printf ("%c%u", patient ? 'p' : 'e', n);
  g_autoptr (SalveResource) there = NULL;
  g_autoptr (SalveResource) new = NULL;
  gint64 version = 0;

  if (!g_hash_table_add (used, id))
    return;
  there = salve_store_read (store, patient ? "Patient" : "Encounter", id, &version, NULL);
  if (there != NULL && g_rand_int_range (random, 0, 4) == 0)
    {
      salve_change_delete (change, patient ? "Patient" : "Encounter", id, version);
      return;
    }
  if (patient)
    new = store_fixture_patient (id, families[g_rand_int_range (random, 0, G_N_ELEMENTS (families))],
                                 givens[g_rand_int_range (random, 0, G_N_ELEMENTS (givens))],
                                 (guint)g_rand_int_range (random, 0, 1000));
  else
    {
      g_autofree char *owner = g_strdup_printf ("p%d", g_rand_int_range (random, 0, 12));

      new = store_fixture_encounter (id, owner, (guint)g_rand_int_range (random, 0, 1000));
    }
  salve_change_put (change, new, there != NULL ? version : SALVE_VERSION_NONE);
}

static gint64
random_edit (GRand *random, SalveStore *store)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Edit");
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int n = g_rand_int_range (random, 1, 5);

  for (int i = 0; i < n; i++)
    add_random_item (random, store, change, used);
  return store_fixture_wait_id (salve_store_commit (store, change));
}

static void
undo_all (SalveStore *store, GArray *ids)
{
  for (guint i = 0; i < ids->len / 2; i++)
    {
      gint64 *a = &g_array_index (ids, gint64, i), *b = &g_array_index (ids, gint64, ids->len - 1 - i),
             swap = *a;

      *a = *b;
      *b = swap;
    }
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 *id = &g_array_index (ids, gint64, i);

      *id = store_fixture_wait_id (salve_store_undo (store, *id, "tester", "desk"));
    }
}

static void
test_random (gconstpointer data)
{
  guint32 seed = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) first = NULL;
  g_autoptr (GHashTable) last = NULL;
  g_autoptr (GHashTable) undone = NULL;
  g_autoptr (GHashTable) redone = NULL;

  for (int i = 0; i < 20; i++)
    random_edit (random, store);
  first = store_fixture_dump (store);
  for (int i = 0; i < 60; i++)
    {
      gint64 id = random_edit (random, store);

      g_array_append_val (ids, id);
    }
  last = store_fixture_dump (store);
  store_fixture_assert_sound (store);
  undo_all (store, ids);
  undone = store_fixture_dump (store);
  store_fixture_assert_same (first, undone);
  store_fixture_assert_sound (store);
  undo_all (store, ids);
  redone = store_fixture_dump (store);
  store_fixture_assert_same (last, redone);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* Whoever undoes does not overwrite what somebody else wrote since. */
static void
test_refused (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) one = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveResource) two = store_fixture_patient ("anna", "Kellner", "Anna", 1);
  g_autoptr (GError) error = NULL;
  gint64 first = store_fixture_put (store, one), second;

  store_fixture_put (store, two);
  g_assert_false (store_fixture_wait (salve_store_undo (store, first, "tester", "desk"), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (store_fixture_wait (salve_store_undo (store, 12345, "tester", "desk"), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  second = store_fixture_put (store, one);
  store_fixture_wait_id (salve_store_undo (store, second, "tester", "desk"));
  g_assert_false (store_fixture_wait (salve_store_undo (store, second, "tester", "desk"), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT);
  store_fixture_close (store);
}

static void
test_history (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) one = store_fixture_patient ("anna", "Keller", "Anna", 1);
  gint64 made = store_fixture_put (store, one);
  gint64 undone = store_fixture_wait_id (salve_store_undo (store, made, "tester", "desk"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = salve_store_list_changes (store, "Patient", "anna", 10, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpint (salve_change_record_get_id (changes->pdata[0]), ==, undone);
  g_assert_cmpint (salve_change_record_get_undoes (changes->pdata[0]), ==, made);
  g_assert_cmpint (salve_change_record_get_undone_by (changes->pdata[1]), ==, undone);
  g_assert_cmpstr (salve_change_record_get_actor (changes->pdata[1]), ==, "tester");
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autofree char *name = g_strdup_printf ("/undo/random/%u", seed);

      g_test_add_data_func (name, GUINT_TO_POINTER (seed), test_random);
    }
  g_test_add_func ("/undo/refused", test_refused);
  g_test_add_func ("/undo/history", test_history);
  return g_test_run ();
}
