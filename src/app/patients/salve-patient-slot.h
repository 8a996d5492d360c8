/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patient-row.h"

G_BEGIN_DECLS

/* A place in the patient list: the third row is the third row, whoever stands in it. Its row (who stands there now)
 * changes when the list is sorted or filtered anew, so that a list of a million never has to be taken out and put
 * back in. */
#define SALVE_TYPE_PATIENT_SLOT (salve_patient_slot_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientSlot, salve_patient_slot, SALVE, PATIENT_SLOT, GObject)

SalvePatientSlot *salve_patient_slot_new (guint position);
guint salve_patient_slot_get_position (SalvePatientSlot *self);
SalvePatientRow *salve_patient_slot_get_row (SalvePatientSlot *self);
void salve_patient_slot_wait (SalvePatientSlot *self);
gboolean salve_patient_slot_is_waiting (SalvePatientSlot *self);
void salve_patient_slot_set_row (SalvePatientSlot *self, SalvePatientRow *row);

G_END_DECLS
