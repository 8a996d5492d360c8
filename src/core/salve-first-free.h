/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-diary.h"
#include "salve-visit-type.h"

G_BEGIN_DECLS

/* What is looked for. Plain; the strings belong to the caller while the search runs. */
typedef struct
{
  const char *const *doctors;       /* ids, NULL-terminated */
  const SalveVisitType *visit_type; /* its length and buffers */
  int minutes;                      /* 0: the visit type's */
  const char *patient_id;           /* or NULL: whose own clashes count too */
  const char *room_id;              /* or NULL: any */
  const char *device_id;            /* or NULL: none is needed */
  const char *location_id;          /* or NULL: any */
  guint weekdays;                   /* bits 1 << weekday (1 Monday to 7 Sunday); 0: all */
  int from_minute;                  /* part of the day, 0 to 1440; both 0: all day */
  int to_minute;
  SalveInstant earliest;
  SalveInstant latest; /* nothing that ends after it */
  int grid;            /* minutes between offered starts, 5 to 60; 0: 15 */
  guint count;         /* how many are wanted, 1 to 1000 */
  gboolean spread;     /* one a doctor in turn, instead of strictly by time */
} SalveFreeQuery;

typedef struct
{
  SalveTimeSpan span;
  const char *doctor_id;   /* one of the query's */
  const char *location_id; /* interned, or NULL */
} SalveFreeTime;

/* Returns: (element-type SalveFreeTime) (transfer full): in order of start, then as the doctors were given. */
GArray *salve_first_free (const SalveDiary *diary, const SalveFreeQuery *query, GTimeZone *zone);

G_END_DECLS
