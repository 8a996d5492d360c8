/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line that books: "anna smith tomorrow 14:30 dr lee 20m", with a preview of what was understood while it is typed.
 * What is not understood is said; nothing is booked by a guess. Signal "booked" (gint64 start). */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-directory.h"

G_BEGIN_DECLS

#define SALVE_TYPE_QUICK_ADD_BOX (salve_quick_add_box_get_type ())
G_DECLARE_FINAL_TYPE (SalveQuickAddBox, salve_quick_add_box, SALVE, QUICK_ADD_BOX, AdwBin)

void salve_quick_add_box_set_clinic (SalveQuickAddBox *self, SalveClinic *clinic);
void
salve_quick_add_box_set_directory (SalveQuickAddBox *self, SalveDirectory *directory, SalvePartialDate day);
void salve_quick_add_box_set_text (SalveQuickAddBox *self, const char *text);

G_END_DECLS
