/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listener over real sockets: what is sound gets through, what is not never reaches a handler, and whoever takes too
 * long or too much is let go. The times are milliseconds here; what is waited for is the end of the connection. */
#include <string.h>

#include "hostile.h"
#include "listening-server.h"

static void
test_request (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client =
      server_talk (server, "GET /Patient HTTP/1.1\r\nHost: clinic\r\nConnection: close\r\n\r\n", -1);

  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (client->received->str, "\r\n\r\n/Patient"));
  g_assert_cmpuint (server->handled, ==, 1);
  g_assert_cmpuint (server_get_refused (server), ==, 0);
}

static void
test_keep_alive (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client = server_talk (server, "", 0);

  for (guint i = 1; i <= 5; i++)
    {
      raw_client_send (client, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", -1);
      raw_client_wait_for (client, "HTTP/1.1 200 ", i);
    }
  g_assert_cmpuint (server_get_accepted (server), ==, 1);
  g_assert_cmpuint (server->handled, ==, 5);
  g_assert_cmpuint (server->body, ==, 15);
}

static void
test_pipeline (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (RawClient) client = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (
        bytes, "POST /%u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", i);
  g_string_append (bytes, "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  client = server_talk (server, bytes->str, bytes->len);
  raw_client_wait_end (client);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 200 "), ==, 501);
  g_assert_cmpuint (server->body, ==, 1000);
  g_assert_true (g_str_has_suffix (client->received->str, "/last"));
}

/* Over the socket the same is refused as by the framing alone, the reason is told, and nothing behind it is served. */
static void
test_hostile (gconstpointer data)
{
  const Hostile *one = data;
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client = server_talk (server, one->bytes, one->n > 0 ? (gssize)one->n : -1);
  g_autofree char *start = g_strdup_printf ("HTTP/1.1 %u ", one->status);

  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, start));
  g_assert_nonnull (strstr (client->received->str, "OperationOutcome"));
  g_assert_cmpuint (raw_client_count (client, "Connection: close"), ==, 1);
  g_assert_cmpstr (server->paths->str, ==, "");
  g_assert_cmpuint (server_get_refused (server), ==, 1);
}

static void
test_refused_behind (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client =
      server_talk (server, "GET /good HTTP/1.1\r\nHost: h\r\n\r\nGET /bad HTTP/1.1\r\n\r\n" SMUGGLED, -1);

  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 200 "));
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 400 "), ==, 1);
  g_assert_cmpstr (server->paths->str, ==, "GET /good\n");
}

/* An answer that does not wait for the body (libsoup then takes the body for the next request). */
static void
test_answered_early (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client = NULL;

  client = server_talk (
      server,
      "POST /early HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 36\r\n\r\n" SMUGGLED, -1);
  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 401 "));
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 "), ==, 1);
  g_assert_cmpstr (server->paths->str, ==, "");
}

static void
test_continue (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client = server_talk (
      server, "POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", -1);

  raw_client_wait_for (client, "HTTP/1.1 100 ", 1);
  raw_client_send (client, "abcde", 5);
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
  g_assert_cmpuint (server->body, ==, 5);
}

static void
test_silent (void)
{
  g_autoptr (Server) server = server_new_hasty (0.03, NEVER, NEVER);
  g_autoptr (RawClient) client = server_talk (server, "", 0);

  raw_client_wait_end (client);
  g_assert_cmpuint (client->received->len, ==, 0);
}

typedef struct
{
  RawClient *client;
  char byte;
  guint source;
} Drip;

static gboolean
drip (gpointer data)
{
  Drip *self = data;

  raw_client_send (self->client, &self->byte, 1);
  return G_SOURCE_CONTINUE;
}

/* @bytes, and then one more every 5 ms for as long as the server listens. */
static void
check_drip (Server *server, const char *bytes, char byte)
{
  g_autoptr (RawClient) client = server_talk (server, bytes, -1);
  Drip drops = { client, byte, 0 };

  drops.source = g_timeout_add (5, drip, &drops);
  raw_client_wait_end (client);
  g_source_remove (drops.source);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 408 "));
  g_assert_cmpuint (client->sent, >, strlen (bytes));
  g_assert_cmpuint (server->handled, ==, 0);
}

static void
test_slow_header (void)
{
  g_autoptr (Server) server = server_new_hasty (0.1, NEVER, NEVER);

  check_drip (server, "GET / HTTP/1.1\r\nHost: h\r\nX: ", 'x');
}

