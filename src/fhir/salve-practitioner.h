/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Practitioner (https://hl7.org/fhir/R4/practitioner.html). A doctor or another who cares. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_practitioner_get_identifiers (SalveResource *resource);
gboolean salve_practitioner_get_active (SalveResource *resource);
GPtrArray *salve_practitioner_get_names (SalveResource *resource);
GPtrArray *salve_practitioner_get_telecoms (SalveResource *resource);
GPtrArray *salve_practitioner_get_addresses (SalveResource *resource);
const char *salve_practitioner_get_gender (SalveResource *resource);
gboolean salve_practitioner_get_birth_date (SalveResource *resource, SalvePartialDate *date);
SalveElement salve_practitioner_get_qualifications (SalveResource *resource);
SalveElement salve_practitioner_get_communications (SalveResource *resource);

G_END_DECLS
