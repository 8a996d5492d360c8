/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* Appointment.status of FHIR R4 (https://hl7.org/fhir/R4/valueset-appointmentstatus.html) as a table of allowed steps. */
typedef enum
{
  SALVE_APPOINTMENT_PROPOSED,
  SALVE_APPOINTMENT_PENDING,
  SALVE_APPOINTMENT_BOOKED,
  SALVE_APPOINTMENT_ARRIVED,
  SALVE_APPOINTMENT_CHECKED_IN, /* in the doctor's room */
  SALVE_APPOINTMENT_FULFILLED,
  SALVE_APPOINTMENT_CANCELLED,
  SALVE_APPOINTMENT_NO_SHOW,
  SALVE_APPOINTMENT_WAITLIST,
  SALVE_APPOINTMENT_ENTERED_IN_ERROR,
} SalveAppointmentStatus;
#define SALVE_APPOINTMENT_N_STATUSES 10

/* Who acts: a person may be several. */
typedef enum
{
  SALVE_ROLE_NONE = 0,
  SALVE_ROLE_PATIENT = 1 << 0,
  SALVE_ROLE_FRONT_DESK = 1 << 1,
  SALVE_ROLE_NURSE = 1 << 2,
  SALVE_ROLE_DOCTOR = 1 << 3,
  SALVE_ROLE_ADMINISTRATOR = 1 << 4,
} SalveRoles;
#define SALVE_ROLES_STAFF                                                                                    \
  (SALVE_ROLE_FRONT_DESK | SALVE_ROLE_NURSE | SALVE_ROLE_DOCTOR | SALVE_ROLE_ADMINISTRATOR)

/* A step a person takes; its target status is fixed. */
typedef enum
{
  SALVE_STEP_BOOK,    /* proposed, pending, waitlist → booked */
  SALVE_STEP_ARRIVE,  /* booked → arrived */
  SALVE_STEP_START,   /* arrived → checked-in: called into the room */
  SALVE_STEP_FINISH,  /* checked-in → fulfilled */
  SALVE_STEP_CANCEL,  /* with a reason */
  SALVE_STEP_NO_SHOW, /* booked → noshow, once its start has passed */
  SALVE_STEP_BACK,    /* one step back: arrived → booked, checked-in → arrived, … */
  SALVE_STEP_WAIT,    /* put on the waiting list */
  SALVE_STEP_ERROR,   /* entered in error */
} SalveAppointmentStep;
#define SALVE_APPOINTMENT_N_STEPS 9
#define SALVE_APPOINTMENT_MOST_STEPS 4 /* from one place on the board to another */

gboolean salve_appointment_status_parse (const char *fhir_code, SalveAppointmentStatus *status);
const char *salve_appointment_status_to_code (SalveAppointmentStatus status);
gboolean salve_appointment_status_takes_time (SalveAppointmentStatus status);

gboolean salve_appointment_step_allowed (SalveAppointmentStatus from,
                                         SalveAppointmentStep step,
                                         SalveRoles roles,
                                         SalveAppointmentStatus *to);
gboolean
salve_appointment_next_step (SalveAppointmentStatus from, SalveRoles roles, SalveAppointmentStep *step);
guint salve_appointment_find_steps (SalveAppointmentStatus from,
                                    SalveAppointmentStatus to,
                                    SalveRoles roles,
                                    SalveAppointmentStep *way);
gboolean salve_appointment_step_is_due (SalveAppointmentStep step, SalveInstant start, SalveInstant now);
gboolean salve_appointment_is_missed (SalveAppointmentStatus status,
                                      SalveInstant start,
                                      int minutes,
                                      SalveInstant now);

G_END_DECLS
