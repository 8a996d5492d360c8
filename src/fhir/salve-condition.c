/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Condition, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-condition.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_condition_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_condition_get_clinical_status, "clinicalStatus.coding.code")
SALVE_VIEW_TEXT (salve_condition_get_verification_status, "verificationStatus.coding.code")
SALVE_VIEW_ELEMENT (salve_condition_get_categories, "category")
SALVE_VIEW_ELEMENT (salve_condition_get_severity, "severity")
SALVE_VIEW_ELEMENT (salve_condition_get_code, "code")
SALVE_VIEW_ELEMENT (salve_condition_get_body_sites, "bodySite")
SALVE_VIEW_REFERENCE (salve_condition_get_patient_id, "subject", "Patient")
SALVE_VIEW_REFERENCE (salve_condition_get_encounter_id, "encounter", "Encounter")
SALVE_VIEW_FIRST_TEXT (salve_condition_get_onset, "onsetDateTime", "onsetPeriod.start")
SALVE_VIEW_FIRST_TEXT (salve_condition_get_abatement, "abatementDateTime", "abatementPeriod.start")
SALVE_VIEW_TEXT (salve_condition_get_recorded, "recordedDate")
SALVE_VIEW_ELEMENT (salve_condition_get_notes, "note")
