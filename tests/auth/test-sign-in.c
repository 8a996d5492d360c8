/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions against an OAuth server on loopback and a real gnome-keyring-daemon (tests/auth/with-keyring starts this there).
 * The test plays the person in the browser.
 */
#include "fake-issuer.h"
#include "salve-browser-flow.h"
#include "salve-http-remote.h"
#include "salve-sign-in-record.h"
#include "salve-sign-in.h"

#include "test-certificate.h"
#include "test-fiber.h"

#include <libsecret/secret.h>
#include <string.h>

#define PASSWORD "right & proper=ä"

static SalveSession *
session_new (FakeIssuer *issuer)
{
  g_autoptr (SalveTrust) trust = salve_trust_new (NULL);

  return salve_session_new (issuer->server->base, trust);
}

static void
assert_true (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gboolean value = dex_await_boolean (future, &error);

  g_assert_no_error (error);
  g_assert_true (value);
}

static char *
get_token (SalveSession *session, const char *refused)
{
  g_autoptr (GError) error = NULL;
  char *token =
      dex_await_string (salve_token_source_get_token (SALVE_TOKEN_SOURCE (session), refused), &error);

  g_assert_no_error (error);
  return token;
}

static void
expect_ended (SalveSession *session, const char *refused)
{
  test_fiber_expect (salve_token_source_get_token (SALVE_TOKEN_SOURCE (session), refused), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
}

static const char *
get_form_field (FakeIssuer *issuer, guint position, const char *name)
{
  return g_hash_table_lookup (issuer->forms->pdata[position], name);
}

static char *
kept_refresh (FakeIssuer *issuer, const char *login)
{
  g_autoptr (SalveSignInRecord) record =
      salve_sign_in_record_look_up_sync (issuer->server->base, login, NULL, NULL);

  return record != NULL ? g_strdup (record->refresh) : NULL;
}

static void
test_password (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *token = NULL;
  g_autofree char *kept = NULL;

  g_assert_false (salve_session_get_signed_in (session));
  expect_ended (session, NULL);
  assert_true (salve_session_sign_in (session, "anna", PASSWORD));
  g_assert_cmpstr (salve_session_get_login (session), ==, "anna");
  g_assert_cmpstr (salve_session_get_scope (session), ==, "salve");
  g_assert_true (salve_session_get_signed_in (session));
  g_assert_true (salve_session_get_kept (session));
  g_assert_cmpstr (get_form_field (issuer, 0, "username"), ==, "anna");
  g_assert_cmpstr (get_form_field (issuer, 0, "client_id"), ==, "salve");
  token = get_token (session, NULL);
  g_assert_cmpstr (token, ==, "access-1");
  kept = kept_refresh (issuer, "anna");
  g_assert_cmpstr (kept, ==, "refresh-1");
}

static void
test_password_refused (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *kept = NULL;

  test_fiber_expect (salve_session_sign_in (session, "berta", "wrong"), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_REFUSED);
  g_assert_false (salve_session_get_signed_in (session));
  kept = kept_refresh (issuer, "berta");
  g_assert_null (kept);
  issuer->answer_status = 429;
  issuer->answer = "{}";
  issuer->retry_after = "30";
  test_fiber_expect (salve_session_sign_in (session, "berta", PASSWORD), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_SLOW_DOWN);
  issuer->answer_status = 503;
  test_fiber_expect (salve_session_sign_in (session, "berta", PASSWORD), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNREACHABLE);
  issuer->no_passwords = TRUE;
  g_set_object (&session, NULL);
  session = session_new (issuer);
  test_fiber_expect (salve_session_sign_in (session, "berta", PASSWORD), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_UNSUPPORTED);
}

/* Answers that are no tokens. */
static void
test_odd_answers (void)
{
  static const char *const answers[] = {
    "",
    "{}",
    "[]",
    "{}{}",
    "null",
    "{\"access_token\":\"a\"}",
    "{\"access_token\":\"a\",\"token_type\":\"mac\"}",
    "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}",
    "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}",
    "{\"access_token\":5,\"token_type\":\"Bearer\"}",
    "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"\\u00e4\"}",
    "{\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":\"Bearer\"}",
    "{\"access_token\":\"a\",\"token_type\":\"Bearer\"",
    "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"x\":[[[[[[[[[[1]]]]]]]]]]}",
    "<html>Welcome</html>",
  };
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *large = g_strnfill (100 * 1024, ' ');

  issuer->answer_status = 200;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      issuer->answer = answers[i];
      test_fiber_expect (salve_session_sign_in (session, "carla", PASSWORD), SALVE_SIGN_IN_ERROR,
                         SALVE_SIGN_IN_ERROR_PROTOCOL);
    }
  issuer->answer = large;
  test_fiber_expect (salve_session_sign_in (session, "carla", PASSWORD), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  g_assert_false (salve_session_get_signed_in (session));
}

static void
expect_document (FakeIssuer *issuer, const char *document, int code)
{
  g_autoptr (SalveSession) session = session_new (issuer);

  issuer->document = document;
  test_fiber_expect (salve_session_sign_in (session, "dora", PASSWORD), SALVE_SIGN_IN_ERROR, code);
  g_assert_cmpuint (issuer->forms->len, ==, 0);
}

static void
test_documents (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);

  expect_document (issuer, "{}", SALVE_SIGN_IN_ERROR_UNSUPPORTED);
  expect_document (issuer, "<html>Welcome</html>", SALVE_SIGN_IN_ERROR_UNSUPPORTED);
  expect_document (issuer, "{\"token_endpoint\":\"http://evil.example/token\"}",
                   SALVE_SIGN_IN_ERROR_PROTOCOL);
  expect_document (issuer, "{\"token_endpoint\":\"file:///etc/passwd\"}", SALVE_SIGN_IN_ERROR_PROTOCOL);
  expect_document (issuer, "{\"token_endpoint\":\"https://me:you@a.example/\"}",
                   SALVE_SIGN_IN_ERROR_PROTOCOL);
  issuer->document = NULL;
  issuer->no_document = TRUE;
  expect_document (issuer, NULL, SALVE_SIGN_IN_ERROR_UNSUPPORTED);
  issuer->no_document = FALSE;
  issuer->at_root = TRUE;
  assert_true (salve_session_sign_in (session, "dora", PASSWORD));
}

