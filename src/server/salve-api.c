/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every collection is a translation: what is asked for here goes through the same search, the same writes and the same
 * rights as FHIR's own routes. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <yyjson.h>

#include "salve-api.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-api-map.h"
#include "salve-fhir-read.h"
#include "salve-fhir-row.h"
#include "salve-fhir-write.h"
#include "salve-json.h"
#include "salve-service.h"

/* The collection that the path names: every route of one has it as its third part. */
static const SalveApiCollection *
collection_of (SalveExchange *exchange)
{
  g_auto (GStrv) parts = g_strsplit (exchange->path, "/", 6);

  return g_strv_length (parts) > 3 ? salve_api_collection_find (parts[3]) : NULL;
}

/* Returns: (transfer full): the body as JSON; NULL with an error */
yyjson_doc *
salve_api_read_body (SalveExchange *exchange, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (exchange->body, &length);

  if (length == 0)
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("The request has no body."));
      return NULL;
    }
  if (length > SALVE_RESOURCE_MAX_SIZE)
    {
      salve_exchange_refuse (error, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                             _ ("The body is larger than 8 MiB."));
      return NULL;
    }
  return salve_json_parse (text, length, error);
}

/* @text: (nullable): the member is left out where there is none */
void
salve_api_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

void
salve_api_answer_builder (SalveExchange *exchange, guint status, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  salve_exchange_answer_json (exchange, status, json_to_string (root, FALSE));
}

static void
append_row (GString *out, const SalveApiCollection *collection, const SalveSearchRow *row)
{
  g_autoptr (SalveResource) resource = salve_resource_new (row->body, NULL);
  g_autofree char *json =
      resource != NULL ? salve_api_from_resource (collection, resource, row->id, g_get_real_time ()) : NULL;

  g_string_append (out, json != NULL ? json : "null");
}

/* GET api/v1/[collection]?user=…&count=…&page=… */
gboolean
salve_api_handle_list (SalveExchange *exchange, GError **error)
{
  const SalveApiCollection *collection = collection_of (exchange);
  const char *user = salve_exchange_parameter (exchange, "user"),
             *page_token = salve_exchange_parameter (exchange, "page");
  const char *count = salve_exchange_parameter (exchange, "count");
  g_autoptr (GString) query = g_string_new ("_sort=-_lastUpdated");
  g_autoptr (SalveFhirSearch) search = NULL;
  g_autoptr (SalveSearchPage) page = NULL;
  GString *out;

  if (user != NULL && salve_resource_is_valid_id (user))
    g_string_append_printf (query, "&%s=%s", g_str_equal (collection->type, "Patient") ? "_id" : "patient",
                            user);
  else if (user != NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” has to be an id."), "user");
  if (count != NULL)
    g_string_append_printf (query, "&_count=%" G_GINT64_FORMAT,
                            CLAMP (g_ascii_strtoll (count, NULL, 10), 1, 1000));
  if (page_token != NULL)
    {
      g_autofree char *escaped = g_uri_escape_string (page_token, NULL, FALSE);

      g_string_append_printf (query, "&_page=%s", escaped);
    }
  search = salve_fhir_search_parse (collection->type, query->str, TRUE, error);
  page = search != NULL ? salve_fhir_run_search (exchange, search, &exchange->reach, error) : NULL;
  if (page == NULL)
    return FALSE;
  out = g_string_new ("{\"items\":[");
  for (guint i = 0; i < page->rows->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_row (out, collection, page->rows->pdata[i]);
    }
  g_string_append_c (out, ']');
  if (page->next != NULL)
    {
      g_autofree char *quoted = salve_json_quote (page->next);

      g_string_append_printf (out, ",\"next\":%s", quoted);
    }
  g_string_append_c (out, '}');
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, g_string_free (out, FALSE));
  return TRUE;
}

typedef struct
{
  char *type;
  char *id;
  SalveReach reach;
  char *reach_id;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->type);
  g_free (look->id);
  g_free (look->reach_id);
  g_free (look);
}

static gboolean
work_look (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Look *look = data;
  SalveSearchRow *row = salve_fhir_read_row (connection, look->type, look->id, &look->reach, error);

  if (row == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, row);
  return TRUE;
}

static SalveSearchRow *
look_up (SalveExchange *exchange, const char *type, GError **error)
{
  Look *look = g_new0 (Look, 1);

  look->type = g_strdup (type);
  look->id = g_strdup (salve_exchange_name (exchange, "id"));
  look->reach_id = g_strdup (exchange->reach.id);
  look->reach = (SalveReach){ exchange->reach.kind, look->reach_id };
  return dex_await_pointer (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_look, look, look_free),
      error);
}

static gboolean
commit (SalveExchange *exchange, SalveFhirWrite *write, const SalveApiCollection *collection, GError **error)
{
  g_autofree char *label = g_strdup_printf ("%s %s", exchange->method, collection->name);

  return salve_fhir_write_await (exchange, write, label, error);
}

static gboolean
answer_resource (SalveExchange *exchange,
                 guint status,
                 const SalveApiCollection *collection,
                 GBytes *body,
                 const char *id)
{
  g_autoptr (SalveResource) resource = salve_resource_new (body, NULL);

  salve_exchange_answer_json (exchange, status,
                              salve_api_from_resource (collection, resource, id, g_get_real_time ()));
  return TRUE;
}

