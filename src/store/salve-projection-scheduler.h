/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheduler's projections: appointments, wishes, and what timetables are made of. */
#pragma once

#include "salve-connection.h"
#include "salve-resource.h"

G_BEGIN_DECLS

#define SALVE_LONG_APPOINTMENT (4 * 60 * 60 * G_GINT64_CONSTANT (1000000)) /* as in the index of long ones */
#define SALVE_FLAG_NOTE 1
#define SALVE_FLAG_OVERBOOKED 2

gboolean salve_projection_put_scheduling (SalveConnection *connection,
                                          SalveResource *resource,
                                          gint64 rowid,
                                          GError **error);
gboolean salve_projection_remove_scheduling (SalveConnection *connection,
                                             const char *type,
                                             gint64 rowid,
                                             GError **error);
gboolean salve_projection_name_patient (SalveConnection *connection,
                                        const char *patient_id,
                                        const char *name,
                                        GError **error);

G_END_DECLS
