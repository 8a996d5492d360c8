/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-patient-list-model.h"

G_BEGIN_DECLS

/* Which patients are selected, by who they are and not by where they stand: sorting or narrowing the list keeps the
 * selection with the people. */
#define SALVE_TYPE_PATIENT_SELECTION (salve_patient_selection_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientSelection, salve_patient_selection, SALVE, PATIENT_SELECTION, GObject)

SalvePatientSelection *salve_patient_selection_new (SalvePatientListModel *model);
SalvePatientListModel *salve_patient_selection_get_model (SalvePatientSelection *self);
guint salve_patient_selection_get_n_selected (SalvePatientSelection *self);
GArray *salve_patient_selection_get_rowids (SalvePatientSelection *self);
void salve_patient_selection_clear (SalvePatientSelection *self);
void salve_patient_selection_settle (SalvePatientSelection *self);
void salve_patient_selection_rows_moved (SalvePatientSelection *self);

G_END_DECLS
