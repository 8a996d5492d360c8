/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Busy times out of another program's iCalendar file, to become absences. */
#pragma once

#include "salve-io-error.h"
#include "salve-time-span.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  SalveTimeSpan span;
  char *summary; /* or NULL */
} SalveBusyTime;

typedef struct
{
  GArray *times; /* SalveBusyTime, by start */
  GPtrArray
      *problems; /* (element-type utf8) translated sentences: events that are not understood, left out */
} SalveBusyTimes;

SalveBusyTimes *salve_busy_times_parse (const char *text,
                                        gssize length,
                                        SalveTimeSpan range,
                                        GTimeZone *zone,
                                        GError **error);
SalveBusyTimes *salve_busy_times_read (GFile *file,
                                       SalveTimeSpan range,
                                       GTimeZone *zone,
                                       GCancellable *cancellable,
                                       GError **error);
void salve_busy_times_free (SalveBusyTimes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveBusyTimes, salve_busy_times_free)

G_END_DECLS
