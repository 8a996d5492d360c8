/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

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
} SalvePatientColumn;

#define SALVE_PATIENT_N_COLUMNS (SALVE_PATIENT_COLUMN_NEXT_VISIT + 1)

/* Between a picture and the words beside it, and between a card's two lines, in pixels; a card's second line and the
 * placeholder of a row that is not read yet. */
#define SALVE_PATIENT_AIR 12
#define SALVE_PATIENT_LINE_AIR 3
#define SALVE_PATIENT_SMALL 0.82
#define SALVE_PATIENT_PICTURE 28
#define SALVE_PATIENT_CARD_PICTURE 40

/* What all rows of a list share: the clinic, the font, what is searched for, and where the columns stand.
 *
 * Emits "changed" when rows have to be drawn anew, and "resized" when they have to be measured anew. */
#define SALVE_TYPE_PATIENT_LOOK (salve_patient_look_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientLook, salve_patient_look, SALVE, PATIENT_LOOK, GObject)

SalvePatientLook *salve_patient_look_new (SalveClinic *clinic, GtkWidget *place, GtkColumnView *header);
SalveClinic *salve_patient_look_get_clinic (SalvePatientLook *self);
void salve_patient_look_set_query (SalvePatientLook *self, const char *query);
const char *salve_patient_look_get_query (SalvePatientLook *self);
void salve_patient_look_set_narrow (SalvePatientLook *self, gboolean narrow);
gboolean salve_patient_look_get_narrow (SalvePatientLook *self);
int salve_patient_look_get_line_height (SalvePatientLook *self);
PangoLayout *
salve_patient_look_lay_out (SalvePatientLook *self, const char *words, PangoAttrList *attributes, int width);
void
salve_patient_look_draw_picture (SalvePatientLook *self, GtkSnapshot *snapshot, const char *name, int size);
GtkWidget *salve_patient_look_make_ruler (SalvePatientLook *self, SalvePatientColumn column);
gboolean salve_patient_look_get_span (SalvePatientLook *self, SalvePatientColumn column, int *x, int *width);
int salve_patient_look_get_min_width (SalvePatientLook *self);

G_END_DECLS
