/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that somebody types once: for the first password, for a new one, for another e-mail address, for a kiosk. A
 * newer code of the same kind replaces an older one. Eighty random bits are not found by trying; whoever tries is slowed
 * all the same, by address. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-secret.h"

#define HOUR (3600 * SALVE_INSTANT_SECOND)
#define RESET_PAUSE (60 * SALVE_INSTANT_SECOND)
#define DEVICE_SCOPES "system/*.cruds system/kiosk.cr" /* what the account may of it */

static SalveInstant
lifetime (SalveCodeKind kind)
{
  switch (kind)
    {
    case SALVE_CODE_ACTIVATION:
      return 7 * 24 * HOUR;
    case SALVE_CODE_EMAIL:
      return 24 * HOUR;
    case SALVE_CODE_RESET:
    case SALVE_CODE_ENROLMENT:
    case SALVE_CODE_PASSWORD:
    default:
      return HOUR;
    }
}

static const char *
kind_name (SalveCodeKind kind)
{
  static const char *const names[] = { "activation", "e-mail", "reset", "enrolment", "code" };

  return names[kind];
}

/* The account (id), the code's hash (hash), the new address (text), its key (other), the kind (number). */
static gboolean
do_issue (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  SalveCodeKind kind = (SalveCodeKind)job->number;
  g_autoptr (SalveAccount) account = NULL;
  g_autoptr (SalveAccount) other = NULL;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->id, &account, NULL, error)
      || (job->other != NULL
          && !salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_KEY, job->other, &other, NULL, error)))
    return FALSE;
  if (account == NULL || !account->active)
    return salve_accounts_not_found (error);
  if (other != NULL && !g_str_equal (other->id, account->id))
    {
      g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_TAKEN,
                           _ ("Somebody else has that name or e-mail address"));
      return FALSE;
    }
  if (!salve_connection_run (connection, error, "DELETE FROM code WHERE account_id = ? AND kind = ?", "ti",
                             job->id, job->number)
      || !salve_connection_run (connection, error,
                                "INSERT INTO code (hash, kind, account_id, detail, created, expires) VALUES"
                                " (?, ?, ?, ?, ?, ?)",
                                "tittii", job->hash, job->number, job->id, job->text, now,
                                now + lifetime (kind))
      || !salve_accounts_audit (connection, now, job->actor, "code", job->id, kind_name (kind), error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, g_steal_pointer (&account));
  return TRUE;
}

typedef struct
{
  SalveAccounts *self;
  SalveCodeKind kind;
  char *id; /* of the account, or what somebody typed as their name */
  char *email;
  char *actor;
  char *code;
  char *password;
  char *address;
  char *name;
} CodeWork;

static void
code_work_free (gpointer data)
{
  CodeWork *work = data;

  g_object_unref (work->self);
  g_free (work->id);
  g_free (work->email);
  g_free (work->actor);
  salve_secret_free (work->code);
  salve_secret_free (work->password);
  g_free (work->address);
  g_free (work->name);
  g_free (work);
}

static CodeWork *
code_work_new (SalveAccounts *self, SalveCodeKind kind)
{
  CodeWork *work = g_new0 (CodeWork, 1);

  work->self = g_object_ref (self);
  work->kind = kind;
  return work;
}

/* On a fiber. Returns: (transfer full): the code */
static char *
issue (CodeWork *work, GError **error)
{
  SalveAccountsJob *job = salve_accounts_job_new (work->id, work->actor);
  char *code = salve_secret_new_code ();
  g_autoptr (SalveAccount) account = NULL;

  job->hash = salve_secret_hash (code);
  job->text = g_strdup (work->email);
  job->other = work->email != NULL ? salve_accounts_fold (work->email) : NULL;
  job->number = work->kind;
  account = dex_await_boxed (salve_accounts_write (work->self, do_issue, job), error);
  if (account == NULL)
    {
      salve_secret_free (code);
      return NULL;
    }
  if (work->self->sender != NULL)
    work->self->sender (work->kind, account, work->email != NULL ? work->email : account->email, code,
                        work->self->sender_data);
  return code;
}

