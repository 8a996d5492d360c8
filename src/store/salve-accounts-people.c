/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people themselves: made, changed, taken away, listed. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-resource.h"

#define MAX_LOGIN 64
#define MAX_EMAIL 254
#define MAX_ROLES 16

#define COLUMNS                                                                                              \
  "id, login, email, roles, patient_id, practitioner_id, device_id, active, password IS NOT NULL, created,"  \
  " signed_in, failed, version, password"

static gpointer
account_from_row (SalveStatement *row)
{
  g_auto (GStrv) roles = g_strsplit (salve_statement_text (row, 3), " ", -1);
  SalveAccount *self = salve_account_new (salve_statement_text (row, 1), (const char *const *)roles);

  self->id = g_strdup (salve_statement_text (row, 0));
  self->email = g_strdup (salve_statement_text (row, 2));
  self->patient_id = g_strdup (salve_statement_text (row, 4));
  self->practitioner_id = g_strdup (salve_statement_text (row, 5));
  self->device_id = g_strdup (salve_statement_text (row, 6));
  self->active = salve_statement_int (row, 7) != 0;
  self->has_password = salve_statement_int (row, 8) != 0;
  self->created = salve_statement_int (row, 9);
  self->signed_in = salve_statement_is_null (row, 10) ? SALVE_INSTANT_NONE : salve_statement_int (row, 10);
  self->failed = (guint)salve_statement_int (row, 11);
  self->version = salve_statement_int (row, 12);
  return self;
}

/* account is NULL where there is none. password, where wanted: the hash, NULL where there is none. */
gboolean
salve_accounts_read_row (SalveConnection *connection,
                         SalveAccountKey by,
                         const char *key,
                         SalveAccount **account,
                         char **password,
                         GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      by == SALVE_ACCOUNT_BY_ID ? "SELECT " COLUMNS " FROM account WHERE id = ?1"
                                : "SELECT " COLUMNS " FROM account WHERE login_key = ?1 OR email_key = ?1",
      error);
  gboolean row;

  *account = NULL;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, key);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *account = account_from_row (select);
  if (password != NULL)
    *password = g_strdup (salve_statement_text (select, 13));
  return TRUE;
}

static gboolean
invalid (GError **error, const char *why)
{
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
is_login (const char *login)
{
  if (!g_utf8_validate (login, -1, NULL) || *login == '\0' || g_utf8_strlen (login, -1) > MAX_LOGIN)
    return FALSE;
  for (const char *at = login; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isalnum (c) && !g_unichar_ismark (c) && (c > 127 || strchr ("._-@+", (int)c) == NULL))
        return FALSE;
    }
  return TRUE;
}

/* Only what would break something: whether mail arrives there, a code shows. */
static gboolean
is_email (const char *email)
{
  const char *at_sign = strchr (email, '@');

  if (!g_utf8_validate (email, -1, NULL) || strlen (email) > MAX_EMAIL || at_sign == NULL || at_sign == email
      || at_sign[1] == '\0' || strchr (at_sign + 1, '@') != NULL)
    return FALSE;
  for (const char *at = email; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isgraph (g_utf8_get_char (at)) || strchr ("<>()[]\\,;:\"", *at) != NULL)
      return FALSE;
  return TRUE;
}

gboolean
salve_accounts_check_email (const char *email, GError **error)
{
  return is_email (email) || invalid (error, _ ("That is not an e-mail address"));
}

static gboolean
check_links (const SalveAccount *account, GError **error)
{
  const char *const ids[] = { account->patient_id, account->practitioner_id, account->device_id };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (ids[i] != NULL && !salve_resource_is_valid_id (ids[i]))
      return invalid (error, _ ("That is not the id of a record"));
  return TRUE;
}

static gboolean
check_account (const SalveAccount *account, GError **error)
{
  if (!is_login (account->login))
    return invalid (
        error,
        _ ("A name to sign in with is made of at most 64 letters, digits and the characters . _ - @ +"));
  if (account->email != NULL && !salve_accounts_check_email (account->email, error))
    return FALSE;
  if (g_strv_length (account->roles) > MAX_ROLES)
    return invalid (error, _ ("These are too many roles"));
  if (account->roles[0] == NULL)
    return invalid (error, _ ("An account needs a role"));
  return check_links (account, error);
}

/* The clinic's own roles among them. */
static gboolean
check_roles (SalveConnection *connection, const SalveAccount *account, GError **error)
{
  g_autoptr (SalveRoleTable) roles = salve_accounts_read_roles (connection, error);

  if (roles == NULL)
    return FALSE;
  for (guint i = 0; account->roles[i] != NULL; i++)
    if (salve_role_table_get_rules (roles, account->roles[i]) == NULL)
      {
        g_set_error (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID, _ ("There is no role “%s”"),
                     account->roles[i]);
        return FALSE;
      }
  return TRUE;
}

