/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a desk is opened for: today's appointments and who takes part in them, before anything else; then those of the week.
 * Both cost what the days hold, however much the clinic has. The cursor "agenda" says which of them are there. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-store-sync.h"
#include "salve-sync-private.h"
#include "salve-time-span.h"

#define CURSOR "agenda"
#define TODAY "today"
#define WEEK "1"
#define WEEK_DAYS 7
#define DAY (24 * 3600 * SALVE_INSTANT_SECOND)
#define IDS_AT_ONCE 50
#define IDS_AT_ONCE_SALVE 200

/* What appointments name; all but the patients are few, and there when the week is asked for. */
static const char *const actors[] = { "Patient", "Practitioner", "Location", "HealthcareService" };

/* Who is to be asked for, and who was. */
struct _SalveSyncAgenda
{
  GHashTable *met; /* Type/id */
  GPtrArray *wanted[G_N_ELEMENTS (actors)];
};

SalveSyncAgenda *
salve_sync_agenda_new (void)
{
  SalveSyncAgenda *agenda = g_new0 (SalveSyncAgenda, 1);

  agenda->met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (actors); i++)
    agenda->wanted[i] = g_ptr_array_new_with_free_func (g_free);
  return agenda;
}

void
salve_sync_agenda_free (SalveSyncAgenda *agenda)
{
  g_hash_table_unref (agenda->met);
  for (gsize i = 0; i < G_N_ELEMENTS (actors); i++)
    g_ptr_array_unref (agenda->wanted[i]);
  g_free (agenda);
}

static void
add_actor (SalveSyncAgenda *agenda, const char *reference)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      g_autofree char *folder = g_strconcat (actors[i], "/", NULL);
      const char *at = strstr (reference, folder), *id = at != NULL ? at + strlen (folder) : NULL;

      if (salve_resource_is_valid_id (id) && g_hash_table_add (agenda->met, g_strdup (at)))
        g_ptr_array_add (agenda->wanted[i], g_strdup (id));
    }
}

static void
add_actors (SalveSyncAgenda *agenda, SalveBundle *page)
{
  for (guint i = 0; i < page->entries->len; i++)
    {
      const SalveBundleEntry *entry = page->entries->pdata[i];

      if (entry->resource == NULL)
        continue;
      SALVE_ELEMENT_FOREACH (participant,
                             salve_element_get (salve_resource_root (entry->resource), "participant"))
        {
          const char *reference = salve_element_path_string (participant, "actor.reference");

          if (reference != NULL)
            add_actor (agenda, reference);
        }
    }
}

/* Awaits. Those of one type that are wanted. */
static gboolean
fetch_wanted (SalveSync *self, const char *type, GPtrArray *ids, GError **error)
{
  guint at_once = self->abilities->is_salve ? IDS_AT_ONCE_SALVE : IDS_AT_ONCE;

  for (guint i = 0; i < ids->len; i += at_once)
    {
      g_autoptr (GString) path = g_string_new (NULL);
      g_autoptr (SalveBundle) page = NULL;

      g_string_printf (path, "%s?_count=%u&_id=", type, at_once);
      for (guint j = i; j < MIN (ids->len, i + at_once); j++)
        g_string_append_printf (path, "%s%s", j > i ? "," : "", (char *)ids->pdata[j]);
      if (!salve_sync_fetch_loose (self, path->str, &page, error))
        return FALSE;
    }
  g_ptr_array_set_size (ids, 0);
  return TRUE;
}

/* Awaits. The appointments that begin in the span, and then who takes part. Our own server is asked in their order, in
 * which it need not look at all others. */
static gboolean
fetch_span (SalveSync *self, SalveSyncAgenda *agenda, SalveTimeSpan span, GError **error)
{
  g_autofree char *from = salve_sync_format_instant (span.start), *to = salve_sync_format_instant (span.end);
  g_autofree char *next = g_strdup_printf ("Appointment?date=ge%s&date=lt%s%s&_count=%d", from, to,
                                           self->abilities->is_salve ? "&_sort=date" : "", SALVE_SYNC_PAGE);

  while (next != NULL)
    {
      g_autoptr (SalveBundle) page = NULL;

      if (!salve_sync_fetch_loose (self, next, &page, error))
        return FALSE;
      if (page != NULL)
        add_actors (agenda, page);
      g_free (next);
      next = page != NULL ? g_strdup (page->next) : NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (actors); i++)
    if (salve_sync_serves (self, actors[i]) && !fetch_wanted (self, actors[i], agenda->wanted[i], error))
      return FALSE;
  return TRUE;
}

static SalveTimeSpan
find_today (SalveSync *self)
{
  GTimeZone *zone = salve_store_get_time_zone (self->store);

  return salve_wall_clock_day (salve_instant_to_date (self->env.now (self->env.data), zone), zone);
}

/* Awaits. */
static gboolean
note_done (SalveSync *self, const char *what, GError **error)
{
  const char *cursors[] = { CURSOR, what, NULL };

  return salve_sync_apply (self, NULL, cursors, NULL, error);
}

/* Awaits. Once, before everything else: a desk can work when it is there. */
gboolean
salve_sync_fetch_today (SalveSync *self, SalveSyncAgenda *agenda, GError **error)
{
  if (salve_sync_get_cursor (self, CURSOR) != NULL || !salve_sync_serves (self, "Appointment"))
    return TRUE;
  salve_sync_say (self, _ ("Receiving today’s appointments"), -1);
  if (!fetch_span (self, agenda, find_today (self), error) || !note_done (self, TODAY, error))
    return FALSE;
  salve_sync_say (self, _ ("Receiving the clinic's records"), 0);
  return TRUE;
}

/* Awaits. Once, when what days are made of is there: doctors, rooms, hours. */
gboolean
salve_sync_fetch_week (SalveSync *self, SalveSyncAgenda *agenda, GError **error)
{
  SalveInstant end = find_today (self).end;

  if (g_strcmp0 (salve_sync_get_cursor (self, CURSOR), TODAY) != 0
      || !salve_sync_serves (self, "Appointment"))
    return TRUE;
  return fetch_span (self, agenda, (SalveTimeSpan){ end, end + WEEK_DAYS * DAY }, error)
         && note_done (self, WEEK, error);
}
