/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sees what: in matches, in what is included, in counts, over chains and in histories. What is out of reach is as if it
 * were not there. */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "salve-store-run.h"
#include "search-fixture.h"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
} Test;

/* d1 treats p1 (own doctor) and p2 (a visit); d2 treats p2 (an appointment); d3 treats nobody: what came to nothing
 * does not count. p3 is nobody's. */
static const char *const clinic[] = {
  "{'resourceType':'Practitioner','id':'d1','name':[{'family':'One'}]}",
  "{'resourceType':'Practitioner','id':'d2','name':[{'family':'Two'}]}",
  "{'resourceType':'Practitioner','id':'d3','name':[{'family':'Three'}]}",
  "{'resourceType':'Location','id':'l1','name':'Room'}",
  "{'resourceType':'Patient','id':'p1','name':[{'family':'First'}],'generalPractitioner':[{'reference':"
  "'Practitioner/d1'}]}",
  "{'resourceType':'Patient','id':'p2','name':[{'family':'Second'}],'link':[{'other':{'reference':'Patient/"
  "p1'},"
  "'type':'seealso'}]}",
  "{'resourceType':'Patient','id':'p3','name':[{'family':'Third'}]}",
  "{'resourceType':'Encounter','id':'e2','status':'finished','class':{'code':'AMB'},'subject':{'reference':"
  "'Patient/p2'},'participant':[{'individual':{'reference':'Practitioner/d1'}}]}",
  "{'resourceType':'Appointment','id':'a2','status':'booked','participant':[{'actor':{'reference':'Patient/"
  "p2'},"
  "'status':'accepted'},{'actor':{'reference':'Practitioner/d2'},'status':'accepted'},{'actor':{'reference':"
  "'Location/l1'},'status':'accepted'}]}",
  "{'resourceType':'Appointment','id':'a3','status':'cancelled','participant':[{'actor':{'reference':'"
  "Patient/p3'},"
  "'status':'accepted'},{'actor':{'reference':'Practitioner/d3'},'status':'accepted'}]}",
  /* Two patients at once. */
  "{'resourceType':'Appointment','id':'a12','status':'booked','participant':[{'actor':{'reference':'Patient/"
  "p1'},"
  "'status':'accepted'},{'actor':{'reference':'Patient/p3'},'status':'accepted'}]}",
  "{'resourceType':'Observation','id':'o1','status':'final','code':{'text':'x'},'subject':{'reference':'"
  "Patient/p1'}}",
  "{'resourceType':'Observation','id':'o2','status':'final','code':{'text':'x'},'subject':{'reference':'"
  "Patient/p2'}}",
  "{'resourceType':'Observation','id':'o3','status':'final','code':{'text':'x'},'subject':{'reference':'"
  "Patient/p3'}}",
  "{'resourceType':'Observation','id':'ol','status':'final','code':{'text':'x'},'subject':{'reference':'"
  "Location/l1'}}",
  "{'resourceType':'Observation','id':'ou','status':'final','code':{'text':'x'},'subject':{'display':'"
  "Somebody'}}",
  "{'resourceType':'Observation','id':'of','status':'final','code':{'text':'x'},'subject':{'reference':"
  "'https://other.example/Patient/p1'}}",
  "{'resourceType':'Binary','id':'b0','contentType':'text/plain'}",
  "{'resourceType':'Binary','id':'b2','contentType':'text/plain','securityContext':{'reference':'Patient/"
  "p2'}}",
  "{'resourceType':'Group','id':'g1','type':'person','actual':true,'member':[{'entity':{'reference':'Patient/"
  "p3'}}]}",
};

static void
set_up (Test *test, gconstpointer data)
{
  test->fixture = store_fixture_new ();
  test->store = search_fixture_open (test->fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (clinic); i++)
    search_fixture_put (test->store, clinic[i]);
}

static void
tear_down (Test *test, gconstpointer data)
{
  store_fixture_close (test->store);
  store_fixture_free (test->fixture);
}

static const SalveReach all_of_it = { SALVE_REACH_ALL, NULL };
static const SalveReach none = { SALVE_REACH_NONE, "p1" };
static const SalveReach nameless = { SALVE_REACH_PATIENT, NULL };
static const SalveReach empty = { SALVE_REACH_TREATED, "" };
static const SalveReach patient_1 = { SALVE_REACH_PATIENT, "p1" };
static const SalveReach patient_2 = { SALVE_REACH_PATIENT, "p2" };
static const SalveReach patient_3 = { SALVE_REACH_PATIENT, "p3" };
static const SalveReach doctor_1 = { SALVE_REACH_TREATED, "d1" };
static const SalveReach doctor_2 = { SALVE_REACH_TREATED, "d2" };
static const SalveReach doctor_3 = { SALVE_REACH_TREATED, "d3" };

