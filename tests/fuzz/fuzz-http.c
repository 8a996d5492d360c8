/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client may send to the server: the first byte says how it is cut into packets, the rest is sent.
 *
 * The cut changes nothing; what is passed on is in the one form that can be read in one way, so that reading it again
 * gives the same; a reader that knows only this form finds the same requests in it; and SoupServer, behind a guarded
 * stream on a socket pair, handles no more requests than were found, and no other bodies. */
#include "fuzz.h"

#include "salve-guarded-stream.h"
#include "salve-http-framing.h"
#include "salve-listener.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_HEADER 2048
#define MAX_BODY 50000
#define NEVER 3600

typedef struct
{
  GString *passed;
  guint requests, refusal;
  guint64 bodies;
  SalveFramingState state;
} Outcome;

static Outcome
feed (const guint8 *bytes, gsize n, gsize packet)
{
  g_autoptr (SalveHttpFraming) framing = salve_http_framing_new (MAX_HEADER, MAX_BODY, NULL, NULL);
  Outcome outcome = { .passed = g_string_new (NULL) };
  guint8 buffer[700];
  gsize used = 0, given;

  while (used < n && salve_http_framing_get_state (framing) != SALVE_FRAMING_REFUSED)
    {
      used += salve_http_framing_take (framing, bytes + used, MIN (packet, n - used));
      while ((given = salve_http_framing_give (framing, buffer, sizeof buffer)) > 0)
        g_string_append_len (outcome.passed, (char *)buffer, given);
      if (salve_http_framing_get_state (framing) == SALVE_FRAMING_END)
        {
          outcome.requests++;
          outcome.bodies += salve_http_framing_get_body (framing);
          salve_http_framing_begin (framing);
        }
    }
  outcome.refusal = salve_http_framing_get_refusal (framing, NULL);
  outcome.state = salve_http_framing_get_state (framing);
  return outcome;
}

/* The value of a header in the form that is passed on, which has each of these once at most. */
static const char *
find (const char *head, const char *end, const char *name)
{
  for (const char *line = strstr (head, "\r\n") + 2; line < end; line = strstr (line, "\r\n") + 2)
    if (g_ascii_strncasecmp (line, name, strlen (name)) == 0)
      return line + strlen (name);
  return NULL;
}

/* Chunks without extensions and trailers, as a naive reader sees them. */
static const char *
skip_chunks (const char *at, const char *stop, guint64 *body)
{
  for (;;)
    {
      char *end;
      guint64 size = g_ascii_strtoull (at, &end, 16);

      g_assert_true (g_ascii_isxdigit (*at) && end[0] == '\r' && end[1] == '\n');
      at = end + 2;
      if ((guint64)(stop - at) < size + 2)
        return NULL;
      g_assert_true (at[size] == '\r' && at[size + 1] == '\n');
      at += size + 2;
      *body += size;
      if (size == 0)
        return at;
    }
}

static void
read_again (const Outcome *outcome)
{
  const char *at = outcome->passed->str, *stop = at + outcome->passed->len, *end;
  guint requests = 0;
  guint64 bodies = 0;

  while (requests < outcome->requests)
    {
      const char *length;

      end = g_strstr_len (at, stop - at, "\r\n\r\n");
      g_assert_nonnull (end);
      g_assert_null (memchr (at, '\0', end - at));
      length = find (at, end, "content-length:");
      if (find (at, end, "transfer-encoding:") != NULL)
        {
          g_assert_null (length);
          at = skip_chunks (end + 4, stop, &bodies);
          g_assert_nonnull (at);
        }
      else
        {
          guint64 size = length == NULL ? 0 : g_ascii_strtoull (length, NULL, 10);

          g_assert_cmpuint (stop - end - 4, >=, size);
          bodies += size;
          at = end + 4 + size;
        }
      requests++;
    }
  g_assert_cmpuint (bodies, ==, outcome->bodies);
  if (outcome->state == SALVE_FRAMING_REST)
    g_assert_true (at == stop);
}

