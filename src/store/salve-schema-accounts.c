/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may sign in at a server, with what rights, and the tokens that are out. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-server.h"

gboolean
salve_schema_add_accounts (SalveConnection *connection, GError **error)
{
  return TRUE;
}
