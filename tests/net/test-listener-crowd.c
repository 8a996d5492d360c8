/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many, large and endless: how many may be connected, how much they may send, how much memory that takes, and what
 * happens when there are no files left to accept with. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listening-server.h"
#include "salve-net-error.h"

#define MIB (1024u * 1024u)

static const char get[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
static const char get_known[] = "GET /known HTTP/1.1\r\nHost: h\r\n\r\n";
static const char get_unknown[] = "GET /unknown HTTP/1.1\r\nHost: h\r\n\r\n";

static void
drain_events (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static Server *
server_new_small (guint per_address, guint total)
{
  const SalveListenerLimits limits = { .header_seconds = NEVER,
                                       .body_seconds = NEVER,
                                       .idle_seconds = NEVER,
                                       .per_address = per_address,
                                       .total = total };

  return server_new_with (&limits, NULL);
}

/* Who came first stays; as soon as one goes, another may come. */
static void
check_crowd (Server *server, guint fits)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);
  g_autoptr (RawClient) late = NULL;

  for (guint i = 0; i < fits; i++)
    {
      g_ptr_array_add (clients, server_talk (server, get, -1));
      raw_client_wait_for (clients->pdata[i], "HTTP/1.1 200 ", 1);
    }
  late = server_talk (server, get, -1);
  raw_client_wait_end (late);
  g_assert_cmpuint (late->received->len, ==, 0);
  g_assert_cmpuint (server_get_open (server), ==, fits);
  g_assert_cmpuint (server_get_refused (server), ==, 1);
  g_ptr_array_remove_index (clients, 0);
  while (server_get_open (server) == fits)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&late, raw_client_free);
  late = server_talk (server, get, -1);
  raw_client_wait_for (late, "HTTP/1.1 200 ", 1);
  for (guint i = 0; i < clients->len; i++)
    g_assert_false (((RawClient *)clients->pdata[i])->ended);
}

static void
test_per_address (void)
{
  g_autoptr (Server) server = server_new_small (4, 100);

  check_crowd (server, 4);
}

static RawClient *
arrive (Server *server, const char *request)
{
  RawClient *client = server_talk (server, request, -1);

  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
  return client;
}

static void
assert_turned_away (Server *server)
{
  guint64 refused = server_get_refused (server);
  g_autoptr (RawClient) late = server_talk (server, get, -1);

  raw_client_wait_end (late);
  g_assert_cmpuint (late->received->len, ==, 0);
  g_assert_cmpuint (server_get_refused (server), ==, refused + 1);
}

/* A clinic behind one address: as many desks as three quarters of all, though only two strangers at one time. */
static void
test_known (void)
{
  g_autoptr (Server) server = server_new_small (2, 12);
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);

  for (guint i = 0; i < 9; i++)
    g_ptr_array_add (desks, arrive (server, get_known));
  assert_turned_away (server);
  for (guint i = 0; i < desks->len; i++)
    {
      raw_client_send (desks->pdata[i], get, -1);
      raw_client_wait_for (desks->pdata[i], "HTTP/1.1 200 ", 2);
    }
  g_assert_cmpuint (server_get_open (server), ==, 9);
}

/* Whoever trickles headers from that address takes what strangers have there, and nothing of the desks; and a desk that was
 * signed out is a stranger again. */
static void
test_strangers_beside_known (void)
{
  g_autoptr (Server) server = server_new_small (2, 12);
  g_autoptr (RawClient) desk = arrive (server, get_known), other = arrive (server, get_known);
  g_autoptr (RawClient) slow = server_talk (server, get, 20), late = NULL;
  g_autoptr (RawClient) slower = NULL;

  while (slow->sending->len > 0 || server_get_open (server) < 3)
    raw_client_step (slow);
  raw_client_send (other, get_unknown, -1);
  raw_client_wait_for (other, "HTTP/1.1 200 ", 2);
  assert_turned_away (server);
  raw_client_send (desk, get, -1);
  raw_client_wait_for (desk, "HTTP/1.1 200 ", 2);
  raw_client_send (other, get_known, -1);
  raw_client_wait_for (other, "HTTP/1.1 200 ", 3);
  slower = arrive (server, get);
  assert_turned_away (server);
  /* Its place is free again when it goes, whoever it was counted among. */
  g_clear_pointer (&slower, raw_client_free);
  while (server_get_open (server) > 3)
    g_main_context_iteration (NULL, TRUE);
  late = arrive (server, get);
  g_assert_false (desk->ended || other->ended || slow->ended);
}

