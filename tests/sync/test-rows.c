/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transactions of sync upon a real file, one by one: what goes, what an answer does, and what is still there after the
 * program died in between. What comes is test-pages.c's. */
#include "config.h"

#include <string.h>

#include "rows-desk.h"
#include "salve-appointments.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-store-sync.h"

static void
test_edits_are_squashed_but_not_across_what_was_sent (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, nothing = NULL, second = NULL, third = NULL;

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  rows_put (desk, PATIENT (A, ",\"gender\":\"female\""));
  first = rows_begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (first, 0)->operation, ==, "create");
  g_assert_true (rows_body_has (rows_entry (first, 0), "female"));

  rows_put (desk, PATIENT (A, ",\"gender\":\"other\""));
  nothing = rows_begin (desk);
  g_assert_cmpuint (nothing->entries->len, ==, 0);

  rows_acknowledge (desk, rows_entry (first, 0), A, "1");
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (second, 0)->operation, ==, "update");
  g_assert_cmpstr (rows_entry (second, 0)->base_version, ==, "1");
  g_assert_true (rows_body_has (rows_entry (second, 0), "other"));
  rows_acknowledge (desk, rows_entry (second, 0), A, "2");
  third = rows_begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 0);
}

static void
test_an_edit_taken_back_is_not_sent (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = rows_begin (desk);
  rows_acknowledge (desk, rows_entry (first, 0), A, "1");
  rows_put (desk, PATIENT (A, ",\"gender\":\"female\""));
  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
}

static void
test_what_is_referred_to_goes_first (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) batch = NULL;

  rows_put (desk, "{\"resourceType\":\"Encounter\",\"id\":\"" B
                  "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
                  "\"subject\":{\"reference\":\"Patient/" A "\"}}");
  rows_put (desk, PATIENT (A, ""));
  batch = rows_begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 2);
  g_assert_cmpstr (rows_entry (batch, 0)->type, ==, "Patient");
  g_assert_cmpstr (rows_entry (batch, 1)->type, ==, "Encounter");
}

#define D "6f1c0b0e-0000-4000-8000-00000000000d"
#define LINK(id) "{\"other\":{\"reference\":\"Patient/" id "\"},\"type\":\"seealso\"}"

static void
put_ring (RowsDesk *desk, const char *more)
{
  g_autofree char *first = g_strdup_printf (PATIENT (A, ",\"link\":[" LINK (B) "%s]"), more);

  rows_put (desk, first);
  rows_put (desk, PATIENT (B, ",\"link\":[" LINK (C) "]"));
  rows_put (desk, PATIENT (C, ",\"link\":[" LINK (A) "]"));
}

/* Each names the next, and the last the first: however little else goes at once, they go together. */
static void
test_a_ring_goes_whole (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;

  rows_put (desk, PATIENT (D, ""));
  put_ring (desk, "");
  desk->rules.most_entries = 2;
  first = rows_begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (first, 0)->id, ==, D);
  rows_acknowledge (desk, rows_entry (first, 0), D, "1");
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 3);
}

/* One of them names somebody who was refused: none of them goes, and all are seen to wait. */
static void
test_a_ring_waits_whole (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL;
  g_autoptr (GPtrArray) refusals = NULL;

  rows_put (desk, PATIENT (D, ""));
  first = rows_begin (desk);
  rows_wait_done (salve_sync_rows_refuse (desk->store, rows_entry (first, 0)->operation_id, "no"));
  put_ring (desk, "," LINK (D));
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  g_assert_cmpuint (refusals->len, ==, 4);
}

/* It arrived, somebody deleted it there, and this desk never heard that it had arrived: the history tells both, and what was
 * made here is still to be sent. */
static void
test_made_here_and_deleted_there (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *counts = NULL;
  g_autoptr (SalveSyncBatch) batch = NULL;

  desk->rules.put_creates = FALSE;
  rows_put (desk, PATIENT (A, ""));
  counts = rows_apply (desk, GONE ("s1", "2") "," MADE ("s1", MARK (A)), NULL);
  g_assert_cmpuint (counts->written + counts->deleted, ==, 0);
  batch = rows_begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (batch, 0)->operation, ==, "create");
}

