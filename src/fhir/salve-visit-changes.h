/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what to an Appointment, and when: an extension an entry, in the Appointment itself, so that it goes wherever the
 * Appointment goes, through whatever server. Each has an id of its own, by which entries that two desks added at once are
 * put together and not compared. */
#pragma once

#include "salve-appointment-cycle.h"
#include "salve-instant.h"
#include "salve-resource.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_VISIT_BOOKED,  /* it was made */
  SALVE_VISIT_STEP,    /* it got another status */
  SALVE_VISIT_MOVED,   /* another time or another doctor */
  SALVE_VISIT_CHANGED, /* something else */
} SalveVisitDeed;

typedef struct
{
  SalveVisitDeed deed;
  SalveAppointmentStatus status; /* that it got, or kept */
  SalveInstant at;
  char *who;   /* the person's name; NULL where it was not said */
  char *where; /* the computer's, likewise */
} SalveVisitChange;

GPtrArray *salve_visit_changes_read (SalveResource *appointment);
SalveResource *salve_visit_changes_add (SalveResource *appointment,
                                        SalveResource *old,
                                        SalveInstant at,
                                        const char *who,
                                        const char *where,
                                        GError **error);

G_END_DECLS
