/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The endpoints: which there are, what comes in, what goes out, and how programs find them. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-exchange.h"
#include "salve-oauth-private.h"
#include "salve-oauth.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define FORM_TYPE "application/x-www-form-urlencoded"
#define STACK (128 * 1024)
#define BUSY_SECONDS 5

static void show_metadata (SalveOAuthRequest *request);

static const struct
{
  const char *path;
  SalveOAuthHandler get;
  SalveOAuthHandler post;
} endpoints[] = {
  { "/.well-known/smart-configuration", show_metadata, NULL },
  { "/fhir/.well-known/smart-configuration", show_metadata, NULL },
  { "/.well-known/oauth-authorization-server", show_metadata, NULL },
  { "/oauth/authorize", salve_oauth_show_sign_in, salve_oauth_take_sign_in },
  { "/oauth/token", NULL, salve_oauth_token },
  { "/oauth/revoke", NULL, salve_oauth_revoke },
  { "/oauth/introspect", NULL, salve_oauth_introspect },
  { "/oauth/register-code", NULL, salve_oauth_register_code },
  { "/oauth/reset", NULL, salve_oauth_reset },
  { "/oauth/activate", salve_oauth_show_activate, salve_oauth_take_activate },
};

static void
oauth_clear (gpointer data)
{
  SalveOAuth *self = data;

  g_clear_object (&self->accounts);
  g_free (self->base);
  sodium_memzero (self->key, sizeof self->key);
}

static void
oauth_unref (gpointer data)
{
  g_rc_box_release_full (data, oauth_clear);
}

static void
request_clear (gpointer data)
{
  SalveOAuthRequest *request = data;

  oauth_unref (request->oauth);
  g_clear_object (&request->message);
  salve_form_free (request->form);
  g_free (request->address);
  g_free (request->origin);
}

static void
request_unref (gpointer data)
{
  g_rc_box_release_full (data, request_clear);
}

void
salve_oauth_set_header (SalveOAuthRequest *request, const char *name, const char *value)
{
  if (!request->gone)
    soup_message_headers_replace (soup_server_message_get_response_headers (request->message), name, value);
}

static void
set_common_headers (SalveOAuthRequest *request)
{
  salve_oauth_set_header (request, "Cache-Control", "no-store");
  salve_oauth_set_header (request, "Pragma", "no-cache");
  salve_oauth_set_header (request, "X-Content-Type-Options", "nosniff");
}

void
salve_oauth_answer (SalveOAuthRequest *request, guint status, yyjson_mut_doc *document)
{
  gsize length;
  char *text = yyjson_mut_write (document, 0, &length);

  yyjson_mut_doc_free (document);
  if (!request->gone && text != NULL)
    {
      set_common_headers (request);
      soup_server_message_set_status (request->message, status, NULL);
      soup_server_message_set_response (request->message, "application/json", SOUP_MEMORY_COPY, text, length);
    }
  if (text != NULL)
    sodium_memzero (text, length);
  free (text);
}

/* RFC 6749, 5.2. */
void
salve_oauth_fail (SalveOAuthRequest *request, guint status, const char *code, const char *description)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (document);

  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_strcpy (document, root, "error", code);
  if (description != NULL)
    yyjson_mut_obj_add_strcpy (document, root, "error_description", description);
  if (status == SOUP_STATUS_UNAUTHORIZED)
    salve_oauth_set_header (request, "WWW-Authenticate", "Basic realm=\"Salve\"");
  salve_oauth_answer (request, status, document);
}

static void
set_retry_after (SalveOAuthRequest *request, guint seconds)
{
  g_autofree char *text = g_strdup_printf ("%u", MAX (seconds, 1));

  salve_oauth_set_header (request, "Retry-After", text);
}

/* Which status says what went wrong; also sets Retry-After. The message of an error that is ours to mend is not for
 * the other side. code: (out): what OAuth calls it */
guint
salve_oauth_status_of (SalveOAuthRequest *request, const GError *error, const char **code)
{
  if (error->domain != SALVE_ACCOUNTS_ERROR)
    {
      g_warning ("A sign-in could not be served: %s", error->message);
      *code = "server_error";
      return SOUP_STATUS_INTERNAL_SERVER_ERROR;
    }
  switch ((SalveAccountsError)error->code)
    {
    case SALVE_ACCOUNTS_ERROR_DELAYED:
      set_retry_after (request, salve_accounts_error_get_seconds (error));
      *code = "slow_down";
      return SALVE_OAUTH_TOO_MANY;
    case SALVE_ACCOUNTS_ERROR_BUSY:
      set_retry_after (request, BUSY_SECONDS);
      *code = "temporarily_unavailable";
      return SOUP_STATUS_SERVICE_UNAVAILABLE;
    case SALVE_ACCOUNTS_ERROR_SCOPE:
      *code = "invalid_scope";
      return SOUP_STATUS_BAD_REQUEST;
    case SALVE_ACCOUNTS_ERROR_UNAUTHORIZED:
      *code = "unauthorized_client";
      return SOUP_STATUS_BAD_REQUEST;
    case SALVE_ACCOUNTS_ERROR_REFUSED:
      *code = "invalid_grant";
      return SOUP_STATUS_BAD_REQUEST;
    case SALVE_ACCOUNTS_ERROR_INVALID:
    case SALVE_ACCOUNTS_ERROR_TAKEN:
    case SALVE_ACCOUNTS_ERROR_NOT_FOUND:
    case SALVE_ACCOUNTS_ERROR_CONFLICT:
    case SALVE_ACCOUNTS_ERROR_LAST:
    default:
      *code = "invalid_request";
      return SOUP_STATUS_BAD_REQUEST;
    }
}

