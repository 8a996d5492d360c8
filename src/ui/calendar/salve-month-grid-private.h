/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-calendar-draw.h"
#include "salve-day-cells.h"
#include "salve-month-grid.h"

G_BEGIN_DECLS

#define MONTH_DAYS 42

/* One line of a cell, or a bar over several days of one week. */
typedef struct
{
  SalveCalendarEvent *event;
  guint first_day; /* 0 to 41 */
  guint last_day;
  guint row;
  gboolean bar;
  PangoLayout *text;
  int text_width;
} MonthLine;

typedef struct
{
  GArray *events; /* SalveCalendarEvent *, by start; of those that are lines */
  guint n_more;   /* that are not among the events */
  guint n_bars;   /* rows that bars take here */
  guint n_shown;
  guint n_hidden;
} MonthDay;

struct _SalveMonthGrid
{
  GtkWidget parent_instance;

  GTimeZone *zone;
  SalveLocale *locale;
  SalveInstant now;
  GPtrArray *events;
  SalvePartialDate month; /* its first day */
  SalvePartialDate first; /* the first cell */
  guint n_weeks;
  SalveInstant starts[MONTH_DAYS + 1];
  MonthDay days[MONTH_DAYS];
  GArray *lines; /* MonthLine: what is drawn */
  gboolean lines_known;
  PangoLayout *numbers[MONTH_DAYS];
  PangoLayout *weekdays[7];

  SalveDayCells *cells; /* for assistive technology */
  SalveCalendarStyle style;
  SalveCalendarColours colours;
  gboolean colours_known;
  double line; /* 0: not measured */
  double small;
  guint n_rows; /* of a cell */

  SalvePartialDate cursor;
  char *focused;
  SalveCalendarEvent *held; /* in hand */
  gboolean held_by_keys;
  gboolean held_copy;
  int range_from; /* a drag over days, -1: none */
  int range_to;
  int held_day;
  double scrolled;
};

enum
{
  MONTH_EVENT_ACTIVATED,
  MONTH_EVENT_OPEN_RECORD,
  MONTH_STEP_REQUESTED,
  MONTH_DELETE_REQUESTED,
  MONTH_MENU_REQUESTED,
  MONTH_DAY_ACTIVATED,
  MONTH_CREATE,
  MONTH_MOVE,
  MONTH_CURSOR_MOVED,
  MONTH_RANGE_WANTED,
  MONTH_ROWS_CHANGED,
  MONTH_N_SIGNALS
};
extern guint salve_month_grid_signals[MONTH_N_SIGNALS];

void salve_month_grid_lay_out (SalveMonthGrid *self);
int salve_month_grid_day_of (SalveMonthGrid *self, SalveInstant time);
void salve_month_grid_day_box (SalveMonthGrid *self, guint day, graphene_rect_t *box);
void salve_month_grid_line_box (SalveMonthGrid *self, const MonthLine *line, graphene_rect_t *box);
int salve_month_grid_day_at (SalveMonthGrid *self, double x, double y);
MonthLine *salve_month_grid_line_at (SalveMonthGrid *self, double x, double y);
int salve_month_grid_day_index (SalveMonthGrid *self, SalvePartialDate day);
gboolean salve_month_grid_show_month (SalveMonthGrid *self, SalvePartialDate day, gboolean by_person);
void salve_month_grid_move_cursor (SalveMonthGrid *self, SalvePartialDate day);
void salve_month_grid_set_focused (SalveMonthGrid *self, const char *id);
SalveCalendarEvent *salve_month_grid_find_event (SalveMonthGrid *self, const char *id);
void salve_month_grid_take (SalveMonthGrid *self, SalveCalendarEvent *event, int day, gboolean by_keys);
void salve_month_grid_drop (SalveMonthGrid *self, gboolean copy);
void salve_month_grid_cancel (SalveMonthGrid *self);
void salve_month_grid_draw (SalveMonthGrid *self, GtkSnapshot *snapshot);
void salve_month_grid_install_input (SalveMonthGrid *self);
void salve_month_grid_class_install_keys (GtkWidgetClass *widget_class);
gboolean salve_month_grid_focus_step (SalveMonthGrid *self, int step);

G_END_DECLS
