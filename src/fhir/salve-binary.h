/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Binary (https://hl7.org/fhir/R4/binary.html). Bytes of any kind. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

const char *salve_binary_get_content_type (SalveResource *resource);

GBytes *salve_binary_get_data (SalveResource *resource);

G_END_DECLS
