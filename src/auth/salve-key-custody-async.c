/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The custody's functions for the app: each runs its blocking twin on a thread of its own and resolves a future. */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-key-custody.h"

#include <sodium.h>
#include <string.h>

typedef struct _Job Job;

/* Runs on the job's thread and settles its promise. */
typedef void (*JobFunc) (Job *job, GCancellable *cancellable);

struct _Job
{
  SalveKeyCustody *custody;
  DexPromise *promise;
  JobFunc func;
  SalveStoreKey *key;
  char *text;
  gboolean interactive;
};

static void
job_free (Job *job)
{
  g_object_unref (job->custody);
  dex_unref (job->promise);
  g_clear_pointer (&job->key, salve_store_key_unref);
  if (job->text != NULL)
    sodium_memzero (job->text, strlen (job->text));
  g_free (job->text);
  g_free (job);
}

/* The keyring's signals are heard on this thread or by nobody (see salve-auth-thread.c). */
static gpointer
job_thread (gpointer data)
{
  Job *job = data;
  g_autoptr (GMainContext) own = g_main_context_new ();

  g_main_context_push_thread_default (own);
  job->func (job, dex_promise_get_cancellable (job->promise));
  g_main_context_pop_thread_default (own);
  job_free (job);
  return NULL;
}

static DexFuture *
job_start (SalveKeyCustody *custody, JobFunc func, SalveStoreKey *key, const char *text, gboolean interactive)
{
  Job *job = g_new0 (Job, 1);
  DexPromise *promise = dex_promise_new_cancellable ();

  job->custody = g_object_ref (custody);
  job->promise = dex_ref (promise);
  job->func = func;
  job->key = key != NULL ? salve_store_key_ref (key) : NULL;
  job->text = g_strdup (text);
  job->interactive = interactive;
  g_thread_unref (g_thread_new ("salve-key", job_thread, job));
  return DEX_FUTURE (promise);
}

/* Settles with a key, or with the error. */
static void
job_settle_key (Job *job, SalveStoreKey *key, GError *error)
{
  if (key != NULL)
    dex_promise_resolve_boxed (job->promise, SALVE_TYPE_STORE_KEY, key);
  else
    dex_promise_reject (job->promise, error);
}

static void
run_probe (Job *job, GCancellable *cancellable)
{
  dex_promise_resolve_uint (job->promise, salve_key_custody_probe_sync (job->custody, cancellable));
}

static void
run_create (Job *job, GCancellable *cancellable)
{
  GError *error = NULL;
  SalveNewKey *new_key = salve_key_custody_create_sync (job->custody, job->text, cancellable, &error);

  if (new_key != NULL)
    dex_promise_resolve_boxed (job->promise, SALVE_TYPE_NEW_KEY, new_key);
  else
    dex_promise_reject (job->promise, error);
}

static void
run_look_up (Job *job, GCancellable *cancellable)
{
  GError *error = NULL;
  SalveStoreKey *key = salve_key_custody_look_up_sync (job->custody, job->interactive, cancellable, &error);

  job_settle_key (job, key, error);
}

static void
run_recover (Job *job, GCancellable *cancellable)
{
  GError *error = NULL;
  SalveStoreKey *key = salve_key_custody_recover_sync (job->custody, job->text, cancellable, &error);

  job_settle_key (job, key, error);
}

static void
run_open_with_passphrase (Job *job, GCancellable *cancellable)
{
  GError *error = NULL;
  SalveStoreKey *key =
      salve_key_custody_open_with_passphrase_sync (job->custody, job->text, cancellable, &error);

  job_settle_key (job, key, error);
}

static void
run_set_passphrase (Job *job, GCancellable *cancellable)
{
  GError *error = NULL;

  if (salve_key_custody_set_passphrase_sync (job->custody, job->key, job->text, cancellable, &error))
    dex_promise_resolve_boolean (job->promise, TRUE);
  else
    dex_promise_reject (job->promise, error);
}

static void
run_renew_recovery (Job *job, GCancellable *cancellable)
{
  GError *error = NULL;
  char *code = salve_key_custody_renew_recovery_sync (job->custody, job->key, cancellable, &error);

  if (code != NULL)
    dex_promise_resolve_string (job->promise, code);
  else
    dex_promise_reject (job->promise, error);
}

/**
 * salve_key_custody_probe:
 *
 * Returns: (transfer full): a future that resolves to a #SalveKeyPlace as unsigned integer; it never rejects
 */
DexFuture *
salve_key_custody_probe (SalveKeyCustody *self)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);
  return job_start (self, run_probe, NULL, NULL, FALSE);
}

/**
 * salve_key_custody_create:
 * @passphrase: (nullable): see salve_key_custody_create_sync()
 *
 * Returns: (transfer full): a future that resolves to a boxed #SalveNewKey or rejects as the sync one does
 */
DexFuture *
salve_key_custody_create (SalveKeyCustody *self, const char *passphrase)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);
  return job_start (self, run_create, NULL, passphrase, FALSE);
}

/**
 * salve_key_custody_look_up:
 * @interactive: whether the keyring may show its dialog to be unlocked
 *
 * Returns: (transfer full): a future that resolves to a boxed #SalveStoreKey or rejects as the sync one does
 */
DexFuture *
salve_key_custody_look_up (SalveKeyCustody *self, gboolean interactive)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);
  return job_start (self, run_look_up, NULL, NULL, interactive);
}

/**
 * salve_key_custody_recover:
 * @recovery_code: as typed
 *
 * Returns: (transfer full): a future that resolves to a boxed #SalveStoreKey or rejects as the sync one does
 */
DexFuture *
salve_key_custody_recover (SalveKeyCustody *self, const char *recovery_code)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && recovery_code != NULL, NULL);
  return job_start (self, run_recover, NULL, recovery_code, FALSE);
}

/**
 * salve_key_custody_open_with_passphrase:
 * @passphrase: as typed
 *
 * Returns: (transfer full): a future that resolves to a boxed #SalveStoreKey or rejects as the sync one does
 */
DexFuture *
salve_key_custody_open_with_passphrase (SalveKeyCustody *self, const char *passphrase)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && passphrase != NULL, NULL);
  return job_start (self, run_open_with_passphrase, NULL, passphrase, FALSE);
}

/**
 * salve_key_custody_set_passphrase:
 * @key: the key that opens the store
 * @passphrase: the new one
 *
 * Returns: (transfer full): a future that resolves to %TRUE or rejects as the sync one does
 */
DexFuture *
salve_key_custody_set_passphrase (SalveKeyCustody *self, SalveStoreKey *key, const char *passphrase)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && key != NULL && passphrase != NULL, NULL);
  return job_start (self, run_set_passphrase, key, passphrase, FALSE);
}

/**
 * salve_key_custody_renew_recovery:
 * @key: the key that opens the store
 *
 * Returns: (transfer full): a future that resolves to the new recovery key as a string or rejects as the sync one does
 */
DexFuture *
salve_key_custody_renew_recovery (SalveKeyCustody *self, SalveStoreKey *key)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && key != NULL, NULL);
  return job_start (self, run_renew_recovery, key, NULL, FALSE);
}
