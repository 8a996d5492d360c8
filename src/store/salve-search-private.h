/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the search share: a query as it was understood. */
#pragma once

#include "salve-search-sql.h"
#include "salve-search.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_PREFIX_EQ,
  SALVE_PREFIX_NE,
  SALVE_PREFIX_GT,
  SALVE_PREFIX_GE,
  SALVE_PREFIX_LT,
  SALVE_PREFIX_LE,
  SALVE_PREFIX_SA,
  SALVE_PREFIX_EB,
  SALVE_PREFIX_AP,
} SalveSearchPrefix;

typedef enum
{
  SALVE_MODIFIER_NONE,
  SALVE_MODIFIER_MISSING,
  SALVE_MODIFIER_NOT,
  SALVE_MODIFIER_EXACT,
  SALVE_MODIFIER_CONTAINS,
} SalveSearchModifier;

/* One of the values with commas between; the texts are NULL where they were not said. */
typedef struct
{
  SalveSearchPrefix prefix;
  char *text;   /* code, folded or exact string, id, uri */
  char *system; /* token, quantity: the system, "" for none; reference: the type */
  char *exact;  /* quantity: the unit's code; reference: the server's address */
  SalveInstant low;
  SalveInstant high;
  double number;
  double slack; /* half of the last digit that was written */
} SalveSearchValue;

typedef struct _SalveSearchClause SalveSearchClause;
struct _SalveSearchClause
{
  const SalveSearchParameter *parameter;
  SalveSearchModifier modifier;
  gboolean missing;  /* what :missing asks for */
  GPtrArray *values; /* (element-type SalveSearchValue): one of them has to fit */
  GPtrArray
      *targets; /* (element-type SalveSearchTarget): of a chain, in place of values; one of them has to fit */
};

typedef struct
{
  char *type;
  SalveSearchClause *clause;
} SalveSearchTarget;

typedef struct
{
  const SalveSearchParameter *parameter;
  gboolean descending;
} SalveSearchSort;

typedef struct
{
  const SalveSearchParameter *parameter;
  char *source; /* the type whose parameter it is */
  char *target; /* NULL: any */
} SalveSearchInclude;

typedef enum
{
  SALVE_TOTAL_IF_CHEAP,
  SALVE_TOTAL_NONE,
  SALVE_TOTAL_ACCURATE,
} SalveSearchTotal;

struct _SalveFhirSearch
{
  char *type;
  char *base;             /* this server's address, without a slash at its end; NULL: not known */
  GPtrArray *clauses;     /* SalveSearchClause: all have to fit */
  GArray *sorts;          /* SalveSearchSort */
  GPtrArray *includes;    /* SalveSearchInclude */
  GPtrArray *revincludes; /* SalveSearchInclude */
  GPtrArray *ignored;     /* utf8, NULL at the end once parsed */
  GPtrArray *elements;    /* as ignored */
  char *summary;
  guint count;
  gboolean count_only;
  SalveSearchTotal total;
  char *page;
  char *digest; /* of what decides which page is which */
  guint n_values;
};

#define SALVE_SEARCH_MAX_SORTS 5

/* salve-search-value.c */
void salve_search_value_free (SalveSearchValue *self);
SalveSearchClause *salve_search_clause_new (const SalveSearchParameter *parameter);
void salve_search_clause_free (SalveSearchClause *self);
gboolean salve_search_clause_read (SalveSearchClause *self,
                                   const char *name,
                                   const char *modifier,
                                   const char *text,
                                   guint *n_values,
                                   GError **error);
char *salve_search_printable (const char *name);
gboolean salve_search_fail (GError **error, SalveSearchError code, const char *format, const char *name);

/* salve-search-clause.c */
void salve_search_add_clause (SalveSql *sql,
                              SalveFhirSearch *search,
                              const SalveSearchClause *clause,
                              const char *alias,
                              const SalveReach *reach,
                              SalveInstant now);
gboolean salve_search_add_candidates (SalveSql *sql,
                                      SalveFhirSearch *search,
                                      const SalveSearchClause *clause,
                                      const char *type,
                                      const SalveReach *reach,
                                      SalveInstant now);
void salve_search_add_value (SalveSql *sql,
                             SalveFhirSearch *search,
                             const SalveSearchClause *clause,
                             const SalveSearchValue *value,
                             SalveInstant now);
char *salve_search_prefix_end (const char *text);
gboolean salve_search_is_certain (const SalveSearchClause *clause);
gboolean salve_search_date_bounds (const SalveSearchValue *value,
                                   SalveInstant now,
                                   SalveInstant *after,
                                   SalveInstant *before);
void salve_search_add_date_bounds (SalveSql *sql,
                                   const SalveSearchParameter *parameter,
                                   const char *alias,
                                   SalveInstant after,
                                   SalveInstant before);
const char *salve_search_table_of (SalveSearchKind kind);

/* salve-search-reach.c */
void salve_reach_add (SalveSql *sql, const SalveReach *reach, const char *alias);
void salve_reach_add_any (SalveSql *sql, const SalveReach *reach, const char *asked, const char *alias);
gboolean salve_reach_add_candidates (SalveSql *sql, const SalveReach *reach, const char *type);

/* salve-search-include.c */
GArray *salve_search_find_included (SalveFhirSearch *search,
                                    SalveConnection *connection,
                                    const SalveReach *reach,
                                    GArray *records,
                                    gboolean *left_out,
                                    GError **error);

/* salve-search-page.c: tokens that say nothing to whoever sees them and cannot be made by anybody else */
gboolean salve_search_fail_not_ready (GError **error);
char *
salve_page_token_seal (SalveConnection *connection, GVariant *content, const char *purpose, GError **error);
GVariant *salve_page_token_open (SalveConnection *connection,
                                 const char *token,
                                 const GVariantType *type,
                                 const char *purpose,
                                 GError **error);
gboolean salve_page_token_refuse (GError **error);
SalveSearchPage *salve_search_page_new (void);
gboolean salve_search_page_note_newest (SalveSearchPage *self,
                                        SalveConnection *connection,
                                        const SalveReach *reach,
                                        const char *asked,
                                        GError **error);
SalveSearchRow *salve_search_row_read (SalveStatement *row, SalveSearchMode mode);

G_END_DECLS
