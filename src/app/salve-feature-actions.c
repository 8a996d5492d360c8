/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-feature-actions.h"

#include "salve-appointment-actions.h"
#include "salve-calendar-print.h"
#include "salve-check-in-dialog.h"
#include "salve-clinic-setup.h"
#include "salve-clinic-tasks.h"
#include "salve-doctor-form.h"
#include "salve-doctor-page.h"
#include "salve-glass-guard.h"
#include "salve-glass-search.h"
#include "salve-import-dialog.h"
#include "salve-merge-page.h"
#include "salve-palette.h"
#include "salve-patient-form.h"
#include "salve-place-dialog.h"
#include "salve-print.h"
#include "salve-record-page.h"
#include "salve-ticket-print.h"
#include "salve-walk-in-dialog.h"
#include "salve-window.h"

static void
file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);
  SalveStoreKey *key = salve_start_page_get_key (salve_window_get_start_page (self));

  if (!clinic || salve_window_is_locked (self))
    return;
  if (g_str_equal (name, "clinic.export"))
    salve_clinic_export (clinic, key, GTK_WINDOW (self));
  else if (g_str_equal (name, "clinic.backup"))
    salve_clinic_backup (clinic, key, GTK_WINDOW (self));
  else
    salve_clinic_check (clinic, key, GTK_WINDOW (self));
}

static gboolean
opens_record (const char *action)
{
  return g_str_equal (action, "patient.open") || g_str_equal (action, "patient.edit")
         || g_str_equal (action, "patient.print");
}

static void
find_beyond_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);
  SalveServerLink *link = salve_window_get_link (self);
  SalveRemote *remote = link != NULL ? salve_server_link_get_remote (link) : NULL;

  if (remote != NULL && !salve_window_is_locked (self)
      && salve_desk_rights_may_break_glass (salve_clinic_get_rights (clinic)))
    adw_dialog_present (salve_glass_search_new (clinic, remote, g_variant_get_string (parameter, NULL)),
                        widget);
}

static void
patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);
  SalveServerLink *link = salve_window_get_link (self);

  if (!clinic || salve_window_is_locked (self))
    return;
  if (opens_record (name)
      && !salve_glass_guard (widget, clinic, salve_server_link_get_remote (link),
                             salve_server_link_get_sync (link), name, g_variant_get_string (parameter, NULL)))
    return;
  if (g_str_equal (name, "patient.open"))
    salve_window_push (
        self, ADW_NAVIGATION_PAGE (salve_record_page_new (clinic, g_variant_get_string (parameter, NULL))));
  if (g_str_equal (name, "patient.print"))
    salve_print_patient (clinic, g_variant_get_string (parameter, NULL), GTK_WINDOW (self),
                         SALVE_PRINT_SHEET);
  if (g_str_equal (name, "patient.register"))
    adw_dialog_present (
        ADW_DIALOG (salve_patient_form_new (clinic, NULL, g_variant_get_string (parameter, NULL))), widget);
  if (g_str_equal (name, "patient.edit"))
    adw_dialog_present (
        ADW_DIALOG (salve_patient_form_new (clinic, g_variant_get_string (parameter, NULL), NULL)), widget);
  if (g_str_equal (name, "patient.merge"))
    {
      g_autofree const char **ids = g_variant_get_strv (parameter, NULL);

      if (g_strv_length ((char **)ids) == 2)
        salve_window_push (self, ADW_NAVIGATION_PAGE (salve_merge_page_new (clinic, ids[0], ids[1])));
    }
}

static void
doctor_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);

  if (!clinic || salve_window_is_locked (self))
    return;
  if (g_str_equal (name, "doctor.open"))
    salve_window_push (
        self, ADW_NAVIGATION_PAGE (salve_doctor_page_new (clinic, g_variant_get_string (parameter, NULL))));
  if (g_str_equal (name, "doctor.new"))
    adw_dialog_present (salve_doctor_form_new (clinic, NULL), widget);
  if (g_str_equal (name, "clinic.setup"))
    adw_dialog_present (salve_clinic_setup_new (clinic, g_variant_get_string (parameter, NULL)), widget);
}

