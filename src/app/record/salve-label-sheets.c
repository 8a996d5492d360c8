/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels lie edge to edge in the middle of the sheet, in the reading order of the selection. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-label-sheets.h"

#include <glib/gi18n.h>

#include "salve-print.h"
#include "salve-sheet.h"

typedef struct
{
  SalveClinic *clinic;
  GStrv ids;
  double width, height; /* of a label, in points */
  SalveLabelGrid grid;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_strfreev (job->ids);
  g_object_unref (job->clinic);
  g_free (job);
}

/**
 * salve_label_grid_fit:
 * @page_width: in points, as all that follow
 *
 * Returns: how many fit side by side and below each other, one at least, and where the first begins
 */
SalveLabelGrid
salve_label_grid_fit (double page_width, double page_height, double label_width, double label_height)
{
  SalveLabelGrid grid;

  grid.columns = MAX (1, (guint)(page_width / label_width));
  grid.rows = MAX (1, (guint)(page_height / label_height));
  grid.left = MAX (0, (page_width - grid.columns * label_width) / 2);
  grid.top = MAX (0, (page_height - grid.rows * label_height) / 2);
  return grid;
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  guint n = g_strv_length (job->ids), a_sheet;

  job->grid = salve_label_grid_fit (gtk_print_context_get_width (context),
                                    gtk_print_context_get_height (context), job->width, job->height);
  a_sheet = job->grid.columns * job->grid.rows;
  gtk_print_operation_set_n_pages (operation, (int)((n + a_sheet - 1) / a_sheet));
}

static void
draw_label (Job *job, cairo_t *cr, const char *id, guint place)
{
  SalveStore *store = salve_clinic_get_store (job->clinic);
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", id, NULL, NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (SalveRecord) record = NULL;
  g_autoptr (SalveSheet) label = NULL;

  if (patient == NULL)
    return;
  record = salve_record_new (patient, none, salve_clinic_get_locale (job->clinic),
                             salve_clinic_get_zone (job->clinic), salve_clinic_today (job->clinic));
  label = salve_sheet_new_labels (record, job->width, job->height);
  cairo_save (cr);
  cairo_translate (cr, job->grid.left + place % job->grid.columns * job->width,
                   job->grid.top + (double)(place / job->grid.columns) * job->height);
  salve_sheet_draw (label, cr, 0);
  cairo_restore (cr);
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  guint n = g_strv_length (job->ids), a_sheet = job->grid.columns * job->grid.rows;
  guint first = (guint)page * a_sheet;

  for (guint i = first; i < MIN (n, first + a_sheet); i++)
    draw_label (job, gtk_print_context_get_cairo_context (context), job->ids[i], i - first);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, Job *job)
{
  for (guint i = 0; result == GTK_PRINT_OPERATION_RESULT_APPLY && job->ids[i] != NULL; i++)
    dex_future_disown (salve_store_audit (salve_clinic_get_store (job->clinic),
                                          salve_clinic_get_actor (job->clinic), "print", "Patient",
                                          job->ids[i], "labels"));
}

/**
 * salve_print_label_sheets:
 * @patient_ids: whose labels, in this order
 * @parent: the window that the print dialog belongs to
 *
 * Opens the print dialog; paper is the printer's, the labels' size is the setting label-size.
 */
void
salve_print_label_sheets (SalveClinic *clinic, const char *const *patient_ids, GtkWindow *parent)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  Job *job = g_new0 (Job, 1);

  job->clinic = g_object_ref (clinic);
  job->ids = g_strdupv ((char **)patient_ids);
  salve_print_find_label_size (&job->width, &job->height);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _ ("Labels"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "job", job, job_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), job);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), job);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}
