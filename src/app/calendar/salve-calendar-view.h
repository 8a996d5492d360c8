/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar: day, work week, week, month and agenda over the same appointments, with everything a person does to
 * them by mouse, by keys and by menu.
 *
 * Actions, under the view: calendar.today, .previous, .next, .mode ('s'), .new, .reload, .show-cancelled, .zoom-in,
 * .zoom-out, .print, .export-calendar, .export-table; appointment.<step> ('s', id) for what is in its popover. */
#pragma once

#include <adwaita.h>

#include "salve-calendar-range.h"
#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CALENDAR_VIEW (salve_calendar_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveCalendarView, salve_calendar_view, SALVE, CALENDAR_VIEW, AdwBreakpointBin)

void salve_calendar_view_show (SalveCalendarView *self, SalveCalendarMode mode, SalvePartialDate day);
void salve_calendar_view_set_doctors (SalveCalendarView *self, const char *const *doctors);
gboolean salve_calendar_view_open_popover (SalveCalendarView *self, const char *appointment_id);
void salve_calendar_view_show_side (SalveCalendarView *self, const char *quick_text);

G_END_DECLS
