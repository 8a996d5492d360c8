/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the server to the file. Today's agenda first, so that a desk can work; then everything, newest first; afterwards
 * only what changed. Where a sweep is, is written down with every page, and it goes on there after a crash.
 *
 * Cursors: "T" is the server's time up to which type T is known; "T next", "T start" and "T oldest" belong to a sweep
 * that is under way. Histories are read in salve-sync-history.c. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-sync-private.h"

#define OVERLAP (120 * SALVE_INSTANT_SECOND)
#define OVERLAP_SALVE (2 * SALVE_INSTANT_SECOND)

/* What a clinic keeps, in the order in which a desk needs it. */
const char *const salve_sync_types[] = {
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
const gsize salve_sync_n_types = G_N_ELEMENTS (salve_sync_types);

/**
 * salve_sync_read_clock:
 * @date: that the answer with the page says; 0: it does not
 *
 * Our own server's stamps count up whatever its clock does, and its pages say up to which of them they are true: what is
 * read from there on begins with the next one, so that the overlap of a clock is taken off again.
 *
 * Returns: the time up to which all is known once the page is, as a cursor; 0: unknown
 */
SalveInstant
salve_sync_read_clock (SalveSync *self, SalveBundle *page, SalveInstant date)
{
  if (self->abilities->is_salve && page->last_updated != SALVE_INSTANT_NONE)
    return page->last_updated + 1 + OVERLAP_SALVE;
  if (date != 0)
    return date;
  return page->last_updated != SALVE_INSTANT_NONE ? page->last_updated : 0;
}

/* How far the server's clock is ahead of this desk's, by the quickest answer of the round: one that comes late seems to come
 * from a clock that is behind. */
static void
note_clock (SalveSync *self, SalveInstant date)
{
  if (date != 0)
    self->ahead = MAX (self->ahead, date - self->env.now (self->env.data));
}

/* What an answer is good for. page: (out); start: (out): the server's clock when it answered */
SalveSyncGot
salve_sync_read_page (SalveSync *self,
                      SalveRemoteResponse *response,
                      SalveBundle **page,
                      SalveInstant *start,
                      GError **error)
{
  *page = NULL;
  if (!salve_sync_check_reader (self, error))
    return SALVE_SYNC_FAILED;
  if (response->status == 403)
    return SALVE_SYNC_CLOSED;
  if (!salve_sync_check (self, response, error))
    return SALVE_SYNC_FAILED;
  if (response->status >= 300)
    return SALVE_SYNC_NO_PAGE;
  *page = salve_sync_parse (response->body);
  if (*page == NULL)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("The server's answer cannot be understood."));
      return SALVE_SYNC_FAILED;
    }
  *start = salve_sync_read_clock (self, *page, response->date);
  note_clock (self, response->date);
  return SALVE_SYNC_GOT;
}

/* Awaits. */
SalveSyncGot
salve_sync_get_page (SalveSync *self,
                     const char *path,
                     SalveBundle **page,
                     SalveInstant *start,
                     GError **error)
{
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);

  *page = NULL;
  return response != NULL ? salve_sync_read_page (self, response, page, start, error) : SALVE_SYNC_FAILED;
}

char *
salve_sync_name_cursor (const char *type, const char *part)
{
  return g_strdup_printf ("%s %s", type, part);
}

/* Returns: (transfer full): the time as it stands in an address */
char *
salve_sync_format_instant (SalveInstant time)
{
  g_autofree char *text = salve_instant_format_fhir (time);

  return g_uri_escape_string (text, NULL, FALSE);
}

