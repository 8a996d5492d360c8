/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs ask without a person in front of them: tokens, their end, and what a one-time code is good for. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-oauth-private.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "salve-secret.h"

#define MAX_CREDENTIALS 2048

/* A program's id and, where it has one, its secret: from the header or from the form, never from both (RFC 6749, 2.3). */
typedef struct
{
  char *id;
  char *secret;
  gboolean given_twice;
} Credentials;

static void
credentials_clear (Credentials *self)
{
  g_free (self->id);
  salve_secret_free (self->secret);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Credentials, credentials_clear)

/* Each half was escaped as in a form before both were put together. */
static gboolean
split_basic (const char *encoded, Credentials *credentials)
{
  char plain[MAX_CREDENTIALS];
  gsize length;
  char *colon;
  gboolean good = FALSE;

  if (strlen (encoded) >= MAX_CREDENTIALS
      || sodium_base642bin ((guint8 *)plain, sizeof plain - 1, encoded, strlen (encoded), NULL, &length, NULL,
                            sodium_base64_VARIANT_ORIGINAL)
             != 0)
    return FALSE;
  plain[length] = '\0';
  colon = memchr (plain, ':', length);
  if (colon != NULL && strlen (plain) == length)
    {
      *colon = '\0';
      credentials->id = g_uri_unescape_string (plain, NULL);
      credentials->secret = g_uri_unescape_string (colon + 1, NULL);
      good = credentials->id != NULL && credentials->secret != NULL
             && g_utf8_validate (credentials->id, -1, NULL);
    }
  sodium_memzero (plain, sizeof plain);
  return good;
}

static gboolean
read_credentials (SalveOAuthRequest *request, Credentials *credentials)
{
  const char *header = soup_message_headers_get_one (
      soup_server_message_get_request_headers (request->message), "Authorization");
  const char *id = salve_form_get (request->form, "client_id");
  const char *secret = salve_form_get (request->form, "client_secret");

  if (header == NULL)
    {
      credentials->id = g_strdup (id);
      credentials->secret = g_strdup (secret);
      return id != NULL;
    }
  if (g_ascii_strncasecmp (header, "Basic ", 6) != 0 || !split_basic (header + 6, credentials))
    return FALSE;
  credentials->given_twice = secret != NULL || (id != NULL && !g_str_equal (id, credentials->id));
  return TRUE;
}

/* Who asks. Answers and is NULL where that is not known. */
static SalveClient *
check_client (SalveOAuthRequest *request)
{
  g_auto (Credentials) credentials = { 0 };
  g_autoptr (GError) error = NULL;
  SalveClient *client;

  if (!read_credentials (request, &credentials))
    {
      salve_oauth_fail (request, SOUP_STATUS_UNAUTHORIZED, "invalid_client",
                        _ ("The program does not say who it is"));
      return NULL;
    }
  if (credentials.given_twice)
    {
      salve_oauth_fail (request, SOUP_STATUS_BAD_REQUEST, "invalid_request",
                        _ ("The program says twice who it is"));
      return NULL;
    }
  client = dex_await_boxed (
      salve_accounts_check_client (request->oauth->accounts, credentials.id, credentials.secret), &error);
  if (client != NULL)
    return client;
  if (g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED))
    salve_oauth_fail (request, SOUP_STATUS_UNAUTHORIZED, "invalid_client", error->message);
  else
    salve_oauth_fail_with (request, error);
  return NULL;
}

static void
answer_tokens (SalveOAuthRequest *request, const SalveTokens *tokens)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (document);
  g_autofree char *user = tokens->practitioner_id != NULL
                              ? g_strconcat ("Practitioner/", tokens->practitioner_id, NULL)
                          : tokens->patient_id != NULL ? g_strconcat ("Patient/", tokens->patient_id, NULL)
                                                       : NULL;

  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_strcpy (document, root, "access_token", tokens->access);
  yyjson_mut_obj_add_str (document, root, "token_type", "Bearer");
  yyjson_mut_obj_add_uint (document, root, "expires_in", tokens->expires_in);
  yyjson_mut_obj_add_strcpy (document, root, "scope", tokens->scope);
  if (tokens->refresh != NULL)
    yyjson_mut_obj_add_strcpy (document, root, "refresh_token", tokens->refresh);
  yyjson_mut_obj_add_strcpy (document, root, "login", tokens->login);
  if (tokens->patient_id != NULL)
    yyjson_mut_obj_add_strcpy (document, root, "patient", tokens->patient_id);
  if (user != NULL)
    yyjson_mut_obj_add_strcpy (document, root, "fhirUser", user);
  salve_oauth_answer (request, SOUP_STATUS_OK, document);
}

