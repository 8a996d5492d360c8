/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store's key is 256 random bits. It is kept in the session's keyring, and wrapped by a recovery key that
 * a person prints (and by a passphrase, where there is no keyring) in the keys file beside the store
 * (salve-keys-file.c has the format). Nothing here ever makes a new key for a store that is there already,
 * and an old keys file is moved aside, never overwritten by another store's.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-key-custody.h"
#include "salve-keyring.h"
#include "salve-keys-file.h"
#include "salve-recovery-code.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define MIN_PASSPHRASE_LENGTH 8

struct _SalveKeyCustody
{
  GObject parent_instance;

  GFile *store_file;
  GFile *keys_file;
  /* Guards reading, changing and writing the keys file. */
  GMutex mutex;
};

G_DEFINE_FINAL_TYPE (SalveKeyCustody, salve_key_custody, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (SalveNewKey, salve_new_key, salve_new_key_copy, salve_new_key_free)

static void
free_secret_text (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

SalveNewKey *
salve_new_key_copy (const SalveNewKey *self)
{
  SalveNewKey *copy = g_new0 (SalveNewKey, 1);

  copy->key = salve_store_key_ref (self->key);
  copy->recovery_code = g_strdup (self->recovery_code);
  copy->in_keyring = self->in_keyring;
  return copy;
}

void
salve_new_key_free (SalveNewKey *self)
{
  g_clear_pointer (&self->key, salve_store_key_unref);
  free_secret_text (self->recovery_code);
  g_free (self);
}

static void
salve_key_custody_finalize (GObject *object)
{
  SalveKeyCustody *self = SALVE_KEY_CUSTODY (object);

  g_clear_object (&self->store_file);
  g_clear_object (&self->keys_file);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (salve_key_custody_parent_class)->finalize (object);
}

static void
salve_key_custody_class_init (SalveKeyCustodyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_key_custody_finalize;
}

static void
salve_key_custody_init (SalveKeyCustody *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * salve_key_custody_new:
 * @store_file: a local file, there already or not; the keys file of `clinic.salve` is `clinic.salve.keys`
 *
 * Any of its functions may be called on any thread; those that end in `_sync` block.
 *
 * Returns: (transfer full):
 */
SalveKeyCustody *
salve_key_custody_new (GFile *store_file)
{
  SalveKeyCustody *self;
  g_autofree char *keys_path = NULL;

  g_return_val_if_fail (G_IS_FILE (store_file) && g_file_peek_path (store_file) != NULL, NULL);

  if (sodium_init () < 0)
    g_error ("libsodium cannot start: the system gives no random numbers");
  self = g_object_new (SALVE_TYPE_KEY_CUSTODY, NULL);
  self->store_file = g_object_ref (store_file);
  keys_path = g_strconcat (g_file_peek_path (store_file), ".keys", NULL);
  self->keys_file = g_file_new_for_path (keys_path);
  return self;
}

GFile *
salve_key_custody_get_store_file (SalveKeyCustody *self)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);
  return self->store_file;
}

/**
 * salve_key_custody_get_keys_file:
 *
 * Returns: (transfer none): the file that a backup has to take along
 */
GFile *
salve_key_custody_get_keys_file (SalveKeyCustody *self)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);
  return self->keys_file;
}

/* NULL without an error when there is no keys file. */
static SalveKeysFile *
load_if_there (SalveKeyCustody *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  SalveKeysFile *keys = salve_keys_file_load (self->keys_file, &local_error);

  if (keys == NULL && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return keys;
}

static gboolean
has_wrap (SalveKeyCustody *self, SalveWrapKind kind, GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), FALSE);

  keys = load_if_there (self, error);
  return keys != NULL && salve_keys_file_has_wrap (keys, kind);
}

/**
 * salve_key_custody_has_recovery:
 * @error: a damaged or newer keys file; that there is none is no error
 *
 * Reads a small file; may be called on the main thread.
 */
