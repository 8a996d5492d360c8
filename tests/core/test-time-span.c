/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-time-span.h"

#include "scheduling-zones.h"

/* Sets of spans against sets of bits, and the wall clock against GLib's own over the odd zones. */

#define BITS 256

static GArray *
random_spans (GRand *random)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  int n = g_rand_int_range (random, 0, 12);

  for (int i = 0; i < n; i++)
    {
      SalveInstant start = g_rand_int_range (random, 0, BITS - 1);
      SalveInstant end = start + g_rand_int_range (random, 0, 40);
      SalveTimeSpan span = { start, MIN (BITS, end) };

      g_array_append_val (spans, span);
    }
  return spans;
}

static void
to_bits (const GArray *spans, gboolean *bits)
{
  memset (bits, 0, BITS * sizeof *bits);
  for (guint i = 0; i < spans->len; i++)
    for (SalveInstant at = g_array_index (spans, SalveTimeSpan, i).start;
         at < g_array_index (spans, SalveTimeSpan, i).end; at++)
      bits[at] = TRUE;
}

static void
assert_set (const GArray *spans, const gboolean *expected)
{
  gboolean bits[BITS];

  to_bits (spans, bits);
  g_assert_cmpmem (bits, sizeof bits, expected, sizeof bits);
  for (guint i = 0; i < spans->len; i++)
    {
      SalveTimeSpan span = g_array_index (spans, SalveTimeSpan, i);

      g_assert_cmpint (span.start, <, span.end);
      if (i > 0)
        g_assert_cmpint (g_array_index (spans, SalveTimeSpan, i - 1).end, <=, span.start);
    }
}

static void
test_algebra (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);

  for (int round = 0; round < 3000; round++)
    {
      g_autoptr (GArray) a = random_spans (random);
      g_autoptr (GArray) b = random_spans (random);
      g_autoptr (GArray) left = NULL, both = NULL;
      gboolean a_bits[BITS], b_bits[BITS], minus[BITS], common[BITS];

      to_bits (a, a_bits);
      to_bits (b, b_bits);
      for (int i = 0; i < BITS; i++)
        {
          minus[i] = a_bits[i] && !b_bits[i];
          common[i] = a_bits[i] && b_bits[i];
        }
      salve_time_spans_normalise (a);
      salve_time_spans_normalise (b);
      assert_set (a, a_bits);
      for (guint i = 1; i < a->len; i++)
        g_assert_cmpint (g_array_index (a, SalveTimeSpan, i - 1).end, <,
                         g_array_index (a, SalveTimeSpan, i).start);
      left = salve_time_spans_subtract (a, b);
      assert_set (left, minus);
      both = salve_time_spans_intersect (a, b);
      assert_set (both, common);
    }
}

/* Every minute of the three days around each change: an existing local time comes back as itself, and is the first of
 * two; one that does not exist becomes the moment at which the clock has moved on. */
static void
test_wall_clock (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (salve_test_changes); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (salve_test_changes[i].zone);
      SalvePartialDate change = salve_partial_date_new_day (
          salve_test_changes[i].year, salve_test_changes[i].month, salve_test_changes[i].day);

      g_assert_nonnull (zone);
      for (int minute = -1440; minute < 2880; minute++)
        {
          SalvePartialDate day = salve_partial_date_add_days (change, minute < 0 ? -1 : minute / 1440);
          int of_day = (minute + 1440) % 1440;
          SalveInstant at = salve_wall_clock_to_instant (day, of_day, zone);
          SalvePartialDate back_day = salve_instant_to_date (at, zone);
          int back = (int)salve_instant_to_minute_of_day (at, zone);
          gboolean same = salve_partial_date_equal (back_day, day) && back == of_day;

          g_assert_true (same == salve_wall_clock_exists (day, of_day, zone));
          if (same)
            {
              for (int earlier = 30; earlier <= 180; earlier += 30)
                {
                  SalveInstant before = at - earlier * SALVE_INSTANT_MINUTE;

                  g_assert_false (salve_partial_date_equal (salve_instant_to_date (before, zone), day)
                                  && salve_instant_to_minute_of_day (before, zone) == of_day);
                }
              continue;
            }
          /* The minute before the jump was still earlier than what was asked for. */
          g_assert_true (salve_partial_date_compare (back_day, day) > 0 || back > of_day);
          back_day = salve_instant_to_date (at - SALVE_INSTANT_MINUTE, zone);
          g_assert_true (salve_partial_date_compare (back_day, day) < 0
                         || salve_instant_to_minute_of_day (at - SALVE_INSTANT_MINUTE, zone) < of_day);
        }
    }
}

static void
assert_hours (const char *name, int year, int month, int day, int minutes)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);
  SalveTimeSpan span = salve_wall_clock_day (salve_partial_date_new_day (year, month, day), zone);

  g_assert_cmpint ((span.end - span.start) / SALVE_INSTANT_MINUTE, ==, minutes);
}

static void
test_days (void)
{
  assert_hours ("Europe/Berlin", 2026, 3, 28, 24 * 60);
  assert_hours ("Europe/Berlin", 2026, 3, 29, 23 * 60);
  assert_hours ("Europe/Berlin", 2026, 10, 25, 25 * 60);
  assert_hours ("Australia/Lord_Howe", 2026, 4, 5, 24 * 60 + 30);
  assert_hours ("Antarctica/Troll", 2026, 3, 29, 22 * 60);
  assert_hours ("America/Santiago", 2026, 9, 6, 23 * 60);
  assert_hours ("Pacific/Apia", 2011, 12, 30, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time-span/algebra", test_algebra);
  g_test_add_func ("/time-span/wall-clock", test_wall_clock);
  g_test_add_func ("/time-span/days", test_days);
  return g_test_run ();
}
