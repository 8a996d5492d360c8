/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One visit on the board: when, who, the ticket, how it stands, and a button for the next step. It is used again for
 * another visit when its own goes out of sight. Signal "step" (): the button was pressed. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-flow-day.h"

G_BEGIN_DECLS

#define SALVE_TYPE_FLOW_CARD (salve_flow_card_get_type ())
G_DECLARE_FINAL_TYPE (SalveFlowCard, salve_flow_card, SALVE, FLOW_CARD, GtkWidget)

GtkWidget *salve_flow_card_new (void);
void salve_flow_card_show (SalveFlowCard *self,
                           const SalveFlowEntry *entry,
                           gboolean next,
                           guint serial,
                           SalveInstant now,
                           SalveClinic *clinic);
const char *salve_flow_card_get_id (SalveFlowCard *self);

G_END_DECLS
