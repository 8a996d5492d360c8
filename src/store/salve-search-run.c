/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of a search. Without _sort it is in the order in which the resources came to be, which never changes: paging
 * through it neither leaves out nor repeats what fits all the while. With _sort a resource moves with its values. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <math.h>

#include "salve-search-plan.h"
#include "salve-statement.h"

#define TOKEN_TYPE "(sxav)"
#define PURPOSE "search"

typedef struct
{
  SalveFhirSearch *search;
  SalveConnection *connection;
  const SalveReach *reach;
  SalveInstant now;
  SalveSearchPlan *plan;
  GVariant *after; /* the keys of the row before; NULL on the first page */
  gint64 after_record;
  gboolean
      counting; /* the first page of few candidates, which have to be sorted anyway, is counted with them */
  guint n_met;
  GArray *records;     /* gint64: of the page, and one more where there is a next page */
  GVariant *last_keys; /* of the page's last record; NULL where there are fewer */
} Run;

static const char *
sort_column (SalveSearchKind kind)
{
  switch (kind)
    {
    case SALVE_SEARCH_STRING:
    case SALVE_SEARCH_QUANTITY:
      return "value";
    case SALVE_SEARCH_DATE:
      return "low";
    case SALVE_SEARCH_REFERENCE:
      return "target";
    case SALVE_SEARCH_TOKEN:
    case SALVE_SEARCH_URI:
    default:
      return "code";
    }
}

/* The smallest value of a record's, or the greatest where it goes down; NULL where it has none. */
static void
add_key (SalveSql *sql, const SalveSearchSort *sort, const char *record)
{
  if (sort->parameter->place == SALVE_SEARCH_RECORD_ID)
    salve_sql_add (sql, "r.id");
  else if (sort->parameter->place == SALVE_SEARCH_RECORD_UPDATED)
    salve_sql_add (sql, "r.last_updated");
  else
    {
      salve_sql_add (sql, sort->descending ? "(SELECT max (k." : "(SELECT min (k.");
      salve_sql_add (sql, sort_column (sort->parameter->kind));
      salve_sql_add (sql, ") FROM ");
      salve_sql_add (sql, salve_search_table_of (sort->parameter->kind));
      salve_sql_add (sql, " AS k WHERE k.parameter = ");
      salve_sql_int (sql, sort->parameter->number);
      salve_sql_add (sql, " AND k.record = ");
      salve_sql_add (sql, record);
      salve_sql_add (sql, ")");
    }
}

static const SalveSearchSort *
get_sort (Run *run, guint i)
{
  return &g_array_index (run->search->sorts, SalveSearchSort, i);
}

/* Records go the way of the first key, so that an index answers both. */
static gboolean
goes_down (Run *run)
{
  return run->search->sorts->len > 0 && get_sort (run, 0)->descending;
}

/* What every row must be: of the type, there, within reach and as each clause says that is not certain. */
static void
add_conditions (Run *run, SalveSql *sql)
{
  salve_sql_add (sql, " WHERE r.type = ");
  salve_sql_text (sql, run->search->type);
  salve_sql_add (sql, " AND r.deleted = 0 AND ");
  salve_reach_add (sql, run->reach, "r");
  for (guint i = 0; i < run->search->clauses->len; i++)
    {
      if (run->search->clauses->pdata[i] == run->plan->certain)
        continue;
      salve_sql_add (sql, " AND ");
      salve_search_add_clause (sql, run->search, run->search->clauses->pdata[i], "r", run->reach, run->now);
    }
}

/* Returns: (transfer full) (nullable): the value of the key of the row before; NULL where it had none */
static GVariant *
key_before (Run *run, guint i)
{
  g_autoptr (GVariant) boxed = g_variant_get_child_value (run->after, i);
  g_autoptr (GVariant) value = g_variant_get_variant (boxed);

  return g_variant_is_of_type (value, G_VARIANT_TYPE_UNIT) ? NULL : g_steal_pointer (&value);
}

