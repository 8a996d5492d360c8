/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person at the day grid: a real pointer and real keys (xdotool) on a real display, and what the grid says of it. */

#include "calendar-scenes.h"

static GString *said;

static SalvePartialDate
day (void)
{
  return salve_partial_date_new_day (2026, 11, 18);
}

static char *
clock_of (Scene *scene, gint64 time)
{
  return salve_instant_format_local (time, scene->zone, scene->locale, SALVE_INSTANT_STYLE_TIME);
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

static void
create_cb (SalveDayGrid *grid, const char *column, gint64 start, gint64 end, Scene *scene)
{
  g_autofree char *from = clock_of (scene, start), *to = clock_of (scene, end);

  say ("create %s %s-%s", column, from, to);
}

static void
move_event_cb (SalveDayGrid *grid,
               const char *id,
               const char *column,
               gint64 start,
               gint64 end,
               gboolean copy,
               Scene *scene)
{
  g_autofree char *from = clock_of (scene, start), *to = clock_of (scene, end);

  say ("%s %s %s %s-%s", copy ? "copy" : "move", id, column, from, to);
}

static void
text_cb (SalveDayGrid *grid, const char *text, const char *what)
{
  say ("%s %s", what, text);
}

static void
next_free_cb (SalveDayGrid *grid, const char *column, gint64 from, Scene *scene)
{
  g_autofree char *clock = clock_of (scene, from);

  say ("next-free %s %s", column, clock);
}

static void
menu_cb (SalveDayGrid *grid, const char *id, const char *column, gint64 start, Scene *scene)
{
  say ("menu %s %s", id != NULL ? id : "-", column);
}

static void
page_cb (SalveDayGrid *grid, int direction, Scene *scene)
{
  say ("page %d", direction);
}

static char *
refuse_noon (const char *column, SalveTimeSpan span, const char *event, gpointer scene)
{
  SalveInstant noon = scene_time (scene, day (), 12, 0);

  return span.start <= noon && span.end > noon ? g_strdup ("There is lunch at noon") : NULL;
}

#define expect(text)                                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_assert_cmpstr (said->str, ==, text);                                                                   \
    g_string_set_size (said, 0);                                                                             \
  }                                                                                                          \
  G_STMT_END

/* Three doctors; Anna Keller is with the first from 9:00 to 10:00, John Smith with the second from 10:00 to 10:30. */
static Scene *
start (void)
{
  Scene *scene = scene_new ("Europe/Berlin", "en-GB");

  g_string_set_size (said, 0);
  scene_add_doctors (scene, day (), 3);
  scene_add_event (scene, "anna", "doctor-0", scene_time (scene, day (), 9, 0), 60, "Anna Keller",
                   SALVE_APPOINTMENT_BOOKED);
  scene_add_event (scene, "john", "doctor-1", scene_time (scene, day (), 10, 0), 30, "John Smith",
                   SALVE_APPOINTMENT_ARRIVED);
  scene_show (scene, 900, 700);
  salve_day_grid_set_drop_check (scene->grid, refuse_noon, scene, NULL);
  g_signal_connect (scene->grid, "create", G_CALLBACK (create_cb), scene);
  g_signal_connect (scene->grid, "move", G_CALLBACK (move_event_cb), scene);
  g_signal_connect (scene->grid, "event-activated", G_CALLBACK (text_cb), (gpointer) "activated");
  g_signal_connect (scene->grid, "event-open-record", G_CALLBACK (text_cb), (gpointer) "record");
  g_signal_connect (scene->grid, "step-requested", G_CALLBACK (text_cb), (gpointer) "step");
  g_signal_connect (scene->grid, "delete-requested", G_CALLBACK (text_cb), (gpointer) "delete");
  g_signal_connect (scene->grid, "drop-refused", G_CALLBACK (text_cb), (gpointer) "refused");
  g_signal_connect (scene->grid, "column-activated", G_CALLBACK (text_cb), (gpointer) "column");
  g_signal_connect (scene->grid, "next-free-requested", G_CALLBACK (next_free_cb), scene);
  g_signal_connect (scene->grid, "menu-requested", G_CALLBACK (menu_cb), scene);
  g_signal_connect (scene->grid, "page-requested", G_CALLBACK (page_cb), scene);
  take_keyboard (scene);
  gtk_widget_grab_focus (GTK_WIDGET (scene->grid));
  return scene;
}

/* A point a little into a time of a column. */
static void
point_at_time (Scene *scene, guint column, int hour, int minute)
{
  g_autofree char *id = g_strdup_printf ("doctor-%u", column);
  SalveInstant time = scene_time (scene, day (), hour, minute);
  GdkRectangle rect;

  g_assert_true (salve_day_grid_get_cell_rect (
      scene->grid, id, (SalveTimeSpan){ time, time + 15 * SALVE_INSTANT_MINUTE }, &rect));
  point_at (scene, GTK_WIDGET (scene->grid), rect.x + rect.width / 2, rect.y + rect.height / 2);
}

