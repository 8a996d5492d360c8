/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-appointment-cycle.h"

G_BEGIN_DECLS

/* How the day of one doctor (or of one room) goes: when those who wait and those who will come are likely to be called,
 * and whether the doctor is late. Nothing but the day itself is asked: what was planned, and how long it took so far. */

typedef struct
{
  SalveTimeSpan span; /* as booked */
  SalveAppointmentStatus status;
  SalveInstant arrived; /* SALVE_INSTANT_NONE: not yet, or nobody noted it */
  SalveInstant called;
  SalveInstant finished;
  SalveInstant
      expected; /* (out) when they are likely to be called; SALVE_INSTANT_NONE: they were, or do not come */
} SalveFlowVisit;

typedef struct
{
  double pace;            /* how long visits take, as a share of what was planned; 0.5 to 2 */
  int late;               /* minutes by which whoever is next is called later than booked; 0: in time */
  int latest;             /* the same for whoever will be called latest of all */
  SalveInstant latest_at; /* for when that one is booked; SALVE_INSTANT_NONE: nobody is late */
} SalveFlowPace;

/* Whoever has not come so long after their time is not counted on. */
#define SALVE_FLOW_GRACE (10 * SALVE_INSTANT_MINUTE)

double salve_day_flow_pace (const SalveFlowVisit *visits, gsize n_visits);
SalveFlowPace salve_day_flow_estimate (SalveFlowVisit *visits, gsize n_visits, SalveInstant now);

G_END_DECLS