/* Fields that a grant needs; answers and is FALSE where one is not there. */
static gboolean
need (SalveOAuthRequest *request, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (salve_form_get (request->form, names[i]) == NULL)
      {
        g_autofree char *what = g_strdup_printf (_ ("%s is missing"), names[i]);

        salve_oauth_fail (request, SOUP_STATUS_BAD_REQUEST, "invalid_request", what);
        return FALSE;
      }
  return TRUE;
}

static DexFuture *
grant_code (SalveOAuthRequest *request, const SalveClient *client)
{
  return salve_accounts_redeem (request->oauth->accounts, salve_form_get (request->form, "code"), client->id,
                                salve_form_get (request->form, "redirect_uri"),
                                salve_form_get (request->form, "code_verifier"));
}

static DexFuture *
grant_refresh (SalveOAuthRequest *request, const SalveClient *client)
{
  return salve_accounts_refresh (request->oauth->accounts, salve_form_get (request->form, "refresh_token"),
                                 client->id, salve_form_get (request->form, "scope"));
}

static DexFuture *
grant_password (SalveOAuthRequest *request, const SalveClient *client)
{
  return salve_accounts_sign_in_with (request->oauth->accounts, client,
                                      salve_form_get (request->form, "scope"),
                                      salve_form_get (request->form, "username"),
                                      salve_form_get (request->form, "password"), request->address);
}

static DexFuture *
grant_client (SalveOAuthRequest *request, const SalveClient *client)
{
  return salve_accounts_sign_in_client (request->oauth->accounts, client,
                                        salve_form_get (request->form, "scope"));
}

static const struct
{
  const char *type;
  DexFuture *(*ask) (SalveOAuthRequest *request, const SalveClient *client);
  const char *needs[4];
} grants[] = {
  { "authorization_code", grant_code, { "code", "redirect_uri", "code_verifier" } },
  { "refresh_token", grant_refresh, { "refresh_token" } },
  { "password", grant_password, { "username", "password" } },
  { "client_credentials", grant_client, { NULL } },
};

/* RFC 6749, 3.2. */
void
salve_oauth_token (SalveOAuthRequest *request)
{
  const char *type = salve_form_get (request->form, "grant_type");
  g_autoptr (SalveClient) client = NULL;
  g_autoptr (SalveTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;
  gsize i = 0;

  if (!need (request, (const char *const[]){ "grant_type", NULL }))
    return;
  while (i < G_N_ELEMENTS (grants) && !g_str_equal (grants[i].type, type))
    i++;
  if (i == G_N_ELEMENTS (grants))
    {
      salve_oauth_fail (request, SOUP_STATUS_BAD_REQUEST, "unsupported_grant_type", NULL);
      return;
    }
  client = check_client (request);
  if (client == NULL || !need (request, grants[i].needs))
    return;
  tokens = dex_await_boxed (grants[i].ask (request, client), &error);
  if (tokens != NULL)
    answer_tokens (request, tokens);
  else
    salve_oauth_fail_with (request, error);
}

static void
answer_empty (SalveOAuthRequest *request, guint status)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);

  yyjson_mut_doc_set_root (document, yyjson_mut_obj (document));
  salve_oauth_answer (request, status, document);
}

/* RFC 7009. Who has a token may always end it: its program's name is enough. */
void
salve_oauth_revoke (SalveOAuthRequest *request)
{
  g_auto (Credentials) credentials = { 0 };
  g_autoptr (GError) error = NULL;

  if (!need (request, (const char *const[]){ "token", NULL }))
    return;
  if (!read_credentials (request, &credentials) || credentials.given_twice)
    salve_oauth_fail (request, SOUP_STATUS_UNAUTHORIZED, "invalid_client", NULL);
  else if (dex_await (salve_accounts_revoke (request->oauth->accounts,
                                             salve_form_get (request->form, "token"), credentials.id),
                      &error))
    answer_empty (request, SOUP_STATUS_OK);
  else
    salve_oauth_fail_with (request, error);
}

