/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread accepts, and one serves each connection: it reads a whole request, asks the server over a connection of its
 * own, and passes on what the fault leaves of the answer. A websocket is passed through, and cut where a fault is due. */
#define G_LOG_DOMAIN "salve-test"

#include "fault-proxy.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_MESSAGE (256u * 1024 * 1024)

struct _FaultProxy
{
  FaultProxyConfig config;
  char *host;
  GSocket *listening;
  guint16 port;
  GThread *acceptor;
  GCancellable *cancel;
  GMutex mutex; /* for what follows */
  GCond ended;
  guint visits;
  GQueue forced;
  guint counts[N_FAULTS];
};

typedef struct
{
  FaultProxy *proxy;
  GSocket *socket;
  GIOStream *stream;
  guint64 number;
  guint64 random; /* the state of this connection's numbers */
} Visit;

static const char *const names[N_FAULTS] = {
  "none", "drop",   "drop-answer",  "delay",     "reset",        "truncate", "length",
  "drip", "garble", "busy-seconds", "busy-date", "unauthorized", "portal",
};

const char *
fault_to_string (Fault fault)
{
  return fault < N_FAULTS ? names[fault] : NULL;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static guint64
next_random (guint64 *state)
{
  guint64 z = (*state += 0x9e3779b97f4a7c15u);

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static guint64
begin_random (guint64 seed, guint64 connection)
{
  guint64 state = seed;

  return next_random (&state) ^ connection * 0x9e3779b97f4a7c15u;
}

static Fault
choose (guint64 *random, guint per_mille, guint faults)
{
  guint among[N_FAULTS], n = 0;

  for (guint fault = FAULT_DROP; fault < N_FAULTS; fault++)
    if ((faults == 0 ? FAULTS_ALL : faults) & 1u << fault)
      among[n++] = fault;
  if (next_random (random) % 1000 >= per_mille || n == 0)
    return FAULT_NONE;
  return among[next_random (random) % n];
}

/**
 * fault_proxy_plan:
 *
 * Returns: what a proxy with such a configuration does to its n-th connection, from 0
 */
Fault
fault_proxy_plan (guint64 seed, guint64 connection, guint per_mille, guint faults)
{
  guint64 random = begin_random (seed, connection);

  return choose (&random, per_mille, faults);
}

static gboolean
read_more (GInputStream *input, GByteArray *bytes, GCancellable *cancel)
{
  guint8 buffer[16384];
  gssize n = g_input_stream_read (input, buffer, sizeof buffer, cancel, NULL);

  if (n > 0)
    g_byte_array_append (bytes, buffer, n);
  return n > 0 && bytes->len < MAX_MESSAGE;
}

static const char *
find (const GByteArray *bytes, gsize from, const char *text)
{
  gsize n = strlen (text);

  return bytes->len < from + n ? NULL : memmem (bytes->data + from, bytes->len - from, text, n);
}

/* (nullable): where a header's value begins in the head that ends at @end. */
static char *
find_header (GByteArray *bytes, gsize end, const char *name)
{
  char *at = (char *)bytes->data, *stop = at + end;

  while ((at = memmem (at, stop - at, "\r\n", 2)) != NULL)
    {
      at += 2;
      if ((gsize)(stop - at) > strlen (name) && g_ascii_strncasecmp (at, name, strlen (name)) == 0)
        return at + strlen (name);
    }
  return NULL;
}

/* Reads one message of which the length is said (the end of chunks is looked for, which no JSON holds); 0: it ended before. The result is the length of the head. */
static gsize
read_message (GInputStream *input, GByteArray *bytes, GCancellable *cancel)
{
  const char *end;
  gsize head;
  const char *length;

  while ((end = find (bytes, 0, "\r\n\r\n")) == NULL)
    if (!read_more (input, bytes, cancel))
      return 0;
  head = end + 4 - (const char *)bytes->data;
  length = find_header (bytes, head, "Content-Length:");
  if (length != NULL)
    {
      gsize body = g_ascii_strtoull (length, NULL, 10);

      while (bytes->len < head + body)
        if (!read_more (input, bytes, cancel))
          return 0;
    }
  else if (find_header (bytes, head, "Transfer-Encoding:") != NULL)
    while (find (bytes, head > 2 ? head - 2 : 0, "\r\n0\r\n\r\n") == NULL)
      if (!read_more (input, bytes, cancel))
        return 0;
  return head;
}

static void
write_all (Visit *visit, const void *bytes, gsize n)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (visit->stream), bytes, n, NULL,
                             visit->proxy->cancel, NULL);
}

