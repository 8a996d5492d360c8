/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AllergyIntolerance, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-allergy-intolerance.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_allergy_intolerance_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_allergy_intolerance_get_clinical_status, "clinicalStatus.coding.code")
SALVE_VIEW_TEXT (salve_allergy_intolerance_get_verification_status, "verificationStatus.coding.code")
SALVE_VIEW_TEXT (salve_allergy_intolerance_get_type, "type")
SALVE_VIEW_ELEMENT (salve_allergy_intolerance_get_categories, "category")
SALVE_VIEW_TEXT (salve_allergy_intolerance_get_criticality, "criticality")
SALVE_VIEW_ELEMENT (salve_allergy_intolerance_get_code, "code")
SALVE_VIEW_REFERENCE (salve_allergy_intolerance_get_patient_id, "patient", "Patient")
SALVE_VIEW_FIRST_TEXT (salve_allergy_intolerance_get_onset, "onsetDateTime", "onsetPeriod.start")
SALVE_VIEW_TEXT (salve_allergy_intolerance_get_recorded, "recordedDate")
SALVE_VIEW_TEXT (salve_allergy_intolerance_get_last_occurrence, "lastOccurrence")
SALVE_VIEW_ELEMENT (salve_allergy_intolerance_get_reactions, "reaction")
SALVE_VIEW_ELEMENT (salve_allergy_intolerance_get_notes, "note")
