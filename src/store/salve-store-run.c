/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work of the engine's other folders on the store's threads. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-run.h"

#include <glib/gi18n-lib.h>

#include "salve-store-private.h"

/**
 * salve_store_run_write:
 * @func: gets the writer's connection, outside of any transaction
 * @data: (transfer full):
 *
 * Returns: (transfer full): what @func put into its value; rejected with its error, or when the store is read-only
 */
DexFuture *
salve_store_run_write (SalveStore *self,
                       SalvePriority priority,
                       SalveWorkFunc func,
                       gpointer data,
                       GDestroyNotify destroy)
{
  return salve_store_push_write (self, priority, func, data, destroy);
}

/* The tops of the indexes stay in memory: a server's reads come from everywhere in the file. */
static gboolean
do_widen_cache (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return salve_connection_exec (connection, "PRAGMA cache_size=-32768", error);
}

static SalveWorker *
start_reader (SalveStore *self)
{
  SalveWorker *reader = salve_worker_new ("salve-reader", self->path, self->key, TRUE);

  dex_future_disown (salve_worker_push (reader, SALVE_PRIORITY_PERSON, do_widen_cache, NULL, NULL));
  return reader;
}

/* Returns: (transfer full) (nullable): the one with the least to do, or one more where all have something to do; NULL in
 *   a store that is closed */
static SalveWorker *
pick_reader (SalveStore *self)
{
  SalveWorker *best = NULL;
  guint least = G_MAXUINT;

  g_mutex_lock (&self->readers_lock);
  for (guint i = 0; self->lister != NULL && i < SALVE_STORE_READERS && least > 0; i++)
    {
      guint backlog;

      if (self->readers[i] == NULL)
        self->readers[i] = start_reader (self);
      backlog = salve_worker_get_backlog (self->readers[i]);
      if (backlog < least)
        {
          least = backlog;
          best = self->readers[i];
        }
    }
  if (best != NULL)
    salve_worker_ref (best);
  g_mutex_unlock (&self->readers_lock);
  return best;
}

/**
 * salve_store_run_read:
 * @func: gets a read-only connection; what other reads do goes on meanwhile
 * @data: (transfer full):
 *
 * Reads have threads of their own, which are started as they are needed, so that they wait neither for the lists'
 * long queries nor, up to SALVE_STORE_READERS, for each other. May be called on any thread.
 *
 * Returns: (transfer full): what @func put into its value; rejected with its error
 */
DexFuture *
salve_store_run_read (SalveStore *self,
                      SalvePriority priority,
                      SalveWorkFunc func,
                      gpointer data,
                      GDestroyNotify destroy)
{
  g_autoptr (SalveWorker) reader = pick_reader (self);

  if (reader != NULL)
    return salve_worker_push (reader, priority, func, data, destroy);
  if (destroy != NULL)
    destroy (data);
  return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                _ ("The clinic's file is closed."));
}

/**
 * salve_store_set_keeps_outbox:
 * @keeps: whether commits leave rows in the outbox; TRUE unless said otherwise
 *
 * A server is where changes go to: it has nobody to send them on to, and the times of its versions never go back, whatever
 * its clock does. Call it before the first commit.
 */
void
salve_store_set_keeps_outbox (SalveStore *self, gboolean keeps)
{
  self->keeps_outbox = keeps;
}
