/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fingers on the calendar: taps, long presses, drags, flings and pinches as a touch screen sends them, and what the views
 * make of them. */

#include "calendar-scenes.h"

#include <math.h>

#include "salve-month-grid.h"
#include "touch-screen.h"

static TouchScreen *screen;
static GString *said;

static SalvePartialDate
day (void)
{
  return salve_partial_date_new_day (2026, 11, 18);
}

static void
say (const char *format, ...)
{
  va_list arguments;

  if (said->len > 0)
    g_string_append (said, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (said, format, arguments);
  va_end (arguments);
}

static gboolean
is_said (gpointer what)
{
  return said->len >= strlen (what);
}

/* Waits for it, and then there is nothing more. */
static void
expect (const char *what)
{
  if (*what != '\0')
    touch_screen_until (is_said, (gpointer)what);
  g_assert_cmpstr (said->str, ==, what);
  g_string_set_size (said, 0);
}

static void
span_cb (const char *what, const char *id, const char *column, gint64 start, gint64 end, Scene *scene)
{
  g_autofree char *from =
      salve_instant_format_local (start, scene->zone, scene->locale, SALVE_INSTANT_STYLE_TIME);
  g_autofree char *to =
      salve_instant_format_local (end, scene->zone, scene->locale, SALVE_INSTANT_STYLE_TIME);

  say ("%s %s %s-%s", what, id != NULL ? id : column, from, to);
}

static void
create_cb (SalveDayGrid *grid, const char *column, gint64 start, gint64 end, Scene *scene)
{
  span_cb ("create", NULL, column, start, end, scene);
}

static void
move_cb (SalveDayGrid *grid,
         const char *id,
         const char *column,
         gint64 start,
         gint64 end,
         gboolean copy,
         Scene *scene)
{
  g_autofree char *words = g_strdup_printf ("%s %s", id, column);

  span_cb (copy ? "copy" : "move", words, column, start, end, scene);
}

static void
text_cb (GtkWidget *widget, const char *text, const char *what)
{
  say ("%s %s", what, text);
}

static void
menu_cb (SalveDayGrid *grid, const char *id, const char *column, gint64 start, Scene *scene)
{
  say ("menu %s", id != NULL ? id : column);
}

/* Three doctors; Anna Keller is with the first from 9:00 to 10:00. Half of the day is in sight. */
static Scene *
start (void)
{
  Scene *scene = scene_new ("Europe/Berlin", "en-GB");

  g_string_set_size (said, 0);
  scene_add_doctors (scene, day (), 3);
  scene_add_event (scene, "anna", "doctor-0", scene_time (scene, day (), 9, 0), 60, "Anna Keller",
                   SALVE_APPOINTMENT_BOOKED);
  scene_make (scene, 900, 700);
  touch_screen_show (screen, scene->window);
  settle (100);
  g_signal_connect (scene->grid, "create", G_CALLBACK (create_cb), scene);
  g_signal_connect (scene->grid, "move", G_CALLBACK (move_cb), scene);
  g_signal_connect (scene->grid, "menu-requested", G_CALLBACK (menu_cb), scene);
  g_signal_connect (scene->grid, "event-activated", G_CALLBACK (text_cb), (gpointer) "activated");
  return scene;
}

/* A point a little into a time of a column. */
static graphene_point_t
point (Scene *scene, guint column, int hour, int minute)
{
  g_autofree char *id = g_strdup_printf ("doctor-%u", column);
  SalveInstant time = scene_time (scene, day (), hour, minute);
  GdkRectangle rect;

  g_assert_true (salve_day_grid_get_cell_rect (
      scene->grid, id, (SalveTimeSpan){ time, time + 15 * SALVE_INSTANT_MINUTE }, &rect));
  return GRAPHENE_POINT_INIT ((float)(rect.x + rect.width / 2), (float)(rect.y + rect.height / 2));
}

static GtkAdjustment *
scrolled (Scene *scene)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (scene->grid));
}

static void
test_tap (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t anna = point (scene, 0, 9, 15), nobody = point (scene, 1, 9, 15);
  const char *column;
  SalveTimeSpan span;

  touch_screen_tap (screen, GTK_WIDGET (scene->grid), anna.x, anna.y);
  expect ("activated anna");
  touch_screen_tap (screen, GTK_WIDGET (scene->grid), nobody.x, nobody.y);
  expect ("");
  g_assert_true (salve_day_grid_get_cursor (scene->grid, &column, &span));
  g_assert_cmpstr (column, ==, "doctor-1");
  g_assert_cmpint (span.start, ==, scene_time (scene, day (), 9, 15));
}

