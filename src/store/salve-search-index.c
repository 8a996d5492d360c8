/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-search-index.h"

#include "salve-schema-search.h"
#include "salve-search-extract.h"
#include "salve-search.h"
#include "salve-statement.h"

/**
 * salve_search_index_is_enabled:
 * @enabled: (out): whether the index was made, after which it stays
 */
gboolean
salve_search_index_is_enabled (SalveConnection *connection, gboolean *enabled, GError **error)
{
  gint64 n;

  *enabled = salve_connection_get_indexing (connection) == SALVE_INDEXING_ON;
  if (*enabled)
    return TRUE;
  if (!salve_connection_get_int (connection, "SELECT count(*) FROM meta WHERE name = 'search-index'", &n,
                                 error))
    return FALSE;
  *enabled = n > 0;
  salve_connection_set_indexing (connection, *enabled ? SALVE_INDEXING_ON : SALVE_INDEXING_OFF);
  return TRUE;
}

/* The same for a connection that writes: it is the one that would have made the index, and asks once. */
static gboolean
is_kept (SalveConnection *connection, gboolean *kept, GError **error)
{
  *kept = FALSE;
  return salve_connection_get_indexing (connection) == SALVE_INDEXING_OFF
         || salve_search_index_is_enabled (connection, kept, error);
}

typedef struct
{
  SalveConnection *connection;
  gint64 rowid;
  GError **error;
  gboolean ok;
} Put;

static gboolean
put_quantity (Put *put, const SalveSearchEntry *entry)
{
  g_autoptr (SalveStatement) insert = salve_connection_prepare (
      put->connection, "INSERT OR IGNORE INTO search_quantity VALUES (?, ?, ?, ?, ?)", put->error);

  if (insert == NULL)
    return FALSE;
  salve_statement_bind_int (insert, 1, entry->parameter->number);
  salve_statement_bind_double (insert, 2, entry->number);
  salve_statement_bind_int (insert, 3, put->rowid);
  salve_statement_bind_text (insert, 4, entry->system);
  salve_statement_bind_text (insert, 5, entry->exact);
  return salve_statement_run (insert, put->error);
}

static gboolean
put_entry (Put *put, const SalveSearchEntry *entry)
{
  gint64 number = entry->parameter->number;

  switch (entry->parameter->kind)
    {
    case SALVE_SEARCH_STRING:
      return salve_connection_run (put->connection, put->error,
                                   "INSERT OR IGNORE INTO search_string VALUES (?, ?, ?, ?)", "itit", number,
                                   entry->text, put->rowid, entry->exact);
    case SALVE_SEARCH_DATE:
      return salve_connection_run (put->connection, put->error,
                                   "INSERT OR IGNORE INTO search_date VALUES (?, ?, ?, ?)", "iiii", number,
                                   entry->low, put->rowid, entry->high);
    case SALVE_SEARCH_REFERENCE:
      return salve_connection_run (put->connection, put->error,
                                   "INSERT OR IGNORE INTO search_reference VALUES (?, ?, ?, ?, ?)", "ititt",
                                   number, entry->text, put->rowid, entry->system, entry->exact);
    case SALVE_SEARCH_QUANTITY:
      return put_quantity (put, entry);
    case SALVE_SEARCH_TOKEN:
    case SALVE_SEARCH_URI:
    default:
      return salve_connection_run (put->connection, put->error,
                                   "INSERT OR IGNORE INTO search_token VALUES (?, ?, ?, ?)", "itit", number,
                                   entry->text, put->rowid, entry->system);
    }
}

static void
on_entry (const SalveSearchEntry *entry, gpointer data)
{
  Put *put = data;

  put->ok = put->ok && put_entry (put, entry);
}

static void
on_treatment (const char *practitioner_id, const char *patient_id, gpointer data)
{
  Put *put = data;

  put->ok = put->ok
            && salve_connection_run (put->connection, put->error,
                                     "INSERT OR IGNORE INTO search_treats VALUES (?, ?, ?)", "tti",
                                     practitioner_id, patient_id, put->rowid);
}

static gboolean
put_owner (Put *put, const char *type, const char *patient)
{
  return salve_connection_run (put->connection, put->error,
                               "INSERT OR IGNORE INTO search_owner VALUES (?, ?, ?)", "tti", patient, type,
                               put->rowid);
}

static gboolean
put_owners (Put *put, SalveResource *resource)
{
  g_autoptr (GPtrArray) patients = salve_search_patients_of (resource);
  const char *type = salve_resource_get_type_name (resource);

  for (guint i = 0; i < patients->len; i++)
    if (!put_owner (put, type, patients->pdata[i]))
      return FALSE;
  return patients->len > 0 || put_owner (put, type, SALVE_OWNER_NOBODY);
}

static gboolean
put_all (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  Put put = { connection, rowid, error, TRUE };

  salve_search_extract (resource, on_entry, &put);
  if (put.ok)
    salve_search_treatments_of (resource, on_treatment, &put);
  return put.ok && put_owners (&put, resource);
}

