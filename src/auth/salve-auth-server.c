/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sources: RFC 6749 (forms and errors), RFC 7636 (PKCE), RFC 7009 (revocation), RFC 9207 (issuer in the answer), SMART App
 * Launch 2 ".well-known/smart-configuration". With a pinned key every address has to be the server's own, because the pin
 * says nothing of others; without one they have to be https, or on this machine.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-auth-server.h"

#include "salve-permission.h"
#include "salve-server-address.h"
#include "salve-small-json.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define WELL_KNOWN "/.well-known/smart-configuration"
#define SMART_SCOPE "openid fhirUser offline_access user/*.cruds"
#define MAX_TOKEN (16 * 1024)
#define DEFAULT_SECONDS 300
#define MAX_SECONDS (24 * 3600)

static void
wipe (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

void
salve_auth_server_free (SalveAuthServer *self)
{
  g_free (self->issuer);
  g_free (self->authorize);
  g_free (self->token);
  g_free (self->revoke);
  g_free (self->enrol);
  g_free (self->scope);
  g_free (self);
}

void
salve_auth_grant_free (SalveAuthGrant *self)
{
  wipe (self->access);
  wipe (self->refresh);
  g_free (self->scope);
  g_free (self->login);
  g_free (self);
}

/* A session for small answers only. */
SalveHttpClient *
salve_auth_server_new_client (SalveTrust *trust)
{
  SalveHttpLimits limits = salve_http_limits_default;

  limits.max_body = SALVE_SMALL_JSON_MAX_SIZE;
  return salve_http_client_new (trust, &limits);
}

static gboolean
fail (GError **error, int code, const char *message)
{
  g_set_error_literal (error, SALVE_SIGN_IN_ERROR, code, message);
  return FALSE;
}

static SalveRemoteResponse *
await_answer (SalveHttpClient *client, SoupMessage *message, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "Accept", "application/json");
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  return dex_await_boxed (salve_http_client_send (client, message), error);
}

static JsonObject *
parse (const SalveRemoteResponse *response)
{
  gsize length;
  const char *text = g_bytes_get_data (response->body, &length);

  return salve_small_json_parse (text, length, NULL);
}

/* An address that the server names for itself; NULL with an error when it may not be used. */
static gboolean
take_address (SalveHttpClient *client,
              GUri *base,
              JsonObject *document,
              const char *name,
              char **out,
              GError **error)
{
  const char *text = salve_small_json_get_text (document, name);
  g_autoptr (GUri) uri = NULL;
  gboolean good;

  if (text == NULL)
    return TRUE;
  uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  good = uri != NULL && g_uri_get_host (uri) != NULL && g_uri_get_userinfo (uri) == NULL
         && g_uri_get_fragment (uri) == NULL;
  if (good && salve_trust_get_pin (salve_http_client_get_trust (client)) != NULL)
    good = salve_server_address_same_origin (uri, base);
  else if (good)
    good = g_str_equal (g_uri_get_scheme (uri), "https")
           || (g_str_equal (g_uri_get_scheme (uri), "http")
               && salve_server_address_is_loopback (g_uri_get_host (uri)));
  if (!good)
    {
      g_set_error (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PROTOCOL,
                   /* Translators: %s is the technical name of an address, such as token_endpoint */
                   _ ("The server sends people who sign in to an address that is not safe (%s)"), name);
      return FALSE;
    }
  *out = g_strdup (text);
  return TRUE;
}

/* Who the server says it is: what it names, or else where its tokens come from. */
static char *
choose_issuer (JsonObject *document, const char *token)
{
  const char *issuer = salve_small_json_get_text (document, "issuer");

  return issuer != NULL ? g_strdup (issuer) : salve_server_address_origin (token);
}

