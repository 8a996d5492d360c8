/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole way at one clinic: salve-server as a process, its key compared at first use, the first administrator by the
 * code that it printed, tokens in a real keyring (tests/auth/with-keyring starts this), sync over TLS, notices, and a
 * server that is stopped and started again. The first argument is the server's program.
 */
#include "config.h"

#include "desks.h"
#include "salve-desk.h"
#include "salve-http-remote.h"
#include "salve-json.h"
#include "salve-notices.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define PASSWORD "correct horse battery staple"

static const char *program;

typedef struct
{
  char *folder;
  GSubprocess *process;
  GDataInputStream *output;
  char *base;
  char *code; /* of the first administrator, at the first start */
  guint port;
} OwnServer;

/* What it prints until it is ready. */
static void
read_welcome (OwnServer *self)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (self->output, NULL, NULL, NULL);
      const char *address = line != NULL ? strstr (line, "https://127.0.0.1:") : NULL;
      const char *code = line != NULL ? strstr (line, "code: ") : NULL;

      g_assert_nonnull (line);
      if (address != NULL)
        {
          self->port = strtoul (address + strlen ("https://127.0.0.1:"), NULL, 10);
          g_free (self->base);
          self->base = g_strdup_printf ("https://127.0.0.1:%u/fhir", self->port);
        }
      if (code != NULL)
        g_set_str (&self->code, code + strlen ("code: "));
      if (g_str_has_prefix (line, "Ready"))
        return;
    }
}

/* It does not outlive a test that fails. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
own_server_start (OwnServer *self)
{
  g_autofree char *store = g_build_filename (self->folder, "clinic.salve", NULL);
  g_autofree char *key = g_build_filename (self->folder, "key", NULL);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process =
      g_subprocess_launcher_spawn (launcher, &error, program, "serve", "--store", store, "--key-file", key,
                                   "--quiet", "--zone", "UTC", "--listen", listen, NULL);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_welcome (self);
}

static void
own_server_stop (OwnServer *self, int how)
{
  g_subprocess_send_signal (self->process, how);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_clear_object (&self->output);
  g_clear_object (&self->process);
}

static OwnServer own;
static SalveDesk *people;
static DeskServer server;

static void
wait_true (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (future, &error);
  g_assert_no_error (error);
}

static void
wait_refused (DexFuture *future, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store_fixture_wait (future, &error));
  g_assert_error (error, domain, code);
}

/* The key is fetched, compared and pinned; another one is refused. */
static void
test_first_use (void)
{
  DexFuture *future = salve_trust_fetch (own.base);
  g_autoptr (GError) error = NULL;
  const SalveServerKey *key;
  g_autoptr (SalveTrust) stranger =
      salve_trust_new ("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  g_autoptr (SalveRemote) remote = salve_http_remote_new (own.base, stranger, NULL);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", "metadata", NULL);

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  key = g_value_get_boxed (dex_future_get_value (future, NULL));
  g_assert_false (key->vouched);
  server.base = own.base;
  server.trust = salve_trust_new (key->fingerprint);
  dex_unref (future);
  wait_refused (salve_remote_send (remote, request), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED);
}

static void
test_first_administrator (void)
{
  people = salve_desk_new (own.base, server.trust);
  server.tokens = SALVE_TOKEN_SOURCE (people);
  wait_refused (salve_desk_sign_in (people, "admin", PASSWORD), SALVE_SIGN_IN_ERROR,
                SALVE_SIGN_IN_ERROR_REFUSED);
  wait_refused (salve_desk_activate (people, "WRONG", PASSWORD), SALVE_SIGN_IN_ERROR,
                SALVE_SIGN_IN_ERROR_REFUSED);
  g_assert_nonnull (own.code);
  wait_true (salve_desk_activate (people, own.code, PASSWORD));
  wait_refused (salve_desk_activate (people, own.code, PASSWORD), SALVE_SIGN_IN_ERROR,
                SALVE_SIGN_IN_ERROR_REFUSED);
  g_assert_cmpstr (salve_desk_person_get_login (salve_desk_get_active (people)), ==, "admin");
  wait_true (salve_desk_set_pin (people, salve_desk_get_active (people), "4711"));
}

static void
test_probe (void)
{
  g_autoptr (Desk) desk = desk_new (&server);
  g_autoptr (SalveServerAbilities) found = desk_probe (desk);
  g_autofree char *json = salve_server_abilities_to_json (found);

  g_test_message ("%s", json);
  g_assert_true (found->is_salve);
  g_assert_true (found->put_creates);
  g_assert_true (found->if_match);
  g_assert_true (found->if_none_exist);
  g_assert_true (found->atomic_transactions);
  g_assert_true (found->type_history);
}

static void
test_there_and_back (void)
{
  desks_check_there_and_back (&server);
}

