/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server really does: found out with a resource that harms nobody and is deleted afterwards. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-store-sync.h"
#include "salve-sync-private.h"

#define PROBE_SYSTEM "http://salveclinic.github.io/fhir/probe"

typedef struct
{
  SalveSync *self;
  SalveServerAbilities *found;
  char *mark;    /* a UUID that is the resource's id, too, where PUT creates */
  char *id;      /* there; NULL: nothing was made */
  char *old;     /* its first version */
  char *version; /* its last one */
} Probe;

static void
probe_clear (Probe *probe)
{
  g_clear_pointer (&probe->mark, g_free);
  g_clear_pointer (&probe->id, g_free);
  g_clear_pointer (&probe->old, g_free);
  g_clear_pointer (&probe->version, g_free);
  g_clear_pointer (&probe->found, salve_server_abilities_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Probe, probe_clear)

static GBytes *
write_body (const char *mark, const char *id, const char *text)
{
  g_autofree char *named = id != NULL ? g_strdup_printf ("\"id\":\"%s\",", id) : g_strdup ("");
  char *json = g_strdup_printf ("{\"resourceType\":\"Basic\",%s\"identifier\":[{\"system\":\"" PROBE_SYSTEM
                                "\",\"value\":\"%s\"}],\"code\":{\"text\":\"%s\"}}",
                                named, mark, text);

  return g_bytes_new_take (json, strlen (json));
}

/* After so many failed rounds a server that stumbles over a question is believed that it cannot do it. */
#define MOST_STUMBLES 5

/* Whether an answer says what the server does. A stumble does not, nor does the page of a network in between: what would
 * be found from them would be believed for good. */
static gboolean
is_an_answer (Probe *probe, SalveRemoteResponse *response, GError **error)
{
  guint status = response->status;
  g_autoptr (SalveResource) body = NULL;

  if (status == 401 || status == 408 || status == 429 || status == 503
      || (status >= 500 && status != 501 && probe->self->failures < MOST_STUMBLES))
    return salve_sync_check (probe->self, response, error);
  if (status >= 300 || g_bytes_get_size (response->body) == 0)
    return TRUE;
  body = salve_sync_read_body (response);
  if (body == NULL)
    g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                         _ ("The server's answer cannot be understood."));
  return body != NULL;
}

/* Instead of a version: nothing may be there. */
#define ABSENT "*"

/* Awaits. Sends what may be refused; a server that cannot answer ends the probe. if_match: (nullable): a version, or
 * ABSENT */
static SalveRemoteResponse *
ask (Probe *probe,
     const char *method,
     const char *path,
     GBytes *body,
     const char *if_match,
     const char *if_none_exist,
     GError **error)
{
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, path, body);
  SalveRemoteResponse *response;

  if (g_strcmp0 (if_match, ABSENT) == 0)
    request->if_none_match = g_strdup ("*");
  else if (if_match != NULL)
    request->if_match = salve_etag_of_version (if_match);
  request->if_none_exist = g_strdup (if_none_exist);
  response = salve_sync_send (probe->self, request, error);
  if (response == NULL)
    return NULL;
  if (!is_an_answer (probe, response, error))
    g_clear_pointer (&response, salve_remote_response_free);
  return response;
}

static gboolean
took (SalveRemoteResponse *response)
{
  return response->status >= 200 && response->status < 300;
}

static char *
list_types (SalveElement root)
{
  g_autoptr (GString) list = g_string_new (NULL);

  SALVE_ELEMENT_FOREACH (rest, salve_element_get (root, "rest"))
    SALVE_ELEMENT_FOREACH (resource, salve_element_get (rest, "resource"))
      {
        const char *type = salve_element_string (resource, "type");

        if (salve_resource_is_valid_type_name (type))
          g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", type);
      }
  return g_string_free_and_steal (g_steal_pointer (&list));
}

