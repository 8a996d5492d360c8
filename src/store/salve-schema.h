/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

/* PRAGMA user_version of a file that this version writes; application_id is "Salv". */
#define SALVE_SCHEMA_VERSION 4
#define SALVE_SCHEMA_APPLICATION_ID 0x53616c76

gboolean salve_schema_check (SalveConnection *connection, gint64 *version, GError **error);
/* How far a migration is, told now and then on the thread that makes it. */
typedef void (*SalveSchemaProgress) (guint64 done, guint64 total, gpointer data);
gboolean salve_schema_migrate (SalveConnection *connection,
                               SalveSchemaProgress progress,
                               gpointer data,
                               GError **error);
gboolean salve_schema_drop_list_indexes (SalveConnection *connection, GError **error);
gboolean salve_schema_make_list_index (SalveConnection *connection, guint number, GError **error);
gboolean salve_schema_clear_projections (SalveConnection *connection, GError **error);

G_END_DECLS
