/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transactions of sync upon a real file, one by one: what goes, what an answer does, what a page does, and what is
 * still there after the program died in between. */
#include "config.h"

#include <string.h>

#include "salve-appointments.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-merge.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"
#include "store-fixture.h"

#define A "6f1c0b0e-0000-4000-8000-00000000000a"
#define B "6f1c0b0e-0000-4000-8000-00000000000b"
#define C "6f1c0b0e-0000-4000-8000-00000000000c"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveSyncRules rules;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->fixture = store_fixture_new ();
  desk->store = store_fixture_open (desk->fixture);
  desk->rules = (SalveSyncRules){ .base = "https://server.example/fhir",
                                  .put_creates = TRUE,
                                  .transactions = TRUE,
                                  .most_entries = 100,
                                  .most_bytes = 1024 * 1024,
                                  .merge = salve_merge };
  g_assert_true (store_fixture_wait (salve_sync_rows_prepare (desk->store), NULL));
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  store_fixture_assert_sound (desk->store);
  store_fixture_close (desk->store);
  store_fixture_free (desk->fixture);
}

/* Takes the future. Returns: (transfer full): the boxed value */
static gpointer
wait_boxed (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer boxed;

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  boxed = g_value_dup_boxed (dex_future_get_value (future, NULL));
  dex_unref (future);
  return boxed;
}

static void
wait_done (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (future, &error);
  g_assert_no_error (error);
}

static SalveSyncBatch *
begin (Desk *desk)
{
  return wait_boxed (salve_sync_rows_begin (desk->store, &desk->rules));
}

static const SalveSyncEntry *
entry (SalveSyncBatch *batch, guint index)
{
  g_assert_cmpuint (index, <, batch->entries->len);
  return batch->entries->pdata[index];
}

static void
acknowledge (Desk *desk, const SalveSyncEntry *sent, const char *server_id, const char *version)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);

  g_ptr_array_add (answers, salve_sync_answer_new (sent->operation_id, server_id, version, NULL));
  wait_done (salve_sync_rows_acknowledge (desk->store, &desk->rules, answers));
}

static void
put (Desk *desk, const char *json)
{
  g_autoptr (SalveResource) resource = store_fixture_parse (json);

  store_fixture_put (desk->store, resource);
}

static SalveSyncCounts *
apply (Desk *desk, const char *entries, const char *const *cursors)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[%s]}", entries);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveBundle) page = salve_bundle_parse (bytes, &error);

  g_assert_no_error (error);
  return wait_boxed (salve_sync_rows_apply (desk->store, &desk->rules, page, cursors));
}

static char *
read_member (Desk *desk, const char *type, const char *id, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_store_read (desk->store, type, id, NULL, &error);

  g_assert_no_error (error);
  return g_strdup (salve_element_path_string (salve_resource_root (resource), path));
}

static void
assert_member (Desk *desk, const char *type, const char *id, const char *path, const char *wanted)
{
  g_autofree char *value = read_member (desk, type, id, path);

  g_assert_cmpstr (value, ==, wanted);
}

static gboolean
body_has (const SalveSyncEntry *sent, const char *text)
{
  gsize n;
  const char *body = g_bytes_get_data (sent->body, &n);

  return memmem (body, n, text, strlen (text)) != NULL;
}

#define PATIENT(id, rest) "{\"resourceType\":\"Patient\",\"id\":\"" id "\"" rest "}"
#define VERSION(v) ",\"meta\":{\"versionId\":\"" v "\",\"lastUpdated\":\"2026-01-01T00:00:0" v "Z\"}"

