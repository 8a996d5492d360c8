/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs, and what OAuth 2.0 does between them and people. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-secret.h"

#define MAX_NAME 200
#define MAX_URIS 16
#define MAX_URI 2000
#define MAX_SCOPE 4000
#define CODE_TIME (60 * SALVE_INSTANT_SECOND)
#define CHALLENGE_LENGTH 43

#define COLUMNS "id, name, secret_hash, redirect_uris, scopes, account_id, password"

/**
 * salve_client_new_desk:
 *
 * Returns: (transfer full): our own desk, which every server knows
 */
SalveClient *
salve_client_new_desk (void)
{
  static const char *const uris[] = { "http://127.0.0.1/",
                                      "http://[::1]/",
                                      "http://127.0.0.1/callback",
                                      "http://[::1]/callback",
                                      "http://127.0.0.1/signed-in",
                                      "http://[::1]/signed-in",
                                      NULL };
  SalveClient *self = g_new0 (SalveClient, 1);

  self->id = g_strdup (SALVE_CLIENT_DESK);
  self->name = g_strdup ("Salve");
  self->redirect_uris = g_strdupv ((char **)uris);
  self->scopes = g_strdup (SALVE_SCOPE_DESK " openid fhirUser launch/patient offline_access online_access");
  self->password = TRUE;
  return self;
}

static gpointer
client_from_row (SalveStatement *row)
{
  SalveClient *self = g_new0 (SalveClient, 1);

  self->id = g_strdup (salve_statement_text (row, 0));
  self->name = g_strdup (salve_statement_text (row, 1));
  self->confidential = !salve_statement_is_null (row, 2);
  self->redirect_uris = g_strsplit (salve_statement_text (row, 3), "\n", -1);
  self->scopes = g_strdup (salve_statement_text (row, 4));
  self->account_id = g_strdup (salve_statement_text (row, 5));
  self->password = salve_statement_int (row, 6) != 0;
  return self;
}

gboolean
salve_accounts_read_client (SalveConnection *connection,
                            const char *id,
                            SalveClient **client,
                            char **secret_hash,
                            GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT " COLUMNS " FROM client WHERE id = ?", error);
  gboolean row;

  *client = NULL;
  if (select == NULL)
    return FALSE;
  if (g_str_equal (id, SALVE_CLIENT_DESK))
    {
      *client = salve_client_new_desk ();
      return TRUE;
    }
  salve_statement_bind_text (select, 1, id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *client = client_from_row (select);
  if (secret_hash != NULL)
    *secret_hash = g_strdup (salve_statement_text (select, 2));
  return TRUE;
}

static gboolean
invalid (GError **error, const char *why)
{
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID, why);
  return FALSE;
}

/* On this machine, by TLS, or by a scheme of the program's own with a dot in it (RFC 8252, 7). */
static gboolean
is_redirect (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *scheme = parsed != NULL ? g_uri_get_scheme (parsed) : NULL;
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  if (parsed == NULL || strlen (uri) > MAX_URI || g_uri_get_fragment (parsed) != NULL
      || g_uri_get_userinfo (parsed) != NULL)
    return FALSE;
  for (const char *at = uri; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      return FALSE;
  if (g_str_equal (scheme, "https"))
    return host != NULL && *host != '\0';
  if (g_str_equal (scheme, "http"))
    return g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "::1") == 0;
  return strchr (scheme, '.') != NULL;
}

static gboolean
check_client (const SalveClient *client, GError **error)
{
  g_auto (GStrv) words = g_strsplit (client->scopes != NULL ? client->scopes : "", " ", -1);

  if (client->name == NULL || *client->name == '\0' || !g_utf8_validate (client->name, -1, NULL)
      || g_utf8_strlen (client->name, -1) > MAX_NAME)
    return invalid (error, _ ("A program needs a name of at most 200 characters"));
  if (g_strv_length (client->redirect_uris) > MAX_URIS)
    return invalid (error, _ ("These are too many addresses"));
  for (guint i = 0; client->redirect_uris[i] != NULL; i++)
    if (!is_redirect (client->redirect_uris[i]))
      {
        g_set_error (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID,
                     _ ("“%s” cannot be an address to return to: it begins with https://, with "
                        "http://127.0.0.1 or with a scheme of the program’s own"),
                     client->redirect_uris[i]);
        return FALSE;
      }
  if (client->scopes == NULL || strlen (client->scopes) > MAX_SCOPE)
    return invalid (error, _ ("A program needs scopes"));
  if (client->password || g_strv_contains ((const char *const *)words, SALVE_SCOPE_DESK))
    return invalid (error, _ ("Only Salve itself may ask for passwords and for all rights"));
  return TRUE;
}

