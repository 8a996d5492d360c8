/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program died after it had sent a booking: what the next one makes of what it finds at the server. The simulation comes
 * to this too seldom to be relied upon. */
#include "config.h"

#include "model-desk.h"
#include "salve-element.h"
#include "salve-merge.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"

#define OURS "6f1c0b0e-0000-4000-8000-00000000000a"
#define THEIRS "6f1c0b0e-0000-4000-8000-00000000000b"
#define DOCTOR "6f1c0b0e-0000-4000-8000-00000000000d"
#define THIRD "6f1c0b0e-0000-4000-8000-00000000000c"
#define BOOKED(id, from, to) CHANGED (id, "booked", from, to, "")
#define CHANGED(id, status, from, to, more)                                                                  \
  "{\"resourceType\":\"Appointment\",\"id\":\"" id "\",\"status\":\"" status "\"," more                      \
  "\"start\":\"2026-11-24T" from ":00Z\",\"end\":\"2026-11-24T" to                                           \
  ":00Z\",\"participant\":[{\"actor\":{\"reference\":\"Practitioner/" DOCTOR                                 \
  "\"},\"status\":\"accepted\"}]}"

static void
set_up (ModelDesk *desk, gconstpointer data)
{
  model_desk_set_up (desk, "no-guards");
}

static void
tear_down (ModelDesk *desk, gconstpointer data)
{
  model_desk_tear_down (desk);
}

/* The server takes it; a quarter of an hour goes by. */
static void
arrive (ModelDesk *desk, const char *path, const char *text)
{
  g_assert_cmpuint (model_desk_ask (desk, "PUT", path, text), ==, 201);
  model_desk_pass (desk, 15 * G_TIME_SPAN_MINUTE);
}

static void
change_there (ModelDesk *desk, const char *path, const char *text)
{
  g_assert_cmpuint (model_desk_ask (desk, "PUT", path, text), ==, 200);
  model_desk_pass (desk, 15 * G_TIME_SPAN_MINUTE);
}

/* Booked and sent at this desk; its program dies before the answer. */
static void
send_and_die (ModelDesk *desk, const char *text)
{
  const SalveSyncRules rules = { .base = MODEL_BASE,
                                 .put_creates = TRUE,
                                 .transactions = TRUE,
                                 .most_entries = 100,
                                 .most_bytes = 1024 * 1024,
                                 .merge = salve_merge };
  g_autoptr (SalveResource) appointment = store_fixture_parse (text);

  store_fixture_put (desk->store, appointment);
  g_assert_true (store_fixture_wait (salve_sync_rows_prepare (desk->store), NULL));
  g_assert_true (store_fixture_wait (salve_sync_rows_begin (desk->store, &rules), NULL));
  model_desk_reopen (desk);
}

static void
assert_waiting (ModelDesk *desk, guint wanted_refused)
{
  guint waiting, conflicts, refused;

  g_assert_true (salve_store_count_sync (desk->store, &waiting, &conflicts, &refused, NULL));
  g_assert_cmpuint (waiting, ==, 0);
  g_assert_cmpuint (conflicts, ==, 0);
  g_assert_cmpuint (refused, ==, wanted_refused);
}

/* Another desk's was there before, as nobody looked afterwards: it is taken back, and waits for a person. */
static void
test_a_time_that_was_taken (ModelDesk *desk, gconstpointer data)
{
  send_and_die (desk, BOOKED (OURS, "09:00", "09:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:15", "09:45"));
  arrive (desk, "Appointment/" OURS, BOOKED (OURS, "09:00", "09:30"));
  model_desk_expect_round (desk);
  g_assert_cmpuint (model_desk_ask (desk, "GET", "Appointment/" THEIRS, NULL), ==, 200);
  g_assert_cmpuint (model_desk_ask (desk, "GET", "Appointment/" OURS, NULL), ==, 410);
  assert_waiting (desk, 1);
}

