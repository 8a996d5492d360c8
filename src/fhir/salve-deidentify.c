/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record without the person, by the list of 45 CFR 164.514(b)(2) (HIPAA's "safe harbor"). What is not known to be
 * harmless is left out: a text is kept only where FHIR has a code in that place, a number always, a date as its year
 * alone, and nothing at all of an age over 89. Ids become pseudonyms under a key of this export, so that records of one
 * person stay together and two exports cannot be joined. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-deidentify.h"

#include <string.h>

#include "salve-datatypes.h"
#include "salve-element.h"
#include "salve-json.h"

#define OLDEST 89
#define YEAR ((gint64)31556952 * G_USEC_PER_SEC)

static const char *const types[] = {
  "AllergyIntolerance", "Appointment",         "Condition",   "DiagnosticReport", "Encounter", "Immunization",
  "MedicationRequest",  "MedicationStatement", "Observation", "Patient",          "Procedure", NULL
};

/* Members that go whole, whatever is in them. */
static const char *const dropped[] = { "address",
                                       "contact",
                                       "contained",
                                       "content",
                                       "description",
                                       "extension",
                                       "identifier",
                                       "link",
                                       "meta",
                                       "modifierExtension",
                                       "name",
                                       "note",
                                       "photo",
                                       "presentedForm",
                                       "telecom",
                                       "text",
                                       "comment",
                                       "conclusion",
                                       "patientInstruction",
                                       "lotNumber",
                                       "requestedPeriod",
                                       "basedOn",
                                       NULL };

/* Where a text is a code, not somebody's words. */
static const char *const kept[] = { "resourceType", "status",      "code",       "system", "unit",
                                    "gender",       "intent",      "comparator", "use",    "priority",
                                    "type",         "criticality", "daysOfWeek", NULL };

typedef struct
{
  GHmac *hmac; /* of the key, copied for each id */
  int year;    /* now */
} Context;

/* Returns: whether records of that type can be made anonymous at all */
gboolean
salve_deidentify_knows (const char *type)
{
  return g_strv_contains (types, type);
}

static char *
pseudonym (Context *context, const char *type, const char *id)
{
  g_autoptr (GHmac) hmac = g_hmac_copy (context->hmac);

  g_hmac_update (hmac, (const guchar *)type, -1);
  g_hmac_update (hmac, (const guchar *)"/", 1);
  g_hmac_update (hmac, (const guchar *)id, -1);
  return g_strndup (g_hmac_get_string (hmac), 32);
}

static gboolean
looks_like_date (const char *text)
{
  for (int i = 0; i < 4; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return text[4] == '\0' || (text[4] == '-' && g_ascii_isdigit (text[5]) && g_ascii_isdigit (text[6]));
}

/* An instant has to stay one: the first of its year. Returns: (transfer full) (nullable): JSON; NULL for nothing */
static char *
year_of (Context *context, const char *name, const char *text)
{
  int year = (int)g_ascii_strtoll (text, NULL, 10);

  if (g_str_equal (name, "birthDate") && context->year - year > OLDEST)
    return NULL;
  return strlen (text) > 10 ? g_strdup_printf ("\"%.4s-01-01T00:00:00Z\"", text)
                            : g_strdup_printf ("\"%.4s\"", text);
}

static char *
reference_of (Context *context, const char *text)
{
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  if (!salve_reference_parse (text, &type, &id) || !salve_deidentify_knows (type))
    return NULL;
  other = pseudonym (context, type, id);
  return g_strdup_printf ("\"%s/%s\"", type, other);
}

static char *
text_of (Context *context, const char *name, const char *text)
{
  if (g_str_equal (name, "reference"))
    return reference_of (context, text);
  if (looks_like_date (text) && !g_str_equal (name, "code"))
    return year_of (context, name, text);
  return g_strv_contains (kept, name) ? salve_json_quote (text) : NULL;
}

static char *value_of (Context *context, const char *name, yyjson_val *value);

static char *
members_of (Context *context, yyjson_val *value)
{
  g_autoptr (GString) out = g_string_new ("{");
  yyjson_val *key, *item;
  gsize index, max;

  yyjson_obj_foreach (value, index, max, key, item)
  {
    const char *name = unsafe_yyjson_get_str (key);
    g_autofree char *json = NULL;

    if (name[0] == '_' || g_str_equal (name, "id") || g_strv_contains (dropped, name))
      continue;
    json = value_of (context, name, item);
    if (json != NULL)
      g_string_append_printf (out, "%s\"%s\":%s", out->len > 1 ? "," : "", name, json);
  }
  if (out->len == 1)
    return NULL;
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
items_of (Context *context, const char *name, yyjson_val *value)
{
  g_autoptr (GString) out = g_string_new ("[");
  yyjson_val *item;
  gsize index, max;

  yyjson_arr_foreach (value, index, max, item)
    {
      g_autofree char *json = value_of (context, name, item);

      if (json != NULL)
        g_string_append_printf (out, "%s%s", out->len > 1 ? "," : "", json);
    }
  if (out->len == 1)
    return NULL;
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Returns: (transfer full) (nullable): what may be said of it, as JSON */
static char *
value_of (Context *context, const char *name, yyjson_val *value)
{
  if (yyjson_is_obj (value))
    return members_of (context, value);
  if (yyjson_is_arr (value))
    return items_of (context, name, value);
  if (yyjson_is_str (value))
    return text_of (context, name, unsafe_yyjson_get_str (value));
  return salve_element_to_json ((SalveElement){ value });
}

/**
 * salve_deidentify:
 * @resource: of a type that salve_deidentify_knows()
 * @key: a secret of this export
 * @now: microseconds since 1970, for ages
 *
 * Any thread. Returns: (transfer full): JSON of the resource without the person; NULL with an error
 */
GBytes *
salve_deidentify (SalveResource *resource, const char *key, gint64 now, GError **error)
{
  Context context = { g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)key, strlen (key)),
                      (int)(1970 + now / YEAR) };
  const char *type = salve_resource_get_type_name (resource), *id = salve_resource_get_id (resource);
  g_autofree char *members = members_of (&context, salve_resource_root (resource).value);
  g_autofree char *other = id != NULL ? pseudonym (&context, type, id) : NULL;
  char *json;

  g_hmac_unref (context.hmac);
  g_return_val_if_fail (members != NULL, NULL); /* it has at least its type */
  json = other != NULL ? g_strdup_printf ("{\"id\":\"%s\",%s", other, members + 1) : g_strdup (members);
  return g_bytes_new_take (json, strlen (json));
}
