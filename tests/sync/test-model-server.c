/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model server does what its personalities say, so that what sync does with them means something. */
#include "config.h"

#include <string.h>

#include "model-remote.h"
#include "salve-element.h"
#include "salve-resource.h"

typedef struct
{
  ModelClock *clock;
  ModelServer *server;
  const ModelPersonality *personality;
} Fixture;

static SalveInstant
clock_now (gpointer clock)
{
  return model_clock_now (clock);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->personality = data;
  fixture->clock = model_clock_new (G_GINT64_CONSTANT (1795000000) * G_TIME_SPAN_SECOND);
  fixture->server = model_server_new (data, 1, clock_now, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  model_server_free (fixture->server);
  model_clock_free (fixture->clock);
}

static void
later (Fixture *fixture, gint64 seconds)
{
  while (model_clock_step (fixture->clock, model_clock_now (fixture->clock) + seconds * G_TIME_SPAN_SECOND))
    ;
}

static SalveRemoteResponse *
ask (Fixture *fixture, const char *method, const char *path, const char *body, const char *if_match)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, path, bytes);

  request->if_match = g_strdup (if_match);
  return model_server_handle (fixture->server, request);
}

static guint
ask_status (Fixture *fixture, const char *method, const char *path, const char *body, const char *if_match)
{
  g_autoptr (SalveRemoteResponse) response = ask (fixture, method, path, body, if_match);

  return response->status;
}

static SalveResource *
parse (SalveRemoteResponse *response)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new (response->body, &error);

  g_assert_no_error (error);
  return resource;
}

static SalveResource *
fetch (Fixture *fixture, const char *path)
{
  g_autoptr (SalveRemoteResponse) response = ask (fixture, "GET", path, NULL, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  return parse (response);
}

/* Makes a patient, in the way this server knows. Returns: its id */
static char *
make_patient (Fixture *fixture, const char *key)
{
  g_autofree char *body = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:t\",\"value\":\"%s\"}],"
      "\"extension\":[{\"url\":\"urn:x\",\"valueDecimal\":1.00}]}",
      key);
  g_autoptr (SalveRemoteResponse) response = ask (fixture, "POST", "Patient", body, NULL);
  g_autoptr (SalveResource) made = parse (response);

  g_assert_cmpuint (response->status, ==, 201);
  return g_strdup (salve_resource_get_id (made));
}

static guint
count_entries (SalveResource *bundle)
{
  return (guint)salve_element_length (salve_element_get (salve_resource_root (bundle), "entry"));
}

static guint
count_live (Fixture *fixture, const char *type)
{
  g_autofree char *path = g_strconcat (type, "?_summary=count", NULL);
  g_autoptr (SalveResource) bundle = fetch (fixture, path);

  return (guint)g_ascii_strtoull (
      salve_element_number_text (salve_element_get (salve_resource_root (bundle), "total")), NULL, 10);
}

static void
test_create_and_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_patient (fixture, "a"), *path = g_strconcat ("Patient/", id, NULL);
  g_autoptr (SalveResource) patient = fetch (fixture, path);
  g_autoptr (SalveRemoteResponse) again = ask (fixture, "GET", path, NULL, NULL);
  g_autofree char *etag = g_strdup_printf ("W/\"%s\"", salve_resource_get_version_id (patient));

  g_assert_nonnull (strstr (salve_resource_get_text (patient, NULL), "\"valueDecimal\":1.00"));
  g_assert_cmpstr (again->etag, ==, etag);
  g_assert_nonnull (salve_resource_get_last_updated (patient));
  g_assert_cmpuint (ask_status (fixture, "GET", "Patient/nobody", NULL, NULL), ==, 404);
  g_assert_cmpuint (ask_status (fixture, "POST", "Patient", "{\"resourceType\":\"Slot\"}", NULL), ==, 400);
  g_assert_cmpuint (
      ask_status (fixture, "POST", "Patient", "{\"resourceType\":\"Patient\",\"language\":\"poison\"}", NULL),
      ==, 422);
}