static DexFuture *
issue_fiber (gpointer data)
{
  GError *error = NULL;
  char *code = issue (data, &error);

  return code != NULL ? dex_future_new_take_string (code) : dex_future_new_for_error (error);
}

/**
 * salve_accounts_issue_code:
 * @email: (nullable): for %SALVE_CODE_EMAIL: the new address, to which the code goes
 *
 * Makes a code, which replaces an older one of its kind, and hands it to the sender.
 *
 * Returns: (transfer full): resolves to the code as a string; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_issue_code (SalveAccounts *self,
                           SalveCodeKind kind,
                           const char *account_id,
                           const char *email,
                           const char *actor)
{
  CodeWork *work;
  GError *error = NULL;

  g_return_val_if_fail (kind < SALVE_CODE_PASSWORD && (kind == SALVE_CODE_EMAIL) == (email != NULL), NULL);

  if (email != NULL && !salve_accounts_check_email (email, &error))
    return dex_future_new_for_error (error);
  work = code_work_new (self, kind);
  work->id = g_strdup (account_id);
  work->email = g_strdup (email);
  work->actor = g_strdup (actor);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, issue_fiber, work, code_work_free);
}

static gboolean
do_cancel (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  return salve_connection_run (connection, error, "DELETE FROM code WHERE account_id = ? AND kind = ?", "ti",
                               job->id, job->number)
         && (salve_connection_n_changed (connection) == 0
             || salve_accounts_audit (connection, now, job->actor, "code-cancel", job->id,
                                      kind_name ((SalveCodeKind)job->number), error));
}

/**
 * salve_accounts_cancel_code:
 *
 * Takes an open code back, such as for a new e-mail address that somebody thought better of.
 *
 * Returns: (transfer full): resolves to %TRUE, also where there was none
 */
DexFuture *
salve_accounts_cancel_code (SalveAccounts *self,
                            SalveCodeKind kind,
                            const char *account_id,
                            const char *actor)
{
  SalveAccountsJob *job = salve_accounts_job_new (account_id, actor);

  job->number = kind;
  return salve_accounts_write (self, do_cancel, job);
}

/* Whether this person may have another code for a new password now: answers the account's id, or nothing. */
static gboolean
do_find_for_reset (SalveConnection *connection,
                   SalveInstant now,
                   SalveAccountsJob *job,
                   GValue *value,
                   GError **refusal,
                   GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  g_autoptr (SalveStatement) recent = NULL;
  gboolean row;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_KEY, job->id, &account, NULL, error))
    return FALSE;
  if (account == NULL || !account->active)
    return salve_accounts_not_found (error);
  recent = salve_connection_prepare (
      connection, "SELECT 1 FROM code WHERE account_id = ? AND kind = 2 AND created > ?", error);
  if (recent == NULL)
    return FALSE;
  salve_statement_bind_text (recent, 1, account->id);
  salve_statement_bind_int (recent, 2, now - RESET_PAUSE);
  if (!salve_statement_step (recent, &row, error))
    return FALSE;
  if (row)
    return salve_accounts_not_found (error);
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, g_steal_pointer (&account));
  return TRUE;
}

static DexFuture *
reset_fiber (gpointer data)
{
  CodeWork *work = data;
  g_autoptr (SalveAccount) account = dex_await_boxed (
      salve_accounts_read (work->self, do_find_for_reset, salve_accounts_job_new (work->id, NULL)), NULL);
  g_autoptr (GError) error = NULL;

  if (account != NULL)
    {
      g_set_str (&work->id, account->id);
      g_set_str (&work->actor, account->login);
      salve_secret_free (issue (work, &error));
    }
  if (error != NULL && !g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED))
    g_warning ("A code for a new password could not be made: %s", error->message);
  return dex_future_new_true ();
}

