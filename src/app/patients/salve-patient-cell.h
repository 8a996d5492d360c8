/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patient-look.h"
#include "salve-patient-slot.h"

G_BEGIN_DECLS

/* One row of the patient list, in columns or as a card. */
#define SALVE_TYPE_PATIENT_CELL (salve_patient_cell_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientCell, salve_patient_cell, SALVE, PATIENT_CELL, GtkWidget)

GtkWidget *salve_patient_cell_new (SalvePatientLook *look);
void salve_patient_cell_set_slot (SalvePatientCell *self, SalvePatientSlot *slot);
SalvePatientSlot *salve_patient_cell_get_slot (SalvePatientCell *self);

G_END_DECLS
