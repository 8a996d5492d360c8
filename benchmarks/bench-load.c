/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-load ADDRESS:PORT CONNECTIONS SECONDS REQUESTS [TOKEN]: asks a server over connections that stay open, each of which
 * waits for its answer before it asks again, and prints a line "name value unit" for each figure. REQUESTS has a line a
 * request, "METHOD PATH" or "METHOD PATH BODY"; they come round again until the SECONDS are over, or with --once are sent
 * once each, as many as come to their turn. --plain: without TLS. --sockets: opens CONNECTIONS websockets at the first request's
 * path, says so, and holds them until its input ends. One thread with epoll; what it computes itself is printed too, since
 * whoever measures shares the machine with what is measured. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE (64 * 1024)

typedef struct
{
  int fd;
  SSL *tls; /* NULL: plain */
  GByteArray *answer;
  gsize head;        /* bytes of the answer's head; 0: not all there */
  gsize at;          /* where the next chunk begins */
  gssize length;     /* of the body; -1: it comes in chunks */
  GBytes *request;   /* what is being sent; NULL: nothing left to send */
  gsize sent;        /* bytes of it */
  gint64 begun;      /* µs */
  gboolean finished; /* has no more to ask */
} Line;

typedef struct
{
  struct sockaddr_in address;
  SSL_CTX *context;    /* NULL: plain */
  GPtrArray *requests; /* GBytes */
  guint next;
  gboolean once;
  int epoll;
  GArray *times; /* double, ms */
  guint refused;
  guint waiting; /* lines that wait for an answer */
  char problem[64];
} Load;

static GBytes *
make_request (const char *line, const char *token)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  GString *out = g_string_new (NULL);

  g_string_printf (out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/fhir+json\r\n", words[0],
                   words[1]);
  if (token != NULL)
    g_string_append_printf (out, "Authorization: Bearer %s\r\n", token);
  if (words[2] != NULL)
    g_string_append_printf (
        out, "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\nPrefer: return=minimal\r\n",
        strstr (words[1], "/api/") != NULL ? "application/json" : "application/fhir+json", strlen (words[2]));
  g_string_append (out, "\r\n");
  if (words[2] != NULL)
    g_string_append (out, words[2]);
  return g_string_free_to_bytes (out);
}

static GPtrArray *
read_requests (const char *path, const char *token)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_ptr_array_add (requests, make_request (lines[i], token));
  if (requests->len == 0)
    g_error ("%s has no requests", path);
  return requests;
}

