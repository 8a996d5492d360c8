/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was sent and not answered is looked for at the server, before anything else is sent or received. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-sync-private.h"

/* A creation whose answer was lost may still be on its way. Where the server does not refuse to create what is there, it
 * is not sent again before the first one cannot arrive any more. */
#define ON_ITS_WAY (150 * SALVE_INSTANT_SECOND)

static gboolean
is_success (guint status)
{
  return status >= 200 && status < 300;
}

void
salve_sync_look_clear (SalveSyncLook *self)
{
  g_clear_pointer (&self->theirs, salve_resource_unref);
  g_clear_pointer (&self->server_id, g_free);
  g_clear_pointer (&self->version, g_free);
}

static const char *
mark_in (SalveResource *resource)
{
  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (resource), "identifier"))
    if (g_strcmp0 (salve_element_string (identifier, "system"), SALVE_LOCAL_ID_SYSTEM) == 0)
      return salve_element_string (identifier, "value");
  return NULL;
}

/* Returns: (transfer full): what a creation is known by there: the id that it was made with, here or at another desk */
char *
salve_sync_mark_of (const SalveSyncEntry *entry)
{
  g_autoptr (SalveResource) body = salve_resource_new (entry->body, NULL);
  const char *mark = body != NULL ? mark_in (body) : NULL;

  return g_strdup (mark != NULL ? mark : entry->id);
}

/* What was cut off on its way says nothing, and above all not that nothing is there. Returns: FALSE */
static gboolean
fail_unreadable (SalveRemoteResponse *response, GError **error)
{
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
               _ ("The server's answer cannot be understood (%u)."), response->status);
  return FALSE;
}

/* A server that gives ids of its own is asked for the one that carries ours. */
static gboolean
look_by_mark (SalveSync *self, const SalveSyncEntry *entry, SalveSyncLook *look, GError **error)
{
  g_autofree char *value = g_uri_escape_string (SALVE_LOCAL_ID_SYSTEM "|", NULL, FALSE);
  g_autofree char *mark = salve_sync_mark_of (entry);
  g_autofree char *escaped = g_uri_escape_string (mark, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("%s?identifier=%s%s", entry->type, value, escaped);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);
  g_autoptr (SalveBundle) found = NULL;

  look->closed = response != NULL && response->status == 403;
  if (response == NULL || (!look->closed && !salve_sync_check (self, response, error)))
    return FALSE;
  /* Where nobody can search by it, the condition on the creation is what keeps it single. */
  found = is_success (response->status) ? salve_bundle_parse (response->body, NULL) : NULL;
  if (is_success (response->status) && found == NULL)
    return fail_unreadable (response, error);
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
look_by_id (SalveSync *self, const char *type, const char *server_id, SalveSyncLook *look, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", type, server_id);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);

  look->closed = response != NULL && response->status == 403;
  if (response == NULL || (!look->closed && !salve_sync_check (self, response, error)))
    return FALSE;
  look->server_id = g_strdup (server_id);
  if (look->closed || response->status == 404 || response->status == 410)
    return TRUE;
  look->theirs = is_success (response->status) ? salve_sync_read_body (response) : NULL;
  if (look->theirs == NULL)
    return fail_unreadable (response, error);
  look->version = salve_sync_version_of (response->etag, look->theirs);
  return TRUE;
}

/* Awaits. server_id: (nullable): NULL: what the entry knows; look: (out) */
gboolean
salve_sync_look_at (SalveSync *self,
                    const SalveSyncEntry *entry,
                    const char *server_id,
                    SalveSyncLook *look,
                    GError **error)
{
  if (server_id == NULL)
    server_id = entry->server_id;
  return server_id != NULL ? look_by_id (self, entry->type, server_id, look, error)
                           : look_by_mark (self, entry, look, error);
}

/* An appointment that may have arrived before anybody looked whether somebody else had come before. */
static gboolean
is_to_be_confirmed (SalveSync *self, const SalveSyncEntry *entry, const SalveSyncLook *look)
{
  return look->theirs != NULL && g_strcmp0 (look->version, entry->base_version) != 0
         && g_str_equal (entry->type, "Appointment") && !g_str_equal (entry->operation, "delete")
         && !self->abilities->is_salve;
}

/* Awaits. What was sent meets what is there: after a crash, where it came late or twice, and where others were faster. */
gboolean
salve_sync_meet_look (SalveSync *self, const SalveSyncEntry *entry, const SalveSyncLook *look, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);
  g_autoptr (GError) problem = NULL;
  g_autofree char *words = look->closed ? salve_sync_say_refusal (403, NULL) : NULL;

  if (look->closed)
    return salve_sync_requeue (self, entry, SALVE_SYNC_FORBIDDEN_FOR, words, error);
  if (is_to_be_confirmed (self, entry, look))
    {
      gboolean stays;

      if (!salve_sync_confirm (self, entry, look->theirs, look->version, &stays, error) || !stays)
        return !stays;
    }
  dex_await_int (salve_sync_rows_meet (self->store, &rules, entry->operation_id, look->server_id,
                                       look->theirs, look->version != NULL ? look->version : "",
                                       look->pause != 0 ? self->env.now (self->env.data) + look->pause : 0,
                                       look->why),
                 &problem);

  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Awaits. What the things are called there is noted before any of them is read: they may refer to each other. */
gboolean
salve_sync_name_those (SalveSync *self, GPtrArray *answers, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);

  return answers->len == 0 || dex_await (salve_sync_rows_name (self->store, &rules, answers), error);
}

