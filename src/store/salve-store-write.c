/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is written. A person's action is one transaction: resource, projections, change, outbox and audit rows, all
 * of them or none. Bulk work goes in slices, each a transaction of its own that lasts less than a frame. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-audit.h"
#include "salve-booking-check.h"
#include "salve-card-check.h"
#include "salve-change-private.h"
#include "salve-commit-group.h"
#include "salve-load.h"
#include "salve-projection.h"
#include "salve-shape.h"
#include "salve-store-private.h"
#include "salve-store-run.h"

/* A slice of bulk work lasts long while nobody works at the desk (a page that many rows touch is then written once), and a
 * short time while somebody does: whoever comes in between also waits for what the slice has still to write, and that takes
 * longer than making its rows, because each of them touches pages all over the file. So a short slice is measured by its
 * pages: enciphering and writing a hundred takes 1 to 2 ms. */
#define SLICE_ROWS 20000
#define SLICE_TIME_QUIET (300 * G_TIME_SPAN_MILLISECOND)
#define SLICE_TIME_BUSY (2 * G_TIME_SPAN_MILLISECOND)
#define SLICE_PAGES_BUSY 240.0
#define BUSY_FOR (5 * G_TIME_SPAN_SECOND)

/* How many pages a row is thought to touch, until that was counted: as many as a patient in a large store. */
#define ROW_PAGES 20.0

/* Of a step at the end of an import, without writing, which here goes from one end of the file to the other. */
#define STEP_TIME_QUIET (75 * G_TIME_SPAN_MILLISECOND)
#define STEP_TIME_BUSY (2 * G_TIME_SPAN_MILLISECOND)

enum
{
  STATE_LOCAL = 0,
  STATE_SYNCED = 1,
  STATE_EDITED = 2,
};

void
salve_resource_state_clear (SalveResourceState *state)
{
  g_clear_pointer (&state->body, g_bytes_unref);
}

gboolean
salve_store_look_up (SalveConnection *connection,
                     const char *type,
                     const char *id,
                     gboolean want_body,
                     SalveResourceState *state,
                     GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT rowid, version, deleted, CASE WHEN ?3 THEN body END, last_updated FROM resource"
      " WHERE id = ?1 AND type = ?2",
      error);
  gboolean row;

  *state = (SalveResourceState){ 0 };
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  salve_statement_bind_text (select, 2, type);
  salve_statement_bind_int (select, 3, want_body);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  state->rowid = salve_statement_int (select, 0);
  state->version = salve_statement_int (select, 1);
  state->deleted = salve_statement_int (select, 2) != 0;
  if (want_body)
    state->body = salve_statement_bytes (select, 3);
  state->time = salve_statement_int (select, 4);
  return TRUE;
}

/* The time of the versions that a transaction writes. A desk that reads what changed goes on behind the newest stamp that it
 * was told of: so a server's stamps count up from one transaction to the next, also where its clock was set back, and also
 * across its restarts. A desk's own stamps are nobody's to read, and are what its clock says. */
static gboolean
make_stamp (SalveConnection *connection, SalveStore *store, SalveInstant *stamp, GError **error)
{
  *stamp = salve_store_now (store);
  if (store->keeps_outbox)
    return TRUE;
  if (store->last_stamp == 0
      && !salve_connection_get_int (connection, "SELECT coalesce (max (last_updated), 0) FROM resource",
                                    &store->last_stamp, error))
    return FALSE;
  *stamp = store->last_stamp = MAX (*stamp, store->last_stamp + 1);
  return TRUE;
}

/* Writes a resource that is not there yet, with its projection; one that is there stays as it is. */
static gboolean
insert_resource (SalveConnection *connection,
                 SalveResource *resource,
                 gint64 time,
                 int new_state,
                 gboolean *inserted,
                 GError **error)
{
  if (!salve_connection_run (connection, error,
                             "INSERT INTO resource (type, id, version, last_updated, state, body)"
                             " VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (id, type) DO NOTHING",
                             "ttiib", salve_resource_get_type_name (resource),
                             salve_resource_get_id (resource), time, (gint64)new_state,
                             salve_resource_get_bytes (resource)))
    return FALSE;
  *inserted = salve_connection_n_changed (connection) > 0;
  return !*inserted
         || salve_projection_put (connection, resource, salve_connection_last_rowid (connection), error);
}

