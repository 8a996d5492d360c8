/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever passes as a resource can be read as a person, shown, and written back without a change of what it says. */
#include "fuzz.h"

#include "salve-list-merge.h"
#include "salve-patient.h"

static void
write_back (SalveResource *resource)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);
  g_autoptr (GPtrArray) names = salve_patient_get_names (resource);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) written = NULL;
  SalvePartialDate date;

  if (salve_patient_get_birth_date (resource, &date))
    salve_patient_set_birth_date (edit, date);
  if (names->len > 0)
    salve_list_merge_strings (edit, "/name/0/given",
                              (const char *const *)((SalvePersonName *)names->pdata[0])->given);
  written = salve_edit_finish (edit, &error);
  g_assert_true ((written == NULL) == (error != NULL));
}

static void
show (SalveResource *resource)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("de-CH");
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GBytes) photo = salve_patient_get_photo (resource, NULL);
  g_autofree char *replaced_by = salve_patient_get_replaced_by (resource);
  g_auto (GStrv) languages = salve_patient_get_languages (resource);
  g_autofree char *value = salve_value_format (salve_resource_root (resource), "value", zone, locale);
  g_autofree char *onset = salve_value_format (salve_resource_root (resource), "onset", zone, locale);
  g_autoptr (GPtrArray) names = salve_patient_get_names (resource);
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (resource);
  g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (resource);
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (resource);

  g_assert_nonnull (telecoms);
  g_assert_nonnull (addresses);
  g_assert_nonnull (identifiers);
  salve_patient_get_gender (resource);
  salve_patient_get_record_number (resource);
  salve_concept_display (salve_element_get (salve_resource_root (resource), "code"));
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *full = salve_person_name_format_full (names->pdata[i], locale);
      g_autofree char *sort = salve_person_name_sort_key (names->pdata[i], locale);
      g_autofree char *initials = salve_person_name_initials (names->pdata[i], locale);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SalveResource) resource =
      salve_resource_new_from_text (size > 0 ? (const char *)data : "", (gssize)size, NULL);

  if (resource == NULL)
    return 0;
  show (resource);
  write_back (resource);
  return 0;
}