static gboolean
accept_any (GTlsConnection *connection,
            GTlsCertificate *certificate,
            GTlsCertificateFlags errors,
            gpointer data)
{
  return TRUE;
}

static GIOStream *
connect_server (FaultProxy *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) plain =
      g_socket_client_connect_to_host (client, self->host, self->config.port, self->cancel, NULL);
  g_autoptr (GIOStream) tls = NULL;

  if (plain == NULL || !self->config.server_tls)
    return (GIOStream *)g_steal_pointer (&plain);
  tls = g_tls_client_connection_new (G_IO_STREAM (plain), NULL, NULL);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  return g_steal_pointer (&tls);
}

/* The answer, whole; NULL: the server gave none. Afterwards the connection ends, so that each request is one. */
static GByteArray *
ask_server (FaultProxy *self, GByteArray *request, gsize head)
{
  static const char close[] = "Connection: close\r\n\r\n";
  g_autoptr (GIOStream) server = connect_server (self);
  g_autoptr (GByteArray) answer = g_byte_array_new (), asked = g_byte_array_new ();
  const char *connection = find_header (request, head, "Connection:");

  if (server == NULL)
    return NULL;
  /* X-Connection: nothing here reads it. */
  g_byte_array_append (asked, request->data, head - 2);
  if (connection != NULL)
    memcpy (asked->data + (connection - (char *)request->data) - strlen ("Connection:"), "X-nnection:", 11);
  g_byte_array_append (asked, (const guint8 *)close, sizeof close - 1);
  g_byte_array_append (asked, request->data + head, request->len - head);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (server), asked->data, asked->len, NULL,
                                  self->cancel, NULL))
    return NULL;
  while (read_more (g_io_stream_get_input_stream (server), answer, self->cancel))
    ;
  return answer->len > 0 ? g_steal_pointer (&answer) : NULL;
}

typedef struct
{
  GInputStream *from;
  GOutputStream *to;
  GSocket *socket;
  GCancellable *cancel;
} Pump;

static gpointer
pump (gpointer data)
{
  Pump *self = data;
  guint8 buffer[16384];
  gssize n;

  while ((n = g_input_stream_read (self->from, buffer, sizeof buffer, self->cancel, NULL)) > 0
         && g_output_stream_write_all (self->to, buffer, n, NULL, self->cancel, NULL))
    ;
  g_cancellable_cancel (self->cancel);
  return NULL;
}

static void
cancel_other (GCancellable *cancel, gpointer other)
{
  g_cancellable_cancel (other);
}

/* Bytes go both ways until one side ends, or, with a fault, after a while. */
static void
pass_websocket (Visit *visit, GByteArray *request, Fault fault)
{
  g_autoptr (GIOStream) server = connect_server (visit->proxy);
  g_autoptr (GCancellable) cancel = g_cancellable_new ();
  Pump up, down;
  gulong handler;
  GThread *thread;

  if (server == NULL)
    return;
  handler = g_cancellable_connect (visit->proxy->cancel, G_CALLBACK (cancel_other), cancel, NULL);
  up = (Pump){ g_io_stream_get_input_stream (visit->stream), g_io_stream_get_output_stream (server), NULL,
               cancel };
  down = (Pump){ g_io_stream_get_input_stream (server), g_io_stream_get_output_stream (visit->stream), NULL,
                 cancel };
  g_output_stream_write_all (up.to, request->data, request->len, NULL, cancel, NULL);
  thread = g_thread_new ("fault-proxy-down", pump, &down);
  if (fault != FAULT_NONE)
    {
      g_usleep (next_random (&visit->random) % 50000);
      g_cancellable_cancel (cancel);
    }
  else
    pump (&up);
  g_thread_join (thread);
  g_cancellable_disconnect (visit->proxy->cancel, handler);
}

/* With nothing left to send in order, the kernel resets the connection. */
static void
reset (Visit *visit)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (visit->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (visit->socket, NULL);
}

