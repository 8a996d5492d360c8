/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic leaves its server. What that server said of each record (its id and version there, what was refused, how far
 * the download had come) is wrong for any other one, and is forgotten; the records stay, and all of them are to be sent. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-audit.h"
#include "salve-store-private.h"
#include "salve-sync-row-private.h"

static const char *const forget_sql[] = {
  "DELETE FROM outbox",
  "DELETE FROM inflight",
  "DELETE FROM cursor",
  "DELETE FROM tombstone",
  "DELETE FROM server_alias",
  /* What is deleted here the next server never had. */
  "UPDATE resource SET server_id = NULL, server_version = NULL, base_body = NULL,"
  " state = CASE WHEN deleted THEN 1 ELSE 2 END"
  " WHERE state <> 1 OR server_version IS NOT NULL OR server_id IS NOT NULL OR NOT deleted",
  "DELETE FROM meta WHERE name LIKE 'setting:sync-%'",
};

/* What came from a server that gave ids of its own each desk calls otherwise, and each brings it to the next one under the id
 * with which it was made: by that id it is known here, also to what names it before this desk has sent it. */
static gboolean
note_mark (SalveSyncWork *work, const char *type, const char *id, GBytes *body, GError **error)
{
  g_autoptr (SalveResource) resource = salve_resource_new (body, error);
  const char *mark = resource != NULL ? salve_sync_marked_id (resource) : NULL;

  if (resource == NULL)
    return FALSE;
  if (mark == NULL || g_str_equal (mark, id) || !salve_resource_is_valid_id (mark))
    return TRUE;
  return salve_connection_run (work->connection, error, "INSERT OR IGNORE INTO server_alias VALUES (?, ?, ?)",
                               "ttt", type, mark, id);
}

static gboolean
note_marks (SalveSyncWork *work, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (work->connection,
                                "SELECT type, id, body FROM resource WHERE instr (CAST (body AS TEXT),"
                                " '" SALVE_LOCAL_ID_SYSTEM "') > 0",
                                error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      g_autoptr (GBytes) body = NULL;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      body = salve_statement_bytes (select, 2);
      if (!note_mark (work, salve_statement_text (select, 0), salve_statement_text (select, 1), body, error))
        return FALSE;
    }
}

static gboolean
forget_server (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  gint64 conflicts;

  if (!salve_connection_get_int (work->connection, "SELECT count(*) FROM conflict WHERE settled IS NULL",
                                 &conflicts, error))
    return FALSE;
  if (conflicts > 0)
    {
      g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT,
                           _ ("Some records were changed at two desks at once. Settle that first."));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (forget_sql); i++)
    if (!salve_connection_exec (work->connection, forget_sql[i], error))
      return FALSE;
  if (!note_marks (work, error))
    return FALSE;
  return salve_audit_append (work->connection, work->now, data, "leave-server", NULL, NULL, NULL, error);
}

/**
 * salve_sync_rows_forget_server:
 * @actor: who wants it
 *
 * The clinic is one without a server again, in one transaction, of which nothing is to be seen if it fails: with all its
 * records, each as if it had just been made here. Whatever engine works with the file has to be stopped, and a new one
 * made. Of a clinic of 600,000 records it takes some ten seconds.
 *
 * Returns: (transfer full): resolves when it is on the disk; rejects with SALVE_STORE_ERROR_CONFLICT while something
 *   waits for a person's decision
 */
DexFuture *
salve_sync_rows_forget_server (SalveStore *store, const char *actor)
{
  return salve_sync_run (store, NULL, SALVE_PRIORITY_PERSON, forget_server, g_strdup (actor), g_free);
}