static void
test_tap_twice (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t nobody = point (scene, 1, 9, 15);

  touch_screen_tap (screen, GTK_WIDGET (scene->grid), nobody.x, nobody.y);
  touch_screen_tap (screen, GTK_WIDGET (scene->grid), nobody.x, nobody.y);
  expect ("create doctor-1 09:15-09:45");
}

typedef struct
{
  GtkAdjustment *adjustment;
  double beyond;
} Scrolling;

static gboolean
is_beyond (gpointer data)
{
  const Scrolling *scrolling = data;

  return gtk_adjustment_get_value (scrolling->adjustment) > scrolling->beyond;
}

/* One finger scrolls, over an appointment too, and what it threw goes on when it has left. */
static void
test_fling (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t from = point (scene, 0, 9, 30);
  GtkAdjustment *adjustment = scrolled (scene);
  double before = gtk_adjustment_get_value (adjustment);
  Scrolling scrolling = { adjustment };

  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), from.x, from.y);
  for (int i = 1; i <= 10; i++)
    touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), from.x, from.y - 10 * i);
  /* As far as the finger, but for what it needs to be told from a tap. */
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, before + 60);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), <=, before + 100);
  scrolling.beyond = gtk_adjustment_get_value (adjustment) + 50;
  touch_screen_lift (screen, 0);
  touch_screen_until (is_beyond, &scrolling);
  expect ("");
}

static void
page_cb (SalveDayGrid *grid, int direction, gpointer data)
{
  say ("page %d", direction);
}

static void
throw_aside (Scene *scene, int dx, int dy)
{
  graphene_point_t from = point (scene, 1, 10, 0);

  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), from.x, from.y);
  for (int i = 1; i <= 10; i++)
    touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), from.x + dx * i / 10.0, from.y + dy * i / 10.0);
  touch_screen_lift (screen, 0);
}

/* Three columns fit: a finger goes to the next day and back, and does so against the direction of reading. */
static void
test_swipe (void)
{
  g_autoptr (Scene) scene = start ();

  g_signal_connect (scene->grid, "page-requested", G_CALLBACK (page_cb), NULL);
  throw_aside (scene, -150, 0);
  expect ("page 1");
  throw_aside (scene, 150, 0);
  expect ("page -1");
  throw_aside (scene, 20, -120);
  expect ("");
  gtk_widget_set_direction (GTK_WIDGET (scene->grid), GTK_TEXT_DIR_RTL);
  settle (50);
  throw_aside (scene, -150, 0);
  expect ("page -1");
}

static void
pinch (Scene *scene, graphene_point_t middle, double from, double to)
{
  GtkWidget *grid = GTK_WIDGET (scene->grid);

  touch_screen_put (screen, 0, grid, middle.x, middle.y - from / 2);
  touch_screen_put (screen, 1, grid, middle.x, middle.y + from / 2);
  for (int i = 1; i <= 10; i++)
    {
      double apart = from + (to - from) * i / 10;

      touch_screen_slide (screen, 0, grid, middle.x, middle.y - apart / 2);
      touch_screen_slide (screen, 1, grid, middle.x, middle.y + apart / 2);
    }
  touch_screen_lift (screen, 0);
  touch_screen_lift (screen, 1);
}

/* Two fingers zoom, and the time between them stays between them. */
static void
test_pinch (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t middle = point (scene, 1, 10, 30), after;
  double before = salve_day_grid_get_row_minutes (scene->grid);

  pinch (scene, middle, 100, 200);
  g_assert_cmpfloat (fabs (salve_day_grid_get_row_minutes (scene->grid) - before / 2), <, 0.5);
  settle (50);
  after = point (scene, 1, 10, 30);
  g_assert_cmpfloat (fabsf (after.y - middle.y), <, 20);
  pinch (scene, middle, 300, 100);
  g_assert_cmpfloat (fabs (salve_day_grid_get_row_minutes (scene->grid) - before * 1.5), <, 1);
  expect ("");
}

