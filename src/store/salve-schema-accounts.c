/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may sign in at a server, with what rights, and the tokens that are out. Times are µs UTC. What is called a hash is
 * a SHA-256 as hexadecimal digits: of what is 80 random bits and more, which nobody finds by trying; passwords are
 * argon2id. Nothing here refers to a resource by a key that is enforced: records come and go by sync. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-server.h"

static const char *const accounts_sql[] = {
  /* login_key and email_key are folded, so that Anna and ANNA are one. roles: names with blanks between them. */
  "CREATE TABLE account (id TEXT PRIMARY KEY, login TEXT NOT NULL, login_key TEXT NOT NULL UNIQUE, email "
  "TEXT,"
  " email_key TEXT UNIQUE, password TEXT, roles TEXT NOT NULL, patient_id TEXT, practitioner_id TEXT,"
  " device_id TEXT, active INTEGER NOT NULL DEFAULT 1, created INTEGER NOT NULL, signed_in INTEGER,"
  " failed INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1) STRICT, WITHOUT ROWID",

  /* Only the roles that the clinic changed or made; the others are in the program. rules NULL: taken away. */
  "CREATE TABLE role (name TEXT PRIMARY KEY, rules TEXT, changed INTEGER NOT NULL) STRICT, WITHOUT ROWID",

  /* kind: 0 access, 1 refresh. family: one sign-in, all of whose tokens end together. replaced: when a refresh token
   * was changed for the next one; it stays until it expires, so that its second use is noticed. */
  "CREATE TABLE token (hash TEXT PRIMARY KEY, kind INTEGER NOT NULL, family TEXT NOT NULL, account_id TEXT "
  "NOT NULL,"
  " client_id TEXT NOT NULL, scope TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,"
  " family_expires INTEGER NOT NULL, parent TEXT, replaced INTEGER) STRICT, WITHOUT ROWID",
  "CREATE INDEX token_family ON token (family)",
  "CREATE INDEX token_account ON token (account_id)",
  "CREATE INDEX token_expires ON token (expires)",

  /* One-time codes. detail: the new e-mail address. An authorization code also has its client, redirect address,
   * challenge and scope, and keeps the family that it became, so that its second use ends that. */
  "CREATE TABLE code (hash TEXT PRIMARY KEY, kind INTEGER NOT NULL, account_id TEXT NOT NULL, detail TEXT,"
  " client_id TEXT, redirect_uri TEXT, challenge TEXT, scope TEXT, created INTEGER NOT NULL,"
  " expires INTEGER NOT NULL, used INTEGER, family TEXT) STRICT, WITHOUT ROWID",
  "CREATE INDEX code_account ON code (account_id, kind)",
  "CREATE INDEX code_expires ON code (expires)",

  /* redirect_uris: one a line. */
  "CREATE TABLE client (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash TEXT, redirect_uris TEXT NOT "
  "NULL,"
  " scopes TEXT NOT NULL, account_id TEXT, password INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL)"
  " STRICT, WITHOUT ROWID",
  "CREATE INDEX client_account ON client (account_id) WHERE account_id IS NOT NULL",

  /* Who looked at the record of a patient whom they do not treat, and what they said about it. */
  "CREATE TABLE break_glass (id INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL, login TEXT NOT "
  "NULL,"
  " practitioner_id TEXT NOT NULL, patient_id TEXT NOT NULL, reason TEXT NOT NULL, created INTEGER NOT NULL,"
  " expires INTEGER NOT NULL, reviewer TEXT, reviewed INTEGER) STRICT",
  "CREATE INDEX break_glass_open ON break_glass (practitioner_id, expires)",
  "CREATE INDEX break_glass_account ON break_glass (account_id, expires)",
  "CREATE INDEX break_glass_queue ON break_glass (id) WHERE reviewed IS NULL",
};

gboolean
salve_schema_add_accounts (SalveConnection *connection, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accounts_sql); i++)
    if (!salve_connection_exec (connection, accounts_sql[i], error))
      return FALSE;
  return TRUE;
}
