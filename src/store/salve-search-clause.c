/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A parameter of a search as SQL, in two ways: as a condition about one record, which decides; and as the records that
 * may fit, from an index, which only has to leave none out. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-search.h"
#include "salve-search-extract.h"
#include "salve-search-private.h"

const char *
salve_search_table_of (SalveSearchKind kind)
{
  switch (kind)
    {
    case SALVE_SEARCH_STRING:
      return "search_string";
    case SALVE_SEARCH_DATE:
      return "search_date";
    case SALVE_SEARCH_REFERENCE:
      return "search_reference";
    case SALVE_SEARCH_QUANTITY:
      return "search_quantity";
    case SALVE_SEARCH_TOKEN:
    case SALVE_SEARCH_URI:
    default:
      return "search_token";
    }
}

static void
add_text (SalveSql *sql, const char *literal, const char *value)
{
  salve_sql_add (sql, literal);
  salve_sql_text (sql, value);
}

static void
add_int (SalveSql *sql, const char *literal, gint64 value)
{
  salve_sql_add (sql, literal);
  salve_sql_int (sql, value);
}

static void
add_double (SalveSql *sql, const char *literal, double value)
{
  salve_sql_add (sql, literal);
  salve_sql_double (sql, value);
}

static void
add_token (SalveSql *sql, const SalveSearchValue *value)
{
  if (value->text != NULL)
    add_text (sql, "x.code = ", value->text);
  if (value->text != NULL && value->system != NULL)
    salve_sql_add (sql, " AND ");
  if (value->system != NULL)
    add_text (sql, "x.system = ", value->system);
}

/* Returns: (transfer full): what lies behind everything that begins with the text: U+10FFFF is behind every letter */
char *
salve_search_prefix_end (const char *text)
{
  return g_strconcat (text, "\xf4\x8f\xbf\xbf", NULL);
}

static void
add_string (SalveSql *sql, SalveSearchModifier modifier, const SalveSearchValue *value)
{
  g_autofree char *end = NULL;

  if (modifier == SALVE_MODIFIER_CONTAINS)
    {
      add_text (sql, "instr (x.value, ", value->text);
      salve_sql_add (sql, ") > 0");
      return;
    }
  if (modifier == SALVE_MODIFIER_EXACT)
    {
      g_autofree char *folded = salve_search_fold (value->text);

      add_text (sql, "x.value = ", folded);
      add_text (sql, " AND x.exact = ", value->text);
      return;
    }
  end = salve_search_prefix_end (value->text);
  add_text (sql, "x.value >= ", value->text);
  add_text (sql, " AND x.value < ", end);
}

/* Both ends of what "about" means: a tenth of how far away it is (R4's rule). */
static void
widen (const SalveSearchValue *value, SalveInstant now, SalveInstant *low, SalveInstant *high)
{
  gint64 tenth = ABS (now / 10 - value->low / 10);

  *low = value->low - tenth;
  *high = value->high + tenth;
}

/* low and high: the columns, literals. */
static void
add_date (SalveSql *sql, const SalveSearchValue *value, const char *low, const char *high, SalveInstant now)
{
  SalveInstant from = value->low, until = value->high;
  /* %l and %h: columns; %f and %u: the value's ends */
  static const char *const forms[] = {
    [SALVE_PREFIX_EQ] = "%l >= %f AND %h <= %u",
    [SALVE_PREFIX_NE] = "NOT (%l >= %f AND %h <= %u)",
    [SALVE_PREFIX_GT] = "%h > %u",
    [SALVE_PREFIX_GE] = "(%h > %u OR (%l >= %f AND %h <= %u))",
    [SALVE_PREFIX_LT] = "%l < %f",
    [SALVE_PREFIX_LE] = "(%l < %f OR (%l >= %f AND %h <= %u))",
    [SALVE_PREFIX_SA] = "%l >= %u",
    [SALVE_PREFIX_EB] = "%h <= %f",
    [SALVE_PREFIX_AP] = "%l < %u AND %h > %f",
  };

  if (value->prefix == SALVE_PREFIX_AP)
    widen (value, now, &from, &until);
  for (const char *p = forms[value->prefix]; *p != '\0'; p++)
    {
      const char piece[2] = { *p, '\0' };

      if (*p != '%')
        salve_sql_add (sql, piece);
      else if (*++p == 'l' || *p == 'h')
        salve_sql_add (sql, *p == 'l' ? low : high);
      else
        salve_sql_int (sql, *p == 'f' ? from : until);
    }
}

