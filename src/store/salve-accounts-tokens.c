/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens. One sign-in is a family: a chain of refresh tokens, each exchanged once for the next, and short-lived access
 * tokens. Whoever shows a refresh token a second time shows that two have it, and the family ends (RFC 9700, 4.14.2).
 * One case is no theft: the answer was lost on the way, and the program asks again before it could use what it never
 * got. Within a minute, and while the next refresh token was not used, the old one is therefore exchanged once more; the
 * tokens of the lost answer end then, and showing those ends the family.
 */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-secret.h"

#define ACCESS_SECONDS (15 * 60)
#define REFRESH_TIME (14 * 24 * 3600 * SALVE_INSTANT_SECOND)
#define FAMILY_TIME (90 * 24 * 3600 * SALVE_INSTANT_SECOND)
#define LOST_ANSWER_TIME (60 * SALVE_INSTANT_SECOND)

gboolean
salve_accounts_end_tokens (SalveConnection *connection, const char *account_id, GError **error)
{
  return salve_connection_run (connection, error, "DELETE FROM token WHERE account_id = ?", "t", account_id);
}

gboolean
salve_accounts_end_family (SalveConnection *connection, const char *family, GError **error)
{
  return salve_connection_run (connection, error, "DELETE FROM token WHERE family = ?", "t", family);
}

/* A few a time, so that the table stays as small as what is valid without anybody waiting for it. */
static gboolean
forget_expired (SalveConnection *connection, SalveInstant now, GError **error)
{
  return salve_connection_run (connection, error,
                               "DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE expires < ?"
                               " LIMIT 20)",
                               "i", now)
         && salve_connection_run (connection, error,
                                  "DELETE FROM code WHERE hash IN (SELECT hash FROM code WHERE expires < ?"
                                  " LIMIT 20)",
                                  "i", now - 3600 * SALVE_INSTANT_SECOND);
}

/* What is the same for both tokens of an answer. */
typedef struct
{
  SalveInstant now;
  SalveInstant family_expires;
  const char *family;
  const char *parent; /* hash of the refresh token before; nullable */
  const char *account_id;
  const char *client_id;
  const char *scope;
  const char *refresh_scope; /* that of the refresh token stays what it was (RFC 6749, 6) */
} Issue;

static char *
insert_token (SalveConnection *connection, const Issue *issue, int kind, SalveInstant expires, GError **error)
{
  char *token = salve_secret_new ();
  g_autofree char *hash = salve_secret_hash (token);

  if (salve_connection_run (connection, error,
                            "INSERT INTO token (hash, kind, family, account_id, client_id, scope, created,"
                            " expires, family_expires, parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            "tittttiiit", hash, (gint64)kind, issue->family, issue->account_id,
                            issue->client_id,
                            kind == SALVE_TOKEN_REFRESH ? issue->refresh_scope : issue->scope, issue->now,
                            expires, issue->family_expires, issue->parent))
    return token;
  salve_secret_free (token);
  return NULL;
}

/* Whether a sign-in outlives its access token: a person's at our own desk, or where the program asked for it. */
static gboolean
wants_refresh (const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);
  const char *const *list = (const char *const *)words;

  return g_strv_contains (list, SALVE_SCOPE_DESK) || g_strv_contains (list, "offline_access")
         || g_strv_contains (list, "online_access");
}

static SalveTokens *
issue_tokens (SalveConnection *connection, const Issue *issue, gboolean refresh, GError **error)
{
  g_autoptr (SalveTokens) tokens = g_new0 (SalveTokens, 1);
  SalveInstant access_expires =
      MIN (issue->now + ACCESS_SECONDS * SALVE_INSTANT_SECOND, issue->family_expires);

  if (!forget_expired (connection, issue->now, error))
    return NULL;
  tokens->access = insert_token (connection, issue, SALVE_TOKEN_ACCESS, access_expires, error);
  if (tokens->access == NULL)
    return NULL;
  if (refresh)
    {
      tokens->refresh = insert_token (connection, issue, SALVE_TOKEN_REFRESH,
                                      MIN (issue->now + REFRESH_TIME, issue->family_expires), error);
      if (tokens->refresh == NULL)
        return NULL;
    }
  tokens->expires_in = (guint)((access_expires - issue->now) / SALVE_INSTANT_SECOND);
  tokens->scope = g_strdup (issue->scope);
  tokens->account_id = g_strdup (issue->account_id);
  return g_steal_pointer (&tokens);
}

