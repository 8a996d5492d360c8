/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page of the help belongs to what is on the screen: one table. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

const char *salve_help_map_look_up (const char *name);
const char *salve_help_map_find (GtkWindow *window);

G_END_DECLS
