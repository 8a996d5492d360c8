/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw-client.h"

#include <string.h>

static RawClient *
new_for (GSocketClient *connector, guint port)
{
  RawClient *self = g_new0 (RawClient, 1);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GError) error = NULL;

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  /* The kernel answers for a listening socket, so this does not wait for the server. */
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  self->socket = g_object_ref (socket);
  self->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  self->sending = g_byte_array_new ();
  self->received = g_string_new (NULL);
  return self;
}

RawClient *
raw_client_new (guint port)
{
  return new_for (NULL, port);
}

static gboolean
accept_any (GTlsConnection *connection,
            GTlsCertificate *certificate,
            GTlsCertificateFlags errors,
            gpointer data)
{
  return TRUE;
}

RawClient *
raw_client_new_tls (guint port)
{
  RawClient *self = new_for (NULL, port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls = g_tls_client_connection_new (self->stream, NULL, &error);

  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_set_object (&self->stream, tls);
  return self;
}

void
raw_client_free (RawClient *self)
{
  g_socket_close (self->socket, NULL);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_byte_array_unref (self->sending);
  g_string_free (self->received, TRUE);
  g_free (self);
}

/* Adds @bytes to what goes out with the next steps. */
void
raw_client_send (RawClient *self, const void *bytes, gssize n)
{
  g_byte_array_append (self->sending, bytes, n < 0 ? strlen (bytes) : (gsize)n);
}

static gboolean
read_now (RawClient *self)
{
  g_autoptr (GError) error = NULL;
  char buffer[16384];
  gssize n = g_pollable_input_stream_read_nonblocking (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream)), buffer, sizeof buffer, NULL,
      &error);

  if (n > 0)
    g_string_append_len (self->received, buffer, n);
  else if (n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->ended = TRUE;
  return n > 0;
}

static gboolean
write_now (RawClient *self)
{
  gssize n = g_pollable_output_stream_write_nonblocking (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream)), self->sending->data,
      self->sending->len, NULL, NULL);

  if (n <= 0)
    return FALSE;
  self->sent += n;
  g_byte_array_remove_range (self->sending, 0, n);
  return TRUE;
}

static gboolean
nothing (GObject *stream, gpointer data)
{
  return G_SOURCE_REMOVE;
}

static GSource *
attach (GSource *source)
{
  g_source_set_callback (source, G_SOURCE_FUNC (nothing), NULL, NULL);
  g_source_attach (source, NULL);
  return source;
}

/* Sends and receives what is possible, else lets the server work until something happens. */
void
raw_client_step (RawClient *self)
{
  g_autoptr (GSource) in = NULL, out = NULL;
  gboolean moved = self->sending->len > 0 && write_now (self);

  moved = (!self->ended && read_now (self)) || moved;
  if (moved || self->ended)
    {
      g_main_context_iteration (NULL, FALSE);
      return;
    }
  in = attach (g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream)), NULL));
  if (self->sending->len > 0)
    out = attach (g_pollable_output_stream_create_source (
        G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream)), NULL));
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (in);
  if (out != NULL)
    g_source_destroy (out);
}

void
raw_client_wait_end (RawClient *self)
{
  while (!self->ended)
    raw_client_step (self);
}

guint
raw_client_count (RawClient *self, const char *text)
{
  guint count = 0;

  for (const char *p = self->received->str; (p = strstr (p, text)) != NULL; p += strlen (text))
    count++;
  return count;
}

void
raw_client_wait_for (RawClient *self, const char *text, guint times)
{
  while (raw_client_count (self, text) < times)
    {
      g_assert_false (self->ended);
      raw_client_step (self);
    }
}
