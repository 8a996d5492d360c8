/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Condition (https://hl7.org/fhir/R4/condition.html). A problem or diagnosis. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_condition_get_identifiers (SalveResource *resource);
const char *salve_condition_get_clinical_status (SalveResource *resource);
const char *salve_condition_get_verification_status (SalveResource *resource);
SalveElement salve_condition_get_categories (SalveResource *resource);
SalveElement salve_condition_get_severity (SalveResource *resource);
SalveElement salve_condition_get_code (SalveResource *resource);
SalveElement salve_condition_get_body_sites (SalveResource *resource);
char *salve_condition_get_patient_id (SalveResource *resource);
char *salve_condition_get_encounter_id (SalveResource *resource);
const char *salve_condition_get_onset (SalveResource *resource);
const char *salve_condition_get_abatement (SalveResource *resource);
const char *salve_condition_get_recorded (SalveResource *resource);
SalveElement salve_condition_get_notes (SalveResource *resource);

G_END_DECLS
