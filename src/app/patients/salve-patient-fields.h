/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be filled in about a patient, and where it lies in FHIR (fhir-map). */
#pragma once

#include "salve-form-section.h"

G_BEGIN_DECLS

#define SALVE_FIELD_BASE "http://salveclinic.github.io/fhir/StructureDefinition/"

/* Pointers into the chosen name, the first telephone number, e-mail address and health card are relative to those; the
 * rest to the patient. */
extern const SalveFieldSpec salve_quick_name_fields[];  /* family, given */
extern const SalveFieldSpec salve_quick_fields[];       /* birth date, sex */
extern const SalveFieldSpec salve_quick_phone_fields[]; /* phone */
extern const SalveFieldSpec salve_card_fields[];        /* e-mail, health card, until when */
extern const SalveFieldSpec salve_more_name_fields[];
extern const SalveFieldSpec salve_care_fields[];
extern const SalveSectionSpec salve_patient_sections[]; /* the last has no name */

/* The languages that a person may speak, by BCP 47 code; the last has no title. */
extern const SalveFieldChoice salve_language_choices[];
const char *salve_language_name (const char *code);

G_END_DECLS