gboolean
salve_accounts_insert_client (SalveConnection *connection,
                              SalveInstant now,
                              const SalveClient *client,
                              GError **error)
{
  g_autofree char *uris = g_strjoinv ("\n", client->redirect_uris);
  g_autofree char *hash = client->secret != NULL ? salve_secret_hash (client->secret) : NULL;

  return salve_connection_run (connection, error,
                               "INSERT INTO client (id, name, secret_hash, redirect_uris, scopes, account_id,"
                               " password, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                               "ttttttii", client->id, client->name, hash, uris, client->scopes,
                               client->account_id, (gint64)client->password, now);
}

static gboolean
do_add_client (SalveConnection *connection,
               SalveInstant now,
               SalveAccountsJob *job,
               GValue *value,
               GError **refusal,
               GError **error)
{
  SalveClient *client = job->client;
  g_autoptr (SalveAccount) account = NULL;

  if (client->account_id != NULL
      && !salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, client->account_id, &account, NULL,
                                   error))
    return FALSE;
  if (client->account_id != NULL && account == NULL)
    return salve_accounts_not_found (error);
  if (!salve_accounts_insert_client (connection, now, client, error)
      || !salve_accounts_audit (connection, now, job->actor, "client-add", client->account_id, client->id,
                                error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_CLIENT);
  g_value_take_boxed (value, g_steal_pointer (&job->client));
  return TRUE;
}

/**
 * salve_accounts_add_client:
 * @client: without an id. One with an account is confidential and signs in by itself
 *
 * Returns: (transfer full): resolves to the #SalveClient with its id and, this once, its secret; rejects with
 *   %SALVE_ACCOUNTS_ERROR_INVALID or _NOT_FOUND
 */
DexFuture *
salve_accounts_add_client (SalveAccounts *self, const SalveClient *client, const char *actor)
{
  SalveAccountsJob *job;
  GError *error = NULL;

  if (!check_client (client, &error))
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (NULL, actor);
  job->client = salve_client_copy (client);
  g_free (job->client->id);
  job->client->id = g_uuid_string_random ();
  job->client->confidential = client->confidential || client->account_id != NULL;
  g_clear_pointer (&job->client->secret, salve_secret_free);
  if (job->client->confidential)
    job->client->secret = salve_secret_new ();
  return salve_accounts_write (self, do_add_client, job);
}

static gboolean
do_remove_client (SalveConnection *connection,
                  SalveInstant now,
                  SalveAccountsJob *job,
                  GValue *value,
                  GError **refusal,
                  GError **error)
{
  if (!salve_connection_run (connection, error, "DELETE FROM client WHERE id = ?", "t", job->id))
    return FALSE;
  if (salve_connection_n_changed (connection) == 0)
    return salve_accounts_not_found (error);
  return salve_connection_run (connection, error, "DELETE FROM token WHERE client_id = ?", "t", job->id)
         && salve_connection_run (connection, error, "DELETE FROM code WHERE client_id = ?", "t", job->id)
         && salve_accounts_audit (connection, now, job->actor, "client-remove", NULL, job->id, error);
}

/**
 * salve_accounts_remove_client:
 *
 * Ends all that people signed in to with that program, too.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %SALVE_ACCOUNTS_ERROR_NOT_FOUND
 */
DexFuture *
salve_accounts_remove_client (SalveAccounts *self, const char *client_id, const char *actor)
{
  return salve_accounts_write (self, do_remove_client, salve_accounts_job_new (client_id, actor));
}

static gboolean
do_list_clients (SalveConnection *connection,
                 SalveInstant now,
                 SalveAccountsJob *job,
                 GValue *value,
                 GError **refusal,
                 GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT " COLUMNS " FROM client ORDER BY name, id", error);

  return salve_accounts_read_all (select, client_from_row, (GDestroyNotify)salve_client_free, value, error);
}

