/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who waits for a time, the most urgent first. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_WAITING_BOX (salve_waiting_box_get_type ())
G_DECLARE_FINAL_TYPE (SalveWaitingBox, salve_waiting_box, SALVE, WAITING_BOX, AdwBin)

void salve_waiting_box_set_clinic (SalveWaitingBox *self, SalveClinic *clinic);

G_END_DECLS