/**
 * salve_accounts_request_reset:
 * @login: a name or an e-mail address, as typed by somebody who is not signed in
 * @address: (nullable): where it comes from
 *
 * Sends a code to the person, at most one a minute. Answers at once and the same whether there is such a person or not.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %SALVE_ACCOUNTS_ERROR_DELAYED where one address asks
 *   too often
 */
DexFuture *
salve_accounts_request_reset (SalveAccounts *self, const char *login, const char *address)
{
  g_autofree char *from = salve_lockout_normalise_address (address);
  guint delay = salve_lockout_begin (self->code_lockout, "reset", FALSE, from, salve_store_now (self->store));
  CodeWork *work;

  if (delay > 0)
    return salve_accounts_delayed (delay);
  salve_lockout_fail (self->code_lockout, "reset", FALSE, from, salve_store_now (self->store));
  work = code_work_new (self, SALVE_CODE_RESET);
  work->id = g_utf8_validate (login, -1, NULL) ? salve_accounts_fold (login) : g_strdup ("");
  dex_future_disown (dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, reset_fiber, work, code_work_free));
  return dex_future_new_true ();
}

/* Whose code this is; detail: the new address of an e-mail code. */
static gboolean
read_code (SalveConnection *connection,
           SalveInstant now,
           const SalveAccountsJob *job,
           SalveAccount **account,
           char **detail,
           GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT account_id, detail FROM code WHERE hash = ?1 AND (kind = ?2 OR (?2 = 4 AND kind IN (0, 2)))"
      " AND expires > ?3",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, job->hash);
  salve_statement_bind_int (select, 2, job->number);
  salve_statement_bind_int (select, 3, now);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return salve_accounts_refuse (error);
  if (detail != NULL)
    *detail = g_strdup (salve_statement_text (select, 1));
  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, salve_statement_text (select, 0), account,
                                NULL, error))
    return FALSE;
  return (*account != NULL && (*account)->active) || salve_accounts_refuse (error);
}

static gboolean
do_find_code (SalveConnection *connection,
              SalveInstant now,
              SalveAccountsJob *job,
              GValue *value,
              GError **refusal,
              GError **error)
{
  SalveAccount *account = NULL;

  if (!read_code (connection, now, job, &account, NULL, error))
    {
      salve_account_free (account);
      return FALSE;
    }
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, account);
  return TRUE;
}

static gboolean
apply_password (SalveConnection *connection, const SalveAccount *account, const char *hash, GError **error)
{
  return salve_connection_run (connection, error,
                               "UPDATE account SET password = ?2, failed = 0, version = version + 1 WHERE id"
                               " = ?1",
                               "tt", account->id, hash)
         && salve_accounts_end_tokens (connection, account->id, error);
}

static gboolean
apply_email (SalveConnection *connection, const SalveAccount *account, const char *email, GError **error)
{
  g_autofree char *key = salve_accounts_fold (email);
  g_autoptr (SalveAccount) other = NULL;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_KEY, key, &other, NULL, error))
    return FALSE;
  if (other != NULL && !g_str_equal (other->id, account->id))
    {
      g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_TAKEN,
                           _ ("Somebody else has that name or e-mail address"));
      return FALSE;
    }
  return salve_connection_run (connection, error,
                               "UPDATE account SET email = ?2, email_key = ?3, version = version + 1 WHERE id"
                               " = ?1",
                               "ttt", account->id, email, key);
}