static void
add_quantity_range (SalveSql *sql, const SalveSearchValue *value)
{
  double slack =
      value->prefix == SALVE_PREFIX_AP ? MAX (value->slack, ABS (value->number) / 10) : value->slack;

  switch (value->prefix)
    {
    case SALVE_PREFIX_GT:
    case SALVE_PREFIX_SA:
      add_double (sql, "x.value > ", value->number);
      return;
    case SALVE_PREFIX_GE:
      add_double (sql, "x.value >= ", value->number);
      return;
    case SALVE_PREFIX_LT:
    case SALVE_PREFIX_EB:
      add_double (sql, "x.value < ", value->number);
      return;
    case SALVE_PREFIX_LE:
      add_double (sql, "x.value <= ", value->number);
      return;
    case SALVE_PREFIX_NE:
      salve_sql_add (sql, "NOT ");
      break;
    case SALVE_PREFIX_EQ:
    case SALVE_PREFIX_AP:
    default:
      break;
    }
  add_double (sql, "(x.value >= ", value->number - slack);
  add_double (sql, " AND x.value < ", value->number + slack);
  salve_sql_add (sql, ")");
}

static void
add_quantity (SalveSql *sql, const SalveSearchValue *value)
{
  add_quantity_range (sql, value);
  if (value->system != NULL)
    add_text (sql, " AND x.system = ", value->system);
  if (value->exact != NULL)
    add_text (sql, " AND x.code = ", value->exact);
}

/* What this server's own references begin with: nothing, or its address. */
static void
add_own_base (SalveSql *sql, SalveFhirSearch *search)
{
  if (search->base == NULL)
    {
      salve_sql_add (sql, " AND x.base = ''");
      return;
    }
  add_text (sql, " AND (x.base = '' OR x.base = ", search->base);
  salve_sql_add (sql, ")");
}

static void
add_reference (SalveSql *sql, SalveFhirSearch *search, const SalveSearchValue *value)
{
  add_text (sql, "x.target = ", value->text);
  if (value->system != NULL)
    add_text (sql, " AND x.type = ", value->system);
  if (value->exact != NULL && *value->exact != '\0' && g_strcmp0 (value->exact, search->base) != 0)
    add_text (sql, " AND x.base = ", value->exact);
  else
    add_own_base (sql, search);
}

/* Adds what a row "x" of the clause's table says where it fits the value. */
void
salve_search_add_value (SalveSql *sql,
                        SalveFhirSearch *search,
                        const SalveSearchClause *clause,
                        const SalveSearchValue *value,
                        SalveInstant now)
{
  switch (clause->parameter->kind)
    {
    case SALVE_SEARCH_STRING:
      add_string (sql, clause->modifier, value);
      break;
    case SALVE_SEARCH_DATE:
      add_date (sql, value, "x.low", "x.high", now);
      break;
    case SALVE_SEARCH_REFERENCE:
      add_reference (sql, search, value);
      break;
    case SALVE_SEARCH_QUANTITY:
      add_quantity (sql, value);
      break;
    case SALVE_SEARCH_URI:
      add_text (sql, "x.code = ", value->text);
      break;
    case SALVE_SEARCH_TOKEN:
    default:
      add_token (sql, value);
      break;
    }
}

/* "r.rowid" from "r" */
static void
add_column (SalveSql *sql, const char *alias, const char *column)
{
  salve_sql_add (sql, alias);
  salve_sql_add (sql, column);
}

