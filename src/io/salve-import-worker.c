/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread reads all inputs in one pass and makes resources of them, so that what it gives away needs only to be
 * written. When a reference turns up that nothing so far explains, all inputs are looked through once for ids, full
 * URLs and identifiers, and the pass goes on: files that need no resolving are read once, others twice, and no file is ever held.
 */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-card-check.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-import-index.h"
#include "salve-import-worker.h"
#include "salve-patient.h"
#include "salve-reference-rewriter.h"
#include "salve-resource-reader.h"
#include "salve-shape.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The store writes a batch in slices of its own; a large one lets it write each page once. */
#define BATCH_COUNT 8000
#define BATCH_BYTES (16 * 1024 * 1024)
/* Batches that wait to be written, so that neither side waits for the other. */
#define MAX_WAITING 3

struct _SalveImportWorker
{
  GThread *thread;
  GStrv paths;
  char *spool_folder;
  GCancellable *cancellable;

  GPtrArray *inputs;
  SalveImportIndex *index;
  gboolean scanned;
  GPtrArray *batch;
  gsize batch_bytes;
  GPtrArray *cards; /* (element-type utf8): the health cards of the patients that came */

  /* What both threads see is below, and guarded. */
  GMutex mutex;
  GCond cond;
  GQueue waiting;
  DexPromise *wanted;
  gboolean finished;
  gboolean stopping;
  GError *error;
  SalveImportPhase phase;
  gint64 phase_start;
  guint64 bytes_before;
  guint64 bytes;
  guint64 total_bytes;
  guint64 phase_resources;
  guint64 n_read;
  guint64 n_refused;
  guint64 n_unresolved;
  GPtrArray *refusals;
};

static void
refusal_free (SalveImportRefusal *refusal)
{
  g_free (refusal->where);
  g_free (refusal->reason);
  g_free (refusal);
}

/* Notes why something was not taken; the list is bounded, the count is not. */
static void
refuse (SalveImportWorker *self, const char *input, const char *where, const char *reason)
{
  g_mutex_lock (&self->mutex);
  self->n_refused++;
  if (self->refusals->len < SALVE_IMPORT_MAX_REFUSALS)
    {
      SalveImportRefusal *refusal = g_new0 (SalveImportRefusal, 1);

      refusal->where = where != NULL ? g_strdup_printf ("%s: %s", input, where) : g_strdup (input);
      refusal->reason = g_strdup (reason);
      g_ptr_array_add (self->refusals, refusal);
    }
  g_mutex_unlock (&self->mutex);
}

static gboolean
should_stop (SalveImportWorker *self)
{
  return g_atomic_int_get (&self->stopping) || g_cancellable_is_cancelled (self->cancellable);
}

/* Tells the other side that a batch waits or that there will be none. With the mutex held. */
static void
announce (SalveImportWorker *self)
{
  DexPromise *wanted = g_steal_pointer (&self->wanted);

  if (wanted == NULL)
    return;
  dex_promise_resolve_boolean (wanted, TRUE);
  dex_unref (wanted);
}

static void
give_batch (SalveImportWorker *self)
{
  if (self->batch->len == 0)
    return;
  g_mutex_lock (&self->mutex);
  while (g_queue_get_length (&self->waiting) >= MAX_WAITING && !should_stop (self))
    {
      gint64 until = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 5;

      g_cond_wait_until (&self->cond, &self->mutex, until);
    }
  g_queue_push_tail (&self->waiting, g_steal_pointer (&self->batch));
  announce (self);
  g_mutex_unlock (&self->mutex);
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  self->batch_bytes = 0;
}

/* An id for what comes without one: the entry's own UUID, else one made of the content, the same each time. */
static char *
make_id (GBytes *bytes, const char *full_url)
{
  g_autofree char *digest = NULL;

  if (full_url != NULL && g_str_has_prefix (full_url, "urn:uuid:") && g_uuid_string_is_valid (full_url + 9))
    return g_ascii_strdown (full_url + 9, -1);
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  /* RFC 9562, version 8. */
  return g_strdup_printf ("%.8s-%.4s-8%.3s-a%.3s-%.12s", digest, digest + 8, digest + 12, digest + 15,
                          digest + 18);
}

