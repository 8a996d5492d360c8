/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short, indexed reads on the thread that opened the store. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-appointment.h"
#include "salve-change-private.h"
#include "salve-store-private.h"

/* Whose the record is tells whether a screen may have it. What belongs to a patient otherwise is only found by way of
 * their record. */
static gboolean
may_see (SalveStore *self, const char *type, const SalveResourceState *state, const char *id)
{
  g_autoptr (SalveResource) resource = NULL;
  g_autofree char *patient = NULL;

  if (self->sight == NULL)
    return TRUE;
  if (g_str_equal (type, "Patient"))
    return salve_sight_has_patient (self->sight, id);
  if (!g_str_equal (type, "Appointment"))
    return TRUE;
  resource = salve_resource_new (state->body, NULL);
  patient = resource != NULL ? salve_appointment_find_actor (resource, "Patient") : NULL;
  return salve_sight_has_appointment (self->sight, patient);
}

/**
 * salve_store_read:
 * @version: (out) (optional): for salve_change_put()
 *
 * Returns: (transfer full): the resource; NULL with SALVE_STORE_ERROR_NOT_FOUND where there is none, it was deleted, or it is
 *   of a patient whom whoever works here may not see
 */
SalveResource *
salve_store_read (SalveStore *self, const char *type, const char *id, gint64 *version, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_auto (SalveResourceState) state = { 0 };

  if (connection == NULL || !salve_store_look_up (connection, type, id, TRUE, &state, error))
    return NULL;
  if (state.rowid != 0 && !state.deleted && !may_see (self, type, &state, id))
    {
      g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND,
                           _ ("What you may do in this clinic does not reach this patient’s record."));
      return NULL;
    }
  if (state.rowid == 0 || state.deleted)
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND, _ ("There is no %s/%s."), type, id);
      return NULL;
    }
  if (version != NULL)
    *version = state.version;
  return salve_resource_new (state.body, error);
}

/* Reads every row of a statement whose first column is a body. */
static gboolean
collect_bodies (SalveStatement *select, GPtrArray *out, GError **error)
{
  gboolean row;

  for (;;)
    {
      const char *text;
      gsize length;
      SalveResource *resource;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      text = salve_statement_blob (select, 0, &length);
      resource = salve_resource_new_from_text (text, (gssize)length, error);
      if (resource == NULL)
        return FALSE;
      g_ptr_array_add (out, resource);
    }
}

/**
 * salve_store_list_related:
 * @type: (nullable): NULL for every type
 *
 * Returns: (transfer full) (element-type SalveResource): what belongs to a patient's record, newest first, types
 *   together; what has no date comes last
 */
GPtrArray *
salve_store_list_related (SalveStore *self, const char *patient_id, const char *type, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (SalveStatement) select = NULL;

  if (connection == NULL)
    return NULL;
  if (!salve_sight_has_patient (self->sight, patient_id))
    return g_steal_pointer (&out);
  select = type != NULL ? salve_connection_prepare (
                              connection,
                              "SELECT r.body FROM clinical AS c JOIN resource AS r ON r.rowid = c.rowid"
                              " WHERE c.patient_id = ?1 AND c.type = ?2 ORDER BY c.date DESC, c.rowid",
                              error)
                        : salve_connection_prepare (
                              connection,
                              "SELECT r.body FROM clinical AS c JOIN resource AS r ON r.rowid = c.rowid"
                              " WHERE c.patient_id = ?1 ORDER BY c.type, c.date DESC, c.rowid",
                              error);
  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, patient_id);
  if (type != NULL)
    salve_statement_bind_text (select, 2, type);
  return collect_bodies (select, out, error) ? g_steal_pointer (&out) : NULL;
}

/**
 * salve_store_has_any:
 * @type: "Patient", …
 *
 * Returns: whether there is at least one, at once however many there are; %FALSE with an error where it cannot be read
 */
gboolean
salve_store_has_any (SalveStore *self, const char *type, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL)
    return FALSE;
  select = salve_connection_prepare (connection,
                                     "SELECT 1 FROM resource WHERE type = ? AND deleted = 0 LIMIT 1", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  return salve_statement_step (select, &row, error) && row;
}

