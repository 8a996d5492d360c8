/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transactions of sync upon a real file, one by one: what a page does that comes from the server, with what is here and
 * with what was changed here. What goes is test-rows.c's. */
#include "config.h"

#include <string.h>

#include "rows-desk.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-store-sync.h"

static void
test_a_page_and_its_cursor (RowsDesk *desk, gconstpointer data)
{
  const char *cursors[] = { "Patient", "17", "Patient next", "", NULL };
  g_autofree SalveSyncCounts *first =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", cursors);
  g_autofree SalveSyncCounts *again =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *newer = rows_apply (
      desk, "{\"resource\":" PATIENT (A, VERSION ("2") ",\"gender\":\"female\"") "},{\"resource\":{\"x\":1}}",
      NULL);
  g_autofree SalveSyncCounts *older =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autoptr (GHashTable) read = rows_wait_boxed (salve_sync_rows_read_cursors (desk->store));

  g_assert_cmpuint (first->written, ==, 1);
  g_assert_cmpuint (again->unchanged, ==, 1);
  g_assert_cmpuint (newer->written, ==, 1);
  g_assert_cmpuint (newer->unreadable, ==, 1);
  g_assert_cmpuint (older->unchanged, ==, 1);
  rows_assert_member (desk, "Patient", A, "gender", "female");
  g_assert_cmpstr (g_hash_table_lookup (read, "Patient"), ==, "17");
  g_assert_false (g_hash_table_contains (read, "Patient next"));
}

static void
test_a_deletion_there (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made = rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1")) "}", NULL);
  g_autofree SalveSyncCounts *gone =
      rows_apply (desk,
                  "{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/" A
                  "\"},\"response\":{\"status\":\"204\",\"etag\":"
                  "\"W/\\\"2\\\"\"}},{\"resource\":" PATIENT (
                      A, VERSION ("1")) ",\"request\":{\"method\":\"PUT\",\"url\":"
                                        "\"Patient/" A "\"}}",
                  NULL);

  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (gone->deleted, ==, 1);
  g_assert_cmpuint (gone->written, ==, 0);
  g_assert_null (salve_store_read (desk->store, "Patient", A, NULL, NULL));
}

/* Deleted, the deletion undone here, and only then an old page of the history: it does not pass for the new one. */
static void
test_made_anew_and_an_old_page (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *gone =
      rows_wait_boxed (salve_sync_rows_forget (desk->store, &desk->rules, "Patient", A, "2"));
  g_autofree SalveSyncCounts *old = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;

  g_assert_cmpuint (made->written + gone->deleted, ==, 2);
  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  old = rows_apply (
      desk,
      "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") ",\"request\":{\"method\":\"PUT\","
                                                                         "\"url\":\"Patient/" A "\"}}",
      NULL);
  g_assert_cmpuint (old->unchanged, ==, 1);
  batch = rows_begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (batch, 0)->operation, ==, "create");
}

static void
test_an_edit_here_meets_an_edit_there (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *met = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;

  rows_put (desk, PATIENT (A, VERSION ("1") ",\"gender\":\"female\""));
  met = rows_apply (
      desk, "{\"resource\":" PATIENT (A, VERSION ("2") ",\"gender\":\"male\",\"birthDate\":\"1980\"") "}",
      NULL);
  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (met->merged, ==, 1);
  rows_assert_member (desk, "Patient", A, "gender", "female");
  rows_assert_member (desk, "Patient", A, "birthDate", "1980");
  batch = rows_begin (desk);
  g_assert_cmpstr (rows_entry (batch, 0)->base_version, ==, "2");
  g_assert_false (rows_body_has (rows_entry (batch, 0), "versionId"));
}

