/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-timetable.h"

G_BEGIN_DECLS

/* A day of a zone, worked out once for everybody who is asked about it. */
typedef struct
{
  SalvePartialDate date;
  guint weekday;   /* 1 Monday to 7 Sunday */
  GTimeZone *zone; /* not owned */
  SalveTimeSpan span;
  gboolean even; /* the clock does not change in it: minutes can be added to its midnight */
} SalveClockDay;

SalveClockDay salve_clock_day_new (SalvePartialDate date, GTimeZone *zone);
SalveClockDay salve_clock_day_next (const SalveClockDay *self);
SalveInstant salve_clock_day_at (const SalveClockDay *self, int minute);

void salve_timetable_append_open (const SalveTimetable *self, const SalveClockDay *day, GArray *open);
gboolean salve_timetable_has_hours (const SalveTimetable *self);

G_END_DECLS
