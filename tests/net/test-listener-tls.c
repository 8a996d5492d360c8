/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS and websockets through the listener: who does not shake hands is let go and is in nobody's way; what was upgraded
 * is no longer read as HTTP. */
#include <string.h>

#include "listening-server.h"
#include "salve-clinic-ca.h"
#include "salve-fingerprint.h"
#include "test-certificate.h"

#define REQUEST "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
#define UPGRADE                                                                                              \
  "GET /socket HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "  \
  "13\r\n"                                                                                                   \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

/* A whole ClientHello of TLS 1.2 with one cipher suite and no extensions. */
static const guint8 hello[] = {
  22, 3,  1,  0,  45, 1,  0,  0,  41, 3,  3, /* record, handshake, version */
  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,   16,   17, 18, 19,
  20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 0,  0,  2,  0xc0, 0x2b, 1,  0,
};

static GTlsCertificate *
make_certificate (void)
{
  g_autoptr (TestKey) key = test_key_new ();

  return test_key_certify (key, "DNS:localhost", 30);
}

static Server *
server_new_tls (double header)
{
  const SalveListenerLimits limits = { .header_seconds = header,
                                       .body_seconds = NEVER,
                                       .idle_seconds = NEVER };
  g_autoptr (GTlsCertificate) certificate = make_certificate ();

  return server_new_with (&limits, certificate);
}

static void
test_request (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) client = raw_client_new_tls (server->port);

  for (guint i = 1; i <= 20; i++)
    {
      raw_client_send (client, REQUEST, -1);
      raw_client_wait_for (client, "HTTP/1.1 200 ", i);
    }
  g_assert_cmpint (g_tls_connection_get_protocol_version (G_TLS_CONNECTION (client->stream)), >=,
                   G_TLS_PROTOCOL_VERSION_TLS_1_2);
  g_assert_cmpuint (server_get_accepted (server), ==, 1);
}

/* More comes out of one TLS record than is taken from it at once, and the socket has nothing more to say. */
static void
test_pipeline (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) client = raw_client_new_tls (server->port);

  for (guint i = 0; i < 1000; i++)
    raw_client_send (client, REQUEST, -1);
  raw_client_send (client, "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", -1);
  raw_client_wait_end (client);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 200 "), ==, 1001);
  g_assert_true (g_str_has_suffix (client->received->str, "/last"));
}

static void
test_large_body (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) client = raw_client_new_tls (server->port);
  g_autofree char *block = g_strnfill (8 * 1024 * 1024, 'x');

  raw_client_send (client, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 8388608\r\n\r\n", -1);
  raw_client_send (client, block, 8 * 1024 * 1024);
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
  g_assert_cmpuint (server->body, ==, 8 * 1024 * 1024);
  raw_client_send (client, "GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", -1);
  raw_client_wait_end (client);
  g_assert_cmpuint (client->received->len, >, 16 * 1024 * 1024);
}

static void
test_refused (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) client = raw_client_new_tls (server->port);

  raw_client_send (client, "GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", -1);
  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 400 "));
  g_assert_cmpuint (server->handled, ==, 0);
}

/* Whoever sends so much of a handshake, and no more, is let go. */
static void
check_stalled (gsize n)
{
  g_autoptr (Server) server = server_new_tls (0.05);
  g_autoptr (RawClient) client = raw_client_new (server->port);

  raw_client_send (client, hello, n);
  raw_client_wait_end (client);
  while (server_get_open (server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server->handled, ==, 0);
}

static void
test_silent (void)
{
  check_stalled (0);
}

static void
test_stalled (void)
{
  for (gsize n = 1; n < sizeof hello; n += 11)
    check_stalled (n);
}

static void
test_stalled_in_the_middle (void)
{
  check_stalled (sizeof hello);
}

/* What is no TLS is let go at once, however long it might wait. */
static void
check_no_tls (const void *bytes, gssize n)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) client = raw_client_new (server->port);

  raw_client_send (client, bytes, n);
  raw_client_wait_end (client);
  g_assert_null (strstr (client->received->str, "200"));
  g_assert_cmpuint (server->handled, ==, 0);
}

static void
test_plain (void)
{
  check_no_tls (REQUEST, -1);
}

static void
test_old_version (void)
{
  guint8 old[sizeof hello];

  memcpy (old, hello, sizeof hello);
  for (guint minor = 0; minor <= 2; minor++)
    {
      old[10] = minor;
      check_no_tls (old, sizeof old);
    }
}

static void
test_garbage (void)
{
  guint8 garbage[sizeof hello] = { 22, 3, 1, 0, 45 };

  check_no_tls (garbage, sizeof garbage);
}

/* Half a hello and the end of the connection: it must not be waited for over and over. */
static void
test_gone (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) client = raw_client_new (server->port);

  raw_client_send (client, hello, 20);
  raw_client_step (client);
  g_socket_shutdown (client->socket, FALSE, TRUE, NULL);
  raw_client_wait_end (client);
  g_assert_cmpuint (server->handled, ==, 0);
}

