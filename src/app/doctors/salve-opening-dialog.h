/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens times by hand: one, or dates × times in a grid. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_OPENING_DIALOG (salve_opening_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveOpeningDialog, salve_opening_dialog, SALVE, OPENING_DIALOG, AdwDialog)

AdwDialog *salve_opening_dialog_new (SalveClinic *clinic, const char *doctor_id);
void salve_opening_dialog_set (SalveOpeningDialog *self,
                               SalvePartialDate first,
                               SalvePartialDate last,
                               int start_minute,
                               int end_minute,
                               guint grid);
guint salve_opening_dialog_get_n_times (SalveOpeningDialog *self);
void salve_opening_dialog_save (SalveOpeningDialog *self);

G_END_DECLS
