/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's search: each kind of parameter, what is refused, sorting, paging and what is included. */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "search-fixture.h"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
} Test;

static const char *const clinic[] = {
  "{'resourceType':'Practitioner','id':'d1','name':[{'family':'Ångström','given':['Åsa']}],'active':true}",
  "{'resourceType':'Practitioner','id':'d2','name':[{'family':'Brand'}],'active':false}",
  "{'resourceType':'Patient','id':'p1','active':true,'identifier':[{'system':'urn:mrn','value':'R1'},"
  "{'system':'urn:other','value':'R2'}],'name':[{'family':'Weiß','given':['José','María']}],'gender':'male',"
  "'birthDate':'1980-05-17','generalPractitioner':[{'reference':'Practitioner/d1'}],"
  "'telecom':[{'system':'phone','value':'030 1'},{'system':'email','value':'jose@x.example'}],"
  "'address':[{'city':'Köln','postalCode':'50667','line':['Am Dom 1']}]}",
  "{'resourceType':'Patient','id':'p2','active':true,'identifier':[{'value':'R2'}],"
  "'name':[{'family':'weissmann','given':['Anna']}],'gender':'female','birthDate':'1980-06',"
  "'meta':{'tag':[{'system':'urn:t','code':'vip'}],'profile':['http://x.example/StructureDefinition/p']}}",
  "{'resourceType':'Patient','id':'p3','active':false,'name':[{'text':'de la Cruz, Ana'}],'birthDate':'1979',"
  "'deceasedDateTime':'2020-02-03T10:00:00Z','generalPractitioner':[{'reference':'Practitioner/d2'}]}",
  "{'resourceType':'Appointment','id':'a1','status':'booked','start':'2024-05-01T08:00:00Z',"
  "'end':'2024-05-01T08:30:00Z','participant':[{'actor':{'reference':'Patient/p1'},'status':'accepted'},"
  "{'actor':{'reference':'Practitioner/d1'},'status':'accepted'}]}",
  "{'resourceType':'Appointment','id':'a2','status':'cancelled','start':'2024-05-02T08:00:00+02:00',"
  "'end':'2024-05-02T08:30:00+02:00','participant':[{'actor':{'reference':"
  "'https://clinic.example/fhir/Patient/p2'},'status':'declined'}]}",
  "{'resourceType':'Appointment','id':'a3','status':'waitlist','participant':[{'actor':"
  "{'reference':'https://other.example/fhir/Patient/p1'},'status':'accepted'}]}",
  "{'resourceType':'Encounter','id':'e1','status':'finished','class':{'system':'urn:act','code':'AMB'},"
  "'subject':{'reference':'Patient/p1'},'period':{'start':'2024-01-01','end':'2024-03-31'}}",
  "{'resourceType':'Encounter','id':'e2','status':'in-progress','class':{'system':'urn:act','code':'IMP'},"
  "'subject':{'reference':'Patient/p2'},'period':{'start':'2024-03-15T12:00:00Z'}}",
  "{'resourceType':'Observation','id':'o1','status':'final','code':{'coding':[{'system':'http://loinc.org',"
  "'code':'8867-4'},{'system':'urn:own','code':'pulse'}]},'subject':{'reference':'Patient/p1'},"
  "'effectiveDateTime':'2024-05-01T08:10:00Z','valueQuantity':{'value':72.5,'unit':'beats/min',"
  "'system':'http://unitsofmeasure.org','code':'/min'}}",
  "{'resourceType':'Observation','id':'o2','status':'final','code':{'coding':[{'system':'urn:own',"
  "'code':'8867-4'}]},'subject':{'reference':'Patient/p2'},'valueQuantity':{'value':73,'code':'/s'},"
  "'effectiveTiming':{'event':['2024-04-01','2024-04-03']}}",
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

typedef struct
{
  const char *type;
  const char *query;
  const char *ids;
} Vector;

static void
check_vectors (Test *test, const Vector *vectors, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *ids =
          search_fixture_search (test->store, SEARCH_ALL, vectors[i].type, vectors[i].query);

      g_test_message ("%s?%s", vectors[i].type, vectors[i].query);
      g_assert_cmpstr (ids, ==, vectors[i].ids);
    }
}