static void
test_edits_are_squashed_but_not_across_what_was_sent (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, nothing = NULL, second = NULL, third = NULL;

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  put (desk, PATIENT (A, ",\"gender\":\"female\""));
  first = begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 1);
  g_assert_cmpstr (entry (first, 0)->operation, ==, "create");
  g_assert_true (body_has (entry (first, 0), "female"));

  put (desk, PATIENT (A, ",\"gender\":\"other\""));
  nothing = begin (desk);
  g_assert_cmpuint (nothing->entries->len, ==, 0);

  acknowledge (desk, entry (first, 0), A, "1");
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  g_assert_cmpstr (entry (second, 0)->operation, ==, "update");
  g_assert_cmpstr (entry (second, 0)->base_version, ==, "1");
  g_assert_true (body_has (entry (second, 0), "other"));
  acknowledge (desk, entry (second, 0), A, "2");
  third = begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 0);
}

static void
test_an_edit_taken_back_is_not_sent (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = begin (desk);
  acknowledge (desk, entry (first, 0), A, "1");
  put (desk, PATIENT (A, ",\"gender\":\"female\""));
  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
}

static void
test_what_is_referred_to_goes_first (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) batch = NULL;

  put (desk, "{\"resourceType\":\"Encounter\",\"id\":\"" B
             "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
             "\"subject\":{\"reference\":\"Patient/" A "\"}}");
  put (desk, PATIENT (A, ""));
  batch = begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 2);
  g_assert_cmpstr (entry (batch, 0)->type, ==, "Patient");
  g_assert_cmpstr (entry (batch, 1)->type, ==, "Encounter");
}

#define D "6f1c0b0e-0000-4000-8000-00000000000d"
#define LINK(id) "{\"other\":{\"reference\":\"Patient/" id "\"},\"type\":\"seealso\"}"

static void
put_ring (Desk *desk, const char *more)
{
  g_autofree char *first = g_strdup_printf (PATIENT (A, ",\"link\":[" LINK (B) "%s]"), more);

  put (desk, first);
  put (desk, PATIENT (B, ",\"link\":[" LINK (C) "]"));
  put (desk, PATIENT (C, ",\"link\":[" LINK (A) "]"));
}

/* Each names the next, and the last the first: however little else goes at once, they go together. */
static void
test_a_ring_goes_whole (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;

  put (desk, PATIENT (D, ""));
  put_ring (desk, "");
  desk->rules.most_entries = 2;
  first = begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 1);
  g_assert_cmpstr (entry (first, 0)->id, ==, D);
  acknowledge (desk, entry (first, 0), D, "1");
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 3);
}

/* One of them names somebody who was refused: none of them goes, and all are seen to wait. */
static void
test_a_ring_waits_whole (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;
  g_autoptr (GPtrArray) refusals = NULL;

  put (desk, PATIENT (D, ""));
  first = begin (desk);
  wait_done (salve_sync_rows_refuse (desk->store, entry (first, 0)->operation_id, "no"));
  put_ring (desk, "," LINK (D));
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  g_assert_cmpuint (refusals->len, ==, 4);
}

#define GONE(id, version)                                                                                    \
  "{\"fullUrl\":\"https://server.example/fhir/Patient/" id "\",\"request\":{\"method\":\"DELETE\",\"url\":"  \
  "\"Patient/" id "\"},\"response\":{\"status\":\"204\",\"etag\":\"W/\\\"" version "\\\"\"}}"
#define MADE(id, rest)                                                                                       \
  "{\"resource\":" PATIENT (id, VERSION ("1") rest) ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}" \
                                                    "}"
#define MARK(id) ",\"identifier\":[{\"system\":\"" SALVE_LOCAL_ID_SYSTEM "\",\"value\":\"" id "\"}]"

/* It arrived, somebody deleted it there, and this desk never heard that it had arrived: the history tells both, and what was
 * made here is still to be sent. */
static void
test_made_here_and_deleted_there (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *counts = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;

  desk->rules.put_creates = FALSE;
  put (desk, PATIENT (A, ""));
  counts = apply (desk, GONE ("s1", "2") "," MADE ("s1", MARK (A)), NULL);
  g_assert_cmpuint (counts->written + counts->deleted, ==, 0);
  batch = begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 1);
  g_assert_cmpstr (entry (batch, 0)->operation, ==, "create");
}

