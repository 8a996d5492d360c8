/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the guarded accept loop costs: requests a second and the slowest hundredth, with 1, 16 and 256 connections that
 * each wait for their answer, from SoupServer alone (the limit: it checks and guards nothing) and behind the listener, by
 * turns; and the resident memory of 1,000 idle websockets. The server is a process of its own on the same machine. */
#include "salve-listener.h"

#include <netinet/in.h>
#include <signal.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 1.0
#define ROUNDS 5
#define SOCKETS 1000
#define MOST 256
#define BODY 1500 /* bytes; about a Patient */

static const char request[] =
    "GET /fhir/Patient/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/fhir+json\r\n"
    "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\n\r\n";
static const char upgrade[] =
    "GET /socket HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

typedef struct
{
  pid_t pid;
  guint16 port;
} Server;

static void
handle (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  static char body[BODY];

  memset (body, 'x', sizeof body);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/fhir+json", SOUP_MEMORY_STATIC, body, sizeof body);
}

static void
handle_socket (SoupServer *soup,
               SoupServerMessage *message,
               const char *path,
               SoupWebsocketConnection *connection,
               gpointer listener)
{
  g_object_ref (connection); /* until the process ends */
  if (listener != NULL)
    salve_listener_keep_open (listener, message);
}

static guint16
listen_alone (SoupServer *soup)
{
  GSList *uris;
  guint16 port;

  soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL);
  uris = soup_server_get_uris (soup);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return port;
}

static void
run_server (gboolean guarded, int report)
{
  const SalveListenerLimits limits = { .per_address = 2000, .total = 2000 };
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  g_autoptr (SalveListener) listener = guarded ? salve_listener_new (soup, &limits) : NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint16 port;

  soup_server_add_handler (soup, NULL, handle, NULL, NULL);
  soup_server_add_websocket_handler (soup, "/socket", NULL, NULL, handle_socket, listener, NULL);
  if (guarded)
    salve_listener_listen (listener, address, NULL, NULL);
  port = guarded ? salve_listener_get_port (listener) : listen_alone (soup);
  if (write (report, &port, sizeof port) == sizeof port)
    g_main_loop_run (loop);
}

static Server
start_server (gboolean guarded)
{
  Server server;
  int report[2];

  if (pipe (report) != 0 || (server.pid = fork ()) < 0)
    g_error ("No server can be started");
  if (server.pid == 0)
    {
      run_server (guarded, report[1]);
      _exit (0);
    }
  if (read (report[0], &server.port, sizeof server.port) != sizeof server.port)
    g_error ("The server did not start");
  close (report[0]);
  close (report[1]);
  return server;
}

static void
stop_server (Server *server)
{
  kill (server->pid, SIGKILL);
  waitpid (server->pid, NULL, 0);
}

