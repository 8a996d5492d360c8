/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What version 3 adds: for sync, for the accounts of a server, for its searches. */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

gboolean salve_schema_add_sync (SalveConnection *connection, GError **error);
gboolean salve_schema_add_accounts (SalveConnection *connection, GError **error);
gboolean salve_schema_add_jobs (SalveConnection *connection, GError **error);
gboolean salve_schema_add_search (SalveConnection *connection, GError **error);

G_END_DECLS