static void
drag (Scene *scene, guint from, int hour, int minute, guint to, int to_hour, int to_minute)
{
  point_at_time (scene, from, hour, minute);
  act ("mousedown 1");
  act ("mousemove_relative 3 4");
  act ("mousemove_relative 4 4");
  point_at_time (scene, to, to_hour, to_minute);
  act ("mousemove_relative 1 0");
}

static void
test_drag_to_create (void)
{
  g_autoptr (Scene) scene = start ();

  drag (scene, 2, 9, 0, 2, 9, 30);
  act ("mouseup 1");
  expect ("create doctor-2 09:00-09:45");
  /* Upwards, and into another column: it stays in its own. */
  drag (scene, 2, 10, 30, 1, 10, 0);
  act ("mouseup 1");
  expect ("create doctor-2 10:00-10:45");
}

static void
test_drag_to_move (void)
{
  g_autoptr (Scene) scene = start ();

  drag (scene, 0, 9, 15, 1, 8, 30);
  picture (scene->window, "drag-move");
  act ("mouseup 1");
  expect ("move anna doctor-1 08:15-09:15");
  drag (scene, 0, 9, 15, 0, 9, 15);
  act ("mouseup 1");
  expect ("");
}

static void
test_drag_a_copy (void)
{
  g_autoptr (Scene) scene = start ();

  point_at_time (scene, 0, 9, 15);
  act ("keydown alt mousedown 1 mousemove_relative 5 5");
  point_at_time (scene, 2, 10, 15);
  act ("mousemove_relative 1 0 mouseup 1 keyup alt");
  expect ("copy anna doctor-2 10:00-11:00");
}

static void
test_drag_an_edge (void)
{
  g_autoptr (Scene) scene = start ();
  GdkRectangle rect;

  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "anna", &rect));
  point_at (scene, GTK_WIDGET (scene->grid), rect.x + rect.width / 2, rect.y + rect.height - 2);
  act ("mousedown 1 mousemove_relative 0 6");
  point_at_time (scene, 0, 10, 15);
  act ("mousemove_relative 1 0 mouseup 1");
  expect ("move anna doctor-0 09:00-10:30");
}

static void
test_refused_and_escaped (void)
{
  g_autoptr (Scene) scene = start ();

  drag (scene, 0, 9, 15, 2, 12, 15);
  picture (scene->window, "drag-refused");
  act ("mouseup 1");
  expect ("refused There is lunch at noon");
  drag (scene, 0, 9, 15, 2, 10, 15);
  act ("key Escape mousemove_relative 5 5 mouseup 1");
  expect ("");
}

static void
test_clicks (void)
{
  g_autoptr (Scene) scene = start ();

  point_at_time (scene, 1, 10, 15);
  act ("click 1");
  g_assert_cmpstr (salve_day_grid_get_focused_event (scene->grid), ==, "john");
  expect ("activated john");
  settle (500);
  act ("click --repeat 2 --delay 40 1");
  expect ("activated john; record john");
  act ("click 3");
  expect ("menu john doctor-1");
  point_at (scene, GTK_WIDGET (scene->grid), 200, 10);
  settle (500);
  act ("click 1");
  expect ("column doctor-0");
}

static void
test_keys_create (void)
{
  g_autoptr (Scene) scene = start ();

  salve_day_grid_set_cursor (scene->grid, "doctor-0", scene_time (scene, day (), 10, 30));
  keys ("Down Right Return");
  expect ("create doctor-1 10:45-11:15");
  keys ("shift+Down shift+Down shift+Down Return");
  expect ("create doctor-1 10:45-11:45");
  keys ("Home n");
  expect ("next-free doctor-1 08:00");
  keys ("End n");
  expect ("next-free doctor-1 17:45");
  keys ("ctrl+Home Left");
  expect ("page -1");
  keys ("ctrl+End Right shift+F10");
  expect ("page 1; menu - doctor-2");
}

static void
test_keys_move (void)
{
  g_autoptr (Scene) scene = start ();

  keys ("Tab");
  g_assert_cmpstr (salve_day_grid_get_focused_event (scene->grid), ==, "anna");
  keys ("Return space Delete ctrl+Return");
  expect ("activated anna; step anna; delete anna; record anna");
  keys ("m Down Right Return");
  expect ("move anna doctor-1 09:15-10:15");
  keys ("m Down Down Escape");
  expect ("");
  keys ("m Right Right ctrl+Return");
  expect ("copy anna doctor-2 09:00-10:00");
  keys ("plus");
  expect ("move anna doctor-0 09:00-10:15");
  keys ("alt+Up");
  expect ("move anna doctor-0 09:00-09:45");
  keys ("m Page_Down Return");
  expect ("move anna doctor-0 13:00-14:00");
  keys ("m Down Down Down Down Down Down Down Down Down Down Down Down Return");
  expect ("refused There is lunch at noon");
  keys ("Tab");
  g_assert_cmpstr (salve_day_grid_get_focused_event (scene->grid), ==, "john");
  keys ("shift+Tab");
  g_assert_cmpstr (salve_day_grid_get_focused_event (scene->grid), ==, "anna");
}

