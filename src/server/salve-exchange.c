/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-exchange.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-json.h"
#include "salve-operation-outcome.h"
#include "salve-service.h"
#include "salve-store-run.h"

#define FHIR_JSON "application/fhir+json; charset=utf-8"

G_DEFINE_QUARK (salve - http - error - quark, salve_http_error)

/**
 * salve_exchange_new:
 * @service: not owned: it outlives its exchanges
 * @path: decoded
 * @query: (nullable): as it came
 */
SalveExchange *
salve_exchange_new (SalveService *service, const char *method, const char *path, const char *query)
{
  SalveExchange *self = g_new0 (SalveExchange, 1);

  self->ref_count = 1;
  self->service = service;
  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->query = g_strdup (query);
  self->form = query != NULL ? soup_form_decode (query) : g_hash_table_new (g_str_hash, g_str_equal);
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  self->answer_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->body = g_bytes_new_static ("", 0);
  salve_exchange_set_base (self, service->base);
  self->reach.kind = SALVE_REACH_NONE;
  return self;
}

/* @base: https://host:port, without a slash at its end */
void
salve_exchange_set_base (SalveExchange *self, const char *base)
{
  g_free (self->base);
  g_free (self->fhir_base);
  self->base = g_strdup (base);
  self->fhir_base = g_strconcat (base, "/fhir", NULL);
}

SalveExchange *
salve_exchange_ref (SalveExchange *self)
{
  self->ref_count++;
  return self;
}

void
salve_exchange_unref (SalveExchange *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_object (&self->message);
  soup_message_headers_unref (self->headers);
  soup_message_headers_unref (self->answer_headers);
  g_free (self->method);
  g_free (self->path);
  g_free (self->query);
  g_free (self->address);
  g_free (self->base);
  g_free (self->fhir_base);
  g_hash_table_unref (self->form);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->identity, salve_identity_free);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_pointer (&self->packed, g_bytes_unref);
  g_free (self->answer_type);
  g_free (self);
}

/* What a name of the route's pattern stands for; NULL where the pattern has no such name. */
const char *
salve_exchange_name (SalveExchange *self, const char *name)
{
  return self->names != NULL ? g_hash_table_lookup (self->names, name) : NULL;
}

const char *
salve_exchange_header (SalveExchange *self, const char *name)
{
  return soup_message_headers_get_one (self->headers, name);
}

const char *
salve_exchange_parameter (SalveExchange *self, const char *name)
{
  return g_hash_table_lookup (self->form, name);
}

/* Whether the header Prefer asks for it, such as "return=minimal". */
gboolean
salve_exchange_prefers (SalveExchange *self, const char *preference)
{
  const char *header = soup_message_headers_get_list (self->headers, "Prefer");
  g_auto (GStrv) wishes = header != NULL ? g_strsplit_set (header, ",;", 16) : NULL;

  for (guint i = 0; wishes != NULL && wishes[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (wishes[i]), preference) == 0)
      return TRUE;
  return FALSE;
}

/* Who did it, as changes and the audit trail name them. */
const char *
salve_exchange_actor (SalveExchange *self)
{
  return self->identity != NULL ? self->identity->login : "-";
}

void
salve_exchange_set_header (SalveExchange *self, const char *name, const char *value)
{
  soup_message_headers_replace (self->answer_headers, name, value);
}

/**
 * salve_exchange_answer:
 * @type: (nullable): FHIR's JSON where NULL
 * @body: (transfer full) (nullable):
 */
void
salve_exchange_answer (SalveExchange *self, guint status, const char *type, GBytes *body)
{
  self->status = status;
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_pointer (&self->packed, g_bytes_unref);
  self->answer = body != NULL ? body : g_bytes_new_static ("", 0);
  g_free (self->answer_type);
  self->answer_type = g_strdup (type != NULL ? type : FHIR_JSON);
}

void
salve_exchange_answer_text (SalveExchange *self, guint status, const char *type, const char *text)
{
  salve_exchange_answer (self, status, type, g_bytes_new (text, strlen (text)));
}

/* @json: (transfer full): plain JSON */
void
salve_exchange_answer_json (SalveExchange *self, guint status, char *json)
{
  salve_exchange_answer (self, status, "application/json; charset=utf-8",
                         g_bytes_new_take (json, strlen (json)));
}

