/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Practitioner, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-practitioner.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_practitioner_get_identifiers, "identifier")
SALVE_VIEW_BOOLEAN (salve_practitioner_get_active, "active", TRUE)
SALVE_VIEW_NAMES (salve_practitioner_get_names, "name")
SALVE_VIEW_TELECOMS (salve_practitioner_get_telecoms, "telecom")
SALVE_VIEW_ADDRESSES (salve_practitioner_get_addresses, "address")
SALVE_VIEW_TEXT (salve_practitioner_get_gender, "gender")
SALVE_VIEW_DATE (salve_practitioner_get_birth_date, "birthDate")
SALVE_VIEW_ELEMENT (salve_practitioner_get_qualifications, "qualification")
SALVE_VIEW_ELEMENT (salve_practitioner_get_communications, "communication")
