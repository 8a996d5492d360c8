/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A week of working hours, drawn: seven columns, an interval a block. Intervals are added, moved and resized by dragging
 * or by keys: Enter on a day adds one, Up and Down move it, Shift with them moves its end, Ctrl its beginning, Ctrl with
 * Left and Right takes it to another day, Delete removes it.
 *
 * Signal "changed": a person has changed the hours. */
#pragma once

#include <gtk/gtk.h>

#include "salve-timetable.h"

G_BEGIN_DECLS

#define SALVE_TYPE_HOURS_VIEW (salve_hours_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveHoursView, salve_hours_view, SALVE, HOURS_VIEW, GtkWidget)

GtkWidget *salve_hours_view_new (SalveLocale *locale, gboolean editable);
void salve_hours_view_set_rules (SalveHoursView *self, const GArray *rules);
GArray *salve_hours_view_get_rules (SalveHoursView *self);
void salve_hours_view_set_colour (SalveHoursView *self, int colour);
char *salve_minute_format (int minute, const SalveLocale *locale);
char *salve_minutes_format_range (int start, int end, const SalveLocale *locale);

G_END_DECLS
