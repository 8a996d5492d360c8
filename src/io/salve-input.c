/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder is read with all its folders, and of its files those whose name says JSON; a file named by the person is
 * read whatever its name is. Symbolic links to folders are not followed, since they can make circles.
 */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-decompressor.h"
#include "salve-input.h"
#include "salve-spool.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define MAX_DEPTH 32

struct _SalveInput
{
  char *name;
  guint64 size;
  GFile *file;
  SalveSpool *spool;
};

/* What others refer to comes first, so that a clinic's people are there before their records. */
static const char *const first_types[] = { "Organization", "Location", "Practitioner", "Patient" };

static const char *const suffixes[] = { ".json", ".ndjson", ".jsonl" };

void
salve_input_free (SalveInput *self)
{
  g_free (self->name);
  g_clear_object (&self->file);
  g_clear_object (&self->spool);
  g_free (self);
}

/**
 * salve_input_get_name:
 *
 * Returns: (transfer none): what reports call it
 */
const char *
salve_input_get_name (SalveInput *self)
{
  return self->name;
}

/**
 * salve_input_get_size:
 *
 * Returns: the bytes to read, still compressed
 */
guint64
salve_input_get_size (SalveInput *self)
{
  return self->size;
}

/**
 * salve_input_open:
 *
 * Returns: (transfer full) (nullable): a stream of the plain bytes from the start
 */
GInputStream *
salve_input_open (SalveInput *self, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  GInputStream *plain;

  if (self->spool != NULL)
    stream = salve_spool_read (self->spool);
  else
    stream = G_INPUT_STREAM (g_file_read (self->file, NULL, error));
  if (stream == NULL)
    return NULL;
  plain = salve_decompressor_wrap (stream);
  g_object_set_data_full (G_OBJECT (plain), "salve-base", g_object_ref (stream), g_object_unref);
  return plain;
}

/**
 * salve_input_tell:
 * @opened: what salve_input_open() gave
 *
 * Returns: how much of the input's size has been read; 0 where nobody knows
 */
guint64
salve_input_tell (GInputStream *opened)
{
  gpointer base = g_object_get_data (G_OBJECT (opened), "salve-base");

  return G_IS_SEEKABLE (base) ? g_seekable_tell (base) : 0;
}

static gboolean
looks_like_json (const char *name)
{
  g_autofree char *stem = g_ascii_strdown (name, -1);

  if (stem[0] == '.')
    return FALSE;
  if (g_str_has_suffix (stem, ".gz") || g_str_has_suffix (stem, ".xz"))
    stem[strlen (stem) - 3] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (stem, suffixes[i]))
      return TRUE;
  return FALSE;
}

static void
add_file (GPtrArray *inputs, GFile *file, goffset size)
{
  SalveInput *input = g_new0 (SalveInput, 1);

  input->name = g_file_get_parse_name (file);
  input->size = size;
  input->file = g_object_ref (file);
  g_ptr_array_add (inputs, input);
}

static gboolean
add_folder (GPtrArray *inputs, GFile *folder, guint depth, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileEnumerator) children = NULL;

  if (depth == MAX_DEPTH)
    return TRUE;
  children = g_file_enumerate_children (folder,
                                        G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE
                                                                       "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                        G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, error);
  if (children == NULL)
    return FALSE;
  for (;;)
    {
      GFileInfo *info;
      GFile *child;

      if (!g_file_enumerator_iterate (children, &info, &child, cancellable, error))
        return FALSE;
      if (info == NULL)
        return TRUE;
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        {
          if (!add_folder (inputs, child, depth + 1, cancellable, error))
            return FALSE;
        }
      else if (looks_like_json (g_file_info_get_name (info)))
        add_file (inputs, child, g_file_info_get_size (info));
    }
}

static guint
rank (const SalveInput *input)
{
  g_autofree char *base = input->file != NULL ? g_file_get_basename (input->file) : g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (first_types); i++)
    if (g_str_has_prefix (base, first_types[i]))
      return i;
  return G_N_ELEMENTS (first_types);
}

static int
compare_inputs (gconstpointer a, gconstpointer b)
{
  const SalveInput *first = *(SalveInput *const *)a;
  const SalveInput *second = *(SalveInput *const *)b;
  guint first_rank = rank (first);
  guint second_rank = rank (second);

  if (first_rank != second_rank)
    return first_rank < second_rank ? -1 : 1;
  return strcmp (first->name, second->name);
}

static gboolean
add_pipe (GPtrArray *inputs, const char *spool_folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (SalveSpool) spool = salve_spool_new (stream, spool_folder, cancellable, error);
  SalveInput *input;

  if (spool == NULL)
    return FALSE;
  input = g_new0 (SalveInput, 1);
  input->name = g_strdup (_ ("standard input"));
  input->size = salve_spool_get_size (spool);
  input->spool = g_steal_pointer (&spool);
  g_ptr_array_add (inputs, input);
  return TRUE;
}

static gboolean
add_path (GPtrArray *inputs, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GFileInfo) info = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
    {
      add_file (inputs, file, g_file_info_get_size (info));
      return TRUE;
    }
  found = g_ptr_array_new ();
  if (!add_folder (found, file, 0, cancellable, error))
    {
      g_ptr_array_set_free_func (found, (GDestroyNotify)salve_input_free);
      return FALSE;
    }
  if (found->len == 0)
    {
      g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_NOTHING,
                   _ ("There is nothing to import in “%s”: no file is named .json or .ndjson (or that with "
                      ".gz or .xz)"),
                   path);
      return FALSE;
    }
  g_ptr_array_extend_and_steal (inputs, g_steal_pointer (&found));
  return TRUE;
}

/**
 * salve_inputs_collect:
 * @paths: (array zero-terminated=1): files, folders, or %SALVE_INPUT_PIPE
 * @spool_folder: where a pipe is kept meanwhile, encrypted
 *
 * Blocks; a pipe is read to its end. Any thread.
 *
 * Returns: (transfer full) (element-type SalveInput) (nullable): at least one input
 */
GPtrArray *
salve_inputs_collect (const char *const *paths,
                      const char *spool_folder,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_input_free);

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      gboolean added = g_str_equal (paths[i], SALVE_INPUT_PIPE)
                           ? add_pipe (inputs, spool_folder, cancellable, error)
                           : add_path (inputs, paths[i], cancellable, error);

      if (!added)
        return NULL;
    }
  g_ptr_array_sort (inputs, compare_inputs);
  return g_steal_pointer (&inputs);
}