typedef struct
{
  const SalveReach *reach;
  const char *type;
  const char *query;
  const char *ids;
  const char *included;
} Vector;

static void
check_vectors (Test *test, const Vector *vectors, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *query = g_strdup_printf ("%s&_total=accurate", vectors[i].query);
      g_autofree char *count = g_strdup_printf ("%s&_summary=count", vectors[i].query);
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveSearchPage) page =
          search_fixture_run (test->store, vectors[i].reach, vectors[i].type, query, TRUE, &error);
      g_autoptr (SalveSearchPage) counted =
          search_fixture_run (test->store, vectors[i].reach, vectors[i].type, count, TRUE, &error);
      g_autofree char *ids = NULL, *included = NULL;
      g_auto (GStrv) each = NULL;

      g_assert_no_error (error);
      ids = search_fixture_ids (page, SALVE_SEARCH_MATCH);
      included = search_fixture_ids (page, SALVE_SEARCH_INCLUDE);
      g_test_message ("%d %s: %s?%s", vectors[i].reach->kind, vectors[i].reach->id, vectors[i].type,
                      vectors[i].query);
      g_assert_cmpstr (ids, ==, vectors[i].ids);
      g_assert_cmpstr (included, ==, vectors[i].included != NULL ? vectors[i].included : "");
      each = g_strsplit (ids, " ", -1);
      g_assert_cmpint (page->total, ==, g_strv_length (each));
      g_assert_cmpint (counted->total, ==, page->total);
    }
}

