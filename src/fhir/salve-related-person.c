/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RelatedPerson, read and written. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-related-person.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_related_person_get_identifiers, "identifier")
SALVE_VIEW_BOOLEAN (salve_related_person_get_active, "active", TRUE)
SALVE_VIEW_REFERENCE (salve_related_person_get_patient_id, "patient", "Patient")
SALVE_VIEW_ELEMENT (salve_related_person_get_relationships, "relationship")
SALVE_VIEW_NAMES (salve_related_person_get_names, "name")
SALVE_VIEW_TELECOMS (salve_related_person_get_telecoms, "telecom")
SALVE_VIEW_TEXT (salve_related_person_get_gender, "gender")
SALVE_VIEW_DATE (salve_related_person_get_birth_date, "birthDate")
SALVE_VIEW_ADDRESSES (salve_related_person_get_addresses, "address")
SALVE_VIEW_TEXT (salve_related_person_get_start, "period.start")
SALVE_VIEW_TEXT (salve_related_person_get_end, "period.end")

void
salve_related_person_set_patient (SalveEdit *edit, const char *id)
{
  salve_view_set_reference (edit, "/patient", "Patient", id);
}

/**
 * salve_related_person_set_relationship:
 * @code: (nullable): of v3-RoleCode, such as MTH
 * @text: (nullable): for a person to read
 */
void
salve_related_person_set_relationship (SalveEdit *edit, const char *code, const char *text)
{
  salve_view_set_concept (edit, "/relationship/0", "http://terminology.hl7.org/CodeSystem/v3-RoleCode", code,
                          text);
}

void
salve_related_person_set_names (SalveEdit *edit, GPtrArray *names)
{
  salve_write_human_names (edit, "/name", names);
}

void
salve_related_person_set_telecoms (SalveEdit *edit, GPtrArray *telecoms)
{
  salve_write_contact_points (edit, "/telecom", telecoms);
}

void
salve_related_person_set_addresses (SalveEdit *edit, GPtrArray *addresses)
{
  salve_write_addresses (edit, "/address", addresses);
}

void
salve_related_person_set_gender (SalveEdit *edit, const char *code)
{
  salve_edit_set_string (edit, "/gender", code);
}

void
salve_related_person_set_birth_date (SalveEdit *edit, SalvePartialDate date)
{
  g_autofree char *iso = salve_partial_date_is_set (date) ? salve_partial_date_to_iso (date) : NULL;

  salve_edit_set_string (edit, "/birthDate", iso);
}
