/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Procedure (https://hl7.org/fhir/R4/procedure.html). Something done. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_procedure_get_identifiers (SalveResource *resource);
const char *salve_procedure_get_status (SalveResource *resource);
SalveElement salve_procedure_get_category (SalveResource *resource);
SalveElement salve_procedure_get_code (SalveResource *resource);
char *salve_procedure_get_patient_id (SalveResource *resource);
char *salve_procedure_get_encounter_id (SalveResource *resource);
const char *salve_procedure_get_performed (SalveResource *resource);
SalveElement salve_procedure_get_performers (SalveResource *resource);
SalveElement salve_procedure_get_reasons (SalveResource *resource);
SalveElement salve_procedure_get_body_sites (SalveResource *resource);
SalveElement salve_procedure_get_outcome (SalveResource *resource);
SalveElement salve_procedure_get_notes (SalveResource *resource);

G_END_DECLS
