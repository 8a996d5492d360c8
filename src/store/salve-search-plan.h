/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-search-private.h"

G_BEGIN_DECLS

typedef struct
{
  SalveSql *candidates; /* few records among which all are that fit; NULL where nothing leads to few */
  const SalveSearchClause *stream; /* whose records come in their own order; NULL */
  guint n;                         /* candidates at most */
} SalveSearchPlan;

SalveSearchPlan *salve_search_plan_new (SalveFhirSearch *search,
                                        SalveConnection *connection,
                                        const SalveReach *reach,
                                        SalveInstant now,
                                        GError **error);
void salve_search_plan_free (SalveSearchPlan *self);
gboolean salve_search_find_bounds (SalveFhirSearch *search,
                                   const SalveSearchParameter *parameter,
                                   SalveInstant now,
                                   SalveInstant *after,
                                   SalveInstant *before);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSearchPlan, salve_search_plan_free)

G_END_DECLS