static void
test_tokens (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { "Patient", "", "p1 p2 p3" },
    { "Patient", "_id=p2", "p2" },
    { "Patient", "_id=p2,p3,nobody", "p2 p3" },
    { "Patient", "_id:not=p2", "p1 p3" },
    { "Patient", "gender=male", "p1" },
    { "Patient", "gender=male,female", "p1 p2" },
    { "Patient", "gender:not=male", "p2 p3" },
    { "Patient", "gender:missing=true", "p3" },
    { "Patient", "gender:missing=false", "p1 p2" },
    { "Patient", "identifier=R2", "p1 p2" },
    { "Patient", "identifier=urn:other%7CR2", "p1" },
    { "Patient", "identifier=%7CR2", "p2" },
    { "Patient", "identifier=urn:mrn%7C", "p1" },
    { "Patient", "identifier=r2", "" },
    { "Patient", "active=false", "p3" },
    { "Patient", "deceased:missing=false", "p3" },
    { "Patient", "phone=030+1", "p1" },
    { "Patient", "email=030+1", "" },
    { "Patient", "telecom=jose@x.example", "p1" },
    { "Patient", "_tag=urn:t%7Cvip", "p2" },
    { "Patient", "_profile=http://x.example/StructureDefinition/p", "p2" },
    { "Observation", "code=8867-4", "o1 o2" },
    { "Observation", "code=http://loinc.org%7C8867-4", "o1" },
    { "Observation", "code=pulse&code=8867-4", "o1" },
    { "Encounter", "class=AMB", "e1" },
    { "Appointment", "status:not=cancelled", "a1 a3" },
    { "Appointment", "status:not=cancelled,booked", "a3" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static void
test_strings (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { "Patient", "family=weiss", "p1 p2" },
    { "Patient", "family=WEI%C3%9F", "p1 p2" },
    { "Patient", "family:exact=Wei%C3%9F", "p1" },
    { "Patient", "family:exact=weiss", "" },
    { "Patient", "family:contains=mann", "p2" },
    { "Patient", "name=jose", "p1" },
    { "Patient", "name=mari", "p1" },
    { "Patient", "name:contains=cruz", "p3" },
    { "Patient", "name=cruz", "" },
    { "Patient", "given=anna,jose", "p1 p2" },
    { "Patient", "name=de+la+cruz%5C,+ana", "p3" },
    { "Patient", "address=k%C3%B6ln", "p1" },
    { "Patient", "address-city=koln", "p1" },
    { "Patient", "address-postalcode=506", "p1" },
    { "Practitioner", "name=angstrom", "d1" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static void
test_dates (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { "Patient", "birthdate=1980", "p1 p2" },
    { "Patient", "birthdate=1980-05", "p1" },
    { "Patient", "birthdate=1980-05-17", "p1" },
    { "Patient", "birthdate=1980-06-01", "" },
    { "Patient", "birthdate=ne1980", "p3" },
    { "Patient", "birthdate=gt1980-05-17", "p2" },
    { "Patient", "birthdate=ge1980-05-17", "p1 p2" },
    { "Patient", "birthdate=lt1980", "p3" },
    { "Patient", "birthdate=le1980-05-17", "p1 p3" },
    { "Patient", "birthdate=sa1979", "p1 p2" },
    { "Patient", "birthdate=eb1980-06", "p1 p3" },
    { "Patient", "birthdate=ge1980-05&birthdate=lt1980-06", "p1" },
    { "Patient", "birthdate=1979,1980-06", "p2 p3" },
    { "Patient", "death-date=2020-02-03", "p3" },
    { "Patient", "death-date=ge2020-02-03T11:00:00%2B01:00", "p3" },
    { "Patient", "death-date=gt2020-02-03T11:00:00+01:00", "" },
    { "Appointment", "date=2024-05-01", "a1" },
    { "Appointment", "date=ge2024-05-01&date=lt2024-05-02", "a1" },
    { "Appointment", "date=2024-05-02T06:00:00Z", "a2" },
    { "Appointment", "date:missing=true", "a3" },
    { "Appointment", "date=ap2024-05-01", "a1" },
    { "Appointment", "date=ap2024-05-02", "a2" },
    { "Appointment", "date=ap2024-05", "a1 a2" },
    /* Periods: eq is within, gt and lt reach into, sa and eb lie wholly behind and before. */
    { "Encounter", "date=2024", "e1" },
    { "Encounter", "date=gt2024-03-20", "e1 e2" },
    { "Encounter", "date=lt2024-02-01", "e1" },
    { "Encounter", "date=sa2024-03-14", "e2" },
    { "Encounter", "date=eb2024-04-01", "e1" },
    { "Encounter", "date=ge2025-01-01", "e2" },
    { "Encounter", "date=ge2024-02-10&date=le2024-02-11", "e1" },
    { "Observation", "date=2024-04", "o2" },
    { "Observation", "date=ge2024-04-02&date=le2024-04-02", "o2" },
    { "Patient", "_lastUpdated=ge2000", "p1 p2 p3" },
    { "Patient", "_lastUpdated=lt2000", "" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static void
test_references (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { "Appointment", "patient=p1", "a1" },
    { "Appointment", "patient=Patient/p1", "a1" },
    { "Appointment", "patient=https://clinic.example/fhir/Patient/p1", "a1" },
    { "Appointment", "patient=Patient/p2", "a2" },
    { "Appointment", "patient=https://other.example/fhir/Patient/p1", "a3" },
    { "Appointment", "actor=Practitioner/d1", "a1" },
    { "Appointment", "actor=Patient/d1", "" },
    { "Appointment", "actor:Practitioner=d1", "a1" },
    { "Appointment", "patient=p1,p2", "a1 a2" },
    { "Appointment", "practitioner:missing=true", "a2 a3" },
    { "Appointment", "patient.name=weiss", "a1 a2" },
    { "Appointment", "patient.identifier=urn:mrn%7CR1", "a1" },
    { "Appointment", "patient.gender:not=male", "a2" },
    { "Appointment", "actor:Practitioner.name=angstrom", "a1" },
    { "Observation", "subject.name=weissmann", "o2" },
    { "Observation", "subject:Patient.birthdate=lt1980-06", "o1" },
    { "Observation", "patient._id=p2", "o2" },
    { "Patient", "general-practitioner=d1", "p1" },
    { "Patient", "general-practitioner.active=false", "p3" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static void
test_quantities (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { "Observation", "value-quantity=72.5", "o1" },
    { "Observation", "value-quantity=73", "o1 o2" }, /* 72.5 rounds to it */
    { "Observation", "value-quantity=73.0", "o2" },
    { "Observation", "value-quantity=gt72.5", "o2" },
    { "Observation", "value-quantity=ge72.5", "o1 o2" },
    { "Observation", "value-quantity=lt73", "o1" },
    { "Observation", "value-quantity=le73", "o1 o2" },
    { "Observation", "value-quantity=ne73.0", "o1" },
    { "Observation", "value-quantity=ap80", "o1 o2" },
    { "Observation", "value-quantity=72.5%7Chttp://unitsofmeasure.org%7C/min", "o1" },
    { "Observation", "value-quantity=72.5%7C%7Cbeats/min", "o1" },
    { "Observation", "value-quantity=gt1%7C%7C/s", "o2" },
    { "Observation", "value-quantity:missing=false", "o1 o2" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

static void
test_sorts (Test *test, gconstpointer data)
{
  static const Vector vectors[] = {
    { "Patient", "_sort=birthdate", "p3 p1 p2" },
    { "Patient", "_sort=-birthdate", "p2 p1 p3" },
    { "Patient", "_sort=gender", "p2 p1 p3" },
    { "Patient", "_sort=-gender", "p1 p2 p3" },
    { "Patient", "_sort=-_id", "p3 p2 p1" },
    { "Patient", "_sort=-_lastUpdated", "p3 p2 p1" },
    { "Patient", "_sort=active,-birthdate", "p3 p2 p1" },
    { "Patient", "_sort=family", "p1 p2 p3" },
    { "Appointment", "_sort=-date", "a2 a1 a3" },
    { "Observation", "_sort=-value-quantity", "o2 o1" },
    { "Patient", "_format=json&_pretty=true&_sort=birthdate&_count=2", "p3 p1" },
  };

  check_vectors (test, vectors, G_N_ELEMENTS (vectors));
}

typedef struct
{
  const char *type;
  const char *query;
  int code;
  const char *says;
} Refusal;

static void
test_refusals (Test *test, gconstpointer data)
{
  static const Refusal refusals[] = {
    { "Patient", "birthdate=yesterday", SALVE_SEARCH_ERROR_INVALID, "“birthdate”" },
    { "Patient", "birthdate=xx2020", SALVE_SEARCH_ERROR_INVALID, "“birthdate”" },
    { "Patient", "birthdate=2020-13", SALVE_SEARCH_ERROR_INVALID, "“birthdate”" },
    { "Patient", "family=", SALVE_SEARCH_ERROR_INVALID, "“family”" },
    { "Patient", "family=a,,b", SALVE_SEARCH_ERROR_INVALID, "“family”" },
    { "Patient", "family=%FF", SALVE_SEARCH_ERROR_INVALID, "encoded" },
    { "Patient", "family=%00", SALVE_SEARCH_ERROR_INVALID, "encoded" },
    { "Patient", "family:below=a", SALVE_SEARCH_ERROR_UNSUPPORTED, "“family:below”" },
    { "Patient", "gender:exact=male", SALVE_SEARCH_ERROR_UNSUPPORTED, ":missing" },
    { "Patient", "gender:in=http://x", SALVE_SEARCH_ERROR_UNSUPPORTED, ":missing" },
    { "Patient", "gender:missing=perhaps", SALVE_SEARCH_ERROR_INVALID, "true or false" },
    { "Patient", "_id:missing=true", SALVE_SEARCH_ERROR_INVALID, "“_id:missing”" },
    { "Patient", "identifier=a%7Cb%7Cc", SALVE_SEARCH_ERROR_INVALID, "“identifier”" },
    { "Patient", "identifier=%7C", SALVE_SEARCH_ERROR_INVALID, "“identifier”" },
    { "Patient", "shoe-size=43", SALVE_SEARCH_ERROR_INVALID, "“shoe-size”" },
    { "Patient", "_has:Observation:patient:code=1", SALVE_SEARCH_ERROR_UNSUPPORTED, "_has" },
    { "Patient", "_filter=name eq x", SALVE_SEARCH_ERROR_UNSUPPORTED, "_filter" },
    { "Patient", "_sort=shoe-size", SALVE_SEARCH_ERROR_INVALID, "“shoe-size”" },
    { "Patient", "_sort=name;DROP TABLE resource", SALVE_SEARCH_ERROR_INVALID, "“?”" },
    { "Patient", "_sort=name,gender,active,family,given,birthdate", SALVE_SEARCH_ERROR_TOO_MUCH, "five" },
    { "Patient", "_count=many", SALVE_SEARCH_ERROR_INVALID, "“_count”" },
    { "Patient", "_count=-1", SALVE_SEARCH_ERROR_INVALID, "“_count”" },
    { "Patient", "_total=roughly", SALVE_SEARCH_ERROR_INVALID, "“_total”" },
    { "Patient", "_summary=long", SALVE_SEARCH_ERROR_INVALID, "“_summary”" },
    { "Patient", "_page=abc", SALVE_SEARCH_ERROR_PAGE, "_page" },
    { "Patient", "_page=%27%22;--", SALVE_SEARCH_ERROR_PAGE, "_page" },
    { "Appointment", "_include=*", SALVE_SEARCH_ERROR_INVALID, "“_include”" },
    { "Appointment", "_include=Appointment:status", SALVE_SEARCH_ERROR_INVALID, "“_include”" },
    { "Appointment", "_include=Encounter:subject", SALVE_SEARCH_ERROR_INVALID, "“_include”" },
    { "Appointment", "_include:iterate=Appointment:patient", SALVE_SEARCH_ERROR_UNSUPPORTED,
      "“_include:iterate”" },
    { "Patient", "_revinclude=Slot:schedule", SALVE_SEARCH_ERROR_INVALID, "“_revinclude”" },
    { "Appointment", "patient.organization.name=x", SALVE_SEARCH_ERROR_UNSUPPORTED, "one reference" },
    { "Appointment", "status.name=x", SALVE_SEARCH_ERROR_UNSUPPORTED, "one reference" },
    { "Appointment", "patient:Location.name=x", SALVE_SEARCH_ERROR_UNSUPPORTED, "one reference" },
    { "Appointment", "patient.shoe-size=43", SALVE_SEARCH_ERROR_INVALID, "“patient.shoe-size”" },
    { "Appointment", "patient.=x", SALVE_SEARCH_ERROR_INVALID, "“patient.”" },
    { "Appointment", "patient.", SALVE_SEARCH_ERROR_INVALID, "“patient.”" },
    { "Appointment", "patient.:exact=x", SALVE_SEARCH_ERROR_INVALID, "“patient.:exact”" },
    { "Appointment", ".name=x", SALVE_SEARCH_ERROR_INVALID, "“.name”" },
    { "Appointment", ":not=x", SALVE_SEARCH_ERROR_INVALID, "“:not”" },
    { "Appointment", "=x", SALVE_SEARCH_ERROR_INVALID, "“?”" },
    { "Appointment", ".=x", SALVE_SEARCH_ERROR_INVALID, "“.”" },
    { "Appointment", "_sort=-", SALVE_SEARCH_ERROR_INVALID, "“?”" },
    { "Appointment", "_include=", SALVE_SEARCH_ERROR_INVALID, "“_include”" },
    { "Appointment", "_include=:", SALVE_SEARCH_ERROR_INVALID, "“_include”" },
    { "Observation", "value-quantity=much", SALVE_SEARCH_ERROR_INVALID, "“value-quantity”" },
    { "Observation", "value-quantity=1e999", SALVE_SEARCH_ERROR_INVALID, "“value-quantity”" },
    { "Observation", "value-quantity=5%7Cmg", SALVE_SEARCH_ERROR_INVALID, "“value-quantity”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveSearchPage) page =
          search_fixture_run (test->store, SEARCH_ALL, refusals[i].type, refusals[i].query, TRUE, &error);

      g_test_message ("%s?%s: %s", refusals[i].type, refusals[i].query, error != NULL ? error->message : "");
      g_assert_null (page);
      g_assert_error (error, SALVE_SEARCH_ERROR, refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].says));
    }
}

static void
test_limits (Test *test, gconstpointer data)
{
  g_autoptr (GString) many = g_string_new ("_id=p1"), wide = g_string_new ("_id=p1"), names = NULL;
  g_autoptr (GError) first = NULL, second = NULL;
  g_autofree char *ids = NULL, *fit = NULL;

  for (guint i = 0; i < SALVE_SEARCH_MAX_PARAMETERS - 1; i++)
    g_string_append (many, "&gender=male");
  fit = search_fixture_search (test->store, SEARCH_ALL, "Patient", many->str);
  g_assert_cmpstr (fit, ==, "p1");
  g_string_append (many, "&gender=male");
  g_assert_null (search_fixture_run (test->store, SEARCH_ALL, "Patient", many->str, TRUE, &first));
  g_assert_error (first, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_TOO_MUCH);
  for (guint i = 0; i < SALVE_SEARCH_MAX_VALUES - 1; i++)
    g_string_append_printf (wide, ",x%u", i);
  ids = search_fixture_search (test->store, SEARCH_ALL, "Patient", wide->str);
  g_assert_cmpstr (ids, ==, "p1");
  g_string_append (wide, ",y");
  g_assert_null (search_fixture_run (test->store, SEARCH_ALL, "Patient", wide->str, TRUE, &second));
  g_assert_error (second, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_TOO_MUCH);
  names = g_string_new ("name=x");
  for (guint i = 0; i < SALVE_SEARCH_MAX_VALUES - 1; i++)
    g_string_append (names, ",weiss");
  g_free (ids);
  ids = search_fixture_search (test->store, SEARCH_ALL, "Patient", names->str);
  g_assert_cmpstr (ids, ==, "p1 p2");
}

/* Nothing of what comes from outside is ever read as SQL, and nothing of it is an error of SQLite's. */
static void
test_injection (Test *test, gconstpointer data)
{
  static const char *const nasty[] = {
    "' OR 1=1 --",
    "\") OR 1=1 --",
    "'; DROP TABLE resource; --",
    "%",
    "_",
    "*",
    "x' UNION SELECT body FROM resource --",
    "\\",
    "\\,\\",
    "?1",
    "@a",
    ":b",
    "$c",
    "\xf4\x8f\xbf\xbf",
    "/* */",
    "NULL",
    "0x41",
    "(",
    "[",
    "]",
  };
  static const char *const names[] = { "name",       "name:exact",           "name:contains", "identifier",
                                       "gender:not", "general-practitioner", "_id",           "_profile",
                                       "_tag",       "address-city",         "link" };

  for (gsize i = 0; i < G_N_ELEMENTS (nasty); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
      {
        g_autofree char *value = g_uri_escape_string (nasty[i], NULL, FALSE);
        g_autofree char *query = g_strdup_printf ("%s=%s", names[j], value);
        g_autoptr (GError) error = NULL;
        g_autoptr (SalveSearchPage) page =
            search_fixture_run (test->store, SEARCH_ALL, "Patient", query, TRUE, &error);

        g_test_message ("%s", query);
        if (page == NULL)
          g_assert_error (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_INVALID);
        else if (g_str_equal (names[j], "gender:not"))
          g_assert_cmpuint (page->rows->len, ==, 3);
        else
          g_assert_cmpuint (page->rows->len, ==, 0);
      }
}

static void
test_lenient (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveFhirSearch) search = salve_fhir_search_parse (
      "Patient", "shoe-size=43&gender=male&a.b=c&_elements=id,name&_summary=data&_count=5000", FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length ((char **)(gpointer)salve_fhir_search_get_ignored (search)), ==, 2);
  g_assert_cmpstr (salve_fhir_search_get_ignored (search)[0], ==, "shoe-size");
  g_assert_cmpstr (salve_fhir_search_get_elements (search)[1], ==, "name");
  g_assert_cmpstr (salve_fhir_search_get_summary (search), ==, "data");
  g_assert_cmpuint (salve_fhir_search_get_count (search), ==, SALVE_SEARCH_COUNT_MAX);
}

static void
test_includes (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *type;
    const char *query;
    const char *ids;
    const char *included;
  } vectors[] = {
    { "Appointment", "_id=a1&_include=Appointment:patient", "a1", "Patient/p1" },
    { "Appointment", "_id=a1&_include=Appointment:actor", "a1", "Practitioner/d1 Patient/p1" },
    { "Appointment", "_id=a1&_include=Appointment:actor:Practitioner", "a1", "Practitioner/d1" },
    { "Appointment", "_include=Appointment:patient", "a1 a2 a3", "Patient/p1 Patient/p2" },
    { "Appointment", "_id=a1&_include=Appointment:patient&_include=Appointment:practitioner", "a1",
      "Patient/p1 Practitioner/d1" },
    { "Patient", "_id=p1&_revinclude=Appointment:patient&_revinclude=Observation:subject", "p1",
      "Appointment/a1 Observation/o1" },
    { "Patient", "_id=p2&_revinclude=Appointment:patient", "p2", "Appointment/a2" },
    { "Practitioner", "_id=d1&_revinclude=Patient:general-practitioner", "d1", "Patient/p1" },
    { "Patient", "_id=nobody&_revinclude=Appointment:patient", "", "" },
    { "Patient", "_count=1&_include=Patient:general-practitioner", "p1", "Practitioner/d1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveSearchPage) page =
          search_fixture_run (test->store, SEARCH_ALL, vectors[i].type, vectors[i].query, TRUE, &error);
      g_autofree char *ids = NULL, *included = NULL;

      g_assert_no_error (error);
      ids = search_fixture_ids (page, SALVE_SEARCH_MATCH);
      included = search_fixture_ids (page, SALVE_SEARCH_INCLUDE);
      g_test_message ("%s?%s", vectors[i].type, vectors[i].query);
      g_assert_cmpstr (ids, ==, vectors[i].ids);
      g_assert_cmpstr (included, ==, vectors[i].included);
    }
}

static void
put_bulk (SalveStore *store, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("b%04u", i), *family = g_strdup_printf ("Fam%u", i * 7919 % 50);

      g_ptr_array_add (all, store_fixture_patient (id, family, "Ann", i));
    }
  store_fixture_wait (salve_store_put_bulk (store, all, 0), &error);
  g_assert_no_error (error);
}

static void
test_includes_end (Test *test, gconstpointer data)
{
  g_autoptr (SalveSearchPage) page = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SALVE_SEARCH_MAX_INCLUDES + 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("v%04u", i);

      g_ptr_array_add (all, store_fixture_encounter (id, "p3", i));
    }
  store_fixture_wait (salve_store_put_bulk (test->store, all, 0), &error);
  page = search_fixture_run (test->store, SEARCH_ALL, "Patient", "_id=p3&_revinclude=Encounter:patient", TRUE,
                             &error);
  g_assert_no_error (error);
  g_assert_true (page->includes_left_out);
  g_assert_cmpuint (page->rows->len, ==, 1 + SALVE_SEARCH_MAX_INCLUDES);
}

static void
test_totals (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *query;
    gint64 total;
    guint rows;
  } vectors[] = {
    { "_total=accurate&_count=1", 1203, 1 },
    { "_summary=count", 1203, 0 },
    { "_count=0", 1203, 0 },
    { "_count=1", -1, 1 },
    { "_total=none&family=fam1", -1, 50 },
    { "_count=2&identifier=R2", 2, 2 },
    { "gender=unknown", 0, 0 },
    { "_summary=count&gender=female", 601, 0 },
  };

  put_bulk (test->store, 1200);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveSearchPage) page =
          search_fixture_run (test->store, SEARCH_ALL, "Patient", vectors[i].query, TRUE, &error);

      g_test_message ("%s", vectors[i].query);
      g_assert_no_error (error);
      g_assert_cmpint (page->total, ==, vectors[i].total);
      g_assert_cmpuint (page->rows->len, ==, vectors[i].rows);
    }
}

/* Another search's token, one of another file, and one of which a letter was changed, are refused. */
static void
test_tokens_of_pages (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveSearchPage) page =
      search_fixture_run (test->store, SEARCH_ALL, "Patient", "_sort=family&_count=1", TRUE, &error);
  g_autofree char *right = g_strdup_printf ("_sort=family&_count=2&_page=%s", page->next);
  g_autofree char *ids = search_fixture_search (test->store, SEARCH_ALL, "Patient", right);
  g_autofree char *changed = g_strdup (right);
  g_autofree char *other_way = g_strdup_printf ("_sort=-family&_page=%s", page->next);
  g_autofree char *unsorted = g_strdup_printf ("_page=%s", page->next);
  g_autofree char *narrower = g_strdup_printf ("_sort=family&gender=male&_page=%s", page->next);
  const char *const wrong[] = { other_way, unsorted, narrower, changed };

  g_assert_cmpstr (ids, ==, "p2 p3");
  g_assert_null (strstr (page->next, "weiss"));
  changed[strlen (changed) - 3] ^= 1;
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) refused = NULL;

      g_assert_null (search_fixture_run (test->store, SEARCH_ALL, "Patient", wrong[i], TRUE, &refused));
      g_assert_error (refused, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_PAGE);
    }
}

/* Somebody else at work between two pages: comes and goes, and writes what is there again. */
static void
disturb (Test *test, GRand *random, GHashTable *touched)
{
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *fresh = g_strdup_printf ("n%u", g_rand_int (random));
      g_autofree char *gone = g_strdup_printf ("b%04u", g_rand_int_range (random, 0, 1200));
      g_autofree char *same = g_strdup_printf ("b%04u", g_rand_int_range (random, 0, 1200));
      g_autofree char *family = g_strdup_printf ("Fam%u", g_rand_int_range (random, 0, 50));
      g_autoptr (SalveResource) made = store_fixture_patient (fresh, family, "New", i);
      gint64 version;
      g_autoptr (SalveResource) there = salve_store_read (test->store, "Patient", same, &version, NULL);
      g_autoptr (SalveResource) victim = salve_store_read (test->store, "Patient", gone, NULL, NULL);

      store_fixture_put (test->store, made);
      if (there != NULL)
        store_fixture_put (test->store, there);
      if (victim != NULL)
        search_fixture_delete (test->store, "Patient", gone);
      g_hash_table_add (touched, g_steal_pointer (&gone));
    }
}

