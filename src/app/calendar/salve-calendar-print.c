/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-print.h"

#include "salve-calendar-sheet.h"

#include <adwaita.h>
#include <cairo-pdf.h>
#include <glib/gi18n.h>

#define A4_WIDTH 595.28
#define A4_HEIGHT 841.89

/* Either a page of the calendar, or one appointment. */
typedef struct
{
  SalveClinic *clinic;
  SalveDirectory *directory;
  SalveCalendarPage *page;
  char **doctors;
  SalveAppointmentRow *appointment;
  SalveCalendarSheet *sheet;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->clinic);
  g_clear_pointer (&job->directory, salve_directory_unref);
  g_clear_pointer (&job->page, salve_calendar_page_free);
  g_clear_pointer (&job->doctors, g_strfreev);
  g_clear_pointer (&job->appointment, salve_appointment_row_free);
  g_clear_pointer (&job->sheet, salve_calendar_sheet_free);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
make_sheet (Job *job, double width, double height)
{
  SalveLocale *locale = salve_clinic_get_locale (job->clinic);
  g_autofree char *when =
      salve_instant_format_local (salve_clinic_now (job->clinic), salve_clinic_get_zone (job->clinic), locale,
                                  SALVE_INSTANT_STYLE_DATE_TIME);
  g_autofree char *printed =
      g_strdup_printf (_ ("printed %1$s by %2$s"), when, salve_clinic_get_actor (job->clinic));

  g_clear_pointer (&job->sheet, salve_calendar_sheet_free);
  job->sheet = salve_calendar_sheet_new (width, height, salve_locale_get_right_to_left (locale));
  if (job->appointment)
    salve_calendar_sheet_add_card (job->sheet, job->clinic, job->directory, job->appointment);
  for (guint i = 0; job->doctors && job->doctors[i]; i++)
    {
      const SalveDoctorRow *doctor = salve_directory_find_doctor (job->directory, job->doctors[i]);

      if (doctor)
        salve_calendar_sheet_add_doctor (job->sheet, job->clinic, doctor, job->page);
    }
  salve_calendar_sheet_finish (job->sheet, printed);
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  make_sheet (job, gtk_print_context_get_width (context), gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, MAX (1, salve_calendar_sheet_get_n_pages (job->sheet)));
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  if (page < salve_calendar_sheet_get_n_pages (job->sheet))
    salve_calendar_sheet_draw (job->sheet, gtk_print_context_get_cairo_context (context), page);
}

static void
write_audit (const Job *job)
{
  dex_future_disown (salve_store_audit (
      salve_clinic_get_store (job->clinic), salve_clinic_get_actor (job->clinic), "print", "Appointment",
      job->appointment ? job->appointment->id : NULL, job->appointment ? "card" : "calendar"));
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, Job *job)
{
  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    write_audit (job);
}

static void
report (GtkWindow *parent, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Nothing Was Printed"), error ? error->message : NULL);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, parent ? GTK_WIDGET (parent) : NULL);
}

static void
run (Job *job, GtkWindow *parent)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, job->appointment ? _ ("Appointment card") : _ ("Day sheets"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "job", job, job_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), job);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), job);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    report (parent, error);
}

/* A month is too much for sheets of a day, and is printed as its agenda. */
static Job *
make_job (SalveClinic *clinic,
          SalveDirectory *directory,
          SalveCalendarMode mode,
          SalvePartialDate day,
          const char *const *doctors,
          GError **error)
{
  g_autoptr (Job) job = g_new0 (Job, 1);

  job->clinic = g_object_ref (clinic);
  job->directory = salve_directory_ref (directory);
  job->doctors = g_strdupv ((char **)doctors);
  job->page = salve_calendar_page_read (clinic, directory,
                                        mode == SALVE_CALENDAR_WORK_WEEK ? SALVE_CALENDAR_WEEK : mode, day, 0,
                                        doctors, FALSE, error);
  return job->page ? g_steal_pointer (&job) : NULL;
}

/**
 * salve_calendar_print:
 * @mode: what is printed: the day, or all days of the week, the month or the agenda
 * @doctors: whose, each on pages of their own
 */
void
salve_calendar_print (SalveClinic *clinic,
                      SalveDirectory *directory,
                      SalveCalendarMode mode,
                      SalvePartialDate day,
                      const char *const *doctors,
                      GtkWindow *parent)
{
  g_autoptr (GError) error = NULL;
  Job *job = make_job (clinic, directory, mode, day, doctors, &error);

  if (job)
    run (job, parent);
  else
    report (parent, error);
}

/* Prints the card that a patient takes home. */
void
salve_appointment_print (SalveClinic *clinic, const char *appointment_id, GtkWindow *parent)
{
  g_autoptr (Job) job = g_new0 (Job, 1);
  g_autoptr (GError) error = NULL;

  job->clinic = g_object_ref (clinic);
  job->directory = salve_directory_new (salve_clinic_get_store (clinic), &error);
  job->appointment = job->directory ? salve_store_read_appointment_row (salve_clinic_get_store (clinic),
                                                                        appointment_id, &error)
                                    : NULL;
  if (job->appointment)
    run (g_steal_pointer (&job), parent);
  else
    report (parent, error);
}

/**
 * salve_calendar_print_to_pdf:
 * @path: where the file goes
 *
 * Returns: whether it was written
 */
gboolean
salve_calendar_print_to_pdf (SalveClinic *clinic,
                             SalveDirectory *directory,
                             SalveCalendarMode mode,
                             SalvePartialDate day,
                             const char *const *doctors,
                             const char *path,
                             GError **error)
{
  g_autoptr (Job) job = make_job (clinic, directory, mode, day, doctors, error);
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (!job)
    return FALSE;
  make_sheet (job, A4_WIDTH, A4_HEIGHT);
  surface = cairo_pdf_surface_create (path, A4_WIDTH, A4_HEIGHT);
  cr = cairo_create (surface);
  for (int i = 0; i < salve_calendar_sheet_get_n_pages (job->sheet); i++)
    {
      salve_calendar_sheet_draw (job->sheet, cr, i);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The file could not be written: %s"),
               cairo_status_to_string (status));
  return FALSE;
}
