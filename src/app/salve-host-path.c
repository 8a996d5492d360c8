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
