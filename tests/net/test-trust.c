/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins: fingerprints against OpenSSL's, first use, the pinned key under a new certificate, and a changed key. */
#include "salve-fingerprint.h"
#include "salve-http-remote.h"
#include "salve-trust.h"

#include "test-certificate.h"
#include "test-fiber.h"
#include "test-server.h"

static guint n_requests;

static void
handle_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  n_requests++;
  test_server_answer (message, 200, "application/fhir+json", "{}");
}

static TestServer *
server_new (GTlsCertificate *certificate)
{
  n_requests = 0;
  return test_server_new (certificate, 0, handle_cb, NULL);
}

static DexFuture *
ask (TestServer *server, const char *pin)
{
  g_autoptr (SalveTrust) trust = salve_trust_new (pin);
  g_autoptr (SalveRemote) remote = salve_http_remote_new (server->base, trust, NULL);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", "metadata", NULL);

  return salve_remote_send (remote, request);
}

static void
assert_answer (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) response = dex_await_boxed (future, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
}

static void
test_fingerprint (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "DNS:localhost", 30);
  g_autoptr (GTlsCertificate) renewed = test_key_certify (key, "IP:127.0.0.1", 60);
  g_autofree char *expected = test_key_fingerprint (key);
  g_autofree char *found = salve_fingerprint_of_certificate (certificate, NULL);
  g_autofree char *again = salve_fingerprint_of_certificate (renewed, NULL);
  g_autofree char *shown = salve_fingerprint_format ("0a1b2c3d4e");

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpstr (again, ==, expected);
  g_assert_cmpstr (shown, ==, "0A1B 2C3D 4E");
}

static void
test_first_use (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "DNS:elsewhere.example", 30);
  g_autoptr (TestServer) server = server_new (certificate);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveServerKey) found = dex_await_boxed (salve_trust_fetch (server->base), &error);
  g_autofree char *expected = test_key_fingerprint (key);

  g_assert_no_error (error);
  g_assert_cmpstr (found->fingerprint, ==, expected);
  g_assert_false (found->vouched);
  g_assert_cmpuint (strlen (found->shown), ==, 64 + 15);
  g_assert_cmpuint (n_requests, ==, 0);
  assert_answer (ask (server, found->fingerprint));
}

static void
test_first_use_plain (void)
{
  g_autoptr (TestServer) server = server_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveServerKey) found = dex_await_boxed (salve_trust_fetch (server->base), &error);

  g_assert_no_error (error);
  g_assert_null (found->fingerprint);
  assert_answer (ask (server, NULL));
}

static void
test_first_use_nobody (void)
{
  g_autoptr (TestServer) server = server_new (NULL);
  g_autofree char *base = g_strdup (server->base);
  g_autofree char *tls = g_strconcat ("https", base + strlen ("http"), NULL);

  g_clear_pointer (&server, test_server_stop);
  test_fiber_expect (salve_trust_fetch (tls), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE);
  test_fiber_expect (salve_trust_fetch ("nonsense"), SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS);
}

/* The certificate is another one, for another name, and has ended; the key is the pinned one. */
static void
test_renewed (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "DNS:other.example", 0);
  g_autoptr (TestServer) server = server_new (certificate);
  g_autofree char *pin = test_key_fingerprint (key);
  g_autofree char *capitals = g_ascii_strup (pin, -1);

  assert_answer (ask (server, pin));
  assert_answer (ask (server, capitals));
}

static void
test_changed_key (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (TestKey) other = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (other, "IP:127.0.0.1", 30);
  g_autoptr (TestServer) server = server_new (certificate);
  g_autofree char *pin = test_key_fingerprint (key);

  test_fiber_expect (ask (server, pin), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED);
  g_assert_cmpuint (n_requests, ==, 0);
}

static TestServer *
take_address (TestServer **old, GTlsCertificate *certificate)
{
  guint port = (*old)->port;

  g_clear_pointer (old, test_server_stop);
  return test_server_new (certificate, port, handle_cb, NULL);
}

/* Between two requests of one remote another server takes the address. */
static void
test_changed_key_later (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (TestKey) other = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "IP:127.0.0.1", 30);
  g_autoptr (GTlsCertificate) changed = test_key_certify (other, "IP:127.0.0.1", 30);
  g_autoptr (TestServer) server = server_new (certificate);
  g_autofree char *pin = test_key_fingerprint (key);
  g_autoptr (SalveTrust) trust = salve_trust_new (pin);
  g_autoptr (SalveRemote) remote = salve_http_remote_new (server->base, trust, NULL);
  g_autoptr (SalveRemoteRequest) get = salve_remote_request_new ("GET", "metadata", NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (SalveRemoteRequest) post = salve_remote_request_new ("POST", "Patient", body);
  g_autoptr (TestServer) second = NULL;

  assert_answer (salve_remote_send (remote, get));
  second = take_address (&server, changed);
  test_fiber_expect (salve_remote_send (remote, post), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED);
  g_assert_cmpuint (n_requests, ==, 1);
  g_clear_object (&remote);
}

/* The system's authorities vouch for this certificate, but it is not the pinned key. */
static void
test_valid_but_not_pinned (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (TestKey) other = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (other, "IP:127.0.0.1", 30);
  g_autofree char *pin = test_key_fingerprint (key);
  g_autofree char *right = test_key_fingerprint (other);
  g_autoptr (SalveTrust) pinned = salve_trust_new (pin);
  g_autoptr (SalveTrust) same = salve_trust_new (right);
  g_autoptr (SalveTrust) system = salve_trust_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (salve_trust_check (pinned, certificate, &error));
  g_assert_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED);
  g_assert_false (salve_trust_check (pinned, NULL, NULL));
  g_assert_true (salve_trust_check (same, certificate, NULL));
  g_assert_true (salve_trust_check (system, certificate, NULL));
}

static void
test_nobody_vouches (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "IP:127.0.0.1", 30);
  g_autoptr (TestServer) server = server_new (certificate);

  test_fiber_expect (ask (server, NULL), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED);
  g_assert_cmpuint (n_requests, ==, 0);
}

/* There is a pin, but no handshake to hold it against. */
static void
test_pin_over_plain (void)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autofree char *pin = test_key_fingerprint (key);
  g_autoptr (TestServer) server = server_new (NULL);

  test_fiber_expect (ask (server, pin), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED);
  g_assert_cmpuint (n_requests, ==, 0);
}

int
main (int argc, char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/fingerprint", test_fingerprint);
  g_test_add_func ("/trust/valid-but-not-pinned", test_valid_but_not_pinned);
  test_fiber_add ("/trust/first-use", test_first_use);
  test_fiber_add ("/trust/first-use-plain", test_first_use_plain);
  test_fiber_add ("/trust/first-use-nobody", test_first_use_nobody);
  test_fiber_add ("/trust/renewed", test_renewed);
  test_fiber_add ("/trust/changed-key", test_changed_key);
  test_fiber_add ("/trust/changed-key-later", test_changed_key_later);
  test_fiber_add ("/trust/nobody-vouches", test_nobody_vouches);
  test_fiber_add ("/trust/pin-over-plain", test_pin_over_plain);
  return g_test_run ();
}
