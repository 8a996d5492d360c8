/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* When somebody or something (a doctor, a room, a device) can be booked: weekly hours in wall-clock time, minus
 * absences and holidays, plus times opened by hand. A plain value; owned by who made it, used on one thread at a time. */

/* One interval of a weekday. */
typedef struct
{
  guint weekday;               /* 1 Monday to 7 Sunday */
  int start_minute;            /* of the day, 0 to 1439 */
  int end_minute;              /* greater than start_minute, up to 1440 */
  SalvePartialDate valid_from; /* first day it holds; unset: always */
  SalvePartialDate valid_to;   /* last day it holds; unset: for ever */
  const char *location_id;     /* interned, or NULL */
} SalveHoursRule;

typedef enum
{
  SALVE_EXCEPTION_ABSENCE, /* closed, with a reason */
  SALVE_EXCEPTION_HOLIDAY, /* the whole clinic */
  SALVE_EXCEPTION_OPENED,  /* open although the weekly hours say otherwise */
} SalveExceptionKind;

typedef struct
{
  SalveExceptionKind kind;
  SalveTimeSpan span;
  char *id;                /* of the Slot */
  char *reason;            /* or NULL */
  const char *location_id; /* interned, or NULL */
} SalveTimetableException;

/* Time that can be booked. */
typedef struct
{
  SalveTimeSpan span;
  const char *location_id; /* interned, or NULL */
  gboolean opened;         /* by hand, not by the weekly hours */
} SalveOpenTime;

#define SALVE_TYPE_TIMETABLE (salve_timetable_get_type ())
typedef struct _SalveTimetable SalveTimetable;

GType salve_timetable_get_type (void) G_GNUC_CONST;
SalveTimetable *salve_timetable_new (const char *actor_id);
SalveTimetable *salve_timetable_ref (SalveTimetable *self);
void salve_timetable_unref (SalveTimetable *self);
const char *salve_timetable_get_actor_id (const SalveTimetable *self);

void salve_timetable_add_rule (SalveTimetable *self, SalveHoursRule rule);
void salve_timetable_add_exception (SalveTimetable *self,
                                    SalveExceptionKind kind,
                                    SalveTimeSpan span,
                                    const char *id,
                                    const char *reason,
                                    const char *location_id);
const GArray *salve_timetable_get_rules (const SalveTimetable *self);         /* of SalveHoursRule */
const GPtrArray *salve_timetable_get_exceptions (const SalveTimetable *self); /* of SalveTimetableException */

GArray *salve_timetable_list_open (const SalveTimetable *self, SalveTimeSpan range, GTimeZone *zone);
GPtrArray *salve_timetable_list_exceptions (const SalveTimetable *self, SalveTimeSpan range);

/* Ranges of dates × times (S4.6): each day from first to last whose weekday is in weekdays (bit 1 << weekday), from
 * start_minute to end_minute, cut into spans of grid minutes (0: one span). */
GArray *salve_timetable_spread (SalvePartialDate first,
                                SalvePartialDate last,
                                guint weekdays,
                                int start_minute,
                                int end_minute,
                                int grid,
                                GTimeZone *zone);

typedef enum
{
  SALVE_HOURS_ERROR_DAY,     /* a word that is no weekday, or could be two */
  SALVE_HOURS_ERROR_TIME,    /* not a time, or an end before its start */
  SALVE_HOURS_ERROR_OVERLAP, /* two intervals of one day have time in common */
} SalveHoursError;
#define SALVE_HOURS_ERROR (salve_hours_error_quark ())
GQuark salve_hours_error_quark (void);

/* "Mo-Fr 8-12, 13:00-17:30; Sa 9-12" in the locale's weekday names: an array of SalveHoursRule, or an error that
 * names the part that is not understood. */
GArray *salve_hours_parse_typed (const char *text, const SalveLocale *locale, GError **error);
char *salve_hours_format (const GArray *rules, const SalveLocale *locale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveTimetable, salve_timetable_unref)

G_END_DECLS
