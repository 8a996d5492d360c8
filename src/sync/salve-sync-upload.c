/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the file to the server. What was sent and not answered is looked for there first; what is outdated is merged with
 * what came between; what is refused steps aside, with what refers to it, and the rest goes on. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-json.h"
#include "salve-operation-outcome.h"
#include "salve-sync-private.h"

#define MOST_TRIES 3
#define MOST_HICCUPS 3
#define MOST_COUNTED 1000

void
salve_sync_verdict_clear (SalveSyncVerdict *self)
{
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->location, g_free);
  g_clear_pointer (&self->resource, salve_resource_unref);
  g_clear_pointer (&self->outcome, salve_resource_unref);
}

static gboolean
is_success (guint status)
{
  return status >= 200 && status < 300;
}

gboolean
salve_sync_requeue (SalveSync *self,
                    const SalveSyncEntry *entry,
                    gint64 pause,
                    const char *why,
                    GError **error)
{
  const char *ids[] = { entry->operation_id, NULL };

  return dex_await (
      salve_sync_rows_requeue (self->store, ids, pause > 0 ? self->env.now (self->env.data) + pause : 0, why),
      error);
}

gboolean
salve_sync_refuse (SalveSync *self,
                   const SalveSyncEntry *entry,
                   const SalveSyncVerdict *verdict,
                   GError **error)
{
  g_autofree char *words = salve_sync_say_refusal (verdict->status, verdict->outcome);

  g_message ("%s/%s was refused (%u)", entry->type, entry->id, verdict->status);
  return dex_await (salve_sync_rows_refuse (self->store, entry->operation_id, words), error);
}

gboolean
salve_sync_acknowledge (SalveSync *self, GPtrArray *answers, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);

  return answers->len == 0 || dex_await (salve_sync_rows_acknowledge (self->store, &rules, answers), error);
}

/* Outdated, or taken by somebody: what the server has decides. */
static gboolean
settle_clash (SalveSync *self, const SalveSyncEntry *entry, const SalveSyncVerdict *verdict, GError **error)
{
  g_auto (SalveSyncLook) look = { NULL };
  gboolean untouched;

  if (!salve_sync_look_at (self, entry, NULL, &look, error))
    return FALSE;
  if (look.closed)
    return salve_sync_meet_look (self, entry, &look, error);
  untouched = look.theirs == NULL
                  ? g_str_equal (entry->operation, "create")
                  : entry->base_version != NULL && g_strcmp0 (look.version, entry->base_version) == 0;
  /* Nobody changed it there: it is what it says that the server does not want, such as a time that is taken. */
  if (untouched && (verdict->status == 409 || entry->attempts + 1 >= MOST_TRIES))
    return salve_sync_refuse (self, entry, verdict, error);
  if (entry->attempts % (MOST_TRIES + 1) == MOST_TRIES)
    {
      look.pause = salve_sync_back_off (self, entry->attempts);
      look.why = _ ("Others change it all the time.");
    }
  return salve_sync_meet_look (self, entry, &look, error);
}

/* A conditional creation that found something: it is what is meant only when it carries our mark. */
static gboolean
settle_found (SalveSync *self, const SalveSyncEntry *entry, const char *server_id, GError **error)
{
  g_auto (SalveSyncLook) look = { NULL };

  return salve_sync_look_at (self, entry, server_id, &look, error)
         && salve_sync_meet_look (self, entry, &look, error);
}

