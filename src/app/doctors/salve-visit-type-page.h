/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One visit type to edit: name, length, buffers, colour, how and by whom it may be booked. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_VISIT_TYPE_PAGE (salve_visit_type_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveVisitTypePage, salve_visit_type_page, SALVE, VISIT_TYPE_PAGE, AdwNavigationPage)

AdwNavigationPage *salve_visit_type_page_new (SalveClinic *clinic, const char *visit_type_id);
char *salve_visit_modes_format (guint modes);

G_END_DECLS
