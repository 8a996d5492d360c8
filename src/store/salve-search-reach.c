/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may see what, as a condition of SQL that no query goes without. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-search.h"
#include "salve-search-private.h"

#include "salve-statement.h"

/**
 * salve_reach_add:
 * @record: a literal: the expression of the resource's rowid
 *
 * Adds the condition, in brackets. A reach without an id reaches nothing.
 */
void
salve_reach_add (SalveSql *sql, const SalveReach *reach, const char *record)
{
  const char *id = reach->id != NULL ? reach->id : "";

  if (reach->kind == SALVE_REACH_ALL)
    {
      salve_sql_add (sql, "(1)");
      return;
    }
  if (reach->kind == SALVE_REACH_NONE || *id == '\0')
    {
      salve_sql_add (sql, "(0)");
      return;
    }
  if (reach->kind == SALVE_REACH_PATIENT)
    {
      salve_sql_add (sql, "(EXISTS (SELECT 1 FROM search_owner AS o WHERE o.record = ");
      salve_sql_add (sql, record);
      salve_sql_add (sql, " AND o.patient = ");
      salve_sql_text (sql, id);
      salve_sql_add (sql, "))");
      return;
    }
  salve_sql_add (sql, "(EXISTS (SELECT 1 FROM search_owner AS o WHERE o.record = ");
  salve_sql_add (sql, record);
  salve_sql_add (sql, " AND (o.patient = '" SALVE_OWNER_NOBODY "' OR (o.patient <> '' AND EXISTS (SELECT 1 FROM"
                      " search_treats AS t WHERE t.patient = o.patient AND t.practitioner = ");
  salve_sql_text (sql, id);
  salve_sql_add (sql, ")))))");
}

/**
 * salve_reach_add_candidates:
 *
 * Adds a SELECT of one column, "record": all that is within reach of that type, some perhaps twice.
 *
 * Returns: FALSE where everything is
 */
gboolean
salve_reach_add_candidates (SalveSql *sql, const SalveReach *reach, const char *type)
{
  const char *id = reach->id != NULL ? reach->id : "";

  if (reach->kind != SALVE_REACH_PATIENT && reach->kind != SALVE_REACH_TREATED)
    return FALSE;
  if (reach->kind == SALVE_REACH_PATIENT)
    {
      salve_sql_add (sql, "SELECT o.record FROM search_owner AS o WHERE o.patient = ");
      salve_sql_text (sql, id);
    }
  else
    {
      salve_sql_add (sql, "SELECT o.record FROM search_owner AS o WHERE o.patient = '" SALVE_OWNER_NOBODY
                          "' AND o.type = ");
      salve_sql_text (sql, type);
      salve_sql_add (sql, " UNION ALL SELECT o.record FROM (SELECT DISTINCT patient FROM search_treats WHERE"
                          " practitioner = ");
      salve_sql_text (sql, id);
      salve_sql_add (sql, ") AS t CROSS JOIN search_owner AS o ON o.patient = t.patient");
    }
  salve_sql_add (sql, " AND o.type = ");
  salve_sql_text (sql, type);
  return TRUE;
}

/**
 * salve_reach_allows:
 * @allowed: (out): whether that resource, deleted or not, is there and within reach; FALSE says nothing of which of both
 *   it is not
 */
gboolean
salve_reach_allows (SalveConnection *connection,
                    const SalveReach *reach,
                    const char *type,
                    const char *id,
                    gboolean *allowed,
                    GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  g_autoptr (SalveOwnStatement) select = NULL;
  gboolean enabled;

  *allowed = FALSE;
  if (!salve_search_index_is_enabled (connection, &enabled, error))
    return FALSE;
  if (!enabled && reach->kind != SALVE_REACH_ALL)
    return salve_search_fail_not_ready (error);
  salve_sql_add (sql, "SELECT 1 FROM resource AS r WHERE r.id = ");
  salve_sql_text (sql, id);
  salve_sql_add (sql, " AND r.type = ");
  salve_sql_text (sql, type);
  salve_sql_add (sql, " AND ");
  salve_reach_add (sql, reach, "r.rowid");
  select = salve_sql_prepare (sql, connection, error);
  return select != NULL && salve_statement_step (select, allowed, error);
}
