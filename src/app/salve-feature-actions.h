/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions by which views reach each other: each opens a feature's page or dialog in the window (salve-window.h lists
 * them with their parameters). None does anything while the window is locked or has no clinic. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void salve_feature_actions_install (GtkWidgetClass *window_class);

G_END_DECLS
