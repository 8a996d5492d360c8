/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The object, its jobs on the store's threads, and who is behind a token with which rights. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "salve-audit.h"
#include "salve-secret.h"
#include "salve-store-run.h"

#define LOCKOUT_ENTRIES 8192
#define MAX_IDENTITIES 1024

G_DEFINE_FINAL_TYPE (SalveAccounts, salve_accounts, G_TYPE_OBJECT)

SalveAccountsJob *
salve_accounts_job_new (const char *id, const char *actor)
{
  SalveAccountsJob *job = g_new0 (SalveAccountsJob, 1);

  job->id = g_strdup (id);
  job->actor = g_strdup (actor);
  return job;
}

void
salve_accounts_job_free (gpointer data)
{
  SalveAccountsJob *job = data;

  if (job == NULL)
    return;
  salve_account_free (job->account);
  salve_client_free (job->client);
  g_free (job->id);
  g_free (job->name);
  salve_secret_free (job->text);
  g_free (job->hash);
  g_free (job->other);
  g_free (job->scope);
  g_free (job->actor);
  g_free (job);
}

typedef struct
{
  SalveStore *store;
  SalveAccountsFunc func;
  SalveAccountsJob *job;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->store);
  salve_accounts_job_free (work->job);
  g_free (work);
}

static gboolean
do_write (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Work *work = data;
  g_autoptr (GError) refusal = NULL;

  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!work->func (connection, salve_store_now (work->store), work->job, value, &refusal, error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  if (!salve_connection_commit (connection, error))
    return FALSE;
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
do_read (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Work *work = data;
  g_autoptr (GError) refusal = NULL;

  if (!work->func (connection, salve_store_now (work->store), work->job, value, &refusal, error))
    return FALSE;
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static Work *
work_new (SalveAccounts *self, SalveAccountsFunc func, SalveAccountsJob *job)
{
  Work *work = g_new (Work, 1);

  *work = (Work){ g_object_ref (self->store), func, job };
  return work;
}

/* Takes the job. */
DexFuture *
salve_accounts_write (SalveAccounts *self, SalveAccountsFunc func, SalveAccountsJob *job)
{
  return salve_store_run_write (self->store, SALVE_PRIORITY_PERSON, do_write, work_new (self, func, job),
                                work_free);
}

/* Takes the job. */
DexFuture *
salve_accounts_read (SalveAccounts *self, SalveAccountsFunc func, SalveAccountsJob *job)
{
  return salve_store_run_read (self->store, SALVE_PRIORITY_PERSON, do_read, work_new (self, func, job),
                               work_free);
}

/* Anna and ＡＮＮＡ are one. */
char *
salve_accounts_fold (const char *login_or_email)
{
  g_autofree char *normal = g_utf8_normalize (login_or_email, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

/* One answer for everything that is not right, so that nobody learns what was. Returns: FALSE */
gboolean
salve_accounts_refuse (GError **error)
{
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED,
                       _ ("That is not right, or no longer valid"));
  return FALSE;
}

gboolean
salve_accounts_not_found (GError **error)
{
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_NOT_FOUND, _ ("There is none such"));
  return FALSE;
}

gboolean
salve_accounts_audit (SalveConnection *connection,
                      SalveInstant now,
                      const char *actor,
                      const char *action,
                      const char *account_id,
                      const char *detail,
                      GError **error)
{
  return salve_audit_append (connection, now, actor, action, "account", account_id, detail, error);
}

/* For who runs the server: mail comes with a sender of its own. Only where no sender was set. */
static void
print_code (SalveCodeKind kind, const SalveAccount *account, const char *to, const char *code, gpointer data)
{
  g_autofree char *line = NULL;

  switch (kind)
    {
    case SALVE_CODE_ACTIVATION:
      line = g_strdup_printf (_ ("Activation code for %s: %s"), account->login, code);
      break;
    case SALVE_CODE_EMAIL:
      line =
          g_strdup_printf (_ ("Code that confirms the new e-mail address of %s: %s"), account->login, code);
      break;
    case SALVE_CODE_RESET:
      line = g_strdup_printf (_ ("Code for a new password of %s: %s"), account->login, code);
      break;
    case SALVE_CODE_ENROLMENT:
    case SALVE_CODE_PASSWORD:
    default:
      line = g_strdup_printf (_ ("Enrolment code for %s: %s"), account->login, code);
      break;
    }
  puts (line);
  fflush (stdout);
}

static void
salve_accounts_finalize (GObject *object)
{
  SalveAccounts *self = SALVE_ACCOUNTS (object);

  if (self->sender_destroy != NULL)
    self->sender_destroy (self->sender_data);
  salve_password_hasher_free (self->hasher);
  salve_lockout_free (self->lockout);
  salve_lockout_free (self->code_lockout);
  salve_role_table_unref (self->roles);
  g_hash_table_unref (self->identities);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (salve_accounts_parent_class)->finalize (object);
}

static void
salve_accounts_class_init (SalveAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_accounts_finalize;
}

static void
salve_accounts_init (SalveAccounts *self)
{
  self->lockout = salve_lockout_new (LOCKOUT_ENTRIES);
  self->code_lockout = salve_lockout_new (LOCKOUT_ENTRIES);
  self->hasher = salve_password_hasher_new (SALVE_PASSWORD_OPERATIONS, SALVE_PASSWORD_MEMORY);
  self->roles = salve_role_table_new ();
  self->roles_stamp = G_MININT64;
  self->seen = G_MININT64;
  self->identities =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)salve_identity_free);
  self->sender = print_code;
}

/**
 * salve_accounts_new:
 * @store: a server's, open for writing
 *
 * On the thread that opened the store.
 *
 * Returns: (transfer full):
 */
SalveAccounts *
salve_accounts_new (SalveStore *store)
{
  SalveAccounts *self;

  g_return_val_if_fail (SALVE_IS_STORE (store), NULL);

  self = g_object_new (SALVE_TYPE_ACCOUNTS, NULL);
  self->store = g_object_ref (store);
  return self;
}

/**
 * salve_accounts_get_store:
 *
 * Returns: (transfer none): the file that the accounts lie in
 */
SalveStore *
salve_accounts_get_store (SalveAccounts *self)
{
  g_return_val_if_fail (SALVE_IS_ACCOUNTS (self), NULL);
  return self->store;
}

/**
 * salve_accounts_set_sender:
 * @sender: called on the main context after the code is in the file
 *
 * Without one, codes are printed on standard output for who runs the server.
 */
void
salve_accounts_set_sender (SalveAccounts *self, SalveCodeSender sender, gpointer data, GDestroyNotify destroy)
{
  if (self->sender_destroy != NULL)
    self->sender_destroy (self->sender_data);
  self->sender = sender;
  self->sender_data = data;
  self->sender_destroy = destroy;
}

/* For machines and tests with less memory: passwords that are made from now on. */
void
salve_accounts_set_password_cost (SalveAccounts *self, guint operations, gsize memory)
{
  salve_password_hasher_free (self->hasher);
  self->hasher = salve_password_hasher_new (operations, memory);
}

/* Answers with a GPtrArray of what @from_row makes of each row; NULL for @select is a mistake that was reported. */
gboolean
salve_accounts_read_all (SalveStatement *select,
                         gpointer (*from_row) (SalveStatement *row),
                         GDestroyNotify free_row,
                         GValue *value,
                         GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_row);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  while (row)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (all, from_row (select));
    }
  g_value_init (value, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (value, g_steal_pointer (&all));
  return TRUE;
}