static void
write_page (Visit *visit, const char *status, const char *headers, const char *type, const char *body)
{
  g_autofree char *text =
      g_strdup_printf ("HTTP/1.1 %s\r\n%sContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                       "\r\nConnection: close\r\n\r\n%s",
                       status, headers, type, strlen (body), body);

  write_all (visit, text, strlen (text));
}

static void
write_busy (Visit *visit, Fault fault)
{
  guint seconds = 1 + next_random (&visit->random) % 5;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, seconds);
  g_autofree char *date = soup_date_time_to_string (then, SOUP_DATE_HTTP);
  g_autofree char *number = g_strdup_printf ("%u", seconds);
  g_autofree char *header = g_strdup_printf ("Retry-After: %s\r\n", fault == FAULT_BUSY_DATE ? date : number);

  write_page (visit, next_random (&visit->random) % 2 ? "429 Too Many Requests" : "503 Service Unavailable",
              header, "text/plain", "busy");
}

/* What needs no server. */
static gboolean
answer_alone (Visit *visit, Fault fault)
{
  if (fault == FAULT_DROP)
    return TRUE;
  if (fault == FAULT_BUSY_SECONDS || fault == FAULT_BUSY_DATE)
    write_busy (visit, fault);
  else if (fault == FAULT_UNAUTHORIZED)
    write_page (visit, "401 Unauthorized", "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n",
                "text/plain", "");
  else if (fault == FAULT_PORTAL)
    write_page (visit, "200 OK", "", "text/html; charset=utf-8",
                "<!DOCTYPE html><title>Welcome</title><h1>Free Wi-Fi</h1><form action=\"/login\"></form>");
  else
    return FALSE;
  return TRUE;
}

/* Says a length that is too large or too small, with as many digits as before. */
static void
falsify_length (Visit *visit, GByteArray *answer, gsize head)
{
  char *value = find_header (answer, head, "Content-Length:");
  gboolean more = next_random (&visit->random) % 2;

  while (value != NULL && *value == ' ')
    value++;
  /* The last digit that can be changed the chosen way, from behind. */
  for (gssize i = value == NULL ? -1 : (gssize)strspn (value, "0123456789") - 1; i >= 0; i--)
    if (more ? value[i] < '9' : value[i] > '0')
      {
        value[i] += more ? 1 : -1;
        return;
      }
}

static void
drip (Visit *visit, const GByteArray *answer)
{
  gsize piece = MAX (1, answer->len / 40);

  for (gsize at = 0; at < answer->len && !g_cancellable_is_cancelled (visit->proxy->cancel); at += piece)
    {
      write_all (visit, answer->data + at, MIN (piece, answer->len - at));
      g_usleep (1000);
    }
}

static void
pass_answer (Visit *visit, GByteArray *answer, Fault fault)
{
  const char *end = find (answer, 0, "\r\n\r\n");
  gsize head = end == NULL ? answer->len : (gsize)(end + 4 - (const char *)answer->data);
  guint most = visit->proxy->config.most_delay == 0 ? 50 : visit->proxy->config.most_delay;
  gsize n = answer->len;

  if (fault == FAULT_DELAY)
    g_usleep (next_random (&visit->random) % (most * 1000ul));
  else if (fault == FAULT_TRUNCATE)
    n = next_random (&visit->random) % n;
  else if (fault == FAULT_LENGTH)
    falsify_length (visit, answer, head);
  else if (fault == FAULT_GARBLE && n > head)
    answer->data[head + next_random (&visit->random) % (n - head)] = 1;
  if (fault == FAULT_DRIP)
    drip (visit, answer);
  else
    write_all (visit, answer->data, n);
}

static Fault
decide (Visit *visit)
{
  FaultProxy *self = visit->proxy;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Fault fault = choose (&visit->random, self->config.per_mille, self->config.faults);

  if (!g_queue_is_empty (&self->forced))
    fault = GPOINTER_TO_UINT (g_queue_pop_head (&self->forced));
  self->counts[fault]++;
  return fault;
}

static void
serve (Visit *visit)
{
  g_autoptr (GByteArray) request = g_byte_array_new (), answer = NULL;
  gsize head = read_message (g_io_stream_get_input_stream (visit->stream), request, visit->proxy->cancel);
  Fault fault;

  if (head == 0)
    return;
  fault = decide (visit);
  if (find_header (request, head, "Upgrade:") != NULL)
    pass_websocket (visit, request, fault);
  else if (fault == FAULT_RESET && next_random (&visit->random) % 2)
    reset (visit);
  else if (!answer_alone (visit, fault))
    {
      answer = ask_server (visit->proxy, request, head);
      if (fault == FAULT_RESET)
        reset (visit);
      else if (answer != NULL && fault != FAULT_DROP_ANSWER)
        pass_answer (visit, answer, fault);
    }
}

