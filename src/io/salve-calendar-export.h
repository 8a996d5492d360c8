/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments as an iCalendar file (RFC 5545). */
#pragma once

#include "salve-calendar-item.h"

G_BEGIN_DECLS

typedef struct
{
  GTimeZone *zone;     /* the clinic's */
  const char *name;    /* of the calendar, or NULL */
  SalveInstant now;    /* when it is written, for what has no time of change of its own */
  gboolean with_names; /* FALSE: patients' initials, and neither reasons nor notes */
} SalveCalendarOptions;

char *salve_calendar_to_text (GPtrArray *items, const SalveCalendarOptions *options);

G_END_DECLS
