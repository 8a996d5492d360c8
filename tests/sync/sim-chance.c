/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store and the engine draw by themselves comes from the seed, too: a row's place in an index, and so the page that
 * a kill hits, follows from its name. The linker takes these functions
 * before GLib's. */
#include "config.h"

#include "sim-world.h"

static GRand *chance;

/* From here on the same names come in the same order. */
void
sim_chance_begin (guint32 seed)
{
  g_clear_pointer (&chance, g_rand_free);
  chance = g_rand_new_with_seed (seed);
}

char *
g_uuid_string_random (void)
{
  guint32 a, b, c, d;

  g_assert_nonnull (chance);
  a = g_rand_int (chance);
  b = g_rand_int (chance);
  c = g_rand_int (chance);
  d = g_rand_int (chance);
  return g_strdup_printf ("%08x-%04x-4%03x-8%03x-%08x%04x", a, b >> 16, b & 0xfff, c >> 20, d, c & 0xffff);
}

/* How long a slice of work took, too: whether it is given up for somebody who waits does not follow from what else the
 * machine is at. */
gint64
g_get_monotonic_time (void)
{
  static gint64 now;

  now += chance != NULL ? g_rand_int_range (chance, 1, 1000) : 1;
  return now;
}
