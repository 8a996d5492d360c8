/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the kiosk asks whether somebody is still there, and when it forgets them: on a clock of the test's own. */
#include "config.h"

#include "salve-kiosk-idle.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define START (7 * SECOND)
#define WARNS (START + SALVE_KIOSK_IDLE_SECONDS * SECOND)
#define ENDS (WARNS + SALVE_KIOSK_WARNING_SECONDS * SECOND)

static void
assert_state (const SalveKioskIdle *idle, gint64 now, SalveKioskIdleState state, guint left)
{
  guint seconds;

  g_assert_cmpint (salve_kiosk_idle_look (idle, now, &seconds), ==, state);
  g_assert_cmpuint (seconds, ==, left);
}

/* WCAG 2.2.1: at least 20 seconds of warning. */
static void
test_warned_and_over (void)
{
  SalveKioskIdle idle = { 0 };

  G_STATIC_ASSERT (SALVE_KIOSK_WARNING_SECONDS >= 20);
  salve_kiosk_idle_touch (&idle, START);
  assert_state (&idle, START, SALVE_KIOSK_BUSY, 0);
  assert_state (&idle, WARNS - 1, SALVE_KIOSK_BUSY, 0);
  assert_state (&idle, WARNS, SALVE_KIOSK_WARNED, SALVE_KIOSK_WARNING_SECONDS);
  assert_state (&idle, WARNS + 1, SALVE_KIOSK_WARNED, SALVE_KIOSK_WARNING_SECONDS);
  assert_state (&idle, ENDS - SECOND, SALVE_KIOSK_WARNED, 1);
  assert_state (&idle, ENDS - 1, SALVE_KIOSK_WARNED, 1);
  assert_state (&idle, ENDS, SALVE_KIOSK_OVER, 0);
  assert_state (&idle, ENDS + 3600 * SECOND, SALVE_KIOSK_OVER, 0);
}

/* As often as somebody likes, also in the last moment. */
static void
test_extended (void)
{
  SalveKioskIdle idle = { 0 };
  gint64 now = START;

  salve_kiosk_idle_touch (&idle, now);
  for (int i = 0; i < 20; i++)
    {
      now += ENDS - START - 1;
      assert_state (&idle, now, SALVE_KIOSK_WARNED, 1);
      salve_kiosk_idle_touch (&idle, now);
      assert_state (&idle, now, SALVE_KIOSK_BUSY, 0);
    }
}

/* The first page waits for anybody, for as long as it takes. */
static void
test_nobody (void)
{
  SalveKioskIdle idle = { 0 };

  assert_state (&idle, ENDS, SALVE_KIOSK_BUSY, 0);
  salve_kiosk_idle_touch (&idle, START);
  salve_kiosk_idle_leave (&idle);
  assert_state (&idle, ENDS * 1000, SALVE_KIOSK_BUSY, 0);
  salve_kiosk_idle_touch (&idle, 0);
  assert_state (&idle, ENDS, SALVE_KIOSK_OVER, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/idle/warned-and-over", test_warned_and_over);
  g_test_add_func ("/kiosk/idle/extended", test_extended);
  g_test_add_func ("/kiosk/idle/nobody", test_nobody);
  return g_test_run ();
}
