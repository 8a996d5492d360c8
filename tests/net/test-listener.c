/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listener over real sockets: what is sound gets through, what is not never reaches a handler, and whoever takes too
 * long or too much is let go. The times are milliseconds here; what is waited for is the end of the connection. */
#include "salve-listener.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/resource.h>

#include "raw-client.h"
#include "salve-net-error.h"
#include "test-certificate.h"

/* Long enough not to happen while a test is at something else. */
#define NEVER 3600

typedef struct
{
  SoupServer *soup;
  SalveListener *listener;
  guint port;
  guint handled;
  gsize body;
  GString *paths;
  SoupServerMessage *paused;
  SoupWebsocketConnection *socket;
} Server;

static void
handle (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  server->handled++;
  server->body += body->length;
  g_string_append_printf (server->paths, "%s %s\n", soup_server_message_get_method (message), path);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, path, strlen (path));
}

static Server *
server_new_with (const SalveListenerLimits *limits, GTlsCertificate *certificate)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  self->soup = soup_server_new (NULL, NULL);
  self->paths = g_string_new (NULL);
  soup_server_add_handler (self->soup, NULL, handle, self, NULL);
  self->listener = salve_listener_new (self->soup, limits);
  salve_listener_listen (self->listener, address, certificate, &error);
  g_assert_no_error (error);
  self->port = salve_listener_get_port (self->listener);
  return self;
}

static Server *
server_new (void)
{
  const SalveListenerLimits limits = { .header_seconds = NEVER,
                                       .body_seconds = NEVER,
                                       .idle_seconds = NEVER };

  return server_new_with (&limits, NULL);
}

static guint
get_open (Server *self)
{
  guint open;

  salve_listener_get_counts (self->listener, &open, NULL, NULL);
  return open;
}

static guint64
get_refused (Server *self)
{
  guint64 refused;

  salve_listener_get_counts (self->listener, NULL, NULL, &refused);
  return refused;
}

static void
server_free (Server *self)
{
  salve_listener_stop (self->listener);
  soup_server_disconnect (self->soup);
  while (get_open (self) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (self->listener);
  g_assert_finalize_object (self->soup);
  g_string_free (self->paths, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

static RawClient *
talk (Server *server, const char *bytes, gssize n)
{
  RawClient *client = raw_client_new (server->port);

  raw_client_send (client, bytes, n);
  return client;
}

static void
test_request (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client =
      talk (server, "GET /Patient HTTP/1.1\r\nHost: clinic\r\nConnection: close\r\n\r\n", -1);

  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (client->received->str, "\r\n\r\n/Patient"));
  g_assert_cmpuint (server->handled, ==, 1);
  g_assert_cmpuint (get_refused (server), ==, 0);
}

static void
test_keep_alive (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client = talk (server, "", 0);
  guint64 accepted;

  for (guint i = 1; i <= 5; i++)
    {
      raw_client_send (client, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", -1);
      raw_client_wait_for (client, "HTTP/1.1 200 ", i);
    }
  salve_listener_get_counts (server->listener, NULL, &accepted, NULL);
  g_assert_cmpuint (accepted, ==, 1);
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
  client = talk (server, bytes->str, bytes->len);
  raw_client_wait_end (client);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 200 "), ==, 501);
  g_assert_cmpuint (server->body, ==, 1000);
  g_assert_true (g_str_has_suffix (client->received->str, "/last"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener/request", test_request);
  g_test_add_func ("/listener/keep-alive", test_keep_alive);
  g_test_add_func ("/listener/pipeline", test_pipeline);
  return g_test_run ();
}
