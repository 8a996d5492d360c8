/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-qr.h"

#ifdef HAVE_QRENCODE
#include <qrencode.h>
#endif

/**
 * salve_qr_draw:
 * @content: what a scanner reads
 * @size: how wide and high the code becomes; the paper around it is its quiet zone
 *
 * Returns: FALSE, and nothing is drawn, where Salve was built without libqrencode or the content is too long
 */
gboolean
salve_qr_draw (cairo_t *cr, const char *content, double x, double y, double size)
{
#ifdef HAVE_QRENCODE
  QRcode *code = QRcode_encodeString8bit (content, 0, QR_ECLEVEL_M);
  double module;

  if (code == NULL)
    return FALSE;
  module = size / code->width;
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        cairo_rectangle (cr, x + column * module, y + row * module, module, module);
  cairo_fill (cr);
  cairo_restore (cr);
  QRcode_free (code);
  return TRUE;
#else
  return FALSE;
#endif
}
