/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in with a name and a password. Whatever is wrong with them looks the same from outside and takes the same
 * time: one hash, one commit. A name that nobody has leaves nothing but a number in the file. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-secret.h"

#define MAX_TYPED 1024

/* What is looked up before the password is tried. */
typedef struct
{
  SalveAccount *account;
  char *password;
} Credentials;

static Credentials *
credentials_copy (const Credentials *self)
{
  Credentials *copy = g_new0 (Credentials, 1);

  copy->account = self->account != NULL ? salve_account_copy (self->account) : NULL;
  copy->password = g_strdup (self->password);
  return copy;
}

static void
credentials_free (Credentials *self)
{
  salve_account_free (self->account);
  g_free (self->password);
  g_free (self);
}

#define TYPE_CREDENTIALS (credentials_get_type ())
static GType credentials_get_type (void);
G_DEFINE_BOXED_TYPE (Credentials, credentials, credentials_copy, credentials_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Credentials, credentials_free)

static gboolean
do_read_credentials (SalveConnection *connection,
                     SalveInstant now,
                     SalveAccountsJob *job,
                     GValue *value,
                     GError **refusal,
                     GError **error)
{
  g_autoptr (Credentials) credentials = g_new0 (Credentials, 1);

  if (!salve_accounts_read_row (
          connection, job->number == SALVE_ACCOUNT_BY_ID ? SALVE_ACCOUNT_BY_ID : SALVE_ACCOUNT_BY_KEY,
          job->id, &credentials->account, &credentials->password, error))
    return FALSE;
  g_value_init (value, TYPE_CREDENTIALS);
  g_value_take_boxed (value, g_steal_pointer (&credentials));
  return TRUE;
}

/* Nobody's, whoever was meant: a name that is not there leaves no more than this. */
gboolean
salve_accounts_note_unknown (SalveConnection *connection, GError **error)
{
  return salve_connection_run (connection, error,
                               "INSERT INTO meta VALUES ('unknown-sign-ins', 1) ON CONFLICT (name) DO"
                               " UPDATE SET value = value + 1",
                               "");
}

/* Counts a wrong password where the account can be seen with it, or else the one number of all unknown names. */
static gboolean
do_note_failure (SalveConnection *connection,
                 SalveInstant now,
                 SalveAccountsJob *job,
                 GValue *value,
                 GError **refusal,
                 GError **error)
{
  if (job->id == NULL)
    return salve_accounts_note_unknown (connection, error);
  return salve_connection_run (connection, error, "UPDATE account SET failed = failed + 1 WHERE id = ?", "t",
                               job->id)
         && salve_accounts_audit (connection, now, job->actor, "sign-in-failed", job->id, NULL, error);
}

/* job->hash: what the password was compared with; job->other: a better hash of it, where that one was weak. */
static gboolean
do_note_success (SalveConnection *connection,
                 SalveInstant now,
                 SalveAccountsJob *job,
                 GValue *value,
                 GError **refusal,
                 GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  g_autofree char *password = NULL;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->id, &account, &password, error))
    return FALSE;
  /* Closed, or given another password, while this one was tried. */
  if (account == NULL || !account->active || g_strcmp0 (password, job->hash) != 0)
    return salve_accounts_refuse (error);
  if (!salve_connection_run (connection, error,
                             "UPDATE account SET failed = 0, signed_in = ?2, password = coalesce (?3,"
                             " password) WHERE id = ?1",
                             "tit", job->id, now, job->other)
      || !salve_accounts_audit (connection, now, account->login, "sign-in", job->id, NULL, error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, g_steal_pointer (&account));
  return TRUE;
}

static Credentials *
find_credentials (SalveAccounts *self, SalveAccountKey by, const char *key, GError **error)
{
  SalveAccountsJob *job = salve_accounts_job_new (key, NULL);

  job->number = by;
  return dex_await_boxed (salve_accounts_read (self, do_read_credentials, job), error);
}

static char *
hash_again (SalveAccounts *self, const char *hash, const char *password)
{
  if (!salve_password_hasher_is_weak (self->hasher, hash))
    return NULL;
  return dex_await_string (salve_password_hasher_hash (self->hasher, password), NULL);
}

