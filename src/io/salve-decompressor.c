/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One converter for what people hand over: plain, gzip or xz, by the magic bytes and not by the file's name.
 * Several members after each other (pigz, bgzip, cat a.gz b.gz) are one text, a missing end is an error of its own
 * and never taken for the end, and an xz file may ask for 256 MiB of memory at most.
 */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-decompressor.h"

#include <glib/gi18n-lib.h>
#include <lzma.h>
#include <string.h>

#define MEMORY_LIMIT (256 * 1024 * 1024)
#define MAGIC_SIZE 6

typedef enum
{
  FORMAT_UNKNOWN,
  FORMAT_PLAIN,
  FORMAT_GZIP,
  FORMAT_XZ,
} Format;

struct _SalveDecompressor
{
  GObject parent_instance;

  Format format;
  GConverter *gzip;
  lzma_stream xz;
  /* A gzip member has ended, and another one or the end of the input follows. */
  gboolean between_members;
};

static void salve_decompressor_iface_init (GConverterIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveDecompressor,
                               salve_decompressor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER, salve_decompressor_iface_init))

static void
set_truncated (GError **error)
{
  g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_TRUNCATED,
                       _ ("The compressed data end too early: a part of the file is missing"));
}

static void
set_damaged (GError **error, const char *detail)
{
  g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_DAMAGED, _ ("The compressed data are damaged: %s"),
               detail);
}

static gboolean
start (SalveDecompressor *self, Format format, GError **error)
{
  self->format = format;
  if (format == FORMAT_GZIP)
    self->gzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  else if (format == FORMAT_XZ && lzma_stream_decoder (&self->xz, MEMORY_LIMIT, LZMA_CONCATENATED) != LZMA_OK)
    {
      set_damaged (error, _ ("no memory"));
      return FALSE;
    }
  return TRUE;
}

/* FALSE with %G_IO_ERROR_PARTIAL_INPUT when more bytes are needed to tell. */
static gboolean
recognise (SalveDecompressor *self, const guint8 *input, gsize size, gboolean at_end, GError **error)
{
  static const guint8 xz_magic[MAGIC_SIZE] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

  if (size >= 2 && input[0] == 0x1f && input[1] == 0x8b)
    return start (self, FORMAT_GZIP, error);
  if (size >= MAGIC_SIZE && memcmp (input, xz_magic, MAGIC_SIZE) == 0)
    return start (self, FORMAT_XZ, error);
  if (size >= MAGIC_SIZE || at_end)
    return start (self, FORMAT_PLAIN, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "more bytes are needed");
  return FALSE;
}

static GConverterResult
convert_plain (const guint8 *input,
               gsize input_size,
               guint8 *output,
               gsize output_size,
               gboolean at_end,
               gsize *n_read,
               gsize *n_written,
               GError **error)
{
  gsize n = MIN (input_size, output_size);

  if (n == 0 && at_end)
    return G_CONVERTER_FINISHED;
  if (n == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "more bytes are needed");
      return G_CONVERTER_ERROR;
    }
  memcpy (output, input, n);
  *n_read = *n_written = n;
  return at_end && n == input_size ? G_CONVERTER_FINISHED : G_CONVERTER_CONVERTED;
}

static GConverterResult
convert_xz (SalveDecompressor *self,
            const guint8 *input,
            gsize input_size,
            guint8 *output,
            gsize output_size,
            gboolean at_end,
            gsize *n_read,
            gsize *n_written,
            GError **error)
{
  lzma_ret result;

  self->xz.next_in = input;
  self->xz.avail_in = input_size;
  self->xz.next_out = output;
  self->xz.avail_out = output_size;
  result = lzma_code (&self->xz, at_end ? LZMA_FINISH : LZMA_RUN);
  *n_read = input_size - self->xz.avail_in;
  *n_written = output_size - self->xz.avail_out;
  if (result == LZMA_STREAM_END)
    return G_CONVERTER_FINISHED;
  if (result == LZMA_OK && (*n_read > 0 || *n_written > 0))
    return G_CONVERTER_CONVERTED;
  if (result != LZMA_OK && result != LZMA_BUF_ERROR)
    set_damaged (error, result == LZMA_MEMLIMIT_ERROR ? _ ("they need too much memory") : _ ("not valid xz"));
  else if (at_end)
    set_truncated (error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "more bytes are needed");
  return G_CONVERTER_ERROR;
}