/* Connected, and the handshake done. */
static Line *
open_line (Load *load)
{
  Line *line = g_new0 (Line, 1);
  int on = 1;

  line->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  line->answer = g_byte_array_new ();
  if (connect (line->fd, (struct sockaddr *)&load->address, sizeof load->address) != 0)
    g_error ("No connection: %s", g_strerror (errno));
  setsockopt (line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (load->context == NULL)
    return line;
  line->tls = SSL_new (load->context);
  SSL_set_fd (line->tls, line->fd);
  if (SSL_connect (line->tls) != 1)
    g_error ("No TLS with the server");
  return line;
}

static void
close_line (Line *line)
{
  g_clear_pointer (&line->tls, SSL_free);
  close (line->fd);
  g_byte_array_unref (line->answer);
  g_free (line);
}

/* Bytes; 0 when it would have to wait; -1 when the other side has closed. */
static gssize
put (Line *line, const guint8 *bytes, gsize n)
{
  int done;

  if (line->tls == NULL)
    {
      gssize sent = send (line->fd, bytes, n, MSG_NOSIGNAL);

      return sent < 0 && errno == EAGAIN ? 0 : sent;
    }
  done = SSL_write (line->tls, bytes, (int)MIN (n, G_MAXINT));
  if (done > 0)
    return done;
  return SSL_get_error (line->tls, done) == SSL_ERROR_WANT_WRITE
                 || SSL_get_error (line->tls, done) == SSL_ERROR_WANT_READ
             ? 0
             : -1;
}

static gssize
take (Line *line, guint8 *bytes, gsize n)
{
  int done;

  if (line->tls == NULL)
    {
      gssize got = recv (line->fd, bytes, n, 0);

      if (got < 0 && errno == EAGAIN)
        return 0;
      return got == 0 ? -1 : got;
    }
  done = SSL_read (line->tls, bytes, (int)n);
  if (done > 0)
    return done;
  return SSL_get_error (line->tls, done) == SSL_ERROR_WANT_READ ? 0 : -1;
}

static void
watch (Load *load, Line *line, int how, gboolean writing)
{
  struct epoll_event event = { .events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = line };

  if (epoll_ctl (load->epoll, how, line->fd, &event) != 0)
    g_error ("No epoll: %s", g_strerror (errno));
}

static void
send_some (Load *load, Line *line)
{
  while (line->request != NULL)
    {
      gsize size;
      const guint8 *bytes = g_bytes_get_data (line->request, &size);
      gssize n = put (line, bytes + line->sent, size - line->sent);

      if (n < 0)
        g_error ("The server has closed");
      if (n == 0)
        {
          watch (load, line, EPOLL_CTL_MOD, TRUE);
          return;
        }
      line->sent += (gsize)n;
      if (line->sent == size)
        line->request = NULL;
    }
}

/* Asks the next thing. @now: µs; 0 to ask no more */
static void
ask (Load *load, Line *line, gint64 now)
{
  if (now == 0 || (load->once && load->next >= load->requests->len))
    {
      line->finished = TRUE;
      return;
    }
  line->request = load->requests->pdata[load->next++ % load->requests->len];
  line->sent = 0;
  line->begun = now;
  line->head = 0;
  g_byte_array_set_size (line->answer, 0);
  load->waiting++;
  send_some (load, line);
}

static void
read_head (Line *line)
{
  const char *text = (const char *)line->answer->data, *end = memmem (text, line->answer->len, "\r\n\r\n", 4);
  g_autofree char *head = NULL;
  const char *found;

  if (end == NULL)
    return;
  line->head = (gsize)(end - text) + 4;
  line->at = line->head;
  head = g_ascii_strdown (text, (gssize)line->head);
  found = strstr (head, "\r\ncontent-length:");
  line->length = found != NULL ? (gssize)strtoll (found + 17, NULL, 10) : 0;
  if (strstr (head, "\r\ntransfer-encoding: chunked") != NULL)
    line->length = -1;
}

/* Whether the last chunk is there. */
static gboolean
has_all_chunks (Line *line)
{
  for (;;)
    {
      const char *text = (const char *)line->answer->data + line->at;
      gsize left = line->answer->len - MIN (line->at, line->answer->len), size;
      const char *end = text != NULL && left > 0 ? memmem (text, left, "\r\n", 2) : NULL;

      if (end == NULL)
        return FALSE;
      size = strtoul (text, NULL, 16);
      if (size == 0)
        return left >= (gsize)(end - text) + 4;
      line->at += (gsize)(end - text) + 2 + size + 2;
    }
}

static gboolean
is_whole (Line *line)
{
  if (line->head == 0)
    read_head (line);
  if (line->head == 0)
    return FALSE;
  return line->length < 0 ? has_all_chunks (line) : line->answer->len >= line->head + (gsize)line->length;
}

static void
note_answer (Load *load, Line *line, gint64 now)
{
  double took = (double)(now - line->begun) / 1000;

  load->waiting--;
  g_array_append_val (load->times, took);
  if (line->answer->len < 12 || line->answer->data[9] != '2')
    {
      load->refused++;
      g_strlcpy (load->problem, (const char *)line->answer->data,
                 MIN (sizeof load->problem, line->answer->len));
    }
}

/* @until: µs when no more is to be asked */
static void
receive (Load *load, Line *line, gint64 until)
{
  static guint8 buffer[AT_ONCE];
  gssize n;

  while ((n = take (line, buffer, sizeof buffer)) > 0)
    g_byte_array_append (line->answer, buffer, (guint)n);
  if (n < 0 && !line->finished)
    g_error ("The server has closed the connection");
  if (!line->finished && line->request == NULL && is_whole (line))
    {
      gint64 now = g_get_monotonic_time ();

      note_answer (load, line, now);
      ask (load, line, now < until ? now : 0);
    }
}

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return (first > second) - (first < second);
}

static void
print_figures (Load *load, double seconds, double cpu)
{
  GArray *times = load->times;

  if (times->len == 0)
    g_error ("There was no answer");
  g_array_sort (times, compare);
  printf ("rate %.1f /s\n", times->len / seconds);
  printf ("p50 %.3f ms\n", g_array_index (times, double, times->len / 2));
  printf ("p99 %.3f ms\n", g_array_index (times, double, (guint64)times->len * 99 / 100));
  printf ("max %.3f ms\n", g_array_index (times, double, times->len - 1));
  printf ("answers %u pieces\n", times->len);
  printf ("refused %u pieces\n", load->refused);
  printf ("generator-cpu %.1f us/request\n", cpu / times->len * 1e6);
  printf ("generator-busy %.1f %%\n", cpu / seconds * 100);
  if (load->refused > 0)
    fprintf (stderr, "the last refusal: %.60s\n", load->problem);
}

