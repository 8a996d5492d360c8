/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one page of the calendar shows: the columns with their hours, and the appointments. Read from the store at once,
 * then handed to whichever widget draws it. */
#pragma once

#include "salve-calendar-event.h"
#include "salve-calendar-range.h"
#include "salve-clinic.h"
#include "salve-directory.h"

G_BEGIN_DECLS

typedef struct
{
  SalveCalendarMode mode;
  GArray *days;       /* of SalvePartialDate */
  SalveTimeSpan span; /* from the first day to the last */
  GPtrArray *rows;    /* of SalveAppointmentRow */
  GPtrArray *columns; /* of SalveCalendarColumn; empty where the mode has none */
  GPtrArray *events;  /* of SalveCalendarEvent */
  GArray *n_more;     /* guint: how many more there are on each of the days; NULL: all were read */
  SalveDiary *hours;  /* everybody's, without bookings; NULL where the mode has no columns */
  SalveDiary *diary;  /* NULL until salve_calendar_page_get_diary() */
} SalveCalendarPage;

SalveCalendarPage *salve_calendar_page_read (SalveClinic *clinic,
                                             SalveDirectory *directory,
                                             SalveCalendarMode mode,
                                             SalvePartialDate day,
                                             guint work_days,
                                             const char *const *doctors,
                                             gboolean show_cancelled,
                                             GError **error);
SalveCalendarPage *salve_calendar_page_read_month (SalveClinic *clinic,
                                                   SalveDirectory *directory,
                                                   SalvePartialDate day,
                                                   guint n_weeks,
                                                   guint most,
                                                   const char *const *doctors,
                                                   gboolean show_cancelled,
                                                   GError **error);
SalveCalendarPage *salve_calendar_page_read_day (SalveClinic *clinic,
                                                 SalveDirectory *directory,
                                                 SalvePartialDate day,
                                                 const char *const *doctors,
                                                 GError **error);
void salve_calendar_page_free (SalveCalendarPage *self);
const SalveAppointmentRow *salve_calendar_page_find (const SalveCalendarPage *self, const char *id);
const SalveDiary *salve_calendar_page_get_diary (SalveCalendarPage *self, SalveClinic *clinic);
const SalveCalendarColumn *salve_calendar_page_find_column (const SalveCalendarPage *self,
                                                            const char *column_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCalendarPage, salve_calendar_page_free)

G_END_DECLS
