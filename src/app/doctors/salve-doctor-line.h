/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a doctor stands in the list: wide in columns, narrow in three lines.
 *
 * Properties: "narrow", and "query", what was looked for, which is shown bold. */
#pragma once

#include <adwaita.h>

#include "salve-doctor-item.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DOCTOR_LINE (salve_doctor_line_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorLine, salve_doctor_line, SALVE, DOCTOR_LINE, AdwBin)

GtkWidget *salve_doctor_line_new (void);
void salve_doctor_line_set_item (SalveDoctorLine *self, SalveDoctorItem *item);

G_END_DECLS
