/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people see and decide of sync: settings of the connection, what was refused, what two changed at once. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-sync.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-change-private.h"
#include "salve-store-private.h"
#include "salve-store-run.h"
#include "salve-sync-row-private.h"

/* They lie beside secrets of the file, which no setting may name. */
#define PREFIX "setting:"

/* Returns: (transfer full) (nullable): NULL where it was never set; on the thread that opened the store */
char *
salve_store_get_setting (SalveStore *self, const char *name, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autofree char *key = g_strconcat (PREFIX, name, NULL);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  select = connection != NULL
               ? salve_connection_prepare (connection, "SELECT value FROM meta WHERE name = ?", error)
               : NULL;
  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, key);
  return salve_statement_step (select, &row, error) && row ? g_strdup (salve_statement_text (select, 0))
                                                           : NULL;
}

typedef struct
{
  char *name;
  char *value;
} Setting;

static void
setting_free (gpointer data)
{
  Setting *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static gboolean
set_setting (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Setting *self = data;

  return self->value != NULL
             ? salve_connection_run (connection, error, "INSERT OR REPLACE INTO meta VALUES (?, ?)", "tt",
                                     self->name, self->value)
             : salve_connection_run (connection, error, "DELETE FROM meta WHERE name = ?", "t", self->name);
}

/* value: (nullable): NULL forgets it. Returns: (transfer full): resolves when it is on the disk */
DexFuture *
salve_store_set_setting (SalveStore *self, const char *name, const char *value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->name = g_strconcat (PREFIX, name, NULL);
  setting->value = g_strdup (value);
  return salve_store_run_write (self, SALVE_PRIORITY_PERSON, set_setting, setting, setting_free);
}

void
salve_sync_conflict_free (SalveSyncConflict *self)
{
  g_free (self->type);
  g_free (self->resource_id);
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->ours, salve_resource_unref);
  g_clear_pointer (&self->theirs, salve_resource_unref);
  g_free (self->fields);
  g_free (self->our_actor);
  g_free (self->their_actor);
  g_free (self);
}

void
salve_sync_refusal_free (SalveSyncRefusal *self)
{
  g_free (self->type);
  g_free (self->resource_id);
  g_free (self->operation);
  g_free (self->error);
  g_free (self);
}

static gboolean
read_side (SalveStatement *row, int column, SalveResource **side, GError **error)
{
  g_autoptr (GBytes) body = NULL;

  if (salve_statement_is_null (row, column))
    return TRUE;
  body = salve_statement_bytes (row, column);
  *side = salve_resource_new (body, error);
  return *side != NULL;
}

static SalveSyncConflict *
read_conflict (SalveStatement *row, GError **error)
{
  g_autoptr (SalveSyncConflict) conflict = g_new0 (SalveSyncConflict, 1);

  conflict->id = salve_statement_int (row, 0);
  conflict->type = g_strdup (salve_statement_text (row, 1));
  conflict->resource_id = g_strdup (salve_statement_text (row, 2));
  conflict->fields = g_strdup (salve_statement_text (row, 6));
  conflict->found = salve_statement_int (row, 7);
  conflict->their_time = salve_statement_int (row, 8);
  conflict->our_actor = g_strdup (salve_statement_text (row, 9));
  conflict->our_time = salve_statement_int (row, 10);
  if (!read_side (row, 3, &conflict->base, error) || !read_side (row, 4, &conflict->ours, error)
      || !read_side (row, 5, &conflict->theirs, error))
    return NULL;
  return g_steal_pointer (&conflict);
}

/**
 * salve_store_list_conflicts:
 * @limit: how many at most
 *
 * On the thread that opened the store. Ours is what the record is now, whatever was edited since the conflict was found.
 *
 * Returns: (transfer full) (element-type SalveSyncConflict): open ones, newest first; NULL with an error
 */
