/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From where a search begins. One condition whose records an index has in the order of the answer is walked, as far as
 * the page goes. Of several SQLite cannot know that half of all patients are women and one is called Ångström, so it is
 * asked first, up to FEW rows of each index. What leads to few records is where the search begins, and they are sorted;
 * where nothing does, it goes in the order of the answer, in which it soon finds a page full. So the cost of a page does
 * not grow with the file. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-search-plan.h"
#include "salve-statement.h"

#define FEW 1000
#define VERY_FEW 32 /* not worth to look further */

void
salve_search_plan_free (SalveSearchPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->candidates, salve_sql_free);
  g_clear_pointer (&self->records, salve_sql_free);
  g_free (self);
}

/* Whether a resource has at most one value of that parameter, so that two conditions are about the same one. */
static gboolean
is_single (const SalveSearchParameter *parameter)
{
  return parameter->place == SALVE_SEARCH_INDEXED && parameter->kind == SALVE_SEARCH_DATE
         && strchr (parameter->path, '.') == NULL;
}

/**
 * salve_search_find_bounds:
 *
 * What all clauses together say about a date of which there is one: "ge" and "lt" are a range together.
 *
 * Returns: whether they say anything
 */
gboolean
salve_search_find_bounds (SalveFhirSearch *search,
                          const SalveSearchParameter *parameter,
                          SalveInstant now,
                          SalveInstant *after,
                          SalveInstant *before)
{
  gboolean any = FALSE;

  *after = G_MININT64;
  *before = G_MAXINT64;
  if (!is_single (parameter))
    return FALSE;
  for (guint i = 0; i < search->clauses->len; i++)
    {
      const SalveSearchClause *clause = search->clauses->pdata[i];

      if (clause->parameter == parameter && clause->values->len == 1
          && clause->modifier == SALVE_MODIFIER_NONE)
        any |= salve_search_date_bounds (clause->values->pdata[0], now, after, before);
    }
  return any;
}

/* Takes candidates into the plan where they are fewer than what it has. clause: (nullable): whose they are */
static gboolean
consider (SalveSearchPlan *self,
          SalveConnection *connection,
          const SalveSearchClause *clause,
          SalveSql *candidates,
          GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  g_autoptr (SalveOwnStatement) count = NULL;
  gboolean row;
  guint n;

  salve_sql_add (sql, "SELECT count(*) FROM (");
  salve_sql_append (sql, candidates);
  salve_sql_add (sql, " LIMIT ");
  salve_sql_int (sql, self->n);
  salve_sql_add (sql, ")");
  count = salve_sql_prepare (sql, connection, error);
  if (count == NULL || !salve_statement_step (count, &row, error))
    return FALSE;
  n = (guint)salve_statement_int (count, 0);
  if (n >= self->n)
    return TRUE;
  self->n = n;
  g_clear_pointer (&self->candidates, salve_sql_free);
  self->candidates = salve_sql_new ();
  salve_sql_append (self->candidates, candidates);
  self->clause = clause;
  return TRUE;
}

static gboolean
consider_clause (SalveSearchPlan *self,
                 SalveFhirSearch *search,
                 SalveConnection *connection,
                 const SalveSearchClause *clause,
                 const SalveReach *reach,
                 SalveInstant now,
                 GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  SalveInstant after, before;

  if (clause->targets->len == 0 && salve_search_find_bounds (search, clause->parameter, now, &after, &before)
      && clause->values->len == 1)
    {
      salve_sql_add (sql, "SELECT x.record FROM search_date AS x WHERE x.parameter = ");
      salve_sql_int (sql, clause->parameter->number);
      salve_search_add_date_bounds (sql, clause->parameter, "x", after, before);
    }
  else if (!salve_search_add_candidates (sql, search, clause, search->type, reach, now))
    return TRUE;
  return consider (self, connection, clause, sql, error);
}

/* Few records in their own order. */
static void
order_candidates (SalveSearchPlan *self, gint64 after)
{
  self->records = salve_sql_new ();
  salve_sql_add (self->records, "SELECT DISTINCT record FROM (");
  salve_sql_append (self->records, self->candidates);
  salve_sql_add (self->records, ") WHERE record > ");
  salve_sql_int (self->records, after);
  salve_sql_add (self->records, " ORDER BY record");
}

