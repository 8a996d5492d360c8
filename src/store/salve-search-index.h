/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the rows that a server searches by true. Where the index was not enabled, as on every desk, nothing is done. */
#pragma once

#include "salve-connection.h"
#include "salve-resource.h"

G_BEGIN_DECLS

gboolean
salve_search_index_put (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error);
gboolean salve_search_index_remove (SalveConnection *connection, gint64 rowid, GError **error);
gboolean salve_search_index_fill (SalveConnection *connection, GError **error);

G_END_DECLS
