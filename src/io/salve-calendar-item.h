/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments as files take them: with everybody's names, and in order. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-io-error.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* patient_name and the others of details are what is written. */
typedef struct
{
  SalveAppointmentDetails *details;
  SalveInstant modified; /* SALVE_INSTANT_NONE: not known */
} SalveCalendarItem;

SalveCalendarItem *salve_calendar_item_new (SalveAppointmentDetails *details, SalveInstant modified);
void salve_calendar_item_free (SalveCalendarItem *self);
char *salve_calendar_item_initials (const char *name);

GPtrArray *salve_calendar_items_load (SalveStore *store,
                                      SalveTimeSpan range,
                                      const char *const *doctors,
                                      const char *patient_id,
                                      GError **error);
gboolean salve_calendar_write_file (const char *path, const char *text, gssize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCalendarItem, salve_calendar_item_free)

G_END_DECLS
