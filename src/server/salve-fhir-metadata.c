/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CapabilityStatement is made from the tables that the server itself runs on: what is not in them is not claimed. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-fhir-metadata.h"

#include <string.h>
#include <yyjson.h>

#include "salve-instant.h"
#include "salve-service.h"

static void
add_codes (yyjson_mut_doc *doc, yyjson_mut_val *holder, const char *name, const char *const *codes)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (doc, holder, name);

  for (gsize i = 0; codes[i] != NULL; i++)
    {
      yyjson_mut_val *item = yyjson_mut_arr_add_obj (doc, list);

      yyjson_mut_obj_add_str (doc, item, "code", codes[i]);
    }
}

/* The interactions that have a route for "[type]". */
static void
add_interactions (yyjson_mut_doc *doc, yyjson_mut_val *resource)
{
  static const struct
  {
    const char *method, *pattern, *code;
  } rows[] = {
    { "GET", "/fhir/:type/:id", "read" },
    { "GET", "/fhir/:type/:id/_history/:version", "vread" },
    { "PUT", "/fhir/:type/:id", "update" },
    { "PATCH", "/fhir/:type/:id", "patch" },
    { "DELETE", "/fhir/:type/:id", "delete" },
    { "GET", "/fhir/:type/:id/_history", "history-instance" },
    { "GET", "/fhir/:type/_history", "history-type" },
    { "POST", "/fhir/:type", "create" },
    { "GET", "/fhir/:type", "search-type" },
  };
  const char *codes[G_N_ELEMENTS (rows) + 1] = { NULL };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize r = 0; r < salve_n_routes; r++)
      if (g_str_equal (salve_routes[r].method, rows[i].method)
          && g_str_equal (salve_routes[r].pattern, rows[i].pattern))
        {
          codes[n++] = rows[i].code;
          break;
        }
  add_codes (doc, resource, "interaction", codes);
}

static void
add_parameters (yyjson_mut_doc *doc, yyjson_mut_val *resource, const char *type)
{
  gsize n;
  const SalveSearchParameter *parameters = salve_search_parameters (type, &n);
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (doc, resource, "searchParam");

  for (gsize i = 0; i < n; i++)
    {
      yyjson_mut_val *item = yyjson_mut_arr_add_obj (doc, list);

      yyjson_mut_obj_add_str (doc, item, "name", parameters[i].name);
      yyjson_mut_obj_add_str (doc, item, "type", salve_search_kind_to_code (parameters[i].kind));
    }
}

static void
add_operation (yyjson_mut_doc *doc, yyjson_mut_val *list, const char *name, const char *definition)
{
  yyjson_mut_val *item = yyjson_mut_arr_add_obj (doc, list);

  yyjson_mut_obj_add_str (doc, item, "name", name);
  yyjson_mut_obj_add_str (doc, item, "definition", definition);
}

static void
add_operations (yyjson_mut_doc *doc, yyjson_mut_val *resource, const char *type)
{
  yyjson_mut_val *list;

  if (g_str_equal (type, "Patient"))
    {
      list = yyjson_mut_obj_add_arr (doc, resource, "operation");
      add_operation (doc, list, "everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything");
    }
  else if (g_str_equal (type, "Appointment"))
    {
      list = yyjson_mut_obj_add_arr (doc, resource, "operation");
      add_operation (doc, list, "find", "http://fhir.org/argonaut/OperationDefinition/scheduling-find");
      add_operation (doc, list, "hold", "http://fhir.org/argonaut/OperationDefinition/scheduling-hold");
      add_operation (doc, list, "book", "http://fhir.org/argonaut/OperationDefinition/scheduling-book");
    }
}

static void
add_resource (yyjson_mut_doc *doc, yyjson_mut_val *list, const char *type)
{
  yyjson_mut_val *resource = yyjson_mut_arr_add_obj (doc, list);

  yyjson_mut_obj_add_str (doc, resource, "type", type);
  add_interactions (doc, resource);
  yyjson_mut_obj_add_str (doc, resource, "versioning", "versioned-update");
  yyjson_mut_obj_add_bool (doc, resource, "readHistory", true);
  yyjson_mut_obj_add_bool (doc, resource, "updateCreate", true);
  yyjson_mut_obj_add_bool (doc, resource, "conditionalCreate", true);
  yyjson_mut_obj_add_str (doc, resource, "conditionalRead", "not-match");
  yyjson_mut_obj_add_bool (doc, resource, "conditionalUpdate", true);
  yyjson_mut_obj_add_str (doc, resource, "conditionalDelete", "single");
  add_parameters (doc, resource, type);
  add_operations (doc, resource, type);
}

