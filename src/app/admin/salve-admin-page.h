/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Administration: who may sign in at the clinic's server and as what, and who did what. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-people.h"

G_BEGIN_DECLS

#define SALVE_TYPE_ADMIN_PAGE (salve_admin_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveAdminPage, salve_admin_page, SALVE, ADMIN_PAGE, AdwNavigationPage)

SalveAdminPage *salve_admin_page_new (SalveClinic *clinic, SalvePeople *people);
void salve_admin_page_show (SalveAdminPage *self, const char *part);

G_END_DECLS
