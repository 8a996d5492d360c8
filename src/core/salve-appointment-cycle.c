/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table is the rule: a step that is not in it is not allowed. Source of the states:
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html; of the order: arrived is in the waiting room, checked-in is
 * in the doctor's room, fulfilled is over. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-appointment-cycle.h"

static const char *const codes[SALVE_APPOINTMENT_N_STATUSES] = {
  [SALVE_APPOINTMENT_PROPOSED] = "proposed",     [SALVE_APPOINTMENT_PENDING] = "pending",
  [SALVE_APPOINTMENT_BOOKED] = "booked",         [SALVE_APPOINTMENT_ARRIVED] = "arrived",
  [SALVE_APPOINTMENT_CHECKED_IN] = "checked-in", [SALVE_APPOINTMENT_FULFILLED] = "fulfilled",
  [SALVE_APPOINTMENT_CANCELLED] = "cancelled",   [SALVE_APPOINTMENT_NO_SHOW] = "noshow",
  [SALVE_APPOINTMENT_WAITLIST] = "waitlist",     [SALVE_APPOINTMENT_ENTERED_IN_ERROR] = "entered-in-error",
};

#define CLINICAL (SALVE_ROLE_NURSE | SALVE_ROLE_DOCTOR)
#define DESK (SALVE_ROLE_FRONT_DESK | SALVE_ROLE_NURSE | SALVE_ROLE_DOCTOR)
#define ANYBODY (SALVE_ROLES_STAFF | SALVE_ROLE_PATIENT)

static const struct
{
  SalveAppointmentStatus from;
  SalveAppointmentStep step;
  SalveAppointmentStatus to;
  SalveRoles roles;
} steps[] = {
  { SALVE_APPOINTMENT_PROPOSED, SALVE_STEP_BOOK, SALVE_APPOINTMENT_BOOKED, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_PENDING, SALVE_STEP_BOOK, SALVE_APPOINTMENT_BOOKED, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_WAITLIST, SALVE_STEP_BOOK, SALVE_APPOINTMENT_BOOKED, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_CANCELLED, SALVE_STEP_BOOK, SALVE_APPOINTMENT_BOOKED, SALVE_ROLES_STAFF },

  /* A patient arrives at the kiosk too. */
  { SALVE_APPOINTMENT_BOOKED, SALVE_STEP_ARRIVE, SALVE_APPOINTMENT_ARRIVED, ANYBODY },
  { SALVE_APPOINTMENT_NO_SHOW, SALVE_STEP_ARRIVE, SALVE_APPOINTMENT_ARRIVED, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_ARRIVED, SALVE_STEP_START, SALVE_APPOINTMENT_CHECKED_IN, DESK },
  { SALVE_APPOINTMENT_CHECKED_IN, SALVE_STEP_FINISH, SALVE_APPOINTMENT_FULFILLED, DESK },

  { SALVE_APPOINTMENT_PROPOSED, SALVE_STEP_CANCEL, SALVE_APPOINTMENT_CANCELLED, ANYBODY },
  { SALVE_APPOINTMENT_PENDING, SALVE_STEP_CANCEL, SALVE_APPOINTMENT_CANCELLED, ANYBODY },
  { SALVE_APPOINTMENT_BOOKED, SALVE_STEP_CANCEL, SALVE_APPOINTMENT_CANCELLED, ANYBODY },
  { SALVE_APPOINTMENT_WAITLIST, SALVE_STEP_CANCEL, SALVE_APPOINTMENT_CANCELLED, ANYBODY },
  { SALVE_APPOINTMENT_ARRIVED, SALVE_STEP_CANCEL, SALVE_APPOINTMENT_CANCELLED, SALVE_ROLES_STAFF },

  { SALVE_APPOINTMENT_BOOKED, SALVE_STEP_NO_SHOW, SALVE_APPOINTMENT_NO_SHOW, SALVE_ROLES_STAFF },

  /* One step back mends a click on the wrong line. */
  { SALVE_APPOINTMENT_ARRIVED, SALVE_STEP_BACK, SALVE_APPOINTMENT_BOOKED, DESK },
  { SALVE_APPOINTMENT_CHECKED_IN, SALVE_STEP_BACK, SALVE_APPOINTMENT_ARRIVED, DESK },
  { SALVE_APPOINTMENT_FULFILLED, SALVE_STEP_BACK, SALVE_APPOINTMENT_CHECKED_IN, CLINICAL },
  { SALVE_APPOINTMENT_NO_SHOW, SALVE_STEP_BACK, SALVE_APPOINTMENT_BOOKED, SALVE_ROLES_STAFF },

  { SALVE_APPOINTMENT_PROPOSED, SALVE_STEP_WAIT, SALVE_APPOINTMENT_WAITLIST, ANYBODY },
  { SALVE_APPOINTMENT_PENDING, SALVE_STEP_WAIT, SALVE_APPOINTMENT_WAITLIST, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_BOOKED, SALVE_STEP_WAIT, SALVE_APPOINTMENT_WAITLIST, SALVE_ROLES_STAFF },

  { SALVE_APPOINTMENT_PROPOSED, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_PENDING, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_BOOKED, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_WAITLIST, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
  /* What a doctor has begun is struck out by somebody who answers for the record. */
  { SALVE_APPOINTMENT_ARRIVED, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_CHECKED_IN, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR,
    SALVE_ROLE_DOCTOR | SALVE_ROLE_ADMINISTRATOR },
  { SALVE_APPOINTMENT_FULFILLED, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR,
    SALVE_ROLE_DOCTOR | SALVE_ROLE_ADMINISTRATOR },
  { SALVE_APPOINTMENT_CANCELLED, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
  { SALVE_APPOINTMENT_NO_SHOW, SALVE_STEP_ERROR, SALVE_APPOINTMENT_ENTERED_IN_ERROR, SALVE_ROLES_STAFF },
};

/**
 * salve_appointment_status_parse:
 * @fhir_code: (nullable): as Appointment.status has it
 * @status: (out): left alone where the code is none
 *
 * Returns: whether it is one of R4's codes
 */
gboolean
salve_appointment_status_parse (const char *fhir_code, SalveAppointmentStatus *status)
{
  for (guint i = 0; fhir_code && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i], fhir_code))
      {
        *status = (SalveAppointmentStatus)i;
        return TRUE;
      }
  return FALSE;
}