static void
answer_identity (SalveOAuthRequest *request, const SalveIdentity *identity)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (document);

  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_bool (document, root, "active", identity != NULL);
  if (identity != NULL)
    {
      yyjson_mut_obj_add_strcpy (document, root, "scope", identity->scopes);
      yyjson_mut_obj_add_strcpy (document, root, "client_id", identity->client_id);
      yyjson_mut_obj_add_strcpy (document, root, "username", identity->login);
      yyjson_mut_obj_add_strcpy (document, root, "sub", identity->account_id);
      yyjson_mut_obj_add_str (document, root, "token_type", "Bearer");
      yyjson_mut_obj_add_int (document, root, "exp", identity->expires / SALVE_INSTANT_SECOND);
      if (identity->patient_id != NULL)
        yyjson_mut_obj_add_strcpy (document, root, "patient", identity->patient_id);
    }
  salve_oauth_answer (request, SOUP_STATUS_OK, document);
}

/* RFC 7662, for programs with a secret, about the tokens that were given to them. */
void
salve_oauth_introspect (SalveOAuthRequest *request)
{
  g_autoptr (SalveClient) client = NULL;
  g_autoptr (SalveIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;

  if (!need (request, (const char *const[]){ "token", NULL }))
    return;
  client = check_client (request);
  if (client == NULL)
    return;
  if (!client->confidential)
    {
      salve_oauth_fail (request, SOUP_STATUS_UNAUTHORIZED, "invalid_client", NULL);
      return;
    }
  identity = dex_await_boxed (
      salve_accounts_identify (request->oauth->accounts, salve_form_get (request->form, "token")), &error);
  if (error != NULL && !g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED))
    salve_oauth_fail_with (request, error);
  else if (identity != NULL && g_str_equal (identity->client_id, client->id))
    answer_identity (request, identity);
  else
    answer_identity (request, NULL);
}

static void
enrol (SalveOAuthRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveClient) client =
      dex_await_boxed (salve_accounts_enrol (request->oauth->accounts, salve_form_get (request->form, "code"),
                                             salve_form_get (request->form, "name"), request->address),
                       &error);
  yyjson_mut_doc *document;
  yyjson_mut_val *root;

  if (client == NULL)
    {
      salve_oauth_fail_with (request, error);
      return;
    }
  document = yyjson_mut_doc_new (NULL);
  root = yyjson_mut_obj (document);
  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_strcpy (document, root, "client_id", client->id);
  yyjson_mut_obj_add_strcpy (document, root, "client_secret", client->secret);
  yyjson_mut_obj_add_strcpy (document, root, "client_name", client->name);
  yyjson_mut_obj_add_strcpy (document, root, "scope", client->scopes);
  salve_oauth_answer (request, SOUP_STATUS_CREATED, document);
}

static void
use_code (SalveOAuthRequest *request, SalveCodeKind kind)
{
  const char *password = kind != SALVE_CODE_EMAIL ? salve_form_get (request->form, "password") : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveAccount) account = dex_await_boxed (
      salve_accounts_use_code (request->oauth->accounts, kind, salve_form_get (request->form, "code"),
                               password, request->address),
      &error);
  yyjson_mut_doc *document;
  yyjson_mut_val *root;

  if (account == NULL)
    {
      salve_oauth_fail_with (request, error);
      return;
    }
  document = yyjson_mut_doc_new (NULL);
  root = yyjson_mut_obj (document);
  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_strcpy (document, root, "login", account->login);
  salve_oauth_answer (request, SOUP_STATUS_OK, document);
}

/* What a one-time code is good for. kind: enrolment (where it is not said), activation, reset or email. */
void
salve_oauth_register_code (SalveOAuthRequest *request)
{
  const char *kind = salve_form_get (request->form, "kind");

  if (!need (request, (const char *const[]){ "code", NULL }))
    return;
  if (kind == NULL || g_str_equal (kind, "enrolment"))
    {
      if (need (request, (const char *const[]){ "name", NULL }))
        enrol (request);
    }
  else if (g_str_equal (kind, "email"))
    use_code (request, SALVE_CODE_EMAIL);
  else if (!g_str_equal (kind, "activation") && !g_str_equal (kind, "reset"))
    salve_oauth_fail (request, SOUP_STATUS_BAD_REQUEST, "invalid_request",
                      _ ("There is no such kind of code"));
  else if (need (request, (const char *const[]){ "password", NULL }))
    use_code (request, g_str_equal (kind, "reset") ? SALVE_CODE_RESET : SALVE_CODE_ACTIVATION);
}

/* Somebody forgot their password. The answer is the same whether there is such a person or not. */
void
salve_oauth_reset (SalveOAuthRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!need (request, (const char *const[]){ "username", NULL }))
    return;
  if (dex_await (salve_accounts_request_reset (request->oauth->accounts,
                                               salve_form_get (request->form, "username"), request->address),
                 &error))
    answer_empty (request, SOUP_STATUS_ACCEPTED);
  else
    salve_oauth_fail_with (request, error);
}