/* 31 who say nothing and keep their connection: the 32nd is served, and no thread waits for the others. */
static void
test_silent_others (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (GPtrArray) silent = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);
  g_autoptr (RawClient) client = NULL;

  for (guint i = 0; i < 31; i++)
    g_ptr_array_add (silent, raw_client_new (server->port));
  while (server_get_open (server) < 31)
    g_main_context_iteration (NULL, TRUE);
  client = raw_client_new_tls (server->port);
  raw_client_send (client, REQUEST, -1);
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
}

/* 12 from one address stall in the middle of the handshake; who comes behind them waits for their time, not for ever. */
static void
test_stalled_others (void)
{
  g_autoptr (Server) server = server_new_tls (0.3);
  g_autoptr (GPtrArray) stalled = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);

  for (guint i = 0; i < 12; i++)
    {
      g_ptr_array_add (stalled, raw_client_new (server->port));
      raw_client_send (stalled->pdata[i], hello, sizeof hello);
      raw_client_step (stalled->pdata[i]);
    }
  for (guint i = 0; i < 12; i++)
    raw_client_wait_end (stalled->pdata[i]);
  for (gboolean served = FALSE; !served;)
    {
      g_autoptr (RawClient) client = raw_client_new_tls (server->port);

      raw_client_send (client, REQUEST, -1);
      while (!client->ended && !served)
        {
          raw_client_step (client);
          served = raw_client_count (client, "HTTP/1.1 200 ") == 1;
        }
    }
}

static char *
get_print (RawClient *client)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (client->stream));

  return salve_fingerprint_of_certificate (certificate, NULL);
}

/* A renewed certificate is for who comes then; who is connected stays. */
static void
test_renewed (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) before = raw_client_new_tls (server->port);
  g_autoptr (RawClient) after = raw_client_new_tls (server->port);
  g_autoptr (GTlsCertificate) other = make_certificate ();
  g_autofree char *print_before = NULL, *print_after = NULL, *print_other = NULL;

  raw_client_send (before, REQUEST, -1);
  raw_client_wait_for (before, "HTTP/1.1 200 ", 1);
  salve_listener_set_certificate (server->listener, other);
  raw_client_free (g_steal_pointer (&after));
  after = raw_client_new_tls (server->port);
  raw_client_send (after, REQUEST, -1);
  raw_client_wait_for (after, "HTTP/1.1 200 ", 1);
  raw_client_send (before, REQUEST, -1);
  raw_client_wait_for (before, "HTTP/1.1 200 ", 2);
  print_before = get_print (before);
  print_after = get_print (after);
  print_other = salve_fingerprint_of_certificate (other, NULL);
  g_assert_cmpstr (print_after, ==, print_other);
  g_assert_cmpstr (print_before, !=, print_after);
}

static void
test_stop_in_handshake (void)
{
  g_autoptr (Server) server = server_new_tls (NEVER);
  g_autoptr (RawClient) silent = raw_client_new (server->port);
  g_autoptr (RawClient) stalled = raw_client_new (server->port);

  raw_client_send (stalled, hello, sizeof hello);
  while (stalled->received->len == 0) /* the server's half of the handshake */
    raw_client_step (stalled);
  salve_listener_stop (server->listener);
  raw_client_wait_end (silent);
  raw_client_wait_end (stalled);
}

/* The clinic's own certificate, checked by GnuTLS as any client would. */
static void
test_clinic_certificate (void)
{
  const SalveListenerLimits limits = { 0 };
  const char *const names[] = { "127.0.0.1", NULL };
  g_autofree char *path = g_dir_make_tmp ("salve-tls-XXXXXX", NULL), *print = NULL;
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate =
      salve_clinic_ca_ensure (folder, names, g_get_real_time () / G_USEC_PER_SEC, &print, &error);
  g_autoptr (Server) server = NULL;
  g_autoptr (RawClient) client = NULL;
  g_autofree char *seen = NULL;

  g_assert_no_error (error);
  server = server_new_with (&limits, certificate);
  client = raw_client_new_tls (server->port);
  raw_client_send (client, REQUEST, -1);
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
  seen = get_print (client);
  g_assert_cmpstr (seen, ==, print);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const files[] = { "authority.key", "authority.pem", "server.key", "server.pem" };
      g_autoptr (GFile) file = g_file_get_child (folder, files[i]);

      g_file_delete (file, NULL, NULL);
    }
  g_file_delete (folder, NULL, NULL);
}