static SalveAccount *
finish (SalveAccounts *self,
        const Credentials *credentials,
        const char *who,
        gboolean right,
        const char *password,
        const char *address,
        GError **error)
{
  const SalveAccount *account = credentials->account;
  SalveInstant now = salve_store_now (self->store);
  SalveAccountsJob *job =
      salve_accounts_job_new (account != NULL ? account->id : NULL, account != NULL ? account->login : NULL);

  if (right && account != NULL && account->active)
    salve_lockout_succeed (self->lockout, account->id, TRUE, address, now);
  else
    salve_lockout_fail (self->lockout, who, account != NULL, address, now);
  if (!right || account == NULL || !account->active)
    {
      if (dex_await (salve_accounts_write (self, do_note_failure, job), error))
        salve_accounts_refuse (error);
      return NULL;
    }
  job->hash = g_strdup (credentials->password);
  job->other = hash_again (self, credentials->password, password);
  return dex_await_boxed (salve_accounts_write (self, do_note_success, job), error);
}

/* On a fiber. */
static SalveAccount *
check (SalveAccounts *self,
       SalveAccountKey by,
       const char *key,
       const char *password,
       const char *address,
       GError **error)
{
  g_autofree char *from = salve_lockout_normalise_address (address);
  g_autoptr (Credentials) credentials = find_credentials (self, by, key, error);
  g_autoptr (GError) local_error = NULL;
  const char *who;
  gboolean right;
  guint delay;

  if (credentials == NULL)
    return NULL;
  who = credentials->account != NULL ? credentials->account->id : key;
  delay = salve_lockout_begin (self->lockout, who, credentials->account != NULL, from,
                               salve_store_now (self->store));
  if (delay > 0)
    {
      dex_await (salve_accounts_delayed (delay), error);
      return NULL;
    }
  right = dex_await_boolean (salve_password_hasher_verify (self->hasher, credentials->password, password),
                             &local_error);
  if (local_error != NULL)
    {
      salve_lockout_cancel (self->lockout, who, credentials->account != NULL, from);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return finish (self, credentials, who, right, password, from, error);
}

SalveAccount *
salve_accounts_check_password (SalveAccounts *self,
                               const char *login,
                               const char *password,
                               const char *address,
                               GError **error)
{
  g_autofree char *key = NULL;

  if (strlen (login) > MAX_TYPED || !g_utf8_validate (login, -1, NULL)
      || !g_utf8_validate (password, -1, NULL))
    {
      salve_accounts_refuse (error);
      return NULL;
    }
  key = salve_accounts_fold (login);
  return check (self, SALVE_ACCOUNT_BY_KEY, key, password, address, error);
}

typedef struct
{
  SalveAccounts *self;
  SalveClient *client;
  char *scope;
  char *login;
  char *password;
  char *address;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_object_unref (sign_in->self);
  salve_client_free (sign_in->client);
  g_free (sign_in->scope);
  g_free (sign_in->login);
  salve_secret_free (sign_in->password);
  g_free (sign_in->address);
  g_free (sign_in);
}

static gboolean
do_issue (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  SalveTokens *tokens;

  if (!salve_accounts_issue_tokens (connection, now, job->account, job->id, job->scope, FALSE, NULL, &tokens,
                                    error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_TOKENS);
  g_value_take_boxed (value, tokens);
  return TRUE;
}

static DexFuture *
sign_in_fiber (gpointer data)
{
  SignIn *sign_in = data;
  g_autofree char *scope = NULL;
  GError *error = NULL;
  SalveAccountsJob *job;
  SalveAccount *account;

  if (!sign_in->client->password)
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_UNAUTHORIZED,
                                  _ ("This program may not ask for a password itself"));
  if (!salve_accounts_check_client_scope (sign_in->client, sign_in->scope, &scope, &error))
    return dex_future_new_for_error (error);
  account = salve_accounts_check_password (sign_in->self, sign_in->login, sign_in->password, sign_in->address,
                                           &error);
  if (account == NULL)
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (sign_in->client->id, NULL);
  job->account = account;
  job->scope = g_steal_pointer (&scope);
  return salve_accounts_write (sign_in->self, do_issue, job);
}

/**
 * salve_accounts_sign_in_with:
 * @client: our own desk's
 * @scope: (nullable): %NULL: all that the client may have
 * @login: or the e-mail address, as typed
 * @address: (nullable): where it comes from
 *
 * Returns: (transfer full): resolves to #SalveTokens; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_sign_in_with (SalveAccounts *self,
                             const SalveClient *client,
                             const char *scope,
                             const char *login,
                             const char *password,
                             const char *address)
{
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->self = g_object_ref (self);
  sign_in->client = salve_client_copy (client);
  sign_in->scope = g_strdup (scope);
  sign_in->login = g_strdup (login);
  sign_in->password = g_strdup (password);
  sign_in->address = g_strdup (address);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, sign_in_fiber, sign_in, sign_in_free);
}

/**
 * salve_accounts_sign_in:
 *
 * As salve_accounts_sign_in_with() for our own desk with all the person's rights.
 *
 * Returns: (transfer full): resolves to #SalveTokens; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_sign_in (SalveAccounts *self, const char *login, const char *password, const char *address)
{
  g_autoptr (SalveClient) desk = salve_client_new_desk ();

  return salve_accounts_sign_in_with (self, desk, SALVE_SCOPE_DESK, login, password, address);
}

typedef struct
{
  SalveAccounts *self;
  char *account_id;
  char *old_password; /* nullable */
  char *new_password;
  char *address;
  char *actor;
} NewPassword;

