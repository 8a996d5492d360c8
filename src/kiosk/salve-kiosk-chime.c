/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-chime.h"

#include <math.h>

#define RATE 22050
#define SAMPLES (RATE * SALVE_KIOSK_CHIME_MS / 1000)
#define SECOND_TONE (SAMPLES * 2 / 5) /* where it begins */
#define LOUD 9000.0                   /* of 32,767, for each of two tones that overlap */
#define FADE_OUT 4.0                  /* a second */
#define FADE_IN (RATE / 100)          /* no click at its beginning */

static void
add_word (GByteArray *bytes, guint32 value, guint size)
{
  const guint32 word = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *)&word, size);
}

static void
add_tag (GByteArray *bytes, const char *tag)
{
  g_byte_array_append (bytes, (const guint8 *)tag, 4);
}

/* A bell: it rises at once and dies away. */
static double
tone_at (int sample, int begin, double hertz)
{
  double at = (double)(sample - begin) / RATE;

  if (sample < begin)
    return 0;
  return sin (2 * G_PI * hertz * at) * exp (-FADE_OUT * at) * MIN ((double)(sample - begin) / FADE_IN, 1.0);
}

/**
 * salve_kiosk_chime_new:
 *
 * Returns: (transfer full): a WAV file of %SALVE_KIOSK_CHIME_MS milliseconds: 16 bits, mono, 22,050 Hz. Any thread.
 */
GBytes *
salve_kiosk_chime_new (void)
{
  GByteArray *wav = g_byte_array_new ();

  add_tag (wav, "RIFF");
  add_word (wav, 36 + SAMPLES * 2, 4);
  add_tag (wav, "WAVE");
  add_tag (wav, "fmt ");
  add_word (wav, 16, 4);
  add_word (wav, 1, 2); /* PCM */
  add_word (wav, 1, 2); /* one channel */
  add_word (wav, RATE, 4);
  add_word (wav, RATE * 2, 4);
  add_word (wav, 2, 2);
  add_word (wav, 16, 2);
  add_tag (wav, "data");
  add_word (wav, SAMPLES * 2, 4);
  for (int i = 0; i < SAMPLES; i++)
    {
      double left = (double)(SAMPLES - i) / SAMPLES; /* to silence at its end */
      double value = LOUD * (tone_at (i, 0, 784.0) + tone_at (i, SECOND_TONE, 587.3)) * MIN (left * 10, 1.0);

      add_word (wav, (guint32)(gint16)value & 0xffff, 2);
    }
  return g_byte_array_free_to_bytes (wav);
}
