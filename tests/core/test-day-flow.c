/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-day-flow.h"

/* Waiting times from the day's own pace: days worked out by hand, and what holds for any day. */

#define M SALVE_INSTANT_MINUTE
#define MOST 40
#define DAYS 3000

static SalveFlowVisit
visit (int start, int length, SalveAppointmentStatus status, int arrived, int called, int finished)
{
  return (SalveFlowVisit){ { start * M, (start + length) * M },
                           status,
                           arrived < 0 ? SALVE_INSTANT_NONE : arrived * M,
                           called < 0 ? SALVE_INSTANT_NONE : called * M,
                           finished < 0 ? SALVE_INSTANT_NONE : finished * M,
                           0 };
}

static void
test_by_hand (void)
{
  SalveFlowVisit day[] = {
    visit (0, 30, SALVE_APPOINTMENT_FULFILLED, 0, 0, 60), /* twice as long, and half of it is believed */
    visit (30, 20, SALVE_APPOINTMENT_CHECKED_IN, 25, 60, -1),
    visit (50, 20, SALVE_APPOINTMENT_ARRIVED, 45, -1, -1),
    visit (50, 20, SALVE_APPOINTMENT_BOOKED, -1, -1, -1), /* missing since twenty minutes */
    visit (70, 20, SALVE_APPOINTMENT_BOOKED, -1, -1, -1),
    visit (200, 20, SALVE_APPOINTMENT_BOOKED, -1, -1, -1),
    visit (60, 20, SALVE_APPOINTMENT_CANCELLED, -1, -1, -1),
    visit (60, 20, SALVE_APPOINTMENT_NO_SHOW, -1, -1, -1),
  };
  SalveFlowPace flow = salve_day_flow_estimate (day, G_N_ELEMENTS (day), 70 * M);

  g_assert_cmpfloat (flow.pace, ==, 1.5);
  g_assert_cmpint (day[2].expected, ==, 90 * M);
  g_assert_cmpint (day[4].expected, ==, 120 * M);
  g_assert_cmpint (day[5].expected, ==, 200 * M);
  for (guint i = 0; i < G_N_ELEMENTS (day); i++)
    if (i != 2 && i != 4 && i != 5)
      g_assert_cmpint (day[i].expected, ==, SALVE_INSTANT_NONE);
  g_assert_cmpint (flow.late, ==, 40);
  g_assert_cmpint (flow.latest, ==, 50);
  g_assert_cmpint (flow.latest_at, ==, 70 * M);
}

static void
test_in_time (void)
{
  SalveFlowVisit day[] = {
    visit (0, 20, SALVE_APPOINTMENT_FULFILLED, 0, 0, 20),
    visit (20, 20, SALVE_APPOINTMENT_CHECKED_IN, 10, 20, -1),
    visit (40, 20, SALVE_APPOINTMENT_ARRIVED, 25, -1, -1),
    visit (60, 20, SALVE_APPOINTMENT_BOOKED, -1, -1, -1),
  };
  SalveFlowPace flow = salve_day_flow_estimate (day, G_N_ELEMENTS (day), 30 * M);

  g_assert_cmpfloat (flow.pace, ==, 1);
  g_assert_cmpint (flow.latest, ==, 0);
  g_assert_cmpint (flow.latest_at, ==, SALVE_INSTANT_NONE);
  g_assert_cmpint (day[2].expected, ==, 40 * M);
  g_assert_cmpint (day[3].expected, ==, 60 * M);
}

static void
test_nobody (void)
{
  SalveFlowPace flow = salve_day_flow_estimate (NULL, 0, 0);

  g_assert_cmpfloat (flow.pace, ==, 1);
  g_assert_cmpint (flow.late, ==, 0);
}

/* Who comes after their time does not make the doctor late. */
static void
test_late_patient (void)
{
  SalveFlowVisit day[] = { visit (0, 20, SALVE_APPOINTMENT_ARRIVED, 55, -1, -1) };

  g_assert_cmpint (salve_day_flow_estimate (day, 1, 60 * M).latest, ==, 5);
}

static SalveFlowVisit
any_visit (GRand *dice, int now)
{
  static const SalveAppointmentStatus statuses[] = {
    SALVE_APPOINTMENT_PENDING,    SALVE_APPOINTMENT_BOOKED,    SALVE_APPOINTMENT_BOOKED,
    SALVE_APPOINTMENT_BOOKED,     SALVE_APPOINTMENT_ARRIVED,   SALVE_APPOINTMENT_ARRIVED,
    SALVE_APPOINTMENT_CHECKED_IN, SALVE_APPOINTMENT_FULFILLED, SALVE_APPOINTMENT_FULFILLED,
    SALVE_APPOINTMENT_NO_SHOW,    SALVE_APPOINTMENT_CANCELLED,
  };
  SalveAppointmentStatus status = statuses[g_rand_int_range (dice, 0, (gint32)G_N_ELEMENTS (statuses))];
  gboolean here = status == SALVE_APPOINTMENT_ARRIVED || status == SALVE_APPOINTMENT_CHECKED_IN
                  || status == SALVE_APPOINTMENT_FULFILLED;
  int arrived = g_rand_int_range (dice, 0, now + 1), called = g_rand_int_range (dice, arrived, now + 1);
  int finished = g_rand_int_range (dice, called, now + 1);
  gboolean noted = g_rand_int_range (dice, 0, 8) > 0;

  return visit (g_rand_int_range (dice, 0, 600), g_rand_int_range (dice, 1, 90), status,
                here && noted ? arrived : -1,
                here && noted && status != SALVE_APPOINTMENT_ARRIVED ? called : -1,
                noted && status == SALVE_APPOINTMENT_FULFILLED ? finished : -1);
}

