/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles that a clinic edits, and the glass that a doctor breaks. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-audit.h"
#include "salve-resource.h"

#define GLASS_TIME (30 * 60 * SALVE_INSTANT_SECOND)
#define REASON_LEAST 10
#define REASON_MOST 1000

/* Changes whenever a role is written, by this process or another. */
static gboolean
read_stamp (SalveConnection *connection, gint64 *stamp, GError **error)
{
  return salve_connection_get_int (connection, "SELECT coalesce (max (changed), 0) FROM role", stamp, error);
}

SalveRoleTable *
salve_accounts_read_roles (SalveConnection *connection, GError **error)
{
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT name, rules FROM role", error);
  gboolean row = TRUE;

  if (select == NULL)
    return NULL;
  while (row)
    {
      const char *name, *rules;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      name = row ? salve_statement_text (select, 0) : NULL;
      rules = row ? salve_statement_text (select, 1) : NULL;
      /* A role that every clinic has cannot go; one that an older version let go is back. */
      if (row && (rules != NULL || salve_role_table_get_default_rules (name) == NULL)
          && !salve_role_table_set (roles, name, rules, error))
        return NULL;
    }
  return g_steal_pointer (&roles);
}

static gboolean
refresh_roles (SalveAccounts *self, GError **error)
{
  SalveConnection *reader = salve_store_get_reader (self->store, error);
  gint64 stamp = 0;
  SalveRoleTable *roles;

  if (reader == NULL || !salve_accounts_look_again (self, reader, error))
    return FALSE;
  if (self->roles_checked)
    return TRUE;
  if (!read_stamp (reader, &stamp, error))
    return FALSE;
  if (stamp != self->roles_stamp)
    {
      roles = salve_accounts_read_roles (reader, error);
      if (roles == NULL)
        return FALSE;
      salve_role_table_unref (self->roles);
      self->roles = roles;
      self->roles_stamp = stamp;
    }
  self->roles_checked = TRUE;
  return TRUE;
}

/**
 * salve_accounts_get_roles:
 *
 * On the thread that opened the store, not on a fiber with a small stack. Where the file cannot be read the roles are
 * those of before.
 *
 * Returns: (transfer none): the roles as they are now; do not change them
 */
SalveRoleTable *
salve_accounts_get_roles (SalveAccounts *self)
{
  g_autoptr (GError) error = NULL;

  if (!refresh_roles (self, &error))
    g_warning ("The roles cannot be read: %s", error->message);
  return self->roles;
}

/* Who lets the others in must not lock themself out. */
static gboolean
check_administrator (SalveRoleTable *roles, GError **error)
{
  static const char *const names[] = { SALVE_ROLE_NAME_ADMINISTRATOR, NULL };

  if (salve_permission_find (roles, names, NULL, SALVE_ACTION_ADMIN, "account") == SALVE_REACH_ALL
      && salve_permission_find (roles, names, NULL, SALVE_ACTION_ADMIN, "role") == SALVE_REACH_ALL)
    return TRUE;
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_LAST,
                       _ ("Administrators must keep the right to administer accounts and roles"));
  return FALSE;
}

/* The name (id), the rules (name; NULL takes the role away). */
static gboolean
do_set_role (SalveConnection *connection,
             SalveInstant now,
             SalveAccountsJob *job,
             GValue *value,
             GError **refusal,
             GError **error)
{
  g_autoptr (SalveRoleTable) roles = NULL;
  gint64 stamp = 0;

  if (!read_stamp (connection, &stamp, error)
      || !salve_connection_run (connection, error,
                                "INSERT INTO role (name, rules, changed) VALUES (?1, ?2, ?3) ON CONFLICT"
                                " (name) DO UPDATE SET rules = ?2, changed = ?3",
                                "tti", job->id, job->name, MAX (now, stamp + 1)))
    return FALSE;
  roles = salve_accounts_read_roles (connection, error);
  return roles != NULL && check_administrator (roles, error)
         && salve_accounts_audit (connection, now, job->actor, "role-rules", NULL, job->id, error);
}

/**
 * salve_accounts_set_role:
 * @rules: (nullable): in the syntax of salve-permission.h; %NULL takes the role away, which only one that the clinic made
 *   can be: accounts, programs and the first start count on the others
 *
 * Counts from the next request on, for everybody who has the role.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %SALVE_PERMISSION_ERROR_INVALID,
 *   %SALVE_ACCOUNTS_ERROR_INVALID for a role that every clinic has, or %SALVE_ACCOUNTS_ERROR_LAST
 */
DexFuture *
salve_accounts_set_role (SalveAccounts *self, const char *name, const char *rules, const char *actor)
{
  g_autoptr (SalveRoleTable) probe = salve_role_table_new ();
  SalveAccountsJob *job;
  GError *error = NULL;

  if (!salve_role_table_set (probe, name, rules, &error))
    return dex_future_new_for_error (error);
  if (rules == NULL && salve_role_table_get_default_rules (name) != NULL)
    return dex_future_new_reject (
        SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID,
        _ ("Every clinic has this role. What it may do can be changed, and changed back"));
  job = salve_accounts_job_new (name, actor);
  job->name = g_strdup (rules);
  return salve_accounts_write (self, do_set_role, job);
}