/* answers gets it when the verdict says all that has to be known. */
static gboolean
settle_success (SalveSync *self,
                const SalveSyncEntry *entry,
                const SalveSyncVerdict *verdict,
                GPtrArray *answers,
                GError **error)
{
  g_autofree char *version = salve_sync_version_of (verdict->etag, verdict->resource);
  g_autofree char *server_id = salve_sync_id_of_location (verdict->location);

  if (server_id == NULL && verdict->resource != NULL)
    server_id = g_strdup (salve_resource_get_id (verdict->resource));
  if (server_id == NULL)
    server_id = g_strdup (entry->server_id);
  if (g_str_equal (entry->operation, "delete"))
    {
      g_ptr_array_add (answers, salve_sync_answer_new (entry->operation_id, NULL, NULL, NULL));
      return TRUE;
    }
  if (version == NULL || server_id == NULL
      || (entry->server_id == NULL && verdict->status == 200 && g_str_equal (entry->operation, "create")))
    return settle_found (self, entry, server_id, error);
  g_ptr_array_add (answers,
                   salve_sync_answer_new (entry->operation_id, server_id, version, verdict->resource));
  return TRUE;
}

static gboolean
settle_gone (SalveSync *self, const SalveSyncEntry *entry, const SalveSyncVerdict *verdict, GError **error)
{
  SalveSyncLook nothing = { .server_id = entry->server_id };

  /* Where a creation is not found, it is the address that the server does not want. */
  return g_str_equal (entry->operation, "create") ? salve_sync_refuse (self, entry, verdict, error)
                                                  : salve_sync_meet_look (self, entry, &nothing, error);
}

static gboolean
settle_forbidden (SalveSync *self,
                  const SalveSyncEntry *entry,
                  const SalveSyncVerdict *verdict,
                  GError **error)
{
  g_autofree char *words = salve_sync_say_refusal (verdict->status, verdict->outcome);

  return salve_sync_requeue (self, entry, SALVE_SYNC_FORBIDDEN_FOR, words, error);
}

/* Of this one, by itself, while it took others. */
#define MOST_STUMBLES 4

/* Awaits. It goes again after a while. What the server stumbles over each time, and over nothing else, is refused. */
static gboolean
pause_after_stumble (SalveSync *self,
                     const SalveSyncEntry *entry,
                     const SalveSyncVerdict *verdict,
                     GError **error)
{
  g_autofree char *words = salve_sync_say_refusal (verdict->status, verdict->outcome);
  g_autofree char *name = g_strdup_printf ("%s/%s", entry->type, entry->id);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->stumbles, name)) + 1;

  if (verdict->status == 500 && self->accepts && n > MOST_STUMBLES)
    {
      g_hash_table_remove (self->stumbles, name);
      return salve_sync_refuse (self, entry, verdict, error);
    }
  g_hash_table_insert (self->stumbles, g_steal_pointer (&name), GUINT_TO_POINTER (n));
  return salve_sync_requeue (self, entry, salve_sync_back_off (self, entry->attempts + 2), words, error);
}

/* One record that makes the server stumble does not stop the others; a server that stumbles over all of them does. */
static gboolean
go_on_after_stumble (SalveSync *self, guint status, SalveRemoteResponse *response, GError **error)
{
  self->hiccups++;
  if (status == 500 && self->hiccups < MOST_HICCUPS)
    return TRUE;
  self->accepts = FALSE;
  return salve_sync_check (self, response, error);
}

static gboolean
settle_hiccup (SalveSync *self,
               const SalveSyncEntry *entry,
               const SalveSyncVerdict *verdict,
               SalveRemoteResponse *response,
               GError **error)
{
  return pause_after_stumble (self, entry, verdict, error)
         && go_on_after_stumble (self, verdict->status, response, error);
}

static void
note_accepted (SalveSync *self, const SalveSyncEntry *entry)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", entry->type, entry->id);

  self->hiccups = 0;
  self->accepts = TRUE;
  g_hash_table_remove (self->stumbles, name);
}

