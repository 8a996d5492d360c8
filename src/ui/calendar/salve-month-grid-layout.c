/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where everything in a month is: which appointments are lines of which day, and what is at a point. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <math.h>

#include "salve-month-grid-private.h"
#include "salve-overlap-layout.h"

#define DAY_LENGTH (24 * 60 * SALVE_INSTANT_MINUTE)
#define ROWS_UNSEEN 8 /* of a cell, before there is a size */

/* The day of a time: 0 to 41; -1 before them, 42 after. */
int
salve_month_grid_day_of (SalveMonthGrid *self, SalveInstant time)
{
  int low = 0, high = MONTH_DAYS;

  if (time < self->starts[0])
    return -1;
  while (high - low > 1)
    {
      int middle = (low + high) / 2;

      if (self->starts[middle] <= time)
        low = middle;
      else
        high = middle;
    }
  return time >= self->starts[MONTH_DAYS] ? MONTH_DAYS : low;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const SalveCalendarEvent *left = *(SalveCalendarEvent *const *)a, *right = *(SalveCalendarEvent *const *)b;

  if (left->span.start != right->span.start)
    return left->span.start < right->span.start ? -1 : 1;
  return g_strcmp0 (left->id, right->id);
}

static gboolean
is_bar (const SalveCalendarEvent *event)
{
  return event->all_day || event->span.end - event->span.start >= DAY_LENGTH;
}

/* Sorts the events into the days; of the time in between nothing is formatted. */
static void
sort_events (SalveMonthGrid *self)
{
  for (guint i = 0; i < MONTH_DAYS; i++)
    {
      g_array_set_size (self->days[i].events, 0);
      self->days[i].n_bars = 0;
    }
  for (guint i = 0; i < self->events->len; i++)
    {
      SalveCalendarEvent *event = self->events->pdata[i];
      int day = salve_month_grid_day_of (self, event->span.start);

      if (day >= 0 && day < MONTH_DAYS && !is_bar (event))
        g_array_append_val (self->days[day].events, event);
    }
  for (guint i = 0; i < MONTH_DAYS; i++)
    g_array_sort (self->days[i].events, compare_events);
}

static void
add_line (SalveMonthGrid *self, SalveCalendarEvent *event, guint first, guint last, guint row, gboolean bar)
{
  MonthLine line = { salve_calendar_event_ref (event), first, last, row, bar };

  g_array_append_val (self->lines, line);
}

static void
lay_out_bars (SalveMonthGrid *self, guint week, GPtrArray *bars)
{
  g_autofree SalveOverlapItem *items = g_new (SalveOverlapItem, bars->len + 1);
  g_autofree SalveOverlapPlace *places = g_new (SalveOverlapPlace, bars->len + 1);
  g_autofree SalveCalendarEvent **events = g_new (SalveCalendarEvent *, bars->len + 1);
  int first = (int)week * 7;
  guint n = 0;

  for (guint i = 0; i < bars->len; i++)
    {
      SalveCalendarEvent *event = bars->pdata[i];
      int from = MAX (salve_month_grid_day_of (self, event->span.start), first),
          to = MIN (salve_month_grid_day_of (self, event->span.end - 1), first + 6);

      if (from > to)
        continue;
      events[n] = event;
      items[n++] = (SalveOverlapItem){ from, to + 1, event->id };
    }
  salve_overlap_layout (items, n, places);
  for (guint i = 0; i < n; i++)
    {
      add_line (self, events[i], (guint)items[i].start, (guint)items[i].end - 1, places[i].lane, TRUE);
      for (gint64 day = items[i].start; day < items[i].end; day++)
        self->days[day].n_bars = MAX (self->days[day].n_bars, places[i].lane + 1);
    }
}

static void
measure_line (SalveMonthGrid *self)
{
  g_autoptr (PangoLayout) sample = NULL;
  int width, height;

  if (self->line > 0)
    return;
  sample = gtk_widget_create_pango_layout (GTK_WIDGET (self), "Ag");
  pango_layout_get_pixel_size (sample, &width, &height);
  self->line = height;
  self->small = round (height * 0.87);
}

static double
header_height (SalveMonthGrid *self)
{
  return self->line + 10;
}

/**
 * salve_month_grid_count_rows:
 * @n_weeks: of the month, 4 to 6
 *
 * Returns: how many lines a cell of such a month has room for in the widget's size
 */
guint
salve_month_grid_count_rows (SalveMonthGrid *self, guint n_weeks)
{
  double all = gtk_widget_get_height (GTK_WIDGET (self)), top, height;

  if (all <= 0)
    return ROWS_UNSEEN;
  measure_line (self);
  top = header_height (self);
  /* As the first cell has it. */
  height = round (top + (all - top) / n_weeks) - round (top);
  return (guint)MAX (0, floor ((height - self->line - 6) / (self->line + 1)));
}

