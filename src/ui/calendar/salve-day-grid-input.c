/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pointer in a day grid: clicks, drags, pinches and Ctrl with the wheel. On a touch screen a drag scrolls; a long press
 * takes what is under the finger in hand first. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <math.h>

#include "salve-day-grid-private.h"

#define EDGE_REACH 6      /* pixels of a block's end that resize it */
#define FINGER_REACH 16   /* the same for a finger */
#define SCROLL_ZONE 36.0  /* pixels from the border in which a drag scrolls */
#define SCROLL_SPEED 14.0 /* of the distance into that zone, a second */
#define LEAST_THROW 200.0 /* pixels a second, from which on a finger goes to another page */

static SalveInstant
time_at (SalveDayGrid *self, guint column, double y)
{
  return salve_day_scale_time (salve_day_axis_get_scale (self->axis, column),
                               salve_day_grid_position_at (self, y));
}

static gboolean
in_body (SalveDayGrid *self, double x, double y)
{
  GridRect body = salve_day_grid_body (self);

  return self->columns->len > 0 && x >= body.x && x < body.x + body.width && y >= body.y
         && y < body.y + body.height;
}

/* Which part of a block a point is in; @reach: pixels of its ends. */
static GridDragKind
part_at (SalveDayGrid *self, const GridPiece *piece, double y, double reach)
{
  GridRect rect = salve_day_grid_piece_rect (self, piece);

  reach = MIN (reach, rect.height / 4);

  if (y >= rect.y + rect.height - reach)
    return GRID_DRAG_END;
  return y < rect.y + reach / 2 ? GRID_DRAG_START : GRID_DRAG_MOVE;
}

static void
take_in_hand (SalveDayGrid *self, double x, double y, double reach)
{
  GridPiece *piece = salve_day_grid_piece_at (self, x, y);
  int column = salve_day_grid_column_at (self, x);

  if (!in_body (self, x, y) || column < 0)
    return;
  if (piece == NULL)
    salve_day_grid_drag_create (self, (guint)column, time_at (self, (guint)column, y), FALSE);
  else if (!piece->event->fixed)
    salve_day_grid_drag_event (self, part_at (self, piece, y, reach), piece->event, piece->column,
                               time_at (self, piece->column, y), FALSE);
}

static void
follow (SalveDayGrid *self)
{
  int column = salve_day_grid_column_at (self, self->drag.pointer_x);
  GridRect body = salve_day_grid_body (self);
  double y = CLAMP (self->drag.pointer_y, body.y, body.y + body.height);

  if (column >= 0)
    salve_day_grid_drag_follow (self, (guint)column, time_at (self, (guint)column, y));
}

static double
beyond (double at, double from, double length)
{
  if (at < from + SCROLL_ZONE)
    return at - from - SCROLL_ZONE;
  return MAX (0, at - (from + length - SCROLL_ZONE));
}

static gboolean
scroll_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  GridRect body = salve_day_grid_body (self);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = self->drag.last_tick > 0 ? (double)(now - self->drag.last_tick) / G_USEC_PER_SEC : 0;
  double x = beyond (self->drag.pointer_x, body.x, body.width),
         y = beyond (self->drag.pointer_y, body.y, body.height);

  self->drag.last_tick = now;
  if (x != 0 && self->drag.kind == GRID_DRAG_MOVE)
    gtk_adjustment_set_value (self->adjustments[GTK_ORIENTATION_HORIZONTAL],
                              gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_HORIZONTAL])
                                  + x * SCROLL_SPEED * seconds);
  if (y != 0)
    gtk_adjustment_set_value (self->adjustments[GTK_ORIENTATION_VERTICAL],
                              gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_VERTICAL])
                                  + y * SCROLL_SPEED * seconds);
  if (x != 0 || y != 0)
    follow (self);
  return G_SOURCE_CONTINUE;
}

static void
start_following (SalveDayGrid *self, double x, double y)
{
  self->drag.pointer_x = x;
  self->drag.pointer_y = y;
  if (self->drag.kind != GRID_DRAG_NONE && self->drag.tick == 0)
    self->drag.tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_tick_cb, NULL, NULL);
}