static SalveAuthServer *
read_document (SalveHttpClient *client, const char *base, JsonObject *document, GError **error)
{
  g_autoptr (SalveAuthServer) self = g_new0 (SalveAuthServer, 1);
  g_autoptr (GUri) base_uri = g_uri_parse (base, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *origin = salve_server_address_origin (base);

  if (!take_address (client, base_uri, document, "authorization_endpoint", &self->authorize, error)
      || !take_address (client, base_uri, document, "token_endpoint", &self->token, error)
      || !take_address (client, base_uri, document, "revocation_endpoint", &self->revoke, error)
      || !take_address (client, base_uri, document, "register_code_endpoint", &self->enrol, error))
    return NULL;
  if (self->token == NULL)
    {
      fail (error, SALVE_SIGN_IN_ERROR_UNSUPPORTED,
            _ ("Nobody can sign in at this server: it does not say how"));
      return NULL;
    }
  if (self->enrol == NULL)
    self->enrol = g_strconcat (origin, "/oauth/register-code", NULL);
  self->issuer = choose_issuer (document, self->token);
  self->s256 = salve_small_json_has_text (document, "code_challenge_methods_supported", "S256", FALSE);
  self->takes_passwords = salve_small_json_has_text (document, "grant_types_supported", "password", FALSE);
  self->names_itself = json_object_has_member (document, "authorization_response_iss_parameter_supported")
                       && json_object_get_boolean_member_with_default (
                           document, "authorization_response_iss_parameter_supported", FALSE);
  self->scope = g_strdup (salve_small_json_has_text (document, "scopes_supported", SALVE_SCOPE_DESK, FALSE)
                              ? SALVE_SCOPE_DESK
                              : SMART_SCOPE);
  return g_steal_pointer (&self);
}

static JsonObject *
await_document (SalveHttpClient *client, const char *where, GError **error)
{
  g_autofree char *address = g_strconcat (where, WELL_KNOWN, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr (SalveRemoteResponse) response = NULL;
  JsonObject *document = NULL;

  if (message == NULL)
    {
      fail (error, SALVE_SIGN_IN_ERROR_PROTOCOL, _ ("This is not a server’s address"));
      return NULL;
    }
  response = await_answer (client, message, error);
  if (response == NULL)
    return NULL;
  if (response->status >= 500 || response->status == 429)
    {
      g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
                   _ ("The server cannot answer now (%u): try again later"), response->status);
      return NULL;
    }
  if (response->status == 200)
    document = parse (response);
  if (document == NULL)
    fail (error, SALVE_SIGN_IN_ERROR_UNSUPPORTED,
          _ ("Nobody can sign in at this server: it does not say how, or another program answers at this "
             "address"));
  return document;
}

/**
 * salve_auth_server_await:
 * @base: the server's FHIR base
 * @error: SALVE_SIGN_IN_ERROR_UNSUPPORTED, SALVE_SIGN_IN_ERROR_PROTOCOL, SALVE_REMOTE_ERROR
 *
 * Asks a server how to sign in, at its base and then at its root. On a fiber.
 */
SalveAuthServer *
salve_auth_server_await (SalveHttpClient *client, const char *base, GError **error)
{
  g_autoptr (GError) first = NULL;
  g_autoptr (JsonObject) document = await_document (client, base, &first);
  g_autofree char *origin = salve_server_address_origin (base);

  if (document == NULL && g_error_matches (first, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_UNSUPPORTED)
      && g_strcmp0 (origin, base) != 0)
    {
      g_clear_error (&first);
      document = await_document (client, origin, &first);
    }
  if (document == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }
  return read_document (client, base, document, error);
}

static void
set_slow_down (GError **error, gint64 retry_after)
{
  gint64 seconds = retry_after > 0 ? (retry_after + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC : 0;

  if (seconds > 0)
    g_set_error (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_SLOW_DOWN,
                 g_dngettext (NULL, "Too many attempts: try again in %d second",
                              "Too many attempts: try again in %d seconds", (gulong)seconds),
                 (int)seconds);
  else
    fail (error, SALVE_SIGN_IN_ERROR_SLOW_DOWN, _ ("Too many attempts: try again a little later"));
}

/* Why a form was refused (RFC 6749, section 5.2). The server's own words are not shown: anybody could have written them. */
static void
explain_refusal (const SalveRemoteResponse *response, GError **error)
{
  g_autoptr (JsonObject) object = parse (response);
  const char *what = object != NULL ? salve_small_json_get_text (object, "error") : NULL;

  if (response->status == 429 || g_strcmp0 (what, "slow_down") == 0)
    set_slow_down (error, response->retry_after);
  else if (response->status >= 500 || g_strcmp0 (what, "temporarily_unavailable") == 0)
    g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
                 _ ("The server cannot answer now (%u): try again later"), response->status);
  else if (g_strcmp0 (what, "invalid_grant") == 0 || g_strcmp0 (what, "invalid_client") == 0)
    fail (error, SALVE_SIGN_IN_ERROR_REFUSED,
          _ ("The server does not accept that: the name, the password or the code is "
             "wrong or has run out"));
  else if (g_strcmp0 (what, "access_denied") == 0)
    fail (error, SALVE_SIGN_IN_ERROR_DENIED, _ ("The server does not allow that"));
  else if (what != NULL)
    fail (error, SALVE_SIGN_IN_ERROR_UNSUPPORTED,
          _ ("This server does not let this program sign in that way"));
  else
    fail (error, SALVE_SIGN_IN_ERROR_PROTOCOL, _ ("The server’s answer to the sign-in cannot be understood"));
}

static void
bytes_free (gpointer data)
{
  wipe (data);
}

/* The form as bytes that are wiped when they were sent. */
static GBytes *
encode_form (const char *const *fields)
{
  GString *text = g_string_sized_new (4096);
  gsize length;
  char *copy;

  for (gsize i = 0; fields[i] != NULL; i += 2)
    {
      char *value = g_uri_escape_string (fields[i + 1], NULL, FALSE);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", fields[i], value);
      wipe (value);
    }
  length = text->len;
  copy = g_strndup (text->str, length);
  sodium_memzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
  return g_bytes_new_with_free_func (copy, length, bytes_free, copy);
}

/* @fields: names and values in turn, NULL at the end. */
static JsonObject *
await_form (SalveHttpClient *client, const char *address, const char *const *fields, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new ("POST", address);
  g_autoptr (GBytes) form = encode_form (fields);
  g_autoptr (SalveRemoteResponse) response = NULL;
  JsonObject *object = NULL;

  if (message == NULL)
    {
      fail (error, SALVE_SIGN_IN_ERROR_PROTOCOL, _ ("This is not a server’s address"));
      return NULL;
    }
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", form);
  response = await_answer (client, message, error);
  if (response == NULL)
    return NULL;
  if (response->status == 200 || response->status == 201)
    object = parse (response);
  if (object == NULL)
    explain_refusal (response, error);
  return object;
}

/* A token goes into a header as it is (RFC 6750, section 2.1). */
static gboolean
is_token (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > MAX_TOKEN)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  return TRUE;
}