/* Awaits. Its name, and which types it says it has. */
static gboolean
read_metadata (Probe *probe, char **types, GError **error)
{
  g_autoptr (SalveRemoteResponse) response = ask (probe, "GET", "metadata", NULL, NULL, NULL, error);
  g_autoptr (SalveResource) statement = NULL;
  SalveElement root;
  const char *name, *version;

  if (response == NULL)
    return FALSE;
  statement = took (response) ? salve_sync_read_body (response) : NULL;
  if (statement == NULL || !g_str_equal (salve_resource_get_type_name (statement), "CapabilityStatement"))
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("There is no FHIR server at this address."));
      return FALSE;
    }
  root = salve_resource_root (statement);
  name = salve_element_path_string (root, "software.name");
  version = salve_element_path_string (root, "software.version");
  probe->found->is_salve = g_strcmp0 (name, "salve-server") == 0;
  if (name != NULL)
    probe->found->name = version != NULL ? g_strdup_printf ("%s %s", name, version) : g_strdup (name);
  *types = list_types (root);
  return TRUE;
}

/* Awaits. */
static gboolean
probe_creation (Probe *probe, GError **error)
{
  g_autofree char *path = g_strdup_printf ("Basic/%s", probe->mark);
  g_autoptr (GBytes) named = write_body (probe->mark, probe->mark, "one");
  g_autoptr (GBytes) nameless = write_body (probe->mark, NULL, "one");
  g_autoptr (SalveRemoteResponse) put = ask (probe, "PUT", path, named, NULL, NULL, error);
  g_autoptr (SalveRemoteResponse) post = NULL;
  g_autoptr (SalveResource) made = NULL;

  if (put == NULL)
    return FALSE;
  probe->found->put_creates = took (put);
  if (!took (put))
    {
      post = ask (probe, "POST", "Basic", nameless, NULL, NULL, error);
      if (post == NULL)
        return FALSE;
      if (!took (post))
        return TRUE; /* it lets nobody write: what it can do is nothing to us */
    }
  made = salve_sync_read_body (took (put) ? put : post);
  probe->id = took (put) ? g_strdup (probe->mark) : salve_sync_id_of_location (post->location);
  if (probe->id == NULL && made != NULL)
    probe->id = g_strdup (salve_resource_get_id (made));
  probe->old = salve_sync_version_of (took (put) ? put->etag : post->etag, made);
  return TRUE;
}

/* Awaits. After a change in between, a condition on the first version must be refused. */
static gboolean
probe_if_match (Probe *probe, GError **error)
{
  g_autofree char *path = g_strdup_printf ("Basic/%s", probe->id);
  g_autoptr (GBytes) two = write_body (probe->mark, probe->id, "two");
  g_autoptr (GBytes) three = write_body (probe->mark, probe->id, "three");
  g_autoptr (SalveRemoteResponse) update = NULL;
  g_autoptr (SalveRemoteResponse) stale = NULL;
  g_autoptr (SalveResource) updated = NULL;

  if (probe->old == NULL)
    return TRUE;
  update = ask (probe, "PUT", path, two, probe->old, NULL, error);
  if (update == NULL)
    return FALSE;
  updated = salve_sync_read_body (update);
  probe->version = salve_sync_version_of (update->etag, updated);
  /* What was sent twice on the way is outdated already, which answers the question. */
  if (update->status == 412 || update->status == 409)
    {
      probe->found->if_match = TRUE;
      return TRUE;
    }
  if (!took (update) || probe->version == NULL || g_str_equal (probe->version, probe->old))
    return TRUE;
  stale = ask (probe, "PUT", path, three, probe->old, NULL, error);
  if (stale == NULL)
    return FALSE;
  probe->found->if_match = stale->status == 412 || stale->status == 409;
  return TRUE;
}

/* Awaits. A creation of what is there already, as one that comes twice: it must not change it. */
static gboolean
probe_if_none_match (Probe *probe, GError **error)
{
  g_autofree char *path = g_strdup_printf ("Basic/%s", probe->id);
  g_autoptr (GBytes) body = write_body (probe->mark, probe->id, "twice");
  g_autoptr (SalveRemoteResponse) response = NULL;

  if (!probe->found->put_creates)
    return TRUE;
  response = ask (probe, "PUT", path, body, ABSENT, NULL, error);
  if (response == NULL)
    return FALSE;
  probe->found->put_if_none_match = response->status == 412 || response->status == 409;
  return TRUE;
}

