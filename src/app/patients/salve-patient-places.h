/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in a patient the single fields of the form lie: the name people are called by, the first telephone number, e-mail
 * address and health card. The others of each are in the form's lists. */
#pragma once

#include "salve-edit.h"
#include "salve-resource.h"

G_BEGIN_DECLS

#define SALVE_PATIENT_PLACES_NONE G_MAXUINT

typedef struct
{
  guint name;
  guint phone; /* each is NONE where there is none yet */
  guint email;
  guint card;
} SalvePatientPlaces;

SalvePatientPlaces salve_patient_places_find (SalveResource *patient);
char *salve_patient_places_get_pointer (const SalvePatientPlaces *self, const char *field);
void salve_patient_places_make (SalvePatientPlaces *self, SalveEdit *edit, const char *field);
SalveResource *salve_patient_places_clean (SalveResource *patient, GError **error);

G_END_DECLS
