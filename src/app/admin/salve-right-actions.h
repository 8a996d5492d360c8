/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which actions need which right: the one table from which menus, buttons, keys and the palette follow the person who
 * works here. What is not in it changes nothing at the server. */
#pragma once

#include <gtk/gtk.h>

#include "salve-desk-rights.h"

G_BEGIN_DECLS

gboolean salve_right_actions_may (SalveDeskRights *rights, const char *action);
const char *salve_right_actions_refusal (void);
void salve_right_actions_follow (GtkWidget *widget, SalveDeskRights *rights);
void salve_right_actions_follow_map (GActionMap *map, const char *prefix, SalveDeskRights *rights);

G_END_DECLS
