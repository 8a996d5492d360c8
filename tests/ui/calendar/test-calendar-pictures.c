/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each view in the states that go wrong most easily. The pictures are for people (SALVE_TEST_PICTURES names a folder);
 * without one the views are still laid out and drawn, and any warning fails the test. */

#include "calendar-scenes.h"

#include "salve-agenda-list.h"
#include "salve-mini-month.h"
#include "salve-month-grid.h"

static SalvePartialDate
day (void)
{
  return salve_partial_date_new_day (2026, 11, 18);
}

static Scene *
normal_day (const char *locale, guint n_doctors, guint n_events)
{
  Scene *scene = scene_new ("Europe/Berlin", locale);

  scene_add_doctors (scene, day (), n_doctors);
  for (guint i = 0; i < n_doctors; i++)
    {
      g_autofree char *id = g_strdup_printf ("doctor-%u", i);

      if (i % 8 != 6)
        scene_add_busy_day (scene, id, day (), n_events, i);
    }
  return scene;
}

static void
shoot (Scene *scene, const char *name, int width, int height)
{
  scene_show (scene, width, height);
  salve_day_grid_set_now (scene->grid, scene_time (scene, day (), 10, 40));
  settle (100);
  picture (scene->window, name);
}

static void
test_empty (void)
{
  g_autoptr (Scene) scene = normal_day ("en-GB", 4, 0);

  shoot (scene, "day-empty", 900, 700);
}

static void
test_normal (void)
{
  g_autoptr (Scene) scene = normal_day ("en-GB", 6, 14);
  SalveCalendarEvent course = { .id = "course",
                                .span = { scene_time (scene, day (), 0, 0),
                                          scene_time (scene, day (), 24, 0) },
                                .title = "Flu vaccination week",
                                .colour = 3,
                                .all_day = TRUE };

  g_ptr_array_add (scene->events, salve_calendar_event_new (&course));
  shoot (scene, "day-normal", 1100, 760);
  salve_day_grid_focus_event (scene->grid, "doctor-1-18-5");
  picture (scene->window, "day-focused");
}

static void
test_forty (void)
{
  g_autoptr (Scene) scene = normal_day ("en-GB", 40, 16);

  shoot (scene, "day-40-doctors", 1600, 900);
}

static void
test_crowded (void)
{
  g_autoptr (Scene) scene = normal_day ("en-GB", 4, 10);

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *id = g_strdup_printf ("crowd-%u", i);

      scene_add_event (scene, id, "doctor-1", scene_time (scene, day (), 9, (int)(i % 4) * 15), 60,
                       "Anna Keller", SALVE_APPOINTMENT_BOOKED);
    }
  shoot (scene, "day-crowded", 1300, 760);
}

static void
shoot_week (const char *name, SalvePartialDate first)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "de-DE");

  scene_add_days (scene, first, 7);
  for (guint i = 0; i < 7; i++)
    scene_add_busy_day (scene, NULL, salve_partial_date_add_days (first, (int)i), 0, i);
  for (guint i = 0; i < 7; i++)
    {
      SalvePartialDate on = salve_partial_date_add_days (first, (int)i);
      g_autofree char *night = g_strdup_printf ("night-%u", i), *column = salve_partial_date_to_iso (on);

      scene_add_event (scene, night, column, scene_time (scene, on, 1, 30), 120, "Nachtdienst",
                       SALVE_APPOINTMENT_BOOKED);
    }
  scene_show (scene, 1100, 700);
  salve_day_grid_scroll_to (scene->grid, NULL, 0);
  settle (100);
  picture (scene->window, name);
}

static void
test_short_and_long_days (void)
{
  g_autoptr (Scene) lone = NULL;

  shoot_week ("week-23-hours", salve_partial_date_new_day (2026, 3, 23));
  shoot_week ("week-25-hours", salve_partial_date_new_day (2026, 10, 19));
  lone = scene_new ("Europe/Berlin", "en-GB");
  scene_add_doctors (lone, salve_partial_date_new_day (2026, 10, 25), 3);
  scene_show (lone, 700, 600);
  salve_day_grid_scroll_to (lone->grid, NULL, 0);
  picture (lone->window, "day-25-hours");
}

