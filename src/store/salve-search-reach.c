/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may see what, as a condition of SQL that no query goes without. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-search.h"
#include "salve-search-private.h"

#include "salve-statement.h"

static SalveReach
find_rest (const SalveReach *self)
{
  for (const SalveReachOf *of = self->others; of->type != NULL; of++)
    if (g_str_equal (of->type, "*"))
      return (SalveReach){ of->kind, of->id, NULL };
  return (SalveReach){ SALVE_REACH_NONE, NULL, NULL };
}

/**
 * salve_reach_of_type:
 * @asked: (nullable): the type that was asked for; NULL where all were
 *
 * Returns: what of @type may be seen by whoever asks for @asked; without others
 */
SalveReach
salve_reach_of_type (const SalveReach *self, const char *asked, const char *type)
{
  if (self->others == NULL || g_strcmp0 (asked, type) == 0)
    return (SalveReach){ self->kind, self->id, NULL };
  for (const SalveReachOf *of = self->others; of->type != NULL; of++)
    if (g_str_equal (of->type, type))
      return (SalveReach){ of->kind, of->id, NULL };
  return find_rest (self);
}

static void
add_owned_by (SalveSql *sql, const char *id, const char *alias)
{
  salve_sql_add (sql, "(EXISTS (SELECT 1 FROM search_owner AS o WHERE o.record = ");
  salve_sql_add (sql, alias);
  salve_sql_add (sql, ".rowid AND o.patient = ");
  salve_sql_text (sql, id);
  salve_sql_add (sql, "))");
}

static void
add_treated_by (SalveSql *sql, const char *id, const char *alias)
{
  salve_sql_add (sql, "(EXISTS (SELECT 1 FROM search_owner AS o WHERE o.record = ");
  salve_sql_add (sql, alias);
  salve_sql_add (sql,
                 ".rowid AND (o.patient = '" SALVE_OWNER_NOBODY "' OR (o.patient <> '' AND EXISTS (SELECT 1"
                 " FROM search_treats AS t WHERE t.patient = o.patient AND t.practitioner = ");
  salve_sql_text (sql, id);
  salve_sql_add (sql, ")))))");
}

/**
 * salve_reach_add:
 * @reach: of the record's type; its others are not looked at
 * @alias: a literal: what the row of "resource" is called
 *
 * Adds the condition, in brackets. A reach without an id reaches nothing.
 */
void
salve_reach_add (SalveSql *sql, const SalveReach *reach, const char *alias)
{
  const char *id = reach->id != NULL ? reach->id : "";

  if (reach->kind == SALVE_REACH_ALL)
    salve_sql_add (sql, "(1)");
  else if (reach->kind == SALVE_REACH_NONE || *id == '\0')
    salve_sql_add (sql, "(0)");
  else if (reach->kind == SALVE_REACH_PATIENT)
    add_owned_by (sql, id, alias);
  else
    add_treated_by (sql, id, alias);
}

/**
 * salve_reach_add_any:
 * @asked: (nullable): the type that was asked for
 *
 * The same for a record whose type only the row tells.
 */
void
salve_reach_add_any (SalveSql *sql, const SalveReach *reach, const char *asked, const char *alias)
{
  SalveReach rest;

  if (reach->others == NULL)
    {
      salve_reach_add (sql, reach, alias);
      return;
    }
  rest = find_rest (reach);
  salve_sql_add (sql, "(CASE ");
  salve_sql_add (sql, alias);
  salve_sql_add (sql, ".type");
  if (asked != NULL)
    {
      salve_sql_add (sql, " WHEN ");
      salve_sql_text (sql, asked);
      salve_sql_add (sql, " THEN ");
      salve_reach_add (sql, reach, alias);
    }
  for (const SalveReachOf *of = reach->others; of->type != NULL; of++)
    {
      const SalveReach one = { of->kind, of->id, NULL };

      if (g_str_equal (of->type, "*"))
        continue;
      salve_sql_add (sql, " WHEN ");
      salve_sql_text (sql, of->type);
      salve_sql_add (sql, " THEN ");
      salve_reach_add (sql, &one, alias);
    }
  salve_sql_add (sql, " WHEN '' THEN 0 ELSE ");
  salve_reach_add (sql, &rest, alias);
  salve_sql_add (sql, " END)");
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
  const SalveReach own = salve_reach_of_type (reach, type, type);
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
  salve_reach_add (sql, &own, "r");
  select = salve_sql_prepare (sql, connection, error);
  return select != NULL && salve_statement_step (select, allowed, error);
}
