/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page that came from the server: its rows, what is gone, what clashes, and how far the download has come, in one
 * transaction. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-element.h"
#include "salve-store-private.h"
#include "salve-store-run.h"
#include "salve-sync-row-private.h"

static gpointer
counts_copy (gpointer data)
{
  return g_memdup2 (data, sizeof (SalveSyncCounts));
}

G_DEFINE_BOXED_TYPE (SalveSyncCounts, salve_sync_counts, counts_copy, g_free)

typedef struct
{
  SalveBundle *page;
  char **cursors;
  char *type;
  char *server_id;
  char *version;
  SalveSyncCounts counts;
} Page;

static void
page_free (gpointer data)
{
  Page *self = data;

  g_clear_pointer (&self->page, salve_bundle_unref);
  g_strfreev (self->cursors);
  g_free (self->type);
  g_free (self->server_id);
  g_free (self->version);
  g_free (self);
}

/* When the state that the row stands on was made there; SALVE_INSTANT_NONE where nobody knows. */
static SalveInstant
known_time (const SalveSyncRow *row)
{
  g_autoptr (SalveResource) base = NULL;
  GBytes *body = row->base != NULL ? row->base : row->body;
  SalveInstant time;

  base = row->rowid != 0 && row->server_version != NULL ? salve_resource_new (body, NULL) : NULL;
  if (base == NULL || !salve_instant_parse_fhir (salve_resource_get_last_updated (base), NULL, &time, NULL))
    return SALVE_INSTANT_NONE;
  return time;
}

static gboolean
is_number (const char *text)
{
  return text != NULL && *text != '\0' && strspn (text, "0123456789") == strlen (text) && strlen (text) < 18;
}

/* Some servers take the time before they commit: a newer version may say an earlier one, by so much at most. */
#define STAMPED_BEFORE (120 * SALVE_INSTANT_SECOND)

/* A cache or an old page of a history may say what has been superseded since. Versions that are numbers say so
 * themselves, for others there is only the time. A history is in order, so that there the time decides. */
static gboolean
is_before (const char *version,
           const char *known_version,
           const char *last_updated,
           SalveInstant known,
           gboolean in_order)
{
  SalveInstant time;

  if (is_number (version) && is_number (known_version))
    return g_ascii_strtoll (version, NULL, 10) < g_ascii_strtoll (known_version, NULL, 10);
  return known != SALVE_INSTANT_NONE && salve_instant_parse_fhir (last_updated, NULL, &time, NULL)
         && time < known - (in_order ? 0 : STAMPED_BEFORE);
}

/* Of what is gone only the tombstone knows when, and as which version. What was made here and deleted there before this
 * desk heard that it had arrived has its tombstone by its name there. */
static gboolean
is_before_its_end (SalveSyncWork *work,
                   const char *type,
                   const SalveSyncRow *row,
                   const char *server_id,
                   const char *version,
                   const char *last_updated,
                   gboolean in_order,
                   gboolean *before,
                   GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection, "SELECT server_version, time FROM tombstone WHERE type = ? AND id IN (?, ?)", error);
  gboolean found = TRUE;

  *before = FALSE;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, type);
  salve_statement_bind_text (select, 2, row->id);
  salve_statement_bind_text (select, 3, server_id);
  while (found && !*before)
    {
      if (!salve_statement_step (select, &found, error))
        return FALSE;
      *before = found
                && (g_strcmp0 (version, salve_statement_text (select, 0)) == 0
                    || is_before (version, salve_statement_text (select, 0), last_updated,
                                  salve_statement_int (select, 1), in_order));
    }
  return TRUE;
}