static char *
condition (const char *mark)
{
  g_autofree char *system = g_uri_escape_string (PROBE_SYSTEM "|", NULL, FALSE);

  return g_strdup_printf ("identifier=%s%s", system, mark);
}

/* Awaits. Whether a resource with that mark is there. By its id where PUT creates, else by a search. */
static gboolean
is_there (Probe *probe, const char *mark, gboolean *there, GError **error)
{
  g_autofree char *search = condition (mark);
  g_autofree char *path =
      probe->found->put_creates ? g_strdup_printf ("Basic/%s", mark) : g_strdup_printf ("Basic?%s", search);
  g_autoptr (SalveRemoteResponse) response = ask (probe, "GET", path, NULL, NULL, NULL, error);
  g_autoptr (SalveBundle) found = NULL;

  if (response == NULL)
    return FALSE;
  *there = took (response);
  if (!*there || probe->found->put_creates)
    return TRUE;
  found = salve_bundle_parse (response->body, NULL);
  *there = found == NULL || found->entries->len > 0;
  return TRUE;
}

/* Awaits. Takes away what a probe left. What cannot be deleted stays, and says what it is. */
static void
clean (Probe *probe, const char *id)
{
  g_autofree char *path = g_strdup_printf ("Basic/%s", id);
  g_autoptr (SalveRemoteResponse) response = ask (probe, "DELETE", path, NULL, NULL, NULL, NULL);

  if (response == NULL || !took (response))
    g_message ("The probe %s could not be deleted", path);
}

/* Awaits. A creation under a condition that is met already. */
static gboolean
probe_if_none_exist (Probe *probe, GError **error)
{
  g_autofree char *search = condition (probe->mark);
  g_autoptr (GBytes) body = write_body (probe->mark, NULL, "again");
  g_autoptr (SalveRemoteResponse) response = ask (probe, "POST", "Basic", body, NULL, search, error);
  g_autoptr (SalveResource) made = NULL;
  g_autofree char *id = NULL;

  if (response == NULL)
    return FALSE;
  made = salve_sync_read_body (response);
  id = salve_sync_id_of_location (response->location);
  if (id == NULL && made != NULL)
    id = g_strdup (salve_resource_get_id (made));
  probe->found->if_none_exist = response->status == 200 || response->status == 304;
  if (took (response) && id != NULL && !g_str_equal (id, probe->id))
    {
      probe->found->if_none_exist = FALSE;
      clean (probe, id);
    }
  return TRUE;
}

static GBytes *
write_transaction (Probe *probe, const char *mark)
{
  gboolean put = probe->found->put_creates;
  g_autoptr (GBytes) fresh = write_body (mark, put ? mark : NULL, "new");
  g_autoptr (GBytes) stale = write_body (probe->mark, probe->id, "stale");
  g_autofree char *path = put ? g_strdup_printf ("Basic/%s", mark) : g_strdup ("Basic");
  char *json = g_strdup_printf (
      "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:%s\","
      "\"resource\":%s,\"request\":{\"method\":\"%s\",\"url\":\"%s\"}},{\"resource\":%s,\"request\":{"
      "\"method\":\"PUT\",\"url\":\"Basic/%s\",\"ifMatch\":\"W/\\\"%s\\\"\"}}]}",
      mark, (const char *)g_bytes_get_data (fresh, NULL), put ? "PUT" : "POST", path,
      (const char *)g_bytes_get_data (stale, NULL), probe->id, probe->old);

  return g_bytes_new_take (json, strlen (json));
}

/* Awaits. A new resource beside an outdated one: neither may be there afterwards. Some servers answer 200 and have done
 * the half of it. */