static void
test_put_creates (Fixture *fixture, gconstpointer data)
{
  guint status =
      ask_status (fixture, "PUT", "Patient/mine", "{\"resourceType\":\"Patient\",\"id\":\"mine\"}", NULL);

  g_assert_cmpuint (status, ==, fixture->personality->put_creates ? 201 : 404);
  g_assert_cmpuint (ask_status (fixture, "GET", "Patient/mine", NULL, NULL), ==,
                    fixture->personality->put_creates ? 200 : 404);
}

/* A creation by PUT that came twice, alone or in a transaction. */
static void
test_if_none_match (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"resourceType\":\"Patient\",\"id\":\"mine\"}";
  g_autoptr (GBytes) body = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("PUT", "Patient/mine", body);
  g_autofree char *bundle = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"transaction\","
                                             "\"entry\":[{\"resource\":%s,\"request\":{\"method\":\"PUT\","
                                             "\"url\":\"Patient/mine\",\"ifNoneMatch\":\"*\"}}]}",
                                             text);

  if (!fixture->personality->put_creates)
    return;
  request->if_none_match = g_strdup ("*");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SalveRemoteResponse) response = model_server_handle (fixture->server, request);

      g_assert_cmpuint (response->status, ==,
                        i == 0                                    ? 201
                        : fixture->personality->put_if_none_match ? 412
                                                                  : 200);
    }
  if (fixture->personality->transactions && fixture->personality->put_if_none_match)
    g_assert_cmpuint (ask_status (fixture, "POST", "", bundle, NULL), ==, 412);
}

static void
test_if_match (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_patient (fixture, "a"), *path = g_strconcat ("Patient/", id, NULL);
  g_autoptr (SalveResource) first = fetch (fixture, path);
  g_autofree char *old = g_strdup_printf ("W/\"%s\"", salve_resource_get_version_id (first));
  g_autofree char *body =
      g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"gender\":\"male\"}", id);
  g_autofree char *other =
      g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"gender\":\"female\"}", id);
  guint stale = fixture->personality->if_match ? fixture->personality->stale_status : 200;

  g_assert_cmpuint (ask_status (fixture, "PUT", path, body, old), ==, 200);
  g_assert_cmpuint (ask_status (fixture, "PUT", path, other, old), ==, stale);
  g_assert_cmpuint (ask_status (fixture, "DELETE", path, NULL, old), ==,
                    fixture->personality->if_match ? fixture->personality->stale_status : 204);
}

static void
test_same_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_patient (fixture, "a"), *path = g_strconcat ("Patient/", id, NULL);
  g_autofree char *body =
      g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"gender\":\"male\"}", id);
  g_autoptr (SalveRemoteResponse) first = ask (fixture, "PUT", path, body, NULL);
  g_autoptr (SalveRemoteResponse) second = ask (fixture, "PUT", path, body, NULL);

  g_assert_cmpint (g_str_equal (first->etag, second->etag), ==, fixture->personality->same_keeps_version);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_patient (fixture, "a"), *path = g_strconcat ("Patient/", id, NULL);

  g_assert_cmpuint (ask_status (fixture, "DELETE", path, NULL, NULL), ==, 204);
  g_assert_cmpuint (ask_status (fixture, "GET", path, NULL, NULL), ==, 410);
  g_assert_cmpuint (count_live (fixture, "Patient"), ==, 0);
  g_assert_cmpuint (ask_status (fixture, "DELETE", path, NULL, NULL), ==, 204);
}

static guint
post_conditionally (Fixture *fixture)
{
  static const char text[] =
      "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:t\",\"value\":\"a\"}]}";
  g_autoptr (GBytes) body = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("POST", "Patient", body);
  g_autoptr (SalveRemoteResponse) response = NULL;

  request->if_none_exist = g_strdup ("identifier=urn%3At%7Ca");
  response = model_server_handle (fixture->server, request);
  return response->status;
}

