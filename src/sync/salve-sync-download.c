/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the server to the file. Today's agenda first, so that a desk can work; then everything, newest first; afterwards
 * only what changed. Where a sweep is, is written down with every page, and it goes on there after a crash.
 *
 * Cursors: "T" is the server's time up to which type T is known; "T next", "T start" and "T oldest" belong to a sweep
 * that is under way; "history" with "history next" and "history start" are those of the whole server's history. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-sync-private.h"

#define PAGE 500
#define OVERLAP (120 * SALVE_INSTANT_SECOND)
#define OVERLAP_SALVE (2 * SALVE_INSTANT_SECOND)
#define AGENDA_DAYS 8
#define IDS_AT_ONCE 50
#define RECONCILE_EVERY (6 * 3600 * SALVE_INSTANT_SECOND)
#define DAY (24 * 3600 * SALVE_INSTANT_SECOND)

/* What a clinic keeps, in the order in which a desk needs it. */
static const char *const types[] = {
  "Organization",
  "Location",
  "HealthcareService",
  "Practitioner",
  "PractitionerRole",
  "Schedule",
  "Patient",
  "Appointment",
  "Slot",
  "AllergyIntolerance",
  "Condition",
  "MedicationStatement",
  "MedicationRequest",
  "Medication",
  "Encounter",
  "Observation",
  "Immunization",
  "Procedure",
  "DiagnosticReport",
  "DocumentReference",
  "RelatedPerson",
  "Device",
  "DeviceMetric",
  "CarePlan",
  "CareTeam",
  "Coverage",
  "Communication",
  "ServiceRequest",
  "Task",
  "Questionnaire",
  "QuestionnaireResponse",
  "Group",
  "List",
  "Flag",
  "FamilyMemberHistory",
  "Consent",
  "Provenance",
  "Basic",
  "Binary",
};

/* What one answer was good for. */
typedef enum
{
  GOT,     /* a page */
  NO_PAGE, /* the address is no good: an expired link, a search it does not know */
  CLOSED,  /* this desk may not read it */
  FAILED,  /* with an error */
} Got;

/* What an answer is good for. page: (out); start: (out): the server's clock when it answered */
static Got
read_page (SalveSync *self,
           SalveRemoteResponse *response,
           SalveBundle **page,
           SalveInstant *start,
           GError **error)
{
  *page = NULL;
  if (response->status == 403)
    return CLOSED;
  if (!salve_sync_check (self, response, error))
    return FAILED;
  if (response->status >= 300)
    return NO_PAGE;
  *page = salve_bundle_parse (response->body, NULL);
  if (*page == NULL)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("The server's answer cannot be understood."));
      return FAILED;
    }
  *start = response->date != 0 ? response->date : (*page)->last_updated;
  if (*start == SALVE_INSTANT_NONE)
    *start = 0;
  return GOT;
}

/* Awaits. */
static Got
get_page (SalveSync *self, const char *path, SalveBundle **page, SalveInstant *start, GError **error)
{
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);

  *page = NULL;
  return response != NULL ? read_page (self, response, page, start, error) : FAILED;
}

static char *
name_cursor (const char *type, const char *part)
{
  return g_strdup_printf ("%s %s", type, part);
}

static char *
format_instant (SalveInstant time)
{
  g_autofree char *text = salve_instant_format_fhir (time);

  return g_uri_escape_string (text, NULL, FALSE);
}

