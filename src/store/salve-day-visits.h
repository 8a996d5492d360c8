/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visits of one day as they really went, and how one moves on: for the desk's board, the kiosk and the waiting room.
 * Everything here runs on the store's threads (salve-store-run.h). */
#pragma once

#include "salve-appointment-details.h"
#include "salve-change.h"
#include "salve-statement.h"

G_BEGIN_DECLS

GPtrArray *salve_day_visits_list (SalveConnection *connection, SalveTimeSpan day, GError **error);
void salve_day_visits_foresee_tickets (GPtrArray *visits);
gboolean salve_day_visits_choose_ticket (SalveConnection *connection,
                                         SalveAppointmentDetails *visit,
                                         SalveTimeSpan day,
                                         GError **error);

gboolean salve_day_visits_find_in_bed (SalveConnection *connection,
                                       const char *appointment_id,
                                       const char *place_id,
                                       const char *leaving_id,
                                       SalveTimeSpan day,
                                       char **patient_id,
                                       GError **error);

gboolean salve_day_visits_find_encounter (SalveConnection *connection,
                                          const char *appointment_id,
                                          SalveResource **encounter,
                                          gint64 *version,
                                          GError **error);
gboolean salve_day_visits_put_encounter (SalveConnection *connection,
                                         SalveChange *change,
                                         const SalveAppointmentDetails *visit,
                                         GError **error);

G_END_DECLS