/**
 * salve_accounts_list_clients:
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #SalveClient, without our own desk and without secrets
 */
DexFuture *
salve_accounts_list_clients (SalveAccounts *self)
{
  return salve_accounts_read (self, do_list_clients, salve_accounts_job_new (NULL, NULL));
}

static gboolean
do_find_client (SalveConnection *connection,
                SalveInstant now,
                SalveAccountsJob *job,
                GValue *value,
                GError **refusal,
                GError **error)
{
  SalveClient *client;

  if (!salve_accounts_read_client (connection, job->id, &client, NULL, error))
    return FALSE;
  if (client == NULL)
    return salve_accounts_not_found (error);
  g_value_init (value, SALVE_TYPE_CLIENT);
  g_value_take_boxed (value, client);
  return TRUE;
}

/**
 * salve_accounts_find_client:
 *
 * Returns: (transfer full): resolves to a #SalveClient; rejects with %SALVE_ACCOUNTS_ERROR_NOT_FOUND
 */
DexFuture *
salve_accounts_find_client (SalveAccounts *self, const char *client_id)
{
  return salve_accounts_read (self, do_find_client, salve_accounts_job_new (client_id, NULL));
}

static gboolean
do_check_client (SalveConnection *connection,
                 SalveInstant now,
                 SalveAccountsJob *job,
                 GValue *value,
                 GError **refusal,
                 GError **error)
{
  g_autoptr (SalveClient) client = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *given = job->text != NULL ? salve_secret_hash (job->text) : NULL;

  if (!salve_accounts_read_client (connection, job->id, &client, &hash, error))
    return FALSE;
  if (client == NULL || (hash == NULL) != (given == NULL)
      || (hash != NULL && !salve_secret_equal (hash, given)))
    return salve_accounts_refuse (error);
  g_value_init (value, SALVE_TYPE_CLIENT);
  g_value_take_boxed (value, g_steal_pointer (&client));
  return TRUE;
}

/**
 * salve_accounts_check_client:
 * @secret: (nullable): %NULL for a program that has none
 *
 * A secret is 256 random bits, so that nobody finds one by trying and nobody has to be slowed.
 *
 * Returns: (transfer full): resolves to a #SalveClient; rejects with %SALVE_ACCOUNTS_ERROR_REFUSED
 */
DexFuture *
salve_accounts_check_client (SalveAccounts *self, const char *client_id, const char *secret)
{
  SalveAccountsJob *job = salve_accounts_job_new (client_id, NULL);

  job->text = g_strdup (secret);
  return salve_accounts_read (self, do_check_client, job);
}

/* What a program gets of what it wants. Something, or it is told. */
gboolean
salve_accounts_check_client_scope (const SalveClient *client,
                                   const char *wanted,
                                   char **scope,
                                   GError **error)
{
  if (wanted == NULL)
    {
      *scope = g_strdup (client->scopes);
      return TRUE;
    }
  *scope = salve_scopes_intersect (wanted, client->scopes);
  if (**scope != '\0')
    return TRUE;
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_SCOPE,
                       _ ("This program may have nothing of what it asks for"));
  return FALSE;
}

static gboolean
do_sign_in_client (SalveConnection *connection,
                   SalveInstant now,
                   SalveAccountsJob *job,
                   GValue *value,
                   GError **refusal,
                   GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  SalveTokens *tokens;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->client->account_id, &account, NULL,
                                error))
    return FALSE;
  if (account == NULL || !account->active)
    return salve_accounts_refuse (error);
  if (!salve_connection_run (connection, error, "UPDATE account SET signed_in = ?2 WHERE id = ?1", "ti",
                             account->id, now)
      || !salve_accounts_audit (connection, now, account->login, "sign-in", account->id, job->client->id,
                                error)
      || !salve_accounts_issue_tokens (connection, now, account, job->client->id, job->scope, TRUE, NULL,
                                       &tokens, error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_TOKENS);
  g_value_take_boxed (value, tokens);
  return TRUE;
}

