/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of a server's search share: a store with an index, and searches that answer with ids. */
#pragma once

#include "salve-search.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define SEARCH_ALL (&(const SalveReach){ SALVE_REACH_ALL, NULL })

SalveStore *search_fixture_open (StoreFixture *fixture);
void search_fixture_enable (SalveStore *store);
gint64 search_fixture_put (SalveStore *store, const char *json);
gint64 search_fixture_delete (SalveStore *store, const char *type, const char *id);
SalveSearchPage *search_fixture_run (SalveStore *store,
                                     const SalveReach *reach,
                                     const char *type,
                                     const char *query,
                                     gboolean strict,
                                     GError **error);
char *search_fixture_ids (SalveSearchPage *page, SalveSearchMode mode);
char *search_fixture_search (SalveStore *store, const SalveReach *reach, const char *type, const char *query);
SalveSearchPage *search_fixture_history (SalveStore *store,
                                         const SalveReach *reach,
                                         const char *type,
                                         const char *id,
                                         SalveInstant since,
                                         guint count,
                                         const char *token);
typedef gboolean (*SearchFixtureFunc) (SalveConnection *connection, gpointer data, GError **error);
gboolean search_fixture_on_reader (SalveStore *store, SearchFixtureFunc func, gpointer data, GError **error);

G_END_DECLS
