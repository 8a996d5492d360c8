/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pointer, fingers and keys in a month. All take an event in hand and drop it in the same way; a finger has to rest on it
 * first, because one that does not goes to another month. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-month-grid-private.h"

/* Pixels a second; slower than that nobody throws. */
#define LEAST_THROW 200

static SalvePartialDate
day_number (SalveMonthGrid *self, int index)
{
  return salve_partial_date_add_days (self->first, index);
}

static gboolean
is_touch (gpointer gesture)
{
  return gtk_gesture_single_get_current_sequence (gesture) != NULL;
}

/* An event, or the first of several days. */
static void
take_in_hand (SalveMonthGrid *self, double x, double y, int day)
{
  MonthLine *line = salve_month_grid_line_at (self, x, y);

  if (line != NULL)
    salve_month_grid_take (self, line->event, day, FALSE);
  else
    self->range_from = self->range_to = day;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
long_press_cb (GtkGestureLongPress *gesture, double x, double y, GtkGesture *drag)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));
  int day = salve_month_grid_day_at (self, x, y);

  if (day < 0 || self->held != NULL)
    return;
  take_in_hand (self, x, y, day);
  gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* Onwards is up, and against the direction of reading. */
static void
swipe_cb (GtkGestureSwipe *gesture, double x, double y, SalveMonthGrid *self)
{
  gboolean across = fabs (x) > fabs (y);
  double speed = across ? x : y;

  if (across && gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    speed = -speed;
  if (self->held != NULL || self->range_from >= 0 || fabs (speed) < LEAST_THROW)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  salve_month_grid_move_cursor (self, salve_partial_date_add_months (self->cursor, speed < 0 ? 1 : -1));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, SalveMonthGrid *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  double x, y;
  int from, to;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  from = salve_month_grid_day_at (self, x, y);
  to = salve_month_grid_day_at (self, x + dx, y + dy);
  if (from < 0 || hypot (dx, dy) < 5 || (self->held != NULL && self->held_by_keys))
    return;
  if (self->held == NULL && self->range_from < 0)
    {
      if (is_touch (gesture))
        return;
      take_in_hand (self, x, y, from);
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->held != NULL)
    {
      self->held_day = to;
      self->held_copy = (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0;
    }
  else if (self->range_from >= 0 && to >= 0)
    self->range_to = to;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A drag also ends when a second finger comes down. Nobody has let go of anything then. */
static gboolean
is_interrupted (GtkGestureDrag *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  return event != NULL && gdk_event_get_event_type (event) == GDK_TOUCH_BEGIN;
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, SalveMonthGrid *self)
{
  int from = MIN (self->range_from, self->range_to), to = MAX (self->range_from, self->range_to);
  gboolean range = self->range_from >= 0 && self->range_to >= 0;

  if (self->held != NULL && self->held_by_keys)
    return;
  if (is_interrupted (gesture))
    {
      salve_month_grid_cancel (self);
      return;
    }
  if (self->held != NULL)
    salve_month_grid_drop (self, self->held_copy);
  salve_month_grid_cancel (self);
  if (range)
    g_signal_emit (self, salve_month_grid_signals[MONTH_CREATE], 0, self->starts[from], self->starts[to + 1]);
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, SalveMonthGrid *self)
{
  if (self->held == NULL || !self->held_by_keys)
    salve_month_grid_cancel (self);
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, SalveMonthGrid *self)
{
  MonthLine *line = salve_month_grid_line_at (self, x, y);
  int day = salve_month_grid_day_at (self, x, y);

  if (day < 0)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (line != NULL)
    salve_month_grid_set_focused (self, line->event->id);
  else
    {
      /* Where the pointer is must not turn into another month under it. */
      self->cursor = day_number (self, day);
      g_clear_pointer (&self->focused, g_free);
      salve_day_cells_changed (self->cells);
      g_signal_emit (self, salve_month_grid_signals[MONTH_CURSOR_MOVED], 0, self->starts[day]);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) == GDK_BUTTON_SECONDARY)
    g_signal_emit (self, salve_month_grid_signals[MONTH_MENU_REQUESTED], 0, self->focused, self->starts[day]);
}

static gboolean
on_number_or_more (SalveMonthGrid *self, int day, double y)
{
  graphene_rect_t box;

  salve_month_grid_day_box (self, (guint)day, &box);
  return y < box.origin.y + self->line + 4
         || (self->days[day].n_hidden > 0
             && y >= box.origin.y + self->line + 5
                         + (self->days[day].n_bars + self->days[day].n_shown) * (self->line + 1));
}

static void
released_cb (GtkGestureClick *click, int n_press, double x, double y, SalveMonthGrid *self)
{
  MonthLine *line = salve_month_grid_line_at (self, x, y);
  int day = salve_month_grid_day_at (self, x, y);

  if (day < 0 || gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) != GDK_BUTTON_PRIMARY)
    return;
  if (line != NULL)
    {
      g_autofree char *id = g_strdup (line->event->id);

      g_signal_emit (self,
                     salve_month_grid_signals[n_press == 2 ? MONTH_EVENT_OPEN_RECORD : MONTH_EVENT_ACTIVATED],
                     0, id);
    }
  else if (on_number_or_more (self, day, y))
    g_signal_emit (self, salve_month_grid_signals[MONTH_DAY_ACTIVATED], 0, self->starts[day]);
  else if (n_press == 2)
    g_signal_emit (self, salve_month_grid_signals[MONTH_CREATE], 0, self->starts[day], self->starts[day + 1]);
}

/* A month a notch; touchpads have to be pushed a good way. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, SalveMonthGrid *self)
{
  double need = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE ? 120 : 1;

  self->scrolled += dy / need;
  if (fabs (self->scrolled) < 1)
    return GDK_EVENT_STOP;
  salve_month_grid_move_cursor (self,
                                salve_partial_date_add_months (self->cursor, self->scrolled > 0 ? 1 : -1));
  self->scrolled = 0;
  return GDK_EVENT_STOP;
}

void
salve_month_grid_install_input (SalveMonthGrid *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new (),
             *press = gtk_gesture_long_press_new (), *swipe = gtk_gesture_swipe_new ();

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (press, "pressed", G_CALLBACK (long_press_cb), drag);
  g_signal_connect (swipe, "swipe", G_CALLBACK (swipe_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (swipe), TRUE);
  gtk_gesture_group (drag, press);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (swipe));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  int by = g_variant_get_int32 (arguments);

  if (ABS (by) == 1 && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    by = -by;
  if (self->held == NULL)
    {
      salve_month_grid_move_cursor (self, salve_partial_date_add_days (self->cursor, by));
      return GDK_EVENT_STOP;
    }
  self->held_day = CLAMP (self->held_day + by, 0, (int)self->n_weeks * 7 - 1);
  gtk_widget_queue_draw (widget);
  {
    g_autofree char *words = salve_partial_date_format_long (day_number (self, self->held_day), self->locale);

    salve_calendar_announce (widget, words);
  }
  return GDK_EVENT_STOP;
}

static gboolean
month_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);

  if (self->held == NULL)
    salve_month_grid_move_cursor (
        self, salve_partial_date_add_months (self->cursor, g_variant_get_int32 (arguments)));
  return GDK_EVENT_STOP;
}

static gboolean
week_edge_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  int index = salve_month_grid_day_index (self, self->cursor);

  if (self->held == NULL && index >= 0)
    salve_month_grid_move_cursor (
        self, day_number (self, index - index % 7 + (g_variant_get_int32 (arguments) > 0 ? 6 : 0)));
  return GDK_EVENT_STOP;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  gboolean with_control = g_variant_get_boolean (arguments);
  g_autofree char *id = g_strdup (self->focused);

  if (self->held != NULL)
    salve_month_grid_drop (self, with_control);
  else if (id != NULL)
    g_signal_emit (self,
                   salve_month_grid_signals[with_control ? MONTH_EVENT_OPEN_RECORD : MONTH_EVENT_ACTIVATED],
                   0, id);
  else
    g_signal_emit (self, salve_month_grid_signals[MONTH_DAY_ACTIVATED], 0,
                   salve_wall_clock_to_instant (self->cursor, 0, self->zone));
  return GDK_EVENT_STOP;
}

static gboolean
create_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);

  g_signal_emit (self, salve_month_grid_signals[MONTH_CREATE], 0,
                 salve_wall_clock_to_instant (self->cursor, 0, self->zone),
                 salve_wall_clock_to_instant (salve_partial_date_add_days (self->cursor, 1), 0, self->zone));
  return GDK_EVENT_STOP;
}

static gboolean
event_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  g_autofree char *id = g_strdup (self->focused);

  if (id == NULL || self->held != NULL)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, salve_month_grid_signals[g_variant_get_uint32 (arguments)], 0, id);
  return GDK_EVENT_STOP;
}

static gboolean
take_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  SalveCalendarEvent *event = salve_month_grid_find_event (self, self->focused);

  if (event == NULL || self->held != NULL)
    return GDK_EVENT_PROPAGATE;
  salve_month_grid_take (self, event, MAX (0, salve_month_grid_day_index (self, self->cursor)), TRUE);
  salve_calendar_announce (widget, _ ("Moving: arrows choose the place, Enter drops, Escape puts it back"));
  return GDK_EVENT_STOP;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);

  if (self->held == NULL && self->range_from < 0 && self->focused == NULL)
    return GDK_EVENT_PROPAGATE;
  if (self->held == NULL && self->range_from < 0)
    g_clear_pointer (&self->focused, g_free);
  salve_month_grid_cancel (self);
  return GDK_EVENT_STOP;
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  g_autofree char *id = g_strdup (self->focused);

  g_signal_emit (self, salve_month_grid_signals[MONTH_MENU_REQUESTED], 0, id,
                 salve_wall_clock_to_instant (self->cursor, 0, self->zone));
  return GDK_EVENT_STOP;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const MonthLine *left = *(MonthLine *const *)a, *right = *(MonthLine *const *)b;

  if (left->first_day != right->first_day)
    return left->first_day < right->first_day ? -1 : 1;
  return (left->row > right->row) - (left->row < right->row);
}

/* Tab: the events in sight, day by day. */
gboolean
salve_month_grid_focus_step (SalveMonthGrid *self, int step)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  int at = -1, cursor = salve_month_grid_day_index (self, self->cursor);

  salve_month_grid_lay_out (self);
  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (order, &g_array_index (self->lines, MonthLine, i));
  g_ptr_array_sort (order, compare_lines);
  for (guint i = 0; self->focused != NULL && i < order->len; i++)
    if (g_str_equal (((MonthLine *)order->pdata[i])->event->id, self->focused))
      at = (int)i;
  if (at >= 0)
    at += step;
  else
    for (at = 0; at < (int)order->len && (int)((MonthLine *)order->pdata[at])->first_day < cursor; at++)
      ;
  if (at < 0 || at >= (int)order->len)
    {
      g_clear_pointer (&self->focused, g_free);
      return FALSE;
    }
  salve_month_grid_set_focused (self, ((MonthLine *)order->pdata[at])->event->id);
  return TRUE;
}

