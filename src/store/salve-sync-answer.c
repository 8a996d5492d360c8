/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of what was sent: accepted, refused, not arrived, or met by somebody else's change. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-projection.h"
#include "salve-store-private.h"
#include "salve-sync-row-private.h"

SalveSyncAnswer *
salve_sync_answer_new (const char *operation_id,
                       const char *server_id,
                       const char *version,
                       SalveResource *accepted)
{
  SalveSyncAnswer *self = g_new0 (SalveSyncAnswer, 1);

  self->operation_id = g_strdup (operation_id);
  self->server_id = g_strdup (server_id);
  self->version = g_strdup (version);
  self->accepted = accepted != NULL ? salve_resource_ref (accepted) : NULL;
  return self;
}

void
salve_sync_answer_free (SalveSyncAnswer *self)
{
  g_free (self->operation_id);
  g_free (self->server_id);
  g_free (self->version);
  g_clear_pointer (&self->accepted, salve_resource_unref);
  g_free (self);
}

/* What was sent, with its row as it is now. */
typedef struct
{
  char *operation_id;
  char *type;
  char *operation;
  char *base_version;
  GBytes *bytes;
  SalveResource *local; /* as it was here when it was sent; NULL: a deletion */
  SalveSyncRow row;
} Sent;

static void
sent_clear (Sent *self)
{
  g_clear_pointer (&self->operation_id, g_free);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->operation, g_free);
  g_clear_pointer (&self->base_version, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->local, salve_resource_unref);
  salve_sync_row_clear (&self->row);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sent, sent_clear)

