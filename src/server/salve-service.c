/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a request to its answer: find the row, find out who asks and what they may see, let the handler do it on a fiber,
 * write the answer. This is the one place where a right is looked up for a route. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-service.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-audit-queue.h"
#include "salve-jobs.h"
#include "salve-notice-board.h"

/* Deep enough for a resource of the greatest depth and GLib's formatting; SQL runs elsewhere. */
#define FIBER_STACK (256 * 1024)
#define GZIP_FROM 1024

static const char *
bearer (SalveExchange *exchange)
{
  const char *header = salve_exchange_header (exchange, "Authorization");

  return header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

/**
 * salve_service_meet:
 * @message: (nullable): NULL: a request inside another one, which was met already
 *
 * Tells whoever counts connections that one's token was known, or was not.
 */
void
salve_service_meet (SalveService *self, SoupServerMessage *message, gboolean known)
{
  if (message != NULL && self->met != NULL)
    self->met (message, known, self->met_data);
}

/* @met: hears on the main thread of every request that came with a token; outlives the last of them */
void
salve_service_set_met (SalveService *self,
                       void (*met) (SoupServerMessage *message, gboolean known, gpointer data),
                       gpointer data)
{
  self->met = met;
  self->met_data = data;
}

static gboolean
identify (SalveExchange *exchange, GError **error)
{
  const char *token = bearer (exchange);
  g_autoptr (GError) local_error = NULL;

  if (token != NULL)
    exchange->identity = salve_accounts_identify_now (exchange->service->accounts, token, &local_error);
  if (token != NULL)
    salve_service_meet (exchange->service, exchange->message, exchange->identity != NULL);
  if (exchange->identity != NULL)
    return TRUE;
  if (local_error != NULL && local_error->domain == SALVE_STORE_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  salve_exchange_set_header (exchange, "WWW-Authenticate",
                             token != NULL ? "Bearer realm=\"Salve\", error=\"invalid_token\""
                                           : "Bearer realm=\"Salve\"");
  return salve_exchange_refuse (error, SOUP_STATUS_UNAUTHORIZED,
                                token != NULL
                                    ? _ ("The token is not known, or not valid any more: sign in again.")
                                    : _ ("Sign in first: the request has no token."));
}

/**
 * salve_service_authorize:
 * @type: (nullable): the resource type that is asked for
 * @reach: (out): the rows that may be touched
 *
 * Whether whoever asks may do that at all. A doctor who said why may look at one patient's record as if they treated
 * them; the header names the patient, and then this request sees nothing but that record. On the exchange's fiber.
 */
gboolean
salve_service_authorize (SalveExchange *exchange,
                         SalveAction action,
                         const char *type,
                         SalveReach *reach,
                         GError **error)
{
  const char *id = NULL, *glass = salve_exchange_header (exchange, "X-Salve-Break-Glass");

  reach->kind = salve_accounts_get_reach (exchange->service->accounts, exchange->identity, action, type, &id);
  reach->id = id;
  if (reach->kind == SALVE_REACH_NONE)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                  _ ("The role of this account does not allow that."));
  if (glass == NULL || reach->kind != SALVE_REACH_TREATED)
    return TRUE;
  if (!g_strv_contains ((const char *const *)exchange->identity->broken_patients, glass))
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                  _ ("Access in an emergency was not asked for, or it has ended."));
  reach->kind = SALVE_REACH_PATIENT;
  reach->id = glass;
  return TRUE;
}

/**
 * salve_service_filter:
 * @reach: what the page was asked with
 *
 * Takes out of a page what is of a type that the asker may see less of than of the one they asked for: what came along
 * by _include, in a record's $everything or in the history of all.
 */
void
salve_service_filter (SalveExchange *exchange, const SalveReach *reach, SalveSearchPage *page)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < page->rows->len;)
    {
      const SalveSearchRow *row = page->rows->pdata[i];
      gpointer kind;

      if (!g_hash_table_lookup_extended (known, row->type, NULL, &kind))
        {
          const char *id;

          kind = GINT_TO_POINTER (salve_accounts_get_reach (exchange->service->accounts, exchange->identity,
                                                            SALVE_ACTION_READ, row->type, &id));
          g_hash_table_insert (known, g_strdup (row->type), kind);
        }
      if ((SalveReachKind)GPOINTER_TO_INT (kind) < reach->kind)
        g_ptr_array_remove_index (page->rows, i);
      else
        i++;
    }
}

