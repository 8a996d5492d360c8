/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-record.h"

G_BEGIN_DECLS

#define SALVE_TYPE_RECORD_PAGE (salve_record_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveRecordPage, salve_record_page, SALVE, RECORD_PAGE, AdwNavigationPage)

GtkWidget *salve_record_page_new (SalveClinic *clinic, const char *patient_id);
SalveRecord *salve_record_page_get_record (SalveRecordPage *self);
gboolean salve_record_page_may_stay (SalveRecordPage *self);
void salve_record_page_show (SalveRecordPage *self, const char *part);

G_END_DECLS
