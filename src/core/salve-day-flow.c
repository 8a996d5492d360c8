/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-day-flow.h"

/* The plan counts as if so much of it had been done already, so that one long visit in the morning does not make a day. */
#define TRUST_IN_PLAN (30.0 * SALVE_INSTANT_MINUTE)
/* A forgotten “Done” says little about how long somebody was inside. */
#define MOST_TIMES 4.0
#define LEAST_PACE 0.5
#define MOST_PACE 2.0

static double
planned (const SalveFlowVisit *visit)
{
  return (double)MAX (visit->span.end - visit->span.start, SALVE_INSTANT_MINUTE);
}

/**
 * salve_day_flow_pace:
 *
 * Returns: how long visits take today, as a share of what was planned: 1 as planned, 2 twice as long; 1 before anybody is
 *   done. From 0.5 to 2. Any thread.
 */
double
salve_day_flow_pace (const SalveFlowVisit *visits, gsize n_visits)
{
  double plan = TRUST_IN_PLAN, took = TRUST_IN_PLAN;

  for (gsize i = 0; i < n_visits; i++)
    {
      const SalveFlowVisit *visit = &visits[i];

      if (visit->status != SALVE_APPOINTMENT_FULFILLED || visit->called == SALVE_INSTANT_NONE
          || visit->finished == SALVE_INSTANT_NONE || visit->finished < visit->called)
        continue;
      plan += planned (visit);
      took += CLAMP ((double)(visit->finished - visit->called), planned (visit) / MOST_TIMES,
                     planned (visit) * MOST_TIMES);
    }
  return CLAMP (took / plan, LEAST_PACE, MOST_PACE);
}

static SalveInstant
length_at (const SalveFlowVisit *visit, double pace)
{
  return (SalveInstant)(planned (visit) * pace);
}

static gboolean
is_here (const SalveFlowVisit *visit)
{
  return visit->status == SALVE_APPOINTMENT_ARRIVED;
}

static gboolean
will_come (const SalveFlowVisit *visit, SalveInstant now)
{
  return (visit->status == SALVE_APPOINTMENT_BOOKED || visit->status == SALVE_APPOINTMENT_PENDING)
         && visit->span.start + SALVE_FLOW_GRACE > now;
}

/* When the doctor has time again: not before whoever is inside has had what visits take today. */
static SalveInstant
free_at (const SalveFlowVisit *visits, gsize n_visits, double pace, SalveInstant now)
{
  SalveInstant free = now;

  for (gsize i = 0; i < n_visits; i++)
    if (visits[i].status == SALVE_APPOINTMENT_CHECKED_IN)
      {
        SalveInstant began = visits[i].called != SALVE_INSTANT_NONE ? visits[i].called : visits[i].span.start;

        free = MAX (free, MIN (began, now) + length_at (&visits[i], pace));
      }
  return free;
}

static int
compare_visits (gconstpointer a, gconstpointer b)
{
  const SalveFlowVisit *first = *(SalveFlowVisit *const *)a, *second = *(SalveFlowVisit *const *)b;

  if (first->span.start != second->span.start)
    return first->span.start < second->span.start ? -1 : 1;
  if (is_here (first) != is_here (second))
    return is_here (first) ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* Who came after their time waits since they came. */
static int
minutes_late (const SalveFlowVisit *visit)
{
  SalveInstant due = visit->span.start;

  if (visit->arrived != SALVE_INSTANT_NONE)
    due = MAX (due, visit->arrived);
  return (int)(MAX (visit->expected - due, 0) / SALVE_INSTANT_MINUTE);
}

/**
 * salve_day_flow_estimate:
 * @visits: (inout) (array length=n_visits): one doctor's visits of a day, in any order; each gets its @expected
 * @now: between two visits, or in one
 *
 * They are called in the order in which they are booked; who is here may be called early, who is not here is not called
 * before their time, and who is missing for %SALVE_FLOW_GRACE takes no time any more. One more visit never brings
 * anybody's turn forward. Any thread.
 *
 * Returns: how the day goes
 */
SalveFlowPace
salve_day_flow_estimate (SalveFlowVisit *visits, gsize n_visits, SalveInstant now)
{
  SalveFlowPace flow = { .pace = salve_day_flow_pace (visits, n_visits), .latest_at = SALVE_INSTANT_NONE };
  SalveInstant at = free_at (visits, n_visits, flow.pace, now);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  for (gsize i = 0; i < n_visits; i++)
    {
      visits[i].expected = SALVE_INSTANT_NONE;
      if (is_here (&visits[i]) || will_come (&visits[i], now))
        g_ptr_array_add (queue, &visits[i]);
    }
  g_ptr_array_sort (queue, compare_visits);
  for (guint i = 0; i < queue->len; i++)
    {
      SalveFlowVisit *visit = g_ptr_array_index (queue, i);
      int late;

      visit->expected = is_here (visit) ? at : MAX (at, visit->span.start);
      at = visit->expected + length_at (visit, flow.pace);
      late = minutes_late (visit);
      if (i == 0)
        flow.late = late;
      if (late > flow.latest)
        {
          flow.latest = late;
          flow.latest_at = visit->span.start;
        }
    }
  return flow;
}
