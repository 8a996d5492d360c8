/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of booked appointments when somebody's hours change. */
#pragma once

#include "salve-appointments.h"
#include "salve-clinic.h"
#include "salve-hours-map.h"

G_BEGIN_DECLS

GPtrArray *salve_hours_find_stranded (SalveClinic *clinic,
                                      const char *doctor_id,
                                      const SalveRoleDetails *changed,
                                      gboolean removed,
                                      GError **error);
GPtrArray *
salve_find_booked (SalveClinic *clinic, const char *doctor_id, SalveTimeSpan range, GError **error);
int salve_hours_count_minutes (const GArray *rules);

G_END_DECLS
