/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MedicationRequest, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-medication-request.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_medication_request_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_medication_request_get_status, "status")
SALVE_VIEW_TEXT (salve_medication_request_get_intent, "intent")
SALVE_VIEW_TEXT (salve_medication_request_get_priority, "priority")
SALVE_VIEW_REFERENCE (salve_medication_request_get_patient_id, "subject", "Patient")
SALVE_VIEW_REFERENCE (salve_medication_request_get_encounter_id, "encounter", "Encounter")
SALVE_VIEW_TEXT (salve_medication_request_get_authored, "authoredOn")
SALVE_VIEW_ELEMENT (salve_medication_request_get_requester, "requester")
SALVE_VIEW_ELEMENT (salve_medication_request_get_reasons, "reasonCode")
SALVE_VIEW_ELEMENT (salve_medication_request_get_dosages, "dosageInstruction")
SALVE_VIEW_TEXT (salve_medication_request_get_dosage_text, "dosageInstruction.text")
SALVE_VIEW_ELEMENT (salve_medication_request_get_dispense_request, "dispenseRequest")
SALVE_VIEW_ELEMENT (salve_medication_request_get_notes, "note")

/* Returns: the medication as a CodeableConcept; nothing where it is a resource of its own */
SalveElement
salve_medication_request_get_medication (SalveResource *resource)
{
  return salve_element_get (salve_resource_root (resource), "medicationCodeableConcept");
}

/* Returns: (transfer full) (nullable): the id of the Medication that is meant */
char *
salve_medication_request_get_medication_id (SalveResource *resource)
{
  return salve_reference_id (salve_element_get (salve_resource_root (resource), "medicationReference"),
                             "Medication");
}
