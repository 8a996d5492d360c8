/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* AllergyIntolerance (https://hl7.org/fhir/R4/allergyintolerance.html). What a patient must not get. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_allergy_intolerance_get_identifiers (SalveResource *resource);
const char *salve_allergy_intolerance_get_clinical_status (SalveResource *resource);
const char *salve_allergy_intolerance_get_verification_status (SalveResource *resource);
const char *salve_allergy_intolerance_get_type (SalveResource *resource);
SalveElement salve_allergy_intolerance_get_categories (SalveResource *resource);
const char *salve_allergy_intolerance_get_criticality (SalveResource *resource);
SalveElement salve_allergy_intolerance_get_code (SalveResource *resource);
char *salve_allergy_intolerance_get_patient_id (SalveResource *resource);
const char *salve_allergy_intolerance_get_onset (SalveResource *resource);
const char *salve_allergy_intolerance_get_recorded (SalveResource *resource);
const char *salve_allergy_intolerance_get_last_occurrence (SalveResource *resource);
SalveElement salve_allergy_intolerance_get_reactions (SalveResource *resource);
SalveElement salve_allergy_intolerance_get_notes (SalveResource *resource);

G_END_DECLS
