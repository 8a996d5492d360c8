/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is chosen in a day grid: the cell that the cursor is in, the event that has the focus, and where they are. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-day-grid-private.h"

void
salve_day_grid_scroll_to_rect (SalveDayGrid *self, GridRect rect)
{
  GridRect body = salve_day_grid_body (self);
  GtkAdjustment *h = self->adjustments[GTK_ORIENTATION_HORIZONTAL],
                *v = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double x = 0, y = 0;

  if (rect.x + rect.width > body.x + body.width)
    x = rect.x + rect.width - body.x - body.width;
  if (rect.x - x < body.x)
    x = rect.x - body.x;
  if (rect.y + rect.height > body.y + body.height)
    y = rect.y + rect.height - body.y - body.height + 4;
  if (rect.y - y < body.y)
    y = rect.y - body.y - 4;
  if (x != 0)
    gtk_adjustment_set_value (h, gtk_adjustment_get_value (h) + x);
  if (y != 0)
    gtk_adjustment_set_value (v, gtk_adjustment_get_value (v) + y);
}

void
salve_day_grid_set_focused (SalveDayGrid *self, const char *id, guint column)
{
  self->focused_column = column;
  if (!g_set_str (&self->focused, id))
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  salve_day_grid_access_focus (self);
  g_object_notify (G_OBJECT (self), "focused-event");
}

void
salve_day_grid_move_cursor (SalveDayGrid *self, guint column, SalveTimeSpan span)
{
  if (column >= self->columns->len)
    return;
  self->cursor_column = column;
  self->cursor = span;
  self->cursor_shown = TRUE;
  salve_day_grid_set_focused (self, NULL, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, salve_day_grid_signals[GRID_CURSOR_MOVED], 0,
                 salve_day_grid_column (self, column)->column->id, span.start);
}

/** salve_day_grid_set_cursor: */
void
salve_day_grid_set_cursor (SalveDayGrid *self, const char *column_id, SalveInstant start)
{
  int column = salve_day_grid_find_column (self, column_id);

  if (column < 0)
    return;
  start = salve_day_scale_snap (salve_day_axis_get_scale (self->axis, (guint)column), start, self->snap);
  salve_day_grid_move_cursor (self, (guint)column,
                              (SalveTimeSpan){ start, start + self->snap * SALVE_INSTANT_MINUTE });
}

/**
 * salve_day_grid_get_cursor:
 * @column_id: (out) (transfer none):
 * @span: (out): the cell, or what Shift with arrows chose
 *
 * Returns: whether there is one
 */
gboolean
salve_day_grid_get_cursor (SalveDayGrid *self, const char **column_id, SalveTimeSpan *span)
{
  if (!self->cursor_shown || self->cursor_column >= self->columns->len)
    return FALSE;
  *column_id = salve_day_grid_column (self, self->cursor_column)->column->id;
  *span = self->cursor;
  return TRUE;
}

/**
 * salve_day_grid_focus_event:
 *
 * Returns: whether there is such an event; it is scrolled into sight
 */
gboolean
salve_day_grid_focus_event (SalveDayGrid *self, const char *id)
{
  GridPiece *piece = salve_day_grid_find_piece (self, id, G_MAXUINT);

  if (piece == NULL)
    return FALSE;
  salve_day_grid_set_focused (self, id, piece->column);
  salve_day_grid_scroll_to_rect (self, salve_day_grid_piece_rect (self, piece));
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return TRUE;
}

/** salve_day_grid_get_focused_event: */
const char *
salve_day_grid_get_focused_event (SalveDayGrid *self)
{
  return self->focused;
}

/**
 * salve_day_grid_is_in_hand:
 *
 * Returns: whether something is being made or moved just now, by a pointer, a finger or keys
 */
gboolean
salve_day_grid_is_in_hand (SalveDayGrid *self)
{
  g_return_val_if_fail (SALVE_IS_DAY_GRID (self), FALSE);

  return self->drag.kind != GRID_DRAG_NONE;
}

/**
 * salve_day_grid_start_move:
 *
 * Takes an event in hand for the arrow keys, as M does.
 *
 * Returns: whether it can be moved
 */
gboolean
salve_day_grid_start_move (SalveDayGrid *self, const char *id)
{
  GridPiece *piece = salve_day_grid_find_piece (self, id, self->focused_column);

  if (piece == NULL || piece->event->fixed || !salve_day_grid_focus_event (self, id))
    return FALSE;
  salve_day_grid_drag_event (self, GRID_DRAG_MOVE, piece->event, piece->column, piece->event->span.start,
                             TRUE);
  return TRUE;
}

static void
to_rectangle (GridRect rect, GdkRectangle *out)
{
  *out = (GdkRectangle){ (int)rect.x, (int)rect.y, MAX (1, (int)rect.width), MAX (1, (int)rect.height) };
}

static gboolean
cut_to (GridRect body, GdkRectangle *rect)
{
  GdkRectangle all = { (int)body.x, (int)body.y, (int)body.width, (int)body.height };

  return gdk_rectangle_intersect (rect, &all, rect);
}

/**
 * salve_day_grid_get_event_rect:
 * @rect: (out): in the widget's coordinates, what is in sight of it
 *
 * Returns: whether any of it is in sight
 */
gboolean
salve_day_grid_get_event_rect (SalveDayGrid *self, const char *id, GdkRectangle *rect)
{
  GridPiece *piece = salve_day_grid_find_piece (self, id, self->focused_column);
  GridBar *bar = piece == NULL ? salve_day_grid_find_bar (self, id) : NULL;

  if (bar != NULL)
    {
      to_rectangle (salve_day_grid_bar_rect (self, bar), rect);
      return TRUE;
    }
  if (piece == NULL)
    return FALSE;
  to_rectangle (salve_day_grid_piece_rect (self, piece), rect);
  return cut_to (salve_day_grid_body (self), rect);
}

/** salve_day_grid_get_cell_rect: */
gboolean
salve_day_grid_get_cell_rect (SalveDayGrid *self,
                              const char *column_id,
                              SalveTimeSpan span,
                              GdkRectangle *rect)
{
  int column = salve_day_grid_find_column (self, column_id);
  const SalveDayScale *scale;

  if (column < 0)
    return FALSE;
  scale = salve_day_axis_get_scale (self->axis, (guint)column);
  to_rectangle (salve_day_grid_span_rect (self, (guint)column, salve_day_scale_position (scale, span.start),
                                          salve_day_scale_position (scale, span.end)),
                rect);
  return cut_to (salve_day_grid_body (self), rect);
}
