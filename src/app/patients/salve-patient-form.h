/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers a patient, or edits one. Nothing typed is lost: leaving keeps a draft, and so does a crash. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-patient-editor.h"

G_BEGIN_DECLS

#define SALVE_TYPE_PATIENT_FORM (salve_patient_form_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientForm, salve_patient_form, SALVE, PATIENT_FORM, AdwDialog)

AdwDialog *salve_patient_form_new (SalveClinic *clinic, const char *patient_id, const char *seed);
AdwDialog *salve_patient_form_new_from_draft (SalveClinic *clinic, const char *key);
SalvePatientEditor *salve_patient_form_get_editor (SalvePatientForm *self);
guint salve_patient_form_get_n_duplicates (SalvePatientForm *self);
void salve_patient_form_save (SalvePatientForm *self);

G_END_DECLS
