/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* CarePlan (https://hl7.org/fhir/R4/careplan.html). What is planned. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_care_plan_get_identifiers (SalveResource *resource);
const char *salve_care_plan_get_status (SalveResource *resource);
const char *salve_care_plan_get_intent (SalveResource *resource);
SalveElement salve_care_plan_get_categories (SalveResource *resource);
const char *salve_care_plan_get_title (SalveResource *resource);
const char *salve_care_plan_get_description (SalveResource *resource);
char *salve_care_plan_get_patient_id (SalveResource *resource);
const char *salve_care_plan_get_start (SalveResource *resource);
const char *salve_care_plan_get_end (SalveResource *resource);
const char *salve_care_plan_get_created (SalveResource *resource);
SalveElement salve_care_plan_get_activities (SalveResource *resource);
SalveElement salve_care_plan_get_notes (SalveResource *resource);

G_END_DECLS