static void
index_resource (SalveImportWorker *self, yyjson_val *root, GBytes *bytes, const char *full_url)
{
  const char *type = yyjson_get_str (yyjson_obj_get (root, "resourceType"));
  const char *id = yyjson_get_str (yyjson_obj_get (root, "id"));
  yyjson_val *identifiers = yyjson_obj_get (root, "identifier");
  yyjson_arr_iter iter = yyjson_arr_iter_with (identifiers);
  g_autofree char *made = id == NULL ? make_id (bytes, full_url) : NULL;
  yyjson_val *identifier;

  if (type == NULL || strlen (type) > 64)
    return;
  if (id == NULL)
    id = made;
  salve_import_index_add_id (self->index, type, id);
  if (full_url != NULL)
    salve_import_index_add_url (self->index, full_url, type, id);
  while ((identifier = yyjson_arr_iter_next (&iter)) != NULL)
    {
      const char *value = yyjson_get_str (yyjson_obj_get (identifier, "value"));

      if (value != NULL)
        salve_import_index_add_identifier (self->index, type,
                                           yyjson_get_str (yyjson_obj_get (identifier, "system")), value, id);
    }
}

static void
set_phase (SalveImportWorker *self, SalveImportPhase phase)
{
  g_mutex_lock (&self->mutex);
  self->phase = phase;
  self->phase_start = g_get_monotonic_time ();
  self->phase_resources = 0;
  self->bytes_before = self->bytes = 0;
  g_mutex_unlock (&self->mutex);
}

static void
note_progress (SalveImportWorker *self, GInputStream *stream, guint n)
{
  guint64 bytes = stream != NULL ? salve_input_tell (stream) : 0;

  g_mutex_lock (&self->mutex);
  self->bytes = self->bytes_before + bytes;
  self->phase_resources += n;
  g_mutex_unlock (&self->mutex);
}

static void
note_input_done (SalveImportWorker *self, SalveInput *input)
{
  g_mutex_lock (&self->mutex);
  self->bytes_before += salve_input_get_size (input);
  self->bytes = self->bytes_before;
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_lines_name (const char *name)
{
  return strstr (name, ".ndjson") != NULL || strstr (name, ".jsonl") != NULL;
}

typedef void (*ItemFunc) (SalveImportWorker *self, SalveInput *input, SalveReadItem *item);

/* Reads one input to its end; an error of the file itself is a refusal when @report. */
static void
read_input (SalveImportWorker *self, SalveInput *input, ItemFunc func, gboolean report)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = salve_input_open (input, &error);
  g_autoptr (SalveResourceReader) reader = stream != NULL ? salve_resource_reader_new (stream) : NULL;
  guint n = 0;

  if (reader != NULL)
    salve_resource_reader_set_lines (reader, is_lines_name (salve_input_get_name (input)));
  while (reader != NULL && !should_stop (self))
    {
      g_autoptr (SalveReadItem) item = NULL;

      if (!salve_resource_reader_next (reader, &item, self->cancellable, &error) || item == NULL)
        break;
      func (self, input, item);
      if (++n % 64 == 0)
        note_progress (self, stream, 64);
    }
  note_progress (self, stream, n % 64);
  if (error != NULL && report && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    refuse (self, salve_input_get_name (input), NULL, error->message);
  note_input_done (self, input);
}

static void
scan_item (SalveImportWorker *self, SalveInput *input, SalveReadItem *item)
{
  gsize size;
  const char *text;
  yyjson_doc *document;

  if (item->bytes == NULL || item->outcome)
    return;
  text = g_bytes_get_data (item->bytes, &size);
  document = size <= SALVE_RESOURCE_MAX_SIZE ? yyjson_read (text, size, YYJSON_READ_NUMBER_AS_RAW) : NULL;
  if (document != NULL && yyjson_is_obj (yyjson_doc_get_root (document)))
    index_resource (self, yyjson_doc_get_root (document), item->bytes, item->full_url);
  yyjson_doc_free (document);
}

/* Looks through all inputs once; where the pass stands is kept. */
static void
scan (SalveImportWorker *self)
{
  guint64 bytes_before = self->bytes_before;
  guint64 resources = self->phase_resources;

  set_phase (self, SALVE_IMPORT_SCANNING);
  for (guint i = 0; i < self->inputs->len && !should_stop (self); i++)
    read_input (self, g_ptr_array_index (self->inputs, i), scan_item, FALSE);
  self->scanned = TRUE;
  set_phase (self, SALVE_IMPORT_STORING);
  g_mutex_lock (&self->mutex);
  self->bytes_before = self->bytes = bytes_before;
  self->phase_resources = resources;
  g_mutex_unlock (&self->mutex);
}

static char *
resolve_cb (const char *reference, gpointer data)
{
  SalveImportWorker *self = data;
  char *target = salve_import_index_resolve (self->index, reference);

  /* Somebody else's URL is most likely no entry of ours, and no reason to read everything twice. */
  if (target != NULL || self->scanned || g_str_has_prefix (reference, "http"))
    return target;
  scan (self);
  return salve_import_index_resolve (self->index, reference);
}

static SalveResource *
with_id (SalveResource *resource, GBytes *original, const char *full_url, GError **error)
{
  g_autofree char *id = make_id (original, full_url);
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);

  salve_edit_set_string (edit, "/id", id);
  return salve_edit_finish (edit, error);
}