/* A drag that rests at the lower border goes on downwards, and what others book meanwhile does not take it away. */
static void
test_drag_beyond_the_border (void)
{
  g_autoptr (Scene) scene = start ();
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (scene->grid), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double before = gtk_adjustment_get_value (adjustment);

  point_at_time (scene, 0, 9, 15);
  act ("mousedown 1 mousemove_relative 5 5");
  point_at (scene, GTK_WIDGET (scene->grid), 200, gtk_widget_get_height (GTK_WIDGET (scene->grid)) - 4);
  scene_add_event (scene, "late", "doctor-2", scene_time (scene, day (), 11, 0), 30, "Priya Raman",
                   SALVE_APPOINTMENT_BOOKED);
  salve_day_grid_set_events (scene->grid, scene->events);
  settle (600);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, before + 50);
  point_at_time (scene, 0, 16, 15);
  act ("mousemove_relative 1 0 mouseup 1");
  expect ("move anna doctor-0 16:00-17:00");
}

/* Of forty doctors the last one is reached by the keys, and the columns scroll to her. */
static void
test_many_columns (void)
{
  g_autoptr (Scene) scene = start ();
  GdkRectangle rect;
  SalveTimeSpan span = { scene_time (scene, day (), 9, 0), scene_time (scene, day (), 9, 15) };

  g_ptr_array_set_size (scene->columns, 0);
  scene_add_doctors (scene, day (), 40);
  salve_day_grid_set_columns (scene->grid, scene->columns);
  g_assert_false (salve_day_grid_get_cell_rect (scene->grid, "doctor-39", span, &rect));
  salve_day_grid_set_cursor (scene->grid, "doctor-0", span.start);
  keys ("ctrl+End Return");
  expect ("create doctor-39 09:00-09:30");
  g_assert_true (salve_day_grid_get_cell_rect (scene->grid, "doctor-39", span, &rect));
  g_assert_cmpint (rect.width, >, 80);
}

/* What lasts all day is reached by Tab and by a click like everything else. */
static void
test_strip (void)
{
  g_autoptr (Scene) scene = start ();
  SalveCalendarEvent week = { .id = "week",
                              .span = { scene_time (scene, day (), 0, 0), scene_time (scene, day (), 24, 0) },
                              .title = "Flu vaccination week",
                              .all_day = TRUE };
  GdkRectangle rect;

  g_ptr_array_add (scene->events, salve_calendar_event_new (&week));
  salve_day_grid_set_events (scene->grid, scene->events);
  settle (60);
  keys ("Tab Return Tab Return shift+Tab Return");
  expect ("activated week; activated anna; activated week");
  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "week", &rect));
  g_assert_cmpint (rect.width, >, 700);
  settle (500);
  point_at (scene, GTK_WIDGET (scene->grid), rect.x + 50, rect.y + 5);
  act ("click 1");
  expect ("activated week");
}

static void
test_right_to_left (void)
{
  g_autoptr (Scene) scene = NULL;
  GdkRectangle anna, john;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  scene = start ();
  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "anna", &anna));
  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "john", &john));
  g_assert_cmpint (anna.x, >, john.x);
  point_at (scene, GTK_WIDGET (scene->grid), john.x + john.width / 2, john.y + john.height / 2);
  act ("click 1");
  expect ("activated john");
  salve_day_grid_set_cursor (scene->grid, "doctor-0", scene_time (scene, day (), 10, 30));
  keys ("Left Return");
  expect ("create doctor-1 10:30-11:00");
  drag (scene, 0, 9, 15, 2, 9, 15);
  act ("mouseup 1");
  expect ("move anna doctor-2 09:00-10:00");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_zoom (void)
{
  g_autoptr (Scene) scene = start ();
  GdkRectangle before, after;

  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "anna", &before));
  point_at (scene, GTK_WIDGET (scene->grid), before.x + 20, before.y + 2);
  act ("keydown ctrl click 4 keyup ctrl");
  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "anna", &after));
  g_assert_cmpint (after.height, >, before.height);
  g_assert_cmpint (ABS (after.y - before.y), <=, 3);
  keys ("ctrl+0");
  g_assert_cmpfloat (salve_day_grid_get_row_minutes (scene->grid), ==, 15);
  keys ("ctrl+minus");
  g_assert_cmpfloat (salve_day_grid_get_row_minutes (scene->grid), >, 15);
}

