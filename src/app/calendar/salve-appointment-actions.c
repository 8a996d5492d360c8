/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-actions.h"

#include "salve-appointment-dialog.h"
#include "salve-offer-dialog.h"
#include "salve-overbook-dialog.h"

#include <glib/gi18n.h>

/* What is asked about until the answer comes. */
typedef struct
{
  GtkWidget *parent;
  SalveClinic *clinic;
  char *id;
  SalveTimeSpan span;
  char *doctor_id;
  char *doctor_name;
  SalveAppointmentStep step;
  SalveSeriesScope scope;
  gboolean copy;
  guint n_staying;
} Act;

static Act *
act_new (GtkWidget *parent, SalveClinic *clinic, const char *id)
{
  Act *act = g_new0 (Act, 1);

  act->parent = g_object_ref (parent);
  act->clinic = g_object_ref (clinic);
  act->id = g_strdup (id);
  return act;
}

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->parent);
  g_object_unref (act->clinic);
  g_free (act->id);
  g_free (act->doctor_id);
  g_free (act->doctor_name);
  g_free (act);
}

static void
show_error (GtkWidget *parent, const char *what, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (what, error->message);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, parent);
}

static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  Act *act = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  show_error (act->parent,
              g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN)
                  ? _ ("This Time Is Taken")
                  : _ ("The Appointment Was Not Changed"),
              error);
  return NULL;
}

/* After a cancellation, and for what is left of the time of somebody who did not come, whoever waits for such a time is offered it. */
static DexFuture *
on_freed (DexFuture *future, gpointer data)
{
  Act *act = data;

  if (act->scope == SALVE_SERIES_THIS)
    salve_offer_freed_time (act->parent, act->clinic, act->id);
  return NULL;
}

static void
finish (DexFuture *future, Act *act)
{
  dex_future_disown (dex_future_catch (future, on_failed, act, act_free));
}

/* Said after the move: some of the series were put elsewhere before, and nobody looks for them. */
static DexFuture *
on_moved (DexFuture *future, gpointer data)
{
  Act *act = data;
  g_autofree char *words = NULL;

  if (act->n_staying == 0)
    return NULL;
  words = g_strdup_printf (g_dngettext (NULL, "%u visit that had been moved by itself stays where it is.",
                                        "%u visits that had been moved by themselves stay where they are.",
                                        act->n_staying),
                           act->n_staying);
  gtk_widget_activate_action (act->parent, "win.toast", "s", words);
  return NULL;
}

static void
move_now (Act *act, const char *overbook_reason)
{
  SalveAppointmentPlace place = { .span = act->span,
                                  .doctor_id = act->doctor_id,
                                  .doctor_name = act->doctor_name,
                                  .overbook_reason = overbook_reason };
  DexFuture *future;

  if (act->copy)
    future = salve_appointment_copy (act->clinic, act->id, &place);
  else
    future = salve_appointment_move (act->clinic, act->id, &place, act->scope);
  dex_future_disown (
      dex_future_catch (dex_future_then (future, on_moved, act, NULL), on_failed, act, act_free));
}

static void
on_overbook (GObject *parent, const char *reason, gpointer data)
{
  if (reason)
    move_now (data, reason);
  else
    act_free (data);
}

/* Nothing goes onto a taken or closed time in silence, whether it was dragged, typed or went along with its series. */
static void
plan (Act *act)
{
  SalveAppointmentPlace place = { .span = act->span,
                                  .doctor_id = act->doctor_id,
                                  .doctor_name = act->doctor_name };
  g_autofree char *in_the_way = NULL;
  g_autoptr (GError) error = NULL;
  gboolean planned = act->copy
                         ? salve_appointment_plan_copy (act->clinic, act->id, &place, &in_the_way, &error)
                         : salve_appointment_plan_move (act->clinic, act->id, &place, act->scope, &in_the_way,
                                                        &act->n_staying, &error);

  if (!planned)
    {
      show_error (act->parent, _ ("The Appointment Was Not Moved"), error);
      act_free (act);
    }
  else if (in_the_way)
    salve_overbook_ask (act->parent, act->clinic, in_the_way, on_overbook, act);
  else
    move_now (act, NULL);
}

static void
on_move_scope (GObject *parent, SalveSeriesScope scope, gpointer data)
{
  Act *act = data;

  act->scope = scope;
  if (scope == SALVE_SERIES_NONE)
    act_free (act);
  else
    plan (act);
}

/**
 * salve_appointment_ask_move:
 * @place: where it goes
 * @copy: a second one goes there, and the first stays
 *
 * Asks which of a series is meant, and why all the same where something is in the way; moves, and says what went wrong.
 */
void
salve_appointment_ask_move (GtkWidget *parent,
                            SalveClinic *clinic,
                            const char *id,
                            const SalveAppointmentPlace *place,
                            gboolean copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (clinic, id, NULL, &error);
  Act *act;

  if (!details)
    {
      show_error (parent, _ ("The Appointment Was Not Moved"), error);
      return;
    }
  act = act_new (parent, clinic, id);
  act->span = place->span;
  act->doctor_id = g_strdup (place->doctor_id);
  act->doctor_name = g_strdup (place->doctor_name);
  act->copy = copy;
  if (!copy && details->series_id)
    salve_scope_ask (parent, _ ("Move a Visit of a Series?"), on_move_scope, act);
  else
    plan (act);
}

