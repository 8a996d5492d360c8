/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medication, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-medication.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_medication_get_identifiers, "identifier")
SALVE_VIEW_ELEMENT (salve_medication_get_code, "code")
SALVE_VIEW_TEXT (salve_medication_get_status, "status")
SALVE_VIEW_REFERENCE (salve_medication_get_manufacturer_id, "manufacturer", "Organization")
SALVE_VIEW_ELEMENT (salve_medication_get_form, "form")
SALVE_VIEW_ELEMENT (salve_medication_get_ingredients, "ingredient")
SALVE_VIEW_TEXT (salve_medication_get_lot_number, "batch.lotNumber")
SALVE_VIEW_TEXT (salve_medication_get_expiration, "batch.expirationDate")
