/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_CALENDAR_N_COLOURS 12
#define SALVE_CALENDAR_WASH 0.15f      /* how much of a colour there is in a block's ground */
#define SALVE_CALENDAR_WASH_DARK 0.18f /* the same on a dark one */

guint32 salve_calendar_palette_get (int colour, gboolean dark);

G_END_DECLS
