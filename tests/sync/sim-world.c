/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-world.h"

#include <string.h>

#include "inline-worker.h"
#include "salve-resource.h"

#define BEGIN (G_GINT64_CONSTANT (1795424400) * G_TIME_SPAN_SECOND) /* 2026-11-23 09:00 */

guint
sim_draw (SimWorld *self, guint n)
{
  return (guint)g_rand_int_range (self->random, 0, (int)n);
}

void
sim_world_fail (SimWorld *self, const char *format, ...)
{
  va_list arguments;

  if (self->failure != NULL)
    return;
  va_start (arguments, format);
  self->failure = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

void
sim_world_say (SimWorld *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (!self->trace)
    return;
  g_print ("# %9.3f ", (double)(model_clock_now (self->clock) - BEGIN) / G_TIME_SPAN_SECOND);
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", text);
}

static SalveInstant
server_now (gpointer data)
{
  SimWorld *self = data;

  return model_clock_now (self->clock) + self->server_skew;
}

static SimWorld *only_one; /* the workers' callback has no data */

static gboolean
path_is_dead (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; only_one != NULL && i < only_one->clients->len; i++)
    {
      SimClient *client = only_one->clients->pdata[i];

      if (g_str_equal (client->folder, folder))
        return sim_client_watch (client);
    }
  return FALSE;
}

static void
ask_server (SimWorld *self, const char *method, const char *path, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, path, body);
  g_autoptr (SalveRemoteResponse) response = model_server_handle (self->server, request);

  g_assert_cmpuint (response->status, <, 300);
}

/* The clinic gets another server, at which there is nothing yet; each desk goes there by itself. What only the former one
 * had nobody brings. */
void
sim_world_move (SimWorld *self)
{
  self->former = self->server;
  self->server = model_server_new (&model_personalities[sim_draw (self, model_n_personalities)],
                                   g_rand_int (self->random), server_now, self);
  self->checked_commits = 0;
  sim_ledger_forgive (self->ledger, "the server");
  sim_world_say (self, "the clinic moves to %s", model_server_get_personality (self->server)->name);
}

/* Two doctors and some patients were at the server before. */
static void
fill_server (SimWorld *self)
{
  guint patients = 1 + sim_draw (self, 8);

  for (guint i = 0; i < 2 + patients; i++)
    {
      const char *type = i < 2 ? "Practitioner" : "Patient";
      g_autofree char *word = sim_ledger_word (self->ledger);
      g_autofree char *text = g_strdup_printf (
          "{\"resourceType\":\"%s\",\"identifier\":[{\"system\":\"" SIM_KEY_SYSTEM "\",\"value\":\"K%u\"}],"
          "\"name\":[{\"family\":\"%s\"}],\"extension\":[{\"url\":\"urn:sim:n\",\"valueDecimal\":1.00}]}",
          type, ++self->n_keys, word);

      ask_server (self, "POST", type, text);
      sim_ledger_promise (self->ledger, text, "the server");
      sim_world_pass (self, sim_draw (self, 20) * G_TIME_SPAN_SECOND);
    }
}

static void
draw_faults (SimWorld *self)
{
  guint *chances = (guint *)&self->faults;

  for (guint i = 0; i < sizeof self->faults / sizeof *chances; i++)
    chances[i] = sim_draw (self, 3) == 0 ? sim_draw (self, 60) : 0;
  self->faults.unauthorized /= 4;
}

/**
 * sim_world_new:
 * @kind: (nullable): of the clinic's first server; NULL: the seed says which
 */
SimWorld *
sim_world_new (guint32 seed, const char *folder, const ModelPersonality *kind, gboolean trace)
{
  const ModelPersonality *drawn;
  SimWorld *self = g_new0 (SimWorld, 1);
  guint n;

  only_one = self;
  inline_worker_set_is_dead (path_is_dead);
  self->seed = seed;
  self->random = g_rand_new_with_seed (seed);
  sim_chance_begin (seed);
  self->folder = g_strdup (folder);
  self->trace = trace;
  self->clock = model_clock_new (BEGIN);
  self->ledger = sim_ledger_new ();
  self->clients = g_ptr_array_new_with_free_func ((GDestroyNotify)sim_client_free);
  self->server_skew = sim_draw (self, 4) == 0 ? ((gint64)sim_draw (self, 49) - 24) * G_TIME_SPAN_HOUR : 0;
  drawn = &model_personalities[sim_draw (self, model_n_personalities)];
  self->server = model_server_new (kind != NULL ? kind : drawn, g_rand_int (self->random), server_now, self);
  self->risk_accepted = sim_draw (self, 2) == 0;
  self->moves_at = sim_draw (self, 8) == 0 ? sim_draw (self, 400) : G_MAXUINT;
  draw_faults (self);
  fill_server (self);
  n = 1 + sim_draw (self, 3);
  sim_world_say (self, "seed %u: %s, %u desks", seed, model_server_get_personality (self->server)->name, n);
  for (guint i = 0; i < n; i++)
    {
      SimClient *client = sim_client_new (self, i);

      client->skew = sim_draw (self, 4) == 0 ? ((gint64)sim_draw (self, 49) - 24) * G_TIME_SPAN_HOUR : 0;
      g_ptr_array_add (self->clients, client);
    }
  sim_chance_begin (seed);
  return self;
}

void
sim_world_free (SimWorld *self)
{
  g_ptr_array_unref (self->clients);
  sim_world_settle (self, 10000);
  /* What one run leaves behind must not make another of the next one. */
  g_assert_true (inline_worker_is_over ());
  only_one = NULL;
  model_clock_free (self->clock);
  model_server_free (self->server);
  g_clear_pointer (&self->former, model_server_free);
  sim_ledger_free (self->ledger);
  g_rand_free (self->random);
  g_free (self->failure);
  g_free (self->folder);
  g_free (self);
}

/* Lets the programs do what can be done at this moment, but no more than so many steps of it. */
void
sim_world_settle (SimWorld *self, guint at_most)
{
  for (guint i = 0; i < at_most; i++)
    if (!g_main_context_iteration (NULL, FALSE) && !inline_worker_step (self->random))
      return;
  if (at_most >= 10000)
    sim_world_fail (self, "the programs never come to rest");
}

void
sim_world_pass (SimWorld *self, gint64 duration)
{
  SalveInstant until = model_clock_now (self->clock) + duration;

  do
    sim_world_settle (self, 10000);
  while (self->failure == NULL && model_clock_step (self->clock, until));
}

/**
 * sim_world_wait:
 * @future: (transfer full): of the client's store
 * @id: (out) (optional): the change, where that is what it resolves to
 *
 * Returns: whether it was resolved; without an error where the program died before anybody heard of it
 */
gboolean
sim_world_wait (SimWorld *self, SimClient *client, DexFuture *future, gint64 *id, GError **error)
{
  const GValue *value;

  for (guint i = 0; i < 10000 && dex_future_is_pending (future) && !sim_client_is_dead (client); i++)
    if (!g_main_context_iteration (NULL, FALSE) && !inline_worker_step (self->random))
      break;
  if (dex_future_is_pending (future))
    {
      if (!sim_client_is_dead (client))
        sim_world_fail (self, "%s: the store does not answer", client->name);
      dex_future_disown (future);
      return FALSE;
    }
  value = dex_future_get_value (future, error);
  if (value != NULL && id != NULL && G_VALUE_HOLDS_INT64 (value))
    *id = g_value_get_int64 (value);
  dex_unref (future);
  return value != NULL;
}
