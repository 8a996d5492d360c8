/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* A wish for a time that is not free yet (FHIR: an Appointment with status waitlist and requestedPeriod). */
#define SALVE_TYPE_WISH (salve_wish_get_type ())
typedef struct
{
  char *id;
  char *patient_id;
  char *doctor_id;     /* or NULL: anybody */
  char *visit_type_id; /* or NULL */
  int minutes;
  guint weekdays;       /* bits 1 << weekday; 0: any */
  int from_minute;      /* of the day; both 0: any time */
  int to_minute;        /* 0: until the end of the day */
  SalveTimeSpan period; /* not before start; by end */
  int priority; /* 0 routine; greater is more urgent (Appointment.priority as iCalendar has it is mapped at the border) */
  SalveInstant since;
} SalveWish;

GType salve_wish_get_type (void) G_GNUC_CONST;
SalveWish *salve_wish_new (const char *id, const char *patient_id, int minutes);
SalveWish *salve_wish_copy (const SalveWish *self);
void salve_wish_free (SalveWish *self);

/* Where a visit would be in a freed time: FALSE where it does not fit. */
gboolean salve_wish_place (const SalveWish *wish,
                           SalveTimeSpan freed,
                           const GArray *busy,
                           GTimeZone *zone,
                           SalveTimeSpan *place);
/* Whom a freed time suits, most urgent and longest waiting first: (element-type SalveWish) (transfer container). */
GPtrArray *salve_waiting_list_match (GPtrArray *wishes,
                                     SalveTimeSpan freed,
                                     const char *doctor_id,
                                     const char *visit_type_id,
                                     GTimeZone *zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveWish, salve_wish_free)

G_END_DECLS
