/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of searches is made in steps. Whoever closes the file between two of them goes on there; what is written
 * meanwhile is neither missed nor kept as it was; nobody searches before the end. */
#include "config.h"

#include <sodium.h>

#include "salve-store-run.h"
#include "search-fixture.h"

#define N 1000

typedef struct
{
  gboolean again;
  double fraction;
} Step;

static gboolean
do_step (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Step *step = data;

  return salve_search_index_make_step (connection, 0, &step->fraction, &step->again, error);
}

static Step
make_step (SalveStore *store)
{
  Step step = { FALSE, -1 };
  g_autoptr (GError) error = NULL;

  store_fixture_wait (salve_store_run_write (store, SALVE_PRIORITY_PERSON, do_step, &step, NULL), &error);
  g_assert_no_error (error);
  return step;
}

static void
fill (SalveStore *store)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);

      g_ptr_array_add (people, store_fixture_patient (id, "Early", "Anna", i));
    }
  store_fixture_wait (salve_store_put_bulk (store, people, SALVE_BULK_DEFAULT), &error);
  g_assert_no_error (error);
}

static void
put (SalveStore *store, const char *id, const char *family)
{
  g_autoptr (SalveResource) patient = store_fixture_patient (id, family, "Anna", 1);

  store_fixture_put (store, patient);
}

static void
assert_found (SalveStore *store, const char *query, const char *ids)
{
  g_autofree char *found = search_fixture_search (store, SEARCH_ALL, "Patient", query);

  g_assert_cmpstr (found, ==, ids);
}

static void
test_making (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveSearchPage) page = NULL;
  double before = 0;
  guint steps = 0;
  Step step;

  fill (store);
  step = make_step (store);
  g_assert_true (step.again);
  /* One that was passed, one that was not, and a new one; on another connection than the one that makes the index. */
  store_fixture_close (store);
  store = store_fixture_open (fixture);
  put (store, "p3", "Changed");
  put (store, "p900", "Changed");
  put (store, "new", "Changed");
  search_fixture_delete (store, "Patient", "p4");
  g_assert_null (search_fixture_run (store, SEARCH_ALL, "Patient", "family=changed", TRUE, &error));
  g_assert_error (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_NOT_READY);
  do
    {
      step = make_step (store);
      g_assert_cmpfloat (step.fraction, >=, before);
      before = step.fraction;
      steps++;
      store_fixture_close (store);
      store = store_fixture_open (fixture);
    }
  while (step.again);
  g_assert_cmpuint (steps, >=, N / 64);
  assert_found (store, "family=changed&_sort=_id", "new p3 p900");
  assert_found (store, "family=early&_id=p3,p4,p5,p900,p901&_sort=_id", "p5 p901");
  g_assert_false (make_step (store).again);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  g_test_add_func ("/search-making/steps", test_making);
  return g_test_run ();
}