static SalveInstant
read_instant (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* Where a sweep of one type is. */
typedef struct
{
  const char *type;
  char *next;          /* a link; NULL: from the beginning */
  SalveInstant start;  /* the server's clock at its first page; 0: not there yet */
  SalveInstant oldest; /* of a first sweep, which goes back in time */
  gboolean first;
  gboolean restarted;
  guint pages;
  guint news;       /* on this pass */
  DexFuture *ahead; /* the answer to next, asked for while the page before it is written; NULL */
} Sweep;

static void
sweep_clear (Sweep *sweep)
{
  g_clear_pointer (&sweep->next, g_free);
  dex_clear (&sweep->ahead);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sweep, sweep_clear)

/* Awaits. */
static Got
get_next (SalveSync *self,
          Sweep *sweep,
          const char *path,
          SalveBundle **page,
          SalveInstant *now,
          GError **error)
{
  g_autoptr (SalveRemoteResponse) response = NULL;

  *page = NULL;
  if (sweep->ahead == NULL)
    return get_page (self, path, page, now, error);
  response = dex_await_boxed (g_steal_pointer (&sweep->ahead), NULL);
  /* What went wrong ahead of time is asked for once more, and then says why. */
  return response != NULL ? read_page (self, response, page, now, error)
                          : get_page (self, path, page, now, error);
}

static void
look_ahead (SalveSync *self, Sweep *sweep, SalveBundle *page)
{
  g_autoptr (SalveRemoteRequest) request = NULL;

  if (page->next == NULL)
    return;
  request = salve_remote_request_new ("GET", page->next, NULL);
  sweep->ahead = salve_remote_send (self->remote, request);
}

static void
read_sweep (SalveSync *self, const char *type, Sweep *sweep)
{
  g_autofree char *next = name_cursor (type, "next");
  g_autofree char *start = name_cursor (type, "start");
  g_autofree char *oldest = name_cursor (type, "oldest");

  *sweep = (Sweep){ .type = type, .next = g_strdup (salve_sync_get_cursor (self, next)) };
  sweep->start = read_instant (salve_sync_get_cursor (self, start));
  sweep->oldest = read_instant (salve_sync_get_cursor (self, oldest));
  sweep->first = salve_sync_get_cursor (self, type) == NULL;
}

static char *
first_path (SalveSync *self, const Sweep *sweep)
{
  SalveInstant since = read_instant (salve_sync_get_cursor (self, sweep->type));
  g_autofree char *time = NULL;

  if (!sweep->first)
    {
      time = format_instant (since - (self->abilities->is_salve ? OVERLAP_SALVE : OVERLAP));
      return g_strdup_printf ("%s?_lastUpdated=ge%s&_sort=_lastUpdated&_count=%d", sweep->type, time, PAGE);
    }
  if (sweep->oldest == 0)
    return g_strdup_printf ("%s?_sort=-_lastUpdated&_count=%d", sweep->type, PAGE);
  time = format_instant (sweep->oldest);
  return g_strdup_printf ("%s?_sort=-_lastUpdated&_lastUpdated=le%s&_count=%d", sweep->type, time, PAGE);
}

static void
note_oldest (Sweep *sweep, SalveBundle *page)
{
  for (guint i = 0; i < page->entries->len; i++)
    {
      const SalveBundleEntry *entry = page->entries->pdata[i];
      SalveInstant time;

      if (entry->resource != NULL
          && salve_instant_parse_fhir (salve_resource_get_last_updated (entry->resource), NULL, &time, NULL)
          && (sweep->oldest == 0 || time < sweep->oldest))
        sweep->oldest = time;
    }
}

/* Awaits. The page, and that the sweep has come so far, are one transaction. */
static gboolean
apply_page (SalveSync *self, Sweep *sweep, SalveBundle *page, GError **error)
{
  g_autofree char *next = name_cursor (sweep->type, "next");
  g_autofree char *start = name_cursor (sweep->type, "start");
  g_autofree char *oldest = name_cursor (sweep->type, "oldest");
  g_autofree char *started = g_strdup_printf ("%" G_GINT64_FORMAT, sweep->start);
  g_autofree char *reached = g_strdup_printf ("%" G_GINT64_FORMAT, sweep->oldest);
  gboolean more = page->next != NULL;
  const char *cursors[] = { next,
                            more ? page->next : "",
                            start,
                            more ? started : "",
                            oldest,
                            more && sweep->first ? reached : "",
                            more ? NULL : sweep->type,
                            started,
                            NULL };
  SalveSyncCounts counts;

  if (!salve_sync_apply (self, page, cursors, &counts, error))
    return FALSE;
  sweep->pages++;
  sweep->news += counts.written + counts.deleted + counts.merged + counts.conflicts;
  g_set_str (&sweep->next, page->next);
  return TRUE;
}

/* Awaits. Reads pages until there is no next one. Got: GOT when it is through. */
static Got
run_sweep (SalveSync *self, Sweep *sweep, GError **error)
{
  do
    {
      g_autofree char *path = sweep->next != NULL ? g_strdup (sweep->next) : first_path (self, sweep);
      g_autoptr (SalveBundle) page = NULL;
      SalveInstant now;
      Got got = get_next (self, sweep, path, &page, &now, error);

      if (got == NO_PAGE && sweep->next != NULL && !sweep->restarted)
        {
          /* The link has expired: once more from where the sweep was. */
          sweep->restarted = TRUE;
          g_clear_pointer (&sweep->next, g_free);
          continue;
        }
      if (got != GOT)
        return got;
      if (sweep->start == 0)
        sweep->start = now;
      if (g_strcmp0 (page->next, path) == 0)
        g_clear_pointer (&page->next, g_free);
      note_oldest (sweep, page);
      look_ahead (self, sweep, page);
      if (!apply_page (self, sweep, page, error))
        return FAILED;
      if (sweep->next == NULL)
        return GOT;
    }
  while (TRUE);
}

/* A sweep of several pages may miss what moved from one page to another while it read them: it is made again until it
 * brings nothing new. salve-server's pages do not move. */
#define MOST_PASSES 5

static Got
sweep_type (SalveSync *self, const char *type, GError **error)
{
  for (guint pass = 0; pass < MOST_PASSES; pass++)
    {
      g_auto (Sweep) sweep = { NULL };
      g_autofree char *since = g_strdup (salve_sync_get_cursor (self, type));
      Got got;

      read_sweep (self, type, &sweep);
      got = run_sweep (self, &sweep, error);
      if (got != GOT || sweep.first || sweep.pages < 2 || sweep.news == 0 || self->abilities->is_salve)
        return got;
      {
        const char *back[] = { type, since, NULL };

        if (since != NULL && !salve_sync_apply (self, NULL, back, NULL, error))
          return FAILED;
      }
    }
  return GOT;
}

/* So long a type that the account may not read is left alone. */
#define CLOSED_FOR (3600 * SALVE_INSTANT_SECOND)

static gboolean
is_closed (SalveSync *self, const char *type)
{
  g_autofree char *name = name_cursor (type, "closed");
  SalveInstant since = read_instant (salve_sync_get_cursor (self, name));

  return since != 0 && ABS (self->env.now (self->env.data) - since) < CLOSED_FOR;
}

static gboolean
serves (SalveSync *self, const char *type)
{
  const char *list = salve_sync_get_cursor (self, "types");
  g_auto (GStrv) served = list != NULL ? g_strsplit (list, " ", -1) : NULL;

  /* Our own server keeps every type, and names those that it can search well. */
  return (self->abilities->is_salve || served == NULL || served[0] == NULL
          || g_strv_contains ((const char *const *)served, type))
         && !is_closed (self, type);
}

/* Awaits. */
static gboolean
note_closed (SalveSync *self, const char *type, GError **error)
{
  g_autofree char *name = name_cursor (type, "closed");
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, self->env.now (self->env.data));
  const char *cursors[] = { name, now, NULL };

  return salve_sync_apply (self, NULL, cursors, NULL, error);
}