/* Writes a resource over the state that was looked up, with its projection. */
gboolean
salve_store_write_resource (SalveConnection *connection,
                            SalveResource *resource,
                            const SalveResourceState *state,
                            gint64 time,
                            int new_state,
                            GError **error)
{
  const char *type = salve_resource_get_type_name (resource), *id = salve_resource_get_id (resource);
  GBytes *body = salve_resource_get_bytes (resource);
  gboolean inserted;

  if (state->rowid == 0)
    return insert_resource (connection, resource, time, new_state, &inserted, error);
  if (!state->deleted && !salve_projection_remove (connection, type, id, state->rowid, error))
    return FALSE;
  return salve_connection_run (
             connection, error,
             "UPDATE resource SET version = version + 1, last_updated = ?2, deleted = 0,"
             " base_body = CASE WHEN state = 1 AND deleted = 0 THEN body ELSE base_body END,"
             " state = CASE state WHEN 0 THEN 0 ELSE ?3 END, body = ?4 WHERE rowid = ?1",
             "iiib", state->rowid, time, (gint64)new_state, body)
         && salve_projection_put (connection, resource, state->rowid, error);
}

static gboolean
delete_resource (SalveConnection *connection,
                 const char *type,
                 const char *id,
                 const SalveResourceState *state,
                 gint64 time,
                 GError **error)
{
  return salve_projection_remove (connection, type, id, state->rowid, error)
         && salve_connection_run (connection, error,
                                  "UPDATE resource SET version = version + 1, last_updated = ?2, deleted = 1,"
                                  " base_body = CASE WHEN state = 1 THEN body ELSE base_body END,"
                                  " state = CASE state WHEN 0 THEN 0 ELSE 2 END WHERE rowid = ?1",
                                  "ii", state->rowid, time);
}

typedef struct
{
  SalveStore *store;
  SalveWorker *writer; /* NULL in a store that is closed or read-only, where nothing is done */
  SalveChange *change; /* NULL when it is an undo */
  gint64 undoes;
  char *actor;
  char *device;
  GTimeZone *zone; /* of times in messages */
  SalveLocale *locale;
  SalvePrepareFunc prepare; /* makes the change when the transaction has begun; NULL: it is there already */
  SalveFinishFunc finish;
  gpointer data;
  GDestroyNotify destroy;
} CommitJob;

static CommitJob *
commit_job_new (SalveStore *store)
{
  CommitJob *job = g_new0 (CommitJob, 1);

  job->store = g_object_ref (store);
  job->writer = store->writer != NULL ? salve_worker_ref (store->writer) : NULL;
  job->zone = g_time_zone_ref (store->zone);
  job->locale = salve_locale_ref (store->locale);
  return job;
}

static void
commit_job_free (gpointer data)
{
  CommitJob *job = data;

  g_clear_pointer (&job->change, salve_change_unref);
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_time_zone_unref (job->zone);
  salve_locale_unref (job->locale);
  g_free (job->actor);
  g_free (job->device);
  g_clear_pointer (&job->writer, salve_worker_unref);
  g_object_unref (job->store);
  g_free (job);
}

static gboolean
conflict (GError **error)
{
  g_set_error_literal (
      error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT,
      _ ("The record was changed by somebody else in the meantime. Nothing was overwritten: look at "
         "the new state and make the change again."));
  return FALSE;
}

