/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page's matches refer to, and what refers to them. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-search-private.h"

#include "salve-statement.h"

static void
add_records (SalveSql *sql, GArray *records)
{
  salve_sql_add (sql, " IN (");
  for (guint i = 0; i < records->len; i++)
    {
      if (i > 0)
        salve_sql_add (sql, ", ");
      salve_sql_int (sql, g_array_index (records, gint64, i));
    }
  salve_sql_add (sql, ")");
}

static void
add_base (SalveSql *sql, SalveFhirSearch *search)
{
  salve_sql_add (sql, " AND (x.base = '' OR x.base = ");
  salve_sql_text (sql, search->base != NULL ? search->base : "");
  salve_sql_add (sql, ")");
}

static void
add_tail (SalveSql *sql, SalveFhirSearch *search, const SalveReach *reach, const char *type)
{
  salve_sql_add (sql, " WHERE t.deleted = 0");
  if (type != NULL)
    {
      salve_sql_add (sql, " AND t.type = ");
      salve_sql_text (sql, type);
    }
  salve_sql_add (sql, " AND ");
  salve_reach_add_any (sql, reach, search->type, "t");
  salve_sql_add (sql, " ORDER BY t.rowid");
}

static void
add_forward (SalveSql *sql, SalveFhirSearch *search, const SalveSearchInclude *include, GArray *records)
{
  salve_sql_add (sql, "SELECT DISTINCT t.rowid FROM search_reference AS x CROSS JOIN resource AS t"
                      " ON t.id = x.target AND t.type = x.type AND x.parameter = ");
  salve_sql_int (sql, include->parameter->number);
  salve_sql_add (sql, " AND x.record");
  add_records (sql, records);
  add_base (sql, search);
}

static void
add_reverse (SalveSql *sql, SalveFhirSearch *search, const SalveSearchInclude *include, GArray *records)
{
  salve_sql_add (sql, "SELECT DISTINCT t.rowid FROM resource AS m CROSS JOIN search_reference AS x"
                      " ON x.target = m.id AND x.type = m.type AND x.parameter = ");
  salve_sql_int (sql, include->parameter->number);
  add_base (sql, search);
  salve_sql_add (sql, " AND m.rowid");
  add_records (sql, records);
  salve_sql_add (sql, " CROSS JOIN resource AS t ON t.rowid = x.record");
}

static gboolean
collect (SalveSql *sql,
         SalveConnection *connection,
         GHashTable *seen,
         GArray *found,
         gboolean *left_out,
         GError **error)
{
  g_autoptr (SalveOwnStatement) select = salve_sql_prepare (sql, connection, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      gint64 record;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      record = salve_statement_int (select, 0);
      if (g_hash_table_contains (seen, &record))
        continue;
      if (found->len == SALVE_SEARCH_MAX_INCLUDES)
        {
          *left_out = TRUE;
          return TRUE;
        }
      g_hash_table_add (seen, g_memdup2 (&record, sizeof record));
      g_array_append_val (found, record);
    }
}

/**
 * salve_search_find_included:
 * @records: (element-type gint64): the matches
 * @left_out: (out): whether there are more than SALVE_SEARCH_MAX_INCLUDES
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the records beside the matches, each once, within reach
 */
GArray *
salve_search_find_included (SalveFhirSearch *search,
                            SalveConnection *connection,
                            const SalveReach *reach,
                            GArray *records,
                            gboolean *left_out,
                            GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (seen, g_memdup2 (&g_array_index (records, gint64, i), sizeof (gint64)));
  for (guint i = 0; i < search->includes->len + search->revincludes->len; i++)
    {
      g_autoptr (SalveSql) sql = salve_sql_new ();
      gboolean reverse = i >= search->includes->len;
      const SalveSearchInclude *include =
          reverse ? search->revincludes->pdata[i - search->includes->len] : search->includes->pdata[i];

      if (reverse)
        add_reverse (sql, search, include, records);
      else
        add_forward (sql, search, include, records);
      add_tail (sql, search, reach, reverse ? include->source : include->target);
      if (!collect (sql, connection, seen, found, left_out, error))
        return NULL;
    }
  return g_steal_pointer (&found);
}