static void
add_record_clause (SalveSql *sql, const SalveSearchClause *clause, const char *alias, SalveInstant now)
{
  gboolean by_id = clause->parameter->place == SALVE_SEARCH_RECORD_ID;
  gboolean negate = clause->modifier == SALVE_MODIFIER_NOT;
  g_autofree char *low = g_strconcat (alias, ".last_updated", NULL);
  g_autofree char *high = g_strconcat ("(", alias, ".last_updated + 1)", NULL);

  salve_sql_add (sql, negate ? "NOT (" : "(");
  for (guint i = 0; i < clause->values->len; i++)
    {
      const SalveSearchValue *value = clause->values->pdata[i];

      salve_sql_add (sql, i > 0 ? " OR (" : "(");
      if (!by_id)
        add_date (sql, value, low, high, now);
      else if (value->text == NULL || (value->system != NULL && *value->system != '\0'))
        salve_sql_add (sql, "0");
      else
        {
          add_column (sql, alias, ".id = ");
          salve_sql_text (sql, value->text);
        }
      salve_sql_add (sql, ")");
    }
  salve_sql_add (sql, ")");
}

static void
add_chain (SalveSql *sql,
           SalveFhirSearch *search,
           const SalveSearchClause *clause,
           const char *alias,
           const SalveReach *reach,
           SalveInstant now)
{
  add_column (sql,
              "EXISTS (SELECT 1 FROM search_reference AS x CROSS JOIN resource AS c ON c.id = x.target"
              " AND c.type = x.type AND c.deleted = 0 WHERE x.record = ",
              alias);
  add_int (sql, ".rowid AND x.parameter = ", clause->parameter->number);
  add_own_base (sql, search);
  salve_sql_add (sql, " AND (");
  for (guint i = 0; i < clause->targets->len; i++)
    {
      const SalveSearchTarget *target = clause->targets->pdata[i];
      const SalveReach own = salve_reach_of_type (reach, search->type, target->type);

      add_text (sql, i > 0 ? " OR (c.type = " : "(c.type = ", target->type);
      salve_sql_add (sql, " AND ");
      /* Nobody learns from a search what he may not read. */
      salve_reach_add (sql, &own, "c");
      salve_sql_add (sql, " AND ");
      salve_search_add_clause (sql, search, target->clause, "c", reach, now);
      salve_sql_add (sql, ")");
    }
  salve_sql_add (sql, "))");
}

/**
 * salve_search_add_clause:
 * @alias: a literal: what the row of "resource" is called
 *
 * Adds the condition that the record fits the clause.
 */
void
salve_search_add_clause (SalveSql *sql,
                         SalveFhirSearch *search,
                         const SalveSearchClause *clause,
                         const char *alias,
                         const SalveReach *reach,
                         SalveInstant now)
{
  gboolean missing = clause->modifier == SALVE_MODIFIER_MISSING;

  if (clause->targets->len > 0)
    {
      add_chain (sql, search, clause, alias, reach, now);
      return;
    }
  if (clause->parameter->place != SALVE_SEARCH_INDEXED)
    {
      add_record_clause (sql, clause, alias, now);
      return;
    }
  if (clause->modifier == SALVE_MODIFIER_NOT || (missing && clause->missing))
    salve_sql_add (sql, "NOT ");
  salve_sql_add (sql, "EXISTS (SELECT 1 FROM ");
  salve_sql_add (sql, salve_search_table_of (clause->parameter->kind));
  add_column (sql, " AS x WHERE x.record = ", alias);
  add_int (sql, ".rowid AND x.parameter = ", clause->parameter->number);
  for (guint i = 0; i < clause->values->len; i++)
    {
      salve_sql_add (sql, i > 0 ? " OR (" : " AND ((");
      salve_search_add_value (sql, search, clause, clause->values->pdata[i], now);
      salve_sql_add (sql, i + 1 < clause->values->len ? ")" : "))");
    }
  salve_sql_add (sql, ")");
}

/**
 * salve_search_date_bounds:
 * @after: (inout): records that fit end after it
 * @before: (inout): records that fit begin before it
 *
 * Narrows the bounds to what one value says; FALSE where it says nothing ("ne").
 */
