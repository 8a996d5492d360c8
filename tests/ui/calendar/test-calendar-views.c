/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person at the month, the agenda and the small month. */

#include "calendar-scenes.h"

#include "salve-agenda-list.h"
#include "salve-agenda-model.h"
#include "salve-mini-month.h"
#include "salve-month-grid.h"

static GString *said;

static SalvePartialDate
day (int number)
{
  return salve_partial_date_new_day (2026, 10, number);
}

static void
say_time (Scene *scene, const char *what, gint64 time)
{
  g_autofree char *text = salve_instant_format_local (time, scene->zone, NULL, SALVE_INSTANT_STYLE_DATE_TIME);

  g_string_append_printf (said, "%s%s %s", said->len > 0 ? "; " : "", what, text);
}

static void
day_cb (SalveMonthGrid *grid, gint64 start, Scene *scene)
{
  say_time (scene, "day", start);
}

static void
create_cb (SalveMonthGrid *grid, gint64 start, gint64 end, Scene *scene)
{
  say_time (scene, "create", start);
  say_time (scene, "to", end);
}

static void
move_cb (SalveMonthGrid *grid, const char *id, gint64 start, gint64 end, gboolean copy, Scene *scene)
{
  say_time (scene, copy ? "copy" : "move", start);
}

static void
range_cb (SalveMonthGrid *grid, gint64 start, gint64 end, Scene *scene)
{
  say_time (scene, "range", start);
}

static void
text_cb (GtkWidget *widget, const char *text, const char *what)
{
  g_string_append_printf (said, "%s%s %s", said->len > 0 ? "; " : "", what, text);
}

#define expect(text)                                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_assert_cmpstr (said->str, ==, text);                                                                   \
    g_string_set_size (said, 0);                                                                             \
  }                                                                                                          \
  G_STMT_END

static SalveMonthGrid *
start_month (Scene *scene)
{
  SalveMonthGrid *grid = SALVE_MONTH_GRID (salve_month_grid_new ());

  g_string_set_size (said, 0);
  scene_add_event (scene, "anna", NULL, scene_time (scene, day (23), 9, 0), 60, "Anna Keller",
                   SALVE_APPOINTMENT_BOOKED);
  salve_month_grid_set_zone (grid, scene->zone);
  salve_month_grid_set_locale (grid, scene->locale);
  salve_month_grid_set_month (grid, day (21));
  salve_month_grid_set_events (grid, scene->events, NULL);
  g_signal_connect (grid, "day-activated", G_CALLBACK (day_cb), scene);
  g_signal_connect (grid, "create", G_CALLBACK (create_cb), scene);
  g_signal_connect (grid, "move", G_CALLBACK (move_cb), scene);
  g_signal_connect (grid, "range-wanted", G_CALLBACK (range_cb), scene);
  g_signal_connect (grid, "event-activated", G_CALLBACK (text_cb), (gpointer) "activated");
  scene_show_widget (scene, GTK_WIDGET (grid), 900, 640);
  take_keyboard (scene);
  gtk_widget_grab_focus (GTK_WIDGET (grid));
  return grid;
}

static void
test_month_keys (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveMonthGrid *grid = start_month (scene);

  keys ("Right Down Return");
  expect ("day 2026-10-29 00:00");
  keys ("Home Insert");
  expect ("create 2026-10-26 00:00; to 2026-10-27 00:00");
  salve_month_grid_set_cursor (grid, day (21));
  keys ("Tab Return");
  expect ("activated anna");
  /* Over the change of the clock: nine o'clock stays nine o'clock. */
  keys ("m Right Right Right Return");
  expect ("move 2026-10-26 09:00");
  keys ("m Left ctrl+Return");
  expect ("copy 2026-10-22 09:00");
  keys ("m Left Escape Escape Page_Down");
  expect ("range 2026-10-26 00:00");
  g_assert_cmpint (salve_month_grid_get_month (grid).month, ==, 11);
}

static void
test_month_pointer (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveMonthGrid *grid = start_month (scene);
  GdkRectangle anna, other;

  g_assert_true (salve_month_grid_get_event_rect (grid, "anna", &anna));
  g_assert_true (salve_month_grid_get_day_rect (grid, day (13), &other));
  point_at (scene, GTK_WIDGET (grid), anna.x + 20, anna.y + 5);
  act ("click 1");
  expect ("activated anna");
  act ("mousedown 1 mousemove_relative 6 6");
  point_at (scene, GTK_WIDGET (grid), other.x + 30, other.y + 50);
  act ("mousemove_relative 1 0 mouseup 1");
  expect ("move 2026-10-13 09:00");
  point_at (scene, GTK_WIDGET (grid), other.x + 30, other.y + 60);
  act ("mousedown 1 mousemove_relative 8 0");
  point_at (scene, GTK_WIDGET (grid), other.x + other.width * 2 + 30, other.y + 60);
  act ("mousemove_relative 1 0 mouseup 1");
  expect ("create 2026-10-13 00:00; to 2026-10-16 00:00");
}

