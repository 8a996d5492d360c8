/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Location (https://hl7.org/fhir/R4/location.html). A building, a room, a bed. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_location_get_identifiers (SalveResource *resource);
const char *salve_location_get_status (SalveResource *resource);
const char *salve_location_get_name (SalveResource *resource);
const char *salve_location_get_mode (SalveResource *resource);
SalveElement salve_location_get_types (SalveResource *resource);
GPtrArray *salve_location_get_telecoms (SalveResource *resource);
SalveElement salve_location_get_address (SalveResource *resource);
SalveElement salve_location_get_physical_type (SalveResource *resource);
char *salve_location_get_organization_id (SalveResource *resource);
char *salve_location_get_part_of_id (SalveResource *resource);

G_END_DECLS