/* Where the server gives the ids: what came down and was deleted there does not come back with its older state. */
static void
test_deleted_there_stays_deleted (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *first = NULL, *second = NULL;
  guint64 n;

  desk->rules.put_creates = FALSE;
  first = apply (desk, MADE ("s1", ""), NULL);
  g_assert_cmpuint (first->written, ==, 1);
  second = apply (desk, GONE ("s1", "2") "," MADE ("s1", ""), NULL);
  g_assert_cmpuint (second->deleted, ==, 1);
  g_assert_cmpuint (second->written, ==, 0);
  g_assert_true (salve_store_count (desk->store, "Patient", &n, NULL));
  g_assert_cmpuint (n, ==, 0);
}

/* A clinic moves from a server that gave the ids to one that lets them be chosen: a desk that called somebody otherwise
 * there brings him under the id with which he was made, as the one does that made him. */
static void
test_called_as_it_was_made (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) batch = NULL;

  put (desk, PATIENT (B, MARK (A)));
  put (desk, PATIENT (C, ",\"link\":[" LINK (B) "]"));
  batch = begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 2);
  g_assert_cmpstr (entry (batch, 0)->server_id, ==, A);
  g_assert_true (body_has (entry (batch, 0), "\"id\":\"" A "\""));
  g_assert_cmpstr (entry (batch, 1)->server_id, ==, C);
  g_assert_true (body_has (entry (batch, 1), "Patient/" A));
}

/* A clinic has moved, and another desk has brought first what this one, too, knows and calls otherwise: it stays one person,
 * also to what names him by the other name before he has come himself. data: what the next server calls him */
static void
test_moved_and_brought_by_another (Desk *desk, gconstpointer data)
{
  const char *name = data;
  g_autofree SalveSyncCounts *before = NULL, *naming = NULL, *named = NULL;
  g_autofree char *link = g_strdup_printf (MADE (C, ",\"link\":[" LINK ("%s") "]"), name);
  g_autofree char *one = g_strdup_printf (MADE ("%s", MARK (A)), name);
  g_autoptr (SalveSyncBatch) batch = NULL;
  guint64 n;

  desk->rules.put_creates = FALSE;
  before = apply (desk, MADE ("s1", MARK (A)), NULL);
  g_assert_cmpuint (before->written, ==, 1);
  wait_done (salve_sync_rows_forget_server (desk->store, "tester"));
  desk->rules.put_creates = g_str_equal (name, A);
  naming = apply (desk, link, NULL);
  named = apply (desk, one, NULL);
  g_assert_cmpuint (naming->written + named->written, ==, 2);
  g_assert_true (salve_store_count (desk->store, "Patient", &n, NULL));
  g_assert_cmpuint (n, ==, 2);
  assert_member (desk, "Patient", C, "link.other.reference", "Patient/s1");
  batch = begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 0);
}

/* What waits for a person's decision names somebody by the server's id, and then turns out to name one who is here. */
static void
test_a_conflict_names_who_was_found_later (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *first = NULL, *second = NULL, *third = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  SalveSyncConflict *conflict;

  desk->rules.put_creates = FALSE;
  first = apply (desk, "{\"resource\":" PATIENT (C, VERSION ("1") ",\"gender\":\"unknown\"") "}", NULL);
  put (desk, PATIENT (A, ""));
  put (desk, PATIENT (C, ",\"gender\":\"male\""));
  second = apply (
      desk,
      "{\"resource\":" PATIENT (C, VERSION ("2") ",\"gender\":\"female\",\"link\":[" LINK ("t1") "]") "}",
      NULL);
  g_assert_cmpuint (second->conflicts, ==, 1);
  third = apply (desk, MADE ("t1", MARK (A)), NULL);
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = conflicts->pdata[0];
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (conflict->theirs), "link.other.reference"),
                   ==, "Patient/" A);
}