/* What a screen reader sees: the events in sight, with names and places; scrolled away, others. */
static void
test_accessible (void)
{
  g_autoptr (Scene) scene = start ();
  g_autoptr (GtkAccessible) first = NULL, second = NULL, third = NULL, elsewhere = NULL;
  GdkRectangle rect;
  int x, y, width, height;

  scene_add_event (scene, "night", "doctor-1", scene_time (scene, day (), 23, 0), 30, "Priya Raman",
                   SALVE_APPOINTMENT_BOOKED);
  salve_day_grid_set_events (scene->grid, scene->events);
  first = gtk_accessible_get_first_accessible_child (GTK_ACCESSIBLE (scene->grid));
  g_assert_nonnull (first);
  g_assert_cmpint (gtk_accessible_get_accessible_role (first), ==, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Anna Keller, 09:00 to 10:00, Check-up, Room 1, booked");
  g_assert_true (salve_day_grid_get_event_rect (scene->grid, "anna", &rect));
  g_assert_true (gtk_accessible_get_bounds (first, &x, &y, &width, &height));
  g_assert_cmpint (x, ==, rect.x);
  g_assert_cmpint (y, ==, rect.y);
  g_assert_cmpint (height, ==, rect.height);
  second = gtk_accessible_get_next_accessible_sibling (first);
  g_assert_nonnull (second);
  third = gtk_accessible_get_next_accessible_sibling (second);
  g_assert_null (third);
  salve_day_grid_focus_event (scene->grid, "john");
  g_assert_true (gtk_accessible_get_platform_state (second, GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED));
  g_assert_false (gtk_accessible_get_platform_state (first, GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED));
  salve_day_grid_scroll_to (scene->grid, NULL, 20 * 60);
  settle (60);
  elsewhere = gtk_accessible_get_first_accessible_child (GTK_ACCESSIBLE (scene->grid));
  gtk_test_accessible_assert_property (elsewhere, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Priya Raman, 23:00 to 23:30, Vaccination, Room 3, booked");
}

/* Eleven o'clock on the wall is the same height on all days of the week in which a clock is put back, and a click
 * there is eleven o'clock. */
static void
test_long_day (void)
{
  SalvePartialDate first = salve_partial_date_new_day (2026, 10, 19);
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  int top = -1;

  g_string_set_size (said, 0);
  scene_add_days (scene, first, 7);
  scene_show (scene, 1000, 700);
  g_signal_connect (scene->grid, "next-free-requested", G_CALLBACK (next_free_cb), scene);
  take_keyboard (scene);
  for (int i = 0; i < 7; i++)
    {
      SalvePartialDate on = salve_partial_date_add_days (first, i);
      g_autofree char *id = salve_partial_date_to_iso (on),
                      *wanted = g_strdup_printf ("next-free %s 11:00", id);
      SalveInstant eleven = scene_time (scene, on, 11, 0);
      GdkRectangle rect;

      g_assert_true (salve_day_grid_get_cell_rect (
          scene->grid, id, (SalveTimeSpan){ eleven, eleven + 15 * SALVE_INSTANT_MINUTE }, &rect));
      g_assert_true (top < 0 || rect.y == top);
      top = rect.y;
      point_at (scene, GTK_WIDGET (scene->grid), rect.x + 20, rect.y + 4);
      act ("click 1 key n");
      g_assert_cmpstr (said->str, ==, wanted);
      g_string_set_size (said, 0);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  said = g_string_new (NULL);
  g_test_add_func ("/calendar/day-grid/drag-to-create", test_drag_to_create);
  g_test_add_func ("/calendar/day-grid/drag-to-move", test_drag_to_move);
  g_test_add_func ("/calendar/day-grid/drag-a-copy", test_drag_a_copy);
  g_test_add_func ("/calendar/day-grid/drag-an-edge", test_drag_an_edge);
  g_test_add_func ("/calendar/day-grid/refused-and-escaped", test_refused_and_escaped);
  g_test_add_func ("/calendar/day-grid/clicks", test_clicks);
  g_test_add_func ("/calendar/day-grid/keys-create", test_keys_create);
  g_test_add_func ("/calendar/day-grid/keys-move", test_keys_move);
  g_test_add_func ("/calendar/day-grid/drag-beyond-the-border", test_drag_beyond_the_border);
  g_test_add_func ("/calendar/day-grid/many-columns", test_many_columns);
  g_test_add_func ("/calendar/day-grid/strip", test_strip);
  g_test_add_func ("/calendar/day-grid/right-to-left", test_right_to_left);
  g_test_add_func ("/calendar/day-grid/zoom", test_zoom);
  g_test_add_func ("/calendar/day-grid/accessible", test_accessible);
  g_test_add_func ("/calendar/day-grid/long-day", test_long_day);
  return g_test_run ();
}
