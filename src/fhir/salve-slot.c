/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slot, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-slot.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_slot_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_slot_get_status, "status")
SALVE_VIEW_ELEMENT (salve_slot_get_service_types, "serviceType")
SALVE_VIEW_ELEMENT (salve_slot_get_specialties, "specialty")
SALVE_VIEW_REFERENCE (salve_slot_get_schedule_id, "schedule", "Schedule")
SALVE_VIEW_TEXT (salve_slot_get_start, "start")
SALVE_VIEW_TEXT (salve_slot_get_end, "end")
SALVE_VIEW_BOOLEAN (salve_slot_get_overbooked, "overbooked", FALSE)
SALVE_VIEW_TEXT (salve_slot_get_comment, "comment")
