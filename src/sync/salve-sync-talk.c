/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and what its answer means for the round: go on, try again later, sign in, stop. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-merge.h"
#include "salve-operation-outcome.h"
#include "salve-sync-private.h"

#define BACK_OFF_LEAST (1 * SALVE_INSTANT_SECOND)
#define BACK_OFF_MOST (300 * SALVE_INSTANT_SECOND)

/* A batch that a server refuses to read is a batch too large for some; these are HAPI's and Azure's habits. */
#define MOST_BYTES (1024 * 1024)

/**
 * salve_sync_puts_new:
 *
 * Whether what is new goes by PUT, under the id that it has here. A copy of such a request that comes late, or a second
 * time, would lay its old state over what others have made of it since, unless the server refuses to create what is there:
 * so where it does not, and knows a conditional creation by POST, the ids are the server's.
 */
gboolean
salve_sync_puts_new (SalveSync *self)
{
  const SalveServerAbilities *abilities = self->abilities;

  return abilities->put_creates && (abilities->put_if_none_match || !abilities->if_none_exist);
}

SalveSyncRules
salve_sync_get_rules (SalveSync *self)
{
  return (SalveSyncRules){
    .base = salve_remote_get_base (self->remote),
    .put_creates = salve_sync_puts_new (self),
    .transactions = self->abilities->atomic_transactions,
    .guards = !self->abilities->is_salve,
    .is_salve = self->abilities->is_salve,
    .most_entries = self->most_entries,
    .most_bytes = MOST_BYTES,
    .merge = salve_merge,
  };
}

/* Full jitter: anything up to a bound that doubles with every failure. Returns: µs */
gint64
salve_sync_back_off (SalveSync *self, guint attempts)
{
  gint64 bound = MIN (BACK_OFF_MOST, BACK_OFF_LEAST << MIN (attempts, 9));

  return BACK_OFF_LEAST / 10
         + (gint64)((double)self->env.random (self->env.data) / G_MAXUINT32 * (double)bound);
}

/* The page of a network in between says 200 to everything, to a deletion too. */
static gboolean
is_of_a_stranger (SalveRemoteResponse *response)
{
  gsize length;
  const char *text = g_bytes_get_data (response->body, &length);

  if (response->status < 200 || response->status >= 300)
    return FALSE;
  for (; length > 0 && g_ascii_isspace (*text); length--)
    text++;
  return length > 0 && *text != '{';
}

/* Awaits. Returns: (transfer full): an answer of any status; NULL with SALVE_REMOTE_ERROR */
SalveRemoteResponse *
salve_sync_send (SalveSync *self, SalveRemoteRequest *request, GError **error)
{
  g_autoptr (GError) problem = NULL;
  SalveRemoteResponse *response = dex_await_boxed (salve_remote_send (self->remote, request), &problem);

  if (response != NULL && !is_of_a_stranger (response))
    return response;
  if (response != NULL)
    {
      salve_remote_response_free (response);
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("The server's answer cannot be understood."));
      return NULL;
    }
  if (problem->domain != SALVE_REMOTE_ERROR)
    g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE, problem->message);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/* Awaits. Returns: (transfer full): an answer of any status; NULL with SALVE_REMOTE_ERROR */
SalveRemoteResponse *
salve_sync_get (SalveSync *self, const char *path, GError **error)
{
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", path, NULL);

  return salve_sync_send (self, request, error);
}

/**
 * salve_sync_check:
 *
 * Returns: FALSE with SALVE_REMOTE_ERROR for an answer that ends the round, whatever was asked: somebody has to sign in,
 *   or the server has no time now
 */
gboolean
salve_sync_check (SalveSync *self, SalveRemoteResponse *response, GError **error)
{
  guint status = response->status;

  if (status == 401 || status == 403)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH,
                           _ ("The server wants somebody to sign in."));
      return FALSE;
    }
  /* What a server has not got (501) it will not have later either. */
  if (status != 408 && status != 429 && (status < 500 || status == 501))
    return TRUE;
  self->retry_after = response->retry_after;
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
               /* Translators: %u is a number of HTTP, such as 503. */
               _ ("The server cannot answer now (%u)."), status);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the resource in an answer; NULL where there is none that can be read */
SalveResource *
salve_sync_read_body (SalveRemoteResponse *response)
{
  return g_bytes_get_size (response->body) > 0 ? salve_resource_new (response->body, NULL) : NULL;
}

