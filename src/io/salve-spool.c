/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * References may point forward, so an import may have to look at its input before it reads it. A pipe can be
 * read only once, and patient data are never in an unencrypted file: the spool writes chunks of 64 KiB as a libsodium
 * secretstream, with a key that lives in memory alone, into a file that has no name and is gone with the process.
 */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 65536
#define BOX (CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES

struct _SalveSpool
{
  GObject parent_instance;

  int descriptor;
  guint64 size;
  guint8 key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
  guint8 header[HEADER];
};

G_DEFINE_FINAL_TYPE (SalveSpool, salve_spool, G_TYPE_OBJECT)

#define SALVE_TYPE_SPOOL_STREAM (salve_spool_stream_get_type ())
G_DECLARE_FINAL_TYPE (SalveSpoolStream, salve_spool_stream, SALVE, SPOOL_STREAM, GInputStream)

struct _SalveSpoolStream
{
  GInputStream parent_instance;

  SalveSpool *spool;
  crypto_secretstream_xchacha20poly1305_state state;
  guint64 offset;
  guint64 left;
  gsize at;
  gsize filled;
  guint8 *chunk;
  guint8 *box;
};

G_DEFINE_FINAL_TYPE (SalveSpoolStream, salve_spool_stream, G_TYPE_INPUT_STREAM)

static void
salve_spool_finalize (GObject *object)
{
  SalveSpool *self = SALVE_SPOOL (object);

  if (self->descriptor >= 0)
    close (self->descriptor);
  sodium_memzero (self->key, sizeof self->key);
  G_OBJECT_CLASS (salve_spool_parent_class)->finalize (object);
}

static void
salve_spool_class_init (SalveSpoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_spool_finalize;
}

static void
salve_spool_init (SalveSpool *self)
{
  self->descriptor = -1;
}

static gboolean
open_file (SalveSpool *self, const char *folder, GError **error)
{
  self->descriptor = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (self->descriptor < 0)
    {
      g_autofree char *name = g_build_filename (folder, ".salve-spool-XXXXXX", NULL);

      self->descriptor = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
      if (self->descriptor >= 0)
        g_unlink (name);
    }
  if (self->descriptor < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("What comes through the pipe cannot be kept in “%s”: %s"), folder, g_strerror (errno));
  return self->descriptor >= 0;
}

static gboolean
write_all (int descriptor, const guint8 *bytes, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize n = write (descriptor, bytes, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                       _ ("What comes through the pipe cannot be kept: %s"), g_strerror (errno));
          return FALSE;
        }
      bytes += n;
      size -= n;
    }
  return TRUE;
}

static gboolean
fill (SalveSpool *self, GInputStream *source, GCancellable *cancellable, GError **error)
{
  crypto_secretstream_xchacha20poly1305_state state;
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autofree guint8 *box = g_malloc (BOX);
  gsize n;

  crypto_secretstream_xchacha20poly1305_keygen (self->key);
  crypto_secretstream_xchacha20poly1305_init_push (&state, self->header, self->key);
  do
    {
      unsigned long long box_size;

      if (!g_input_stream_read_all (source, chunk, CHUNK, &n, cancellable, error))
        return FALSE;
      if (n == 0)
        break;
      crypto_secretstream_xchacha20poly1305_push (&state, box, &box_size, chunk, n, NULL, 0, 0);
      if (!write_all (self->descriptor, box, box_size, error))
        return FALSE;
      self->size += n;
    }
  while (n == CHUNK);
  sodium_memzero (chunk, CHUNK);
  sodium_memzero (&state, sizeof state);
  return TRUE;
}

/**
 * salve_spool_new:
 * @source: a stream that can be read once; read to its end here
 * @folder: a folder with room for it
 *
 * Blocks until @source ends. Any thread.
 *
 * Returns: (transfer full) (nullable):
 */
SalveSpool *
salve_spool_new (GInputStream *source, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (SalveSpool) self = g_object_new (SALVE_TYPE_SPOOL, NULL);

  if (sodium_init () < 0)
    g_error ("libsodium cannot start: the system gives no random numbers");
  if (!open_file (self, folder, error) || !fill (self, source, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * salve_spool_get_size:
 *
 * Returns: how many bytes came
 */
guint64
salve_spool_get_size (SalveSpool *self)
{
  return self->size;
}

static gboolean
read_chunk (SalveSpoolStream *self, GError **error)
{
  gsize expected = MIN (self->left, CHUNK);
  gsize box_size = expected + crypto_secretstream_xchacha20poly1305_ABYTES;
  gsize have = 0;
  unsigned long long n;
  guint8 tag;

  while (have < box_size)
    {
      gssize got = pread (self->spool->descriptor, self->box + have, box_size - have, self->offset + have);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        break;
      have += got;
    }
  if (have < box_size
      || crypto_secretstream_xchacha20poly1305_pull (&self->state, self->chunk, &n, &tag, self->box, box_size,
                                                     NULL, 0)
             != 0)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_DAMAGED,
                           _ ("What came through the pipe cannot be read again"));
      return FALSE;
    }
  self->offset += box_size;
  self->left -= n;
  self->filled = n;
  self->at = 0;
  return TRUE;
}

static gssize
salve_spool_stream_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  SalveSpoolStream *self = SALVE_SPOOL_STREAM (stream);
  gsize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (self->at == self->filled && self->left == 0)
    return 0;
  if (self->at == self->filled && !read_chunk (self, error))
    return -1;
  n = MIN (count, self->filled - self->at);
  memcpy (buffer, self->chunk + self->at, n);
  self->at += n;
  return n;
}

static void
salve_spool_stream_finalize (GObject *object)
{
  SalveSpoolStream *self = SALVE_SPOOL_STREAM (object);

  g_clear_object (&self->spool);
  sodium_memzero (&self->state, sizeof self->state);
  sodium_memzero (self->chunk, CHUNK);
  g_free (self->chunk);
  g_free (self->box);
  G_OBJECT_CLASS (salve_spool_stream_parent_class)->finalize (object);
}

static void
salve_spool_stream_class_init (SalveSpoolStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_spool_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = salve_spool_stream_read;
}

static void
salve_spool_stream_init (SalveSpoolStream *self)
{
  self->chunk = g_malloc (CHUNK);
  self->box = g_malloc (BOX);
}

/**
 * salve_spool_read:
 *
 * Returns: (transfer full): a stream of what came, from the start; several may be read at a time
 */
GInputStream *
salve_spool_read (SalveSpool *self)
{
  SalveSpoolStream *stream = g_object_new (SALVE_TYPE_SPOOL_STREAM, NULL);

  stream->spool = g_object_ref (self);
  stream->left = self->size;
  if (crypto_secretstream_xchacha20poly1305_init_pull (&stream->state, self->header, self->key) != 0)
    g_warning ("The spool's own header is not valid");
  return G_INPUT_STREAM (stream);
}
