/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyboard in a day grid. Arrows move a cursor over the times; Tab goes through the events; M takes one in hand. While
 * something is in hand the same keys move that. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-day-grid-private.h"

#define PAGE_MINUTES (4 * 60)

static void
emit_event (SalveDayGrid *self, guint signal)
{
  g_autofree char *id = g_strdup (self->focused);

  if (id != NULL)
    g_signal_emit (self, salve_day_grid_signals[signal], 0, id);
}

static const SalveDayScale *
scale_of (SalveDayGrid *self, guint column)
{
  return salve_day_axis_get_scale (self->axis, column);
}

static SalveInstant
step_of (SalveDayGrid *self)
{
  return self->snap * SALVE_INSTANT_MINUTE;
}

static void
show_span (SalveDayGrid *self, guint column, SalveTimeSpan span)
{
  const SalveDayScale *scale = scale_of (self, column);

  salve_day_grid_scroll_to_rect (self, salve_day_grid_span_rect (self, column,
                                                                 salve_day_scale_position (scale, span.start),
                                                                 salve_day_scale_position (scale, span.end)));
}

static void
announce_cursor (SalveDayGrid *self)
{
  g_autofree char *time = salve_format_span (self->cursor, self->zone, self->locale);
  g_autofree char *words =
      g_strdup_printf ("%s, %s", salve_day_grid_column (self, self->cursor_column)->column->title, time);

  salve_day_grid_announce (self, words);
}

/* Gives the keys somewhere to start from: now, else the first thing that is in sight. */
static gboolean
ensure_cursor (SalveDayGrid *self)
{
  GridRect body = salve_day_grid_body (self);
  GridPiece *piece = salve_day_grid_find_piece (self, self->focused, self->focused_column);
  guint column = 0;
  SalveInstant start;

  if (self->columns->len == 0)
    return FALSE;
  if (piece != NULL)
    {
      column = piece->column;
      start = piece->event->span.start;
    }
  else if (self->cursor_shown && self->cursor_column < self->columns->len)
    return TRUE;
  else
    {
      for (guint i = 0; i < self->columns->len && self->now != SALVE_INSTANT_NONE; i++)
        if (self->now >= scale_of (self, i)->span.start && self->now < scale_of (self, i)->span.end)
          {
            column = i;
            break;
          }
      start = salve_day_scale_time (scale_of (self, column), salve_day_grid_position_at (self, body.y + 8));
      if (self->now >= scale_of (self, column)->span.start && self->now < scale_of (self, column)->span.end)
        start = self->now;
    }
  start = salve_day_scale_snap (scale_of (self, column), start, self->snap);
  salve_day_grid_move_cursor (self, column, (SalveTimeSpan){ start, start + step_of (self) });
  return TRUE;
}

/* Where a time goes when it moves to another column: the same place of the axis, thus the same wall clock. */
static SalveInstant
across (SalveDayGrid *self, guint from, guint to, SalveInstant time)
{
  return salve_day_scale_time (scale_of (self, to), salve_day_scale_position (scale_of (self, from), time));
}

static gboolean
clamp_column (SalveDayGrid *self, guint column, int step, guint *out)
{
  int to = (int)column + step;

  if (to < 0 || to >= (int)self->columns->len)
    {
      g_signal_emit (self, salve_day_grid_signals[GRID_PAGE_REQUESTED], 0, step < 0 ? -1 : 1);
      return FALSE;
    }
  *out = (guint)to;
  return TRUE;
}

/* Moves what is in hand. */
static void
move_in_hand (SalveDayGrid *self, int columns, gint64 by)
{
  GridDrag *drag = &self->drag;
  SalveTimeSpan span = drag->span;
  gint64 length = span.end - span.start;
  guint column = drag->column;

  if (drag->kind != GRID_DRAG_MOVE)
    {
      span = salve_day_grid_resized (self, span, drag->kind,
                                     (drag->kind == GRID_DRAG_START ? span.start : span.end) + by);
    }
  else if (columns != 0)
    {
      if (!clamp_column (self, drag->column, columns, &column))
        return;
      span.start = across (self, drag->column, column, span.start);
    }
  else
    {
      const SalveDayScale *scale = scale_of (self, column);
      SalveInstant start = span.start + by;

      if (start % step_of (self) != 0 && ABS (by) == step_of (self))
        start = salve_day_scale_snap (scale, by > 0 ? start : start + step_of (self), self->snap);
      span.start = CLAMP (start, scale->span.start, scale->span.end - step_of (self));
    }
  if (drag->kind == GRID_DRAG_MOVE)
    span.end = span.start + length;
  salve_day_grid_drag_to (self, column, span);
  show_span (self, column, span);
}

