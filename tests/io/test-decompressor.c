/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip and xz as people hand them over: whole, in several members, cut short, damaged. */
#define G_LOG_DOMAIN "salve-io-tests"

#include "salve-decompressor.h"

#include <lzma.h>
#include <string.h>

static GBytes *
make_text (gsize size)
{
  GString *text = g_string_sized_new (size);

  for (guint i = 0; text->len < size; i++)
    g_string_append_printf (text, "{\"line\":%u,\"value\":\"%x\"}\n", i, i * 2654435761u);
  return g_string_free_to_bytes (text);
}

static GBytes *
compress_gzip (GBytes *plain)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_converter_convert_bytes (G_CONVERTER (compressor), plain, &error);

  g_assert_no_error (error);
  return bytes;
}

static GBytes *
compress_xz (GBytes *plain)
{
  gsize bound = lzma_stream_buffer_bound (g_bytes_get_size (plain));
  guint8 *buffer = g_malloc (bound);
  gsize size = 0;

  g_assert_cmpint (lzma_easy_buffer_encode (6, LZMA_CHECK_CRC64, NULL, g_bytes_get_data (plain, NULL),
                                            g_bytes_get_size (plain), buffer, &size, bound),
                   ==, LZMA_OK);
  return g_bytes_new_take (buffer, size);
}

static GBytes *
concatenate (GBytes *first, GBytes *second)
{
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, g_bytes_get_data (first, NULL), g_bytes_get_size (first));
  g_byte_array_append (array, g_bytes_get_data (second, NULL), g_bytes_get_size (second));
  return g_byte_array_free_to_bytes (array);
}

static GBytes *
read_all (GBytes *bytes, GError **error)
{
  g_autoptr (GInputStream) base = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GInputStream) stream = salve_decompressor_wrap (base);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static void
assert_reads_as (GBytes *bytes, GBytes *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) got = read_all (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (got, expected));
}

static void
test_whole (void)
{
  const gsize sizes[] = { 0, 1, 2, 5, 6, 7, 100, 4096, 65536, 3000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) text = make_text (sizes[i]);
      g_autoptr (GBytes) plain = g_bytes_new_from_bytes (text, 0, sizes[i]);
      g_autoptr (GBytes) gzip = compress_gzip (plain);
      g_autoptr (GBytes) xz = compress_xz (plain);

      assert_reads_as (plain, plain);
      assert_reads_as (gzip, plain);
      assert_reads_as (xz, plain);
    }
}

static void
test_members (void)
{
  g_autoptr (GBytes) first = make_text (100000);
  g_autoptr (GBytes) second = make_text (300);
  g_autoptr (GBytes) both = concatenate (first, second);
  g_autoptr (GBytes) gzip_first = compress_gzip (first);
  g_autoptr (GBytes) gzip_second = compress_gzip (second);
  g_autoptr (GBytes) gzip = concatenate (gzip_first, gzip_second);
  g_autoptr (GBytes) zeros = g_bytes_new_static ("\0\0\0\0\0\0\0", 7);
  g_autoptr (GBytes) padded = concatenate (gzip, zeros);
  g_autoptr (GBytes) xz_first = compress_xz (first);
  g_autoptr (GBytes) xz_second = compress_xz (second);
  g_autoptr (GBytes) xz = concatenate (xz_first, xz_second);

  assert_reads_as (gzip, both);
  assert_reads_as (padded, both);
  assert_reads_as (xz, both);
}

/* Wherever a file is cut, its reader is told; no shorter text passes for the whole one. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) plain = make_text (3000);
  g_autoptr (GBytes) gzip = compress_gzip (plain);
  g_autoptr (GBytes) xz = compress_xz (plain);
  GBytes *files[] = { gzip, xz };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (gsize size = 6; size < g_bytes_get_size (files[i]); size++)
      {
        g_autoptr (GBytes) cut = g_bytes_new_from_bytes (files[i], 0, size);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) got = read_all (cut, &error);

        g_assert_null (got);
        g_assert_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_TRUNCATED);
      }
}

static void
test_damaged (void)
{
  g_autoptr (GBytes) plain = make_text (3000);
  g_autoptr (GBytes) gzip = compress_gzip (plain);
  g_autoptr (GBytes) xz = compress_xz (plain);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);
  g_autoptr (GBytes) trailing = concatenate (gzip, rubbish);
  g_autoptr (GError) error = NULL;
  GBytes *files[] = { gzip, xz };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (gsize at = 10; at < g_bytes_get_size (files[i]); at++)
      {
        gsize size;
        g_autofree guint8 *changed =
            g_memdup2 (g_bytes_get_data (files[i], &size), g_bytes_get_size (files[i]));
        g_autoptr (GBytes) bytes = g_bytes_new_static (changed, size);
        g_autoptr (GBytes) got = NULL;

        changed[at] ^= 0x10;
        got = read_all (bytes, NULL);
        g_assert_true (got == NULL || g_bytes_equal (got, plain));
      }
  g_assert_null (read_all (trailing, &error));
  g_assert_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_DAMAGED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/decompressor/whole", test_whole);
  g_test_add_func ("/io/decompressor/members", test_members);
  g_test_add_func ("/io/decompressor/truncated", test_truncated);
  g_test_add_func ("/io/decompressor/damaged", test_damaged);
  return g_test_run ();
}
