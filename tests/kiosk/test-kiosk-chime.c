/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chime is a sound file that every player reads, is heard, does not crackle, and ends. */
#include "config.h"

#include <string.h>

#include "salve-kiosk-chime.h"

#define HEADER 44

static guint32
number_at (const guint8 *bytes, gsize at, guint size)
{
  guint32 value = 0;

  memcpy (&value, bytes + at, size);
  return GUINT32_FROM_LE (value);
}

static void
test_file (void)
{
  g_autoptr (GBytes) wav = salve_kiosk_chime_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (wav, &length);

  g_assert_cmpmem (bytes, 4, "RIFF", 4);
  g_assert_cmpmem (bytes + 8, 8, "WAVEfmt ", 8);
  g_assert_cmpuint (number_at (bytes, 4, 4), ==, length - 8);
  g_assert_cmpmem (bytes + 36, 4, "data", 4);
  g_assert_cmpuint (number_at (bytes, 40, 4), ==, length - HEADER);
  g_assert_cmpuint ((length - HEADER) / 2 * 1000 / number_at (bytes, 24, 4), ==, SALVE_KIOSK_CHIME_MS);
}

static void
test_sound (void)
{
  g_autoptr (GBytes) wav = salve_kiosk_chime_new ();
  gsize length, n;
  const guint8 *bytes = g_bytes_get_data (wav, &length);
  int loudest = 0, last = 0, step = 0;

  n = (length - HEADER) / 2;
  for (gsize i = 0; i < n; i++)
    {
      int value = (gint16)number_at (bytes, HEADER + 2 * i, 2);

      loudest = MAX (loudest, ABS (value));
      step = MAX (step, ABS (value - last));
      last = value;
    }
  g_assert_cmpint (loudest, >, 5000);
  g_assert_cmpint (loudest, <, 32000);
  /* A jump is a crackle: a tone of 784 Hz moves by no more than a quarter of its height from sample to sample. */
  g_assert_cmpint (step, <, loudest / 3);
  g_assert_cmpint (ABS (last), <, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk-chime/file", test_file);
  g_test_add_func ("/kiosk-chime/sound", test_sound);
  return g_test_run ();
}