/* A name and an address are both what people type to sign in: neither may be the other's of somebody else. */
static gboolean
check_free (SalveConnection *connection, const char *id, const char *key, GError **error)
{
  g_autoptr (SalveAccount) other = NULL;

  if (key == NULL)
    return TRUE;
  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_KEY, key, &other, NULL, error))
    return FALSE;
  if (other == NULL || g_strcmp0 (other->id, id) == 0)
    return TRUE;
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_TAKEN,
                       _ ("Somebody else has that name or e-mail address"));
  return FALSE;
}

static gboolean
take_account (GValue *value, SalveConnection *connection, const char *id, GError **error)
{
  SalveAccount *account;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, id, &account, NULL, error))
    return FALSE;
  if (account == NULL)
    return salve_accounts_not_found (error);
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, account);
  return TRUE;
}

static gboolean
do_create (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  const SalveAccount *account = job->account;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *login_key = salve_accounts_fold (account->login);
  g_autofree char *email_key = account->email != NULL ? salve_accounts_fold (account->email) : NULL;
  g_autofree char *roles = g_strjoinv (" ", account->roles);

  return check_roles (connection, account, error) && check_free (connection, NULL, login_key, error)
         && check_free (connection, NULL, email_key, error)
         && salve_connection_run (connection, error,
                                  "INSERT INTO account (id, login, login_key, email, email_key, roles, "
                                  "patient_id, practitioner_id,"
                                  " device_id, active, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                  "tttttttttii", id, account->login, login_key, account->email, email_key,
                                  roles, account->patient_id, account->practitioner_id, account->device_id,
                                  (gint64)account->active, now)
         && salve_accounts_audit (connection, now, job->actor, "create", id, roles, error)
         && take_account (value, connection, id, error);
}

/**
 * salve_accounts_create:
 * @account: without an id; it begins without a password: issue a %SALVE_CODE_ACTIVATION
 *
 * Returns: (transfer full): resolves to the #SalveAccount; rejects with %SALVE_ACCOUNTS_ERROR_INVALID or
 *   %SALVE_ACCOUNTS_ERROR_TAKEN
 */
DexFuture *
salve_accounts_create (SalveAccounts *self, const SalveAccount *account, const char *actor)
{
  SalveAccountsJob *job;
  GError *error = NULL;

  if (!check_account (account, &error))
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (NULL, actor);
  job->account = salve_account_copy (account);
  return salve_accounts_write (self, do_create, job);
}

/* Somebody must be left who can let the others in. */
static gboolean
check_administrator_left (SalveConnection *connection, GError **error)
{
  gint64 left = 0;

  if (!salve_connection_get_int (connection,
                                 "SELECT count(*) FROM account WHERE active AND ' ' || roles || ' ' LIKE"
                                 " '% administrator %'",
                                 &left, error))
    return FALSE;
  if (left > 0)
    return TRUE;
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_LAST,
                       _ ("The clinic needs an administrator: make another one first"));
  return FALSE;
}

static gboolean
is_active_administrator (const SalveAccount *account)
{
  return account->active && salve_account_has_role (account, SALVE_ROLE_NAME_ADMINISTRATOR);
}

static gboolean
audit_update (SalveConnection *connection,
              SalveInstant now,
              const char *actor,
              const SalveAccount *old,
              const SalveAccount *account,
              GError **error)
{
  g_autofree char *old_roles = g_strjoinv (" ", old->roles);
  g_autofree char *new_roles = g_strjoinv (" ", account->roles);
  g_autofree char *change = g_strdup_printf ("%s → %s", old_roles, new_roles);

  if (!salve_accounts_audit (connection, now, actor, "update", account->id, NULL, error))
    return FALSE;
  if (!g_str_equal (old_roles, new_roles)
      && !salve_accounts_audit (connection, now, actor, "role-change", account->id, change, error))
    return FALSE;
  if (old->active == account->active)
    return TRUE;
  return salve_accounts_audit (connection, now, actor, account->active ? "open" : "close", account->id, NULL,
                               error)
         && (account->active || salve_accounts_end_tokens (connection, account->id, error));
}

