/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointment, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-appointment.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_appointment_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_appointment_get_status, "status")
SALVE_VIEW_ELEMENT (salve_appointment_get_cancelation_reason, "cancelationReason")
SALVE_VIEW_ELEMENT (salve_appointment_get_service_types, "serviceType")
SALVE_VIEW_ELEMENT (salve_appointment_get_specialties, "specialty")
SALVE_VIEW_ELEMENT (salve_appointment_get_type, "appointmentType")
SALVE_VIEW_ELEMENT (salve_appointment_get_reasons, "reasonCode")
SALVE_VIEW_NUMBER (salve_appointment_get_priority, "priority")
SALVE_VIEW_TEXT (salve_appointment_get_description, "description")
SALVE_VIEW_TEXT (salve_appointment_get_start, "start")
SALVE_VIEW_TEXT (salve_appointment_get_end, "end")
SALVE_VIEW_NUMBER (salve_appointment_get_minutes, "minutesDuration")
SALVE_VIEW_ELEMENT (salve_appointment_get_slots, "slot")
SALVE_VIEW_TEXT (salve_appointment_get_created, "created")
SALVE_VIEW_TEXT (salve_appointment_get_comment, "comment")
SALVE_VIEW_ELEMENT (salve_appointment_get_participants, "participant")
SALVE_VIEW_ELEMENT (salve_appointment_get_requested_periods, "requestedPeriod")

/**
 * salve_appointment_find_actor:
 * @type: such as Patient, Practitioner or Location
 *
 * Returns: (transfer full) (nullable): the id of the first participant of that type
 */
char *
salve_appointment_find_actor (SalveResource *resource, const char *type)
{
  SALVE_ELEMENT_FOREACH (participant, salve_element_get (salve_resource_root (resource), "participant"))
    {
      char *id = salve_reference_id (salve_element_get (participant, "actor"), type);

      if (id != NULL)
        return id;
    }
  return NULL;
}
