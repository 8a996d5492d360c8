/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's admin.show: the page of administration, for whom it is. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void salve_admin_actions_install (GtkWidgetClass *window_class);
void salve_admin_actions_update (GtkWidget *window);

G_END_DECLS