gboolean
salve_search_date_bounds (const SalveSearchValue *value,
                          SalveInstant now,
                          SalveInstant *after,
                          SalveInstant *before)
{
  SalveInstant low = value->low, high = value->high;

  if (value->prefix == SALVE_PREFIX_NE)
    return FALSE;
  if (value->prefix == SALVE_PREFIX_AP)
    widen (value, now, &low, &high);
  if (value->prefix == SALVE_PREFIX_GT || value->prefix == SALVE_PREFIX_SA)
    *after = MAX (*after, high);
  else if (value->prefix != SALVE_PREFIX_LT && value->prefix != SALVE_PREFIX_LE
           && value->prefix != SALVE_PREFIX_EB)
    *after = MAX (*after, low);
  if (value->prefix == SALVE_PREFIX_LT || value->prefix == SALVE_PREFIX_EB)
    *before = MIN (*before, low);
  else if (value->prefix == SALVE_PREFIX_LE || value->prefix == SALVE_PREFIX_EQ
           || value->prefix == SALVE_PREFIX_AP)
    *before = MIN (*before, high);
  return TRUE;
}

/**
 * salve_search_add_date_bounds:
 * @alias: a literal: what the row of "search_date" is called
 *
 * Adds a range of the index that leaves out nothing within the bounds: what ends after a moment began at most
 * SALVE_SEARCH_LONG before it, unless it is one of the long ones, of which the earliest is looked up.
 */
void
salve_search_add_date_bounds (SalveSql *sql,
                              const SalveSearchParameter *parameter,
                              const char *alias,
                              SalveInstant after,
                              SalveInstant before)
{
  if (after > G_MININT64 + SALVE_SEARCH_LONG)
    {
      add_column (sql, " AND ", alias);
      add_int (sql, ".low >= min (", after - SALVE_SEARCH_LONG);
      add_int (sql,
               ", coalesce ((SELECT min (l.low) FROM search_date AS l INDEXED BY search_date_long"
               " WHERE l.high - l.low > 90000000000 AND l.parameter = ",
               parameter->number);
      add_int (sql, " AND l.high > ", after);
      add_int (sql, "), ", G_MAXINT64);
      salve_sql_add (sql, "))");
    }
  if (before < G_MAXINT64)
    {
      add_column (sql, " AND ", alias);
      add_int (sql, ".low < ", before);
    }
}

static gboolean
add_record_candidates (SalveSql *sql, const SalveSearchClause *clause, const char *type, SalveInstant now)
{
  SalveInstant after = G_MININT64, before = G_MAXINT64;

  if (clause->modifier == SALVE_MODIFIER_NOT
      || (clause->parameter->place == SALVE_SEARCH_RECORD_UPDATED
          && (clause->values->len != 1
              || !salve_search_date_bounds (clause->values->pdata[0], now, &after, &before))))
    return FALSE;
  add_text (sql, "SELECT x.rowid AS record FROM resource AS x WHERE x.type = ", type);
  if (clause->parameter->place == SALVE_SEARCH_RECORD_UPDATED)
    {
      add_int (sql, " AND x.last_updated >= ", after);
      add_int (sql, " AND x.last_updated < ", before);
      return TRUE;
    }
  salve_sql_add (sql, " AND x.id IN (");
  for (guint i = 0; i < clause->values->len; i++)
    {
      const SalveSearchValue *value = clause->values->pdata[i];

      add_text (sql, i > 0 ? ", " : "", value->text != NULL ? value->text : "");
    }
  salve_sql_add (sql, ")");
  return TRUE;
}