/* Those that were only counted are said to be there, and a click on them opens their day. */
static void
test_month_counted (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveMonthGrid *grid = start_month (scene);
  g_autoptr (GArray) n_more = g_array_new (FALSE, TRUE, sizeof (guint));
  GdkRectangle other;
  double x, y;

  g_assert_true (salve_month_grid_get_day_rect (grid, day (13), &other));
  x = other.x + 20;
  y = other.y + 40;
  point_at (scene, GTK_WIDGET (grid), x, y);
  act ("click 1");
  expect ("");
  g_array_set_size (n_more, 42);
  /* The cells begin on Monday, the 28th of September. */
  g_array_index (n_more, guint, 15) = 4;
  salve_month_grid_set_events (grid, scene->events, n_more);
  point_at (scene, GTK_WIDGET (grid), x, y);
  act ("click 1");
  expect ("day 2026-10-13 00:00");
}

static void
test_agenda (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveAgendaList *list = SALVE_AGENDA_LIST (salve_agenda_list_new ());
  static const char *const names[] = { "event-activated", "step-requested", "delete-requested",
                                       "event-open-record" };

  g_string_set_size (said, 0);
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%d", i);

      scene_add_event (scene, id, NULL, scene_time (scene, day (20 + i / 2), 9 + i, 0), 30, "Anna Keller",
                       SALVE_APPOINTMENT_BOOKED);
    }
  salve_agenda_list_set_zone (list, scene->zone);
  salve_agenda_list_set_locale (list, scene->locale);
  salve_agenda_list_set_events (list, scene->events);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect (list, names[i], G_CALLBACK (text_cb), (gpointer)names[i]);
  scene_show_widget (scene, GTK_WIDGET (list), 460, 600);
  take_keyboard (scene);
  gtk_widget_child_focus (GTK_WIDGET (list), GTK_DIR_TAB_FORWARD);
  keys ("Down Down Return");
  expect ("event-activated e2");
  keys ("space Delete ctrl+Return");
  expect ("step-requested e2; delete-requested e2; event-open-record e2");
}

static void
test_agenda_sections (void)
{
  g_autoptr (Scene) scene = scene_new ("America/Havana", "en-GB");
  g_autoptr (SalveAgendaModel) model = salve_agenda_model_new ();
  guint from, to;

  for (int i = 0; i < 12; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%d", i);

      scene_add_event (scene, id, NULL, scene_time (scene, day (30 - i / 4), 23 - i % 4, 0), 30,
                       "Anna Keller", SALVE_APPOINTMENT_BOOKED);
    }
  salve_agenda_model_set_events (model, scene->events, scene->zone);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 12);
  for (guint i = 0; i < 12; i++)
    {
      gtk_section_model_get_section (GTK_SECTION_MODEL (model), i, &from, &to);
      g_assert_cmpuint (from, ==, i / 4 * 4);
      g_assert_cmpuint (to, ==, i / 4 * 4 + 4);
    }
  g_assert_cmpuint (salve_agenda_model_find_time (model, scene_time (scene, day (29), 20, 15)), ==, 4);
}

static void
test_mini_month (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-US");
  SalveMiniMonth *month = SALVE_MINI_MONTH (salve_mini_month_new ());
  SalvePartialDate first, last;

  g_string_set_size (said, 0);
  salve_mini_month_set_locale (month, scene->locale);
  salve_mini_month_set_day (month, day (21));
  salve_mini_month_set_today (month, day (5));
  salve_mini_month_get_range (month, &first, &last);
  g_assert_cmpuint (salve_partial_date_weekday (first), ==, 7); /* Sunday in the United States */
  scene_show_widget (scene, GTK_WIDGET (month), 300, 300);
  take_keyboard (scene);
  gtk_widget_grab_focus (GTK_WIDGET (month));
  keys ("Down Left");
  g_assert_true (salve_partial_date_equal (salve_mini_month_get_day (month), day (27)));
  keys ("Home");
  g_assert_true (salve_partial_date_equal (salve_mini_month_get_day (month), day (25)));
  keys ("Page_Up");
  g_assert_cmpint (salve_mini_month_get_day (month).month, ==, 9);
  keys ("t");
  g_assert_true (salve_partial_date_equal (salve_mini_month_get_day (month), day (5)));
}