typedef struct
{
  SoupServer *soup;
  SalveListener *listener; /* lets libsoup keep connections between requests; nobody connects to it */
  SalveGuardRules *rules;
  guint handled;
  guint64 bodies;
  gboolean closed;
} Server;

static void
handle (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;

  server->handled++;
  server->bodies += soup_server_message_get_request_body (message)->length;
  soup_server_message_set_status (message, 204, NULL);
}

static Server *
get_server (void)
{
  static Server *server;
  const SalveListenerLimits limits = { .header_seconds = NEVER,
                                       .body_seconds = NEVER,
                                       .idle_seconds = NEVER,
                                       .max_header = MAX_HEADER,
                                       .max_body = MAX_BODY };

  if (server == NULL)
    {
      server = g_new0 (Server, 1);
      server->soup = soup_server_new (NULL, NULL);
      soup_server_add_handler (server->soup, NULL, handle, server, NULL);
      server->listener = salve_listener_new (server->soup, NULL);
      server->rules = salve_guard_rules_new (&limits);
    }
  server->handled = 0;
  server->bodies = 0;
  server->closed = FALSE;
  return server;
}

static void
on_closed (gpointer data)
{
  ((Server *)data)->closed = TRUE;
}

static void
accept_one (Server *server, int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GIOStream) base = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 1);
  g_autoptr (SalveGuardedStream) stream =
      salve_guarded_stream_new (base, socket, server->rules, on_closed, server);

  soup_server_accept_iostream (server->soup, G_IO_STREAM (stream), address, address, NULL);
}

/* Sends the bytes in their packets, then says that no more will come, and waits until the server has closed. */
static void
serve (const Outcome *outcome, const guint8 *bytes, gsize n, gsize packet)
{
  Server *server = get_server ();
  gsize sent = 0;
  char answer[4096];
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), ==, 0);
  accept_one (server, pair[0]);
  while (!server->closed)
    {
      gboolean moved = FALSE;
      gssize count = sent < n ? send (pair[1], bytes + sent, MIN (packet, n - sent), MSG_NOSIGNAL) : 0;

      if (count > 0)
        {
          sent += count;
          moved = TRUE;
        }
      if (sent == n || (count < 0 && errno != EAGAIN))
        shutdown (pair[1], SHUT_WR);
      while (recv (pair[1], answer, sizeof answer, 0) > 0)
        moved = TRUE;
      g_main_context_iteration (NULL, !moved);
    }
  close (pair[1]);
  g_assert_cmpuint (server->handled, <=, outcome->requests);
  g_assert_cmpuint (server->bodies, <=, outcome->bodies);
  g_assert_cmpuint (server->rules->held, ==, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize packet = size > 0 ? 1 + data[0] * 4 : 1;
  const guint8 *bytes = size > 0 ? data + 1 : data;
  gsize n = size > 0 ? size - 1 : 0;
  Outcome whole = feed (bytes, n, n + 1), cut = feed (bytes, n, packet), again;

  g_assert_true (g_string_equal (whole.passed, cut.passed));
  g_assert_cmpuint (whole.requests, ==, cut.requests);
  g_assert_cmpuint (whole.refusal, ==, cut.refusal);
  read_again (&whole);
  again = feed ((const guint8 *)whole.passed->str, whole.passed->len, packet);
  g_assert_cmpuint (again.refusal, ==, 0);
  g_assert_cmpuint (again.requests, ==, whole.requests);
  g_assert_cmpuint (again.bodies, ==, whole.bodies);
  if (whole.state == SALVE_FRAMING_REST)
    g_assert_true (g_string_equal (again.passed, whole.passed));
  serve (&whole, bytes, n, packet);
  g_string_free (whole.passed, TRUE);
  g_string_free (cut.passed, TRUE);
  g_string_free (again.passed, TRUE);
  return 0;
}
