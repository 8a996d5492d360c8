/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient arrives, is called in, is done: the steps of the life cycle, each with the instant at which it was taken. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-flows-private.h"
#include "salve-day-visits.h"
#include "salve-encounter.h"
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

/* What is to be done, and what has to be known for it, which is read beside the main thread. */
typedef struct
{
  char *id;
  char *ticket;             /* for whoever arrives and has none */
  SalveResource *encounter; /* or NULL */
  gint64 encounter_version;
} Subject;

typedef struct
{
  SalveClinic *clinic;
  Subject subject;
  Subject finished; /* whose visit is over at the same time; without an id: nobody's */
  SalveTimeSpan today;
  SalveAppointmentStep steps[SALVE_APPOINTMENT_N_STEPS];
  guint n_steps;
  char *reason;
  char *room_id;
  char *room_name;
  char *in_bed; /* the patient who is in the bed to which this one goes, or NULL */
  SalveSeriesScope scope;
  SalveAppointmentDetails *made; /* somebody who came without an appointment, or NULL */
} Walk;

static void
subject_clear (Subject *subject)
{
  g_free (subject->id);
  g_free (subject->ticket);
  g_clear_pointer (&subject->encounter, salve_resource_unref);
}

static void
walk_clear (gpointer data)
{
  Walk *walk = data;

  g_object_unref (walk->clinic);
  subject_clear (&walk->subject);
  subject_clear (&walk->finished);
  g_free (walk->reason);
  g_free (walk->room_id);
  g_free (walk->room_name);
  g_free (walk->in_bed);
  salve_appointment_details_free (walk->made);
}

static void
walk_unref (gpointer walk)
{
  g_atomic_rc_box_release_full (walk, walk_clear);
}

static Walk *
walk_new (SalveClinic *clinic, const char *id)
{
  Walk *walk = g_atomic_rc_box_new0 (Walk);

  walk->clinic = g_object_ref (clinic);
  walk->subject.id = g_strdup (id);
  walk->scope = SALVE_SERIES_THIS;
  walk->today = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  return walk;
}

static gboolean
put_encounter (SalveChange *change,
               const SalveAppointmentDetails *visit,
               const Subject *subject,
               GError **error)
{
  g_autoptr (SalveResource) put = NULL;

  if (subject->encounter == NULL && !salve_encounter_is_wanted (visit))
    return TRUE;
  put = salve_encounter_follow (visit, subject->encounter, error);
  if (put == NULL)
    return FALSE;
  salve_change_put (change, put, subject->encounter_version);
  return TRUE;
}

/* Takes the steps in @details, one after the other. */
static gboolean
move_on (Walk *walk,
         SalveAppointmentDetails *details,
         const SalveAppointmentStep *steps,
         guint n_steps,
         GError **error)
{
  for (guint i = 0; i < n_steps; i++)
    {
      SalveAppointmentStatus to;

      if (!can_take_step (walk->clinic, details, steps[i], &to, error))
        return FALSE;
      salve_appointment_details_move_on (details, to, salve_clinic_now (walk->clinic));
      if (steps[i] == SALVE_STEP_BOOK)
        g_clear_pointer (&details->overbooked_reason, g_free);
      g_set_str (&details->cancel_reason,
                 to == SALVE_APPOINTMENT_CANCELLED || to == SALVE_APPOINTMENT_NO_SHOW ? walk->reason : NULL);
    }
  return TRUE;
}

/* Whoever was in the room leaves it with the change that calls the next one in. */
static gboolean
add_finished (Walk *walk, SalveChange *change, GError **error)
{
  const SalveAppointmentStep finish = SALVE_STEP_FINISH;
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveAppointmentDetails) details = NULL;
  gint64 version;

  if (walk->finished.id == NULL)
    return TRUE;
  resource = salve_store_read (salve_clinic_get_store (walk->clinic), "Appointment", walk->finished.id,
                               &version, error);
  details = resource != NULL ? salve_appointment_details_read (resource) : NULL;
  return details != NULL && move_on (walk, details, &finish, 1, error)
         && salve_appointment_put_change (walk->clinic, change, details, resource, version, error)
         && put_encounter (change, details, &walk->finished, error);
}

