/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file is written on a thread of its own, through a connection of its own, under another name until it is whole: what
 * is stopped in the middle leaves what was there before. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-files.h"

#include <glib/gi18n.h>

#include "salve-task-dialog.h"

static const struct
{
  const char *name;    /* the action's target */
  const char *pattern; /* the file's name, for strftime */
  const char *audit;
} formats[SALVE_PATIENTS_N_FORMATS] = {
  [SALVE_PATIENTS_NDJSON] = { "ndjson", "patients-%Y-%m-%d.ndjson", "patients as NDJSON" },
  [SALVE_PATIENTS_BUNDLE] = { "bundle", "patients-%Y-%m-%d.json", "patients as Bundle" },
  [SALVE_PATIENTS_CSV] = { "csv", "patients-%Y-%m-%d.csv", "patients as CSV" },
  [SALVE_PATIENTS_VCARD] = { "vcard", "patients-%Y-%m-%d.vcf", "patients as vCard" },
};

typedef struct
{
  SalveClinic *clinic; /* of the main thread */
  GtkWindow *window;
  GFile *store;
  SalveStoreKey *key;
  SalveLocale *locale;
  GArray *rowids;
  SalvePatientsFormat format;
  GFile *to;
} Job;

static Job *
job_new (SalveClinic *clinic, SalveStoreKey *key, GArray *rowids, SalvePatientsFormat format)
{
  Job *job = g_new0 (Job, 1);

  job->clinic = g_object_ref (clinic);
  job->store = g_object_ref (salve_store_get_file (salve_clinic_get_store (clinic)));
  job->key = key != NULL ? salve_store_key_ref (key) : NULL;
  job->locale = salve_locale_ref (salve_clinic_get_locale (clinic));
  job->rowids = g_array_ref (rowids);
  job->format = format;
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->clinic);
  g_clear_object (&job->window);
  g_clear_object (&job->store);
  g_clear_pointer (&job->key, salve_store_key_unref);
  g_clear_pointer (&job->locale, salve_locale_unref);
  g_clear_pointer (&job->rowids, g_array_unref);
  g_clear_object (&job->to);
  g_free (job);
}

/* A stream that is closed with a cancelled cancellable leaves the old file in its place. */
static gboolean
write_patients (Job *job, SalveTaskDialog *dialog, guint64 *n, GCancellable *cancellable, GError **error)
{
  g_autoptr (SalveStore) store = salve_store_open (job->store, job->key, SALVE_STORE_OPEN_READ_ONLY, error);
  g_autoptr (GFileOutputStream) file =
      store != NULL
          ? g_file_replace (job->to, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                            cancellable, error)
          : NULL;
  g_autoptr (GOutputStream) out = file != NULL ? g_buffered_output_stream_new (G_OUTPUT_STREAM (file)) : NULL;
  g_autoptr (GCancellable) never = g_cancellable_new ();

  if (out == NULL)
    return FALSE;
  if (salve_export_patients (store, (const gint64 *)(void *)job->rowids->data, job->rowids->len, job->format,
                             job->locale, out, n, salve_task_dialog_report, dialog, cancellable, error))
    return g_output_stream_close (out, cancellable, error);
  g_cancellable_cancel (never);
  g_output_stream_close (out, never, NULL);
  return FALSE;
}

static gboolean
export_patients (SalveTaskDialog *dialog,
                 gpointer data,
                 char **outcome,
                 GCancellable *cancellable,
                 GError **error)
{
  Job *job = data;
  guint64 n = 0;

  if (!write_patients (job, dialog, &n, cancellable, error))
    return FALSE;
  *outcome = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%'lu patient is in %s. The file is not encrypted: keep it safe.",
                   "%'lu patients are in %s. The file is not encrypted: keep it safe.", (gulong)n),
      (gulong)n, g_file_peek_path (job->to));
  return TRUE;
}

/* Before the first line is written, so that no file is without its row. */
static AdwDialog *
begin (Job *job)
{
  dex_future_disown (salve_store_audit (salve_clinic_get_store (job->clinic),
                                        salve_clinic_get_actor (job->clinic), "export", "Patient", NULL,
                                        formats[job->format].audit));
  return salve_task_dialog_new (_ ("Exporting"), export_patients, job, job_free);
}

static void
on_named (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (GtkWindow) window = g_object_ref (job->window);

  job->to = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (job->to != NULL)
    adw_dialog_present (begin (job), GTK_WIDGET (window));
  else
    job_free (job);
}

/* "ndjson", "bundle", "csv" or "vcard" */
gboolean
salve_patients_format_parse (const char *name, SalvePatientsFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, name))
      {
        *format = (SalvePatientsFormat)i;
        return TRUE;
      }
  return FALSE;
}

/* A file of whole records has what their pages hold back from some: only who sees all of it may make one. */
static gboolean
sees_whole_records (SalveClinic *clinic)
{
  static const char *const types[] = { "Patient",          "Encounter",
                                       "Condition",        "AllergyIntolerance",
                                       "Observation",      "MedicationRequest",
                                       "DiagnosticReport", "DocumentReference" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (salve_desk_rights_get_reach (salve_clinic_get_rights (clinic), types[i]) != SALVE_REACH_ALL)
      return FALSE;
  return TRUE;
}

/**
 * salve_patients_export:
 * @key: (nullable): the store's
 * @rowids: (element-type gint64): whose
 *
 * Asks for a file, then writes it, with progress and a way to stop.
 */
void
salve_patients_export (SalveClinic *clinic,
                       SalveStoreKey *key,
                       GArray *rowids,
                       SalvePatientsFormat format,
                       GtkWindow *window)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, formats[format].pattern);
  Job *job;

  if ((format == SALVE_PATIENTS_NDJSON || format == SALVE_PATIENTS_BUNDLE) && !sees_whole_records (clinic))
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s",
                                  _ ("Your role does not see whole records; export contact data instead"));
      return;
    }
  job = job_new (clinic, key, rowids, format);
  job->window = g_object_ref (window);
  gtk_file_dialog_set_title (dialog, _ ("Export Patients"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, window, NULL, on_named, job);
}

/**
 * salve_patients_export_to:
 * @to: a local file; one that is there is replaced when the new one is whole
 *
 * The part of salve_patients_export() after the file was chosen.
 *
 * Returns: (transfer floating): the dialog to present; the work begins with it
 */
AdwDialog *
salve_patients_export_to (SalveClinic *clinic,
                          SalveStoreKey *key,
                          GArray *rowids,
                          SalvePatientsFormat format,
                          GFile *to)
{
  Job *job = job_new (clinic, key, rowids, format);

  job->to = g_object_ref (to);
  return begin (job);
}
