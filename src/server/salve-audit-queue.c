/* SPDX-License-Identifier: GPL-3.0-or-later */
/* While one transaction is under way the next rows gather, so that the trail costs a commit for many reads and not one
 * for each. What was read in the last milliseconds before a power cut may be missing from the trail; what was written
 * never is, because that row is in the same transaction as the record. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-audit-queue.h"

#include "salve-audit.h"
#include "salve-store-run.h"

typedef struct
{
  gint64 time;
  char *texts[5]; /* actor, action, type, id, detail */
} Row;

struct _SalveAuditQueue
{
  SalveStore *store;
  GPtrArray *rows;
  DexFuture *running; /* NULL: nothing is being written */
  gboolean freed;
};

static void
row_free (gpointer data)
{
  Row *row = data;

  for (gsize i = 0; i < G_N_ELEMENTS (row->texts); i++)
    g_free (row->texts[i]);
  g_free (row);
}

SalveAuditQueue *
salve_audit_queue_new (SalveStore *store)
{
  SalveAuditQueue *self = g_new0 (SalveAuditQueue, 1);

  self->store = g_object_ref (store);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

/* Call it after salve_audit_queue_flush() has resolved. */
void
salve_audit_queue_free (SalveAuditQueue *self)
{
  dex_clear (&self->running);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->store);
  g_free (self);
}

static gboolean
write_rows (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  GPtrArray *rows = data;

  if (!salve_connection_begin (connection, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = rows->pdata[i];

      if (!salve_audit_append (connection, row->time, row->texts[0], row->texts[1], row->texts[2],
                               row->texts[3], row->texts[4], error))
        {
          salve_connection_rollback (connection);
          return FALSE;
        }
    }
  return salve_connection_commit (connection, error);
}

static DexFuture *
write_fiber (gpointer data)
{
  SalveAuditQueue *self = data;
  g_autoptr (GError) error = NULL;

  while (self->rows->len > 0 && error == NULL)
    {
      GPtrArray *rows = self->rows;

      self->rows = g_ptr_array_new_with_free_func (row_free);
      dex_await (salve_store_run_write (self->store, SALVE_PRIORITY_NORMAL, write_rows, rows,
                                        (GDestroyNotify)g_ptr_array_unref),
                 &error);
    }
  if (error != NULL)
    g_critical ("The audit trail cannot be written: %s", error->message);
  return dex_future_new_true ();
}

/**
 * salve_audit_queue_add:
 * @type: (nullable):
 * @id: (nullable):
 * @detail: (nullable): never a patient's words
 */
void
salve_audit_queue_add (SalveAuditQueue *self,
                       const char *actor,
                       const char *action,
                       const char *type,
                       const char *id,
                       const char *detail)
{
  const char *const texts[] = { actor, action, type, id, detail };
  Row *row = g_new0 (Row, 1);

  row->time = g_get_real_time ();
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    row->texts[i] = g_strdup (texts[i]);
  g_ptr_array_add (self->rows, row);
  if (self->running != NULL && dex_future_is_pending (self->running))
    return;
  dex_clear (&self->running);
  self->running = dex_scheduler_spawn (NULL, 0, write_fiber, self, NULL);
}

/* Returns: (transfer full): resolves when every row so far is on the disk, or could not be written and was reported */
DexFuture *
salve_audit_queue_flush (SalveAuditQueue *self)
{
  return self->running != NULL ? dex_ref (self->running) : dex_future_new_true ();
}
