/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds patients from the desktop's own search (org.gnome.Shell.SearchProvider2): initials alone leave the program, and
 * only where the setting "search-provider" is on, a clinic is open and the desk is not locked. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SALVE_SEARCH_PROVIDER_PATH "/io/github/salveclinic/Salve/SearchProvider"

#define SALVE_TYPE_SEARCH_PROVIDER (salve_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (SalveSearchProvider, salve_search_provider, SALVE, SEARCH_PROVIDER, GObject)

/* Returns: (transfer none) (nullable): the window in which a clinic may be open */
typedef GtkWindow *(*SalveFindWindow) (gpointer data);

SalveSearchProvider *
salve_search_provider_new (GSettings *settings, SalveFindWindow find_window, gpointer data);
gboolean
salve_search_provider_export (SalveSearchProvider *self, GDBusConnection *connection, GError **error);
void salve_search_provider_unexport (SalveSearchProvider *self);

G_END_DECLS