static GStrv
read_broken_patients (SalveConnection *connection, const char *account_id, SalveInstant now, GError **error)
{
  g_autoptr (GStrvBuilder) patients = g_strv_builder_new ();
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT DISTINCT patient_id FROM break_glass WHERE account_id = ? AND expires"
                                " > ? AND created <= expires",
                                error);
  gboolean row = TRUE;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, account_id);
  salve_statement_bind_int (select, 2, now);
  while (row)
    {
      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (row)
        g_strv_builder_add (patients, salve_statement_text (select, 0));
    }
  return g_strv_builder_end (patients);
}

static SalveIdentity *
identity_from_row (SalveStatement *row)
{
  SalveIdentity *self = g_new0 (SalveIdentity, 1);

  self->token_id = g_strdup (salve_statement_text (row, 0));
  self->account_id = g_strdup (salve_statement_text (row, 1));
  self->client_id = g_strdup (salve_statement_text (row, 2));
  self->scopes = g_strdup (salve_statement_text (row, 3));
  self->expires = salve_statement_int (row, 4);
  self->login = g_strdup (salve_statement_text (row, 5));
  self->roles = g_strsplit (salve_statement_text (row, 6), " ", -1);
  self->patient_id = g_strdup (salve_statement_text (row, 7));
  self->practitioner_id = g_strdup (salve_statement_text (row, 8));
  self->device_id = g_strdup (salve_statement_text (row, 9));
  return self;
}

SalveIdentity *
salve_accounts_read_identity (SalveConnection *connection,
                              const char *bearer,
                              SalveInstant now,
                              GError **error)
{
  g_autofree char *hash = salve_secret_hash (bearer);
  g_autoptr (SalveIdentity) identity = NULL;
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT t.family, t.account_id, t.client_id, t.scope, t.expires, a.login, a.roles, a.patient_id,"
      " a.practitioner_id, a.device_id FROM token AS t JOIN account AS a ON a.id = t.account_id"
      " WHERE t.hash = ? AND t.kind = 0 AND t.expires > ? AND a.active",
      error);
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, hash);
  salve_statement_bind_int (select, 2, now);
  if (!salve_statement_step (select, &row, error))
    return NULL;
  if (!row)
    {
      salve_accounts_refuse (error);
      return NULL;
    }
  identity = identity_from_row (select);
  identity->broken_patients = read_broken_patients (connection, identity->account_id, now, error);
  if (identity->broken_patients == NULL)
    return NULL;
  identity->break_glass = identity->broken_patients[0] != NULL;
  return g_steal_pointer (&identity);
}