/* Returns: (transfer full) (nullable): the id under which a creation went: one that leaves it to the server has none in it */
static char *
name_in (const SalveSyncEntry *entry)
{
  g_autoptr (SalveResource) body = salve_resource_new (entry->body, NULL);

  return g_strdup (body != NULL ? salve_resource_get_id (body) : NULL);
}

/* Awaits. looks: one an entry */
static gboolean
look_at_all (SalveSync *self, GPtrArray *entries, SalveSyncLook *looks, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);

  for (guint i = 0; i < entries->len; i++)
    {
      const SalveSyncEntry *entry = entries->pdata[i];
      g_autofree char *name = name_in (entry);

      if (!salve_sync_look_at (self, entry, entry->server_id != NULL ? entry->server_id : name, &looks[i],
                               error))
        return FALSE;
      if (looks[i].theirs != NULL)
        g_ptr_array_add (names, salve_sync_answer_new (entry->operation_id, looks[i].server_id, NULL, NULL));
    }
  return salve_sync_name_those (self, names, error);
}

/* Awaits. */
static gboolean
settle_look (SalveSync *self,
             const SalveSyncEntry *entry,
             const SalveSyncLook *look,
             gboolean answered,
             GError **error)
{
  const SalveServerAbilities *abilities = self->abilities;
  g_autofree char *name = name_in (entry);

  if (look->theirs == NULL && !look->closed && !answered && !abilities->is_salve
      && g_str_equal (entry->operation, "create")
      && (!abilities->if_none_exist || entry->server_id != NULL || name != NULL))
    return salve_sync_requeue (self, entry, ON_ITS_WAY, _ ("Nobody knows whether it arrived."), error);
  return salve_sync_meet_look (self, entry, look, error);
}

/**
 * salve_sync_recover:
 * @answered: whether the server has said something, so that nothing is on its way any more
 *
 * Awaits. Looks at the server for everything that was sent and not answered, before anything else is sent or received.
 */
gboolean
salve_sync_recover (SalveSync *self, gboolean answered, GError **error)
{
  g_autoptr (SalveSyncBatch) batch = dex_await_boxed (salve_sync_rows_list_inflight (self->store), error);
  SalveSyncLook *looks;
  gboolean ok;

  if (batch == NULL)
    return FALSE;
  looks = g_new0 (SalveSyncLook, MAX (1, batch->entries->len));
  ok = look_at_all (self, batch->entries, looks, error);
  for (guint i = 0; i < batch->entries->len; i++)
    {
      ok = ok && settle_look (self, batch->entries->pdata[i], &looks[i], answered, error);
      salve_sync_look_clear (&looks[i]);
    }
  g_free (looks);
  return ok;
}
