/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listening-server.h"

#include <string.h>

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

static void
handle_known (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  salve_listener_set_known (((Server *)data)->listener, message, g_str_equal (path, "/known"));
  handle (soup, message, path, query, data);
}

static void
refuse_early (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  soup_server_message_set_status (message, 401, NULL);
}

static void
handle_large (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  char *block = g_strnfill (16 * 1024 * 1024, 'x');

  ((Server *)data)->handled++;
  soup_server_message_set_status (message, 200, NULL);
  if (strstr (path, "chunks") != NULL)
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_CHUNKED);
  soup_message_body_append_take (body, (guchar *)block, strlen (block));
  soup_message_body_complete (body);
}

static void
handle_slow (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;

  server->handled++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_pause (message);
  server->paused = g_object_ref (message);
}

static void
handle_socket (SoupServer *soup,
               SoupServerMessage *message,
               const char *path,
               SoupWebsocketConnection *connection,
               gpointer data)
{
  Server *server = data;

  server->handled++;
  g_set_object (&server->socket, connection);
  if (server->keep_open)
    salve_listener_keep_open (server->listener, message);
}

Server *
server_new_with (const SalveListenerLimits *limits, GTlsCertificate *certificate)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  self->soup = soup_server_new (NULL, NULL);
  self->paths = g_string_new (NULL);
  soup_server_add_handler (self->soup, NULL, handle, self, NULL);
  soup_server_add_handler (self->soup, "/known", handle_known, self, NULL);
  soup_server_add_handler (self->soup, "/unknown", handle_known, self, NULL);
  soup_server_add_handler (self->soup, "/slow", handle_slow, self, NULL);
  soup_server_add_handler (self->soup, "/large", handle_large, self, NULL);
  soup_server_add_early_handler (self->soup, "/early", refuse_early, NULL, NULL);
  soup_server_add_websocket_handler (self->soup, "/socket", NULL, NULL, handle_socket, self, NULL);
  self->listener = salve_listener_new (self->soup, limits);
  salve_listener_listen (self->listener, address, certificate, &error);
  g_assert_no_error (error);
  self->port = salve_listener_get_port (self->listener);
  return self;
}

Server *
server_new (void)
{
  const SalveListenerLimits limits = { .header_seconds = NEVER,
                                       .body_seconds = NEVER,
                                       .idle_seconds = NEVER };

  return server_new_with (&limits, NULL);
}

guint
server_get_open (Server *self)
{
  guint open;

  salve_listener_get_counts (self->listener, &open, NULL, NULL);
  return open;
}

guint64
server_get_refused (Server *self)
{
  guint64 refused;

  salve_listener_get_counts (self->listener, NULL, NULL, &refused);
  return refused;
}

void
server_free (Server *self)
{
  g_clear_object (&self->socket);
  salve_listener_stop (self->listener);
  soup_server_disconnect (self->soup);
  while (server_get_open (self) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (self->listener);
  g_assert_finalize_object (self->soup);
  g_string_free (self->paths, TRUE);
  g_free (self);
}

Server *
server_new_hasty (double header, double body, double idle)
{
  const SalveListenerLimits limits = { .header_seconds = header, .body_seconds = body, .idle_seconds = idle };

  return server_new_with (&limits, NULL);
}

gboolean
server_unpause (gpointer data)
{
  Server *server = data;

  soup_server_message_unpause (server->paused);
  g_clear_object (&server->paused);
  return G_SOURCE_REMOVE;
}

guint64
server_get_accepted (Server *self)
{
  guint64 accepted;

  salve_listener_get_counts (self->listener, NULL, &accepted, NULL);
  return accepted;
}

RawClient *
server_talk (Server *self, const char *bytes, gssize n)
{
  RawClient *client = raw_client_new (self->port);

  raw_client_send (client, bytes, n);
  return client;
}
