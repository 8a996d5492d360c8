/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The views of the window by their names, and their rows in the sidebar with what waits in each. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

guint salve_places_count (void);
guint salve_places_index (const char *name);
const char *salve_places_name (guint index);
const char *salve_places_title (guint index);
void salve_places_fill (GtkListBox *list);
void salve_places_set_counter (GtkListBox *list, const char *view, guint count);

G_END_DECLS