GPtrArray *
salve_store_list_conflicts (SalveStore *self, guint limit, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_conflict_free);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  select =
      connection != NULL
          ? salve_connection_prepare (
                connection,
                "SELECT c.id, c.type, c.resource_id, c.base, CASE WHEN r.deleted THEN NULL ELSE r.body END,"
                " c.theirs, c.fields, c.found, c.their_time, h.actor, coalesce (h.time, r.last_updated)"
                " FROM conflict AS c JOIN resource AS r ON r.id = c.resource_id AND r.type = c.type"
                " LEFT JOIN change AS h ON h.id = (SELECT max (change_id) FROM change_item AS i"
                " WHERE i.id = c.resource_id AND i.type = c.type)"
                " WHERE c.settled IS NULL ORDER BY c.found DESC, c.id DESC LIMIT ?",
                error)
          : NULL;
  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, limit);
  for (;;)
    {
      SalveSyncConflict *conflict;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&out);
      conflict = read_conflict (select, error);
      if (conflict == NULL)
        return NULL;
      g_ptr_array_add (out, conflict);
    }
}

/* A person's decision about a conflict or a refusal. */
typedef struct
{
  SalveStore *store;
  gint64 key;            /* of the conflict, or of a refusal's row */
  SalveResource *chosen; /* NULL: deleted */
  char *actor;
  char *device;
  char *type;
  char *id;
  gboolean gone; /* it is not on the server */
  gboolean same; /* what was chosen is what the server has */
} Decision;

static void
decision_free (gpointer data)
{
  Decision *self = data;

  g_object_unref (self->store);
  g_clear_pointer (&self->chosen, salve_resource_unref);
  g_free (self->actor);
  g_free (self->device);
  g_free (self->type);
  g_free (self->id);
  g_free (self);
}

static Decision *
decision_new (SalveStore *store, gint64 key, const char *actor, const char *device)
{
  Decision *self = g_new0 (Decision, 1);

  self->store = g_object_ref (store);
  self->key = key;
  self->actor = g_strdup (actor);
  self->device = g_strdup (device);
  return self;
}

static gboolean
none_such (GError **error)
{
  g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND,
                       _ ("This has been decided already."));
  return FALSE;
}

/* The row stands on what the server has, so that what is chosen is an edit of it. */
static gboolean
stand_on_theirs (SalveConnection *connection, Decision *self, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT type, resource_id, theirs IS NULL, theirs IS ?2 FROM conflict WHERE id = ?1 AND settled"
      " IS NULL",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, self->key);
  if (self->chosen != NULL)
    salve_statement_bind_bytes (select, 2, salve_resource_get_bytes (self->chosen));
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return none_such (error);
  self->type = g_strdup (salve_statement_text (select, 0));
  self->id = g_strdup (salve_statement_text (select, 1));
  self->gone = salve_statement_int (select, 2) != 0;
  self->same = salve_statement_int (select, 3) != 0;
  g_clear_pointer (&select, salve_statement_done);
  return salve_connection_run (
             connection, error,
             "UPDATE resource SET state = 2, base_body = c.theirs, server_version = CASE WHEN"
             " c.theirs IS NULL THEN NULL ELSE c.their_version END, server_id = CASE WHEN"
             " c.server_id = c.resource_id THEN NULL ELSE coalesce (c.server_id,"
             " resource.server_id) END FROM conflict AS c WHERE c.id = ?1 AND resource.id ="
             " c.resource_id AND resource.type = c.type",
             "i", self->key)
         && salve_connection_run (connection, error,
                                  "DELETE FROM outbox WHERE id = ? AND type = ? AND status <> 'sent'", "tt",
                                  self->id, self->type)
         && (!self->gone
             || salve_connection_run (connection, error,
                                      "INSERT OR REPLACE INTO tombstone VALUES (?, ?, 0, NULL)", "tt",
                                      self->type, self->id))
         && salve_connection_run (connection, error, "UPDATE conflict SET settled = ? WHERE id = ?", "ii",
                                  (gint64)salve_store_now (self->store), self->key);
}