/* Sets an error whose code is an HTTP status. Returns: FALSE, for handlers to return. */
gboolean
salve_exchange_refuse (GError **error, guint status, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (SALVE_HTTP_ERROR, (int)status, format, arguments);
  va_end (arguments);
  return FALSE;
}

static guint
status_of_store_error (int error, const char **code)
{
  switch ((SalveStoreError)error)
    {
    case SALVE_STORE_ERROR_TAKEN:
      *code = "conflict";
      return SOUP_STATUS_CONFLICT;
    case SALVE_STORE_ERROR_CONFLICT:
      *code = "conflict";
      return SOUP_STATUS_PRECONDITION_FAILED;
    case SALVE_STORE_ERROR_NOT_FOUND:
      *code = "not-found";
      return SOUP_STATUS_NOT_FOUND;
    case SALVE_STORE_ERROR_INVALID:
      *code = "invalid";
      return SOUP_STATUS_UNPROCESSABLE_ENTITY;
    case SALVE_STORE_ERROR_DUPLICATE:
      *code = "duplicate";
      return SOUP_STATUS_UNPROCESSABLE_ENTITY;
    case SALVE_STORE_ERROR_DISK_FULL:
      *code = "no-store";
      return 507;
    case SALVE_STORE_ERROR_BUSY:
    case SALVE_STORE_ERROR_CLOSED:
      *code = "transient";
      return SOUP_STATUS_SERVICE_UNAVAILABLE;
    case SALVE_STORE_ERROR_FAILED:
    case SALVE_STORE_ERROR_WRONG_KEY:
    case SALVE_STORE_ERROR_NEWER:
    case SALVE_STORE_ERROR_CORRUPT:
    case SALVE_STORE_ERROR_READ_ONLY:
    case SALVE_STORE_ERROR_IO:
    default:
      *code = "exception";
      return SOUP_STATUS_INTERNAL_SERVER_ERROR;
    }
}

/* https://hl7.org/fhir/R4/valueset-issue-type.html */
static const char *
issue_code (guint status)
{
  switch (status)
    {
    case 401:
      return "login";
    case 403:
      return "forbidden";
    case 404:
    case 410:
      return "not-found";
    case 405:
    case 406:
    case 415:
    case 501:
      return "not-supported";
    case 409:
    case 412:
      return "conflict";
    case 413:
      return "too-long";
    case 429:
      return "throttled";
    case 503:
      return "transient";
    default:
      return status >= 500 ? "exception" : "invalid";
    }
}

/**
 * salve_http_status_of_error:
 * @code: (out): FHIR's issue type
 *
 * Returns: the HTTP status that tells the sender of it
 */
guint
salve_http_status_of_error (const GError *error, const char **code)
{
  guint status;

  if (error->domain == SALVE_STORE_ERROR)
    return status_of_store_error (error->code, code);
  if (error->domain == SALVE_HTTP_ERROR)
    status = (guint)error->code;
  else if (error->domain == SALVE_FHIR_ERROR)
    status = error->code == SALVE_FHIR_ERROR_SHAPE || error->code == SALVE_FHIR_ERROR_RULE
                     || error->code == SALVE_FHIR_ERROR_TYPE || error->code == SALVE_FHIR_ERROR_ID
                 ? SOUP_STATUS_UNPROCESSABLE_ENTITY
             : error->code == SALVE_FHIR_ERROR_TOO_LARGE ? SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE
                                                         : SOUP_STATUS_BAD_REQUEST;
  else if (error->domain == SALVE_SEARCH_ERROR)
    status = error->code == SALVE_SEARCH_ERROR_NOT_READY ? SOUP_STATUS_SERVICE_UNAVAILABLE
                                                         : SOUP_STATUS_BAD_REQUEST;
  else
    status = SOUP_STATUS_INTERNAL_SERVER_ERROR;
  *code = issue_code (status);
  return status;
}

/* Whatever happened becomes an OperationOutcome. What went wrong inside is for the log, not for a stranger. */
void
salve_exchange_answer_error (SalveExchange *self, const GError *error)
{
  const char *code;
  guint status = salve_http_status_of_error (error, &code);
  const char *text =
      status == SOUP_STATUS_INTERNAL_SERVER_ERROR ? _ ("The server could not do this.") : error->message;
  g_autoptr (SalveResource) outcome = salve_operation_outcome_new ("error", code, text);

  if (status == SOUP_STATUS_INTERNAL_SERVER_ERROR)
    g_warning ("%s %s failed: %s %d", self->method, self->route != NULL ? self->route->pattern : "?",
               g_quark_to_string (error->domain), error->code);
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    salve_exchange_set_header (self, "Retry-After", "1");
  salve_exchange_answer (self, status, NULL, g_bytes_ref (salve_resource_get_bytes (outcome)));
}

