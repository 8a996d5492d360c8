/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-fixture.h"

static guint
n_found (SalveStore *store, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = salve_store_search_patients (store, text, 50, &error);

  g_assert_no_error (error);
  return rows->len;
}

static void
put_people (SalveStore *store)
{
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Weiß-Müller", "Anna Sofia", 54);
  g_autoptr (SalveResource) jose = store_fixture_patient ("jose", "Müller", "José", 61);

  store_fixture_put (store, anna);
  store_fixture_put (store, jose);
}

/* Any part, in any order, without accents; a birth date, a piece of a telephone number, a record number. */
static void
test_search (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);

  put_people (store);
  g_assert_cmpuint (n_found (store, "mul"), ==, 2);
  g_assert_cmpuint (n_found (store, "muller jose"), ==, 1);
  g_assert_cmpuint (n_found (store, "sof weiss"), ==, 1);
  g_assert_cmpuint (n_found (store, "jose sofia"), ==, 0);
  g_assert_cmpuint (n_found (store, "R000061"), ==, 1);
  g_assert_cmpuint (n_found (store, "30 0000061"), ==, 1);
  g_assert_cmpuint (n_found (store, "müller 1974"), ==, 1);
  g_assert_cmpuint (n_found (store, "1974-07-27 anna"), ==, 1);
  g_assert_cmpuint (n_found (store, "1974-07-27 jose"), ==, 0);
  g_assert_cmpuint (n_found (store, "'; DROP TABLE patient; --"), ==, 0);
  store_fixture_close (store);
}

static void
test_doctor_renamed (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) patient =
      store_fixture_parse ("{\"resourceType\":\"Patient\",\"id\":\"a\",\"generalPractitioner\":[{"
                           "\"reference\":\"Practitioner/d\"}]}");
  g_autoptr (SalveResource) before = store_fixture_parse (
      "{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"name\":[{\"family\":\"Lee\"}]}");
  g_autoptr (SalveResource) after = store_fixture_parse (
      "{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"name\":[{\"family\":\"Leeds\"}]}");
  g_autoptr (SalvePatientRow) row = NULL;
  g_autoptr (SalveChange) away = salve_change_new ("tester", "desk", "Delete");

  store_fixture_put (store, before);
  store_fixture_put (store, patient);
  store_fixture_put (store, after);
  row = salve_store_read_patient_row (store, "a", NULL);
  g_assert_cmpstr (row->doctor, ==, "Leeds");
  store_fixture_assert_sound (store);
  salve_change_delete (away, "Practitioner", "d", SALVE_VERSION_ANY);
  store_fixture_wait_id (salve_store_commit (store, away));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_merge_and_back (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) visit = store_fixture_encounter ("e", "jose", 3);
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GPtrArray) related = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  put_people (store);
  store_fixture_put (store, visit);
  before = store_fixture_dump (store);
  change = salve_patient_merge_prepare (store, "anna", "jose", "tester", "desk", "Merge", &error);
  g_assert_no_error (error);
  id = store_fixture_wait_id (salve_store_commit (store, change));
  related = salve_store_list_related (store, "anna", NULL, &error);
  g_assert_cmpuint (related->len, ==, 1);
  g_assert_cmpuint (n_found (store, "jose"), ==, 0);
  store_fixture_assert_sound (store);
  store_fixture_wait_id (salve_store_undo (store, id, "tester", "desk"));
  after = store_fixture_dump (store);
  store_fixture_assert_same (before, after);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_backup_and_restore (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture), *restored;
  g_autoptr (GFile) backup = g_file_new_build_filename (fixture->folder, "backup.salve", NULL);
  g_autoptr (GFile) other = g_file_new_build_filename (fixture->folder, "restored.salve", NULL);
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GError) error = NULL;

  put_people (store);
  before = store_fixture_dump (store);
  g_assert_true (salve_store_backup (store, backup, NULL, NULL, NULL, &error));
  g_assert_false (salve_store_backup (store, backup, NULL, NULL, NULL, NULL)); /* never over a file */
  g_assert_true (salve_store_restore (backup, other, fixture->key, &error));
  g_assert_no_error (error);
  g_assert_false (salve_store_restore (backup, fixture->file, fixture->key, NULL));
  restored = salve_store_open (other, fixture->key, SALVE_STORE_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  after = store_fixture_dump (restored);
  store_fixture_assert_same (before, after);
  store_fixture_assert_sound (restored);
  store_fixture_close (restored);
  store_fixture_close (store);
}

static void
test_duplicates (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  SalveDuplicateProbe probe = { .family = "Mueller", .given = "Jose", .birth_date = { 1981, 2, 6, 3, 0 } };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  put_people (store);
  found = salve_store_find_duplicates (store, &probe, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, >=, 1);
  g_assert_cmpstr (((SalveDuplicate *)found->pdata[0])->row->id, ==, "jose");
  g_assert_cmpuint (((SalveDuplicate *)found->pdata[0])->score, >=, SALVE_DUPLICATE_LIKELY);
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/patients/search", test_search);
  g_test_add_func ("/patients/doctor-renamed", test_doctor_renamed);
  g_test_add_func ("/patients/merge-and-back", test_merge_and_back);
  g_test_add_func ("/patients/backup-and-restore", test_backup_and_restore);
  g_test_add_func ("/patients/duplicates", test_duplicates);
  return g_test_run ();
}
