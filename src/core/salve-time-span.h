/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-instant.h"

G_BEGIN_DECLS

/* From start (in it) to end (not in it); end > start. In arrays: GArray of SalveTimeSpan, ascending and disjoint
 * where a function says "set of spans". */
typedef struct
{
  SalveInstant start;
  SalveInstant end;
} SalveTimeSpan;

#define SALVE_INSTANT_MINUTE (60 * SALVE_INSTANT_SECOND)

gboolean salve_time_span_overlaps (SalveTimeSpan a, SalveTimeSpan b);
void salve_time_spans_normalise (GArray *spans);
GArray *salve_time_spans_subtract (GArray *spans, GArray *taken);
GArray *salve_time_spans_intersect (GArray *a, GArray *b);

/* The wall clock of a zone. A local time that a DST change skips is the instant at which the clock has moved on
 * (02:30 becomes 03:00); one that comes twice is its first. minute may be 0 to 1440 (1440: midnight at the day's end). */
SalveInstant salve_wall_clock_to_instant (SalvePartialDate day, int minute, GTimeZone *zone);
gboolean salve_wall_clock_exists (SalvePartialDate day, int minute, GTimeZone *zone);
SalveTimeSpan salve_wall_clock_day (SalvePartialDate day, GTimeZone *zone);

G_END_DECLS
