/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visits of a series that one change is about, read to be written anew. On the main thread. */
#pragma once

#include "salve-appointment-flows.h"

G_BEGIN_DECLS

typedef struct
{
  SalveResource *resource; /* as it is */
  SalveAppointmentDetails *details;
  gint64 version;
  gboolean moved; /* by itself: it is not where and with whom its series is */
} SalveSeriesMember;

GArray *
salve_series_members_list (SalveClinic *clinic, const char *id, SalveSeriesScope scope, GError **error);
SalvePartialDate salve_series_member_day (const SalveSeriesMember *member, GTimeZone *zone);
gboolean
salve_series_members_part (SalveClinic *clinic, SalveChange *change, GArray *members, GError **error);
gboolean salve_series_members_shift (GArray *members, int days, GTimeZone *zone, GError **error);
gboolean salve_appointment_is_changeable (SalveAppointmentStatus status);

G_END_DECLS
