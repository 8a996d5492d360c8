/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* Hours down, columns across: doctors of a day, or days of a week. A GtkScrollable: put it into a GtkScrolledWindow.
 *
 * Properties: zone (GTimeZone), locale (SalveLocale), now (gint64, SALVE_INSTANT_NONE hides the line), row-minutes
 * (double, minutes that a line of text is high, 3 to 60: the zoom), snap (minutes, 1 to 60, default 15), slot-minutes
 * (length of what Enter creates, default 30), focused-event (readable string or NULL).
 *
 * Signals (ids are const char *, times gint64 SalveInstant):
 *   event-activated (id)                         a click, Enter: show its details at salve_day_grid_get_event_rect ()
 *   event-open-record (id)                       a double click, Ctrl+Enter
 *   create (column_id, start, end)               dragged, or Enter on the cursor
 *   move (id, column_id, start, end, copy)       dropped, resized, or moved with M or Alt+arrows
 *   step-requested (id)                          Space: the next step of its cycle
 *   delete-requested (id)                        Delete
 *   menu-requested (id or NULL, column_id, start)  Menu, Shift+F10, secondary button, a finger that rests and goes
 *   cursor-moved (column_id, start)
 *   next-free-requested (column_id, start)       N
 *   page-requested (direction int)               arrows beyond the first (-1) or last (1) column
 *   column-activated (column_id)                 a click on its title
 *   drop-refused (reason)                        what SalveDropCheck said when it was dropped
 *
 * Keys: arrows, Page Up and Down, Home and End (working hours), Ctrl+Home and Ctrl+End (columns) move the cursor; Tab goes
 * through the events; Enter, Ctrl+Enter, Space, Delete, Menu as above; Shift+Up and Down choose a length; M takes an event
 * in hand (arrows, Enter drops it, Ctrl+Enter a copy, Escape); plus, minus, Alt+Up and Down change its length; N; Ctrl with
 * plus, minus and 0 zooms. */
#define SALVE_TYPE_DAY_GRID (salve_day_grid_get_type ())
G_DECLARE_FINAL_TYPE (SalveDayGrid, salve_day_grid, SALVE, DAY_GRID, GtkWidget)

/* Whether a span may be put into a column; event_id is NULL for a new one and for a copy. NULL: it fits; else why not, a new string
 * in a short sentence. Called while dragging whenever the place changes: it must be quick. */
typedef char *(*SalveDropCheck) (const char *column_id,
                                 SalveTimeSpan span,
                                 const char *event_id,
                                 gpointer user_data);

GtkWidget *salve_day_grid_new (void);
void salve_day_grid_set_columns (SalveDayGrid *self, GPtrArray *columns); /* of SalveCalendarColumn */
void salve_day_grid_set_events (SalveDayGrid *self, GPtrArray *events);   /* of SalveCalendarEvent */
void salve_day_grid_set_content (SalveDayGrid *self, GPtrArray *columns, GPtrArray *events);
void salve_day_grid_set_zone (SalveDayGrid *self, GTimeZone *zone);
void salve_day_grid_set_locale (SalveDayGrid *self, SalveLocale *locale);
void salve_day_grid_set_now (SalveDayGrid *self, SalveInstant now);
void salve_day_grid_set_drop_check (SalveDayGrid *self,
                                    SalveDropCheck check,
                                    gpointer user_data,
                                    GDestroyNotify destroy);

double salve_day_grid_get_row_minutes (SalveDayGrid *self);
void salve_day_grid_set_row_minutes (SalveDayGrid *self, double minutes);
void salve_day_grid_zoom (SalveDayGrid *self, int steps);

void salve_day_grid_scroll_to (SalveDayGrid *self, const char *column_id, int minute);
void salve_day_grid_set_cursor (SalveDayGrid *self, const char *column_id, SalveInstant start);
gboolean salve_day_grid_get_cursor (SalveDayGrid *self, const char **column_id, SalveTimeSpan *span);
gboolean salve_day_grid_focus_event (SalveDayGrid *self, const char *id);
const char *salve_day_grid_get_focused_event (SalveDayGrid *self);
gboolean salve_day_grid_is_in_hand (SalveDayGrid *self);
gboolean salve_day_grid_start_move (SalveDayGrid *self, const char *id);
gboolean salve_day_grid_get_event_rect (SalveDayGrid *self, const char *id, GdkRectangle *rect);
gboolean salve_day_grid_get_cell_rect (SalveDayGrid *self,
                                       const char *column_id,
                                       SalveTimeSpan span,
                                       GdkRectangle *rect);

G_END_DECLS
