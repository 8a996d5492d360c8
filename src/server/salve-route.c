/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the row for a request. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-route.h"

#include <string.h>

#include "salve-resource.h"

static gboolean
part_matches (const char *pattern, const char *part, GHashTable *names)
{
  if (pattern[0] != ':')
    return g_str_equal (pattern, part);
  if (g_str_equal (pattern, ":type") ? !salve_resource_is_valid_type_name (part)
                                     : part[0] == '\0' || part[0] == '$' || part[0] == '_')
    return FALSE;
  if (g_str_equal (pattern, ":id") && !salve_resource_is_valid_id (part))
    return FALSE;
  g_hash_table_replace (names, g_strdup (pattern + 1), g_strdup (part));
  return TRUE;
}

static GHashTable *
match (const char *pattern, char **parts)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) wanted = g_strsplit (pattern + 1, "/", -1);

  if (g_strv_length (wanted) != g_strv_length (parts))
    return NULL;
  for (guint i = 0; wanted[i] != NULL; i++)
    if (!part_matches (wanted[i], parts[i], names))
      return NULL;
  return g_steal_pointer (&names);
}

/**
 * salve_route_find:
 * @path: decoded, from the root; a slash at its end counts for nothing
 * @names: (out) (transfer full): what the pattern's names stand for
 * @allowed: (out) (transfer full) (nullable): where the path is known but not the method, the methods that it has
 *
 * Returns: (nullable): the row
 */
const SalveRoute *
salve_route_find (const char *method, const char *path, GHashTable **names, char **allowed)
{
  g_autofree char *trimmed = g_strdup (path[0] == '/' ? path + 1 : path);
  g_autoptr (GString) methods = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;

  *names = NULL;
  *allowed = NULL;
  if (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';
  parts = g_strsplit (trimmed, "/", 12);
  for (gsize i = 0; i < salve_n_routes; i++)
    {
      g_autoptr (GHashTable) found = match (salve_routes[i].pattern, parts);

      if (found == NULL)
        continue;
      if (g_str_equal (salve_routes[i].method, method)
          || (g_str_equal (method, "HEAD") && g_str_equal (salve_routes[i].method, "GET")))
        {
          *names = g_steal_pointer (&found);
          return &salve_routes[i];
        }
      if (strstr (methods->str, salve_routes[i].method) == NULL)
        g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", salve_routes[i].method);
    }
  if (methods->len > 0)
    *allowed = g_string_free (g_steal_pointer (&methods), FALSE);
  return NULL;
}
