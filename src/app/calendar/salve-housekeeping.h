/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk does by itself while it is open: says of who was expected and has not come that they did not come, where
 * the preferences say so, and clears opened times away that are over. Each time it is one change, which can be undone. */
#pragma once

#include <gio/gio.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_HOUSEKEEPING (salve_housekeeping_get_type ())
G_DECLARE_FINAL_TYPE (SalveHousekeeping, salve_housekeeping, SALVE, HOUSEKEEPING, GObject)

SalveHousekeeping *salve_housekeeping_new (SalveClinic *clinic);
void salve_housekeeping_start (SalveHousekeeping *self, GSettings *settings);

/* Both answer with a future of how many (guint), and are made by the clock that salve_housekeeping_start() starts. */
DexFuture *salve_housekeeping_mark_missed (SalveHousekeeping *self, int minutes);
DexFuture *salve_housekeeping_clear_opened (SalveHousekeeping *self);

G_END_DECLS
