/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the patient list: what each shows, by what it sorts, and which of them a person wants to see. */
#pragma once

#include "salve-patient-cell.h"

G_BEGIN_DECLS

const char *salve_patients_column_title (SalvePatientColumn column);
GtkListItemFactory *salve_patients_rows_new (SalvePatientLook *look);
void salve_patients_columns_add (GtkColumnView *view, SalvePatientLook *look);
void salve_patients_columns_add_actions (GtkColumnView *view, GActionMap *actions, GSettings *settings);
gboolean
salve_patients_columns_get_sort (GtkColumnView *view, SalvePatientColumn *column, gboolean *descending);
void salve_patients_columns_remember_sort (GtkColumnView *view, GSettings *settings);
void salve_patients_columns_restore_sort (GtkColumnView *view, GSettings *settings);

G_END_DECLS
