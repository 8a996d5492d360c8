/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GFile *folder;
  GHashTable *streams; /* type -> GOutputStream */
  GHashTable *counts;  /* type -> guint64 * */
  const char *const *types;
  SalveStoreProgressFunc progress;
  gpointer user_data;
  guint64 total;
  guint64 written;
  GCancellable *cancellable;
} Export;

/* NDJSON is a resource a line: text with line breaks between its elements is put on one. Inside of strings JSON has no
 * raw line breaks, so that only white space goes. */
static gboolean
write_line (GOutputStream *out, SalveResource *resource, GCancellable *cancellable, GError **error)
{
  gsize length;
  const char *text = salve_resource_get_text (resource, &length);
  g_autofree char *line = NULL;
  gsize n = 0;

  if (memchr (text, '\n', length) == NULL && memchr (text, '\r', length) == NULL)
    return g_output_stream_write_all (out, text, length, NULL, cancellable, error)
           && g_output_stream_write_all (out, "\n", 1, NULL, cancellable, error);
  line = g_malloc (length + 1);
  for (gsize i = 0; i < length; i++)
    if (text[i] != '\n' && text[i] != '\r')
      line[n++] = text[i];
  line[n++] = '\n';
  return g_output_stream_write_all (out, line, n, NULL, cancellable, error);
}

static GOutputStream *
stream_of (Export *self, const char *type, GError **error)
{
  GOutputStream *stream = g_hash_table_lookup (self->streams, type);
  g_autofree char *name = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) base = NULL;

  if (stream != NULL)
    return stream;
  name = g_strdup_printf ("%s.ndjson", type);
  file = g_file_get_child (self->folder, name);
  base = g_file_create (file, G_FILE_CREATE_PRIVATE, self->cancellable, error);
  if (base == NULL)
    return NULL;
  stream = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (base), 256 * 1024);
  g_hash_table_insert (self->streams, g_strdup (type), stream);
  return stream;
}

static gboolean
export_one (SalveResource *resource, gpointer data, GError **error)
{
  Export *self = data;
  const char *type = salve_resource_get_type_name (resource);
  GOutputStream *stream;
  guint64 *count;

  if (self->types != NULL && !g_strv_contains (self->types, type))
    return TRUE;
  stream = stream_of (self, type, error);
  if (stream == NULL || !write_line (stream, resource, self->cancellable, error))
    return FALSE;
  count = g_hash_table_lookup (self->counts, type);
  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (self->counts, g_strdup (type), count);
    }
  (*count)++;
  if (++self->written % 256 == 0 && self->progress != NULL)
    self->progress (self->total > 0 ? (double)self->written / self->total : -1, type, self->user_data);
  return TRUE;
}

static guint64
sum_counts (SalveStore *store)
{
  g_autoptr (GHashTable) counts = salve_store_count_types (store, NULL);
  GHashTableIter iter;
  gpointer value;
  guint64 sum = 0;

  if (counts == NULL)
    return 0;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sum += *(guint64 *)value;
  return sum;
}

/**
 * salve_export_all:
 * @folder: made where it is not there; files in it are not written over
 * @types: (nullable): only these
 * @counts: (element-type utf8 guint64): gets how many were written of each type; values are guint64 * for g_free()
 *
 * Writes Type.ndjson files with the bytes as they came. Blocks; on the store's thread.
 */
gboolean
salve_export_all (SalveStore *store,
                  GFile *folder,
                  const char *const *types,
                  GHashTable *counts,
                  SalveStoreProgressFunc progress,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GHashTable) streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  Export self = { folder, streams, counts, types, progress, user_data, sum_counts (store), 0, cancellable };
  g_autoptr (GError) made = NULL;
  GHashTableIter iter;
  gpointer stream;

  if (!g_file_make_directory_with_parents (folder, cancellable, &made)
      && !g_error_matches (made, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_propagate_error (error, g_steal_pointer (&made));
      return FALSE;
    }
  if (!salve_store_foreach (store, NULL, export_one, &self, cancellable, error))
    return FALSE;
  g_hash_table_iter_init (&iter, streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    if (!g_output_stream_close (stream, cancellable, error))
      return FALSE;
  return TRUE;
}

/**
 * salve_export_patient:
 * @out: gets NDJSON: the patient, then everything of the record
 * @n_written: (out): resources
 */
gboolean
salve_export_patient (SalveStore *store,
                      const char *patient_id,
                      GOutputStream *out,
                      guint64 *n_written,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", patient_id, NULL, error);
  g_autoptr (GPtrArray) related =
      patient != NULL ? salve_store_list_related (store, patient_id, NULL, error) : NULL;

  *n_written = 0;
  if (related == NULL || !write_line (out, patient, cancellable, error))
    return FALSE;
  for (guint i = 0; i < related->len; i++)
    if (!write_line (out, related->pdata[i], cancellable, error))
      return FALSE;
  *n_written = 1 + related->len;
  return g_output_stream_flush (out, cancellable, error);
}
