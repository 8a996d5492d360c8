/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finger on the calendar's view: what a tap opens, and that what is dragged is moved in the file. The clinic's clock stands
 * at Sunday 2026-06-21, 00:00 UTC; Keller is with Lovelace on Monday from nine to half past. */
#include "config.h"

#include <adwaita.h>

#include "calendar-desk.h"
#include "salve-calendar-view-private.h"
#include "salve-resources.h"
#include "touch-screen.h"

static TouchScreen *screen;

typedef struct
{
  PatientsDesk *desk;
  GtkWidget *window;
  SalveCalendarView *view;
} Desk;

static Desk
start (void)
{
  Desk self = { .desk = calendar_desk_open () };

  self.view = g_object_new (SALVE_TYPE_CALENDAR_VIEW, "clinic", self.desk->clinic, NULL);
  self.window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self.window), GTK_WIDGET (self.view));
  gtk_window_set_default_size (GTK_WINDOW (self.window), 1000, 700);
  touch_screen_show (screen, self.window);
  salve_calendar_view_show (self.view, SALVE_CALENDAR_DAY, salve_partial_date_new_day (2026, 6, 22));
  patients_desk_spin (200);
  return self;
}

static void
end (Desk *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  patients_desk_spin (50);
  patients_desk_free (self->desk);
}

static graphene_point_t
middle_of_nine (Desk *self)
{
  GdkRectangle rect;

  g_assert_true (salve_day_grid_get_event_rect (self->view->grid, "nine", &rect));
  return GRAPHENE_POINT_INIT ((float)(rect.x + rect.width / 2.0), (float)(rect.y + rect.height / 2.0));
}

static gboolean
has_popover (gpointer data)
{
  const Desk *self = data;

  return self->view->popover != NULL && gtk_widget_get_mapped (self->view->popover);
}

static void
test_tap_opens_details (void)
{
  Desk self = start ();
  graphene_point_t at = middle_of_nine (&self);

  touch_screen_tap (screen, GTK_WIDGET (self.view->grid), at.x, at.y);
  touch_screen_until (has_popover, &self);
  end (&self);
}

static gboolean
is_in_hand (gpointer data)
{
  return salve_day_grid_is_in_hand (((Desk *)data)->view->grid);
}

static gboolean
is_moved (gpointer data)
{
  const Desk *self = data;
  g_autoptr (SalveAppointmentDetails) nine = calendar_desk_read (self->desk, "nine");

  return nine->span.start == calendar_desk_at (self->desk, 22, 10 * 60);
}

static void
test_drag_moves (void)
{
  Desk self = start ();
  graphene_point_t at = middle_of_nine (&self);
  GtkWidget *grid = GTK_WIDGET (self.view->grid);
  SalveInstant ten = calendar_desk_at (self.desk, 22, 10 * 60);
  GdkRectangle nine, cell;

  g_assert_true (salve_day_grid_get_event_rect (self.view->grid, "nine", &nine));
  g_assert_true (salve_day_grid_get_cell_rect (
      self.view->grid, "lovelace", (SalveTimeSpan){ ten, ten + 30 * SALVE_INSTANT_MINUTE }, &cell));
  touch_screen_put (screen, 0, grid, at.x, at.y);
  touch_screen_until (is_in_hand, &self);
  touch_screen_slide (screen, 0, grid, at.x, at.y + (cell.y - nine.y) / 2.0);
  touch_screen_slide (screen, 0, grid, at.x, at.y + (cell.y - nine.y));
  touch_screen_lift (screen, 0);
  touch_screen_until (is_moved, &self);
  /* libadwaita's split view goes with a warning while it thinks of a swipe that somebody else has taken over: a tap on the
   * corner above the hours ends that. */
  touch_screen_tap (screen, grid, 5, 5);
  end (&self);
}

int
main (int argc, char **argv)
{
  int result;

  screen = touch_screen_new ();
  if (screen == NULL)
    {
      g_print ("1..0 # SKIP gtk4-broadwayd is not here: nothing else has a touch screen\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (salve_get_resource ());
  adw_init ();
  g_test_add_func ("/calendar-view-touch/tap-opens-details", test_tap_opens_details);
  g_test_add_func ("/calendar-view-touch/drag-moves", test_drag_moves);
  result = g_test_run ();
  touch_screen_free (screen);
  return result;
}
