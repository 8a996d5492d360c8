/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file is opened a second time, for reading only, on the thread that writes: the desk stays free, and a range of
 * years can be stopped between any two of its weeks. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-files.h"

#include "salve-appointment-csv.h"
#include "salve-appointment-xlsx.h"
#include "salve-calendar-export.h"
#include "salve-host-path.h"
#include "salve-task-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#define STEP_DAYS 28

typedef struct
{
  SalveCalendarExport *what;
  GFile *store;
  SalveStoreKey *key;
  GTimeZone *zone;
  SalveInstant now;
  SalveClinic *clinic; /* not for the thread */
  GtkWindow *window;
  GFile *to;
} Job;

SalveCalendarExport *
salve_calendar_export_copy (const SalveCalendarExport *self)
{
  SalveCalendarExport *copy = g_memdup2 (self, sizeof *self);

  copy->doctors = g_strdupv (self->doctors);
  copy->patient_id = g_strdup (self->patient_id);
  return copy;
}

void
salve_calendar_export_free (SalveCalendarExport *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->doctors);
  g_free (self->patient_id);
  g_free (self);
}

/**
 * salve_calendar_export_file_name:
 *
 * Returns: (transfer full): a name for the file that says nothing about anybody: "appointments-2026-06-22-2026-06-28.ics"
 */
char *
salve_calendar_export_file_name (const SalveCalendarExport *self)
{
  static const char *const ends[] = { "ics", "csv", "xlsx" };
  g_autoptr (GString) name = g_string_new ("appointments");

  g_string_append_printf (name, "-%04d-%02d-%02d", self->first.year, self->first.month, self->first.day);
  if (salve_partial_date_days_between (self->first, self->last) != 0)
    g_string_append_printf (name, "-%04d-%02d-%02d", self->last.year, self->last.month, self->last.day);
  g_string_append_printf (name, ".%s", ends[self->format]);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* What was under way before the step has come with the step in which it began. */
static void
take_items (GPtrArray *all, GPtrArray *some, SalveInstant from)
{
  gsize n;
  g_autofree gpointer *items = g_ptr_array_steal (some, &n);

  for (gsize i = 0; i < n; i++)
    {
      SalveCalendarItem *item = items[i];

      if (item->details->span.start >= from)
        g_ptr_array_add (all, item);
      else
        salve_calendar_item_free (item);
    }
}

static GPtrArray *
load_items (const SalveCalendarExport *self,
            SalveStore *store,
            GTimeZone *zone,
            SalveStoreProgressFunc progress,
            gpointer progress_data,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_item_free);
  int days = salve_partial_date_days_between (self->first, self->last) + 1;
  const SalveTimeSpan whole = { salve_wall_clock_to_instant (self->first, self->from_minute, zone),
                                salve_wall_clock_to_instant (
                                    self->last, self->to_minute > 0 ? self->to_minute : 24 * 60, zone) };

  for (int done = 0; done < days; done += STEP_DAYS)
    {
      SalvePartialDate first = salve_partial_date_add_days (self->first, done);
      SalvePartialDate last = salve_partial_date_add_days (self->first, MIN (days, done + STEP_DAYS) - 1);
      SalveTimeSpan span = { MAX (salve_wall_clock_day (first, zone).start, whole.start),
                             MIN (salve_wall_clock_day (last, zone).end, whole.end) };
      g_autoptr (GPtrArray) some = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      some = salve_calendar_items_load (store, span, (const char *const *)self->doctors, self->patient_id,
                                        error);
      if (some == NULL)
        return NULL;
      take_items (all, some, done == 0 ? G_MININT64 : span.start);
      if (progress != NULL)
        progress ((double)MIN (days, done + STEP_DAYS) / days, NULL, progress_data);
    }
  return g_steal_pointer (&all);
}

/* (transfer full) (nullable) */
static GBytes *
make_bytes (const SalveCalendarExport *self,
            GPtrArray *items,
            GTimeZone *zone,
            SalveInstant now,
            const char *path,
            GError **error)
{
  SalveCalendarOptions options = { zone, NULL, now, self->with_names };
  char *text;

  if (self->format == SALVE_CALENDAR_FORMAT_XLSX)
    return salve_appointments_to_xlsx (items, self->columns, zone, path, error);
  text = self->format == SALVE_CALENDAR_FORMAT_CSV ? salve_appointments_to_csv (items, self->columns, zone)
                                                   : salve_calendar_to_text (items, &options);
  return g_bytes_new_take (text, strlen (text));
}

/**
 * salve_calendar_export_write:
 * @store: on the thread that opened it
 * @to: a file of this computer, replaced whole or not at all
 * @n_written: (out): how many appointments
 *
 * Blocks; for a thread of its own.
 */
