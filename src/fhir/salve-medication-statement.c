/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MedicationStatement, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-medication-statement.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_medication_statement_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_medication_statement_get_status, "status")
SALVE_VIEW_REFERENCE (salve_medication_statement_get_patient_id, "subject", "Patient")
SALVE_VIEW_FIRST_TEXT (salve_medication_statement_get_effective, "effectiveDateTime", "effectivePeriod.start")
SALVE_VIEW_TEXT (salve_medication_statement_get_effective_end, "effectivePeriod.end")
SALVE_VIEW_TEXT (salve_medication_statement_get_asserted, "dateAsserted")
SALVE_VIEW_ELEMENT (salve_medication_statement_get_reasons, "reasonCode")
SALVE_VIEW_ELEMENT (salve_medication_statement_get_dosages, "dosage")
SALVE_VIEW_TEXT (salve_medication_statement_get_dosage_text, "dosage.text")
SALVE_VIEW_ELEMENT (salve_medication_statement_get_notes, "note")

/* Returns: the medication as a CodeableConcept; nothing where it is a resource of its own */
SalveElement
salve_medication_statement_get_medication (SalveResource *resource)
{
  return salve_element_get (salve_resource_root (resource), "medicationCodeableConcept");
}

/* Returns: (transfer full) (nullable): the id of the Medication that is meant */
char *
salve_medication_statement_get_medication_id (SalveResource *resource)
{
  return salve_reference_id (salve_element_get (salve_resource_root (resource), "medicationReference"),
                             "Medication");
}
