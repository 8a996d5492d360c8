/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Bundle (https://hl7.org/fhir/R4/bundle.html). Resources in one envelope; salve-resource-reader.h cuts one of any size without holding it. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

const char *salve_bundle_get_type (SalveResource *resource);
const char *salve_bundle_get_timestamp (SalveResource *resource);
const char *salve_bundle_get_total (SalveResource *resource);
SalveElement salve_bundle_get_entries (SalveResource *resource);

const char *salve_bundle_get_link (SalveResource *resource, const char *relation);

G_END_DECLS
