/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-places.h"

#include "salve-patient.h"

#define CARD                                                                                                 \
  "{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"                              \
  "v2-0203\",\"code\":\"JHN\"}]}}"

static guint
find_first (SalveResource *patient, const char *array, const char *path, const char *wanted)
{
  SalveElement items = salve_element_get (salve_resource_root (patient), array);
  gsize n = salve_element_length (items);

  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (salve_element_path_string (salve_element_at (items, i), path), wanted) == 0)
      return (guint)i;
  return SALVE_PATIENT_PLACES_NONE;
}

SalvePatientPlaces
salve_patient_places_find (SalveResource *patient)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  const SalvePersonName *picked = names->len > 0 ? salve_person_name_pick (names) : NULL;
  SalvePatientPlaces self = {
    .phone = find_first (patient, "telecom", "system", "phone"),
    .email = find_first (patient, "telecom", "system", "email"),
    .card = find_first (patient, "identifier", "type.coding.code", "JHN"),
  };

  for (guint i = 0; i < names->len; i++)
    if (g_ptr_array_index (names, i) == (gpointer)picked)
      self.name = i;
  return self;
}

/**
 * salve_patient_places_get_pointer:
 * @field: a field's name
 *
 * Returns: (transfer full): from where its pointer goes on
 */
char *
salve_patient_places_get_pointer (const SalvePatientPlaces *self, const char *field)
{
  static const char *const of_name[] = { "family", "given", "prefix", "suffix", NULL };

  if (g_strv_contains (of_name, field))
    return g_strdup_printf ("/name/%u", self->name);
  if (g_str_equal (field, "phone"))
    return g_strdup_printf ("/telecom/%u", self->phone);
  if (g_str_equal (field, "email"))
    return g_strdup_printf ("/telecom/%u", self->email);
  if (g_str_equal (field, "card") || g_str_equal (field, "card-expiry"))
    return g_strdup_printf ("/identifier/%u", self->card);
  return g_strdup ("");
}

static void
make (SalveEdit *edit, const char *array, guint *place, const char *fresh)
{
  if (*place != SALVE_PATIENT_PLACES_NONE)
    return;
  *place = (guint)salve_edit_count (edit, array);
  salve_edit_append_json (edit, array, fresh);
}

/**
 * salve_patient_places_make:
 * @field: a field that is about to be written
 *
 * Makes an item for it where there is none yet.
 */
void
salve_patient_places_make (SalvePatientPlaces *self, SalveEdit *edit, const char *field)
{
  if (g_str_equal (field, "phone"))
    make (edit, "/telecom", &self->phone, "{\"system\":\"phone\",\"use\":\"mobile\"}");
  else if (g_str_equal (field, "email"))
    make (edit, "/telecom", &self->email, "{\"system\":\"email\"}");
  else if (g_str_equal (field, "card") || g_str_equal (field, "card-expiry"))
    make (edit, "/identifier", &self->card, CARD);
}

static void
remove_empty (SalveEdit *edit, SalveResource *patient, const char *array, const char *path, const char *only)
{
  SalveElement items = salve_element_get (salve_resource_root (patient), array);

  for (gsize i = salve_element_length (items); i > 0; i--)
    {
      SalveElement item = salve_element_at (items, i - 1);
      g_autofree char *at = g_strdup_printf ("/%s/%" G_GSIZE_FORMAT, array, i - 1);

      if (salve_element_string (item, "value") == NULL
          && (only == NULL || g_strcmp0 (salve_element_path_string (item, path), only) == 0))
        salve_edit_remove (edit, at);
    }
}

/* A telephone number or a card that was emptied leaves nothing behind that says "phone" or "health card". */
SalveResource *
salve_patient_places_clean (SalveResource *patient, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (patient);

  remove_empty (edit, patient, "telecom", NULL, NULL);
  remove_empty (edit, patient, "identifier", "type.coding.code", "JHN");
  return salve_edit_finish (edit, error);
}