/**
 * salve_accounts_sign_in_client:
 * @client: as salve_accounts_check_client() gave it
 * @scope: (nullable): %NULL: all that it may have
 *
 * The client credentials grant (RFC 6749, 4.4).
 *
 * Returns: (transfer full): resolves to #SalveTokens without a refresh token; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_sign_in_client (SalveAccounts *self, const SalveClient *client, const char *scope)
{
  SalveAccountsJob *job;
  GError *error = NULL;
  g_autofree char *given = NULL;

  if (!client->confidential || client->account_id == NULL)
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_UNAUTHORIZED,
                                  _ ("This program cannot sign in by itself"));
  if (!salve_accounts_check_client_scope (client, scope, &given, &error))
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (NULL, NULL);
  job->client = salve_client_copy (client);
  job->scope = g_steal_pointer (&given);
  return salve_accounts_write (self, do_sign_in_client, job);
}

typedef struct
{
  SalveAccounts *self;
  char *client_id;
  char *redirect_uri;
  char *challenge;
  char *scope;
  char *login;
  char *password;
  char *address;
} Authorize;

static void
authorize_free (gpointer data)
{
  Authorize *authorize = data;

  g_object_unref (authorize->self);
  g_free (authorize->client_id);
  g_free (authorize->redirect_uri);
  g_free (authorize->challenge);
  g_free (authorize->scope);
  g_free (authorize->login);
  salve_secret_free (authorize->password);
  g_free (authorize->address);
  g_free (authorize);
}

/* account, client_id (id), redirect_uri (name), challenge (other), scope, the code's hash (hash). */
static gboolean
do_insert_code (SalveConnection *connection,
                SalveInstant now,
                SalveAccountsJob *job,
                GValue *value,
                GError **refusal,
                GError **error)
{
  return salve_connection_run (
      connection, error,
      "INSERT INTO code (hash, kind, account_id, client_id, redirect_uri, challenge, scope, created, expires)"
      " VALUES (?, 10, ?, ?, ?, ?, ?, ?, ?)",
      "ttttttii", job->hash, job->account->id, job->id, job->name, job->other, job->scope, now,
      now + CODE_TIME);
}

static DexFuture *
authorize_fiber (gpointer data)
{
  Authorize *authorize = data;
  GError *error = NULL;
  g_autoptr (SalveClient) client =
      dex_await_boxed (salve_accounts_find_client (authorize->self, authorize->client_id), &error);
  g_autofree char *scope = NULL;
  SalveAccountsJob *job;
  SalveAccount *account;
  char *code;

  if (client == NULL || !salve_accounts_check_client_scope (client, authorize->scope, &scope, &error))
    return dex_future_new_for_error (error);
  if (!salve_client_allows_redirect (client, authorize->redirect_uri)
      || strlen (authorize->challenge) != CHALLENGE_LENGTH)
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_UNAUTHORIZED,
                                  _ ("This program may not ask to be answered there"));
  account = salve_accounts_check_password (authorize->self, authorize->login, authorize->password,
                                           authorize->address, &error);
  if (account == NULL)
    return dex_future_new_for_error (error);
  code = salve_secret_new ();
  job = salve_accounts_job_new (client->id, NULL);
  job->account = account;
  job->name = g_strdup (authorize->redirect_uri);
  job->other = g_strdup (authorize->challenge);
  job->scope = g_steal_pointer (&scope);
  job->hash = salve_secret_hash (code);
  if (dex_await (salve_accounts_write (authorize->self, do_insert_code, job), &error))
    return dex_future_new_take_string (code);
  salve_secret_free (code);
  return dex_future_new_for_error (error);
}

/**
 * salve_accounts_authorize:
 * @authorization: what the program asked for; its scope may be %NULL
 *
 * Somebody typed their name and password on our own page.
 *
 * Returns: (transfer full): resolves to the code as a string; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_authorize (SalveAccounts *self,
                          const SalveAuthorization *authorization,
                          const char *login,
                          const char *password,
                          const char *address)
{
  Authorize *authorize = g_new0 (Authorize, 1);

  authorize->self = g_object_ref (self);
  authorize->client_id = g_strdup (authorization->client_id);
  authorize->redirect_uri = g_strdup (authorization->redirect_uri);
  authorize->challenge = g_strdup (authorization->challenge);
  authorize->scope = g_strdup (authorization->scope);
  authorize->login = g_strdup (login);
  authorize->password = g_strdup (password);
  authorize->address = g_strdup (address);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, authorize_fiber, authorize, authorize_free);
}

/* An authorization code as it lies in the table. */
typedef struct
{
  char *account_id;
  char *client_id;
  char *redirect_uri;
  char *challenge;
  char *scope;
  char *family;
  SalveInstant expires;
  gboolean used;
} Code;