/* Nobody else is there at that time: it stays, and is booked. */
static void
test_a_time_that_was_free (ModelDesk *desk, gconstpointer data)
{
  send_and_die (desk, BOOKED (OURS, "09:00", "09:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:30", "10:00"));
  arrive (desk, "Appointment/" OURS, BOOKED (OURS, "09:00", "09:30"));
  model_desk_expect_round (desk);
  g_assert_cmpuint (model_desk_ask (desk, "GET", "Appointment/" OURS, NULL), ==, 200);
  assert_waiting (desk, 0);
}

/* Returns: (transfer none): as the server has it now */
static SalveResource *
read_there (ModelDesk *desk, const char *id)
{
  ModelRow *row = model_data_find (model_server_get_data (desk->server), "Appointment", id);

  g_assert_nonnull (row);
  g_assert_nonnull (model_row_newest (row)->body);
  return model_row_newest (row)->body;
}

static void
assert_there (ModelDesk *desk, const char *id, const char *status, const char *start)
{
  SalveElement root = salve_resource_root (read_there (desk, id));

  g_assert_cmpstr (salve_element_string (root, "status"), ==, status);
  g_assert_cmpstr (salve_element_string (root, "start"), ==, start);
}

/* This desk has it as it is at the server, at nine; then it is changed here, and the program dies as that is sent. */
static void
receive_change_and_die (ModelDesk *desk, const char *text)
{
  g_assert_cmpuint (model_desk_ask (desk, "PUT", "Appointment/" OURS, BOOKED (OURS, "09:00", "09:30")), ==,
                    201);
  model_desk_expect_round (desk);
  model_desk_pass (desk, 15 * G_TIME_SPAN_MINUTE);
  send_and_die (desk, text);
}

/* Another desk has cancelled it, and somebody else has the time since. What was sent here came too late; what is there is
 * not it, and is not taken back. */
static void
test_a_time_that_others_gave_up (ModelDesk *desk, gconstpointer data)
{
  receive_change_and_die (desk, CHANGED (OURS, "booked", "09:00", "09:30", "\"comment\":\"late\","));
  change_there (desk, "Appointment/" OURS, CHANGED (OURS, "cancelled", "09:00", "09:30", ""));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:15", "09:45"));
  model_desk_expect_round (desk);
  assert_there (desk, OURS, "cancelled", "2026-11-24T09:00:00Z");
  assert_there (desk, THEIRS, "booked", "2026-11-24T09:15:00Z");
}

/* What was sent changes nothing of its time: whoever is in it by mistake is not this desk's to settle. */
static void
test_a_time_that_was_its_own (ModelDesk *desk, gconstpointer data)
{
  const char *changed = CHANGED (OURS, "booked", "09:00", "09:30", "\"comment\":\"new\",");

  receive_change_and_die (desk, changed);
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:15", "09:45"));
  change_there (desk, "Appointment/" OURS, changed);
  model_desk_expect_round (desk);
  assert_there (desk, OURS, "booked", "2026-11-24T09:00:00Z");
  g_assert_cmpstr (salve_element_string (salve_resource_root (read_there (desk, OURS)), "comment"), ==,
                   "new");
  assert_waiting (desk, 0);
}

