/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Encounter (https://hl7.org/fhir/R4/encounter.html). A visit. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_encounter_get_identifiers (SalveResource *resource);
const char *salve_encounter_get_status (SalveResource *resource);
SalveElement salve_encounter_get_class (SalveResource *resource);
SalveElement salve_encounter_get_types (SalveResource *resource);
char *salve_encounter_get_patient_id (SalveResource *resource);
SalveElement salve_encounter_get_appointments (SalveResource *resource);
SalveElement salve_encounter_get_participants (SalveResource *resource);
const char *salve_encounter_get_start (SalveResource *resource);
const char *salve_encounter_get_end (SalveResource *resource);
SalveElement salve_encounter_get_reasons (SalveResource *resource);
SalveElement salve_encounter_get_diagnoses (SalveResource *resource);
SalveElement salve_encounter_get_locations (SalveResource *resource);
char *salve_encounter_get_organization_id (SalveResource *resource);

G_END_DECLS