/* A clinic that was by itself: what was imported has no row in the outbox, and goes up once. */
static void
test_a_local_clinic_goes_up_once (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) resources = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, rest = NULL;

  g_ptr_array_add (resources, store_fixture_parse (PATIENT (A, "")));
  g_ptr_array_add (resources, store_fixture_parse (PATIENT (B, "")));
  g_ptr_array_add (resources, store_fixture_parse (PATIENT (C, "")));
  wait_done (salve_store_put_bulk (desk->store, resources, SALVE_BULK_DEFAULT));
  desk->rules.most_entries = 2;
  first = begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 2);
  acknowledge (desk, entry (first, 0), entry (first, 0)->id, "1");
  acknowledge (desk, entry (first, 1), entry (first, 1)->id, "1");
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  acknowledge (desk, entry (second, 0), entry (second, 0)->id, "1");
  rest = begin (desk);
  g_assert_cmpuint (rest->entries->len, ==, 0);
}

static void
test_the_bytes_survive_a_crash (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) sent = NULL, found = NULL, again = NULL;

  put (desk, PATIENT (A, ",\"extension\":[{\"url\":\"urn:x\",\"valueDecimal\":1.00}]"));
  sent = begin (desk);
  store_fixture_close (desk->store);
  desk->store = store_fixture_open (desk->fixture);
  found = wait_boxed (salve_sync_rows_list_inflight (desk->store));
  g_assert_cmpuint (found->entries->len, ==, 1);
  g_assert_cmpstr (entry (found, 0)->operation_id, ==, entry (sent, 0)->operation_id);
  g_assert_true (g_bytes_equal (entry (found, 0)->body, entry (sent, 0)->body));
  g_assert_true (body_has (entry (found, 0), "1.00"));

  /* Nobody has it there: it goes again. */
  wait_done (salve_sync_rows_meet (desk->store, &desk->rules, entry (found, 0)->operation_id, NULL, NULL,
                                   NULL, 0, NULL));
  again = begin (desk);
  g_assert_cmpuint (again->entries->len, ==, 1);
}

static void
test_an_echo_is_an_acknowledgement (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) sent = NULL, rest = NULL;
  g_autoptr (SalveResource) theirs = store_fixture_parse (PATIENT (A, VERSION ("3") ",\"gender\":\"male\""));

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  sent = begin (desk);
  wait_done (salve_sync_rows_meet (desk->store, &desk->rules, entry (sent, 0)->operation_id, A, theirs, "3",
                                   0, NULL));
  rest = begin (desk);
  g_assert_cmpuint (rest->entries->len, ==, 0);
  put (desk, PATIENT (A, ",\"gender\":\"female\""));
  g_clear_pointer (&rest, salve_sync_batch_unref);
  rest = begin (desk);
  g_assert_cmpstr (entry (rest, 0)->base_version, ==, "3");
}

static void
test_what_refers_to_a_refused_one_waits_with_it (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, third = NULL;
  g_autoptr (GPtrArray) refusals = NULL;

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = begin (desk);
  wait_done (salve_sync_rows_refuse (desk->store, entry (first, 0)->operation_id, "no"));
  put (desk, "{\"resourceType\":\"Encounter\",\"id\":\"" B
             "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
             "\"subject\":{\"reference\":\"Patient/" A "\"}}");
  put (desk, PATIENT (C, ""));
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  g_assert_cmpstr (entry (second, 0)->id, ==, C);
  acknowledge (desk, entry (second, 0), C, "1");
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  g_assert_cmpuint (refusals->len, ==, 2);
  g_assert_cmpstr (((SalveSyncRefusal *)refusals->pdata[0])->error, ==, "no");

  wait_done (salve_store_retry_refusal (desk->store, ((SalveSyncRefusal *)refusals->pdata[0])->sequence));
  third = begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 2);
  g_assert_cmpstr (entry (third, 0)->id, ==, A);
}

static void
test_who_edits_a_refused_one_may_have_mended_it (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, third = NULL;

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = begin (desk);
  wait_done (salve_sync_rows_refuse (desk->store, entry (first, 0)->operation_id, "no"));
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
  put (desk, PATIENT (A, ",\"gender\":\"other\""));
  third = begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 1);
}

