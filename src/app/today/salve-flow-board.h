/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day side by side: a lane a doctor or a room, with a card a visit. Only the cards in sight are there. It scrolls in a
 * GtkScrolledWindow; the lanes' heads stay at the top.
 *
 * Signals, each with the id of an Appointment: "card-activated", "menu-requested", "open-record", "step-requested",
 * "back-requested", "delete-requested"; "dropped" (id, lane, part): it was put elsewhere; "lane-activated" (lane). */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-flow-day.h"

G_BEGIN_DECLS

#define SALVE_TYPE_FLOW_BOARD (salve_flow_board_get_type ())
G_DECLARE_FINAL_TYPE (SalveFlowBoard, salve_flow_board, SALVE, FLOW_BOARD, GtkWidget)

GtkWidget *salve_flow_board_new (void);
void salve_flow_board_set_clinic (SalveFlowBoard *self, SalveClinic *clinic);
void salve_flow_board_set_day (SalveFlowBoard *self, SalveFlowDay *day);
void salve_flow_board_set_single (SalveFlowBoard *self, gboolean single);
void salve_flow_board_set_current (SalveFlowBoard *self, guint lane);
guint salve_flow_board_get_n_cards (SalveFlowBoard *self);
const char *salve_flow_board_get_cursor (SalveFlowBoard *self);
gboolean salve_flow_board_get_card_rect (SalveFlowBoard *self, const char *id, GdkRectangle *rect);
gboolean salve_flow_board_focus_card (SalveFlowBoard *self, const char *id);

G_END_DECLS
