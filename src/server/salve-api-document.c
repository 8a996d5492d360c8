/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OpenAPI document, made from the tables that the routes and the translations use. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <yyjson.h>

#include "salve-api-map.h"
#include "salve-api.h"
#include "salve-service.h"

static void
add (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
open_object (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
add_field (JsonBuilder *builder, const SalveApiField *field)
{
  open_object (builder, field->name);
  add (builder, "type",
       field->kind == SALVE_API_NUMBER ? "number"
       : field->kind == SALVE_API_AGE  ? "integer"
                                       : "string");
  if (field->kind == SALVE_API_TIME)
    add (builder, "format", "date-time");
  if (field->kind == SALVE_API_REFERENCE)
    {
      g_autofree char *text = g_strdup_printf ("The id of a %s", field->target);

      add (builder, "description", text);
    }
  if (field->kind == SALVE_API_CODE)
    {
      g_auto (GStrv) words = g_strsplit (field->target, "|", -1);

      json_builder_set_member_name (builder, "enum");
      json_builder_begin_array (builder);
      for (guint i = 0; words[i] != NULL; i++)
        json_builder_add_string_value (builder, words[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
add_schema (JsonBuilder *builder, const SalveApiCollection *collection)
{
  open_object (builder, collection->name);
  add (builder, "type", "object");
  add (builder, "description", collection->what);
  open_object (builder, "properties");
  open_object (builder, "id");
  add (builder, "type", "string");
  json_builder_end_object (builder);
  for (const SalveApiField *field = collection->fields; field->name != NULL; field++)
    add_field (builder, field);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "required");
  json_builder_begin_array (builder);
  for (const SalveApiField *field = collection->fields; field->name != NULL; field++)
    if (field->required)
      json_builder_add_string_value (builder, field->name);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static char *
open_api_path (const char *pattern)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == ':')
      {
        char *name = g_strdup_printf ("{%s}", parts[i] + 1);

        g_free (parts[i]);
        parts[i] = name;
      }
  return g_strjoinv ("/", parts);
}

static gboolean
is_api (const SalveRoute *route)
{
  return g_str_has_prefix (route->pattern, "/api/v1/") || g_str_has_prefix (route->pattern, "/jobs/");
}

static gboolean
came_before (gsize index)
{
  for (gsize i = 0; i < index; i++)
    if (g_str_equal (salve_routes[i].pattern, salve_routes[index].pattern))
      return TRUE;
  return FALSE;
}

static void
add_operation (JsonBuilder *builder, const SalveRoute *route)
{
  g_autofree char *method = g_ascii_strdown (route->method, -1);

  open_object (builder, method);
  if (strchr (route->pattern, ':') != NULL)
    {
      json_builder_set_member_name (builder, "parameters");
      json_builder_begin_array (builder);
      json_builder_begin_object (builder);
      add (builder, "name", "id");
      add (builder, "in", "path");
      json_builder_set_member_name (builder, "required");
      json_builder_add_boolean_value (builder, TRUE);
      open_object (builder, "schema");
      add (builder, "type", "string");
      json_builder_end_object (builder);
      json_builder_end_object (builder);
      json_builder_end_array (builder);
    }
  open_object (builder, "responses");
  open_object (builder, "default");
  add (builder, "description", "The answer, or an OperationOutcome that says what was wrong");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  if (route->policy == SALVE_POLICY_PUBLIC)
    {
      json_builder_set_member_name (builder, "security");
      json_builder_begin_array (builder);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
add_paths (JsonBuilder *builder)
{
  open_object (builder, "paths");
  for (gsize i = 0; i < salve_n_routes; i++)
    {
      g_autofree char *path = NULL;

      if (!is_api (&salve_routes[i]) || came_before (i))
        continue;
      path = open_api_path (salve_routes[i].pattern);
      open_object (builder, path);
      for (gsize r = i; r < salve_n_routes; r++)
        if (g_str_equal (salve_routes[r].pattern, salve_routes[i].pattern))
          add_operation (builder, &salve_routes[r]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_components (JsonBuilder *builder)
{
  gsize n;
  const SalveApiCollection *collections = salve_api_collections (&n);

  open_object (builder, "components");
  open_object (builder, "schemas");
  for (gsize i = 0; i < n; i++)
    add_schema (builder, &collections[i]);
  json_builder_end_object (builder);
  open_object (builder, "securitySchemes");
  open_object (builder, "token");
  add (builder, "type", "http");
  add (builder, "scheme", "bearer");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/* GET api/v1/openapi.json */
gboolean
salve_api_handle_document (SalveExchange *exchange, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add (builder, "openapi", "3.0.3");
  open_object (builder, "info");
  add (builder, "title", "salve-server");
  add (builder, "version", SALVE_VERSION);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add (builder, "url", exchange->base);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "security");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "token");
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_paths (builder);
  add_components (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, json_to_string (root, FALSE));
  return TRUE;
}
