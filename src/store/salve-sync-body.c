/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a resource says, between two worlds: with the ids of this file or with the server's, with our mark, and without what
 * a server says of itself. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-store-private.h"
#include "salve-sync-row-private.h"

/* Splits "Type/id" or "Type/id/_history/3". */
static gboolean
split_reference (const char *reference, char **type, char **id)
{
  g_auto (GStrv) parts = g_strsplit (reference, "/", 3);

  if (parts[0] == NULL || parts[1] == NULL || !salve_resource_is_valid_type_name (parts[0])
      || !salve_resource_is_valid_id (parts[1]))
    return FALSE;
  *type = g_strdup (parts[0]);
  *id = g_strdup (parts[1]);
  return TRUE;
}

typedef struct
{
  SalveSyncWork *work;
  GHashTable *going; /* "Type/id" → urn:uuid:… of what goes in the same transaction */
  gboolean deferred;
  gboolean failed;
  GError *error;
} Mapping;

/* Something that nobody here has heard of may be what the server is not known to have, and another desk has brought: what
 * waits to be sent, or what was deleted here, at the clinic's former server too. Until that is known it is called as it is
 * there, and this is noted for salve_sync_name(). */
static gboolean
note_loose (SalveSyncWork *work, const char *type, const char *id, GError **error)
{
  g_autofree char *name = g_strdup_printf (SALVE_SYNC_LOOSE "%s/%s", type, id);

  return salve_connection_run (
      work->connection, error,
      "INSERT OR REPLACE INTO cursor SELECT ?1, '1' WHERE EXISTS (SELECT 1 FROM resource"
      " WHERE state <> 1 AND type = ?2 AND server_version IS NULL)"
      " OR EXISTS (SELECT 1 FROM resource WHERE type = ?2 AND deleted = 1 AND server_version IS NULL)",
      "tt", name, type);
}

static char *
to_local (const char *reference, gpointer data)
{
  Mapping *mapping = data;
  const char *base = mapping->work->rules->base;
  gsize n = base != NULL ? strlen (base) : 0;
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  g_auto (SalveSyncRow) row = { 0 };

  if (n > 0 && strncmp (reference, base, n) == 0 && reference[n] == '/')
    reference += n + 1;
  if (mapping->failed || !split_reference (reference, &type, &id))
    return NULL;
  if (!mapping->work->maps)
    return g_strdup (reference);
  if (!salve_sync_row_find_server (mapping->work, type, id, NULL, &row, &mapping->error)
      || (row.rowid == 0 && !mapping->work->rules->put_creates
          && !note_loose (mapping->work, type, id, &mapping->error)))
    {
      mapping->failed = TRUE;
      return NULL;
    }
  return g_str_equal (row.id, id) ? g_strdup (reference) : g_strdup_printf ("%s/%s", type, row.id);
}

static SalveResource *
finish_mapping (Mapping *mapping, SalveResource *mapped, GError **error)
{
  if (!mapping->failed)
    return mapped;
  g_clear_pointer (&mapped, salve_resource_unref);
  g_clear_error (error);
  g_propagate_error (error, mapping->error);
  return NULL;
}

static gboolean
names_base (SalveSyncWork *work, SalveResource *resource)
{
  const char *base = work->rules->base;
  gsize n;
  const char *text = salve_resource_get_text (resource, &n);

  return base != NULL && memmem (text, n, base, strlen (base)) != NULL;
}

/**
 * salve_sync_localise:
 * @theirs: with the server's ids
 * @id: what it is called here
 *
 * Returns: (transfer full): the same with the ids of this file, every other byte as it came
 */
SalveResource *
salve_sync_localise (SalveSyncWork *work, SalveResource *theirs, const char *id, GError **error)
{
  Mapping mapping = { .work = work };
  g_autoptr (SalveResource) named = NULL;

  if (g_strcmp0 (salve_resource_get_id (theirs), id) == 0)
    named = salve_resource_ref (theirs);
  else
    {
      g_autoptr (SalveEdit) edit = salve_resource_edit (theirs);

      salve_edit_set_string (edit, "/id", id);
      named = salve_edit_finish (edit, error);
      if (named == NULL)
        return NULL;
    }
  if (!work->maps && !names_base (work, named))
    return g_steal_pointer (&named);
  return finish_mapping (&mapping, salve_resource_map_references (named, to_local, &mapping, error), error);
}

