/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-busy-spans.h"

/* Busy spans against a line of minutes of which each is taken or not. */

#define MINUTES 600

static void
assert_same (const SalveBusySpans *busy, const gboolean *taken)
{
  guint n = 0;

  for (int at = 0; at < MINUTES; at++)
    {
      int end = at;

      while (end < MINUTES && taken[end])
        end++;
      if (end == at)
        continue;
      g_assert_cmpuint (n, <, busy->n);
      g_assert_cmpint (busy->spans[n].start, ==, at);
      g_assert_cmpint (busy->spans[n].end, ==, end);
      n++;
      at = end;
    }
  g_assert_cmpuint (busy->n, ==, n);
}

static int
fit_minute_by_minute (const gboolean *taken, int earliest, int width)
{
  int length = 0;

  for (int at = earliest; at < MINUTES; at++)
    {
      length = at >= 0 && taken[at] ? 0 : length + 1;
      if (length == width)
        return at - width + 1;
    }
  return MINUTES - length;
}

/* A place before which all end early enough, any of those that there are. */
static guint
random_place (GRand *random, const SalveBusySpans *busy, SalveInstant at)
{
  guint n = 0;

  while (n < busy->n && busy->spans[n].end <= at)
    n++;
  return (guint)g_rand_int_range (random, 0, (gint32)n + 1);
}

static void
ask (GRand *random, const SalveBusySpans *busy, const gboolean *taken)
{
  SalveInstant at = g_rand_int_range (random, -20, MINUTES);
  int width = g_rand_int_range (random, 1, 90);
  guint place = random_place (random, busy, at), found = salve_busy_spans_seek (busy, place, at);

  g_assert_true (found == busy->n || busy->spans[found].end > at);
  g_assert_true (found == 0 || busy->spans[found - 1].end <= at);
  g_assert_cmpint (salve_busy_spans_fit (busy, &place, at, width), ==,
                   fit_minute_by_minute (taken, (int)at, width));
}

/* Rounds with few and with many, short and long ones, and now and then a piece taken out. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (31);

  for (guint round = 0; round < 400; round++)
    {
      SalveBusySpans busy = { 0 };
      gboolean taken[MINUTES] = { FALSE };
      int longest = round % 3 == 0 ? 60 : 6;

      for (int i = g_rand_int_range (random, 0, 60); i > 0; i--)
        {
          int start = g_rand_int_range (random, 0, MINUTES - longest);
          int end = start + g_rand_int_range (random, 1, longest);

          if (i % 7 == 0 && taken[start])
            {
              SalveTimeSpan piece = salve_busy_spans_take_out (&busy, start);

              g_assert_true (piece.start <= start && start < piece.end);
              for (SalveInstant at = piece.start; at < piece.end; at++)
                taken[at] = FALSE;
              continue;
            }
          salve_busy_spans_add (&busy, (SalveTimeSpan){ start, end });
          for (int at = start; at < end; at++)
            taken[at] = TRUE;
        }
      assert_same (&busy, taken);
      for (guint i = 0; i < 40; i++)
        ask (random, &busy, taken);
      salve_busy_spans_clear (&busy);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/busy-spans/random", test_random);
  return g_test_run ();
}
