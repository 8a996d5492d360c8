/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model-desk.h"

#include <string.h>

static SalveInstant
desk_now (gpointer data)
{
  return model_clock_now (((ModelDesk *)data)->clock);
}

static SalveInstant
server_now (gpointer data)
{
  return desk_now (data) + ((ModelDesk *)data)->server_ahead;
}

static guint32
draw (gpointer data)
{
  return g_rand_int (((ModelDesk *)data)->random);
}

static DexFuture *
sleep_in_the_model (gint64 duration, gpointer data)
{
  return model_clock_sleep (((ModelDesk *)data)->clock, duration);
}

/* server: the name of one of model_personalities */
void
model_desk_set_up (ModelDesk *self, const char *server)
{
  self->clock = model_clock_new (G_GINT64_CONSTANT (1795424400) * G_TIME_SPAN_SECOND); /* 2026-11-23 */
  self->random = g_rand_new_with_seed (1);
  self->server = model_server_new (model_personality_find (server), 1, server_now, self);
  self->fixture = store_fixture_new ();
  self->store = store_fixture_open (self->fixture);
  salve_store_set_clock (self->store, desk_now, self);
}

void
model_desk_tear_down (ModelDesk *self)
{
  store_fixture_assert_sound (self->store);
  store_fixture_close (self->store);
  store_fixture_free (self->fixture);
  model_server_free (self->server);
  g_rand_free (self->random);
  model_clock_free (self->clock);
}

/* The program died, and is started again. */
void
model_desk_reopen (ModelDesk *self)
{
  store_fixture_close (self->store);
  self->store = store_fixture_open (self->fixture);
  salve_store_set_clock (self->store, desk_now, self);
}

/* Somebody else asks the server. text: (nullable): the body. Returns: the status of the answer */
guint
model_desk_ask (ModelDesk *self, const char *method, const char *path, const char *text)
{
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, path, body);
  g_autoptr (SalveRemoteResponse) response = model_server_handle (self->server, request);

  return response->status;
}

/* Nobody does anything for so many µs. */
void
model_desk_pass (ModelDesk *self, gint64 duration)
{
  SalveInstant later = model_clock_now (self->clock) + duration;

  while (model_clock_step (self->clock, later))
    ;
  g_assert_cmpint (model_clock_now (self->clock), ==, later);
}

/* For engines of this desk. */
SalveSyncEnvironment
model_desk_get_environment (ModelDesk *self)
{
  return (SalveSyncEnvironment){ desk_now, draw, sleep_in_the_model, self };
}

/* The first round of a program that was just started. Returns: whether it was well */
gboolean
model_desk_run_round (ModelDesk *self, SalveRemote *remote, GError **error)
{
  const SalveSyncEnvironment environment = model_desk_get_environment (self);
  g_autoptr (SalveSync) sync = salve_sync_new (self->store, remote, &environment);
  g_autoptr (DexFuture) round = salve_sync_run_once (sync);

  while (dex_future_is_pending (round))
    if (!g_main_context_iteration (NULL, FALSE) && !model_clock_next (self->clock))
      g_main_context_iteration (NULL, TRUE);
  return dex_future_get_value (round, error) != NULL;
}

/* The same, while the network is well. */
void
model_desk_expect_round (ModelDesk *self)
{
  const ModelFaults well = { 0 };
  g_autoptr (ModelRemote) remote = model_remote_new (self->server, self->clock, &well, self->random);
  g_autoptr (GError) error = NULL;

  model_desk_run_round (self, SALVE_REMOTE (remote), &error);
  g_assert_no_error (error);
}
