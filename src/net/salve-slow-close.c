/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-slow-close.h"

#define MAX_DRAINED (8u * 1024 * 1024)

typedef struct
{
  GIOStream *stream;
  GSocket *socket;
  GSource *reader, *timer;
  GDestroyNotify closed;
  gpointer closed_data;
  gsize drained;
} Closing;

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
finish (Closing *closing)
{
  drop_source (&closing->reader);
  drop_source (&closing->timer);
  g_socket_close (closing->socket, NULL);
  g_clear_object (&closing->stream);
  g_clear_object (&closing->socket);
  closing->closed (closing->closed_data);
  g_free (closing);
}

static gboolean
drain (GSocket *socket, GIOCondition condition, gpointer data)
{
  Closing *closing = data;
  char buffer[16384];
  gssize n = g_socket_receive_with_blocking (socket, buffer, sizeof buffer, FALSE, NULL, NULL);

  if (n > 0)
    closing->drained += n;
  if (n > 0 && closing->drained < MAX_DRAINED)
    return G_SOURCE_CONTINUE;
  finish (closing);
  return G_SOURCE_REMOVE;
}

static gboolean
end_drain (gpointer data)
{
  finish (data);
  return G_SOURCE_REMOVE;
}

static void
said_goodbye (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_io_stream_close_finish (G_IO_STREAM (stream), result, NULL);
  finish (data);
}

/* The thread that says goodbye notices and comes back. */
static gboolean
end_goodbye (gpointer data)
{
  Closing *closing = data;

  drop_source (&closing->timer);
  g_socket_shutdown (closing->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

static void
set_timer (Closing *closing, GMainContext *context, double seconds, GSourceFunc func)
{
  closing->timer = g_timeout_source_new (MAX (1, (guint)(seconds * 1000)));
  g_source_set_callback (closing->timer, func, closing, NULL);
  g_source_attach (closing->timer, context);
}

/**
 * salve_slow_close:
 * @stream: what was read from and written to
 * @socket: the socket under it
 * @manner: how
 * @context: the caller's main context
 * @seconds: how long it may take at most
 * @closed: called once the socket is closed, perhaps before this function returns
 * @closed_data: for @closed
 */
void
salve_slow_close (GIOStream *stream,
                  GSocket *socket,
                  SalveCloseManner manner,
                  GMainContext *context,
                  double seconds,
                  GDestroyNotify closed,
                  gpointer closed_data)
{
  Closing *closing = g_new0 (Closing, 1);

  closing->stream = g_object_ref (stream);
  closing->socket = g_object_ref (socket);
  closing->closed = closed;
  closing->closed_data = closed_data;
  if (manner == SALVE_CLOSE_GOODBYE)
    {
      set_timer (closing, context, seconds, end_goodbye);
      g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, said_goodbye, closing);
    }
  else if (manner == SALVE_CLOSE_DRAIN && g_socket_shutdown (socket, FALSE, TRUE, NULL))
    {
      set_timer (closing, context, seconds, end_drain);
      closing->reader = g_socket_create_source (socket, G_IO_IN, NULL);
      g_source_set_callback (closing->reader, G_SOURCE_FUNC (drain), closing, NULL);
      g_source_attach (closing->reader, context);
    }
  else
    finish (closing);
}
