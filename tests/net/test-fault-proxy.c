/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bad network does what it says, so that what is tested behind it meets with what it should: each fault as a client
 * and a server see it, and the same seed with the same faults. */
#include "fault-proxy.h"

#include <string.h>

#include "listening-server.h"
#include "test-certificate.h"

#define REQUEST "POST /Patient HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
#define BODY "/Patient"

static FaultProxy *
proxy_new (Server *server, GTlsCertificate *certificate, gboolean server_tls)
{
  g_autoptr (GError) error = NULL;
  FaultProxyConfig config = { .port = server->port, .server_tls = server_tls, .certificate = certificate };
  FaultProxy *proxy = fault_proxy_new (&config, &error);

  g_assert_no_error (error);
  return proxy;
}

/* What came of one request, up to the end of the connection. */
static char *
ask (FaultProxy *proxy, const char *request)
{
  g_autoptr (RawClient) client = raw_client_new (fault_proxy_get_port (proxy));

  raw_client_send (client, request, -1);
  raw_client_wait_end (client);
  return g_strdup (client->received->str);
}

/* @handled: how often the server saw the request. */
static char *
ask_forced (Fault fault, guint handled)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (FaultProxy) proxy = proxy_new (server, NULL, FALSE);
  char *answer;

  fault_proxy_force (proxy, fault);
  answer = ask (proxy, REQUEST);
  g_assert_cmpuint (server->handled, ==, handled);
  g_assert_cmpuint (server->body, ==, handled * 5);
  g_assert_cmpuint (fault_proxy_get_count (proxy, fault), ==, 1);
  return answer;
}

static void
test_none (void)
{
  g_autofree char *answer = ask_forced (FAULT_NONE, 1);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 ") && g_str_has_suffix (answer, "\r\n\r\n" BODY));
}

static void
test_drop (void)
{
  g_autofree char *answer = ask_forced (FAULT_DROP, 0);

  g_assert_cmpstr (answer, ==, "");
}

static void
test_drop_answer (void)
{
  g_autofree char *answer = ask_forced (FAULT_DROP_ANSWER, 1);

  g_assert_cmpstr (answer, ==, "");
}

static void
test_whole (gconstpointer data)
{
  g_autofree char *answer = ask_forced (GPOINTER_TO_UINT (data), 1);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 ") && g_str_has_suffix (answer, "\r\n\r\n" BODY));
}

/* Both kinds: the server did it, and it did not. */
static void
test_reset (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (FaultProxy) proxy = proxy_new (server, NULL, FALSE);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *answer = NULL;

      fault_proxy_force (proxy, FAULT_RESET);
      answer = ask (proxy, REQUEST);
      g_assert_cmpstr (answer, ==, "");
    }
  g_assert_cmpuint (server->handled, >, 0);
  g_assert_cmpuint (server->handled, <, 40);
}

static void
test_truncate (void)
{
  g_autofree char *whole = ask_forced (FAULT_NONE, 1);
  g_autoptr (Server) server = server_new ();
  g_autoptr (FaultProxy) proxy = proxy_new (server, NULL, FALSE);
  guint heads = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *answer = NULL;

      fault_proxy_force (proxy, FAULT_TRUNCATE);
      answer = ask (proxy, REQUEST);
      g_assert_cmpuint (strlen (answer), <, strlen (whole));
      heads += strstr (answer, "\r\n\r\n") == NULL;
    }
  g_assert_cmpuint (heads, >, 0);
}

static void
test_length (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (FaultProxy) proxy = proxy_new (server, NULL, FALSE);
  guint larger = 0, smaller = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *answer = NULL;
      guint64 length;

      fault_proxy_force (proxy, FAULT_LENGTH);
      answer = ask (proxy, REQUEST);
      g_assert_true (g_str_has_suffix (answer, "\r\n\r\n" BODY));
      length = g_ascii_strtoull (strstr (answer, "Content-Length:") + strlen ("Content-Length:"), NULL, 10);
      larger += length > strlen (BODY);
      smaller += length < strlen (BODY);
    }
  g_assert_cmpuint (larger + smaller, ==, 40);
  g_assert_cmpuint (larger, >, 0);
  g_assert_cmpuint (smaller, >, 0);
}

static void
test_garble (void)
{
  g_autofree char *answer = ask_forced (FAULT_GARBLE, 1);

  g_assert_nonnull (strchr (strstr (answer, "\r\n\r\n"), 1));
  g_assert_cmpuint (strlen (strstr (answer, "\r\n\r\n")), ==, strlen ("\r\n\r\n" BODY));
}

static void
test_busy (void)
{
  g_autofree char *seconds = ask_forced (FAULT_BUSY_SECONDS, 0), *date = ask_forced (FAULT_BUSY_DATE, 0);
  const char *after = strstr (seconds, "Retry-After: ") + strlen ("Retry-After: ");
  g_autofree char *when = NULL;
  g_autoptr (GDateTime) then = NULL;

  g_assert_true (g_str_has_prefix (seconds, "HTTP/1.1 429 ") || g_str_has_prefix (seconds, "HTTP/1.1 503 "));
  g_assert_true (g_ascii_isdigit (*after) && after[1] == '\r');
  after = strstr (date, "Retry-After: ") + strlen ("Retry-After: ");
  when = g_strndup (after, strcspn (after, "\r"));
  then = soup_date_time_new_from_http_string (when);
  g_assert_nonnull (then);
}

