/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts somebody on the waiting list, with what they wish for. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_WISH_DIALOG (salve_wish_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveWishDialog, salve_wish_dialog, SALVE, WISH_DIALOG, AdwDialog)

AdwDialog *salve_wish_dialog_new (SalveClinic *clinic);

G_END_DECLS