static void
test_if_none_exist (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (post_conditionally (fixture), ==, 201);
  g_assert_cmpuint (post_conditionally (fixture), ==, fixture->personality->if_none_exist ? 200 : 201);
  g_assert_cmpuint (count_live (fixture, "Patient"), ==, fixture->personality->if_none_exist ? 1 : 2);
}

/* Follows the next links. Returns: how many different ids came */
static guint
walk (Fixture *fixture, const char *path, guint *pages)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = g_strdup (path);

  for (*pages = 0; next != NULL; (*pages)++)
    {
      g_autoptr (SalveResource) bundle = fetch (fixture, next);
      SalveElement root = salve_resource_root (bundle);

      g_clear_pointer (&next, g_free);
      SALVE_ELEMENT_FOREACH (entry, salve_element_get (root, "entry"))
        g_hash_table_add (ids, g_strdup (salve_element_path_string (entry, "resource.id")));
      SALVE_ELEMENT_FOREACH (link, salve_element_get (root, "link"))
        if (g_str_equal (salve_element_string (link, "relation"), "next"))
          next = g_strdup (salve_element_string (link, "url"));
    }
  return g_hash_table_size (ids);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  guint pages, of_five = MIN (5, fixture->personality->max_count);

  for (guint i = 0; i < 23; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i), *id = make_patient (fixture, key);

      later (fixture, i % 3);
    }
  g_assert_cmpuint (walk (fixture, "Patient?_count=5&_sort=_lastUpdated", &pages), ==, 23);
  g_assert_cmpuint (pages, ==, (23 + of_five - 1) / of_five);
  g_assert_cmpuint (walk (fixture, "Patient?_count=5&_sort=-_lastUpdated", &pages), ==, 23);
  g_assert_cmpuint (walk (fixture, "Patient?_count=5000&_id=nobody", &pages), ==, 0);
  g_assert_cmpuint (walk (fixture, "Patient?_count=5000", &pages), ==, 23);
  g_assert_cmpuint (pages, ==, (23 + fixture->personality->max_count - 1) / fixture->personality->max_count);
  g_assert_cmpuint (ask_status (fixture, "GET", "Patient?colour=red", NULL, NULL), ==, 400);
}

static void
test_expired_page (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveResource) bundle = NULL;
  const char *next;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = make_patient (fixture, "k");
    }
  bundle = fetch (fixture, "Patient?_count=2");
  next = salve_element_path_string (
      salve_element_at (salve_element_get (salve_resource_root (bundle), "link"), 1), "url");
  g_assert_nonnull (next);
  g_assert_cmpuint (ask_status (fixture, "GET", next, NULL, NULL), ==, 200);
  model_server_forget_pages (fixture->server);
  g_assert_cmpuint (ask_status (fixture, "GET", next, NULL, NULL), ==, 410);
}

static guint
count_since (Fixture *fixture, SalveInstant since)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (since);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.%fZ");
  g_autofree char *path = g_strconcat ("Patient?_lastUpdated=ge", text, NULL);
  guint pages;

  return walk (fixture, path, &pages);
}

