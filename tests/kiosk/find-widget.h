/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Returns: (transfer none) (nullable): the first widget of that type, @root or one below it */
GtkWidget *kiosk_find_widget (GtkWidget *root, GType wanted);
