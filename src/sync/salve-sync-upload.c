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

#define MOST_ENTRIES 100
#define MOST_TRIES 3
#define MOST_HICCUPS 3

/* A creation whose answer was lost may still be on its way. Where the server does not refuse to create what is there, it
 * is not sent again before the first one cannot arrive any more. */
#define ON_ITS_WAY (150 * SALVE_INSTANT_SECOND)

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

/* What the server has of an entry; theirs NULL where it has nothing. */
typedef struct
{
  SalveResource *theirs;
  char *server_id;
  char *version;
} Look;

static void
look_clear (Look *self)
{
  g_clear_pointer (&self->theirs, salve_resource_unref);
  g_clear_pointer (&self->server_id, g_free);
  g_clear_pointer (&self->version, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static const char *
mark_in (SalveResource *resource)
{
  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (resource), "identifier"))
    if (g_strcmp0 (salve_element_string (identifier, "system"), SALVE_LOCAL_ID_SYSTEM) == 0)
      return salve_element_string (identifier, "value");
  return NULL;
}

/* Returns: (transfer full): what a creation is known by there: the id that it was made with, here or at another desk */
static char *
mark_of (const SalveSyncEntry *entry)
{
  g_autoptr (SalveResource) body = salve_resource_new (entry->body, NULL);
  const char *mark = body != NULL ? mark_in (body) : NULL;

  return g_strdup (mark != NULL ? mark : entry->id);
}

/* A server that gives ids of its own is asked for the one that carries ours. */
static gboolean
look_by_mark (SalveSync *self, const SalveSyncEntry *entry, Look *look, GError **error)
{
  g_autofree char *value = g_uri_escape_string (SALVE_LOCAL_ID_SYSTEM "|", NULL, FALSE);
  g_autofree char *mark = mark_of (entry);
  g_autofree char *escaped = g_uri_escape_string (mark, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("%s?identifier=%s%s", entry->type, value, escaped);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);
  g_autoptr (SalveBundle) found = NULL;

  if (response == NULL || !salve_sync_check (self, response, error))
    return FALSE;
  /* Where nobody can search by it, the condition on the creation is what keeps it single. */
  found = is_success (response->status) ? salve_bundle_parse (response->body, NULL) : NULL;
  for (guint i = 0; found != NULL && i < found->entries->len; i++)
    {
      const SalveBundleEntry *match = found->entries->pdata[i];

      if (match->resource == NULL || g_strcmp0 (mark_in (match->resource), mark) != 0)
        continue;
      look->theirs = salve_resource_ref (match->resource);
      look->server_id = g_strdup (salve_resource_get_id (match->resource));
      look->version = salve_sync_version_of (match->etag, match->resource);
      return TRUE;
    }
  return TRUE;
}

static gboolean
look_by_id (SalveSync *self, const char *type, const char *server_id, Look *look, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", type, server_id);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);

  if (response == NULL || !salve_sync_check (self, response, error))
    return FALSE;
  look->server_id = g_strdup (server_id);
  if (response->status == 404 || response->status == 410)
    return TRUE;
  look->theirs = is_success (response->status) ? salve_sync_read_body (response) : NULL;
  if (look->theirs == NULL)
    {
      g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                   _ ("The server's answer cannot be understood (%u)."), response->status);
      return FALSE;
    }
  look->version = salve_sync_version_of (response->etag, look->theirs);
  return TRUE;
}

static gboolean
look_at (SalveSync *self, const SalveSyncEntry *entry, const char *server_id, Look *look, GError **error)
{
  if (server_id == NULL)
    server_id = entry->server_id;
  return server_id != NULL ? look_by_id (self, entry->type, server_id, look, error)
                           : look_by_mark (self, entry, look, error);
}

static gboolean
meet (SalveSync *self, const SalveSyncEntry *entry, const Look *look, SalveSyncMet *met, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);
  g_autoptr (GError) problem = NULL;
  int result = dex_await_int (salve_sync_rows_meet (self->store, &rules, entry->operation_id, look->server_id,
                                                    look->theirs, look->version != NULL ? look->version : ""),
                              &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *met = (SalveSyncMet)result;
  return TRUE;
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

/* Awaits. What the things are called there is noted before any of them is read: they may refer to each other. */
static gboolean
name_those (SalveSync *self, GPtrArray *answers, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);

  return answers->len == 0 || dex_await (salve_sync_rows_name (self->store, &rules, answers), error);
}