const char *
salve_appointment_status_to_code (SalveAppointmentStatus status)
{
  g_return_val_if_fail (status < SALVE_APPOINTMENT_N_STATUSES, NULL);
  return codes[status];
}

/**
 * salve_appointment_status_takes_time:
 *
 * Returns: whether nobody else can have that time: not for a wish, a proposal, and what was cancelled, missed or wrong
 */
gboolean
salve_appointment_status_takes_time (SalveAppointmentStatus status)
{
  switch (status)
    {
    case SALVE_APPOINTMENT_PENDING:
    case SALVE_APPOINTMENT_BOOKED:
    case SALVE_APPOINTMENT_ARRIVED:
    case SALVE_APPOINTMENT_CHECKED_IN:
    case SALVE_APPOINTMENT_FULFILLED:
      return TRUE;
    case SALVE_APPOINTMENT_PROPOSED:
    case SALVE_APPOINTMENT_CANCELLED:
    case SALVE_APPOINTMENT_NO_SHOW:
    case SALVE_APPOINTMENT_WAITLIST:
    case SALVE_APPOINTMENT_ENTERED_IN_ERROR:
    default:
      return FALSE;
    }
}

/**
 * salve_appointment_step_allowed:
 * @roles: what the person is; one of them is enough
 * @to: (out) (optional): where the step leads
 *
 * Returns: whether somebody of these roles may take that step from there
 */
