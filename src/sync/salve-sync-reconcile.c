/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides are compared, by ids and versions: where nobody tells what was deleted, and where a clock hides something. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-sync-private.h"

#define RECONCILE_EVERY (6 * 3600 * SALVE_INSTANT_SECOND)
#define RECONCILE_HISTORY_EVERY (24 * 3600 * SALVE_INSTANT_SECOND)

/* Awaits. What the server has of a type: id there → version. NULL with an error; *asked FALSE where it cannot be asked. */
static GHashTable *
list_there (SalveSync *self, const char *type, gboolean *asked, GError **error)
{
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *next = g_strdup_printf ("%s?_elements=id,meta&_count=%d", type, SALVE_SYNC_PAGE);

  *asked = TRUE;
  while (next != NULL)
    {
      g_autoptr (SalveBundle) page = NULL;
      SalveInstant now;
      SalveSyncGot got = salve_sync_get_page (self, next, &page, &now, error);

      if (got == SALVE_SYNC_FAILED)
        return NULL;
      if (got != SALVE_SYNC_GOT)
        {
          *asked = FALSE;
          return g_steal_pointer (&there);
        }
      for (guint i = 0; i < page->entries->len; i++)
        {
          const SalveBundleEntry *entry = page->entries->pdata[i];

          if (entry->resource != NULL && salve_resource_get_id (entry->resource) != NULL
              && g_str_equal (salve_resource_get_type_name (entry->resource), type))
            g_hash_table_insert (there, g_strdup (salve_resource_get_id (entry->resource)),
                                 g_strdup (salve_resource_get_version_id (entry->resource)));
        }
      g_free (next);
      next = g_strdup (page->next);
    }
  return g_steal_pointer (&there);
}

/* Awaits. One that was not on the list, or is another version there: the server is asked for itself. */
static gboolean
look_again (SalveSync *self, const char *type, const char *server_id, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);
  g_autofree char *path = g_strdup_printf ("%s/%s", type, server_id);
  g_autofree char *search = g_strdup_printf ("%s?_id=%s", type, server_id);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);
  g_autoptr (SalveBundle) page = NULL;

  if (response == NULL)
    return FALSE;
  /* One record that this desk may not read is no reason to end here. */
  if (response->status == 403)
    return TRUE;
  if (!salve_sync_check (self, response, error))
    return FALSE;
  if (response->status == 404 || response->status == 410)
    return dex_await (salve_sync_rows_forget (self->store, &rules, type, server_id, NULL), error);
  return response->status >= 300 || salve_sync_fetch_loose (self, search, &page, error);
}

/* Awaits. */
static gboolean
reconcile_type (SalveSync *self, const char *type, GError **error)
{
  gboolean asked;
  g_autoptr (GHashTable) there = list_there (self, type, &asked, error);
  g_auto (GStrv) known = NULL;
  GHashTableIter iter;
  gpointer id;

  if (there == NULL)
    return FALSE;
  if (!asked)
    return TRUE;
  known = dex_await_boxed (salve_sync_rows_list_known (self->store, type), error);
  if (known == NULL)
    return FALSE;
  for (char **row = known; *row != NULL; row++)
    {
      char *version = strchr (*row, '\n');
      const char *theirs;

      *version++ = '\0';
      theirs = g_hash_table_lookup (there, *row);
      if ((!g_hash_table_contains (there, *row) || (theirs != NULL && !g_str_equal (theirs, version)))
          && !look_again (self, type, *row, error))
        return FALSE;
      g_hash_table_remove (there, *row);
    }
  g_hash_table_iter_init (&iter, there);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!look_again (self, type, id, error))
      return FALSE;
  return TRUE;
}

/* Awaits. Both sides are alike, or seem to be. */
static gboolean
note_reconciled (SalveSync *self, GError **error)
{
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, self->env.now (self->env.data));
  const char *cursors[] = { "reconciled", time, SALVE_SYNC_DOUBT, "", NULL };

  return salve_sync_apply (self, NULL, cursors, NULL, error);
}

/**
 * salve_sync_reconcile:
 * @now: something may have been missed: at once
 *
 * Awaits. Compares both sides from time to time, so that nothing is missed for good, whatever a server does with its clock;
 * more often where nobody tells what was deleted. A history tells it from the first download on.
 */
gboolean
salve_sync_reconcile (SalveSync *self, gboolean now, GError **error)
{
  SalveInstant last = salve_sync_read_instant (salve_sync_get_cursor (self, "reconciled"));
  gint64 passed = ABS (self->env.now (self->env.data) - last);
  gboolean history = self->abilities->type_history;

  if (!now && last == 0 && history)
    return note_reconciled (self, error);
  if (!now && last != 0 && passed < (history ? RECONCILE_HISTORY_EVERY : RECONCILE_EVERY))
    return TRUE;
  for (gsize i = 0; i < salve_sync_n_types; i++)
    {
      if (!salve_sync_serves (self, salve_sync_types[i]))
        continue;
      salve_sync_say (self, _ ("Comparing with the server"), (double)i / salve_sync_n_types);
      if (!reconcile_type (self, salve_sync_types[i], error))
        return FALSE;
    }
  return note_reconciled (self, error);
}
