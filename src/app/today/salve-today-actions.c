/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done on the board and in the list, and the view's own actions. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-today-view-private.h"

#include "salve-appointment-actions.h"
#include "salve-appointment-popover.h"

#include <glib/gi18n.h>

static void
on_board_menu (SalveTodayView *self, const char *id)
{
  GdkRectangle rect;

  if (self->directory != NULL && salve_flow_board_get_card_rect (self->board, id, &rect))
    salve_appointment_popover_show (GTK_WIDGET (self->board), &rect, GTK_POS_BOTTOM, self->clinic,
                                    self->directory, id);
}

/* Who comes is checked in; of the others there is what is known. */
static void
on_board_activated (SalveTodayView *self, const char *id)
{
  const SalveFlowEntry *entry = self->shown != NULL ? salve_flow_day_find (self->shown, id, NULL) : NULL;
  gboolean here = entry != NULL && entry->part == SALVE_FLOW_WAITING && entry->row->visit->to_confirm != NULL;

  if (entry != NULL && entry->row->visit->patient_id != NULL && (here || entry->part == SALVE_FLOW_COMING))
    gtk_widget_activate_action (GTK_WIDGET (self), "appointment.check-in", "s", id);
  else
    on_board_menu (self, id);
}

static void
on_list_activated (SalveTodayView *self, const char *id)
{
  GdkRectangle rect;

  if (self->directory != NULL && salve_agenda_list_get_event_rect (self->list, id, &rect))
    salve_appointment_popover_show (GTK_WIDGET (self->list), &rect, GTK_POS_BOTTOM, self->clinic,
                                    self->directory, id);
}

static void
on_open_record (SalveTodayView *self, const char *id)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (self->clinic, id, NULL, NULL);

  if (visit != NULL && visit->patient_id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.open", "s", visit->patient_id);
}

static void
on_step (SalveTodayView *self, const char *id)
{
  salve_appointment_ask_next_step (GTK_WIDGET (self), self->clinic, id);
}

static void
on_back (SalveTodayView *self, const char *id)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (self->clinic, id, NULL, NULL);

  if (visit != NULL
      && salve_appointment_step_allowed (visit->status, SALVE_STEP_BACK,
                                         salve_clinic_get_roles (self->clinic), NULL))
    salve_appointment_ask_step (GTK_WIDGET (self), self->clinic, id, SALVE_STEP_BACK);
}

static void
on_delete (SalveTodayView *self, const char *id)
{
  salve_appointment_ask_step (GTK_WIDGET (self), self->clinic, id, SALVE_STEP_CANCEL);
}

static void
on_lane (SalveTodayView *self, const char *lane_id)
{
  salve_today_view_choose_lane (self, g_strcmp0 (self->lane_id, lane_id) == 0 ? NULL : lane_id);
}

static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  dex_future_get_value (future, &error);
  dialog = adw_alert_dialog_new (_ ("The Appointment Was Not Changed"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, data);
  return NULL;
}

static void
walk (SalveTodayView *self, const char *id, const SalveAppointmentWalk *plan)
{
  dex_future_disown (dex_future_catch (salve_appointment_walk (self->clinic, id, plan), on_failed,
                                       g_object_ref (self), g_object_unref));
}

static SalveAppointmentStatus
status_in (SalveFlowPart part)
{
  static const SalveAppointmentStatus statuses[SALVE_FLOW_N_PARTS] = {
    [SALVE_FLOW_INSIDE] = SALVE_APPOINTMENT_CHECKED_IN, [SALVE_FLOW_WAITING] = SALVE_APPOINTMENT_ARRIVED,
    [SALVE_FLOW_COMING] = SALVE_APPOINTMENT_BOOKED,     [SALVE_FLOW_DONE] = SALVE_APPOINTMENT_FULFILLED,
    [SALVE_FLOW_MISSED] = SALVE_APPOINTMENT_NO_SHOW,
  };

  return statuses[part];
}