static gboolean
probe_transaction (Probe *probe, GError **error)
{
  g_autofree char *mark = g_uuid_string_random ();
  g_autoptr (GBytes) bundle = write_transaction (probe, mark);
  g_autoptr (SalveRemoteResponse) response = ask (probe, "POST", "", bundle, NULL, NULL, error);
  g_autoptr (SalveBundle) answer = NULL;
  gboolean there;

  if (response == NULL || !is_there (probe, mark, &there, error))
    return FALSE;
  probe->found->atomic_transactions =
      !there && (response->status == 412 || response->status == 409 || response->status == 400);
  answer = salve_bundle_parse (response->body, NULL);
  for (guint i = 0; there && answer != NULL && i < 1 && i < answer->entries->len; i++)
    {
      const SalveBundleEntry *entry = answer->entries->pdata[i];
      g_autofree char *id = salve_sync_id_of_location (entry->location);

      if (id != NULL || probe->found->put_creates)
        clean (probe, id != NULL ? id : mark);
    }
  return TRUE;
}

/* Awaits. */
static gboolean
probe_history (Probe *probe, GError **error)
{
  g_autoptr (SalveRemoteResponse) response =
      ask (probe, "GET", "Basic/_history?_count=10&_since=2000-01-01T00:00:00Z", NULL, NULL, NULL, error);
  g_autoptr (SalveBundle) history = NULL;

  if (response == NULL)
    return FALSE;
  history = took (response) ? salve_bundle_parse (response->body, NULL) : NULL;
  probe->found->type_history =
      history != NULL && g_strcmp0 (history->type, "history") == 0 && history->entries->len > 0;
  return TRUE;
}

/* What our own server does is known: it comes with this program and is tested with it. Whoever signed in may also not have
 * the right to make what the probes make. */
static void
know_our_own (Probe *probe)
{
  probe->found->put_creates = TRUE;
  probe->found->put_if_none_match = TRUE;
  probe->found->if_match = TRUE;
  probe->found->if_none_exist = TRUE;
  probe->found->atomic_transactions = TRUE;
  probe->found->type_history = TRUE;
}

/* Awaits. */
static gboolean
run_probes (Probe *probe, GError **error)
{
  gboolean ok;

  if (probe->found->is_salve)
    {
      know_our_own (probe);
      return TRUE;
    }
  if (!probe_creation (probe, error))
    return FALSE;
  if (probe->id == NULL)
    return TRUE;
  ok = probe_if_match (probe, error) && probe_if_none_match (probe, error)
       && probe_if_none_exist (probe, error) && (!probe->found->if_match || probe_transaction (probe, error))
       && probe_history (probe, error);
  clean (probe, probe->id);
  return ok;
}

/* Awaits. */
static gboolean
keep (Probe *probe, const char *types, GError **error)
{
  SalveSync *self = probe->self;
  g_autofree char *json = NULL;
  const char *cursors[] = { "types", types, NULL };

  probe->found->questions = SALVE_SERVER_QUESTIONS;
  probe->found->probed = self->env.now (self->env.data);
  json = salve_server_abilities_to_json (probe->found);
  g_clear_pointer (&self->abilities, salve_server_abilities_free);
  self->abilities = salve_server_abilities_copy (probe->found);
  /* The abilities come last: where they are, the types are too. */
  return salve_sync_apply (self, NULL, cursors, NULL, error)
         && dex_await (salve_store_set_setting (self->store, SALVE_SETTING_ABILITIES, json), error);
}

/**
 * salve_sync_probe_server:
 *
 * Awaits. Finds out what the server does and keeps it in the file.
 */
gboolean
salve_sync_probe_server (SalveSync *self, GError **error)
{
  g_auto (Probe) probe = { .self = self };
  g_autofree char *types = NULL;

  salve_sync_say (self, _ ("Getting to know the server"), -1);
  probe.found = g_new0 (SalveServerAbilities, 1);
  probe.mark = g_uuid_string_random ();
  return read_metadata (&probe, &types, error) && run_probes (&probe, error) && keep (&probe, types, error);
}