static void
check_paging (Test *test, const char *query, guint expected)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *token = NULL;
  guint kept = 0;

  do
    {
      g_autofree char *paged = g_strdup_printf ("%s_count=50%s%s", query, token != NULL ? "&_page=" : "",
                                                token != NULL ? token : "");
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveSearchPage) page =
          search_fixture_run (test->store, SEARCH_ALL, "Patient", paged, TRUE, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < page->rows->len; i++)
        g_assert_true (g_hash_table_add (seen, g_strdup (((SalveSearchRow *)page->rows->pdata[i])->id)));
      g_set_str (&token, page->next);
      disturb (test, random, touched);
    }
  while (token != NULL);
  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *id = g_strdup_printf ("b%04u", i);

      if (g_hash_table_contains (touched, id))
        continue;
      if (expected == 1200)
        g_assert_true (g_hash_table_contains (seen, id));
      kept += g_hash_table_contains (seen, id);
    }
  g_assert_cmpuint (kept, >=, expected - g_hash_table_size (touched));
}

static void
test_paging_meanwhile (Test *test, gconstpointer data)
{
  put_bulk (test->store, 1200);
  check_paging (test, data, strstr (data, "gender") != NULL ? 600 : 1200);
}

int
main (int argc, char **argv)
{
  static const char *const paged[] = {
    "", "gender=female&", "_sort=family&", "_sort=-family,birthdate&", "_sort=gender&", "_sort=-_id&"
  };

  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  g_test_add ("/search/tokens", Test, NULL, set_up, test_tokens, tear_down);
  g_test_add ("/search/strings", Test, NULL, set_up, test_strings, tear_down);
  g_test_add ("/search/dates", Test, NULL, set_up, test_dates, tear_down);
  g_test_add ("/search/references", Test, NULL, set_up, test_references, tear_down);
  g_test_add ("/search/quantities", Test, NULL, set_up, test_quantities, tear_down);
  g_test_add ("/search/sorts", Test, NULL, set_up, test_sorts, tear_down);
  g_test_add ("/search/refusals", Test, NULL, set_up, test_refusals, tear_down);
  g_test_add ("/search/limits", Test, NULL, set_up, test_limits, tear_down);
  g_test_add ("/search/injection", Test, NULL, set_up, test_injection, tear_down);
  g_test_add ("/search/lenient", Test, NULL, set_up, test_lenient, tear_down);
  g_test_add ("/search/includes", Test, NULL, set_up, test_includes, tear_down);
  g_test_add ("/search/includes-end", Test, NULL, set_up, test_includes_end, tear_down);
  g_test_add ("/search/totals", Test, NULL, set_up, test_totals, tear_down);
  g_test_add ("/search/tokens-of-pages", Test, NULL, set_up, test_tokens_of_pages, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (paged); i++)
    {
      g_autofree char *name = g_strdup_printf ("/search/paging-meanwhile/%zu", i);

      g_test_add (name, Test, paged[i], set_up, test_paging_meanwhile, tear_down);
    }
  return g_test_run ();
}