/* Returns: (transfer full): the n-th of what a screen reader sees in the widget */
static GtkAccessible *
nth_child (gpointer widget, guint n)
{
  GtkAccessible *child = gtk_accessible_get_first_accessible_child (GTK_ACCESSIBLE (widget));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkAccessible) before = child;

      g_assert_nonnull (before);
      child = gtk_accessible_get_next_accessible_sibling (before);
    }
  return child;
}

static void
expect_day (GtkAccessible *cell, const char *words, gboolean chosen)
{
  g_assert_cmpint (gtk_accessible_get_accessible_role (cell), ==, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, words);
  gtk_test_accessible_assert_state (cell, GTK_ACCESSIBLE_STATE_SELECTED, chosen);
  g_assert_true (gtk_accessible_get_platform_state (cell, GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED) == chosen);
}

/* Each day with its name, its place and how many come then; the chosen one goes along with the keys. October 2026 begins
 * on a Thursday and takes five weeks. */
static void
test_month_accessible (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-GB");
  SalveMonthGrid *grid = start_month (scene);
  g_autoptr (GtkAccessible) cell = nth_child (grid, 23), busy = nth_child (grid, 25);
  g_autoptr (GtkAccessible) last = nth_child (grid, 34), none = nth_child (grid, 35);
  GdkRectangle rect;
  int x, y, width, height;

  expect_day (cell, "Wednesday, 21 October 2026, 0 appointments", TRUE);
  expect_day (busy, "Friday, 23 October 2026, 1 appointment", FALSE);
  g_assert_nonnull (last);
  g_assert_null (none);
  g_assert_true (salve_month_grid_get_day_rect (grid, day (23), &rect));
  g_assert_true (gtk_accessible_get_bounds (busy, &x, &y, &width, &height));
  g_assert_true (x == rect.x && y == rect.y && width == rect.width && height == rect.height);
  keys ("Right Right");
  settle (20);
  expect_day (cell, "Wednesday, 21 October 2026, 0 appointments", FALSE);
  expect_day (busy, "Friday, 23 October 2026, 1 appointment", TRUE);
  keys ("Page_Down");
  settle (20);
  expect_day (last, "Sunday, 29 November 2026, 0 appointments", FALSE);
}

/* Whoever still holds a day when the month has gone holds nothing. */
static void
test_day_outlives_month (void)
{
  GtkWidget *grid = g_object_ref_sink (salve_month_grid_new ());
  g_autoptr (GtkAccessible) cell = nth_child (grid, 3);
  int x, y, width, height;

  g_object_unref (grid);
  g_assert_false (gtk_accessible_get_bounds (cell, &x, &y, &width, &height));
  g_assert_false (gtk_accessible_get_platform_state (cell, GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSABLE));
}

/* The same for the small month, and after its days its two buttons. */
static void
test_mini_month_accessible (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-US");
  SalveMiniMonth *month = SALVE_MINI_MONTH (salve_mini_month_new ());
  g_autoptr (GtkAccessible) chosen = NULL, next = NULL, button = NULL;

  salve_mini_month_set_locale (month, scene->locale);
  salve_mini_month_set_day (month, day (21));
  salve_mini_month_set_load (month, day (22), 0.5, 7);
  scene_show_widget (scene, GTK_WIDGET (month), 300, 300);
  take_keyboard (scene);
  gtk_widget_grab_focus (GTK_WIDGET (month));
  chosen = nth_child (month, 24);
  next = nth_child (month, 25);
  expect_day (chosen, "Wednesday, October 21, 2026, 0 appointments", TRUE);
  expect_day (next, "Thursday, October 22, 2026, 7 appointments", FALSE);
  keys ("Right");
  settle (20);
  expect_day (chosen, "Wednesday, October 21, 2026, 0 appointments", FALSE);
  expect_day (next, "Thursday, October 22, 2026, 7 appointments", TRUE);
  button = nth_child (month, 42);
  g_assert_true (GTK_IS_BUTTON (button));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  said = g_string_new (NULL);
  g_test_add_func ("/calendar/month/keys", test_month_keys);
  g_test_add_func ("/calendar/month/pointer", test_month_pointer);
  g_test_add_func ("/calendar/month/counted", test_month_counted);
  g_test_add_func ("/calendar/agenda/keys", test_agenda);
  g_test_add_func ("/calendar/agenda/sections", test_agenda_sections);
  g_test_add_func ("/calendar/mini-month/keys", test_mini_month);
  g_test_add_func ("/calendar/month/accessible", test_month_accessible);
  g_test_add_func ("/calendar/month/gone", test_day_outlives_month);
  g_test_add_func ("/calendar/mini-month/accessible", test_mini_month_accessible);
  return g_test_run ();
}
