/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Location, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-location.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_location_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_location_get_status, "status")
SALVE_VIEW_TEXT (salve_location_get_name, "name")
SALVE_VIEW_TEXT (salve_location_get_mode, "mode")
SALVE_VIEW_ELEMENT (salve_location_get_types, "type")
SALVE_VIEW_TELECOMS (salve_location_get_telecoms, "telecom")
SALVE_VIEW_ELEMENT (salve_location_get_address, "address")
SALVE_VIEW_ELEMENT (salve_location_get_physical_type, "physicalType")
SALVE_VIEW_REFERENCE (salve_location_get_organization_id, "managingOrganization", "Organization")
SALVE_VIEW_REFERENCE (salve_location_get_part_of_id, "partOf", "Location")