static void
test_a_dropped_refusal_is_undone_and_goes_again (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, third = NULL;
  g_autoptr (GPtrArray) refusals = NULL;
  gint64 change;

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = begin (desk);
  wait_done (salve_sync_rows_refuse (desk->store, entry (first, 0)->operation_id, "no"));
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  change = store_fixture_wait_id (salve_store_drop_refusal (
      desk->store, ((SalveSyncRefusal *)refusals->pdata[0])->sequence, "tester", "desk"));
  g_assert_null (salve_store_read (desk->store, "Patient", A, NULL, NULL));
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
  store_fixture_wait_id (salve_store_undo (desk->store, change, "tester", "desk"));
  assert_member (desk, "Patient", A, "gender", "male");
  third = begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 1);
}

static void
test_a_page_and_its_cursor (Desk *desk, gconstpointer data)
{
  const char *cursors[] = { "Patient", "17", "Patient next", "", NULL };
  g_autofree SalveSyncCounts *first =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", cursors);
  g_autofree SalveSyncCounts *again =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *newer = apply (
      desk, "{\"resource\":" PATIENT (A, VERSION ("2") ",\"gender\":\"female\"") "},{\"resource\":{\"x\":1}}",
      NULL);
  g_autofree SalveSyncCounts *older =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autoptr (GHashTable) read = wait_boxed (salve_sync_rows_read_cursors (desk->store));

  g_assert_cmpuint (first->written, ==, 1);
  g_assert_cmpuint (again->unchanged, ==, 1);
  g_assert_cmpuint (newer->written, ==, 1);
  g_assert_cmpuint (newer->unreadable, ==, 1);
  g_assert_cmpuint (older->unchanged, ==, 1);
  assert_member (desk, "Patient", A, "gender", "female");
  g_assert_cmpstr (g_hash_table_lookup (read, "Patient"), ==, "17");
  g_assert_false (g_hash_table_contains (read, "Patient next"));
}

static void
test_a_deletion_there (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made = apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1")) "}", NULL);
  g_autofree SalveSyncCounts *gone = apply (desk,
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
test_made_anew_and_an_old_page (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *gone =
      wait_boxed (salve_sync_rows_forget (desk->store, &desk->rules, "Patient", A, "2"));
  g_autofree SalveSyncCounts *old = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;

  g_assert_cmpuint (made->written + gone->deleted, ==, 2);
  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  old = apply (
      desk,
      "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") ",\"request\":{\"method\":\"PUT\","
                                                                         "\"url\":\"Patient/" A "\"}}",
      NULL);
  g_assert_cmpuint (old->unchanged, ==, 1);
  batch = begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 1);
  g_assert_cmpstr (entry (batch, 0)->operation, ==, "create");
}

static void
test_an_edit_here_meets_an_edit_there (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *met = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;

  put (desk, PATIENT (A, VERSION ("1") ",\"gender\":\"female\""));
  met = apply (desk,
               "{\"resource\":" PATIENT (A, VERSION ("2") ",\"gender\":\"male\",\"birthDate\":\"1980\"") "}",
               NULL);
  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (met->merged, ==, 1);
  assert_member (desk, "Patient", A, "gender", "female");
  assert_member (desk, "Patient", A, "birthDate", "1980");
  batch = begin (desk);
  g_assert_cmpstr (entry (batch, 0)->base_version, ==, "2");
  g_assert_false (body_has (entry (batch, 0), "versionId"));
}

