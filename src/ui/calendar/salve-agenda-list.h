/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* Appointments one under the other in sections by day; only the rows in sight exist. Scrolls by itself.
 *
 * Signals: event-activated (id), event-open-record (id), step-requested (id), delete-requested (id),
 * menu-requested (id). */
#define SALVE_TYPE_AGENDA_LIST (salve_agenda_list_get_type ())
G_DECLARE_FINAL_TYPE (SalveAgendaList, salve_agenda_list, SALVE, AGENDA_LIST, GtkWidget)

GtkWidget *salve_agenda_list_new (void);
void salve_agenda_list_set_events (SalveAgendaList *self, GPtrArray *events);
void salve_agenda_list_set_zone (SalveAgendaList *self, GTimeZone *zone);
void salve_agenda_list_set_locale (SalveAgendaList *self, SalveLocale *locale);
void salve_agenda_list_set_now (SalveAgendaList *self, SalveInstant now);
void salve_agenda_list_scroll_to (SalveAgendaList *self, SalveInstant time);
gboolean salve_agenda_list_get_event_rect (SalveAgendaList *self, const char *id, GdkRectangle *rect);

G_END_DECLS
