/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of SalveAccounts share. Functions that take a connection run on the store's threads, inside the
 * caller's transaction. */
#pragma once

#include "salve-accounts-clients.h"
#include "salve-connection.h"
#include "salve-lockout.h"
#include "salve-password.h"
#include "salve-statement.h"
#include "salve-store-private.h"

G_BEGIN_DECLS

#define SALVE_ACCOUNTS_STACK (128 * 1024) /* of a fiber: it only waits */

#define SALVE_TOKEN_ACCESS 0
#define SALVE_TOKEN_REFRESH 1
#define SALVE_CODE_AUTHORIZATION 10
#define SALVE_CODE_PATIENT 11 /* hash: "patient/" and the id, detail: argon2id of what was handed over */
#define SALVE_CODE_PIN 12     /* hash: "pin/" and the patient's id, detail: argon2id; does not expire */

#define SALVE_PATIENT_PIN_TRIES 10 /* wrong ones in a row, after which only a code lets in */

struct _SalveAccounts
{
  GObject parent_instance;

  SalveStore *store;
  SalveRoleTable *roles;
  gint64 roles_stamp;     /* of the table that @roles was made of */
  gboolean roles_checked; /* since @seen */
  gint64 seen;            /* the file's state that @roles and @identities are of */
  GHashTable *identities; /* hash of an access token → SalveIdentity */
  SalveLockout *lockout;
  SalveLockout *code_lockout; /* wrong one-time codes and secrets of programs */
  SalvePasswordHasher *hasher;
  SalveCodeSender sender;
  gpointer sender_data;
  GDestroyNotify sender_destroy;
};

/* What a job needs to know; each uses some of it. */
typedef struct
{
  SalveAccount *account;
  SalveClient *client;
  char *id;
  char *name;
  char *text;
  char *hash;
  char *other;
  char *scope;
  char *actor;
  gint64 number;
} SalveAccountsJob;
SalveAccountsJob *salve_accounts_job_new (const char *id, const char *actor);
void salve_accounts_job_free (gpointer job);

/* Inside a transaction that is committed where it answers TRUE, also with *refusal set, with which the future then
 * rejects: what was refused leaves a trace. */
typedef gboolean (*SalveAccountsFunc) (SalveConnection *connection,
                                       SalveInstant now,
                                       SalveAccountsJob *job,
                                       GValue *value,
                                       GError **refusal,
                                       GError **error);
DexFuture *salve_accounts_write (SalveAccounts *self, SalveAccountsFunc func, SalveAccountsJob *job);
DexFuture *salve_accounts_read (SalveAccounts *self, SalveAccountsFunc func, SalveAccountsJob *job);

char *salve_accounts_fold (const char *login_or_email);
gboolean salve_accounts_check_email (const char *email, GError **error);
gboolean salve_accounts_refuse (GError **error);
gboolean salve_accounts_note_unknown (SalveConnection *connection, GError **error);
gboolean salve_accounts_not_found (GError **error);
DexFuture *salve_accounts_delayed (guint seconds);
void salve_accounts_set_password_cost (SalveAccounts *self, guint operations, gsize memory);

gboolean salve_accounts_look_again (SalveAccounts *self, SalveConnection *reader, GError **error);

/* Rows. NULL without an error: there is none. */
typedef enum
{
  SALVE_ACCOUNT_BY_ID,
  SALVE_ACCOUNT_BY_KEY, /* folded login or e-mail address */
} SalveAccountKey;
gboolean salve_accounts_read_row (SalveConnection *connection,
                                  SalveAccountKey by,
                                  const char *key,
                                  SalveAccount **account,
                                  char **password,
                                  GError **error);
gboolean salve_accounts_read_text (SalveConnection *connection,
                                   const char *sql, /* with one parameter */
                                   const char *key,
                                   char **text,
                                   GError **error);
char *salve_accounts_pin_name (const char *patient_id);
SalveRoleTable *salve_accounts_read_roles (SalveConnection *connection, GError **error);
gboolean salve_accounts_read_all (SalveStatement *select,
                                  gpointer (*from_row) (SalveStatement *row),
                                  GDestroyNotify free_row,
                                  GValue *value,
                                  GError **error);
gboolean salve_accounts_audit (SalveConnection *connection,
                               SalveInstant now,
                               const char *actor,
                               const char *action,
                               const char *account_id,
                               const char *detail,
                               GError **error);
gboolean salve_accounts_end_tokens (SalveConnection *connection, const char *account_id, GError **error);
gboolean salve_accounts_end_family (SalveConnection *connection, const char *family, GError **error);
gboolean salve_accounts_issue_tokens (SalveConnection *connection,
                                      SalveInstant now,
                                      const SalveAccount *account,
                                      const char *client_id,
                                      const char *scope,
                                      gboolean by_itself,
                                      char **family,
                                      SalveTokens **tokens,
                                      GError **error);
gboolean salve_accounts_read_client (SalveConnection *connection,
                                     const char *id,
                                     SalveClient **client,
                                     char **secret_hash,
                                     GError **error);
gboolean salve_accounts_insert_client (SalveConnection *connection,
                                       SalveInstant now,
                                       const SalveClient *client,
                                       GError **error);
gboolean salve_accounts_check_client_scope (const SalveClient *client,
                                            const char *wanted,
                                            char **scope,
                                            GError **error);
SalveIdentity *salve_accounts_read_identity (SalveConnection *connection,
                                             const char *bearer,
                                             SalveInstant now,
                                             GError **error);

/* On a fiber: whose name and password these are. NULL with REFUSED, DELAYED or BUSY. */
SalveAccount *salve_accounts_check_password (SalveAccounts *self,
                                             const char *login,
                                             const char *password,
                                             const char *address,
                                             GError **error);

G_END_DECLS