/* Where all places are taken a stranger gives way first, though a desk has rested longer. */
static void
test_strangers_give_way (void)
{
  g_autoptr (Server) server = server_new_small (100, 3);
  g_autoptr (RawClient) desk = arrive (server, get_known), stranger = NULL, third = NULL, late = NULL;

  drain_events ();
  stranger = arrive (server, get);
  drain_events ();
  third = arrive (server, get);
  drain_events ();
  late = arrive (server, get);
  raw_client_wait_end (stranger);
  raw_client_send (desk, get, -1);
  raw_client_wait_for (desk, "HTTP/1.1 200 ", 2);
}

/* In the middle of a request nobody gives way. */
static void
test_total (void)
{
  g_autoptr (Server) server = server_new_small (100, 3);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);
  g_autoptr (RawClient) late = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_ptr_array_add (clients, server_talk (server, get, 20));
      while (((RawClient *)clients->pdata[i])->sending->len > 0 || server_get_open (server) <= i)
        raw_client_step (clients->pdata[i]);
    }
  late = server_talk (server, get, -1);
  raw_client_wait_end (late);
  g_assert_cmpuint (late->received->len, ==, 0);
  g_assert_cmpuint (server_get_refused (server), ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      raw_client_send (clients->pdata[i], get + 20, -1);
      raw_client_wait_for (clients->pdata[i], "HTTP/1.1 200 ", 1);
    }
}

/* Who has rested longest goes first, and nobody is turned away. */
static void
test_gives_way (void)
{
  g_autoptr (Server) server = server_new_small (100, 3);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);

  for (guint i = 0; i < 6; i++)
    {
      g_ptr_array_add (clients, server_talk (server, get, -1));
      raw_client_wait_for (clients->pdata[i], "HTTP/1.1 200 ", 1);
      /* It rests once the listener knows that the answer is whole. */
      drain_events ();
    }
  for (guint i = 0; i < 3; i++)
    raw_client_wait_end (clients->pdata[i]);
  for (guint i = 3; i < 6; i++)
    {
      raw_client_send (clients->pdata[i], get, -1);
      raw_client_wait_for (clients->pdata[i], "HTTP/1.1 200 ", 2);
    }
  g_assert_cmpuint (server_get_refused (server), ==, 0);
  g_assert_cmpuint (server_get_open (server), ==, 3);
}

/* Another address has its own count. */
static void
test_other_address (void)
{
  g_autoptr (Server) server = server_new_small (1, 100);
  g_autoptr (GInetAddress) from = g_inet_address_new_from_string ("127.0.0.2");
  g_autoptr (GInetAddress) to = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new (from, 0);
  g_autoptr (GSocketAddress) remote = g_inet_socket_address_new (to, server->port);
  g_autoptr (RawClient) first = server_talk (server, get, -1);
  g_autoptr (GSocket) second =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  raw_client_wait_for (first, "HTTP/1.1 200 ", 1);
  g_socket_bind (second, local, FALSE, &error);
  g_assert_no_error (error);
  g_socket_connect (second, remote, NULL, &error);
  g_assert_no_error (error);
  while (server_get_open (server) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server_get_refused (server), ==, 0);
}

