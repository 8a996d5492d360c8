/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys file lies beside the store and is JSON:
 *
 *   { "format": "io.github.salveclinic.Salve.keys", "version": 1, "store": "<uuid>",
 *     "wraps": [ { "kind": "recovery", "nonce": "…", "box": "…" },
 *                { "kind": "passphrase", "kdf": "argon2id13", "operations": 3, "memory": 67108864,
 *                  "salt": "…", "nonce": "…", "box": "…" } ] }
 *
 * A box is the store's key in a libsodium secretbox (XSalsa20, Poly1305), base64. The recovery key is 140
 * random bits, so its wrapping key is one BLAKE2b over it, keyed with the store's id; a passphrase goes
 * through argon2id with 64 MiB and three passes. Whoever has this file alone has nothing.
 * A version that is newer than ours is refused and never rewritten.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-keys-file.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>
#include <yyjson.h>

#define FORMAT "io.github.salveclinic.Salve.keys"
#define VERSION 1
#define MAX_SIZE (64 * 1024)
#define KEY_SIZE 32
#define BOX_SIZE (KEY_SIZE + crypto_secretbox_MACBYTES)
/* What a passphrase costs now; what a file may ask for at most. */
#define OPERATIONS 3
#define MEMORY (64 * 1024 * 1024)
#define MAX_OPERATIONS 16
#define MAX_MEMORY (1024 * 1024 * 1024)

G_STATIC_ASSERT (crypto_secretbox_KEYBYTES == KEY_SIZE);

typedef struct
{
  gboolean present;
  guint64 operations;
  guint64 memory;
  guint8 salt[crypto_pwhash_SALTBYTES];
  guint8 nonce[crypto_secretbox_NONCEBYTES];
  guint8 box[BOX_SIZE];
} Wrap;

struct _SalveKeysFile
{
  char *store_id;
  Wrap wraps[SALVE_WRAP_N_KINDS];
};

static const char *const kind_names[SALVE_WRAP_N_KINDS] = { "recovery", "passphrase" };

/**
 * salve_keys_file_new:
 *
 * Returns: (transfer full): an empty one, for a store with a new random id
 */
SalveKeysFile *
salve_keys_file_new (void)
{
  SalveKeysFile *self = g_new0 (SalveKeysFile, 1);

  self->store_id = g_uuid_string_random ();
  return self;
}

void
salve_keys_file_free (SalveKeysFile *self)
{
  if (self == NULL)
    return;
  g_free (self->store_id);
  g_free (self);
}

/**
 * salve_keys_file_get_store_id:
 *
 * Returns: (transfer none): the UUID under which the keyring knows the store, wherever its file is moved
 */
const char *
salve_keys_file_get_store_id (SalveKeysFile *self)
{
  return self->store_id;
}

gboolean
salve_keys_file_has_wrap (SalveKeysFile *self, SalveWrapKind kind)
{
  return self->wraps[kind].present;
}

static gboolean
read_base64 (yyjson_val *wrap, const char *name, guint8 *into, gsize size)
{
  yyjson_val *value = yyjson_obj_get (wrap, name);
  gsize length;

  return yyjson_is_str (value)
         && sodium_base642bin (into, size, yyjson_get_str (value), yyjson_get_len (value), NULL, &length,
                               NULL, sodium_base64_VARIANT_ORIGINAL)
                == 0
         && length == size;
}

static gboolean
read_wrap (SalveKeysFile *self, yyjson_val *value)
{
  const char *kind = yyjson_get_str (yyjson_obj_get (value, "kind"));
  guint index = 0;
  Wrap *wrap;

  while (index < SALVE_WRAP_N_KINDS && g_strcmp0 (kind, kind_names[index]) != 0)
    index++;
  if (index == SALVE_WRAP_N_KINDS || self->wraps[index].present)
    return FALSE;
  wrap = &self->wraps[index];
  wrap->present = TRUE;
  if (!read_base64 (value, "nonce", wrap->nonce, sizeof wrap->nonce)
      || !read_base64 (value, "box", wrap->box, sizeof wrap->box))
    return FALSE;
  if (index != SALVE_WRAP_PASSPHRASE)
    return TRUE;
  wrap->operations = yyjson_get_uint (yyjson_obj_get (value, "operations"));
  wrap->memory = yyjson_get_uint (yyjson_obj_get (value, "memory"));
  return g_strcmp0 (yyjson_get_str (yyjson_obj_get (value, "kdf")), "argon2id13") == 0
         && read_base64 (value, "salt", wrap->salt, sizeof wrap->salt)
         && wrap->operations >= crypto_pwhash_OPSLIMIT_MIN && wrap->operations <= MAX_OPERATIONS
         && wrap->memory >= crypto_pwhash_MEMLIMIT_MIN && wrap->memory <= MAX_MEMORY;
}