/**
 * salve_auth_server_await_grant:
 * @fields: the form: names and values in turn, NULL at the end
 * @error: SALVE_SIGN_IN_ERROR, SALVE_REMOTE_ERROR
 *
 * Asks for tokens. On a fiber.
 */
SalveAuthGrant *
salve_auth_server_await_grant (SalveHttpClient *client,
                               const SalveAuthServer *server,
                               const char *const *fields,
                               GError **error)
{
  g_autoptr (JsonObject) object = await_form (client, server->token, fields, error);
  g_autoptr (SalveAuthGrant) grant = NULL;
  const char *access, *refresh, *type;
  gint64 seconds;

  if (object == NULL)
    return NULL;
  access = salve_small_json_get_text (object, "access_token");
  refresh = salve_small_json_get_text (object, "refresh_token");
  type = salve_small_json_get_text (object, "token_type");
  if (!is_token (access) || (refresh != NULL && !is_token (refresh)) || type == NULL
      || g_ascii_strcasecmp (type, "Bearer") != 0)
    {
      fail (error, SALVE_SIGN_IN_ERROR_PROTOCOL,
            _ ("The server’s answer to the sign-in cannot be understood"));
      return NULL;
    }
  seconds = CLAMP (salve_small_json_get_integer (object, "expires_in", DEFAULT_SECONDS), 0, MAX_SECONDS);
  grant = g_new0 (SalveAuthGrant, 1);
  grant->access = g_strdup (access);
  grant->refresh = g_strdup (refresh);
  grant->scope = g_strdup (salve_small_json_get_text (object, "scope"));
  grant->login = g_strdup (salve_small_json_get_text (object, "login"));
  if (grant->login == NULL)
    grant->login = g_strdup (salve_small_json_get_text (object, "fhirUser"));
  grant->expires = g_get_real_time () + seconds * G_USEC_PER_SEC;
  return g_steal_pointer (&grant);
}

