/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk's program: started, killed at any write to its file, and started again upon the same file. */
#include "config.h"

#include <glib/gstdio.h>

#include "fault-vfs.h"
#include "inline-worker.h"
#include "memory-vfs.h"
#include "salve-sync-rows.h"
#include "sim-world.h"

static SalveInstant
client_now (gpointer data)
{
  SimClient *self = data;

  return model_clock_now (self->world->clock) + self->skew;
}

static guint32
client_random (gpointer data)
{
  return g_rand_int (((SimClient *)data)->world->random);
}

typedef struct
{
  SimClient *client;
  DexPromise *promise;
} Sleep;

static void
wake (gpointer data)
{
  Sleep *sleep = data;

  /* It is gone from the list where the program has died meanwhile. */
  if (g_ptr_array_remove_fast (sleep->client->sleeps, sleep->promise))
    dex_promise_resolve_boolean (sleep->promise, TRUE);
}

static void
sleep_free (gpointer data)
{
  dex_unref (((Sleep *)data)->promise);
  g_free (data);
}

static DexFuture *
client_sleep (gint64 duration, gpointer data)
{
  SimClient *self = data;
  Sleep *sleep;

  sleep = g_new0 (Sleep, 1);
  sleep->client = self;
  sleep->promise = dex_promise_new ();
  g_ptr_array_add (self->sleeps, sleep->promise);
  model_clock_plan (self->world->clock, duration, wake, sleep, sleep_free);
  return DEX_FUTURE (dex_ref (sleep->promise));
}