static gboolean
goes_by_its_id (const SalveSyncRules *rules, const SalveSyncEntry *entry)
{
  return rules->put_creates && (rules->is_salve || g_uuid_string_is_valid (entry->id));
}

/* Awaits. looks: one an entry */
static gboolean
look_at_all (SalveSync *self, GPtrArray *entries, Look *looks, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);
  SalveSyncRules rules = salve_sync_get_rules (self);

  for (guint i = 0; i < entries->len; i++)
    {
      const SalveSyncEntry *entry = entries->pdata[i];
      const char *server_id = entry->server_id;

      if (server_id == NULL && goes_by_its_id (&rules, entry))
        server_id = entry->id;
      if (!look_at (self, entry, server_id, &looks[i], error))
        return FALSE;
      if (looks[i].theirs != NULL)
        g_ptr_array_add (names, salve_sync_answer_new (entry->operation_id, looks[i].server_id, NULL, NULL));
    }
  return name_those (self, names, error);
}

/* Awaits. */
static gboolean
settle_look (SalveSync *self, const SalveSyncEntry *entry, const Look *look, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);
  SalveSyncMet met;

  if (look->theirs == NULL && !rules.is_salve && g_str_equal (entry->operation, "create")
      && (entry->server_id != NULL || goes_by_its_id (&rules, entry)))
    return salve_sync_requeue (self, entry, ON_ITS_WAY, _ ("Nobody knows whether it arrived."), error);
  return meet (self, entry, look, &met, error);
}

/**
 * salve_sync_recover:
 *
 * Awaits. Looks at the server for everything that was sent and not answered, before anything else is sent or received.
 */
gboolean
salve_sync_recover (SalveSync *self, GError **error)
{
  g_autoptr (SalveSyncBatch) batch = dex_await_boxed (salve_sync_rows_list_inflight (self->store), error);
  Look *looks;
  gboolean ok;

  if (batch == NULL)
    return FALSE;
  looks = g_new0 (Look, MAX (1, batch->entries->len));
  ok = look_at_all (self, batch->entries, looks, error);
  for (guint i = 0; i < batch->entries->len; i++)
    {
      ok = ok && settle_look (self, batch->entries->pdata[i], &looks[i], error);
      look_clear (&looks[i]);
    }
  g_free (looks);
  return ok;
}

/* Outdated, or taken by somebody: what the server has decides. */
static gboolean
settle_clash (SalveSync *self, const SalveSyncEntry *entry, const SalveSyncVerdict *verdict, GError **error)
{
  g_auto (Look) look = { NULL };
  SalveSyncMet met;
  gboolean untouched;

  if (!look_at (self, entry, NULL, &look, error))
    return FALSE;
  untouched = look.theirs == NULL
                  ? g_str_equal (entry->operation, "create")
                  : entry->base_version != NULL && g_strcmp0 (look.version, entry->base_version) == 0;
  /* Nobody changed it there: it is what it says that the server does not want, such as a time that is taken. */
  if (untouched && (verdict->status == 409 || entry->attempts + 1 >= MOST_TRIES))
    return salve_sync_refuse (self, entry, verdict, error);
  if (entry->attempts % (MOST_TRIES + 1) == MOST_TRIES)
    return salve_sync_requeue (self, entry, salve_sync_back_off (self, entry->attempts),
                               _ ("Others change it all the time."), error);
  return meet (self, entry, &look, &met, error);
}

/* A conditional creation that found something: it is what is meant only when it carries our mark. */
static gboolean
settle_found (SalveSync *self, const SalveSyncEntry *entry, const char *server_id, GError **error)
{
  g_auto (Look) look = { NULL };
  SalveSyncMet met;

  return look_at (self, entry, server_id, &look, error) && meet (self, entry, &look, &met, error);
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
  Look nothing = { NULL, entry->server_id, NULL };
  SalveSyncMet met;

  /* Where a creation is not found, it is the address that the server does not want. */
  return g_str_equal (entry->operation, "create") ? salve_sync_refuse (self, entry, verdict, error)
                                                  : meet (self, entry, &nothing, &met, error);
}

