/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A FHIR server over HTTP. Credentials go to the base's own origin and nowhere else; an answer that is no FHIR (the page of
 * a captive portal above all, with its friendly 200, or a proxy's 404, which must not be read as "this record is gone") is
 * an error and never an answer.
 */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-http-remote.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_REDIRECTS 3

struct _SalveHttpRemote
{
  GObject parent_instance;

  char *base;
  GUri *uri; /* NULL: the base is none, nothing is sent */
  SalveHttpClient *client;
  SalveTokenSource *tokens;
};

static void salve_http_remote_iface_init (SalveRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveHttpRemote,
                               salve_http_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_REMOTE, salve_http_remote_iface_init))

typedef struct
{
  SalveHttpRemote *remote;
  SalveRemoteRequest *request;
} Sending;

static void
sending_free (gpointer data)
{
  Sending *self = data;

  g_object_unref (self->remote);
  salve_remote_request_free (self->request);
  g_free (self);
}

/* The address that a path means, which has to be one of our origin. */
static GUri *
resolve (SalveHttpRemote *self, const char *path, GError **error)
{
  g_autofree char *address = NULL;
  g_autoptr (GUri) uri = NULL;

  if (self->uri == NULL)
    {
      g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                   _ ("“%s” is not a server’s address"), self->base);
      return NULL;
    }
  if (strstr (path, "://") != NULL && g_uri_peek_scheme (path) != NULL)
    address = g_strdup (path);
  else if (*path == '\0')
    address = g_strdup (self->base);
  else
    address = g_strconcat (self->base, "/", path, NULL);
  uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !salve_server_address_same_origin (uri, self->uri) || g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("The server points to an address that is not its own; it was not followed"));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static gboolean
append_header (SoupMessageHeaders *headers, const char *name, const char *value, GError **error)
{
  if (value == NULL)
    return TRUE;
  if (strpbrk (value, "\r\n") != NULL)
    {
      g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                   _ ("The header %s has a line break in it"), name);
      return FALSE;
    }
  soup_message_headers_replace (headers, name, value);
  return TRUE;
}

/* On this machine nothing is gained by packing what is sent. */
static gboolean
is_here (GUri *uri)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (g_uri_get_host (uri));

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static SoupMessage *
build_message (const SalveRemoteRequest *request, GUri *uri, const char *token, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (request->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *bearer = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;

  if (!append_header (headers, "Accept", "application/fhir+json", error)
      || !append_header (headers, "Accept-Encoding", is_here (uri) ? "identity" : NULL, error)
      || !append_header (headers, "Cache-Control", "no-cache", error)
      || !append_header (headers, "Authorization", bearer, error)
      || !append_header (headers, "If-Match", request->if_match, error)
      || !append_header (headers, "If-None-Match", request->if_none_match, error)
      || !append_header (headers, "If-None-Exist", request->if_none_exist, error)
      || !append_header (headers, "Prefer", request->prefer, error)
      || !append_header (headers, "X-Salve-Break-Glass", request->break_glass, error))
    return NULL;
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (
        message, request->content_type != NULL ? request->content_type : "application/fhir+json",
        request->body);
  return g_steal_pointer (&message);
}

static gboolean
is_json (const char *type)
{
  return type != NULL
         && (g_ascii_strcasecmp (type, "application/json") == 0 || g_ascii_strcasecmp (type, "text/json") == 0
             || (strlen (type) > 5 && g_ascii_strcasecmp (type + strlen (type) - 5, "+json") == 0));
}

/* Trouble on the way (5xx, 429) may be told by anybody between us and the server; everything else only by the server. */
static gboolean
check_answer (const SalveRemoteResponse *response, GError **error)
{
  if (response->status == 511)
    {
      g_set_error_literal (
          error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
          _ ("This network wants you to sign in to it first: open a web browser, then try again"));
      return FALSE;
    }
  if (response->status >= 300 && response->status < 400 && response->status != 304)
    {
      g_set_error_literal (
          error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
          _ ("The answer points to another address, which was not followed: perhaps this network wants "
             "you to sign in to it, or the server has moved"));
      return FALSE;
    }
  if (response->status >= 500 || response->status == 429 || g_bytes_get_size (response->body) == 0
      || is_json (response->content_type))
    return TRUE;
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
               _ ("What answered is no clinic server (%s came instead of records): perhaps this network "
                  "wants you to sign "
                  "in to it, or the address is another program’s"),
               response->content_type != NULL ? response->content_type : _ ("something without a type"));
  return FALSE;
}

static gboolean
is_redirect (const SalveRemoteResponse *response)
{
  return (response->status == 301 || response->status == 302 || response->status == 307
          || response->status == 308)
         && response->location != NULL;
}