/* Both sides and what they began with are there; the decision is a change that can be undone, and goes up upon theirs. */
static void
test_a_conflict_waits_for_a_person (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *met = NULL;
  g_autoptr (SalveSyncBatch) nothing = NULL, batch = NULL;
  g_autoptr (GPtrArray) conflicts = NULL, none = NULL;
  g_autoptr (SalveResource) chosen = store_fixture_parse (PATIENT (A, ",\"gender\":\"unknown\""));
  SalveSyncConflict *conflict;
  gint64 change;

  rows_put (desk, PATIENT (A, VERSION ("1") ",\"gender\":\"female\""));
  met = rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("2") ",\"gender\":\"other\"") "}", NULL);
  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (met->conflicts, ==, 1);
  rows_assert_member (desk, "Patient", A, "gender", "female");
  nothing = rows_begin (desk);
  g_assert_cmpuint (nothing->entries->len, ==, 0);
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = conflicts->pdata[0];
  g_assert_cmpstr (conflict->fields, ==, "/gender");
  g_assert_cmpstr (conflict->our_actor, ==, "tester");
  g_assert_cmpstr (salve_element_string (salve_resource_root (conflict->base), "gender"), ==, "male");
  g_assert_cmpstr (salve_element_string (salve_resource_root (conflict->ours), "gender"), ==, "female");
  g_assert_cmpstr (salve_element_string (salve_resource_root (conflict->theirs), "gender"), ==, "other");

  change = store_fixture_wait_id (
      salve_store_settle_conflict (desk->store, conflict->id, chosen, "tester", "desk"));
  none = salve_store_list_conflicts (desk->store, 10, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  batch = rows_begin (desk);
  g_assert_cmpstr (rows_entry (batch, 0)->base_version, ==, "2");
  g_assert_true (rows_body_has (rows_entry (batch, 0), "unknown"));
  rows_acknowledge (desk, rows_entry (batch, 0), A, "3");
  store_fixture_wait_id (salve_store_undo (desk->store, change, "tester", "desk"));
  rows_assert_member (desk, "Patient", A, "gender", "female");
}

/* The answer to a creation was lost and somebody has changed the record since: the history's older entry, which is what was
 * sent, does not settle what a person has to decide. */
static void
test_a_conflict_and_an_old_page (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveResource) theirs = store_fixture_parse (PATIENT (A, VERSION ("2") ",\"gender\":\"other\""));
  g_autoptr (SalveSyncBatch) sent = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree SalveSyncCounts *old = NULL;

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  sent = rows_begin (desk);
  rows_wait_done (salve_sync_rows_meet (desk->store, &desk->rules, rows_entry (sent, 0)->operation_id, A,
                                        theirs, "2", 0, NULL));
  old = rows_apply (
      desk,
      "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") ",\"request\":{\"method\":\"PUT\","
                                                                         "\"url\":\"Patient/" A "\"}}",
      NULL);
  g_assert_cmpuint (old->unchanged, ==, 1);
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  g_assert_cmpstr (((SalveSyncConflict *)conflicts->pdata[0])->fields, ==, "/gender");
}

static void
test_edited_here_deleted_there (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      rows_apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *gone = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;
  g_autoptr (SalveResource) ours = NULL;

  rows_put (desk, PATIENT (A, VERSION ("1") ",\"gender\":\"female\""));
  gone = rows_wait_boxed (salve_sync_rows_forget (desk->store, &desk->rules, "Patient", A, "2"));
  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (gone->conflicts, ==, 1);
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  ours = salve_resource_ref (((SalveSyncConflict *)conflicts->pdata[0])->ours);
  g_assert_null (((SalveSyncConflict *)conflicts->pdata[0])->theirs);
  store_fixture_wait_id (salve_store_settle_conflict (
      desk->store, ((SalveSyncConflict *)conflicts->pdata[0])->id, ours, "tester", "desk"));
  batch = rows_begin (desk);
  g_assert_cmpstr (rows_entry (batch, 0)->operation, ==, "create");
  g_assert_true (rows_entry (batch, 0)->revives);
}

