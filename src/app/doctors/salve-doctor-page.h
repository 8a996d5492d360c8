/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor: who it is, when they work and are away, who comes next. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DOCTOR_PAGE (salve_doctor_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorPage, salve_doctor_page, SALVE, DOCTOR_PAGE, AdwNavigationPage)

SalveDoctorPage *salve_doctor_page_new (SalveClinic *clinic, const char *doctor_id);

G_END_DECLS
