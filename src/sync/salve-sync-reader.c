/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who reads. A salve-server shows everybody what their roles reach, so that a page, a sweep or a history that one person
 * read says nothing of what another may read. How far the file is known is therefore kept for each reach: those who
 * may read the same share it, and a role that is edited makes a new one. Cursors: "reader" is the reach that the others
 * are of now; "of <reach>" keeps those of the others, a line each. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <string.h>

#include "salve-json.h"
#include "salve-search-extract.h"
#include "salve-sync-private.h"

/* Says the same whoever reads. */
static gboolean
is_shared (const char *name)
{
  return g_str_equal (name, "types") || g_str_equal (name, "reader") || g_str_has_prefix (name, "of ")
         || g_str_has_prefix (name, SALVE_SYNC_EMERGENCY);
}

/**
 * salve_sync_change_reader:
 *
 * Says that somebody else's token goes with what is asked from now on: the server is asked what they may read before the
 * next round, and what is on its way for whoever was here before is not taken.
 */
void
salve_sync_change_reader (SalveSync *self)
{
  g_return_if_fail (SALVE_IS_SYNC (self));

  self->reader_is_new = TRUE;
  self->history_closed = FALSE;
  salve_sync_wake (self);
}

/* Returns: FALSE with G_IO_ERROR_CANCELLED where an answer may be somebody else's than the round's */
gboolean
salve_sync_check_reader (SalveSync *self, GError **error)
{
  if (!self->reader_is_new)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "somebody else reads now");
  return FALSE;
}

/* (transfer full): beside the FHIR base */
static char *
find_me (SalveSync *self)
{
  g_autoptr (GUri) base = g_uri_parse (salve_remote_get_base (self->remote), G_URI_FLAGS_NONE, NULL);

  if (base == NULL)
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (base), NULL, g_uri_get_host (base),
                     g_uri_get_port (base), "/api/v1/me", NULL, NULL);
}

/* (transfer full): the same for all who may read the same. @me: what the server says of whoever asks. @treating: (out)
 * (transfer none) (nullable) */
static char *
describe_reach (yyjson_val *me, const char **treating)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  yyjson_val *reach = yyjson_obj_get (me, "reach"), *type, *kind;
  const char *patient = yyjson_get_str (yyjson_obj_get (me, "patient"));
  gsize index, max;

  *treating = NULL;
  yyjson_obj_foreach (reach, index, max, type, kind)
  {
    g_autofree char *line = g_strdup_printf ("%s %s\n", yyjson_get_str (type), yyjson_get_str (kind));

    g_checksum_update (sum, (const guchar *)line, -1);
    if (g_strcmp0 (yyjson_get_str (kind), "treated") == 0)
      *treating = yyjson_get_str (yyjson_obj_get (me, "practitioner"));
  }
  for (guint i = 0; i < 2; i++)
    {
      const char *whose = i == 0 ? *treating : patient;

      g_checksum_update (sum, (const guchar *)(whose != NULL ? whose : ""), -1);
      g_checksum_update (sum, (const guchar *)"\n", -1);
    }
  return g_strndup (g_checksum_get_string (sum), 32);
}

/* (transfer full): the cursors that are @self's reader's own, to be kept as one */
static char *
pack_cursors (SalveSync *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->cursors);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!is_shared (name))
      g_string_append_printf (lines, "%s\t%s\n", (char *)name, (char *)value);
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
add_cursor (GPtrArray *cursors, const char *name, const char *value)
{
  g_ptr_array_add (cursors, g_strdup (name));
  g_ptr_array_add (cursors, g_strdup (value));
}

/* The cursors of now are forgotten, those of the packed ones stand in their place. */
static void
exchange_cursors (SalveSync *self, const char *packed, GPtrArray *cursors)
{
  g_auto (GStrv) lines = g_strsplit (packed != NULL ? packed : "", "\n", -1);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->cursors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!is_shared (name))
      add_cursor (cursors, name, "");
  for (char **line = lines; *line != NULL; line++)
    {
      char *tab = strchr (*line, '\t');

      if (tab == NULL)
        continue;
      *tab = '\0';
      add_cursor (cursors, *line, tab + 1);
    }
}

/* Awaits. One transaction. What was read before anybody's reach was known is read again. */
static gboolean
turn_to (SalveSync *self, const char *reach, GError **error)
{
  g_autoptr (GPtrArray) cursors = g_ptr_array_new_with_free_func (g_free);
  const char *before = salve_sync_get_cursor (self, "reader");
  g_autofree char *own = g_strconcat ("of ", reach, NULL);
  g_autofree char *kept = before != NULL ? pack_cursors (self) : NULL;
  g_autofree char *of_before = g_strconcat ("of ", before, NULL);

  if (g_strcmp0 (before, reach) == 0)
    return TRUE;
  exchange_cursors (self, salve_sync_get_cursor (self, own), cursors);
  if (before != NULL)
    add_cursor (cursors, of_before, kept);
  add_cursor (cursors, own, "");
  add_cursor (cursors, "reader", reach);
  g_ptr_array_add (cursors, NULL);
  return salve_sync_apply (self, NULL, (const char *const *)cursors->pdata, NULL, error);
}