/* Where the server gives the ids: what came down and was deleted there does not come back with its older state. */
static void
test_deleted_there_stays_deleted (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *first = NULL, *second = NULL;
  guint64 n;

  desk->rules.put_creates = FALSE;
  first = rows_apply (desk, MADE ("s1", ""), NULL);
  g_assert_cmpuint (first->written, ==, 1);
  second = rows_apply (desk, GONE ("s1", "2") "," MADE ("s1", ""), NULL);
  g_assert_cmpuint (second->deleted, ==, 1);
  g_assert_cmpuint (second->written, ==, 0);
  g_assert_true (salve_store_count (desk->store, "Patient", &n, NULL));
  g_assert_cmpuint (n, ==, 0);
}

/* A clinic moves from a server that gave the ids to one that lets them be chosen: a desk that called somebody otherwise
 * there brings him under the id with which he was made, as the one does that made him. */
static void
test_called_as_it_was_made (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) batch = NULL;

  rows_put (desk, PATIENT (B, MARK (A)));
  rows_put (desk, PATIENT (C, ",\"link\":[" LINK (B) "]"));
  batch = rows_begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 2);
  g_assert_cmpstr (rows_entry (batch, 0)->server_id, ==, A);
  g_assert_true (rows_body_has (rows_entry (batch, 0), "\"id\":\"" A "\""));
  g_assert_cmpstr (rows_entry (batch, 1)->server_id, ==, C);
  g_assert_true (rows_body_has (rows_entry (batch, 1), "Patient/" A));
}

/* A clinic has moved, and another desk has brought first what this one, too, knows and calls otherwise: it stays one person,
 * also to what names him by the other name before he has come himself. data: what the next server calls him */
static void
test_moved_and_brought_by_another (RowsDesk *desk, gconstpointer data)
{
  const char *name = data;
  g_autofree SalveSyncCounts *before = NULL, *naming = NULL, *named = NULL;
  g_autofree char *link = g_strdup_printf (MADE (C, ",\"link\":[" LINK ("%s") "]"), name);
  g_autofree char *one = g_strdup_printf (MADE ("%s", MARK (A)), name);
  g_autoptr (SalveSyncBatch) batch = NULL;
  guint64 n;

  desk->rules.put_creates = FALSE;
  before = rows_apply (desk, MADE ("s1", MARK (A)), NULL);
  g_assert_cmpuint (before->written, ==, 1);
  rows_wait_done (salve_sync_rows_forget_server (desk->store, "tester"));
  desk->rules.put_creates = g_str_equal (name, A);
  naming = rows_apply (desk, link, NULL);
  named = rows_apply (desk, one, NULL);
  g_assert_cmpuint (naming->written + named->written, ==, 2);
  g_assert_true (salve_store_count (desk->store, "Patient", &n, NULL));
  g_assert_cmpuint (n, ==, 2);
  rows_assert_member (desk, "Patient", C, "link.other.reference", "Patient/s1");
  batch = rows_begin (desk);
  g_assert_cmpuint (batch->entries->len, ==, 0);
}

/* What waits for a person's decision names somebody by the server's id, and then turns out to name one who is here. */
static void
test_a_conflict_names_who_was_found_later (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *first = NULL, *second = NULL, *third = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  SalveSyncConflict *conflict;

  desk->rules.put_creates = FALSE;
  first = rows_apply (desk, "{\"resource\":" PATIENT (C, VERSION ("1") ",\"gender\":\"unknown\"") "}", NULL);
  rows_put (desk, PATIENT (A, ""));
  rows_put (desk, PATIENT (C, ",\"gender\":\"male\""));
  second = rows_apply (
      desk,
      "{\"resource\":" PATIENT (C, VERSION ("2") ",\"gender\":\"female\",\"link\":[" LINK ("t1") "]") "}",
      NULL);
  g_assert_cmpuint (second->conflicts, ==, 1);
  third = rows_apply (desk, MADE ("t1", MARK (A)), NULL);
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = conflicts->pdata[0];
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (conflict->theirs), "link.other.reference"),
                   ==, "Patient/" A);
}