gboolean
salve_sync_settle (SalveSync *self,
                   const SalveSyncEntry *entry,
                   const SalveSyncVerdict *verdict,
                   SalveRemoteResponse *response,
                   GPtrArray *answers,
                   GError **error)
{
  guint status = verdict->status;

  if (is_success (status))
    {
      note_accepted (self, entry);
      return settle_success (self, entry, verdict, answers, error);
    }
  if (status == 404 || status == 410)
    return settle_gone (self, entry, verdict, error);
  if (status == 409 || status == 412)
    return settle_clash (self, entry, verdict, error);
  if (status == 403)
    return settle_forbidden (self, entry, verdict, error);
  if (status == 401)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH,
                           _ ("The server wants somebody to sign in."));
      return FALSE;
    }
  if ((status >= 500 && status != 501) || status == 408 || status == 429)
    return settle_hiccup (self, entry, verdict, response, error);
  return salve_sync_refuse (self, entry, verdict, error);
}

/* The method, address and conditions of an entry. */
typedef struct
{
  const char *method;
  char *path;
  char *if_match;
  char *if_none_match;
  char *if_none_exist;
} Way;

static void
way_clear (Way *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->if_match, g_free);
  g_clear_pointer (&self->if_none_match, g_free);
  g_clear_pointer (&self->if_none_exist, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Way, way_clear)

static void
find_way (SalveSync *self, const SalveSyncEntry *entry, Way *way)
{
  *way = (Way){ "PUT" };
  if (entry->server_id == NULL)
    {
      g_autofree char *system = g_uri_escape_string (SALVE_LOCAL_ID_SYSTEM "|", NULL, FALSE);
      g_autofree char *mark = salve_sync_mark_of (entry);
      g_autofree char *escaped = g_uri_escape_string (mark, NULL, FALSE);

      way->method = "POST";
      way->path = g_strdup (entry->type);
      way->if_none_exist = g_strdup_printf ("identifier=%s%s", system, escaped);
      return;
    }
  if (g_str_equal (entry->operation, "delete"))
    way->method = "DELETE";
  way->path = g_strdup_printf ("%s/%s", entry->type, entry->server_id);
  if (entry->base_version != NULL)
    way->if_match = salve_etag_of_version (entry->base_version);
  else
    way->if_none_match = g_strdup ("*");
}

/* Awaits. At its own address. verdict: (out). Returns: (transfer full): what salve_sync_take_answer() is to be given */
SalveRemoteResponse *
salve_sync_ask (SalveSync *self, const SalveSyncEntry *entry, SalveSyncVerdict *verdict, GError **error)
{
  g_auto (Way) way = { NULL };
  g_autoptr (SalveRemoteRequest) request = NULL;
  SalveRemoteResponse *response;

  find_way (self, entry, &way);
  request = salve_remote_request_new (way.method, way.path, entry->body);
  request->if_match = g_strdup (way.if_match);
  request->if_none_match = g_strdup (way.if_none_match);
  request->if_none_exist = g_strdup (way.if_none_exist);
  request->prefer = g_strdup (self->abilities->is_salve ? "return=minimal" : "return=representation");
  response = salve_sync_send (self, request, error);
  if (response == NULL)
    return NULL;
  verdict->status = response->status;
  verdict->etag = g_strdup (response->etag);
  verdict->location = g_strdup (response->location);
  verdict->resource = salve_sync_read_body (response);
  if (verdict->resource != NULL
      && g_str_equal (salve_resource_get_type_name (verdict->resource), "OperationOutcome"))
    verdict->outcome = g_steal_pointer (&verdict->resource);
  return response;
}

/* Awaits. */
gboolean
salve_sync_take_answer (SalveSync *self,
                        const SalveSyncEntry *entry,
                        const SalveSyncVerdict *verdict,
                        SalveRemoteResponse *response,
                        GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);

  if (!salve_sync_settle (self, entry, verdict, response, answers, error))
    {
      if (response->status == 401)
        salve_sync_requeue (self, entry, 0, NULL, NULL);
      return FALSE;
    }
  return salve_sync_acknowledge (self, answers, error);
}

