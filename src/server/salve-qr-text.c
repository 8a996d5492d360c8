/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A QR code for a terminal: two rows of squares a line of text, dark on light whatever the terminal's colours. */
#include "config.h"

#include "salve-qr-text.h"

#ifdef HAVE_QRENCODE
#include <qrencode.h>

#define QUIET 2 /* squares around it; four by the standard, two are read by every camera that was tried */

static gboolean
is_dark (QRcode *code, int x, int y)
{
  return x >= 0 && y >= 0 && x < code->width && y < code->width && (code->data[y * code->width + x] & 1) != 0;
}

#endif

/* Returns: (transfer full) (nullable): lines of block characters; NULL where the text is too long for one, or the build has no QR codes */
char *
salve_qr_text (const char *text)
{
#ifdef HAVE_QRENCODE
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
  GString *out;

  if (code == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (int y = -QUIET; y < code->width + QUIET; y += 2)
    {
      g_string_append (out, "\033[30;47m");
      for (int x = -QUIET; x < code->width + QUIET; x++)
        {
          gboolean upper = is_dark (code, x, y), lower = is_dark (code, x, y + 1);

          g_string_append (out, upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ");
        }
      g_string_append (out, "\033[0m\n");
    }
  QRcode_free (code);
  return g_string_free (out, FALSE);
#else
  return NULL;
#endif
}