static gboolean
check_version (const SalveChangeItem *item, const SalveResourceState *state, GError **error)
{
  gboolean there = state->rowid != 0 && !state->deleted;

  if (item->resource == NULL && !there)
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND, _ ("There is no %s/%s to delete."),
                   item->type, item->id);
      return FALSE;
    }
  if (item->expected_version == SALVE_VERSION_ANY)
    return TRUE;
  if (item->expected_version == SALVE_VERSION_NONE)
    return !there || conflict (error);
  return (state->rowid != 0 && state->version == item->expected_version) || conflict (error);
}

static gboolean
record_item (SalveConnection *connection,
             gint64 change_id,
             guint position,
             const SalveChangeItem *item,
             const SalveResourceState *state,
             gboolean send,
             GError **error)
{
  gboolean there = state->rowid != 0 && !state->deleted;
  const char *operation = item->resource == NULL ? "delete" : there ? "update" : "create";
  g_autofree char *operation_id = g_uuid_string_random ();

  return salve_connection_run (connection, error,
                               "INSERT INTO change_item (change_id, position, type, id, before_version,"
                               " after_version, before_body, before_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                               "iittiibi", change_id, (gint64)position, item->type, item->id,
                               there ? state->version : (gint64)0, state->version + 1,
                               there ? state->body : NULL, state->time)
         && (!send
             || salve_connection_run (
                 connection, error,
                 "INSERT INTO outbox (operation_id, type, id, operation, base_version,"
                 " local_version, change_id) VALUES (?1, ?2, ?3, ?4, (SELECT server_version FROM"
                 " resource WHERE id = ?3 AND type = ?2), ?5, ?6)",
                 "ttttii", operation_id, item->type, item->id, operation, state->version + 1, change_id));
}

static gboolean
apply_item (SalveConnection *connection,
            gint64 change_id,
            guint position,
            const SalveChangeItem *item,
            const char *actor,
            gboolean send,
            SalveInstant time,
            SalveInstant stamp,
            GError **error)
{
  g_auto (SalveResourceState) state = { 0 };
  gboolean there;

  if (!salve_resource_is_valid_id (item->id))
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                   _ ("A %s without an id cannot be stored."), item->type);
      return FALSE;
    }
  if (item->resource != NULL && !salve_resource_check_shape (item->resource, error))
    return FALSE;
  if (!salve_store_look_up (connection, item->type, item->id, TRUE, &state, error)
      || !check_version (item, &state, error)
      || !record_item (connection, change_id, position, item, &state, send, error))
    return FALSE;
  there = state.rowid != 0 && !state.deleted;
  if (item->resource != NULL
          ? !salve_store_write_resource (connection, item->resource, &state, stamp, STATE_EDITED, error)
          : !delete_resource (connection, item->type, item->id, &state, stamp, error))
    return FALSE;
  return salve_audit_append (connection, time, actor,
                             item->resource == NULL ? "delete"
                             : there                ? "update"
                                                    : "create",
                             item->type, item->id, NULL, error);
}

static gboolean
apply_change (SalveConnection *connection,
              SalveStore *store,
              SalveChange *change,
              gint64 undoes,
              gint64 *id,
              GError **error)
{
  SalveInstant time = salve_store_now (store), stamp;

  if (!make_stamp (connection, store, &stamp, error)
      || !salve_connection_run (connection, error,
                                "INSERT INTO change (time, actor, device, label, reason, undoes)"
                                " VALUES (?, ?, ?, ?, ?, nullif (?, 0))",
                                "ittt"
                                "ti",
                                time, salve_change_get_actor (change), salve_change_get_device (change),
                                salve_change_get_label (change), salve_change_get_reason (change), undoes))
    return FALSE;
  *id = salve_connection_last_rowid (connection);
  for (guint i = 0; i < salve_change_get_n_items (change); i++)
    if (!apply_item (connection, *id, i, salve_change_get_item (change, i), salve_change_get_actor (change),
                     store->keeps_outbox, time, stamp, error))
      return FALSE;
  return TRUE;
}

