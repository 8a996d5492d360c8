/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is here without an appointment: found, Enter; arrived, Enter. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_WALK_IN_DIALOG (salve_walk_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveWalkInDialog, salve_walk_in_dialog, SALVE, WALK_IN_DIALOG, AdwDialog)

AdwDialog *salve_walk_in_dialog_new (SalveClinic *clinic, const char *patient_id, const char *doctor_id);

G_END_DECLS