static void
raise_file_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = MIN (limit.rlim_max, 8192);
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* 900 who send half a request and wait: they take 256 places, lose them in time, and the next is served. */
static void
test_half_open (void)
{
  const SalveListenerLimits limits = {
    .header_seconds = 0.2, .body_seconds = NEVER, .idle_seconds = NEVER, .per_address = 1000
  };
  g_autoptr (Server) server = NULL;
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);
  g_autoptr (RawClient) honest = NULL;
  guint most = 0;

  raise_file_limit ();
  server = server_new_with (&limits, NULL);
  for (guint i = 0; i < 900; i++)
    {
      g_ptr_array_add (clients, server_talk (server, "GET / HTTP/1.1\r\nHost", -1));
      raw_client_step (clients->pdata[i]);
      drain_events ();
      most = MAX (most, server_get_open (server));
    }
  for (guint i = 0; i < clients->len; i++)
    raw_client_wait_end (clients->pdata[i]);
  /* Each was told why (408), and its socket stays for a moment so that it can hear it. */
  while (server_get_open (server) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (most, <=, 256);
  g_assert_cmpuint (most, >, 200);
  honest = server_talk (server, get, -1);
  raw_client_wait_for (honest, "HTTP/1.1 200 ", 1);
  g_assert_cmpuint (server->handled, ==, 1);
}

/* The kernel's highest mark of resident memory; a sanitizer keeps what is freed, so it says nothing there. */
static gsize
get_peak_memory (void)
{
#ifdef __SANITIZE_ADDRESS__
  return 0;
#else
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = strstr (status, "VmHWM:");
  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10) * 1024;
#endif
}

/* Puts the mark to what is in use now. */
static gsize
reset_peak_memory (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  if (file != NULL)
    {
      fputs ("5", file);
      fclose (file);
    }
  return get_peak_memory ();
}

static void
test_large_header (void)
{
  g_autoptr (Server) server = server_new ();
  g_autofree char *block = g_strnfill (MIB, 'x');
  g_autoptr (RawClient) client = server_talk (server, "GET / HTTP/1.1\r\nHost: h\r\nX: ", -1);

  raw_client_send (client, block, MIB);
  raw_client_wait_end (client);
  g_assert_true (
      g_str_has_prefix (client->received->str, "HTTP/1.1 431 Request Header Fields Too Large\r\n"));
}

static void
test_long_target (void)
{
  g_autoptr (Server) server = server_new ();
  g_autofree char *block = g_strnfill (MIB, 'x');
  g_autoptr (RawClient) client = server_talk (server, "GET /", -1);

  raw_client_send (client, block, MIB);
  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 414 "));
}

/* Refused by its length, before any of it is sent. */
static void
test_large_body (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client =
      server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 400000000\r\n\r\n", -1);

  raw_client_wait_end (client);
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 413 "));
  g_assert_cmpuint (server->handled, ==, 0);
}

static gsize
limit_to_ten (const char *method, const char *path, gpointer data)
{
  return 10;
}

