/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* One appointment as an item of a list. */
#define SALVE_TYPE_AGENDA_ITEM (salve_agenda_item_get_type ())
G_DECLARE_FINAL_TYPE (SalveAgendaItem, salve_agenda_item, SALVE, AGENDA_ITEM, GObject)
SalveCalendarEvent *salve_agenda_item_get_event (SalveAgendaItem *self);

/* Appointments by their start, in sections by day; items are made for the rows that are asked for. */
#define SALVE_TYPE_AGENDA_MODEL (salve_agenda_model_get_type ())
G_DECLARE_FINAL_TYPE (SalveAgendaModel, salve_agenda_model, SALVE, AGENDA_MODEL, GObject)
SalveAgendaModel *salve_agenda_model_new (void);
void salve_agenda_model_set_events (SalveAgendaModel *self, GPtrArray *events, GTimeZone *zone);
guint salve_agenda_model_find_time (SalveAgendaModel *self, SalveInstant time);

G_END_DECLS