/**
 * salve_auth_server_await_device:
 * @code: the one-time code as typed
 * @client_id: (out): the device's name at the server
 * @client_secret: (out): what it signs in with from now on
 *
 * Turns a one-time code into a device's own credentials. On a fiber.
 */
gboolean
salve_auth_server_await_device (SalveHttpClient *client,
                                const SalveAuthServer *server,
                                const char *code,
                                char **client_id,
                                char **client_secret,
                                GError **error)
{
  const char *fields[] = { "code", code, "name", g_get_host_name (), NULL };
  g_autoptr (JsonObject) object = await_form (client, server->enrol, fields, error);
  const char *id = object != NULL ? salve_small_json_get_text (object, "client_id") : NULL;
  const char *secret = object != NULL ? salve_small_json_get_text (object, "client_secret") : NULL;

  if (object == NULL)
    return FALSE;
  if (!is_token (id) || !is_token (secret))
    return fail (error, SALVE_SIGN_IN_ERROR_PROTOCOL,
                 _ ("The server’s answer to the code cannot be understood"));
  *client_id = g_strdup (id);
  *client_secret = g_strdup (secret);
  return TRUE;
}

/**
 * salve_auth_server_await_activated:
 * @code: the one-time code of somebody new, as typed
 * @password: which that person has chosen
 *
 * On a fiber.
 *
 * Returns: (transfer full) (nullable): who it was for, by the name to sign in with
 */
char *
salve_auth_server_await_activated (SalveHttpClient *client,
                                   const SalveAuthServer *server,
                                   const char *code,
                                   const char *password,
                                   GError **error)
{
  const char *fields[] = { "kind", "activation", "code", code, "password", password, NULL };
  g_autoptr (JsonObject) object = await_form (client, server->enrol, fields, error);
  const char *login = object != NULL ? salve_small_json_get_text (object, "login") : NULL;

  if (object != NULL && login == NULL)
    fail (error, SALVE_SIGN_IN_ERROR_PROTOCOL, _ ("The server’s answer to the code cannot be understood"));
  return g_strdup (login);
}

/**
 * salve_auth_server_await_revoked:
 *
 * Tells the server that a token is used no more (RFC 7009). On a fiber.
 */
gboolean
salve_auth_server_await_revoked (SalveHttpClient *client,
                                 const SalveAuthServer *server,
                                 const char *token,
                                 const char *client_id,
                                 GError **error)
{
  const char *fields[] = { "token", token, "client_id", client_id, NULL };
  g_autoptr (SoupMessage) message = server->revoke != NULL ? soup_message_new ("POST", server->revoke) : NULL;
  g_autoptr (GBytes) form = encode_form (fields);
  g_autoptr (SalveRemoteResponse) response = NULL;

  if (message == NULL)
    return fail (error, SALVE_SIGN_IN_ERROR_UNSUPPORTED, _ ("This server cannot take tokens back"));
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", form);
  response = await_answer (client, message, error);
  if (response == NULL)
    return FALSE;
  if (response->status == 200)
    return TRUE;
  explain_refusal (response, error);
  return FALSE;
}
