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
  /* Where it is not there, whether rows are kept already is another question. */
  if (*enabled)
    salve_connection_set_indexing (connection, SALVE_INDEXING_ON);
  return TRUE;
}

/* The same for a connection that writes: it is the one that would have made the index, and asks once. While the index is
 * being made, rows are kept too: those that the making has passed must not be missed. */
static gboolean
is_kept (SalveConnection *connection, gboolean *kept, GError **error)
{
  SalveIndexing state = salve_connection_get_indexing (connection);
  gboolean enabled;
  gint64 n = 0;

  if (state == SALVE_INDEXING_UNKNOWN)
    {
      if (!salve_search_index_is_enabled (connection, &enabled, error)
          || (!enabled
              && !salve_connection_get_int (
                  connection, "SELECT count(*) FROM meta WHERE name = 'search-index-making'", &n, error)))
        return FALSE;
      state = enabled ? SALVE_INDEXING_ON : n > 0 ? SALVE_INDEXING_MAKING : SALVE_INDEXING_OFF;
      salve_connection_set_indexing (connection, state);
    }
  *kept = state != SALVE_INDEXING_OFF;
  return TRUE;
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
         && fill_times (connection, error) && salve_schema_make_search_indexes (connection, "", error);
}

/* name: a literal. matches: (out): whether it says that it is of the present table of parameters */
static gboolean
is_of_table (SalveConnection *connection, const char *name, gboolean *matches, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT value FROM meta WHERE name = ?", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, name);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  *matches = row && g_strcmp0 (salve_statement_text (select, 0), salve_search_parameters_fingerprint ()) == 0;
  return TRUE;
}

/* Nobody searches by an index of another table any more. Rows come in the order of their records, so that what lies in that
 * order only grows at its end: made afterwards it would have to be sorted, in memory. */
static gboolean
begin_making (SalveConnection *connection, GError **error)
{
  return salve_schema_clear_search (connection, error)
         && salve_schema_make_search_indexes (connection, "search_", error)
         && salve_connection_run (connection, error, "DELETE FROM meta WHERE name = 'search-index'", "")
         && salve_connection_run (connection, error,
                                  "INSERT OR REPLACE INTO meta VALUES ('search-index-making', ?)", "t",
                                  salve_search_parameters_fingerprint ())
         && salve_connection_run (connection, error,
                                  "INSERT OR REPLACE INTO meta VALUES ('search-index-reached', 0)", "");
}

/* Rows behind the one that was reached, until the time is over. last: (out): whether there are no more */
static gboolean
fill_some (SalveConnection *connection, gint64 duration, gint64 *reached, gboolean *last, GError **error)
{
  gint64 started = g_get_monotonic_time ();
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT rowid, deleted, body FROM resource WHERE rowid > ? ORDER BY rowid", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, *reached);
  *last = FALSE;
  for (guint n = 1; !*last; n++)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      *last = !row;
      if (row && !fill_row (connection, select, error))
        return FALSE;
      if (row)
        *reached = salve_statement_int (select, 0);
      if (n % 64 == 0 && g_get_monotonic_time () - started > duration)
        break;
    }
  return salve_connection_run (
      connection, error, "INSERT OR REPLACE INTO meta VALUES ('search-index-reached', ?)", "i", *reached);
}

static gboolean
finish_making (SalveConnection *connection, GError **error)
{
  return fill_times (connection, error) && salve_schema_make_search_indexes (connection, "", error)
         && salve_connection_run (connection, error, "INSERT OR REPLACE INTO meta VALUES ('search-index', ?)",
                                  "t", salve_search_parameters_fingerprint ())
         && salve_connection_run (
             connection, error,
             "DELETE FROM meta WHERE name IN ('search-index-making', 'search-index-reached')", "");
}

/* One of the indexes of the large tables at a time. done: (out): all of them are there */
static gboolean
make_one_index (SalveConnection *connection, gboolean *done, GError **error)
{
  const char *missing;

  if (!salve_schema_find_missing_search_index (connection, &missing, error))
    return FALSE;
  *done = missing == NULL;
  return *done || salve_schema_make_search_indexes (connection, missing, error);
}

static gboolean
make_some (SalveConnection *connection, gint64 duration, double *fraction, gboolean *again, GError **error)
{
  gboolean begun, last = FALSE, done = FALSE;
  gint64 reached, most;

  if (!is_of_table (connection, "search-index-making", &begun, error)
      || (!begun && !begin_making (connection, error))
      || !salve_connection_get_int (connection, "SELECT value FROM meta WHERE name = 'search-index-reached'",
                                    &reached, error)
      || !salve_connection_get_int (connection, "SELECT max (rowid) FROM resource", &most, error)
      || !fill_some (connection, duration, &reached, &last, error)
      || (last && !make_one_index (connection, &done, error)) || (done && !finish_making (connection, error)))
    return FALSE;
  *again = !done;
  *fraction = most > 0 ? CLAMP ((double)reached / (double)most, 0, 1) : 1;
  return TRUE;
}

/**
 * salve_search_index_make_step:
 * @connection: the writer's, outside of any transaction
 * @duration: µs that it may last, about; the last ones, each of which makes an index of a whole table, take longer
 * @fraction: (out): how much is done, 0 to 1
 * @again: (out): whether there is more to do
 *
 * Makes the index, unless it is there and was made by the same table of parameters; from then on every write of any
 * program keeps it. Each step is a transaction, and whoever is interrupted goes on behind the last one. About 40 µs a
 * resource, once.
 */
gboolean
salve_search_index_make_step (SalveConnection *connection,
                              gint64 duration,
                              double *fraction,
                              gboolean *again,
                              GError **error)
{
  gboolean current;

  *again = FALSE;
  *fraction = 1;
  if (!is_of_table (connection, "search-index", &current, error))
    return FALSE;
  if (!current)
    {
      if (!salve_connection_begin (connection, error))
        return FALSE;
      if (!make_some (connection, duration, fraction, again, error))
        {
          salve_connection_rollback (connection);
          return FALSE;
        }
      if (!salve_connection_commit (connection, error))
        return FALSE;
    }
  salve_connection_set_indexing (connection, *again ? SALVE_INDEXING_MAKING : SALVE_INDEXING_ON);
  /* A file of an earlier build may lack one of them. */
  return !current || salve_schema_make_search_indexes (connection, "", error);
}

/* All of it at once. */
gboolean
salve_search_index_enable (SalveConnection *connection, GError **error)
{
  gboolean again = TRUE;
  double fraction;

  while (again)
    if (!salve_search_index_make_step (connection, G_TIME_SPAN_SECOND, &fraction, &again, error))
      return FALSE;
  return TRUE;
}
