/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In a sandbox the keyring's service is out of reach, and should be: whoever may speak to it reads every program's secrets.
 * libsecret has a file there instead, encrypted with a key that the desktop's keyring gives to this program alone through
 * the Secret portal. The file and what libsecret knows of it are one for the process and know no threads, so that calls
 * take turns. Items of another key, as after the desktop's keyring was lost, are passed by and kept: the key is missing then, and
 * the recovery key is asked for.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-sandbox-keyring.h"

#include "salve-key-error.h"

#include <glib/gi18n-lib.h>

static GMutex turn;

/**
 * salve_sandbox_keyring_is_used:
 *
 * Returns: whether secrets are in the file, as libsecret itself decides it: in Flatpak, and where its SECRET_BACKEND says so
 */
gboolean
salve_sandbox_keyring_is_used (void)
{
  const char *chosen = g_getenv ("SECRET_BACKEND");

  if (chosen != NULL && chosen[0] != '\0')
    return g_str_equal (chosen, "file");
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* The portal is a service of the session bus: without either there is no keyring, and a passphrase is asked for. */
static void
propagate (GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  else if (cause->domain == G_DBUS_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
           || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING,
                 _ ("This session has no keyring that answers (%s): use the passphrase or the recovery key "
                    "of the store"),
                 cause->message);
  else
    g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED, _ ("The keyring did not do it: %s"),
                 cause->message);
}

static int
compare_modified (gconstpointer one, gconstpointer other)
{
  guint64 first = secret_retrievable_get_modified ((SecretRetrievable *)one);
  guint64 second = secret_retrievable_get_modified ((SecretRetrievable *)other);

  return first < second ? 1 : first > second ? -1 : 0;
}

/**
 * salve_sandbox_keyring_search:
 * @attributes: (element-type utf8 utf8): what is looked for
 * @error: %SALVE_KEY_ERROR_NO_KEYRING, %SALVE_KEY_ERROR_FAILED or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type SecretValue): what is there, the newest first; empty when nothing is,
 *   %NULL when nobody could look
 */
GPtrArray *
salve_sandbox_keyring_search (const SecretSchema *schema,
                              GHashTable *attributes,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify)secret_value_unref);
  g_autoptr (GError) cause = NULL;
  g_autolist (GObject) items = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn);

  items = secret_password_searchv_sync (schema, attributes, SECRET_SEARCH_ALL, cancellable, &cause);
  items = g_list_sort (items, compare_modified);
  for (GList *at = items; cause == NULL && at != NULL; at = at->next)
    {
      SecretValue *value = secret_retrievable_retrieve_secret_sync (at->data, cancellable, &cause);

      if (value != NULL)
        g_ptr_array_add (values, value);
    }
  if (cause == NULL)
    return g_steal_pointer (&values);
  propagate (cause, error);
  return NULL;
}

/**
 * salve_sandbox_keyring_store:
 * @label: what a person would see of it
 * @error: as of salve_sandbox_keyring_search()
 *
 * Puts @value there, in the place of an earlier one of the same attributes.
 */
gboolean
salve_sandbox_keyring_store (const SecretSchema *schema,
                             GHashTable *attributes,
                             const char *label,
                             SecretValue *value,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn);

  if (secret_password_storev_binary_sync (schema, attributes, NULL, label, value, cancellable, &cause))
    return TRUE;
  if (cause == NULL)
    g_set_error_literal (&cause, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED, _ ("no reason given"));
  propagate (cause, error);
  return FALSE;
}

/**
 * salve_sandbox_keyring_clear:
 * @error: as of salve_sandbox_keyring_search()
 *
 * Drops all that has these attributes; that there is none is no error.
 */
gboolean
salve_sandbox_keyring_clear (const SecretSchema *schema,
                             GHashTable *attributes,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn);

  secret_password_clearv_sync (schema, attributes, cancellable, &cause);
  if (cause == NULL)
    return TRUE;
  propagate (cause, error);
  return FALSE;
}
