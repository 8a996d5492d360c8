/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedule, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-schedule.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_schedule_get_identifiers, "identifier")
SALVE_VIEW_BOOLEAN (salve_schedule_get_active, "active", TRUE)
SALVE_VIEW_ELEMENT (salve_schedule_get_service_types, "serviceType")
SALVE_VIEW_ELEMENT (salve_schedule_get_specialties, "specialty")
SALVE_VIEW_ELEMENT (salve_schedule_get_actors, "actor")
SALVE_VIEW_TEXT (salve_schedule_get_start, "planningHorizon.start")
SALVE_VIEW_TEXT (salve_schedule_get_end, "planningHorizon.end")
SALVE_VIEW_TEXT (salve_schedule_get_comment, "comment")