static void
move_cursor (SalveDayGrid *self, int columns, gint64 by)
{
  const SalveDayScale *scale;
  SalveInstant start;
  guint column;

  if (!ensure_cursor (self))
    return;
  column = self->cursor_column;
  start = self->cursor.start;
  if (columns != 0)
    {
      if (!clamp_column (self, self->cursor_column, columns, &column))
        return;
      start = across (self, self->cursor_column, column, start);
    }
  scale = scale_of (self, column);
  start = CLAMP (salve_day_scale_snap (scale, start, self->snap) + by, scale->span.start,
                 scale->span.end - step_of (self));
  salve_day_grid_move_cursor (self, column, (SalveTimeSpan){ start, start + step_of (self) });
  show_span (self, column, self->cursor);
  announce_cursor (self);
}

static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  int columns, steps;

  g_variant_get (arguments, "(ii)", &columns, &steps);
  if (columns != 0 && salve_day_grid_rtl (self))
    columns = -columns;
  if (self->drag.kind != GRID_DRAG_NONE)
    move_in_hand (self, columns, steps * step_of (self));
  else
    move_cursor (self, columns, steps * step_of (self));
  return GDK_EVENT_STOP;
}

static gboolean
page_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  gint64 by = g_variant_get_int32 (arguments) * PAGE_MINUTES * SALVE_INSTANT_MINUTE;

  if (self->drag.kind != GRID_DRAG_NONE)
    move_in_hand (self, 0, by);
  else
    move_cursor (self, 0, by);
  return GDK_EVENT_STOP;
}

/* The first or last step of the column that no shade closes. */
static SalveInstant
working_edge (SalveDayGrid *self, guint n, gboolean last)
{
  const SalveDayScale *scale = scale_of (self, n);
  const GArray *shades = salve_day_grid_column (self, n)->column->shades;
  SalveInstant step = step_of (self), time = last ? scale->span.end - step : scale->span.start;
  gboolean moved = TRUE;

  while (moved)
    {
      moved = FALSE;
      for (guint i = 0; i < shades->len; i++)
        {
          const SalveShade *shade = &g_array_index (shades, SalveShade, i);

          if (shade->kind != SALVE_SHADE_CLOSED || time < shade->span.start || time >= shade->span.end)
            continue;
          time = last ? shade->span.start - step : shade->span.end;
          moved = TRUE;
        }
    }
  /* A day on which all is closed. */
  if (time < scale->span.start || time >= scale->span.end)
    return last ? scale->span.end - step : scale->span.start;
  return salve_day_scale_snap (scale, time, self->snap);
}

static gboolean
edge_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  gboolean last, column;

  g_variant_get (arguments, "(bb)", &last, &column);
  if (self->drag.kind != GRID_DRAG_NONE || !ensure_cursor (self))
    return GDK_EVENT_STOP;
  if (column)
    move_cursor (self, last ? (int)(self->columns->len - 1 - self->cursor_column) : -(int)self->cursor_column,
                 0);
  else
    move_cursor (self, 0, working_edge (self, self->cursor_column, last) - self->cursor.start);
  return GDK_EVENT_STOP;
}

static gboolean
select_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  const SalveDayScale *scale;
  SalveTimeSpan span;

  if (self->drag.kind != GRID_DRAG_NONE || !ensure_cursor (self))
    return GDK_EVENT_STOP;
  scale = scale_of (self, self->cursor_column);
  span = self->cursor;
  span.end = CLAMP (span.end + g_variant_get_int32 (arguments) * step_of (self), span.start + step_of (self),
                    scale->span.end);
  salve_day_grid_move_cursor (self, self->cursor_column, span);
  show_span (self, self->cursor_column, span);
  announce_cursor (self);
  return GDK_EVENT_STOP;
}

