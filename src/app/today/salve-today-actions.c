/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done on the board and in the list, and the view's own actions. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-today-view-private.h"

#include "salve-appointment-actions.h"
#include "salve-appointment-popover.h"

#include <glib/gi18n.h>

static void
on_board_activated (SalveTodayView *self, const char *id)
{
  GdkRectangle rect;

  if (self->directory != NULL && salve_flow_board_get_card_rect (self->board, id, &rect))
    salve_appointment_popover_show (GTK_WIDGET (self->board), &rect, GTK_POS_BOTTOM, self->clinic,
                                    self->directory, id);
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
  salve_today_view_show_lane (self, g_strcmp0 (self->lane_id, lane_id) == 0 ? NULL : lane_id);
}

static void
next_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (widget);
  const SalveFlowLane *lane = salve_today_view_get_lane (self);
  const SalveFlowEntry *next = lane != NULL ? salve_flow_lane_next (lane) : NULL;

  if (next == NULL)
    return;
  salve_appointment_ask_step (widget, self->clinic, next->row->visit->id, SALVE_STEP_START);
  on_open_record (self, next->row->visit->id);
}

void
salve_today_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "today.next-patient", NULL, next_patient_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, "today.next-patient", NULL);
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
    { self->board, "menu-requested", G_CALLBACK (on_board_activated) },
    { self->board, "open-record", G_CALLBACK (on_open_record) },
    { self->board, "step-requested", G_CALLBACK (on_step) },
    { self->board, "back-requested", G_CALLBACK (on_back) },
    { self->board, "delete-requested", G_CALLBACK (on_delete) },
    { self->board, "lane-activated", G_CALLBACK (on_lane) },
    { self->list, "event-activated", G_CALLBACK (on_list_activated) },
    { self->list, "menu-requested", G_CALLBACK (on_list_activated) },
    { self->list, "event-open-record", G_CALLBACK (on_open_record) },
    { self->list, "step-requested", G_CALLBACK (on_step) },
    { self->list, "delete-requested", G_CALLBACK (on_delete) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_signal_connect_object (all[i].from, all[i].signal, all[i].callback, self, G_CONNECT_SWAPPED);
}