/* In a bed there is one person at a time; who that is says whoever may know it. */
static gboolean
bed_is_free (Walk *walk, const SalveAppointmentDetails *details, GError **error)
{
  g_autoptr (SalvePatientRow) row = NULL;

  if (details->status != SALVE_APPOINTMENT_CHECKED_IN || walk->in_bed == NULL)
    return TRUE;
  row = salve_store_read_patient_row (salve_clinic_get_store (walk->clinic), walk->in_bed, NULL);
  /* Translators: %s is a person */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, _ ("%s is in this bed."),
               row != NULL && *row->name_full != '\0' ? row->name_full : _ ("Somebody else"));
  return FALSE;
}

/* The visit itself: to the room, with its ticket, and with what it has become in the record. */
static gboolean
add_first (Walk *walk, SalveChange *change, SalveSeriesMember *member, GError **error)
{
  SalveAppointmentDetails *details = member->details;

  if (walk->room_id != NULL && g_set_str (&details->room_id, walk->room_id))
    g_set_str (&details->room_name, walk->room_name);
  if (!move_on (walk, details, walk->steps, walk->n_steps, error) || !bed_is_free (walk, details, error))
    return FALSE;
  if (details->ticket == NULL && details->arrived != SALVE_INSTANT_NONE)
    g_set_str (&details->ticket, walk->subject.ticket);
  return salve_appointment_put_change (walk->clinic, change, details, member->resource, member->version,
                                       error)
         && put_encounter (change, details, &walk->subject, error);
}

/* What is done, with a "%s" for the patient; whoever arrives is told the number by which they are called. */
static char *
walk_label (const Walk *walk, const char *ticket)
{
  SalveAppointmentStep last = walk->n_steps > 0 ? walk->steps[walk->n_steps - 1] : SALVE_STEP_ARRIVE;

  if (walk->n_steps == 0 && walk->made == NULL)
    /* Translators: %s is a person */
    return g_strdup (_ ("Changed %s’s appointment"));
  return last == SALVE_STEP_ARRIVE && ticket != NULL ? g_strdup_printf ("%s · %s", step_label (last), ticket)
                                                     : g_strdup (step_label (last));
}

static DexFuture *
walk_members (Walk *walk)
{
  SalveClinic *clinic = walk->clinic;
  GError *error = NULL;
  g_autoptr (GArray) members = salve_series_members_list (clinic, walk->subject.id, walk->scope, &error);
  g_autoptr (SalveChange) change = NULL;
  g_autofree char *label = NULL;
  SalveSeriesMember *first;

  if (!members)
    return dex_future_new_for_error (error);
  first = &g_array_index (members, SalveSeriesMember, 0);
  label = walk_label (walk, first->details->ticket != NULL ? first->details->ticket : walk->subject.ticket);
  change = salve_appointment_begin_change (clinic, label, first->details);
  salve_change_set_reason (change, walk->reason);
  if ((walk->scope == SALVE_SERIES_FOLLOWING && first->details->series_id
       && !salve_series_members_part (clinic, change, members, &error))
      || !add_first (walk, change, first, &error) || !add_finished (walk, change, &error))
    return dex_future_new_for_error (error);
  for (guint i = 1; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);

      /* Of the others, those to which the steps are allowed take them too. */
      if (move_on (walk, member->details, walk->steps, walk->n_steps, NULL)
          && !salve_appointment_put_change (clinic, change, member->details, member->resource,
                                            member->version, &error))
        return dex_future_new_for_error (error);
    }
  return salve_clinic_commit (clinic, change);
}

