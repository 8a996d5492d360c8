/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-api-map.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-exchange.h"
#include "salve-instant.h"
#include "salve-json.h"
#include "salve-patient.h"

#define MAX_TEXT (64 * 1024)
#define OLDEST 150

static const SalveApiField patient_fields[] = {
  { "name", "/name/0/text", SALVE_API_TEXT, NULL, FALSE },
  { "given", "/name/0/given/0", SALVE_API_TEXT, NULL, FALSE },
  { "family", "/name/0/family", SALVE_API_TEXT, NULL, FALSE },
  { "birthDate", "/birthDate", SALVE_API_DATE, NULL, FALSE },
  { "age", "/birthDate", SALVE_API_AGE, NULL, FALSE },
  { "gender", "/gender", SALVE_API_CODE, "male|female|other|unknown", FALSE },
  { "doctor", "/generalPractitioner/0/reference", SALVE_API_REFERENCE, "Practitioner", TRUE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiField doctor_fields[] = {
  { "name", "/name/0/text", SALVE_API_TEXT, NULL, TRUE },
  { "given", "/name/0/given/0", SALVE_API_TEXT, NULL, FALSE },
  { "family", "/name/0/family", SALVE_API_TEXT, NULL, FALSE },
  { "specialization", "/qualification/0/code/text", SALVE_API_TEXT, NULL, FALSE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiField disease_fields[] = {
  { "name", "/code/text", SALVE_API_TEXT, NULL, TRUE },
  { "details", "/note/0/text", SALVE_API_TEXT, NULL, FALSE },
  { "user", "/subject/reference", SALVE_API_REFERENCE, "Patient", TRUE },
  { "time", "/recordedDate", SALVE_API_TIME, NULL, FALSE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiField machine_fields[] = {
  { "name", "/deviceName/0/name", SALVE_API_TEXT, NULL, FALSE },
  { "type", "/type/text", SALVE_API_TEXT, NULL, TRUE },
  { "information", "/note/0/text", SALVE_API_TEXT, NULL, FALSE },
  { "manufacturer", "/manufacturer", SALVE_API_TEXT, NULL, FALSE },
  { "model", "/modelNumber", SALVE_API_TEXT, NULL, FALSE },
  { "serial", "/serialNumber", SALVE_API_TEXT, NULL, FALSE },
  { "mac", "/identifier/0/value", SALVE_API_TEXT, NULL, FALSE },
  { "firmware", "/version/0/value", SALVE_API_TEXT, NULL, FALSE },
  { "owner", "/patient/reference", SALVE_API_REFERENCE, "Patient", FALSE },
  { "bought", "/manufactureDate", SALVE_API_TIME, NULL, FALSE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiField reading_fields[] = {
  { "user", "/subject/reference", SALVE_API_REFERENCE, "Patient", TRUE },
  { "type", "/code/text", SALVE_API_TEXT, NULL, TRUE },
  { "value", "/valueQuantity/value", SALVE_API_NUMBER, NULL, TRUE },
  { "unit", "/valueQuantity/unit", SALVE_API_TEXT, NULL, FALSE },
  { "device", "/device/reference", SALVE_API_REFERENCE, "Device", FALSE },
  { "time", "/effectiveDateTime", SALVE_API_TIME, NULL, FALSE },
  { "reason", "/note/0/text", SALVE_API_TEXT, NULL, FALSE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiField checkup_fields[] = {
  { "user", "/subject/reference", SALVE_API_REFERENCE, "Patient", TRUE },
  { "type", "/code/text", SALVE_API_TEXT, NULL, TRUE },
  { "report", "/conclusion", SALVE_API_TEXT, NULL, FALSE },
  { "disease", "/conclusionCode/0/text", SALVE_API_TEXT, NULL, FALSE },
  { "machine", "/performer/0/display", SALVE_API_TEXT, NULL, FALSE },
  { "takenBy", "/resultsInterpreter/0/reference", SALVE_API_REFERENCE, "Practitioner", FALSE },
  { "time", "/effectiveDateTime", SALVE_API_TIME, NULL, FALSE },
  { "information", "/category/0/text", SALVE_API_TEXT, NULL, FALSE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiField visit_fields[] = {
  { "patient", "/subject/reference", SALVE_API_REFERENCE, "Patient", TRUE },
  { "time", "/period/start", SALVE_API_TIME, NULL, FALSE },
  { "reason", "/reasonCode/0/text", SALVE_API_TEXT, NULL, FALSE },
  { NULL, NULL, SALVE_API_TEXT, NULL, FALSE },
};

static const SalveApiCollection collections[] = {
  { "patients", "Patient", "People who are treated here", "\"active\":true", NULL, patient_fields },
  { "doctors", "Practitioner", "Doctors", "\"active\":true", NULL, doctor_fields },
  { "diseases", "Condition", "Diseases of a person", "", "/recordedDate", disease_fields },
  { "machines", "Device", "Machines that check-ups are made with", "\"status\":\"active\"", NULL,
    machine_fields },
  { "devices", "Device", "The same by another name", "\"status\":\"active\"", NULL, machine_fields },
  { "data", "Observation", "Readings of devices", "\"status\":\"final\"", "/effectiveDateTime",
    reading_fields },
  { "checkups", "DiagnosticReport", "Check-ups", "\"status\":\"final\"", "/effectiveDateTime",
    checkup_fields },
  { "check_history", "Encounter", "Visits that took place",
    "\"status\":\"finished\",\"class\":{\"system\":\"http://terminology.hl7.org/CodeSystem/"
    "v3-ActCode\",\"code\":\"AMB\"}",
    "/period/start", visit_fields },
};

const SalveApiCollection *
salve_api_collections (gsize *n)
{
  *n = G_N_ELEMENTS (collections);
  return collections;
}

const SalveApiCollection *
salve_api_collection_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (collections); i++)
    if (g_str_equal (collections[i].name, name))
      return &collections[i];
  return NULL;
}

static gboolean
refuse (GError **error, const SalveApiField *field, const char *why)
{
  return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", field->name, why);
}

static gboolean
set_code (SalveEdit *edit, const SalveApiField *field, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (field->target, "|", -1);

  if (!g_strv_contains ((const char *const *)words, text))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” has to be one of: %s."),
                                  field->name, field->target);
  salve_edit_set_string (edit, field->pointer, text);
  return TRUE;
}

static gboolean
set_reference (SalveEdit *edit, const SalveApiField *field, const char *text, GError **error)
{
  g_autofree char *prefix = g_strconcat (field->target, "/", NULL);
  const char *id = g_str_has_prefix (text, prefix) ? text + strlen (prefix) : text;
  g_autofree char *reference = g_strconcat (prefix, id, NULL);

  if (!salve_resource_is_valid_id (id))
    return refuse (error, field, _ ("has to be an id."));
  salve_edit_set_string (edit, field->pointer, reference);
  return TRUE;
}

static gboolean
set_age (SalveEdit *edit, const SalveApiField *field, const char *text, gint64 now, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate today = salve_instant_to_date (now, utc), birth;
  guint64 age;

  if (!g_ascii_string_to_unsigned (text, 10, 0, OLDEST, &age, NULL))
    return refuse (error, field, _ ("has to be a number of years from 0 to 150."));
  birth = salve_partial_date_new_year (today.year - (int)age);
  birth.estimated = 1;
  salve_patient_set_birth_date (edit, birth);
  return TRUE;
}

static gboolean
set_date (SalveEdit *edit, const SalveApiField *field, const char *text, GError **error)
{
  SalvePartialDate date;

  if (!salve_partial_date_parse_iso (text, &date))
    return refuse (error, field, _ ("has to be a date such as 1974, 1974-03 or 1974-03-09."));
  salve_patient_set_birth_date (edit, date);
  return TRUE;
}

/* A number keeps its digits: it comes as they were sent. */
static gboolean
set_field (SalveEdit *edit, const SalveApiField *field, yyjson_val *value, gint64 now, GError **error)
{
  const char *text = yyjson_is_raw (value) ? yyjson_get_raw (value) : yyjson_get_str (value);
  gboolean number = yyjson_is_raw (value);
  SalveInstant instant;

  if (yyjson_is_null (value))
    {
      salve_edit_remove (edit, field->pointer);
      return TRUE;
    }
  if (text == NULL || (number && field->kind != SALVE_API_NUMBER && field->kind != SALVE_API_AGE))
    return refuse (error, field, _ ("has to be a text."));
  if (strlen (text) > MAX_TEXT)
    return refuse (error, field, _ ("is longer than 64 KiB."));
  switch (field->kind)
    {
    case SALVE_API_TEXT:
      salve_edit_set_string (edit, field->pointer, text);
      return TRUE;
    case SALVE_API_CODE:
      return set_code (edit, field, text, error);
    case SALVE_API_REFERENCE:
      return set_reference (edit, field, text, error);
    case SALVE_API_TIME:
      if (!salve_instant_parse_fhir (text, NULL, &instant, NULL))
        return refuse (error, field, _ ("has to be an instant such as 2026-11-02T08:00:00Z."));
      salve_edit_set_string (edit, field->pointer, text);
      return TRUE;
    case SALVE_API_DATE:
      return set_date (edit, field, text, error);
    case SALVE_API_AGE:
      return set_age (edit, field, text, now, error);
    case SALVE_API_NUMBER:
      if (!number)
        return refuse (error, field, _ ("has to be a number."));
      salve_edit_set_json (edit, field->pointer, text);
      return TRUE;
    default:
      return FALSE;
    }
}

static const SalveApiField *
find_field (const SalveApiCollection *collection, const char *name)
{
  for (const SalveApiField *field = collection->fields; field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field;
  return NULL;
}

static SalveResource *
new_resource (const SalveApiCollection *collection, const char *id, GError **error)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"%s\",\"id\":\"%s\"%s%s}", collection->type, id,
                       collection->skeleton[0] != '\0' ? "," : "", collection->skeleton);

  return salve_resource_new_from_text (json, -1, error);
}

static gboolean
set_fields (const SalveApiCollection *collection,
            SalveEdit *edit,
            yyjson_val *object,
            gint64 now,
            GError **error)
{
  yyjson_val *key, *value;
  gsize index, max;

  yyjson_obj_foreach (object, index, max, key, value)
  {
    const char *name = unsafe_yyjson_get_str (key);
    const SalveApiField *field = find_field (collection, name);

    if (g_str_equal (name, "id"))
      continue;
    if (field == NULL)
      return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” is no field of %s."), name,
                                    collection->name);
    if (!set_field (edit, field, value, now, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_required (const SalveApiCollection *collection, SalveEdit *edit, GError **error)
{
  gboolean named = !g_str_equal (collection->type, "Patient") || salve_edit_has (edit, "/name/0/text")
                   || salve_edit_has (edit, "/name/0/family") || salve_edit_has (edit, "/name/0/given/0");

  for (const SalveApiField *field = collection->fields; field->name != NULL; field++)
    if (field->required && !salve_edit_has (edit, field->pointer))
      return refuse (error, field, _ ("is missing."));
  return named || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“name” is missing."));
}

/**
 * salve_api_to_resource:
 * @object: what was sent; null takes a field away
 * @old: (nullable): what is changed; NULL to make a new one
 * @id: of the new one
 * @now: microseconds since 1970
 *
 * Returns: (transfer full): the resource; NULL with an error that names the field
 */
SalveResource *
salve_api_to_resource (const SalveApiCollection *collection,
                       yyjson_val *object,
                       SalveResource *old,
                       const char *id,
                       gint64 now,
                       GError **error)
{
  g_autoptr (SalveResource) start = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (!yyjson_is_obj (object))
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("What is sent has to be one JSON object."));
      return NULL;
    }
  start = old != NULL ? salve_resource_ref (old) : new_resource (collection, id, error);
  if (start == NULL)
    return NULL;
  edit = salve_resource_edit (start);
  if (!set_fields (collection, edit, object, now, error) || !check_required (collection, edit, error))
    return NULL;
  if (collection->time != NULL && !salve_edit_has (edit, collection->time))
    {
      g_autofree char *text = salve_instant_format_fhir (now);

      salve_edit_set_string (edit, collection->time, text);
    }
  return salve_edit_finish (edit, error);
}

static void
add_value (JsonBuilder *builder, const SalveApiField *field, yyjson_val *value, gint64 now)
{
  const char *text = yyjson_is_raw (value) ? yyjson_get_raw (value) : yyjson_get_str (value);
  const char *slash = text != NULL ? strrchr (text, '/') : NULL;

  if (text == NULL)
    return;
  json_builder_set_member_name (builder, field->name);
  if (field->kind == SALVE_API_REFERENCE)
    json_builder_add_string_value (builder, slash != NULL ? slash + 1 : text);
  else if (field->kind == SALVE_API_NUMBER)
    json_builder_add_double_value (builder, g_ascii_strtod (text, NULL));
  else if (field->kind == SALVE_API_AGE)
    json_builder_add_int_value (builder, 1970 + now / (G_GINT64_CONSTANT (31556952) * G_USEC_PER_SEC)
                                             - g_ascii_strtoll (text, NULL, 10));
  else
    json_builder_add_string_value (builder, text);
}

/**
 * salve_api_from_resource:
 *
 * Returns: (transfer full): the resource as plain JSON
 */
char *
salve_api_from_resource (const SalveApiCollection *collection,
                         SalveResource *resource,
                         const char *id,
                         gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  yyjson_val *top = salve_resource_root (resource).value;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  for (const SalveApiField *field = collection->fields; field->name != NULL; field++)
    add_value (builder, field, yyjson_ptr_get (top, field->pointer), now);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
