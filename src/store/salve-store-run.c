/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work of the engine's other folders on the store's threads. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-run.h"

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

/**
 * salve_store_run_read:
 * @func: gets a read-only connection
 * @data: (transfer full):
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
  return salve_worker_push (self->lister, priority, func, data, destroy);
}

/**
 * salve_store_set_keeps_outbox:
 * @keeps: whether commits leave rows in the outbox; TRUE unless said otherwise
 *
 * A server is where changes go to: it has nobody to send them on to. Call it before the first commit.
 */
void
salve_store_set_keeps_outbox (SalveStore *self, gboolean keeps)
{
  self->keeps_outbox = keeps;
}
