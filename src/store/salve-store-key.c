/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key is never in ordinary memory: libsodium's pages are locked, guarded on both sides and wiped when freed. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-key.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define HEX_SIZE (2 * SALVE_STORE_KEY_SIZE)

struct _SalveStoreKey
{
  gatomicrefcount references;
  guint8 *bytes;
};

G_DEFINE_BOXED_TYPE (SalveStoreKey, salve_store_key, salve_store_key_ref, salve_store_key_unref)

static SalveStoreKey *
new_empty (void)
{
  SalveStoreKey *self = g_new0 (SalveStoreKey, 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot start: the system gives no random numbers");
  g_atomic_ref_count_init (&self->references);
  self->bytes = sodium_malloc (SALVE_STORE_KEY_SIZE);
  if (self->bytes == NULL)
    g_error ("No memory for a key");
  return self;
}

/**
 * salve_store_key_new_random:
 *
 * Returns: (transfer full): a new key
 */
SalveStoreKey *
salve_store_key_new_random (void)
{
  SalveStoreKey *self = new_empty ();

  randombytes_buf (self->bytes, SALVE_STORE_KEY_SIZE);
  return self;
}

/**
 * salve_store_key_new_from_bytes:
 * @bytes: (array fixed-size=32): wiping it is the caller's
 *
 * Returns: (transfer full): a key
 */
SalveStoreKey *
salve_store_key_new_from_bytes (const guint8 *bytes)
{
  SalveStoreKey *self = new_empty ();

  memcpy (self->bytes, bytes, SALVE_STORE_KEY_SIZE);
  return self;
}

/**
 * salve_store_key_new_from_hex_file:
 * @path: a file of 64 hexadecimal digits, with or without white space around them
 * @error: a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the key in it
 */
SalveStoreKey *
salve_store_key_new_from_hex_file (const char *path, GError **error)
{
  char text[HEX_SIZE + 64];
  guint8 bytes[SALVE_STORE_KEY_SIZE];
  SalveStoreKey *self = NULL;
  int descriptor = open (path, O_RDONLY | O_CLOEXEC);
  gssize size = descriptor >= 0 ? read (descriptor, text, sizeof text - 1) : -1;
  gsize n = 0;

  if (size < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("The key file “%s” cannot be read: %s"),
                 path, g_strerror (errno));
  else if (sodium_hex2bin (bytes, sizeof bytes, text, size, " \t\r\n", &n, NULL) != 0 || n != sizeof bytes)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("“%s” is not a key file: it has to hold %d hexadecimal digits"), path, HEX_SIZE);
  else
    self = salve_store_key_new_from_bytes (bytes);
  if (descriptor >= 0)
    close (descriptor);
  sodium_memzero (text, sizeof text);
  sodium_memzero (bytes, sizeof bytes);
  return self;
}

SalveStoreKey *
salve_store_key_ref (SalveStoreKey *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
salve_store_key_unref (SalveStoreKey *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  sodium_free (self->bytes);
  g_free (self);
}

/**
 * salve_store_key_get_bytes:
 *
 * Returns: (transfer none) (array fixed-size=32): the key
 */
const guint8 *
salve_store_key_get_bytes (SalveStoreKey *self)
{
  return self->bytes;
}

/**
 * salve_store_key_equal:
 *
 * Compares in constant time.
 */
gboolean
salve_store_key_equal (SalveStoreKey *a, SalveStoreKey *b)
{
  return sodium_memcmp (a->bytes, b->bytes, SALVE_STORE_KEY_SIZE) == 0;
}