static void
got_text (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  g_string_append_len (data, g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

/* A frame of the server's is not masked: 0x81, the length, the text. */
static void
expect_text (Server *server, RawClient *client, const char *text)
{
  g_autofree char *frame = g_strdup_printf ("\x81%c%s", (char)strlen (text), text);

  soup_websocket_connection_send_text (server->socket, text);
  while (strstr (client->received->str + strlen ("HTTP/1.1 101"), frame) == NULL)
    {
      g_assert_false (client->ended);
      raw_client_step (client);
    }
}

static RawClient *
upgrade (Server *server, gboolean tls)
{
  RawClient *client = tls ? raw_client_new_tls (server->port) : raw_client_new (server->port);

  raw_client_send (client, UPGRADE, -1);
  raw_client_wait_for (client, "\r\n\r\n", 1);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 101 "));
  while (server->socket == NULL)
    raw_client_step (client);
  return client;
}

static void
check_websocket (gboolean tls)
{
  g_autoptr (Server) server = tls ? server_new_tls (NEVER) : server_new ();
  g_autoptr (RawClient) client = upgrade (server, tls);
  g_autoptr (GString) got = g_string_new (NULL);
  /* "hello", masked with 1 2 3 4; it holds bytes that no HTTP request could. */
  const guint8 frame[] = { 0x81, 0x85, 1, 2, 3, 4, 'h' ^ 1, 'e' ^ 2, 'l' ^ 3, 'l' ^ 4, 'o' ^ 1 };

  g_signal_connect (server->socket, "message", G_CALLBACK (got_text), got);
  expect_text (server, client, "changed");
  for (guint i = 1; i <= 3; i++)
    {
      raw_client_send (client, frame, sizeof frame);
      while (got->len < i * 5)
        raw_client_step (client);
    }
  g_assert_cmpstr (got->str, ==, "hellohellohello");
  g_assert_cmpuint (server_get_refused (server), ==, 0);
  soup_websocket_connection_close (server->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  /* The answer to a close frame, masked with zeros: status 1000. */
  raw_client_send (client, "\x88\x82\0\0\0\0\x03\xe8", 8);
  raw_client_wait_end (client);
}

static void
test_websocket (void)
{
  check_websocket (FALSE);
}

static void
test_websocket_tls (void)
{
  check_websocket (TRUE);
}

static Server *
server_new_idle (gboolean keep_open)
{
  Server *server = server_new_hasty (NEVER, NEVER, 0.04);

  server->keep_open = keep_open;
  return server;
}

static void
test_websocket_idle (void)
{
  g_autoptr (Server) server = server_new_idle (FALSE);
  g_autoptr (RawClient) client = upgrade (server, FALSE);

  raw_client_wait_end (client);
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Silent for five times as long as others may be. */
static void
test_websocket_kept (void)
{
  g_autoptr (Server) server = server_new_idle (TRUE);
  g_autoptr (RawClient) client = upgrade (server, FALSE);
  gboolean waited = FALSE;

  g_timeout_add (200, set_true, &waited);
  while (!waited)
    raw_client_step (client);
  expect_text (server, client, "still here");
}

/* Who does not take what is sent to it is cut off, kept or not: it would all stay in memory. */
static void
test_websocket_stalled (void)
{
  g_autoptr (Server) server = server_new_idle (TRUE);
  g_autoptr (RawClient) client = upgrade (server, FALSE);
  g_autofree char *text = g_strnfill (16 * 1024 * 1024, 'x');

  soup_websocket_connection_send_text (server->socket, text);
  while (soup_websocket_connection_get_state (server->socket) != SOUP_WEBSOCKET_STATE_CLOSED)
    g_main_context_iteration (NULL, TRUE);
}

/* libsoup would go over to websockets behind a body, too, where two readers may not agree on its end. */
static void
test_no_upgrade_with_body (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client =
      server_talk (server,
                   "GET /socket HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: "
                   "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 3\r\n\r\nabc\x81\x85",
                   -1);

  raw_client_wait_end (client);
  g_assert_cmpuint (client->received->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener-tls/request", test_request);
  g_test_add_func ("/listener-tls/pipeline", test_pipeline);
  g_test_add_func ("/listener-tls/large-body", test_large_body);
  g_test_add_func ("/listener-tls/refused", test_refused);
  g_test_add_func ("/listener-tls/silent", test_silent);
  g_test_add_func ("/listener-tls/stalled", test_stalled);
  g_test_add_func ("/listener-tls/stalled-in-the-middle", test_stalled_in_the_middle);
  g_test_add_func ("/listener-tls/plain", test_plain);
  g_test_add_func ("/listener-tls/old-version", test_old_version);
  g_test_add_func ("/listener-tls/garbage", test_garbage);
  g_test_add_func ("/listener-tls/gone", test_gone);
  g_test_add_func ("/listener-tls/silent-others", test_silent_others);
  g_test_add_func ("/listener-tls/stalled-others", test_stalled_others);
  g_test_add_func ("/listener-tls/renewed", test_renewed);
  g_test_add_func ("/listener-tls/stop-in-handshake", test_stop_in_handshake);
  g_test_add_func ("/listener-tls/clinic-certificate", test_clinic_certificate);
  g_test_add_func ("/listener-websocket/plain", test_websocket);
  g_test_add_func ("/listener-websocket/tls", test_websocket_tls);
  g_test_add_func ("/listener-websocket/idle", test_websocket_idle);
  g_test_add_func ("/listener-websocket/kept", test_websocket_kept);
  g_test_add_func ("/listener-websocket/stalled", test_websocket_stalled);
  g_test_add_func ("/listener-websocket/body", test_no_upgrade_with_body);
  return g_test_run ();
}
