/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patients-view.h"

G_BEGIN_DECLS

/* What stands in the list's place when it has nobody to show. Most days begin without it, so it is made when needed. */
#define SALVE_TYPE_PATIENTS_BLANK (salve_patients_blank_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientsBlank, salve_patients_blank, SALVE, PATIENTS_BLANK, AdwBin)

SalvePatientsBlank *salve_patients_blank_new (SalvePatientsView *view);
void salve_patients_blank_show (SalvePatientsBlank *self, const char *name);

G_END_DECLS
