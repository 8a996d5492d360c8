/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server finds resources by: a row a search parameter and value, whose record the resource belongs to, and who
 * treats whom. parameter is the number in salve-search-table.c, record the rowid of the resource. The tables stay empty,
 * and without indexes, until salve_search_index_enable(): a desk finds by its lists. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-search.h"

#include "salve-schema-server.h"
#include "salve-statement.h"

/* Values lie in the order in which they are walked: for one code or one patient, records in their own order, which is
 * the order of pages. high is the first moment after the value. */
static const char *const tables_sql[] = {
  "CREATE TABLE search_token (parameter INTEGER NOT NULL, code TEXT NOT NULL, record INTEGER NOT NULL,"
  " system TEXT NOT NULL, PRIMARY KEY (parameter, code, record, system)) STRICT, WITHOUT ROWID",
  "CREATE TABLE search_string (parameter INTEGER NOT NULL, value TEXT NOT NULL, record INTEGER NOT NULL,"
  " exact TEXT NOT NULL, PRIMARY KEY (parameter, value, record, exact)) STRICT, WITHOUT ROWID",
  "CREATE TABLE search_date (parameter INTEGER NOT NULL, low INTEGER NOT NULL, record INTEGER NOT NULL,"
  " high INTEGER NOT NULL, PRIMARY KEY (parameter, low, record, high)) STRICT, WITHOUT ROWID",
  "CREATE TABLE search_reference (parameter INTEGER NOT NULL, target TEXT NOT NULL, record INTEGER NOT NULL,"
  " type TEXT NOT NULL, base TEXT NOT NULL, PRIMARY KEY (parameter, target, record, type, base))"
  " STRICT, WITHOUT ROWID",
  "CREATE TABLE search_quantity (parameter INTEGER NOT NULL, value REAL NOT NULL, record INTEGER NOT NULL,"
  " system TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (parameter, value, record, system, code))"
  " STRICT, WITHOUT ROWID",
  /* patient: an id; "" for somebody who cannot be told; "*" for what is no patient's. Without a row nobody reaches it.
   * Rows of deleted resources stay: their histories belong to the same records. */
  "CREATE TABLE search_owner (patient TEXT NOT NULL, type TEXT NOT NULL, record INTEGER NOT NULL,"
  " PRIMARY KEY (patient, type, record)) STRICT, WITHOUT ROWID",
  "CREATE TABLE search_treats (practitioner TEXT NOT NULL, patient TEXT NOT NULL, record INTEGER NOT NULL,"
  " PRIMARY KEY (practitioner, patient, record)) STRICT, WITHOUT ROWID",
  /* When the version before was written: a history's time. NULL in rows of older files. */
  "ALTER TABLE change_item ADD COLUMN before_time INTEGER",
};

static const struct
{
  const char *name;
  const char *sql;
} indexes[] = {
  { "search_token_record",
    "CREATE INDEX IF NOT EXISTS search_token_record ON search_token (record, parameter)" },
  { "search_string_record",
    "CREATE INDEX IF NOT EXISTS search_string_record ON search_string (record, parameter)" },
  { "search_date_record",
    "CREATE INDEX IF NOT EXISTS search_date_record ON search_date (record, parameter)" },
  /* What lasts longer than SALVE_SEARCH_LONG may begin long before the range that it reaches into. */
  { "search_date_long", "CREATE INDEX IF NOT EXISTS search_date_long ON search_date (parameter, high)"
                        " WHERE high - low > 90000000000" },
  { "search_reference_record",
    "CREATE INDEX IF NOT EXISTS search_reference_record ON search_reference (record, parameter)" },
  { "search_quantity_record",
    "CREATE INDEX IF NOT EXISTS search_quantity_record ON search_quantity (record, parameter)" },
  { "search_owner_record",
    "CREATE INDEX IF NOT EXISTS search_owner_record ON search_owner (record, patient)" },
  { "search_treats_record", "CREATE INDEX IF NOT EXISTS search_treats_record ON search_treats (record)" },
  /* Of one time, as an import gives it to thousands, records go in their own order, which only an index without more
   * columns is in. Before there was one with the id, in which each page had to sort all that have its time. */
  { "resource_newest", "CREATE INDEX IF NOT EXISTS resource_newest ON resource (type, last_updated)" },
  { "resource_type_history",
    "CREATE INDEX IF NOT EXISTS resource_type_history ON resource (type, last_updated, id, version)" },
  { "resource_history",
    "CREATE INDEX IF NOT EXISTS resource_history ON resource (last_updated, type, id, version)" },
  { "change_item_history", "CREATE INDEX IF NOT EXISTS change_item_history ON change_item (before_time, type,"
                           " id, after_version)" },
  { "change_item_type", "CREATE INDEX IF NOT EXISTS change_item_type ON change_item (type, before_time, id,"
                        " after_version)" },
};

static const char *const clear_sql[] = {
  "DELETE FROM search_token",     "DELETE FROM search_string",   "DELETE FROM search_date",
  "DELETE FROM search_reference", "DELETE FROM search_quantity", "DELETE FROM search_owner",
  "DELETE FROM search_treats",
};

static gboolean
run_all (SalveConnection *connection, const char *const *sql, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!salve_connection_exec (connection, sql[i], error))
      return FALSE;
  return TRUE;
}

/* From version 2 to 3, inside the caller's transaction. */
gboolean
salve_schema_add_search (SalveConnection *connection, GError **error)
{
  return run_all (connection, tables_sql, G_N_ELEMENTS (tables_sql), error);
}

/* Inside the caller's transaction. */
gboolean
salve_schema_clear_search (SalveConnection *connection, GError **error)
{
  return run_all (connection, clear_sql, G_N_ELEMENTS (clear_sql), error);
}

/* @which: what the names begin with, "" for all. Those that are there already stay. */
gboolean
salve_schema_make_search_indexes (SalveConnection *connection, const char *which, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (indexes); i++)
    if (g_str_has_prefix (indexes[i].name, which)
        && !salve_connection_exec (connection, indexes[i].sql, error))
      return FALSE;
  return salve_connection_exec (connection, "DROP INDEX IF EXISTS resource_updated", error);
}

/* @name: (out): (nullable): of the next index that is not there; NULL: all are */
gboolean
salve_schema_find_missing_search_index (SalveConnection *connection, const char **name, GError **error)
{
  gboolean there = TRUE;

  *name = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (indexes) && there; i++)
    {
      g_autoptr (SalveStatement) select = salve_connection_prepare (
          connection, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?", error);

      if (select == NULL)
        return FALSE;
      salve_statement_bind_text (select, 1, indexes[i].name);
      if (!salve_statement_step (select, &there, error))
        return FALSE;
      if (!there)
        *name = indexes[i].name;
    }
  return TRUE;
}
