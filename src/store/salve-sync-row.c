/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One resource between two worlds: which row it is, what it is called here and there, and how the row is written when it
 * comes from the server. What it says is salve-sync-body.c's. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-element.h"
#include "salve-projection.h"
#include "salve-store-private.h"
#include "salve-store-run.h"
#include "salve-sync-row-private.h"

void
salve_sync_row_clear (SalveSyncRow *row)
{
  g_clear_pointer (&row->id, g_free);
  g_clear_pointer (&row->server_id, g_free);
  g_clear_pointer (&row->server_version, g_free);
  g_clear_pointer (&row->body, g_bytes_unref);
  g_clear_pointer (&row->base, g_bytes_unref);
}

/* Begins the transaction. */
gboolean
salve_sync_work_begin (SalveSyncWork *work,
                       SalveConnection *connection,
                       SalveStore *store,
                       const SalveSyncRules *rules,
                       GError **error)
{
  gint64 maps, emergencies;

  *work = (SalveSyncWork){ connection, store, rules, .now = salve_store_now (store) };
  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!salve_connection_get_int (connection,
                                 "SELECT EXISTS (SELECT 1 FROM resource WHERE server_id IS NOT NULL)"
                                 " OR EXISTS (SELECT 1 FROM server_alias)",
                                 &maps, error)
      || !salve_connection_get_int (connection,
                                    "SELECT EXISTS (SELECT 1 FROM cursor WHERE name >= 'emergency '"
                                    " AND name < 'emergency!')",
                                    &emergencies, error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  work->maps = maps != 0 || (rules != NULL && !rules->put_creates);
  work->emergencies = emergencies != 0;
  work->changed = g_ptr_array_new_with_free_func (g_free);
  return TRUE;
}

/* So many are told one by one; of more, that there were many. */
#define FEW_CHANGED (2 * 20)

/* Commits or takes back, and tells who listens. */
gboolean
salve_sync_work_end (SalveSyncWork *work, gboolean ok, GError **error)
{
  g_autoptr (GPtrArray) changed = g_steal_pointer (&work->changed);

  if (!ok)
    salve_connection_rollback (work->connection);
  else
    ok = salve_connection_commit (work->connection, error);
  if (ok && changed->len > FEW_CHANGED)
    salve_store_emit_changed (work->store, NULL, NULL);
  else if (ok)
    for (guint i = 0; i < changed->len; i += 2)
      salve_store_emit_changed (work->store, changed->pdata[i], changed->pdata[i + 1]);
  return ok;
}

typedef struct
{
  SalveStore *store;
  SalveSyncRules rules;
  gboolean has_rules;
  SalveSyncFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_free ((char *)job->rules.base);
  g_object_unref (job->store);
  g_free (job);
}

static gboolean
do_job (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Job *job = data;
  SalveSyncWork work;
  gboolean ok;

  if (!salve_sync_work_begin (&work, connection, job->store, job->has_rules ? &job->rules : NULL, error))
    return FALSE;
  ok = job->func (&work, job->data, value, error);
  return salve_sync_work_end (&work, ok, error);
}

/* Runs one transaction. data: (transfer full) */
DexFuture *
salve_sync_run (SalveStore *store,
                const SalveSyncRules *rules,
                SalvePriority priority,
                SalveSyncFunc func,
                gpointer data,
                GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (store);
  if (rules != NULL)
    {
      job->rules = *rules;
      job->rules.base = g_strdup (rules->base);
      job->has_rules = TRUE;
    }
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  return salve_store_run_write (store, priority, do_job, job, job_free);
}

#define ROW_COLUMNS "rowid, version, deleted, state, id, server_id, server_version, body, base_body"

static gboolean
read_row (SalveStatement *select, SalveSyncRow *row, GError **error)
{
  gboolean there;

  *row = (SalveSyncRow){ 0 };
  if (select == NULL || !salve_statement_step (select, &there, error))
    return FALSE;
  if (!there)
    return TRUE;
  row->rowid = salve_statement_int (select, 0);
  row->version = salve_statement_int (select, 1);
  row->deleted = salve_statement_int (select, 2) != 0;
  row->state = (int)salve_statement_int (select, 3);
  row->id = g_strdup (salve_statement_text (select, 4));
  row->server_id = g_strdup (salve_statement_text (select, 5));
  row->server_version = g_strdup (salve_statement_text (select, 6));
  row->body = salve_statement_bytes (select, 7);
  row->base = salve_statement_is_null (select, 8) ? NULL : salve_statement_bytes (select, 8);
  return TRUE;
}

/* row: (out): its rowid is 0 where there is none */
gboolean
salve_sync_row_find (SalveSyncWork *work, const char *type, const char *id, SalveSyncRow *row, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection, "SELECT " ROW_COLUMNS " FROM resource WHERE id = ?1 AND type = ?2", error);

  *row = (SalveSyncRow){ 0 };
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  salve_statement_bind_text (select, 2, type);
  return read_row (select, row, error);
}

