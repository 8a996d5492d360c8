/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was changed is sent one by one, in the order in which it was written, each with its own id (PUT), so that sending
 * one twice changes nothing over there. The cursor moves only when the other server has said yes to that one; a report
 * that it refuses for good is noted in the log by its id and passed, so that it does not hold up the others. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-relay.h"

#include <glib/gi18n.h>

#define SLICE 100

struct _SalveRelay
{
  SalveStore *store;
  SalveRemote *remote;
  guint source;
  DexFuture *running;
};

typedef struct
{
  char *type;
  char *id;
  gint64 time;
  gint64 record;
  gboolean deleted;
  GBytes *body;
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->type);
  g_free (item->id);
  g_clear_pointer (&item->body, g_bytes_unref);
  g_free (item);
}

/* The next ones behind the cursor, which is the time and the row of the last one. */
static gboolean
work_next (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "WITH c (time, record) AS (SELECT coalesce (max (CAST (substr (value, 1, instr (value, ' ')) AS "
      "INTEGER)), 0),"
      " coalesce (max (CAST (substr (value, instr (value, ' ') + 1) AS INTEGER)), 0) FROM cursor WHERE name "
      "= 'relay')"
      " SELECT r.type, r.id, r.last_updated, r.rowid, r.deleted, r.body FROM resource AS r, c"
      " WHERE r.type IN ('DiagnosticReport', 'Observation')"
      " AND (r.last_updated, r.rowid) > (c.time, c.record) ORDER BY r.last_updated, r.rowid LIMIT ?1",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, SLICE);
  while (salve_statement_step (select, &row, error))
    {
      Item *item;

      if (!row)
        {
          g_value_init (value, G_TYPE_PTR_ARRAY);
          g_value_take_boxed (value, g_steal_pointer (&items));
          return TRUE;
        }
      item = g_new0 (Item, 1);
      item->type = g_strdup (salve_statement_text (select, 0));
      item->id = g_strdup (salve_statement_text (select, 1));
      item->time = salve_statement_int (select, 2);
      item->record = salve_statement_int (select, 3);
      item->deleted = salve_statement_int (select, 4) != 0;
      item->body = salve_statement_bytes (select, 5);
      g_ptr_array_add (items, item);
    }
  return FALSE;
}

static gboolean
work_move (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return salve_connection_run (
      connection, error,
      "INSERT INTO cursor (name, value) VALUES ('relay', ?1) ON CONFLICT (name) DO UPDATE SET"
      " value = excluded.value",
      "t", data);
}

/* On the fiber. Returns: whether the other server has it, or never will */
static gboolean
send_item (SalveRelay *self, Item *item, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", item->type, item->id);
  g_autoptr (SalveRemoteRequest) request =
      salve_remote_request_new (item->deleted ? "DELETE" : "PUT", path, item->deleted ? NULL : item->body);
  g_autoptr (SalveRemoteResponse) response =
      dex_await_boxed (salve_remote_send (self->remote, request), error);

  if (response == NULL)
    return FALSE;
  if (response->status < 300 || (item->deleted && (response->status == 404 || response->status == 410)))
    return TRUE;
  if (response->status == 400 || response->status == 422)
    {
      g_warning ("The relay’s server refuses %s for good (%u)", path, response->status);
      return TRUE;
    }
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE, "HTTP %u", response->status);
  return FALSE;
}

static DexFuture *
run_fiber (gpointer data)
{
  SalveRelay *self = data;
  guint n = 0;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) items = dex_await_boxed (
          salve_store_run_read (self->store, SALVE_PRIORITY_BULK, work_next, NULL, NULL), &error);

      if (items == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
      for (guint i = 0; i < items->len; i++)
        {
          Item *item = items->pdata[i];
          char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, item->time, item->record);

          if (!send_item (self, item, &error)
              || !dex_await (
                  salve_store_run_write (self->store, SALVE_PRIORITY_BULK, work_move, cursor, g_free),
                  &error))
            return dex_future_new_for_error (g_steal_pointer (&error));
          n++;
        }
      if (items->len < SLICE)
        return dex_future_new_for_uint (n);
    }
}

/**
 * salve_relay_run_once:
 *
 * Returns: (transfer full): resolves to how many were sent (guint); rejects where the other server stopped answering,
 *   after which the next time goes on with the one that was not acknowledged
 */
DexFuture *
salve_relay_run_once (SalveRelay *self)
{
  if (self->running == NULL || !dex_future_is_pending (self->running))
    {
      dex_clear (&self->running);
      self->running = dex_scheduler_spawn (NULL, 128 * 1024, run_fiber, self, NULL);
    }
  return dex_ref (self->running);
}

static DexFuture *
ran (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    g_message ("The relay waits: %s", error->message);
  return dex_future_new_true ();
}

static gboolean
tick_cb (gpointer data)
{
  dex_future_disown (dex_future_finally (salve_relay_run_once (data), ran, NULL, NULL));
  return G_SOURCE_CONTINUE;
}

/* @interval: in seconds; 0: only when it is asked to */
SalveRelay *
salve_relay_new (SalveStore *store, SalveRemote *remote, guint interval)
{
  SalveRelay *self = g_new0 (SalveRelay, 1);

  self->store = g_object_ref (store);
  self->remote = g_object_ref (remote);
  if (interval > 0)
    self->source = g_timeout_add_seconds (interval, tick_cb, self);
  return self;
}

void
salve_relay_free (SalveRelay *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  dex_clear (&self->running);
  g_object_unref (self->remote);
  g_object_unref (self->store);
  g_free (self);
}