/* Larger texts are not read on the main thread, where others wait: 8 MiB take some 30 ms. */
#define LARGE_TEXT (64 * 1024)

static gboolean
work_parse (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  yyjson_doc *doc = salve_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), error);

  if (doc == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, doc);
  return TRUE;
}

static gboolean
work_read_resource (SalveConnection *connection,
                    gpointer data,
                    GValue *value,
                    gboolean *again,
                    GError **error)
{
  SalveResource *resource = salve_resource_new (data, error);

  if (resource == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, resource);
  return TRUE;
}

static DexFuture *
read_beside (SalveService *service, GBytes *text, SalveWorkFunc work)
{
  return salve_store_run_read (service->store, SALVE_PRIORITY_NORMAL, work, g_bytes_ref (text),
                               (GDestroyNotify)g_bytes_unref);
}

/**
 * salve_service_parse:
 *
 * On a fiber: a large text is read on one of the store's threads meanwhile.
 *
 * Returns: (transfer full): NULL with an error of SALVE_FHIR_ERROR
 */
yyjson_doc *
salve_service_parse (SalveService *self, GBytes *text, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  if (length < LARGE_TEXT)
    return salve_json_parse (data != NULL ? data : "", length, error);
  return dex_await_pointer (read_beside (self, text, work_parse), error);
}

/* On a fiber. Returns: (transfer full): what the body says; NULL with an error when it is no resource */
SalveResource *
salve_exchange_read_resource (SalveExchange *self, GError **error)
{
  if (g_bytes_get_size (self->body) == 0)
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("The request has no body."));
      return NULL;
    }
  if (g_bytes_get_size (self->body) < LARGE_TEXT)
    return salve_resource_new (self->body, error);
  return dex_await_pointer (read_beside (self->service, self->body, work_read_resource), error);
}

/* Returns: (transfer full): W/"3" */
char *
salve_http_etag (gint64 version)
{
  return g_strdup_printf ("W/\"%" G_GINT64_FORMAT "\"", version);
}

/* Reads W/"3", "3" and 3; anything else is no version of ours, and cannot match. Returns: whether it is a number. */
gboolean
salve_http_etag_parse (const char *header, gint64 *version)
{
  g_autofree char *text = g_strstrip (g_strdup (header));
  char *digits = g_str_has_prefix (text, "W/") ? text + 2 : text;
  gsize length = strlen (digits);

  if (length >= 2 && digits[0] == '"' && digits[length - 1] == '"')
    {
      digits[length - 1] = '\0';
      digits++;
    }
  return g_ascii_string_to_signed (digits, 10, 1, G_MAXINT64, version, NULL);
}

/* Returns: (transfer full): an instant as HTTP writes dates */
char *
salve_http_date (gint64 instant)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);

  return soup_date_time_to_string (time, SOUP_DATE_HTTP);
}

/**
 * salve_http_origin:
 * @base: https://host:port, where the other side said no name; its scheme is the server's
 *
 * By which name and port the other side reached this server: desks know it by several, and follow no link to another one.
 *
 * Returns: (transfer full): without a slash at its end
 */
char *
salve_http_origin (SoupServerMessage *message, const char *base)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *host = g_uri_get_host (uri), *scheme = g_str_has_prefix (base, "http:") ? "http" : "https";
  gboolean six = host != NULL && strchr (host, ':') != NULL;
  int port = g_uri_get_port (uri);

  if (host == NULL || *host == '\0'
      || strspn (host, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-:") != strlen (host))
    return g_strdup (base);
  if (port <= 0 || port == (g_str_equal (scheme, "https") ? 443 : 80))
    return g_strdup_printf ("%s://%s%s%s", scheme, six ? "[" : "", host, six ? "]" : "");
  return g_strdup_printf ("%s://%s%s%s:%d", scheme, six ? "[" : "", host, six ? "]" : "", port);
}