/* NULL with @error set when it is refused, without when there is nothing to do. */
static SalveResource *
make_resource (SalveImportWorker *self, SalveReadItem *item, GError **error)
{
  g_autoptr (GBytes) resolved = NULL;
  g_autoptr (SalveResource) resource = NULL;
  guint n_unresolved = 0;

  if (item->method != NULL && !g_str_equal (item->method, "PUT") && !g_str_equal (item->method, "POST"))
    {
      g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                   _ ("The entry asks for %.16s; an import takes only what is to be stored (PUT, POST)"),
                   item->method);
      return NULL;
    }
  resolved = salve_references_rewrite (item->bytes, resolve_cb, self, &n_unresolved);
  resource = salve_resource_new (resolved, error);
  if (resource != NULL && salve_resource_get_id (resource) == NULL)
    {
      SalveResource *identified = with_id (resource, item->bytes, item->full_url, error);

      salve_resource_unref (resource);
      resource = identified;
    }
  if (resource == NULL || !salve_resource_check_shape (resource, error))
    return NULL;
  self->n_unresolved += n_unresolved;
  switch (salve_import_index_see (self->index, salve_resource_get_type_name (resource),
                                  salve_resource_get_id (resource), salve_resource_get_bytes (resource)))
    {
    case SALVE_IMPORT_FIRST:
      return g_steal_pointer (&resource);
    case SALVE_IMPORT_OTHER_AGAIN:
      g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_EXISTS,
                   _ ("%s/%s comes a second time and says something else; the first one was taken"),
                   salve_resource_get_type_name (resource), salve_resource_get_id (resource));
      return NULL;
    case SALVE_IMPORT_SAME_AGAIN:
    default:
      return NULL;
    }
}

static void
note_cards (SalveImportWorker *self, SalveResource *resource)
{
  g_autoptr (GPtrArray) identifiers = NULL;
  gsize length;
  const char *text = salve_resource_get_text (resource, &length);

  if (!g_str_equal (salve_resource_get_type_name (resource), "Patient")
      || memmem (text, length, SALVE_HEALTH_CARD_CODE, strlen (SALVE_HEALTH_CARD_CODE)) == NULL)
    return;
  identifiers = salve_patient_get_identifiers (resource);
  for (guint i = 0; i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];

      if (g_strcmp0 (identifier->type_code, SALVE_HEALTH_CARD_CODE) == 0 && identifier->value != NULL)
        g_ptr_array_add (self->cards, g_strdup (identifier->value));
    }
}

static void
store_item (SalveImportWorker *self, SalveInput *input, SalveReadItem *item)
{
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (GError) error = NULL;

  if (item->outcome)
    return;
  g_mutex_lock (&self->mutex);
  self->n_read++;
  g_mutex_unlock (&self->mutex);
  if (item->error != NULL)
    {
      refuse (self, salve_input_get_name (input), item->where, item->error->message);
      return;
    }
  resource = make_resource (self, item, &error);
  if (error != NULL)
    refuse (self, salve_input_get_name (input), item->where, error->message);
  if (resource == NULL)
    return;
  if (!self->scanned)
    index_resource (self, salve_resource_root (resource).value, item->bytes, item->full_url);
  note_cards (self, resource);
  self->batch_bytes += g_bytes_get_size (salve_resource_get_bytes (resource));
  g_ptr_array_add (self->batch, g_steal_pointer (&resource));
  if (self->batch->len >= BATCH_COUNT || self->batch_bytes >= BATCH_BYTES)
    give_batch (self);
}

