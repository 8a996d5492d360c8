/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints a patient's sheet or labels through the system's print dialog, with its preview, and writes into the audit
 * trail what was printed, by whom. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-print.h"
#include "salve-sheet.h"

#include <adwaita.h>
#include <cairo-pdf.h>
#include <glib/gi18n.h>

typedef struct
{
  SalveClinic *clinic;
  SalveRecord *record;
  SalveSheet *sheet;
  SalvePrintKind kind;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->sheet, salve_sheet_free);
  g_clear_object (&job->record);
  g_clear_object (&job->clinic);
  g_free (job);
}

static SalveResource *
look_up (const char *type, const char *id, gpointer store)
{
  return salve_store_read (store, type, id, NULL, NULL);
}

static SalveRecord *
read_record (SalveClinic *clinic, const char *patient_id, GError **error)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", patient_id, NULL, error);
  g_autoptr (GPtrArray) resources =
      patient ? salve_store_list_related (store, patient_id, NULL, error) : NULL;
  g_autoptr (GPtrArray) seen = NULL;
  SalveRecord *record;

  if (resources == NULL)
    return NULL;
  seen = salve_desk_rights_filter (salve_clinic_get_rights (clinic), resources);
  record = salve_record_new (patient, seen, salve_clinic_get_locale (clinic), salve_clinic_get_zone (clinic),
                             salve_clinic_today (clinic));
  salve_record_set_lookup (record, look_up, g_object_ref (store), g_object_unref);
  return record;
}

/**
 * salve_print_find_label_size:
 * @width: (out): in points
 * @height: (out): in points
 *
 * As the setting label-size says.
 */
void
salve_print_find_label_size (double *width, double *height)
{
  g_autoptr (GSettings) settings = g_settings_new (SALVE_APPLICATION_ID);
  g_autofree char *size = g_settings_get_string (settings, "label-size");

  if (!salve_label_parse_size (size, width, height))
    salve_label_parse_size ("89x36", width, height);
}

static SalveSheet *
make_sheet (SalveClinic *clinic, SalveRecord *record, SalvePrintKind kind, double width, double height)
{
  g_autofree char *when =
      salve_instant_format_local (salve_clinic_now (clinic), salve_clinic_get_zone (clinic),
                                  salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  /* Translators: when, and by whom */
  g_autofree char *printed =
      g_strdup_printf (_ ("printed %1$s by %2$s"), when, salve_clinic_get_actor (clinic));

  return kind == SALVE_PRINT_LABELS ? salve_sheet_new_labels (record, width, height)
                                    : salve_sheet_new (record, width, height, printed);
}

static void
write_audit (SalveClinic *clinic, SalveRecord *record, SalvePrintKind kind)
{
  dex_future_disown (salve_store_audit (salve_clinic_get_store (clinic), salve_clinic_get_actor (clinic),
                                        "print", "Patient", salve_record_get_id (record),
                                        kind == SALVE_PRINT_LABELS ? "labels" : "sheet"));
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  g_clear_pointer (&job->sheet, salve_sheet_free);
  job->sheet = make_sheet (job->clinic, job->record, job->kind, gtk_print_context_get_width (context),
                           gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, salve_sheet_get_n_pages (job->sheet));
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  salve_sheet_draw (job->sheet, gtk_print_context_get_cairo_context (context), page);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, Job *job)
{
  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    write_audit (job->clinic, job->record, job->kind);
}

static void
report (GtkWindow *parent, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Nothing Was Printed"), error ? error->message : NULL);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, parent ? GTK_WIDGET (parent) : NULL);
}

/**
 * salve_print_patient:
 * @clinic: the clinic
 * @patient_id: whose sheet or labels
 * @parent: (nullable): the window that the print dialog belongs to
 * @kind: what is printed
 *
 * Opens the print dialog. The file name of a PDF that is printed to holds nothing of the patient.
 */
void
salve_print_patient (SalveClinic *clinic, const char *patient_id, GtkWindow *parent, SalvePrintKind kind)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) page = gtk_page_setup_new ();
  g_autoptr (GError) error = NULL;
  SalveRecord *record = read_record (clinic, patient_id, &error);
  Job *job;

  if (record == NULL)
    {
      report (parent, error);
      return;
    }
  job = g_new0 (Job, 1);
  job->clinic = g_object_ref (clinic);
  job->record = record;
  job->kind = kind;
  if (kind == SALVE_PRINT_LABELS)
    {
      double width, height;
      GtkPaperSize *paper;

      salve_print_find_label_size (&width, &height);
      paper = gtk_paper_size_new_custom ("salve-label", _ ("Label"), width, height, GTK_UNIT_POINTS);
      gtk_page_setup_set_paper_size_and_default_margins (page, paper);
      gtk_page_setup_set_top_margin (page, 0, GTK_UNIT_POINTS);
      gtk_page_setup_set_bottom_margin (page, 0, GTK_UNIT_POINTS);
      gtk_page_setup_set_left_margin (page, 0, GTK_UNIT_POINTS);
      gtk_page_setup_set_right_margin (page, 0, GTK_UNIT_POINTS);
      gtk_paper_size_free (paper);
    }
  gtk_print_operation_set_default_page_setup (operation, page);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation,
                                    kind == SALVE_PRINT_LABELS ? _ ("Label") : _ ("Patient sheet"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "job", job, job_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), job);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), job);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    report (parent, error);
}

/**
 * salve_print_patient_to_pdf:
 * @clinic: the clinic
 * @patient_id: whose sheet or labels
 * @kind: what is printed
 * @path: where the file goes
 * @error: where an error goes
 *
 * Returns: whether the file was written
 */
gboolean
salve_print_patient_to_pdf (SalveClinic *clinic,
                            const char *patient_id,
                            SalvePrintKind kind,
                            const char *path,
                            GError **error)
{
  g_autoptr (SalveRecord) record = read_record (clinic, patient_id, error);
  double width = 595.28, height = 841.89; /* A4 */
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;
  g_autoptr (SalveSheet) sheet = NULL;

  if (record == NULL)
    return FALSE;
  if (kind == SALVE_PRINT_LABELS)
    salve_print_find_label_size (&width, &height);
  sheet = make_sheet (clinic, record, kind, width, height);
  surface = cairo_pdf_surface_create (path, width, height);
  cr = cairo_create (surface);
  for (int i = 0; i < salve_sheet_get_n_pages (sheet); i++)
    {
      salve_sheet_draw (sheet, cr, i);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The PDF was not written: %s"),
                   cairo_status_to_string (status));
      return FALSE;
    }
  write_audit (clinic, record, kind);
  return TRUE;
}