/* Longer or shorter: one step, dropped at once, so that it is checked and can be undone like a drag. */
static gboolean
resize_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  GridPiece *piece = salve_day_grid_find_piece (self, self->focused, self->focused_column);
  gint64 by = g_variant_get_int32 (arguments) * step_of (self);
  SalveTimeSpan span;

  if (self->drag.kind == GRID_DRAG_MOVE)
    {
      span = salve_day_grid_resized (self, self->drag.span, GRID_DRAG_END, self->drag.span.end + by);
      salve_day_grid_drag_to (self, self->drag.column, span);
      return GDK_EVENT_STOP;
    }
  if (piece == NULL)
    return select_cb (widget, arguments, data);
  if (piece->event->fixed)
    return GDK_EVENT_STOP;
  span = salve_day_grid_resized (self, piece->event->span, GRID_DRAG_END, piece->event->span.end + by);
  salve_day_grid_drag_event (self, GRID_DRAG_END, piece->event, piece->column, span.start, TRUE);
  salve_day_grid_drag_to (self, piece->column, span);
  salve_day_grid_drag_drop (self, FALSE);
  return GDK_EVENT_STOP;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  gboolean with_control = g_variant_get_boolean (arguments);
  SalveTimeSpan span;

  if (self->drag.kind != GRID_DRAG_NONE)
    {
      salve_day_grid_drag_set_copy (self, with_control);
      salve_day_grid_drag_drop (self, with_control);
      return GDK_EVENT_STOP;
    }
  if (self->focused != NULL)
    {
      emit_event (self, with_control ? GRID_EVENT_OPEN_RECORD : GRID_EVENT_ACTIVATED);
      return GDK_EVENT_STOP;
    }
  if (!ensure_cursor (self))
    return GDK_EVENT_PROPAGATE;
  span = self->cursor;
  if (span.end - span.start <= step_of (self))
    span.end = span.start + self->slot_minutes * SALVE_INSTANT_MINUTE;
  g_signal_emit (self, salve_day_grid_signals[GRID_CREATE], 0,
                 salve_day_grid_column (self, self->cursor_column)->column->id, span.start, span.end);
  return GDK_EVENT_STOP;
}

static gboolean
event_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  if (self->focused == NULL || self->drag.kind != GRID_DRAG_NONE)
    return GDK_EVENT_PROPAGATE;
  emit_event (self, g_variant_get_uint32 (arguments));
  return GDK_EVENT_STOP;
}

static gboolean
take_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  if (self->focused == NULL || self->drag.kind != GRID_DRAG_NONE)
    return GDK_EVENT_PROPAGATE;
  if (salve_day_grid_start_move (self, self->focused))
    salve_day_grid_announce (self, _ ("Moving: arrows choose the place, Enter drops, Escape puts it back"));
  return GDK_EVENT_STOP;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  if (self->drag.kind != GRID_DRAG_NONE)
    salve_day_grid_drag_cancel (self);
  else if (self->focused != NULL)
    salve_day_grid_set_focused (self, NULL, 0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static gboolean
next_free_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  if (self->drag.kind != GRID_DRAG_NONE || !ensure_cursor (self))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, salve_day_grid_signals[GRID_NEXT_FREE_REQUESTED], 0,
                 salve_day_grid_column (self, self->cursor_column)->column->id, self->cursor.start);
  return GDK_EVENT_STOP;
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  GridPiece *piece = salve_day_grid_find_piece (self, self->focused, self->focused_column);
  g_autofree char *id = g_strdup (self->focused);

  if (self->drag.kind != GRID_DRAG_NONE || (id == NULL && !ensure_cursor (self)))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (
      self, salve_day_grid_signals[GRID_MENU_REQUESTED], 0, id,
      salve_day_grid_column (self, piece != NULL ? piece->column : self->cursor_column)->column->id,
      piece != NULL ? piece->event->span.start : self->cursor.start);
  return GDK_EVENT_STOP;
}

static gboolean
zoom_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  salve_day_grid_zoom (SALVE_DAY_GRID (widget), g_variant_get_int32 (arguments));
  return GDK_EVENT_STOP;
}

/* Which event the focus is on, or would be on next: first the strip's, then the columns' from left to right as one
 * reads. */
static int
focus_index (SalveDayGrid *self, int step)
{
  GridPiece *piece = salve_day_grid_find_piece (self, self->focused, self->focused_column);
  int n_bars = (int)self->bars->len, at = n_bars;

  if (piece != NULL)
    return n_bars + (int)(piece - salve_day_grid_piece (self, 0)) + step;
  for (int i = 0; self->focused != NULL && i < n_bars; i++)
    if (g_str_equal (g_array_index (self->bars, GridBar, i).event->id, self->focused))
      return i + step;
  if (!self->cursor_shown || self->cursor_column >= self->columns->len)
    return step > 0 ? 0 : n_bars + (int)self->pieces->len - 1;
  for (guint i = 0; i < self->pieces->len; i++, at++)
    {
      const GridPiece *other = salve_day_grid_piece (self, i);

      if (other->column > self->cursor_column
          || (other->column == self->cursor_column && other->event->span.start >= self->cursor.start))
        break;
    }
  return step > 0 ? at : at - 1;
}

