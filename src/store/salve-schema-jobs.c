/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that a server promised to do: what was asked for, how far it is, and what came of each item. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-server.h"

static const char *const jobs_sql[] = {
  "CREATE TABLE job (id TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, login TEXT NOT NULL,"
  " state TEXT NOT NULL DEFAULT 'queued', created INTEGER NOT NULL, updated INTEGER NOT NULL,"
  " total INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,"
  " request BLOB NOT NULL, answer BLOB, status INTEGER, problem TEXT) STRICT",
  "CREATE INDEX job_state ON job (state) WHERE state IN ('queued', 'running')",
  /* resource: what the item became; problem: why it became nothing. */
  "CREATE TABLE job_item (job TEXT NOT NULL REFERENCES job (id), position INTEGER NOT NULL, resource TEXT,"
  " problem TEXT, PRIMARY KEY (job, position)) STRICT, WITHOUT ROWID",
};

gboolean
salve_schema_add_jobs (SalveConnection *connection, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (jobs_sql); i++)
    if (!salve_connection_exec (connection, jobs_sql[i], error))
      return FALSE;
  return TRUE;
}
