/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Observation (https://hl7.org/fhir/R4/observation.html). Something measured or found. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_observation_get_identifiers (SalveResource *resource);
const char *salve_observation_get_status (SalveResource *resource);
SalveElement salve_observation_get_categories (SalveResource *resource);
SalveElement salve_observation_get_code (SalveResource *resource);
char *salve_observation_get_patient_id (SalveResource *resource);
char *salve_observation_get_encounter_id (SalveResource *resource);
const char *salve_observation_get_effective (SalveResource *resource);
const char *salve_observation_get_issued (SalveResource *resource);
SalveElement salve_observation_get_performers (SalveResource *resource);
SalveElement salve_observation_get_interpretations (SalveResource *resource);
const char *salve_observation_get_interpretation_code (SalveResource *resource);
SalveElement salve_observation_get_reference_ranges (SalveResource *resource);
SalveElement salve_observation_get_components (SalveResource *resource);
SalveElement salve_observation_get_body_site (SalveResource *resource);
char *salve_observation_get_device_id (SalveResource *resource);
SalveElement salve_observation_get_notes (SalveResource *resource);

SalveElement salve_observation_get_value (SalveResource *resource, const char **type);
gboolean salve_observation_get_quantity (SalveElement holder, double *value, const char **unit);
gboolean salve_observation_get_normal_range (SalveElement holder, double *low, double *high);
SalveElement salve_observation_find_component (SalveResource *resource, const char *system, const char *code);

G_END_DECLS
