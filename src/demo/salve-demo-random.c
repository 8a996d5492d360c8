/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* Random numbers, ids and choices that depend on the seed alone. */

static guint64
next (SalveDemoRandom *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
salve_demo_random_init (SalveDemoRandom *self, guint64 seed, guint kind, guint64 index)
{
  self->state = seed;
  self->state = next (self) ^ (kind * G_GUINT64_CONSTANT (0xd6e8feb86659fd93));
  self->state = next (self) ^ index;
  next (self);
}

guint
salve_demo_random_below (SalveDemoRandom *self, guint n)
{
  return n > 0 ? (guint)(((next (self) >> 32) * (guint64)n) >> 32) : 0;
}

int
salve_demo_random_range (SalveDemoRandom *self, int low, int high)
{
  return high > low ? low + (int)salve_demo_random_below (self, high - low + 1) : low;
}

gboolean
salve_demo_random_chance (SalveDemoRandom *self, guint per_mille)
{
  return salve_demo_random_below (self, 1000) < per_mille;
}

static void
format_uuid (guint64 a, guint64 b, char id[37])
{
  static const char hex[] = "0123456789abcdef";
  char *p = id;

  a = (a & ~G_GUINT64_CONSTANT (0xf000)) | 0x4000; /* version 4 */
  b = (b & ~G_GUINT64_CONSTANT (0xc000000000000000))
      | G_GUINT64_CONSTANT (0x8000000000000000); /* its variant */
  for (guint i = 0; i < 32; i++)
    {
      guint64 half = i < 16 ? a : b;
      if (i == 8 || i == 12 || i == 16 || i == 20)
        *p++ = '-';
      *p++ = hex[(half >> (60 - 4 * (i % 16))) & 0xf];
    }
  *p = '\0';
}

void
salve_demo_make_id (guint64 seed, guint kind, guint64 index, char id[37])
{
  SalveDemoRandom random;
  guint64 a;

  salve_demo_random_init (&random, seed ^ G_GUINT64_CONSTANT (0x5a1e5a1e5a1e5a1e), kind, index);
  a = next (&random);
  format_uuid (a, next (&random), id);
}

void
salve_demo_next_id (SalveDemo *self, SalveDemoRandom *random, char id[37])
{
  guint64 a = next (random);

  format_uuid (a, next (random), id);
}

char *
salve_demo_list_pick (SalveDemoRandom *random, const char *list)
{
  guint n = 1, at;
  const char *end;

  for (const char *p = list; *p != '\0'; p++)
    n += *p == '|';
  for (at = salve_demo_random_below (random, n); at > 0; at--)
    list = strchr (list, '|') + 1;
  end = strchrnul (list, '|');
  return g_strndup (list, end - list);
}
