/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* One appointment as a row: its time, a coloured edge, the name over the type and the room, its status. */
#define SALVE_TYPE_AGENDA_ROW (salve_agenda_row_get_type ())
G_DECLARE_FINAL_TYPE (SalveAgendaRow, salve_agenda_row, SALVE, AGENDA_ROW, GtkWidget)

GtkWidget *salve_agenda_row_new (void);
void salve_agenda_row_set_event (SalveAgendaRow *self,
                                 SalveCalendarEvent *event,
                                 GTimeZone *zone,
                                 SalveLocale *locale,
                                 SalveInstant now);
SalveCalendarEvent *salve_agenda_row_get_event (SalveAgendaRow *self);

G_END_DECLS
