/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Procedure, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-procedure.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_procedure_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_procedure_get_status, "status")
SALVE_VIEW_ELEMENT (salve_procedure_get_category, "category")
SALVE_VIEW_ELEMENT (salve_procedure_get_code, "code")
SALVE_VIEW_REFERENCE (salve_procedure_get_patient_id, "subject", "Patient")
SALVE_VIEW_REFERENCE (salve_procedure_get_encounter_id, "encounter", "Encounter")
SALVE_VIEW_FIRST_TEXT (salve_procedure_get_performed,
                       "performedDateTime",
                       "performedPeriod.start",
                       "performedString")
SALVE_VIEW_ELEMENT (salve_procedure_get_performers, "performer")
SALVE_VIEW_ELEMENT (salve_procedure_get_reasons, "reasonCode")
SALVE_VIEW_ELEMENT (salve_procedure_get_body_sites, "bodySite")
SALVE_VIEW_ELEMENT (salve_procedure_get_outcome, "outcome")
SALVE_VIEW_ELEMENT (salve_procedure_get_notes, "note")
