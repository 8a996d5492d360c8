/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Busy times of a calendar file of another program become a doctor's absences, after a look at them. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_BUSY_DIALOG (salve_busy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveBusyDialog, salve_busy_dialog, SALVE, BUSY_DIALOG, AdwDialog)

AdwDialog *salve_busy_dialog_new (SalveClinic *clinic, const char *doctor_id);
void salve_busy_dialog_set_file (SalveBusyDialog *self, GFile *file);
void salve_busy_dialog_save (SalveBusyDialog *self);
guint salve_busy_dialog_get_n_times (SalveBusyDialog *self);
guint salve_busy_dialog_get_n_booked (SalveBusyDialog *self);

G_END_DECLS