/* Connections are made one after the other before the clock starts. */
static GPtrArray *
open_all (Load *load, guint n)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)close_line);

  load->epoll = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; i < n; i++)
    {
      Line *line = open_line (load);

      fcntl (line->fd, F_SETFL, O_NONBLOCK);
      watch (load, line, EPOLL_CTL_ADD, FALSE);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

static void
run_load (Load *load, guint n, double seconds)
{
  g_autoptr (GPtrArray) lines = open_all (load, n);
  struct epoll_event events[256];
  gint64 begun = g_get_monotonic_time (), until = begun + (gint64)(seconds * G_USEC_PER_SEC);
  double cpu = cpu_seconds ();

  for (guint i = 0; i < lines->len; i++)
    ask (load, lines->pdata[i], g_get_monotonic_time ());
  while (load->waiting > 0)
    {
      int ready = epoll_wait (load->epoll, events, G_N_ELEMENTS (events), -1);

      for (int i = 0; i < ready; i++)
        {
          Line *line = events[i].data.ptr;

          if (events[i].events & EPOLLOUT)
            {
              send_some (load, line);
              if (line->request == NULL)
                watch (load, line, EPOLL_CTL_MOD, FALSE);
            }
          receive (load, line, until);
        }
    }
  print_figures (load, (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC, cpu_seconds () - cpu);
  close (load->epoll);
}

/* Opens websockets, each greeted by the server, and holds them until standard input ends. */
static void
hold_sockets (Load *load, guint n)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)close_line);
  guint8 buffer[4096];
  gsize size;
  const char *first = g_bytes_get_data (load->requests->pdata[0], &size);
  g_autofree char *head = g_strndup (first, size - 2);
  g_autofree char *request =
      g_strconcat (head,
                   "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                   NULL);

  for (guint i = 0; i < n; i++)
    {
      Line *line = open_line (load);
      gssize got = 0;

      g_ptr_array_add (lines, line);
      if (put (line, (const guint8 *)request, strlen (request)) != (gssize)strlen (request))
        g_error ("Nothing can be sent");
      while (got >= 0 && memmem (line->answer->data, line->answer->len, "hello", 5) == NULL)
        if ((got = take (line, buffer, sizeof buffer)) > 0)
          g_byte_array_append (line->answer, buffer, (guint)got);
      if (got < 0)
        g_error ("Websocket %u was not opened", i + 1);
    }
  printf ("open %u pieces\n", n);
  fflush (stdout);
  while (read (0, buffer, sizeof buffer) > 0)
    ;
}

static void
raise_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char **argv)
{
  gboolean plain = FALSE, sockets = FALSE;
  Load load = { .address.sin_family = AF_INET };
  const GOptionEntry options[] = { { "plain", 0, 0, G_OPTION_ARG_NONE, &plain, NULL, NULL },
                                   { "sockets", 0, 0, G_OPTION_ARG_NONE, &sockets, NULL, NULL },
                                   { "once", 0, 0, G_OPTION_ARG_NONE, &load.once, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context =
      g_option_context_new ("ADDRESS:PORT CONNECTIONS SECONDS REQUESTS [TOKEN]");
  const char *port;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc < 5
      || (port = strchr (argv[1], ':')) == NULL)
    g_error ("usage: bench-load ADDRESS:PORT CONNECTIONS SECONDS REQUESTS [TOKEN]");
  raise_limit ();
  load.address.sin_port = g_htons ((guint16)atoi (port + 1));
  load.address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  load.requests = read_requests (argv[4], argc > 5 ? argv[5] : NULL);
  load.times = g_array_new (FALSE, FALSE, sizeof (double));
  if (!plain)
    {
      load.context = SSL_CTX_new (TLS_client_method ());
      SSL_CTX_set_mode (load.context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }
  if (sockets)
    hold_sockets (&load, (guint)atoi (argv[2]));
  else
    run_load (&load, (guint)atoi (argv[2]), g_ascii_strtod (argv[3], NULL));
  g_clear_pointer (&load.context, SSL_CTX_free);
  g_ptr_array_unref (load.requests);
  g_array_unref (load.times);
  return 0;
}
