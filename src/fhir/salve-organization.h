/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Organization (https://hl7.org/fhir/R4/organization.html). A clinic, a department, an insurer. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_organization_get_identifiers (SalveResource *resource);
gboolean salve_organization_get_active (SalveResource *resource);
SalveElement salve_organization_get_types (SalveResource *resource);
const char *salve_organization_get_name (SalveResource *resource);
SalveElement salve_organization_get_aliases (SalveResource *resource);
GPtrArray *salve_organization_get_telecoms (SalveResource *resource);
GPtrArray *salve_organization_get_addresses (SalveResource *resource);
char *salve_organization_get_part_of_id (SalveResource *resource);

G_END_DECLS