static void
code_clear (Code *self)
{
  g_free (self->account_id);
  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self->challenge);
  g_free (self->scope);
  g_free (self->family);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Code, code_clear)

static gboolean
read_code (SalveConnection *connection, const char *hash, gboolean *found, Code *code, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT account_id, client_id, redirect_uri, challenge, scope, family, expires, used FROM code"
      " WHERE hash = ? AND kind = 10",
      error);

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, hash);
  if (!salve_statement_step (select, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  code->account_id = g_strdup (salve_statement_text (select, 0));
  code->client_id = g_strdup (salve_statement_text (select, 1));
  code->redirect_uri = g_strdup (salve_statement_text (select, 2));
  code->challenge = g_strdup (salve_statement_text (select, 3));
  code->scope = g_strdup (salve_statement_text (select, 4));
  code->family = g_strdup (salve_statement_text (select, 5));
  code->expires = salve_statement_int (select, 6);
  code->used = !salve_statement_is_null (select, 7);
  return TRUE;
}

static gboolean
use_code (SalveConnection *connection,
          SalveInstant now,
          const char *hash,
          const Code *code,
          GValue *value,
          GError **refusal,
          GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  g_autofree char *family = NULL;
  SalveTokens *tokens;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, code->account_id, &account, NULL, error))
    return FALSE;
  if (account == NULL || !account->active)
    return salve_accounts_refuse (error);
  if (!salve_accounts_issue_tokens (connection, now, account, code->client_id, code->scope, FALSE, &family,
                                    &tokens, error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_TOKENS);
  g_value_take_boxed (value, tokens);
  return salve_connection_run (connection, error, "UPDATE code SET family = ?2 WHERE hash = ?1", "tt", hash,
                               family);
}

/* Redirect address (name), verifier (other). The code is used up by the first try, also by a wrong one. */
static gboolean
do_redeem (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  g_auto (Code) code = { 0 };
  gboolean found;

  if (!read_code (connection, job->hash, &found, &code, error))
    return FALSE;
  if (found && code.used)
    {
      salve_accounts_refuse (refusal);
      return (code.family == NULL || salve_accounts_end_family (connection, code.family, error))
             && salve_accounts_audit (connection, now, "server", "code-reuse", code.account_id, code.family,
                                      error);
    }
  if (!found || code.expires <= now)
    return salve_accounts_refuse (error);
  if (!salve_connection_run (connection, error, "UPDATE code SET used = ?2 WHERE hash = ?1", "ti", job->hash,
                             now))
    return FALSE;
  if (!g_str_equal (code.client_id, job->id) || !g_str_equal (code.redirect_uri, job->name)
      || !salve_secret_fits_challenge (job->other, code.challenge))
    {
      salve_accounts_refuse (refusal);
      return salve_accounts_audit (connection, now, "server", "code-misuse", code.account_id, NULL, error);
    }
  return use_code (connection, now, job->hash, &code, value, refusal, error);
}

/**
 * salve_accounts_redeem:
 * @code: is good for this once; a second time ends the sign-in that it began
 * @redirect_uri: the same as when it was asked for
 * @verifier: what the challenge was made of
 *
 * Returns: (transfer full): resolves to #SalveTokens; rejects with %SALVE_ACCOUNTS_ERROR_REFUSED
 */
DexFuture *
salve_accounts_redeem (SalveAccounts *self,
                       const char *code,
                       const char *client_id,
                       const char *redirect_uri,
                       const char *verifier)
{
  SalveAccountsJob *job = salve_accounts_job_new (client_id, NULL);

  job->hash = salve_secret_hash (code);
  job->name = g_strdup (redirect_uri);
  job->other = g_strdup (verifier);
  return salve_accounts_write (self, do_redeem, job);
}
