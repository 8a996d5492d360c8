/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* When somebody is taken, whatever it is that takes them: spans in order of time that neither overlap nor touch, side by
 * side in memory. Going through a full year of them costs little more than reading them. Plain; one thread at a time. */
typedef struct
{
  SalveTimeSpan *spans;
  guint n;
  guint size;
} SalveBusySpans;

void salve_busy_spans_clear (SalveBusySpans *self);
void salve_busy_spans_add (SalveBusySpans *self, SalveTimeSpan span);
SalveTimeSpan salve_busy_spans_take_out (SalveBusySpans *self, SalveInstant at);
guint salve_busy_spans_seek (const SalveBusySpans *self, guint from, SalveInstant at);
SalveInstant
salve_busy_spans_fit (const SalveBusySpans *self, guint *place, SalveInstant earliest, gint64 width);

G_END_DECLS