/* What was chosen becomes a change like any other. */
static SalveChange *
prepare_settling (SalveConnection *connection, gpointer data, GError **error)
{
  Decision *self = data;
  g_autoptr (SalveChange) change =
      salve_change_new (self->actor, self->device, _ ("Settle what two people changed"));
  g_auto (SalveResourceState) state = { 0 };

  if (!stand_on_theirs (connection, self, error)
      || !salve_store_look_up (connection, self->type, self->id, FALSE, &state, error))
    return NULL;
  if (self->chosen != NULL)
    salve_change_put (change, self->chosen, state.version);
  else if (!state.deleted)
    salve_change_delete (change, self->type, self->id, state.version);
  if (self->same)
    salve_change_set_decided_there (change);
  return g_steal_pointer (&change);
}

/* A deletion of what is gone there too is nothing to send. */
static gboolean
finish_settling (SalveConnection *connection, gint64 change_id, gpointer data, GError **error)
{
  Decision *self = data;

  if (self->chosen != NULL || !self->gone)
    return TRUE;
  return salve_connection_run (connection, error, "DELETE FROM outbox WHERE id = ? AND type = ?", "tt",
                               self->id, self->type)
         && salve_connection_run (connection, error,
                                  "UPDATE resource SET state = 1, base_body = NULL WHERE id = ? AND type = ?",
                                  "tt", self->id, self->type);
}

/**
 * salve_store_settle_conflict:
 * @conflict: its id
 * @chosen: (nullable): what the record shall be; NULL: deleted
 *
 * What is not to the byte what the server has is checked as in salve_store_commit().
 *
 * Returns: (transfer full): resolves to the change's id (gint64), which can be undone; 0 where nothing had to be changed
 *   here. Rejects with SALVE_STORE_ERROR_NOT_FOUND when it has been settled meanwhile.
 */
DexFuture *
salve_store_settle_conflict (SalveStore *self,
                             gint64 conflict,
                             SalveResource *chosen,
                             const char *actor,
                             const char *device)
{
  Decision *decision = decision_new (self, conflict, actor, device);

  decision->chosen = chosen != NULL ? salve_resource_ref (chosen) : NULL;
  return salve_store_commit_with (self, prepare_settling, finish_settling, decision, decision_free);
}

/**
 * salve_store_list_refusals:
 *
 * On the thread that opened the store.
 *
 * Returns: (transfer full) (element-type SalveSyncRefusal): one a resource, oldest first; NULL with an error
 */
GPtrArray *
salve_store_list_refusals (SalveStore *self, guint limit, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_refusal_free);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  select = connection != NULL
               ? salve_connection_prepare (
                     connection,
                     "SELECT min (sequence), type, id, operation, error, max (attempts) FROM outbox"
                     " WHERE status = 'quarantined' GROUP BY id, type ORDER BY 1 LIMIT ?",
                     error)
               : NULL;
  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, limit);
  for (;;)
    {
      SalveSyncRefusal *refusal;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&out);
      refusal = g_new0 (SalveSyncRefusal, 1);
      refusal->sequence = salve_statement_int (select, 0);
      refusal->type = g_strdup (salve_statement_text (select, 1));
      refusal->resource_id = g_strdup (salve_statement_text (select, 2));
      refusal->operation = g_strdup (salve_statement_text (select, 3));
      refusal->error = g_strdup (salve_statement_text (select, 4));
      refusal->attempts = (guint)salve_statement_int (select, 5);
      g_ptr_array_add (out, refusal);
    }
}

static gboolean
find_refusal (SalveConnection *connection, Decision *self, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT type, id FROM outbox WHERE sequence = ? AND status = 'quarantined'", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, self->key);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return none_such (error);
  self->type = g_strdup (salve_statement_text (select, 0));
  self->id = g_strdup (salve_statement_text (select, 1));
  return TRUE;
}

/* Whatever waits only because of something else is looked at anew when the next batch is put together. */
static gboolean
release_dependents (SalveConnection *connection, GError **error)
{
  return salve_connection_run (
      connection, error,
      "UPDATE outbox SET status = 'queued', error = NULL, blocked_by = NULL WHERE status"
      " = 'quarantined' AND blocked_by IS NOT NULL",
      "");
}