gboolean
salve_calendar_export_write (const SalveCalendarExport *self,
                             SalveStore *store,
                             GTimeZone *zone,
                             SalveInstant now,
                             GFile *to,
                             SalveStoreProgressFunc progress,
                             gpointer progress_data,
                             guint *n_written,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_file_peek_path (to) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("Choose a folder of this computer."));
      return FALSE;
    }
  items = load_items (self, store, zone, progress, progress_data, cancellable, error);
  if (items == NULL)
    return FALSE;
  bytes = make_bytes (self, items, zone, now, g_file_peek_path (to), error);
  if (!bytes || g_cancellable_set_error_if_cancelled (cancellable, error)
      || !salve_calendar_write_file (g_file_peek_path (to), g_bytes_get_data (bytes, NULL),
                                     (gssize)g_bytes_get_size (bytes), error))
    return FALSE;
  *n_written = items->len;
  return TRUE;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  salve_calendar_export_free (job->what);
  g_object_unref (job->store);
  g_clear_pointer (&job->key, salve_store_key_unref);
  g_time_zone_unref (job->zone);
  g_object_unref (job->clinic);
  g_object_unref (job->window);
  g_clear_object (&job->to);
  g_free (job);
}

static gboolean
write_file (SalveTaskDialog *dialog, gpointer data, char **outcome, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (SalveStore) store = salve_store_open (job->store, job->key, SALVE_STORE_OPEN_READ_ONLY, error);
  g_autofree char *where = NULL;
  guint n = 0;

  if (!store
      || !salve_calendar_export_write (job->what, store, job->zone, job->now, job->to,
                                       salve_task_dialog_report, dialog, &n, cancellable, error))
    return FALSE;
  where = salve_host_path (job->to);
  *outcome = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%'u appointment is in %s. The file is not encrypted: keep it safe.",
                   "%'u appointments are in %s. The file is not encrypted: keep it safe.", n),
      n, where);
  return TRUE;
}

/* Before the first line is written, so that no file is without its row. */
static void
write_audit (const Job *job)
{
  static const char *const details[] = { "calendar as iCalendar", "calendar as CSV", "calendar as XLSX" };
  const char *detail = job->what->format == SALVE_CALENDAR_FORMAT_ICALENDAR && !job->what->with_names
                           ? "calendar as iCalendar, initials"
                           : details[job->what->format];

  dex_future_disown (
      salve_store_audit (salve_clinic_get_store (job->clinic), salve_clinic_get_actor (job->clinic), "export",
                         job->what->patient_id ? "Patient" : "Appointment", job->what->patient_id, detail));
}

static Job *
job_new (SalveClinic *clinic, SalveStoreKey *key, const SalveCalendarExport *what, GtkWindow *window)
{
  Job *job = g_new0 (Job, 1);

  job->what = salve_calendar_export_copy (what);
  job->store = g_object_ref (salve_store_get_file (salve_clinic_get_store (clinic)));
  job->key = key ? salve_store_key_ref (key) : NULL;
  job->zone = g_time_zone_ref (salve_clinic_get_zone (clinic));
  job->now = salve_clinic_now (clinic);
  job->clinic = g_object_ref (clinic);
  job->window = g_object_ref (window);
  return job;
}

static void
start (Job *job)
{
  GtkWidget *window = GTK_WIDGET (job->window);

  write_audit (job);
  adw_dialog_present (salve_task_dialog_new (_ ("Exporting"), write_file, job, job_free), window);
}

/**
 * salve_calendar_export_start:
 * @key: (nullable): the store's
 * @to: a file of this computer
 *
 * Writes the file behind a dialog that shows how far it is and can stop it.
 */
void
salve_calendar_export_start (SalveClinic *clinic,
                             SalveStoreKey *key,
                             const SalveCalendarExport *what,
                             GFile *to,
                             GtkWindow *window)
{
  Job *job = job_new (clinic, key, what, window);

  job->to = g_object_ref (to);
  start (job);
}

static void
on_named (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;

  job->to = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (job->to)
    start (job);
  else
    job_free (job);
}

/**
 * salve_calendar_export_ask:
 * @key: (nullable): the store's
 *
 * Asks for the file, then writes it as salve_calendar_export_start() does.
 */
void
salve_calendar_export_ask (SalveClinic *clinic,
                           SalveStoreKey *key,
                           const SalveCalendarExport *what,
                           GtkWindow *window)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = salve_calendar_export_file_name (what);

  gtk_file_dialog_set_title (dialog, _ ("Export Appointments"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, window, NULL, on_named, job_new (clinic, key, what, window));
}