void
salve_month_grid_class_install_keys (GtkWidgetClass *widget_class)
{
  salve_calendar_add_keys (widget_class, "Left|KP_Left", move_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "Right|KP_Right", move_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "Up|KP_Up", move_cb, g_variant_new_int32 (-7));
  salve_calendar_add_keys (widget_class, "Down|KP_Down", move_cb, g_variant_new_int32 (7));
  salve_calendar_add_keys (widget_class, "Page_Up|KP_Page_Up", month_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "Page_Down|KP_Page_Down", month_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "Home|KP_Home", week_edge_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "End|KP_End", week_edge_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "Return|KP_Enter|ISO_Enter", activate_cb,
                           g_variant_new_boolean (FALSE));
  salve_calendar_add_keys (widget_class, "<Control>Return|<Control>KP_Enter", activate_cb,
                           g_variant_new_boolean (TRUE));
  salve_calendar_add_keys (widget_class, "Insert|KP_Insert", create_cb, NULL);
  salve_calendar_add_keys (widget_class, "space|KP_Space", event_cb,
                           g_variant_new_uint32 (MONTH_STEP_REQUESTED));
  salve_calendar_add_keys (widget_class, "Delete|KP_Delete", event_cb,
                           g_variant_new_uint32 (MONTH_DELETE_REQUESTED));
  salve_calendar_add_keys (widget_class, "m", take_cb, NULL);
  salve_calendar_add_keys (widget_class, "Escape", escape_cb, NULL);
  salve_calendar_add_keys (widget_class, "Menu|<Shift>F10", menu_cb, NULL);
}