static gboolean
retry_refusal (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Decision *self = data;
  gboolean ok;

  if (!salve_connection_begin (connection, error))
    return FALSE;
  ok = find_refusal (connection, self, error)
       && salve_connection_run (
           connection, error,
           "UPDATE outbox SET status = 'queued', attempts = 0, not_before = NULL WHERE id ="
           " ? AND type = ? AND status = 'quarantined'",
           "tt", self->id, self->type)
       && release_dependents (connection, error);
  if (!ok)
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  if (!salve_connection_commit (connection, error))
    return FALSE;
  salve_store_emit_changed (self->store, self->type, self->id);
  return TRUE;
}

/* Queued again, with what waited for it. Resolves when it is on the disk. */
DexFuture *
salve_store_retry_refusal (SalveStore *self, gint64 sequence)
{
  return salve_store_run_write (self, SALVE_PRIORITY_PERSON, retry_refusal,
                                decision_new (self, sequence, NULL, NULL), decision_free);
}

/* What the server has comes back; what it never took goes. */
static SalveChange *
prepare_dropping (SalveConnection *connection, gpointer data, GError **error)
{
  Decision *self = data;
  g_autoptr (SalveChange) change =
      salve_change_new (self->actor, self->device, _ ("Give up what the server refused"));
  g_auto (SalveSyncRow) row = { 0 };
  SalveSyncWork work = { .connection = connection, .store = self->store };

  if (!find_refusal (connection, self, error)
      || !salve_sync_row_find (&work, self->type, self->id, &row, error))
    return NULL;
  self->gone = row.server_version == NULL;
  if (row.base != NULL && !self->gone)
    {
      g_autoptr (SalveResource) base = salve_resource_new (row.base, error);

      if (base == NULL)
        return NULL;
      salve_change_put (change, base, row.version);
      salve_change_set_decided_there (change);
    }
  else if (!row.deleted && self->gone)
    salve_change_delete (change, self->type, self->id, row.version);
  return g_steal_pointer (&change);
}

static gboolean
finish_dropping (SalveConnection *connection, gint64 change_id, gpointer data, GError **error)
{
  Decision *self = data;

  return salve_connection_run (connection, error, "DELETE FROM outbox WHERE id = ? AND type = ?", "tt",
                               self->id, self->type)
         && salve_connection_run (connection, error,
                                  "UPDATE resource SET state = 1, base_body = NULL WHERE id = ? AND type = ?",
                                  "tt", self->id, self->type)
         && release_dependents (connection, error);
}

/**
 * salve_store_drop_refusal:
 * @sequence: of the refusal
 *
 * Gives up what the server refused, as a change that can be undone (and then is sent again). What the server has comes
 * back, also where its time or its card has been given to another one since.
 *
 * Returns: (transfer full): resolves to the change's id (gint64), 0 where there was nothing to change
 */
DexFuture *
salve_store_drop_refusal (SalveStore *self, gint64 sequence, const char *actor, const char *device)
{
  return salve_store_commit_with (self, prepare_dropping, finish_dropping,
                                  decision_new (self, sequence, actor, device), decision_free);
}

/* How many resources wait, clash and were refused. On the thread that opened the store; short. */
gboolean
salve_store_count_sync (SalveStore *self, guint *waiting, guint *conflicts, guint *refused, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  gint64 counts[3];

  if (connection == NULL
      || !salve_connection_get_int (
          connection,
          "SELECT count(*) FROM (SELECT DISTINCT id, type FROM outbox WHERE status IN"
          " ('queued', 'sent'))",
          &counts[0], error)
      || !salve_connection_get_int (connection, "SELECT count(*) FROM conflict WHERE settled IS NULL",
                                    &counts[1], error)
      || !salve_connection_get_int (
          connection,
          "SELECT count(*) FROM (SELECT DISTINCT id, type FROM outbox WHERE status ="
          " 'quarantined')",
          &counts[2], error))
    return FALSE;
  *waiting = (guint)counts[0];
  *conflicts = (guint)counts[1];
  *refused = (guint)counts[2];
  return TRUE;
}
