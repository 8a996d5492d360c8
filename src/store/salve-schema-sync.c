/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sync needs beside the records: what they are called on the server, and what a person has to know to decide between
 * two states. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-server.h"

static const char *const sync_sql[] = {
  /* Few rows have an id on the server that is not their own. An alias is such an id before its resource has come. */
  "CREATE UNIQUE INDEX resource_server ON resource (type, server_id) WHERE server_id IS NOT NULL",
  "CREATE TABLE server_alias (type TEXT NOT NULL, server_id TEXT NOT NULL, id TEXT NOT NULL,"
  " PRIMARY KEY (type, server_id)) STRICT, WITHOUT ROWID",

  /* bytes is what went out; local is the same resource with the ids of this file. */
  "ALTER TABLE inflight ADD COLUMN local BLOB",
  /* Type/id of what was refused and has to be settled first. */
  "ALTER TABLE outbox ADD COLUMN blocked_by TEXT",

  "ALTER TABLE conflict ADD COLUMN fields TEXT",
  "ALTER TABLE conflict ADD COLUMN server_id TEXT",
  "ALTER TABLE conflict ADD COLUMN their_version TEXT",
  "ALTER TABLE conflict ADD COLUMN their_time INTEGER",
  "CREATE UNIQUE INDEX conflict_open ON conflict (resource_id, type) WHERE settled IS NULL",
};

gboolean
salve_schema_add_sync (SalveConnection *connection, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sync_sql); i++)
    if (!salve_connection_exec (connection, sync_sql[i], error))
      return FALSE;
  return TRUE;
}