SalveInstant
salve_sync_read_instant (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* Returns: (transfer full): the time of a cursor for an address, earlier by what may have been stamped before and come after */
char *
salve_sync_format_since (SalveSync *self, const char *cursor)
{
  SalveInstant since = salve_sync_read_instant (salve_sync_get_cursor (self, cursor));

  return salve_sync_format_instant (since - (self->abilities->is_salve ? OVERLAP_SALVE : OVERLAP));
}

/* Whether something may have been missed, so that both sides are to be compared. */
gboolean
salve_sync_has_doubt (SalveSync *self)
{
  return salve_sync_get_cursor (self, SALVE_SYNC_DOUBT) != NULL;
}

/* now: the server's clock; 0: it did not say. Returns: whether that is behind the cursor: what it has stamped since it was set
 * back may be, too */
gboolean
salve_sync_went_back (SalveSync *self, const char *cursor, SalveInstant now)
{
  return now != 0 && now < salve_sync_read_instant (salve_sync_get_cursor (self, cursor)) - OVERLAP;
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
  gboolean doubt; /* it may have missed something */
  guint pages;
  guint news;         /* on this pass */
  DexFuture *ahead;   /* the answer to next, asked for while the page before it is written; NULL */
  GPtrArray *waiting; /* SalveSyncStep: to be written; NULL */
  GPtrArray *written; /* what is being written; NULL */
  DexFuture *writing; /* NULL: nothing is */
} Sweep;

static void
sweep_clear (Sweep *sweep)
{
  g_clear_pointer (&sweep->next, g_free);
  dex_clear (&sweep->ahead);
  dex_clear (&sweep->writing);
  g_clear_pointer (&sweep->waiting, g_ptr_array_unref);
  g_clear_pointer (&sweep->written, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sweep, sweep_clear)

/* Awaits. */
static SalveSyncGot
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
    return salve_sync_get_page (self, path, page, now, error);
  response = dex_await_boxed (g_steal_pointer (&sweep->ahead), NULL);
  /* What went wrong ahead of time is asked for once more, and then says why. */
  return response != NULL ? salve_sync_read_page (self, response, page, now, error)
                          : salve_sync_get_page (self, path, page, now, error);
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
  g_autofree char *next = salve_sync_name_cursor (type, "next");
  g_autofree char *start = salve_sync_name_cursor (type, "start");
  g_autofree char *oldest = salve_sync_name_cursor (type, "oldest");

  *sweep = (Sweep){ .type = type, .next = g_strdup (salve_sync_get_cursor (self, next)) };
  sweep->start = salve_sync_read_instant (salve_sync_get_cursor (self, start));
  sweep->oldest = salve_sync_read_instant (salve_sync_get_cursor (self, oldest));
  sweep->first = salve_sync_get_cursor (self, type) == NULL;
}

static char *
first_path (SalveSync *self, const Sweep *sweep)
{
  g_autofree char *time = NULL;

  if (!sweep->first)
    {
      time = salve_sync_format_since (self, sweep->type);
      return g_strdup_printf ("%s?_lastUpdated=ge%s&_sort=_lastUpdated&_count=%d", sweep->type, time,
                              SALVE_SYNC_PAGE);
    }
  if (sweep->oldest == 0)
    return g_strdup_printf ("%s?_sort=-_lastUpdated&_count=%d", sweep->type, SALVE_SYNC_PAGE);
  time = salve_sync_format_instant (sweep->oldest);
  return g_strdup_printf ("%s?_sort=-_lastUpdated&_lastUpdated=le%s&_count=%d", sweep->type, time,
                          SALVE_SYNC_PAGE);
}

static void
note_oldest (Sweep *sweep, SalveBundle *page)
{
  if (page->oldest != SALVE_INSTANT_NONE && (sweep->oldest == 0 || page->oldest < sweep->oldest))
    sweep->oldest = page->oldest;
}

/* The page, and that the sweep has come so far with it. */
static SalveSyncStep *
make_step (SalveSync *self, Sweep *sweep, SalveBundle *page)
{
  g_autofree char *next = salve_sync_name_cursor (sweep->type, "next");
  g_autofree char *start = salve_sync_name_cursor (sweep->type, "start");
  g_autofree char *oldest = salve_sync_name_cursor (sweep->type, "oldest");
  g_autofree char *started = g_strdup_printf ("%" G_GINT64_FORMAT, sweep->start);
  g_autofree char *reached = g_strdup_printf ("%" G_GINT64_FORMAT, sweep->oldest);
  gboolean more = page->next != NULL;
  const char *cursors[] = { next,
                            more ? page->next : "",
                            start,
                            more ? started : "",
                            oldest,
                            more && sweep->first ? reached : "",
                            SALVE_SYNC_DOUBT,
                            salve_sync_has_doubt (self) || sweep->doubt ? "1" : "",
                            more ? NULL : sweep->type,
                            started,
                            NULL };

  return salve_sync_step_new (page, cursors);
}

/* Awaits. Until nothing is being written. */
static gboolean
finish_writing (SalveSync *self, Sweep *sweep, GError **error)
{
  g_autoptr (DexFuture) writing = g_steal_pointer (&sweep->writing);
  g_autoptr (GPtrArray) written = g_steal_pointer (&sweep->written);
  SalveSyncCounts counts;

  if (writing == NULL)
    return TRUE;
  if (!salve_sync_finish_load (self, writing, written, &counts, error))
    return FALSE;
  sweep->news += counts.written + counts.deleted + counts.merged + counts.conflicts;
  return TRUE;
}

/* Awaits what is being written, and begins to write what has come meanwhile. */
static gboolean
write_waiting (SalveSync *self, Sweep *sweep, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);

  if (!finish_writing (self, sweep, error))
    return FALSE;
  if (sweep->waiting == NULL)
    return TRUE;
  self->loading |= sweep->first;
  sweep->written = g_steal_pointer (&sweep->waiting);
  sweep->writing = salve_sync_rows_load (self->store, &rules, sweep->written, sweep->first);
  return TRUE;
}

