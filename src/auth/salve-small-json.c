/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json-glib reads only what is small and was checked before: its size, its depth (json-glib recurses, and these run on the
 * small stacks of fibers), its text and its keys by the reader of clinical JSON, which also refuses a key that comes twice.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-small-json.h"

#include "salve-fhir-error.h"
#include "salve-json.h"

#include <glib/gi18n-lib.h>

#define MAX_DEPTH 8

/**
 * salve_small_json_parse:
 * @error: (nullable): SALVE_FHIR_ERROR
 *
 * Returns: (transfer full) (nullable): the object that the document is
 */
JsonObject *
salve_small_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (yyjson_doc) checked = NULL;
  JsonNode *root;

  if (text == NULL || length == 0)
    {
      g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_SYNTAX, _ ("the document is empty"));
      return NULL;
    }
  if (length > SALVE_SMALL_JSON_MAX_SIZE)
    {
      g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_SYNTAX, _ ("the document is too large"));
      return NULL;
    }
  if (!salve_json_check_depth_and_text (text, length, MAX_DEPTH, error))
    return NULL;
  checked = salve_json_parse (text, length, error);
  if (checked == NULL)
    return NULL;
  parser = json_parser_new_immutable ();
  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, text, length, error))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_SYNTAX, _ ("the document is no object"));
      return NULL;
    }
  return json_node_dup_object (root);
}

/* The text of a member; NULL when it is absent, empty or something else. */
const char *
salve_small_json_get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  return text != NULL && *text != '\0' ? text : NULL;
}

gint64
salve_small_json_get_integer (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return otherwise;
  return json_node_get_int (node);
}

/* Whether the array @list holds @text; @otherwise where there is no such array. */
gboolean
salve_small_json_has_text (JsonObject *object, const char *list, const char *text, gboolean otherwise)
{
  JsonNode *node = json_object_get_member (object, list);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return otherwise;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING
          && g_strcmp0 (json_node_get_string (element), text) == 0)
        return TRUE;
    }
  return FALSE;
}