/* A server that gives ids of its own: ours travels as an identifier, references are written with the ids of each side. */
static void
test_ids_of_two_worlds (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;
  g_autofree SalveSyncCounts *came = NULL;

  desk->rules.put_creates = FALSE;
  desk->rules.transactions = FALSE;
  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  rows_put (desk, "{\"resourceType\":\"Encounter\",\"id\":\"" B
                  "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
                  "\"subject\":{\"reference\":\"Patient/" A "\"}}");
  first = rows_begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 1);
  g_assert_null (rows_entry (first, 0)->server_id);
  g_assert_true (rows_body_has (rows_entry (first, 0), SALVE_LOCAL_ID_SYSTEM));
  g_assert_false (rows_body_has (rows_entry (first, 0), "\"id\""));
  rows_acknowledge (desk, rows_entry (first, 0), "77", "1");
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  g_assert_true (rows_body_has (rows_entry (second, 0), "\"Patient/77\""));
  rows_acknowledge (desk, rows_entry (second, 0), "78", "1");
  rows_assert_member (desk, "Encounter", B, "subject.reference", "Patient/" A);
  came = rows_apply (
      desk,
      "{\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"79\",\"meta\":{\"versionId\":\"1\"},\"status\":"
      "\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/77\"}}},{\"resource\":"
      "{\"resourceType\":\"Patient\",\"id\":\"77\",\"meta\":{\"versionId\":\"2\"},\"gender\":\"other\"}}",
      NULL);
  g_assert_cmpuint (came->written, ==, 2);
  rows_assert_member (desk, "Encounter", "79", "subject.reference", "Patient/" A);
  rows_assert_member (desk, "Patient", A, "gender", "other");
}

/* Patient/1 of a file is not Patient/1 of a server that counts. */
static void
test_one_id_two_people (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *came = NULL;
  g_autofree char *reference = NULL;

  desk->rules.put_creates = FALSE;
  rows_put (desk, PATIENT ("1", ",\"gender\":\"male\""));
  came = rows_apply (
      desk,
      "{\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"2\",\"meta\":{\"versionId\":\"1\"},\"status\":"
      "\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/1\"}}},{\"resource\":"
      "{\"resourceType\":\"Patient\",\"id\":\"1\",\"meta\":{\"versionId\":\"1\"},\"gender\":\"female\"}}",
      NULL);
  g_assert_cmpuint (came->written, ==, 2);
  rows_assert_member (desk, "Patient", "1", "gender", "male");
  reference = rows_read_member (desk, "Encounter", "2", "subject.reference");
  g_assert_cmpstr (reference, !=, "Patient/1");
  rows_assert_member (desk, "Patient", reference + strlen ("Patient/"), "gender", "female");
}

/* Two patients of the family @family, and that the sweep has come to @reached. */
static SalveSyncStep *
make_step (const char *family, const char *reached)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
      "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"%s-1\",\"meta\":{\"versionId\":\"1\"},"
      "\"name\":[{\"family\":\"%s\"}]}},{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"%s-2\","
      "\"meta\":{\"versionId\":\"1\"},\"name\":[{\"family\":\"%s\"}]}}]}",
      family, family, family, family);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (SalveBundle) page = salve_bundle_parse (bytes, NULL);

  return salve_sync_step_new (page, (const char *[]){ "Patient next", reached, NULL });
}

static void
load (RowsDesk *desk, const char *const *families)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (salve_sync_step_free);
  g_autofree SalveSyncCounts *counts = NULL;

  for (guint i = 0; families[i] != NULL; i++)
    g_ptr_array_add (steps, make_step (families[i], families[i]));
  counts = rows_wait_boxed (salve_sync_rows_load (desk->store, &desk->rules, steps, TRUE));
  g_assert_cmpuint (counts->written, ==, 2 * steps->len);
}

static void
assert_found (RowsDesk *desk, const char *text, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = salve_store_search_patients (desk->store, text, 10, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, n);
}

/* Several pages at once: all of them and their cursors are there; who was here before and who comes with a first download is
 * found all the while, when it has ended and when the file is opened again. */
