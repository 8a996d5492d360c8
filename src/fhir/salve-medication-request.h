/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* MedicationRequest (https://hl7.org/fhir/R4/medicationrequest.html). A prescription. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_medication_request_get_identifiers (SalveResource *resource);
const char *salve_medication_request_get_status (SalveResource *resource);
const char *salve_medication_request_get_intent (SalveResource *resource);
const char *salve_medication_request_get_priority (SalveResource *resource);
char *salve_medication_request_get_patient_id (SalveResource *resource);
char *salve_medication_request_get_encounter_id (SalveResource *resource);
const char *salve_medication_request_get_authored (SalveResource *resource);
SalveElement salve_medication_request_get_requester (SalveResource *resource);
SalveElement salve_medication_request_get_reasons (SalveResource *resource);
SalveElement salve_medication_request_get_dosages (SalveResource *resource);
const char *salve_medication_request_get_dosage_text (SalveResource *resource);
SalveElement salve_medication_request_get_dispense_request (SalveResource *resource);
SalveElement salve_medication_request_get_notes (SalveResource *resource);

SalveElement salve_medication_request_get_medication (SalveResource *resource);
char *salve_medication_request_get_medication_id (SalveResource *resource);

G_END_DECLS
