/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today's appointments of all doctors by time, each with its next step: Space takes it. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_TODAY_VIEW (salve_today_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveTodayView, salve_today_view, SALVE, TODAY_VIEW, AdwBin)

G_END_DECLS
