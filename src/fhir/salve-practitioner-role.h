/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* PractitionerRole (https://hl7.org/fhir/R4/practitionerrole.html). What a practitioner does where, and when. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_practitioner_role_get_identifiers (SalveResource *resource);
gboolean salve_practitioner_role_get_active (SalveResource *resource);
char *salve_practitioner_role_get_practitioner_id (SalveResource *resource);
char *salve_practitioner_role_get_organization_id (SalveResource *resource);
SalveElement salve_practitioner_role_get_codes (SalveResource *resource);
SalveElement salve_practitioner_role_get_specialties (SalveResource *resource);
SalveElement salve_practitioner_role_get_locations (SalveResource *resource);
GPtrArray *salve_practitioner_role_get_telecoms (SalveResource *resource);
SalveElement salve_practitioner_role_get_available_times (SalveResource *resource);
SalveElement salve_practitioner_role_get_not_available (SalveResource *resource);
const char *salve_practitioner_role_get_start (SalveResource *resource);
const char *salve_practitioner_role_get_end (SalveResource *resource);

G_END_DECLS