static void
test_pages_at_once (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (GHashTable) cursors = NULL;

  rows_put (desk, "{\"resourceType\":\"Patient\",\"id\":\"own\",\"name\":[{\"family\":\"Edited\"}]}");
  load (desk, (const char *[]){ "early", "middle", NULL });
  cursors = rows_wait_boxed (salve_sync_rows_read_cursors (desk->store));
  g_assert_cmpstr (g_hash_table_lookup (cursors, "Patient next"), ==, "middle");
  rows_assert_member (desk, "Patient", "middle-2", "name.family", "middle");
  assert_found (desk, "edited", 1);
  assert_found (desk, "middle", 2);
  rows_put (desk, "{\"resourceType\":\"Patient\",\"id\":\"middle-2\",\"name\":[{\"family\":\"Middle\"}]}");
  assert_found (desk, "middle", 2);
  rows_wait_done (salve_store_finish_patients (desk->store));
  assert_found (desk, "early", 2);
  assert_found (desk, "middle", 2);
  load (desk, (const char *[]){ "late", NULL });
  assert_found (desk, "late", 2);
  rows_wait_done (salve_store_finish_load (desk->store));
  assert_found (desk, "early", 2);
  assert_found (desk, "late", 2);
  load (desk, (const char *[]){ "last", NULL });
  store_fixture_close (desk->store);
  desk->store = store_fixture_open (desk->fixture);
  assert_found (desk, "last", 2);
  assert_found (desk, "early", 2);
}

static SalveSyncStep *
make_one (const char *id, const char *version)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":{"
                       "\"resourceType\":\"Patient\","
                       "\"id\":\"%s\",\"meta\":{\"versionId\":\"%s\"},\"name\":[{\"family\":\"V%s\"}]}}]}",
                       id, version, version);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (SalveBundle) page = salve_bundle_parse (bytes, NULL);

  return salve_sync_step_new (page, (const char *[]){ "Patient next", id, NULL });
}

/* Whichever of two versions comes first, and whatever was edited here: pages that are written together say the same as
 * pages that are written one by one. */
static void
test_the_same_on_several_pages (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (salve_sync_step_free);
  g_autofree SalveSyncCounts *counts = NULL;

  rows_put (desk, "{\"resourceType\":\"Patient\",\"id\":\"mine\",\"name\":[{\"family\":\"Mine\"}]}");
  g_ptr_array_add (steps, make_one ("up", "1"));
  g_ptr_array_add (steps, make_one ("down", "2"));
  g_ptr_array_add (steps, make_one ("mine", "3"));
  g_ptr_array_add (steps, make_one ("up", "2"));
  g_ptr_array_add (steps, make_one ("down", "1"));
  counts = rows_wait_boxed (salve_sync_rows_load (desk->store, &desk->rules, steps, TRUE));
  g_assert_cmpuint (counts->written, ==, 3);
  g_assert_cmpuint (counts->unchanged, ==, 1);
  g_assert_cmpuint (counts->conflicts, ==, 1);
  rows_assert_member (desk, "Patient", "up", "name.family", "V2");
  rows_assert_member (desk, "Patient", "down", "name.family", "V2");
  rows_assert_member (desk, "Patient", "mine", "name.family", "Mine");
  rows_wait_done (salve_store_finish_load (desk->store));
  assert_found (desk, "v2", 2);
  assert_found (desk, "v1", 0);
}

#define TEST(path, function)                                                                                 \
  g_test_add ("/pages/" path, RowsDesk, NULL, rows_set_up, function, rows_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("page-and-cursor", test_a_page_and_its_cursor);
  TEST ("pages-at-once", test_pages_at_once);
  TEST ("same-on-several-pages", test_the_same_on_several_pages);
  TEST ("deletion", test_a_deletion_there);
  TEST ("made-anew", test_made_anew_and_an_old_page);
  TEST ("merged", test_an_edit_here_meets_an_edit_there);
  TEST ("conflict", test_a_conflict_waits_for_a_person);
  TEST ("conflict-and-old-page", test_a_conflict_and_an_old_page);
  TEST ("edited-and-deleted", test_edited_here_deleted_there);
  TEST ("two-worlds", test_ids_of_two_worlds);
  TEST ("one-id-two-people", test_one_id_two_people);
  return g_test_run ();
}
