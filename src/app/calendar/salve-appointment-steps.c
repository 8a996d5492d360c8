/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient arrives, is called in, is done: the steps of the life cycle, each with the instant at which it was taken. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-flows-private.h"
#include "salve-day-visits.h"
#include "salve-store-run.h"

#include <glib/gi18n.h>

static const char *
step_label (SalveAppointmentStep step)
{
  /* Translators, of all these: %s is a person */
  static const char *const labels[SALVE_APPOINTMENT_N_STEPS] = {
    [SALVE_STEP_BOOK] = N_ ("Booked %s"),
    [SALVE_STEP_ARRIVE] = N_ ("%s has arrived"),
    [SALVE_STEP_START] = N_ ("Called %s in"),
    [SALVE_STEP_FINISH] = N_ ("%s is done"),
    [SALVE_STEP_CANCEL] = N_ ("Cancelled %s’s appointment"),
    [SALVE_STEP_NO_SHOW] = N_ ("%s did not come"),
    [SALVE_STEP_BACK] = N_ ("Took %s one step back"),
    [SALVE_STEP_WAIT] = N_ ("Put %s on the waiting list"),
    [SALVE_STEP_ERROR] = N_ ("Struck out %s’s appointment"),
  };
  return _ (labels[step]);
}

static gboolean
can_take_step (SalveClinic *clinic,
               const SalveAppointmentDetails *details,
               SalveAppointmentStep step,
               SalveAppointmentStatus *to,
               GError **error)
{
  if (!salve_appointment_step_allowed (details->status, step, salve_clinic_get_roles (clinic), to))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         _ ("This appointment is no longer in a state from which that can be done."));
  else if (!salve_appointment_step_is_due (step, details->span.start, salve_clinic_now (clinic)))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         _ ("This visit has not begun. Who does not come is known afterwards."));
  else
    return TRUE;
  return FALSE;
}

/* @ticket: (nullable): for whoever arrives and has none */
static DexFuture *
take_step (SalveClinic *clinic,
           const char *id,
           SalveAppointmentStep step,
           const char *reason,
           SalveSeriesScope scope,
           const char *ticket)
{
  GError *error = NULL;
  g_autoptr (GArray) members = salve_series_members_list (clinic, id, scope, &error);
  g_autoptr (SalveChange) change = NULL;

  if (!members)
    return dex_future_new_for_error (error);
  change = salve_appointment_begin_change (clinic, step_label (step),
                                           g_array_index (members, SalveSeriesMember, 0).details);
  salve_change_set_reason (change, reason);
  if (scope == SALVE_SERIES_FOLLOWING && g_array_index (members, SalveSeriesMember, 0).details->series_id
      && !salve_series_members_part (clinic, change, members, &error))
    return dex_future_new_for_error (error);
  for (guint i = 0; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);
      SalveAppointmentStatus to;

      if (!can_take_step (clinic, member->details, step, &to, i > 0 ? NULL : &error))
        {
          if (i > 0)
            continue;
          return dex_future_new_for_error (error);
        }
      salve_appointment_details_move_on (member->details, to, salve_clinic_now (clinic));
      if (i == 0 && member->details->ticket == NULL)
        g_set_str (&member->details->ticket, ticket);
      if (step == SALVE_STEP_BOOK)
        g_clear_pointer (&member->details->overbooked_reason, g_free);
      g_set_str (&member->details->cancel_reason,
                 to == SALVE_APPOINTMENT_CANCELLED || to == SALVE_APPOINTMENT_NO_SHOW ? reason : NULL);
      if (!salve_appointment_put_change (clinic, change, member->details, member->resource, member->version,
                                         &error))
        return dex_future_new_for_error (error);
    }
  return salve_clinic_commit (clinic, change);
}

typedef struct
{
  SalveClinic *clinic;
  char *id;
  SalveTimeSpan today;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  g_object_unref (arrival->clinic);
  g_free (arrival->id);
  g_free (arrival);
}

static Arrival *
arrival_new (SalveClinic *clinic, const char *id)
{
  Arrival *arrival = g_new0 (Arrival, 1);

  arrival->clinic = g_object_ref (clinic);
  arrival->id = g_strdup (id);
  arrival->today = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  return arrival;
}

static gboolean
work_ticket (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Arrival *arrival = data;
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_details_new (arrival->id);

  if (!salve_day_visits_choose_ticket (connection, visit, arrival->today, error))
    return FALSE;
  g_value_init (value, G_TYPE_STRING);
  g_value_set_string (value, visit->ticket);
  return TRUE;
}

static DexFuture *
on_ticket (DexFuture *future, gpointer data)
{
  const Arrival *arrival = data;
  const char *ticket = g_value_get_string (dex_future_get_value (future, NULL));

  return take_step (arrival->clinic, arrival->id, SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS, ticket);
}

/**
 * salve_appointment_take_step:
 * @reason: (nullable): why, for a cancellation
 * @scope: of the others, those to which the step is allowed take it too
 *
 * Whoever arrives gets a ticket that nobody else has on that day.
 *
 * Rejects with %G_IO_ERROR_PERMISSION_DENIED where the life cycle does not allow the step.
 */
DexFuture *
salve_appointment_take_step (SalveClinic *clinic,
                             const char *id,
                             SalveAppointmentStep step,
                             const char *reason,
                             SalveSeriesScope scope)
{
  if (step != SALVE_STEP_ARRIVE)
    return take_step (clinic, id, step, reason, scope, NULL);
  return dex_future_then (salve_store_run_read (salve_clinic_get_store (clinic), SALVE_PRIORITY_PERSON,
                                                work_ticket, arrival_new (clinic, id), arrival_free),
                          on_ticket, arrival_new (clinic, id), arrival_free);
}