/**
 * salve_store_is_number_taken:
 * @number: as it is written
 *
 * Returns: whether a patient, active or not, has this number; %FALSE with an error where it cannot be read
 */
gboolean
salve_store_is_number_taken (SalveStore *self, const char *number, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL)
    return FALSE;
  select = salve_connection_prepare (connection, "SELECT 1 FROM patient WHERE number = ? LIMIT 1", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, number);
  return salve_statement_step (select, &row, error) && row;
}

/**
 * salve_store_count:
 *
 * Walks an index from end to end, 60 ms for a million: for programs and reports, not for the screen.
 */
gboolean
salve_store_count (SalveStore *self, const char *type, guint64 *count, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  *count = 0;
  if (connection == NULL)
    return FALSE;
  select = salve_connection_prepare (connection,
                                     "SELECT count(*) FROM resource WHERE type = ? AND deleted = 0", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  *count = (guint64)salve_statement_int (select, 0);
  return TRUE;
}

/**
 * salve_store_count_types:
 *
 * Reads an index from end to end: for programs and reports, not for the screen.
 *
 * Returns: (transfer full) (element-type utf8 guint64): how many resources there are of each type; values are guint64 *
 */
GHashTable *
salve_store_count_types (SalveStore *self, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL)
    return NULL;
  select = salve_connection_prepare (
      connection, "SELECT type, count(*) FROM resource WHERE deleted = 0 GROUP BY type ORDER BY type", error);
  if (select == NULL)
    return NULL;
  for (;;)
    {
      guint64 n;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&counts);
      n = (guint64)salve_statement_int (select, 1);
      g_hash_table_insert (counts, g_strdup (salve_statement_text (select, 0)), g_memdup2 (&n, sizeof n));
    }
}

#define CHANGE_COLUMNS                                                                                       \
  "c.id, c.time, c.actor, c.device, c.label, c.reason, coalesce (c.undoes, 0),"                              \
  " coalesce ((SELECT u.id FROM change AS u WHERE u.undoes = c.id), 0)"

/* A row of type, id, whose it is and whether it was deleted. What was deleted does not say any more whose it was. */
static gboolean
row_is_hidden (SalveStore *self, SalveStatement *select)
{
  const char *type = salve_statement_text (select, 0), *patient = salve_statement_text (select, 2);

  if (g_str_equal (type, "Patient"))
    return !salve_sight_has_patient (self->sight, salve_statement_text (select, 1));
  if (g_str_equal (type, "Appointment"))
    return !salve_sight_has_appointment (self->sight, salve_statement_int (select, 3) != 0 ? "" : patient);
  return patient != NULL && !salve_sight_has_patient (self->sight, patient);
}

/* Whether a SELECT, whose parameter is bound, finds any record that may not be seen. */
static gboolean
finds_hidden (SalveStore *self, SalveStatement *select)
{
  gboolean row;

  while (salve_statement_step (select, &row, NULL) && row)
    if (row_is_hidden (self, select))
      return TRUE;
  return FALSE;
}

#define HIDDEN_COLUMNS                                                                                       \
  "r.type, r.id, coalesce (a.patient_id, c.patient_id), r.deleted FROM resource AS r LEFT JOIN appointment"  \
  " AS a ON a.record = r.rowid LEFT JOIN clinical AS c ON c.rowid = r.rowid"

/* What it was called may name whom it was about. */
static gboolean
change_is_hidden (SalveStore *self, SalveConnection *connection, gint64 id)
{
  g_autoptr (SalveStatement) select = NULL;

  if (self->sight == NULL)
    return FALSE;
  select = salve_connection_prepare (connection,
                                     "SELECT " HIDDEN_COLUMNS " JOIN change_item AS i ON i.id = r.id AND"
                                     " i.type = r.type WHERE i.change_id = ?",
                                     NULL);
  if (select == NULL)
    return TRUE;
  salve_statement_bind_int (select, 1, id);
  return finds_hidden (self, select);
}