/* Only what fingers do comes in sequences; the devices that say so have many names. */
static gboolean
is_touch (gpointer gesture)
{
  return gtk_gesture_single_get_current_sequence (gesture) != NULL;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, SalveDayGrid *self)
{
  self->given_up = FALSE;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, SalveDayGrid *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->given_up)
    return;
  if (self->drag.kind == GRID_DRAG_NONE)
    {
      if (is_touch (gesture) || hypot (dx, dy) < 5 || !in_body (self, x, y))
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      take_in_hand (self, x, y, EDGE_REACH);
      if (self->drag.kind == GRID_DRAG_NONE)
        return;
    }
  if (self->drag.by_keys)
    return;
  start_following (self, x + dx, y + dy);
  follow (self);
  salve_day_grid_drag_set_copy (self, (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0);
}

static void
ask_for_menu (SalveDayGrid *self, const char *id, double x, double y)
{
  int column = salve_day_grid_column_at (self, x);

  g_signal_emit (self, salve_day_grid_signals[GRID_MENU_REQUESTED], 0, id,
                 salve_day_grid_column (self, (guint)column)->column->id, time_at (self, (guint)column, y));
}

/* A drag also ends when a second finger comes down. Nobody has let go of anything then. */
static gboolean
is_interrupted (GtkGestureDrag *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  return event != NULL && gdk_event_get_event_type (event) == GDK_TOUCH_BEGIN;
}

/* A finger has no second button: one that has rested on an event and goes without having moved it asks for its menu. */
static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, SalveDayGrid *self)
{
  g_autofree char *rested_on = NULL;
  double x, y;

  if (self->drag.kind == GRID_DRAG_NONE || self->drag.by_keys)
    return;
  if (is_touch (gesture) && self->drag.event != NULL && hypot (dx, dy) < FINGER_REACH)
    rested_on = g_strdup (self->drag.event->id);
  if (rested_on != NULL || is_interrupted (gesture))
    salve_day_grid_drag_cancel (self);
  else
    salve_day_grid_drag_drop (self, self->drag.copy);
  if (rested_on != NULL && !is_interrupted (gesture) && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    ask_for_menu (self, rested_on, x, y);
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, SalveDayGrid *self)
{
  if (!self->drag.by_keys)
    salve_day_grid_drag_cancel (self);
}

static void
long_press_cb (GtkGestureLongPress *gesture, double x, double y, GtkGesture *drag)
{
  SalveDayGrid *self = SALVE_DAY_GRID (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));

  take_in_hand (self, x, y, FINGER_REACH);
  if (self->drag.kind == GRID_DRAG_NONE)
    return;
  gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
  start_following (self, x, y);
}

/* What is under a point: an event's id, from the hours or from the strip. */
static const char *
event_at (SalveDayGrid *self, double x, double y, guint *column)
{
  GridPiece *piece = salve_day_grid_piece_at (self, x, y);
  GridBar *bar = piece == NULL ? salve_day_grid_bar_at (self, x, y) : NULL;

  *column = piece != NULL ? piece->column : bar != NULL ? bar->first_column : 0;
  return piece != NULL ? piece->event->id : bar != NULL ? bar->event->id : NULL;
}

static void
set_cursor_at (SalveDayGrid *self, double x, double y)
{
  int column = salve_day_grid_column_at (self, x);
  SalveInstant start;

  if (column < 0 || !in_body (self, x, y))
    return;
  start = salve_day_scale_snap (salve_day_axis_get_scale (self->axis, (guint)column),
                                time_at (self, (guint)column, y), self->snap);
  salve_day_grid_move_cursor (self, (guint)column,
                              (SalveTimeSpan){ start, start + self->snap * SALVE_INSTANT_MINUTE });
}

/* The keyboard goes where one points. */
static void
point_to (SalveDayGrid *self, double x, double y)
{
  guint column;
  const char *id = event_at (self, x, y, &column);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (id != NULL)
    salve_day_grid_set_focused (self, id, column);
  else
    set_cursor_at (self, x, y);
}

