/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visit that an appointment becomes when the patient is here (https://hl7.org/fhir/R4/encounter.html): made at
 * check-in, and moved on with the appointment. */
#pragma once

#include "salve-appointment-details.h"

G_BEGIN_DECLS

char *salve_encounter_make_id (const char *appointment_id);
gboolean salve_encounter_is_of (SalveResource *encounter, const char *appointment_id);
gboolean salve_encounter_is_wanted (const SalveAppointmentDetails *visit);
SalveResource *
salve_encounter_follow (const SalveAppointmentDetails *visit, SalveResource *old, GError **error);

G_END_DECLS
