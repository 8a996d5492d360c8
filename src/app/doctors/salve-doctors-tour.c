/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctors' stops on the tour. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctors-tour.h"

#include <string.h>

#include "salve-call-list.h"
#include "salve-busy-dialog.h"
#include "salve-close-dialog.h"
#include "salve-doctor-form.h"
#include "salve-doctor-page.h"
#include "salve-doctor-times-dialog.h"
#include "salve-doctor.h"
#include "salve-doctors-view.h"
#include "salve-hours-dialog.h"
#include "salve-opening-dialog.h"
#if __has_include("salve-clinic-setup.h")
#include "salve-clinic-setup.h"
#endif

/* The one with the most appointments in the next days has the most to show; the first will do. */
static char *
find_doctor (SalveClinic *clinic, char **role_id)
{
  g_autoptr (GPtrArray) doctors = salve_doctor_list (salve_clinic_get_store (clinic), NULL);
  SalveDoctor *doctor = doctors != NULL && doctors->len > 0 ? g_ptr_array_index (doctors, 0) : NULL;

  if (doctor == NULL)
    return NULL;
  if (role_id != NULL && doctor->roles->len > 0)
    *role_id = g_strdup (salve_resource_get_id (g_ptr_array_index (doctor->roles, 0)));
  return g_strdup (salve_doctor_get_id (doctor));
}

static void
show_page (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "doctors");
  if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "doctor.open", "s", id);
}

static GtkWidget *
find_view (GtkWidget *widget)
{
  if (SALVE_IS_DOCTORS_VIEW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *view = find_view (child);

      if (view)
        return view;
    }
  return NULL;
}

static void
show_search (GtkWindow *window, SalveClinic *clinic)
{
  GtkWidget *view;

  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "doctors");
  view = find_view (GTK_WIDGET (window));
  if (view != NULL)
    salve_doctors_view_search (SALVE_DOCTORS_VIEW (view), "gen");
}

static void
show_form (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);

  show_page (window, clinic);
  if (id != NULL)
    adw_dialog_present (salve_doctor_form_new (clinic, id), GTK_WIDGET (window));
}

static void
show_new (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "doctors");
  gtk_widget_activate_action (GTK_WIDGET (window), "doctor.new", NULL);
}

static void
show_hours (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *role = NULL;
  g_autofree char *id = find_doctor (clinic, &role);

  show_page (window, clinic);
  if (id != NULL)
    adw_dialog_present (salve_hours_dialog_new (clinic, id, role), GTK_WIDGET (window));
}

static void
show_fewer_hours (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *role = NULL;
  g_autofree char *id = find_doctor (clinic, &role);
  AdwDialog *dialog;

  show_page (window, clinic);
  if (id == NULL)
    return;
  dialog = salve_hours_dialog_new (clinic, id, role);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  salve_hours_dialog_type (SALVE_HOURS_DIALOG (dialog), "Mo 9-10");
}

static void
show_close (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);
  SalvePartialDate day = salve_partial_date_add_days (salve_clinic_today (clinic), 1);
  AdwDialog *dialog;

  show_page (window, clinic);
  if (id == NULL)
    return;
  dialog = salve_close_dialog_new (clinic, id);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  salve_close_dialog_set_days (SALVE_CLOSE_DIALOG (dialog), day, salve_partial_date_add_days (day, 6));
  salve_close_dialog_choose_all (SALVE_CLOSE_DIALOG (dialog), SALVE_CLOSE_REBOOK);
}

/* A calendar of another program: a course every week, a flight, and something that nobody understands. */
static GFile *
write_calendar (SalveClinic *clinic)
{
  SalvePartialDate day = salve_partial_date_add_days (salve_clinic_today (clinic), 2);
  g_autoptr (GFileIOStream) stream = NULL;
  GFile *file = g_file_new_tmp ("salve-XXXXXX.ics", &stream, NULL);
  g_autofree char *date = g_strdup_printf ("%04d%02d%02d", day.year, day.month, day.day);
  g_autofree char *text = g_strdup_printf (
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Salve//Tour//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
      "DTSTART:%sT090000\r\nDTEND:%sT103000\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Ultrasound "
      "course\r\n"
      "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:%s\r\nSUMMARY:Congress\r\nEND:VEVENT\r\n"
      "BEGIN:VEVENT\r\nUID:3\r\nDTSTART;TZID=Ship:%sT080000\r\nSUMMARY:On board\r\nEND:VEVENT\r\n"
      "END:VCALENDAR\r\n",
      date, date, date, date);

  if (file != NULL)
    g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL);
  return file;
}

static void
remove_file (gpointer file)
{
  g_file_delete (file, NULL, NULL);
  g_object_unref (file);
}

