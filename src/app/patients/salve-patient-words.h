/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words in which the patients' views say what is in a record. */
#pragma once

#include "salve-clinic.h"
#include "salve-patient-row.h"

G_BEGIN_DECLS

const char *salve_words_joint (void);
const char *salve_gender_to_words (SalveGender gender);
char *salve_patient_count_words (guint n, const SalveLocale *locale);
char *salve_patient_birth_words (SalvePatientRow *row, SalveClinic *clinic);
char *salve_phone_words (const char *phone);
char *salve_patient_short_words (SalvePatientRow *row, SalveClinic *clinic);
char *salve_patient_name_words (SalvePatientRow *row);
char *salve_duplicate_reason_words (SalveDuplicateReasons reasons);
char *salve_instant_day_words (SalveInstant instant, SalveClinic *clinic);

G_END_DECLS
