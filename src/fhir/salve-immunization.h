/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Immunization (https://hl7.org/fhir/R4/immunization.html). A vaccination. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_immunization_get_identifiers (SalveResource *resource);
const char *salve_immunization_get_status (SalveResource *resource);
SalveElement salve_immunization_get_vaccine (SalveResource *resource);
char *salve_immunization_get_patient_id (SalveResource *resource);
char *salve_immunization_get_encounter_id (SalveResource *resource);
const char *salve_immunization_get_occurrence (SalveResource *resource);
const char *salve_immunization_get_lot_number (SalveResource *resource);
const char *salve_immunization_get_expiration (SalveResource *resource);
SalveElement salve_immunization_get_site (SalveResource *resource);
SalveElement salve_immunization_get_route (SalveResource *resource);
SalveElement salve_immunization_get_dose_quantity (SalveResource *resource);
SalveElement salve_immunization_get_performers (SalveResource *resource);
SalveElement salve_immunization_get_protocols (SalveResource *resource);
SalveElement salve_immunization_get_notes (SalveResource *resource);

G_END_DECLS
