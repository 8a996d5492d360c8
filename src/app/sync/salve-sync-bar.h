/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The foot of the sidebar: how sync stands, with the popover, and who works here, with the menu. */
#pragma once

#include <adwaita.h>

#include "salve-sync-face.h"

G_BEGIN_DECLS

#define SALVE_TYPE_SYNC_BAR (salve_sync_bar_get_type ())
G_DECLARE_FINAL_TYPE (SalveSyncBar, salve_sync_bar, SALVE, SYNC_BAR, AdwBin)

void salve_sync_bar_set_face (SalveSyncBar *self, SalveSyncFace *face);
void salve_sync_bar_set_person (SalveSyncBar *self, const char *name);
void salve_sync_bar_open (SalveSyncBar *self);

G_END_DECLS
