/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds with a server that says something else than usual now and then: when it is asked again, and what goes on meanwhile;
 * and with one whose clock somebody sets. */
#include "config.h"

#include <string.h>

#include "model-desk.h"
#include "salve-element.h"
#include "salve-store-sync.h"

#define ANNA "6f1c0b0e-0000-4000-8000-00000000000a"
#define BERT "6f1c0b0e-0000-4000-8000-00000000000b"
#define PATIENT(id, family)                                                                                  \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"name\":[{\"family\":\"" family "\"}]}"

/* A remote between the engine and the model's: it answers some requests itself. */
#define TYPE_MOODY (moody_get_type ())
G_DECLARE_FINAL_TYPE (Moody, moody, TEST, MOODY, GObject)

/* What it says to some requests. */
typedef struct
{
  const char *method; /* NULL: any */
  const char *prefix; /* of the paths */
  guint status;
  gint64 retry_after; /* µs; -1: it does not say */
  const char *body;   /* NULL: none */
  const char *etag;   /* NULL: none */
} Mood;

struct _Moody
{
  GObject parent_instance;

  SalveRemote *within;
  const Mood *moods; /* up to one without a prefix; NULL: none */
  guint n_answered;
  ModelDesk
      *meddler;    /* where somebody changes Anna just before a change of hers arrives; NULL: nobody does */
  guint n_changes; /* of hers that were sent */
};

static const char *
moody_get_base (SalveRemote *remote)
{
  return MODEL_BASE;
}

static void
meddle (Moody *self)
{
  g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"" ANNA
                                           "\",\"name\":[{\"family\":\"Adam\"}],\"language\":\"x-%u\"}",
                                           ++self->n_changes);

  if (self->meddler != NULL)
    g_assert_cmpuint (model_desk_ask (self->meddler, "PUT", "Patient/" ANNA, text), ==, 200);
}

static DexFuture *
moody_send (SalveRemote *remote, const SalveRemoteRequest *request)
{
  Moody *self = TEST_MOODY (remote);

  if (g_str_equal (request->method, "PUT") && g_str_equal (request->path, "Patient/" ANNA))
    meddle (self);
  for (const Mood *mood = self->moods; mood != NULL && mood->prefix != NULL; mood++)
    if (g_str_has_prefix (request->path, mood->prefix)
        && (mood->method == NULL || g_str_equal (request->method, mood->method)))
      {
        const char *text = mood->body != NULL ? mood->body : "";
        g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
        SalveRemoteResponse *response = salve_remote_response_new (mood->status, body);

        self->n_answered++;
        response->retry_after = mood->retry_after;
        response->etag = g_strdup (mood->etag);
        return dex_future_new_take_boxed (SALVE_TYPE_REMOTE_RESPONSE, response);
      }
  return salve_remote_send (self->within, request);
}

static void
moody_iface_init (SalveRemoteInterface *iface)
{
  iface->get_base = moody_get_base;
  iface->send = moody_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Moody,
                               moody,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_REMOTE, moody_iface_init))

static void
moody_dispose (GObject *object)
{
  g_clear_object (&TEST_MOODY (object)->within);
  G_OBJECT_CLASS (moody_parent_class)->dispose (object);
}

static void
moody_class_init (MoodyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = moody_dispose;
}

static void
moody_init (Moody *self)
{
}

typedef struct
{
  ModelDesk desk; /* first: the engine's callbacks get it */
  ModelFaults well;
  Moody *remote;
  gint64 nap; /* that the engine took last; -1: none */
} Test;

static void
set_up (Test *test, gconstpointer server)
{
  model_desk_set_up (&test->desk, server);
  test->remote = g_object_new (TYPE_MOODY, NULL);
  test->remote->within =
      SALVE_REMOTE (model_remote_new (test->desk.server, test->desk.clock, &test->well, test->desk.random));
}

static void
tear_down (Test *test, gconstpointer server)
{
  g_clear_object (&test->remote);
  model_desk_tear_down (&test->desk);
}