/* With a pin nobody is sent to an address that the pin says nothing of. */
static void
test_documents_pinned (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (TestKey) other = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "IP:127.0.0.1", 30);
  g_autofree char *pin = test_key_fingerprint (key);
  g_autofree char *wrong_pin = test_key_fingerprint (other);
  g_autoptr (SalveTrust) trust = salve_trust_new (pin);
  g_autoptr (SalveTrust) stranger = salve_trust_new (wrong_pin);
  g_autoptr (FakeIssuer) issuer = fake_issuer_new_tls (certificate);
  g_autoptr (SalveSession) elsewhere = salve_session_new (issuer->server->base, trust);
  g_autoptr (SalveSession) session = salve_session_new (issuer->server->base, trust);
  g_autoptr (SalveSession) changed = salve_session_new (issuer->server->base, stranger);

  issuer->document = "{\"token_endpoint\":\"https://elsewhere.example/token\"}";
  test_fiber_expect (salve_session_sign_in (elsewhere, "dora", PASSWORD), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_PROTOCOL);
  issuer->document = NULL;
  test_fiber_expect (salve_session_sign_in (changed, "dora", PASSWORD), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNTRUSTED);
  g_assert_cmpuint (issuer->forms->len, ==, 0);
  assert_true (salve_session_sign_in (session, "dora", PASSWORD));
}

static void
test_issuer_changes (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autoptr (SalveSession) later = session_new (issuer);

  assert_true (salve_session_sign_in (session, "emma", PASSWORD));
  issuer->issuer = "https://other.example";
  test_fiber_expect (salve_session_sign_in (later, "emma", PASSWORD), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_PROTOCOL);
  assert_true (salve_session_restore (later, "emma"));
  test_fiber_expect (salve_token_source_get_token (SALVE_TOKEN_SOURCE (later), "access-1"),
                     SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL);
  g_assert_cmpuint (issuer->n_refreshes, ==, 0);
}