static gboolean
read_root (SalveKeysFile *self, yyjson_val *root, const char *path, GError **error)
{
  yyjson_val *version = yyjson_obj_get (root, "version");
  const char *store_id = yyjson_get_str (yyjson_obj_get (root, "store"));
  yyjson_val *wraps = yyjson_obj_get (root, "wraps");
  yyjson_val *wrap;
  size_t index, n;

  if (g_strcmp0 (yyjson_get_str (yyjson_obj_get (root, "format")), FORMAT) == 0 && yyjson_is_uint (version)
      && yyjson_get_uint (version) > VERSION)
    {
      g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NEWER,
                   _ ("“%s” was written by a newer version of Salve; open the store with that version"),
                   path);
      return FALSE;
    }
  if (g_strcmp0 (yyjson_get_str (yyjson_obj_get (root, "format")), FORMAT) != 0
      || yyjson_get_uint (version) != VERSION || store_id == NULL || !g_uuid_string_is_valid (store_id)
      || !yyjson_is_arr (wraps))
    goto damaged;
  yyjson_arr_foreach (wraps, index, n, wrap)
    {
      if (!read_wrap (self, wrap))
        goto damaged;
    }
  self->store_id = g_strdup (store_id);
  return TRUE;

damaged:
  g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_DAMAGED,
               _ ("“%s” is damaged: put back a copy from a backup. A key that the keyring holds still opens "
                  "the store"),
               path);
  return FALSE;
}

/**
 * salve_keys_file_load:
 * @file: the keys file
 * @error: %SALVE_KEY_ERROR_DAMAGED, %SALVE_KEY_ERROR_NEWER or a #GIOErrorEnum, %G_IO_ERROR_NOT_FOUND among them
 *
 * Returns: (transfer full) (nullable): what is in it
 */
SalveKeysFile *
salve_keys_file_load (GFile *file, GError **error)
{
  g_autofree char *path = g_file_get_parse_name (file);
  g_autofree char *text = NULL;
  g_autoptr (SalveKeysFile) self = NULL;
  yyjson_doc *document = NULL;
  gboolean good = FALSE;
  gsize length;

  if (!g_file_load_contents (file, NULL, &text, &length, NULL, error))
    return NULL;
  self = g_new0 (SalveKeysFile, 1);
  if (length <= MAX_SIZE)
    document = yyjson_read (text, length, 0);
  good = read_root (self, yyjson_doc_get_root (document), path, error);
  yyjson_doc_free (document);
  return good ? g_steal_pointer (&self) : NULL;
}

static void
add_base64 (yyjson_mut_doc *document,
            yyjson_mut_val *object,
            const char *name,
            const guint8 *bytes,
            gsize size)
{
  char text[256];

  sodium_bin2base64 (text, sizeof text, bytes, size, sodium_base64_VARIANT_ORIGINAL);
  yyjson_mut_obj_add_strcpy (document, object, name, text);
}

static char *
print (SalveKeysFile *self, gsize *length)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (document);
  yyjson_mut_val *wraps;
  char *text;

  yyjson_mut_doc_set_root (document, root);
  yyjson_mut_obj_add_str (document, root, "format", FORMAT);
  yyjson_mut_obj_add_uint (document, root, "version", VERSION);
  yyjson_mut_obj_add_str (document, root, "store", self->store_id);
  wraps = yyjson_mut_obj_add_arr (document, root, "wraps");
  for (guint i = 0; i < SALVE_WRAP_N_KINDS; i++)
    {
      const Wrap *wrap = &self->wraps[i];
      yyjson_mut_val *object;

      if (!wrap->present)
        continue;
      object = yyjson_mut_arr_add_obj (document, wraps);
      yyjson_mut_obj_add_str (document, object, "kind", kind_names[i]);
      if (i == SALVE_WRAP_PASSPHRASE)
        {
          yyjson_mut_obj_add_str (document, object, "kdf", "argon2id13");
          yyjson_mut_obj_add_uint (document, object, "operations", wrap->operations);
          yyjson_mut_obj_add_uint (document, object, "memory", wrap->memory);
          add_base64 (document, object, "salt", wrap->salt, sizeof wrap->salt);
        }
      add_base64 (document, object, "nonce", wrap->nonce, sizeof wrap->nonce);
      add_base64 (document, object, "box", wrap->box, sizeof wrap->box);
    }
  text = yyjson_mut_write (document, YYJSON_WRITE_PRETTY_TWO_SPACES | YYJSON_WRITE_NEWLINE_AT_END, length);
  yyjson_mut_doc_free (document);
  return text;
}

