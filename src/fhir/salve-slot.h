/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Slot (https://hl7.org/fhir/R4/slot.html). A time that is free or not. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_slot_get_identifiers (SalveResource *resource);
const char *salve_slot_get_status (SalveResource *resource);
SalveElement salve_slot_get_service_types (SalveResource *resource);
SalveElement salve_slot_get_specialties (SalveResource *resource);
char *salve_slot_get_schedule_id (SalveResource *resource);
const char *salve_slot_get_start (SalveResource *resource);
const char *salve_slot_get_end (SalveResource *resource);
gboolean salve_slot_get_overbooked (SalveResource *resource);
const char *salve_slot_get_comment (SalveResource *resource);

G_END_DECLS