/* It was moved to a time that was taken, and goes back to its former one. */
static void
test_a_move_to_a_time_that_was_taken (ModelDesk *desk, gconstpointer data)
{
  receive_change_and_die (desk, BOOKED (OURS, "11:00", "11:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "11:15", "11:45"));
  change_there (desk, "Appointment/" OURS, BOOKED (OURS, "11:00", "11:30"));
  model_desk_expect_round (desk);
  assert_there (desk, OURS, "booked", "2026-11-24T09:00:00Z");
  assert_waiting (desk, 1);
}

/* And somebody else has its former time since: it has none then. */
static void
test_a_move_from_a_time_that_is_taken (ModelDesk *desk, gconstpointer data)
{
  receive_change_and_die (desk, BOOKED (OURS, "11:00", "11:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "11:15", "11:45"));
  change_there (desk, "Appointment/" OURS, BOOKED (OURS, "11:00", "11:30"));
  arrive (desk, "Appointment/" THIRD, BOOKED (THIRD, "09:15", "09:45"));
  model_desk_expect_round (desk);
  assert_there (desk, OURS, "proposed", "2026-11-24T09:00:00Z");
  assert_there (desk, THIRD, "booked", "2026-11-24T09:15:00Z");
  assert_waiting (desk, 1);
}

/* Somebody else has changed it after it arrived: that is not lost with the time. */
static void
test_a_move_that_others_changed (ModelDesk *desk, gconstpointer data)
{
  g_autoptr (SalveResource) here = NULL;

  receive_change_and_die (desk, BOOKED (OURS, "11:00", "11:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "11:15", "11:45"));
  change_there (desk, "Appointment/" OURS, BOOKED (OURS, "11:00", "11:30"));
  change_there (desk, "Appointment/" OURS,
                CHANGED (OURS, "booked", "11:00", "11:30", "\"comment\":\"theirs\","));
  model_desk_expect_round (desk);
  assert_there (desk, OURS, "proposed", "2026-11-24T11:00:00Z");
  g_assert_cmpstr (salve_element_string (salve_resource_root (read_there (desk, OURS)), "comment"), ==,
                   "theirs");
  /* It is only proposed at this desk, too, and says what both said. */
  here = salve_store_read (desk->store, "Appointment", OURS, NULL, NULL);
  g_assert_cmpstr (salve_element_string (salve_resource_root (here), "status"), ==, "proposed");
  g_assert_cmpstr (salve_element_string (salve_resource_root (here), "comment"), ==, "theirs");
}

/* It arrived after it had been looked for in vain, and somebody else's was there before: that it is found when it is to be
 * sent again does not say that the time is its own. */
static void
test_a_time_that_was_taken_when_it_came_late (ModelDesk *desk, gconstpointer data)
{
  g_autoptr (SalveResource) appointment = store_fixture_parse (BOOKED (OURS, "09:00", "09:30"));

  store_fixture_put (desk->store, appointment);
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:15", "09:45"));
  arrive (desk, "Appointment/a1",
          CHANGED ("a1", "booked", "09:00", "09:30",
                   "\"identifier\":[{\"system\":\"" SALVE_LOCAL_ID_SYSTEM "\",\"value\":\"" OURS "\"}],"));
  model_desk_expect_round (desk);
  assert_there (desk, THEIRS, "booked", "2026-11-24T09:15:00Z");
  g_assert_cmpuint (model_desk_ask (desk, "GET", "Appointment/a1", NULL), ==, 410);
  assert_waiting (desk, 1);
}

/* Somebody with the right has put it beside another one. */
static void
test_a_time_that_is_shared (ModelDesk *desk, gconstpointer data)
{
  const char *shared = CHANGED (OURS, "booked", "09:00", "09:30",
                                "\"extension\":[{\"url\":\"http://salveclinic.github.io/fhir/"
                                "StructureDefinition/appointment-overbooked\","
                                "\"valueString\":\"urgent\"}],");

  send_and_die (desk, shared);
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:15", "09:45"));
  arrive (desk, "Appointment/" OURS, shared);
  model_desk_expect_round (desk);
  assert_there (desk, OURS, "booked", "2026-11-24T09:00:00Z");
  assert_waiting (desk, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/recover/taken", ModelDesk, NULL, set_up, test_a_time_that_was_taken, tear_down);
  g_test_add ("/recover/free", ModelDesk, NULL, set_up, test_a_time_that_was_free, tear_down);
  g_test_add ("/recover/given-up", ModelDesk, NULL, set_up, test_a_time_that_others_gave_up, tear_down);
  g_test_add ("/recover/its-own", ModelDesk, NULL, set_up, test_a_time_that_was_its_own, tear_down);
  g_test_add ("/recover/move-taken", ModelDesk, NULL, set_up, test_a_move_to_a_time_that_was_taken,
              tear_down);
  g_test_add ("/recover/former-taken", ModelDesk, NULL, set_up, test_a_move_from_a_time_that_is_taken,
              tear_down);
  g_test_add ("/recover/move-changed", ModelDesk, NULL, set_up, test_a_move_that_others_changed, tear_down);
  g_test_add ("/recover/late", ModelDesk, NULL, set_up, test_a_time_that_was_taken_when_it_came_late,
              tear_down);
  g_test_add ("/recover/shared", ModelDesk, NULL, set_up, test_a_time_that_is_shared, tear_down);
  return g_test_run ();
}
