/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

#define SALVE_SEARCH_LONG (25 * 60 * 60 * G_GINT64_CONSTANT (1000000)) /* as in the index of long dates */

#define SALVE_OWNER_NOBODY "*" /* no id can be that */

gboolean salve_schema_clear_search (SalveConnection *connection, GError **error);
gboolean salve_schema_make_search_indexes (SalveConnection *connection, const char *which, GError **error);
gboolean
salve_schema_find_missing_search_index (SalveConnection *connection, const char **name, GError **error);

G_END_DECLS
