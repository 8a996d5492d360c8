/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PractitionerRole, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-practitioner-role.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_practitioner_role_get_identifiers, "identifier")
SALVE_VIEW_BOOLEAN (salve_practitioner_role_get_active, "active", TRUE)
SALVE_VIEW_REFERENCE (salve_practitioner_role_get_practitioner_id, "practitioner", "Practitioner")
SALVE_VIEW_REFERENCE (salve_practitioner_role_get_organization_id, "organization", "Organization")
SALVE_VIEW_ELEMENT (salve_practitioner_role_get_codes, "code")
SALVE_VIEW_ELEMENT (salve_practitioner_role_get_specialties, "specialty")
SALVE_VIEW_ELEMENT (salve_practitioner_role_get_locations, "location")
SALVE_VIEW_TELECOMS (salve_practitioner_role_get_telecoms, "telecom")
SALVE_VIEW_ELEMENT (salve_practitioner_role_get_available_times, "availableTime")
SALVE_VIEW_ELEMENT (salve_practitioner_role_get_not_available, "notAvailable")
SALVE_VIEW_TEXT (salve_practitioner_role_get_start, "period.start")
SALVE_VIEW_TEXT (salve_practitioner_role_get_end, "period.end")
