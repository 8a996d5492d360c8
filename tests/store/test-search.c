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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  g_test_add ("/search/tokens", Test, NULL, set_up, test_tokens, tear_down);
  g_test_add ("/search/strings", Test, NULL, set_up, test_strings, tear_down);
  g_test_add ("/search/dates", Test, NULL, set_up, test_dates, tear_down);
  g_test_add ("/search/references", Test, NULL, set_up, test_references, tear_down);
  g_test_add ("/search/quantities", Test, NULL, set_up, test_quantities, tear_down);
  return g_test_run ();
}
