/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses one patient: type any part of the name, a birth date or a number; the best matches stand below, and whoever
 * is not among them can be registered without leaving the form.
 *
 * Properties: "clinic" (construct), "patient-id" (read and write; NULL for nobody; notifies). */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_PATIENT_PICKER (salve_patient_picker_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientPicker, salve_patient_picker, SALVE, PATIENT_PICKER, AdwPreferencesGroup)

GtkWidget *salve_patient_picker_new (SalveClinic *clinic);
void salve_patient_picker_set_clinic (SalvePatientPicker *self, SalveClinic *clinic);
const char *salve_patient_picker_get_patient_id (SalvePatientPicker *self);
const char *salve_patient_picker_get_patient_name (SalvePatientPicker *self);
void salve_patient_picker_set_patient_id (SalvePatientPicker *self, const char *patient_id);
void salve_patient_picker_set_text (SalvePatientPicker *self, const char *text);
GtkWidget *salve_patient_picker_get_entry (SalvePatientPicker *self);

G_END_DECLS