static void
test_both (void)
{
  desks_check_both (&server);
}

static void
test_booking (void)
{
  desks_check_booking (&server, 6);
}

static void
notice_cb (SalveNotices *notices, const char *text, guint *n_heard)
{
  if (strstr (text, "hello") == NULL)
    ++*n_heard;
}

/* What one desk sends the other hears of at once. */
static void
test_notices (void)
{
  g_autoptr (Desk) desk = desk_new (&server);
  g_autoptr (SalveNotices) notices = salve_notices_new (own.base, server.trust, server.tokens);
  guint n_heard = 0;

  g_signal_connect (notices, "notice", G_CALLBACK (notice_cb), &n_heard);
  salve_notices_start (notices);
  while (salve_notices_get_state (notices) != SALVE_NOTICES_OPEN)
    g_main_context_iteration (NULL, TRUE);
  g_free (desk_put_patient (desk, "Sommer", 1));
  desk_sync (desk);
  while (n_heard == 0)
    g_main_context_iteration (NULL, TRUE);
  salve_notices_stop (notices);
}

/* Killed and started again: the same key, so the pin holds; the tokens are good; what was taken is there. */
static void
test_restart (void)
{
  g_autoptr (Desk) one = desk_new (&server);
  g_autoptr (Desk) other = desk_new (&server);
  g_autofree char *id = desk_put_patient (one, "Winter", 1);
  guint old_port = own.port;

  desk_sync (one);
  own_server_stop (&own, SIGKILL);
  own_server_start (&own);
  g_assert_cmpuint (own.port, ==, old_port);
  desk_sync (other);
  desk_assert_patient (other, id, "name.family", "Winter");
}

/* --- a person in a browser --- */

static gboolean
accept_cb (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  return TRUE;
}

/* Sends, and gives the page; *location is where it leads on. */
static char *
browse (SoupSession *browser, SoupMessage *message, char **location)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  page = soup_session_send_and_read (browser, message, NULL, &error);
  g_assert_no_error (error);
  if (location != NULL)
    *location =
        g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Location"));
  return g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
}

static char *
unescape (const char *text)
{
  static const char *const names[] = { "&lt;",  "<", "&gt;",   ">", "&quot;", "\"",
                                       "&#39;", "'", "&apos;", "'", "&amp;",  "&" };
  GString *plain = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i += 2)
    g_string_replace (plain, names[i], names[i + 1], 0);
  return g_string_free (plain, FALSE);
}

/* What the form carries along. */
static GHashTable *
read_hidden (const char *page)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (g_regex_match (regex, page, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *value = g_match_info_fetch (match, 2);

      g_hash_table_insert (fields, g_match_info_fetch (match, 1), unescape (value));
    }
  return fields;
}

static gpointer
browser_thread (gpointer data)
{
  g_autofree char *address = data;
  g_autoptr (SoupSession) browser = soup_session_new ();
  g_autoptr (SoupCookieJar) cookies = soup_cookie_jar_new ();
  g_autoptr (SoupMessage) asks = soup_message_new ("GET", address);
  g_autoptr (SoupMessage) answers = NULL, returns = NULL;
  g_autofree char *page = NULL, *form = NULL, *target = NULL, *location = NULL, *refused = NULL, *last = NULL;
  g_autoptr (GHashTable) fields = NULL;

  soup_session_add_feature (browser, SOUP_SESSION_FEATURE (cookies));
  page = browse (browser, asks, NULL);
  fields = read_hidden (page);
  g_assert_cmpuint (g_hash_table_size (fields), >, 3);
  g_hash_table_insert (fields, g_strdup ("login"), g_strdup ("admin"));
  g_hash_table_insert (fields, g_strdup ("password"), g_strdup (PASSWORD));
  form = soup_form_encode_hash (fields);
  target = g_strndup (address, strcspn (address, "?"));
  answers = soup_message_new_from_encoded_form ("POST", target, g_steal_pointer (&form));
  refused = browse (browser, answers, &location);
  if (location == NULL)
    g_error ("The page did not lead on: %s", refused);
  returns = soup_message_new ("GET", location);
  last = browse (browser, returns, NULL);
  g_assert_nonnull (strstr (last, "You can close this page"));
  return NULL;
}

static gboolean
open_cb (const char *address, gpointer data, GError **error)
{
  *(GThread **)data = g_thread_new ("browser", browser_thread, g_strdup (address));
  return TRUE;
}

static void
test_browser (void)
{
  g_autoptr (SalveSession) session = salve_session_new (own.base, server.trust);
  g_autoptr (SalveRemote) remote =
      salve_http_remote_new (own.base, server.trust, SALVE_TOKEN_SOURCE (session));
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", "Patient?_count=1", NULL);
  GThread *browser = NULL;

  wait_true (salve_session_sign_in_with_browser (session, open_cb, &browser, NULL));
  g_thread_join (browser);
  g_assert_cmpstr (salve_session_get_login (session), ==, "admin");
  wait_true (salve_remote_send (remote, request));
}