/* Awaits. One by one, each at its own address. */
gboolean
salve_sync_send_alone (SalveSync *self, const SalveSyncEntry *entry, GError **error)
{
  g_auto (SalveSyncVerdict) verdict = { 0 };
  g_autoptr (SalveRemoteResponse) response = salve_sync_ask (self, entry, &verdict, error);

  return response != NULL && salve_sync_take_answer (self, entry, &verdict, response, error);
}

static void
append_member (GString *out, const char *name, const char *value)
{
  g_autofree char *quoted = value != NULL ? salve_json_quote (value) : NULL;

  if (quoted != NULL)
    g_string_append_printf (out, ",\"%s\":%s", name, quoted);
}

/* Appends the entry as a member of a transaction: from the bytes that are in the file, not written anew. */
void
salve_sync_append_entry (SalveSync *self, GString *out, const SalveSyncEntry *entry)
{
  g_auto (Way) way = { NULL };

  find_way (self, entry, &way);
  g_string_append_printf (out, "{\"fullUrl\":\"urn:uuid:%s\"", entry->operation_id);
  if (!g_str_equal (entry->operation, "delete"))
    {
      gsize length;
      const char *body = g_bytes_get_data (entry->body, &length);

      g_string_append (out, ",\"resource\":");
      g_string_append_len (out, body, (gssize)length);
    }
  g_string_append_printf (out, ",\"request\":{\"method\":\"%s\"", way.method);
  append_member (out, "url", way.path);
  append_member (out, "ifMatch", way.if_match);
  append_member (out, "ifNoneMatch", way.if_none_match);
  append_member (out, "ifNoneExist", way.if_none_exist);
  g_string_append (out, "}}");
}

static GBytes *
write_bundle (SalveSync *self, GPtrArray *entries)
{
  GString *out = g_string_new ("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");

  for (guint i = 0; i < entries->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      salve_sync_append_entry (self, out, entries->pdata[i]);
    }
  g_string_append (out, "]}");
  return g_string_free_to_bytes (out);
}

void
salve_sync_take_verdict (const SalveBundleEntry *entry, SalveSyncVerdict *verdict)
{
  *verdict = (SalveSyncVerdict){ .status = entry->status,
                                 .etag = g_strdup (entry->etag),
                                 .location = g_strdup (entry->location) };
  if (entry->resource != NULL
      && g_str_equal (salve_resource_get_type_name (entry->resource), "OperationOutcome"))
    verdict->outcome = salve_resource_ref (entry->resource);
  else if (entry->resource != NULL)
    verdict->resource = salve_resource_ref (entry->resource);
  if (verdict->outcome == NULL && entry->outcome != NULL)
    verdict->outcome = salve_resource_ref (entry->outcome);
}

/* Awaits. */
static gboolean
name_entries (SalveSync *self, GPtrArray *entries, SalveBundle *bundle, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);

  for (guint i = 0; i < entries->len; i++)
    {
      const SalveBundleEntry *answer = bundle->entries->pdata[i];
      const SalveSyncEntry *entry = entries->pdata[i];
      g_autofree char *server_id = salve_sync_id_of_location (answer->location);

      if (is_success (answer->status) && entry->server_id == NULL && server_id != NULL)
        g_ptr_array_add (names, salve_sync_answer_new (entry->operation_id, server_id, NULL, NULL));
    }
  return salve_sync_name_those (self, names, error);
}

