/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which doctors have a column, and in which order. Signal "changed" () after each step. */
#pragma once

#include <adwaita.h>

#include "salve-directory.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DOCTOR_CHOICE (salve_doctor_choice_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorChoice, salve_doctor_choice, SALVE, DOCTOR_CHOICE, AdwBin)

GtkWidget *salve_doctor_choice_new (SalveDirectory *directory, const char *const *chosen);
char **salve_doctor_choice_get (GtkWidget *choice);

G_END_DECLS