/* found: (out): FALSE where that operation is not on its way, such as an answer that comes twice */
static gboolean
find_sent (SalveSyncWork *work, const char *operation_id, Sent *sent, gboolean *found, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (work->connection,
                                "SELECT o.type, o.id, o.operation, o.base_version, i.bytes, i.local FROM"
                                " inflight AS i JOIN outbox AS o ON o.operation_id = i.operation_id AND"
                                " o.status = 'sent' WHERE i.operation_id = ?",
                                error);

  *sent = (Sent){ 0 };
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, operation_id);
  if (!salve_statement_step (select, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  sent->operation_id = g_strdup (operation_id);
  sent->type = g_strdup (salve_statement_text (select, 0));
  id = g_strdup (salve_statement_text (select, 1));
  sent->operation = g_strdup (salve_statement_text (select, 2));
  sent->base_version = g_strdup (salve_statement_text (select, 3));
  sent->bytes = salve_statement_bytes (select, 4);
  if (!salve_statement_is_null (select, 5))
    {
      g_autoptr (GBytes) local = salve_statement_bytes (select, 5);

      sent->local = salve_resource_new (local, error);
      if (sent->local == NULL)
        return FALSE;
    }
  return salve_sync_row_find (work, sent->type, id, &sent->row, error);
}

static gboolean
forget_sent (SalveSyncWork *work, const char *operation_id, GError **error)
{
  return salve_connection_run (work->connection, error,
                               "DELETE FROM outbox WHERE status = 'sent' AND operation_id = ?", "t",
                               operation_id)
         && salve_connection_run (work->connection, error, "DELETE FROM inflight WHERE operation_id = ?", "t",
                                  operation_id);
}

static gboolean
take_back (SalveSyncWork *work,
           const char *operation_id,
           const char *status,
           SalveInstant not_before,
           const char *problem,
           gboolean tried,
           GError **error)
{
  return salve_connection_run (work->connection, error,
                               "UPDATE outbox SET status = ?2, attempts = attempts + ?5, not_before ="
                               " nullif (?3, 0), error = ?4 WHERE status = 'sent' AND operation_id = ?1",
                               "ttiti", operation_id, status, (gint64)not_before, problem, (gint64)tried)
         && salve_connection_run (work->connection, error, "DELETE FROM inflight WHERE operation_id = ?", "t",
                                  operation_id);
}

typedef struct
{
  SalveSyncWork *work;
  gboolean found;
} Deferred;

static void
look_for_deferred (const char *pointer, const char *reference, gpointer data)
{
  Deferred *self = data;
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (self->found || !g_str_has_prefix (reference, "urn:uuid:"))
    return;
  select =
      salve_connection_prepare (self->work->connection, "SELECT 1 FROM resource WHERE id = ? LIMIT 1", NULL);
  if (select == NULL)
    return;
  salve_statement_bind_text (select, 1, reference + strlen ("urn:uuid:"));
  self->found = salve_statement_step (select, &row, NULL) && row;
}

/* What went out with a name that the server cannot know is not what is meant, and goes once more.
 * as_sent: (out) (transfer full): NULL where all is well */
static gboolean
find_deferred (SalveSyncWork *work, const Sent *sent, SalveResource **as_sent, GError **error)
{
  g_autoptr (SalveResource) resource = NULL;
  Deferred deferred = { work };

  *as_sent = NULL;
  if (work->rules->put_creates && !work->maps)
    return TRUE;
  resource = salve_resource_new (sent->bytes, error);
  if (resource == NULL)
    return FALSE;
  salve_resource_foreach_reference (resource, look_for_deferred, &deferred);
  if (deferred.found)
    *as_sent = salve_sync_localise (work, resource, sent->row.id, error);
  return !deferred.found || *as_sent != NULL;
}

/* The body gets the mark with which it went out. What a form has open stays valid: the version is not counted up for
 * what only the server needs. */
static gboolean
put_mark (SalveSyncWork *work, const Sent *sent, SalveResource *marked, GError **error)
{
  const SalveSyncRow *row = &sent->row;

  if (g_bytes_equal (salve_resource_get_bytes (marked), row->body))
    return TRUE;
  return salve_projection_remove (work->connection, sent->type, row->id, row->rowid, error)
         && salve_connection_run (work->connection, error, "UPDATE resource SET body = ?2 WHERE rowid = ?1",
                                  "ib", row->rowid, salve_resource_get_bytes (marked))
         && salve_projection_put (work->connection, marked, row->rowid, error);
}

/* Another server, at which the clinic was before, may have been ahead: its time would make all that comes seem old. */
static gboolean
is_stamped_before (SalveResource *accepted, SalveResource *ours)
{
  SalveInstant first, second;

  return salve_instant_parse_fhir (salve_resource_get_last_updated (accepted), NULL, &first, NULL)
         && salve_instant_parse_fhir (salve_resource_get_last_updated (ours), NULL, &second, NULL)
         && first < second;
}

/* Accepted, and nobody has touched it here since. */
static gboolean
settle_unchanged (SalveSyncWork *work,
                  Sent *sent,
                  SalveResource *ours,
                  SalveResource *accepted,
                  const SalveSyncAnswer *answer,
                  GError **error)
{
  g_autoptr (SalveResource) as_sent = NULL;

  if (!find_deferred (work, sent, &as_sent, error))
    return FALSE;
  if (as_sent != NULL)
    return salve_sync_put_edited (work, sent->type, &sent->row, NULL, as_sent, answer->server_id,
                                  answer->version, error);
  if (!salve_sync_same (accepted, ours) || is_stamped_before (accepted, ours))
    return salve_sync_put_clean (work, sent->type, &sent->row, accepted, answer->server_id, answer->version,
                                 error);
  return put_mark (work, sent, ours, error)
         && salve_connection_run (work->connection, error,
                                  "UPDATE resource SET state = 1, base_body = NULL WHERE rowid = ?", "i",
                                  sent->row.rowid)
         && salve_connection_run (work->connection, error,
                                  "DELETE FROM outbox WHERE id = ? AND type = ? AND status = 'queued'", "tt",
                                  sent->row.id, sent->type);
}

/* Accepted, and edited here since: the edits stand upon what was accepted. */
static gboolean
settle_rebased (SalveSyncWork *work,
                Sent *sent,
                SalveResource *ours,
                SalveResource *accepted,
                const SalveSyncAnswer *answer,
                GError **error)
{
  g_autoptr (GPtrArray) clashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveResource) merged = NULL;

  if (ours == NULL || salve_sync_same (accepted, sent->local))
    return salve_sync_put_edited (work, sent->type, &sent->row, NULL, accepted, answer->server_id,
                                  answer->version, error);
  merged = work->rules->merge (sent->local, ours, accepted, clashes, error);
  return merged != NULL
         && salve_sync_put_edited (work, sent->type, &sent->row, merged, accepted, answer->server_id,
                                   answer->version, error);
}

static gboolean
settle_written (SalveSyncWork *work, Sent *sent, const SalveSyncAnswer *answer, GError **error)
{
  g_autoptr (SalveResource) accepted = NULL;
  g_autoptr (SalveResource) ours = NULL;

  accepted = answer->accepted != NULL ? salve_sync_localise (work, answer->accepted, sent->row.id, error)
                                      : salve_resource_ref (sent->local);
  if (accepted == NULL)
    return FALSE;
  if (!sent->row.deleted)
    {
      g_autoptr (SalveResource) plain = salve_resource_new (sent->row.body, error);

      ours = plain != NULL ? salve_sync_mark_as (plain, sent->local, sent->row.id, error) : NULL;
      if (ours == NULL)
        return FALSE;
    }
  return ours != NULL && salve_sync_same (ours, sent->local)
             ? settle_unchanged (work, sent, ours, accepted, answer, error)
             : settle_rebased (work, sent, ours, accepted, answer, error);
}