static void
run_round (Test *test)
{
  g_autoptr (GError) error = NULL;

  model_desk_run_round (&test->desk, SALVE_REMOTE (test->remote), &error);
  g_assert_no_error (error);
}

static void
fail_round (Test *test)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (model_desk_run_round (&test->desk, SALVE_REMOTE (test->remote), &error));
  g_assert_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE);
}

/* wanted: (nullable): the patient's family name at the desk; NULL: there is none such */
static void
assert_family (Test *test, const char *id, const char *wanted)
{
  g_autoptr (SalveResource) patient = salve_store_read (test->desk.store, "Patient", id, NULL, NULL);
  const char *family = NULL;

  if (patient != NULL)
    SALVE_ELEMENT_FOREACH (name, salve_element_get (salve_resource_root (patient), "name"))
      family = salve_element_string (name, "family");
  g_assert_cmpstr (family, ==, wanted);
}

static DexFuture *
note_nap (gint64 duration, gpointer data)
{
  ((Test *)data)->nap = duration;
  return DEX_FUTURE (dex_promise_new ());
}

/* Returns: how long the engine waits until it asks again a server that is busy, µs */
static gint64
measure_nap (Test *test, gint64 retry_after)
{
  SalveSyncEnvironment environment = model_desk_get_environment (&test->desk);
  g_autoptr (SalveSync) sync = NULL;
  g_autoptr (DexFuture) stopped = NULL;

  environment.sleep = note_nap;
  test->nap = -1;
  test->remote->moods = (const Mood[]){ { NULL, "", 503, retry_after, NULL }, { NULL } };
  sync = salve_sync_new (test->desk.store, SALVE_REMOTE (test->remote), &environment);
  salve_sync_start (sync);
  while (test->nap < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (salve_sync_get_state (sync), ==, SALVE_SYNC_OFFLINE);
  stopped = salve_sync_stop (sync);
  while (dex_future_is_pending (stopped))
    g_main_context_iteration (NULL, TRUE);
  return test->nap;
}

/* A server that says when it has time is asked then; "at once" is no time for one that has none. */
static void
test_retry_after (Test *test, gconstpointer server)
{
  gint64 by_itself = measure_nap (test, -1);

  g_assert_cmpint (measure_nap (test, 7 * G_TIME_SPAN_SECOND), ==, 7 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (measure_nap (test, 3600 * G_TIME_SPAN_SECOND), ==, 3600 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (measure_nap (test, 0), ==, G_TIME_SPAN_SECOND);
  g_assert_cmpint (by_itself, >, 0);
  g_assert_cmpint (by_itself, <=, 3 * G_TIME_SPAN_SECOND);
}

/* What a server has not got is no reason to stop: everything else comes, and goes. */
static void
test_not_implemented (Test *test, gconstpointer server)
{
  g_autoptr (SalveResource) bert = store_fixture_parse (PATIENT (BERT, "Bauer"));

  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" ANNA, PATIENT (ANNA, "Adam")), ==, 201);
  store_fixture_put (test->desk.store, bert);
  test->remote->moods = (const Mood[]){ { NULL, "Schedule", 501, -1, NULL }, { NULL } };
  run_round (test);
  g_assert_cmpuint (test->remote->n_answered, >, 0);
  assert_family (test, ANNA, "Adam");
  g_assert_cmpuint (model_desk_ask (&test->desk, "GET", "Patient/" BERT, NULL), ==, 200);
}

#define N_PATIENTS 8 /* on three pages of the server */

/* The network went down in the middle of a download, and the link to the next page has expired when it is back: the download
 * goes on where it was, in that round, and nothing is left out. */
static void
test_an_expired_link (Test *test, gconstpointer server)
{
  guint64 n;

  for (guint i = 0; i < N_PATIENTS; i++)
    {
      g_autofree char *id = g_strdup_printf ("6f1c0b0e-0000-4000-8000-0000000000%02u", i);
      g_autofree char *path = g_strconcat ("Patient/", id, NULL);
      g_autofree char *text = g_strdup_printf (PATIENT ("%s", "Adam"), id);

      g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", path, text), ==, 201);
      model_desk_pass (&test->desk, G_TIME_SPAN_HOUR);
    }
  test->remote->moods = (const Mood[]){ { "GET", MODEL_BASE "?_getpages=", 503, -1, NULL }, { NULL } };
  fail_round (test);
  g_assert_true (salve_store_count (test->desk.store, "Patient", &n, NULL));
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, N_PATIENTS);
  model_server_forget_pages (test->desk.server);
  test->remote->moods = NULL;
  run_round (test);
  g_assert_true (salve_store_count (test->desk.store, "Patient", &n, NULL));
  g_assert_cmpuint (n, ==, N_PATIENTS);
}

static void
assert_waiting (Test *test, guint wanted)
{
  guint waiting, conflicts, refused;

  g_assert_true (salve_store_count_sync (test->desk.store, &waiting, &conflicts, &refused, NULL));
  g_assert_cmpuint (waiting, ==, wanted);
  g_assert_cmpuint (conflicts + refused, ==, 0);
}

/* Of two changes the server forbids one: the other goes, and the one waits for somebody who may, and is not sent again and
 * again meanwhile. */
static void
test_forbidden_to_send (Test *test, gconstpointer server)
{
  g_autoptr (SalveResource) anna = store_fixture_parse (PATIENT (ANNA, "Adam"));
  g_autoptr (SalveResource) finding = store_fixture_parse (
      "{\"resourceType\":\"Observation\",\"id\":\"" BERT
      "\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" ANNA "\"}}");

  run_round (test);
  store_fixture_put (test->desk.store, finding);
  store_fixture_put (test->desk.store, anna);
  test->remote->moods = (const Mood[]){ { "POST", "Observation", 403, -1, NULL }, { NULL } };
  run_round (test);
  g_assert_cmpuint (test->remote->n_answered, ==, 1);
  assert_waiting (test, 1);
  run_round (test);
  g_assert_cmpuint (test->remote->n_answered, ==, 1);
  test->remote->moods = NULL;
  model_desk_pass (&test->desk, 11 * G_TIME_SPAN_MINUTE);
  run_round (test);
  assert_waiting (test, 0);
}

/* Somebody else is always first with a change of the same person. After some tries the desk waits; what goes then stands on
 * what it has heard of last, and is not refused for what was known before. */
static void
test_others_change_it_all_the_time (Test *test, gconstpointer server)
{
  g_autoptr (SalveResource) changed =
      store_fixture_parse ("{\"resourceType\":\"Patient\",\"id\":\"" ANNA
                           "\",\"name\":[{\"family\":\"Adam\"}],\"gender\":\"female\"}");
  guint n;

  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" ANNA, PATIENT (ANNA, "Adam")), ==, 201);
  run_round (test);
  store_fixture_put (test->desk.store, changed);
  test->remote->meddler = &test->desk;
  /* What changed there is not received either. */
  test->remote->moods = (const Mood[]){ { "GET", "Patient?_lastUpdated", 503, -1, NULL }, { NULL } };
  fail_round (test);
  n = test->remote->n_changes;
  g_assert_cmpuint (n, >, 1);
  assert_waiting (test, 1);
  fail_round (test);
  g_assert_cmpuint (test->remote->n_changes, ==, n);
  test->remote->meddler = NULL;
  test->remote->moods = NULL;
  model_desk_pass (&test->desk, 10 * G_TIME_SPAN_MINUTE);
  run_round (test);
  g_assert_cmpuint (test->remote->n_changes, ==, n + 1);
  assert_waiting (test, 0);
  g_assert_null (model_server_get_complaint (test->desk.server));
}

/* Both sides are compared, and one record on the list may not be read: what comes behind it is compared all the same. */
static void
test_forbidden_to_read (Test *test, gconstpointer server)
{
  static const char list[] =
      "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":"
      "{\"resourceType\":\"Patient\",\"id\":\"" ANNA "\",\"meta\":{\"versionId\":\"1\"}}}]}";

  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Observation/o1",
                                    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\","
                                    "\"code\":{\"text\":\"x\"}}"),
                    ==, 201);
  run_round (test);
  g_assert_cmpuint (model_desk_ask (&test->desk, "DELETE", "Observation/o1", NULL), ==, 204);
  model_desk_pass (&test->desk, 7 * G_TIME_SPAN_HOUR);
  test->remote->moods = (const Mood[]){ { "GET", "Patient?_elements", 200, -1, list },
                                        { "GET", "Patient/" ANNA, 403, -1, NULL },
                                        { NULL } };
  run_round (test);
  g_assert_cmpuint (test->remote->n_answered, ==, 2);
  {
    g_autoptr (SalveResource) gone = salve_store_read (test->desk.store, "Observation", "o1", NULL, NULL);

    g_assert_null (gone);
  }
}