static void
test_body_limit (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (RawClient) client = NULL;

  salve_listener_set_body_limit (server->listener, limit_to_ten, NULL);
  client = server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789", -1);
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
  raw_client_send (
      client, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n", -1);
  raw_client_wait_end (client);
  g_assert_cmpuint (raw_client_count (client, "HTTP/1.1 413 "), ==, 1);
  g_assert_cmpuint (server->handled, ==, 1);
}

/* Chunks for ever, 400 MB if they are taken: counted, and ended at the limit. */
static void
test_endless_chunks (void)
{
  const SalveListenerLimits limits = {
    .header_seconds = NEVER, .body_seconds = NEVER, .idle_seconds = NEVER, .max_body = 4 * MIB
  };
  g_autoptr (Server) server = server_new_with (&limits, NULL);
  g_autoptr (RawClient) client =
      server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", -1);
  g_autofree char *block = g_strnfill (64 * 1024, 'x');
  gsize before = reset_peak_memory ();

  while (!client->ended && client->sent < 400 * MIB)
    {
      if (client->sending->len == 0)
        {
          raw_client_send (client, "10000\r\n", -1);
          raw_client_send (client, block, 64 * 1024);
          raw_client_send (client, "\r\n", 2);
        }
      raw_client_step (client);
    }
  g_assert_true (g_str_has_prefix (client->received->str, "HTTP/1.1 413 "));
  g_assert_cmpuint (client->sent, <, 32 * MIB);
  g_assert_cmpuint (get_peak_memory () - before, <, 32 * MIB);
  g_assert_cmpuint (server->handled, ==, 0);
}

/* Bodies of one byte a chunk must not cost an object a byte in libsoup. */
static void
test_small_chunks (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (GString) chunks = g_string_new (NULL);
  g_autoptr (RawClient) client =
      server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", -1);
  gsize before;

  for (guint i = 0; i < MIB; i++)
    g_string_append (chunks, "1\r\nx\r\n");
  raw_client_send (client, chunks->str, chunks->len);
  raw_client_send (client, "0\r\n\r\n", -1);
  before = reset_peak_memory ();
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
  g_assert_cmpuint (server->body, ==, MIB);
  g_assert_cmpuint (get_peak_memory () - before, <, 16 * MIB);
}

/* Each is within its limit, all together are not. */
static void
test_all_bodies (void)
{
  const SalveListenerLimits limits = { .header_seconds = NEVER,
                                       .body_seconds = NEVER,
                                       .idle_seconds = NEVER,
                                       .max_body = 16 * MIB,
                                       .max_bodies = 16 * MIB };
  g_autoptr (Server) server = server_new_with (&limits, NULL);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);
  g_autofree char *block = g_strnfill (MIB, 'x');
  g_autoptr (RawClient) honest = NULL;
  guint refused = 0;
  gsize before = reset_peak_memory ();

  for (guint i = 0; i < 30; i++)
    {
      RawClient *client =
          server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16777216\r\n\r\n", -1);

      g_ptr_array_add (clients, client);
      for (guint part = 0; part < 8 && !client->ended; part++)
        {
          raw_client_send (client, block, MIB);
          while (client->sending->len > 0 && !client->ended)
            raw_client_step (client);
        }
      drain_events ();
      if (client->ended || strstr (client->received->str, "503") != NULL)
        refused++;
    }
  g_assert_cmpuint (refused, >=, 20);
  /* 240 MiB were sent; the clients' own buffers are in it. */
  g_assert_cmpuint (get_peak_memory () - before, <, 128 * MIB);
  g_ptr_array_set_size (clients, 0);
  while (server_get_open (server) > 0)
    g_main_context_iteration (NULL, TRUE);
  honest = server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n", -1);
  raw_client_send (honest, block, MIB);
  raw_client_wait_for (honest, "HTTP/1.1 200 ", 1);
  g_assert_cmpuint (server->body, ==, MIB);
}

/* The bytes that one connection held are given back after each request, not only at its end. */
static void
test_bodies_one_by_one (void)
{
  const SalveListenerLimits limits = {
    .header_seconds = NEVER, .body_seconds = NEVER, .idle_seconds = NEVER, .max_body = MIB, .max_bodies = MIB
  };
  g_autoptr (Server) server = server_new_with (&limits, NULL);
  g_autoptr (RawClient) client = server_talk (server, "", 0);
  g_autoptr (RawClient) other = NULL;
  g_autofree char *block = g_strnfill (MIB, 'x');

  for (guint i = 1; i <= 20; i++)
    {
      raw_client_send (client, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n", -1);
      raw_client_send (client, block, MIB);
      raw_client_wait_for (client, "HTTP/1.1 200 ", i);
    }
  g_assert_cmpuint (server->body, ==, 20 * MIB);
  /* Nor by one who is idle: the next has all of it. */
  other = server_talk (server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n", -1);
  raw_client_send (other, block, MIB);
  raw_client_wait_for (other, "HTTP/1.1 200 ", 1);
}

static int
get_next_file (void)
{
  int fd = dup (0);

  close (fd);
  return fd;
}

static void
set_file_limit (rlim_t files)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = files;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

/* With @files left, the loop rests although 20 are waiting; when there are files again, all are served. */
static void
check_out_of_files (int files)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify)raw_client_free);

  drain_events ();
  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (clients, raw_client_new (server->port));
  set_file_limit (get_next_file () + files);
  drain_events ();
  /* A listening socket that is readable and cannot be accepted from would be dispatched again and again. */
  g_assert_false (g_main_context_pending (NULL));
  g_assert_cmpuint (server_get_open (server), <, 20);
  raise_file_limit ();
  for (guint i = 0; i < 20; i++)
    {
      RawClient *client = clients->pdata[i];

      raw_client_send (client, get, -1);
      while (!client->ended && raw_client_count (client, "HTTP/1.1 200 ") == 0)
        raw_client_step (client);
    }
  /* Who finds the last files taken is turned away; who comes behind that waits, and is served. */
  g_assert_cmpuint (server_get_refused (server), <=, 2);
  g_assert_cmpuint (server->handled + server_get_refused (server), ==, 20);
}