static gboolean
is_in_hand (gpointer grid)
{
  return salve_day_grid_is_in_hand (grid);
}

static gboolean
is_month_in_hand (gpointer month)
{
  return salve_month_grid_is_in_hand (month);
}

/* A finger that rests takes what is under it in hand, and then it does not scroll. */
static void
test_press_and_move (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t from = point (scene, 0, 9, 30), to = point (scene, 1, 11, 0);
  double before = gtk_adjustment_get_value (scrolled (scene));

  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), from.x, from.y);
  touch_screen_until (is_in_hand, scene->grid);
  touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), (from.x + to.x) / 2, (from.y + to.y) / 2);
  touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), to.x, to.y);
  picture (scene->window, "touch-move");
  touch_screen_lift (screen, 0);
  expect ("move anna doctor-1 10:30-11:30");
  g_assert_cmpfloat (gtk_adjustment_get_value (scrolled (scene)), ==, before);
}

static void
test_press_and_create (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t from = point (scene, 2, 10, 0), to = point (scene, 2, 10, 30);

  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), from.x, from.y);
  touch_screen_until (is_in_hand, scene->grid);
  touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), to.x, to.y);
  touch_screen_lift (screen, 0);
  expect ("create doctor-2 10:00-10:45");
}

/* The end of an appointment is easier to hit with a pointer than with a finger, for which it is greater. */
static void
test_press_and_resize (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t to = point (scene, 0, 10, 15);
  GdkRectangle rect;

  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "anna", &rect));
  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), rect.x + rect.width / 2, rect.y + rect.height - 10);
  touch_screen_until (is_in_hand, scene->grid);
  touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), to.x, to.y);
  touch_screen_lift (screen, 0);
  expect ("move anna doctor-0 09:00-10:30");
}

/* A finger has no second button: one that rests on an appointment and goes asks for its menu. */
static void
test_press_and_lift (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t at = point (scene, 0, 9, 30);

  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), at.x, at.y);
  touch_screen_until (is_in_hand, scene->grid);
  touch_screen_lift (screen, 0);
  expect ("menu anna");
}

/* A second finger gives back what the first has in hand. */
static void
test_second_finger (void)
{
  g_autoptr (Scene) scene = start ();
  graphene_point_t from = point (scene, 0, 9, 30), to = point (scene, 1, 11, 0);

  touch_screen_put (screen, 0, GTK_WIDGET (scene->grid), from.x, from.y);
  touch_screen_until (is_in_hand, scene->grid);
  touch_screen_slide (screen, 0, GTK_WIDGET (scene->grid), to.x, to.y);
  touch_screen_put (screen, 1, GTK_WIDGET (scene->grid), to.x + 100, to.y + 100);
  g_assert_false (salve_day_grid_is_in_hand (scene->grid));
  touch_screen_lift (screen, 0);
  touch_screen_lift (screen, 1);
  expect ("");
}

static void
month_create_cb (SalveMonthGrid *month, gint64 start, gint64 end, Scene *scene)
{
  g_autofree char *first = salve_partial_date_to_iso (salve_instant_to_date (start, scene->zone));
  g_autofree char *last = salve_partial_date_to_iso (salve_instant_to_date (end - 1, scene->zone));

  say ("create %s to %s", first, last);
}

static void
month_move_cb (SalveMonthGrid *month, const char *id, gint64 start, gint64 end, gboolean copy, Scene *scene)
{
  g_autofree char *to = salve_partial_date_to_iso (salve_instant_to_date (start, scene->zone));

  say ("%s %s %s", copy ? "copy" : "move", id, to);
}

static void
day_cb (SalveMonthGrid *month, gint64 start, const char *what)
{
  say ("%s", what);
}

