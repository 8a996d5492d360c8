/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Medication (https://hl7.org/fhir/R4/medication.html). A medicine. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_medication_get_identifiers (SalveResource *resource);
SalveElement salve_medication_get_code (SalveResource *resource);
const char *salve_medication_get_status (SalveResource *resource);
char *salve_medication_get_manufacturer_id (SalveResource *resource);
SalveElement salve_medication_get_form (SalveResource *resource);
SalveElement salve_medication_get_ingredients (SalveResource *resource);
const char *salve_medication_get_lot_number (SalveResource *resource);
const char *salve_medication_get_expiration (SalveResource *resource);

G_END_DECLS
