/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-import-dialog.h"
#include "salve-importer.h"

#include <glib/gi18n.h>

#define REFUSALS_SHOWN 100

struct _SalveImportDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  GCancellable *cancellable;
  gboolean importing;

  GtkStack *stages;
  AdwSwitchRow *try_row;
  GtkWidget *files_button;
  AdwStatusPage *working_status;
  GtkProgressBar *progress_bar;
  GtkLabel *outcome_label;
  AdwPreferencesGroup *counts_group;
  AdwPreferencesGroup *refusals_group;
};

G_DEFINE_FINAL_TYPE (SalveImportDialog, salve_import_dialog, ADW_TYPE_DIALOG)

static void
on_progress (const SalveImportProgress *progress, gpointer data)
{
  SalveImportDialog *self = data;
  g_autofree char *text = NULL;

  switch (progress->phase)
    {
    case SALVE_IMPORT_COLLECTING:
      gtk_progress_bar_set_text (self->progress_bar, _ ("Looking for files"));
      gtk_progress_bar_pulse (self->progress_bar);
      return;
    case SALVE_IMPORT_SCANNING:
      text = g_strdup_printf (_ ("Reading: %'lu"), (gulong)progress->resources);
      break;
    case SALVE_IMPORT_STORING:
    default:
      text = g_strdup_printf (_ ("%'lu stored, %'.0f a second"), (gulong)progress->resources,
                              progress->resources_per_second);
      break;
    }
  gtk_progress_bar_set_text (self->progress_bar, text);
  if (progress->total_bytes > 0)
    gtk_progress_bar_set_fraction (self->progress_bar,
                                   MIN (1.0, (double)progress->bytes / (double)progress->total_bytes));
}

static void
add_count (SalveImportDialog *self, const char *title, guint64 count)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
  GtkWidget *label = gtk_label_new (text);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->counts_group, row);
}

static void
add_refusals (SalveImportDialog *self, const SalveImportReport *report)
{
  gtk_widget_set_visible (GTK_WIDGET (self->refusals_group), report->refusals->len > 0);
  for (guint i = 0; i < MIN (report->refusals->len, REFUSALS_SHOWN); i++)
    {
      const SalveImportRefusal *refusal = g_ptr_array_index (report->refusals, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), refusal->where);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), refusal->reason);
      adw_preferences_group_add (self->refusals_group, row);
    }
  if (report->n_refused > REFUSALS_SHOWN)
    {
      g_autofree char *text = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%'lu in all; “salve-server import” lists it",
                       "%'lu in all; “salve-server import” lists them", (gulong)report->n_refused),
          report->n_refused);
      adw_preferences_group_set_description (self->refusals_group, text);
    }
}

static void
show_report (SalveImportDialog *self, const SalveImportReport *report)
{
  const char *outcome;

  if (report->failure)
    outcome = report->failure->message;
  else if (report->cancelled)
    outcome = _ ("Stopped. What was stored stays; importing again goes on from there.");
  else if (report->dry_run)
    outcome = _ ("Nothing was stored; this is what would have been done.");
  else if (report->n_refused > 0)
    outcome = _ ("Everything is stored but what is listed below.");
  else
    outcome = _ ("Everything is stored.");
  gtk_label_set_label (self->outcome_label, outcome);
  add_count (self, _ ("New"), report->n_added);
  add_count (self, _ ("Changed"), report->n_updated);
  add_count (self, _ ("There already"), report->n_unchanged);
  add_count (self, _ ("Not taken"), report->n_refused);
  if (report->n_shared_cards > 0)
    add_count (self, _ ("Health cards of several patients, all stored"), report->n_shared_cards);
  add_refusals (self, report);
  gtk_stack_set_visible_child_name (self->stages, "report");
}

static DexFuture *
on_imported (DexFuture *future, gpointer data)
{
  SalveImportDialog *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  self->importing = FALSE;
  adw_dialog_set_can_close (ADW_DIALOG (self), TRUE);
  if (value)
    {
      show_report (self, g_value_get_boxed (value));
      return NULL;
    }
  gtk_label_set_label (self->outcome_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->refusals_group), FALSE);
  gtk_stack_set_visible_child_name (self->stages, "report");
  return NULL;
}

static void
import_files (SalveImportDialog *self, GListModel *files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  DexFuture *future;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file))
        g_strv_builder_add (builder, g_file_peek_path (file));
    }
  paths = g_strv_builder_end (builder);
  if (!paths[0])
    return;
  self->importing = TRUE;
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  gtk_stack_set_visible_child_name (self->stages, "working");
  future =
      salve_import (salve_clinic_get_store (self->clinic), (const char *const *)paths,
                    adw_switch_row_get_active (self->try_row) ? SALVE_IMPORT_DRY_RUN : SALVE_IMPORT_DEFAULT,
                    self->cancellable, on_progress, self);
  dex_future_disown (dex_future_finally (future, on_imported, g_object_ref (self), g_object_unref));
}

static void
on_files_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SalveImportDialog) self = data;
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (files)
    import_files (self, files);
}

static void
on_folder_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SalveImportDialog) self = data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (!folder)
    return;
  g_list_store_append (files, folder);
  import_files (self, G_LIST_MODEL (files));
}

static void
on_files (SalveImportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Import FHIR Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 on_files_chosen, g_object_ref (self));
}

static void
on_folder (SalveImportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Import a Folder of FHIR Files"));
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 on_folder_chosen, g_object_ref (self));
}

static void
on_stop (SalveImportDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  adw_status_page_set_description (self->working_status, _ ("Stopping after what is being stored"));
}

static void
salve_import_dialog_dispose (GObject *object)
{
  SalveImportDialog *self = SALVE_IMPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->clinic);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (salve_import_dialog_parent_class)->dispose (object);
}

static void
salve_import_dialog_class_init (SalveImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_import_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, stages);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, try_row);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, files_button);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, working_status);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, counts_group);
  gtk_widget_class_bind_template_child (widget_class, SalveImportDialog, refusals_group);
  gtk_widget_class_bind_template_callback (widget_class, on_files);
  gtk_widget_class_bind_template_callback (widget_class, on_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
salve_import_dialog_init (SalveImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

AdwDialog *
salve_import_dialog_new (SalveClinic *clinic)
{
  SalveImportDialog *self = g_object_new (SALVE_TYPE_IMPORT_DIALOG, NULL);

  self->clinic = g_object_ref (clinic);
  return ADW_DIALOG (self);
}
