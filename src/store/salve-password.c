/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-password.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "salve-accounts.h"
#include "salve-secret.h"

#define THREADS 2
#define MAX_WAITING 64

struct _SalvePasswordHasher
{
  GThreadPool *pool;
  guint operations;
  gsize memory;
  char *nobody; /* a hash that no password has, as dear as the others */
};

typedef struct
{
  SalvePasswordHasher *hasher;
  char *hash; /* NULL: make one */
  char *password;
  gboolean nobody;
  DexPromise *promise;
} Job;

static void
job_free (Job *job)
{
  g_free (job->hash);
  salve_secret_free (job->password);
  dex_unref (job->promise);
  g_free (job);
}

static void
make_hash (Job *job)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str_alg (hash, job->password, strlen (job->password), job->hasher->operations,
                             job->hasher->memory, crypto_pwhash_ALG_ARGON2ID13)
      == 0)
    dex_promise_resolve_string (job->promise, g_strdup (hash));
  else
    dex_promise_reject (job->promise, g_error_new_literal (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_BUSY,
                                                           _ ("There is too little memory to sign in")));
}

static void
work (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (job->hash == NULL)
    make_hash (job);
  else
    {
      gboolean right =
          crypto_pwhash_str_verify (job->hash, job->password, strlen (job->password)) == 0 && !job->nobody;

      dex_promise_resolve_boolean (job->promise, right);
    }
  job_free (job);
}

/**
 * salve_password_hasher_new:
 * @operations: passes over the memory
 * @memory: bytes, a multiple of 1024
 *
 * Returns: (transfer full): on the calling thread alone
 */
SalvePasswordHasher *
salve_password_hasher_new (guint operations, gsize memory)
{
  SalvePasswordHasher *self = g_new0 (SalvePasswordHasher, 1);

  self->operations = operations;
  self->memory = memory;
  self->nobody = g_strdup_printf ("$argon2id$v=19$m=%" G_GSIZE_FORMAT ",t=%u,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                  memory / 1024, operations);
  self->pool = g_thread_pool_new (work, NULL, THREADS, FALSE, NULL);
  return self;
}

/**
 * salve_password_hasher_free:
 *
 * Waits for what is under way.
 */
void
salve_password_hasher_free (SalvePasswordHasher *self)
{
  if (self == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_free (self->nobody);
  g_free (self);
}

/* One password is the same however its letters are composed. */
static char *
compose (const char *password)
{
  char *normal = g_utf8_normalize (password, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  return normal != NULL ? normal : g_strdup ("");
}

static DexFuture *
push (SalvePasswordHasher *self, const char *hash, const char *password)
{
  DexPromise *promise;
  Job *job;

  if (g_thread_pool_unprocessed (self->pool) >= MAX_WAITING)
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_BUSY,
                                  _ ("Too many people sign in at this moment. Try again in a minute."));
  promise = dex_promise_new ();
  job = g_new0 (Job, 1);
  job->hasher = self;
  job->hash = g_strdup (hash);
  job->nobody = hash == self->nobody;
  job->password = compose (password);
  job->promise = dex_ref (promise);
  g_thread_pool_push (self->pool, job, NULL);
  return DEX_FUTURE (promise);
}

/**
 * salve_password_hasher_hash:
 *
 * Returns: (transfer full): resolves to the hash as text; rejects with %SALVE_ACCOUNTS_ERROR_BUSY
 */
DexFuture *
salve_password_hasher_hash (SalvePasswordHasher *self, const char *password)
{
  return push (self, NULL, password);
}

/**
 * salve_password_hasher_verify:
 * @hash: (nullable): %NULL: there is nobody of that name, which takes as long and is never right
 *
 * Returns: (transfer full): resolves to whether it is the password; rejects with %SALVE_ACCOUNTS_ERROR_BUSY
 */
DexFuture *
salve_password_hasher_verify (SalvePasswordHasher *self, const char *hash, const char *password)
{
  if (strlen (password) > SALVE_PASSWORD_MAX_LENGTH)
    password = "";
  return push (self, hash != NULL ? hash : self->nobody, password);
}

/* Whether a hash was made with less than is made now. */
gboolean
salve_password_hasher_is_weak (SalvePasswordHasher *self, const char *hash)
{
  return crypto_pwhash_str_needs_rehash (hash, self->operations, self->memory) != 0;
}

static gboolean
is_same_word (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);
  gboolean same = g_str_equal (folded_a, folded_b);

  sodium_memzero (folded_a, strlen (folded_a));
  return same;
}

static gboolean
is_one_letter (const char *password)
{
  for (const char *at = password; *at != '\0'; at++)
    if (*at != *password)
      return FALSE;
  return TRUE;
}

/**
 * salve_password_check:
 * @email: (nullable):
 * @error: %SALVE_ACCOUNTS_ERROR_INVALID, with words for the person who chose it
 *
 * Returns: whether it may be somebody's password
 */
gboolean
salve_password_check (const char *password, const char *login, const char *email, GError **error)
{
  const char *why = NULL;

  if (!g_utf8_validate (password, -1, NULL))
    why = _ ("The password is not valid text");
  else if (strlen (password) > SALVE_PASSWORD_MAX_LENGTH)
    why = _ ("The password is too long");
  else if (g_utf8_strlen (password, -1) < SALVE_PASSWORD_MIN_LENGTH)
    why = _ ("A password has at least 10 characters. A few words make a good one.");
  else if (is_same_word (password, login) || (email != NULL && is_same_word (password, email)))
    why = _ ("The password must not be the name or the e-mail address");
  else if (is_one_letter (password))
    why = _ ("The password must not be one character again and again");
  if (why != NULL)
    g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID, why);
  return why == NULL;
}