gboolean
salve_appointment_step_allowed (SalveAppointmentStatus from,
                                SalveAppointmentStep step,
                                SalveRoles roles,
                                SalveAppointmentStatus *to)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].from == from && steps[i].step == step && (steps[i].roles & roles) != 0)
      {
        if (to)
          *to = steps[i].to;
        return TRUE;
      }
  return FALSE;
}

/**
 * salve_appointment_next_step:
 * @step: (out): what usually comes next
 *
 * Returns: FALSE where the way ends, or where these roles do not take that step
 */
gboolean
salve_appointment_next_step (SalveAppointmentStatus from, SalveRoles roles, SalveAppointmentStep *step)
{
  static const SalveAppointmentStep forward[] = { SALVE_STEP_BOOK, SALVE_STEP_ARRIVE, SALVE_STEP_START,
                                                  SALVE_STEP_FINISH };

  /* What was cancelled or missed is over; taking it up again is never what usually comes next. */
  if (from == SALVE_APPOINTMENT_CANCELLED || from == SALVE_APPOINTMENT_NO_SHOW)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (forward); i++)
    if (salve_appointment_step_allowed (from, forward[i], roles, NULL))
      {
        *step = forward[i];
        return TRUE;
      }
  return FALSE;
}

/* Returns: how many of these steps, taken whenever they are allowed, lead to @to; 0: they do not */
static guint
follow (SalveAppointmentStatus from,
        SalveAppointmentStatus to,
        SalveRoles roles,
        const SalveAppointmentStep *way,
        guint n_way,
        SalveAppointmentStep *taken)
{
  guint n = 0;
  gboolean moved = TRUE;

  while (from != to && moved && n < SALVE_APPOINTMENT_MOST_STEPS)
    {
      moved = FALSE;
      for (guint i = 0; i < n_way && !moved; i++)
        if (salve_appointment_step_allowed (from, way[i], roles, &from))
          {
            taken[n++] = way[i];
            moved = TRUE;
          }
    }
  return from == to ? n : 0;
}

/**
 * salve_appointment_find_steps:
 * @way: (out): room for %SALVE_APPOINTMENT_MOST_STEPS of them
 *
 * Returns: how many steps somebody of these roles takes from the one status to the other, forwards, back, or to not
 *   having come; 0 where there is no way, or nothing to do
 */
guint
salve_appointment_find_steps (SalveAppointmentStatus from,
                              SalveAppointmentStatus to,
                              SalveRoles roles,
                              SalveAppointmentStep *way)
{
  static const SalveAppointmentStep forward[] = { SALVE_STEP_ARRIVE, SALVE_STEP_START, SALVE_STEP_FINISH };
  static const SalveAppointmentStep back[] = { SALVE_STEP_BACK };
  static const SalveAppointmentStep missed[] = { SALVE_STEP_NO_SHOW, SALVE_STEP_BACK };
  guint n = follow (from, to, roles, forward, G_N_ELEMENTS (forward), way);

  if (n == 0)
    n = follow (from, to, roles, back, G_N_ELEMENTS (back), way);
  if (n == 0 && to == SALVE_APPOINTMENT_NO_SHOW)
    n = follow (from, to, roles, missed, G_N_ELEMENTS (missed), way);
  return n;
}

/**
 * salve_appointment_step_is_due:
 * @start: when the visit begins
 *
 * Returns: whether the step can be taken at that moment: nobody has failed to come to what has not begun
 */
gboolean
salve_appointment_step_is_due (SalveAppointmentStep step, SalveInstant start, SalveInstant now)
{
  return step != SALVE_STEP_NO_SHOW || start < now;
}

/**
 * salve_appointment_is_missed:
 * @minutes: after the start; 0 or less: nobody is said to be missing by the clock alone
 *
 * Returns: whether whoever was expected has not come for so long
 */
gboolean
salve_appointment_is_missed (SalveAppointmentStatus status, SalveInstant start, int minutes, SalveInstant now)
{
  return minutes > 0 && status == SALVE_APPOINTMENT_BOOKED && now >= start
         && now - start >= minutes * SALVE_INSTANT_MINUTE;
}
