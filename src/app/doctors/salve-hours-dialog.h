/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hours of a doctor at one place during one time: drawn, or typed, with what they would change shown below. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_HOURS_DIALOG (salve_hours_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveHoursDialog, salve_hours_dialog, SALVE, HOURS_DIALOG, AdwDialog)

AdwDialog *salve_hours_dialog_new (SalveClinic *clinic, const char *doctor_id, const char *role_id);
void salve_hours_dialog_type (SalveHoursDialog *self, const char *hours);
guint salve_hours_dialog_get_n_stranded (SalveHoursDialog *self);
gboolean salve_hours_dialog_has_mistake (SalveHoursDialog *self);
void salve_hours_dialog_save (SalveHoursDialog *self);

G_END_DECLS