/* A clinic that was by itself: what was imported has no row in the outbox, and goes up once. */
static void
test_a_local_clinic_goes_up_once (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) resources = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, rest = NULL;

  g_ptr_array_add (resources, store_fixture_parse (PATIENT (A, "")));
  g_ptr_array_add (resources, store_fixture_parse (PATIENT (B, "")));
  g_ptr_array_add (resources, store_fixture_parse (PATIENT (C, "")));
  rows_wait_done (salve_store_put_bulk (desk->store, resources, SALVE_BULK_DEFAULT));
  desk->rules.most_entries = 2;
  first = rows_begin (desk);
  g_assert_cmpuint (first->entries->len, ==, 2);
  rows_acknowledge (desk, rows_entry (first, 0), rows_entry (first, 0)->id, "1");
  rows_acknowledge (desk, rows_entry (first, 1), rows_entry (first, 1)->id, "1");
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  rows_acknowledge (desk, rows_entry (second, 0), rows_entry (second, 0)->id, "1");
  rest = rows_begin (desk);
  g_assert_cmpuint (rest->entries->len, ==, 0);
}

static void
test_the_bytes_survive_a_crash (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) sent = NULL, found = NULL, again = NULL;

  rows_put (desk, PATIENT (A, ",\"extension\":[{\"url\":\"urn:x\",\"valueDecimal\":1.00}]"));
  sent = rows_begin (desk);
  store_fixture_close (desk->store);
  desk->store = store_fixture_open (desk->fixture);
  found = rows_wait_boxed (salve_sync_rows_list_inflight (desk->store));
  g_assert_cmpuint (found->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (found, 0)->operation_id, ==, rows_entry (sent, 0)->operation_id);
  g_assert_true (g_bytes_equal (rows_entry (found, 0)->body, rows_entry (sent, 0)->body));
  g_assert_true (rows_body_has (rows_entry (found, 0), "1.00"));

  /* Nobody has it there: it goes again. */
  rows_wait_done (salve_sync_rows_meet (desk->store, &desk->rules, rows_entry (found, 0)->operation_id, NULL,
                                        NULL, NULL, 0, NULL));
  again = rows_begin (desk);
  g_assert_cmpuint (again->entries->len, ==, 1);
}

static void
test_an_echo_is_an_acknowledgement (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) sent = NULL, rest = NULL;
  g_autoptr (SalveResource) theirs = store_fixture_parse (PATIENT (A, VERSION ("3") ",\"gender\":\"male\""));

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  sent = rows_begin (desk);
  rows_wait_done (salve_sync_rows_meet (desk->store, &desk->rules, rows_entry (sent, 0)->operation_id, A,
                                        theirs, "3", 0, NULL));
  rest = rows_begin (desk);
  g_assert_cmpuint (rest->entries->len, ==, 0);
  rows_put (desk, PATIENT (A, ",\"gender\":\"female\""));
  g_clear_pointer (&rest, salve_sync_batch_unref);
  rest = rows_begin (desk);
  g_assert_cmpstr (rows_entry (rest, 0)->base_version, ==, "3");
}

static void
test_what_refers_to_a_refused_one_waits_with_it (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, third = NULL;
  g_autoptr (GPtrArray) refusals = NULL;

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = rows_begin (desk);
  rows_wait_done (salve_sync_rows_refuse (desk->store, rows_entry (first, 0)->operation_id, "no"));
  rows_put (desk, "{\"resourceType\":\"Encounter\",\"id\":\"" B
                  "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
                  "\"subject\":{\"reference\":\"Patient/" A "\"}}");
  rows_put (desk, PATIENT (C, ""));
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 1);
  g_assert_cmpstr (rows_entry (second, 0)->id, ==, C);
  rows_acknowledge (desk, rows_entry (second, 0), C, "1");
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  g_assert_cmpuint (refusals->len, ==, 2);
  g_assert_cmpstr (((SalveSyncRefusal *)refusals->pdata[0])->error, ==, "no");

  rows_wait_done (
      salve_store_retry_refusal (desk->store, ((SalveSyncRefusal *)refusals->pdata[0])->sequence));
  third = rows_begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 2);
  g_assert_cmpstr (rows_entry (third, 0)->id, ==, A);
}

static void
test_who_edits_a_refused_one_may_have_mended_it (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, third = NULL;

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = rows_begin (desk);
  rows_wait_done (salve_sync_rows_refuse (desk->store, rows_entry (first, 0)->operation_id, "no"));
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
  rows_put (desk, PATIENT (A, ",\"gender\":\"other\""));
  third = rows_begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 1);
}