static void
test_few_files (void)
{
  check_out_of_files (32 + 5);
}

static void
test_no_files (void)
{
  check_out_of_files (0);
}

static void
test_plain_elsewhere (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_false (salve_listener_listen (server->listener, address, NULL, &error));
  g_assert_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_LISTEN);
  g_clear_error (&error);
  g_assert_true (g_socket_bind (socket, address, TRUE, NULL) && g_socket_listen (socket, NULL));
  g_assert_false (salve_listener_adopt (server->listener, dup (g_socket_get_fd (socket)), NULL, &error));
  g_assert_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_LISTEN);
}

static void
test_adopt (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RawClient) client = NULL;
  int pair[2], listening = socket (AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof name;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, pair), ==, 0);
  g_assert_false (salve_listener_adopt (server->listener, pair[0], NULL, &error));
  g_assert_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_LISTEN);
  g_clear_error (&error);
  close (pair[1]);
  g_assert_cmpint (bind (listening, (struct sockaddr *)&name, sizeof name), ==, 0);
  g_assert_cmpint (listen (listening, 5), ==, 0);
  g_assert_cmpint (getsockname (listening, (struct sockaddr *)&name, &length), ==, 0);
  g_assert_true (salve_listener_adopt (server->listener, listening, NULL, &error));
  g_assert_no_error (error);
  client = raw_client_new (g_ntohs (name.sin_port));
  raw_client_send (client, get, -1);
  raw_client_wait_for (client, "HTTP/1.1 200 ", 1);
}

static void
test_port_taken (void)
{
  g_autoptr (Server) server = server_new ();
  g_autoptr (Server) other = server_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, server->port);
  g_autoptr (GError) error = NULL;

  g_assert_false (salve_listener_listen (other->listener, address, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener-crowd/per-address", test_per_address);
  g_test_add_func ("/listener-crowd/known", test_known);
  g_test_add_func ("/listener-crowd/strangers-beside-known", test_strangers_beside_known);
  g_test_add_func ("/listener-crowd/strangers-give-way", test_strangers_give_way);
  g_test_add_func ("/listener-crowd/total", test_total);
  g_test_add_func ("/listener-crowd/gives-way", test_gives_way);
  g_test_add_func ("/listener-crowd/other-address", test_other_address);
  g_test_add_func ("/listener-crowd/large-header", test_large_header);
  g_test_add_func ("/listener-crowd/long-target", test_long_target);
  g_test_add_func ("/listener-crowd/large-body", test_large_body);
  g_test_add_func ("/listener-crowd/body-limit", test_body_limit);
  g_test_add_func ("/listener-crowd/endless-chunks", test_endless_chunks);
  g_test_add_func ("/listener-crowd/small-chunks", test_small_chunks);
  g_test_add_func ("/listener-crowd/bodies/all", test_all_bodies);
  g_test_add_func ("/listener-crowd/bodies/one-by-one", test_bodies_one_by_one);
  g_test_add_func ("/listener-crowd/half-open", test_half_open);
  g_test_add_func ("/listener-crowd/files/few", test_few_files);
  g_test_add_func ("/listener-crowd/files/none", test_no_files);
  g_test_add_func ("/listener-crowd/plain-elsewhere", test_plain_elsewhere);
  g_test_add_func ("/listener-crowd/adopt", test_adopt);
  g_test_add_func ("/listener-crowd/port-taken", test_port_taken);
  return g_test_run ();
}
