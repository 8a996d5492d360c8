/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program died after it had sent a booking: what the next one makes of what it finds at the server. The simulation comes
 * to this too seldom to be relied upon. */
#include "config.h"

#include <string.h>

#include "model-remote.h"
#include "salve-merge.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"
#include "salve-sync.h"
#include "store-fixture.h"

#define OURS "6f1c0b0e-0000-4000-8000-00000000000a"
#define THEIRS "6f1c0b0e-0000-4000-8000-00000000000b"
#define DOCTOR "6f1c0b0e-0000-4000-8000-00000000000d"
#define BOOKED(id, from, to)                                                                                 \
  "{\"resourceType\":\"Appointment\",\"id\":\"" id "\",\"status\":\"booked\",\"start\":\"2026-11-24T" from   \
  ":00Z\",\"end\":\"2026-11-24T" to                                                                          \
  ":00Z\",\"participant\":[{\"actor\":{\"reference\":\"Practitioner/" DOCTOR                                 \
  "\"},\"status\":\"accepted\"}]}"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  ModelClock *clock;
  ModelServer *server;
  GRand *random;
} Desk;

static SalveInstant
now (gpointer data)
{
  return model_clock_now (((Desk *)data)->clock);
}

static guint32
draw (gpointer data)
{
  return g_rand_int (((Desk *)data)->random);
}

static DexFuture *
sleep_in_the_model (gint64 duration, gpointer data)
{
  return model_clock_sleep (((Desk *)data)->clock, duration);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->clock = model_clock_new (G_GINT64_CONSTANT (1795424400) * G_TIME_SPAN_SECOND); /* 2026-11-23 */
  desk->random = g_rand_new_with_seed (1);
  desk->server = model_server_new (model_personality_find ("no-guards"), 1, now, desk);
  desk->fixture = store_fixture_new ();
  desk->store = store_fixture_open (desk->fixture);
  salve_store_set_clock (desk->store, now, desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  store_fixture_assert_sound (desk->store);
  store_fixture_close (desk->store);
  store_fixture_free (desk->fixture);
  model_server_free (desk->server);
  g_rand_free (desk->random);
  model_clock_free (desk->clock);
}

static guint
ask (Desk *desk, const char *method, const char *path, const char *text)
{
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, path, body);
  g_autoptr (SalveRemoteResponse) response = model_server_handle (desk->server, request);

  return response->status;
}

/* The server takes it; a quarter of an hour goes by. */
static void
arrive (Desk *desk, const char *path, const char *text)
{
  SalveInstant later = model_clock_now (desk->clock) + 15 * G_TIME_SPAN_MINUTE;

  g_assert_cmpuint (ask (desk, "PUT", path, text), ==, 201);
  dex_future_disown (model_clock_sleep (desk->clock, 15 * G_TIME_SPAN_MINUTE));
  while (model_clock_step (desk->clock, later))
    ;
  g_assert_cmpint (model_clock_now (desk->clock), ==, later);
}

/* Booked and sent at this desk; its program dies before the answer. */
static void
send_and_die (Desk *desk, const char *text)
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
  store_fixture_close (desk->store);
  desk->store = store_fixture_open (desk->fixture);
  salve_store_set_clock (desk->store, now, desk);
}

/* The next program's first round. */
static void
run_round (Desk *desk)
{
  const SalveSyncEnvironment environment = { now, draw, sleep_in_the_model, desk };
  const ModelFaults well = { 0 };
  g_autoptr (ModelRemote) remote = model_remote_new (desk->server, desk->clock, &well, desk->random);
  g_autoptr (SalveSync) sync = salve_sync_new (desk->store, SALVE_REMOTE (remote), &environment);
  g_autoptr (DexFuture) round = salve_sync_run_once (sync);
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (round))
    if (!g_main_context_iteration (NULL, FALSE))
      model_clock_step (desk->clock, model_clock_now (desk->clock) + G_TIME_SPAN_MINUTE);
  dex_future_get_value (round, &error);
  g_assert_no_error (error);
}

static void
assert_waiting (Desk *desk, guint wanted_refused)
{
  guint waiting, conflicts, refused;

  g_assert_true (salve_store_count_sync (desk->store, &waiting, &conflicts, &refused, NULL));
  g_assert_cmpuint (waiting, ==, 0);
  g_assert_cmpuint (conflicts, ==, 0);
  g_assert_cmpuint (refused, ==, wanted_refused);
}

/* Another desk's was there before, as nobody looked afterwards: it is taken back, and waits for a person. */
static void
test_a_time_that_was_taken (Desk *desk, gconstpointer data)
{
  send_and_die (desk, BOOKED (OURS, "09:00", "09:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:15", "09:45"));
  arrive (desk, "Appointment/" OURS, BOOKED (OURS, "09:00", "09:30"));
  run_round (desk);
  g_assert_cmpuint (ask (desk, "GET", "Appointment/" THEIRS, NULL), ==, 200);
  g_assert_cmpuint (ask (desk, "GET", "Appointment/" OURS, NULL), ==, 410);
  assert_waiting (desk, 1);
}

/* Nobody else is there at that time: it stays, and is booked. */
static void
test_a_time_that_was_free (Desk *desk, gconstpointer data)
{
  send_and_die (desk, BOOKED (OURS, "09:00", "09:30"));
  arrive (desk, "Appointment/" THEIRS, BOOKED (THEIRS, "09:30", "10:00"));
  arrive (desk, "Appointment/" OURS, BOOKED (OURS, "09:00", "09:30"));
  run_round (desk);
  g_assert_cmpuint (ask (desk, "GET", "Appointment/" OURS, NULL), ==, 200);
  assert_waiting (desk, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/recover/taken", Desk, NULL, set_up, test_a_time_that_was_taken, tear_down);
  g_test_add ("/recover/free", Desk, NULL, set_up, test_a_time_that_was_free, tear_down);
  return g_test_run ();
}