/* Awaits. */
static gboolean
sweep_all (SalveSync *self, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      gboolean first = salve_sync_get_cursor (self, types[i]) == NULL;
      Got got;

      /* Of our own server, whoever is through with a type hears of its changes by the history. */
      if (!first && self->abilities->is_salve)
        continue;
      if (!serves (self, types[i]))
        continue;
      if (first)
        salve_sync_say (self, _ ("Receiving the clinic's records"), (double)i / G_N_ELEMENTS (types));
      got = sweep_type (self, types[i], error);
      if (got == FAILED || (got == CLOSED && !note_closed (self, types[i], error)))
        return FALSE;
    }
  return TRUE;
}

/* Adds the patients of a page's appointments, by their ids there. */
static void
add_patients (SalveBundle *page, GHashTable *ids)
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
          const char *at = reference != NULL ? strstr (reference, "Patient/") : NULL;

          if (at != NULL && salve_resource_is_valid_id (at + strlen ("Patient/")))
            g_hash_table_add (ids, g_strdup (at + strlen ("Patient/")));
        }
    }
}

/* Awaits. A page without a place in any sweep. */
static gboolean
fetch_loose (SalveSync *self, const char *path, SalveBundle **page, GError **error)
{
  SalveInstant now;
  Got got = get_page (self, path, page, &now, error);

  if (got == FAILED)
    return FALSE;
  return *page == NULL || salve_sync_apply (self, *page, NULL, NULL, error);
}

/* Awaits. */
static gboolean
fetch_patients (SalveSync *self, GHashTable *ids, GError **error)
{
  g_autofree char **all = (char **)g_hash_table_get_keys_as_array (ids, NULL);
  guint n = g_hash_table_size (ids);

  for (guint i = 0; i < n; i += IDS_AT_ONCE)
    {
      g_autoptr (GString) path = g_string_new (NULL);
      g_autoptr (SalveBundle) page = NULL;

      g_string_printf (path, "Patient?_count=%d&_id=", IDS_AT_ONCE);
      for (guint j = i; j < MIN (n, i + IDS_AT_ONCE); j++)
        g_string_append_printf (path, "%s%s", j > i ? "," : "", all[j]);
      if (!fetch_loose (self, path->str, &page, error))
        return FALSE;
    }
  return TRUE;
}