/* POST api/v1/[collection] */
gboolean
salve_api_handle_create (SalveExchange *exchange, GError **error)
{
  const SalveApiCollection *collection = collection_of (exchange);
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *location = g_strdup_printf ("%s/api/v1/%s/%s", exchange->base, collection->name, id);
  g_autoptr (SalveFhirWrite) write = salve_fhir_write_new (SALVE_WRITE_CREATE, collection->type, id);

  if (doc == NULL)
    return FALSE;
  write->resource =
      salve_api_to_resource (collection, yyjson_doc_get_root (doc), NULL, id, g_get_real_time (), error);
  if (write->resource == NULL || !commit (exchange, write, collection, error))
    return FALSE;
  salve_exchange_set_header (exchange, "Location", location);
  return answer_resource (exchange, SOUP_STATUS_CREATED, collection, write->body, id);
}

/* GET api/v1/[collection]/[id] */
gboolean
salve_api_handle_get (SalveExchange *exchange, GError **error)
{
  const SalveApiCollection *collection = collection_of (exchange);
  g_autoptr (SalveSearchRow) row = look_up (exchange, collection->type, error);

  return row != NULL && answer_resource (exchange, SOUP_STATUS_OK, collection, row->body, row->id);
}

/* PATCH and PUT api/v1/[collection]/[id]: the fields that are sent change, the others stay */
gboolean
salve_api_handle_change (SalveExchange *exchange, GError **error)
{
  const SalveApiCollection *collection = collection_of (exchange);
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  g_autoptr (SalveSearchRow) row = doc != NULL ? look_up (exchange, collection->type, error) : NULL;
  g_autoptr (SalveResource) old = row != NULL ? salve_resource_new (row->body, error) : NULL;
  g_autoptr (SalveFhirWrite) write = NULL;

  if (old == NULL)
    return FALSE;
  write = salve_fhir_write_new (SALVE_WRITE_UPDATE, collection->type, row->id);
  write->if_match = row->version;
  write->resource =
      salve_api_to_resource (collection, yyjson_doc_get_root (doc), old, row->id, g_get_real_time (), error);
  if (write->resource == NULL || !commit (exchange, write, collection, error))
    return FALSE;
  return answer_resource (exchange, SOUP_STATUS_OK, collection, write->body, row->id);
}

/* DELETE api/v1/[collection]/[id] */
gboolean
salve_api_handle_delete (SalveExchange *exchange, GError **error)
{
  const SalveApiCollection *collection = collection_of (exchange);
  g_autoptr (SalveFhirWrite) write =
      salve_fhir_write_new (SALVE_WRITE_DELETE, collection->type, salve_exchange_name (exchange, "id"));
  g_autoptr (SalveSearchRow) row = look_up (exchange, collection->type, error);

  if (row == NULL || !commit (exchange, write, collection, error))
    return FALSE;
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

static gboolean
work_analytics (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Look *look = data;
  g_autoptr (GString) out = g_string_new ("{\"users\":[");
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT c.patient_id, coalesce (json_extract (r.body, '$.code.text'), json_extract (r.body,"
      " '$.code.coding[0].display'), ''), count(*), max (c.date) FROM clinical AS c JOIN resource AS r ON"
      " r.rowid = c.rowid WHERE c.type = 'DiagnosticReport' AND (?1 IS NULL OR c.patient_id = ?1)"
      " GROUP BY 1, 2 ORDER BY 1, 2",
      error);
  g_autofree char *user = NULL;
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, look->id);
  while (salve_statement_step (select, &row, error))
    {
      g_autofree char *type = NULL;
      gboolean same;

      if (!row)
        {
          g_string_append (out, user != NULL ? "]}]}" : "]}");
          g_value_init (value, G_TYPE_STRING);
          g_value_take_string (value, g_string_free (g_steal_pointer (&out), FALSE));
          return TRUE;
        }
      same = g_strcmp0 (user, salve_statement_text (select, 0)) == 0;
      type = salve_json_quote (salve_statement_text (select, 1));
      if (!same)
        g_string_append_printf (out, "%s{\"user\":\"%s\",\"checkups\":[", user != NULL ? "]}," : "",
                                salve_statement_text (select, 0));
      g_string_append_printf (out, "%s{\"type\":%s,\"count\":%" G_GINT64_FORMAT "}", same ? "," : "", type,
                              salve_statement_int (select, 2));
      g_set_str (&user, salve_statement_text (select, 0));
    }
  return FALSE;
}

/* GET api/v1/analytics and api/v1/analytics/[id]: how many check-ups of which kind. Counts of all people are for whoever
 * may read them all; of one person, for whoever may read that one. */
gboolean
salve_api_handle_analytics (SalveExchange *exchange, GError **error)
{
  const char *id = salve_exchange_name (exchange, "id");
  Look *look;
  char *json;

  if (id == NULL && exchange->reach.kind != SALVE_REACH_ALL)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                  _ ("This account may not count everybody’s check-ups."));
  if (id != NULL)
    {
      g_autoptr (SalveSearchRow) patient = look_up (exchange, "Patient", error);

      if (patient == NULL)
        return FALSE;
    }
  look = g_new0 (Look, 1);
  look->id = g_strdup (id);
  json = dex_await_string (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_NORMAL, work_analytics, look, look_free),
      error);
  if (json == NULL)
    return FALSE;
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, json);
  return TRUE;
}
