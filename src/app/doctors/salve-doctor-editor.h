/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is being typed about one doctor, from which record it came, and what becomes of it. Knows nothing of dialogs. */
#pragma once

#include "salve-form-section.h"

#include "salve-doctor.h"

G_BEGIN_DECLS

#define SALVE_DOCTOR_DRAFT_KIND "doctor"

#define SALVE_TYPE_DOCTOR_EDITOR (salve_doctor_editor_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorEditor, salve_doctor_editor, SALVE, DOCTOR_EDITOR, GObject)

/* What is chosen, not typed. */
typedef struct
{
  int colour;       /* 0 to 11 */
  gboolean active;  /* works here */
  char *room_id;    /* of the only place of work; NULL: none, or several, which the hours say */
  GHashTable *does; /* the ids of the visit types they offer; empty: all */
} SalveDoctorChoices;

SalveDoctorEditor *salve_doctor_editor_new (SalveClinic *clinic);
void salve_doctor_editor_begin (SalveDoctorEditor *self);
gboolean salve_doctor_editor_load (SalveDoctorEditor *self, const char *id, GError **error);
const char *salve_doctor_editor_get_id (SalveDoctorEditor *self);
gboolean salve_doctor_editor_is_new (SalveDoctorEditor *self);
gboolean salve_doctor_editor_is_touched (SalveDoctorEditor *self);
gboolean salve_doctor_editor_has_many_places (SalveDoctorEditor *self);
GPtrArray *salve_doctor_editor_get_fields (SalveDoctorEditor *self);
SalveFormField *salve_doctor_editor_get_field (SalveDoctorEditor *self, const char *name);
GPtrArray *salve_doctor_editor_get_sections (SalveDoctorEditor *self);
const SalveDoctorChoices *salve_doctor_editor_get_choices (SalveDoctorEditor *self);
void salve_doctor_editor_choose_colour (SalveDoctorEditor *self, int colour);
void salve_doctor_editor_choose_active (SalveDoctorEditor *self, gboolean active);
void salve_doctor_editor_choose_room (SalveDoctorEditor *self, const char *room_id);
void salve_doctor_editor_choose_visit_type (SalveDoctorEditor *self, const char *id, gboolean offered);
GBytes *salve_doctor_editor_get_photo (SalveDoctorEditor *self);
void salve_doctor_editor_set_photo (SalveDoctorEditor *self, GBytes *photo, const char *content_type);
gboolean salve_doctor_editor_check (SalveDoctorEditor *self);
SalveChange *salve_doctor_editor_make_change (SalveDoctorEditor *self, GError **error);
guint salve_doctor_editor_rebase (SalveDoctorEditor *self, GError **error);
GBytes *salve_doctor_editor_save_draft (SalveDoctorEditor *self);
gboolean salve_doctor_editor_restore_draft (SalveDoctorEditor *self, GBytes *content);
char *salve_doctor_draft_title (GBytes *content);

G_END_DECLS
