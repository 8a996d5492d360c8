/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-appointment-cycle.h"
#include "salve-visit-type.h"

#include <string.h>

/* The whole table, written a second time: for each status what each step leads to, and who may take it. */

#define NO -1
#define P SALVE_APPOINTMENT_PROPOSED
#define B SALVE_APPOINTMENT_BOOKED
#define A SALVE_APPOINTMENT_ARRIVED
#define I SALVE_APPOINTMENT_CHECKED_IN
#define F SALVE_APPOINTMENT_FULFILLED
#define C SALVE_APPOINTMENT_CANCELLED
#define N SALVE_APPOINTMENT_NO_SHOW
#define W SALVE_APPOINTMENT_WAITLIST
#define E SALVE_APPOINTMENT_ENTERED_IN_ERROR

/* Columns: book, arrive, start, finish, cancel, no-show, back, wait, error. */
static const int leads_to[SALVE_APPOINTMENT_N_STATUSES][SALVE_APPOINTMENT_N_STEPS] = {
  [SALVE_APPOINTMENT_PROPOSED] = { B, NO, NO, NO, C, NO, NO, W, E },
  [SALVE_APPOINTMENT_PENDING] = { B, NO, NO, NO, C, NO, NO, W, E },
  [SALVE_APPOINTMENT_BOOKED] = { NO, A, NO, NO, C, N, NO, W, E },
  [SALVE_APPOINTMENT_ARRIVED] = { NO, NO, I, NO, C, NO, B, NO, E },
  [SALVE_APPOINTMENT_CHECKED_IN] = { NO, NO, NO, F, NO, NO, A, NO, E },
  [SALVE_APPOINTMENT_FULFILLED] = { NO, NO, NO, NO, NO, NO, I, NO, E },
  [SALVE_APPOINTMENT_CANCELLED] = { B, NO, NO, NO, NO, NO, NO, NO, E },
  [SALVE_APPOINTMENT_NO_SHOW] = { NO, A, NO, NO, NO, NO, B, NO, E },
  [SALVE_APPOINTMENT_WAITLIST] = { B, NO, NO, NO, C, NO, NO, NO, E },
  [SALVE_APPOINTMENT_ENTERED_IN_ERROR] = { NO, NO, NO, NO, NO, NO, NO, NO, NO },
};

