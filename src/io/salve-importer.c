/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fiber takes batches from the reading thread and hands them to the store, one batch ahead of the disk, so that
 * reading, parsing and writing go on side by side. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-importer.h"

#include "salve-card-check.h"
#include "salve-import-worker.h"

#define PROGRESS_INTERVAL (G_TIME_SPAN_SECOND / 10)

G_DEFINE_BOXED_TYPE (SalveImportReport,
                     salve_import_report,
                     salve_import_report_ref,
                     salve_import_report_unref)

SalveImportReport *
salve_import_report_ref (SalveImportReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_report (gpointer data)
{
  SalveImportReport *self = data;

  g_clear_pointer (&self->refusals, g_ptr_array_unref);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_error (&self->failure);
}

void
salve_import_report_unref (SalveImportReport *self)
{
  g_atomic_rc_box_release_full (self, clear_report);
}

/* Whether everything that was asked for was done. */
gboolean
salve_import_report_is_complete (const SalveImportReport *self)
{
  return self->n_refused == 0 && !self->cancelled && self->failure == NULL;
}

typedef struct
{
  SalveStore *store;
  GStrv paths;
  SalveImportFlags flags;
  GCancellable *cancellable;
  SalveImportProgressFunc progress;
  gpointer progress_data;
  SalveImportWorker *worker;
  gint64 started;
  gint64 last_progress;
} Import;

static void
import_free (gpointer data)
{
  Import *self = data;

  g_object_unref (self->store);
  g_strfreev (self->paths);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static void
tell_progress (Import *self)
{
  SalveImportProgress progress = { 0 };
  gint64 now = g_get_monotonic_time ();

  if (self->progress == NULL || now - self->last_progress < PROGRESS_INTERVAL)
    return;
  self->last_progress = now;
  salve_import_worker_get_progress (self->worker, &progress);
  progress.elapsed = now - self->started;
  self->progress (&progress, self->progress_data);
}

static gboolean
await_counts (DexFuture *writing, SalveImportReport *report)
{
  const GValue *value;

  if (writing == NULL)
    return TRUE;
  if (!dex_await (dex_ref (writing), &report->failure))
    {
      dex_unref (writing);
      return FALSE;
    }
  value = dex_future_get_value (writing, NULL);
  report->n_added += ((SalveBulkCounts *)g_value_get_boxed (value))->added;
  report->n_updated += ((SalveBulkCounts *)g_value_get_boxed (value))->updated;
  report->n_unchanged += ((SalveBulkCounts *)g_value_get_boxed (value))->unchanged;
  dex_unref (writing);
  return TRUE;
}

/* What was handed to the store is waited for even when somebody cancels, so that the counts are true. */
static void
pump (Import *self, SalveImportReport *report)
{
  SalveBulkFlags bulk = (self->flags & SALVE_IMPORT_DRY_RUN) ? SALVE_BULK_DRY_RUN : SALVE_BULK_LOAD;
  DexFuture *writing = NULL;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (DexFuture) next = salve_import_worker_next (self->worker);
      g_autoptr (GPtrArray) batch = NULL;

      dex_await (dex_ref (next), NULL);
      batch = g_value_dup_boxed (dex_future_get_value (next, NULL));
      if (batch == NULL)
        break;
      if (!await_counts (g_steal_pointer (&writing), report))
        return;
      writing = salve_store_put_bulk (self->store, batch, bulk);
      tell_progress (self);
    }
  await_counts (writing, report);
}

/* Looked at when everything is stored and can be found. */
static void
count_shared_cards (SalveStore *store, SalveImportReport *report)
{
  if (report->cards != NULL && report->cards->len > 0 && !report->dry_run && report->failure == NULL)
    report->n_shared_cards =
        dex_await_uint64 (salve_store_count_shared_cards (store, report->cards), &report->failure);
}

static DexFuture *
import_fiber (gpointer data)
{
  Import *self = data;
  g_autoptr (SalveImportReport) report = g_atomic_rc_box_new0 (SalveImportReport);
  g_autoptr (GFile) parent = g_file_get_parent (salve_store_get_file (self->store));
  g_autofree char *folder = g_file_get_path (parent);
  GError *error = NULL;

  report->dry_run = (self->flags & SALVE_IMPORT_DRY_RUN) != 0;
  self->worker = salve_import_worker_start ((const char *const *)self->paths, folder, self->cancellable);
  pump (self, report);
  if (!report->dry_run && report->failure == NULL)
    dex_await (salve_store_finish_load (self->store), &report->failure);
  report->cancelled = g_cancellable_is_cancelled (self->cancellable);
  salve_import_worker_stop (self->worker, report, &error);
  count_shared_cards (self->store, report);
  report->elapsed = g_get_monotonic_time () - self->started;
  if (error != NULL && !report->cancelled)
    return dex_future_new_for_error (error);
  g_clear_error (&error);
  return dex_future_new_take_boxed (SALVE_TYPE_IMPORT_REPORT, g_steal_pointer (&report));
}

/**
 * salve_import:
 * @paths: files, folders, or "-" for standard input
 * @cancellable: (nullable): cancelling ends the import after the batch at hand; what is stored stays
 * @progress: (nullable): called on the main context
 *
 * Reads FHIR JSON, Bundles and NDJSON (also .gz and .xz) and stores what is new. Importing the same again changes
 * nothing, so an import that was cut off is simply repeated. Main thread.
 *
 * Returns: (transfer full): resolves to a #SalveImportReport (boxed), also when something was refused; rejects when
 *   there was nothing that could be read at all
 */
DexFuture *
salve_import (SalveStore *store,
              const char *const *paths,
              SalveImportFlags flags,
              GCancellable *cancellable,
              SalveImportProgressFunc progress,
              gpointer progress_data)
{
  Import *self = g_new0 (Import, 1);

  self->store = g_object_ref (store);
  self->paths = g_strdupv ((char **)paths);
  self->flags = flags;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->progress = progress;
  self->progress_data = progress_data;
  self->started = g_get_monotonic_time ();
  return dex_scheduler_spawn (NULL, 256 * 1024, import_fiber, self, import_free);
}