static gboolean
write_update (SalveConnection *connection, const SalveAccount *account, GError **error)
{
  g_autofree char *login_key = salve_accounts_fold (account->login);
  g_autofree char *email_key = account->email != NULL ? salve_accounts_fold (account->email) : NULL;
  g_autofree char *roles = g_strjoinv (" ", account->roles);

  return check_roles (connection, account, error) && check_free (connection, account->id, login_key, error)
         && check_free (connection, account->id, email_key, error)
         && salve_connection_run (
             connection, error,
             "UPDATE account SET login = ?2, login_key = ?3, email = ?4, email_key = ?5, roles = ?6,"
             " patient_id = ?7, practitioner_id = ?8, device_id = ?9, active = ?10, version = version + 1"
             " WHERE id = ?1",
             "ttttttttti", account->id, account->login, login_key, account->email, email_key, roles,
             account->patient_id, account->practitioner_id, account->device_id, (gint64)account->active);
}

static gboolean
do_update (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  const SalveAccount *account = job->account;
  g_autoptr (SalveAccount) old = NULL;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, account->id, &old, NULL, error))
    return FALSE;
  if (old == NULL)
    return salve_accounts_not_found (error);
  if (old->version != account->version)
    {
      g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_CONFLICT,
                           _ ("The account was changed by somebody else in the meantime"));
      return FALSE;
    }
  return write_update (connection, account, error)
         && (!is_active_administrator (old) || check_administrator_left (connection, error))
         && audit_update (connection, now, job->actor, old, account, error)
         && take_account (value, connection, account->id, error);
}

/**
 * salve_accounts_update:
 * @account: with the version that was read
 *
 * Closing an account ends all its sign-ins.
 *
 * Returns: (transfer full): resolves to the #SalveAccount as it is now; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_update (SalveAccounts *self, const SalveAccount *account, const char *actor)
{
  SalveAccountsJob *job;
  GError *error = NULL;

  g_return_val_if_fail (account->id != NULL, NULL);

  if (!check_account (account, &error))
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (NULL, actor);
  job->account = salve_account_copy (account);
  return salve_accounts_write (self, do_update, job);
}

static gboolean
do_delete (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  g_autoptr (SalveAccount) old = NULL;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->id, &old, NULL, error))
    return FALSE;
  if (old == NULL)
    return salve_accounts_not_found (error);
  return salve_accounts_end_tokens (connection, job->id, error)
         && salve_connection_run (connection, error, "DELETE FROM code WHERE account_id = ?", "t", job->id)
         && salve_connection_run (connection, error, "DELETE FROM client WHERE account_id = ?", "t", job->id)
         && salve_connection_run (connection, error, "DELETE FROM account WHERE id = ?", "t", job->id)
         && (!is_active_administrator (old) || check_administrator_left (connection, error))
         && salve_accounts_audit (connection, now, job->actor, "delete", job->id, NULL, error);
}

/**
 * salve_accounts_delete:
 *
 * Takes the account, its tokens, codes and programs away; what the audit says about it stays.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with a #SalveAccountsError
 */
DexFuture *
salve_accounts_delete (SalveAccounts *self, const char *account_id, const char *actor)
{
  return salve_accounts_write (self, do_delete, salve_accounts_job_new (account_id, actor));
}

static gboolean
do_list (SalveConnection *connection,
         SalveInstant now,
         SalveAccountsJob *job,
         GValue *value,
         GError **refusal,
         GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT " COLUMNS " FROM account ORDER BY login_key", error);

  return salve_accounts_read_all (select, account_from_row, (GDestroyNotify)salve_account_free, value, error);
}

/**
 * salve_accounts_list:
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #SalveAccount, by login
 */
DexFuture *
salve_accounts_list (SalveAccounts *self)
{
  return salve_accounts_read (self, do_list, salve_accounts_job_new (NULL, NULL));
}

static gboolean
do_find (SalveConnection *connection,
         SalveInstant now,
         SalveAccountsJob *job,
         GValue *value,
         GError **refusal,
         GError **error)
{
  SalveAccount *account;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->id, &account, NULL, error)
      || (account == NULL
          && !salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_KEY, job->other, &account, NULL, error)))
    return FALSE;
  if (account == NULL)
    return salve_accounts_not_found (error);
  g_value_init (value, SALVE_TYPE_ACCOUNT);
  g_value_take_boxed (value, account);
  return TRUE;
}

/**
 * salve_accounts_find:
 * @id_or_login: or the e-mail address
 *
 * Returns: (transfer full): resolves to a #SalveAccount; rejects with %SALVE_ACCOUNTS_ERROR_NOT_FOUND
 */
DexFuture *
salve_accounts_find (SalveAccounts *self, const char *id_or_login)
{
  SalveAccountsJob *job = salve_accounts_job_new (id_or_login, NULL);

  job->other = salve_accounts_fold (id_or_login);
  return salve_accounts_read (self, do_find, job);
}