/* After a member: the next one, zero padding (tar, tapes) or the end; anything else is damage. */
static GConverterResult
convert_between (SalveDecompressor *self,
                 const guint8 *input,
                 gsize input_size,
                 gboolean at_end,
                 gsize *n_read,
                 GError **error)
{
  gsize n = 0;

  while (n < input_size && input[n] == 0)
    n++;
  *n_read = n;
  if (n == input_size && at_end)
    return G_CONVERTER_FINISHED;
  if (n > 0)
    return G_CONVERTER_CONVERTED;
  if (input_size >= 2 && input[0] == 0x1f && input[1] == 0x8b)
    {
      g_converter_reset (self->gzip);
      self->between_members = FALSE;
      return G_CONVERTER_CONVERTED;
    }
  if (input_size < 2 && !at_end)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "more bytes are needed");
  else
    set_damaged (error, _ ("something else follows them"));
  return G_CONVERTER_ERROR;
}

static GConverterResult
convert_gzip (SalveDecompressor *self,
              const guint8 *input,
              gsize input_size,
              guint8 *output,
              gsize output_size,
              GConverterFlags flags,
              gsize *n_read,
              gsize *n_written,
              GError **error)
{
  gboolean at_end = (flags & G_CONVERTER_INPUT_AT_END) != 0;
  g_autoptr (GError) local_error = NULL;
  GConverterResult result;

  if (self->between_members)
    return convert_between (self, input, input_size, at_end, n_read, error);
  result = g_converter_convert (self->gzip, input, input_size, output, output_size, flags, n_read, n_written,
                                &local_error);
  if (result == G_CONVERTER_FINISHED)
    {
      self->between_members = TRUE;
      return at_end && *n_read == input_size ? G_CONVERTER_FINISHED : G_CONVERTER_CONVERTED;
    }
  if (result != G_CONVERTER_ERROR)
    return result;
  *n_read = *n_written = 0;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !at_end)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    set_truncated (error);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    set_damaged (error, _ ("not valid gzip"));
  return G_CONVERTER_ERROR;
}

static GConverterResult
salve_decompressor_convert (GConverter *converter,
                            const void *input,
                            gsize input_size,
                            void *output,
                            gsize output_size,
                            GConverterFlags flags,
                            gsize *n_read,
                            gsize *n_written,
                            GError **error)
{
  SalveDecompressor *self = SALVE_DECOMPRESSOR (converter);
  gboolean at_end = (flags & G_CONVERTER_INPUT_AT_END) != 0;

  *n_read = *n_written = 0;
  if (self->format == FORMAT_UNKNOWN && !recognise (self, input, input_size, at_end, error))
    return G_CONVERTER_ERROR;
  if (self->format == FORMAT_GZIP)
    return convert_gzip (self, input, input_size, output, output_size, flags, n_read, n_written, error);
  if (self->format == FORMAT_XZ)
    return convert_xz (self, input, input_size, output, output_size, at_end, n_read, n_written, error);
  return convert_plain (input, input_size, output, output_size, at_end, n_read, n_written, error);
}

static void
salve_decompressor_reset (GConverter *converter)
{
  SalveDecompressor *self = SALVE_DECOMPRESSOR (converter);

  lzma_end (&self->xz);
  memset (&self->xz, 0, sizeof self->xz);
  g_clear_object (&self->gzip);
  self->format = FORMAT_UNKNOWN;
  self->between_members = FALSE;
}

static void
salve_decompressor_iface_init (GConverterIface *iface)
{
  iface->convert = salve_decompressor_convert;
  iface->reset = salve_decompressor_reset;
}

static void
salve_decompressor_finalize (GObject *object)
{
  salve_decompressor_reset (G_CONVERTER (object));
  G_OBJECT_CLASS (salve_decompressor_parent_class)->finalize (object);
}

static void
salve_decompressor_class_init (SalveDecompressorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_decompressor_finalize;
}

static void
salve_decompressor_init (SalveDecompressor *self)
{
}

SalveDecompressor *
salve_decompressor_new (void)
{
  return g_object_new (SALVE_TYPE_DECOMPRESSOR, NULL);
}

/**
 * salve_decompressor_wrap:
 * @stream: plain, gzip or xz
 *
 * Returns: (transfer full): a stream of the plain bytes; its errors are those of @stream and #SalveIoError
 */
GInputStream *
salve_decompressor_wrap (GInputStream *stream)
{
  g_autoptr (SalveDecompressor) decompressor = salve_decompressor_new ();

  return g_converter_input_stream_new (stream, G_CONVERTER (decompressor));
}