static gboolean
do_identify (SalveConnection *connection,
             SalveInstant now,
             SalveAccountsJob *job,
             GValue *value,
             GError **refusal,
             GError **error)
{
  SalveIdentity *identity = salve_accounts_read_identity (connection, job->text, now, error);

  if (identity == NULL)
    return FALSE;
  g_value_init (value, SALVE_TYPE_IDENTITY);
  g_value_take_boxed (value, identity);
  return TRUE;
}

/**
 * salve_accounts_identify:
 * @bearer: an access token as it came in, without “Bearer”
 *
 * May be called on a fiber. Says what is so now: a revoked token, a closed account and a changed role count at once,
 * also where another process changed them.
 *
 * Returns: (transfer full): resolves to a #SalveIdentity; rejects with %SALVE_ACCOUNTS_ERROR_REFUSED
 */
DexFuture *
salve_accounts_identify (SalveAccounts *self, const char *bearer)
{
  SalveAccountsJob *job = salve_accounts_job_new (NULL, NULL);

  job->text = g_strdup (bearer);
  return salve_accounts_read (self, do_identify, job);
}

/* Forgets what was remembered of the accounts when anything at all was written to the file since, by this process or
 * another. */
gboolean
salve_accounts_look_again (SalveAccounts *self, SalveConnection *reader, GError **error)
{
  gint64 state;

  if (!salve_connection_get_int (reader, "PRAGMA data_version", &state, error))
    return FALSE;
  if (state == self->seen)
    return TRUE;
  self->seen = state;
  self->roles_checked = FALSE;
  g_hash_table_remove_all (self->identities);
  return TRUE;
}

/**
 * salve_accounts_identify_now:
 * @error: %SALVE_ACCOUNTS_ERROR_REFUSED
 *
 * As salve_accounts_identify(), at once: two look-ups by index, none where nothing was written since the last time. On
 * the thread that opened the store, not on a fiber with a small stack.
 *
 * Returns: (transfer full) (nullable): who it is
 */
SalveIdentity *
salve_accounts_identify_now (SalveAccounts *self, const char *bearer, GError **error)
{
  SalveConnection *reader = salve_store_get_reader (self->store, error);
  SalveInstant now = salve_store_now (self->store);
  g_autofree char *hash = NULL;
  SalveIdentity *identity;

  if (reader == NULL || !salve_accounts_look_again (self, reader, error))
    return NULL;
  hash = salve_secret_hash (bearer);
  identity = g_hash_table_lookup (self->identities, hash);
  if (identity != NULL && identity->expires > now)
    return salve_identity_copy (identity);
  identity = salve_accounts_read_identity (reader, bearer, now, error);
  /* Broken glass ends by itself: that is looked up every time. */
  if (identity == NULL || identity->break_glass)
    return identity;
  if (g_hash_table_size (self->identities) >= MAX_IDENTITIES)
    g_hash_table_remove_all (self->identities);
  g_hash_table_replace (self->identities, g_steal_pointer (&hash), salve_identity_copy (identity));
  return identity;
}

/**
 * salve_accounts_get_reach:
 * @type: a resource type, or one of the server's own words
 * @id: (out) (nullable): whose compartment, or by whom treated
 *
 * How far this person may do this with this program. A reach that needs a patient or a practitioner whom the account
 * has not is none. Not on a fiber.
 */
SalveReachKind
salve_accounts_get_reach (SalveAccounts *self,
                          const SalveIdentity *identity,
                          SalveAction action,
                          const char *type,
                          const char **id)
{
  g_autoptr (SalveScopes) scopes = salve_scopes_parse (identity->scopes);
  SalveReachKind reach = salve_permission_find (salve_accounts_get_roles (self),
                                                (const char *const *)identity->roles, scopes, action, type);

  *id = reach == SALVE_REACH_PATIENT   ? identity->patient_id
        : reach == SALVE_REACH_TREATED ? identity->practitioner_id
                                       : NULL;
  if ((reach == SALVE_REACH_PATIENT || reach == SALVE_REACH_TREATED) && *id == NULL)
    return SALVE_REACH_NONE;
  return reach;
}

/**
 * salve_accounts_get_delay:
 *
 * Returns: how many seconds somebody with that name has to wait at that address, for a Retry-After; 0: not at all.
 *   Not on a fiber
 */
guint
salve_accounts_get_delay (SalveAccounts *self, const char *login, const char *address)
{
  g_autofree char *key = salve_accounts_fold (login);
  g_autofree char *from = salve_lockout_normalise_address (address);
  g_autoptr (SalveAccount) account = NULL;
  SalveConnection *reader = salve_store_get_reader (self->store, NULL);

  if (reader == NULL || !salve_accounts_read_row (reader, SALVE_ACCOUNT_BY_KEY, key, &account, NULL, NULL))
    return 0;
  return salve_lockout_get_delay (self->lockout, account != NULL ? account->id : key, account != NULL, from,
                                  salve_store_now (self->store));
}
