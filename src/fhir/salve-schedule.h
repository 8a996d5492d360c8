/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Schedule (https://hl7.org/fhir/R4/schedule.html). The calendar of somebody who can be booked. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_schedule_get_identifiers (SalveResource *resource);
gboolean salve_schedule_get_active (SalveResource *resource);
SalveElement salve_schedule_get_service_types (SalveResource *resource);
SalveElement salve_schedule_get_specialties (SalveResource *resource);
SalveElement salve_schedule_get_actors (SalveResource *resource);
const char *salve_schedule_get_start (SalveResource *resource);
const char *salve_schedule_get_end (SalveResource *resource);
const char *salve_schedule_get_comment (SalveResource *resource);

G_END_DECLS