/* A form of somebody who is in the file has their id as its key. */
static gboolean
draft_is_hidden (SalveStore *self, SalveConnection *connection, const char *key)
{
  g_autoptr (SalveStatement) select = NULL;

  if (self->sight == NULL)
    return FALSE;
  select = salve_connection_prepare (connection, "SELECT " HIDDEN_COLUMNS " WHERE r.id = ?", NULL);
  if (select == NULL)
    return TRUE;
  salve_statement_bind_text (select, 1, key);
  return finds_hidden (self, select);
}

/**
 * salve_store_list_changes:
 * @type: (nullable): with @id, only what touched that resource
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type SalveChangeRecord): the newest first
 */
GPtrArray *
salve_store_list_changes (SalveStore *self, const char *type, const char *id, guint limit, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL)
    return NULL;
  select =
      id != NULL
          ? salve_connection_prepare (connection,
                                      "SELECT " CHANGE_COLUMNS " FROM change AS c WHERE c.id IN"
                                      " (SELECT change_id FROM change_item WHERE id = ?2 AND type = ?3)"
                                      " ORDER BY c.id DESC LIMIT ?1",
                                      error)
          : salve_connection_prepare (
                connection, "SELECT " CHANGE_COLUMNS " FROM change AS c ORDER BY c.id DESC LIMIT ?1", error);
  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, limit);
  if (id != NULL)
    {
      salve_statement_bind_text (select, 2, id);
      salve_statement_bind_text (select, 3, type);
    }
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&out);
      if (!change_is_hidden (self, connection, salve_statement_int (select, 0)))
        g_ptr_array_add (out, salve_change_record_new_from_row (select));
    }
}

/* How many changes wait for a server: the truth of the sync state. */
gboolean
salve_store_count_unsent (SalveStore *self, guint64 *count, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  gint64 n;

  *count = 0;
  if (connection == NULL || !salve_connection_get_int (connection, "SELECT count(*) FROM outbox", &n, error))
    return FALSE;
  *count = (guint64)n;
  return TRUE;
}

/**
 * salve_store_foreach:
 * @type: (nullable): NULL for every type
 * @func: (scope call): gets one resource after the other; answers FALSE with an error to end
 *
 * Reads everything of one moment, whatever is written meanwhile. For programs; blocks.
 */
gboolean
salve_store_foreach (SalveStore *self,
                     const char *type,
                     SalveResourceFunc func,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL)
    return FALSE;
  select =
      salve_connection_prepare (connection,
                                "SELECT body FROM resource WHERE deleted = 0 AND (?1 IS NULL OR type = ?1)"
                                " ORDER BY rowid",
                                error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  for (;;)
    {
      g_autoptr (SalveResource) resource = NULL;
      const char *text;
      gsize length;

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      text = salve_statement_blob (select, 0, &length);
      resource = salve_resource_new_from_text (text, (gssize)length, error);
      if (resource == NULL || !func (resource, user_data, error))
        return FALSE;
    }
}

void
salve_draft_free (SalveDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->key);
  g_bytes_unref (self->content);
  g_free (self);
}

/**
 * salve_store_read_drafts:
 *
 * Returns: (transfer full) (element-type SalveDraft): of that kind, the newest first
 */
GPtrArray *
salve_store_read_drafts (SalveStore *self, const char *kind, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_draft_free);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL)
    return NULL;
  select = salve_connection_prepare (
      connection, "SELECT kind, key, content, saved FROM draft WHERE kind = ? ORDER BY saved DESC", error);
  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, kind);
  for (;;)
    {
      SalveDraft *draft;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&out);
      if (draft_is_hidden (self, connection, salve_statement_text (select, 1)))
        continue;
      draft = g_new0 (SalveDraft, 1);
      draft->kind = g_strdup (salve_statement_text (select, 0));
      draft->key = g_strdup (salve_statement_text (select, 1));
      draft->content = salve_statement_bytes (select, 2);
      draft->saved = salve_statement_int (select, 3);
      g_ptr_array_add (out, draft);
    }
}