/* What the server has yet to hear of is called as it will be. */
static char *
name_unknown (Mapping *mapping, const char *type, const SalveSyncRow *row)
{
  g_autoptr (SalveResource) body = salve_resource_new (row->body, &mapping->error);
  g_autofree char *name = NULL;

  if (body == NULL || !salve_sync_find_new_name (mapping->work, type, row, body, &name, &mapping->error))
    {
      mapping->failed = TRUE;
      return NULL;
    }
  if (name != NULL)
    return g_strdup_printf ("%s/%s", type, name);
  mapping->deferred = TRUE;
  return g_strdup_printf ("urn:uuid:%s", row->id);
}

static char *
to_server (const char *reference, gpointer data)
{
  Mapping *mapping = data;
  SalveSyncWork *work = mapping->work;
  const char *urn = mapping->going != NULL ? g_hash_table_lookup (mapping->going, reference) : NULL;
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  g_auto (SalveSyncRow) row = { 0 };

  if (urn != NULL)
    return g_strdup (urn);
  if (mapping->failed || !split_reference (reference, &type, &id))
    return NULL;
  if (!salve_sync_row_find (work, type, id, &row, &mapping->error))
    {
      mapping->failed = TRUE;
      return NULL;
    }
  if (row.rowid == 0)
    return NULL;
  if (row.server_id != NULL && (row.server_version != NULL || row.deleted))
    return g_strdup_printf ("%s/%s", type, row.server_id);
  if (row.server_version != NULL || row.deleted)
    return NULL;
  return name_unknown (mapping, type, &row);
}

/* Whether a new resource may go to the server under its own id. What came from a file may be called "1", as another
 * one is there. */
gboolean
salve_sync_creates_by_put (const SalveSyncRules *rules, const char *id)
{
  return rules->put_creates && (rules->is_salve || g_uuid_string_is_valid (id));
}

/* Whether nothing else here is, or was there, what the mark says. */
static gboolean
is_free (SalveSyncWork *work,
         const char *type,
         const SalveSyncRow *row,
         const char *mark,
         gboolean *is,
         GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection,
      "SELECT NOT EXISTS (SELECT 1 FROM resource WHERE id = ?2 AND type = ?1)"
      " AND NOT EXISTS (SELECT 1 FROM resource WHERE type = ?1 AND server_id = ?2 AND id <> ?3)"
      " AND NOT EXISTS (SELECT 1 FROM tombstone WHERE type = ?1 AND id IN (?2, ?3))",
      error);
  gboolean found;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  salve_statement_bind_text (select, 2, mark);
  salve_statement_bind_text (select, 3, row->id);
  if (!salve_statement_step (select, &found, error))
    return FALSE;
  *is = found && salve_statement_int (select, 0) != 0;
  return TRUE;
}

/**
 * salve_sync_find_new_name:
 * @row: of something that the server has not got
 * @ours: as it is here
 * @name: (out) (transfer full): what it is to be called there; NULL: as the server wants
 *
 * Where ids may be chosen, it is the one here. Only what has come from a former server of the clinic, which gave ids of its
 * own, is called as it was made: each desk calls it something else, and all of them bring it.
 */
gboolean
salve_sync_find_new_name (SalveSyncWork *work,
                          const char *type,
                          const SalveSyncRow *row,
                          SalveResource *ours,
                          char **name,
                          GError **error)
{
  const char *mark = salve_sync_marked_id (ours);
  gboolean by_mark = mark != NULL && !g_str_equal (mark, row->id) && row->server_id == NULL
                     && salve_resource_is_valid_id (mark) && salve_sync_creates_by_put (work->rules, mark);

  *name = NULL;
  if (by_mark && !is_free (work, type, row, mark, &by_mark, error))
    return FALSE;
  if (by_mark || salve_sync_creates_by_put (work->rules, row->id))
    *name = g_strdup (by_mark ? mark : row->id);
  return TRUE;
}

/* https://hl7.org/fhir/R4/: these have no list of identifiers. */
static gboolean
has_identifiers (const char *type)
{
  static const char *const without[] = {
    "AuditEvent",
    "Binary",
    "Bundle",
    "CapabilityStatement",
    "CompartmentDefinition",
    "Composition",
    "GraphDefinition",
    "ImplementationGuide",
    "Linkage",
    "MessageHeader",
    "NamingSystem",
    "OperationDefinition",
    "OperationOutcome",
    "Parameters",
    "Provenance",
    "QuestionnaireResponse",
    "SearchParameter",
    "Subscription",
    "TerminologyCapabilities",
    "TestReport",
    "VerificationResult",
    NULL,
  };

  return !g_strv_contains (without, type);
}