/* Both sides and what they began with are there; the decision is a change that can be undone, and goes up upon theirs. */
static void
test_a_conflict_waits_for_a_person (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *met = NULL;
  g_autoptr (SalveSyncBatch) nothing = NULL, batch = NULL;
  g_autoptr (GPtrArray) conflicts = NULL, none = NULL;
  g_autoptr (SalveResource) chosen = store_fixture_parse (PATIENT (A, ",\"gender\":\"unknown\""));
  SalveSyncConflict *conflict;
  gint64 change;

  put (desk, PATIENT (A, VERSION ("1") ",\"gender\":\"female\""));
  met = apply (desk, "{\"resource\":" PATIENT (A, VERSION ("2") ",\"gender\":\"other\"") "}", NULL);
  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (met->conflicts, ==, 1);
  assert_member (desk, "Patient", A, "gender", "female");
  nothing = begin (desk);
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
  batch = begin (desk);
  g_assert_cmpstr (entry (batch, 0)->base_version, ==, "2");
  g_assert_true (body_has (entry (batch, 0), "unknown"));
  acknowledge (desk, entry (batch, 0), A, "3");
  store_fixture_wait_id (salve_store_undo (desk->store, change, "tester", "desk"));
  assert_member (desk, "Patient", A, "gender", "female");
}

/* The answer to a creation was lost and somebody has changed the record since: the history's older entry, which is what was
 * sent, does not settle what a person has to decide. */
static void
test_a_conflict_and_an_old_page (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveResource) theirs = store_fixture_parse (PATIENT (A, VERSION ("2") ",\"gender\":\"other\""));
  g_autoptr (SalveSyncBatch) sent = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree SalveSyncCounts *old = NULL;

  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  sent = begin (desk);
  wait_done (salve_sync_rows_meet (desk->store, &desk->rules, entry (sent, 0)->operation_id, A, theirs, "2",
                                   0, NULL));
  old = apply (
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
test_edited_here_deleted_there (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      apply (desk, "{\"resource\":" PATIENT (A, VERSION ("1") ",\"gender\":\"male\"") "}", NULL);
  g_autofree SalveSyncCounts *gone = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;
  g_autoptr (SalveResource) ours = NULL;

  put (desk, PATIENT (A, VERSION ("1") ",\"gender\":\"female\""));
  gone = wait_boxed (salve_sync_rows_forget (desk->store, &desk->rules, "Patient", A, "2"));
  g_assert_cmpuint (made->written, ==, 1);
  g_assert_cmpuint (gone->conflicts, ==, 1);
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  ours = salve_resource_ref (((SalveSyncConflict *)conflicts->pdata[0])->ours);
  g_assert_null (((SalveSyncConflict *)conflicts->pdata[0])->theirs);
  store_fixture_wait_id (salve_store_settle_conflict (
      desk->store, ((SalveSyncConflict *)conflicts->pdata[0])->id, ours, "tester", "desk"));
  batch = begin (desk);
  g_assert_cmpstr (entry (batch, 0)->operation, ==, "create");
  g_assert_true (entry (batch, 0)->revives);
}

/* A server that gives ids of its own: ours travels as an identifier, references are written with the ids of each side. */
static void
test_ids_of_two_worlds (Desk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;
  g_autofree SalveSyncCounts *came = NULL;

  desk->rules.put_creates = FALSE;
  desk->rules.transactions = FALSE;
  put (desk, PATIENT (A, ",\"gender\":\"male\""));
  put (desk, "{\"resourceType\":\"Encounter\",\"id\":\"" B
             "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
             "\"subject\":{\"reference\":\"Patient/" A "\"}}");
  first = begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 1);
  g_assert_null (entry (first, 0)->server_id);
  g_assert_true (body_has (entry (first, 0), SALVE_LOCAL_ID_SYSTEM));
  g_assert_false (body_has (entry (first, 0), "\"id\""));
  acknowledge (desk, entry (first, 0), "77", "1");
  second = begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  g_assert_true (body_has (entry (second, 0), "\"Patient/77\""));
  acknowledge (desk, entry (second, 0), "78", "1");
  assert_member (desk, "Encounter", B, "subject.reference", "Patient/" A);
  came = apply (
      desk,
      "{\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"79\",\"meta\":{\"versionId\":\"1\"},\"status\":"
      "\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/77\"}}},{\"resource\":"
      "{\"resourceType\":\"Patient\",\"id\":\"77\",\"meta\":{\"versionId\":\"2\"},\"gender\":\"other\"}}",
      NULL);
  g_assert_cmpuint (came->written, ==, 2);
  assert_member (desk, "Encounter", "79", "subject.reference", "Patient/" A);
  assert_member (desk, "Patient", A, "gender", "other");
}

