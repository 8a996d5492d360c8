/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-fields.h"

#include <glib/gi18n.h>

#include "salve-patient-fields.h"

const SalveFieldSpec salve_doctor_name_fields[] = {
  { "prefix", N_ ("Title or prefix"), "/prefix", SALVE_FIELD_WORDS },
  { "given", N_ ("Given names"), "/given", SALVE_FIELD_WORDS },
  { "family", N_ ("Family name"), "/family", SALVE_FIELD_TEXT },
  { NULL },
};

const SalveFieldSpec salve_doctor_contact_fields[] = {
  { "phone", N_ ("Phone"), "/value", SALVE_FIELD_PHONE },
  { "email", N_ ("E-mail"), "/value", SALVE_FIELD_EMAIL },
  { NULL },
};

const SalveFieldSpec salve_doctor_role_fields[] = {
  { "specialties", N_ ("Specialties, with commas between"), "/specialty", SALVE_FIELD_LINES },
  { NULL },
};

static const SalveFieldSpec qualification_fields[] = {
  { "title", N_ ("Title or degree"), "/code/text", SALVE_FIELD_TEXT },
  { "issuer", N_ ("From whom"), "/issuer/display", SALVE_FIELD_TEXT },
  { "since", N_ ("Since"), "/period/start", SALVE_FIELD_DATE },
  { NULL },
};

static const SalveFieldSpec language_fields[] = {
  { "language", N_ ("Language"), "/coding/0/code", SALVE_FIELD_CHOICE, salve_language_choices },
  { NULL },
};

const SalveSectionSpec salve_doctor_sections[] = {
  { "qualifications", N_ ("Qualifications"), NULL, N_ ("Add a qualification"), "/qualification", NULL, "{}",
    qualification_fields },
  { "languages", N_ ("Languages"), NULL, N_ ("Add a language"), "/communication", NULL,
    "{\"coding\":[{\"system\":\"urn:ietf:bcp:47\"}]}", language_fields },
  { NULL },
};
