/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor's picture: head and shoulders on a colour, as a PNG (ISO/IEC 15948) that is written by hand, without a
 * compressor, so that it has the same bytes on every machine. */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

#define SIDE 64

static void
append_number (GByteArray *bytes, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (bytes, (const guint8 *)&big, 4);
}

static guint32
crc_of (const guint8 *data, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
    }
  return crc ^ 0xffffffff;
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, guint length)
{
  guint start;

  append_number (png, length);
  start = png->len;
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, length);
  append_number (png, crc_of (png->data + start, length + 4));
}

/* 0 the ground, 1 the skin, 2 the coat, 3 the hair */
static guint8
pixel (int x, int y)
{
  int dx = x - SIDE / 2, dy = y - 24, low = y - 66;

  if (dx * dx + dy * dy * 4 / 5 < 144 && dy > -5)
    return 1;
  if (dx * dx + (dy + 1) * (dy + 1) < 180 && dy < 8)
    return 3;
  return dx * dx + low * low * 5 / 4 < 680 ? 2 : 0;
}

/* One deflate block that stores its bytes as they are (RFC 1950, RFC 1951). */
static GByteArray *
store (const GByteArray *raw)
{
  GByteArray *out = g_byte_array_new ();
  const guint8 head[] = { 0x78,
                          0x01,
                          0x01,
                          (guint8)(raw->len & 0xff),
                          (guint8)(raw->len >> 8),
                          (guint8)(~raw->len & 0xff),
                          (guint8)((~raw->len >> 8) & 0xff) };
  guint32 a = 1, b = 0;

  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, raw->data, raw->len);
  for (guint i = 0; i < raw->len; i++)
    {
      a = (a + raw->data[i]) % 65521;
      b = (b + a) % 65521;
    }
  append_number (out, b << 16 | a);
  return out;
}

/**
 * salve_demo_portrait:
 *
 * Returns: (transfer full): a PNG in base64; the same number gives the same picture
 */
char *
salve_demo_portrait (guint number)
{
  static const guint8 grounds[][3] = { { 0x62, 0xa0, 0xea }, { 0x57, 0xe3, 0x89 }, { 0xf9, 0xf0, 0x6b },
                                       { 0xff, 0xbe, 0x6f }, { 0xdc, 0x8a, 0xdd }, { 0x93, 0xdd, 0xc2 } };
  static const guint8 skins[][3] = {
    { 0xf2, 0xd3, 0xb8 }, { 0xc6, 0x8e, 0x65 }, { 0x8d, 0x5a, 0x3a }, { 0xe3, 0xb4, 0x8c }
  };
  static const guint8 hairs[][3] = { { 0x2b, 0x1d, 0x14 }, { 0x6b, 0x46, 0x2a }, { 0xa8, 0xa8, 0xa8 } };
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 header[] = { 0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 3, 0, 0, 0 };
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autoptr (GByteArray) stored = NULL;
  guint8 palette[12] = { 0 };

  memcpy (palette, grounds[number % G_N_ELEMENTS (grounds)], 3);
  memcpy (palette + 3, skins[number % G_N_ELEMENTS (skins)], 3);
  memset (palette + 6, 0xfa, 3);
  memcpy (palette + 9, hairs[number % G_N_ELEMENTS (hairs)], 3);
  for (int y = 0; y < SIDE; y++)
    {
      guint8 line[SIDE + 1] = { 0 };

      for (int x = 0; x < SIDE; x++)
        line[x + 1] = pixel (x, y);
      g_byte_array_append (raw, line, sizeof line);
    }
  stored = store (raw);
  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "PLTE", palette, sizeof palette);
  append_chunk (png, "IDAT", stored->data, stored->len);
  append_chunk (png, "IEND", (const guint8 *)"", 0);
  return g_base64_encode (png->data, png->len);
}