static gpointer
worker_thread (gpointer data)
{
  SalveImportWorker *self = data;
  g_autoptr (GError) error = NULL;

  self->inputs =
      salve_inputs_collect ((const char *const *)self->paths, self->spool_folder, self->cancellable, &error);
  if (self->inputs != NULL)
    {
      set_phase (self, SALVE_IMPORT_STORING);
      g_mutex_lock (&self->mutex);
      for (guint i = 0; i < self->inputs->len; i++)
        self->total_bytes += salve_input_get_size (g_ptr_array_index (self->inputs, i));
      g_mutex_unlock (&self->mutex);
      for (guint i = 0; i < self->inputs->len && !should_stop (self); i++)
        read_input (self, g_ptr_array_index (self->inputs, i), store_item, TRUE);
      give_batch (self);
    }
  g_mutex_lock (&self->mutex);
  self->finished = TRUE;
  self->error = g_steal_pointer (&error);
  announce (self);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/**
 * salve_import_worker_start:
 * @paths: files, folders, or `-`
 * @spool_folder: where a pipe is kept meanwhile
 *
 * Returns: (transfer full): a running worker, ended with salve_import_worker_stop()
 */
SalveImportWorker *
salve_import_worker_start (const char *const *paths, const char *spool_folder, GCancellable *cancellable)
{
  SalveImportWorker *self = g_new0 (SalveImportWorker, 1);

  self->paths = g_strdupv ((char **)paths);
  self->spool_folder = g_strdup (spool_folder);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->index = salve_import_index_new ();
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  self->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify)refusal_free);
  self->cards = g_ptr_array_new_with_free_func (g_free);
  self->phase_start = g_get_monotonic_time ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("salve-import", worker_thread, self);
  return self;
}

static GPtrArray *
pop_batch (SalveImportWorker *self, gboolean *finished)
{
  GPtrArray *batch;

  g_mutex_lock (&self->mutex);
  batch = g_queue_pop_head (&self->waiting);
  *finished = batch == NULL && self->finished;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  return batch;
}

static DexFuture *
popped_cb (DexFuture *future, gpointer data)
{
  return salve_import_worker_next (data);
}

/**
 * salve_import_worker_next:
 *
 * Main thread; one at a time.
 *
 * Returns: (transfer full): a future that resolves to a boxed #GPtrArray of #SalveResource, or to a boxed %NULL
 *   at the end
 */
DexFuture *
salve_import_worker_next (SalveImportWorker *self)
{
  gboolean finished;
  GPtrArray *batch = pop_batch (self, &finished);
  DexPromise *wanted;

  if (batch != NULL || finished)
    return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, batch);
  wanted = dex_promise_new ();
  g_mutex_lock (&self->mutex);
  if (g_queue_is_empty (&self->waiting) && !self->finished)
    self->wanted = dex_ref (wanted);
  else
    dex_promise_resolve_boolean (wanted, TRUE);
  g_mutex_unlock (&self->mutex);
  return dex_future_then (DEX_FUTURE (wanted), popped_cb, self, NULL);
}

/**
 * salve_import_worker_get_progress:
 * @progress: (out caller-allocates): all but @elapsed
 *
 * Any thread.
 */
void
salve_import_worker_get_progress (SalveImportWorker *self, SalveImportProgress *progress)
{
  double seconds;

  g_mutex_lock (&self->mutex);
  seconds = (g_get_monotonic_time () - self->phase_start) / (double)G_TIME_SPAN_SECOND;
  progress->phase = self->phase;
  progress->bytes = self->bytes;
  progress->total_bytes = self->total_bytes;
  progress->resources = self->phase_resources;
  progress->resources_per_second = seconds > 0 ? self->phase_resources / seconds : 0;
  progress->remaining = -1;
  if (self->total_bytes > 0 && self->bytes > 0 && seconds > 1)
    progress->remaining = (self->total_bytes - MIN (self->bytes, self->total_bytes)) * seconds / self->bytes
                          * G_TIME_SPAN_SECOND;
  g_mutex_unlock (&self->mutex);
}

/**
 * salve_import_worker_stop:
 * @report: gets the counts and refusals
 * @error: why there was nothing to read at all
 *
 * Waits for the thread and frees the worker.
 */
void
salve_import_worker_stop (SalveImportWorker *self, SalveImportReport *report, GError **error)
{
  g_atomic_int_set (&self->stopping, TRUE);
  g_mutex_lock (&self->mutex);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  report->n_inputs = self->inputs != NULL ? self->inputs->len : 0;
  report->n_read = self->n_read;
  report->n_refused = self->n_refused;
  report->n_unresolved = self->n_unresolved;
  report->refusals = g_steal_pointer (&self->refusals);
  report->cards = g_steal_pointer (&self->cards);
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  g_queue_clear_full (&self->waiting, (GDestroyNotify)g_ptr_array_unref);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  g_ptr_array_unref (self->batch);
  g_clear_pointer (&self->wanted, dex_unref);
  salve_import_index_free (self->index);
  g_object_unref (self->cancellable);
  g_strfreev (self->paths);
  g_free (self->spool_folder);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
