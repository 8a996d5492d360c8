/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the calendar's buttons, menu and keys do: where in time one is, what is shown of it, and what leaves it. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-view-private.h"

#include "salve-calendar-print.h"
#include "salve-export-dialog.h"

static void
step_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;
  int steps = g_str_equal (g_action_get_name (G_ACTION (action)), "next") ? 1 : -1;
  g_auto (GStrv) shown = self->directory ? salve_calendar_view_list_shown (self) : NULL;
  guint work_days = self->mode == SALVE_CALENDAR_DAY && shown
                        ? salve_calendar_view_find_work_days (self, (const char *const *)shown)
                        : 0;

  salve_calendar_view_show (self, self->mode,
                            salve_calendar_range_step (self->mode, self->day, steps, work_days));
}

static void
today_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;

  self->scrolled = FALSE;
  salve_calendar_view_show (self, self->mode, salve_clinic_today (self->clinic));
}

static void
mode_action (GSimpleAction *action, GVariant *value, gpointer data)
{
  SalveCalendarView *self = data;
  SalveCalendarMode mode;

  if (salve_calendar_mode_parse (g_variant_get_string (value, NULL), &mode))
    salve_calendar_view_show (self, mode, self->day);
}

static void
new_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;
  const char *column = NULL;
  SalveTimeSpan span = { 0, 0 };

  if (salve_calendar_view_get_widget (self) == GTK_WIDGET (self->grid)
      && gtk_widget_has_focus (GTK_WIDGET (self->grid))
      && salve_day_grid_get_cursor (self->grid, &column, &span))
    salve_calendar_view_book (self, column, span.start, span.end);
  else
    salve_calendar_view_book (self, NULL, 0, 0);
}

static void
reload_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  salve_calendar_view_reload (data);
}

static void
cancelled_action (GSimpleAction *action, GVariant *value, gpointer data)
{
  SalveCalendarView *self = data;

  self->show_cancelled = g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);
  salve_calendar_view_reload (self);
}

/* The line for quick entry is where the keyboard goes when the side is opened by a key. */
static void
side_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;
  gboolean shown = !gtk_toggle_button_get_active (self->sidebar_button);

  gtk_toggle_button_set_active (self->sidebar_button, shown);
  gtk_widget_child_focus (shown ? GTK_WIDGET (self->quick_add) : salve_calendar_view_get_widget (self),
                          GTK_DIR_TAB_FORWARD);
}

static void
go_to_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;

  gtk_toggle_button_set_active (self->sidebar_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->date_entry));
}

static void
zoom_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;

  salve_day_grid_zoom (self->grid, g_str_equal (g_action_get_name (G_ACTION (action)), "zoom-in") ? 1 : -1);
}

static void
print_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;
  g_auto (GStrv) shown = self->directory ? salve_calendar_view_list_shown (self) : NULL;

  if (shown)
    salve_calendar_print (self->clinic, self->directory, self->mode, self->day, (const char *const *)shown,
                          GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveCalendarView *self = data;
  GArray *days = self->page ? self->page->days : NULL;
  g_auto (GStrv) shown = days ? salve_calendar_view_list_shown (self) : NULL;

  if (days)
    adw_dialog_present (salve_export_dialog_new (self->clinic, g_array_index (days, SalvePartialDate, 0),
                                                 g_array_index (days, SalvePartialDate, days->len - 1),
                                                 (const char *const *)shown),
                        GTK_WIDGET (self));
}

static const GActionEntry action_entries[] = {
  { .name = "today", .activate = today_action },
  { .name = "previous", .activate = step_action },
  { .name = "next", .activate = step_action },
  { .name = "mode", .parameter_type = "s", .state = "'day'", .change_state = mode_action },
  { .name = "new", .activate = new_action },
  { .name = "reload", .activate = reload_action },
  { .name = "show-cancelled", .state = "false", .change_state = cancelled_action },
  { .name = "side", .activate = side_action },
  { .name = "go-to", .activate = go_to_action },
  { .name = "zoom-in", .activate = zoom_action },
  { .name = "zoom-out", .activate = zoom_action },
  { .name = "print", .activate = print_action },
  { .name = "export", .activate = export_action },
};

/* Once, when the widgets are there. */
void
salve_calendar_view_add_actions (SalveCalendarView *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "calendar", G_ACTION_GROUP (self->actions));
}
