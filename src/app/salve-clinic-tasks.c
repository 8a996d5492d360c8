/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each task opens the file a second time, for reading only, on its own thread: the desk's own connection belongs to the
 * main thread and stays free. The demo clinic alone writes, through the desk's writer, behind what a person does. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-clinic-tasks.h"
#include "salve-demo.h"
#include "salve-exporter.h"
#include "salve-host-path.h"
#include "salve-task-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define DEMO_BATCH 1000
#define PROBLEMS_SHOWN 5

typedef struct
{
  GFile *store;
  SalveStoreKey *key;
  GFile *to;
  GtkWindow *window;
} Task;

static Task *
task_new (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window)
{
  Task *task = g_new0 (Task, 1);

  task->store = g_object_ref (salve_store_get_file (salve_clinic_get_store (clinic)));
  task->key = key ? salve_store_key_ref (key) : NULL;
  task->window = g_object_ref (window);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_clear_object (&task->store);
  g_clear_pointer (&task->key, salve_store_key_unref);
  g_clear_object (&task->to);
  g_clear_object (&task->window);
  g_free (task);
}

static gboolean
export_all (SalveTaskDialog *dialog, gpointer data, char **outcome, GCancellable *cancellable, GError **error)
{
  Task *task = data;
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (SalveStore) store = salve_store_open (task->store, task->key, SALVE_STORE_OPEN_READ_ONLY, error);
  g_autofree char *where = NULL;
  GHashTableIter iter;
  gpointer value;
  guint64 sum = 0;

  if (!store
      || !salve_export_all (store, task->to, NULL, counts, salve_task_dialog_report, dialog, cancellable,
                            error))
    return FALSE;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sum += *(guint64 *)value;
  where = salve_host_path (task->to);
  *outcome = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%'lu record is in %s. It is not encrypted: keep it safe.",
                   "%'lu records are in %s. They are not encrypted: keep them safe.", (gulong)sum),
      (gulong)sum, where);
  return TRUE;
}

static gboolean
back_up (SalveTaskDialog *dialog, gpointer data, char **outcome, GCancellable *cancellable, GError **error)
{
  Task *task = data;
  g_autoptr (SalveStore) store = salve_store_open (task->store, task->key, SALVE_STORE_OPEN_READ_ONLY, error);
  g_autoptr (GFile) near = salve_host_path_near (task->to, task->store);
  g_autofree char *where = NULL;

  if (!store || !salve_store_backup (store, near, salve_task_dialog_report, dialog, cancellable, error)
      || !salve_host_path_bring (near, task->to, cancellable, error))
    return FALSE;
  where = salve_host_path (task->to);
  *outcome = g_strdup_printf (_ ("The copy is %s. It is encrypted with the same key: keep it away from this "
                                 "computer, and the recovery key "
                                 "away from both."),
                              where);
  return TRUE;
}

static gboolean
check (SalveTaskDialog *dialog, gpointer data, char **outcome, GCancellable *cancellable, GError **error)
{
  Task *task = data;
  g_autoptr (SalveStore) store = salve_store_open (task->store, task->key, SALVE_STORE_OPEN_READ_ONLY, error);
  g_autoptr (SalveCheckReport) report = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!store)
    return FALSE;
  report = salve_store_check (store, salve_task_dialog_report, dialog, cancellable, error);
  if (!report)
    return FALSE;
  if (report->ok)
    {
      *outcome = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE,
                       "The file is whole: %'lu record, and an unbroken trail of who did what.",
                       "The file is whole: %'lu records, and an unbroken trail of who did what.",
                       (gulong)report->resources),
          (gulong)report->resources);
      return TRUE;
    }
  for (guint i = 0; i < MIN (report->problems->len, PROBLEMS_SHOWN); i++)
    g_string_append_printf (text, "%s\n", (const char *)g_ptr_array_index (report->problems, i));
  g_set_error (
      error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT,
      _ ("The file is damaged. Make a backup of it as it is, then restore your newest good backup.\n\n%s"),
      text->str);
  return FALSE;
}

static void
present (Task *task, const char *title, SalveTaskFunc func)
{
  GtkWidget *window = GTK_WIDGET (task->window);

  adw_dialog_present (salve_task_dialog_new (title, func, task, task_free), window);
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer data)
{
  Task *task = data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "salve-export-%Y%m%d-%H%M%S");

  if (!folder)
    {
      task_free (task);
      return;
    }
  task->to = g_file_get_child (folder, name);
  present (task, _ ("Exporting"), export_all);
}

