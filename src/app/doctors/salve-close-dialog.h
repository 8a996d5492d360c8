/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closes a range of a doctor's time, or of the whole clinic's: an absence with its reason, and what becomes of each
 * appointment that is booked in it. All of it is one change. */
#pragma once

#include <adwaita.h>

#include "salve-close-plan.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CLOSE_DIALOG (salve_close_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveCloseDialog, salve_close_dialog, SALVE, CLOSE_DIALOG, AdwDialog)

AdwDialog *salve_close_dialog_new (SalveClinic *clinic, const char *doctor_id);
AdwDialog *salve_close_dialog_new_for (SalveClinic *clinic, const char *slot_id, GError **error);
void salve_close_dialog_set_days (SalveCloseDialog *self, SalvePartialDate first, SalvePartialDate last);
SalveClosePlan *salve_close_dialog_get_plan (SalveCloseDialog *self);
void salve_close_dialog_choose_all (SalveCloseDialog *self, SalveCloseWay way);
void salve_close_dialog_save (SalveCloseDialog *self);

G_END_DECLS