/* With all that add_chain() asks for. */
static gboolean
add_chain_candidates (SalveSql *sql,
                      SalveFhirSearch *search,
                      const SalveSearchClause *clause,
                      const SalveReach *reach,
                      SalveInstant now)
{
  for (guint i = 0; i < clause->targets->len; i++)
    {
      const SalveSearchTarget *target = clause->targets->pdata[i];
      const SalveReach own = salve_reach_of_type (reach, search->type, target->type);

      salve_sql_add (sql, i > 0 ? " UNION ALL SELECT x.record FROM (" : "SELECT x.record FROM (");
      if (!salve_search_add_candidates (sql, search, target->clause, target->type, reach, now))
        return FALSE;
      add_text (sql, ") AS d CROSS JOIN resource AS c ON c.rowid = d.record AND c.deleted = 0 AND c.type = ",
                target->type);
      salve_sql_add (sql, " AND ");
      salve_reach_add (sql, &own, "c");
      add_int (sql, " CROSS JOIN search_reference AS x ON x.parameter = ", clause->parameter->number);
      salve_sql_add (sql, " AND x.target = c.id AND x.type = c.type");
      add_own_base (sql, search);
    }
  return TRUE;
}

static gboolean
add_date_candidates (SalveSql *sql, const SalveSearchClause *clause, SalveInstant now)
{
  for (guint i = 0; i < clause->values->len; i++)
    {
      SalveInstant after = G_MININT64, before = G_MAXINT64;

      if (!salve_search_date_bounds (clause->values->pdata[i], now, &after, &before))
        return FALSE;
      if (i > 0)
        salve_sql_add (sql, " UNION ALL ");
      add_int (sql, "SELECT x.record FROM search_date AS x WHERE x.parameter = ", clause->parameter->number);
      salve_search_add_date_bounds (sql, clause->parameter, "x", after, before);
    }
  return TRUE;
}

/* Whether an index leads to what the value says. */
static gboolean
is_range (const SalveSearchClause *clause, const SalveSearchValue *value)
{
  if (clause->parameter->kind == SALVE_SEARCH_QUANTITY)
    return value->prefix != SALVE_PREFIX_NE;
  return clause->parameter->kind != SALVE_SEARCH_TOKEN || value->text != NULL;
}

/**
 * salve_search_add_candidates:
 * @type: of the records
 *
 * Adds a SELECT of one column, "record": all records that may fit, some perhaps twice, and others beside them.
 *
 * Returns: FALSE where no index leads to them, after which @sql is of no use
 */
gboolean
salve_search_add_candidates (SalveSql *sql,
                             SalveFhirSearch *search,
                             const SalveSearchClause *clause,
                             const char *type,
                             const SalveReach *reach,
                             SalveInstant now)
{
  if (clause->targets->len > 0)
    return add_chain_candidates (sql, search, clause, reach, now);
  if (clause->parameter->place != SALVE_SEARCH_INDEXED)
    return add_record_candidates (sql, clause, type, now);
  if (clause->modifier == SALVE_MODIFIER_NOT || clause->modifier == SALVE_MODIFIER_MISSING)
    return FALSE;
  if (clause->parameter->kind == SALVE_SEARCH_DATE)
    return add_date_candidates (sql, clause, now);
  for (guint i = 0; i < clause->values->len; i++)
    {
      if (!is_range (clause, clause->values->pdata[i]))
        return FALSE;
      salve_sql_add (sql, i > 0 ? " UNION ALL SELECT x.record FROM " : "SELECT x.record FROM ");
      salve_sql_add (sql, salve_search_table_of (clause->parameter->kind));
      add_int (sql, " AS x WHERE x.parameter = ", clause->parameter->number);
      salve_sql_add (sql, " AND ");
      salve_search_add_value (sql, search, clause, clause->values->pdata[i], now);
    }
  return TRUE;
}

/**
 * salve_search_is_certain:
 *
 * Returns: whether all of its candidates fit the clause
 */
gboolean
salve_search_is_certain (const SalveSearchClause *clause)
{
  for (guint i = 0; i < clause->targets->len; i++)
    if (!salve_search_is_certain (((const SalveSearchTarget *)clause->targets->pdata[i])->clause))
      return FALSE;
  return clause->targets->len > 0
         || (clause->parameter->place == SALVE_SEARCH_INDEXED
             && clause->parameter->kind != SALVE_SEARCH_DATE);
}
