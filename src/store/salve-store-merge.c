/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two records of one person become one: the one that goes stays as a resource that points to the other (fhir-map:
 * Patient.link replaced-by, active false), whatever pointed to it points to the one that stays, and because all of
 * it is one change, undoing it splits them again as they were. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-store-private.h"

/* Of one record, among which its merge is looked for. */
#define MOST_CHANGES 10000

static SalveResource *
link_patients (SalveResource *patient,
               const char *type,
               const char *other_id,
               gboolean active,
               GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (patient);
  g_autofree char *link =
      g_strdup_printf ("{\"other\":{\"reference\":\"Patient/%s\"},\"type\":\"%s\"}", other_id, type);

  salve_edit_append_json (edit, "/link", link);
  if (!active)
    salve_edit_set_boolean (edit, "/active", FALSE);
  return salve_edit_finish (edit, error);
}

typedef struct
{
  SalveStore *store;
  SalveChange *change;
  const char *from;
  const char *to;
} Move;

static gboolean
move_rows (Move *move, SalveConnection *connection, const char *patient_id, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT r.body, r.version FROM clinical AS c JOIN resource AS r ON r.rowid = "
                                "c.rowid WHERE c.patient_id = ?"
                                " ORDER BY r.rowid",
                                error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, patient_id);
  for (;;)
    {
      g_autoptr (SalveResource) resource = NULL;
      g_autoptr (SalveResource) moved = NULL;
      g_autoptr (GBytes) body = NULL;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      body = salve_statement_bytes (select, 0);
      resource = salve_resource_new (body, error);
      if (resource == NULL)
        return FALSE;
      moved = salve_resource_replace_reference (resource, move->from, move->to, error);
      if (moved == NULL)
        return FALSE;
      salve_change_put (move->change, moved, salve_statement_int (select, 1));
    }
}

/**
 * salve_patient_merge_prepare:
 * @keep_id: the patient who stays
 * @drop_id: the patient who is merged into the other
 * @label: for the history
 *
 * Builds, and does not commit, the change that merges two patients. More may be put into it, such as what is taken over
 * from the one into the other: then keep's own put has to be replaced by the caller's through salve_change_put(), which
 * is applied after this one with SALVE_VERSION_ANY.
 *
 * Returns: (transfer full): the change; NULL with an error
 */
SalveChange *
salve_patient_merge_prepare (SalveStore *self,
                             const char *keep_id,
                             const char *drop_id,
                             const char *actor,
                             const char *device,
                             const char *label,
                             GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveChange) change = salve_change_new (actor, device, label);
  g_autofree char *from = g_strconcat ("Patient/", drop_id, NULL);
  g_autofree char *to = g_strconcat ("Patient/", keep_id, NULL);
  Move move = { self, change, from, to };
  g_autoptr (SalveResource) keep = NULL;
  g_autoptr (SalveResource) drop = NULL;
  g_autoptr (SalveResource) kept = NULL;
  g_autoptr (SalveResource) dropped = NULL;
  gint64 keep_version, drop_version;

  if (connection == NULL)
    return NULL;
  if (g_str_equal (keep_id, drop_id))
    {
      g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                           _ ("A record cannot be merged with itself. Choose two."));
      return NULL;
    }
  keep = salve_store_read (self, "Patient", keep_id, &keep_version, error);
  drop = keep != NULL ? salve_store_read (self, "Patient", drop_id, &drop_version, error) : NULL;
  if (drop == NULL)
    return NULL;
  kept = link_patients (keep, "replaces", drop_id, TRUE, error);
  dropped = kept != NULL ? link_patients (drop, "replaced-by", keep_id, FALSE, error) : NULL;
  if (dropped == NULL)
    return NULL;
  salve_change_put (change, kept, keep_version);
  salve_change_put (change, dropped, drop_version);
  return move_rows (&move, connection, drop_id, error) ? g_steal_pointer (&change) : NULL;
}

static gint64
newest_standing (GPtrArray *changes, GHashTable *others)
{
  for (guint i = 0; i < changes->len; i++)
    {
      SalveChangeRecord *change = changes->pdata[i];
      gint64 id = salve_change_record_get_id (change);

      if (salve_change_record_get_undone_by (change) == 0 && g_hash_table_contains (others, &id))
        return id;
    }
  return 0;
}

/**
 * salve_patient_find_merge:
 * @keep_id: who stayed
 * @drop_id: who was merged into them, and still is
 *
 * Returns: the change to undo so that there are two again: the newest that touched both and still stands; 0 where they
 *   were not merged here, or with an error
 */
gint64
salve_patient_find_merge (SalveStore *self, const char *keep_id, const char *drop_id, GError **error)
{
  g_autoptr (GPtrArray) of_keep = salve_store_list_changes (self, "Patient", keep_id, MOST_CHANGES, error);
  g_autoptr (GPtrArray) of_drop =
      of_keep != NULL ? salve_store_list_changes (self, "Patient", drop_id, MOST_CHANGES, error) : NULL;
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (of_drop == NULL)
    return 0;
  for (guint i = 0; i < of_keep->len; i++)
    {
      gint64 id = salve_change_record_get_id (of_keep->pdata[i]);

      g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }
  return newest_standing (of_drop, ids);
}