/* The code's hash (hash), the new password's (other), the kind (number). */
static gboolean
do_use (SalveConnection *connection,
        SalveInstant now,
        SalveAccountsJob *job,
        GValue *value,
        GError **refusal,
        GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  g_autofree char *detail = NULL;
  gboolean email = job->number == SALVE_CODE_EMAIL;

  if (!read_code (connection, now, job, &account, &detail, error)
      || !(email ? apply_email (connection, account, detail, error)
                 : apply_password (connection, account, job->other, error))
      || !salve_connection_run (connection, error, "DELETE FROM code WHERE hash = ?", "t", job->hash)
      || !salve_accounts_audit (connection, now, account->login, email ? "e-mail" : "password", account->id,
                                kind_name ((SalveCodeKind)job->number), error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, g_steal_pointer (&account));
  return TRUE;
}

/* On a fiber. Slows who tries codes, and finds whose this is. hash: (out): of the code */
static SalveAccount *
find_code (CodeWork *work, char **hash, GError **error)
{
  g_autofree char *from = salve_lockout_normalise_address (work->address);
  SalveInstant now = salve_store_now (work->self->store);
  guint delay = salve_lockout_begin (work->self->code_lockout, "code", FALSE, from, now);
  g_autofree char *code = salve_secret_normalise_code (work->code);
  SalveAccountsJob *job;
  SalveAccount *account;

  if (delay > 0)
    {
      dex_await (salve_accounts_delayed (delay), error);
      return NULL;
    }
  if (code == NULL)
    {
      salve_lockout_fail (work->self->code_lockout, "code", FALSE, from, now);
      salve_accounts_refuse (error);
      return NULL;
    }
  *hash = salve_secret_hash (code);
  job = salve_accounts_job_new (NULL, NULL);
  job->hash = g_strdup (*hash);
  job->number = work->kind;
  account = dex_await_boxed (salve_accounts_read (work->self, do_find_code, job), error);
  if (account != NULL)
    salve_lockout_succeed (work->self->code_lockout, "code", FALSE, from, now);
  else
    salve_lockout_fail (work->self->code_lockout, "code", FALSE, from, now);
  return account;
}

static DexFuture *
use_fiber (gpointer data)
{
  CodeWork *work = data;
  GError *error = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *password = NULL;
  g_autoptr (SalveAccount) account = find_code (work, &hash, &error);
  SalveAccountsJob *job;

  if (account == NULL)
    return dex_future_new_for_error (error);
  if (work->password != NULL)
    {
      if (!salve_password_check (work->password, account->login, account->email, &error))
        return dex_future_new_for_error (error);
      password = dex_await_string (salve_password_hasher_hash (work->self->hasher, work->password), &error);
      if (password == NULL)
        return dex_future_new_for_error (error);
    }
  job = salve_accounts_job_new (NULL, NULL);
  job->hash = g_steal_pointer (&hash);
  job->other = g_steal_pointer (&password);
  job->number = work->kind;
  return salve_accounts_write (work->self, do_use, job);
}

/**
 * salve_accounts_use_code:
 * @kind: not %SALVE_CODE_ENROLMENT; %SALVE_CODE_PASSWORD takes one of both kinds that set a password
 * @code: as typed
 * @password: (nullable): the new one; %NULL for %SALVE_CODE_EMAIL
 * @address: (nullable): where it comes from
 *
 * A password that is refused does not use the code up. A new password ends all sign-ins.
 *
 * Returns: (transfer full): resolves to the #SalveAccount as it was; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_use_code (SalveAccounts *self,
                         SalveCodeKind kind,
                         const char *code,
                         const char *password,
                         const char *address)
{
  CodeWork *work;

  g_return_val_if_fail (kind != SALVE_CODE_ENROLMENT && (kind == SALVE_CODE_EMAIL) == (password == NULL),
                        NULL);

  work = code_work_new (self, kind);
  work->code = g_strdup (code);
  work->password = g_strdup (password);
  work->address = g_strdup (address);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, use_fiber, work, code_work_free);
}

static gboolean
do_enrol (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  g_autoptr (SalveAccount) account = NULL;

  if (!read_code (connection, now, job, &account, NULL, error))
    return FALSE;
  job->client->account_id = g_strdup (account->id);
  if (!salve_connection_run (connection, error, "DELETE FROM code WHERE hash = ?", "t", job->hash)
      || !salve_accounts_insert_client (connection, now, job->client, error)
      || !salve_accounts_audit (connection, now, account->login, "enrol", account->id, job->client->id,
                                error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_CLIENT);
  g_value_take_boxed (value, g_steal_pointer (&job->client));
  return TRUE;
}

static SalveClient *
new_device (const char *name)
{
  SalveClient *client = g_new0 (SalveClient, 1);

  client->id = g_uuid_string_random ();
  client->name = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 200));
  client->confidential = TRUE;
  client->redirect_uris = g_new0 (char *, 1);
  client->scopes = g_strdup (DEVICE_SCOPES);
  client->secret = salve_secret_new ();
  return client;
}

static DexFuture *
enrol_fiber (gpointer data)
{
  CodeWork *work = data;
  GError *error = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (SalveAccount) account = find_code (work, &hash, &error);
  SalveAccountsJob *job;

  if (account == NULL)
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (NULL, NULL);
  job->hash = g_steal_pointer (&hash);
  job->number = SALVE_CODE_ENROLMENT;
  job->client = new_device (work->name);
  return salve_accounts_write (work->self, do_enrol, job);
}

/**
 * salve_accounts_enrol:
 * @code: of kind %SALVE_CODE_ENROLMENT, as typed or scanned
 * @name: UTF-8: what the device calls itself, for the list of programs
 * @address: (nullable): where it comes from
 *
 * Makes a device a program of its own, with the rights of the account that the code was issued for.
 *
 * Returns: (transfer full): resolves to a #SalveClient with its secret, which is shown this once; rejects with
 *   %SALVE_ACCOUNTS_ERROR_REFUSED or _DELAYED
 */
DexFuture *
salve_accounts_enrol (SalveAccounts *self, const char *code, const char *name, const char *address)
{
  CodeWork *work;

  if (!g_utf8_validate (name, -1, NULL) || *name == '\0')
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID,
                                  _ ("A device needs a name"));
  work = code_work_new (self, SALVE_CODE_ENROLMENT);
  work->code = g_strdup (code);
  work->name = g_strdup (name);
  work->address = g_strdup (address);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, enrol_fiber, work, code_work_free);
}