/* A server's clock is ahead, a desk is up to date, the clock is mended, something is written, and the desk comes again when
 * the clock is past where it was: nothing that the server says of its clock then is behind what the desk knows. */
static void
test_clock_set_back (Test *test, gconstpointer server)
{
  test->desk.server_ahead = 2 * G_TIME_SPAN_HOUR;
  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" ANNA, PATIENT (ANNA, "Adam")), ==, 201);
  run_round (test);
  assert_family (test, ANNA, "Adam");
  model_desk_pass (&test->desk, 5 * G_TIME_SPAN_MINUTE);
  test->desk.server_ahead = 0;
  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" BERT, PATIENT (BERT, "Bauer")), ==, 201);
  model_desk_pass (&test->desk, 3 * G_TIME_SPAN_HOUR);
  run_round (test);
  assert_family (test, BERT, "Bauer");
}

/* The same, and the desk's own clock is set back with it, so that nothing can be seen: it comes when a day is over. */
static void
test_both_clocks_set_back (Test *test, gconstpointer server)
{
  test->desk.server_ahead = 0;
  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" ANNA, PATIENT (ANNA, "Adam")), ==, 201);
  run_round (test);
  model_desk_pass (&test->desk, 5 * G_TIME_SPAN_MINUTE);
  test->desk.server_ahead = -2 * G_TIME_SPAN_HOUR;
  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" BERT, PATIENT (BERT, "Bauer")), ==, 201);
  test->desk.server_ahead = 0;
  model_desk_pass (&test->desk, G_TIME_SPAN_HOUR);
  run_round (test);
  model_desk_pass (&test->desk, G_TIME_SPAN_DAY);
  run_round (test);
  assert_family (test, BERT, "Bauer");
}