static gboolean
settle_deleted (SalveSyncWork *work, Sent *sent, GError **error)
{
  if (sent->row.deleted)
    return salve_sync_delete_clean (work, sent->type, &sent->row, sent->base_version, error);
  /* Somebody has taken the deletion back meanwhile: it is made anew. */
  return salve_connection_run (work->connection, error,
                               "UPDATE resource SET state = 2, server_version = NULL, base_body = NULL WHERE"
                               " rowid = ?",
                               "i", sent->row.rowid);
}

/* Gives rows their names there, all of them before any body is read: they may refer to each other. */
static gboolean
name_one (SalveSyncWork *work, const SalveSyncAnswer *answer, GError **error)
{
  g_auto (Sent) sent = { 0 };
  gboolean found;

  if (!find_sent (work, answer->operation_id, &sent, &found, error))
    return FALSE;
  if (!found || answer->version == NULL)
    return TRUE;
  return salve_sync_name (work, sent.type, &sent.row, answer->server_id, error)
         && salve_connection_run (work->connection, error,
                                  "UPDATE resource SET server_version = ?2 WHERE rowid = ?1", "it",
                                  sent.row.rowid, answer->version);
}

static gboolean
acknowledge_one (SalveSyncWork *work, const SalveSyncAnswer *answer, GError **error)
{
  g_auto (Sent) sent = { 0 };
  gboolean found;

  if (!find_sent (work, answer->operation_id, &sent, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (sent.local != NULL ? !settle_written (work, &sent, answer, error)
                         : !settle_deleted (work, &sent, error))
    return FALSE;
  return forget_sent (work, answer->operation_id, error)
         && (sent.local == NULL
             || salve_connection_run (work->connection, error,
                                      "DELETE FROM tombstone WHERE type = ? AND id = ?", "tt", sent.type,
                                      sent.row.id));
}

static gboolean
acknowledge (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  GPtrArray *answers = data;

  for (guint i = 0; i < answers->len; i++)
    if (!name_one (work, answers->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < answers->len; i++)
    if (!acknowledge_one (work, answers->pdata[i], error))
      return FALSE;
  return TRUE;
}

/**
 * salve_sync_rows_acknowledge:
 * @answers: (element-type SalveSyncAnswer): not to be changed any more
 *
 * The server has taken them. One that is not on its way any more is passed by.
 */
DexFuture *
salve_sync_rows_acknowledge (SalveStore *store, const SalveSyncRules *rules, GPtrArray *answers)
{
  return salve_sync_run (store, rules, SALVE_PRIORITY_NORMAL, acknowledge, g_ptr_array_ref (answers),
                         (GDestroyNotify)g_ptr_array_unref);
}

static gboolean
name_all (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  GPtrArray *answers = data;

  for (guint i = 0; i < answers->len; i++)
    {
      const SalveSyncAnswer *answer = answers->pdata[i];
      g_auto (Sent) sent = { 0 };
      gboolean found;

      if (!find_sent (work, answer->operation_id, &sent, &found, error)
          || (found && !salve_sync_name (work, sent.type, &sent.row, answer->server_id, error)))
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_sync_rows_name:
 * @answers: (element-type SalveSyncAnswer): not to be changed any more; of each only where it is there
 *
 * Notes what things are called there before any of them is read: they may refer to each other.
 */
DexFuture *
salve_sync_rows_name (SalveStore *store, const SalveSyncRules *rules, GPtrArray *answers)
{
  return salve_sync_run (store, rules, SALVE_PRIORITY_NORMAL, name_all, g_ptr_array_ref (answers),
                         (GDestroyNotify)g_ptr_array_unref);
}

typedef struct
{
  char **operation_ids;
  SalveInstant not_before;
  char *problem;
  char *server_id;
  char *version;
  SalveResource *theirs;
} Task;

static void
task_free (gpointer data)
{
  Task *self = data;

  g_strfreev (self->operation_ids);
  g_free (self->problem);
  g_free (self->server_id);
  g_free (self->version);
  g_clear_pointer (&self->theirs, salve_resource_unref);
  g_free (self);
}

static gboolean
requeue (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  Task *task = data;

  for (char **id = task->operation_ids; *id != NULL; id++)
    if (!take_back (work, *id, "queued", task->not_before, task->problem,
                    task->not_before != 0 || task->problem != NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * salve_sync_rows_requeue:
 * @not_before: when they may go again; 0: at once
 * @error: (nullable): what the server said, or what went wrong on the way
 *
 * They did not arrive, or were not taken this time.
 */
DexFuture *
salve_sync_rows_requeue (SalveStore *store,
                         const char *const *operation_ids,
                         SalveInstant not_before,
                         const char *error)
{
  Task *task = g_new0 (Task, 1);

  task->operation_ids = g_strdupv ((char **)operation_ids);
  task->not_before = not_before;
  task->problem = g_strdup (error);
  return salve_sync_run (store, NULL, SALVE_PRIORITY_NORMAL, requeue, task, task_free);
}

static gboolean
refuse (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  Task *task = data;

  return take_back (work, task->operation_ids[0], "quarantined", 0, task->problem, TRUE, error);
}

/**
 * salve_sync_rows_refuse:
 * @error: the server's words
 *
 * The server will never take it. It waits, visible, for a person; what refers to it will follow it there.
 */
DexFuture *
salve_sync_rows_refuse (SalveStore *store, const char *operation_id, const char *error)
{
  Task *task = g_new0 (Task, 1);

  task->operation_ids = g_new0 (char *, 2);
  task->operation_ids[0] = g_strdup (operation_id);
  task->problem = g_strdup (error);
  return salve_sync_run (store, NULL, SALVE_PRIORITY_NORMAL, refuse, task, task_free);
}

/* echo: (out): whether the server has just what was sent */
static gboolean
is_echo (SalveSyncWork *work, Sent *sent, SalveResource *theirs, gboolean *echo, GError **error)
{
  g_autoptr (SalveResource) local = NULL;

  *echo = sent->local == NULL && theirs == NULL;
  if (sent->local == NULL || theirs == NULL)
    return TRUE;
  local = salve_sync_localise (work, theirs, sent->row.id, error);
  if (local == NULL)
    return FALSE;
  *echo = salve_sync_same (local, sent->local);
  return TRUE;
}

static gboolean
meet_sent (SalveSyncWork *work, Task *task, Sent *sent, SalveSyncMet *met, GError **error)
{
  gboolean echo;

  if (!is_echo (work, sent, task->theirs, &echo, error))
    return FALSE;
  if (echo)
    {
      SalveSyncAnswer answer = { sent->operation_id, task->server_id, task->version, task->theirs };

      *met = SALVE_SYNC_MET_ECHO;
      return name_one (work, &answer, error) && acknowledge_one (work, &answer, error);
    }
  *met = SALVE_SYNC_MET_RESEND;
  if (!take_back (work, sent->operation_id, "queued", task->not_before, task->problem, TRUE, error))
    return FALSE;
  /* It never arrived: nothing there has changed since. */
  if (task->theirs == NULL ? g_str_equal (sent->operation, "create")
                           : sent->base_version != NULL && g_strcmp0 (sent->base_version, task->version) == 0)
    return TRUE;
  return salve_sync_meet (work, sent->type, &sent->row, task->server_id, task->theirs, task->version, met,
                          error);
}

static gboolean
meet (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  Task *task = data;
  g_auto (Sent) sent = { 0 };
  SalveSyncMet met = SALVE_SYNC_MET_ECHO;
  gboolean found;

  if (!find_sent (work, task->operation_ids[0], &sent, &found, error)
      || (found && !meet_sent (work, task, &sent, &met, error)))
    return FALSE;
  g_value_init (value, G_TYPE_INT);
  g_value_set_int (value, (int)met);
  return TRUE;
}

/**
 * salve_sync_rows_meet:
 * @server_id: (nullable): where it is there
 * @theirs: (nullable): as the server has it now, with its ids; NULL: it has none
 * @version: (nullable): of @theirs
 * @not_before: when what is to be sent again may go; 0: at once
 * @problem: (nullable): why not before
 *
 * What was sent was refused as outdated, or nobody knows whether it arrived; now the server has said what it has.
 *
 * Returns: (transfer full): resolves to #SalveSyncMet as an int
 */
DexFuture *
salve_sync_rows_meet (SalveStore *store,
                      const SalveSyncRules *rules,
                      const char *operation_id,
                      const char *server_id,
                      SalveResource *theirs,
                      const char *version,
                      SalveInstant not_before,
                      const char *problem)
{
  Task *task = g_new0 (Task, 1);

  task->not_before = not_before;
  task->problem = g_strdup (problem);
  task->operation_ids = g_new0 (char *, 2);
  task->operation_ids[0] = g_strdup (operation_id);
  task->server_id = g_strdup (server_id);
  task->theirs = theirs != NULL ? salve_resource_ref (theirs) : NULL;
  task->version = g_strdup (version);
  return salve_sync_run (store, rules, SALVE_PRIORITY_NORMAL, meet, task, task_free);
}