/* The second request has its own time, and no more of it. */
static void
test_slow_second_header (void)
{
  g_autoptr (Server) server = server_new_hasty (0.1, NEVER, NEVER);
  g_autoptr (RawClient) client = server_talk (server, "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET", -1);
  Drip drops = { client, 'x', 0 };

  drops.source = g_timeout_add (5, drip, &drops);
  raw_client_wait_end (client);
  g_source_remove (drops.source);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 200 "), ==, 1);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 408 "), ==, 1);
}

static void
test_slow_body (void)
{
  g_autoptr (Server) server = server_new_hasty (NEVER, 0.1, NEVER);

  check_drip (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n", 'x');
}

static void
test_slow_chunk_size (void)
{
  g_autoptr (Server) server = server_new_hasty (NEVER, 0.1, NEVER);

  check_drip (server, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;", 'x');
}

static void
test_idle (void)
{
  g_autoptr (Server) server = server_new_hasty (NEVER, NEVER, 0.03);
  g_autoptr (RawClient) client = server_talk (server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n", -1);

  raw_client_wait_end (client);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 "), ==, 1);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 200 "));
}

static void
test_half_and_gone (void)
{
  g_autoptr (Server) server = server_new ();
  RawClient *client = server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc", -1);

  while (client->sending->len > 0 || server_get_open (server) == 0)
    raw_client_step (client);
  raw_client_free (client);
  while (server_get_open (server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server->handled, ==, 0);
}

/* Nobody takes the answer: the connection goes, although the handler was right and has finished. */
static void
check_slow_reader (const char *path)
{
  g_autoptr (Server) server = server_new_hasty (NEVER, NEVER, 0.05);
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: h\r\n\r\n", path);
  g_autoptr (RawClient) client = raw_client_new (server->port);

  g_socket_send (client->socket, request, strlen (request), NULL, NULL);
  while (server->handled == 0 || server_get_open (server) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_slow_reader (void)
{
  check_slow_reader ("/large");
}

static void
test_slow_reader_of_chunks (void)
{
  check_slow_reader ("/large/chunks");
}

/* Work takes as long as it takes: it outlives every limit here five times. */
static void
test_slow_handler (void)
{
  g_autoptr (Server) server = server_new_hasty (0.02, 0.02, 0.02);
  g_autoptr (RawClient) client = NULL;

  client = server_talk (server, "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", -1);
  while (server->paused == NULL)
    raw_client_step (client);
  g_timeout_add (100, server_unpause, server);
  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 200 "));
}

static void
test_stop (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) idle = server_talk (server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n", -1);
  g_autoptr (RawClient) silent = server_talk (server, "", 0);
  g_autoptr (RawClient) busy = NULL;

  raw_client_wait_for (idle, "HTTP/1.1 200 ", 1);
  busy = server_talk (server, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n", -1);
  while (server->paused == NULL)
    raw_client_step (busy);
  salve_listener_stop (server->listener);
  raw_client_wait_end (idle);
  raw_client_wait_end (silent);
  g_assert_false (busy->ended);
  server_unpause (server);
  raw_client_wait_end (busy);
  g_assert_true (g_str_has_prefix (busy->received->str, "HTTP/1.1 200 "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener/request", test_request);
  g_test_add_func ("/listener/keep-alive", test_keep_alive);
  g_test_add_func ("/listener/pipeline", test_pipeline);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/listener/refused/", hostile[i].name, NULL);

      g_test_add_data_func (path, &hostile[i], test_hostile);
    }
  g_test_add_func ("/listener/refused-behind", test_refused_behind);
  g_test_add_func ("/listener/answered-early", test_answered_early);
  g_test_add_func ("/listener/continue", test_continue);
  g_test_add_func ("/listener/late/silent", test_silent);
  g_test_add_func ("/listener/late/header", test_slow_header);
  g_test_add_func ("/listener/late/second-header", test_slow_second_header);
  g_test_add_func ("/listener/late/body", test_slow_body);
  g_test_add_func ("/listener/late/chunk-size", test_slow_chunk_size);
  g_test_add_func ("/listener/late/idle", test_idle);
  g_test_add_func ("/listener/late/reader", test_slow_reader);
  g_test_add_func ("/listener/late/reader-of-chunks", test_slow_reader_of_chunks);
  g_test_add_func ("/listener/late/not-the-handler", test_slow_handler);
  g_test_add_func ("/listener/half-and-gone", test_half_and_gone);
  g_test_add_func ("/listener/stop", test_stop);
  return g_test_run ();
}