/* Returns: (transfer full): a new file, made beside the desks */
static GBytes *
make_template (SimClient *self)
{
  g_autofree char *folder = g_strdup_printf ("%s/template%u", self->world->folder, self->number);
  g_autofree char *path = g_build_filename (folder, "clinic.salve", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  SalveStore *store;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  sim_chance_begin (self->number);
  store = salve_store_open (file, NULL, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_no_error (error);
  dex_future_disown (salve_store_close (store));
  while (g_main_context_iteration (NULL, FALSE) || inline_worker_step (random))
    ;
  g_object_unref (store);
  return memory_vfs_read (path);
}

/* A new file takes some milliseconds, and there are thousands of them: all are copies of one for each desk number, with a
 * store's id of its own. Now and then one is made all the same, which may be killed at it. Nothing of the world's is drawn
 * for it: a seed's run is the same with it, as the first of a process, and without. */
static void
copy_template (SimClient *self, const char *path)
{
  static GBytes *templates[8];

  g_assert_cmpuint (self->number, <, G_N_ELEMENTS (templates));
  if (templates[self->number] == NULL)
    templates[self->number] = make_template (self);
  memory_vfs_write (path, templates[self->number]);
}

SimClient *
sim_client_new (SimWorld *world, guint number)
{
  SimClient *self = g_new0 (SimClient, 1);
  g_autofree char *path = NULL;

  self->world = world;
  self->number = number;
  self->name = g_strdup_printf ("desk%u", number);
  self->folder = g_build_filename (world->folder, self->name, NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  path = g_build_filename (self->folder, "clinic.salve", NULL);
  self->file = g_file_new_for_path (path);
  self->sleeps = g_ptr_array_new ();
  self->last_touched = g_ptr_array_new_with_free_func (g_free);
  fault_vfs_add_victim (self->folder);
  if (sim_draw (world, 20) != 0)
    copy_template (self, path);
  return self;
}

gboolean
sim_client_is_dead (SimClient *self)
{
  return fault_vfs_is_dead (self->folder);
}

static void
start_sync (SimClient *self)
{
  const SalveSyncEnvironment environment = { client_now, client_random, client_sleep, self };

  self->remote =
      model_remote_new (self->server, self->world->clock, &self->world->faults, self->world->random);
  self->sync = salve_sync_new (self->store, SALVE_REMOTE (self->remote), &environment);
  if (self->world->risk_accepted)
    salve_sync_accept_risk (self->sync, TRUE);
  salve_sync_start (self->sync);
}

/* Whether the file says that it is no desk of the former server any more. */
static gboolean
has_left (SimClient *self)
{
  g_autofree char *abilities = salve_store_get_setting (self->store, SALVE_SETTING_ABILITIES, NULL);

  return abilities == NULL;
}

/* Of its server, or of the former one where something has to be decided first. A program may be killed at it. */
static void
leave (SimClient *self)
{
  g_autoptr (GError) error = NULL;
  gboolean left = has_left (self)
                  || sim_world_wait (self->world, self,
                                     salve_sync_rows_forget_server (self->store, self->name), NULL, &error);

  if (!left && error == NULL)
    return;
  if (!left && !g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT))
    sim_world_fail (self->world, "%s: does not leave: %s", self->name, error->message);
  self->leaving = FALSE;
  if (left)
    self->server = self->world->server;
  sim_world_say (self->world, "%s %s", self->name, left ? "leaves" : "cannot leave");
  start_sync (self);
}

/* Opens the file, which is made at the first time. A program may be killed at that, too. */
void
sim_client_start (SimClient *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  fault_vfs_kill_at (
      self->folder, self->world->calm || sim_draw (self->world, 10) > 0 ? 0 : 1 + sim_draw (self->world, 60));
  self->store = salve_store_open (self->file, NULL, SALVE_STORE_OPEN_CREATE, &error);
  if (self->store == NULL)
    {
      if (!sim_client_is_dead (self))
        sim_world_fail (self->world, "%s: the file does not open: %s", self->name, error->message);
      return;
    }
  salve_store_set_time_zone (self->store, utc);
  salve_store_set_clock (self->store, client_now, self);
  if (self->leaving)
    leave (self);
  else if (self->connected)
    start_sync (self);
}

/* For the workers: nothing of a dead program comes out any more. */
gboolean
sim_client_watch (SimClient *self)
{
  gboolean dead = sim_client_is_dead (self);

  if (dead && self->remote != NULL)
    model_remote_cut_off (self->remote);
  return dead;
}

/* The clinic's server is known from now on. */
void
sim_client_connect (SimClient *self)
{
  if (self->connected)
    return;
  self->connected = TRUE;
  self->server = self->world->server;
  start_sync (self);
}

/* Whether the clinic has another server than this desk. */
gboolean
sim_client_lags (SimClient *self)
{
  return self->connected && self->server != self->world->server;
}

/* The program is closed, and begins anew without a server before it goes to the other one. */
void
sim_client_move (SimClient *self)
{
  sim_client_bury (self);
  self->leaving = TRUE;
  sim_client_start (self);
}

/* Nobody hears any more of what the program was at: its requests, its naps and its work on the file end in errors, so
 * that the memory comes back. None of that reaches the file or the server. */
static void
unwind (SimClient *self)
{
  g_autofree char *path = g_file_get_path (self->file);
  g_autoptr (DexFuture) stopped = NULL;

  if (self->remote != NULL)
    model_remote_cut_off (self->remote);
  if (self->sync != NULL)
    stopped = salve_sync_stop (self->sync);
  for (guint i = 0; i < 20; i++)
    {
      while (self->sleeps->len > 0)
        dex_promise_reject (g_ptr_array_steal_index_fast (self->sleeps, self->sleeps->len - 1),
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Killed"));
      inline_worker_bury (path);
      sim_world_settle (self->world, 10000);
    }
  if (stopped != NULL && dex_future_is_pending (stopped))
    sim_world_fail (self->world, "%s: the engine does not stop", self->name);
}

/* After fault_vfs_kill_at() has struck, or with it for a clean end. */
void
sim_client_bury (SimClient *self)
{
  g_autoptr (DexFuture) closed = NULL;

  if (self->store == NULL)
    return;
  unwind (self);
  g_clear_object (&self->sync);
  closed = salve_store_close (self->store);
  sim_world_settle (self->world, 10000);
  if (dex_future_is_pending (closed))
    sim_world_fail (self->world, "%s: the file does not close", self->name);
  g_clear_object (&self->store);
  if (self->remote != NULL)
    {
      self->world->n_requests += model_remote_get_n_requests (self->remote);
      self->world->n_faults += model_remote_get_n_faults (self->remote);
    }
  g_clear_object (&self->remote);
  self->last_change = 0; /* nobody undoes what he no longer sees offered */
}

void
sim_client_free (SimClient *self)
{
  sim_client_bury (self);
  fault_vfs_remove_victim (self->folder);
  g_ptr_array_unref (self->sleeps);
  g_ptr_array_unref (self->last_touched);
  g_object_unref (self->file);
  g_free (self->folder);
  g_free (self->name);
  g_free (self);
}
