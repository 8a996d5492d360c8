/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* The weeks of a month, a cell a day. What does not fit into a cell is counted ("5 more").
 *
 * Zone, locale (it says the first weekday) and now are set by functions. Signals:
 *   event-activated (id), event-open-record (id), step-requested (id), delete-requested (id)
 *   menu-requested (id or NULL, start)
 *   day-activated (start)                 Enter on a day, a click on its number or on "more": show that day
 *   create (start, end)                   a double click on a day, Insert; a drag over days. Whole days of the zone.
 *   move (id, start, end, copy)           dropped on another day at the same wall-clock time
 *   cursor-moved (start)                  the chosen day's beginning
 *   range-wanted (start, end)             the shown weeks changed (keys, wheel or a finger went to another month)
 *   rows-changed ()                       the cells have room for more or fewer lines than before */
#define SALVE_TYPE_MONTH_GRID (salve_month_grid_get_type ())
G_DECLARE_FINAL_TYPE (SalveMonthGrid, salve_month_grid, SALVE, MONTH_GRID, GtkWidget)

GtkWidget *salve_month_grid_new (void);
void salve_month_grid_set_month (SalveMonthGrid *self, SalvePartialDate day);
SalvePartialDate salve_month_grid_get_month (SalveMonthGrid *self);
SalveTimeSpan salve_month_grid_get_range (SalveMonthGrid *self);
guint salve_month_grid_count_weeks (SalveMonthGrid *self, SalvePartialDate day);
guint salve_month_grid_count_rows (SalveMonthGrid *self, guint n_weeks);
void salve_month_grid_set_events (SalveMonthGrid *self, GPtrArray *events, GArray *n_more);
void salve_month_grid_set_zone (SalveMonthGrid *self, GTimeZone *zone);
void salve_month_grid_set_locale (SalveMonthGrid *self, SalveLocale *locale);
void salve_month_grid_set_now (SalveMonthGrid *self, SalveInstant now);
void salve_month_grid_set_cursor (SalveMonthGrid *self, SalvePartialDate day);
SalvePartialDate salve_month_grid_get_cursor (SalveMonthGrid *self);
gboolean salve_month_grid_is_in_hand (SalveMonthGrid *self);
gboolean salve_month_grid_get_event_rect (SalveMonthGrid *self, const char *id, GdkRectangle *rect);
gboolean salve_month_grid_get_day_rect (SalveMonthGrid *self, SalvePartialDate day, GdkRectangle *rect);

G_END_DECLS
