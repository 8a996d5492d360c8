/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Organization, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-organization.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_organization_get_identifiers, "identifier")
SALVE_VIEW_BOOLEAN (salve_organization_get_active, "active", TRUE)
SALVE_VIEW_ELEMENT (salve_organization_get_types, "type")
SALVE_VIEW_TEXT (salve_organization_get_name, "name")
SALVE_VIEW_ELEMENT (salve_organization_get_aliases, "alias")
SALVE_VIEW_TELECOMS (salve_organization_get_telecoms, "telecom")
SALVE_VIEW_ADDRESSES (salve_organization_get_addresses, "address")
SALVE_VIEW_REFERENCE (salve_organization_get_part_of_id, "partOf", "Organization")
