/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* RelatedPerson (https://hl7.org/fhir/R4/relatedperson.html). A relative, guardian or other contact. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_related_person_get_identifiers (SalveResource *resource);
gboolean salve_related_person_get_active (SalveResource *resource);
char *salve_related_person_get_patient_id (SalveResource *resource);
SalveElement salve_related_person_get_relationships (SalveResource *resource);
GPtrArray *salve_related_person_get_names (SalveResource *resource);
GPtrArray *salve_related_person_get_telecoms (SalveResource *resource);
const char *salve_related_person_get_gender (SalveResource *resource);
gboolean salve_related_person_get_birth_date (SalveResource *resource, SalvePartialDate *date);
GPtrArray *salve_related_person_get_addresses (SalveResource *resource);
const char *salve_related_person_get_start (SalveResource *resource);
const char *salve_related_person_get_end (SalveResource *resource);

void salve_related_person_set_patient (SalveEdit *edit, const char *id);
void salve_related_person_set_relationship (SalveEdit *edit, const char *code, const char *text);
void salve_related_person_set_names (SalveEdit *edit, GPtrArray *names);
void salve_related_person_set_telecoms (SalveEdit *edit, GPtrArray *telecoms);
void salve_related_person_set_addresses (SalveEdit *edit, GPtrArray *addresses);
void salve_related_person_set_gender (SalveEdit *edit, const char *code);
void salve_related_person_set_birth_date (SalveEdit *edit, SalvePartialDate date);

G_END_DECLS