/* To another doctor at the same time: as if it were moved in the calendar. */
static void
give_to_doctor (SalveTodayView *self, const SalveAppointmentDetails *visit, const SalveFlowLane *lane)
{
  SalveAppointmentPlace place = { .span = visit->span, .doctor_id = lane->id, .doctor_name = lane->title };

  salve_appointment_ask_move (GTK_WIDGET (self), self->clinic, visit->id, &place, FALSE);
}

/* A card was put into another part of its lane, or into another lane. */
static void
on_dropped (SalveTodayView *self, const char *id, const char *lane_id, guint part)
{
  const SalveFlowLane *from = NULL;
  const SalveFlowEntry *entry = self->shown != NULL ? salve_flow_day_find (self->shown, id, &from) : NULL;
  guint index = salve_today_view_find_lane (self, lane_id);
  const SalveFlowLane *to = index < self->shown->lanes->len ? self->shown->lanes->pdata[index] : NULL;
  SalveAppointmentStep steps[SALVE_APPOINTMENT_MOST_STEPS];
  SalveAppointmentWalk plan = { .steps = steps };

  if (entry == NULL || to == NULL || (to != from && *to->id == '\0'))
    return;
  if (to != from && !self->by_room)
    {
      give_to_doctor (self, entry->row->visit, to);
      return;
    }
  if (to != from)
    {
      plan.room_id = to->id;
      plan.room_name = to->title;
    }
  if (entry->part != part)
    plan.n_steps = salve_appointment_find_steps (entry->row->visit->status, status_in (part),
                                                 salve_clinic_get_roles (self->clinic), steps);
  if (plan.n_steps > 0 || plan.room_id != NULL)
    walk (self, id, &plan);
}

/* Whoever is inside is done, whoever is next is called in, and their record is opened: one change. */
static void
next_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (widget);
  const SalveFlowLane *lane = salve_today_view_get_turn (self);
  const SalveFlowEntry *next = lane != NULL ? salve_flow_lane_next (lane) : NULL;
  const SalveFlowEntry *first = next != NULL ? lane->entries->pdata[0] : NULL;
  const SalveAppointmentStep start = SALVE_STEP_START;
  SalveAppointmentWalk plan = { .steps = &start, .n_steps = 1 };
  g_autofree char *id = NULL;

  if (next == NULL)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  id = g_strdup (next->row->visit->id);
  if (first->part == SALVE_FLOW_INSIDE && lane->counts[SALVE_FLOW_INSIDE] == 1)
    plan.finish_id = first->row->visit->id;
  walk (self, id, &plan);
  on_open_record (self, id);
}

void
salve_today_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "today.next-patient", NULL, next_patient_action);
}

void
salve_today_view_connect_board (SalveTodayView *self)
{
  const struct
  {
    gpointer from;
    const char *signal;
    GCallback callback;
  } all[] = {
    { self->board, "card-activated", G_CALLBACK (on_board_activated) },
    { self->board, "menu-requested", G_CALLBACK (on_board_menu) },
    { self->board, "open-record", G_CALLBACK (on_open_record) },
    { self->board, "step-requested", G_CALLBACK (on_step) },
    { self->board, "back-requested", G_CALLBACK (on_back) },
    { self->board, "delete-requested", G_CALLBACK (on_delete) },
    { self->board, "lane-activated", G_CALLBACK (on_lane) },
    { self->board, "dropped", G_CALLBACK (on_dropped) },
    { self->list, "event-activated", G_CALLBACK (on_list_activated) },
    { self->list, "menu-requested", G_CALLBACK (on_list_activated) },
    { self->list, "event-open-record", G_CALLBACK (on_open_record) },
    { self->list, "step-requested", G_CALLBACK (on_step) },
    { self->list, "delete-requested", G_CALLBACK (on_delete) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_signal_connect_object (all[i].from, all[i].signal, all[i].callback, self, G_CONNECT_SWAPPED);
}
