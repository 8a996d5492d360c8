/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records that fit one clause, in their own order and only as many as are asked for. An index has them in that order
 * for one code, one reference or one whole word; what begins with some letters is a few such words, which are looked up
 * first, and whose records are then merged. So a page of a frequent name costs what a page of a rare one does. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-search-extract.h"
#include "salve-search-plan.h"
#include "salve-statement.h"

/* So many are merged at most: with more of them it soon fits everybody, and all records are walked. */
#define MOST_PARTS 32

typedef struct
{
  const SalveSearchClause *clause;
  SalveConnection *connection;
  SalveFhirSearch *search;
  SalveSql *sql;
  gint64 after;
  guint n_parts;
} Stream;

/* A part: one value in the column that the index goes by. */
static void
begin_part (Stream *self, const char *column, const char *value)
{
  salve_sql_add (self->sql,
                 self->n_parts++ > 0 ? " UNION ALL SELECT x.record FROM " : "SELECT x.record FROM ");
  salve_sql_add (self->sql, salve_search_table_of (self->clause->parameter->kind));
  salve_sql_add (self->sql, " AS x WHERE x.parameter = ");
  salve_sql_int (self->sql, self->clause->parameter->number);
  salve_sql_add (self->sql, " AND x.record > ");
  salve_sql_int (self->sql, self->after);
  salve_sql_add (self->sql, column);
  salve_sql_text (self->sql, value);
}

/* Of a token, a reference, an address or an exact text: all that the value says. */
static void
add_whole (Stream *self, const char *column, const char *key, const SalveSearchValue *value)
{
  begin_part (self, column, key);
  salve_sql_add (self->sql, " AND ");
  salve_search_add_value (self->sql, self->search, self->clause, value, 0);
}

/* FALSE where there is no further one, or with an error. word: (inout) (transfer full): NULL: the first that begins so */
static gboolean
find_next_word (Stream *self, const char *text, const char *end, char **word, GError **error)
{
  g_autoptr (SalveStatement) select =
      *word == NULL
          ? salve_connection_prepare (self->connection,
                                      "SELECT value FROM search_string WHERE parameter = ?1 AND value >= ?2"
                                      " AND value < ?3 ORDER BY value LIMIT 1",
                                      error)
          : salve_connection_prepare (self->connection,
                                      "SELECT value FROM search_string WHERE parameter = ?1 AND value > ?2"
                                      " AND value < ?3 ORDER BY value LIMIT 1",
                                      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, self->clause->parameter->number);
  salve_statement_bind_text (select, 2, *word != NULL ? *word : text);
  salve_statement_bind_text (select, 3, end);
  if (!salve_statement_step (select, &row, error) || !row)
    return FALSE;
  g_free (*word);
  *word = g_strdup (salve_statement_text (select, 0));
  return TRUE;
}

/* Each word that begins so. */
static gboolean
add_words (Stream *self, const SalveSearchValue *value, GError **error)
{
  g_autofree char *end = salve_search_prefix_end (value->text), *word = NULL;
  g_autoptr (GError) local_error = NULL;

  while (self->n_parts <= MOST_PARTS && find_next_word (self, value->text, end, &word, &local_error))
    begin_part (self, " AND x.value = ", word);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
add_stream_value (Stream *self, const SalveSearchValue *value, GError **error)
{
  g_autofree char *folded = NULL;

  switch (self->clause->parameter->kind)
    {
    case SALVE_SEARCH_TOKEN:
    case SALVE_SEARCH_URI:
      add_whole (self, " AND x.code = ", value->text, value);
      return TRUE;
    case SALVE_SEARCH_REFERENCE:
      add_whole (self, " AND x.target = ", value->text, value);
      return TRUE;
    case SALVE_SEARCH_STRING:
    case SALVE_SEARCH_DATE:
    case SALVE_SEARCH_QUANTITY:
    default:
      break;
    }
  if (self->clause->modifier != SALVE_MODIFIER_EXACT)
    return add_words (self, value, error);
  folded = salve_search_fold (value->text);
  add_whole (self, " AND x.value = ", folded, value);
  return TRUE;
}

static gboolean
may_stream (const SalveSearchClause *clause)
{
  gboolean string = clause->parameter->kind == SALVE_SEARCH_STRING;

  if (clause->targets->len > 0 || clause->parameter->place != SALVE_SEARCH_INDEXED
      || clause->parameter->kind == SALVE_SEARCH_DATE || clause->parameter->kind == SALVE_SEARCH_QUANTITY
      || !(clause->modifier == SALVE_MODIFIER_NONE || (string && clause->modifier == SALVE_MODIFIER_EXACT)))
    return FALSE;
  for (guint i = 0; i < clause->values->len; i++)
    if (((const SalveSearchValue *)clause->values->pdata[i])->text == NULL)
      return FALSE;
  return clause->values->len <= MOST_PARTS;
}

/**
 * salve_search_stream_new:
 * @after: records behind this one
 * @sql: (out) (transfer full) (nullable): "SELECT" of one column, the records that fit @clause in their order, some twice
 *   next to each other; NULL where no index has them so
 *
 * On a worker.
 */
gboolean
salve_search_stream_new (SalveFhirSearch *search,
                         SalveConnection *connection,
                         const SalveSearchClause *clause,
                         gint64 after,
                         SalveSql **sql,
                         GError **error)
{
  g_autoptr (SalveSql) made = salve_sql_new ();
  Stream self = { clause, connection, search, made, after, 0 };

  *sql = NULL;
  if (!may_stream (clause))
    return TRUE;
  for (guint i = 0; i < clause->values->len && self.n_parts <= MOST_PARTS; i++)
    if (!add_stream_value (&self, clause->values->pdata[i], error))
      return FALSE;
  if (self.n_parts > MOST_PARTS)
    return TRUE;
  salve_sql_add (made, self.n_parts > 0 ? " ORDER BY 1" : "SELECT 0 WHERE 0");
  *sql = g_steal_pointer (&made);
  return TRUE;
}
