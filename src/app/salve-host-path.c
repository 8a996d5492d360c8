/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In a sandbox a chosen folder is seen below the document portal's own (/run/user/1000/doc/fe9b7816/…), which says nothing
 * to whoever looks for the file later. The portal tells the host's name of what it shows as an extended attribute. */
#include "config.h"

#include "salve-host-path.h"

#define HOST_PATH "xattr::document-portal.host-path"

/* @depth: how many folders further up may be asked; what was written below a chosen folder need not have an answer itself */
static char *
ask (GFile *file, guint depth)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, HOST_PATH, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  const char *told = info != NULL ? g_file_info_get_attribute_string (info, HOST_PATH) : NULL;
  g_autoptr (GFile) parent = told == NULL && depth > 0 ? g_file_get_parent (file) : NULL;
  g_autofree char *above = parent != NULL ? ask (parent, depth - 1) : NULL;
  g_autofree char *name = above != NULL ? g_file_get_basename (file) : NULL;

  if (told != NULL)
    return g_strdup (told);
  return above != NULL ? g_build_filename (above, name, NULL) : NULL;
}

/**
 * salve_host_path:
 * @file: a local file or folder
 *
 * Asks the file system; only for files that were just written.
 *
 * Returns: (transfer full): its path to show to a person
 */
char *
salve_host_path (GFile *file)
{
  char *path = ask (file, 3);

  return path != NULL ? path : g_file_get_parse_name (file);
}

/* The document portal's file system. */
static gboolean
is_in_portal (GFile *file)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "doc", G_DIR_SEPARATOR_S, NULL);

  return g_file_peek_path (file) != NULL && g_str_has_prefix (g_file_peek_path (file), folder);
}

/**
 * salve_host_path_near:
 * @file: what the person chose
 * @store: the clinic's file
 *
 * SQLite does not work on the document portal's file system, which knows one file and no file beside it: a database that is
 * to go there or come from there is made, or read, beside the store, and brought over whole.
 *
 * Returns: (transfer full): @file itself where a database works; else one beside @store, which is there no longer once it
 *   was brought over
 */
GFile *
salve_host_path_near (GFile *file, GFile *store)
{
  g_autofree char *path = NULL;

  if (!is_in_portal (file))
    return g_object_ref (file);
  path = g_strdup_printf ("%s.%08x.passing", g_file_peek_path (store), g_random_int ());
  return g_file_new_for_path (path);
}

/**
 * salve_host_path_bring:
 * @from: where it is; removed when it is not what the person chose and has arrived, or could not
 * @to: where it goes
 *
 * Blocks. Does nothing when both are the same.
 */
gboolean
salve_host_path_bring (GFile *from, GFile *to, GCancellable *cancellable, GError **error)
{
  gboolean good;

  if (g_file_equal (from, to))
    return TRUE;
  good = g_file_copy (from, to, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, error);
  if (!is_in_portal (from))
    g_file_delete (from, NULL, NULL);
  return good;
}
