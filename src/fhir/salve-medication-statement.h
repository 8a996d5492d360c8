/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* MedicationStatement (https://hl7.org/fhir/R4/medicationstatement.html). What a patient takes, as told. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_medication_statement_get_identifiers (SalveResource *resource);
const char *salve_medication_statement_get_status (SalveResource *resource);
char *salve_medication_statement_get_patient_id (SalveResource *resource);
const char *salve_medication_statement_get_effective (SalveResource *resource);
const char *salve_medication_statement_get_effective_end (SalveResource *resource);
const char *salve_medication_statement_get_asserted (SalveResource *resource);
SalveElement salve_medication_statement_get_reasons (SalveResource *resource);
SalveElement salve_medication_statement_get_dosages (SalveResource *resource);
const char *salve_medication_statement_get_dosage_text (SalveResource *resource);
SalveElement salve_medication_statement_get_notes (SalveResource *resource);

SalveElement salve_medication_statement_get_medication (SalveResource *resource);
char *salve_medication_statement_get_medication_id (SalveResource *resource);

G_END_DECLS
