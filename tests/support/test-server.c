/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include <string.h>

/* @port 0: any that is free; without a certificate plain HTTP. */
TestServer *
test_server_new (GTlsCertificate *certificate, guint port, SoupServerCallback handler, gpointer data)
{
  TestServer *self = g_new0 (TestServer, 1);
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->soup = g_object_new (SOUP_TYPE_SERVER, "tls-certificate", certificate, NULL);
  soup_server_add_handler (self->soup, NULL, handler, data, NULL);
  if (certificate != NULL)
    options |= SOUP_SERVER_LISTEN_HTTPS;
  soup_server_listen_local (self->soup, port, options, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->soup);
  self->port = g_uri_get_port (uris->data);
  self->origin = g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http", self->port);
  self->base = g_strconcat (self->origin, "/fhir", NULL);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return self;
}

/*
 * Nobody can connect any more; connections that stand go on. The server itself stays until the program ends: libsoup 3.6
 * comes back to a handshake that was under way when its server was freed.
 */
void
test_server_stop (TestServer *self)
{
  static GPtrArray *stopped;
  GSList *sockets = soup_server_get_listeners (self->soup);

  for (GSList *at = sockets; at != NULL; at = at->next)
    g_socket_close (at->data, NULL);
  g_slist_free (sockets);
  if (stopped == NULL)
    stopped = g_ptr_array_new ();
  g_ptr_array_add (stopped, self);
}

void
test_server_answer (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSocketConnection) connection = data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TestRawServer *self = data;
  g_autoptr (GBytes) request = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  GSocketConnection *connection = g_object_get_data (source, "connection");
  gsize length;
  const void *answer;

  if (request == NULL || self->answer == NULL)
    return;
  answer = g_bytes_get_data (self->answer, &length);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, length,
                                   G_PRIORITY_DEFAULT, NULL, written_cb, g_object_ref (connection));
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, TestRawServer *self)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));

  self->n_connections++;
  g_ptr_array_add (self->open, g_object_ref (connection));
  g_object_set_data (G_OBJECT (input), "connection", connection);
  g_input_stream_read_bytes_async (input, 65536, G_PRIORITY_DEFAULT, NULL, read_cb, self);
  return TRUE;
}

/* @answer: (nullable): NULL: it takes connections and says nothing. It is to outlive whoever connects. */
TestRawServer *
test_raw_server_new (const char *answer, gssize length)
{
  TestRawServer *self = g_new0 (TestRawServer, 1);
  guint16 port;

  self->service = g_socket_service_new ();
  self->open = g_ptr_array_new_with_free_func (g_object_unref);
  if (answer != NULL)
    self->answer = g_bytes_new (answer, length >= 0 ? (gsize)length : strlen (answer));
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  self->base = g_strdup_printf ("http://127.0.0.1:%u/fhir", port);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return self;
}

void
test_raw_server_free (TestRawServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_pointer (&self->answer, g_bytes_unref);
  for (guint i = 0; i < self->open->len; i++)
    g_io_stream_close (self->open->pdata[i], NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->open);
  g_object_unref (self->service);
  g_free (self->base);
  g_free (self);
}