/* The first administrator (text: the name), where there is nobody at all. */
static gboolean
do_first (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  g_autofree char *key = salve_accounts_fold (job->name);
  gint64 n = 0;

  if (!salve_connection_get_int (connection, "SELECT count(*) FROM account", &n, error))
    return FALSE;
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, n == 0);
  return n > 0
         || (salve_connection_run (connection, error,
                                   "INSERT INTO account (id, login, login_key, roles, created) VALUES (?, ?, "
                                   "?, 'administrator', ?)",
                                   "ttti", job->id, job->name, key, now)
             && salve_accounts_audit (connection, now, "server", "create", job->id, "administrator", error)
             && salve_connection_run (connection, error,
                                      "INSERT INTO code (hash, kind, account_id, created, expires) VALUES"
                                      " (?, 0, ?, ?, ?)",
                                      "ttii", job->hash, job->id, now,
                                      now + lifetime (SALVE_CODE_ACTIVATION)));
}

static DexFuture *
first_fiber (gpointer data)
{
  CodeWork *work = data;
  g_autofree char *id = g_uuid_string_random ();
  SalveAccountsJob *job = salve_accounts_job_new (id, NULL);
  char *code = salve_secret_new_code ();
  GError *error = NULL;
  gboolean made;

  job->name = g_strdup (work->name);
  job->hash = salve_secret_hash (code);
  made = dex_await_boolean (salve_accounts_write (work->self, do_first, job), &error);
  if (made)
    return dex_future_new_take_string (code);
  salve_secret_free (code);
  return error != NULL ? dex_future_new_for_error (error) : dex_future_new_for_string (NULL);
}

/**
 * salve_accounts_ensure_administrator:
 * @login: the name that the first administrator signs in with, such as “admin”
 *
 * For a server's first start. The code is not sent to anybody: it is for who started the server.
 *
 * Returns: (transfer full): resolves to an activation code as a string, or to a %NULL string where there is already
 *   any account; rejects with a #SalveStoreError
 */
DexFuture *
salve_accounts_ensure_administrator (SalveAccounts *self, const char *login)
{
  CodeWork *work = code_work_new (self, SALVE_CODE_ACTIVATION);

  work->name = g_strdup (login);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, first_fiber, work, code_work_free);
}