/* Whoever is signed in may not do this; somebody else who signs in at this desk may. The others go on meanwhile. */
#define FORBIDDEN_FOR (600 * SALVE_INSTANT_SECOND)

static gboolean
settle_forbidden (SalveSync *self,
                  const SalveSyncEntry *entry,
                  const SalveSyncVerdict *verdict,
                  GError **error)
{
  g_autofree char *words = salve_sync_say_refusal (verdict->status, verdict->outcome);

  return salve_sync_requeue (self, entry, FORBIDDEN_FOR, words, error);
}

static gboolean
settle_hiccup (SalveSync *self,
               const SalveSyncEntry *entry,
               const SalveSyncVerdict *verdict,
               SalveRemoteResponse *response,
               GError **error)
{
  g_autofree char *words = salve_sync_say_refusal (verdict->status, verdict->outcome);

  /* One record that makes the server stumble does not stop the others; a server that stumbles over all of them does. */
  if (!salve_sync_requeue (self, entry, salve_sync_back_off (self, entry->attempts + 2), words, error))
    return FALSE;
  self->hiccups++;
  return verdict->status == 500 && self->hiccups < MOST_HICCUPS ? TRUE
                                                                : salve_sync_check (self, response, error);
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
      self->hiccups = 0;
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
  if (status >= 500 || status == 408 || status == 429)
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
      g_autofree char *mark = mark_of (entry);
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

/* Awaits. One by one, each at its own address. */
gboolean
salve_sync_send_alone (SalveSync *self, const SalveSyncEntry *entry, GError **error)
{
  g_auto (Way) way = { NULL };
  g_auto (SalveSyncVerdict) verdict = { 0 };
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;

  find_way (self, entry, &way);
  request = salve_remote_request_new (way.method, way.path, entry->body);
  request->if_match = g_strdup (way.if_match);
  request->if_none_match = g_strdup (way.if_none_match);
  request->if_none_exist = g_strdup (way.if_none_exist);
  request->prefer = g_strdup (self->abilities->is_salve ? "return=minimal" : "return=representation");
  response = salve_sync_send (self, request, error);
  if (response == NULL)
    return FALSE;
  verdict.status = response->status;
  verdict.etag = g_strdup (response->etag);
  verdict.location = g_strdup (response->location);
  verdict.resource = salve_sync_read_body (response);
  if (verdict.resource != NULL
      && g_str_equal (salve_resource_get_type_name (verdict.resource), "OperationOutcome"))
    verdict.outcome = g_steal_pointer (&verdict.resource);
  if (!salve_sync_settle (self, entry, &verdict, response, answers, error))
    {
      if (response->status == 401)
        salve_sync_requeue (self, entry, 0, NULL, NULL);
      return FALSE;
    }
  return salve_sync_acknowledge (self, answers, error);
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
  return name_those (self, names, error);
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

/* Awaits. settled: (out): whether somebody else has made it anew already, and both have met */
static gboolean
look_before (SalveSync *self, const SalveSyncEntry *entry, gboolean *settled, GError **error)
{
  g_auto (Look) look = { NULL };
  SalveSyncMet met;

  *settled = FALSE;
  if (!entry->revives)
    return TRUE;
  if (!look_at (self, entry, NULL, &look, error))
    return FALSE;
  *settled = look.theirs != NULL;
  return !*settled || meet (self, entry, &look, &met, error);
}

/* Awaits. What the server has of an entry that was taken for a new one decides. */
gboolean
salve_sync_meet_there (SalveSync *self, const SalveSyncEntry *entry, GError **error)
{
  g_auto (Look) look = { NULL };
  SalveSyncMet met;

  return look_at (self, entry, NULL, &look, error) && meet (self, entry, &look, &met, error);
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
  /* A server that stumbles may have done some of it; that it did not is for the next round to find out. */
  if (response->status >= 500 && response->status != 503)
    {
      if (++self->hiccups < MOST_HICCUPS)
        return salve_sync_recover (self, error) && (self->most_entries = MAX (1, entries->len / 2), TRUE);
      return salve_sync_check (self, response, error);
    }
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
  self->most_entries = MOST_ENTRIES;
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
      if (self->most_entries == most)
        self->most_entries = MIN (MOST_ENTRIES, 2 * most);
    }
}
