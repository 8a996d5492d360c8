/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server itself says changed and went, by its histories: of everything, or type by type. Cursors: "history" and
 * "T history" are the server's time up to which it is read; their "next" and "start" belong to a reading under way. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include "salve-sync-private.h"

#define DAY (24 * 3600 * SALVE_INSTANT_SECOND)

/* Where the reading of a history is: of all types (type NULL), or of one. */
typedef struct
{
  char *name; /* of the cursor */
  char *next_name;
  char *start_name;
  char *first; /* the address to begin with */
  char *next;  /* a link to go on at; NULL: begin */
  SalveInstant start;
} History;

static void
history_clear (History *history)
{
  g_free (history->name);
  g_free (history->next_name);
  g_free (history->start_name);
  g_free (history->first);
  g_free (history->next);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

static void
find_history (SalveSync *self, const char *type, History *history)
{
  g_autofree char *time = NULL;

  *history = (History){ .name = type != NULL ? g_strdup_printf ("%s history", type) : g_strdup ("history") };
  history->next_name = salve_sync_name_cursor (history->name, "next");
  history->start_name = salve_sync_name_cursor (history->name, "start");
  history->next = g_strdup (salve_sync_get_cursor (self, history->next_name));
  history->start = salve_sync_read_instant (salve_sync_get_cursor (self, history->start_name));
  time = salve_sync_format_since (self, history->name);
  history->first = g_strdup_printf ("%s%s_history?_since=%s&_count=%d", type != NULL ? type : "",
                                    type != NULL ? "/" : "", time, SALVE_SYNC_PAGE);
}

/* Awaits. The page, and how far the history is read with it. */
static gboolean
apply_history (SalveSync *self, History *history, SalveBundle *page, SalveInstant now, GError **error)
{
  gboolean more = page->next != NULL && g_strcmp0 (page->next, history->next) != 0;
  gboolean doubt =
      salve_sync_has_doubt (self) || (history->start == 0 && salve_sync_went_back (self, history->name, now));
  g_autofree char *started = NULL;

  history->start = history->start != 0 ? history->start : now;
  started = g_strdup_printf ("%" G_GINT64_FORMAT, history->start);
  {
    const char *cursors[] = { history->next_name,
                              more ? page->next : "",
                              history->start_name,
                              more ? started : "",
                              SALVE_SYNC_DOUBT,
                              doubt ? "1" : "",
                              more ? NULL : history->name,
                              started,
                              NULL };

    if (!salve_sync_fetch_treated (self, page, error) || !salve_sync_apply (self, page, cursors, NULL, error))
      return FALSE;
  }
  g_set_str (&history->next, more ? page->next : NULL);
  return TRUE;
}

/* Awaits. Goes on until there is no next page. */
static SalveSyncGot
finish_history (SalveSync *self, History *history, gboolean resumed, GError **error)
{
  do
    {
      g_autoptr (SalveBundle) page = NULL;
      SalveInstant now;
      SalveSyncGot got = salve_sync_get_page (self, history->next != NULL ? history->next : history->first,
                                              &page, &now, error);

      if (got == SALVE_SYNC_NO_PAGE && resumed && history->next != NULL)
        {
          resumed = FALSE;
          g_clear_pointer (&history->next, g_free);
          history->start = 0;
          continue;
        }
      if (got != SALVE_SYNC_GOT)
        return got;
      if (!apply_history (self, history, page, now, error))
        return SALVE_SYNC_FAILED;
      if (history->next == NULL)
        return SALVE_SYNC_GOT;
    }
  while (TRUE);
}

/* Awaits. What changed and what is gone, told by the server itself. */
static SalveSyncGot
read_history (SalveSync *self, const char *type, GError **error)
{
  g_auto (History) history = { NULL };

  find_history (self, type, &history);
  return finish_history (self, &history, history.next != NULL, error);
}

/* Awaits. From when on histories are to be read. Our own server says it with any page. */
static gboolean
ask_for_beginning (SalveSync *self, SalveInstant *time, GError **error)
{
  gboolean salve = self->abilities->is_salve;
  g_autoptr (SalveRemoteResponse) response =
      salve_sync_get (self, salve ? "Organization?_count=1" : "metadata", error);
  g_autoptr (SalveBundle) page = NULL;

  if (response == NULL || (response->status != 403 && !salve_sync_check (self, response, error)))
    return FALSE;
  page = salve && response->status < 300 ? salve_bundle_parse (response->body, NULL) : NULL;
  *time = page != NULL ? salve_sync_read_clock (self, page, response->date) : response->date;
  if (*time == 0)
    *time = self->env.now (self->env.data) - DAY;
  return TRUE;
}

/**
 * salve_sync_begin_history:
 *
 * Awaits. Notes from when on histories are to be read, before the first thing is sent or received: what somebody else
 * deletes after that is told by them alone.
 */
gboolean
salve_sync_begin_history (SalveSync *self, GError **error)
{
  g_autoptr (GPtrArray) cursors = g_ptr_array_new_with_free_func (g_free);
  SalveInstant time;

  if (salve_sync_get_cursor (self, "history") != NULL)
    return TRUE;
  if (!ask_for_beginning (self, &time, error))
    return FALSE;
  g_ptr_array_add (cursors, g_strdup ("history"));
  g_ptr_array_add (cursors, g_strdup_printf ("%" G_GINT64_FORMAT, time));
  for (gsize i = 0; i < salve_sync_n_types; i++)
    {
      g_ptr_array_add (cursors, g_strdup_printf ("%s history", salve_sync_types[i]));
      g_ptr_array_add (cursors, g_strdup_printf ("%" G_GINT64_FORMAT, time));
    }
  g_ptr_array_add (cursors, NULL);
  return salve_sync_apply (self, NULL, (const char *const *)cursors->pdata, NULL, error);
}

/* Awaits. */
gboolean
salve_sync_read_histories (SalveSync *self, GError **error)
{
  for (gsize i = 0; i < salve_sync_n_types; i++)
    if (salve_sync_serves (self, salve_sync_types[i])
        && read_history (self, salve_sync_types[i], error) == SALVE_SYNC_FAILED)
      return FALSE;
  return TRUE;
}

static SalveRemoteRequest *
ask_for_histories (SalveSync *self, GPtrArray *asked)
{
  g_autoptr (GString) out = g_string_new ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[");
  g_autoptr (GBytes) body = NULL;

  for (gsize i = 0; i < salve_sync_n_types; i++)
    {
      g_auto (History) history = { NULL };

      if (!salve_sync_serves (self, salve_sync_types[i]))
        continue;
      find_history (self, salve_sync_types[i], &history);
      g_string_append_printf (out, "%s{\"request\":{\"method\":\"GET\",\"url\":\"%s\"}}",
                              asked->len > 0 ? "," : "", history.first);
      g_ptr_array_add (asked, (gpointer)salve_sync_types[i]);
    }
  g_string_append (out, "]}");
  body = g_string_free_to_bytes (g_steal_pointer (&out));
  return salve_remote_request_new ("POST", "", body);
}

/* Awaits. One of the answers in a batch. */
static gboolean
take_history (SalveSync *self,
              const char *type,
              const SalveBundleEntry *entry,
              SalveInstant date,
              GError **error)
{
  g_auto (History) history = { NULL };
  g_autoptr (SalveBundle) page = NULL;

  if (entry->status == 403)
    return TRUE;
  find_history (self, type, &history);
  if (entry->resource != NULL)
    page = salve_bundle_parse (salve_resource_get_bytes (entry->resource), NULL);
  if (page == NULL || history.next != NULL)
    return finish_history (self, &history, history.next != NULL, error) != SALVE_SYNC_FAILED;
  return apply_history (self, &history, page, salve_sync_read_clock (self, page, date), error)
         && (history.next == NULL || finish_history (self, &history, FALSE, error) != SALVE_SYNC_FAILED);
}

/* Awaits. Where an account may not see the history of everything, all that it may see is asked for in one go. */
static gboolean
read_histories_together (SalveSync *self, GError **error)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (SalveRemoteRequest) request = ask_for_histories (self, asked);
  g_autoptr (SalveRemoteResponse) response = salve_sync_send (self, request, error);
  g_autoptr (SalveBundle) answer = NULL;

  if (response == NULL || !salve_sync_check_reader (self, error) || !salve_sync_check (self, response, error))
    return FALSE;
  answer = response->status < 300 ? salve_bundle_parse (response->body, NULL) : NULL;
  if (answer == NULL || answer->entries->len != asked->len)
    return salve_sync_read_histories (self, error);
  for (guint i = 0; i < asked->len; i++)
    if (!take_history (self, asked->pdata[i], answer->entries->pdata[i], response->date, error))
      return FALSE;
  return TRUE;
}

/* Awaits. Our own server tells everything in one history, to those who may see all of it. */
gboolean
salve_sync_read_what_changed (SalveSync *self, GError **error)
{
  SalveSyncGot got = self->history_closed ? SALVE_SYNC_CLOSED : read_history (self, NULL, error);

  if (got == SALVE_SYNC_FAILED || got == SALVE_SYNC_GOT)
    return got == SALVE_SYNC_GOT;
  self->history_closed = TRUE;
  return read_histories_together (self, error);
}
