/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+K: one box for everything: patients by any part of their name, and what the program can do. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_PALETTE (salve_palette_get_type ())
G_DECLARE_FINAL_TYPE (SalvePalette, salve_palette, SALVE, PALETTE, AdwDialog)

AdwDialog *salve_palette_new (SalveClinic *clinic);

G_END_DECLS