/* Awaits. A server may take a transaction for a batch in silence, so each entry is looked at by itself. */
static gboolean
settle_bundle (SalveSync *self, GPtrArray *entries, SalveRemoteResponse *response, GError **error)
{
  g_autoptr (SalveBundle) bundle = salve_bundle_parse (response->body, NULL);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);
  gboolean ok = TRUE;

  if (bundle == NULL || bundle->entries->len != entries->len)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("The server's answer is not an answer to what was sent."));
      return FALSE;
    }
  if (!name_entries (self, entries, bundle, error))
    return FALSE;
  /* What was taken is noted down before anything else is asked: a failure on the way must not forget it. */
  for (int pass = 0; ok && pass < 2; pass++)
    {
      for (guint i = 0; ok && i < entries->len; i++)
        {
          const SalveBundleEntry *entry = bundle->entries->pdata[i];
          g_auto (SalveSyncVerdict) verdict = { 0 };

          salve_sync_take_verdict (entry, &verdict);
          if (is_success (verdict.status) == (pass == 0))
            ok = salve_sync_settle (self, entries->pdata[i], &verdict, response, answers, error);
        }
      if (!salve_sync_acknowledge (self, answers, ok ? error : NULL))
        return FALSE;
      g_ptr_array_set_size (answers, 0);
    }
  return ok;
}

/* None of it was taken: smaller pieces find out which one it was. */
static gboolean
try_smaller (SalveSync *self, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (ids, ((SalveSyncEntry *)entries->pdata[i])->operation_id);
  g_ptr_array_add (ids, NULL);
  self->most_entries = MAX (1, MIN (entries->len, self->most_entries) / 2);
  return dex_await (salve_sync_rows_requeue (self->store, (const char *const *)ids->pdata, 0, NULL), error);
}

/* A creation at a server that knows no condition for it. */
static gboolean
is_unconditional (SalveSync *self, const SalveSyncEntry *entry)
{
  return g_str_equal (entry->operation, "create")
         && !(entry->server_id != NULL ? self->abilities->put_if_none_match : self->abilities->if_none_exist);
}

/* Awaits. settled: (out): whether somebody else has made it anew already, and both have met */
static gboolean
look_before (SalveSync *self, const SalveSyncEntry *entry, gboolean *settled, GError **error)
{
  g_auto (SalveSyncLook) look = { NULL };

  *settled = FALSE;
  if (!entry->revives && !is_unconditional (self, entry))
    return TRUE;
  if (!salve_sync_look_at (self, entry, NULL, &look, error))
    return FALSE;
  *settled = look.theirs != NULL || look.closed;
  return !*settled || salve_sync_meet_look (self, entry, &look, error);
}

/* Awaits. What the server has of an entry that was taken for a new one decides. */
gboolean
salve_sync_meet_there (SalveSync *self, const SalveSyncEntry *entry, GError **error)
{
  g_auto (SalveSyncLook) look = { NULL };

  return salve_sync_look_at (self, entry, NULL, &look, error)
         && salve_sync_meet_look (self, entry, &look, error);
}

static gboolean
send_one (SalveSync *self, const SalveSyncEntry *entry, GError **error)
{
  gboolean settled;

  if (!look_before (self, entry, &settled, error) || settled)
    return settled;
  return entry->books ? salve_sync_book (self, entry, error) : salve_sync_send_alone (self, entry, error);
}

/* Awaits. Stops at the first that does not go, because what follows may refer to it. */
static gboolean
send_each (SalveSync *self, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const SalveSyncEntry *entry = entries->pdata[i];
      g_autoptr (GPtrArray) rest = NULL;

      if (send_one (self, entry, error))
        continue;
      rest = g_ptr_array_new ();
      for (guint j = i + 1; j < entries->len; j++)
        g_ptr_array_add (rest, ((SalveSyncEntry *)entries->pdata[j])->operation_id);
      g_ptr_array_add (rest, NULL);
      dex_await (salve_sync_rows_requeue (self->store, (const char *const *)rest->pdata, 0, NULL), NULL);
      return FALSE;
    }
  return TRUE;
}

/* Awaits. A server that stumbles may have done some of it. What it stumbles over is found by ever smaller pieces, also over
 * several rounds; those that refer to each other cannot be cut, and wait. */
