/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one record out of two of the same person. Undoing it splits them again. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_MERGE_PAGE (salve_merge_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveMergePage, salve_merge_page, SALVE, MERGE_PAGE, AdwNavigationPage)

AdwNavigationPage *salve_merge_page_new (SalveClinic *clinic, const char *keep_id, const char *drop_id);
gboolean salve_merge_page_take (SalveMergePage *self, const char *element, gboolean theirs);
SalveChange *salve_merge_page_make_change (SalveMergePage *self, GError **error);

G_END_DECLS