/* November 2026; Anna Keller comes on the 18th. */
static SalveMonthGrid *
start_month (Scene *scene)
{
  GtkWidget *month = salve_month_grid_new ();

  g_string_set_size (said, 0);
  salve_month_grid_set_zone (SALVE_MONTH_GRID (month), scene->zone);
  salve_month_grid_set_locale (SALVE_MONTH_GRID (month), scene->locale);
  salve_month_grid_set_month (SALVE_MONTH_GRID (month), day ());
  scene_add_event (scene, "anna", NULL, scene_time (scene, day (), 9, 0), 60, "Anna Keller",
                   SALVE_APPOINTMENT_BOOKED);
  salve_month_grid_set_events (SALVE_MONTH_GRID (month), scene->events, NULL);
  scene_make_widget (scene, month, 900, 700);
  touch_screen_show (screen, scene->window);
  settle (100);
  g_signal_connect (month, "create", G_CALLBACK (month_create_cb), scene);
  g_signal_connect (month, "move", G_CALLBACK (month_move_cb), scene);
  g_signal_connect (month, "day-activated", G_CALLBACK (day_cb), (gpointer) "day");
  g_signal_connect (month, "event-activated", G_CALLBACK (text_cb), (gpointer) "activated");
  return SALVE_MONTH_GRID (month);
}

static graphene_point_t
month_point (SalveMonthGrid *month, int number)
{
  GdkRectangle rect;

  g_assert_true (salve_month_grid_get_day_rect (month, salve_partial_date_new_day (2026, 11, number), &rect));
  return GRAPHENE_POINT_INIT ((float)(rect.x + rect.width / 2), (float)(rect.y + rect.height - 10));
}

static void
swipe (SalveMonthGrid *month, int dx, int dy)
{
  graphene_point_t from = month_point (month, 18);

  touch_screen_put (screen, 0, GTK_WIDGET (month), from.x, from.y);
  for (int i = 1; i <= 10; i++)
    touch_screen_slide (screen, 0, GTK_WIDGET (month), from.x + dx * i / 10.0, from.y + dy * i / 10.0);
  touch_screen_lift (screen, 0);
}

/* A finger goes through the months; it makes nothing, and moves nothing, that it has not rested on. */
static void
test_month_swipe (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveMonthGrid *month = start_month (scene);

  swipe (month, 0, -120);
  g_assert_cmpint (salve_month_grid_get_month (month).month, ==, 12);
  salve_month_grid_set_month (month, day ());
  settle (50);
  swipe (month, 120, 0);
  g_assert_cmpint (salve_month_grid_get_month (month).month, ==, 10);
  expect ("");
}

static void
test_month_press (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveMonthGrid *month = start_month (scene);
  graphene_point_t from = month_point (month, 18), to = month_point (month, 20);
  GdkRectangle anna;

  g_assert_true (salve_month_grid_get_event_rect (month, "anna", &anna));
  touch_screen_tap (screen, GTK_WIDGET (month), anna.x + 20, anna.y + anna.height / 2.0);
  expect ("activated anna");
  touch_screen_put (screen, 0, GTK_WIDGET (month), anna.x + 20, anna.y + anna.height / 2.0);
  touch_screen_until (is_month_in_hand, month);
  touch_screen_slide (screen, 0, GTK_WIDGET (month), to.x, to.y);
  touch_screen_lift (screen, 0);
  expect ("move anna 2026-11-20");
  touch_screen_put (screen, 0, GTK_WIDGET (month), from.x, from.y);
  touch_screen_until (is_month_in_hand, month);
  touch_screen_slide (screen, 0, GTK_WIDGET (month), to.x, to.y);
  touch_screen_lift (screen, 0);
  expect ("create 2026-11-18 to 2026-11-20");
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
  adw_init ();
  said = g_string_new (NULL);
  g_test_add_func ("/calendar-touch/tap", test_tap);
  g_test_add_func ("/calendar-touch/tap-twice", test_tap_twice);
  g_test_add_func ("/calendar-touch/fling", test_fling);
  g_test_add_func ("/calendar-touch/swipe", test_swipe);
  g_test_add_func ("/calendar-touch/pinch", test_pinch);
  g_test_add_func ("/calendar-touch/press-and-move", test_press_and_move);
  g_test_add_func ("/calendar-touch/press-and-create", test_press_and_create);
  g_test_add_func ("/calendar-touch/press-and-resize", test_press_and_resize);
  g_test_add_func ("/calendar-touch/press-and-lift", test_press_and_lift);
  g_test_add_func ("/calendar-touch/second-finger", test_second_finger);
  g_test_add_func ("/calendar-touch/month-swipe", test_month_swipe);
  g_test_add_func ("/calendar-touch/month-press", test_month_press);
  result = g_test_run ();
  g_string_free (said, TRUE);
  touch_screen_free (screen);
  return result;
}