/* Patient/1 of a file is not Patient/1 of a server that counts. */
static void
test_one_id_two_people (Desk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *came = NULL;
  g_autofree char *reference = NULL;

  desk->rules.put_creates = FALSE;
  put (desk, PATIENT ("1", ",\"gender\":\"male\""));
  came = apply (
      desk,
      "{\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"2\",\"meta\":{\"versionId\":\"1\"},\"status\":"
      "\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/1\"}}},{\"resource\":"
      "{\"resourceType\":\"Patient\",\"id\":\"1\",\"meta\":{\"versionId\":\"1\"},\"gender\":\"female\"}}",
      NULL);
  g_assert_cmpuint (came->written, ==, 2);
  assert_member (desk, "Patient", "1", "gender", "male");
  reference = read_member (desk, "Encounter", "2", "subject.reference");
  g_assert_cmpstr (reference, !=, "Patient/1");
  assert_member (desk, "Patient", reference + strlen ("Patient/"), "gender", "female");
}

static void
test_an_appointment_is_provisional_until_it_is_accepted (Desk *desk, gconstpointer data)
{
  const SalveTimeSpan day = { G_GINT64_CONSTANT (1767225600000000), G_GINT64_CONSTANT (1767312000000000) };
  g_autoptr (SalveSyncBatch) batch = NULL;

  put (desk,
       "{\"resourceType\":\"Appointment\",\"id\":\"" A "\",\"status\":\"booked\",\"start\":"
       "\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:15:00Z\",\"participant\":[{\"actor\":{\"reference\":"
       "\"Practitioner/d\"},\"status\":\"accepted\"}]}");
  for (int step = 0; step < 3; step++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      if (step == 1)
        wait_done (
            salve_store_set_setting (desk->store, SALVE_SETTING_SERVER, "https://server.example/fhir"));
      if (step == 2)
        {
          batch = begin (desk);
          acknowledge (desk, entry (batch, 0), A, "1");
        }
      rows = salve_store_list_appointments (desk->store, day, NULL, NULL);
      g_assert_cmpuint (rows->len, ==, 1);
      g_assert_cmpint (((SalveAppointmentRow *)rows->pdata[0])->provisional, ==, step == 1);
    }
}

static void
test_a_setting_names_no_secret (Desk *desk, gconstpointer data)
{
  g_autofree char *value = NULL;

  g_assert_null (salve_store_get_setting (desk->store, "audit-key", NULL));
  wait_done (salve_store_set_setting (desk->store, SALVE_SETTING_PIN, "ab"));
  value = salve_store_get_setting (desk->store, SALVE_SETTING_PIN, NULL);
  g_assert_cmpstr (value, ==, "ab");
  wait_done (salve_store_set_setting (desk->store, SALVE_SETTING_PIN, NULL));
  g_assert_null (salve_store_get_setting (desk->store, SALVE_SETTING_PIN, NULL));
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
load (Desk *desk, const char *const *families)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (salve_sync_step_free);
  g_autofree SalveSyncCounts *counts = NULL;

  for (guint i = 0; families[i] != NULL; i++)
    g_ptr_array_add (steps, make_step (families[i], families[i]));
  counts = wait_boxed (salve_sync_rows_load (desk->store, &desk->rules, steps, TRUE));
  g_assert_cmpuint (counts->written, ==, 2 * steps->len);
}

static void
assert_found (Desk *desk, const char *text, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = salve_store_search_patients (desk->store, text, 10, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, n);
}

/* Several pages at once: all of them and their cursors are there; who was here before and who comes with a first download is
 * found all the while, when it has ended and when the file is opened again. */
