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