gboolean
salve_key_custody_has_recovery (SalveKeyCustody *self, GError **error)
{
  return has_wrap (self, SALVE_WRAP_RECOVERY, error);
}

/**
 * salve_key_custody_has_passphrase:
 * @error: a damaged or newer keys file; that there is none is no error
 *
 * Reads a small file; may be called on the main thread.
 */
gboolean
salve_key_custody_has_passphrase (SalveKeyCustody *self, GError **error)
{
  return has_wrap (self, SALVE_WRAP_PASSPHRASE, error);
}

/**
 * salve_key_custody_probe_sync:
 *
 * Where the key is, without asking anybody anything.
 */
SalveKeyPlace
salve_key_custody_probe_sync (SalveKeyCustody *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = salve_key_custody_look_up_sync (self, FALSE, cancellable, &error);

  if (key != NULL)
    return SALVE_KEY_PLACE_KEYRING;
  if (g_error_matches (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_LOCKED))
    return SALVE_KEY_PLACE_KEYRING_LOCKED;
  if (g_error_matches (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING))
    return SALVE_KEY_PLACE_NONE;
  return SALVE_KEY_PLACE_KEYRING_EMPTY;
}

static gboolean
check_passphrase (const char *passphrase, GError **error)
{
  if (g_utf8_validate (passphrase, -1, NULL) && g_utf8_strlen (passphrase, -1) >= MIN_PASSPHRASE_LENGTH)
    return TRUE;
  g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_WEAK,
               g_dngettext (GETTEXT_PACKAGE, "A passphrase needs at least %d character",
                            "A passphrase needs at least %d characters", MIN_PASSPHRASE_LENGTH),
               MIN_PASSPHRASE_LENGTH);
  return FALSE;
}

/* The keys of a store that is no longer here may be all that opens a copy of it somewhere. */
static gboolean
move_old_keys_aside (SalveKeyCustody *self, GError **error)
{
  const char *path = g_file_peek_path (self->keys_file);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *aside_path = g_strdup_printf ("%s.%s", path, stamp);
  g_autoptr (GFile) aside = g_file_new_for_path (aside_path);

  return !g_file_query_exists (self->keys_file, NULL)
         || g_file_move (self->keys_file, aside, G_FILE_COPY_NONE, NULL, NULL, NULL, error);
}

/**
 * salve_key_custody_create_sync:
 * @passphrase: (nullable): a passphrase that opens the store, too; needed where there is no keyring
 * @cancellable: (nullable):
 * @error: %SALVE_KEY_ERROR_EXISTS, %SALVE_KEY_ERROR_WEAK, with no passphrase given %SALVE_KEY_ERROR_NO_KEYRING
 *   or %SALVE_KEY_ERROR_LOCKED, a #GFileError
 *
 * Makes the key for a store that does not exist yet, wrapped by a new recovery key and kept by the keyring, which
 * may ask a person to unlock it; with a passphrase the keyring is not asked for anything, and may fail. Nothing is
 * left half done that matters: without a store, a key is only a number.
 *
 * Returns: (transfer full) (nullable): the key, and the recovery key to print
 */
SalveNewKey *
salve_key_custody_create_sync (SalveKeyCustody *self,
                               const char *passphrase,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (SalveKeysFile) keys = salve_keys_file_new ();
  g_autoptr (SalveNewKey) new_key = g_new0 (SalveNewKey, 1);
  g_autoptr (GError) keyring_error = NULL;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);

  if (g_file_query_exists (self->store_file, NULL))
    {
      g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_EXISTS,
                   _ ("There is a store at “%s” already: open it, or choose another place for a new one"),
                   g_file_peek_path (self->store_file));
      return NULL;
    }
  if (passphrase != NULL && !check_passphrase (passphrase, error))
    return NULL;
  new_key->key = salve_store_key_new_random ();
  new_key->recovery_code = salve_recovery_code_new ();
  if (!salve_keys_file_wrap (keys, SALVE_WRAP_RECOVERY, new_key->recovery_code, new_key->key, error)
      || (passphrase != NULL
          && !salve_keys_file_wrap (keys, SALVE_WRAP_PASSPHRASE, passphrase, new_key->key, error)))
    return NULL;
  new_key->in_keyring =
      salve_keyring_store (salve_keys_file_get_store_id (keys), g_file_peek_path (self->store_file),
                           new_key->key, passphrase == NULL, cancellable, &keyring_error);
  if (!new_key->in_keyring && passphrase == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&keyring_error));
      return NULL;
    }
  g_mutex_lock (&self->mutex);
  if (!move_old_keys_aside (self, error) || !salve_keys_file_save (keys, self->keys_file, error))
    g_clear_pointer (&new_key, salve_new_key_free);
  g_mutex_unlock (&self->mutex);
  return g_steal_pointer (&new_key);
}

