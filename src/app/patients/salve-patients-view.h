/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's patients: one list, one search box, and everything that begins with finding somebody. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_PATIENTS_VIEW (salve_patients_view_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientsView, salve_patients_view, SALVE, PATIENTS_VIEW, AdwBreakpointBin)

SalvePatientsView *salve_patients_view_new (SalveClinic *clinic);
void salve_patients_view_search (SalvePatientsView *self, const char *text);
const char *salve_patients_view_get_state (SalvePatientsView *self);

G_END_DECLS