/* Awaits. Once, before the first sweep: today and the week to come, and who comes. */
static gboolean
fetch_agenda (SalveSync *self, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SalveInstant now = self->env.now (self->env.data);
  g_autofree char *from = salve_instant_format_fhir (now - DAY);
  g_autofree char *to = salve_instant_format_fhir (now + AGENDA_DAYS * DAY);
  g_autofree char *next = g_strdup_printf ("Appointment?date=ge%.10s&date=lt%.10s&_count=%d", from, to, PAGE);
  const char *done[] = { "agenda", "1", NULL };

  if (salve_sync_get_cursor (self, "agenda") != NULL || !serves (self, "Appointment"))
    return TRUE;
  salve_sync_say (self, _ ("Receiving today’s appointments"), -1);
  while (next != NULL)
    {
      g_autoptr (SalveBundle) page = NULL;

      if (!fetch_loose (self, next, &page, error))
        return FALSE;
      if (page != NULL)
        add_patients (page, ids);
      g_free (next);
      next = page != NULL ? g_strdup (page->next) : NULL;
    }
  return fetch_patients (self, ids, error) && salve_sync_apply (self, NULL, done, NULL, error);
}

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
  history->next_name = name_cursor (history->name, "next");
  history->start_name = name_cursor (history->name, "start");
  history->next = g_strdup (salve_sync_get_cursor (self, history->next_name));
  history->start = read_instant (salve_sync_get_cursor (self, history->start_name));
  time = format_instant (read_instant (salve_sync_get_cursor (self, history->name))
                         - (self->abilities->is_salve ? OVERLAP_SALVE : OVERLAP));
  history->first = g_strdup_printf ("%s%s_history?_since=%s&_count=%d", type != NULL ? type : "",
                                    type != NULL ? "/" : "", time, PAGE);
}

/* Awaits. The page, and how far the history is read with it. */
static gboolean
apply_history (SalveSync *self, History *history, SalveBundle *page, SalveInstant now, GError **error)
{
  gboolean more = page->next != NULL && g_strcmp0 (page->next, history->next) != 0;
  g_autofree char *started = NULL;

  history->start = history->start != 0 ? history->start : now;
  started = g_strdup_printf ("%" G_GINT64_FORMAT, history->start);
  {
    const char *cursors[] = { history->next_name,
                              more ? page->next : "",
                              history->start_name,
                              more ? started : "",
                              more ? NULL : history->name,
                              started,
                              NULL };

    if (!salve_sync_apply (self, page, cursors, NULL, error))
      return FALSE;
  }
  g_set_str (&history->next, more ? page->next : NULL);
  return TRUE;
}

/* Awaits. Goes on until there is no next page. */
static Got
finish_history (SalveSync *self, History *history, gboolean resumed, GError **error)
{
  do
    {
      g_autoptr (SalveBundle) page = NULL;
      SalveInstant now;
      Got got = get_page (self, history->next != NULL ? history->next : history->first, &page, &now, error);

      if (got == NO_PAGE && resumed && history->next != NULL)
        {
          resumed = FALSE;
          g_clear_pointer (&history->next, g_free);
          history->start = 0;
          continue;
        }
      if (got != GOT)
        return got;
      if (!apply_history (self, history, page, now, error))
        return FAILED;
      if (history->next == NULL)
        return GOT;
    }
  while (TRUE);
}

/* Awaits. What changed and what is gone, told by the server itself. */
static Got
read_history (SalveSync *self, const char *type, GError **error)
{
  g_auto (History) history = { NULL };

  find_history (self, type, &history);
  return finish_history (self, &history, history.next != NULL, error);
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
  g_autoptr (SalveRemoteResponse) response = NULL;
  SalveInstant time;

  if (salve_sync_get_cursor (self, "history") != NULL)
    return TRUE;
  response = salve_sync_get (self, "metadata", error);
  if (response == NULL || !salve_sync_check (self, response, error))
    return FALSE;
  time = response->date != 0 ? response->date : self->env.now (self->env.data) - DAY;
  g_ptr_array_add (cursors, g_strdup ("history"));
  g_ptr_array_add (cursors, g_strdup_printf ("%" G_GINT64_FORMAT, time));
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_ptr_array_add (cursors, g_strdup_printf ("%s history", types[i]));
      g_ptr_array_add (cursors, g_strdup_printf ("%" G_GINT64_FORMAT, time));
    }
  g_ptr_array_add (cursors, NULL);
  return salve_sync_apply (self, NULL, (const char *const *)cursors->pdata, NULL, error);
}

