/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server finds resources by: a row a search parameter and value. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-server.h"

gboolean
salve_schema_add_search (SalveConnection *connection, GError **error)
{
  return TRUE;
}