static gboolean
apply_and_check (SalveConnection *connection, CommitJob *job, gint64 *id, GError **error)
{
  g_autoptr (SalveBookingCheck) check = NULL;

  if (salve_change_is_decided_there (job->change))
    return apply_change (connection, job->store, job->change, job->undoes, id, error);
  check = salve_booking_check_begin (connection, job->change, job->undoes != 0, error);
  return check != NULL && apply_change (connection, job->store, job->change, job->undoes, id, error)
         && salve_booking_check_finish (check, connection, job->zone, job->locale, error)
         /* A server's answer names nobody whom the caller may not see. */
         && salve_card_check (connection, *id, job->change, job->undoes != 0,
                              job->store->keeps_outbox ? job->locale : NULL, error);
}

/* A change without an item is none: nothing was to be done. */
static gboolean
prepare_and_apply (SalveConnection *connection, CommitJob *job, gint64 *id, GError **error)
{
  *id = 0;
  job->change = job->prepare (connection, job->data, error);
  if (job->change == NULL)
    return FALSE;
  return (salve_change_get_n_items (job->change) == 0 || apply_and_check (connection, job, id, error))
         && (job->finish == NULL || job->finish (connection, *id, job->data, error));
}

static gboolean invert (SalveConnection *connection, CommitJob *job, GError **error);

/* For SalveGroupFuncs. */
static gboolean
make_change (SalveConnection *connection, gpointer data, GValue *value, GError **error)
{
  CommitJob *job = data;
  gint64 id;

  if (job->prepare != NULL ? !prepare_and_apply (connection, job, &id, error)
                           : !(job->undoes == 0 || invert (connection, job, error))
                                 || !apply_and_check (connection, job, &id, error))
    return FALSE;
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, id);
  return TRUE;
}

static void
announce_change (gpointer data)
{
  CommitJob *job = data;

  for (guint i = 0; i < salve_change_get_n_items (job->change); i++)
    {
      const SalveChangeItem *item = salve_change_get_item (job->change, i);

      salve_store_emit_changed (job->store, item->type, item->id);
    }
}

static gboolean
do_commit (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  static const SalveGroupFuncs funcs = { do_commit, make_change, announce_change };
  CommitJob *job = data;

  return salve_commit_group_run (connection, job->writer, &funcs, job, value, error);
}

/**
 * salve_store_commit:
 * @change: with at least one item
 *
 * Makes a person's change, ahead of whatever bulk work is going on. Appointments in it are checked against all others in
 * the same transaction, after the whole change: one that takes a time of a doctor, a room, a device or a patient that
 * is taken is refused with SALVE_STORE_ERROR_TAKEN, unless it says who allowed it (the extension appointment-overbooked).
 * A patient who is given the health card of another one is refused with SALVE_STORE_ERROR_DUPLICATE.
 *
 * Returns: (transfer full): resolves to the change's id (gint64) when it is on the disk; rejects with
 *   SALVE_STORE_ERROR, after which nothing of it is in the file
 */
DexFuture *
salve_store_commit (SalveStore *self, SalveChange *change)
{
  CommitJob *job = commit_job_new (self);

  job->change = salve_change_ref (change);
  return salve_store_push_write (self, SALVE_PRIORITY_PERSON, do_commit, job, commit_job_free);
}

/**
 * salve_store_commit_with:
 * @prepare: runs on the writer's thread when the transaction has begun, so that nothing changes between what it reads and
 *   what is written; returns the change (transfer full), without items when there is nothing to do, or NULL with an error
 * @finish: (nullable): runs when all is written and may still refuse
 * @data: (transfer full): for both
 *
 * Makes a change that depends on what is in the file. Otherwise as salve_store_commit().
 *
 * Returns: (transfer full): resolves to the change's id, 0 where nothing was to be done
 */
DexFuture *
salve_store_commit_with (SalveStore *self,
                         SalvePrepareFunc prepare,
                         SalveFinishFunc finish,
                         gpointer data,
                         GDestroyNotify destroy)
{
  CommitJob *job = commit_job_new (self);

  job->prepare = prepare;
  job->finish = finish;
  job->data = data;
  job->destroy = destroy;
  return salve_store_push_write (self, SALVE_PRIORITY_PERSON, do_commit, job, commit_job_free);
}

