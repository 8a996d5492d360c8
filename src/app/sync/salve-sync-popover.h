/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole of what the sidebar says in a word, and what can be done about it. Its buttons take the window's sync.* actions. */
#pragma once

#include <gtk/gtk.h>

#include "salve-sync-face.h"

G_BEGIN_DECLS

#define SALVE_TYPE_SYNC_POPOVER (salve_sync_popover_get_type ())
G_DECLARE_FINAL_TYPE (SalveSyncPopover, salve_sync_popover, SALVE, SYNC_POPOVER, GtkPopover)

GtkWidget *salve_sync_popover_new (SalveSyncFace *face);

G_END_DECLS
