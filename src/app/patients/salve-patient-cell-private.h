/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-drawn-cell.h"
#include "salve-patient-cell.h"

G_BEGIN_DECLS

struct _SalvePatientCell
{
  GtkWidget parent_instance;

  SalvePatientLook *look;
  SalvePatientSlot *slot;
  gulong followed; /* the slot's signal */
  gboolean has_words;
  char *words[SALVE_PATIENT_N_COLUMNS];
  char *small;                                    /* a card's second line */
  SalveDrawnCell *parts[SALVE_PATIENT_N_COLUMNS]; /* NULL until an assistive technology asks for them */
};

const char *salve_patient_cell_get_words (SalvePatientCell *self, SalvePatientColumn column);

void salve_patient_cell_accessible_init (GtkAccessibleInterface *iface);
void salve_patient_cell_tell_parts (SalvePatientCell *self);
void salve_patient_cell_drop_parts (SalvePatientCell *self);

G_END_DECLS