/* @id: of a patient, perhaps "", for who has no appointment; else of the appointment */
static void
present_arrival (GtkWidget *widget, SalveClinic *clinic, const char *name, const char *id)
{
  AdwDialog *dialog = g_str_equal (name, "appointment.walk-in") ? salve_walk_in_dialog_new (clinic, id, NULL)
                      : g_str_equal (name, "appointment.check-in") ? salve_check_in_dialog_new (clinic, id)
                                                                   : salve_place_dialog_new (clinic, id);

  if (dialog)
    adw_dialog_present (dialog, widget);
}

static void
appointment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);
  const char *id = g_variant_get_string (parameter, NULL);
  static const struct
  {
    const char *name;
    SalveAppointmentStep step;
  } steps[] = {
    { "appointment.confirm", SALVE_STEP_BOOK },     { "appointment.arrive", SALVE_STEP_ARRIVE },
    { "appointment.start", SALVE_STEP_START },      { "appointment.finish", SALVE_STEP_FINISH },
    { "appointment.cancel", SALVE_STEP_CANCEL },    { "appointment.no-show", SALVE_STEP_NO_SHOW },
    { "appointment.back", SALVE_STEP_BACK },        { "appointment.wait", SALVE_STEP_WAIT },
    { "appointment.strike-out", SALVE_STEP_ERROR },
  };

  if (!clinic || salve_window_is_locked (self))
    return;
  if (g_str_equal (name, "appointment.new"))
    salve_appointment_book (widget, clinic, id, NULL, (SalveTimeSpan){ 0, 0 });
  else if (g_str_equal (name, "appointment.book-for"))
    salve_appointment_book (widget, clinic, NULL, id, (SalveTimeSpan){ 0, 0 });
  else if (g_str_equal (name, "appointment.open"))
    salve_appointment_edit (widget, clinic, id);
  else if (g_str_equal (name, "appointment.again"))
    salve_appointment_book_again (widget, clinic, id);
  else if (g_str_equal (name, "appointment.walk-in") || g_str_equal (name, "appointment.check-in")
           || g_str_equal (name, "appointment.place"))
    present_arrival (widget, clinic, name, id);
  else if (g_str_equal (name, "appointment.print-ticket"))
    salve_ticket_print (clinic, id, GTK_WINDOW (self));
  else if (g_str_equal (name, "appointment.print"))
    salve_appointment_print (clinic, id, GTK_WINDOW (self));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (name, steps[i].name))
      salve_appointment_ask_step (widget, clinic, id, steps[i].step);
}

static void
palette_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);

  if (clinic && !salve_window_is_locked (self))
    adw_dialog_present (salve_palette_new (clinic), widget);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);

  if (clinic && !salve_window_is_locked (self))
    adw_dialog_present (salve_import_dialog_new (clinic), widget);
}

static const char *const appointment_actions[] = {
  "appointment.new",        "appointment.book-for",     "appointment.open",     "appointment.print",
  "appointment.confirm",    "appointment.arrive",       "appointment.start",    "appointment.finish",
  "appointment.cancel",     "appointment.no-show",      "appointment.back",     "appointment.wait",
  "appointment.strike-out", "appointment.walk-in",      "appointment.check-in", "appointment.again",
  "appointment.place",      "appointment.print-ticket",
};

void
salve_feature_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "patient.open", "s", patient_action);
  gtk_widget_class_install_action (window_class, "patient.find-beyond", "s", find_beyond_action);
  gtk_widget_class_install_action (window_class, "patient.register", "s", patient_action);
  gtk_widget_class_install_action (window_class, "patient.edit", "s", patient_action);
  gtk_widget_class_install_action (window_class, "patient.merge", "as", patient_action);
  gtk_widget_class_install_action (window_class, "patient.print", "s", patient_action);
  gtk_widget_class_install_action (window_class, "doctor.open", "s", doctor_action);
  gtk_widget_class_install_action (window_class, "doctor.new", NULL, doctor_action);
  gtk_widget_class_install_action (window_class, "clinic.setup", "s", doctor_action);
  for (guint i = 0; i < G_N_ELEMENTS (appointment_actions); i++)
    gtk_widget_class_install_action (window_class, appointment_actions[i], "s", appointment_action);
  gtk_widget_class_install_action (window_class, "clinic.export", NULL, file_action);
  gtk_widget_class_install_action (window_class, "clinic.backup", NULL, file_action);
  gtk_widget_class_install_action (window_class, "clinic.check", NULL, file_action);
  gtk_widget_class_install_action (window_class, "palette.open", NULL, palette_action);
  gtk_widget_class_install_action (window_class, "clinic.import", NULL, import_action);
}
