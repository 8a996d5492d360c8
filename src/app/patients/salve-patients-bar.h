/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patients-view.h"

G_BEGIN_DECLS

/* What can be done with those who are selected; made when somebody is. */
#define SALVE_TYPE_PATIENTS_BAR (salve_patients_bar_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientsBar, salve_patients_bar, SALVE, PATIENTS_BAR, AdwBin)

SalvePatientsBar *salve_patients_bar_new (SalvePatientsView *view);
void salve_patients_bar_set_narrow (SalvePatientsBar *self, gboolean narrow);

G_END_DECLS