static void
test_pages_at_once (Desk *desk, gconstpointer data)
{
  g_autoptr (GHashTable) cursors = NULL;

  put (desk, "{\"resourceType\":\"Patient\",\"id\":\"own\",\"name\":[{\"family\":\"Edited\"}]}");
  load (desk, (const char *[]){ "early", "middle", NULL });
  cursors = wait_boxed (salve_sync_rows_read_cursors (desk->store));
  g_assert_cmpstr (g_hash_table_lookup (cursors, "Patient next"), ==, "middle");
  assert_member (desk, "Patient", "middle-2", "name.family", "middle");
  assert_found (desk, "edited", 1);
  assert_found (desk, "middle", 2);
  put (desk, "{\"resourceType\":\"Patient\",\"id\":\"middle-2\",\"name\":[{\"family\":\"Middle\"}]}");
  assert_found (desk, "middle", 2);
  wait_done (salve_store_finish_patients (desk->store));
  assert_found (desk, "early", 2);
  assert_found (desk, "middle", 2);
  load (desk, (const char *[]){ "late", NULL });
  assert_found (desk, "late", 2);
  wait_done (salve_store_finish_load (desk->store));
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
test_the_same_on_several_pages (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (salve_sync_step_free);
  g_autofree SalveSyncCounts *counts = NULL;

  put (desk, "{\"resourceType\":\"Patient\",\"id\":\"mine\",\"name\":[{\"family\":\"Mine\"}]}");
  g_ptr_array_add (steps, make_one ("up", "1"));
  g_ptr_array_add (steps, make_one ("down", "2"));
  g_ptr_array_add (steps, make_one ("mine", "3"));
  g_ptr_array_add (steps, make_one ("up", "2"));
  g_ptr_array_add (steps, make_one ("down", "1"));
  counts = wait_boxed (salve_sync_rows_load (desk->store, &desk->rules, steps, TRUE));
  g_assert_cmpuint (counts->written, ==, 3);
  g_assert_cmpuint (counts->unchanged, ==, 1);
  g_assert_cmpuint (counts->conflicts, ==, 1);
  assert_member (desk, "Patient", "up", "name.family", "V2");
  assert_member (desk, "Patient", "down", "name.family", "V2");
  assert_member (desk, "Patient", "mine", "name.family", "Mine");
  wait_done (salve_store_finish_load (desk->store));
  assert_found (desk, "v2", 2);
  assert_found (desk, "v1", 0);
}

#define TEST(path, function) g_test_add ("/rows/" path, Desk, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("squashed", test_edits_are_squashed_but_not_across_what_was_sent);
  TEST ("taken-back", test_an_edit_taken_back_is_not_sent);
  TEST ("references-first", test_what_is_referred_to_goes_first);
  TEST ("made-here-deleted-there", test_made_here_and_deleted_there);
  TEST ("stays-deleted", test_deleted_there_stays_deleted);
  TEST ("called-as-made", test_called_as_it_was_made);
  g_test_add ("/rows/moved-chosen", Desk, A, set_up, test_moved_and_brought_by_another, tear_down);
  g_test_add ("/rows/moved-given", Desk, "t1", set_up, test_moved_and_brought_by_another, tear_down);
  TEST ("conflict-names", test_a_conflict_names_who_was_found_later);
  TEST ("ring", test_a_ring_goes_whole);
  TEST ("ring-waits", test_a_ring_waits_whole);
  TEST ("local-clinic", test_a_local_clinic_goes_up_once);
  TEST ("crash", test_the_bytes_survive_a_crash);
  TEST ("echo", test_an_echo_is_an_acknowledgement);
  TEST ("refused-with-dependents", test_what_refers_to_a_refused_one_waits_with_it);
  TEST ("refused-and-mended", test_who_edits_a_refused_one_may_have_mended_it);
  TEST ("refused-and-dropped", test_a_dropped_refusal_is_undone_and_goes_again);
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
  TEST ("provisional", test_an_appointment_is_provisional_until_it_is_accepted);
  TEST ("settings", test_a_setting_names_no_secret);
  return g_test_run ();
}