/* Where the order is that of the records: along the clause that leads to few, or else along any that an index has in that
 * order. */
static gboolean
find_records (SalveSearchPlan *self,
              SalveFhirSearch *search,
              SalveConnection *connection,
              gint64 after,
              GError **error)
{
  for (guint i = 0; i < search->clauses->len && self->records == NULL; i++)
    {
      const SalveSearchClause *clause = search->clauses->pdata[i];

      if (self->candidates != NULL && clause != self->clause)
        continue;
      if (!salve_search_stream_new (search, connection, clause, after, &self->records, error))
        return FALSE;
      if (self->records != NULL)
        self->certain = clause;
    }
  if (self->records == NULL && self->candidates != NULL)
    order_candidates (self, after);
  return TRUE;
}

/* Of somebody who treats many patients no more is looked at than that they are many: each would have to be looked up. many:
 * (out): as many as whatever else leads to */
static gboolean
treats_many (SalveSearchPlan *self,
             SalveConnection *connection,
             const SalveReach *reach,
             gboolean *many,
             GError **error)
{
  g_autoptr (SalveStatement) count = salve_connection_prepare (
      connection,
      "SELECT count(*) FROM (SELECT DISTINCT patient FROM search_treats WHERE practitioner = ? LIMIT ?)",
      error);
  gboolean row;

  if (count == NULL)
    return FALSE;
  salve_statement_bind_text (count, 1, reach->id != NULL ? reach->id : "");
  salve_statement_bind_int (count, 2, self->n);
  if (!salve_statement_step (count, &row, error))
    return FALSE;
  *many = salve_statement_int (count, 0) >= self->n;
  return TRUE;
}

/* All that is within reach. */
static gboolean
consider_reach (SalveSearchPlan *self,
                SalveFhirSearch *search,
                SalveConnection *connection,
                const SalveReach *reach,
                GError **error)
{
  g_autoptr (SalveSql) own = salve_sql_new ();
  gboolean many = FALSE;

  if (reach->kind == SALVE_REACH_TREATED && g_str_equal (search->type, "Patient")
      && !treats_many (self, connection, reach, &many, error))
    return FALSE;
  return many || !salve_reach_add_candidates (own, reach, search->type)
         || consider (self, connection, NULL, own, error);
}

/* One condition alone, whose records an index has in the order of the answer, needs no comparing. */
static gboolean
is_simple (SalveFhirSearch *search, const SalveReach *reach)
{
  return search->sorts->len == 0 && search->clauses->len == 1 && reach->kind == SALVE_REACH_ALL
         && !search->count_only && search->total != SALVE_TOTAL_ACCURATE;
}

/**
 * salve_search_plan_new:
 * @after: the last record of the page before; G_MININT64 on the first one
 *
 * Returns: (transfer full) (nullable): from where to begin; NULL with an error
 */
SalveSearchPlan *
salve_search_plan_new (SalveFhirSearch *search,
                       SalveConnection *connection,
                       const SalveReach *reach,
                       SalveInstant now,
                       gint64 after,
                       GError **error)
{
  g_autoptr (SalveSearchPlan) self = g_new0 (SalveSearchPlan, 1);

  self->n = FEW + 1;
  if (is_simple (search, reach) && !find_records (self, search, connection, after, error))
    return NULL;
  if (self->records != NULL)
    return g_steal_pointer (&self);
  /* A patient's own records are few; whom somebody treats has to be looked up. */
  if (reach->kind == SALVE_REACH_PATIENT && !consider_reach (self, search, connection, reach, error))
    return NULL;
  for (guint i = 0; i < search->clauses->len && self->n > VERY_FEW; i++)
    if (!consider_clause (self, search, connection, search->clauses->pdata[i], reach, now, error))
      return NULL;
  if (reach->kind == SALVE_REACH_TREATED && self->n > VERY_FEW
      && !consider_reach (self, search, connection, reach, error))
    return NULL;
  if (self->clause != NULL && salve_search_is_certain (self->clause))
    self->certain = self->clause;
  if (search->sorts->len == 0 && !find_records (self, search, connection, after, error))
    return NULL;
  return g_steal_pointer (&self);
}