static SalveReachOf
find_reach_of (SalveExchange *exchange, SalveAction action, const char *type, const char *glass)
{
  SalveReachOf of = { type, SALVE_REACH_NONE, NULL };

  of.kind = salve_accounts_get_reach (exchange->service->accounts, exchange->identity, action, type, &of.id);
  if (glass != NULL && of.kind == SALVE_REACH_TREATED)
    of = (SalveReachOf){ type, SALVE_REACH_PATIENT, glass };
  return of;
}

/**
 * salve_service_list_reach:
 * @action: SALVE_ACTION_READ or SALVE_ACTION_HISTORY
 *
 * What the asker may see of each type, for a question that leads from one type to others. Not on a worker.
 *
 * Returns: (transfer full): for SalveReach.others; to be freed with g_free(), and of no use without the exchange
 */
SalveReachOf *
salve_service_list_reach (SalveExchange *exchange, SalveAction action)
{
  static const char *const more[] = { "Account",
                                      "AppointmentResponse",
                                      "AuditEvent",
                                      "Binary",
                                      "CarePlan",
                                      "CareTeam",
                                      "Composition",
                                      "Consent",
                                      "DeviceDefinition",
                                      "DeviceMetric",
                                      "DeviceUseStatement",
                                      "Group",
                                      "List",
                                      "Media",
                                      "Medication",
                                      "Provenance",
                                      "QuestionnaireResponse",
                                      "ServiceRequest" };
  const char *const *types = salve_search_types ();
  const char *glass = salve_exchange_header (exchange, "X-Salve-Break-Glass");
  GArray *list = g_array_new (TRUE, TRUE, sizeof (SalveReachOf));
  SalveReachOf of;

  if (glass != NULL && !g_strv_contains ((const char *const *)exchange->identity->broken_patients, glass))
    glass = "";
  for (gsize i = 0; types[i] != NULL; i++)
    {
      of = find_reach_of (exchange, action, types[i], glass);
      g_array_append_val (list, of);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (more); i++)
    {
      of = find_reach_of (exchange, action, more[i], glass);
      g_array_append_val (list, of);
    }
  /* What no rule names: what a rule for every type says of a name that is none. */
  of = find_reach_of (exchange, action, "Resource", glass);
  of.type = "*";
  g_array_append_val (list, of);
  return (SalveReachOf *)(gpointer)g_array_free (list, FALSE);
}

/**
 * salve_service_authorize_all:
 * @reach: (out): the narrowest of those that the asker has
 *
 * For a question about all types at once. Types that the asker may see nothing of are salve_service_filter()'s to take
 * out.
 */
gboolean
salve_service_authorize_all (SalveExchange *exchange, SalveAction action, SalveReach *reach, GError **error)
{
  const char *const *types = salve_search_types ();

  *reach = (SalveReach){ SALVE_REACH_NONE, NULL };
  for (gsize i = 0; types[i] != NULL; i++)
    {
      const char *id = NULL;
      SalveReachKind kind =
          salve_accounts_get_reach (exchange->service->accounts, exchange->identity, action, types[i], &id);

      if (kind != SALVE_REACH_NONE && (reach->kind == SALVE_REACH_NONE || kind < reach->kind))
        *reach = (SalveReach){ kind, id };
    }
  return reach->kind != SALVE_REACH_NONE
         || salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                   _ ("The role of this account does not allow that."));
}

static gboolean
check_policy (SalveExchange *exchange, GError **error)
{
  const char *type = salve_exchange_name (exchange, "type");

  switch (exchange->route->policy)
    {
    case SALVE_POLICY_PUBLIC:
      return TRUE;
    case SALVE_POLICY_SIGNED_IN:
    case SALVE_POLICY_ENTRIES:
      return identify (exchange, error);
    case SALVE_POLICY_PERMISSION:
      return identify (exchange, error)
             && salve_service_authorize (exchange, exchange->route->action,
                                         type != NULL ? type : exchange->route->type, &exchange->reach,
                                         error);
    default:
      return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN, _ ("Nobody may do that."));
    }
}

