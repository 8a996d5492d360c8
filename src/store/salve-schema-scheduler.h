/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-schema.h"

G_BEGIN_DECLS

gboolean salve_schema_add_scheduler (SalveConnection *connection,
                                     SalveSchemaProgress progress,
                                     gpointer data,
                                     GError **error);
gboolean salve_schema_count_days (SalveConnection *connection, GError **error);
gboolean salve_schema_clear_scheduler (SalveConnection *connection, GError **error);

G_END_DECLS