/* Renewed when refused, when it ends soon, and by one request however many wait. */
static void
test_renewal (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (DexFuture) all = NULL;
  SalveTokenSource *source = SALVE_TOKEN_SOURCE (session);

  assert_true (salve_session_sign_in (session, "frida", PASSWORD));
  second = get_token (session, "access-1");
  g_assert_cmpstr (second, ==, "access-2");
  kept = kept_refresh (issuer, "frida");
  g_assert_cmpstr (kept, ==, "refresh-2");
  /* Somebody whose request was under way still has the old one. */
  again = get_token (session, "access-1");
  g_assert_cmpstr (again, ==, "access-2");
  g_assert_cmpuint (issuer->n_refreshes, ==, 1);
  issuer->expires_in = 10;
  all = dex_future_all (salve_token_source_get_token (source, "access-2"),
                        salve_token_source_get_token (source, "access-2"),
                        salve_token_source_get_token (source, "access-2"), NULL);
  g_assert_true (dex_await (g_steal_pointer (&all), NULL));
  g_assert_cmpuint (issuer->n_refreshes, ==, 2);
  issuer->expires_in = 600;
  g_free (second);
  second = get_token (session, NULL);
  g_assert_cmpstr (second, ==, "access-4");
  g_assert_cmpuint (issuer->n_refreshes, ==, 3);
}

static void
test_restore (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autoptr (SalveSession) later = session_new (issuer);
  g_autoptr (SalveSession) stranger = session_new (issuer);
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  assert_true (salve_session_sign_in (session, "gerda", PASSWORD));
  assert_true (salve_session_restore (later, "gerda"));
  token = get_token (later, NULL);
  g_assert_cmpstr (token, ==, "access-1");
  g_assert_false (dex_await_boolean (salve_session_restore (stranger, "nobody"), &error));
  g_assert_no_error (error);
  expect_ended (stranger, NULL);
}

static void
test_server_ends_it (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *kept = NULL;

  assert_true (salve_session_sign_in (session, "hanna", PASSWORD));
  issuer->n_tokens = 7;
  expect_ended (session, "access-1");
  g_assert_false (salve_session_get_signed_in (session));
  g_assert_cmpstr (salve_session_get_login (session), ==, "hanna");
  kept = kept_refresh (issuer, "hanna");
  g_assert_null (kept);
  expect_ended (session, NULL);
  assert_true (salve_session_sign_in (session, "hanna", PASSWORD));
}