static void
name_person (SalveTokens *tokens, const SalveAccount *account)
{
  tokens->login = g_strdup (account->login);
  tokens->patient_id = g_strdup (account->patient_id);
  tokens->practitioner_id = g_strdup (account->practitioner_id);
}

/* The first tokens of a sign-in. by_itself: of a program without a person, which can sign in again at any time and gets
 * no refresh token. family: (out) (optional) the name of the sign-in. */
gboolean
salve_accounts_issue_tokens (SalveConnection *connection,
                             SalveInstant now,
                             const SalveAccount *account,
                             const char *client_id,
                             const char *scope,
                             gboolean by_itself,
                             char **family,
                             SalveTokens **tokens,
                             GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  const Issue issue = { now, now + FAMILY_TIME, name, NULL, account->id, client_id, scope, scope };

  *tokens = issue_tokens (connection, &issue, !by_itself && wants_refresh (scope), error);
  if (*tokens == NULL)
    return FALSE;
  name_person (*tokens, account);
  if (family != NULL)
    *family = g_steal_pointer (&name);
  return TRUE;
}

/* A refresh token as it lies in the table. */
typedef struct
{
  char *hash;
  char *family;
  char *account_id;
  char *scope;
  SalveInstant expires;
  SalveInstant family_expires;
  SalveInstant replaced; /* SALVE_INSTANT_NONE: not yet */
} Refresh;

static void
refresh_clear (Refresh *self)
{
  g_free (self->hash);
  g_free (self->family);
  g_free (self->account_id);
  g_free (self->scope);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refresh, refresh_clear)

static gboolean
read_refresh (SalveConnection *connection,
              const char *token,
              const char *client_id,
              gboolean *found,
              Refresh *refresh,
              GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT family, account_id, scope, expires, family_expires, replaced FROM"
                                " token WHERE hash = ? AND kind = 1 AND client_id = ?",
                                error);

  refresh->hash = salve_secret_hash (token);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, refresh->hash);
  salve_statement_bind_text (select, 2, client_id);
  if (!salve_statement_step (select, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  refresh->family = g_strdup (salve_statement_text (select, 0));
  refresh->account_id = g_strdup (salve_statement_text (select, 1));
  refresh->scope = g_strdup (salve_statement_text (select, 2));
  refresh->expires = salve_statement_int (select, 3);
  refresh->family_expires = salve_statement_int (select, 4);
  refresh->replaced =
      salve_statement_is_null (select, 5) ? SALVE_INSTANT_NONE : salve_statement_int (select, 5);
  return TRUE;
}

/* Whether the answer to the first exchange may have been lost. */
static gboolean
may_be_lost (SalveConnection *connection,
             const Refresh *refresh,
             SalveInstant now,
             gboolean *lost,
             GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT 1 FROM token WHERE family = ? AND parent = ? AND kind = 1 AND replaced > 0", error);
  gboolean used;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, refresh->family);
  salve_statement_bind_text (select, 2, refresh->hash);
  if (!salve_statement_step (select, &used, error))
    return FALSE;
  *lost = !used && ABS (now - refresh->replaced) <= LOST_ANSWER_TIME;
  return TRUE;
}

/* Ends the tokens of an answer that was lost. replaced = 0: showing it ends the family whenever it is. */
static gboolean
drop_lost_answer (SalveConnection *connection, const Refresh *refresh, GError **error)
{
  return salve_connection_run (connection, error,
                               "DELETE FROM token WHERE family = ? AND parent = ? AND kind = 0", "tt",
                               refresh->family, refresh->hash)
         && salve_connection_run (connection, error,
                                  "UPDATE token SET replaced = 0 WHERE family = ? AND parent = ?", "tt",
                                  refresh->family, refresh->hash);
}

static gboolean
exchange (SalveConnection *connection,
          SalveInstant now,
          const Refresh *refresh,
          const SalveAccountsJob *job,
          const SalveAccount *account,
          GValue *value,
          GError **error)
{
  const Issue issue = {
    now,
    refresh->family_expires,
    refresh->family,
    refresh->hash,
    account->id,
    job->id,
    job->scope != NULL ? job->scope : refresh->scope,
    refresh->scope,
  };
  SalveTokens *tokens;

  if (!salve_connection_run (connection, error, "UPDATE token SET replaced = ? WHERE hash = ?", "it", now,
                             refresh->hash))
    return FALSE;
  tokens = issue_tokens (connection, &issue, TRUE, error);
  if (tokens == NULL)
    return FALSE;
  name_person (tokens, account);
  g_value_init (value, SALVE_TYPE_TOKENS);
  g_value_take_boxed (value, tokens);
  return TRUE;
}