/* What is there now is what the item left where nobody wrote since, but also where everything written since was taken
 * back: the change that came next kept the body it found. */
static gboolean
is_as_left (SalveConnection *connection,
            gint64 change_id,
            const char *type,
            const char *id,
            gint64 after_version,
            const SalveResourceState *now,
            gboolean *same,
            GError **error)
{
  g_autoptr (SalveStatement) next = NULL;
  gboolean there = now->rowid != 0 && !now->deleted, row;

  *same = now->version == after_version;
  if (*same)
    return TRUE;
  next = salve_connection_prepare (
      connection,
      "SELECT after_version, before_body FROM change_item WHERE id = ?1 AND type = ?2"
      " AND change_id > ?3 ORDER BY change_id, position LIMIT 1",
      error);
  if (next == NULL)
    return FALSE;
  salve_statement_bind_text (next, 1, id);
  salve_statement_bind_text (next, 2, type);
  salve_statement_bind_int (next, 3, change_id);
  if (!salve_statement_step (next, &row, error))
    return FALSE;
  /* A gap in the versions is an import or a download, of which there is no body to compare with. */
  if (!row || salve_statement_int (next, 0) != after_version + 1)
    return TRUE;
  if (salve_statement_is_null (next, 1))
    *same = !there;
  else if (there)
    {
      g_autoptr (GBytes) left = salve_statement_bytes (next, 1);

      *same = g_bytes_equal (left, now->body);
    }
  return TRUE;
}

/* Adds what puts one resource back to before (NULL: away with it). */
static gboolean
invert_item (SalveConnection *connection, CommitJob *job, SalveStatement *item, GError **error)
{
  const char *type = salve_statement_text (item, 0), *id = salve_statement_text (item, 1);
  gint64 version = salve_statement_int (item, 2);
  g_auto (SalveResourceState) now = { 0 };
  g_autoptr (SalveResource) before = NULL;
  gboolean same;

  if (!salve_store_look_up (connection, type, id, TRUE, &now, error)
      || !is_as_left (connection, job->undoes, type, id, version, &now, &same, error))
    return FALSE;
  if (!same)
    return conflict (error);
  if (salve_statement_is_null (item, 3))
    salve_change_delete (job->change, type, id, now.version);
  else
    {
      g_autoptr (GBytes) body = salve_statement_bytes (item, 3);

      before = salve_resource_new (body, error);
      if (before == NULL)
        return FALSE;
      salve_change_put (job->change, before, now.version);
    }
  return TRUE;
}

/* Builds the change that takes another one back, from the bodies it kept. */
static gboolean
invert (SalveConnection *connection, CommitJob *job, GError **error)
{
  g_autofree char *label = NULL;
  g_autoptr (SalveStatement) items = NULL;
  gboolean row;

  {
    g_autoptr (SalveStatement) find = salve_connection_prepare (
        connection,
        "SELECT label, (SELECT id FROM change AS u WHERE u.undoes = c.id) FROM change AS c WHERE id = ?",
        error);

    if (find == NULL)
      return FALSE;
    salve_statement_bind_int (find, 1, job->undoes);
    if (!salve_statement_step (find, &row, error))
      return FALSE;
    if (!row)
      {
        g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND,
                             _ ("There is no such change."));
        return FALSE;
      }
    if (!salve_statement_is_null (find, 1))
      {
        g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT,
                             _ ("This change has been undone already."));
        return FALSE;
      }
    label = g_strdup (salve_statement_text (find, 0));
  }
  job->change = salve_change_new (job->actor, job->device, label);
  items = salve_connection_prepare (connection,
                                    "SELECT type, id, after_version, before_body FROM change_item WHERE "
                                    "change_id = ? ORDER BY position DESC",
                                    error);
  if (items == NULL)
    return FALSE;
  salve_statement_bind_int (items, 1, job->undoes);
  for (;;)
    {
      if (!salve_statement_step (items, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!invert_item (connection, job, items, error))
        return FALSE;
    }
}