static SalveResource *
add_mark (SalveResource *resource, const char *local_id, GError **error)
{
  g_autoptr (SalveEdit) edit = NULL;
  g_autofree char *json = NULL;

  if (salve_sync_marked_id (resource) != NULL)
    return salve_resource_ref (resource);
  json = g_strdup_printf ("{\"system\":\"%s\",\"value\":\"%s\"}", SALVE_LOCAL_ID_SYSTEM, local_id);
  edit = salve_resource_edit (resource);
  salve_edit_append_json (edit, "/identifier", json);
  return salve_edit_finish (edit, error);
}

/**
 * salve_sync_mark_as:
 * @like: (nullable): another state of it
 *
 * Returns: (transfer full): the resource, with the mark where the other state has one: a form that was opened before the
 *   server took a record does not take its mark away
 */
SalveResource *
salve_sync_mark_as (SalveResource *resource, SalveResource *like, const char *local_id, GError **error)
{
  return like != NULL && salve_sync_marked_id (like) != NULL ? add_mark (resource, local_id, error)
                                                             : salve_resource_ref (resource);
}

/**
 * salve_sync_read_ours:
 * @base: (nullable): what the server has
 *
 * Returns: (transfer full): the row's body, with its id here among its identifiers where the server gives ids of its own
 */
SalveResource *
salve_sync_read_ours (SalveSyncWork *work, const SalveSyncRow *row, SalveResource *base, GError **error)
{
  g_autoptr (SalveResource) plain = salve_resource_new (row->body, error);

  if (plain == NULL)
    return NULL;
  if (row->server_version != NULL || salve_sync_creates_by_put (work->rules, row->id)
      || !has_identifiers (salve_resource_get_type_name (plain)))
    return salve_sync_mark_as (plain, base, row->id, error);
  return add_mark (plain, row->id, error);
}

/**
 * salve_sync_compose:
 * @ours: marked
 * @row: its row
 * @new_name: (nullable): what it is to be called there, where it is not there yet; NULL: the server says that
 * @going: (nullable): "Type/id" → fullUrl of what is created in the same transaction
 * @deferred: (out): whether it names something that the server does not know yet
 *
 * Returns: (transfer full): as it goes to the server: with the server's ids and without what the server says itself
 */
SalveResource *
salve_sync_compose (SalveSyncWork *work,
                    SalveResource *ours,
                    const SalveSyncRow *row,
                    const char *new_name,
                    GHashTable *going,
                    gboolean *deferred,
                    GError **error)
{
  Mapping mapping = { .work = work, .going = going };
  g_autoptr (SalveEdit) edit = salve_resource_edit (ours);
  g_autoptr (SalveResource) plain = NULL;
  SalveResource *mapped;

  salve_edit_remove (edit, "/meta/versionId");
  salve_edit_remove (edit, "/meta/lastUpdated");
  if (row->server_version == NULL && new_name == NULL)
    salve_edit_remove (edit, "/id");
  else if (row->server_version == NULL && !g_str_equal (new_name, row->id))
    salve_edit_set_string (edit, "/id", new_name);
  else if (row->server_version != NULL && row->server_id != NULL)
    salve_edit_set_string (edit, "/id", row->server_id);
  plain = salve_edit_finish (edit, error);
  if (plain == NULL)
    return NULL;
  mapped = salve_resource_map_references (plain, to_server, &mapping, error);
  *deferred = mapping.deferred;
  return finish_mapping (&mapping, mapped, error);
}

static gboolean
same_meta (yyjson_val *a, yyjson_val *b)
{
  static const char *const kept[] = { "tag", "security", "profile" };

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      yyjson_val *first = yyjson_obj_get (a, kept[i]), *second = yyjson_obj_get (b, kept[i]);

      if ((first == NULL) != (second == NULL) || (first != NULL && !yyjson_equals (first, second)))
        return FALSE;
    }
  return TRUE;
}

/* Whether two states say the same, whatever a server writes into meta of itself. */
gboolean
salve_sync_same (SalveResource *a, SalveResource *b)
{
  yyjson_val *first = salve_resource_root (a).value, *second = salve_resource_root (b).value;
  yyjson_val *key;
  yyjson_obj_iter iter = yyjson_obj_iter_with (first);
  gsize n = yyjson_obj_size (second) - (yyjson_obj_get (second, "meta") != NULL);

  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    {
      yyjson_val *other;

      if (yyjson_equals_str (key, "meta"))
        continue;
      other = yyjson_obj_getn (second, yyjson_get_str (key), yyjson_get_len (key));
      if (other == NULL || !yyjson_equals (yyjson_obj_iter_get_val (key), other))
        return FALSE;
      n--;
    }
  return n == 0 && same_meta (yyjson_obj_get (first, "meta"), yyjson_obj_get (second, "meta"));
}
