/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search-fixture.h"

#include "salve-store-run.h"

static gboolean
do_enable (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return salve_search_index_enable (connection, error);
}

void
search_fixture_enable (SalveStore *store)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (salve_store_run_write (store, SALVE_PRIORITY_PERSON, do_enable, NULL, NULL), &error);
  g_assert_no_error (error);
}

SalveStore *
search_fixture_open (StoreFixture *fixture)
{
  SalveStore *store = store_fixture_open (fixture);

  salve_store_set_keeps_outbox (store, FALSE);
  search_fixture_enable (store);
  return store;
}

/* json with ' for ". */
gint64
search_fixture_put (SalveStore *store, const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (SalveResource) resource = store_fixture_parse (text);

  return store_fixture_put (store, resource);
}

gint64
search_fixture_delete (SalveStore *store, const char *type, const char *id)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Delete");

  salve_change_delete (change, type, id, SALVE_VERSION_ANY);
  return store_fixture_wait_id (salve_store_commit (store, change));
}

typedef struct
{
  SearchFixtureFunc func;
  gpointer data;
} Read;

static gboolean
do_read (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Read *read = data;

  return read->func (connection, read->data, error);
}

gboolean
search_fixture_on_reader (SalveStore *store, SearchFixtureFunc func, gpointer data, GError **error)
{
  Read read = { func, data };

  return store_fixture_wait (salve_store_run_read (store, SALVE_PRIORITY_PERSON, do_read, &read, NULL),
                             error);
}

typedef struct
{
  SalveFhirSearch *search;
  const SalveReach *reach;
  SalveSearchPage *page;
} Run;

static gboolean
run (SalveConnection *connection, gpointer data, GError **error)
{
  Run *self = data;

  return salve_fhir_search_run (self->search, connection, self->reach, 1714557600 * G_TIME_SPAN_SECOND,
                                &self->page, error);
}

SalveSearchPage *
search_fixture_run (SalveStore *store,
                    const SalveReach *reach,
                    const char *type,
                    const char *query,
                    gboolean strict,
                    GError **error)
{
  g_autoptr (SalveFhirSearch) search = salve_fhir_search_parse (type, query, strict, error);
  Run self = { search, reach, NULL };

  if (search == NULL)
    return NULL;
  salve_fhir_search_set_base (search, "https://clinic.example/fhir/");
  return search_fixture_on_reader (store, run, &self, error) ? self.page : NULL;
}

/* Returns: the ids with spaces between; what is of another type than the first as Type/id */
char *
search_fixture_ids (SalveSearchPage *page, SalveSearchMode mode)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < page->rows->len; i++)
    {
      const SalveSearchRow *row = page->rows->pdata[i];

      if (row->mode == mode)
        g_string_append_printf (ids, "%s%s%s%s", ids->len > 0 ? " " : "",
                                mode == SALVE_SEARCH_INCLUDE ? row->type : "",
                                mode == SALVE_SEARCH_INCLUDE ? "/" : "", row->id);
    }
  return g_string_free_and_steal (ids);
}

/* Returns: (transfer full): the matches' ids with spaces between */
char *
search_fixture_search (SalveStore *store, const SalveReach *reach, const char *type, const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveSearchPage) page = search_fixture_run (store, reach, type, query, TRUE, &error);

  g_assert_no_error (error);
  return search_fixture_ids (page, SALVE_SEARCH_MATCH);
}

typedef struct
{
  const SalveReach *reach;
  const char *type;
  const char *id;
  SalveInstant since;
  guint count;
  const char *token;
  SalveSearchPage *page;
} HistoryRun;

static gboolean
run_history (SalveConnection *connection, gpointer data, GError **error)
{
  HistoryRun *self = data;

  return salve_history_run (connection, self->reach, self->type, self->id, self->since, self->count,
                            self->token, &self->page, error);
}

SalveSearchPage *
search_fixture_history (SalveStore *store,
                        const SalveReach *reach,
                        const char *type,
                        const char *id,
                        SalveInstant since,
                        guint count,
                        const char *token)
{
  HistoryRun self = { reach, type, id, since, count, token, NULL };
  g_autoptr (GError) error = NULL;

  search_fixture_on_reader (store, run_history, &self, &error);
  g_assert_no_error (error);
  return self.page;
}