static void
test_unauthorized (void)
{
  g_autofree char *answer = ask_forced (FAULT_UNAUTHORIZED, 0);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 401 "));
  g_assert_nonnull (strstr (answer, "WWW-Authenticate: Bearer"));
}

static void
test_portal (void)
{
  g_autofree char *answer = ask_forced (FAULT_PORTAL, 0);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (answer, "text/html"));
}

static void
test_plan (void)
{
  guint counts[N_FAULTS] = { 0 }, differ = 0;

  for (guint i = 0; i < 10000; i++)
    {
      Fault fault = fault_proxy_plan (7, i, 300, 0);

      g_assert_cmpint (fault, ==, fault_proxy_plan (7, i, 300, 0));
      g_assert_cmpint (fault_proxy_plan (7, i, 0, 0), ==, FAULT_NONE);
      g_assert_cmpint (fault_proxy_plan (7, i, 1000, 1u << FAULT_DRIP), ==, FAULT_DRIP);
      differ += fault != fault_proxy_plan (8, i, 300, 0);
      counts[fault]++;
    }
  g_assert_cmpuint (differ, >, 3000);
  g_assert_cmpuint (counts[FAULT_NONE], >, 6500);
  g_assert_cmpuint (counts[FAULT_NONE], <, 7500);
  for (guint fault = FAULT_DROP; fault < N_FAULTS; fault++)
    g_assert_cmpuint (counts[fault], >, 150);
}

/* What happens is what the plan says. */
static void
test_seed (void)
{
  g_autoptr (Server) server = server_new ();
  FaultProxyConfig config = { .seed = 99, .port = server->port, .per_mille = 500, .most_delay = 2 };
  g_autoptr (FaultProxy) proxy = fault_proxy_new (&config, NULL);
  guint expected[N_FAULTS] = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *answer = ask (proxy, REQUEST);

      expected[fault_proxy_plan (99, i, 500, 0)]++;
    }
  for (guint fault = FAULT_NONE; fault < N_FAULTS; fault++)
    g_assert_cmpuint (fault_proxy_get_count (proxy, fault), ==, expected[fault]);
}

static void
test_tls (void)
{
  const SalveListenerLimits limits = { 0 };
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "DNS:localhost", 30);
  g_autoptr (Server) server = server_new_with (&limits, certificate);
  g_autoptr (FaultProxy) proxy = proxy_new (server, certificate, TRUE);
  g_autoptr (RawClient) client = raw_client_new_tls (fault_proxy_get_port (proxy));

  raw_client_send (client, REQUEST, -1);
  raw_client_wait_end (client);
  g_assert_true (g_str_has_suffix (client->received->str, "\r\n\r\n" BODY));
}

static void
test_websocket (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (FaultProxy) proxy = proxy_new (server, NULL, FALSE);
  g_autoptr (RawClient) client = raw_client_new (fault_proxy_get_port (proxy));

  raw_client_send (client,
                   "GET /socket HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                   -1);
  raw_client_wait_for (client, "HTTP/1.1 101 ", 1);
  while (server->socket == NULL)
    raw_client_step (client);
  soup_websocket_connection_send_text (server->socket, "changed");
  raw_client_wait_for (client, "changed", 1);
}

/* Whoever hangs half-way does not keep the proxy from ending. */
static void
test_end (void)
{
  g_autoptr (Server) server = server_new ();
  FaultProxy *proxy = proxy_new (server, NULL, FALSE);
  g_autoptr (RawClient) client = raw_client_new (fault_proxy_get_port (proxy));

  raw_client_send (client, "POST /Patient HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", -1);
  while (client->sending->len > 0)
    raw_client_step (client);
  fault_proxy_free (proxy);
  raw_client_wait_end (client);
  g_assert_cmpuint (server->handled, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault-proxy/none", test_none);
  g_test_add_func ("/fault-proxy/drop", test_drop);
  g_test_add_func ("/fault-proxy/drop-answer", test_drop_answer);
  g_test_add_data_func ("/fault-proxy/delay", GUINT_TO_POINTER (FAULT_DELAY), test_whole);
  g_test_add_data_func ("/fault-proxy/drip", GUINT_TO_POINTER (FAULT_DRIP), test_whole);
  g_test_add_func ("/fault-proxy/reset", test_reset);
  g_test_add_func ("/fault-proxy/truncate", test_truncate);
  g_test_add_func ("/fault-proxy/length", test_length);
  g_test_add_func ("/fault-proxy/garble", test_garble);
  g_test_add_func ("/fault-proxy/busy", test_busy);
  g_test_add_func ("/fault-proxy/unauthorized", test_unauthorized);
  g_test_add_func ("/fault-proxy/portal", test_portal);
  g_test_add_func ("/fault-proxy/plan", test_plan);
  g_test_add_func ("/fault-proxy/seed", test_seed);
  g_test_add_func ("/fault-proxy/tls", test_tls);
  g_test_add_func ("/fault-proxy/websocket", test_websocket);
  g_test_add_func ("/fault-proxy/end", test_end);
  return g_test_run ();
}
