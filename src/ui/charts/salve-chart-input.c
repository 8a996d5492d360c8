/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a chart is read and moved: with the pointer, by touch, and by keys alone. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-chart-private.h"

#define KEY_ZOOM 0.6
#define WHEEL_ZOOM 0.8

static int
time_under (SalveChart *self, double x)
{
  GArray *times = salve_chart_get_times (self);
  gint64 time;
  guint low = 0, high = times->len;

  if (self->layout == NULL || times->len == 0)
    return -1;
  time = salve_chart_layout_time (self, self->layout, (float)x);
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (times, gint64, middle) < time)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == times->len)
    return (int)times->len - 1;
  if (low > 0 && time - g_array_index (times, gint64, low - 1) < g_array_index (times, gint64, low) - time)
    low--;
  return (int)low;
}

static void
set_hovered (SalveChart *self, int n)
{
  if (self->hovered == n)
    return;
  self->hovered = n;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, SalveChart *self)
{
  set_hovered (self, time_under (self, x));
}

static void
on_leave (GtkEventControllerMotion *motion, SalveChart *self)
{
  set_hovered (self, -1);
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, SalveChart *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  salve_chart_set_cursor (self, time_under (self, x));
  if (n_press == 2)
    salve_chart_reset_zoom (self);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, SalveChart *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  double length = (double)(self->view.to - self->view.from);
  gint64 anchor = self->view.from + (gint64)(length / 2);

  if (self->layout == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      if (self->hovered >= 0)
        anchor = salve_chart_get_time (self, (guint)self->hovered);
      salve_chart_change_view (self, salve_chart_span_zoom (self->view, self->whole, anchor,
                                                            dy < 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM,
                                                            3600 * (gint64)G_USEC_PER_SEC));
      return GDK_EVENT_STOP;
    }
  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    dx = dy;
  else if (ABS (dy) > ABS (dx))
    return GDK_EVENT_PROPAGATE; /* the page scrolls */
  if (dx == 0 || !salve_chart_get_zoomed (self))
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  salve_chart_change_view (self, salve_chart_span_pan (self->view, self->whole, (gint64)(dx * length / 10)));
  return GDK_EVENT_STOP;
}

static void
on_zoom_begin (GtkGesture *gesture, GdkEventSequence *sequence, SalveChart *self)
{
  self->gesture_view = self->view;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_zoom (GtkGestureZoom *zoom, double scale, SalveChart *self)
{
  double x, y;

  if (self->layout == NULL || scale <= 0 || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (zoom), &x, &y))
    return;
  salve_chart_change_view (self,
                           salve_chart_span_zoom (self->gesture_view, self->whole,
                                                  salve_chart_layout_time (self, self->layout, (float)x),
                                                  1 / scale, 3600 * (gint64)G_USEC_PER_SEC));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, SalveChart *self)
{
  self->gesture_view = self->view;
  if (!salve_chart_get_zoomed (self))
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag (GtkGestureDrag *drag, double dx, double dy, SalveChart *self)
{
  double length = (double)(self->gesture_view.to - self->gesture_view.from);

  if (self->layout == NULL || (ABS (dx) < 4 && ABS (dy) < 4))
    return;
  if (ABS (dy) > ABS (dx) * 2
      && gtk_gesture_get_sequence_state (GTK_GESTURE (drag),
                                         gtk_gesture_get_last_updated_sequence (GTK_GESTURE (drag)))
             == GTK_EVENT_SEQUENCE_NONE)
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  salve_chart_change_view (
      self, salve_chart_span_pan (self->gesture_view, self->whole,
                                  (gint64)(-dx / MAX (1.f, self->layout->plot.size.width) * length)));
}

static void
on_focus_leave (GtkEventControllerFocus *focus, SalveChart *self)
{
  salve_chart_set_cursor (self, -1);
}

void
salve_chart_install_input (SalveChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *zoom = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_leave), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (zoom, "begin", G_CALLBACK (on_zoom_begin), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (on_zoom), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (zoom));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

/* Visual steps: with the arrow that points to the later value, whichever way the text runs. */
static void
move_cursor (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveChart *self = SALVE_CHART (widget);
  int step = g_variant_get_int32 (parameter);
  int last = (int)salve_chart_get_n_times (self) - 1;
  int to;

  if (last < 0)
    return;
  if ((step == 1 || step == -1) && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    step = -step;
  if (self->cursor < 0)
    to = step == G_MININT ? 0 : last;
  else if (step == G_MININT)
    to = 0;
  else if (step == G_MAXINT)
    to = last;
  else
    to = CLAMP (self->cursor + step, 0, last);
  if (to == self->cursor)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  salve_chart_set_cursor (self, to);
}

static void
zoom_by_key (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_has_suffix (name, "in"))
    salve_chart_zoom (SALVE_CHART (widget), KEY_ZOOM);
  else if (g_str_has_suffix (name, "out"))
    salve_chart_zoom (SALVE_CHART (widget), 1 / KEY_ZOOM);
  else
    salve_chart_reset_zoom (SALVE_CHART (widget));
}

static void
pan_by_key (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveChart *self = SALVE_CHART (widget);
  int step = g_variant_get_int32 (parameter);

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    step = -step;
  salve_chart_animate_view (
      self, salve_chart_span_pan (self->view, self->whole, (self->view.to - self->view.from) / 4 * step));
}

static gboolean
clear_cursor (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SalveChart *self = SALVE_CHART (widget);

  if (self->cursor < 0)
    return GDK_EVENT_PROPAGATE; /* Escape leaves the page then */
  salve_chart_set_cursor (self, -1);
  return GDK_EVENT_STOP;
}

static void
bind_step (GtkWidgetClass *klass,
           guint key,
           guint keypad,
           GdkModifierType state,
           const char *action,
           int step)
{
  gtk_widget_class_add_binding_action (klass, key, state, action, "i", step);
  gtk_widget_class_add_binding_action (klass, keypad, state, action, "i", step);
}

void
salve_chart_class_install_keys (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "chart.move", "i", move_cursor);
  gtk_widget_class_install_action (klass, "chart.pan", "i", pan_by_key);
  gtk_widget_class_install_action (klass, "chart.zoom-in", NULL, zoom_by_key);
  gtk_widget_class_install_action (klass, "chart.zoom-out", NULL, zoom_by_key);
  gtk_widget_class_install_action (klass, "chart.zoom-reset", NULL, zoom_by_key);

  bind_step (klass, GDK_KEY_Left, GDK_KEY_KP_Left, 0, "chart.move", -1);
  bind_step (klass, GDK_KEY_Right, GDK_KEY_KP_Right, 0, "chart.move", 1);
  bind_step (klass, GDK_KEY_Home, GDK_KEY_KP_Home, 0, "chart.move", G_MININT);
  bind_step (klass, GDK_KEY_End, GDK_KEY_KP_End, 0, "chart.move", G_MAXINT);
  bind_step (klass, GDK_KEY_Left, GDK_KEY_KP_Left, GDK_CONTROL_MASK, "chart.pan", -1);
  bind_step (klass, GDK_KEY_Right, GDK_KEY_KP_Right, GDK_CONTROL_MASK, "chart.pan", 1);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_plus, 0, "chart.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_equal, 0, "chart.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Add, 0, "chart.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_minus, 0, "chart.zoom-out", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Subtract, 0, "chart.zoom-out", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_0, 0, "chart.zoom-reset", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_0, 0, "chart.zoom-reset", NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, clear_cursor, NULL);
}