/* A rename is durable once its folder is; a file system that cannot sync a folder is no reason to fail. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (descriptor < 0)
    return;
  (void)!fsync (descriptor);
  close (descriptor);
}

/**
 * salve_keys_file_save:
 * @file: the keys file; replaced whole or not at all, readable to its owner alone
 * @error: a #GFileError
 */
gboolean
salve_keys_file_save (SalveKeysFile *self, GFile *file, GError **error)
{
  const char *path = g_file_peek_path (file);
  gsize length;
  char *text = print (self, &length);
  gboolean good;

  good = g_file_set_contents_full (path, text, length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  free (text);
  if (good)
    sync_folder (path);
  return good;
}

/* Makes the key of a wrap from what a person knows; a passphrase is the same however it is composed. */
static gboolean
derive (SalveKeysFile *self, SalveWrapKind kind, const char *secret, guint8 *derived, GError **error)
{
  const Wrap *wrap = &self->wraps[kind];
  char *normal;
  int failed;

  if (kind == SALVE_WRAP_RECOVERY)
    {
      crypto_generichash (derived, KEY_SIZE, (const guint8 *)secret, strlen (secret),
                          (const guint8 *)self->store_id, strlen (self->store_id));
      return TRUE;
    }
  normal = g_utf8_normalize (secret, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (normal == NULL)
    {
      g_set_error_literal (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_WRONG,
                           _ ("The passphrase is not valid text"));
      return FALSE;
    }
  failed = crypto_pwhash (derived, KEY_SIZE, normal, strlen (normal), wrap->salt, wrap->operations,
                          wrap->memory, crypto_pwhash_ALG_ARGON2ID13);
  sodium_memzero (normal, strlen (normal));
  g_free (normal);
  if (failed != 0)
    g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED,
                 _ ("There is too little memory to work with the passphrase: it needs %d MiB free"),
                 (int)(wrap->memory / (1024 * 1024)));
  return failed == 0;
}

/**
 * salve_keys_file_wrap:
 * @kind: by what
 * @secret: a normalised recovery key, or a passphrase
 * @key: the store's key
 * @error: %SALVE_KEY_ERROR_FAILED
 *
 * Puts the wrap in, in the place of an earlier one of this kind. Takes a seventh of a second for a passphrase.
 */
gboolean
salve_keys_file_wrap (SalveKeysFile *self,
                      SalveWrapKind kind,
                      const char *secret,
                      SalveStoreKey *key,
                      GError **error)
{
  Wrap earlier = self->wraps[kind];
  Wrap *wrap = &self->wraps[kind];
  guint8 derived[KEY_SIZE];

  wrap->present = TRUE;
  wrap->operations = OPERATIONS;
  wrap->memory = MEMORY;
  randombytes_buf (wrap->salt, sizeof wrap->salt);
  randombytes_buf (wrap->nonce, sizeof wrap->nonce);
  if (!derive (self, kind, secret, derived, error))
    {
      *wrap = earlier;
      return FALSE;
    }
  crypto_secretbox_easy (wrap->box, salve_store_key_get_bytes (key), KEY_SIZE, wrap->nonce, derived);
  sodium_memzero (derived, sizeof derived);
  return TRUE;
}

/**
 * salve_keys_file_unwrap:
 * @kind: by what
 * @secret: a normalised recovery key, or a passphrase
 * @error: %SALVE_KEY_ERROR_NO_WRAP, %SALVE_KEY_ERROR_WRONG or %SALVE_KEY_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): the store's key
 */
SalveStoreKey *
salve_keys_file_unwrap (SalveKeysFile *self, SalveWrapKind kind, const char *secret, GError **error)
{
  const Wrap *wrap = &self->wraps[kind];
  guint8 derived[KEY_SIZE];
  guint8 bytes[KEY_SIZE];
  SalveStoreKey *key = NULL;

  if (!wrap->present)
    {
      g_set_error_literal (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_WRAP,
                           kind == SALVE_WRAP_RECOVERY ? _ ("This store was made without a recovery key")
                                                       : _ ("This store has no passphrase"));
      return NULL;
    }
  if (!derive (self, kind, secret, derived, error))
    return NULL;
  if (crypto_secretbox_open_easy (bytes, wrap->box, sizeof wrap->box, wrap->nonce, derived) == 0)
    key = salve_store_key_new_from_bytes (bytes);
  else
    g_set_error_literal (
        error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_WRONG,
        kind == SALVE_WRAP_RECOVERY
            ? _ ("This recovery key belongs to another store, or was replaced by a newer one")
            : _ ("This passphrase does not open the store"));
  sodium_memzero (derived, sizeof derived);
  sodium_memzero (bytes, sizeof bytes);
  return key;
}