/* While a person has to decide, the row stands on what it stood on; what is known of the server lies beside it. */
static gboolean
is_before_the_conflict (SalveSyncWork *work,
                        const char *type,
                        const SalveSyncRow *row,
                        const char *version,
                        const char *last_updated,
                        gboolean in_order,
                        gboolean *before,
                        GError **error)
{
  g_autoptr (SalveStatement) select = NULL;
  gboolean found;

  if (row->state == SALVE_STATE_SYNCED)
    return TRUE;
  select =
      salve_connection_prepare (work->connection,
                                "SELECT their_version, their_time FROM conflict WHERE resource_id = ?1 AND"
                                " type = ?2 AND settled IS NULL",
                                error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, row->id);
  salve_statement_bind_text (select, 2, type);
  if (!salve_statement_step (select, &found, error))
    return FALSE;
  *before = found
            && is_before (version, salve_statement_text (select, 0), last_updated,
                          salve_statement_int (select, 1), in_order);
  return TRUE;
}

/* older: (out): whether something newer is known already */
static gboolean
is_older (SalveSyncWork *work,
          const char *type,
          const SalveSyncRow *row,
          const char *server_id,
          const char *version,
          const char *last_updated,
          gboolean in_order,
          gboolean *older,
          GError **error)
{
  *older = FALSE;
  if (row->rowid == 0 && !in_order)
    return TRUE;
  if (row->server_version != NULL)
    *older = is_before (version, row->server_version, last_updated, known_time (row), in_order);
  /* What was gone there and is made anew here is no older state of itself. */
  else if (!is_before_its_end (work, type, row, server_id, version, last_updated, in_order, older, error))
    return FALSE;
  return *older || is_before_the_conflict (work, type, row, version, last_updated, in_order, older, error);
}

static void
count (SalveSyncCounts *counts, SalveSyncMet met, gboolean there)
{
  switch (met)
    {
    case SALVE_SYNC_MET_CONFLICT:
      counts->conflicts++;
      break;
    case SALVE_SYNC_MET_RESEND:
      counts->merged++;
      break;
    case SALVE_SYNC_MET_ECHO:
    case SALVE_SYNC_MET_THEIRS:
    default:
      if (there)
        counts->written++;
      else
        counts->deleted++;
    }
}

/* What a server without versions has instead. */
/* etag: (out) (transfer full): keeps it */
const char *
salve_sync_version_of_entry (const SalveBundleEntry *entry, char **etag)
{
  const char *version = salve_resource_get_version_id (entry->resource);

  if (version == NULL)
    version = *etag = salve_version_of_etag (entry->etag);
  if (version == NULL)
    version = salve_resource_get_last_updated (entry->resource);
  return version != NULL ? version : "";
}

/* Only programs that book look at it. */
gboolean
salve_sync_is_guard (SalveResource *resource)
{
  SalveElement identifiers = salve_element_get (salve_resource_root (resource), "identifier");

  return g_str_equal (salve_resource_get_type_name (resource), "Schedule")
         && g_strcmp0 (salve_element_string (salve_element_at (identifiers, 0), "system"),
                       SALVE_BOOKING_GUARD_SYSTEM)
                == 0;
}

static gboolean
apply_resource (SalveSyncWork *work, SalveSyncCounts *counts, const SalveBundleEntry *entry, GError **error)
{
  SalveResource *theirs = entry->resource;
  const char *type = salve_resource_get_type_name (theirs), *server_id = salve_resource_get_id (theirs);
  g_autofree char *etag = NULL;
  const char *version = salve_sync_version_of_entry (entry, &etag);
  g_auto (SalveSyncRow) row = { 0 };
  gboolean older = FALSE;
  SalveSyncMet met;

  if (server_id == NULL || g_str_equal (type, "OperationOutcome"))
    {
      counts->unreadable++;
      return TRUE;
    }
  if (salve_sync_is_guard (theirs))
    return TRUE;
  if (!salve_sync_row_find_server (work, type, server_id, theirs, &row, error)
      || !salve_sync_note_emergency (work, type, &row, error))
    return FALSE;
  if (*version != '\0'
      && !is_older (work, type, &row, server_id, version, salve_resource_get_last_updated (theirs),
                    entry->method != NULL, &older, error))
    return FALSE;
  if (older || (row.rowid != 0 && g_strcmp0 (row.server_version, version) == 0))
    {
      counts->unchanged++;
      return TRUE;
    }
  if (!salve_sync_meet (work, type, &row, server_id, theirs, version, &met, error))
    return FALSE;
  count (counts, met, TRUE);
  return TRUE;
}