static gboolean
find_route (SalveExchange *exchange, GError **error)
{
  g_autofree char *allowed = NULL;

  exchange->route = salve_route_find (exchange->method, exchange->path, &exchange->names, &allowed);
  if (exchange->route != NULL)
    return TRUE;
  if (allowed == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is nothing at this address."));
  salve_exchange_set_header (exchange, "Allow", allowed);
  return salve_exchange_refuse (error, SOUP_STATUS_METHOD_NOT_ALLOWED, _ ("This address takes: %s."),
                                allowed);
}

static gboolean
accepts_json (SalveExchange *exchange, GError **error)
{
  const char *format = salve_exchange_parameter (exchange, "_format");
  const char *accept = format != NULL ? format : soup_message_headers_get_list (exchange->headers, "Accept");

  if (accept == NULL || strstr (accept, "json") != NULL || strstr (accept, "*/*") != NULL
      || strstr (accept, "text/html") != NULL || strstr (accept, "application/*") != NULL
      || strstr (accept, "text/plain") != NULL || strstr (accept, "application/octet-stream") != NULL)
    return TRUE;
  return salve_exchange_refuse (error, SOUP_STATUS_NOT_ACCEPTABLE, _ ("The server answers in JSON only."));
}

static gboolean
sends_json (SalveExchange *exchange, GError **error)
{
  const char *type = soup_message_headers_get_content_type (exchange->headers, NULL);

  if (g_bytes_get_size (exchange->body) == 0 || type == NULL || strstr (type, "json") != NULL
      || g_str_equal (type, "application/x-www-form-urlencoded"))
    return TRUE;
  return salve_exchange_refuse (error, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, _ ("The server reads JSON only."));
}

/* A question whose answer need not be waited for; a write is answered when it is done. */
static gboolean
is_for_later (SalveExchange *exchange)
{
  return exchange->message != NULL && exchange->route->policy == SALVE_POLICY_PERMISSION
         && g_str_equal (exchange->method, "GET") && salve_exchange_prefers (exchange, "respond-async");
}

static gboolean
handle (SalveExchange *exchange, GError **error)
{
  return find_route (exchange, error) && accepts_json (exchange, error) && sends_json (exchange, error)
         && check_policy (exchange, error)
         && (is_for_later (exchange) ? salve_jobs_answer_later (exchange, error)
                                     : exchange->route->handler (exchange, error));
}

/* Whether what is not there for the asker may be there for others. */
static gboolean
is_out_of_reach (SalveExchange *exchange, const char *type, const char *id)
{
  return exchange->status == SOUP_STATUS_NOT_FOUND && type != NULL && id != NULL
         && exchange->route->policy == SALVE_POLICY_PERMISSION && exchange->reach.kind != SALVE_REACH_ALL
         && salve_resource_is_valid_id (id);
}

/* Reading leaves its row in the audit trail, as does whatever was refused, also what looked as if it were not there;
 * writing has its own in the transaction. */
static void
note (SalveExchange *exchange)
{
  const char *type = salve_exchange_name (exchange, "type"), *id = salve_exchange_name (exchange, "id");
  gboolean denied =
      exchange->status == 401 || exchange->status == 403 || is_out_of_reach (exchange, type, id);

  if (exchange->route == NULL || exchange->identity == NULL || exchange->route->policy == SALVE_POLICY_PUBLIC)
    return;
  if (!denied && (!g_str_equal (exchange->route->method, "GET") || exchange->status >= 300 || type == NULL))
    return;
  salve_audit_queue_add (exchange->service->audit, salve_exchange_actor (exchange),
                         denied       ? "denied"
                         : id != NULL ? "read"
                                      : "search",
                         type, id, exchange->route->pattern);
}

static DexFuture *
answer_fiber (gpointer data)
{
  SalveExchange *exchange = data;
  g_autoptr (GError) error = NULL;

  if (!handle (exchange, &error))
    salve_exchange_answer_error (exchange, error);
  else if (exchange->status == 0 && !exchange->streaming)
    {
      g_set_error (&error, SALVE_HTTP_ERROR, 500, "no answer");
      salve_exchange_answer_error (exchange, error);
    }
  note (exchange);
  return dex_future_new_true ();
}

static void
unref_exchange (gpointer data)
{
  salve_exchange_unref (data);
}

/**
 * salve_service_answer:
 *
 * Runs the handler of @exchange on a fiber. Also for requests that came inside another one.
 *
 * Returns: (transfer full): resolves when @exchange has its answer; never rejected
 */
DexFuture *
salve_service_answer (SalveService *self, SalveExchange *exchange)
{
  return dex_scheduler_spawn (NULL, FIBER_STACK, answer_fiber, salve_exchange_ref (exchange), unref_exchange);
}

/**
 * salve_service_compress:
 *
 * On any thread. Lightly: what is saved beyond that costs more time than it takes to send.
 *
 * Returns: (transfer full) (nullable): NULL for what is too small to be worth it
 */
GBytes *
salve_service_compress (GBytes *body)
{
  g_autoptr (GZlibCompressor) gzip = NULL;

  if (g_bytes_get_size (body) < GZIP_FROM)
    return NULL;
  gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  return g_converter_convert_bytes (G_CONVERTER (gzip), body, NULL);
}

/* The listed codings, in whatever order and case; "gzip;q=0" says no. */
gboolean
salve_service_takes_gzip (SalveExchange *exchange)
{
  const char *header = soup_message_headers_get_list (exchange->headers, "Accept-Encoding");
  g_auto (GStrv) codings = header != NULL ? g_strsplit (header, ",", 16) : NULL;

  for (guint i = 0; codings != NULL && codings[i] != NULL; i++)
    if (g_ascii_strncasecmp (g_strstrip (codings[i]), "gzip", 4) == 0 && strstr (codings[i], "q=0") == NULL)
      return TRUE;
  return FALSE;
}

static void
copy_header (const char *name, const char *value, gpointer data)
{
  soup_message_headers_replace (data, name, value);
}

static void
write_answer (SalveExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  gboolean empty = exchange->status == 204 || exchange->status == 304;

  soup_message_headers_foreach (exchange->answer_headers, copy_header, headers);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (soup_message_headers_get_one (headers, "Cache-Control") == NULL)
    soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_server_message_set_status (exchange->message, exchange->status, NULL);
  if (!empty && exchange->packed == NULL && salve_service_takes_gzip (exchange))
    exchange->packed = salve_service_compress (exchange->answer);
  if (!empty && exchange->packed != NULL)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  soup_message_headers_append (headers, "Vary", "Accept-Encoding, Authorization");
  if (!empty)
    {
      gsize length;
      gconstpointer bytes =
          g_bytes_get_data (exchange->packed != NULL ? exchange->packed : exchange->answer, &length);

      soup_server_message_set_response (exchange->message, exchange->answer_type, SOUP_MEMORY_COPY, bytes,
                                        length);
    }
}

static DexFuture *
answered (DexFuture *future, gpointer data)
{
  SalveExchange *exchange = data;
  SalveService *self = exchange->service;

  self->n_running--;
  self->n_answered++;
  self->n_by_class[MIN (exchange->status / 100, 5)]++;
  if (exchange->gone || exchange->streaming)
    return dex_future_new_true ();
  write_answer (exchange);
  soup_server_message_unpause (exchange->message);
  return dex_future_new_true ();
}

/* The exchange holds its message, and this handler of the message's holds the exchange: with it both would stay for ever. */
static void
gone_cb (SoupServerMessage *message, gpointer data)
{
  SalveExchange *exchange = data;

  exchange->gone = TRUE;
  g_signal_handlers_disconnect_by_func (message, gone_cb, exchange);
}

/* Returns: (transfer full) (nullable): the path without its escapes; NULL where it hides a slash, a zero or bad UTF-8 */
static char *
decode_path (const char *path)
{
  g_autofree char *plain = g_uri_unescape_string (path, "/");

  return plain != NULL && g_utf8_validate (plain, -1, NULL) ? g_steal_pointer (&plain) : NULL;
}

static SalveExchange *
exchange_for_message (SalveService *self, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *path = decode_path (g_uri_get_path (uri));
  SalveExchange *exchange = salve_exchange_new (self, soup_server_message_get_method (message),
                                                path != NULL ? path : "/%", g_uri_get_query (uri));
  g_autofree char *base = NULL;
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  exchange->message = g_object_ref (message);
  soup_message_headers_unref (exchange->headers);
  exchange->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  base = salve_http_origin (message, self->base);
  salve_exchange_set_base (exchange, base);
  g_bytes_unref (exchange->body);
  exchange->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    exchange->address =
        g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  else
    exchange->address = g_strdup ("local");
  return exchange;
}

static void
request_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  SalveService *self = data;
  g_autoptr (SalveExchange) exchange = exchange_for_message (self, message);

  self->n_running++;
  g_signal_connect_data (message, "finished", G_CALLBACK (gone_cb), salve_exchange_ref (exchange),
                         (GClosureNotify)(GCallback)salve_exchange_unref, G_CONNECT_DEFAULT);
  soup_server_message_pause (message);
  dex_future_disown (dex_future_then (salve_service_answer (self, exchange), answered,
                                      salve_exchange_ref (exchange), unref_exchange));
}

