/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The staff program's window: the sidebar, the views, the toasts and the actions that views use to reach each other.
 *
 * Actions, on the window and so reachable from every widget in it: patient.open ('s', id), patient.register ('s', what
 * was typed), patient.edit ('s'), patient.merge ('as'), patient.print ('s'), doctor.open ('s', id), doctor.new, clinic.setup ('s': visit-types, rooms, holidays), view.new, history.undo, history.redo, view.show ('s':
 * today, calendar, patients, doctors, devices, reports), view.search, palette.open, session.lock; and those of salve-sync-actions.h.
 *
 * A view is a widget with its own AdwToolbarView and header bar; the window only puts it into a navigation page. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-server-link.h"
#include "salve-start-page.h"

G_BEGIN_DECLS

#define SALVE_TYPE_WINDOW (salve_window_get_type ())
G_DECLARE_FINAL_TYPE (SalveWindow, salve_window, SALVE, WINDOW, AdwApplicationWindow)

SalveWindow *salve_window_new (GtkApplication *application, GSettings *settings, SalveStartPage *page);
SalveStartPage *salve_window_get_start_page (SalveWindow *self);
SalveClinic *salve_window_get_clinic (SalveWindow *self);
void salve_window_set_clinic (SalveWindow *self, SalveClinic *clinic);

/* For views: a page on top of the current one, a message, the words of an error. */
void salve_window_push (SalveWindow *self, AdwNavigationPage *page);
void salve_window_toast (SalveWindow *self, const char *text);
void salve_window_offer (SalveWindow *self, const char *text, const char *label, const char *action);
void salve_window_show_error (SalveWindow *self, const char *what, const GError *error);
void salve_window_say_undone (SalveWindow *self);
void salve_window_set_demo (SalveWindow *self, gboolean demo);
SalveServerLink *salve_window_get_link (SalveWindow *self);
SalveSyncFace *salve_window_get_face (SalveWindow *self);
gboolean salve_window_is_locked (SalveWindow *self);
gboolean salve_window_may_have_pin (SalveWindow *self);

G_END_DECLS
