/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observation, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-observation.h"

#include <math.h>

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_observation_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_observation_get_status, "status")
SALVE_VIEW_ELEMENT (salve_observation_get_categories, "category")
SALVE_VIEW_ELEMENT (salve_observation_get_code, "code")
SALVE_VIEW_REFERENCE (salve_observation_get_patient_id, "subject", "Patient")
SALVE_VIEW_REFERENCE (salve_observation_get_encounter_id, "encounter", "Encounter")
SALVE_VIEW_FIRST_TEXT (salve_observation_get_effective,
                       "effectiveDateTime",
                       "effectivePeriod.start",
                       "effectiveInstant")
SALVE_VIEW_TEXT (salve_observation_get_issued, "issued")
SALVE_VIEW_ELEMENT (salve_observation_get_performers, "performer")
SALVE_VIEW_ELEMENT (salve_observation_get_interpretations, "interpretation")
SALVE_VIEW_TEXT (salve_observation_get_interpretation_code, "interpretation.coding.code")
SALVE_VIEW_ELEMENT (salve_observation_get_reference_ranges, "referenceRange")
SALVE_VIEW_ELEMENT (salve_observation_get_components, "component")
SALVE_VIEW_ELEMENT (salve_observation_get_body_site, "bodySite")
SALVE_VIEW_REFERENCE (salve_observation_get_device_id, "device", "Device")
SALVE_VIEW_ELEMENT (salve_observation_get_notes, "note")

/**
 * salve_observation_get_value:
 * @type: (out) (optional) (nullable): which type value[x] has here, such as Quantity
 *
 * Returns: the value; nothing where there is none (dataAbsentReason, or components only)
 */
SalveElement
salve_observation_get_value (SalveResource *resource, const char **type)
{
  return salve_element_choice (salve_resource_root (resource), "value", type);
}

/**
 * salve_observation_get_quantity:
 * @holder: the root of an Observation, or one of its components
 * @value: (out): for a chart; what is shown to a person keeps its digits (salve_quantity_format())
 * @unit: (out) (optional) (nullable): the UCUM code, else the unit as written
 */
gboolean
salve_observation_get_quantity (SalveElement holder, double *value, const char **unit)
{
  SalveElement quantity = salve_element_get (holder, "valueQuantity");

  if (unit != NULL)
    {
      *unit = salve_element_string (quantity, "code");
      if (*unit == NULL)
        *unit = salve_element_string (quantity, "unit");
    }
  return salve_element_double (salve_element_get (quantity, "value"), value);
}

/**
 * salve_observation_get_normal_range:
 * @holder: the root of an Observation, or one of its components
 * @low: (out): -HUGE_VAL where it is open
 * @high: (out): HUGE_VAL where it is open
 *
 * Returns: FALSE where the first range has neither end as a number
 */
gboolean
salve_observation_get_normal_range (SalveElement holder, double *low, double *high)
{
  gboolean has_low, has_high;

  *low = -HUGE_VAL;
  *high = HUGE_VAL;
  has_low = salve_element_double (salve_element_path (holder, "referenceRange.low.value"), low);
  has_high = salve_element_double (salve_element_path (holder, "referenceRange.high.value"), high);
  return has_low || has_high;
}

/* Returns: the component with that code, such as the systolic one (LOINC 8480-6) of a blood pressure */
SalveElement
salve_observation_find_component (SalveResource *resource, const char *system, const char *code)
{
  SALVE_ELEMENT_FOREACH (component, salve_element_get (salve_resource_root (resource), "component"))
    {
      SALVE_ELEMENT_FOREACH (coding, salve_element_path (component, "code.coding"))
        {
          if (g_strcmp0 (salve_element_string (coding, "code"), code) == 0
              && (system == NULL || g_strcmp0 (salve_element_string (coding, "system"), system) == 0))
            return component;
        }
    }
  return (SalveElement){ NULL };
}