/* Awaits. step: (transfer full) */
static gboolean
write_page (SalveSync *self, Sweep *sweep, SalveSyncStep *step, GError **error)
{
  SalveSyncCounts counts = { 0 };
  gboolean ok = salve_sync_apply (self, step->page, (const char *const *)step->cursors, &counts, error);

  sweep->news += counts.written + counts.deleted + counts.merged + counts.conflicts;
  salve_sync_step_free (step);
  return ok;
}

/* So many pages wait at most while others are written. */
#define PAGES_WAITING 12

/* Awaits. The pages of our own server do not move: there reading goes on while they are written, and the awaiting is for a
 * disk that is slower than the network. */
static gboolean
take_page (SalveSync *self, Sweep *sweep, SalveBundle *page, GError **error)
{
  SalveSyncStep *step = make_step (self, sweep, page);

  sweep->pages++;
  g_set_str (&sweep->next, page->next);
  if (!self->abilities->is_salve)
    return write_page (self, sweep, step, error);
  if (sweep->waiting == NULL)
    sweep->waiting = g_ptr_array_new_with_free_func (salve_sync_step_free);
  g_ptr_array_add (sweep->waiting, step);
  if (sweep->writing != NULL && dex_future_is_pending (sweep->writing) && sweep->waiting->len < PAGES_WAITING)
    return TRUE;
  return write_waiting (self, sweep, error);
}

/* Awaits. */
static gboolean
write_all (SalveSync *self, Sweep *sweep, GError **error)
{
  return write_waiting (self, sweep, error) && finish_writing (self, sweep, error);
}

/* Awaits. One page. SalveSyncGot: SALVE_SYNC_GOT when it has come, and the next one is asked for */
static SalveSyncGot
read_one (SalveSync *self, Sweep *sweep, GError **error)
{
  g_autofree char *path = sweep->next != NULL ? g_strdup (sweep->next) : first_path (self, sweep);
  g_autoptr (SalveBundle) page = NULL;
  SalveInstant now;
  SalveSyncGot got = get_next (self, sweep, path, &page, &now, error);

  if (got != SALVE_SYNC_GOT)
    return got;
  if (sweep->start == 0)
    {
      sweep->start = now;
      sweep->doubt |= salve_sync_went_back (self, sweep->type, now);
    }
  /* A first sweep is not made again: what moved over to a page that it had read already is seen by comparing. */
  sweep->doubt |= sweep->first && page->next != NULL && !self->abilities->is_salve;
  if (g_strcmp0 (page->next, path) == 0)
    g_clear_pointer (&page->next, g_free);
  note_oldest (sweep, page);
  look_ahead (self, sweep, page);
  return take_page (self, sweep, page, error) ? SALVE_SYNC_GOT : SALVE_SYNC_FAILED;
}