void
salve_oauth_fail_with (SalveOAuthRequest *request, const GError *error)
{
  const char *code;
  guint status = salve_oauth_status_of (request, error, &code);

  salve_oauth_fail (request, status, code,
                    status == SOUP_STATUS_INTERNAL_SERVER_ERROR ? NULL : error->message);
}

void
salve_oauth_redirect (SalveOAuthRequest *request, const char *address)
{
  if (request->gone)
    return;
  set_common_headers (request);
  salve_oauth_set_header (request, "Referrer-Policy", "no-referrer");
  salve_oauth_set_header (request, "Location", address);
  soup_server_message_set_status (request->message, SOUP_STATUS_SEE_OTHER, NULL);
}

static void
add_list (yyjson_mut_doc *document, yyjson_mut_val *root, const char *name, const char *const *values)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (document, root, name);

  for (gsize i = 0; values[i] != NULL; i++)
    yyjson_mut_arr_add_str (document, list, values[i]);
}

static void
add_address (yyjson_mut_doc *document,
             yyjson_mut_val *root,
             const char *name,
             const char *origin,
             const char *path)
{
  g_autofree char *address = g_strconcat (origin, path, NULL);

  yyjson_mut_obj_add_strcpy (document, root, name, address);
}

/* SMART App Launch 2.2, conformance, and RFC 8414. There is no id_token, and so neither "openid" nor the ability
 * "sso-openid-connect" is announced; fhirUser is in the answer with the token. Nor is there a launch from within an EHR. */
static void
show_metadata (SalveOAuthRequest *request)
{
  static const char *const grants[] = { "authorization_code", "refresh_token", "client_credentials",
                                        "password", NULL };
  static const char *const responses[] = { "code", NULL };
  static const char *const methods[] = { "none", "client_secret_basic", "client_secret_post", NULL };
  static const char *const challenges[] = { "S256", NULL };
  static const char *const scopes[] = { SALVE_SCOPE_DESK, "launch/patient", "offline_access", "online_access",
                                        "patient/*.rs",   "user/*.cruds",   "system/*.cruds", NULL };
  static const char *const abilities[] = { "launch-standalone",
                                           "client-public",
                                           "client-confidential-symmetric",
                                           "context-standalone-patient",
                                           "permission-offline",
                                           "permission-online",
                                           "permission-patient",
                                           "permission-user",
                                           "permission-v1",
                                           "permission-v2",
                                           NULL };
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (document);

  yyjson_mut_doc_set_root (document, root);
  add_address (document, root, "issuer", request->origin, "");
  add_address (document, root, "authorization_endpoint", request->origin, "/oauth/authorize");
  add_address (document, root, "token_endpoint", request->origin, "/oauth/token");
  add_address (document, root, "revocation_endpoint", request->origin, "/oauth/revoke");
  add_address (document, root, "introspection_endpoint", request->origin, "/oauth/introspect");
  add_address (document, root, "register_code_endpoint", request->origin, "/oauth/register-code");
  add_list (document, root, "grant_types_supported", grants);
  add_list (document, root, "response_types_supported", responses);
  add_list (document, root, "token_endpoint_auth_methods_supported", methods);
  add_list (document, root, "code_challenge_methods_supported", challenges);
  add_list (document, root, "scopes_supported", scopes);
  add_list (document, root, "capabilities", abilities);
  yyjson_mut_obj_add_bool (document, root, "authorization_response_iss_parameter_supported", true);
  salve_oauth_answer (request, SOUP_STATUS_OK, document);
}

static SalveOAuthRequest *
request_new (SalveOAuth *self, SoupServerMessage *message)
{
  SalveOAuthRequest *request = g_rc_box_new0 (SalveOAuthRequest);
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  request->oauth = g_rc_box_acquire (self);
  request->message = g_object_ref (message);
  request->origin = salve_http_origin (message, self->base);
  if (remote != NULL && G_IS_INET_SOCKET_ADDRESS (remote))
    request->address =
        g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  return request;
}