static void
add_variant (SalveSql *sql, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    salve_sql_text (sql, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    salve_sql_double (sql, g_variant_get_double (value));
  else
    salve_sql_int (sql, g_variant_get_int64 (value));
}

static void
add_column (SalveSql *sql, const char *const *columns, guint i)
{
  salve_sql_add (sql, columns[i]);
}

static const char *const key_columns[SALVE_SEARCH_MAX_SORTS] = { "k1", "k2", "k3", "k4", "k5" };

static void
add_equal (Run *run, SalveSql *sql, guint i)
{
  g_autoptr (GVariant) before = key_before (run, i);

  add_column (sql, key_columns, i);
  salve_sql_add (sql, " IS ");
  if (before != NULL)
    add_variant (sql, before);
  else
    salve_sql_add (sql, "NULL");
}

/* Behind the last row of the page before: later by the first key that differs, then by the record. What has no value
 * comes last. */
static void
add_behind (Run *run, SalveSql *sql)
{
  guint n = run->search->sorts->len;

  salve_sql_add (sql, "(0");
  for (guint i = 0; i <= n; i++)
    {
      g_autoptr (GVariant) before = i < n ? key_before (run, i) : NULL;

      if (i < n && before == NULL)
        continue; /* nothing comes behind no value */
      salve_sql_add (sql, " OR (");
      for (guint j = 0; j < i; j++)
        {
          add_equal (run, sql, j);
          salve_sql_add (sql, " AND ");
        }
      if (i < n)
        {
          salve_sql_add (sql, "(");
          add_column (sql, key_columns, i);
          salve_sql_add (sql, get_sort (run, i)->descending ? " < " : " > ");
          add_variant (sql, before);
          salve_sql_add (sql, " OR ");
          add_column (sql, key_columns, i);
          salve_sql_add (sql, " IS NULL)");
        }
      else
        {
          salve_sql_add (sql, goes_down (run) ? "record < " : "record > ");
          salve_sql_int (sql, run->after_record);
        }
      salve_sql_add (sql, ")");
    }
  salve_sql_add (sql, ")");
}

/* " ORDER BY" all keys from the first one on, then the record. known: of the first key, that nothing is without it. */
static void
add_order (Run *run, SalveSql *sql, gboolean known)
{
  salve_sql_add (sql, " ORDER BY ");
  for (guint i = 0; i < run->search->sorts->len; i++)
    {
      gboolean never_null = (i == 0 && known) || get_sort (run, i)->parameter->place != SALVE_SEARCH_INDEXED;

      if (!never_null)
        {
          add_column (sql, key_columns, i);
          salve_sql_add (sql, " IS NULL, ");
        }
      add_column (sql, key_columns, i);
      salve_sql_add (sql, get_sort (run, i)->descending ? " DESC, " : ", ");
    }
  salve_sql_add (sql, goes_down (run) ? "record DESC" : "record");
}

/* "SELECT r.rowid AS record, … AS k1, … AS k2"; first: what the first key is, where it is known already. */
static void
add_select (Run *run, SalveSql *sql, const char *record, const char *first)
{
  salve_sql_add (sql, "SELECT ");
  salve_sql_add (sql, record);
  salve_sql_add (sql, " AS record");
  for (guint i = 0; i < run->search->sorts->len; i++)
    {
      salve_sql_add (sql, ", ");
      if (i == 0 && first != NULL)
        salve_sql_add (sql, first);
      else
        add_key (sql, get_sort (run, i), "r.rowid");
      salve_sql_add (sql, " AS ");
      add_column (sql, key_columns, i);
    }
}

static GVariant *
read_key (SalveStatement *row, int column, const SalveSearchParameter *parameter)
{
  if (salve_statement_is_null (row, column))
    return g_variant_new_tuple (NULL, 0);
  if (parameter->kind == SALVE_SEARCH_DATE)
    return g_variant_new_int64 (salve_statement_int (row, column));
  if (parameter->kind == SALVE_SEARCH_QUANTITY)
    return g_variant_new_double (salve_statement_double (row, column));
  return g_variant_new_string (salve_statement_text (row, column));
}

static GVariant *
read_keys (Run *run, SalveStatement *row)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; i < run->search->sorts->len; i++)
    g_variant_builder_add (&builder, "v", read_key (row, (int)i + 1, get_sort (run, i)->parameter));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static gboolean
is_full (Run *run)
{
  return run->records->len > run->search->count;
}

/* Steps until the page is full, or to the end where all are counted at once. A record that has a value twice comes twice,
 * next to itself, except among few candidates. */
static gboolean
collect (Run *run, SalveSql *sql, GError **error)
{
  g_autoptr (SalveOwnStatement) select = salve_sql_prepare (sql, run->connection, error);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  while (!is_full (run) || run->counting)
    {
      gint64 record;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      run->n_met++;
      if (is_full (run))
        continue;
      record = salve_statement_int (select, 0);
      if (run->records->len > 0 && g_array_index (run->records, gint64, run->records->len - 1) == record)
        continue;
      g_array_append_val (run->records, record);
      if (run->records->len == run->search->count)
        run->last_keys = read_keys (run, select);
    }
  return TRUE;
}

