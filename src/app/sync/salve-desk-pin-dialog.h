/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets, changes and takes away the PIN of a desk where nobody signs in. */
#pragma once

#include <adwaita.h>

#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DESK_PIN_DIALOG (salve_desk_pin_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveDeskPinDialog, salve_desk_pin_dialog, SALVE, DESK_PIN_DIALOG, AdwDialog)

/* Signal "saved" (): there is another PIN, or none. */
SalveDeskPinDialog *salve_desk_pin_dialog_new (SalveStore *store);

G_END_DECLS
