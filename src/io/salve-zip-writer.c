/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each part is deflated and written with its header; the list of all parts comes at the end. The parts have no time, so that
 * the same parts always make the same bytes. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-zip-writer.h"

#include <errno.h>
#include <string.h>

#include "salve-io-error.h"

#define MOST_BYTES (G_MAXUINT32 - 65536) /* what the format's numbers hold */
#define NEEDS_VERSION 20                 /* 2.0: deflate */
#define FLAG_UTF8 0x0800
#define METHOD_DEFLATE 8
#define FIRST_DAY 0x0021 /* 1980-01-01, as DOS has it */

struct _SalveZipWriter
{
  GByteArray *file;
  GByteArray *list;
  guint16 n_parts;
};

SalveZipWriter *
salve_zip_writer_new (void)
{
  SalveZipWriter *self = g_new0 (SalveZipWriter, 1);

  self->file = g_byte_array_new ();
  self->list = g_byte_array_new ();
  return self;
}

void
salve_zip_writer_free (SalveZipWriter *self)
{
  g_clear_pointer (&self->file, g_byte_array_unref);
  g_byte_array_unref (self->list);
  g_free (self);
}

static void
add_number (GByteArray *to, guint32 number, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8)(number >> (8 * i));

      g_byte_array_append (to, &byte, 1);
    }
}

/* CRC-32 of ISO 3309, four bits at a time. */
static guint32
check_sum (const char *text, gsize length)
{
  static const guint32 table[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
  };
  guint32 sum = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      sum ^= (guint8)text[i];
      sum = table[sum & 15] ^ (sum >> 4);
      sum = table[sum & 15] ^ (sum >> 4);
    }
  return ~sum;
}

/* (transfer full) (nullable) */
static GBytes *
deflate (const char *text, gsize length, GError **error)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1));
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (text, (gssize)length, NULL);
  g_autoptr (GOutputStream) packed = g_memory_output_stream_new_resizable ();
  g_autoptr (GInputStream) packing = g_converter_input_stream_new (plain, converter);

  if (g_output_stream_splice (packed, packing,
                              G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL,
                              error)
      < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (packed));
}

/* What stands in a part's header and again in the list. */
static void
add_facts (GByteArray *to, const char *name, guint32 sum, gsize packed, gsize plain)
{
  add_number (to, NEEDS_VERSION, 2);
  add_number (to, FLAG_UTF8, 2);
  add_number (to, METHOD_DEFLATE, 2);
  add_number (to, 0, 2);
  add_number (to, FIRST_DAY, 2);
  add_number (to, sum, 4);
  add_number (to, (guint32)packed, 4);
  add_number (to, (guint32)plain, 4);
  add_number (to, (guint32)strlen (name), 2);
  add_number (to, 0, 2);
}

static void
add_to_list (SalveZipWriter *self, const char *name, guint32 sum, gsize packed, gsize plain, guint32 offset)
{
  add_number (self->list, 0x02014b50, 4);
  add_number (self->list, NEEDS_VERSION, 2);
  add_facts (self->list, name, sum, packed, plain);
  add_number (self->list, 0, 2);
  add_number (self->list, 0, 2);
  add_number (self->list, 0, 2);
  add_number (self->list, 0, 4);
  add_number (self->list, offset, 4);
  g_byte_array_append (self->list, (const guint8 *)name, (guint)strlen (name));
}

/**
 * salve_zip_writer_add:
 * @name: with "/" between its parts
 * @text: (array length=length): what is in it
 *
 * Returns: FALSE with SALVE_IO_ERROR_FAILED where the archive would be larger than the format can say, 4 GiB
 */
gboolean
salve_zip_writer_add (SalveZipWriter *self, const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) packed = length <= MOST_BYTES ? deflate (text, length, error) : NULL;
  gsize size = packed != NULL ? g_bytes_get_size (packed) : 0;
  guint32 offset = self->file->len, sum;

  if (packed == NULL && length <= MOST_BYTES)
    return FALSE;
  if (length > MOST_BYTES || size > MOST_BYTES - self->file->len)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED, g_strerror (EFBIG));
      return FALSE;
    }
  sum = check_sum (text, length);
  add_number (self->file, 0x04034b50, 4);
  add_facts (self->file, name, sum, size, length);
  g_byte_array_append (self->file, (const guint8 *)name, (guint)strlen (name));
  g_byte_array_append (self->file, g_bytes_get_data (packed, NULL), (guint)size);
  add_to_list (self, name, sum, size, length, offset);
  self->n_parts++;
  return TRUE;
}

/**
 * salve_zip_writer_finish:
 *
 * Returns: (transfer full): the archive; nothing can be added any more
 */
GBytes *
salve_zip_writer_finish (SalveZipWriter *self)
{
  guint32 begin = self->file->len;

  g_byte_array_append (self->file, self->list->data, self->list->len);
  add_number (self->file, 0x06054b50, 4);
  add_number (self->file, 0, 4);
  add_number (self->file, self->n_parts, 2);
  add_number (self->file, self->n_parts, 2);
  add_number (self->file, self->list->len, 4);
  add_number (self->file, begin, 4);
  add_number (self->file, 0, 2);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->file));
}