/**
 * salve_store_undo:
 * @change_id: what to take back; it may itself be an undo, which makes this a redo
 *
 * Puts every resource of the change back to what it was before, as a change of its own. Refused as a conflict where
 * somebody has changed one of them since.
 *
 * Returns: (transfer full): resolves to the new change's id (gint64)
 */
DexFuture *
salve_store_undo (SalveStore *self, gint64 change_id, const char *actor, const char *device)
{
  CommitJob *job = commit_job_new (self);

  job->undoes = change_id;
  job->actor = g_strdup (actor);
  job->device = g_strdup (device);
  return salve_store_push_write (self, SALVE_PRIORITY_PERSON, do_commit, job, commit_job_free);
}

static gpointer
counts_copy (gpointer data)
{
  return g_memdup2 (data, sizeof (SalveBulkCounts));
}

G_DEFINE_BOXED_TYPE (SalveBulkCounts, salve_bulk_counts, counts_copy, g_free)

typedef struct
{
  SalveStore *store;
  SalveWorker *writer; /* NULL in a store that is closed or read-only, where nothing is done */
  GPtrArray *resources;
  SalveBulkFlags flags;
  guint next;
  double row_pages; /* that a row touches in a short slice, as the last ones showed */
  SalveBulkCounts counts;
} BulkJob;

static void
bulk_job_free (gpointer data)
{
  BulkJob *job = data;

  g_ptr_array_unref (job->resources);
  g_clear_pointer (&job->writer, salve_worker_unref);
  g_object_unref (job->store);
  g_free (job);
}

static gboolean
put_one (SalveConnection *connection, BulkJob *job, SalveResource *resource, gint64 time, GError **error)
{
  g_auto (SalveResourceState) state = { 0 };
  const char *id = salve_resource_get_id (resource);
  gboolean inserted = FALSE;

  if (id == NULL)
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                   _ ("A %s without an id cannot be stored."), salve_resource_get_type_name (resource));
      return FALSE;
    }
  /* Of what comes into an empty store hardly anything is there already. */
  if (salve_connection_is_deferring (connection)
      && !insert_resource (connection, resource, time, STATE_EDITED, &inserted, error))
    return FALSE;
  if (inserted)
    {
      job->counts.added++;
      return TRUE;
    }
  if (!salve_store_look_up (connection, salve_resource_get_type_name (resource), id, TRUE, &state, error))
    return FALSE;
  if (state.rowid != 0 && !state.deleted && g_bytes_equal (state.body, salve_resource_get_bytes (resource)))
    {
      job->counts.unchanged++;
      return TRUE;
    }
  if (state.rowid == 0)
    job->counts.added++;
  else
    job->counts.updated++;
  if (job->flags & SALVE_BULK_DRY_RUN)
    return TRUE;
  return salve_store_write_resource (connection, resource, &state, time, STATE_EDITED, error);
}

/* Makes the rows of a slice. Whoever comes while a long one is made does not wait until it is written: it is taken back,
 * and done again in short ones. */
static gboolean
put_slice (SalveConnection *connection, BulkJob *job, gboolean busy, gboolean *given_up, GError **error)
{
  gint64 started = g_get_monotonic_time (), passed = 0;
  SalveInstant stamp;
  gint64 most = busy ? SLICE_TIME_BUSY : SLICE_TIME_QUIET;
  guint first = job->next, limit = busy ? (guint)MAX (1, SLICE_PAGES_BUSY / job->row_pages) : SLICE_ROWS;

  if (!make_stamp (connection, job->store, &stamp, error))
    return FALSE;
  while (job->next < job->resources->len && job->next - first < limit && passed < most)
    {
      if (!put_one (connection, job, job->resources->pdata[job->next++], stamp, error))
        return FALSE;
      passed = g_get_monotonic_time () - started;
      if (salve_worker_is_wanted (job->writer))
        {
          *given_up = !busy && passed > SLICE_TIME_BUSY;
          return TRUE;
        }
    }
  return TRUE;
}

