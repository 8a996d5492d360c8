/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor.h"

#include <glib/gi18n.h>

#include "salve-location.h"
#include "salve-patient.h"
#include "salve-practitioner-role.h"
#include "salve-practitioner.h"
#include "salve-text.h"

#include "salve-patient-editor.h"

static int
compare_roles (gconstpointer a, gconstpointer b)
{
  SalveResource *first = *(SalveResource *const *)a, *second = *(SalveResource *const *)b;
  g_autofree char *first_place =
      salve_reference_id (salve_element_at (salve_practitioner_role_get_locations (first), 0), "Location");
  g_autofree char *second_place =
      salve_reference_id (salve_element_at (salve_practitioner_role_get_locations (second), 0), "Location");
  int order =
      g_strcmp0 (salve_practitioner_role_get_start (first), salve_practitioner_role_get_start (second));

  if (order == 0)
    order = g_strcmp0 (first_place, second_place);
  return order != 0 ? order : g_strcmp0 (salve_resource_get_id (first), salve_resource_get_id (second));
}

static SalveDoctor *
doctor_new (SalveResource *practitioner, gint64 version)
{
  SalveDoctor *self = g_new0 (SalveDoctor, 1);

  self->practitioner = salve_resource_ref (practitioner);
  self->version = version;
  self->roles = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  return self;
}

void
salve_doctor_free (SalveDoctor *self)
{
  g_clear_pointer (&self->practitioner, salve_resource_unref);
  g_ptr_array_unref (self->roles);
  g_free (self);
}

typedef struct
{
  GPtrArray *doctors;
  GHashTable *by_id;
} Reading;

static gboolean
take_practitioner (SalveResource *resource, gpointer data, GError **error)
{
  Reading *reading = data;
  SalveDoctor *doctor = doctor_new (resource, SALVE_VERSION_ANY);

  g_ptr_array_add (reading->doctors, doctor);
  g_hash_table_insert (reading->by_id, (gpointer)salve_resource_get_id (doctor->practitioner), doctor);
  return TRUE;
}

static gboolean
take_role (SalveResource *resource, gpointer data, GError **error)
{
  GHashTable *by_id = data;
  g_autofree char *id = salve_practitioner_role_get_practitioner_id (resource);
  SalveDoctor *doctor = id != NULL ? g_hash_table_lookup (by_id, id) : NULL;

  if (doctor != NULL && salve_practitioner_role_get_active (resource))
    g_ptr_array_add (doctor->roles, salve_resource_ref (resource));
  return TRUE;
}

/**
 * salve_doctor_read:
 * @id: of the Practitioner
 *
 * Returns: (transfer full) (nullable): the doctor and their roles
 */
SalveDoctor *
salve_doctor_read (SalveStore *store, const char *id, GError **error)
{
  gint64 version = 0;
  g_autoptr (SalveResource) practitioner = salve_store_read (store, "Practitioner", id, &version, error);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SalveDoctor) self = NULL;

  if (practitioner == NULL)
    return NULL;
  self = doctor_new (practitioner, version);
  g_hash_table_insert (by_id, (gpointer)id, self);
  if (!salve_store_foreach (store, "PractitionerRole", take_role, by_id, NULL, error))
    return NULL;
  g_ptr_array_sort (self->roles, compare_roles);
  return g_steal_pointer (&self);
}

/**
 * salve_doctor_list:
 *
 * Returns: (transfer full) (nullable) (element-type SalveDoctor): everybody who treats, in no order; a clinic has
 *   hundreds at most
 */
GPtrArray *
salve_doctor_list (SalveStore *store, GError **error)
{
  g_autoptr (GPtrArray) doctors = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_doctor_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { doctors, by_id };

  if (!salve_store_foreach (store, "Practitioner", take_practitioner, &reading, NULL, error)
      || !salve_store_foreach (store, "PractitionerRole", take_role, by_id, NULL, error))
    return NULL;
  for (guint i = 0; i < doctors->len; i++)
    g_ptr_array_sort (((SalveDoctor *)g_ptr_array_index (doctors, i))->roles, compare_roles);
  return g_steal_pointer (&doctors);
}

const char *
salve_doctor_get_id (const SalveDoctor *self)
{
  return salve_resource_get_id (self->practitioner);
}

gboolean
salve_doctor_get_active (const SalveDoctor *self)
{
  return salve_practitioner_get_active (self->practitioner);
}

/**
 * salve_doctor_get_colour:
 *
 * Returns: 0 to 11 in the palette; a fixed one made of the id where none was chosen
 */
int
salve_doctor_get_colour (const SalveDoctor *self)
{
  SalveElement extension =
      salve_element_extension (salve_resource_root (self->practitioner), SALVE_EXTENSION_COLOUR);
  double value = -1;

  if (salve_element_double (salve_element_get (extension, "valueInteger"), &value) && value >= 0
      && value < 12)
    return (int)value;
  return (int)(g_str_hash (salve_doctor_get_id (self)) % 12);
}

