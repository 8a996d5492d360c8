/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that came to this file only because somebody opened them in an emergency. Each is noted with the time up to which
 * it may stay; one that comes again because somebody here may read it anyway stays for good. Cursors: "emergency Type/id".
 * Only of our own server, where ids are the same here and there. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-projection.h"
#include "salve-store-private.h"
#include "salve-sync-row-private.h"

#define OF_EMERGENCIES "name >= '" SALVE_SYNC_EMERGENCY "' AND name < 'emergency!'"

/**
 * salve_sync_note_emergency:
 * @row: that a resource of a page is, before it is written; rowid 0: it is not here yet
 */
gboolean
salve_sync_note_emergency (SalveSyncWork *work, const char *type, const SalveSyncRow *row, GError **error)
{
  SalveInstant until = work->rules->emergency_until;
  g_autofree char *name = NULL;
  g_autofree char *time = NULL;

  if (until == 0 && !work->emergencies)
    return TRUE;
  name = g_strdup_printf (SALVE_SYNC_EMERGENCY "%s/%s", type, row->id);
  if (until == 0)
    return salve_connection_run (work->connection, error, "DELETE FROM cursor WHERE name = ?", "t", name);
  time = g_strdup_printf ("%" G_GINT64_FORMAT, until);
  /* What was here before is here for others. */
  if (row->rowid != 0)
    return salve_connection_run (work->connection, error, "UPDATE cursor SET value = ?2 WHERE name = ?1",
                                 "tt", name, time);
  return salve_connection_run (work->connection, error, "INSERT OR REPLACE INTO cursor VALUES (?, ?)", "tt",
                               name, time);
}

/* Whether nothing of it has still to go to the server or to be decided, and nothing that has refers to it. free: (out) */
static gboolean
is_free (SalveSyncWork *work, const char *type, const SalveSyncRow *row, gboolean *free, GError **error)
{
  g_autofree char *reference = g_strdup_printf ("%s/%s", type, row->id);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection,
      "SELECT EXISTS (SELECT 1 FROM outbox WHERE id = ?1 AND type = ?2)"
      " OR EXISTS (SELECT 1 FROM conflict WHERE resource_id = ?1 AND type = ?2 AND settled IS NULL)"
      " OR EXISTS (SELECT 1 FROM resource INDEXED BY resource_unsent WHERE state <> 1 AND NOT deleted"
      " AND instr (CAST (body AS TEXT), ?3) > 0)",
      error);
  gboolean found;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, row->id);
  salve_statement_bind_text (select, 2, type);
  salve_statement_bind_text (select, 3, reference);
  if (!salve_statement_step (select, &found, error))
    return FALSE;
  *free = row->state == SALVE_STATE_SYNCED && found && salve_statement_int (select, 0) == 0;
  return TRUE;
}

/* Away with it, and with what was kept of its former states: no undo brings it back. Who did what stays. */
static gboolean
remove_record (SalveSyncWork *work, const char *type, const SalveSyncRow *row, GError **error)
{
  if (!row->deleted && !salve_projection_remove (work->connection, type, row->id, row->rowid, error))
    return FALSE;
  salve_sync_note_changed (work, type, row->id);
  return salve_connection_run (work->connection, error, "DELETE FROM resource WHERE rowid = ?", "i",
                               row->rowid)
         && salve_connection_run (work->connection, error,
                                  "UPDATE change_item SET before_body = NULL WHERE id = ? AND type = ?", "tt",
                                  row->id, type)
         && salve_connection_run (work->connection, error,
                                  "DELETE FROM conflict WHERE resource_id = ? AND type = ?", "tt", row->id,
                                  type);
}

/* name: of the cursor. n: (inout): how many are gone */
static gboolean
end_one (SalveSyncWork *work, const char *name, gint64 *n, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name + strlen (SALVE_SYNC_EMERGENCY), "/", 2);
  g_auto (SalveSyncRow) row = { 0 };
  gboolean free = TRUE;

  if (parts[0] == NULL || parts[1] == NULL || !salve_sync_row_find (work, parts[0], parts[1], &row, error)
      || (row.rowid != 0 && !is_free (work, parts[0], &row, &free, error)))
    return parts[0] == NULL || parts[1] == NULL;
  if (!free)
    return TRUE;
  *n += row.rowid != 0;
  return (row.rowid == 0 || remove_record (work, parts[0], &row, error))
         && salve_connection_run (work->connection, error, "DELETE FROM cursor WHERE name = ?", "t", name);
}

static GPtrArray *
list_over (SalveSyncWork *work, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection, "SELECT name FROM cursor WHERE " OF_EMERGENCIES " AND CAST (value AS INTEGER) <= ?1",
      error);
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, work->now);
  while (salve_statement_step (select, &row, error))
    {
      if (!row)
        return g_steal_pointer (&names);
      g_ptr_array_add (names, g_strdup (salve_statement_text (select, 0)));
    }
  return NULL;
}

static gboolean
end_emergencies (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  g_autoptr (GPtrArray) names = work->emergencies ? list_over (work, error) : g_ptr_array_new ();
  gint64 n = 0;

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (!end_one (work, names->pdata[i], &n, error))
      return FALSE;
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, n);
  return TRUE;
}

/**
 * salve_sync_rows_end_emergencies:
 *
 * Takes away what came for an emergency alone, and may not stay any longer. What has still to be sent, and what that refers
 * to, stays until it was sent.
 *
 * Returns: (transfer full): resolves to how many resources went (gint64)
 */
DexFuture *
salve_sync_rows_end_emergencies (SalveStore *store)
{
  return salve_sync_run (store, NULL, SALVE_PRIORITY_NORMAL, end_emergencies, NULL, NULL);
}
