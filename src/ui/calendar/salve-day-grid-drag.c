/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A span in hand in a day grid: being made, moved or made longer. Pointer and keys both work on this one state, so both
 * end in the same signals. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-day-grid-private.h"

static void
clear (SalveDayGrid *self)
{
  if (self->drag.tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag.tick);
  g_clear_pointer (&self->drag.event, salve_calendar_event_unref);
  g_clear_pointer (&self->drag.refusal, g_free);
  self->drag = (GridDrag){ .kind = GRID_DRAG_NONE };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
check (SalveDayGrid *self)
{
  GridDrag *drag = &self->drag;

  g_clear_pointer (&drag->refusal, g_free);
  if (self->check != NULL)
    drag->refusal =
        self->check (salve_day_grid_column (self, drag->column)->column->id, drag->span,
                     drag->event != NULL && !drag->copy ? drag->event->id : NULL, self->check_data);
}

static void
say_place (SalveDayGrid *self)
{
  g_autofree char *time = salve_format_span (self->drag.span, self->zone, self->locale);
  g_autofree char *words = NULL;
  const char *title = salve_day_grid_column (self, self->drag.column)->column->title;

  if (!self->drag.by_keys)
    return;
  words = self->drag.refusal != NULL ? g_strdup_printf ("%s, %s: %s", title, time, self->drag.refusal)
                                     : g_strdup_printf ("%s, %s", title, time);
  salve_day_grid_announce (self, words);
}

/* Puts the span into a place. */
void
salve_day_grid_drag_to (SalveDayGrid *self, guint column, SalveTimeSpan span)
{
  GridDrag *drag = &self->drag;

  if (column >= self->columns->len
      || (column == drag->column && span.start == drag->span.start && span.end == drag->span.end))
    return;
  drag->column = column;
  drag->span = span;
  check (self);
  say_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Whether what is in hand is a second one: then the first is in its way too. */
void
salve_day_grid_drag_set_copy (SalveDayGrid *self, gboolean copy)
{
  if (self->drag.kind != GRID_DRAG_MOVE || self->drag.copy == copy)
    return;
  self->drag.copy = copy;
  check (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
salve_day_grid_drag_create (SalveDayGrid *self, guint column, SalveInstant at, gboolean by_keys)
{
  const SalveDayScale *scale = salve_day_axis_get_scale (self->axis, column);

  clear (self);
  at = salve_day_scale_snap (scale, at, self->snap);
  self->drag = (GridDrag){ .kind = GRID_DRAG_CREATE,
                           .by_keys = by_keys,
                           .column = column,
                           .from_column = column,
                           .anchor = at,
                           .span = { at, at + self->snap * SALVE_INSTANT_MINUTE } };
  check (self);
}

void
salve_day_grid_drag_event (SalveDayGrid *self,
                           GridDragKind kind,
                           SalveCalendarEvent *event,
                           guint column,
                           SalveInstant at,
                           gboolean by_keys)
{
  salve_calendar_event_ref (event);
  clear (self);
  self->drag = (GridDrag){ .kind = kind,
                           .by_keys = by_keys,
                           .event = event,
                           .column = column,
                           .from_column = column,
                           .grab = at - event->span.start,
                           .span = event->span };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A span with one of its edges put elsewhere; it never gets shorter than a step. */
SalveTimeSpan
salve_day_grid_resized (SalveDayGrid *self, SalveTimeSpan span, GridDragKind edge, SalveInstant to)
{
  SalveInstant step = self->snap * SALVE_INSTANT_MINUTE;

  if (edge == GRID_DRAG_START)
    span.start = MIN (to, span.end - step);
  else
    span.end = MAX (to, span.start + step);
  return span;
}

/* Follows a pointer that is in a column at a time. */
void
salve_day_grid_drag_follow (SalveDayGrid *self, guint column, SalveInstant at)
{
  GridDrag *drag = &self->drag;
  const SalveDayScale *scale = salve_day_axis_get_scale (self->axis, column);
  SalveInstant step = self->snap * SALVE_INSTANT_MINUTE, cell = salve_day_scale_snap (scale, at, self->snap);
  SalveTimeSpan span = drag->span;

  switch (drag->kind)
    {
    case GRID_DRAG_CREATE:
      /* Made in one column, however the hand wavers. */
      scale = salve_day_axis_get_scale (self->axis, drag->column);
      cell = salve_day_scale_snap (scale, at, self->snap);
      column = drag->column;
      span = (SalveTimeSpan){ MIN (cell, drag->anchor), MAX (cell, drag->anchor) + step };
      break;
    case GRID_DRAG_MOVE:
      {
        gint64 length = drag->event->span.end - drag->event->span.start;
        SalveInstant start = at - drag->grab;

        /* An event that is not on the grid keeps its minutes until it is moved. */
        if (column == drag->from_column && ABS (start - drag->event->span.start) < step / 2)
          span = drag->event->span;
        else
          span.start = salve_day_scale_snap (scale, start + step / 2, self->snap),
          span.end = span.start + length;
        break;
      }
    case GRID_DRAG_START:
      column = drag->from_column;
      span = salve_day_grid_resized (self, drag->event->span, GRID_DRAG_START, cell);
      break;
    case GRID_DRAG_END:
      column = drag->from_column;
      span = salve_day_grid_resized (self, drag->event->span, GRID_DRAG_END, cell + step);
      break;
    case GRID_DRAG_NONE:
    default:
      return;
    }
  salve_day_grid_drag_to (self, column, span);
}

/* Lets go. What may not be dropped goes back to where it was, and says why. */
void
salve_day_grid_drag_drop (SalveDayGrid *self, gboolean copy)
{
  GridDrag drag = self->drag;
  g_autofree char *refusal = g_strdup (drag.refusal);
  g_autoptr (SalveCalendarEvent) event = drag.event != NULL ? salve_calendar_event_ref (drag.event) : NULL;
  g_autofree char *column = NULL;
  gboolean unmoved = event != NULL && !copy && drag.column == drag.from_column
                     && drag.span.start == event->span.start && drag.span.end == event->span.end;

  if (drag.kind == GRID_DRAG_NONE)
    return;
  column = g_strdup (salve_day_grid_column (self, drag.column)->column->id);
  clear (self);
  if (unmoved)
    return;
  if (refusal != NULL)
    {
      salve_day_grid_announce (self, refusal);
      g_signal_emit (self, salve_day_grid_signals[GRID_DROP_REFUSED], 0, refusal);
    }
  else if (drag.kind == GRID_DRAG_CREATE)
    g_signal_emit (self, salve_day_grid_signals[GRID_CREATE], 0, column, drag.span.start, drag.span.end);
  else
    g_signal_emit (self, salve_day_grid_signals[GRID_MOVE], 0, event->id, column, drag.span.start,
                   drag.span.end, copy && drag.kind == GRID_DRAG_MOVE);
}

void
salve_day_grid_drag_cancel (SalveDayGrid *self)
{
  if (self->drag.kind == GRID_DRAG_NONE)
    return;
  if (self->drag.by_keys)
    salve_day_grid_announce (self, _ ("Put back"));
  else
    self->given_up = TRUE;
  clear (self);
}
