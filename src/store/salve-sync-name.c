/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a record is called on a server that gives ids of its own. One that was deleted there and made anew here gets another
 * name than it had, and what refers to it there still says the old one. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-private.h"
#include "salve-sync-row-private.h"

typedef struct
{
  const char *from;
  const char *to;
} Renaming;

static char *
rename_reference (const char *reference, gpointer data)
{
  const Renaming *renaming = data;

  return g_str_equal (reference, renaming->from) ? g_strdup (renaming->to) : NULL;
}

/* The row stands upon what the server really has, and is to be sent. */
static gboolean
mend_one (SalveSyncWork *work, gint64 rowid, GBytes *known, Renaming *renaming, GError **error)
{
  g_autoptr (SalveResource) base = salve_resource_new (known, error);
  g_autoptr (SalveResource) there =
      base != NULL ? salve_resource_map_references (base, rename_reference, renaming, error) : NULL;

  return there != NULL
         && salve_connection_run (work->connection, error,
                                  "UPDATE resource SET state = 2, base_body = ?2 WHERE rowid = ?1", "ib",
                                  rowid, salve_resource_get_bytes (there));
}

/* All of them are read first: what is done with them changes what the query walks over. */
static gboolean
send_again (SalveSyncWork *work, Renaming *renaming, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection,
      "SELECT rowid, coalesce (base_body, body) AS known FROM resource WHERE server_version IS NOT NULL AND"
      " NOT deleted AND instr (CAST (coalesce (base_body, body) AS TEXT), ?1) > 0",
      error);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, renaming->from);
  for (;;)
    {
      gint64 rowid;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      rowid = salve_statement_int (select, 0);
      g_array_append_val (rows, rowid);
      g_ptr_array_add (bodies, salve_statement_bytes (select, 1));
    }
  for (guint i = 0; i < rows->len; i++)
    if (!mend_one (work, g_array_index (rows, gint64, i), bodies->pdata[i], renaming, error))
      return FALSE;
  return TRUE;
}

/* What the server calls by the former name is nothing that is here, and is gone there. */
static gboolean
mend_references (SalveSyncWork *work, const char *type, const char *id, const char *was, GError **error)
{
  g_auto (SalveSyncRow) nothing = { 0 };
  g_autofree char *from = g_strdup_printf ("%s/%s", type, id);
  g_autofree char *to = NULL;

  if (!salve_sync_row_find_server (work, type, was, NULL, &nothing, error))
    return FALSE;
  to = g_strdup_printf ("%s/%s", type, nothing.id);
  return salve_connection_run (work->connection, error,
                               "INSERT OR REPLACE INTO tombstone SELECT type, ?3, time, server_version FROM"
                               " tombstone WHERE type = ?1 AND id = ?2",
                               "ttt", type, id, nothing.id)
         && send_again (work, &(Renaming){ from, to }, error);
}

/* was: (out) (transfer full): what it was called there before it was deleted; NULL: it never was there */
static gboolean
find_former_name (SalveSyncWork *work, const char *type, const SalveSyncRow *row, char **was, GError **error)
{
  g_autoptr (SalveStatement) select = NULL;
  gboolean found = row->server_id != NULL;

  *was = NULL;
  if (!found)
    {
      select = salve_connection_prepare (work->connection,
                                         "SELECT 1 FROM tombstone WHERE type = ? AND id = ?", error);
      if (select == NULL)
        return FALSE;
      salve_statement_bind_text (select, 1, type);
      salve_statement_bind_text (select, 2, row->id);
      if (!salve_statement_step (select, &found, error))
        return FALSE;
    }
  if (found)
    *was = g_strdup (row->server_id != NULL ? row->server_id : row->id);
  return TRUE;
}

/**
 * salve_sync_name:
 * @row: a row that is there; gets its new name
 * @server_id: (nullable): what it is called there; NULL: as before
 */
gboolean
salve_sync_name (SalveSyncWork *work,
                 const char *type,
                 SalveSyncRow *row,
                 const char *server_id,
                 GError **error)
{
  g_autofree char *was = NULL;
  gboolean same =
      server_id == NULL || g_str_equal (server_id, row->server_id != NULL ? row->server_id : row->id);

  if (same)
    return TRUE;
  if (!find_former_name (work, type, row, &was, error))
    return FALSE;
  work->maps = TRUE;
  if (!salve_sync_claim (work, type, row, server_id, error))
    return FALSE;
  g_set_str (&row->server_id, g_str_equal (server_id, row->id) ? NULL : server_id);
  return salve_connection_run (work->connection, error, "UPDATE resource SET server_id = ?2 WHERE rowid = ?1",
                               "it", row->rowid, row->server_id)
         && (was == NULL || mend_references (work, type, row->id, was, error));
}
