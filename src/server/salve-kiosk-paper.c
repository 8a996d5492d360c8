/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-kiosk-paper.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "salve-api.h"
#include "salve-datatypes.h"
#include "salve-fhir-read.h"
#include "salve-kiosk.h"
#include "salve-service.h"

const char *const salve_kiosk_paper_types[SALVE_N_PAPER_TYPES] = {
  "DiagnosticReport", "Composition", "DocumentReference", "MedicationRequest", "Media",
};

#define MOST_RESULTS 60
#define MOST_PICTURES 6

/* What is finished, and was not taken back (the codes of each type's status in R4). */
gboolean
salve_kiosk_paper_is_shown (SalveResource *resource)
{
  static const char *const shown[] = { "final",  "amended",   "corrected", "appended", "current",
                                       "active", "completed", "on-hold",   NULL };
  SalveElement root = salve_resource_root (resource);
  const char *status = salve_element_string (root, "status"),
             *draft = salve_element_string (root, "docStatus"),
             *intent = salve_element_string (root, "intent");

  return status != NULL && g_strv_contains (shown, status) && g_strcmp0 (draft, "preliminary") != 0
         && g_strcmp0 (draft, "entered-in-error") != 0
         && (intent == NULL || g_str_has_suffix (intent, "order"));
}

static SalveElement
first_attachment (SalveResource *resource)
{
  SalveElement content = salve_element_get (salve_resource_root (resource), "content");

  if (g_str_equal (salve_resource_get_type_name (resource), "Media"))
    return content;
  return salve_element_get (salve_element_at (content, 0), "attachment");
}

/* Returns: "report", "note", "prescription" or "picture" */
const char *
salve_kiosk_paper_kind (SalveResource *resource)
{
  const char *type = salve_resource_get_type_name (resource);
  const char *content = salve_element_string (first_attachment (resource), "contentType");

  if (g_str_equal (type, "DiagnosticReport"))
    return "report";
  if (g_str_equal (type, "MedicationRequest"))
    return "prescription";
  return content != NULL && g_str_has_prefix (content, "image/") ? "picture" : "note";
}

/* Returns: (transfer full) (nullable): what it is called; NULL where nobody gave it a name */
char *
salve_kiosk_paper_title (SalveResource *resource)
{
  static const char *const concepts[] = { "medicationCodeableConcept", "code", "type" };
  SalveElement root = salve_resource_root (resource);
  const char *title = salve_element_string (root, "title");

  if (title == NULL)
    title = salve_element_string (first_attachment (resource), "title");
  if (title == NULL)
    title = salve_element_string (root, "description");
  for (guint i = 0; i < G_N_ELEMENTS (concepts) && title == NULL; i++)
    title = salve_concept_display (salve_element_get (root, concepts[i]));
  return g_strdup (title);
}

