/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window can do about changes: history.undo, history.redo, history.show, and history.undo-change ('x', id). */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void salve_history_actions_install (GtkWidgetClass *window_class);
void salve_history_actions_update (GtkWidget *window);

G_END_DECLS