static void
learn_row_pages (BulkJob *job, guint rows, guint pages)
{
  if (rows > 0)
    job->row_pages = (3 * job->row_pages + MAX (1, (double)pages / rows)) / 4;
}

static gboolean
finish_bulk (BulkJob *job, GValue *value)
{
  if (!(job->flags & SALVE_BULK_DRY_RUN) && job->counts.added + job->counts.updated > 0)
    salve_store_emit_changed (job->store, NULL, NULL);
  g_value_init (value, SALVE_TYPE_BULK_COUNTS);
  g_value_set_boxed (value, &job->counts);
  return TRUE;
}

static gboolean
do_bulk (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  BulkJob *job = data;
  SalveBulkCounts before = job->counts;
  guint first = job->next, pages = salve_connection_n_pages (connection);
  gboolean busy = salve_worker_was_wanted (job->writer, BUSY_FOR);
  gboolean deferring = FALSE, given_up = FALSE, ok;

  if ((job->flags & SALVE_BULK_LOAD) && !(job->flags & SALVE_BULK_DRY_RUN)
      && !salve_load_begin (connection, SALVE_LOAD_FEW_TO_IMPORT, &deferring, error))
    return FALSE;
  if (!salve_connection_begin (connection, error))
    return FALSE;
  salve_connection_set_deferring (connection, deferring);
  ok = put_slice (connection, job, busy, &given_up, error);
  salve_connection_set_deferring (connection, FALSE);
  if (!ok || given_up)
    {
      salve_connection_rollback (connection);
      job->counts = before;
      job->next = first;
      *again = ok;
      return ok;
    }
  if (!salve_connection_commit (connection, error))
    return FALSE;
  if (busy)
    learn_row_pages (job, job->next - first, salve_connection_n_pages (connection) - pages);
  *again = job->next < job->resources->len;
  return *again || finish_bulk (job, value);
}

/**
 * salve_store_put_bulk:
 * @resources: (element-type SalveResource) (transfer none): each with an id; not to be changed any more
 *
 * Stores many resources as they are, without history or undo, in slices between which a person's changes come in.
 * After an error the slices before it stay; putting the same again changes nothing, so that an import may be repeated.
 *
 * Returns: (transfer full): resolves to #SalveBulkCounts (boxed) when all are on the disk
 */
DexFuture *
salve_store_put_bulk (SalveStore *self, GPtrArray *resources, SalveBulkFlags flags)
{
  BulkJob *job = g_new0 (BulkJob, 1);

  job->store = g_object_ref (self);
  job->writer = self->writer != NULL ? salve_worker_ref (self->writer) : NULL;
  job->resources = g_ptr_array_ref (resources);
  job->flags = flags;
  job->row_pages = ROW_PAGES;
  return salve_store_push_write (self, SALVE_PRIORITY_BULK, do_bulk, job, bulk_job_free);
}

typedef struct
{
  SalveStore *store;
  SalveWorker *writer;
  SalveLoadEnd *end;
} LoadJob;

static void
load_job_free (gpointer data)
{
  LoadJob *job = data;

  salve_load_end_free (job->end);
  g_clear_pointer (&job->writer, salve_worker_unref);
  g_object_unref (job->store);
  g_free (job);
}

static gboolean
do_finish_load (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  LoadJob *job = data;
  gboolean busy = salve_worker_was_wanted (job->writer, BUSY_FOR);

  if (!salve_load_end_step (job->end, connection, busy ? STEP_TIME_BUSY : STEP_TIME_QUIET, again, error))
    {
      salve_connection_rollback (connection);
      salve_connection_set_noting (connection, FALSE);
      return FALSE;
    }
  if (!*again)
    salve_store_emit_changed (job->store, NULL, NULL);
  return *again || salve_connection_exec (connection, "PRAGMA cache_size=-65536", error);
}