static guint
any_day (GRand *dice, int now, SalveFlowVisit *day)
{
  guint n = (guint)g_rand_int_range (dice, 0, MOST);

  for (guint i = 0; i < n; i++)
    day[i] = any_visit (dice, now);
  return n;
}

static void
assert_holds (SalveFlowVisit *day, guint n, SalveFlowPace flow, SalveInstant now)
{
  g_assert_cmpfloat (flow.pace, >=, 0.5);
  g_assert_cmpfloat (flow.pace, <=, 2);
  g_assert_cmpint (flow.late, <=, flow.latest);
  g_assert_true ((flow.latest > 0) == (flow.latest_at != SALVE_INSTANT_NONE));
  for (guint i = 0; i < n; i++)
    {
      gboolean coming =
          day[i].status == SALVE_APPOINTMENT_BOOKED || day[i].status == SALVE_APPOINTMENT_PENDING;

      if (day[i].status == SALVE_APPOINTMENT_ARRIVED)
        g_assert_cmpint (day[i].expected, !=, SALVE_INSTANT_NONE);
      else if (!coming || day[i].span.start + SALVE_FLOW_GRACE <= now)
        g_assert_cmpint (day[i].expected, ==, SALVE_INSTANT_NONE);
      if (day[i].expected == SALVE_INSTANT_NONE)
        continue;
      g_assert_cmpint (day[i].expected, >=, now);
      if (coming)
        g_assert_cmpint (day[i].expected, >=, day[i].span.start);
      /* Nobody is expected while somebody else is inside, and in the order of the booking. */
      for (guint j = 0; j < n; j++)
        if (j != i && day[j].expected != SALVE_INSTANT_NONE)
          {
            double length = (double)(day[i].span.end - day[i].span.start) * flow.pace;

            g_assert_true (day[j].expected <= day[i].expected
                           || (double)(day[j].expected - day[i].expected) >= length - 1);
            g_assert_true (day[j].span.start >= day[i].span.start || day[j].expected <= day[i].expected);
          }
    }
}

static void
test_any_day (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < DAYS; i++)
    {
      SalveFlowVisit day[MOST + 1], other[MOST + 1], later[MOST + 1];
      int now = g_rand_int_range (dice, 0, 600);
      guint n = any_day (dice, now, day);
      SalveFlowPace flow = salve_day_flow_estimate (day, n, now * M), again;

      assert_holds (day, n, flow, now * M);
      /* The same day an hour later by every clock. */
      for (guint v = 0; v < n; v++)
        {
          later[v] = day[v];
          later[v].span.start += 60 * M;
          later[v].span.end += 60 * M;
          later[v].arrived += day[v].arrived != SALVE_INSTANT_NONE ? 60 * M : 0;
          later[v].called += day[v].called != SALVE_INSTANT_NONE ? 60 * M : 0;
          later[v].finished += day[v].finished != SALVE_INSTANT_NONE ? 60 * M : 0;
        }
      again = salve_day_flow_estimate (later, n, (now + 60) * M);
      g_assert_cmpfloat (again.pace, ==, flow.pace);
      g_assert_cmpint (again.latest, ==, flow.latest);
      for (guint v = 0; v < n; v++)
        g_assert_cmpint (later[v].expected, ==,
                         day[v].expected == SALVE_INSTANT_NONE ? SALVE_INSTANT_NONE
                                                               : day[v].expected + 60 * M);
      /* One more who waits: nobody's turn comes earlier. */
      for (guint v = 0; v < n; v++)
        other[v] = day[v];
      other[n] = visit (g_rand_int_range (dice, 0, 600), 15, SALVE_APPOINTMENT_ARRIVED, now, -1, -1);
      again = salve_day_flow_estimate (other, n + 1, now * M);
      g_assert_cmpfloat (again.pace, ==, flow.pace);
      for (guint v = 0; v < n; v++)
        g_assert_cmpint (other[v].expected, >=, day[v].expected);
    }
}

/* A visit that took longer makes the day no faster. */
static void
test_pace (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < DAYS; i++)
    {
      SalveFlowVisit day[MOST + 1];
      guint n = any_day (dice, 300, day);
      double before;

      day[n] = visit (0, 20, SALVE_APPOINTMENT_FULFILLED, 0, 10, g_rand_int_range (dice, 10, 200));
      before = salve_day_flow_pace (day, n + 1);
      day[n].finished += g_rand_int_range (dice, 0, 200) * M;
      g_assert_cmpfloat (salve_day_flow_pace (day, n + 1), >=, before);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/day-flow/by-hand", test_by_hand);
  g_test_add_func ("/day-flow/in-time", test_in_time);
  g_test_add_func ("/day-flow/nobody", test_nobody);
  g_test_add_func ("/day-flow/late-patient", test_late_patient);
  g_test_add_func ("/day-flow/any-day", test_any_day);
  g_test_add_func ("/day-flow/pace", test_pace);
  return g_test_run ();
}
