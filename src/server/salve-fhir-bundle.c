/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batch and transaction (https://hl7.org/fhir/R4/http.html#transaction). Each entry is asked for as a request of its own
 * would be: the same table of routes, the same rights. A transaction's writes are one transaction of the store; its
 * reads come after them. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-fhir-bundle.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-element.h"
#include "salve-fhir-row.h"
#include "salve-fhir-write.h"
#include "salve-instant.h"
#include "salve-json.h"
#include "salve-service.h"

typedef struct
{
  char *method;
  char *path;  /* below /fhir, decoded */
  char *query; /* NULL: none */
  char *type;
  char *id;
  SalveElement entry;
  SalveFhirWrite *write;   /* NULL for a read */
  SalveExchange *exchange; /* the answer of a read, or of a batch's entry */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->method);
  g_free (entry->path);
  g_free (entry->query);
  g_free (entry->type);
  g_free (entry->id);
  g_clear_pointer (&entry->write, salve_fhir_write_free);
  g_clear_pointer (&entry->exchange, salve_exchange_unref);
  g_free (entry);
}

static gboolean
refuse_entry (GError **error, guint index, const char *why)
{
  return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("Entry %u of the Bundle: %s"), index, why);
}

static Entry *
read_entry (SalveElement element, guint index, GError **error)
{
  SalveElement request = salve_element_get (element, "request");
  const char *method = salve_element_string (request, "method"), *url = salve_element_string (request, "url");
  g_autofree char *path = NULL;
  const char *question;
  Entry *entry;

  if (method == NULL || url == NULL)
    {
      refuse_entry (error, index, _ ("it has no request.method or no request.url."));
      return NULL;
    }
  question = strchr (url, '?');
  path = g_uri_unescape_segment (url, question != NULL ? question : url + strlen (url), NULL);
  if (path == NULL || strstr (path, "://") != NULL)
    {
      refuse_entry (error, index, _ ("request.url has to be relative to this server."));
      return NULL;
    }
  entry = g_new0 (Entry, 1);
  entry->method = g_strdup (method);
  entry->path = g_strdup (path[0] == '/' ? path + 1 : path);
  entry->query = question != NULL ? g_strdup (question + 1) : NULL;
  entry->entry = element;
  return entry;
}

static SalveResource *
copy_resource (Entry *entry, guint index, GError **error)
{
  SalveElement resource = salve_element_get (entry->entry, "resource");
  g_autofree char *json = salve_element_exists (resource) ? salve_element_to_json (resource) : NULL;

  if (json == NULL)
    {
      refuse_entry (error, index, _ ("it has no resource."));
      return NULL;
    }
  return salve_resource_new_from_text (json, -1, error);
}

static gboolean
split_path (Entry *entry, guint index, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (entry->path, "/", -1);
  guint n = g_strv_length (parts);

  if (n < 1 || n > 2 || !salve_resource_is_valid_type_name (parts[0])
      || (n == 2 && !salve_resource_is_valid_id (parts[1])))
    return refuse_entry (error, index, _ ("request.url has to be a type, or a type and an id."));
  entry->type = g_strdup (parts[0]);
  entry->id = n == 2 ? g_strdup (parts[1]) : NULL;
  return TRUE;
}

static SalveWriteKind
kind_of (const char *method)
{
  return g_str_equal (method, "POST")     ? SALVE_WRITE_CREATE
         : g_str_equal (method, "PUT")    ? SALVE_WRITE_UPDATE
         : g_str_equal (method, "DELETE") ? SALVE_WRITE_DELETE
                                          : SALVE_WRITE_PATCH;
}

static SalveAction
action_of (SalveWriteKind kind)
{
  return kind == SALVE_WRITE_CREATE   ? SALVE_ACTION_CREATE
         : kind == SALVE_WRITE_DELETE ? SALVE_ACTION_DELETE
                                      : SALVE_ACTION_UPDATE;
}

/* A JSON Patch travels in a Binary (https://hl7.org/fhir/R4/http.html#patch). */
static gboolean
take_patch (SalveFhirWrite *write, SalveResource *binary, guint index, GError **error)
{
  const char *data = salve_element_string (salve_resource_root (binary), "data");
  gsize length;
  guchar *bytes;

  if (!g_str_equal (salve_resource_get_type_name (binary), "Binary") || data == NULL)
    return refuse_entry (error, index, _ ("a patch has to come as a Binary with data."));
  bytes = g_base64_decode (data, &length);
  write->patch = g_bytes_new_take (bytes, length);
  return TRUE;
}