/* Awaits. A server that does not say is as one that shows everybody the same. */
static gboolean
ask_reader (SalveSync *self, GError **error)
{
  g_autofree char *address = find_me (self);
  g_autoptr (SalveRemoteResponse) response = address != NULL ? salve_sync_get (self, address, error) : NULL;
  g_autoptr (yyjson_doc) doc = NULL;
  g_autofree char *reach = NULL;
  const char *treating;
  gsize size;

  if (response == NULL || !salve_sync_check (self, response, error) || !salve_sync_check_reader (self, error))
    return FALSE;
  size = g_bytes_get_size (response->body);
  doc =
      response->status == 200 ? salve_json_parse (g_bytes_get_data (response->body, NULL), size, NULL) : NULL;
  if (doc == NULL || !yyjson_is_obj (yyjson_obj_get (yyjson_doc_get_root (doc), "reach")))
    return TRUE;
  reach = describe_reach (yyjson_doc_get_root (doc), &treating);
  g_set_str (&self->treating, treating);
  return turn_to (self, reach, error);
}

/**
 * salve_sync_meet_reader:
 *
 * Awaits. Before a round for somebody new.
 */
gboolean
salve_sync_meet_reader (SalveSync *self, GError **error)
{
  if (!self->reader_is_new || !self->abilities->is_salve)
    {
      self->reader_is_new = FALSE;
      return TRUE;
    }
  self->reader_is_new = FALSE;
  if (ask_reader (self, error))
    return TRUE;
  self->reader_is_new = TRUE;
  return FALSE;
}

/* What somebody opened in an emergency is hidden from them after half an hour, and goes out of the file a little later. */
#define EMERGENCY_STAYS (35 * 60 * SALVE_INSTANT_SECOND)

/* Awaits. */
static gboolean
apply_record (SalveSync *self, SalveBundle *page, gboolean emergency, GError **error)
{
  SalveSyncRules rules = salve_sync_get_rules (self);

  rules.emergency_until = emergency ? self->env.now (self->env.data) + EMERGENCY_STAYS : 0;
  return dex_await (salve_sync_rows_apply (self->store, &rules, page, NULL), error);
}

/* Awaits. What the server has of a patient; one that it does not show is none. @glass: (nullable): as in the request */
static gboolean
fetch_record (SalveSync *self, const char *patient_id, const char *glass, GError **error)
{
  g_autofree char *next = g_strdup_printf ("Patient/%s/$everything?_count=%d", patient_id, SALVE_SYNC_PAGE);

  while (next != NULL)
    {
      g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", next, NULL);
      g_autoptr (SalveRemoteResponse) response = NULL;
      g_autoptr (SalveBundle) page = NULL;
      SalveInstant now;
      SalveSyncGot got;

      request->break_glass = g_strdup (glass);
      response = salve_sync_send (self, request, error);
      got = response != NULL ? salve_sync_read_page (self, response, &page, &now, error) : SALVE_SYNC_FAILED;
      if (got != SALVE_SYNC_GOT)
        return got != SALVE_SYNC_FAILED;
      if (!apply_record (self, page, glass != NULL, error))
        return FALSE;
      g_set_str (&next, page->next);
    }
  return TRUE;
}

typedef struct
{
  const char *practitioner_id;
  GHashTable *patients;
} Treated;

static void
on_treatment (const char *practitioner_id, const char *patient_id, gpointer data)
{
  Treated *treated = data;

  if (g_str_equal (practitioner_id, treated->practitioner_id) && salve_resource_is_valid_id (patient_id))
    g_hash_table_add (treated->patients, g_strdup (patient_id));
}

/**
 * salve_sync_fetch_treated:
 * @page: of a history
 *
 * Awaits. Who treats a patient from now on may read what was written before, which no history tells: with every visit or
 * appointment that changes comes that patient's record.
 */
gboolean
salve_sync_fetch_treated (SalveSync *self, SalveBundle *page, GError **error)
{
  g_autoptr (GHashTable) patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Treated treated = { self->treating, patients };
  GHashTableIter iter;
  gpointer id;

  if (self->treating == NULL)
    return TRUE;
  for (guint i = 0; i < page->entries->len; i++)
    {
      const SalveBundleEntry *entry = page->entries->pdata[i];

      if (entry->resource != NULL)
        salve_search_treatments_of (entry->resource, on_treatment, &treated);
    }
  g_hash_table_iter_init (&iter, patients);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!fetch_record (self, id, NULL, error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  SalveSync *sync;
  char *patient_id;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->sync);
  g_free (wish->patient_id);
  g_free (wish);
}

static DexFuture *
wish_fiber (gpointer data)
{
  Wish *wish = data;
  SalveSync *self = wish->sync;
  GError *error = NULL;

  /* The first round finds out what the server is. */
  if (self->abilities == NULL && self->round != NULL)
    dex_await (dex_ref (self->round), NULL);
  if (self->abilities != NULL && self->abilities->is_salve
      && !fetch_record (self, wish->patient_id, wish->patient_id, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/**
 * salve_sync_fetch_record:
 * @patient_id: whose record was opened in an emergency, which the server has been told
 *
 * Brings the record into the file, whatever a round is at. From a server that is not ours nothing comes.
 *
 * Returns: (transfer full): resolves when what the server has is in the file; rejects with SALVE_REMOTE_ERROR
 */
DexFuture *
salve_sync_fetch_record (SalveSync *self, const char *patient_id)
{
  Wish *wish;

  g_return_val_if_fail (SALVE_IS_SYNC (self) && patient_id != NULL, NULL);

  wish = g_new0 (Wish, 1);
  *wish = (Wish){ g_object_ref (self), g_strdup (patient_id) };
  return dex_scheduler_spawn (NULL, 1024 * 1024, wish_fiber, wish, wish_free);
}