static int
connect_to (const Server *server)
{
  struct sockaddr_in name = { .sin_family = AF_INET,
                              .sin_port = g_htons (server->port),
                              .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  if (connect (fd, (struct sockaddr *)&name, sizeof name) != 0)
    g_error ("No connection");
  return fd;
}

static void
send_all (int fd, const char *text)
{
  if (send (fd, text, strlen (text), MSG_NOSIGNAL) != (ssize_t)strlen (text))
    g_error ("Nothing can be sent");
}

/* Reads one whole answer of @length bytes; TRUE when it is there. */
static gboolean
receive (int fd, gsize *got, gsize length)
{
  char buffer[16384];
  ssize_t n = recv (fd, buffer, sizeof buffer, 0);

  if (n <= 0)
    g_error ("The server has closed");
  *got += n;
  return *got >= length;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return first < second ? -1 : first > second;
}

static gsize
learn_length (const Server *server)
{
  int fd = connect_to (server);
  char buffer[16384], *end = NULL;
  gsize all = 0;

  send_all (fd, request);
  while (end == NULL || all < (gsize)(end - buffer) + 4 + BODY)
    {
      ssize_t n = recv (fd, buffer + all, sizeof buffer - all, 0);

      if (n <= 0)
        g_error ("No answer");
      all += n;
      end = memmem (buffer, all, "\r\n\r\n", 4);
    }
  close (fd);
  return all;
}

/* Seconds of processor time. */
static double
get_cpu (const Server *server)
{
  clockid_t clock;
  struct timespec time;

  if (clock_getcpuclockid (server->pid, &clock) != 0 || clock_gettime (clock, &time) != 0)
    g_error ("The server's processor time is not known");
  return time.tv_sec + time.tv_nsec / 1e9;
}

typedef struct
{
  double rate; /* requests a second */
  double p99;  /* milliseconds */
  double cpu;  /* microseconds of the server's processor time a request */
} Load;

static Load
load (const Server *server, guint connections)
{
  struct pollfd polls[MOST];
  gsize got[MOST] = { 0 }, length = learn_length (server);
  double sent[MOST], start, now, cpu;
  Load result;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  /* One after the other: SoupServer's own queue of who is not accepted yet has ten places. */
  for (guint i = 0; i < connections; i++)
    {
      polls[i] = (struct pollfd){ .fd = connect_to (server), .events = POLLIN };
      send_all (polls[i].fd, request);
      while (!receive (polls[i].fd, &got[i], length))
        ;
      got[i] = 0;
    }
  start = now = g_get_monotonic_time () / 1e6;
  cpu = get_cpu (server);
  for (guint i = 0; i < connections; i++)
    {
      send_all (polls[i].fd, request);
      sent[i] = start;
    }
  while (now - start < SECONDS)
    {
      poll (polls, connections, -1);
      now = g_get_monotonic_time () / 1e6;
      for (guint i = 0; i < connections; i++)
        if (polls[i].revents != 0 && receive (polls[i].fd, &got[i], length))
          {
            double took = (now - sent[i]) * 1000;

            g_array_append_val (times, took);
            got[i] = 0;
            sent[i] = now;
            send_all (polls[i].fd, request);
          }
    }
  result.cpu = (get_cpu (server) - cpu) / times->len * 1e6;
  for (guint i = 0; i < connections; i++)
    close (polls[i].fd);
  g_array_sort (times, compare);
  result.p99 = g_array_index (times, double, times->len * 99 / 100);
  result.rate = times->len / (now - start);
  return result;
}

static double
get_resident_kib (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int)pid), *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return g_ascii_strtod (strstr (text, "VmRSS:") + strlen ("VmRSS:"), NULL);
}

static double
measure_sockets (gboolean guarded)
{
  Server server = start_server (guarded);
  int fds[SOCKETS];
  double before, each;
  char buffer[4096];

  learn_length (&server);
  before = get_resident_kib (server.pid);
  for (guint i = 0; i < SOCKETS; i++)
    {
      fds[i] = connect_to (&server);
      send_all (fds[i], upgrade);
      if (recv (fds[i], buffer, sizeof buffer, 0) < 12 || memcmp (buffer + 9, "101", 3) != 0)
        g_error ("No websocket");
    }
  each = (get_resident_kib (server.pid) - before) / SOCKETS;
  for (guint i = 0; i < SOCKETS; i++)
    close (fds[i]);
  stop_server (&server);
  return each;
}

static double
median (const Load *loads, gsize offset)
{
  double values[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    values[i] = G_STRUCT_MEMBER (double, &loads[i], offset);
  qsort (values, ROUNDS, sizeof *values, compare);
  return values[ROUNDS / 2];
}

static void
print_load (guint connections, const char *name, const Load *loads)
{
  printf ("%s-%u-rate %f /s\n", name, connections, median (loads, G_STRUCT_OFFSET (Load, rate)));
  printf ("%s-%u-p99 %f ms\n", name, connections, median (loads, G_STRUCT_OFFSET (Load, p99)));
  printf ("%s-%u-cpu %f us/request\n", name, connections, median (loads, G_STRUCT_OFFSET (Load, cpu)));
}

int
main (void)
{
  static const guint connections[] = { 1, 16, MOST };
  struct rlimit limit;
  Server alone, guarded;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = MIN (limit.rlim_max, 8192);
  setrlimit (RLIMIT_NOFILE, &limit);
  alone = start_server (FALSE);
  guarded = start_server (TRUE);
  for (guint c = 0; c < G_N_ELEMENTS (connections); c++)
    {
      Load loads[2][ROUNDS];

      for (guint round = 0; round < ROUNDS; round++)
        {
          loads[0][round] = load (&alone, connections[c]);
          loads[1][round] = load (&guarded, connections[c]);
        }
      print_load (connections[c], "soup-alone", loads[0]);
      print_load (connections[c], "listener", loads[1]);
      printf ("listener-%u-cpu-of-soup %f times\n", connections[c],
              median (loads[1], G_STRUCT_OFFSET (Load, cpu))
                  / median (loads[0], G_STRUCT_OFFSET (Load, cpu)));
    }
  stop_server (&alone);
  stop_server (&guarded);
  printf ("soup-alone-idle-websocket %f KiB\n", measure_sockets (FALSE));
  printf ("listener-idle-websocket %f KiB\n", measure_sockets (TRUE));
  return 0;
}