/* One request and its answer; within the origin a GET is led on. */
static SalveRemoteResponse *
exchange (SalveHttpRemote *self, const SalveRemoteRequest *request, const char *token, GError **error)
{
  g_autoptr (GUri) uri = resolve (self, request->path, error);

  for (guint hop = 0; uri != NULL; hop++)
    {
      g_autoptr (SoupMessage) message = build_message (request, uri, token, error);
      g_autoptr (SalveRemoteResponse) response = NULL;
      g_autoptr (GUri) next = NULL;

      if (message == NULL)
        return NULL;
      response = dex_await_boxed (salve_http_client_send (self->client, message), error);
      if (response == NULL)
        return NULL;
      if (hop < MAX_REDIRECTS && is_redirect (response) && g_str_equal (request->method, "GET"))
        next = g_uri_parse_relative (uri, response->location, SOUP_HTTP_URI_FLAGS, NULL);
      if (next == NULL || !salve_server_address_same_origin (next, self->uri))
        return g_steal_pointer (&response);
      g_uri_unref (uri);
      uri = g_steal_pointer (&next);
    }
  return NULL;
}

static DexFuture *
send_fiber (gpointer data)
{
  Sending *sending = data;
  SalveHttpRemote *self = sending->remote;
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *refused = NULL;

  for (guint attempt = 0; attempt < 2; attempt++)
    {
      g_autofree char *token = NULL;

      if (self->tokens != NULL)
        {
          token = dex_await_string (salve_token_source_get_token (self->tokens, refused), &error);
          if (token == NULL)
            return dex_future_new_for_error (g_steal_pointer (&error));
        }
      g_clear_pointer (&response, salve_remote_response_free);
      response = exchange (self, sending->request, token, &error);
      if (response == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
      if (response->status != 401)
        {
          if (!check_answer (response, &error))
            return dex_future_new_for_error (g_steal_pointer (&error));
          return dex_future_new_take_boxed (SALVE_TYPE_REMOTE_RESPONSE, g_steal_pointer (&response));
        }
      if (token == NULL || g_strcmp0 (token, refused) == 0)
        break;
      g_free (refused);
      refused = g_steal_pointer (&token);
    }
  return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH,
                                _ ("The server wants somebody to sign in"));
}

static DexFuture *
salve_http_remote_send (SalveRemote *remote, const SalveRemoteRequest *request)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->remote = g_object_ref (SALVE_HTTP_REMOTE (remote));
  sending->request = salve_remote_request_copy (request);
  return dex_scheduler_spawn (NULL, 0, send_fiber, sending, sending_free);
}

static const char *
salve_http_remote_get_base (SalveRemote *remote)
{
  return SALVE_HTTP_REMOTE (remote)->base;
}

static void
salve_http_remote_iface_init (SalveRemoteInterface *iface)
{
  iface->get_base = salve_http_remote_get_base;
  iface->send = salve_http_remote_send;
}

static void
salve_http_remote_finalize (GObject *object)
{
  SalveHttpRemote *self = SALVE_HTTP_REMOTE (object);

  g_free (self->base);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->tokens);
  G_OBJECT_CLASS (salve_http_remote_parent_class)->finalize (object);
}

static void
salve_http_remote_class_init (SalveHttpRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_http_remote_finalize;
}

static void
salve_http_remote_init (SalveHttpRemote *self)
{
}

/**
 * salve_http_remote_new:
 * @base: as salve_server_address_parse() gives it; with anything else every request is refused before it goes out
 * @trust: whom to believe
 * @tokens: (nullable): who has the bearer token
 *
 * To be made and used on the main thread.
 *
 * Returns: (transfer full):
 */
SalveRemote *
salve_http_remote_new (const char *base, SalveTrust *trust, SalveTokenSource *tokens)
{
  return salve_http_remote_new_full (base, trust, tokens, NULL);
}

/**
 * salve_http_remote_new_full:
 * @limits: (nullable): NULL for the usual ones
 *
 * salve_http_remote_new() with limits of its own.
 */
SalveRemote *
salve_http_remote_new_full (const char *base,
                            SalveTrust *trust,
                            SalveTokenSource *tokens,
                            const SalveHttpLimits *limits)
{
  SalveHttpRemote *self = g_object_new (SALVE_TYPE_HTTP_REMOTE, NULL);
  g_autofree char *checked = NULL;

  self->base = g_strdup (base);
  checked = strstr (base, "://") != NULL ? salve_server_address_parse (base, NULL) : NULL;
  if (checked != NULL)
    {
      g_set_str (&self->base, checked);
      self->uri = g_uri_parse (checked, SOUP_HTTP_URI_FLAGS, NULL);
    }
  self->client = salve_http_client_new (trust, limits);
  g_set_object (&self->tokens, tokens);
  return SALVE_REMOTE (self);
}