char *
salve_doctor_format_name (const SalveDoctor *self, const SalveLocale *locale)
{
  g_autoptr (GPtrArray) names = salve_practitioner_get_names (self->practitioner);
  const SalvePersonName *name = names->len > 0 ? salve_person_name_pick (names) : NULL;

  return name != NULL ? salve_person_name_format_full (name, locale) : g_strdup (_ ("Without a name"));
}

char *
salve_doctor_format_sort_key (const SalveDoctor *self, const SalveLocale *locale)
{
  g_autoptr (GPtrArray) names = salve_practitioner_get_names (self->practitioner);
  const SalvePersonName *name = names->len > 0 ? salve_person_name_pick (names) : NULL;

  return name != NULL ? salve_person_name_sort_key (name, locale) : g_strdup ("");
}

/* Given and family name: what the letters in the avatar are taken from, without titles. */
char *
salve_doctor_format_initials_of (const SalveDoctor *self)
{
  g_autoptr (GPtrArray) names = salve_practitioner_get_names (self->practitioner);
  const SalvePersonName *name = names->len > 0 ? salve_person_name_pick (names) : NULL;
  const char *given = name != NULL && name->given != NULL ? name->given[0] : NULL;

  if (name == NULL)
    return g_strdup ("");
  if (given != NULL && name->family != NULL)
    return g_strdup_printf ("%s %s", given, name->family);
  return g_strdup (given != NULL ? given : name->family != NULL ? name->family : name->text);
}

/**
 * salve_doctor_load_photo:
 *
 * Returns: (transfer full) (nullable): the picture that is in the record
 */
GdkTexture *
salve_doctor_load_photo (const SalveDoctor *self)
{
  g_autoptr (GBytes) bytes = salve_patient_get_photo (self->practitioner, NULL);

  return bytes != NULL ? gdk_texture_new_from_bytes (bytes, NULL) : NULL;
}

static void
add_once (GPtrArray *list, const char *text)
{
  if (text != NULL && *text != '\0' && !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (text));
}

static char **
end_list (GPtrArray *list)
{
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}

char **
salve_doctor_list_specialties (const SalveDoctor *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->roles->len; i++)
    SALVE_ELEMENT_FOREACH (concept,
                           salve_practitioner_role_get_specialties (g_ptr_array_index (self->roles, i)))
      {
        add_once (list, salve_concept_display (concept));
      }
  return end_list (list);
}

/* "MD · University of Leeds · 1998" */
char **
salve_doctor_list_qualifications (const SalveDoctor *self)
{
  GPtrArray *list = g_ptr_array_new ();

  SALVE_ELEMENT_FOREACH (item, salve_practitioner_get_qualifications (self->practitioner))
    {
      g_autoptr (GString) words = g_string_new (salve_concept_display (salve_element_get (item, "code")));
      const char *issuer = salve_reference_display (salve_element_get (item, "issuer"));
      const char *since = salve_element_path_string (item, "period.start");

      if (issuer != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", issuer);
      if (since != NULL)
        g_string_append_printf (words, "%s%.4s", words->len > 0 ? " · " : "", since);
      add_once (list, words->str);
    }
  return end_list (list);
}

/**
 * salve_doctor_list_languages:
 *
 * Returns: (transfer full): the names of the languages they speak, in the language of the desk
 */
char **
salve_doctor_list_languages (const SalveDoctor *self)
{
  GPtrArray *list = g_ptr_array_new ();

  SALVE_ELEMENT_FOREACH (concept, salve_practitioner_get_communications (self->practitioner))
    {
      const char *code = salve_concept_code (concept, NULL);
      const char *name = salve_language_name (code);

      add_once (list, name != NULL ? name : salve_concept_display (concept));
    }
  return end_list (list);
}

static char **
list_references (const SalveDoctor *self, const char *member, const char *type)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->roles->len; i++)
    {
      SalveElement root = salve_resource_root (g_ptr_array_index (self->roles, i));

      SALVE_ELEMENT_FOREACH (reference, salve_element_get (root, member))
        {
          g_autofree char *id = salve_reference_id (reference, type);

          add_once (list, id);
        }
    }
  return end_list (list);
}

char **
salve_doctor_list_room_ids (const SalveDoctor *self)
{
  return list_references (self, "location", "Location");
}

char **
salve_doctor_list_visit_type_ids (const SalveDoctor *self)
{
  return list_references (self, "healthcareService", "HealthcareService");
}

/**
 * salve_location_read_name:
 *
 * Returns: (transfer full) (nullable): what the place is called
 */
char *
salve_location_read_name (SalveStore *store, const char *id)
{
  g_autoptr (SalveResource) place = salve_store_read (store, "Location", id, NULL, NULL);

  return place != NULL ? g_strdup (salve_location_get_name (place)) : NULL;
}

char **
salve_doctor_list_room_names (const SalveDoctor *self, SalveStore *store)
{
  g_auto (GStrv) ids = salve_doctor_list_room_ids (self);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *name = salve_location_read_name (store, ids[i]);

      add_once (list, name);
    }
  return end_list (list);
}