/* Where lastUpdated is stamped before the commit or coarse, what was just stored may seem old. */
static void
test_last_updated (Fixture *fixture, gconstpointer data)
{
  SalveInstant before, slack = fixture->personality->lag + fixture->personality->grain;

  later (fixture, 1000);
  before = model_clock_now (fixture->clock);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = make_patient (fixture, "k");
    }
  g_assert_cmpuint (count_since (fixture, before - slack), ==, 5);
  if (fixture->personality->lag >= G_TIME_SPAN_SECOND)
    g_assert_cmpuint (count_since (fixture, before), <, 5);
  later (fixture, 1000);
  g_assert_cmpuint (count_since (fixture, model_clock_now (fixture->clock) - slack), ==, 0);
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_patient (fixture, "a"), *path = g_strconcat ("Patient/", id, NULL);
  g_autofree char *of_one = g_strconcat (path, "/_history", NULL);
  g_autoptr (SalveResource) first = fetch (fixture, path), one = NULL, all = NULL;
  g_autofree char *version = g_strconcat (of_one, "/", salve_resource_get_version_id (first), NULL);

  g_assert_cmpuint (ask_status (fixture, "DELETE", path, NULL, NULL), ==, 204);
  g_assert_cmpuint (ask_status (fixture, "GET", version, NULL, NULL), ==, 200);
  one = fetch (fixture, of_one);
  g_assert_cmpuint (count_entries (one), ==, 2);
  if (!fixture->personality->type_history)
    {
      g_assert_cmpuint (ask_status (fixture, "GET", "Patient/_history", NULL, NULL), ==, 404);
      return;
    }
  all = fetch (fixture, "Patient/_history");
  g_assert_cmpuint (count_entries (all), ==, 2);
  g_assert_cmpstr (
      salve_element_path_string (salve_element_at (salve_element_get (salve_resource_root (all), "entry"), 0),
                                 "request.method"),
      ==, "DELETE");
}

/* An update that comes too late beside a create: where transactions are real nothing of it stays. */
static void
test_transaction_rolls_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_patient (fixture, "a"), *path = g_strconcat ("Patient/", id, NULL);
  g_autofree char *bundle = g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"transaction\","
                                             "\"entry\":[{\"fullUrl\":\"urn:uuid:1\",\"resource\":{"
                                             "\"resourceType\":\"Patient\"},\"request\":{\"method\":\"POST\","
                                             "\"url\":\"Patient\"}},{\"resource\":{\"resourceType\":"
                                             "\"Patient\",\"id\":\"%s\"},\"request\":{\"method\":\"PUT\","
                                             "\"url\":\"Patient/%s\",\"ifMatch\":\"W/\\\"old\\\"\"}}]}",
                                             id, id);
  g_autoptr (SalveRemoteResponse) response = ask (fixture, "POST", "", bundle, NULL);
  const ModelPersonality *personality = fixture->personality;

  if (personality->transactions && personality->if_match)
    g_assert_cmpuint (response->status, ==, personality->stale_status_transaction);
  else
    g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpuint (count_live (fixture, "Patient"), ==,
                    personality->transactions && personality->if_match ? 1 : 2);
}

/* Two that refer to each other get their ids before either is stored. */
static void
test_transaction_places (Fixture *fixture, gconstpointer data)
{
  static const char bundle[] =
      "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
      "{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\",\"link\":[{\"other\":{"
      "\"reference\":\"urn:uuid:2\"},"
      "\"type\":\"seealso\"}]},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},"
      "{\"fullUrl\":\"urn:uuid:2\",\"resource\":{\"resourceType\":\"Patient\",\"link\":[{\"other\":{"
      "\"reference\":\"urn:uuid:1\"},"
      "\"type\":\"seealso\"}]},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autoptr (SalveResource) all = NULL;
  const char *text;

  if (!fixture->personality->transactions)
    return;
  response = ask (fixture, "POST", "", bundle, NULL);
  g_assert_cmpuint (response->status, ==, 200);
  all = fetch (fixture, "Patient");
  text = salve_resource_get_text (all, NULL);
  g_assert_cmpuint (count_entries (all), ==, 2);
  g_assert_null (strstr (text, "urn:uuid"));
  SALVE_ELEMENT_FOREACH (entry, salve_element_get (salve_resource_root (all), "entry"))
    {
      SalveElement link = salve_element_at (salve_element_path (entry, "resource.link"), 0);
      const char *reference = salve_element_path_string (link, "other.reference");

      g_assert_cmpuint (ask_status (fixture, "GET", reference, NULL, NULL), ==, 200);
    }
}