/* What came in, as a form; answers and is FALSE where it cannot be read. */
static gboolean
read_form (SalveOAuthRequest *request, gboolean post)
{
  SoupServerMessage *message = request->message;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  const char *text = g_uri_get_query (soup_server_message_get_uri (message));
  gsize length = text != NULL ? strlen (text) : 0;

  if (post)
    {
      const char *type =
          soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);

      if (type == NULL || g_ascii_strcasecmp (type, FORM_TYPE) != 0 || length > 0)
        {
          g_autofree char *wanted =
              g_strdup_printf (_ ("Send a form: %s, with nothing in the address"), FORM_TYPE);

          salve_oauth_fail (request, type == NULL || length > 0 ? 400 : 415, "invalid_request", wanted);
          return FALSE;
        }
      body = soup_message_body_flatten (soup_server_message_get_request_body (message));
      text = g_bytes_get_data (body, &length);
    }
  if (length > SALVE_FORM_MAX_BYTES)
    {
      salve_oauth_fail (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "invalid_request",
                        _ ("The form is too large"));
      return FALSE;
    }
  request->form = salve_form_parse (text != NULL ? text : "", length, &error);
  if (request->form == NULL)
    salve_oauth_fail (request, SOUP_STATUS_BAD_REQUEST, "invalid_request", error->message);
  return request->form != NULL;
}

/* The request holds its message, and this handler of the message's holds the request: with it both would stay for ever. */
static void
gone_cb (SoupServerMessage *message, gpointer data)
{
  SalveOAuthRequest *request = data;

  request->gone = TRUE;
  g_signal_handlers_disconnect_by_func (message, gone_cb, request);
}

typedef struct
{
  SalveOAuthRequest *request;
  SalveOAuthHandler handler;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  request_unref (run->request);
  g_free (run);
}

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;

  run->handler (run->request);
  if (!run->request->gone)
    soup_server_message_unpause (run->request->message);
  return dex_future_new_true ();
}

static void
start (SalveOAuthRequest *request, SalveOAuthHandler handler)
{
  Run *run = g_new (Run, 1);

  *run = (Run){ g_rc_box_acquire (request), handler };
  g_signal_connect_data (request->message, "finished", G_CALLBACK (gone_cb), g_rc_box_acquire (request),
                         (GClosureNotify)(GCallback)request_unref, G_CONNECT_DEFAULT);
  soup_server_message_pause (request->message);
  dex_future_disown (dex_scheduler_spawn (NULL, STACK, run_fiber, run, run_free));
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  SalveOAuthRequest *request = request_new (data, message);
  const char *method = soup_server_message_get_method (message);
  gboolean post = g_str_equal (method, "POST");
  SalveOAuthHandler handler = NULL;
  gsize i = 0;

  while (i < G_N_ELEMENTS (endpoints) && !g_str_equal (endpoints[i].path, path))
    i++;
  if (i < G_N_ELEMENTS (endpoints))
    handler = post                                                          ? endpoints[i].post
              : g_str_equal (method, "GET") || g_str_equal (method, "HEAD") ? endpoints[i].get
                                                                            : NULL;
  if (i == G_N_ELEMENTS (endpoints))
    salve_oauth_fail (request, SOUP_STATUS_NOT_FOUND, "invalid_request", NULL);
  else if (handler == NULL)
    {
      salve_oauth_set_header (request, "Allow",
                              endpoints[i].get == NULL    ? "POST"
                              : endpoints[i].post == NULL ? "GET, HEAD"
                                                          : "GET, HEAD, POST");
      salve_oauth_fail (request, SOUP_STATUS_METHOD_NOT_ALLOWED, "invalid_request", NULL);
    }
  else if (handler == show_metadata)
    show_metadata (request);
  else if (read_form (request, post))
    start (request, handler);
  request_unref (request);
}

/**
 * salve_oauth_add_handlers:
 * @server: on whose main context @accounts lives; limit the bodies under /oauth/ to 16 KiB before they are read
 * @base_url: https://host:port, what programs are told that come without a name for the server
 *
 * Serves /.well-known/smart-configuration, also under /fhir, and everything under /oauth/.
 */
void
salve_oauth_add_handlers (SoupServer *server, SalveAccounts *accounts, const char *base_url)
{
  SalveOAuth *self = g_rc_box_new0 (SalveOAuth);

  self->accounts = g_object_ref (accounts);
  self->base = g_strdup (base_url);
  while (g_str_has_suffix (self->base, "/"))
    self->base[strlen (self->base) - 1] = '\0';
  self->secure = g_str_has_prefix (self->base, "https:");
  randombytes_buf (self->key, sizeof self->key);
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    soup_server_add_handler (server, endpoints[i].path, request_cb, g_rc_box_acquire (self), oauth_unref);
  soup_server_add_handler (server, "/oauth", request_cb, g_rc_box_acquire (self), oauth_unref);
  oauth_unref (self);
}