static gboolean
find_mapped (SalveSyncWork *work, const char *type, const char *server_id, SalveSyncRow *row, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection, "SELECT " ROW_COLUMNS " FROM resource WHERE type = ?1 AND server_id = ?2", error);

  *row = (SalveSyncRow){ 0 };
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  salve_statement_bind_text (select, 2, server_id);
  return read_row (select, row, error);
}

/* alias: (out) (transfer full): NULL where there is none */
static gboolean
find_alias (SalveSyncWork *work, const char *type, const char *server_id, char **alias, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection, "SELECT id FROM server_alias WHERE type = ?1 AND server_id = ?2", error);
  gboolean row;

  *alias = NULL;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  salve_statement_bind_text (select, 2, server_id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (row)
    *alias = g_strdup (salve_statement_text (select, 0));
  return TRUE;
}

/* Returns: (transfer none) (nullable): the id that a resource says it was made with, at whatever desk */
const char *
salve_sync_marked_id (SalveResource *theirs)
{
  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (theirs), "identifier"))
    if (g_strcmp0 (salve_element_string (identifier, "system"), SALVE_LOCAL_ID_SYSTEM) == 0)
      return salve_element_string (identifier, "value");
  return NULL;
}

/* row: (out): rowid 0 where there is none, or it is something else there by now; its id then is what it is to be called, or
 * NULL */
static gboolean
find_by_alias (SalveSyncWork *work,
               const char *type,
               const char *server_id,
               SalveSyncRow *row,
               GError **error)
{
  g_autofree char *alias = NULL;

  *row = (SalveSyncRow){ 0 };
  if (!find_alias (work, type, server_id, &alias, error)
      || (alias != NULL && !salve_sync_row_find (work, type, alias, row, error)))
    return FALSE;
  if (row->rowid == 0)
    row->id = g_steal_pointer (&alias);
  else if (row->server_id != NULL ? !g_str_equal (row->server_id, server_id) : row->server_version != NULL)
    {
      salve_sync_row_clear (row);
      *row = (SalveSyncRow){ 0 };
    }
  return TRUE;
}

/* Whether a row that has no other name there is what the server means by that id: also one that was deleted there, of which
 * a history tells older states. */