static void
test_a_dropped_refusal_is_undone_and_goes_again (RowsDesk *desk, gconstpointer data)
{
  g_autoptr (SalveSyncBatch) first = NULL, second = NULL, third = NULL;
  g_autoptr (GPtrArray) refusals = NULL;
  gint64 change;

  rows_put (desk, PATIENT (A, ",\"gender\":\"male\""));
  first = rows_begin (desk);
  rows_wait_done (salve_sync_rows_refuse (desk->store, rows_entry (first, 0)->operation_id, "no"));
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  change = store_fixture_wait_id (salve_store_drop_refusal (
      desk->store, ((SalveSyncRefusal *)refusals->pdata[0])->sequence, "tester", "desk"));
  g_assert_null (salve_store_read (desk->store, "Patient", A, NULL, NULL));
  second = rows_begin (desk);
  g_assert_cmpuint (second->entries->len, ==, 0);
  store_fixture_wait_id (salve_store_undo (desk->store, change, "tester", "desk"));
  rows_assert_member (desk, "Patient", A, "gender", "male");
  third = rows_begin (desk);
  g_assert_cmpuint (third->entries->len, ==, 1);
}

#define VISIT(id, hour, rest)                                                                                \
  "{\"resourceType\":\"Appointment\",\"id\":\"" id "\"" rest ",\"status\":\"booked\",\"start\":"             \
  "\"2026-01-01T" hour ":00:00Z\",\"end\":\"2026-01-01T" hour ":15:00Z\",\"participant\":[{\"actor\":"       \
  "{\"reference\":\"Practitioner/d\"},\"status\":\"accepted\"}]}"

/* The doctor's time that it left has been given to somebody else since: what the server has comes back all the same, as it
 * would come down. */
static void
test_a_refusal_is_dropped_though_its_time_is_taken (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      rows_apply (desk, "{\"resource\":" VISIT (A, "10", VERSION ("1")) "}", NULL);
  g_autoptr (SalveSyncBatch) sent = NULL;
  g_autoptr (GPtrArray) refusals = NULL, left = NULL;

  g_assert_cmpuint (made->written, ==, 1);
  rows_put (desk, VISIT (A, "11", VERSION ("1")));
  sent = rows_begin (desk);
  rows_wait_done (salve_sync_rows_refuse (desk->store, rows_entry (sent, 0)->operation_id, "taken"));
  rows_put (desk, VISIT (B, "10", ""));
  refusals = salve_store_list_refusals (desk->store, 10, NULL);
  g_assert_cmpuint (refusals->len, ==, 1);
  store_fixture_wait_id (salve_store_drop_refusal (
      desk->store, ((SalveSyncRefusal *)refusals->pdata[0])->sequence, "tester", "desk"));
  rows_assert_member (desk, "Appointment", A, "start", "2026-01-01T10:00:00Z");
  left = salve_store_list_refusals (desk->store, 10, NULL);
  g_assert_cmpuint (left->len, ==, 0);
}