/**
 * salve_key_custody_look_up_sync:
 * @interactive: whether the keyring may show its dialog to be unlocked
 * @cancellable: (nullable):
 * @error: %SALVE_KEY_ERROR_NO_KEYRING, %SALVE_KEY_ERROR_LOCKED or %SALVE_KEY_ERROR_MISSING, each with its own way on;
 *   %SALVE_KEY_ERROR_NEWER; %SALVE_KEY_ERROR_FAILED
 *
 * Asks the keyring for the key. A damaged or lost keys file does not keep it from answering.
 *
 * Returns: (transfer full) (nullable): the key
 */
SalveStoreKey *
salve_key_custody_look_up_sync (SalveKeyCustody *self,
                                gboolean interactive,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), NULL);

  keys = load_if_there (self, &local_error);
  if (g_error_matches (local_error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NEWER))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return salve_keyring_look_up (keys != NULL ? salve_keys_file_get_store_id (keys) : NULL,
                                g_file_peek_path (self->store_file), interactive, cancellable, error);
}

static SalveKeysFile *
load_or_explain (SalveKeyCustody *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  SalveKeysFile *keys = load_if_there (self, &local_error);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (keys == NULL)
    g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_WRAP,
                 _ ("“%s” is missing; it belongs beside the store. Put it back from a backup"),
                 g_file_peek_path (self->keys_file));
  return keys;
}

/**
 * salve_key_custody_recover_sync:
 * @recovery_code: as typed
 * @cancellable: (nullable):
 * @error: %SALVE_KEY_ERROR_MISTYPED naming the group, %SALVE_KEY_ERROR_WRONG, %SALVE_KEY_ERROR_NO_WRAP,
 *   %SALVE_KEY_ERROR_DAMAGED, %SALVE_KEY_ERROR_NEWER
 *
 * Opens the key with the printed recovery key, and gives it back to the keyring where there is one; that the
 * keyring does not take it is no error (a probe tells).
 *
 * Returns: (transfer full) (nullable): the key
 */
SalveStoreKey *
salve_key_custody_recover_sync (SalveKeyCustody *self,
                                const char *recovery_code,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;
  g_autoptr (GError) keyring_error = NULL;
  SalveStoreKey *key;
  char *code;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && recovery_code != NULL, NULL);

  code = salve_recovery_code_normalise (recovery_code, error);
  if (code == NULL)
    return NULL;
  keys = load_or_explain (self, error);
  key = keys != NULL ? salve_keys_file_unwrap (keys, SALVE_WRAP_RECOVERY, code, error) : NULL;
  free_secret_text (code);
  if (key != NULL
      && !salve_keyring_store (salve_keys_file_get_store_id (keys), g_file_peek_path (self->store_file), key,
                               FALSE, cancellable, &keyring_error))
    g_debug ("The keyring did not take the recovered key: %s", keyring_error->message);
  return key;
}

/**
 * salve_key_custody_open_with_passphrase_sync:
 * @passphrase: as typed
 * @cancellable: (nullable):
 * @error: %SALVE_KEY_ERROR_WRONG, %SALVE_KEY_ERROR_NO_WRAP, %SALVE_KEY_ERROR_DAMAGED, %SALVE_KEY_ERROR_NEWER
 *
 * Takes a seventh of a second of one processor and 64 MiB, so that guessing is dear.
 *
 * Returns: (transfer full) (nullable): the key
 */
