/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-code-reader.h"

#include <string.h>
#include <zbar.h>

/* zbar looks at how light a pixel is. What goes in is blue, green, red and opacity, one byte each. */
static guchar *
to_grey (GdkTexture *picture, gsize *size)
{
  const gsize n = (gsize)gdk_texture_get_width (picture) * (gsize)gdk_texture_get_height (picture);
  g_autofree guchar *pixels = g_malloc (n * 4);
  guchar *grey = g_malloc (n);

  gdk_texture_download (picture, pixels, (gsize)gdk_texture_get_width (picture) * 4);
  for (gsize i = 0; i < n; i++)
    grey[i] = (guchar)((pixels[4 * i] * 29 + pixels[4 * i + 1] * 150 + pixels[4 * i + 2] * 77) >> 8);
  explicit_bzero (pixels, n * 4);
  *size = n;
  return grey;
}

static zbar_image_scanner_t *
scanner_new (void)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  /* Or it tells every program on the system's bus what it read. */
  zbar_image_scanner_request_dbus (scanner, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
  return scanner;
}

/* The first that is a line of text. */
static char *
first_text (const zbar_image_t *image)
{
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    {
      const char *data = zbar_symbol_get_data (symbol);
      const gsize length = zbar_symbol_get_data_length (symbol);
      gboolean plain = length > 0 && length <= SALVE_CODE_MAX && g_utf8_validate (data, (gssize)length, NULL);

      for (gsize i = 0; i < length && plain; i++)
        plain = !g_ascii_iscntrl (data[i]);
      if (plain)
        return g_strndup (data, length);
    }
  return NULL;
}

typedef struct
{
  GdkTexture *picture;
  DexPromise *promise;
} Reading;

static char *
read_grey (const guchar *grey, gsize size, GdkTexture *picture)
{
  zbar_image_scanner_t *scanner = scanner_new ();
  zbar_image_t *image = zbar_image_create ();
  char *text;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned)gdk_texture_get_width (picture),
                       (unsigned)gdk_texture_get_height (picture));
  zbar_image_set_data (image, grey, size, NULL);
  text = zbar_scan_image (scanner, image) > 0 ? first_text (image) : NULL;
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return text;
}

static gpointer
read_thread (gpointer data)
{
  Reading *reading = data;
  gsize size;
  g_autofree guchar *grey = to_grey (reading->picture, &size);

  dex_promise_resolve_string (reading->promise, read_grey (grey, size, reading->picture));
  explicit_bzero (grey, size);
  g_object_unref (reading->picture);
  dex_unref (reading->promise);
  g_free (reading);
  return NULL;
}

/**
 * salve_code_reader_read:
 *
 * Looks for a code on a thread of its own, which takes some milliseconds. Main thread.
 *
 * Returns: (transfer full): resolves to what the first code says (string), NULL where there is none
 */
DexFuture *
salve_code_reader_read (GdkTexture *picture)
{
  Reading *reading = g_new (Reading, 1);
  DexPromise *promise = dex_promise_new ();

  *reading = (Reading){ g_object_ref (picture), dex_ref (promise) };
  g_thread_unref (g_thread_new ("salve-codes", read_thread, reading));
  return DEX_FUTURE (promise);
}