static void
lay_out_day (SalveMonthGrid *self, guint n, guint rows)
{
  MonthDay *day = &self->days[n];
  guint space = rows > day->n_bars ? rows - day->n_bars : 0, all = day->events->len + day->n_more,
        shown = MIN (day->events->len, space);

  /* The last row says how many more there are. */
  if (shown < all && shown == space && shown > 0)
    shown--;
  for (guint i = 0; i < shown; i++)
    add_line (self, g_array_index (day->events, SalveCalendarEvent *, i), n, n, day->n_bars + i, FALSE);
  day->n_shown = shown;
  day->n_hidden = all - shown;
}

/* Says what is drawn. Bars beyond the cell's rows are counted with the hidden ones. */
void
salve_month_grid_lay_out (SalveMonthGrid *self)
{
  g_autoptr (GPtrArray) bars = g_ptr_array_new ();
  guint rows;

  if (self->lines_known)
    return;
  measure_line (self);
  sort_events (self);
  for (guint i = 0; i < self->events->len; i++)
    if (is_bar (self->events->pdata[i]))
      g_ptr_array_add (bars, self->events->pdata[i]);
  for (guint week = 0; week < self->n_weeks; week++)
    lay_out_bars (self, week, bars);
  rows = salve_month_grid_count_rows (self, self->n_weeks);
  for (guint i = self->lines->len; i > 0; i--)
    {
      MonthLine *line = &g_array_index (self->lines, MonthLine, i - 1);

      if (line->row >= MAX (1, rows))
        g_array_remove_index_fast (self->lines, i - 1);
    }
  for (guint i = 0; i < self->n_weeks * 7; i++)
    lay_out_day (self, i, rows);
  self->lines_known = TRUE;
}

void
salve_month_grid_day_box (SalveMonthGrid *self, guint day, graphene_rect_t *box)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), top = header_height (self);
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - top;
  guint column = day % 7, week = day / 7;
  double y = round (top + height * week / self->n_weeks),
         end = round (top + height * (week + 1) / self->n_weeks);
  double left, right;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    column = 6 - column;
  left = round (width * column / 7);
  right = round (width * (column + 1) / 7);
  *box = GRAPHENE_RECT_INIT ((float)left, (float)y, (float)(right - left), (float)(end - y));
}

void
salve_month_grid_line_box (SalveMonthGrid *self, const MonthLine *line, graphene_rect_t *box)
{
  graphene_rect_t first, last;
  double row = self->line + 1;

  salve_month_grid_day_box (self, line->first_day, &first);
  salve_month_grid_day_box (self, line->last_day, &last);
  graphene_rect_union (&first, &last, box);
  box->origin.x += 3;
  box->size.width -= 6;
  box->origin.y += (float)(self->line + 5 + line->row * row);
  box->size.height = (float)row - 1;
}

int
salve_month_grid_day_at (SalveMonthGrid *self, double x, double y)
{
  for (guint i = 0; i < self->n_weeks * 7; i++)
    {
      graphene_rect_t box;

      salve_month_grid_day_box (self, i, &box);
      if (graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float)x, (float)y)))
        return (int)i;
    }
  return -1;
}

MonthLine *
salve_month_grid_line_at (SalveMonthGrid *self, double x, double y)
{
  salve_month_grid_lay_out (self);
  for (guint i = 0; i < self->lines->len; i++)
    {
      MonthLine *line = &g_array_index (self->lines, MonthLine, i);
      graphene_rect_t box;

      salve_month_grid_line_box (self, line, &box);
      if (graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float)x, (float)y)))
        return line;
    }
  return NULL;
}

static void
to_rectangle (const graphene_rect_t *box, GdkRectangle *rect)
{
  *rect =
      (GdkRectangle){ (int)box->origin.x, (int)box->origin.y, (int)box->size.width, (int)box->size.height };
}

/**
 * salve_month_grid_is_in_hand:
 *
 * Returns: whether an event is being moved just now, or days are being chosen
 */
gboolean
salve_month_grid_is_in_hand (SalveMonthGrid *self)
{
  g_return_val_if_fail (SALVE_IS_MONTH_GRID (self), FALSE);

  return self->held != NULL || self->range_from >= 0;
}

/** salve_month_grid_get_event_rect: Returns: whether it is in sight; else its day's cell is given */
gboolean
salve_month_grid_get_event_rect (SalveMonthGrid *self, const char *id, GdkRectangle *rect)
{
  SalveCalendarEvent *event = salve_month_grid_find_event (self, id);
  graphene_rect_t box;

  salve_month_grid_lay_out (self);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const MonthLine *line = &g_array_index (self->lines, MonthLine, i);

      if (!g_str_equal (line->event->id, id))
        continue;
      salve_month_grid_line_box (self, line, &box);
      to_rectangle (&box, rect);
      return TRUE;
    }
  if (event != NULL)
    salve_month_grid_get_day_rect (self, salve_instant_to_date (event->span.start, self->zone), rect);
  return FALSE;
}

/** salve_month_grid_get_day_rect: */
gboolean
salve_month_grid_get_day_rect (SalveMonthGrid *self, SalvePartialDate day, GdkRectangle *rect)
{
  int index = salve_month_grid_day_index (self, day);
  graphene_rect_t box;

  if (index < 0)
    return FALSE;
  salve_month_grid_lay_out (self);
  salve_month_grid_day_box (self, (guint)index, &box);
  to_rectangle (&box, rect);
  return TRUE;
}