#define FINDING "6f1c0b0e-0000-4000-8000-00000000000c"

/* Somebody opens Anna's record, which their rights do not reach. */
static void
open_in_an_emergency (Test *test)
{
  static const char record[] =
      "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":{\"resourceType\":"
      "\"Patient\","
      "\"id\":\"" ANNA "\",\"meta\":{\"versionId\":\"1\"},\"name\":[{\"family\":\"Adam\"}]}},{\"resource\":{"
      "\"resourceType\":\"Observation\",\"id\":\"" FINDING
      "\",\"meta\":{\"versionId\":\"1\"},\"status\":\"final\","
      "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" ANNA "\"}}}]}";
  const SalveSyncEnvironment environment = model_desk_get_environment (&test->desk);
  g_autoptr (SalveSync) sync = salve_sync_new (test->desk.store, SALVE_REMOTE (test->remote), &environment);
  g_autoptr (GError) error = NULL;

  test->remote->moods =
      (const Mood[]){ { "GET", "Patient/" ANNA "/$everything", 200, -1, record }, { NULL } };
  store_fixture_wait (salve_sync_fetch_record (sync, ANNA), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (test->remote->n_answered, >, 0);
  test->remote->moods = NULL;
  assert_family (test, ANNA, "Adam");
}

static void
assert_finding (Test *test, gboolean there)
{
  g_autoptr (SalveResource) finding = salve_store_read (test->desk.store, "Observation", FINDING, NULL, NULL);

  g_assert_cmpint (finding != NULL, ==, there);
}

/* It is in the file while the emergency lasts, and a little later is not any more, nor is what was found by it. */
static void
test_an_emergency_ends (Test *test, gconstpointer server)
{
  run_round (test);
  open_in_an_emergency (test);
  model_desk_pass (&test->desk, 30 * G_TIME_SPAN_MINUTE);
  run_round (test);
  assert_family (test, ANNA, "Adam");
  assert_finding (test, TRUE);
  model_desk_pass (&test->desk, 6 * G_TIME_SPAN_MINUTE);
  run_round (test);
  assert_family (test, ANNA, NULL);
  assert_finding (test, FALSE);
}

/* What was changed meanwhile and could not be sent stays until it was: nothing that was saved is lost. */
static void
test_an_emergency_with_something_unsent (Test *test, gconstpointer server)
{
  static const char accepted[] = "{\"resourceType\":\"Patient\",\"id\":\"" ANNA
                                 "\",\"meta\":{\"versionId\":\"2\"},\"name\":[{\"family\":\"Adler\"}]}";
  g_autoptr (SalveResource) changed = store_fixture_parse (PATIENT (ANNA, "Adler"));

  run_round (test);
  open_in_an_emergency (test);
  store_fixture_put (test->desk.store, changed);
  model_desk_pass (&test->desk, G_TIME_SPAN_HOUR);
  test->remote->moods = (const Mood[]){ { NULL, "", 503, -1, NULL }, { NULL } };
  fail_round (test);
  assert_family (test, ANNA, "Adler");
  assert_finding (test, FALSE);
  model_desk_pass (&test->desk, 10 * G_TIME_SPAN_MINUTE);
  test->remote->moods = (const Mood[]){ { "PUT", "Patient/" ANNA, 200, -1, accepted, "W/\"2\"" }, { NULL } };
  run_round (test);
  assert_waiting (test, 0);
  assert_family (test, ANNA, "Adler");
  run_round (test);
  assert_family (test, ANNA, NULL);
}

/* Somebody at this desk may read it anyway: it stays, also after one more emergency. */
static void
test_an_emergency_of_what_others_may_read (Test *test, gconstpointer server)
{
  run_round (test);
  g_assert_cmpuint (model_desk_ask (&test->desk, "PUT", "Patient/" ANNA, PATIENT (ANNA, "Adam")), ==, 201);
  open_in_an_emergency (test);
  run_round (test);
  open_in_an_emergency (test);
  model_desk_pass (&test->desk, G_TIME_SPAN_HOUR);
  run_round (test);
  assert_family (test, ANNA, "Adam");
  assert_finding (test, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/round/retry-after", Test, "azure", set_up, test_retry_after, tear_down);
  g_test_add ("/round/not-implemented", Test, "equal-times", set_up, test_not_implemented, tear_down);
  g_test_add ("/round/expired-link", Test, "salve-pages", set_up, test_an_expired_link, tear_down);
  g_test_add ("/round/forbidden-to-send", Test, "medplum-batches", set_up, test_forbidden_to_send, tear_down);
  g_test_add ("/round/forbidden-to-read", Test, "stamped-before", set_up, test_forbidden_to_read, tear_down);
  g_test_add ("/round/others-change-it", Test, "stamped-before", set_up, test_others_change_it_all_the_time,
              tear_down);
  g_test_add ("/round/emergency/ends", Test, "salve", set_up, test_an_emergency_ends, tear_down);
  g_test_add ("/round/emergency/unsent", Test, "salve", set_up, test_an_emergency_with_something_unsent,
              tear_down);
  g_test_add ("/round/emergency/others", Test, "salve", set_up, test_an_emergency_of_what_others_may_read,
              tear_down);
  g_test_add ("/round/clock-back/azure", Test, "azure", set_up, test_clock_set_back, tear_down);
  g_test_add ("/round/clock-back/salve", Test, "salve", set_up, test_clock_set_back, tear_down);
  g_test_add ("/round/clock-back/stamped-before", Test, "stamped-before", set_up, test_clock_set_back,
              tear_down);
  g_test_add ("/round/both-clocks-back", Test, "azure", set_up, test_both_clocks_set_back, tear_down);
  return g_test_run ();
}