static guint
book (Fixture *fixture, const char *doctor, const char *from, const char *to)
{
  g_autofree char *body = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"status\":\"booked\",\"start\":\"2026-12-01T%s:00Z\",\"end\":"
      "\"2026-12-01T%s:00Z\","
      "\"participant\":[{\"actor\":{\"reference\":\"Practitioner/%s\"},\"status\":\"accepted\"}]}",
      from, to, doctor);

  return ask_status (fixture, "POST", "Appointment", body, NULL);
}

static void
test_overlap (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveResource) found = NULL, none = NULL;

  if (fixture->personality->checks_references)
    {
      g_assert_cmpuint (book (fixture, "nobody", "10:00", "10:30"), ==, 400);
      return;
    }
  g_assert_cmpuint (book (fixture, "d", "10:00", "10:30"), ==, 201);
  g_assert_cmpuint (book (fixture, "d", "10:20", "10:40"), ==,
                    fixture->personality->overlap_guard ? 409 : 201);
  g_assert_cmpuint (book (fixture, "other", "10:20", "10:40"), ==, 201);
  g_assert_cmpuint (book (fixture, "d", "10:40", "10:50"), ==, 201);
  found = fetch (fixture, "Appointment?actor=Practitioner/other&date=ge2026-12-01&date=lt2026-12-02");
  g_assert_cmpuint (count_entries (found), ==, 1);
  none = fetch (fixture, "Appointment?actor=Practitioner/other&date=ge2026-12-02");
  g_assert_cmpuint (count_entries (none), ==, 0);
}

static void
let_come (Fixture *fixture, DexFuture *future)
{
  while (dex_future_is_pending (future))
    {
      g_assert_true (model_clock_step (fixture->clock, G_MAXINT64));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

/* Each fault alone, for every request: what comes back, and whether the server did it. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    ModelFaults faults;
    int made; /* -1: either */
    gboolean answered;
  } cases[] = {
    { { 0 }, 1, TRUE },
    { { .lost_before = 1000 }, 0, FALSE },
    { { .lost_after = 1000 }, 1, FALSE },
    { { .twice = 1000 }, 2, TRUE },
    { { .slow = 1000 }, 1, TRUE },
    { { .too_many = 1000 }, 0, TRUE },
    { { .unavailable = 1000 }, 0, TRUE },
    { { .broken = 1000 }, -1, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      g_autoptr (ModelRemote) remote =
          model_remote_new (fixture->server, fixture->clock, &cases[i].faults, random);
      g_autoptr (GBytes) body = g_bytes_new_static ("{\"resourceType\":\"Patient\"}", 26);
      g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("POST", "Patient", body);
      guint before = count_live (fixture, "Patient");
      g_autoptr (DexFuture) future = salve_remote_send (SALVE_REMOTE (remote), request);

      let_come (fixture, future);
      later (fixture, 300);
      g_assert_cmpint (dex_future_is_resolved (future), ==, cases[i].answered);
      if (cases[i].made >= 0)
        g_assert_cmpuint (count_live (fixture, "Patient") - before, ==, cases[i].made);
    }
}

static void
add (const char *name, void (*func) (Fixture *fixture, gconstpointer data))
{
  for (guint i = 0; i < model_n_personalities; i++)
    {
      g_autofree char *path = g_strdup_printf ("/model-server/%s/%s", model_personalities[i].name, name);

      g_test_add (path, Fixture, &model_personalities[i], set_up, func, tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  add ("create-and-read", test_create_and_read);
  add ("put-creates", test_put_creates);
  add ("if-match", test_if_match);
  add ("if-none-match", test_if_none_match);
  add ("same-again", test_same_again);
  add ("delete", test_delete);
  add ("if-none-exist", test_if_none_exist);
  add ("pages", test_pages);
  add ("expired-page", test_expired_page);
  add ("last-updated", test_last_updated);
  add ("history", test_history);
  add ("transaction-rolls-back", test_transaction_rolls_back);
  add ("transaction-places", test_transaction_places);
  add ("overlap", test_overlap);
  add ("network", test_network);
  return g_test_run ();
}
