/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tour shows of the calendar. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-tour.h"

#include "salve-appointment-actions.h"
#include "salve-appointment-dialog.h"
#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-calendar-view.h"
#include "salve-export-dialog.h"
#include "salve-wish-dialog.h"

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found)
        return found;
    }
  return NULL;
}

/* The clinic is closed on Sundays and half closed on Saturdays, and an empty day shows little. */
static SalvePartialDate
working_day (SalveClinic *clinic)
{
  SalvePartialDate day = salve_clinic_today (clinic);
  guint weekday = salve_partial_date_weekday (day);

  return weekday > 5 ? salve_partial_date_add_days (day, 5 - (int)weekday) : day;
}

static SalveCalendarView *
view_of (GtkWindow *window)
{
  return SALVE_CALENDAR_VIEW (find_widget (GTK_WIDGET (window), SALVE_TYPE_CALENDAR_VIEW));
}

static void
show_mode (GtkWindow *window, SalveClinic *clinic, SalveCalendarMode mode)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "calendar");
  salve_calendar_view_show (view_of (window), mode, working_day (clinic));
}

static void
show_day (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_DAY);
}

static gboolean
open_any (SalveCalendarView *view, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (salve_calendar_view_open_popover (view,
                                          ((const SalveAppointmentRow *)g_ptr_array_index (rows, i))->id))
      return TRUE;
  return FALSE;
}

/* One of the visits that are in sight, with all that is known of it. Where there is room for one doctor only, it is one
 * who has visits. */
static void
open_popover (GtkWindow *window, SalveClinic *clinic)
{
  SalveTimeSpan day = salve_wall_clock_day (working_day (clinic), salve_clinic_get_zone (clinic));
  g_autoptr (GPtrArray) rows =
      salve_store_list_appointments (salve_clinic_get_store (clinic), day, NULL, NULL);

  if (!rows || rows->len == 0 || open_any (view_of (window), rows))
    return;
  salve_calendar_view_set_doctors (
      view_of (window),
      (const char *const[]){ ((const SalveAppointmentRow *)g_ptr_array_index (rows, 0))->doctor_id, NULL });
  open_any (view_of (window), rows);
}

static void
show_work_week (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_WORK_WEEK);
}

static void
show_month (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_MONTH);
}

static void
show_agenda (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_AGENDA);
}

static void
show_form (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_DAY);
  gtk_widget_activate_action (GTK_WIDGET (window), "appointment.new", "s", "");
}

/* A visit of that day again, every day from tomorrow on: something is in the way of some of them. */
static void
show_series (GtkWindow *window, SalveClinic *clinic)
{
  SalveTimeSpan day = salve_wall_clock_day (working_day (clinic), salve_clinic_get_zone (clinic));
  g_autoptr (GPtrArray) rows =
      salve_store_list_appointments (salve_clinic_get_store (clinic), day, NULL, NULL);
  g_autoptr (SalveAppointmentDetails) details = NULL;
  AdwDialog *dialog;

  show_mode (window, clinic, SALVE_CALENDAR_DAY);
  if (!rows || rows->len == 0)
    return;
  details = salve_appointment_read (clinic, ((const SalveAppointmentRow *)g_ptr_array_index (rows, 0))->id,
                                    NULL, NULL);
  details->status = SALVE_APPOINTMENT_BOOKED;
  details->span.start += (gint64)24 * 60 * SALVE_INSTANT_MINUTE;
  details->span.end += (gint64)24 * 60 * SALVE_INSTANT_MINUTE;
  dialog = salve_appointment_dialog_new (clinic, details);
  salve_appointment_dialog_set_repeat (dialog, 1, 8);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

/* A visit that is over: the first of that day that is. */
static void
show_over (GtkWindow *window, SalveClinic *clinic)
{
  SalveTimeSpan day = salve_wall_clock_day (working_day (clinic), salve_clinic_get_zone (clinic));
  g_autoptr (GPtrArray) rows =
      salve_store_list_appointments (salve_clinic_get_store (clinic), day, NULL, NULL);

  show_mode (window, clinic, SALVE_CALENDAR_DAY);
  for (guint i = 0; rows && i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (row->status != SALVE_APPOINTMENT_FULFILLED)
        continue;
      salve_appointment_edit (GTK_WIDGET (window), clinic, row->id);
      return;
    }
}

static void
show_wish (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_DAY);
  adw_dialog_present (salve_wish_dialog_new (clinic), GTK_WIDGET (window));
}

static void
show_side (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_DAY);
  salve_calendar_view_show_side (view_of (window), "sm tomorrow 14:30");
}

static void
show_export (GtkWindow *window, SalveClinic *clinic)
{
  show_mode (window, clinic, SALVE_CALENDAR_DAY);
  gtk_widget_activate_action (find_widget (GTK_WIDGET (window), SALVE_TYPE_CALENDAR_VIEW), "calendar.export",
                              NULL);
}

static void
show_export_table (GtkWindow *window, SalveClinic *clinic)
{
  AdwDialog *dialog;

  show_export (window, clinic);
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  if (SALVE_IS_EXPORT_DIALOG (dialog))
    salve_export_dialog_set_format (SALVE_EXPORT_DIALOG (dialog), SALVE_CALENDAR_FORMAT_XLSX);
}

static const SalveTourScene scenes[] = {
  { .name = "calendar-day", .show = show_day, .main = TRUE },
  { .name = "calendar-work-week", .show = show_work_week, .main = TRUE },
  { .name = "calendar-popover", .show = show_day, .then = open_popover, .main = TRUE },
  { .name = "calendar-month-popover", .show = show_month, .then = open_popover },
  { .name = "calendar-month", .show = show_month, .main = TRUE },
  { .name = "calendar-agenda", .show = show_agenda },
  { .name = "calendar-side", .show = show_side },
  { .name = "calendar-form", .show = show_form, .main = TRUE },
  { .name = "calendar-series", .show = show_series },
  { .name = "calendar-over", .show = show_over },
  { .name = "calendar-wish", .show = show_wish },
  { .name = "calendar-export", .show = show_export },
  { .name = "calendar-export-table", .show = show_export_table },
  { NULL },
};

const SalveTourScene *
salve_calendar_tour_scenes (void)
{
  return scenes;
}
