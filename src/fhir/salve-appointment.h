/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Appointment (https://hl7.org/fhir/R4/appointment.html). A time that somebody has. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_appointment_get_identifiers (SalveResource *resource);
const char *salve_appointment_get_status (SalveResource *resource);
SalveElement salve_appointment_get_cancelation_reason (SalveResource *resource);
SalveElement salve_appointment_get_service_types (SalveResource *resource);
SalveElement salve_appointment_get_specialties (SalveResource *resource);
SalveElement salve_appointment_get_type (SalveResource *resource);
SalveElement salve_appointment_get_reasons (SalveResource *resource);
const char *salve_appointment_get_priority (SalveResource *resource);
const char *salve_appointment_get_description (SalveResource *resource);
const char *salve_appointment_get_start (SalveResource *resource);
const char *salve_appointment_get_end (SalveResource *resource);
const char *salve_appointment_get_minutes (SalveResource *resource);
SalveElement salve_appointment_get_slots (SalveResource *resource);
const char *salve_appointment_get_created (SalveResource *resource);
const char *salve_appointment_get_comment (SalveResource *resource);
SalveElement salve_appointment_get_participants (SalveResource *resource);
SalveElement salve_appointment_get_requested_periods (SalveResource *resource);

char *salve_appointment_find_actor (SalveResource *resource, const char *type);

G_END_DECLS