/* A server that cannot answer now ends nothing. */
static void
test_renewal_fails (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  SalveTokenSource *source = SALVE_TOKEN_SOURCE (session);
  g_autofree char *token = NULL;

  assert_true (salve_session_sign_in (session, "ines", PASSWORD));
  issuer->answer = "{}";
  issuer->answer_status = 503;
  test_fiber_expect (salve_token_source_get_token (source, "access-1"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNREACHABLE);
  issuer->answer_status = 429;
  test_fiber_expect (salve_token_source_get_token (source, "access-1"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNREACHABLE);
  issuer->answer_status = 200;
  test_fiber_expect (salve_token_source_get_token (source, "access-1"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  issuer->answer_status = 0;
  token = get_token (session, "access-1");
  g_assert_cmpstr (token, ==, "access-2");
}

static void
test_sign_out (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *kept = NULL;

  assert_true (salve_session_sign_in (session, "jana", PASSWORD));
  assert_true (salve_session_sign_out (session));
  g_assert_cmpuint (issuer->revoked->len, ==, 1);
  g_assert_cmpstr (issuer->revoked->pdata[0], ==, "refresh-1");
  g_assert_null (salve_session_get_login (session));
  kept = kept_refresh (issuer, "jana");
  g_assert_null (kept);
  expect_ended (session, NULL);
}

/* Forgotten here also when the server cannot be told. */
static void
test_sign_out_offline (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  assert_true (salve_session_sign_in (session, "karin", PASSWORD));
  g_clear_object (&session);
  session = session_new (issuer);
  assert_true (salve_session_restore (session, "karin"));
  test_server_stop (issuer->server);
  g_assert_false (dex_await_boolean (salve_session_sign_out (session), &error));
  g_assert_no_error (error);
  kept = kept_refresh (issuer, "karin");
  g_assert_null (kept);
}

/* Somebody signs out while a token is being renewed: what comes then is not kept. */
static void
test_sign_out_while_renewing (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *kept = NULL;
  g_autoptr (DexFuture) renewing = NULL;

  assert_true (salve_session_sign_in (session, "lena", PASSWORD));
  issuer->hold = TRUE;
  renewing = salve_token_source_get_token (SALVE_TOKEN_SOURCE (session), "access-1");
  while (issuer->held == NULL)
    dex_await (dex_timeout_new_msec (1), NULL);
  assert_true (salve_session_sign_out (session));
  fake_issuer_release (issuer);
  test_fiber_expect (g_steal_pointer (&renewing), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH);
  kept = kept_refresh (issuer, "lena");
  g_assert_null (kept);
  g_assert_false (salve_session_get_signed_in (session));
}

static void
test_device (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autoptr (SalveSession) later = session_new (issuer);
  g_autofree char *token = NULL;

  test_fiber_expect (salve_session_sign_in_as_device (session, "device-9", "wrong"), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_REFUSED);
  g_assert_false (salve_session_get_signed_in (session));
  assert_true (salve_session_sign_in_as_device (session, "device-9", "device-secret"));
  assert_true (salve_session_restore (later, "device-9"));
  token = get_token (later, "access-2");
  g_assert_cmpstr (token, ==, "access-3");
}

static void
test_enrol (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *token = NULL;

  test_fiber_expect (salve_session_enrol (session, "WRONG"), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_REFUSED);
  assert_true (salve_session_enrol (session, "ABCD-EFGH"));
  g_assert_cmpstr (salve_session_get_login (session), ==, "device-1");
  token = get_token (session, NULL);
  g_assert_cmpstr (token, ==, "access-1");
}

/* --- the browser --- */

typedef struct
{
  FakeIssuer *issuer;
  const char *code;  /* NULL: none */
  const char *state; /* NULL: the right one */
  const char *iss;   /* NULL: the right one; "": none */
  const char *error;
  gboolean attack;    /* a wrong answer comes before the right one */
  gboolean refuse;    /* there is no browser */
  guint n_answers[6]; /* of statuses 1xx to 5xx */
  char *address;
} Browser;

static SoupSession *browser_session;

static void
browsed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Browser *browser = data;
  SoupMessage *message = soup_session_get_async_result_message (browser_session, result);
  g_autoptr (GBytes) page = soup_session_send_and_read_finish (browser_session, result, NULL);

  g_assert_nonnull (page);
  browser->n_answers[soup_message_get_status (message) / 100]++;
}

static void
browse (Browser *browser, const char *address)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);

  soup_session_send_and_read_async (browser_session, message, G_PRIORITY_DEFAULT, NULL, browsed_cb, browser);
}

static gboolean
open_cb (const char *address, gpointer data, GError **error)
{
  Browser *browser = data;
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GHashTable) query = soup_form_decode (g_uri_get_query (uri));
  const char *redirect = g_hash_table_lookup (query, "redirect_uri");
  const char *iss = browser->iss != NULL ? browser->iss : browser->issuer->server->origin;
  const char *state = browser->state != NULL ? browser->state : g_hash_table_lookup (query, "state");
  g_autofree char *fields = NULL;
  g_autofree char *answer = NULL;

  g_set_str (&browser->address, address);
  if (browser->refuse)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "There is no web browser here");
      return FALSE;
    }
  g_set_str (&browser->issuer->challenge, g_hash_table_lookup (query, "code_challenge"));
  g_set_str (&browser->issuer->redirect, redirect);
  if (browser->attack)
    {
      g_autofree char *wrong = g_strconcat (redirect, "?code=evil&state=guessed", NULL);
      g_autofree char *nothing = g_strconcat (redirect, "?code=evil", NULL);
      g_autofree char *other = g_strconcat (redirect, "/other", NULL);

      browse (browser, wrong);
      browse (browser, nothing);
      browse (browser, other);
    }
  fields =
      soup_form_encode ("state", state, browser->code != NULL ? "code" : "x",
                        browser->code != NULL ? browser->code : "", browser->error != NULL ? "error" : "y",
                        browser->error != NULL ? browser->error : "", *iss != '\0' ? "iss" : "z", iss, NULL);
  answer = g_strconcat (redirect, "?", fields, NULL);
  browse (browser, answer);
  return TRUE;
}

