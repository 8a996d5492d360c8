/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CarePlan, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-care-plan.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_care_plan_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_care_plan_get_status, "status")
SALVE_VIEW_TEXT (salve_care_plan_get_intent, "intent")
SALVE_VIEW_ELEMENT (salve_care_plan_get_categories, "category")
SALVE_VIEW_TEXT (salve_care_plan_get_title, "title")
SALVE_VIEW_TEXT (salve_care_plan_get_description, "description")
SALVE_VIEW_REFERENCE (salve_care_plan_get_patient_id, "subject", "Patient")
SALVE_VIEW_TEXT (salve_care_plan_get_start, "period.start")
SALVE_VIEW_TEXT (salve_care_plan_get_end, "period.end")
SALVE_VIEW_TEXT (salve_care_plan_get_created, "created")
SALVE_VIEW_ELEMENT (salve_care_plan_get_activities, "activity")
SALVE_VIEW_ELEMENT (salve_care_plan_get_notes, "note")