static gboolean
note_end (SalveSyncWork *work,
          const char *type,
          const SalveSyncRow *row,
          const char *server_id,
          const char *version,
          const char *time,
          GError **error)
{
  gboolean before;

  if (!is_before_its_end (work, type, row, server_id, version, time, TRUE, &before, error) || before)
    return before;
  return salve_connection_run (work->connection, error,
                               "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)", "ttit", type, row->id,
                               work->their_time, version);
}

static gboolean
forget_resource (SalveSyncWork *work,
                 SalveSyncCounts *counts,
                 const char *type,
                 const char *server_id,
                 const char *version,
                 const char *time,
                 GError **error)
{
  g_auto (SalveSyncRow) row = { 0 };
  gboolean older;
  SalveSyncMet met;

  if (!salve_sync_row_find_server (work, type, server_id, NULL, &row, error))
    return FALSE;
  if (!salve_instant_parse_fhir (time, NULL, &work->their_time, NULL))
    work->their_time = 0; /* this desk's own clock says nothing of that */
  /* What was never here, was gone before, or is not known to be there, is noted all the same: an older page of the history
   * may still bring it. */
  if (row.server_version == NULL)
    return version == NULL || note_end (work, type, &row, server_id, version, time, error);
  if (!is_older (work, type, &row, server_id, version, time, TRUE, &older, error) || older)
    return older;
  if (!salve_sync_meet (work, type, &row, server_id, NULL, version, &met, error))
    return FALSE;
  count (counts, met, FALSE);
  return TRUE;
}

/* The type and id in Type/id, https://…/Type/id or Type/id/_history/3. */
static gboolean
split_address (const char *address, char **type, char **id)
{
  g_auto (GStrv) parts = address != NULL ? g_strsplit (address, "/", -1) : NULL;
  guint n = parts != NULL ? g_strv_length (parts) : 0;

  if (n >= 4 && g_str_equal (parts[n - 2], "_history"))
    n -= 2;
  if (n < 2 || !salve_resource_is_valid_type_name (parts[n - 2])
      || !salve_resource_is_valid_id (parts[n - 1]))
    return FALSE;
  *type = g_strdup (parts[n - 2]);
  *id = g_strdup (parts[n - 1]);
  return TRUE;
}

static gboolean
apply_deletion (SalveSyncWork *work, SalveSyncCounts *counts, const SalveBundleEntry *entry, GError **error)
{
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  g_autofree char *version = salve_version_of_etag (entry->etag);

  if (!split_address (entry->url, &type, &id) && !split_address (entry->full_url, &type, &id))
    {
      counts->unreadable++;
      return TRUE;
    }
  return forget_resource (work, counts, type, id, version, entry->last_modified, error);
}

/* One entry of a page. seen: of that page */
gboolean
salve_sync_apply_entry (SalveSyncWork *work,
                        SalveSyncCounts *counts,
                        GHashTable *seen,
                        const SalveBundleEntry *entry,
                        GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *version = NULL;
  gboolean deletion = g_strcmp0 (entry->method, "DELETE") == 0;

  if (entry->is_outcome)
    return TRUE;
  if (!deletion && entry->resource == NULL)
    {
      counts->unreadable++;
      return TRUE;
    }
  /* Versions that are no numbers say nothing of their order; there the order of a history does, which begins with the
   * newest. */
  version = deletion ? salve_version_of_etag (entry->etag)
                     : g_strdup (salve_resource_get_version_id (entry->resource));
  if (!is_number (version))
    name = deletion ? g_strdup (entry->url != NULL ? entry->url : entry->full_url)
                    : g_strdup_printf ("%s/%s", salve_resource_get_type_name (entry->resource),
                                       salve_resource_get_id (entry->resource));
  if (name != NULL && !g_hash_table_add (seen, g_steal_pointer (&name)))
    return TRUE;
  return deletion ? apply_deletion (work, counts, entry, error) : apply_resource (work, counts, entry, error);
}

