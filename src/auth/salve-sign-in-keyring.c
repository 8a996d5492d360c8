/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring answers over D-Bus and may ask the person, so it is asked on a thread. */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-sign-in-keyring.h"

#include "salve-auth-thread.h"

/* Counted: the thread and whoever waits. */
typedef struct
{
  SalveSignInKeyringVerb verb;
  char *base;
  SalveSignInRecord *record;
} KeyringJob;

static void
keyring_job_clear (gpointer data)
{
  KeyringJob *job = data;

  g_free (job->base);
  g_clear_pointer (&job->record, salve_sign_in_record_free);
}

static void
keyring_job_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, keyring_job_clear);
}

static gboolean
keyring_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KeyringJob *job = data;
  SalveSignInRecord *found;

  switch (job->verb)
    {
    case SALVE_SIGN_IN_KEYRING_STORE:
      return salve_sign_in_record_store_sync (job->record, job->base, cancellable, error);
    case SALVE_SIGN_IN_KEYRING_CLEAR:
      return salve_sign_in_record_clear_sync (job->base, job->record->login, cancellable, error);
    case SALVE_SIGN_IN_KEYRING_LOOK_UP:
    default:
      found = salve_sign_in_record_look_up_sync (job->base, job->record->login, cancellable, error);
      if (found == NULL)
        return FALSE;
      salve_sign_in_record_free (job->record);
      job->record = found;
      return TRUE;
    }
}

/**
 * salve_sign_in_keyring_await:
 * @record: what to store; of whom, for the others
 * @found: (out) (optional): what was found
 * @error: SALVE_KEY_ERROR
 *
 * Asks the keyring about one person. On a fiber; letting go of it leaves the thread to end by itself.
 */
gboolean
salve_sign_in_keyring_await (const char *base,
                             SalveSignInKeyringVerb verb,
                             const SalveSignInRecord *record,
                             SalveSignInRecord **found,
                             GError **error)
{
  KeyringJob *job = g_atomic_rc_box_new0 (KeyringJob);
  gboolean done;

  job->verb = verb;
  job->base = g_strdup (base);
  job->record = salve_sign_in_record_copy (record);
  done = dex_await (salve_auth_thread_run (keyring_work, g_atomic_rc_box_acquire (job), keyring_job_unref),
                    error);
  if (done && found != NULL)
    *found = salve_sign_in_record_copy (job->record);
  keyring_job_unref (job);
  return done;
}