static void
count_visit (FaultProxy *self, int change)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->visits += change;
  g_cond_signal (&self->ended);
}

static gpointer
run_visit (gpointer data)
{
  Visit *visit = data;
  FaultProxy *self = visit->proxy;

  visit->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (visit->socket));
  if (self->config.certificate != NULL)
    {
      g_autoptr (GIOStream) tls = g_tls_server_connection_new (visit->stream, self->config.certificate, NULL);

      g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
      g_set_object (&visit->stream, tls);
    }
  visit->random = begin_random (self->config.seed, visit->number);
  serve (visit);
  g_io_stream_close (visit->stream, NULL, NULL);
  g_object_unref (visit->stream);
  g_object_unref (visit->socket);
  g_free (visit);
  count_visit (self, -1);
  return NULL;
}

static gpointer
run_acceptor (gpointer data)
{
  FaultProxy *self = data;
  GSocket *socket;

  for (guint64 number = 0; (socket = g_socket_accept (self->listening, self->cancel, NULL)) != NULL; number++)
    {
      Visit *visit = g_new0 (Visit, 1);

      visit->proxy = self;
      visit->socket = socket;
      visit->number = number;
      count_visit (self, 1);
      g_thread_unref (g_thread_new ("fault-proxy", run_visit, visit));
    }
  return NULL;
}

static gboolean
listen_on (FaultProxy *self, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->config.listen_port);
  g_autoptr (GSocketAddress) local = NULL;

  self->listening = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (self->listening == NULL)
    return FALSE;
  g_socket_set_listen_backlog (self->listening, 128);
  if (!g_socket_bind (self->listening, address, TRUE, error) || !g_socket_listen (self->listening, error))
    return FALSE;
  local = g_socket_get_local_address (self->listening, error);
  if (local == NULL)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return TRUE;
}

/**
 * fault_proxy_new:
 * @config: copied
 * @error: the port cannot be had
 *
 * Returns: (transfer full) (nullable): a proxy on loopback that works until it is freed; for any thread
 */
FaultProxy *
fault_proxy_new (const FaultProxyConfig *config, GError **error)
{
  FaultProxy *self = g_new0 (FaultProxy, 1);

  self->config = *config;
  if (config->certificate != NULL)
    g_object_ref (config->certificate);
  self->host = g_strdup (config->host == NULL ? "127.0.0.1" : config->host);
  self->cancel = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
  g_queue_init (&self->forced);
  if (listen_on (self, error))
    self->acceptor = g_thread_new ("fault-proxy-acceptor", run_acceptor, self);
  else
    g_clear_pointer (&self, fault_proxy_free);
  return self;
}

/* Ends all connections at once and waits for the threads. */
void
fault_proxy_free (FaultProxy *self)
{
  g_cancellable_cancel (self->cancel);
  if (self->acceptor != NULL)
    g_thread_join (self->acceptor);
  g_mutex_lock (&self->mutex);
  while (self->visits > 0)
    g_cond_wait (&self->ended, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (self->listening != NULL)
    g_socket_close (self->listening, NULL);
  g_clear_object (&self->listening);
  g_clear_object (&self->config.certificate);
  g_clear_object (&self->cancel);
  g_queue_clear (&self->forced);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  g_free (self->host);
  g_free (self);
}

guint16
fault_proxy_get_port (FaultProxy *self)
{
  return self->port;
}

/* The next request meets with @fault (FAULT_NONE: with none), whatever the seed says; several wait in their order. */
void
fault_proxy_force (FaultProxy *self, Fault fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_queue_push_tail (&self->forced, GUINT_TO_POINTER (fault));
}

/* How often it happened. */
guint
fault_proxy_get_count (FaultProxy *self, Fault fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->counts[fault];
}

/* From the next request on; 0: the network is good again. */
void
fault_proxy_set_per_mille (FaultProxy *self, guint per_mille)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->config.per_mille = per_mille;
}