/* cursors: (nullable): name, value, … */
gboolean
salve_sync_set_cursors (SalveSyncWork *work, char **cursors, GError **error)
{
  for (char **name = cursors; name != NULL && name[0] != NULL; name += 2)
    if (*name[1] == '\0'
            ? !salve_connection_run (work->connection, error, "DELETE FROM cursor WHERE name = ?", "t",
                                     name[0])
            : !salve_connection_run (work->connection, error, "INSERT OR REPLACE INTO cursor VALUES (?, ?)",
                                     "tt", name[0], name[1]))
      return FALSE;
  return TRUE;
}

static gboolean
apply (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  Page *self = data;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; self->page != NULL && i < self->page->entries->len; i++)
    if (!salve_sync_apply_entry (work, &self->counts, seen, self->page->entries->pdata[i], error))
      return FALSE;
  if (self->server_id != NULL
      && !forget_resource (work, &self->counts, self->type, self->server_id, self->version, NULL, error))
    return FALSE;
  if (!salve_sync_set_cursors (work, self->cursors, error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_SYNC_COUNTS);
  g_value_set_boxed (value, &self->counts);
  return TRUE;
}

/**
 * salve_sync_rows_apply:
 * @page: (nullable): NULL for the cursors alone
 * @cursors: (nullable): name, value, …, NULL; an empty value forgets
 *
 * Nothing may be on its way to the server meanwhile: its answer would come as somebody else's change.
 *
 * Returns: (transfer full): resolves to #SalveSyncCounts when all of it is on the disk
 */
DexFuture *
salve_sync_rows_apply (SalveStore *store,
                       const SalveSyncRules *rules,
                       SalveBundle *page,
                       const char *const *cursors)
{
  Page *self = g_new0 (Page, 1);

  self->page = page != NULL ? salve_bundle_ref (page) : NULL;
  self->cursors = g_strdupv ((char **)cursors);
  return salve_sync_run (store, rules, SALVE_PRIORITY_NORMAL, apply, self, page_free);
}

/**
 * salve_sync_rows_forget:
 * @version: (nullable): of the deletion
 *
 * The server has it no more. What was edited here becomes a conflict.
 *
 * Returns: (transfer full): resolves to #SalveSyncCounts
 */
DexFuture *
salve_sync_rows_forget (SalveStore *store,
                        const SalveSyncRules *rules,
                        const char *type,
                        const char *server_id,
                        const char *version)
{
  Page *self = g_new0 (Page, 1);

  self->type = g_strdup (type);
  self->server_id = g_strdup (server_id);
  self->version = g_strdup (version);
  return salve_sync_run (store, rules, SALVE_PRIORITY_NORMAL, apply, self, page_free);
}

static gboolean
read_cursors (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  g_autoptr (GHashTable) cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT name, value FROM cursor", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      g_hash_table_insert (cursors, g_strdup (salve_statement_text (select, 0)),
                           g_strdup (salve_statement_text (select, 1)));
    }
  g_value_init (value, G_TYPE_HASH_TABLE);
  g_value_take_boxed (value, g_steal_pointer (&cursors));
  return TRUE;
}

/* Returns: (transfer full): resolves to a GHashTable (boxed) of names and values */
DexFuture *
salve_sync_rows_read_cursors (SalveStore *store)
{
  return salve_store_run_write (store, SALVE_PRIORITY_NORMAL, read_cursors, NULL, NULL);
}

static gboolean
list_known (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  g_autoptr (GStrvBuilder) known = g_strv_builder_new ();
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT coalesce (server_id, id) || char (10) || server_version FROM resource WHERE type = ?"
      " AND server_version IS NOT NULL",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, data);
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      g_strv_builder_add (known, salve_statement_text (select, 0));
    }
  g_value_init (value, G_TYPE_STRV);
  g_value_take_boxed (value, g_strv_builder_end (known));
  return TRUE;
}

/**
 * salve_sync_rows_list_known:
 *
 * Returns: (transfer full): resolves to a GStrv of "id there, newline, version there" of all that the server should have
 */
DexFuture *
salve_sync_rows_list_known (SalveStore *store, const char *type)
{
  return salve_store_run_write (store, SALVE_PRIORITY_BULK, list_known, g_strdup (type), g_free);
}