SalveStoreKey *
salve_key_custody_open_with_passphrase_sync (SalveKeyCustody *self,
                                             const char *passphrase,
                                             GCancellable *cancellable,
                                             GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && passphrase != NULL, NULL);

  keys = load_or_explain (self, error);
  return keys != NULL ? salve_keys_file_unwrap (keys, SALVE_WRAP_PASSPHRASE, passphrase, error) : NULL;
}

/**
 * salve_key_custody_keep_in_keyring_sync:
 * @key: the key that opens the store
 *
 * Puts the key into the keyring, for instance after it was opened with a passphrase.
 */
gboolean
salve_key_custody_keep_in_keyring_sync (SalveKeyCustody *self,
                                        SalveStoreKey *key,
                                        GCancellable *cancellable,
                                        GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && key != NULL, FALSE);

  keys = load_or_explain (self, error);
  return keys != NULL
         && salve_keyring_store (salve_keys_file_get_store_id (keys), g_file_peek_path (self->store_file),
                                 key, TRUE, cancellable, error);
}

/**
 * salve_key_custody_forget_sync:
 *
 * Removes the key from the keyring; the recovery key still opens the store.
 */
gboolean
salve_key_custody_forget_sync (SalveKeyCustody *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self), FALSE);

  keys = load_or_explain (self, error);
  return keys != NULL && salve_keyring_clear (salve_keys_file_get_store_id (keys), NULL, cancellable, error);
}

/* Wraps the key anew; a lost keys file comes back, a damaged one is moved aside. */
static gboolean
rewrap (SalveKeyCustody *self, SalveWrapKind kind, const char *secret, SalveStoreKey *key, GError **error)
{
  g_autoptr (SalveKeysFile) keys = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean good = FALSE;

  g_mutex_lock (&self->mutex);
  keys = load_if_there (self, &local_error);
  if (local_error != NULL && !g_error_matches (local_error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_DAMAGED))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (keys != NULL || move_old_keys_aside (self, error))
    {
      if (keys == NULL)
        keys = salve_keys_file_new ();
      good = salve_keys_file_wrap (keys, kind, secret, key, error)
             && salve_keys_file_save (keys, self->keys_file, error);
    }
  g_mutex_unlock (&self->mutex);
  return good;
}

/**
 * salve_key_custody_set_passphrase_sync:
 * @key: the key that opens the store
 * @passphrase: the new one, at least eight characters
 * @error: %SALVE_KEY_ERROR_WEAK, a #GFileError
 */
gboolean
salve_key_custody_set_passphrase_sync (SalveKeyCustody *self,
                                       SalveStoreKey *key,
                                       const char *passphrase,
                                       GCancellable *cancellable,
                                       GError **error)
{
  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && key != NULL && passphrase != NULL, FALSE);

  return check_passphrase (passphrase, error) && rewrap (self, SALVE_WRAP_PASSPHRASE, passphrase, key, error);
}

/**
 * salve_key_custody_renew_recovery_sync:
 * @key: the key that opens the store
 * @error: a #GFileError
 *
 * Makes a new recovery key; the old one opens the store no longer (a copy of the old keys file still does).
 *
 * Returns: (transfer full) (nullable): the recovery key to print
 */
char *
salve_key_custody_renew_recovery_sync (SalveKeyCustody *self,
                                       SalveStoreKey *key,
                                       GCancellable *cancellable,
                                       GError **error)
{
  char *code;

  g_return_val_if_fail (SALVE_IS_KEY_CUSTODY (self) && key != NULL, NULL);

  code = salve_recovery_code_new ();
  if (rewrap (self, SALVE_WRAP_RECOVERY, code, key, error))
    return code;
  free_secret_text (code);
  return NULL;
}