/* Tab: the next event; beyond the last one the focus leaves. */
gboolean
salve_day_grid_focus_step (SalveDayGrid *self, int step)
{
  int n_bars = (int)self->bars->len, to = focus_index (self, step);

  if (self->drag.kind != GRID_DRAG_NONE)
    return TRUE;
  if (to < 0 || to >= n_bars + (int)self->pieces->len)
    {
      salve_day_grid_set_focused (self, NULL, 0);
      return FALSE;
    }
  if (to < n_bars)
    {
      const GridBar *bar = &g_array_index (self->bars, GridBar, to);

      salve_day_grid_set_focused (self, bar->event->id, bar->first_column);
    }
  else
    {
      const GridPiece *piece = salve_day_grid_piece (self, (guint)(to - n_bars));

      salve_day_grid_set_focused (self, piece->event->id, piece->column);
      salve_day_grid_scroll_to_rect (self, salve_day_grid_piece_rect (self, piece));
    }
  return TRUE;
}

void
salve_day_grid_class_install_keys (GtkWidgetClass *widget_class)
{
  salve_calendar_add_keys (widget_class, "Up|KP_Up", move_cb, g_variant_new ("(ii)", 0, -1));
  salve_calendar_add_keys (widget_class, "Down|KP_Down", move_cb, g_variant_new ("(ii)", 0, 1));
  salve_calendar_add_keys (widget_class, "Left|KP_Left", move_cb, g_variant_new ("(ii)", -1, 0));
  salve_calendar_add_keys (widget_class, "Right|KP_Right", move_cb, g_variant_new ("(ii)", 1, 0));
  salve_calendar_add_keys (widget_class, "Page_Up|KP_Page_Up", page_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "Page_Down|KP_Page_Down", page_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "Home|KP_Home", edge_cb, g_variant_new ("(bb)", FALSE, FALSE));
  salve_calendar_add_keys (widget_class, "End|KP_End", edge_cb, g_variant_new ("(bb)", TRUE, FALSE));
  salve_calendar_add_keys (widget_class, "<Control>Home|<Control>KP_Home", edge_cb,
                           g_variant_new ("(bb)", FALSE, TRUE));
  salve_calendar_add_keys (widget_class, "<Control>End|<Control>KP_End", edge_cb,
                           g_variant_new ("(bb)", TRUE, TRUE));
  salve_calendar_add_keys (widget_class, "<Shift>Up|<Shift>KP_Up", select_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "<Shift>Down|<Shift>KP_Down", select_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "plus|<Shift>plus|KP_Add|<Alt>Down", resize_cb,
                           g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "minus|KP_Subtract|<Alt>Up", resize_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "Return|KP_Enter|ISO_Enter", activate_cb,
                           g_variant_new_boolean (FALSE));
  salve_calendar_add_keys (widget_class, "<Control>Return|<Control>KP_Enter", activate_cb,
                           g_variant_new_boolean (TRUE));
  salve_calendar_add_keys (widget_class, "space|KP_Space", event_cb,
                           g_variant_new_uint32 (GRID_STEP_REQUESTED));
  salve_calendar_add_keys (widget_class, "Delete|KP_Delete", event_cb,
                           g_variant_new_uint32 (GRID_DELETE_REQUESTED));
  salve_calendar_add_keys (widget_class, "m", take_cb, g_variant_new_boolean (TRUE));
  salve_calendar_add_keys (widget_class, "n", next_free_cb, g_variant_new_boolean (TRUE));
  salve_calendar_add_keys (widget_class, "Escape", escape_cb, g_variant_new_boolean (TRUE));
  salve_calendar_add_keys (widget_class, "Menu|<Shift>F10", menu_cb, g_variant_new_boolean (TRUE));
  salve_calendar_add_keys (widget_class, "<Control>plus|<Control><Shift>plus|<Control>equal|<Control>KP_Add",
                           zoom_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "<Control>minus|<Control>KP_Subtract", zoom_cb,
                           g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "<Control>0|<Control>KP_0", zoom_cb, g_variant_new_int32 (0));
}