/* The same for whoever takes what the server has; what is neither that nor free is refused as ever. */
static void
test_a_conflict_is_settled_for_theirs_though_its_time_is_taken (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made =
      rows_apply (desk, "{\"resource\":" VISIT (A, "10", VERSION ("1")) "}", NULL);
  g_autofree SalveSyncCounts *met = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (SalveResource) other = store_fixture_parse (VISIT (A, "13", VERSION ("2")));
  g_autoptr (GError) error = NULL;
  SalveSyncConflict *conflict;

  rows_put (desk, VISIT (A, "11", VERSION ("1")));
  met = rows_apply (desk, "{\"resource\":" VISIT (A, "12", VERSION ("2")) "}", NULL);
  g_assert_cmpuint (made->written + met->conflicts, ==, 2);
  rows_put (desk, VISIT (B, "12", ""));
  rows_put (desk, VISIT (C, "13", ""));
  conflicts = salve_store_list_conflicts (desk->store, 10, NULL);
  conflict = conflicts->pdata[0];
  g_assert_false (store_fixture_wait (
      salve_store_settle_conflict (desk->store, conflict->id, other, "tester", "desk"), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  store_fixture_wait_id (
      salve_store_settle_conflict (desk->store, conflict->id, conflict->theirs, "tester", "desk"));
  rows_assert_member (desk, "Appointment", A, "start", "2026-01-01T12:00:00Z");
}

static void
test_an_appointment_is_provisional_until_it_is_accepted (RowsDesk *desk, gconstpointer data)
{
  const SalveTimeSpan day = { G_GINT64_CONSTANT (1767225600000000), G_GINT64_CONSTANT (1767312000000000) };
  g_autoptr (SalveSyncBatch) batch = NULL;

  rows_put (
      desk,
      "{\"resourceType\":\"Appointment\",\"id\":\"" A "\",\"status\":\"booked\",\"start\":"
      "\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:15:00Z\",\"participant\":[{\"actor\":{\"reference\":"
      "\"Practitioner/d\"},\"status\":\"accepted\"}]}");
  for (int step = 0; step < 3; step++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      if (step == 1)
        rows_wait_done (
            salve_store_set_setting (desk->store, SALVE_SETTING_SERVER, "https://server.example/fhir"));
      if (step == 2)
        {
          batch = rows_begin (desk);
          rows_acknowledge (desk, rows_entry (batch, 0), A, "1");
        }
      rows = salve_store_list_appointments (desk->store, day, NULL, NULL);
      g_assert_cmpuint (rows->len, ==, 1);
      g_assert_cmpint (((SalveAppointmentRow *)rows->pdata[0])->provisional, ==, step == 1);
    }
}

static void
test_a_setting_names_no_secret (RowsDesk *desk, gconstpointer data)
{
  g_autofree char *value = NULL;

  g_assert_null (salve_store_get_setting (desk->store, "audit-key", NULL));
  rows_wait_done (salve_store_set_setting (desk->store, SALVE_SETTING_PIN, "ab"));
  value = salve_store_get_setting (desk->store, SALVE_SETTING_PIN, NULL);
  g_assert_cmpstr (value, ==, "ab");
  rows_wait_done (salve_store_set_setting (desk->store, SALVE_SETTING_PIN, NULL));
  g_assert_null (salve_store_get_setting (desk->store, SALVE_SETTING_PIN, NULL));
}

/* Deleted at the clinic's former server, but another desk had not heard of it, and has brought it to the next one: it lives,
 * and what came before it names it. */
static void
test_deleted_moved_and_brought_by_another (RowsDesk *desk, gconstpointer data)
{
  g_autofree SalveSyncCounts *made = NULL, *gone = NULL, *naming = NULL, *named = NULL;

  made = rows_apply (desk, MADE (A, ""), NULL);
  gone = rows_apply (desk, GONE (A, "2"), NULL);
  g_assert_cmpuint (made->written + gone->deleted, ==, 2);
  rows_wait_done (salve_sync_rows_forget_server (desk->store, "tester"));
  desk->rules.put_creates = FALSE;
  naming = rows_apply (desk, MADE (C, ",\"link\":[" LINK ("t1") "]"), NULL);
  named = rows_apply (desk, MADE ("t1", MARK (A) ",\"gender\":\"male\""), NULL);
  g_assert_cmpuint (naming->written + named->written, ==, 2);
  rows_assert_member (desk, "Patient", A, "gender", "male");
  rows_assert_member (desk, "Patient", C, "link.other.reference", "Patient/" A);
}

#define TEST(path, function) g_test_add ("/rows/" path, RowsDesk, NULL, rows_set_up, function, rows_tear_down)

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
  g_test_add ("/rows/moved-chosen", RowsDesk, A, rows_set_up, test_moved_and_brought_by_another,
              rows_tear_down);
  g_test_add ("/rows/moved-given", RowsDesk, "t1", rows_set_up, test_moved_and_brought_by_another,
              rows_tear_down);
  TEST ("deleted-moved", test_deleted_moved_and_brought_by_another);
  TEST ("conflict-names", test_a_conflict_names_who_was_found_later);
  TEST ("ring", test_a_ring_goes_whole);
  TEST ("ring-waits", test_a_ring_waits_whole);
  TEST ("local-clinic", test_a_local_clinic_goes_up_once);
  TEST ("crash", test_the_bytes_survive_a_crash);
  TEST ("echo", test_an_echo_is_an_acknowledgement);
  TEST ("refused-with-dependents", test_what_refers_to_a_refused_one_waits_with_it);
  TEST ("refused-and-mended", test_who_edits_a_refused_one_may_have_mended_it);
  TEST ("refused-and-dropped", test_a_dropped_refusal_is_undone_and_goes_again);
  TEST ("dropped-though-taken", test_a_refusal_is_dropped_though_its_time_is_taken);
  TEST ("settled-though-taken", test_a_conflict_is_settled_for_theirs_though_its_time_is_taken);
  TEST ("provisional", test_an_appointment_is_provisional_until_it_is_accepted);
  TEST ("settings", test_a_setting_names_no_secret);
  return g_test_run ();
}