/* Awaits. Reads pages until there is no next one; what has come is written, however it ends. SalveSyncGot:
 * SALVE_SYNC_GOT when it is through. */
static SalveSyncGot
run_sweep (SalveSync *self, Sweep *sweep, GError **error)
{
  for (;;)
    {
      SalveSyncGot got = read_one (self, sweep, error);

      if (got == SALVE_SYNC_NO_PAGE && sweep->next != NULL && !sweep->restarted)
        {
          /* The link has expired: once more from where the sweep was. */
          sweep->restarted = TRUE;
          g_clear_pointer (&sweep->next, g_free);
          continue;
        }
      if (got == SALVE_SYNC_GOT && sweep->next != NULL)
        continue;
      if (!write_all (self, sweep, got == SALVE_SYNC_FAILED ? NULL : error))
        return SALVE_SYNC_FAILED;
      return got;
    }
}

/* A sweep of several pages may miss what moved from one page to another while it read them: it is made again until it
 * brings nothing new. salve-server's pages do not move. */
#define MOST_PASSES 5

static SalveSyncGot
sweep_type (SalveSync *self, const char *type, GError **error)
{
  for (guint pass = 0; pass < MOST_PASSES; pass++)
    {
      g_auto (Sweep) sweep = { NULL };
      g_autofree char *since = g_strdup (salve_sync_get_cursor (self, type));
      SalveSyncGot got;

      read_sweep (self, type, &sweep);
      got = run_sweep (self, &sweep, error);
      if (got != SALVE_SYNC_GOT || sweep.first || sweep.pages < 2 || sweep.news == 0
          || self->abilities->is_salve)
        return got;
      {
        const char *back[] = { type, since, NULL };

        if (since != NULL && !salve_sync_apply (self, NULL, back, NULL, error))
          return SALVE_SYNC_FAILED;
      }
    }
  return SALVE_SYNC_GOT;
}

/* So long a type that the account may not read is left alone. */
#define CLOSED_FOR (3600 * SALVE_INSTANT_SECOND)

static gboolean
is_closed (SalveSync *self, const char *type)
{
  g_autofree char *name = salve_sync_name_cursor (type, "closed");
  SalveInstant since = salve_sync_read_instant (salve_sync_get_cursor (self, name));

  return since != 0 && ABS (self->env.now (self->env.data) - since) < CLOSED_FOR;
}

gboolean
salve_sync_serves (SalveSync *self, const char *type)
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
  g_autofree char *name = salve_sync_name_cursor (type, "closed");
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, self->env.now (self->env.data));
  const char *cursors[] = { name, now, NULL };

  return salve_sync_apply (self, NULL, cursors, NULL, error);
}

/* Awaits. All patients are there: what has come of them can be found while the rest comes. */
static gboolean
finish_patients (SalveSync *self, const char *type, GError **error)
{
  return !self->loading || !g_str_equal (type, "Patient")
         || dex_await (salve_store_finish_patients (self->store), error);
}

