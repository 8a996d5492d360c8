/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-search-private.h"

G_BEGIN_DECLS

typedef struct
{
  SalveSql *
      records; /* those that may fit, in the order of the answer, from the page on; NULL where that is another one, or
                        nothing leads to them */
  SalveSql *candidates; /* few records among which all are that fit; NULL where nothing leads to few */
  const SalveSearchClause *clause;  /* whose candidates they are; NULL */
  const SalveSearchClause *certain; /* what all of both are known to fit; NULL */
  guint n;                          /* candidates at most */
} SalveSearchPlan;

SalveSearchPlan *salve_search_plan_new (SalveFhirSearch *search,
                                        SalveConnection *connection,
                                        const SalveReach *reach,
                                        SalveInstant now,
                                        gint64 after,
                                        GError **error);
void salve_search_plan_free (SalveSearchPlan *self);
gboolean salve_search_find_bounds (SalveFhirSearch *search,
                                   const SalveSearchParameter *parameter,
                                   SalveInstant now,
                                   SalveInstant *after,
                                   SalveInstant *before);

/* salve-search-stream.c */
gboolean salve_search_stream_new (SalveFhirSearch *search,
                                  SalveConnection *connection,
                                  const SalveSearchClause *clause,
                                  gint64 after,
                                  SalveSql **sql,
                                  GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSearchPlan, salve_search_plan_free)

G_END_DECLS
