/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody stands at the desk: is it them, is everything still right, what is missing; and they have arrived. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CHECK_IN_DIALOG (salve_check_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveCheckInDialog, salve_check_in_dialog, SALVE, CHECK_IN_DIALOG, AdwDialog)

AdwDialog *salve_check_in_dialog_new (SalveClinic *clinic, const char *appointment_id);

G_END_DECLS