static gboolean
is_complete (SalveSync *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (serves (self, types[i]) && salve_sync_get_cursor (self, types[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* Awaits. What the server has of a type: id there → version. NULL with an error; *asked FALSE where it cannot be asked. */
static GHashTable *
list_there (SalveSync *self, const char *type, gboolean *asked, GError **error)
{
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *next = g_strdup_printf ("%s?_elements=id,meta&_count=%d", type, PAGE);

  *asked = TRUE;
  while (next != NULL)
    {
      g_autoptr (SalveBundle) page = NULL;
      SalveInstant now;
      Got got = get_page (self, next, &page, &now, error);

      if (got == FAILED)
        return NULL;
      if (got != GOT)
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

  if (response == NULL || !salve_sync_check (self, response, error))
    return FALSE;
  if (response->status == 404 || response->status == 410)
    return dex_await (salve_sync_rows_forget (self->store, &rules, type, server_id, NULL), error);
  return response->status >= 300 || fetch_loose (self, search, &page, error);
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

/* Awaits. Where nobody tells what was deleted, both sides are compared from time to time. */
static gboolean
reconcile (SalveSync *self, GError **error)
{
  SalveInstant now = self->env.now (self->env.data);
  SalveInstant last = read_instant (salve_sync_get_cursor (self, "reconciled"));
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  const char *cursors[] = { "reconciled", time, NULL };

  if (last != 0 && ABS (now - last) < RECONCILE_EVERY)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (!serves (self, types[i]))
        continue;
      salve_sync_say (self, _ ("Comparing with the server"), (double)i / G_N_ELEMENTS (types));
      if (!reconcile_type (self, types[i], error))
        return FALSE;
    }
  return salve_sync_apply (self, NULL, cursors, NULL, error);
}

/* Awaits. */
static gboolean
read_histories (SalveSync *self, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (serves (self, types[i]) && read_history (self, types[i], error) == FAILED)
      return FALSE;
  return TRUE;
}

static SalveRemoteRequest *
ask_for_histories (SalveSync *self, GPtrArray *asked)
{
  g_autoptr (GString) out = g_string_new ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[");
  g_autoptr (GBytes) body = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (History) history = { NULL };

      if (!serves (self, types[i]))
        continue;
      find_history (self, types[i], &history);
      g_string_append_printf (out, "%s{\"request\":{\"method\":\"GET\",\"url\":\"%s\"}}",
                              asked->len > 0 ? "," : "", history.first);
      g_ptr_array_add (asked, (gpointer)types[i]);
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
              SalveInstant now,
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
    return finish_history (self, &history, history.next != NULL, error) != FAILED;
  return apply_history (self, &history, page, now, error)
         && (history.next == NULL || finish_history (self, &history, FALSE, error) != FAILED);
}

/* Awaits. Where an account may not see the history of everything, all that it may see is asked for in one go. */
static gboolean
read_histories_together (SalveSync *self, GError **error)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (SalveRemoteRequest) request = ask_for_histories (self, asked);
  g_autoptr (SalveRemoteResponse) response = salve_sync_send (self, request, error);
  g_autoptr (SalveBundle) answer = NULL;
  SalveInstant now;

  if (response == NULL || !salve_sync_check (self, response, error))
    return FALSE;
  answer = response->status < 300 ? salve_bundle_parse (response->body, NULL) : NULL;
  if (answer == NULL || answer->entries->len != asked->len)
    return read_histories (self, error);
  now = response->date != 0 ? response->date : 0;
  for (guint i = 0; i < asked->len; i++)
    if (!take_history (self, asked->pdata[i], answer->entries->pdata[i], now, error))
      return FALSE;
  return TRUE;
}

/* Awaits. Our own server tells everything in one history, to those who may see all of it. */
static gboolean
read_what_changed (SalveSync *self, GError **error)
{
  Got got = self->history_closed ? CLOSED : read_history (self, NULL, error);

  if (got == FAILED || got == GOT)
    return got == GOT;
  self->history_closed = TRUE;
  return read_histories_together (self, error);
}

/**
 * salve_sync_download:
 *
 * Awaits. Receives everything that changed there; nothing may be on its way to the server meanwhile.
 */
gboolean
salve_sync_download (SalveSync *self, GError **error)
{
  if (self->abilities->is_salve)
    {
      if (!is_complete (self) && (!fetch_agenda (self, error) || !sweep_all (self, error)))
        return FALSE;
      return read_what_changed (self, error);
    }
  if (!fetch_agenda (self, error) || !sweep_all (self, error))
    return FALSE;
  if (self->abilities->type_history)
    return read_histories (self, error);
  return reconcile (self, error);
}