static void
test_matches (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { &all_of_it, "Patient", "", "p1 p2 p3" },
    { &none, "Patient", "", "" },
    { &none, "Location", "", "" },
    { &nameless, "Patient", "", "" },
    { &empty, "Location", "", "" },
    { &patient_1, "Patient", "", "p1" },
    { &patient_2, "Patient", "", "p2" },
    { &patient_1, "Patient", "_id=p2", "" },
    { &patient_1, "Patient", "_id:not=p1", "" },
    { &patient_1, "Patient", "name:missing=false", "p1" },
    { &patient_1, "Practitioner", "", "" },
    { &patient_1, "Observation", "", "o1" },
    { &patient_1, "Observation", "status:not=x", "o1" },
    { &patient_1, "Appointment", "", "a12" },
    { &patient_3, "Appointment", "", "a3 a12" },
    { &patient_2, "Binary", "", "b2" },
    { &patient_3, "Group", "", "" },
    { &doctor_1, "Patient", "", "p1 p2" },
    { &doctor_2, "Patient", "", "p2" },
    { &doctor_3, "Patient", "", "" },
    { &doctor_1, "Observation", "_sort=-_id", "ol o2 o1" },
    { &doctor_2, "Observation", "", "o2 ol" },
    { &doctor_3, "Observation", "", "ol" },
    { &doctor_1, "Appointment", "", "a2 a12" },
    { &doctor_2, "Practitioner", "", "d1 d2 d3" },
    { &doctor_2, "Location", "name=room", "l1" },
    { &doctor_1, "Binary", "", "b2" },
    { &doctor_1, "Group", "", "" },
    { &all_of_it, "Group", "", "g1" },
    { &all_of_it, "Binary", "", "b0 b2" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static void
test_includes (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { &all_of_it, "Appointment", "_id=a12&_include=Appointment:patient", "a12", "Patient/p1 Patient/p3" },
    { &patient_1, "Appointment", "_id=a12&_include=Appointment:patient", "a12", "Patient/p1" },
    { &doctor_1, "Appointment", "_id=a12&_include=Appointment:patient", "a12", "Patient/p1" },
    { &patient_2, "Appointment", "_include=Appointment:actor", "a2", "Patient/p2" },
    { &doctor_2, "Appointment", "_include=Appointment:actor", "a2",
      "Practitioner/d2 Location/l1 Patient/p2" },
    { &patient_2, "Patient", "_include=Patient:link", "p2", "" },
    { &doctor_2, "Patient", "_include=Patient:link", "p2", "" },
    { &doctor_1, "Patient", "_id=p2&_include=Patient:link", "p2", "Patient/p1" },
    { &doctor_2, "Location", "_revinclude=Observation:subject&_revinclude=Appointment:location", "l1",
      "Observation/ol Appointment/a2" },
    { &doctor_3, "Location", "_revinclude=Appointment:location", "l1", "" },
    { &doctor_3, "Practitioner", "_id=d1&_revinclude=Patient:general-practitioner", "d1", "" },
    { &doctor_1, "Practitioner", "_id=d1&_revinclude=Patient:general-practitioner", "d1", "Patient/p1" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

/* A search tells nobody a stranger's name by what it finds. */
static void
test_chains (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { &all_of_it, "Appointment", "patient.name=third", "a3 a12" },
    { &patient_1, "Appointment", "patient.name=third", "" },
    { &patient_1, "Appointment", "patient.name=first", "a12" },
    { &doctor_1, "Appointment", "patient.name=third", "" },
    { &doctor_1, "Appointment", "patient.name=first", "a12" },
    { &doctor_1, "Appointment", "patient.name:missing=false&_id=a12", "a12" },
    { &patient_2, "Appointment", "practitioner.name=two", "" },
    { &doctor_2, "Appointment", "practitioner.name=two", "a2" },
    { &doctor_2, "Patient", "link.name=first", "" },
    { &doctor_1, "Patient", "link:Patient.name=first", "p2" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static char *
write_history (Test *test,
               const SalveReach *reach,
               const char *type,
               const char *id,
               SalveInstant since,
               guint count)
{
  GString *out = g_string_new (NULL);
  g_autofree char *token = NULL;

  do
    {
      g_autoptr (SalveSearchPage) page =
          search_fixture_history (test->store, reach, type, id, since, count, token);

      g_assert_cmpuint (page->rows->len, <=, count);
      for (guint i = 0; i < page->rows->len; i++)
        {
          const SalveSearchRow *row = page->rows->pdata[i];

          g_assert_true ((row->body == NULL) == row->deleted);
          g_string_append_printf (out, "%s%s/%s/%d%s", out->len > 0 ? " " : "", row->type, row->id,
                                  (int)row->version, row->deleted ? "-" : "");
        }
      g_set_str (&token, page->next);
    }
  while (token != NULL);
  return g_string_free_and_steal (out);
}

static void
expect_history (Test *test, const SalveReach *reach, const char *type, const char *id, const char *expected)
{
  for (guint count = 1; count < 40; count = count * 2 + 1)
    {
      g_autofree char *history = write_history (test, reach, type, id, SALVE_INSTANT_NONE, count);

      g_assert_cmpstr (history, ==, expected);
    }
}

/* Of other types than the one that is asked for more may be seen, or less, or nothing. */
static void
test_others (Test *test, gconstpointer data)
{
  static const SalveReachOf of_patient_2[] = { { "Patient", SALVE_REACH_PATIENT, "p2" },
                                               { "Appointment", SALVE_REACH_PATIENT, "p2" },
                                               { "Practitioner", SALVE_REACH_ALL, NULL },
                                               { "Location", SALVE_REACH_ALL, NULL },
                                               { NULL } };
  static const SalveReachOf of_desk[] = { { "Appointment", SALVE_REACH_ALL, NULL },
                                          { "Patient", SALVE_REACH_NONE, NULL },
                                          { "Location", SALVE_REACH_ALL, NULL },
                                          { NULL } };
  static const SalveReach own = { SALVE_REACH_PATIENT, "p2", of_patient_2 };
  static const SalveReach rooms = { SALVE_REACH_ALL, NULL, of_patient_2 };
  static const SalveReach desk = { SALVE_REACH_ALL, NULL, of_desk };
  static const SalveReachOf of_most[] = { { "Patient", SALVE_REACH_PATIENT, "p1" },
                                          { "Observation", SALVE_REACH_NONE, NULL },
                                          { "*", SALVE_REACH_TREATED, "d2" },
                                          { NULL } };
  static const SalveReach most = { SALVE_REACH_ALL, NULL, of_most };
  static const SalveReach any = { SALVE_REACH_NONE, NULL, of_patient_2 };
  static const Vector vectors[] = {
    { &own, "Appointment", "_include=Appointment:actor", "a2", "Practitioner/d2 Location/l1 Patient/p2" },
    { &own, "Appointment", "practitioner.name=two", "a2" },
    { &own, "Patient", "_revinclude=Observation:subject&_revinclude=Appointment:patient", "p2",
      "Appointment/a2" },
    { &rooms, "Location", "_revinclude=Appointment:location", "l1", "Appointment/a2" },
    { &rooms, "Practitioner", "_revinclude=Patient:general-practitioner", "d1 d2 d3", "" },
    { &desk, "Appointment", "", "a2 a3 a12" },
    { &desk, "Appointment", "patient.name=third", "" },
    { &desk, "Appointment", "location.name=room", "a2" },
    { &desk, "Appointment", "_include=Appointment:patient&_include=Appointment:location", "a2 a3 a12",
      "Location/l1" },
    { &any, "Patient", "", "" },
    { &most, "Location", "_revinclude=Observation:subject&_revinclude=Appointment:location", "l1",
      "Appointment/a2" },
    { &most, "Practitioner",
      "_id=d1&_revinclude=Encounter:practitioner&_revinclude=Patient:general-practitioner", "d1",
      "Encounter/e2 Patient/p1" },
    { &most, "Practitioner", "_id=d3&_revinclude=Appointment:practitioner", "d3", "" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
  search_fixture_put (test->store,
                      "{'resourceType':'Observation','id':'o2','status':'amended','code':{'text':'x'},"
                      "'subject':{'reference':'Patient/p2'}}");
  search_fixture_delete (test->store, "Appointment", "a2");
  expect_history (
      test, &any, NULL, NULL,
      "Appointment/a2/2- Appointment/a2/1 Patient/p2/1 Location/l1/1 Practitioner/d3/1 Practitioner/d2/1 "
      "Practitioner/d1/1");
  expect_history (test, &own, "Patient", NULL, "Patient/p2/1");
}

/* Reach follows what is written: a visit makes a doctor, a change of the subject takes a reading away. */
static void
test_changes (Test *test, gconstpointer data)
{
  static const Vector before[] = { { &doctor_3, "Patient", "", "" } };
  static const Vector after[] = { { &doctor_3, "Patient", "", "p3" },
                                  { &doctor_3, "Observation", "", "o1 o3 ol" },
                                  { &patient_1, "Observation", "", "" },
                                  { &patient_3, "Observation", "", "o1 o3" } };
  static const Vector end[] = { { &doctor_3, "Patient", "", "" }, { &doctor_3, "Observation", "", "ol" } };

  check_vectors (test, before, G_N_ELEMENTS (before));
  search_fixture_put (test->store,
                      "{'resourceType':'Encounter','id':'e3','status':'planned','class':{'code':'AMB'},"
                      "'subject':{'reference':'Patient/p3'},'participant':[{'individual':{'reference':"
                      "'Practitioner/d3'}}]}");
  search_fixture_put (test->store,
                      "{'resourceType':'Observation','id':'o1','status':'final','code':{'text':'x'},"
                      "'subject':{'reference':'Patient/p3'}}");
  check_vectors (test, after, G_N_ELEMENTS (after));
  search_fixture_delete (test->store, "Encounter", "e3");
  check_vectors (test, end, G_N_ELEMENTS (end));
}

#define LOCATION "{'resourceType':'Location','id':'l9','name':'"

static void
test_history (Test *test, gconstpointer data)
{
  g_autofree char *all = NULL, *since = NULL;
  SalveInstant middle;
  g_autoptr (SalveSearchPage) newest = NULL;

  search_fixture_put (test->store, LOCATION "one'}");
  search_fixture_put (test->store, LOCATION "two'}");
  search_fixture_delete (test->store, "Location", "l9");
  newest = search_fixture_history (test->store, SEARCH_ALL, "Location", "l9", SALVE_INSTANT_NONE, 1, NULL);
  middle = ((SalveSearchRow *)newest->rows->pdata[0])->last_updated + 1;
  search_fixture_put (test->store, LOCATION "three'}");
  search_fixture_put (test->store, LOCATION "four'}");
  expect_history (test, SEARCH_ALL, "Location", "l9",
                  "Location/l9/5 Location/l9/4 Location/l9/3- Location/l9/2 Location/l9/1");
  expect_history (test, SEARCH_ALL, "Location", NULL,
                  "Location/l9/5 Location/l9/4 Location/l9/3- Location/l9/2 Location/l9/1 Location/l1/1");
  expect_history (test, SEARCH_ALL, "Location", "nowhere", "");
  all = write_history (test, SEARCH_ALL, NULL, NULL, SALVE_INSTANT_NONE, 7);
  g_assert_true (
      g_str_has_prefix (all, "Location/l9/5 Location/l9/4 Location/l9/3- Location/l9/2 Location/l9/1 Group"));
  g_assert_true (g_str_has_suffix (all, "Practitioner/d1/1"));
  since = write_history (test, SEARCH_ALL, NULL, NULL, middle, 1);
  g_assert_cmpstr (since, ==, "Location/l9/5 Location/l9/4");
  search_fixture_delete (test->store, "Location", "l9");
  expect_history (test, SEARCH_ALL, "Location", "l9",
                  "Location/l9/6- Location/l9/5 Location/l9/4 Location/l9/3- Location/l9/2 Location/l9/1");
}

static void
test_history_reach (Test *test, gconstpointer data)
{
  search_fixture_put (test->store,
                      "{'resourceType':'Observation','id':'o1','status':'amended','code':{'text':'x'},"
                      "'subject':{'reference':'Patient/p1'}}");
  expect_history (test, &patient_1, "Observation", "o1", "Observation/o1/2 Observation/o1/1");
  expect_history (test, &patient_2, "Observation", "o1", "");
  expect_history (test, &patient_2, "Observation", NULL, "Observation/o2/1");
  expect_history (test, &doctor_1, "Observation", "o1", "Observation/o1/2 Observation/o1/1");
  expect_history (test, &doctor_2, "Observation", "o1", "");
  expect_history (test, &none, "Observation", "o1", "");
  expect_history (test, &none, NULL, NULL, "");
  expect_history (test, &patient_2, NULL, NULL,
                  "Binary/b2/1 Observation/o2/1 Appointment/a2/1 Encounter/e2/1 Patient/p2/1");
  /* Given to another patient: the version before stays the first one's secret, and is not his any more either. */
  search_fixture_put (test->store,
                      "{'resourceType':'Observation','id':'o1','status':'amended','code':{'text':'x'},"
                      "'subject':{'reference':'Patient/p2'}}");
  expect_history (test, &patient_1, "Observation", "o1", "");
  expect_history (test, &patient_2, "Observation", "o1", "Observation/o1/3");
  expect_history (test, &doctor_2, "Observation", "o1", "Observation/o1/3");
  expect_history (test, SEARCH_ALL, "Observation", "o1",
                  "Observation/o1/3 Observation/o1/2 Observation/o1/1");
  /* What is deleted stays whose it was: it does not become everybody's. */
  search_fixture_delete (test->store, "Observation", "o1");
  expect_history (test, &patient_2, "Observation", "o1", "Observation/o1/4- Observation/o1/3");
  expect_history (test, &patient_1, "Observation", "o1", "");
  expect_history (test, &doctor_3, "Observation", "o1", "");
}

typedef struct
{
  const SalveReach *reach;
  const char *id;
  gint64 version;
  gboolean allowed;
  SalveSearchRow *row;
} VersionRead;

static gboolean
read_version (SalveConnection *connection, gpointer data, GError **error)
{
  VersionRead *read = data;

  return salve_reach_allows (connection, read->reach, "Observation", read->id, &read->allowed, error)
         && salve_version_read (connection, read->reach, "Observation", read->id, read->version, &read->row,
                                error);
}

static void
expect_version (Test *test,
                const SalveReach *reach,
                const char *id,
                gint64 version,
                gboolean allowed,
                const char *part)
{
  VersionRead read = { reach, id, version, FALSE, NULL };
  g_autoptr (GError) error = NULL;

  search_fixture_on_reader (test->store, read_version, &read, &error);
  g_assert_cmpint (read.allowed, ==, allowed);
  if (part == NULL)
    {
      g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (read.row->version, ==, version);
  g_assert_true (read.row->deleted == (*part == '\0'));
  if (*part != '\0')
    g_assert_nonnull (g_strstr_len (g_bytes_get_data (read.row->body, NULL),
                                    (gssize)g_bytes_get_size (read.row->body), part));
  salve_search_row_free (read.row);
}

static void
test_versions (Test *test, gconstpointer data)
{
  search_fixture_put (test->store,
                      "{'resourceType':'Observation','id':'o1','status':'amended','code':{'text':'x'},"
                      "'subject':{'reference':'Patient/p1'}}");
  search_fixture_delete (test->store, "Observation", "o1");
  expect_version (test, &patient_1, "o1", 1, TRUE, "final");
  expect_version (test, &patient_1, "o1", 2, TRUE, "amended");
  expect_version (test, &patient_1, "o1", 3, TRUE, "");
  expect_version (test, &patient_1, "o1", 4, TRUE, NULL);
  expect_version (test, &patient_1, "o1", 0, TRUE, NULL);
  expect_version (test, &patient_2, "o1", 1, FALSE, NULL);
  expect_version (test, &doctor_1, "o1", 1, TRUE, "final");
  expect_version (test, &doctor_2, "o1", 1, FALSE, NULL);
  expect_version (test, &none, "o1", 1, FALSE, NULL);
  expect_version (test, SEARCH_ALL, "nothing", 1, FALSE, NULL);
}

static SalveInstant
set_clock (gpointer data)
{
  return *(SalveInstant *)data;
}

/* A clock that was set back by ten years does not turn the versions around: not in a file from before servers counted their
 * stamps up either, which is made here as a desk does. */
static void
test_history_clock (Test *test, gconstpointer data)
{
  SalveInstant now = 1714557600 * G_TIME_SPAN_SECOND;

  salve_store_set_keeps_outbox (test->store, TRUE);
  salve_store_set_clock (test->store, set_clock, &now);
  search_fixture_put (test->store, LOCATION "one'}");
  now -= 3650 * G_TIME_SPAN_DAY;
  search_fixture_put (test->store, LOCATION "two'}");
  search_fixture_delete (test->store, "Location", "l9");
  expect_history (test, &all_of_it, "Location", "l9", "Location/l9/3- Location/l9/2 Location/l9/1");
}

/* Asserts that what was written since the newest stamp that whoever asks was told of is told behind it, and nothing else.
 * newest: (inout) */
static void
expect_since (Test *test, const SalveReach *reach, SalveInstant *newest, const char *expected)
{
  g_autoptr (SalveSearchPage) page =
      search_fixture_history (test->store, reach, NULL, NULL, *newest + 1, 50, NULL);
  g_autoptr (SalveSearchPage) found =
      search_fixture_run (test->store, reach, "Location", "_count=1", TRUE, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < page->rows->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", ((SalveSearchRow *)page->rows->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
  g_assert_cmpint (found->newest, ==, page->newest);
  *newest = page->newest;
}

static void
put_many (SalveStore *store, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *json =
          g_strdup_printf ("{\"resourceType\":\"Location\",\"id\":\"m%u\",\"name\":\"x\"}", i);

      g_ptr_array_add (all, store_fixture_parse (json));
    }
  store_fixture_wait (salve_store_put_bulk (store, all, SALVE_BULK_DEFAULT), &error);
  g_assert_no_error (error);
}

/* A server's clock stands still, is set back by a year, and the server is started again: whoever goes on behind the newest
 * stamp misses nothing and hears nothing twice. */
static void
test_stamps (Test *test, gconstpointer data)
{
  SalveInstant now = g_get_real_time () + G_TIME_SPAN_DAY, newest = 0;
  g_autoptr (SalveSearchPage) page = NULL;

  salve_store_set_clock (test->store, set_clock, &now);
  search_fixture_put (test->store, LOCATION "one'}");
  page = search_fixture_history (test->store, SEARCH_ALL, NULL, NULL, SALVE_INSTANT_NONE, 1, NULL);
  newest = page->newest;
  g_assert_cmpint (newest, ==, now);
  expect_since (test, SEARCH_ALL, &newest, "");
  search_fixture_put (test->store, LOCATION "two'}");
  expect_since (test, SEARCH_ALL, &newest, "l9");
  now -= 365 * G_TIME_SPAN_DAY;
  search_fixture_delete (test->store, "Location", "l9");
  expect_since (test, SEARCH_ALL, &newest, "l9");
  put_many (test->store, 2);
  expect_since (test, SEARCH_ALL, &newest, "m1 m0");
  store_fixture_close (test->store);
  test->store = search_fixture_open (test->fixture);
  salve_store_set_clock (test->store, set_clock, &now);
  expect_since (test, SEARCH_ALL, &newest, "");
  search_fixture_delete (test->store, "Location", "m0");
  expect_since (test, SEARCH_ALL, &newest, "m0");
  now += 3650 * G_TIME_SPAN_DAY;
  search_fixture_delete (test->store, "Location", "m1");
  expect_since (test, SEARCH_ALL, &newest, "m1");
  g_assert_cmpint (newest, ==, now);
}

/* A doctor's desk is told of the newest stamp; a patient is not told when others are written about. */
static void
test_newest_reach (Test *test, gconstpointer data)
{
  g_autoptr (SalveSearchPage) all =
      search_fixture_history (test->store, SEARCH_ALL, NULL, NULL, SALVE_INSTANT_NONE, 1, NULL);
  g_autoptr (SalveSearchPage) doctor =
      search_fixture_history (test->store, &doctor_3, NULL, NULL, SALVE_INSTANT_NONE, 1, NULL);
  g_autoptr (SalveSearchPage) patient =
      search_fixture_history (test->store, &patient_1, NULL, NULL, SALVE_INSTANT_NONE, 1, NULL);

  g_assert_cmpint (all->newest, >, 0);
  g_assert_cmpint (doctor->newest, ==, all->newest);
  g_assert_cmpint (patient->newest, ==, 0);
}

/* While pages are read, somebody writes: every version that was there when the reading began comes once. */
static void
test_history_meanwhile (Test *test, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *token = NULL;
  guint n = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *json = g_strdup_printf (LOCATION "%u'}", i);

      search_fixture_put (test->store, json);
    }
  do
    {
      g_autoptr (SalveSearchPage) page =
          search_fixture_history (test->store, SEARCH_ALL, NULL, NULL, SALVE_INSTANT_NONE, 4, token);
      g_autofree char *json = g_strdup_printf (LOCATION "again %u'}", n++);

      for (guint i = 0; i < page->rows->len; i++)
        {
          const SalveSearchRow *row = page->rows->pdata[i];

          g_assert_true (
              g_hash_table_add (seen, g_strdup_printf ("%s/%s/%d", row->type, row->id, (int)row->version)));
        }
      search_fixture_put (test->store, json);
      g_set_str (&token, page->next);
    }
  while (token != NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==, G_N_ELEMENTS (clinic) + 30);
}

/* A desk's file, of which the versions were kept before their times were, becomes a server's. */
static void
test_desk_becomes_server (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  Test test = { fixture, store_fixture_open (fixture) };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (clinic); i++)
    search_fixture_put (test.store, clinic[i]);
  search_fixture_put (test.store, LOCATION "one'}");
  search_fixture_put (test.store, LOCATION "two'}");
  search_fixture_delete (test.store, "Observation", "o2");
  g_assert_null (search_fixture_run (test.store, SEARCH_ALL, "Patient", "", TRUE, &error));
  g_assert_error (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_NOT_READY);
  search_fixture_enable (test.store);
  search_fixture_enable (test.store);
  expect_history (&test, SEARCH_ALL, "Location", "l9", "Location/l9/2 Location/l9/1");
  expect_history (&test, &patient_2, "Observation", NULL, "Observation/o2/2- Observation/o2/1");
  expect_history (&test, &doctor_3, "Observation", "o2", "");
  store_fixture_assert_sound (test.store);
  store_fixture_close (test.store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  g_test_add ("/search/reach/matches", Test, NULL, set_up, test_matches, tear_down);
  g_test_add ("/search/reach/includes", Test, NULL, set_up, test_includes, tear_down);
  g_test_add ("/search/reach/chains", Test, NULL, set_up, test_chains, tear_down);
  g_test_add ("/search/reach/changes", Test, NULL, set_up, test_changes, tear_down);
  g_test_add ("/search/reach/others", Test, NULL, set_up, test_others, tear_down);
  g_test_add ("/search/reach/history", Test, NULL, set_up, test_history_reach, tear_down);
  g_test_add ("/search/reach/versions", Test, NULL, set_up, test_versions, tear_down);
  g_test_add ("/search/history", Test, NULL, set_up, test_history, tear_down);
  g_test_add ("/search/history-clock", Test, NULL, set_up, test_history_clock, tear_down);
  g_test_add ("/search/stamps", Test, NULL, set_up, test_stamps, tear_down);
  g_test_add ("/search/newest-reach", Test, NULL, set_up, test_newest_reach, tear_down);
  g_test_add ("/search/history-meanwhile", Test, NULL, set_up, test_history_meanwhile, tear_down);
  g_test_add_func ("/search/desk-becomes-server", test_desk_becomes_server);
  return g_test_run ();
}