static gboolean
patients_may (SalveAppointmentStatus from, SalveAppointmentStep step)
{
  switch (step)
    {
    case SALVE_STEP_ARRIVE:
      return from == B;
    case SALVE_STEP_CANCEL:
      return from != A;
    case SALVE_STEP_WAIT:
      return from == P;
    case SALVE_STEP_BOOK:
    case SALVE_STEP_START:
    case SALVE_STEP_FINISH:
    case SALVE_STEP_NO_SHOW:
    case SALVE_STEP_BACK:
    case SALVE_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
may (SalveAppointmentStatus from, SalveAppointmentStep step, SalveRoles role)
{
  gboolean in_room =
      step == SALVE_STEP_START || step == SALVE_STEP_FINISH || (step == SALVE_STEP_BACK && from != N);

  if (role == SALVE_ROLE_PATIENT)
    return patients_may (from, step);
  if (step == SALVE_STEP_ERROR && (from == I || from == F))
    return role == SALVE_ROLE_DOCTOR || role == SALVE_ROLE_ADMINISTRATOR;
  if (step == SALVE_STEP_BACK && from == F)
    return role == SALVE_ROLE_DOCTOR || role == SALVE_ROLE_NURSE;
  return !in_room || role != SALVE_ROLE_ADMINISTRATOR;
}

static void
test_table (void)
{
  for (SalveAppointmentStatus from = 0; from < SALVE_APPOINTMENT_N_STATUSES; from++)
    for (SalveAppointmentStep step = 0; step < SALVE_APPOINTMENT_N_STEPS; step++)
      {
        g_assert_false (salve_appointment_step_allowed (from, step, SALVE_ROLE_NONE, NULL));
        for (guint role = SALVE_ROLE_PATIENT; role <= SALVE_ROLE_ADMINISTRATOR; role <<= 1)
          {
            SalveAppointmentStatus to = SALVE_APPOINTMENT_N_STATUSES;
            gboolean allowed = salve_appointment_step_allowed (from, step, role, &to);

            g_test_message ("%s, step %d, role %u", salve_appointment_status_to_code (from), step, role);
            g_assert_true (allowed == (leads_to[from][step] != NO && may (from, step, role)));
            if (allowed)
              g_assert_cmpint (to, ==, leads_to[from][step]);
          }
      }
}

/* Nobody can have failed to come before it was time; every other step has no hour. */
static void
test_due (void)
{
  SalveInstant start = 1000 * SALVE_INSTANT_MINUTE;

  g_assert_false (salve_appointment_step_is_due (SALVE_STEP_NO_SHOW, start, start - 1));
  g_assert_false (salve_appointment_step_is_due (SALVE_STEP_NO_SHOW, start, start));
  g_assert_true (salve_appointment_step_is_due (SALVE_STEP_NO_SHOW, start, start + 1));
  for (SalveAppointmentStep step = 0; step < SALVE_APPOINTMENT_N_STEPS; step++)
    if (step != SALVE_STEP_NO_SHOW)
      g_assert_true (salve_appointment_step_is_due (step, start, 0));
}

static void
test_missed (void)
{
  SalveInstant start = 1000 * SALVE_INSTANT_MINUTE;

  g_assert_false (salve_appointment_is_missed (B, start, 0, start + 999 * SALVE_INSTANT_MINUTE));
  g_assert_false (salve_appointment_is_missed (B, start, -5, start + 999 * SALVE_INSTANT_MINUTE));
  g_assert_false (salve_appointment_is_missed (B, start, 15, start + 15 * SALVE_INSTANT_MINUTE - 1));
  g_assert_true (salve_appointment_is_missed (B, start, 15, start + 15 * SALVE_INSTANT_MINUTE));
  g_assert_false (salve_appointment_is_missed (B, SALVE_INSTANT_NONE, 15, SALVE_INSTANT_NONE));
  /* Whoever has come, or is not awaited, is not missing. */
  for (SalveAppointmentStatus status = 0; status < SALVE_APPOINTMENT_N_STATUSES; status++)
    if (status != B)
      g_assert_false (salve_appointment_is_missed (status, start, 15, start + 99 * SALVE_INSTANT_MINUTE));
}

/* For every set of roles and every set that a type names: one in both is enough, and none named is everybody. */
static void
test_leave (void)
{
  g_autoptr (SalveVisitType) type = salve_visit_type_new ("t", "T", 20);

  for (guint roles = 0; roles < 32; roles++)
    {
      gboolean over = (roles & (SALVE_ROLE_FRONT_DESK | SALVE_ROLE_NURSE | SALVE_ROLE_DOCTOR)) != 0;

      g_assert_cmpint (salve_booking_leave (roles, NULL, FALSE), ==, SALVE_LEAVE_GIVEN);
      g_assert_cmpint (salve_booking_leave (roles, NULL, TRUE), ==,
                       over ? SALVE_LEAVE_GIVEN : SALVE_LEAVE_NOT_OVER);
      for (guint named = 0; named < 32; named++)
        {
          gboolean may = named == 0 || (named & roles) != 0;

          type->bookable_by = named;
          g_assert_cmpint (salve_booking_leave (roles, type, FALSE), ==,
                           may ? SALVE_LEAVE_GIVEN : SALVE_LEAVE_NOT_THIS_TYPE);
          g_assert_cmpint (salve_booking_leave (roles, type, TRUE), ==,
                           !may   ? SALVE_LEAVE_NOT_THIS_TYPE
                           : over ? SALVE_LEAVE_GIVEN
                                  : SALVE_LEAVE_NOT_OVER);
        }
    }
}

static void
test_codes (void)
{
  for (SalveAppointmentStatus status = 0; status < SALVE_APPOINTMENT_N_STATUSES; status++)
    {
      SalveAppointmentStatus back = SALVE_APPOINTMENT_N_STATUSES;

      g_assert_true (salve_appointment_status_parse (salve_appointment_status_to_code (status), &back));
      g_assert_cmpint (back, ==, status);
    }
  {
    SalveAppointmentStatus untouched = F;

    g_assert_false (salve_appointment_status_parse ("Booked", &untouched));
    g_assert_false (salve_appointment_status_parse ("", &untouched));
    g_assert_false (salve_appointment_status_parse (NULL, &untouched));
    g_assert_cmpint (untouched, ==, F);
  }
}

/* The usual way, from the first step to the last. */
static void
test_way (void)
{
  SalveAppointmentStatus status = P;
  static const SalveAppointmentStatus way[] = { B, A, I, F };
  SalveAppointmentStep step;

  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    {
      g_assert_true (salve_appointment_next_step (status, SALVE_ROLE_FRONT_DESK, &step));
      g_assert_true (salve_appointment_step_allowed (status, step, SALVE_ROLE_FRONT_DESK, &status));
      g_assert_cmpint (status, ==, way[i]);
    }
  g_assert_false (salve_appointment_next_step (status, SALVE_ROLES_STAFF, &step));
  g_assert_false (salve_appointment_next_step (C, SALVE_ROLES_STAFF, &step));
  g_assert_false (salve_appointment_next_step (N, SALVE_ROLES_STAFF, &step));
  g_assert_false (salve_appointment_next_step (A, SALVE_ROLE_PATIENT, &step));
}

/* Whatever way is found can be gone, and leads there; on the board every place can be reached from every other. */
static void
test_find_steps (void)
{
  static const SalveAppointmentStatus places[] = { B, A, I, F, N };

  for (SalveAppointmentStatus from = 0; from < SALVE_APPOINTMENT_N_STATUSES; from++)
    for (SalveAppointmentStatus to = 0; to < SALVE_APPOINTMENT_N_STATUSES; to++)
      for (SalveRoles roles = 0; roles <= (SALVE_ROLES_STAFF | SALVE_ROLE_PATIENT); roles++)
        {
          SalveAppointmentStep steps[SALVE_APPOINTMENT_MOST_STEPS];
          guint n = salve_appointment_find_steps (from, to, roles, steps);
          SalveAppointmentStatus at = from;

          g_assert_cmpuint (n, <=, SALVE_APPOINTMENT_MOST_STEPS);
          for (guint i = 0; i < n; i++)
            g_assert_true (salve_appointment_step_allowed (at, steps[i], roles, &at));
          g_assert_true (n == 0 || (at == to && from != to));
        }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint j = 0; j < G_N_ELEMENTS (places); j++)
      {
        SalveAppointmentStep steps[SALVE_APPOINTMENT_MOST_STEPS];

        g_assert_true (i == j
                       || salve_appointment_find_steps (places[i], places[j], SALVE_ROLES_STAFF, steps) > 0);
      }
}

static void
test_takes_time (void)
{
  static const char *const taking = "pending booked arrived checked-in fulfilled";

  for (SalveAppointmentStatus status = 0; status < SALVE_APPOINTMENT_N_STATUSES; status++)
    g_assert_true (salve_appointment_status_takes_time (status)
                   == (strstr (taking, salve_appointment_status_to_code (status)) != NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/appointment-cycle/table", test_table);
  g_test_add_func ("/appointment-cycle/leave", test_leave);
  g_test_add_func ("/appointment-cycle/due", test_due);
  g_test_add_func ("/appointment-cycle/missed", test_missed);
  g_test_add_func ("/appointment-cycle/codes", test_codes);
  g_test_add_func ("/appointment-cycle/way", test_way);
  g_test_add_func ("/appointment-cycle/find-steps", test_find_steps);
  g_test_add_func ("/appointment-cycle/takes-time", test_takes_time);
  return g_test_run ();
}
