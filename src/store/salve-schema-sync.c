/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sync needs beside the records: the order in which they changed. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-server.h"

static const char *const sync_sql[] = {
  "CREATE INDEX resource_updated ON resource (type, last_updated, id)",
};

gboolean
salve_schema_add_sync (SalveConnection *connection, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sync_sql); i++)
    if (!salve_connection_exec (connection, sync_sql[i], error))
      return FALSE;
  return TRUE;
}