static void
add_security (yyjson_mut_doc *doc, yyjson_mut_val *rest, SalveExchange *exchange)
{
  yyjson_mut_val *security = yyjson_mut_obj_add_obj (doc, rest, "security"), *list, *item, *coding, *urls;
  g_autofree char *authorize = g_strconcat (exchange->base, "/oauth/authorize", NULL);
  g_autofree char *token = g_strconcat (exchange->base, "/oauth/token", NULL);
  g_autofree char *revoke = g_strconcat (exchange->base, "/oauth/revoke", NULL);
  const char *const uris[][2] = { { "authorize", authorize }, { "token", token }, { "revoke", revoke } };

  list = yyjson_mut_obj_add_arr (doc, security, "service");
  item = yyjson_mut_arr_add_obj (doc, list);
  list = yyjson_mut_obj_add_arr (doc, item, "coding");
  coding = yyjson_mut_arr_add_obj (doc, list);
  yyjson_mut_obj_add_str (doc, coding, "system",
                          "http://terminology.hl7.org/CodeSystem/restful-security-service");
  yyjson_mut_obj_add_str (doc, coding, "code", "SMART-on-FHIR");
  list = yyjson_mut_obj_add_arr (doc, security, "extension");
  item = yyjson_mut_arr_add_obj (doc, list);
  yyjson_mut_obj_add_str (doc, item, "url",
                          "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
  urls = yyjson_mut_obj_add_arr (doc, item, "extension");
  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      item = yyjson_mut_arr_add_obj (doc, urls);
      yyjson_mut_obj_add_str (doc, item, "url", uris[i][0]);
      yyjson_mut_obj_add_strcpy (doc, item, "valueUri", uris[i][1]);
    }
}

static void
add_rest (yyjson_mut_doc *doc, yyjson_mut_val *root, SalveExchange *exchange)
{
  static const char *const system[] = { "transaction", "batch", "history-system", NULL };
  yyjson_mut_val *rest = yyjson_mut_arr_add_obj (doc, yyjson_mut_obj_add_arr (doc, root, "rest")), *list;
  const char *const *types = salve_search_types ();

  yyjson_mut_obj_add_str (doc, rest, "mode", "server");
  add_security (doc, rest, exchange);
  list = yyjson_mut_obj_add_arr (doc, rest, "resource");
  for (gsize i = 0; types[i] != NULL; i++)
    add_resource (doc, list, types[i]);
  add_codes (doc, rest, "interaction", system);
  list = yyjson_mut_obj_add_arr (doc, rest, "operation");
  add_operation (doc, list, "export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export");
}

/* GET metadata */
gboolean
salve_fhir_handle_metadata (SalveExchange *exchange, GError **error)
{
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (doc), *software, *formats, *implementation;
  g_autofree char *date = salve_instant_format_fhir (g_get_real_time ());
  char *text;
  gsize length;

  yyjson_mut_doc_set_root (doc, root);
  yyjson_mut_obj_add_str (doc, root, "resourceType", "CapabilityStatement");
  yyjson_mut_obj_add_str (doc, root, "status", "active");
  yyjson_mut_obj_add_str (doc, root, "date", date);
  yyjson_mut_obj_add_str (doc, root, "kind", "instance");
  software = yyjson_mut_obj_add_obj (doc, root, "software");
  yyjson_mut_obj_add_str (doc, software, "name", "salve-server");
  yyjson_mut_obj_add_str (doc, software, "version", SALVE_VERSION);
  implementation = yyjson_mut_obj_add_obj (doc, root, "implementation");
  yyjson_mut_obj_add_str (doc, implementation, "description", "A clinic's own server");
  yyjson_mut_obj_add_str (doc, implementation, "url", exchange->fhir_base);
  yyjson_mut_obj_add_str (doc, root, "fhirVersion", "4.0.1");
  formats = yyjson_mut_obj_add_arr (doc, root, "format");
  yyjson_mut_arr_add_str (doc, formats, "application/fhir+json");
  yyjson_mut_arr_add_str (doc, formats, "json");
  formats = yyjson_mut_obj_add_arr (doc, root, "patchFormat");
  yyjson_mut_arr_add_str (doc, formats, "application/json-patch+json");
  add_rest (doc, root, exchange);
  text = yyjson_mut_write (doc, YYJSON_WRITE_NOFLAG, &length);
  salve_exchange_answer (exchange, SOUP_STATUS_OK, NULL, g_bytes_new (text, length));
  free (text);
  yyjson_mut_doc_free (doc);
  return TRUE;
}