static gboolean
end_stolen (SalveConnection *connection,
            SalveInstant now,
            const Refresh *refresh,
            GError **refusal,
            GError **error)
{
  salve_accounts_refuse (refusal);
  return salve_accounts_end_family (connection, refresh->family, error)
         && salve_accounts_audit (connection, now, "server", "token-reuse", refresh->account_id,
                                  refresh->family, error);
}

/* A later token of a family may be narrower, never wider. */
static gboolean
check_narrower (const char *wanted, const char *had, GError **error)
{
  g_autofree char *common = wanted != NULL ? salve_scopes_intersect (wanted, had) : NULL;

  if (wanted == NULL || g_str_equal (common, wanted))
    return TRUE;
  g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_SCOPE,
                       _ ("More is asked for than was allowed at the sign-in"));
  return FALSE;
}

static gboolean
do_refresh (SalveConnection *connection,
            SalveInstant now,
            SalveAccountsJob *job,
            GValue *value,
            GError **refusal,
            GError **error)
{
  g_auto (Refresh) refresh = { 0 };
  g_autoptr (SalveAccount) account = NULL;
  gboolean found, lost;

  if (!read_refresh (connection, job->text, job->id, &found, &refresh, error))
    return FALSE;
  if (!found || refresh.expires <= now)
    return salve_accounts_refuse (error);
  if (refresh.replaced != SALVE_INSTANT_NONE)
    {
      if (!may_be_lost (connection, &refresh, now, &lost, error))
        return FALSE;
      if (!lost)
        return end_stolen (connection, now, &refresh, refusal, error);
      if (!drop_lost_answer (connection, &refresh, error))
        return FALSE;
    }
  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, refresh.account_id, &account, NULL, error))
    return FALSE;
  if (account == NULL || !account->active)
    return salve_accounts_refuse (error);
  return check_narrower (job->scope, refresh.scope, error)
         && exchange (connection, now, &refresh, job, account, value, error);
}

/**
 * salve_accounts_refresh:
 * @refresh: a refresh token; it is good for this once
 * @client_id: the program that it was given to
 * @scope: (nullable): less than before, or %NULL: as before
 *
 * Returns: (transfer full): resolves to #SalveTokens; rejects with %SALVE_ACCOUNTS_ERROR_REFUSED or _SCOPE
 */
DexFuture *
salve_accounts_refresh (SalveAccounts *self, const char *refresh, const char *client_id, const char *scope)
{
  SalveAccountsJob *job = salve_accounts_job_new (client_id, NULL);

  job->text = g_strdup (refresh);
  job->scope = g_strdup (scope);
  return salve_accounts_write (self, do_refresh, job);
}

static gboolean
do_revoke (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  g_autofree char *hash = salve_secret_hash (job->text);
  g_autofree char *family = NULL;
  g_autofree char *account_id = NULL;
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT family, account_id FROM token WHERE hash = ?1 AND (?2 IS NULL OR client_id = ?2)",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, hash);
  salve_statement_bind_text (select, 2, job->id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  family = g_strdup (salve_statement_text (select, 0));
  account_id = g_strdup (salve_statement_text (select, 1));
  return salve_accounts_end_family (connection, family, error)
         && salve_accounts_audit (connection, now, account_id, "sign-out", account_id, family, error);
}

/**
 * salve_accounts_revoke:
 * @token: an access or a refresh token
 * @client_id: (nullable): the program that it was given to; %NULL: any
 *
 * Ends the sign-in that the token is of, all its tokens with it (RFC 7009). A token that is none changes nothing.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
salve_accounts_revoke (SalveAccounts *self, const char *token, const char *client_id)
{
  SalveAccountsJob *job = salve_accounts_job_new (client_id, NULL);

  job->text = g_strdup (token);
  return salve_accounts_write (self, do_revoke, job);
}

static gboolean
do_revoke_all (SalveConnection *connection,
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
  return salve_accounts_end_tokens (connection, job->id, error)
         && salve_connection_run (connection, error, "DELETE FROM code WHERE account_id = ? AND kind = 10",
                                  "t", job->id)
         && salve_accounts_audit (connection, now, job->actor, "revoke", job->id, NULL, error);
}

/**
 * salve_accounts_revoke_all:
 *
 * Ends every sign-in of an account, on all devices.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %SALVE_ACCOUNTS_ERROR_NOT_FOUND
 */
DexFuture *
salve_accounts_revoke_all (SalveAccounts *self, const char *account_id, const char *actor)
{
  return salve_accounts_write (self, do_revoke_all, salve_accounts_job_new (account_id, actor));
}
