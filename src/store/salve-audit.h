/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

gboolean salve_audit_append (SalveConnection *connection,
                             gint64 time,
                             const char *actor,
                             const char *action,
                             const char *type,
                             const char *id,
                             const char *detail,
                             GError **error);
gboolean salve_audit_verify (SalveConnection *connection, guint64 *n_rows, gint64 *bad_row, GError **error);

G_END_DECLS
