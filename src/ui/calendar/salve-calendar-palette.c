/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The colours that tell doctors and visit types apart. Found by annealing so that any two keep a CIEDE2000 distance of more
 * than 10 for people with normal sight and with full protanopia, deuteranopia and tritanopia (Machado, Oliveira and
 * Fernandes 2009), and each a contrast of 3 to 1 with the ground; tests/ui/calendar/test-calendar-palette.c holds them to
 * it. A colour keeps its hue between
 * light and dark as far as that allows. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-calendar-palette.h"

static const guint32 palette[2][SALVE_CALENDAR_N_COLOURS] = {
  { 0x6388d5, 0x329e48, 0xfe4a2b, 0xa81ab6, 0x1e5d50, 0x8a4d00, 0x0f2a86, 0xb06871, 0x701b01, 0x3e2a46,
    0x5b6576, 0x869194 },
  { 0x68a5fd, 0x54a275, 0xeca133, 0xb049c0, 0x5affe6, 0x9a853e, 0xaaf978, 0xdd689b, 0xf5c8ab, 0xdfc4f8,
    0x597972, 0xbabdb7 },
};

/**
 * salve_calendar_palette_get:
 * @colour: 0 to 11
 *
 * Returns: 0xRRGGBB in sRGB
 */
guint32
salve_calendar_palette_get (int colour, gboolean dark)
{
  g_return_val_if_fail (colour >= 0 && colour < SALVE_CALENDAR_N_COLOURS, 0);

  return palette[dark ? 1 : 0][colour];
}
