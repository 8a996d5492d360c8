/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All doctors of the clinic: found as one types, opened with Enter. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DOCTORS_VIEW (salve_doctors_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorsView, salve_doctors_view, SALVE, DOCTORS_VIEW, AdwBreakpointBin)

SalveDoctorsView *salve_doctors_view_new (SalveClinic *clinic);
void salve_doctors_view_search (SalveDoctorsView *self, const char *text);
const char *salve_doctors_view_get_state (SalveDoctorsView *self);
guint salve_doctors_view_get_n_shown (SalveDoctorsView *self);

G_END_DECLS