static void
on_backup_name (GObject *source, GAsyncResult *result, gpointer data)
{
  Task *task = data;

  task->to = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (task->to)
    present (task, _ ("Backing Up"), back_up);
  else
    task_free (task);
}

/**
 * salve_clinic_export:
 * @key: (nullable): the store's
 *
 * Asks for a folder, then writes all records into a new folder in it, as NDJSON.
 */
void
salve_clinic_export (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Export Into a Folder"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Export Here"));
  gtk_file_dialog_select_folder (dialog, window, NULL, on_folder, task_new (clinic, key, window));
}

/**
 * salve_clinic_backup:
 * @key: (nullable): the store's, and the copy's
 */
void
salve_clinic_backup (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "clinic-%Y-%m-%d.salve");

  gtk_file_dialog_set_title (dialog, _ ("Back Up the Clinic’s File"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, window, NULL, on_backup_name, task_new (clinic, key, window));
}

void
salve_clinic_check (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window)
{
  present (task_new (clinic, key, window), _ ("Checking the File"), check);
}

typedef struct
{
  SalveClinic *clinic;
  SalveDemoOptions options;
  SalveTaskDialog *dialog;
  GCancellable *cancellable;
  GPtrArray *batch;
} Demo;

static void
demo_free (gpointer data)
{
  Demo *demo = data;

  g_clear_object (&demo->clinic);
  g_clear_pointer (&demo->batch, g_ptr_array_unref);
  g_free (demo);
}

/* This thread has nothing else to do, so it looks now and then whether the writer is done. */
static gboolean
flush (Demo *demo, GError **error)
{
  g_autoptr (DexFuture) stored =
      salve_store_put_bulk (salve_clinic_get_store (demo->clinic), demo->batch, SALVE_BULK_DEFAULT);

  while (dex_future_is_pending (stored))
    g_usleep (2000);
  g_clear_pointer (&demo->batch, g_ptr_array_unref);
  demo->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  return dex_future_get_value (stored, error)
         && !g_cancellable_set_error_if_cancelled (demo->cancellable, error);
}

static gboolean
take (const char *type, const char *id, GBytes *json, gpointer data, GError **error)
{
  Demo *demo = data;
  SalveResource *resource = salve_resource_new (json, error);

  if (!resource)
    return FALSE;
  g_ptr_array_add (demo->batch, resource);
  return demo->batch->len < DEMO_BATCH || flush (demo, error);
}

static void
report_demo (guint done, guint total, gpointer data)
{
  Demo *demo = data;
  g_autofree char *what = g_strdup_printf (_ ("%'u of %'u patients"), done, total);

  salve_task_dialog_report (total > 0 ? (double)done / total : 1, what, demo->dialog);
}

static gboolean
fill_demo (SalveTaskDialog *dialog, gpointer data, char **outcome, GCancellable *cancellable, GError **error)
{
  Demo *demo = data;

  demo->dialog = dialog;
  demo->cancellable = cancellable;
  demo->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  if (!salve_demo_generate (&demo->options, take, demo, report_demo, demo, cancellable, error)
      || !flush (demo, error))
    return FALSE;
  *outcome =
      g_strdup (_ ("Nobody in this clinic exists: try anything. Your own clinic has a file of its own."));
  return TRUE;
}

/**
 * salve_clinic_fill_demo:
 * @n_patients: how many people to make up
 *
 * Fills an empty clinic with people who do not exist.
 */
void
salve_clinic_fill_demo (SalveClinic *clinic, guint n_patients, GtkWindow *window)
{
  Demo *demo = g_new0 (Demo, 1);

  demo->clinic = g_object_ref (clinic);
  demo->options.patients = n_patients;
  demo->options.seed = 1;
  demo->options.today = salve_clinic_today (clinic);
  demo->options.zone = salve_clinic_get_zone (clinic);
  demo->options.locale = salve_clinic_get_locale (clinic);
  adw_dialog_present (salve_task_dialog_new (_ ("Making a Demo Clinic"), fill_demo, demo, demo_free),
                      GTK_WIDGET (window));
}