static void
new_password_free (gpointer data)
{
  NewPassword *new_password = data;

  g_object_unref (new_password->self);
  g_free (new_password->account_id);
  salve_secret_free (new_password->old_password);
  salve_secret_free (new_password->new_password);
  g_free (new_password->address);
  g_free (new_password->actor);
  g_free (new_password);
}

static gboolean
do_set_password (SalveConnection *connection,
                 SalveInstant now,
                 SalveAccountsJob *job,
                 GValue *value,
                 GError **refusal,
                 GError **error)
{
  g_autoptr (SalveAccount) account = NULL;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->id, &account, NULL, error))
    return FALSE;
  if (account == NULL)
    return salve_accounts_not_found (error);
  return salve_connection_run (connection, error,
                               "UPDATE account SET password = ?2, failed = 0, version = version + 1 WHERE id"
                               " = ?1",
                               "tt", job->id, job->hash)
         && salve_accounts_end_tokens (connection, job->id, error)
         && salve_connection_run (connection, error, "DELETE FROM code WHERE account_id = ?", "t", job->id)
         && salve_accounts_audit (connection, now, job->actor, "password", job->id, NULL, error);
}

static DexFuture *
set_password_fiber (gpointer data)
{
  NewPassword *wanted = data;
  GError *error = NULL;
  g_autoptr (Credentials) credentials =
      find_credentials (wanted->self, SALVE_ACCOUNT_BY_ID, wanted->account_id, &error);
  SalveAccountsJob *job;
  char *hash;

  if (credentials != NULL && credentials->account == NULL)
    salve_accounts_not_found (&error);
  else if (credentials != NULL
           && salve_password_check (wanted->new_password, credentials->account->login,
                                    credentials->account->email, &error)
           && wanted->old_password != NULL)
    salve_account_free (check (wanted->self, SALVE_ACCOUNT_BY_ID, wanted->account_id, wanted->old_password,
                               wanted->address, &error));
  if (error != NULL)
    return dex_future_new_for_error (error);
  hash = dex_await_string (salve_password_hasher_hash (wanted->self->hasher, wanted->new_password), &error);
  if (hash == NULL)
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (wanted->account_id, wanted->actor);
  job->hash = hash;
  return salve_accounts_write (wanted->self, do_set_password, job);
}

/**
 * salve_accounts_set_password:
 * @old_password: (nullable): what the person themself has to know; %NULL for an administrator, who better issues a code
 * @address: (nullable): where it comes from
 *
 * Ends all sign-ins of the account.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_set_password (SalveAccounts *self,
                             const char *account_id,
                             const char *old_password,
                             const char *new_password,
                             const char *address,
                             const char *actor)
{
  NewPassword *wanted = g_new0 (NewPassword, 1);

  wanted->self = g_object_ref (self);
  wanted->account_id = g_strdup (account_id);
  wanted->old_password = g_strdup (old_password);
  wanted->new_password = g_strdup (new_password);
  wanted->address = g_strdup (address);
  wanted->actor = g_strdup (actor);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, set_password_fiber, wanted, new_password_free);
}

static DexFuture *
check_own_fiber (gpointer data)
{
  NewPassword *known = data;
  GError *error = NULL;
  g_autoptr (SalveAccount) account = check (known->self, SALVE_ACCOUNT_BY_ID, known->account_id,
                                            known->old_password, known->address, &error);

  return account != NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * salve_accounts_check_own_password:
 * @account_id: of whoever is signed in
 * @address: (nullable): where it comes from
 *
 * Whether it is really them, before something that a found token alone must not be able to do.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %SALVE_ACCOUNTS_ERROR_REFUSED, _DELAYED or _BUSY
 */
DexFuture *
salve_accounts_check_own_password (SalveAccounts *self,
                                   const char *account_id,
                                   const char *password,
                                   const char *address)
{
  NewPassword *known = g_new0 (NewPassword, 1);

  known->self = g_object_ref (self);
  known->account_id = g_strdup (account_id);
  known->old_password = g_strdup (password);
  known->address = g_strdup (address);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, check_own_fiber, known, new_password_free);
}