static void
test_right_to_left (void)
{
  g_autoptr (Scene) scene = normal_day ("ar-EG", 6, 14);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  shoot (scene, "day-rtl", 1000, 700);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_large_text (void)
{
  g_autoptr (Scene) scene = normal_day ("en-US", 3, 14);
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  shoot (scene, "day-200-percent", 1100, 800);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static void
test_dark (void)
{
  g_autoptr (Scene) scene = normal_day ("en-GB", 6, 14);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  shoot (scene, "day-dark", 1000, 700);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_narrow (void)
{
  g_autoptr (Scene) scene = normal_day ("en-GB", 1, 14);

  shoot (scene, "day-360", 360, 640);
}

/* A month of appointments for one or for many. */
static Scene *
busy_month (const char *locale, guint a_day)
{
  Scene *scene = scene_new ("Europe/Berlin", locale);
  SalveCalendarEvent course = { .id = "course", .title = "Conference", .colour = 3, .all_day = TRUE };

  for (int i = -3; i < 34; i++)
    {
      SalvePartialDate on = salve_partial_date_add_days (salve_partial_date_new_day (2026, 11, 1), i);

      if (salve_partial_date_weekday (on) < 6)
        scene_add_busy_day (scene, NULL, on, a_day + (guint)(i + 3) % 4, (guint)(i + 3));
    }
  course.span.start = scene_time (scene, salve_partial_date_new_day (2026, 11, 12), 0, 0);
  course.span.end = scene_time (scene, salve_partial_date_new_day (2026, 11, 18), 0, 0);
  g_ptr_array_add (scene->events, salve_calendar_event_new (&course));
  return scene;
}

static void
shoot_month (Scene *scene, const char *name, int width, int height)
{
  SalveMonthGrid *grid = SALVE_MONTH_GRID (salve_month_grid_new ());

  salve_month_grid_set_zone (grid, scene->zone);
  salve_month_grid_set_locale (grid, scene->locale);
  salve_month_grid_set_month (grid, day ());
  salve_month_grid_set_now (grid, scene_time (scene, day (), 10, 40));
  salve_month_grid_set_events (grid, scene->events, NULL);
  scene_show_widget (scene, GTK_WIDGET (grid), width, height);
  picture (scene->window, name);
}

static void
test_month (void)
{
  g_autoptr (Scene) busy = busy_month ("en-US", 5), empty = scene_new ("Europe/Berlin", "en-GB"),
                    narrow = busy_month ("de-DE", 2), rtl = busy_month ("ar-EG", 3);

  shoot_month (busy, "month", 1100, 760);
  shoot_month (empty, "month-empty", 700, 500);
  shoot_month (narrow, "month-360", 360, 600);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  shoot_month (rtl, "month-rtl", 1000, 700);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_agenda (void)
{
  g_autoptr (Scene) scene = busy_month ("en-GB", 5);
  SalveAgendaList *list = SALVE_AGENDA_LIST (salve_agenda_list_new ());

  salve_agenda_list_set_zone (list, scene->zone);
  salve_agenda_list_set_locale (list, scene->locale);
  salve_agenda_list_set_now (list, scene_time (scene, day (), 10, 40));
  salve_agenda_list_set_events (list, scene->events);
  scene_show_widget (scene, GTK_WIDGET (list), 460, 700);
  salve_agenda_list_scroll_to (list, scene_time (scene, day (), 10, 40));
  picture (scene->window, "agenda");
}

static void
test_mini_month (void)
{
  g_autoptr (Scene) scene = scene_new ("Europe/Berlin", "en-US");
  SalveMiniMonth *month = SALVE_MINI_MONTH (salve_mini_month_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  salve_mini_month_set_locale (month, scene->locale);
  salve_mini_month_set_today (month, day ());
  salve_mini_month_set_day (month, salve_partial_date_add_days (day (), 2));
  salve_mini_month_set_span (month, salve_partial_date_add_days (day (), -2),
                             salve_partial_date_add_days (day (), 2));
  for (int i = -18; i < 20; i++)
    salve_mini_month_set_load (month, salve_partial_date_add_days (day (), i), (i + 18) % 9 / 8.0,
                               (guint)(i + 18) % 9);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (month));
  scene_show_widget (scene, box, 300, 320);
  picture (scene->window, "mini-month");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/calendar/pictures/empty", test_empty);
  g_test_add_func ("/calendar/pictures/normal", test_normal);
  g_test_add_func ("/calendar/pictures/forty", test_forty);
  g_test_add_func ("/calendar/pictures/crowded", test_crowded);
  g_test_add_func ("/calendar/pictures/short-and-long-days", test_short_and_long_days);
  g_test_add_func ("/calendar/pictures/right-to-left", test_right_to_left);
  g_test_add_func ("/calendar/pictures/large-text", test_large_text);
  g_test_add_func ("/calendar/pictures/dark", test_dark);
  g_test_add_func ("/calendar/pictures/narrow", test_narrow);
  g_test_add_func ("/calendar/pictures/month", test_month);
  g_test_add_func ("/calendar/pictures/agenda", test_agenda);
  g_test_add_func ("/calendar/pictures/mini-month", test_mini_month);
  return g_test_run ();
}