/* Awaits. The types from the one with the number first on, up to the one with the number end. */
static gboolean
sweep_types (SalveSync *self, gsize first_type, gsize end, GError **error)
{
  for (gsize i = first_type; i < end; i++)
    {
      gboolean first = salve_sync_get_cursor (self, salve_sync_types[i]) == NULL;
      SalveSyncGot got;

      /* Of our own server, whoever is through with a type hears of its changes by the history. */
      if (!first && self->abilities->is_salve)
        continue;
      if (!salve_sync_serves (self, salve_sync_types[i]))
        continue;
      if (first)
        salve_sync_say (self, _ ("Receiving the clinic's records"), (double)i / salve_sync_n_types);
      got = sweep_type (self, salve_sync_types[i], error);
      if (got == SALVE_SYNC_FAILED
          || (got == SALVE_SYNC_CLOSED && !note_closed (self, salve_sync_types[i], error))
          || !finish_patients (self, salve_sync_types[i], error))
        return FALSE;
    }
  return TRUE;
}

/* Awaits. A page without a place in any sweep. */
gboolean
salve_sync_fetch_loose (SalveSync *self, const char *path, SalveBundle **page, GError **error)
{
  SalveInstant now;
  SalveSyncGot got = salve_sync_get_page (self, path, page, &now, error);

  if (got == SALVE_SYNC_FAILED)
    return FALSE;
  return *page == NULL || salve_sync_apply (self, *page, NULL, NULL, error);
}

static gboolean
is_complete (SalveSync *self)
{
  for (gsize i = 0; i < salve_sync_n_types; i++)
    if (salve_sync_serves (self, salve_sync_types[i])
        && salve_sync_get_cursor (self, salve_sync_types[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* The first type in the list of which a clinic has many. */
#define FIRST_LARGE "Patient"

static gsize
count_small (void)
{
  gsize n = 0;

  while (!g_str_equal (salve_sync_types[n], FIRST_LARGE))
    n++;
  return n;
}

/* Awaits. Today and the week to come, then everything; and what searches walk, also of what has come before something
 * went wrong. */
static gboolean
receive_all (SalveSync *self, GError **error)
{
  g_autoptr (SalveSyncAgenda) agenda = salve_sync_agenda_new ();
  gsize n_small = count_small ();
  gboolean ok = salve_sync_fetch_today (self, agenda, error) && sweep_types (self, 0, n_small, error)
                && salve_sync_fetch_week (self, agenda, error)
                && sweep_types (self, n_small, salve_sync_n_types, error);

  if (!self->loading)
    return ok;
  self->loading = FALSE;
  return dex_await (salve_store_finish_load (self->store), ok ? error : NULL) && ok;
}

/* A server's clock and a desk's go alike but for so much. What a server stamps late and what this passes over is less than the
 * overlap. */
#define CLOCKS_DIFFER (10 * SALVE_INSTANT_SECOND)

/* Cursor "clock": how far the server's clock was ahead of the desk's when the last round came to its end. A desk that comes
 * again when a clock that was set back is past the cursors sees by this that it was: or that its own was set on, which it
 * cannot tell from that. */
static gboolean
clock_went_back (SalveSync *self)
{
  const char *known = salve_sync_get_cursor (self, "clock");

  return known != NULL && self->ahead != G_MININT64
         && self->ahead < salve_sync_read_instant (known) - CLOCKS_DIFFER;
}

/* Awaits. All is known that was stamped so far. */
static gboolean
keep_clock (SalveSync *self, GError **error)
{
  g_autofree char *ahead = g_strdup_printf ("%" G_GINT64_FORMAT, self->ahead);
  const char *cursors[] = { "clock", ahead, NULL };

  return self->ahead == G_MININT64 || g_strcmp0 (salve_sync_get_cursor (self, "clock"), ahead) == 0
         || salve_sync_apply (self, NULL, cursors, NULL, error);
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
      if (!is_complete (self) && !receive_all (self, error))
        return FALSE;
      return salve_sync_read_what_changed (self, error)
             && (!salve_sync_has_doubt (self) || salve_sync_reconcile (self, TRUE, error));
    }
  self->ahead = G_MININT64;
  return receive_all (self, error)
         && (!self->abilities->type_history || salve_sync_read_histories (self, error))
         && salve_sync_reconcile (self, salve_sync_has_doubt (self) || clock_went_back (self), error)
         && keep_clock (self, error);
}
