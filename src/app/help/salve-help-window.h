/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user help: a window beside the desk, so that what it says can be done while it is read. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_TYPE_HELP_WINDOW (salve_help_window_get_type ())
G_DECLARE_FINAL_TYPE (SalveHelpWindow, salve_help_window, SALVE, HELP_WINDOW, AdwWindow)

SalveHelpWindow *salve_help_window_open (const char *page);
void salve_help_window_show_page (SalveHelpWindow *self, const char *page);
const char *salve_help_window_get_page (SalveHelpWindow *self);
void salve_help_window_answer_key (GtkWidget *widget);

G_END_DECLS
