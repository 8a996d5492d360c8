/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-patient.h"

#include <string.h>

static const char *const gender_codes[] = { NULL, "female", "male", "other", "unknown" };

const char *
salve_gender_to_code (SalveGender gender)
{
  return gender < G_N_ELEMENTS (gender_codes) ? gender_codes[gender] : NULL;
}

static SalveGender
gender_from_code (const char *code)
{
  for (guint i = 1; i < G_N_ELEMENTS (gender_codes); i++)
    if (g_strcmp0 (code, gender_codes[i]) == 0)
      return (SalveGender)i;
  return SALVE_GENDER_NONE;
}

static SalveElement
element (SalveResource *patient, const char *name)
{
  return salve_element_get (salve_resource_root (patient), name);
}

/* Returns: (transfer full) (element-type SalvePersonName): as they stand in the record */
GPtrArray *
salve_patient_get_names (SalveResource *patient)
{
  return salve_read_human_names (element (patient, "name"));
}

gboolean
salve_patient_get_birth_date (SalveResource *patient, SalvePartialDate *date)
{
  SalveElement estimated =
      salve_element_extension (element (patient, "_birthDate"), SALVE_EXTENSION_BIRTH_DATE_ESTIMATED);

  if (!salve_read_date (element (patient, "birthDate"), date))
    return FALSE;
  date->estimated = salve_element_boolean (estimated, "valueBoolean", FALSE) ? 1 : 0;
  return TRUE;
}

SalveGender
salve_patient_get_gender (SalveResource *patient)
{
  return gender_from_code (salve_element_text (element (patient, "gender")));
}

GPtrArray *
salve_patient_get_telecoms (SalveResource *patient)
{
  return salve_read_contact_points (element (patient, "telecom"));
}

GPtrArray *
salve_patient_get_addresses (SalveResource *patient)
{
  return salve_read_addresses (element (patient, "address"));
}

GPtrArray *
salve_patient_get_identifiers (SalveResource *patient)
{
  return salve_read_identifiers (element (patient, "identifier"));
}

/* Returns: (nullable): the clinic's own number, else any other's identifier of type MR */
const char *
salve_patient_get_record_number (SalveResource *patient)
{
  const char *other = NULL;

  SALVE_ELEMENT_FOREACH (identifier, element (patient, "identifier"))
    {
      const char *value = salve_element_string (identifier, "value");

      if (g_strcmp0 (salve_element_string (identifier, "system"), SALVE_IDENTIFIER_SYSTEM_RECORD_NUMBER) == 0)
        return value;
      if (other == NULL && g_strcmp0 (salve_element_path_string (identifier, "type.coding.code"), "MR") == 0)
        other = value;
    }
  return other;
}

/* Returns: TRUE also where the record does not say */
gboolean
salve_patient_get_active (SalveResource *patient)
{
  return salve_element_boolean (salve_resource_root (patient), "active", TRUE);
}

/**
 * salve_patient_get_deceased:
 * @date_time: (out) (optional) (nullable): when, as written
 */
gboolean
salve_patient_get_deceased (SalveResource *patient, const char **date_time)
{
  const char *when = salve_element_text (element (patient, "deceasedDateTime"));

  if (date_time != NULL)
    *date_time = when;
  return when != NULL || salve_element_boolean (salve_resource_root (patient), "deceasedBoolean", FALSE);
}

/**
 * salve_patient_get_photo:
 * @content_type: (out) (optional) (nullable): such as image/jpeg
 *
 * Returns: (transfer full) (nullable): the bytes of the first photo that is in the record itself
 */
GBytes *
salve_patient_get_photo (SalveResource *patient, const char **content_type)
{
  SALVE_ELEMENT_FOREACH (photo, element (patient, "photo"))
    {
      const char *data = salve_element_string (photo, "data");
      gsize length;
      guchar *raw;

      if (data == NULL || *data == '\0')
        continue;
      raw = g_base64_decode (data, &length);
      if (content_type != NULL)
        *content_type = salve_element_string (photo, "contentType");
      return g_bytes_new_take (raw, length);
    }
  return NULL;
}

/* Returns: (transfer full) (nullable): the id of the patient into whom this one was merged */
char *
salve_patient_get_replaced_by (SalveResource *patient)
{
  SALVE_ELEMENT_FOREACH (link, element (patient, "link"))
    {
      if (g_strcmp0 (salve_element_string (link, "type"), "replaced-by") == 0)
        return salve_reference_id (salve_element_get (link, "other"), "Patient");
    }
  return NULL;
}

/* Returns: (transfer full): codes or texts, the preferred one first */
char **
salve_patient_get_languages (SalveResource *patient)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int preferred = 1; preferred >= 0; preferred--)
    SALVE_ELEMENT_FOREACH (communication, element (patient, "communication"))
      {
        SalveElement language = salve_element_get (communication, "language");
        const char *code = salve_concept_code (language, NULL);

        if (salve_element_boolean (communication, "preferred", FALSE) != preferred)
          continue;
        if (code == NULL)
          code = salve_element_string (language, "text");
        if (code != NULL)
          g_strv_builder_add (builder, code);
      }
  return g_strv_builder_end (builder);
}

static void
remove_estimated (SalveEdit *edit)
{
  for (gsize i = salve_edit_count (edit, "/_birthDate/extension"); i-- > 0;)
    {
      g_autofree char *place = g_strdup_printf ("/_birthDate/extension/%" G_GSIZE_FORMAT, i);
      g_autofree char *url_place = g_strconcat (place, "/url", NULL);
      g_autofree char *url = salve_edit_get_json (edit, url_place);

      if (g_strcmp0 (url, "\"" SALVE_EXTENSION_BIRTH_DATE_ESTIMATED "\"") == 0)
        salve_edit_remove (edit, place);
    }
}

/* A date that is not set removes the birth date; other extensions on it stay. */
void
salve_patient_set_birth_date (SalveEdit *edit, SalvePartialDate date)
{
  g_autofree char *iso = salve_partial_date_is_set (date) ? salve_partial_date_to_iso (date) : NULL;

  salve_edit_set_string (edit, "/birthDate", iso);
  remove_estimated (edit);
  if (iso != NULL && date.estimated)
    salve_edit_append_json (edit, "/_birthDate/extension",
                            "{\"url\":\"" SALVE_EXTENSION_BIRTH_DATE_ESTIMATED "\",\"valueBoolean\":true}");
}

/**
 * salve_patient_set_photo:
 * @data: (nullable): the picture's bytes; NULL takes the first photo away
 */
void
salve_patient_set_photo (SalveEdit *edit, GBytes *data, const char *content_type)
{
  g_autofree char *base64 = NULL;

  if (data == NULL)
    {
      salve_edit_remove (edit, "/photo/0");
      return;
    }
  base64 = g_base64_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  salve_edit_remove (edit, "/photo/0/url");
  salve_edit_set_string (edit, "/photo/0/contentType", content_type);
  salve_edit_set_string (edit, "/photo/0/data", base64);
}
