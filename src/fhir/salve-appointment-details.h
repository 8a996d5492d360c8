/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-diary.h"
#include "salve-resource.h"
#include "salve-visit-type.h"
#include "salve-waiting-list.h"

G_BEGIN_DECLS

/* The extension that says how a visit went: instants arrived, called, finished; strings ticket, to-confirm. */
#define SALVE_APPOINTMENT_FLOW "http://salveclinic.github.io/fhir/StructureDefinition/appointment-flow"

/* What people see and change of an Appointment (https://hl7.org/fhir/R4/appointment.html), as a plain value. Every
 * string may be NULL. Writing changes only what differs from what is in the resource already: whatever Salve does not
 * understand, and whatever was not changed, stays equal to the byte. */
#define SALVE_TYPE_APPOINTMENT_DETAILS (salve_appointment_details_get_type ())
typedef struct
{
  char *id; /* of the Appointment; needed for writing a new one */
  SalveAppointmentStatus status;
  SalveTimeSpan
      span; /* start SALVE_INSTANT_NONE: no time; only proposed, cancelled and waitlist may have none */
  char *patient_id;
  char *doctor_id;     /* of the Practitioner */
  char *room_id;       /* of the Location */
  char *device_id;     /* of the Device */
  char *visit_type_id; /* of the HealthcareService */
  char *visit_type_name;
  SalveVisitModes mode; /* one of them */
  char *reason;         /* why the patient comes */
  char *description;
  char *note;
  char *cancel_reason;         /* written only when cancelled or noshow, as R4 has it */
  char *overbooked_reason;     /* set: somebody with the right said that it may overlap */
  char *series_id;             /* the same in all appointments of a series */
  char *series_rule;           /* RFC 5545 RRULE */
  SalvePartialDate series_day; /* the day that the rule gave this one, also after it was moved */
  int buffer_before;           /* minutes, 0 to 240 */
  int buffer_after;
  int reminder_minutes; /* before the start; -1: none */
  char *video_link;
  char *video_code; /* of the link's short address at the clinic's server */

  /* How the visit went, in instants; SALVE_INSTANT_NONE: not yet. */
  SalveInstant arrived;
  SalveInstant called; /* into the room */
  SalveInstant finished;
  char *ticket;     /* by which the patient is called on that day */
  char *to_confirm; /* what the patient said is not right any more: words such as "phone insurance" */

  /* What they said it is now (salve-correction.h). */
  char *new_name;
  char *new_phone;
  char *new_address;

  /* What the participants are called (Reference.display), for other programs that read the resource. Written for a
   * participant that is new or another one; NULL leaves an unchanged participant's display alone. */
  char *patient_name;
  char *doctor_name;
  char *room_name;
  char *device_name;
} SalveAppointmentDetails;

GType salve_appointment_details_get_type (void) G_GNUC_CONST;
SalveAppointmentDetails *salve_appointment_details_new (const char *id);
SalveAppointmentDetails *salve_appointment_details_copy (const SalveAppointmentDetails *self);
void salve_appointment_details_free (SalveAppointmentDetails *self);
gboolean salve_appointment_details_has_time (const SalveAppointmentDetails *self);
void salve_appointment_details_set_displays (SalveAppointmentDetails *self,
                                             const char *patient,
                                             const char *doctor,
                                             const char *room,
                                             const char *device);
void salve_appointment_details_set_visit_type (SalveAppointmentDetails *self, const SalveVisitType *type);

SalveAppointmentDetails *salve_appointment_details_read (SalveResource *resource);
SalveResource *
salve_appointment_details_write (const SalveAppointmentDetails *self, SalveResource *old, GError **error);
SalveBooking *salve_appointment_details_to_booking (const SalveAppointmentDetails *self);
void salve_appointment_details_move_on (SalveAppointmentDetails *self,
                                        SalveAppointmentStatus to,
                                        SalveInstant now);

/* A wish of the waiting list is an Appointment of status waitlist. */
SalveWish *salve_wish_read (SalveResource *resource);
SalveResource *salve_wish_write (const SalveWish *self, SalveResource *old, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveAppointmentDetails, salve_appointment_details_free)

G_END_DECLS
