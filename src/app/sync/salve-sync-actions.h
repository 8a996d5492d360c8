/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window can do about sync and about who works here: sync.now, sync.stop, sync.sign-in, sync.connect,
 * sync.show-server, sync.show-conflicts, person.switch, person.sign-out. None takes a parameter. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void salve_sync_actions_install (GtkWidgetClass *window_class);
void salve_sync_actions_update (GtkWidget *window);

G_END_DECLS
