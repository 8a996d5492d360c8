/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-auth-thread.h"

typedef struct
{
  SalveAuthWork work;
  gpointer data;
  GDestroyNotify free_data;
  DexPromise *promise;
} Job;

/* The keyring's signals belong to this thread: the main one, which would hear them otherwise, would work on what this one
 * frees at the same time (libsecret loads a collection's items anew when one comes or goes; seen once in some hundred runs). */
static gpointer
job_thread (gpointer data)
{
  Job *job = data;
  g_autoptr (GMainContext) own = g_main_context_new ();
  GError *error = NULL;
  gboolean done;

  g_main_context_push_thread_default (own);
  done = job->work (job->data, dex_promise_get_cancellable (job->promise), &error);
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_main_context_pop_thread_default (own);
  if (done)
    dex_promise_resolve_boolean (job->promise, TRUE);
  else
    dex_promise_reject (job->promise, error);
  dex_unref (job->promise);
  g_free (job);
  return NULL;
}

/**
 * salve_auth_thread_run:
 * @work: blocks; sets an error when it returns FALSE
 * @data: for @work; what it finds it puts there
 * @free_data: (nullable): called on the thread before the future resolves
 *
 * Returns: (transfer full): resolves to TRUE, or is rejected with the error of @work
 */
DexFuture *
salve_auth_thread_run (SalveAuthWork work, gpointer data, GDestroyNotify free_data)
{
  DexPromise *promise = dex_promise_new_cancellable ();
  Job *job = g_new0 (Job, 1);

  job->work = work;
  job->data = data;
  job->free_data = free_data;
  job->promise = dex_ref (promise);
  g_thread_unref (g_thread_new ("salve-auth", job_thread, job));
  return DEX_FUTURE (promise);
}
