/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is being typed about one patient: all the fields, from which record they came, and what becomes of them. Knows
 * nothing of dialogs. */
#pragma once

#include "salve-clinic.h"
#include "salve-patient-fields.h"

G_BEGIN_DECLS

#define SALVE_TYPE_PATIENT_EDITOR (salve_patient_editor_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientEditor, salve_patient_editor, SALVE, PATIENT_EDITOR, GObject)

SalvePatientEditor *salve_patient_editor_new (SalveClinic *clinic);
void salve_patient_editor_begin (SalvePatientEditor *self, const char *seed);
gboolean salve_patient_editor_load (SalvePatientEditor *self, const char *patient_id, GError **error);
const char *salve_patient_editor_get_id (SalvePatientEditor *self);
gboolean salve_patient_editor_is_new (SalvePatientEditor *self);
gboolean salve_patient_editor_is_touched (SalvePatientEditor *self);
SalveFormField *salve_patient_editor_get_field (SalvePatientEditor *self, const char *name);
GPtrArray *salve_patient_editor_get_quick (SalvePatientEditor *self);
GPtrArray *salve_patient_editor_get_card (SalvePatientEditor *self);
GPtrArray *salve_patient_editor_get_more_names (SalvePatientEditor *self);
GPtrArray *salve_patient_editor_get_care (SalvePatientEditor *self);
GPtrArray *salve_patient_editor_get_sections (SalvePatientEditor *self);
void salve_patient_editor_set_photo (SalvePatientEditor *self, GBytes *photo, const char *content_type);
GBytes *salve_patient_editor_get_photo (SalvePatientEditor *self);
void salve_patient_editor_set_unidentified (SalvePatientEditor *self, gboolean unidentified);
gboolean salve_patient_editor_check (SalvePatientEditor *self);
SalveChange *salve_patient_editor_make_change (SalvePatientEditor *self, GError **error);
guint salve_patient_editor_rebase (SalvePatientEditor *self, GError **error);
GPtrArray *salve_patient_editor_find_duplicates (SalvePatientEditor *self);
GBytes *salve_patient_editor_save_draft (SalvePatientEditor *self);
gboolean salve_patient_editor_restore_draft (SalvePatientEditor *self, GBytes *content, GError **error);
char *salve_patient_draft_title (GBytes *content);

#define SALVE_PATIENT_DRAFT_KIND "patient"

G_END_DECLS