static gboolean
take_conditions (Entry *entry, guint index, GError **error)
{
  SalveElement request = salve_element_get (entry->entry, "request");
  SalveFhirWrite *write = entry->write;
  const char *url = salve_element_string (entry->entry, "fullUrl");

  write->condition = g_strdup (
      write->kind == SALVE_WRITE_CREATE ? salve_element_string (request, "ifNoneExist") : entry->query);
  if (write->kind != SALVE_WRITE_CREATE && write->id == NULL
      && (write->condition == NULL || write->condition[0] == '\0'))
    return refuse_entry (error, index, _ ("it needs an id or a condition."));
  if (url != NULL && g_str_has_prefix (url, "urn:"))
    write->full_url = g_strdup (url);
  return salve_fhir_write_take_tags (write, salve_element_string (request, "ifMatch"),
                                     salve_element_string (request, "ifNoneMatch"))
         || refuse_entry (error, index, _ ("ifNoneMatch of a write can only be *."));
}

static gboolean
make_write (SalveExchange *exchange, Entry *entry, guint index, GError **error)
{
  SalveWriteKind kind = kind_of (entry->method);
  g_autoptr (SalveResource) resource = NULL;

  if (!split_path (entry, index, error))
    return FALSE;
  entry->write = salve_fhir_write_new (kind, entry->type, kind == SALVE_WRITE_CREATE ? NULL : entry->id);
  if (!salve_service_authorize (exchange, action_of (kind), entry->type, &entry->write->reach, error))
    return FALSE;
  if (kind != SALVE_WRITE_DELETE)
    {
      resource = copy_resource (entry, index, error);
      if (resource == NULL)
        return FALSE;
    }
  if (kind == SALVE_WRITE_PATCH)
    {
      if (!take_patch (entry->write, resource, index, error))
        return FALSE;
    }
  else
    entry->write->resource = g_steal_pointer (&resource);
  if (kind == SALVE_WRITE_UPDATE && entry->id == NULL)
    entry->write->id = g_strdup (salve_resource_get_id (entry->write->resource));
  return take_conditions (entry, index, error);
}

/* What would have been sent for this entry alone. */
static SalveExchange *
exchange_for_entry (SalveExchange *outer, Entry *entry)
{
  g_autofree char *path = g_strconcat ("/fhir/", entry->path, NULL);
  SalveExchange *inner = salve_exchange_new (outer->service, entry->method, path, entry->query);
  SalveElement request = salve_element_get (entry->entry, "request");
  SalveElement resource = salve_element_get (entry->entry, "resource");
  static const char *const names[][2] = { { "ifMatch", "If-Match" },
                                          { "ifNoneMatch", "If-None-Match" },
                                          { "ifNoneExist", "If-None-Exist" } };
  const char *token = salve_exchange_header (outer, "Authorization"),
             *prefer = salve_exchange_header (outer, "Prefer");

  inner->address = g_strdup (outer->address);
  salve_exchange_set_base (inner, outer->base);
  if (token != NULL)
    soup_message_headers_append (inner->headers, "Authorization", token);
  if (prefer != NULL)
    soup_message_headers_append (inner->headers, "Prefer", prefer);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (salve_element_string (request, names[i][0]) != NULL)
      soup_message_headers_append (inner->headers, names[i][1], salve_element_string (request, names[i][0]));
  if (salve_element_exists (resource))
    {
      char *json = salve_element_to_json (resource);

      g_bytes_unref (inner->body);
      inner->body = g_bytes_new_take (json, strlen (json));
      soup_message_headers_append (inner->headers, "Content-Type", "application/fhir+json");
    }
  return inner;
}

static const char *
status_text (guint status)
{
  return soup_status_get_phrase (status);
}

static void
append_response (GString *out,
                 guint status,
                 const char *location,
                 const char *etag,
                 const char *modified,
                 GBytes *resource,
                 gboolean is_outcome)
{
  g_autofree char *quoted_location = location != NULL ? salve_json_quote (location) : NULL;
  g_autofree char *quoted_tag = etag != NULL ? salve_json_quote (etag) : NULL;
  const char *text = resource != NULL ? g_bytes_get_data (resource, NULL) : NULL;
  gssize length = resource != NULL ? (gssize)g_bytes_get_size (resource) : 0;

  g_string_append_c (out, '{');
  if (length > 0 && !is_outcome)
    {
      g_string_append (out, "\"resource\":");
      g_string_append_len (out, text, length);
      g_string_append_c (out, ',');
    }
  g_string_append_printf (out, "\"response\":{\"status\":\"%u %s\"", status, status_text (status));
  if (quoted_location != NULL)
    g_string_append_printf (out, ",\"location\":%s", quoted_location);
  if (quoted_tag != NULL)
    g_string_append_printf (out, ",\"etag\":%s", quoted_tag);
  if (modified != NULL)
    g_string_append_printf (out, ",\"lastModified\":\"%s\"", modified);
  if (length > 0 && is_outcome)
    {
      g_string_append (out, ",\"outcome\":");
      g_string_append_len (out, text, length);
    }
  g_string_append (out, "}}");
}

