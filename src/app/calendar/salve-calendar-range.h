/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which days a mode of the calendar shows, and what the page is called. Values alone: no widget and no clock. */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_CALENDAR_DAY,       /* doctors side by side */
  SALVE_CALENDAR_WORK_WEEK, /* the days on which the clinic opens */
  SALVE_CALENDAR_WEEK,
  SALVE_CALENDAR_MONTH, /* whole weeks around a month */
  SALVE_CALENDAR_AGENDA,
} SalveCalendarMode;
#define SALVE_CALENDAR_N_MODES 5

const char *salve_calendar_mode_to_name (SalveCalendarMode mode);
gboolean salve_calendar_mode_parse (const char *name, SalveCalendarMode *mode);

GArray *salve_calendar_range_list_days (SalveCalendarMode mode,
                                        SalvePartialDate day,
                                        guint work_days,
                                        const SalveLocale *locale);
SalveTimeSpan salve_calendar_range_get_span (const GArray *days, GTimeZone *zone);
SalvePartialDate
salve_calendar_range_step (SalveCalendarMode mode, SalvePartialDate day, int steps, guint work_days);
char *
salve_calendar_range_format_title (SalveCalendarMode mode, const GArray *days, const SalveLocale *locale);
char *salve_calendar_range_format_subtitle (SalveCalendarMode mode,
                                            const GArray *days,
                                            const SalveLocale *locale,
                                            gboolean narrow);
guint salve_calendar_week_number (SalvePartialDate day);

G_END_DECLS
