/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the flows share: how a change of appointments begins, what goes into it, and who may write it. */
#pragma once

#include "salve-appointment-flows.h"
#include "salve-series-members.h"

G_BEGIN_DECLS

SalveChange *salve_appointment_begin_change (SalveClinic *clinic,
                                             const char *format,
                                             const SalveAppointmentDetails *details);
gboolean salve_appointment_put_change (SalveClinic *clinic,
                                       SalveChange *change,
                                       const SalveAppointmentDetails *details,
                                       SalveResource *resource,
                                       gint64 version,
                                       GError **error);
char *
salve_appointment_visit_words (const SalveAppointmentDetails *details, SalveClinic *clinic, char *clashes);

G_END_DECLS