static gboolean
owns_its_id (SalveSyncWork *work, const char *type, const SalveSyncRow *row, gboolean *owns, GError **error)
{
  g_autoptr (SalveStatement) select = NULL;

  *owns =
      row->rowid != 0 && row->server_id == NULL && (row->server_version != NULL || work->rules->put_creates);
  if (*owns || row->rowid == 0 || row->server_id != NULL)
    return TRUE;
  select =
      salve_connection_prepare (work->connection, "SELECT 1 FROM tombstone WHERE type = ? AND id = ?", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  salve_statement_bind_text (select, 2, row->id);
  return salve_statement_step (select, owns, error);
}

static gboolean
find_marked (SalveSyncWork *work, const char *type, SalveResource *theirs, SalveSyncRow *row, GError **error)
{
  const char *id = theirs != NULL ? salve_sync_marked_id (theirs) : NULL;

  *row = (SalveSyncRow){ 0 };
  if (id == NULL)
    return TRUE;
  if (!salve_sync_row_find (work, type, id, row, error)
      || (row->rowid == 0 && !find_by_alias (work, type, id, row, error)))
    return FALSE;
  /* Somebody else's copy of a mark does not take a row away from the resource that it is. */
  if (row->rowid == 0 || row->server_id != NULL || row->server_version != NULL)
    {
      salve_sync_row_clear (row);
      *row = (SalveSyncRow){ 0 };
    }
  return TRUE;
}

/* Another resource has that id here: this one gets a new one, and keeps it for those who refer to it. */
static gboolean
make_alias (SalveSyncWork *work, const char *type, const char *server_id, char **alias, GError **error)
{
  *alias = g_uuid_string_random ();
  work->maps = TRUE;
  return salve_connection_run (work->connection, error,
                               "INSERT OR REPLACE INTO server_alias VALUES (?, ?, ?)", "ttt", type, server_id,
                               *alias);
}

/**
 * salve_sync_row_find_server:
 * @server_id: its id on the server
 * @theirs: (nullable): as the server has it
 * @row: (out): rowid 0 where it is not here yet; its id then is the one to be given to it
 */
gboolean
salve_sync_row_find_server (SalveSyncWork *work,
                            const char *type,
                            const char *server_id,
                            SalveResource *theirs,
                            SalveSyncRow *row,
                            GError **error)
{
  gboolean owns, taken;

  *row = (SalveSyncRow){ 0 };
  if (work->maps && (!find_mapped (work, type, server_id, row, error) || row->rowid != 0))
    return row->rowid != 0;
  if (work->maps && (!find_marked (work, type, theirs, row, error) || row->rowid != 0))
    return row->rowid != 0;
  if (!salve_sync_row_find (work, type, server_id, row, error)
      || !owns_its_id (work, type, row, &owns, error))
    return FALSE;
  if (owns)
    return TRUE;
  taken = row->rowid != 0;
  salve_sync_row_clear (row);
  *row = (SalveSyncRow){ 0 };
  if (work->maps && !find_by_alias (work, type, server_id, row, error))
    return FALSE;
  if (row->id == NULL && taken)
    return make_alias (work, type, server_id, &row->id, error);
  if (row->id == NULL)
    row->id = g_strdup (server_id);
  return TRUE;
}

/* Tells who listens, when all is written. */
void
salve_sync_note_changed (SalveSyncWork *work, const char *type, const char *id)
{
  if (work->changed->len > FEW_CHANGED)
    return;
  g_ptr_array_add (work->changed, g_strdup (type));
  g_ptr_array_add (work->changed, g_strdup (id));
}

static gint64
time_of (SalveSyncWork *work, SalveResource *theirs)
{
  SalveInstant time;

  return salve_instant_parse_fhir (salve_resource_get_last_updated (theirs), NULL, &time, NULL) ? time
                                                                                                : work->now;
}

/* NULL where both are called the same. */
static const char *
other_name (const SalveSyncRow *row, const char *server_id)
{
  if (server_id == NULL)
    return row->server_id;
  return g_str_equal (server_id, row->id) ? NULL : server_id;
}

/* The row alone. id: not there yet, or nothing is done. rowid: (out): 0 where another row has that id */
static gboolean
insert_row (SalveSyncWork *work,
            const char *type,
            const char *id,
            SalveResource *theirs,
            const char *other_name,
            const char *version,
            gint64 *rowid,
            GError **error)
{
  *rowid = 0;
  if (!salve_connection_run (work->connection, error,
                             "INSERT INTO resource (type, id, server_id, version, last_updated, state,"
                             " server_version, body) VALUES (?, ?, ?, 1, ?, 1, ?, ?)"
                             " ON CONFLICT (id, type) DO NOTHING",
                             "tttitb", type, id, other_name, time_of (work, theirs), version,
                             salve_resource_get_bytes (theirs)))
    return FALSE;
  if (salve_connection_n_changed (work->connection) == 0)
    return TRUE;
  *rowid = salve_connection_last_rowid (work->connection);
  salve_sync_note_changed (work, type, id);
  return TRUE;
}

/**
 * salve_sync_insert_new:
 * @theirs: with the ids of this file, which are the server's
 * @rowid: (out): 0 where a row has that id already, which then has to be looked at
 *
 * Of what comes into a new file hardly anything is there: its row is written without a look. Its projection is the
 * caller's.
 */
gboolean
salve_sync_insert_new (SalveSyncWork *work,
                       const char *type,
                       SalveResource *theirs,
                       const char *version,
                       gint64 *rowid,
                       GError **error)
{
  return insert_row (work, type, salve_resource_get_id (theirs), theirs, NULL, version, rowid, error);
}

static gboolean
insert_clean (SalveSyncWork *work,
              const char *type,
              SalveSyncRow *row,
              SalveResource *theirs,
              const char *server_id,
              const char *version,
              GError **error)
{
  if (!insert_row (work, type, row->id, theirs, other_name (row, server_id), version, &row->rowid, error))
    return FALSE;
  if (row->rowid == 0) /* it was looked for before */
    return salve_connection_fail (work->connection, SQLITE_CONSTRAINT, error);
  return salve_projection_put (work->connection, theirs, row->rowid, error);
}

/**
 * salve_sync_claim:
 * @server_id: (nullable): what the row is to be called there
 *
 * A resource of the server belongs to one row. Another one that has it is a copy that came down before anybody knew that
 * both are the same, and goes, unless somebody has edited it.
 */
gboolean
salve_sync_claim (SalveSyncWork *work,
                  const char *type,
                  const SalveSyncRow *row,
                  const char *server_id,
                  GError **error)
{
  g_auto (SalveSyncRow) other = { 0 };

  if (server_id == NULL || !work->maps || g_strcmp0 (server_id, row->server_id) == 0
      || g_str_equal (server_id, row->id))
    return TRUE;
  if (!find_mapped (work, type, server_id, &other, error))
    return FALSE;
  if (other.rowid == 0 && !salve_sync_row_find (work, type, server_id, &other, error))
    return FALSE;
  if (other.rowid == 0 || other.rowid == row->rowid || other.state != SALVE_STATE_SYNCED
      || (other.server_id != NULL && !g_str_equal (other.server_id, server_id)))
    return TRUE;
  g_message ("%s/%s is %s/%s too, which goes", type, row->id, type, other.id);
  return salve_sync_delete_clean (work, type, &other, NULL, error)
         && salve_connection_run (work->connection, error,
                                  "UPDATE resource SET server_id = NULL WHERE rowid = ?", "i", other.rowid);
}

/**
 * salve_sync_put_clean:
 * @theirs: with the ids of this file
 * @server_id: (nullable): NULL for the one it has
 *
 * The row becomes what the server has, whatever it was; nothing of it waits to be sent any more.
 */
gboolean
salve_sync_put_clean (SalveSyncWork *work,
                      const char *type,
                      SalveSyncRow *row,
                      SalveResource *theirs,
                      const char *server_id,
                      const char *version,
                      GError **error)
{
  if (row->rowid == 0)
    return insert_clean (work, type, row, theirs, server_id, version, error);
  if (!salve_sync_claim (work, type, row, server_id, error))
    return FALSE;
  if (!row->deleted && !salve_projection_remove (work->connection, type, row->id, row->rowid, error))
    return FALSE;
  salve_sync_note_changed (work, type, row->id);
  return salve_connection_run (work->connection, error,
                               "UPDATE resource SET version = version + 1, last_updated = ?2, deleted = 0,"
                               " state = 1, server_version = ?3, server_id = ?4, body = ?5, base_body = NULL"
                               " WHERE rowid = ?1",
                               "iittb", row->rowid, time_of (work, theirs), version,
                               other_name (row, server_id), salve_resource_get_bytes (theirs))
         && salve_projection_put (work->connection, theirs, row->rowid, error)
         && salve_connection_run (work->connection, error,
                                  "DELETE FROM outbox WHERE id = ? AND type = ? AND status <> 'sent'", "tt",
                                  row->id, type);
}

/**
 * salve_sync_put_edited:
 * @ours: what is to be sent; NULL for a deletion, or for the body that is there
 * @base: what the server has; both with the ids of this file
 *
 * The row keeps what was done here, now upon what the server has.
 */
gboolean
salve_sync_put_edited (SalveSyncWork *work,
                       const char *type,
                       SalveSyncRow *row,
                       SalveResource *ours,
                       SalveResource *base,
                       const char *server_id,
                       const char *version,
                       GError **error)
{
  if (!salve_sync_claim (work, type, row, server_id, error))
    return FALSE;
  if (ours != NULL && !row->deleted && !g_bytes_equal (salve_resource_get_bytes (ours), row->body))
    {
      if (!salve_projection_remove (work->connection, type, row->id, row->rowid, error)
          || !salve_connection_run (work->connection, error,
                                    "UPDATE resource SET version = version + 1, last_updated = ?2, body = ?3"
                                    " WHERE rowid = ?1",
                                    "iib", row->rowid, work->now, salve_resource_get_bytes (ours))
          || !salve_projection_put (work->connection, ours, row->rowid, error))
        return FALSE;
      salve_sync_note_changed (work, type, row->id);
    }
  return salve_connection_run (work->connection, error,
                               "UPDATE resource SET state = 2, server_version = ?2, server_id = ?3,"
                               " base_body = ?4 WHERE rowid = ?1",
                               "ittb", row->rowid, version, other_name (row, server_id),
                               base != NULL ? salve_resource_get_bytes (base) : NULL)
         && salve_connection_run (work->connection, error,
                                  "UPDATE outbox SET base_version = ?3 WHERE id = ?1 AND type = ?2"
                                  " AND status <> 'sent'",
                                  "ttt", row->id, type, version);
}

/* The row is gone here as it is there; nothing of it waits to be sent any more. */
gboolean
salve_sync_delete_clean (SalveSyncWork *work,
                         const char *type,
                         SalveSyncRow *row,
                         const char *version,
                         GError **error)
{
  if (!row->deleted)
    {
      if (!salve_projection_remove (work->connection, type, row->id, row->rowid, error))
        return FALSE;
      salve_sync_note_changed (work, type, row->id);
    }
  return salve_connection_run (work->connection, error,
                               "UPDATE resource SET version = version + (deleted = 0), last_updated = ?2,"
                               " deleted = 1, state = 1, server_version = NULL, base_body = NULL"
                               " WHERE rowid = ?1",
                               "ii", row->rowid, work->now)
         && salve_connection_run (work->connection, error,
                                  "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)", "ttit", type,
                                  row->id, work->their_time, version)
         && salve_connection_run (work->connection, error,
                                  "DELETE FROM outbox WHERE id = ? AND type = ? AND status <> 'sent'", "tt",
                                  row->id, type);
}