static void
show_busy (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);
  g_autoptr (GFile) file = id != NULL ? write_calendar (clinic) : NULL;
  AdwDialog *dialog;

  show_page (window, clinic);
  if (file == NULL)
    return;
  dialog = salve_busy_dialog_new (clinic, id);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  salve_busy_dialog_set_file (SALVE_BUSY_DIALOG (dialog), file);
  g_object_set_data_full (G_OBJECT (dialog), "tour-file", g_object_ref (file), remove_file);
}

typedef struct
{
  GtkWindow *window;
  SalveClinic *clinic;
  SalveClosePlan *plan;
} Calls;

static void
calls_free (gpointer data)
{
  Calls *calls = data;

  g_object_unref (calls->window);
  g_object_unref (calls->clinic);
  salve_close_plan_unref (calls->plan);
  g_free (calls);
}

static DexFuture *
on_times_found (DexFuture *future, gpointer data)
{
  const Calls *calls = data;
  g_autoptr (GPtrArray) list = salve_close_plan_list_calls (calls->plan);

  adw_dialog_present (salve_call_list_dialog_new (calls->clinic, list), GTK_WIDGET (calls->window));
  return NULL;
}

static void
show_calls (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);
  SalveTimeSpan span = { salve_clinic_now (clinic),
                         salve_clinic_now (clinic) + 7 * 24 * 60 * SALVE_INSTANT_MINUTE };
  Calls *calls = g_new0 (Calls, 1);

  *calls = (Calls){ g_object_ref (window), g_object_ref (clinic), salve_close_plan_new (clinic, id) };
  show_page (window, clinic);
  salve_close_plan_set_span (calls->plan, span, NULL);
  for (guint i = 0; i < salve_close_plan_get_n_items (calls->plan); i++)
    salve_close_plan_set_way (calls->plan, i, i % 3 == 0 ? SALVE_CLOSE_CANCEL : SALVE_CLOSE_REBOOK_OTHERS);
  dex_future_disown (
      dex_future_finally (salve_close_plan_find (calls->plan), on_times_found, calls, calls_free));
}

static void
show_opening (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);
  SalvePartialDate day = salve_partial_date_add_days (salve_clinic_today (clinic), 7);
  AdwDialog *dialog;

  show_page (window, clinic);
  if (id == NULL)
    return;
  dialog = salve_opening_dialog_new (clinic, id);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  salve_opening_dialog_set (SALVE_OPENING_DIALOG (dialog), day, salve_partial_date_add_days (day, 2), 18 * 60,
                            20 * 60, 15);
}

static void
show_times (GtkWindow *window, SalveClinic *clinic)
{
  g_autofree char *id = find_doctor (clinic, NULL);

  show_page (window, clinic);
  if (id != NULL)
    adw_dialog_present (salve_doctor_times_dialog_new (clinic, id), GTK_WIDGET (window));
}

#if __has_include("salve-clinic-setup.h")
static void
show_visit_types (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "doctors");
  adw_dialog_present (salve_clinic_setup_new (clinic, "visit-types"), GTK_WIDGET (window));
}

static void
show_visit_type (GtkWindow *window, SalveClinic *clinic)
{
  AdwDialog *dialog = salve_clinic_setup_new (clinic, "visit-types");

  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "doctors");
  adw_dialog_present (dialog, GTK_WIDGET (window));
  salve_clinic_setup_add (dialog, "visit-types");
}

static void
show_holidays (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "doctors");
  adw_dialog_present (salve_clinic_setup_new (clinic, "holidays"), GTK_WIDGET (window));
}
#endif

const SalveTourScene *
salve_doctors_tour_scenes (void)
{
  static const SalveTourScene scenes[] = {
    { .name = "doctors-search", .show = show_search },
    { .name = "doctor", .show = show_page, .main = TRUE },
    { .name = "doctor-form", .show = show_form },
    { .name = "doctor-new", .show = show_new },
    { .name = "doctor-hours", .show = show_hours, .main = TRUE },
    { .name = "doctor-hours-fewer", .show = show_fewer_hours },
    { .name = "doctor-close", .show = show_close },
    { .name = "doctor-busy", .show = show_busy },
    { .name = "doctor-calls", .show = show_calls },
    { .name = "doctor-opening", .show = show_opening },
    { .name = "doctor-times", .show = show_times },
#if __has_include("salve-clinic-setup.h")
    { .name = "clinic-visit-types", .show = show_visit_types },
    { .name = "clinic-visit-type", .show = show_visit_type },
    { .name = "clinic-holidays", .show = show_holidays },
#endif
    { .name = NULL },
  };

  return scenes;
}