static gboolean
collect_from_few (Run *run, GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();

  salve_sql_add (sql, "SELECT * FROM (");
  add_select (run, sql, "r.rowid", NULL);
  salve_sql_add (sql, " FROM (SELECT DISTINCT record FROM (");
  salve_sql_append (sql, run->plan->candidates);
  salve_sql_add (sql, ")) AS d CROSS JOIN resource AS r ON r.rowid = d.record");
  add_conditions (run, sql);
  salve_sql_add (sql, ")");
  if (run->after != NULL)
    {
      salve_sql_add (sql, " WHERE ");
      add_behind (run, sql);
    }
  add_order (run, sql, FALSE);
  return collect (run, sql, error);
}

/* Along the records that the plan has in their order. */
static gboolean
collect_in_order (Run *run, GError **error)
{
  g_autoptr (SalveOwnStatement) walk = salve_sql_prepare (run->plan->records, run->connection, error);
  g_autoptr (SalveSql) sql = salve_sql_new ();
  g_autoptr (SalveOwnStatement) check = NULL;
  gint64 last = G_MININT64;
  gboolean row;

  salve_sql_add (sql, "SELECT 1 FROM resource AS r");
  add_conditions (run, sql);
  salve_sql_add (sql, " AND r.rowid = ");
  salve_sql_int (sql, last);
  check = walk != NULL ? salve_sql_prepare (sql, run->connection, error) : NULL;
  if (check == NULL)
    return FALSE;
  while (!is_full (run))
    {
      gint64 record;

      if (!salve_statement_step (walk, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      record = salve_statement_int (walk, 0);
      if (record == last)
        continue;
      last = record;
      salve_statement_rewind (check);
      salve_statement_bind_int (check, salve_sql_n_values (sql), record);
      if (!salve_statement_step (check, &row, error))
        return FALSE;
      if (row)
        g_array_append_val (run->records, record);
    }
  return TRUE;
}

/* Along all of the type. */
static gboolean
collect_by_record (Run *run, GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();

  add_select (run, sql, "r.rowid", NULL);
  salve_sql_add (sql, " FROM resource AS r INDEXED BY resource_type");
  add_conditions (run, sql);
  salve_sql_add (sql, " AND r.rowid > ");
  salve_sql_int (sql, run->after != NULL ? run->after_record : G_MININT64);
  salve_sql_add (sql, " ORDER BY r.rowid");
  return collect (run, sql, error);
}

/* Adds the way into the index of the first key, from the row before on: to the very row where it is the only key. */
static void
add_seek (Run *run, SalveSql *sql, const char *column, const char *record)
{
  g_autoptr (GVariant) before = run->after != NULL ? key_before (run, 0) : NULL;
  gboolean only = run->search->sorts->len == 1;

  if (before == NULL)
    return;
  salve_sql_add (sql, only ? " AND (" : " AND ");
  salve_sql_add (sql, column);
  if (only)
    {
      salve_sql_add (sql, ", ");
      salve_sql_add (sql, record);
      salve_sql_add (sql, goes_down (run) ? ") < (" : ") > (");
    }
  else
    salve_sql_add (sql, goes_down (run) ? " <= " : " >= ");
  add_variant (sql, before);
  if (only)
    {
      salve_sql_add (sql, ", ");
      salve_sql_int (sql, run->after_record);
      salve_sql_add (sql, ")");
    }
}

static void
finish_sorted (Run *run, SalveSql *sql, gboolean known)
{
  if (run->after != NULL)
    {
      salve_sql_add (sql, " AND ");
      add_behind (run, sql);
    }
  add_order (run, sql, known);
}

/* Along the index of the first key: each record where its smallest (greatest) value lies. */
static gboolean
collect_by_value (Run *run, GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  const SalveSearchSort *sort = get_sort (run, 0);
  g_autofree char *column = g_strconcat ("s.", sort_column (sort->parameter->kind), NULL);
  SalveInstant after, before;

  add_select (run, sql, "s.record", column);
  salve_sql_add (sql, " FROM ");
  salve_sql_add (sql, salve_search_table_of (sort->parameter->kind));
  salve_sql_add (sql, " AS s CROSS JOIN resource AS r ON r.rowid = s.record AND s.parameter = ");
  salve_sql_int (sql, sort->parameter->number);
  add_seek (run, sql, column, "s.record");
  if (salve_search_find_bounds (run->search, sort->parameter, run->now, &after, &before))
    salve_search_add_date_bounds (sql, sort->parameter, "s", after, before);
  add_conditions (run, sql);
  salve_sql_add (sql, " AND ");
  salve_sql_add (sql, column);
  salve_sql_add (sql, " = ");
  add_key (sql, sort, "s.record");
  finish_sorted (run, sql, TRUE);
  return collect (run, sql, error);
}

/* And then what has no value. */
static gboolean
collect_without_value (Run *run, GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  const SalveSearchSort *sort = get_sort (run, 0);

  add_select (run, sql, "r.rowid", "NULL");
  salve_sql_add (sql, " FROM resource AS r INDEXED BY resource_type");
  add_conditions (run, sql);
  salve_sql_add (sql, " AND NOT EXISTS (SELECT 1 FROM ");
  salve_sql_add (sql, salve_search_table_of (sort->parameter->kind));
  salve_sql_add (sql, " AS k WHERE k.record = r.rowid AND k.parameter = ");
  salve_sql_int (sql, sort->parameter->number);
  salve_sql_add (sql, ")");
  finish_sorted (run, sql, TRUE);
  return collect (run, sql, error);
}

static gboolean
collect_by_column (Run *run, GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  gboolean by_id = get_sort (run, 0)->parameter->place == SALVE_SEARCH_RECORD_ID;

  add_select (run, sql, "r.rowid", NULL);
  salve_sql_add (sql, by_id ? " FROM resource AS r INDEXED BY resource_id"
                            : " FROM resource AS r INDEXED BY resource_newest");
  add_conditions (run, sql);
  add_seek (run, sql, by_id ? "r.id" : "r.last_updated", "r.rowid");
  finish_sorted (run, sql, TRUE);
  return collect (run, sql, error);
}

static gboolean
collect_page (Run *run, GError **error)
{
  g_autoptr (GVariant) before = NULL;

  if (run->plan->records != NULL)
    return collect_in_order (run, error);
  if (run->plan->candidates != NULL)
    return collect_from_few (run, error);
  if (run->search->sorts->len == 0)
    return collect_by_record (run, error);
  if (get_sort (run, 0)->parameter->place != SALVE_SEARCH_INDEXED)
    return collect_by_column (run, error);
  before = run->after != NULL ? key_before (run, 0) : NULL;
  if (run->after == NULL || before != NULL)
    {
      if (!collect_by_value (run, error))
        return FALSE;
      /* What has no value all comes behind what has one: from its beginning. */
      g_clear_pointer (&run->after, g_variant_unref);
    }
  return is_full (run) || collect_without_value (run, error);
}

static gboolean
count_all (Run *run, gint64 *total, GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new ();
  g_autoptr (SalveOwnStatement) count = NULL;
  gboolean row;

  salve_sql_add (sql, "SELECT count(*) FROM ");
  if (run->plan->candidates != NULL)
    {
      salve_sql_add (sql, "(SELECT DISTINCT record FROM (");
      salve_sql_append (sql, run->plan->candidates);
      salve_sql_add (sql, ")) AS d CROSS JOIN resource AS r ON r.rowid = d.record");
    }
  else if (run->plan->certain != NULL)
    {
      salve_sql_add (sql, "(SELECT DISTINCT record FROM (");
      salve_search_add_candidates (sql, run->search, run->plan->certain, run->search->type, run->reach,
                                   run->now);
      salve_sql_add (sql, ")) AS d CROSS JOIN resource AS r ON r.rowid = d.record");
    }
  else
    salve_sql_add (sql, "resource AS r INDEXED BY resource_type");
  add_conditions (run, sql);
  count = salve_sql_prepare (sql, run->connection, error);
  if (count == NULL || !salve_statement_step (count, &row, error))
    return FALSE;
  *total = salve_statement_int (count, 0);
  return TRUE;
}

static gboolean
find_total (Run *run, gboolean first_page, SalveSearchPage *page, GError **error)
{
  SalveSearchTotal wish = run->search->total;

  if (run->counting)
    {
      page->total = run->n_met;
      return TRUE;
    }
  if (run->search->count_only || wish == SALVE_TOTAL_ACCURATE)
    return count_all (run, &page->total, error);
  if (wish == SALVE_TOTAL_NONE)
    return TRUE;
  if (first_page && !is_full (run))
    page->total = run->records->len;
  return TRUE;
}

static gboolean
read_row (Run *run, gint64 record, SalveSearchMode mode, SalveSearchPage *page, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      run->connection, "SELECT type, id, version, last_updated, deleted, body FROM resource WHERE rowid = ?",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, record);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (row)
    g_ptr_array_add (page->rows, salve_search_row_read (select, mode));
  return TRUE;
}

static gboolean
seal_next (Run *run, SalveSearchPage *page, GError **error)
{
  guint last = run->search->count - 1;
  GVariant *content;

  if (run->last_keys == NULL)
    run->last_keys = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_VARIANT, NULL, 0));
  content = g_variant_new ("(sx@av)", run->search->digest, g_array_index (run->records, gint64, last),
                           run->last_keys);

  page->next = salve_page_token_seal (run->connection, content, PURPOSE, error);
  g_array_set_size (run->records, run->search->count);
  return page->next != NULL;
}