static gboolean
stumble_together (SalveSync *self, GPtrArray *entries, SalveRemoteResponse *response, GError **error)
{
  gboolean whole = self->most_entries == 1, ok = TRUE;

  self->most_entries = MAX (1, entries->len / 2);
  if (!whole)
    return go_on_after_stumble (self, 500, response, error)
           && salve_sync_recover (self, response->status == 500, error);
  for (guint i = 0; ok && i < entries->len; i++)
    ok = pause_after_stumble (self, entries->pdata[i], &(SalveSyncVerdict){ .status = response->status },
                              error);
  self->most_entries = 1;
  return ok && go_on_after_stumble (self, 500, response, error);
}

/* Awaits. All of it or nothing. */
static gboolean
send_together (SalveSync *self, GPtrArray *entries, GError **error)
{
  g_autoptr (GBytes) bundle = write_bundle (self, entries);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("POST", "", bundle);
  g_autoptr (SalveRemoteResponse) response = NULL;

  request->prefer = g_strdup (self->abilities->is_salve ? "return=minimal" : "return=representation");
  response = salve_sync_send (self, request, error);
  if (response == NULL)
    return FALSE;
  if (is_success (response->status))
    return settle_bundle (self, entries, response, error);
  if (response->status >= 500 && response->status != 501 && response->status != 503)
    return stumble_together (self, entries, response, error);
  if (response->status != 403 && !salve_sync_check (self, response, NULL))
    {
      guint most = self->most_entries;

      if (try_smaller (self, entries, error))
        {
          self->most_entries = most;
          salve_sync_check (self, response, error);
        }
      return FALSE;
    }
  /* Those that refer to each other cannot be taken apart: once nothing else goes with them, which of them it is each has to
   * find out for itself. */
  if (self->most_entries == 1)
    return send_each (self, entries, error);
  return try_smaller (self, entries, error);
}

/* Awaits. What may be there already is looked at before it is made. settled: (out): whether some of it was, so that what is
 * left is to be put together anew */
static gboolean
look_before_all (SalveSync *self, GPtrArray *entries, gboolean *settled, GError **error)
{
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  gboolean there;

  *settled = FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const SalveSyncEntry *entry = entries->pdata[i];

      if (!look_before (self, entry, &there, error))
        return FALSE;
      *settled |= there;
      if (!there)
        g_ptr_array_add (rest, entry->operation_id);
    }
  g_ptr_array_add (rest, NULL);
  return !*settled
         || dex_await (salve_sync_rows_requeue (self->store, (const char *const *)rest->pdata, 0, NULL),
                       error);
}

/* Awaits. */
static gboolean
send_batch (SalveSync *self, GPtrArray *entries, GError **error)
{
  gboolean settled;

  if (!self->abilities->atomic_transactions || entries->len == 1)
    return send_each (self, entries, error);
  if (!look_before_all (self, entries, &settled, error))
    return FALSE;
  return settled || send_together (self, entries, error);
}

/**
 * salve_sync_upload:
 *
 * Awaits. Sends everything that may go now.
 */
gboolean
salve_sync_upload (SalveSync *self, GError **error)
{
  self->hiccups = 0;
  for (;;)
    {
      SalveSyncRules rules = salve_sync_get_rules (self);
      g_autoptr (SalveSyncBatch) batch = dex_await_boxed (salve_sync_rows_begin (self->store, &rules), error);
      guint most = self->most_entries;

      if (batch == NULL)
        return FALSE;
      if (batch->entries->len == 0 && batch->quarantined == 0)
        return TRUE;
      if (batch->entries->len == 0)
        continue;
      salve_sync_say (self, _ ("Sending changes"), -1);
      if (!send_batch (self, batch->entries, error))
        return FALSE;
      /* Of many the counting takes longer than the sending, and nobody sees the difference. */
      if (self->n_waiting <= MOST_COUNTED)
        salve_sync_count (self);
      if (self->most_entries == most)
        self->most_entries = MIN (SALVE_SYNC_ENTRIES, 2 * most);
    }
}