static DexFuture *
sign_in_by_browser (Browser *browser, SalveSession *session)
{
  return salve_session_sign_in_with_browser (session, open_cb, browser, NULL);
}

static const char *
get_query_field (GHashTable *query, const char *name)
{
  const char *text = g_hash_table_lookup (query, name);

  return text != NULL ? text : "";
}

static void
test_browser (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  Browser browser = { .issuer = issuer, .code = "the code", .attack = TRUE };
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) query = NULL;

  issuer->login = "maria";
  assert_true (sign_in_by_browser (&browser, session));
  g_assert_cmpstr (salve_session_get_login (session), ==, "maria");
  uri = g_uri_parse (browser.address, SOUP_HTTP_URI_FLAGS, NULL);
  query = soup_form_decode (g_uri_get_query (uri));
  g_assert_cmpstr (g_uri_get_path (uri), ==, "/oauth/authorize");
  g_assert_cmpstr (get_query_field (query, "response_type"), ==, "code");
  g_assert_cmpstr (get_query_field (query, "client_id"), ==, "salve");
  g_assert_cmpstr (get_query_field (query, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (get_query_field (query, "aud"), ==, issuer->server->base);
  g_assert_cmpuint (strlen (get_query_field (query, "state")), ==, 43);
  g_assert_cmpuint (strlen (get_query_field (query, "code_challenge")), ==, 43);
  g_assert_true (g_str_has_prefix (get_query_field (query, "redirect_uri"), "http://127.0.0.1:"));
  g_assert_null (strstr (browser.address, get_form_field (issuer, 0, "code_verifier")));
  /* The strangers were turned away, the right answer got its page. */
  while (browser.n_answers[2] + browser.n_answers[4] < 4)
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_cmpuint (browser.n_answers[4], ==, 3);
  g_assert_cmpuint (browser.n_answers[2], ==, 1);
  g_free (browser.address);
}

static void
expect_browser (Browser *browser, int code)
{
  g_autoptr (SalveSession) session = session_new (browser->issuer);

  test_fiber_expect (sign_in_by_browser (browser, session), SALVE_SIGN_IN_ERROR, code);
  g_assert_false (salve_session_get_signed_in (session));
  g_clear_pointer (&browser->address, g_free);
}

static void
test_browser_refusals (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  Browser denied = { .issuer = issuer, .error = "access_denied" };
  Browser mixed_up = { .issuer = issuer, .code = "the code", .iss = "https://other.example" };
  Browser unnamed = { .issuer = issuer, .code = "the code", .iss = "" };
  Browser empty = { .issuer = issuer };
  Browser wrong = { .issuer = issuer, .code = "stolen" };
  Browser none = { .issuer = issuer, .refuse = TRUE };

  expect_browser (&denied, SALVE_SIGN_IN_ERROR_DENIED);
  expect_browser (&mixed_up, SALVE_SIGN_IN_ERROR_PROTOCOL);
  expect_browser (&unnamed, SALVE_SIGN_IN_ERROR_PROTOCOL);
  expect_browser (&empty, SALVE_SIGN_IN_ERROR_PROTOCOL);
  g_assert_cmpuint (issuer->forms->len, ==, 0);
  expect_browser (&wrong, SALVE_SIGN_IN_ERROR_REFUSED);
  test_fiber_expect (sign_in_by_browser (&none, session), G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_free (none.address);
  issuer->no_s256 = TRUE;
  expect_browser (&wrong, SALVE_SIGN_IN_ERROR_UNSUPPORTED);
  g_assert_null (wrong.address);
}

/* RFC 7636, appendix B. */
static void
test_challenge (void)
{
  g_autofree char *challenge = salve_browser_flow_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_autofree char *one = salve_browser_flow_random ();
  g_autofree char *other = salve_browser_flow_random ();

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  g_assert_cmpstr (one, !=, other);
}

/* What other programs of the session can read of it names nobody. */
static void
test_keyring_names_nobody (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *server = g_compute_checksum_for_string (G_CHECKSUM_SHA256, issuer->server->base, -1);
  g_autolist (SecretItem) items = NULL;
  GHashTableIter iter;
  gpointer value;
  g_autofree char *label = NULL;

  assert_true (salve_session_sign_in (session, "Nora", PASSWORD));
  service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, NULL);
  g_hash_table_insert (attributes, (gpointer) "server", server);
  items = secret_service_search_sync (service, NULL, attributes, SECRET_SEARCH_ALL, NULL, NULL);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "Salve sign-in");
  found = secret_item_get_attributes (items->data);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_assert_null (strstr (value, "Nora"));
      g_assert_null (strstr (value, "127.0.0.1"));
    }
}

