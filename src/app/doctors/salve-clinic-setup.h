/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the whole clinic shares: visit types, rooms, holidays. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CLINIC_SETUP (salve_clinic_setup_get_type ())
G_DECLARE_FINAL_TYPE (SalveClinicSetup, salve_clinic_setup, SALVE, CLINIC_SETUP, AdwPreferencesDialog)

AdwDialog *salve_clinic_setup_new (SalveClinic *clinic, const char *page);
void salve_clinic_setup_add (AdwDialog *dialog, const char *page);

G_END_DECLS