/**
 * salve_service_set_base:
 * @base: https://host:port, without a slash at its end
 *
 * Where it is reached; before the first request.
 */
void
salve_service_set_base (SalveService *self, const char *base)
{
  g_free (self->base);
  g_free (self->fhir_base);
  self->base = g_strdup (base);
  self->fhir_base = g_strconcat (base, "/fhir", NULL);
}

/* @zone: the clinic's */
SalveService *
salve_service_new (SalveStore *store, SalveAccounts *accounts, GTimeZone *zone)
{
  SalveService *self = g_new0 (SalveService, 1);

  self->store = g_object_ref (store);
  self->accounts = g_object_ref (accounts);
  salve_service_set_base (self, "");
  self->zone = g_time_zone_ref (zone);
  self->soup = soup_server_new ("server-header", "Salve", NULL);
  self->audit = salve_audit_queue_new (store);
  self->notices = salve_notice_board_new (self);
  self->jobs = salve_jobs_new (self);
  self->started = g_get_monotonic_time ();
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  return self;
}

/* Call it after salve_service_drain(): no fiber of it may still run. */
void
salve_service_free (SalveService *self)
{
  soup_server_remove_handler (self->soup, NULL);
  soup_server_disconnect (self->soup);
  salve_jobs_free (self->jobs);
  salve_notice_board_free (self->notices);
  salve_audit_queue_free (self->audit);
  g_object_unref (self->soup);
  g_object_unref (self->accounts);
  g_object_unref (self->store);
  g_time_zone_unref (self->zone);
  g_free (self->base);
  g_free (self->fhir_base);
  g_free (self);
}

static DexFuture *
drain_fiber (gpointer data)
{
  SalveService *self = data;

  /* A request takes milliseconds; a client that reads slowly does not hold the end up for more than this. */
  for (guint i = 0; self->n_running > 0 && i < 500; i++)
    dex_await (dex_timeout_new_msec (10), NULL);
  dex_await (salve_jobs_stop (self->jobs), NULL);
  dex_await (salve_audit_queue_flush (self->audit), NULL);
  return dex_future_new_true ();
}

/**
 * salve_service_drain:
 *
 * Returns: (transfer full): resolves when what was asked for has been answered (after five seconds at the latest), jobs
 *   have stopped where they can go on later, and the audit trail is written
 */
DexFuture *
salve_service_drain (SalveService *self)
{
  self->stopping = TRUE;
  return dex_scheduler_spawn (NULL, FIBER_STACK, drain_fiber, self, NULL);
}