static DexFuture *
end_load (SalveStore *self, gboolean only_rows)
{
  LoadJob *job = g_new0 (LoadJob, 1);

  job->store = g_object_ref (self);
  job->writer = self->writer != NULL ? salve_worker_ref (self->writer) : NULL;
  job->end = salve_load_end_new (only_rows);
  return salve_store_push_write (self, SALVE_PRIORITY_BULK, do_finish_load, job, load_job_free);
}

/**
 * salve_store_finish_load:
 *
 * Ends an import that used SALVE_BULK_LOAD, also one that was cancelled or failed: makes what searches and sorted lists
 * need of what it brought. Opening the store does the same where a crash came before. Cheap where there is nothing to do.
 *
 * Returns: (transfer full): resolves to %TRUE when everything can be found
 */
DexFuture *
salve_store_finish_load (SalveStore *self)
{
  return end_load (self, FALSE);
}

/**
 * salve_store_finish_patients:
 *
 * The first half of salve_store_finish_load(), for when all patients are there and more of other types is to come: from
 * then on every patient is found as fast as ever.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
salve_store_finish_patients (SalveStore *self)
{
  return end_load (self, TRUE);
}

typedef struct
{
  SalveStore *store;
  char *texts[6];
  GBytes *content;
} SmallJob;

static void
small_job_free (gpointer data)
{
  SmallJob *job = data;

  for (gsize i = 0; i < G_N_ELEMENTS (job->texts); i++)
    g_free (job->texts[i]);
  g_clear_pointer (&job->content, g_bytes_unref);
  g_object_unref (job->store);
  g_free (job);
}

static gboolean
do_save_draft (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  SmallJob *job = data;

  return salve_connection_run (connection, error, "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", "ttib",
                               job->texts[0], job->texts[1], (gint64)salve_store_now (job->store),
                               job->content);
}

/* Keeps what somebody has typed so far. Resolves when it is on the disk. */
DexFuture *
salve_store_save_draft (SalveStore *self, const char *kind, const char *key, GBytes *content)
{
  SmallJob *job = g_new0 (SmallJob, 1);

  job->store = g_object_ref (self);
  job->texts[0] = g_strdup (kind);
  job->texts[1] = g_strdup (key);
  job->content = g_bytes_ref (content);
  return salve_store_push_write (self, SALVE_PRIORITY_PERSON, do_save_draft, job, small_job_free);
}

static gboolean
do_drop_draft (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  SmallJob *job = data;

  return salve_connection_run (connection, error, "DELETE FROM draft WHERE kind = ? AND key = ?", "tt",
                               job->texts[0], job->texts[1]);
}

DexFuture *
salve_store_drop_draft (SalveStore *self, const char *kind, const char *key)
{
  SmallJob *job = g_new0 (SmallJob, 1);

  job->store = g_object_ref (self);
  job->texts[0] = g_strdup (kind);
  job->texts[1] = g_strdup (key);
  return salve_store_push_write (self, SALVE_PRIORITY_PERSON, do_drop_draft, job, small_job_free);
}

static gboolean
do_audit (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  SmallJob *job = data;

  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!salve_audit_append (connection, salve_store_now (job->store), job->texts[0], job->texts[1],
                           job->texts[2], job->texts[3], job->texts[4], error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  return salve_connection_commit (connection, error);
}

/**
 * salve_store_audit:
 * @action: "read", "print", "export", "sign-in", …
 * @detail: (nullable): never a patient's words
 *
 * Notes what was done without a change.
 */
DexFuture *
salve_store_audit (SalveStore *self,
                   const char *actor,
                   const char *action,
                   const char *type,
                   const char *id,
                   const char *detail)
{
  SmallJob *job = g_new0 (SmallJob, 1);
  const char *const texts[] = { actor, action, type, id, detail };

  job->store = g_object_ref (self);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    job->texts[i] = g_strdup (texts[i]);
  return salve_store_push_write (self, SALVE_PRIORITY_NORMAL, do_audit, job, small_job_free);
}