/* The desk's program began anew: the PIN opens what the keyring kept. After signing out nothing does. */
static void
test_sign_out (void)
{
  g_autoptr (SalveDesk) later = salve_desk_new (own.base, server.trust);
  g_autoptr (SalveDeskPerson) admin = NULL;
  g_autoptr (SalveRemote) remote = salve_http_remote_new (own.base, server.trust, SALVE_TOKEN_SOURCE (later));
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", "Patient?_count=1", NULL);

  wait_true (salve_desk_load (later));
  admin = g_list_model_get_item (G_LIST_MODEL (later), 0);
  wait_refused (salve_remote_send (remote, request), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH);
  wait_true (salve_desk_switch (later, admin, "4711"));
  wait_true (salve_remote_send (remote, request));
  wait_true (salve_desk_sign_out (later, admin));
  wait_refused (salve_remote_send (remote, request), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH);
  /* The other program still has the token in its memory; the server takes it no more. */
  g_set_object (&remote, NULL);
  remote = salve_http_remote_new (own.base, server.trust, server.tokens);
  wait_refused (salve_remote_send (remote, request), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH);
}

/* Sends JSON to another part of the server; gives a text of the answer. */
static char *
post_plain (SalveRemote *remote, const char *path, const char *body, const char *pointer)
{
  g_autofree char *address = g_strdup_printf ("https://127.0.0.1:%u/api/v1/%s", own.port, path);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("POST", address, bytes);
  g_autoptr (GError) error = NULL;
  const SalveRemoteResponse *response;
  g_autoptr (yyjson_doc) doc = NULL;
  DexFuture *future;
  char *text;

  request->content_type = g_strdup ("application/json");
  future = salve_remote_send (remote, request);
  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  response = g_value_get_boxed (dex_future_get_value (future, NULL));
  g_assert_cmpuint (response->status, ==, 201);
  doc = salve_json_parse (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), NULL);
  text = g_strdup (yyjson_get_str (yyjson_doc_ptr_get (doc, pointer)));
  dex_unref (future);
  g_assert_nonnull (text);
  return text;
}

/* A machine without a person: an administrator hands over a code, which works once. */
static void
test_enrol (void)
{
  g_autoptr (SalveSession) admin = salve_session_new (own.base, server.trust);
  g_autoptr (SalveSession) kiosk = salve_session_new (own.base, server.trust);
  g_autoptr (SalveSession) later = salve_session_new (own.base, server.trust);
  g_autoptr (SalveRemote) as_admin =
      salve_http_remote_new (own.base, server.trust, SALVE_TOKEN_SOURCE (admin));
  g_autoptr (SalveRemote) as_kiosk =
      salve_http_remote_new (own.base, server.trust, SALVE_TOKEN_SOURCE (later));
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", "Practitioner?_count=1", NULL);
  g_autofree char *id = NULL, *path = NULL, *code = NULL;

  wait_true (salve_session_sign_in (admin, "admin", PASSWORD));
  id = post_plain (as_admin, "users", "{\"username\":\"kiosk\",\"roles\":[\"front-desk\"]}", "/user/id");
  path = g_strdup_printf ("users/%s/code", id);
  code = post_plain (as_admin, path, "{\"kind\":\"enrolment\"}", "/code");
  wait_true (salve_session_enrol (kiosk, code));
  wait_refused (salve_session_enrol (later, code), SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_REFUSED);
  /* The program of the kiosk begins anew and has what it needs. */
  wait_true (salve_session_restore (later, salve_session_get_login (kiosk)));
  wait_true (salve_remote_send (as_kiosk, request));
}

int
main (int argc, char *argv[])
{
  int status;

  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  own.folder = g_dir_make_tmp ("salve-own-server-XXXXXX", NULL);
  own_server_start (&own);
  g_test_add_func ("/own-server/a-first-use", test_first_use);
  g_test_add_func ("/own-server/b-first-administrator", test_first_administrator);
  g_test_add_func ("/own-server/c-probe", test_probe);
  g_test_add_func ("/own-server/d-there-and-back", test_there_and_back);
  g_test_add_func ("/own-server/e-both", test_both);
  g_test_add_func ("/own-server/f-booking", test_booking);
  g_test_add_func ("/own-server/g-notices", test_notices);
  g_test_add_func ("/own-server/h-restart", test_restart);
  g_test_add_func ("/own-server/i-sign-out", test_sign_out);
  g_test_add_func ("/own-server/j-browser", test_browser);
  g_test_add_func ("/own-server/k-enrol", test_enrol);
  status = g_test_run ();
  own_server_stop (&own, SIGTERM);
  store_fixture_remove_folder (own.folder);
  return status;
}
