/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-record.h"

G_BEGIN_DECLS

#define SALVE_TYPE_VITALS_VIEW (salve_vitals_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveVitalsView, salve_vitals_view, SALVE, VITALS_VIEW, AdwBin)

GtkWidget *salve_vitals_view_new (void);
void salve_vitals_view_set_record (SalveVitalsView *self, SalveRecord *record);
GtkWidget *salve_vitals_view_get_chart (SalveVitalsView *self, guint n);

G_END_DECLS
