/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Patient (https://hl7.org/fhir/R4/patient.html), read and written as fhir-map says. */

#define SALVE_EXTENSION_BIRTH_DATE_ESTIMATED                                                                 \
  "http://salveclinic.github.io/fhir/StructureDefinition/birth-date-estimated"

typedef enum
{
  SALVE_GENDER_NONE,
  SALVE_GENDER_FEMALE,
  SALVE_GENDER_MALE,
  SALVE_GENDER_OTHER,
  SALVE_GENDER_UNKNOWN,
} SalveGender;

const char *salve_gender_to_code (SalveGender gender);

GPtrArray *salve_patient_get_names (SalveResource *patient);
gboolean salve_patient_get_birth_date (SalveResource *patient, SalvePartialDate *date);
SalveGender salve_patient_get_gender (SalveResource *patient);
GPtrArray *salve_patient_get_telecoms (SalveResource *patient);
GPtrArray *salve_patient_get_addresses (SalveResource *patient);
GPtrArray *salve_patient_get_identifiers (SalveResource *patient);
const char *salve_patient_get_record_number (SalveResource *patient);
gboolean salve_patient_get_active (SalveResource *patient);
gboolean salve_patient_get_deceased (SalveResource *patient, const char **date_time);
GBytes *salve_patient_get_photo (SalveResource *patient, const char **content_type);
char *salve_patient_get_replaced_by (SalveResource *patient);
char **salve_patient_get_languages (SalveResource *patient);

void salve_patient_set_birth_date (SalveEdit *edit, SalvePartialDate date);
void salve_patient_set_photo (SalveEdit *edit, GBytes *data, const char *content_type);

G_END_DECLS
