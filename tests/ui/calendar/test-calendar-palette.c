/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The palette's promises: contrast with the ground, words that can be read on the wash, and colours that stay apart
 * for people who see fewer of them. */

#include <glib.h>
#include <math.h>

#include "salve-calendar-palette.h"

#define LEAST_DISTANCE 10.0

typedef struct
{
  double r;
  double g;
  double b;
} Linear;

/* Severity 1.0 of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency", IEEE TVCG 15(6), 2009; applied to linear light. */
static const double sights[4][9] = {
  { 1, 0, 0, 0, 1, 0, 0, 0, 1 },
  { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 },
  { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 },
  { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 },
};
static const char *const sight_names[4] = { "normal sight", "protanopia", "deuteranopia", "tritanopia" };

static double
to_linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static Linear
read_colour (guint32 rgb)
{
  return (Linear){ to_linear ((rgb >> 16) / 255.0), to_linear ((rgb >> 8 & 255) / 255.0),
                   to_linear ((rgb & 255) / 255.0) };
}

static Linear
seen_by (Linear colour, guint sight)
{
  const double *m = sights[sight];

  return (Linear){ CLAMP (m[0] * colour.r + m[1] * colour.g + m[2] * colour.b, 0, 1),
                   CLAMP (m[3] * colour.r + m[4] * colour.g + m[5] * colour.b, 0, 1),
                   CLAMP (m[6] * colour.r + m[7] * colour.g + m[8] * colour.b, 0, 1) };
}

static double
luminance (Linear colour)
{
  return 0.2126 * colour.r + 0.7152 * colour.g + 0.0722 * colour.b;
}

static double
contrast (Linear a, Linear b)
{
  double light = MAX (luminance (a), luminance (b)), dark = MIN (luminance (a), luminance (b));

  return (light + 0.05) / (dark + 0.05);
}

static double
lab_curve (double t)
{
  return t > 216.0 / 24389 ? cbrt (t) : (24389.0 / 27 * t + 16) / 116;
}

static void
to_lab (Linear colour, double *l, double *a, double *b)
{
  double x = lab_curve ((0.4124564 * colour.r + 0.3575761 * colour.g + 0.1804375 * colour.b) / 0.95047);
  double y = lab_curve (0.2126729 * colour.r + 0.7151522 * colour.g + 0.0721750 * colour.b);
  double z = lab_curve ((0.0193339 * colour.r + 0.1191920 * colour.g + 0.9503041 * colour.b) / 1.08883);

  *l = 116 * y - 16;
  *a = 500 * (x - y);
  *b = 200 * (y - z);
}

static double
degrees (double radians)
{
  double value = radians * 180 / G_PI;

  return value < 0 ? value + 360 : value;
}

static double
radians (double angle)
{
  return angle * G_PI / 180;
}

static double
sevens (double chroma)
{
  return sqrt (pow (chroma, 7) / (pow (chroma, 7) + pow (25, 7)));
}

/* CIEDE2000 (Sharma, Wu, Dalal 2005). */
static double
distance (double l1, double a1, double b1, double l2, double a2, double b2)
{
  double g = 0.5 * (1 - sevens ((hypot (a1, b1) + hypot (a2, b2)) / 2));
  double c1 = hypot ((1 + g) * a1, b1), c2 = hypot ((1 + g) * a2, b2);
  double h1 = c1 > 0 ? degrees (atan2 (b1, (1 + g) * a1)) : 0,
         h2 = c2 > 0 ? degrees (atan2 (b2, (1 + g) * a2)) : 0;
  double dh = c1 * c2 == 0 ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
  double dl = l2 - l1, dc = c2 - c1, dbig = 2 * sqrt (c1 * c2) * sin (radians (dh / 2));
  double l = (l1 + l2) / 2, c = (c1 + c2) / 2;
  double h = c1 * c2 == 0            ? h1 + h2
             : fabs (h1 - h2) <= 180 ? (h1 + h2) / 2
             : h1 + h2 < 360         ? (h1 + h2 + 360) / 2
                                     : (h1 + h2 - 360) / 2;
  double t = 1 - 0.17 * cos (radians (h - 30)) + 0.24 * cos (radians (2 * h))
             + 0.32 * cos (radians (3 * h + 6)) - 0.2 * cos (radians (4 * h - 63));
  double sl = 1 + 0.015 * pow (l - 50, 2) / sqrt (20 + pow (l - 50, 2)), sc = 1 + 0.045 * c,
         sh = 1 + 0.015 * c * t;
  double turn = -sin (radians (60 * exp (-pow ((h - 275) / 25, 2)))) * 2 * sevens (c);

  return sqrt (pow (dl / sl, 2) + pow (dc / sc, 2) + pow (dbig / sh, 2) + turn * (dc / sc) * (dbig / sh));
}

/* Pairs from the paper's table of test data. */
static void
test_the_measure (void)
{
  g_assert_cmpfloat_with_epsilon (distance (50, 2.6772, -79.7751, 50, 0, -82.7485), 2.0425, 0.0001);
  g_assert_cmpfloat_with_epsilon (distance (50, 2.5, 0, 73, 25, -18), 27.1492, 0.0001);
  g_assert_cmpfloat_with_epsilon (distance (2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514), 0.9082,
                                  0.0001);
}

static void
check_apart (gboolean dark, guint sight)
{
  double least = 1000;

  for (int i = 0; i < SALVE_CALENDAR_N_COLOURS; i++)
    for (int j = 0; j < i; j++)
      {
        double l1, a1, b1, l2, a2, b2;

        to_lab (seen_by (read_colour (salve_calendar_palette_get (i, dark)), sight), &l1, &a1, &b1);
        to_lab (seen_by (read_colour (salve_calendar_palette_get (j, dark)), sight), &l2, &a2, &b2);
        least = MIN (least, distance (l1, a1, b1, l2, a2, b2));
      }
  g_test_message ("%s, %s: %.1f", dark ? "dark" : "light", sight_names[sight], least);
  g_assert_cmpfloat (least, >, LEAST_DISTANCE);
}

static void
test_apart (void)
{
  for (guint sight = 0; sight < G_N_ELEMENTS (sights); sight++)
    {
      check_apart (FALSE, sight);
      check_apart (TRUE, sight);
    }
}

static guint32
mix (guint32 a, guint32 b, double share)
{
  guint32 out = 0;

  for (int shift = 16; shift >= 0; shift -= 8)
    out |= (guint32)((a >> shift & 255) * share + (b >> shift & 255) * (1 - share) + 0.5) << shift;
  return out;
}

/* libadwaita's grounds and text: --view-bg-color, --view-fg-color. */
static void
test_contrast (void)
{
  for (int dark = 0; dark < 2; dark++)
    for (int i = 0; i < SALVE_CALENDAR_N_COLOURS; i++)
      {
        guint32 ground = dark ? 0x1d1d20 : 0xffffff, colour = salve_calendar_palette_get (i, dark);
        guint32 words = dark ? 0xffffff : mix (0x000006, ground, 0.8);
        guint32 wash = mix (colour, ground, dark ? SALVE_CALENDAR_WASH_DARK : SALVE_CALENDAR_WASH);

        g_assert_cmpfloat (contrast (read_colour (colour), read_colour (ground)), >=, 3.0);
        g_assert_cmpfloat (contrast (read_colour (words), read_colour (wash)), >=, 7.0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/palette/the-measure", test_the_measure);
  g_test_add_func ("/calendar/palette/apart", test_apart);
  g_test_add_func ("/calendar/palette/contrast", test_contrast);
  return g_test_run ();
}
