/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program died after it had sent a booking: what the next one makes of what it finds at the server. The simulation comes
 * to this too seldom to be relied upon. */
#include "config.h"

#include "model-desk.h"
#include "salve-merge.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"

#define OURS "6f1c0b0e-0000-4000-8000-00000000000a"
#define THEIRS "6f1c0b0e-0000-4000-8000-00000000000b"
#define DOCTOR "6f1c0b0e-0000-4000-8000-00000000000d"
#define BOOKED(id, from, to)                                                                                 \
  "{\"resourceType\":\"Appointment\",\"id\":\"" id "\",\"status\":\"booked\",\"start\":\"2026-11-24T" from   \
  ":00Z\",\"end\":\"2026-11-24T" to                                                                          \
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/recover/taken", ModelDesk, NULL, set_up, test_a_time_that_was_taken, tear_down);
  g_test_add ("/recover/free", ModelDesk, NULL, set_up, test_a_time_that_was_free, tear_down);
  return g_test_run ();
}
