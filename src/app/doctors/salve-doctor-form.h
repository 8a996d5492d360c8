/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds a doctor, or edits one. Nothing typed is lost: leaving keeps a draft, and so does a crash. */
#pragma once

#include <adwaita.h>

#include "salve-doctor-editor.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DOCTOR_FORM (salve_doctor_form_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorForm, salve_doctor_form, SALVE, DOCTOR_FORM, AdwDialog)

AdwDialog *salve_doctor_form_new (SalveClinic *clinic, const char *doctor_id);
AdwDialog *salve_doctor_form_new_from_draft (SalveClinic *clinic, const char *key);
SalveDoctorEditor *salve_doctor_form_get_editor (SalveDoctorForm *self);
void salve_doctor_form_save (SalveDoctorForm *self);
void salve_doctor_drafts_show (GtkWidget *parent, SalveClinic *clinic);

G_END_DECLS