/**
 * salve_search_index_put:
 * @rowid: of its resource row; there must be no rows of it but those of owners
 */
gboolean
salve_search_index_put (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  gboolean kept;

  if (!is_kept (connection, &kept, error))
    return FALSE;
  return !kept
         || (salve_connection_run (connection, error, "DELETE FROM search_owner WHERE record = ?", "i", rowid)
             && put_all (connection, resource, rowid, error));
}

/* Takes the rows out, except whose the resource was: its history stays theirs. */
gboolean
salve_search_index_remove (SalveConnection *connection, gint64 rowid, GError **error)
{
  gboolean kept;

  if (!is_kept (connection, &kept, error))
    return FALSE;
  return !kept
         || (salve_connection_run (connection, error, "DELETE FROM search_token WHERE record = ?", "i", rowid)
             && salve_connection_run (connection, error, "DELETE FROM search_string WHERE record = ?", "i",
                                      rowid)
             && salve_connection_run (connection, error, "DELETE FROM search_date WHERE record = ?", "i",
                                      rowid)
             && salve_connection_run (connection, error, "DELETE FROM search_reference WHERE record = ?", "i",
                                      rowid)
             && salve_connection_run (connection, error, "DELETE FROM search_quantity WHERE record = ?", "i",
                                      rowid)
             && salve_connection_run (connection, error, "DELETE FROM search_treats WHERE record = ?", "i",
                                      rowid));
}

static gboolean
fill_row (SalveConnection *connection, SalveStatement *select, GError **error)
{
  g_autoptr (SalveResource) resource = NULL;
  gint64 rowid = salve_statement_int (select, 0);
  Put put = { connection, rowid, error, TRUE };
  const char *text;
  gsize length;

  text = salve_statement_blob (select, 2, &length);
  resource = salve_resource_new_from_text (text, (gssize)length, NULL);
  /* What cannot be read has no owner, and so nobody's reach; the check of the store reports it. */
  if (resource == NULL)
    return TRUE;
  if (salve_statement_int (select, 1) != 0)
    return put_owners (&put, resource);
  return put_all (connection, resource, rowid, error);
}

static gboolean
fill_rows (SalveConnection *connection, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT rowid, deleted, body FROM resource ORDER BY rowid", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!fill_row (connection, select, error))
        return FALSE;
    }
}

/* Versions that were kept before their times were: each was written by the change before it, if by any. */
static gboolean
fill_times (SalveConnection *connection, GError **error)
{
  return salve_connection_exec (
      connection,
      "UPDATE change_item SET before_time = coalesce ((SELECT c.time FROM change_item AS i JOIN change AS c"
      " ON c.id = i.change_id WHERE i.id = change_item.id AND i.type = change_item.type AND i.after_version ="
      " change_item.after_version - 1), (SELECT time FROM change WHERE id = change_item.change_id))"
      " WHERE before_time IS NULL",
      error);
}

/* Makes all rows anew. Inside the caller's transaction. */
gboolean
salve_search_index_fill (SalveConnection *connection, GError **error)
{
  return salve_schema_clear_search (connection, error) && fill_rows (connection, error)
         && fill_times (connection, error) && salve_schema_make_search_indexes (connection, error);
}

static gboolean
is_current (SalveConnection *connection, gboolean *current, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT value FROM meta WHERE name = 'search-index'", error);
  gboolean row;

  if (select == NULL || !salve_statement_step (select, &row, error))
    return FALSE;
  *current = row && g_strcmp0 (salve_statement_text (select, 0), salve_search_parameters_fingerprint ()) == 0;
  return TRUE;
}

static gboolean
make_index (SalveConnection *connection, GError **error)
{
  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!salve_search_index_fill (connection, error)
      || !salve_connection_run (connection, error, "INSERT OR REPLACE INTO meta VALUES ('search-index', ?)",
                                "t", salve_search_parameters_fingerprint ()))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  if (!salve_connection_commit (connection, error))
    return FALSE;
  salve_connection_set_indexing (connection, SALVE_INDEXING_ON);
  return TRUE;
}

/**
 * salve_search_index_enable:
 * @connection: the writer's, outside of any transaction
 *
 * Makes the index, unless it is there and was made by the same table of parameters; from then on every write of any
 * program keeps it. One transaction, which lasts about 40 µs a resource the first time: at a server's start.
 */
gboolean
salve_search_index_enable (SalveConnection *connection, GError **error)
{
  gboolean current, ok;

  if (!is_current (connection, &current, error))
    return FALSE;
  if (current)
    {
      salve_connection_set_indexing (connection, SALVE_INDEXING_ON);
      return TRUE;
    }
  /* Values come in no order: with the writer's usual cache every page of the index is enciphered many times. */
  if (!salve_connection_exec (connection, "PRAGMA cache_size=-262144", error))
    return FALSE;
  ok = make_index (connection, error);
  return salve_connection_exec (connection, "PRAGMA cache_size=-65536", ok ? error : NULL) && ok;
}