/* Returns: (transfer full): the server's words for why it did not take something */
char *
salve_sync_say_refusal (guint status, SalveResource *outcome)
{
  g_autofree char *words = NULL;

  if (outcome != NULL && g_str_equal (salve_resource_get_type_name (outcome), "OperationOutcome"))
    words = salve_operation_outcome_format (outcome);
  if (words != NULL && *words != '\0')
    return g_steal_pointer (&words);
  /* Translators: %u is a number of HTTP, such as 422. */
  return g_strdup_printf (_ ("The server did not take it (%u)."), status);
}

/* Returns: (transfer full) (nullable): */
char *
salve_sync_version_of (const char *etag, SalveResource *resource)
{
  char *version = salve_version_of_etag (etag);

  if (version != NULL || resource == NULL)
    return version;
  return g_strdup (salve_resource_get_version_id (resource));
}

/* Returns: (transfer full) (nullable): the id in https://…/Type/id/_history/3 */
char *
salve_sync_id_of_location (const char *location)
{
  g_auto (GStrv) parts = location != NULL ? g_strsplit (location, "/", -1) : NULL;
  guint n = parts != NULL ? g_strv_length (parts) : 0;

  if (n >= 4 && g_str_equal (parts[n - 2], "_history"))
    n -= 2;
  return n >= 2 && salve_resource_is_valid_type_name (parts[n - 2])
                 && salve_resource_is_valid_id (parts[n - 1])
             ? g_strdup (parts[n - 1])
             : NULL;
}

/* The copy of the cursors says what the file says. */
static void
take_cursors (SalveSync *self, const char *const *cursors)
{
  for (gsize i = 0; cursors != NULL && cursors[i] != NULL; i += 2)
    if (*cursors[i + 1] == '\0')
      g_hash_table_remove (self->cursors, cursors[i]);
    else
      g_hash_table_insert (self->cursors, g_strdup (cursors[i]), g_strdup (cursors[i + 1]));
}

static void
report_unreadable (const SalveSyncCounts *counts)
{
  if (counts->unreadable > 0)
    g_message ("%u resources of a page could not be read and were left out", counts->unreadable);
}

/**
 * salve_sync_finish_load:
 * @written: what salve_sync_rows_load() gave, which it was called with @steps for
 *
 * Awaits. counts: (out)
 */
gboolean
salve_sync_finish_load (SalveSync *self,
                        DexFuture *written,
                        GPtrArray *steps,
                        SalveSyncCounts *counts,
                        GError **error)
{
  g_autofree SalveSyncCounts *done = dex_await_boxed (dex_ref (written), error);

  if (done == NULL)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    take_cursors (self, (const char *const *)((SalveSyncStep *)steps->pdata[i])->cursors);
  report_unreadable (done);
  *counts = *done;
  return TRUE;
}

/* Smaller ones are read at once. */
#define LARGE_PAGE (64 * 1024)

typedef struct
{
  GBytes *body;
  DexPromise *promise;
} Reading;

static gpointer
read_thread (gpointer data)
{
  Reading *reading = data;
  GError *error = NULL;
  SalveBundle *page = salve_bundle_parse (reading->body, &error);

  if (page != NULL)
    salve_bundle_rest (page);
  if (page != NULL)
    dex_promise_resolve_boxed (reading->promise, SALVE_TYPE_BUNDLE, page);
  else
    dex_promise_reject (reading->promise, error);
  g_bytes_unref (reading->body);
  dex_unref (reading->promise);
  g_free (reading);
  return NULL;
}

/* Awaits: a large page is read beside the main thread. Returns: (transfer full): NULL where it is no Bundle */
SalveBundle *
salve_sync_parse (GBytes *body)
{
  Reading *reading;
  DexPromise *promise;

  if (g_bytes_get_size (body) < LARGE_PAGE)
    return salve_bundle_parse (body, NULL);
  promise = dex_promise_new ();
  reading = g_new (Reading, 1);
  *reading = (Reading){ g_bytes_ref (body), dex_ref (promise) };
  g_thread_unref (g_thread_new ("salve-page", read_thread, reading));
  return dex_await_boxed (DEX_FUTURE (promise), NULL);
}

/* Awaits. Writes a page and its cursors. counts: (out) (optional) */
gboolean
salve_sync_apply (SalveSync *self,
                  SalveBundle *page,
                  const char *const *cursors,
                  SalveSyncCounts *counts,
                  GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);
  SalveSyncCounts *done = dex_await_boxed (salve_sync_rows_apply (self->store, &rules, page, cursors), error);

  if (done == NULL)
    return FALSE;
  take_cursors (self, cursors);
  report_unreadable (done);
  if (counts != NULL)
    *counts = *done;
  g_free (done);
  return TRUE;
}

/* Returns: (nullable): */
const char *
salve_sync_get_cursor (SalveSync *self, const char *name)
{
  return g_hash_table_lookup (self->cursors, name);
}