static gboolean
read_subject (SalveConnection *connection, Walk *walk, Subject *subject, GError **error)
{
  g_autoptr (SalveAppointmentDetails) visit = NULL;

  if (subject->id == NULL)
    return TRUE;
  visit = salve_appointment_details_new (subject->id);
  if (!salve_day_visits_choose_ticket (connection, visit, walk->today, error)
      || !salve_day_visits_find_encounter (connection, subject->id, &subject->encounter,
                                           &subject->encounter_version, error))
    return FALSE;
  g_set_str (&subject->ticket, visit->ticket);
  return TRUE;
}

static gboolean
work_facts (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Walk *walk = data;

  return read_subject (connection, walk, &walk->subject, error)
         && read_subject (connection, walk, &walk->finished, error)
         && salve_day_visits_find_in_bed (connection, walk->subject.id, walk->room_id, walk->finished.id,
                                          walk->today, &walk->in_bed, error);
}

static DexFuture *
make_visit (Walk *walk)
{
  GError *error = NULL;
  g_autofree char *label = walk_label (walk, walk->subject.ticket);
  g_autoptr (SalveChange) change = salve_appointment_begin_change (walk->clinic, label, walk->made);

  g_set_str (&walk->made->ticket, walk->subject.ticket);
  if (!salve_appointment_put_change (walk->clinic, change, walk->made, NULL, SALVE_VERSION_NONE, &error)
      || !put_encounter (change, walk->made, &walk->subject, &error))
    return dex_future_new_for_error (error);
  return salve_clinic_commit (walk->clinic, change);
}

static DexFuture *
on_facts (DexFuture *future, gpointer data)
{
  Walk *walk = data;

  return walk->made != NULL ? make_visit (walk) : walk_members (walk);
}

/* @walk: (transfer full) */
static DexFuture *
start (Walk *walk)
{
  DexFuture *facts = salve_store_run_read (salve_clinic_get_store (walk->clinic), SALVE_PRIORITY_PERSON,
                                           work_facts, g_atomic_rc_box_acquire (walk), walk_unref);

  return dex_future_then (facts, on_facts, walk, walk_unref);
}

/**
 * salve_appointment_take_step:
 * @reason: (nullable): why, for a cancellation
 * @scope: of the others, those to which the step is allowed take it too
 *
 * Whoever arrives gets a ticket that nobody else has on that day, and a visit in the record, which goes on with the
 * appointment; all of it is one change.
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
  Walk *walk = walk_new (clinic, id);

  walk->steps[walk->n_steps++] = step;
  walk->reason = g_strdup (reason);
  walk->scope = scope;
  return start (walk);
}

/**
 * salve_appointment_walk:
 * @plan: what is done as one change; its room counts also without a step
 *
 * Rejects as salve_appointment_take_step() does.
 */
DexFuture *
salve_appointment_walk (SalveClinic *clinic, const char *id, const SalveAppointmentWalk *plan)
{
  Walk *walk = walk_new (clinic, id);

  walk->n_steps = MIN (plan->n_steps, G_N_ELEMENTS (walk->steps));
  for (guint i = 0; i < walk->n_steps; i++)
    walk->steps[i] = plan->steps[i];
  walk->room_id = g_strdup (plan->room_id);
  walk->room_name = g_strdup (plan->room_name);
  walk->finished.id = g_strdup (plan->finish_id);
  return start (walk);
}

/**
 * salve_appointment_walk_in:
 * @details: a new appointment, with an id and a time
 *
 * Somebody is here without an appointment: it is made, and they have arrived for it, with a ticket, as one change.
 */
DexFuture *
salve_appointment_walk_in (SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  Walk *walk = walk_new (clinic, details->id);

  walk->made = salve_appointment_details_copy (details);
  salve_appointment_details_move_on (walk->made, SALVE_APPOINTMENT_ARRIVED, salve_clinic_now (clinic));
  return start (walk);
}
