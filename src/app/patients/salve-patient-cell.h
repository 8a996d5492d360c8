/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-patient-slot.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_PATIENT_COLUMN_NAME,
  SALVE_PATIENT_COLUMN_BIRTH_DATE,
  SALVE_PATIENT_COLUMN_GENDER,
  SALVE_PATIENT_COLUMN_PHONE,
  SALVE_PATIENT_COLUMN_NUMBER,
  SALVE_PATIENT_COLUMN_DOCTOR,
  SALVE_PATIENT_COLUMN_LAST_VISIT,
  SALVE_PATIENT_COLUMN_NEXT_VISIT,
  SALVE_PATIENT_COLUMN_CARD, /* the whole row in two lines, for narrow windows */
} SalvePatientColumn;

/* What all cells of a list share: the clinic, and what is searched for. Emits "changed". */
#define SALVE_TYPE_PATIENT_LOOK (salve_patient_look_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientLook, salve_patient_look, SALVE, PATIENT_LOOK, GObject)

SalvePatientLook *salve_patient_look_new (SalveClinic *clinic, GtkWidget *place);
void salve_patient_look_set_query (SalvePatientLook *self, const char *query);

#define SALVE_TYPE_PATIENT_CELL (salve_patient_cell_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientCell, salve_patient_cell, SALVE, PATIENT_CELL, GtkWidget)

GtkWidget *salve_patient_cell_new (SalvePatientLook *look, SalvePatientColumn column);
void salve_patient_cell_set_slot (SalvePatientCell *self, SalvePatientSlot *slot);
SalvePatientSlot *salve_patient_cell_get_slot (SalvePatientCell *self);

G_END_DECLS