/* A finger that comes down may be about to scroll: what it points to is known when it has left. */
static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, SalveDayGrid *self)
{
  guint column;
  const char *id = event_at (self, x, y, &column);

  if (self->drag.kind != GRID_DRAG_NONE && self->drag.by_keys)
    salve_day_grid_drag_cancel (self);
  if (!is_touch (click))
    point_to (self, x, y);
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) != GDK_BUTTON_SECONDARY)
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  if (in_body (self, x, y) || id != NULL)
    ask_for_menu (self, id, x, y);
}

static void
released_cb (GtkGestureClick *click, int n_press, double x, double y, SalveDayGrid *self)
{
  guint column;
  const char *id = event_at (self, x, y, &column);
  GridRect body = salve_day_grid_body (self);

  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) != GDK_BUTTON_PRIMARY
      || self->drag.kind != GRID_DRAG_NONE)
    return;
  if (is_touch (click))
    point_to (self, x, y);
  if (id != NULL)
    {
      g_autofree char *copy = g_strdup (id);

      g_signal_emit (self,
                     salve_day_grid_signals[n_press == 2 ? GRID_EVENT_OPEN_RECORD : GRID_EVENT_ACTIVATED], 0,
                     copy);
    }
  else if (y < salve_day_grid_get_metrics (self)->header && x >= body.x && x < body.x + body.width
           && self->columns->len > 0)
    {
      g_signal_emit (self, salve_day_grid_signals[GRID_COLUMN_ACTIVATED], 0,
                     salve_day_grid_column (self, (guint)salve_day_grid_column_at (self, x))->column->id);
    }
  else if (n_press == 2 && in_body (self, x, y) && self->cursor_shown)
    {
      SalveTimeSpan span = { self->cursor.start,
                             self->cursor.start + self->slot_minutes * SALVE_INSTANT_MINUTE };

      g_signal_emit (self, salve_day_grid_signals[GRID_CREATE], 0,
                     salve_day_grid_column (self, self->cursor_column)->column->id, span.start, span.end);
    }
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, SalveDayGrid *self)
{
  GridPiece *piece = salve_day_grid_piece_at (self, x, y);
  gboolean edge =
      piece != NULL && !piece->event->fixed && part_at (self, piece, y, EDGE_REACH) != GRID_DRAG_MOVE;

  self->pointer_x = x;
  self->pointer_y = y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), edge ? "ns-resize" : piece != NULL ? "pointer" : NULL);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, SalveDayGrid *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (!(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  salve_day_grid_zoom_at (self, self->row_minutes * pow (1.15, dy), self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
zoom_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, SalveDayGrid *self)
{
  salve_day_grid_drag_cancel (self);
  self->zoom_start = self->row_minutes;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
zoom_scale_cb (GtkGestureZoom *gesture, double scale, SalveDayGrid *self)
{
  double x, y;

  if (scale > 0 && gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    salve_day_grid_zoom_at (self, self->zoom_start / scale, y);
}

/* A finger that is thrown aside goes on to the next page. Where there is more to the side than fits, the scrolled window has
 * taken the finger for itself before. */
static void
swipe_cb (GtkGestureSwipe *gesture, double x, double y, SalveDayGrid *self)
{
  gboolean on = salve_day_grid_rtl (self) ? x > 0 : x < 0;

  if (self->drag.kind != GRID_DRAG_NONE || self->given_up || fabs (x) < LEAST_THROW || fabs (x) < fabs (y))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, salve_day_grid_signals[GRID_PAGE_REQUESTED], 0, on ? 1 : -1);
}

void
salve_day_grid_install_input (SalveDayGrid *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new (),
             *zoom = gtk_gesture_zoom_new (), *press = gtk_gesture_long_press_new (),
             *swipe = gtk_gesture_swipe_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (zoom, "begin", G_CALLBACK (zoom_begin_cb), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (zoom_scale_cb), self);
  g_signal_connect (press, "pressed", G_CALLBACK (long_press_cb), drag);
  g_signal_connect (swipe, "swipe", G_CALLBACK (swipe_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (swipe), TRUE);
  gtk_gesture_group (drag, press);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (zoom));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (swipe));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
