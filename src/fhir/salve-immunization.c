/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Immunization, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-immunization.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_immunization_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_immunization_get_status, "status")
SALVE_VIEW_ELEMENT (salve_immunization_get_vaccine, "vaccineCode")
SALVE_VIEW_REFERENCE (salve_immunization_get_patient_id, "patient", "Patient")
SALVE_VIEW_REFERENCE (salve_immunization_get_encounter_id, "encounter", "Encounter")
SALVE_VIEW_FIRST_TEXT (salve_immunization_get_occurrence, "occurrenceDateTime", "occurrenceString")
SALVE_VIEW_TEXT (salve_immunization_get_lot_number, "lotNumber")
SALVE_VIEW_TEXT (salve_immunization_get_expiration, "expirationDate")
SALVE_VIEW_ELEMENT (salve_immunization_get_site, "site")
SALVE_VIEW_ELEMENT (salve_immunization_get_route, "route")
SALVE_VIEW_ELEMENT (salve_immunization_get_dose_quantity, "doseQuantity")
SALVE_VIEW_ELEMENT (salve_immunization_get_performers, "performer")
SALVE_VIEW_ELEMENT (salve_immunization_get_protocols, "protocolApplied")
SALVE_VIEW_ELEMENT (salve_immunization_get_notes, "note")