/* Without a keyring the tokens live as long as the program. */
static void
test_no_keyring (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveSession) session = session_new (issuer);
  g_autofree char *token = NULL;
  g_autofree char *renewed = NULL;

  assert_true (salve_session_sign_in (session, "olga", PASSWORD));
  g_assert_false (salve_session_get_kept (session));
  token = get_token (session, NULL);
  g_assert_cmpstr (token, ==, "access-1");
  renewed = get_token (session, "access-1");
  g_assert_cmpstr (renewed, ==, "access-2");
  assert_true (salve_session_sign_out (session));
  expect_ended (session, NULL);
}

int
main (int argc, char *argv[])
{
  gboolean no_keyring = argc > 1 && g_str_equal (argv[1], "--no-keyring");

  dex_init ();
  g_test_init (&argc, &argv, NULL);
  browser_session = soup_session_new ();
  if (no_keyring)
    {
      test_fiber_add ("/sign-in/no-keyring", test_no_keyring);
      return g_test_run ();
    }
  g_test_add_func ("/sign-in/challenge", test_challenge);
  test_fiber_add ("/sign-in/password", test_password);
  test_fiber_add ("/sign-in/password-refused", test_password_refused);
  test_fiber_add ("/sign-in/odd-answers", test_odd_answers);
  test_fiber_add ("/sign-in/documents", test_documents);
  test_fiber_add ("/sign-in/documents-pinned", test_documents_pinned);
  test_fiber_add ("/sign-in/issuer-changes", test_issuer_changes);
  test_fiber_add ("/sign-in/renewal", test_renewal);
  test_fiber_add ("/sign-in/renewal-fails", test_renewal_fails);
  test_fiber_add ("/sign-in/restore", test_restore);
  test_fiber_add ("/sign-in/server-ends-it", test_server_ends_it);
  test_fiber_add ("/sign-in/sign-out", test_sign_out);
  test_fiber_add ("/sign-in/sign-out-offline", test_sign_out_offline);
  test_fiber_add ("/sign-in/sign-out-while-renewing", test_sign_out_while_renewing);
  test_fiber_add ("/sign-in/device", test_device);
  test_fiber_add ("/sign-in/enrol", test_enrol);
  test_fiber_add ("/sign-in/browser", test_browser);
  test_fiber_add ("/sign-in/browser-refusals", test_browser_refusals);
  test_fiber_add ("/sign-in/keyring-names-nobody", test_keyring_names_nobody);
  return g_test_run ();
}