gboolean
salve_picture_request_is_open (SalveResource *request)
{
  SalveElement root = salve_resource_root (request);

  if (g_strcmp0 (salve_element_string (root, "status"), "active") != 0)
    return FALSE;
  SALVE_ELEMENT_FOREACH (category, salve_element_get (root, "category"))
    {
      if (g_strcmp0 (salve_concept_code (category, SALVE_REQUEST_SYSTEM), SALVE_REQUEST_PICTURE) == 0)
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  SalveExchange *exchange;
  GString *text;
  JsonBuilder *pictures;
  guint n_pictures;
  gboolean more; /* there is something that cannot be shown here */
} Reading;

static void
say (Reading *reading, const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (reading->text->len > 0)
    g_string_append_c (reading->text, '\n');
  g_string_append (reading->text, words);
}

/* One of the few entities that XHTML has by itself, or a number. Returns: how many bytes it is long; 0: none */
static gsize
append_entity (GString *plain, const char *at)
{
  static const char *const known[][2] = {
    { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" },
  };
  char *end;
  guint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (at, known[i][0]))
      {
        g_string_append (plain, known[i][1]);
        return strlen (known[i][0]);
      }
  if (!g_str_has_prefix (at, "&#"))
    return 0;
  number = at[2] == 'x' ? g_ascii_strtoull (at + 3, &end, 16) : g_ascii_strtoull (at + 2, &end, 10);
  if (*end != ';' || number < ' ' || number > 0x10ffff || !g_unichar_validate ((gunichar)number))
    return 0;
  g_string_append_unichar (plain, (gunichar)number);
  return (gsize)(end + 1 - at);
}

/* The words of a narrative (https://hl7.org/fhir/R4/narrative.html): where a block ends, a line does. */
static char *
plain_text (const char *xhtml)
{
  static const char *const blocks[] = { "</p", "<br", "</div", "</li", "</tr", "</h" };
  GString *plain = g_string_new (NULL);

  for (const char *at = xhtml; *at != '\0';)
    {
      gsize entity = *at == '&' ? append_entity (plain, at) : 0;
      const char *end = *at == '<' ? strchr (at, '>') : NULL;

      for (guint i = 0; end != NULL && i < G_N_ELEMENTS (blocks); i++)
        if (g_str_has_prefix (at, blocks[i]) && plain->len > 0 && plain->str[plain->len - 1] != '\n')
          g_string_append_c (plain, '\n');
      if (entity == 0 && end == NULL)
        g_string_append_c (plain, *at);
      at = end != NULL ? end + 1 : at + MAX (entity, 1);
    }
  return g_strstrip (g_string_free_and_steal (plain));
}

static void
say_narrative (Reading *reading, SalveElement holder)
{
  const char *xhtml = salve_element_path_string (holder, "text.div");
  g_autofree char *plain = xhtml != NULL ? plain_text (xhtml) : NULL;

  say (reading, plain);
}

/* Awaits. What a reference leads to, as far as whoever asks may see it; NULL without an error. */
static SalveResource *
follow (Reading *reading, const char *reference)
{
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (SalveSearchRow) row = NULL;
  SalveReach reach;

  if (reference == NULL || !salve_reference_parse (reference, &type, &id)
      || !salve_service_authorize (reading->exchange, SALVE_ACTION_READ, type, &reach, NULL))
    return NULL;
  row = salve_fhir_await_row (reading->exchange, type, id, &reach, NULL);
  return row != NULL ? salve_resource_new (row->body, NULL) : NULL;
}

static void
add_picture (Reading *reading, const char *type, const char *data)
{
  if (reading->n_pictures++ >= MOST_PICTURES)
    {
      reading->more = TRUE;
      return;
    }
  json_builder_begin_object (reading->pictures);
  salve_api_add_text (reading->pictures, "type", type);
  salve_api_add_text (reading->pictures, "data", data);
  json_builder_end_object (reading->pictures);
}

/* Awaits. Words are said, pictures are shown, of anything else it is said that there is more. */
static void
read_attachment (Reading *reading, SalveElement attachment)
{
  const char *type = salve_element_string (attachment, "contentType");
  const char *data = salve_element_string (attachment, "data");
  g_autoptr (SalveResource) binary = NULL;

  if (!salve_element_exists (attachment))
    return;
  if (data == NULL)
    binary = follow (reading, salve_element_string (attachment, "url"));
  if (binary != NULL)
    data = salve_element_string (salve_resource_root (binary), "data");
  if (data == NULL || type == NULL)
    reading->more = TRUE;
  else if (g_str_has_prefix (type, "text/plain"))
    {
      gsize length;
      g_autofree guchar *raw = g_base64_decode (data, &length);
      g_autofree char *text = g_utf8_make_valid ((const char *)raw, (gssize)length);

      say (reading, text);
    }
  else if (g_str_equal (type, "image/jpeg") || g_str_equal (type, "image/png"))
    add_picture (reading, type, data);
  else
    reading->more = TRUE;
}

/* Awaits. A line a result. */
static void
read_results (Reading *reading, SalveElement root)
{
  guint n = 0;

  SALVE_ELEMENT_FOREACH (reference, salve_element_get (root, "result"))
    {
      g_autoptr (SalveResource) result =
          n++ < MOST_RESULTS ? follow (reading, salve_element_string (reference, "reference")) : NULL;
      SalveElement observation = result != NULL ? salve_resource_root (result) : (SalveElement){ NULL };
      const char *name = salve_concept_display (salve_element_get (observation, "code"));
      g_autofree char *value = salve_quantity_format (salve_element_get (observation, "valueQuantity"));
      const char *words = value != NULL ? value : salve_element_string (observation, "valueString");
      g_autofree char *line = name != NULL && words != NULL ? g_strdup_printf ("%s: %s", name, words) : NULL;

      if (words == NULL)
        reading->more = TRUE;
      say (reading, line);
    }
}

/* Awaits. */
static void
read_paper (Reading *reading, SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  const char *type = salve_resource_get_type_name (resource);

  say (reading, salve_element_string (root, "conclusion"));
  read_results (reading, root);
  SALVE_ELEMENT_FOREACH (form, salve_element_get (root, "presentedForm"))
    {
      read_attachment (reading, form);
    }
  SALVE_ELEMENT_FOREACH (dosage, salve_element_get (root, "dosageInstruction"))
    {
      say (reading, salve_element_string (dosage, "text"));
    }
  SALVE_ELEMENT_FOREACH (section, salve_element_get (root, "section"))
    {
      say (reading, salve_element_string (section, "title"));
      say_narrative (reading, section);
    }
  if (g_str_equal (type, "Media"))
    read_attachment (reading, salve_element_get (root, "content"));
  else
    SALVE_ELEMENT_FOREACH (content, salve_element_get (root, "content"))
      {
        read_attachment (reading, salve_element_get (content, "attachment"));
      }
  if (reading->text->len == 0 && reading->n_pictures == 0)
    say_narrative (reading, root);
}

static const char *
author_of (SalveResource *resource)
{
  static const char *const names[] = { "author", "requester", "performer", "operator" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      SALVE_ELEMENT_FOREACH (reference, salve_element_get (salve_resource_root (resource), names[i]))
        {
          if (salve_reference_display (reference) != NULL)
            return salve_reference_display (reference);
        }
    }
  return NULL;
}

static void
answer (SalveExchange *exchange, SalveResource *resource, Reading *reading)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *title = salve_kiosk_paper_title (resource);

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "title", title);
  salve_api_add_text (builder, "kind", salve_kiosk_paper_kind (resource));
  salve_api_add_text (builder, "by", author_of (resource));
  salve_api_add_text (builder, "text", reading->text->str);
  json_builder_set_member_name (builder, "more");
  json_builder_add_boolean_value (builder, reading->more);
  json_builder_set_member_name (builder, "pictures");
  json_builder_add_value (builder, json_builder_get_root (reading->pictures));
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
}

/* GET api/v1/kiosk/papers/[type]/[id] */
gboolean
salve_kiosk_handle_paper (SalveExchange *exchange, GError **error)
{
  const char *type = salve_exchange_name (exchange, "type"), *id = salve_exchange_name (exchange, "id");
  gboolean known = FALSE;
  g_autoptr (SalveSearchRow) row = NULL;
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonBuilder) pictures = json_builder_new ();
  Reading reading = { exchange, text, pictures, 0, FALSE };

  for (guint i = 0; i < SALVE_N_PAPER_TYPES; i++)
    known |= g_str_equal (type, salve_kiosk_paper_types[i]);
  row = known ? salve_fhir_await_row (exchange, type, id, &exchange->reach, error) : NULL;
  if (row != NULL)
    resource = salve_resource_new (row->body, error);
  else if (known)
    return FALSE;
  if (row != NULL && resource == NULL)
    return FALSE;
  if (resource == NULL || !salve_kiosk_paper_is_shown (resource))
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no %s/%s."), type, id);
  json_builder_begin_array (pictures);
  read_paper (&reading, resource);
  json_builder_end_array (pictures);
  answer (exchange, resource, &reading);
  return TRUE;
}
