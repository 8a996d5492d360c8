/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK needs a tenth of a second of one core before it can make a window; the key and the file need a tenth of that, on
 * another. Whatever is not plain (no file yet, no key without asking somebody, an older version, any trouble) is left to the
 * start page, which tries again and has the words for it. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-early-start.h"

#include "salve-key-custody.h"

typedef struct
{
  GFile *file;
  char *key_path;
  DexPromise *promise;
} Job;

static gpointer
early_clinic_copy (gpointer data)
{
  const SalveEarlyClinic *clinic = data;
  SalveEarlyClinic *copy = g_new0 (SalveEarlyClinic, 1);

  *copy = (SalveEarlyClinic){ g_object_ref (clinic->store), salve_store_key_ref (clinic->key) };
  return copy;
}

static void
early_clinic_free (gpointer data)
{
  SalveEarlyClinic *clinic = data;

  g_object_unref (clinic->store);
  salve_store_key_unref (clinic->key);
  g_free (clinic);
}

G_DEFINE_BOXED_TYPE (SalveEarlyClinic, salve_early_clinic, early_clinic_copy, early_clinic_free)

/* The keyring's signals are heard on this thread or by nobody (see salve-auth-thread.c). */
static SalveStoreKey *
ask_keyring (GFile *file, GError **error)
{
  g_autoptr (GMainContext) own = g_main_context_new ();
  g_autoptr (SalveKeyCustody) custody = salve_key_custody_new (file);
  SalveStoreKey *key = NULL;

  g_main_context_push_thread_default (own);
  if (salve_key_custody_probe_sync (custody, NULL) == SALVE_KEY_PLACE_KEYRING)
    key = salve_key_custody_look_up_sync (custody, FALSE, NULL, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Somebody has to be asked for the key");
  g_main_context_pop_thread_default (own);
  return key;
}

static SalveStoreKey *
find_key (const Job *job, GError **error)
{
  if (!g_file_query_exists (job->file, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no clinic yet");
      return NULL;
    }
  if (job->key_path != NULL)
    return salve_store_key_new_from_hex_file (job->key_path, error);
  return ask_keyring (job->file, error);
}

static void
job_free (Job *job)
{
  g_object_unref (job->file);
  g_free (job->key_path);
  dex_unref (job->promise);
  g_free (job);
}

static gpointer
work (gpointer data)
{
  Job *job = data;
  SalveEarlyClinic clinic = { NULL };
  GError *error = NULL;

  clinic.key = find_key (job, &error);
  if (clinic.key != NULL)
    clinic.store = salve_store_open (job->file, clinic.key, SALVE_STORE_OPEN_AS_IT_IS, &error);
  if (clinic.store != NULL)
    {
      salve_store_expect_lists (clinic.store);
      dex_promise_resolve_boxed (job->promise, SALVE_TYPE_EARLY_CLINIC, early_clinic_copy (&clinic));
    }
  else
    dex_promise_reject (job->promise, error);
  g_clear_object (&clinic.store);
  g_clear_pointer (&clinic.key, salve_store_key_unref);
  job_free (job);
  return NULL;
}

/**
 * salve_early_start:
 * @file: the clinic's
 * @key_path: (nullable): a file with its key; NULL asks the keyring, without a dialog
 *
 * Returns: (transfer full): resolves to a boxed #SalveEarlyClinic; rejected where somebody has to be asked or told anything
 */
DexFuture *
salve_early_start (GFile *file, const char *key_path)
{
  Job *job = g_new0 (Job, 1);
  DexPromise *promise = dex_promise_new ();

  *job = (Job){ g_object_ref (file), g_strdup (key_path), dex_ref (promise) };
  g_thread_unref (g_thread_new ("salve-early", work, job));
  return DEX_FUTURE (promise);
}
