/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encounter, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-encounter.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_encounter_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_encounter_get_status, "status")
SALVE_VIEW_ELEMENT (salve_encounter_get_class, "class")
SALVE_VIEW_ELEMENT (salve_encounter_get_types, "type")
SALVE_VIEW_REFERENCE (salve_encounter_get_patient_id, "subject", "Patient")
SALVE_VIEW_ELEMENT (salve_encounter_get_appointments, "appointment")
SALVE_VIEW_ELEMENT (salve_encounter_get_participants, "participant")
SALVE_VIEW_TEXT (salve_encounter_get_start, "period.start")
SALVE_VIEW_TEXT (salve_encounter_get_end, "period.end")
SALVE_VIEW_ELEMENT (salve_encounter_get_reasons, "reasonCode")
SALVE_VIEW_ELEMENT (salve_encounter_get_diagnoses, "diagnosis")
SALVE_VIEW_ELEMENT (salve_encounter_get_locations, "location")
SALVE_VIEW_REFERENCE (salve_encounter_get_organization_id, "serviceProvider", "Organization")
