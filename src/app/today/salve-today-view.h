/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day at the desk: a lane a doctor or a room, or one list by time; who comes, waits, is inside and was here, each
 * with the next step, which Space takes. What another desk does is shown as soon as it is here. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_TODAY_VIEW (salve_today_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveTodayView, salve_today_view, SALVE, TODAY_VIEW, AdwBreakpointBin)

void salve_today_view_show_lane (SalveTodayView *self, const char *lane_id);

G_END_DECLS