static gboolean
open_token (Run *run, GError **error)
{
  g_autoptr (GVariant) content = NULL;
  const char *digest;

  if (run->search->page == NULL)
    return TRUE;
  content =
      salve_page_token_open (run->connection, run->search->page, G_VARIANT_TYPE (TOKEN_TYPE), PURPOSE, error);
  if (content == NULL)
    return FALSE;
  g_variant_get (content, "(&sx@av)", &digest, &run->after_record, &run->after);
  return g_str_equal (digest, run->search->digest) || salve_page_token_refuse (error);
}

static gboolean
fill_page (Run *run, SalveSearchPage *page, GError **error)
{
  gboolean first = run->after == NULL;

  run->plan = salve_search_plan_new (run->search, run->connection, run->reach, run->now,
                                     first ? G_MININT64 : run->after_record, error);
  if (run->plan == NULL)
    return FALSE;
  run->counting = first && run->plan->candidates != NULL && run->plan->records == NULL
                  && !run->search->count_only && run->search->total != SALVE_TOTAL_NONE;
  if (!run->search->count_only && !collect_page (run, error))
    return FALSE;
  if (!find_total (run, first, page, error)
      || (is_full (run) && !run->search->count_only && !seal_next (run, page, error)))
    return FALSE;
  for (guint i = 0; i < run->records->len; i++)
    if (!read_row (run, g_array_index (run->records, gint64, i), SALVE_SEARCH_MATCH, page, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_includes (Run *run, SalveSearchPage *page, GError **error)
{
  g_autoptr (GArray) found = NULL;

  if (run->records->len == 0)
    return TRUE;
  found = salve_search_find_included (run->search, run->connection, run->reach, run->records,
                                      &page->includes_left_out, error);
  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!read_row (run, g_array_index (found, gint64, i), SALVE_SEARCH_INCLUDE, page, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_in_transaction (Run *run, SalveSearchPage **page, GError **error)
{
  g_autoptr (SalveSearchPage) made = salve_search_page_new ();
  gboolean ok =
      open_token (run, error) && fill_page (run, made, error) && add_includes (run, made, error)
      && salve_search_page_note_newest (made, run->connection, run->reach, run->search->type, error);

  if (ok)
    *page = g_steal_pointer (&made);
  return ok;
}

/**
 * salve_fhir_search_run:
 * @connection: a worker's; in a transaction the search sees what was written in it
 * @reach: who asks
 * @now: µs UTC, for "ap"
 * @page: (out) (transfer full): matches and what is included, all of one moment
 *
 * Reads one page.
 *
 * Returns: FALSE with SALVE_SEARCH_ERROR (another search's token, no index) or SALVE_STORE_ERROR
 */
gboolean
salve_fhir_search_run (SalveFhirSearch *self,
                       SalveConnection *connection,
                       const SalveReach *reach,
                       SalveInstant now,
                       SalveSearchPage **page,
                       GError **error)
{
  Run run = { .search = self, .connection = connection, .reach = reach, .now = now };
  gboolean enabled, alone = sqlite3_get_autocommit (salve_connection_get_handle (connection)) != 0, ok;

  *page = NULL;
  if (!salve_search_index_is_enabled (connection, &enabled, error))
    return FALSE;
  if (!enabled)
    return salve_search_fail_not_ready (error);
  if (alone && !salve_connection_begin_read (connection, error))
    return FALSE;
  run.records = g_array_new (FALSE, FALSE, sizeof (gint64));
  ok = run_in_transaction (&run, page, error);
  if (alone)
    salve_connection_rollback (connection);
  g_array_unref (run.records);
  g_clear_pointer (&run.last_keys, g_variant_unref);
  g_clear_pointer (&run.after, g_variant_unref);
  g_clear_pointer (&run.plan, salve_search_plan_free);
  return ok;
}
