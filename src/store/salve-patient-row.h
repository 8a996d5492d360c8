/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-instant.h"
#include "salve-patient.h"
#include "salve-person-name.h"

G_BEGIN_DECLS

/* What a list shows of a patient: read from columns, never from JSON. Immutable once made. */
#define SALVE_TYPE_PATIENT_ROW (salve_patient_row_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientRow, salve_patient_row, SALVE, PATIENT_ROW, GObject)

struct _SalvePatientRow
{
  GObject parent_instance;

  gint64 rowid;
  char *id;
  char *family;    /* nullable */
  char *given;     /* all given names with spaces; nullable */
  char *name_sort; /* as lists show it in the store's locale; "" for a nameless patient */
  char *name_full;
  SalvePartialDate birth_date;
  SalveGender gender;
  char *phone;             /* nullable; as typed */
  char *number;            /* nullable */
  char *doctor;            /* nullable */
  SalveInstant last_visit; /* SALVE_INSTANT_NONE where none */
  SalveInstant next_visit;
  gboolean active;
  gboolean deceased;
  gboolean has_photo;
};

const char *salve_patient_row_get_id (SalvePatientRow *self);
const char *salve_patient_row_get_name_sort (SalvePatientRow *self);
const char *salve_patient_row_get_name_full (SalvePatientRow *self);

G_END_DECLS
