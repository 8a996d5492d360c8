/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a record is called on a server that gives ids of its own. One that was deleted there and made anew here gets another
 * name than it had, and what refers to it there still says the old one. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-projection.h"
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

/* A row that came down while nobody knew what one of its references means. */
typedef struct
{
  gint64 rowid;
  char *type;
  char *id;
  gboolean deleted;
  GBytes *body;
  GBytes *base; /* NULL: the body is what the server has */
} Loose;

static void
loose_free (gpointer data)
{
  Loose *self = data;

  g_free (self->type);
  g_free (self->id);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->base, g_bytes_unref);
  g_free (self);
}

static gboolean
tie_one (SalveSyncWork *work, const Loose *loose, Renaming *renaming, GError **error)
{
  g_autoptr (SalveResource) body = salve_resource_new (loose->body, error);
  g_autoptr (SalveResource) base = NULL, tied = NULL, tied_base = NULL;

  if (body == NULL)
    return FALSE;
  tied = salve_resource_map_references (body, rename_reference, renaming, error);
  if (tied == NULL)
    return FALSE;
  if (loose->base != NULL)
    {
      base = salve_resource_new (loose->base, error);
      tied_base =
          base != NULL ? salve_resource_map_references (base, rename_reference, renaming, error) : NULL;
      if (tied_base == NULL)
        return FALSE;
    }
  return (loose->deleted
          || salve_projection_remove (work->connection, loose->type, loose->id, loose->rowid, error))
         && salve_connection_run (work->connection, error,
                                  "UPDATE resource SET version = version + 1, body = ?2, base_body = ?3 WHERE"
                                  " rowid = ?1",
                                  "ibb", loose->rowid, salve_resource_get_bytes (tied),
                                  tied_base != NULL ? salve_resource_get_bytes (tied_base) : NULL)
         && (loose->deleted || salve_projection_put (work->connection, tied, loose->rowid, error));
}

/* All of them are read first: what is done with them changes what the query walks over. */
static GPtrArray *
list_loose (SalveSyncWork *work, const char *name, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (work->connection,
                                "SELECT rowid, type, id, deleted, body, base_body FROM resource WHERE instr "
                                "(CAST (body AS TEXT), ?1) > 0"
                                " OR instr (CAST (base_body AS TEXT), ?1) > 0",
                                error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (loose_free);
  gboolean row = TRUE;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, name);
  while (salve_statement_step (select, &row, error))
    {
      Loose *loose;

      if (!row)
        return g_steal_pointer (&found);
      loose = g_new0 (Loose, 1);
      g_ptr_array_add (found, loose);
      loose->rowid = salve_statement_int (select, 0);
      loose->type = g_strdup (salve_statement_text (select, 1));
      loose->id = g_strdup (salve_statement_text (select, 2));
      loose->deleted = salve_statement_int (select, 3) != 0;
      loose->body = salve_statement_bytes (select, 4);
      loose->base = salve_statement_is_null (select, 5) ? NULL : salve_statement_bytes (select, 5);
    }
  return NULL;
}

/* What a person is to decide about names it, too. */
static const struct
{
  const char *read;
  const char *write;
} sides[] = {
  { "SELECT base FROM conflict WHERE id = ?", "UPDATE conflict SET base = ?2 WHERE id = ?1" },
  { "SELECT ours FROM conflict WHERE id = ?", "UPDATE conflict SET ours = ?2 WHERE id = ?1" },
  { "SELECT theirs FROM conflict WHERE id = ?", "UPDATE conflict SET theirs = ?2 WHERE id = ?1" },
};

static gboolean
tie_side (SalveSyncWork *work, gint64 conflict, gsize side, Renaming *renaming, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (work->connection, sides[side].read, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SalveResource) body = NULL, tied = NULL;
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, conflict);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row || salve_statement_is_null (select, 0))
    return TRUE;
  bytes = salve_statement_bytes (select, 0);
  g_clear_pointer (&select, salve_statement_done);
  body = salve_resource_new (bytes, error);
  tied = body != NULL ? salve_resource_map_references (body, rename_reference, renaming, error) : NULL;
  return tied != NULL
         && salve_connection_run (work->connection, error, sides[side].write, "ib", conflict,
                                  salve_resource_get_bytes (tied));
}

static gboolean
tie_conflicts (SalveSyncWork *work, Renaming *renaming, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (work->connection, "SELECT id FROM conflict WHERE settled IS NULL", error);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row;

  while (select != NULL)
    {
      gint64 id;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      id = salve_statement_int (select, 0);
      g_array_append_val (open, id);
    }
  if (select == NULL)
    return FALSE;
  for (guint i = 0; i < open->len * G_N_ELEMENTS (sides); i++)
    if (!tie_side (work, g_array_index (open, gint64, i / G_N_ELEMENTS (sides)), i % G_N_ELEMENTS (sides),
                   renaming, error))
      return FALSE;
  return TRUE;
}

/* What came down before and names it as the server does means this row. */
static gboolean
tie_references (SalveSyncWork *work, const char *type, const SalveSyncRow *row, GError **error)
{
  g_autofree char *from = g_strdup_printf ("%s/%s", type, row->server_id);
  g_autofree char *to = g_strdup_printf ("%s/%s", type, row->id);
  g_autofree char *name = g_strconcat (SALVE_SYNC_LOOSE, from, NULL);
  g_autoptr (GPtrArray) found = NULL;
  Renaming renaming = { from, to };

  if (!salve_connection_run (work->connection, error, "DELETE FROM cursor WHERE name = ?", "t", name))
    return FALSE;
  if (salve_connection_n_changed (work->connection) == 0)
    return TRUE;
  found = list_loose (work, from, error);
  for (guint i = 0; found != NULL && i < found->len; i++)
    if (!tie_one (work, found->pdata[i], &renaming, error))
      return FALSE;
  return found != NULL && tie_conflicts (work, &renaming, error);
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
         && (was == NULL || mend_references (work, type, row->id, was, error))
         && (row->server_id == NULL || tie_references (work, type, row, error));
}