static void
step_now (Act *act, const char *reason)
{
  DexFuture *future = salve_appointment_take_step (act->clinic, act->id, act->step, reason, act->scope);

  if (act->step == SALVE_STEP_CANCEL || act->step == SALVE_STEP_NO_SHOW)
    {
      Act *copy = act_new (act->parent, act->clinic, act->id);

      copy->scope = act->scope;
      future = dex_future_then (future, on_freed, copy, act_free);
    }
  finish (future, act);
}

static void
on_reason (GObject *parent, const char *reason, gpointer data)
{
  if (reason)
    step_now (data, reason);
  else
    act_free (data);
}

static void
ask_reason (Act *act)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (act->clinic, act->id, NULL, NULL);
  g_autofree char *who = details ? salve_appointment_patient_name (act->clinic, details) : g_strdup ("");

  salve_cancel_ask (act->parent, who, on_reason, act);
}

static void
on_cancel_scope (GObject *parent, SalveSeriesScope scope, gpointer data)
{
  Act *act = data;

  act->scope = scope;
  if (scope == SALVE_SERIES_NONE)
    act_free (act);
  else
    ask_reason (act);
}

/**
 * salve_appointment_ask_step:
 *
 * Takes the step; a cancellation asks why, and which of a series is meant, and offers the freed time to those who wait.
 */
void
salve_appointment_ask_step (GtkWidget *parent, SalveClinic *clinic, const char *id, SalveAppointmentStep step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (clinic, id, NULL, &error);
  Act *act;

  if (!details)
    {
      show_error (parent, _ ("The Appointment Was Not Changed"), error);
      return;
    }
  act = act_new (parent, clinic, id);
  act->step = step;
  if (step != SALVE_STEP_CANCEL)
    step_now (act, NULL);
  else if (details->series_id)
    salve_scope_ask (parent, _ ("Cancel a Visit of a Series?"), on_cancel_scope, act);
  else
    ask_reason (act);
}

/* Takes the step that usually comes next; nothing happens where the way ends. */
void
salve_appointment_ask_next_step (GtkWidget *parent, SalveClinic *clinic, const char *id)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (clinic, id, NULL, NULL);
  SalveAppointmentStep step;

  if (details && salve_appointment_next_step (details->status, salve_clinic_get_roles (clinic), &step))
    salve_appointment_ask_step (parent, clinic, id, step);
}

void
salve_appointment_edit (GtkWidget *parent, SalveClinic *clinic, const char *id)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog = salve_appointment_dialog_new_for (clinic, id, &error);

  if (dialog)
    adw_dialog_present (dialog, parent);
  else
    show_error (parent, _ ("The Appointment Cannot Be Opened"), error);
}

/**
 * salve_appointment_book:
 * @doctor_id: (nullable): with whom
 * @patient_id: (nullable): who comes
 * @span: when; one of no length leaves the time to be said, and is on that day where it has a start
 *
 * Opens the form with what is known.
 */
void
salve_appointment_book (GtkWidget *parent,
                        SalveClinic *clinic,
                        const char *doctor_id,
                        const char *patient_id,
                        SalveTimeSpan span)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_new (NULL);

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->doctor_id = g_strdup (doctor_id && *doctor_id ? doctor_id : NULL);
  details->patient_id = g_strdup (patient_id && *patient_id ? patient_id : NULL);
  details->span = span;
  adw_dialog_present (salve_appointment_dialog_new (clinic, details), parent);
}

/**
 * salve_appointment_book_again:
 * @id: of an appointment, whatever became of it
 *
 * Opens the form for another one like it, whose time is to be said: the menu's way to a copy.
 */
void
salve_appointment_book_again (GtkWidget *parent, SalveClinic *clinic, const char *id)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog = salve_appointment_dialog_new_like (clinic, id, &error);

  if (dialog)
    adw_dialog_present (dialog, parent);
  else
    show_error (parent, _ ("The Appointment Cannot Be Opened"), error);
}

/* What the button says that takes the step. */
const char *
salve_appointment_step_title (SalveAppointmentStep step)
{
  static const char *const titles[SALVE_APPOINTMENT_N_STEPS] = {
    [SALVE_STEP_BOOK] = N_ ("_Book"),
    [SALVE_STEP_ARRIVE] = N_ ("_Arrived"),
    [SALVE_STEP_START] = N_ ("_Call In"),
    [SALVE_STEP_FINISH] = N_ ("_Done"),
    [SALVE_STEP_CANCEL] = N_ ("_Cancel Visit…"),
    [SALVE_STEP_NO_SHOW] = N_ ("_Did Not Come"),
    [SALVE_STEP_BACK] = N_ ("One Step _Back"),
    [SALVE_STEP_WAIT] = N_ ("To the _Waiting List"),
    [SALVE_STEP_ERROR] = N_ ("_Strike Out"),
  };

  return _ (titles[step]);
}

const char *
salve_appointment_step_icon (SalveAppointmentStep step)
{
  static const char *const icons[SALVE_APPOINTMENT_N_STEPS] = {
    [SALVE_STEP_BOOK] = "object-select-symbolic",  [SALVE_STEP_ARRIVE] = "go-home-symbolic",
    [SALVE_STEP_START] = "go-next-symbolic",       [SALVE_STEP_FINISH] = "object-select-symbolic",
    [SALVE_STEP_CANCEL] = "window-close-symbolic", [SALVE_STEP_NO_SHOW] = "action-unavailable-symbolic",
    [SALVE_STEP_BACK] = "edit-undo-symbolic",      [SALVE_STEP_WAIT] = "document-open-recent-symbolic",
    [SALVE_STEP_ERROR] = "edit-delete-symbolic",
  };

  return icons[step];
}