static void
append_exchange (GString *out, SalveExchange *exchange)
{
  append_response (out, exchange->status, soup_message_headers_get_one (exchange->answer_headers, "Location"),
                   soup_message_headers_get_one (exchange->answer_headers, "ETag"), NULL, exchange->answer,
                   exchange->status >= 300);
}

static void
append_write (GString *out, SalveExchange *exchange, SalveFhirWrite *write)
{
  g_autofree char *etag = salve_http_etag (write->version);
  g_autofree char *location =
      g_strdup_printf ("%s/%s/_history/%" G_GINT64_FORMAT, write->type, write->id, write->version);
  g_autofree char *time = salve_instant_format_fhir (write->last_updated);
  g_autoptr (GBytes) body = NULL;
  gboolean deleted = write->kind == SALVE_WRITE_DELETE;

  if (!deleted && salve_exchange_prefers (exchange, "return=representation"))
    body = salve_fhir_row_body (write->body, write->id, write->version, write->last_updated);
  append_response (out, write->status, deleted ? NULL : location, write->version > 0 ? etag : NULL,
                   deleted ? NULL : time, body, FALSE);
}

static void
answer_entries (SalveExchange *exchange, const char *kind, GPtrArray *entries)
{
  GString *out = g_string_sized_new (1024);

  g_string_append_printf (out, "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[", kind);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = entries->pdata[i];

      if (i > 0)
        g_string_append_c (out, ',');
      if (entry->write != NULL)
        append_write (out, exchange, entry->write);
      else
        append_exchange (out, entry->exchange);
    }
  g_string_append (out, "]}");
  salve_exchange_answer (exchange, SOUP_STATUS_OK, NULL, g_string_free_to_bytes (out));
}

static void
run_reads (SalveExchange *exchange, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = entries->pdata[i];

      if (entry->write != NULL)
        continue;
      entry->exchange = exchange_for_entry (exchange, entry);
      dex_await (salve_service_answer (exchange->service, entry->exchange), NULL);
    }
}

static gboolean
run_transaction (SalveExchange *exchange, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = entries->pdata[i];

      if (g_str_equal (entry->method, "GET") || g_str_equal (entry->method, "HEAD"))
        continue;
      if (!make_write (exchange, entry, i + 1, error))
        return FALSE;
      g_ptr_array_add (writes, entry->write);
    }
  if (writes->len > 0 && !salve_fhir_writes_await (exchange, writes, "transaction", error))
    return FALSE;
  run_reads (exchange, entries);
  answer_entries (exchange, "transaction-response", entries);
  return TRUE;
}

static gboolean
check_method (const char *method, guint index, GError **error)
{
  static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", NULL };

  return g_strv_contains (methods, method)
         || refuse_entry (error, index, _ ("request.method is none of HTTP."));
}

/* POST to the base */
gboolean
salve_fhir_handle_bundle (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveResource) bundle = salve_exchange_read_resource (exchange, error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  const char *kind;
  guint index = 0;

  if (bundle == NULL)
    return FALSE;
  kind = salve_element_string (salve_resource_root (bundle), "type");
  if (!g_str_equal (salve_resource_get_type_name (bundle), "Bundle")
      || (g_strcmp0 (kind, "batch") != 0 && g_strcmp0 (kind, "transaction") != 0))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("The base takes a Bundle whose type is batch or transaction."));
  SALVE_ELEMENT_FOREACH (element, salve_element_get (salve_resource_root (bundle), "entry"))
    {
      Entry *entry;

      if (++index > SALVE_BUNDLE_MAX_ENTRIES)
        return salve_exchange_refuse (error, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                      _ ("A Bundle takes at most %d entries."), SALVE_BUNDLE_MAX_ENTRIES);
      entry = read_entry (element, index, error);
      if (entry == NULL)
        return FALSE;
      g_ptr_array_add (entries, entry);
      if (!check_method (entry->method, index, error))
        return FALSE;
      if (entry->path[0] == '\0')
        return refuse_entry (error, index, _ ("a Bundle cannot be in a Bundle."));
    }
  if (g_str_equal (kind, "transaction"))
    return run_transaction (exchange, entries, error);
  run_reads (exchange, entries);
  answer_entries (exchange, "batch-response", entries);
  return TRUE;
}
