/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO does each handshake on a thread of its pool. Whoever connects and says nothing should not cost a thread, so the
 * first record is waited for here, where waiting costs nothing; it stays in the socket. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-client-hello.h"

#include <sys/socket.h>

#define RECORD_HEADER 5
#define MAX_RECORD (16384 + 256)

typedef struct
{
  SalveClientHelloFunc func;
  gpointer user_data;
  int wanted; /* bytes */
} Waiting;

/* The kernel wakes us when so much has come, or when no more will. */
static void
want (GSocket *socket, int bytes)
{
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT, bytes, NULL);
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  Waiting *waiting = data;
  guint8 header[RECORD_HEADER];
  gssize available = g_socket_get_available_bytes (socket);
  gboolean came = FALSE;
  int length;

  if (available >= waiting->wanted
      && recv (g_socket_get_fd (socket), header, sizeof header, MSG_PEEK | MSG_DONTWAIT) == sizeof header)
    {
      length = header[3] << 8 | header[4];
      came = header[0] == 22 && header[1] == 3 && length > 0 && length <= MAX_RECORD;
      if (came && available < RECORD_HEADER + length)
        {
          waiting->wanted = RECORD_HEADER + length;
          want (socket, waiting->wanted);
          return G_SOURCE_CONTINUE;
        }
    }
  want (socket, 1);
  waiting->func (came, waiting->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * salve_client_hello_watch:
 * @socket: an accepted socket
 * @func: called once: whether the first record of a TLS handshake is there
 * @user_data: for @func
 *
 * Returns: (transfer full): a source to attach; destroy it to wait no longer
 */
GSource *
salve_client_hello_watch (GSocket *socket, SalveClientHelloFunc func, gpointer user_data)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->func = func;
  waiting->user_data = user_data;
  waiting->wanted = RECORD_HEADER;
  want (socket, RECORD_HEADER);
  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), waiting, g_free);
  return source;
}