/* The account (id), its login (actor), the practitioner (other), the patient (name), the reason (text). */
static gboolean
do_break (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  g_auto (SalveResourceState) state = { 0 };
  g_autofree char *detail = NULL;
  gint64 id;

  if (!salve_store_look_up (connection, "Patient", job->name, FALSE, &state, error))
    return FALSE;
  if (state.rowid == 0 || state.deleted)
    return salve_accounts_not_found (error);
  if (!salve_connection_run (
          connection, error,
          "INSERT INTO break_glass (account_id, login, practitioner_id, patient_id, reason,"
          " created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
          "tttttii", job->id, job->actor, job->other, job->name, job->text, now, now + GLASS_TIME))
    return FALSE;
  id = salve_connection_last_rowid (connection);
  detail = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, id);
  return salve_audit_append (connection, now, job->actor, "break-glass", "Patient", job->name, detail, error);
}

/**
 * salve_accounts_break_glass:
 * @reason: 10 to 1000 characters; is kept in the encrypted file and shown to whoever reviews
 *
 * Lets a doctor see one patient whom they do not treat, for 30 minutes. Whether this person may do so at all is the
 * caller's question (%SALVE_ACTION_CREATE of “glass”); it widens a reach by treatment and no other.
 *
 * Returns: (transfer full): resolves to the number of the review as a gint64; rejects with
 *   %SALVE_ACCOUNTS_ERROR_INVALID, _NOT_FOUND or _UNAUTHORIZED
 */
DexFuture *
salve_accounts_break_glass (SalveAccounts *self,
                            const SalveIdentity *identity,
                            const char *patient_id,
                            const char *reason)
{
  g_autofree char *stripped = NULL;
  SalveAccountsJob *job;
  glong length;

  if (identity->practitioner_id == NULL)
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_UNAUTHORIZED,
                                  _ ("Only a doctor can do that"));
  stripped = g_utf8_validate (reason, -1, NULL) ? g_strstrip (g_strdup (reason)) : g_strdup ("");
  length = g_utf8_strlen (stripped, -1);
  if (length < REASON_LEAST || length > REASON_MOST || !salve_resource_is_valid_id (patient_id))
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID,
                                  _ ("Say in 10 to 1000 characters why this record is needed"));
  job = salve_accounts_job_new (identity->account_id, identity->login);
  job->other = g_strdup (identity->practitioner_id);
  job->name = g_strdup (patient_id);
  job->text = g_steal_pointer (&stripped);
  return salve_accounts_write (self, do_break, job);
}

static gpointer
glass_from_row (SalveStatement *row)
{
  SalveBreakGlass *self = g_new0 (SalveBreakGlass, 1);

  self->id = salve_statement_int (row, 0);
  self->account_id = g_strdup (salve_statement_text (row, 1));
  self->login = g_strdup (salve_statement_text (row, 2));
  self->patient_id = g_strdup (salve_statement_text (row, 3));
  self->reason = g_strdup (salve_statement_text (row, 4));
  self->created = salve_statement_int (row, 5);
  self->expires = salve_statement_int (row, 6);
  self->reviewer = g_strdup (salve_statement_text (row, 7));
  self->reviewed = salve_statement_is_null (row, 8) ? SALVE_INSTANT_NONE : salve_statement_int (row, 8);
  return self;
}

static gboolean
do_list_glass (SalveConnection *connection,
               SalveInstant now,
               SalveAccountsJob *job,
               GValue *value,
               GError **refusal,
               GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT id, account_id, login, patient_id, reason, created, expires, "
                                "reviewer, reviewed FROM break_glass"
                                " WHERE ? OR reviewed IS NULL ORDER BY id DESC LIMIT 1000",
                                error);

  if (select != NULL)
    salve_statement_bind_int (select, 1, job->number);
  return salve_accounts_read_all (select, glass_from_row, (GDestroyNotify)salve_break_glass_free, value,
                                  error);
}

/**
 * salve_accounts_list_broken_glass:
 * @all: also what was reviewed
 *
 * Returns: (transfer full): resolves to a #GPtrArray of the last 1000 #SalveBreakGlass, newest first
 */
DexFuture *
salve_accounts_list_broken_glass (SalveAccounts *self, gboolean all)
{
  SalveAccountsJob *job = salve_accounts_job_new (NULL, NULL);

  job->number = all;
  return salve_accounts_read (self, do_list_glass, job);
}

static gboolean
do_review (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%" G_GINT64_FORMAT, job->number);

  if (!salve_connection_run (
          connection, error,
          "UPDATE break_glass SET reviewer = ?2, reviewed = ?3 WHERE id = ?1 AND reviewed IS"
          " NULL AND login <> ?2",
          "iti", job->number, job->actor, now))
    return FALSE;
  if (salve_connection_n_changed (connection) == 0)
    return salve_accounts_not_found (error);
  return salve_accounts_audit (connection, now, job->actor, "break-glass-review", NULL, detail, error);
}

/**
 * salve_accounts_review_glass:
 * @actor: the reviewer's login; nobody reviews themself
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %SALVE_ACCOUNTS_ERROR_NOT_FOUND
 */
DexFuture *
salve_accounts_review_glass (SalveAccounts *self, gint64 id, const char *actor)
{
  SalveAccountsJob *job = salve_accounts_job_new (NULL, actor);

  job->number = id;
  return salve_accounts_write (self, do_review, job);
}
