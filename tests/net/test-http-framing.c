/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a request ends: what is refused, and in which form the rest goes on, however the bytes are cut into packets. */
#include "salve-http-framing.h"

#include <string.h>

#include "hostile.h"

#define MAX_HEADER 4096
#define MAX_BODY 100000

typedef struct
{
  GString *passed; /* what libsoup would get */
  guint requests, refusal;
  SalveFramingState state;
} Outcome;

static void
clear (Outcome *outcome)
{
  g_string_free (outcome->passed, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear)

static void
drain (SalveHttpFraming *framing, Outcome *outcome)
{
  guint8 buffer[1000];
  gsize n;

  while ((n = salve_http_framing_give (framing, buffer, sizeof buffer)) > 0)
    g_string_append_len (outcome->passed, (char *)buffer, n);
  if (salve_http_framing_get_state (framing) == SALVE_FRAMING_END)
    {
      outcome->requests++;
      salve_http_framing_begin (framing);
    }
}

/* Feeds @bytes in packets of @packet, each in a block of its own size. */
static Outcome
feed (const char *bytes, gsize n, gsize packet)
{
  g_autoptr (SalveHttpFraming) framing = salve_http_framing_new (MAX_HEADER, MAX_BODY, NULL, NULL);
  Outcome outcome = { .passed = g_string_new (NULL) };

  for (gsize at = 0; at < n; at += packet)
    {
      gsize size = MIN (packet, n - at), used = 0;
      g_autofree guint8 *block = g_malloc (size);

      memcpy (block, bytes + at, size);
      while (used < size && salve_http_framing_get_state (framing) != SALVE_FRAMING_REFUSED)
        {
          used += salve_http_framing_take (framing, block + used, size - used);
          drain (framing, &outcome);
        }
    }
  outcome.refusal = salve_http_framing_get_refusal (framing, NULL);
  outcome.state = salve_http_framing_get_state (framing);
  return outcome;
}

static void
test_hostile (gconstpointer data)
{
  const Hostile *one = data;
  gsize n = one->n > 0 ? one->n : strlen (one->bytes);

  for (gsize packet = 1; packet <= n; packet++)
    {
      g_auto (Outcome) outcome = feed (one->bytes, n, packet);

      g_assert_cmpuint (outcome.refusal, ==, one->status);
      g_assert_cmpuint (outcome.requests, ==, 0);
      g_assert_null (strstr (outcome.passed->str, "smuggled"));
    }
}

typedef struct
{
  const char *name, *bytes, *passed;
} Sound;

static const Sound sound[] = {
  { "get", "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n" },
  { "old", "GET / HTTP/1.0\r\nHost: h:80\r\n\r\n", "GET / HTTP/1.0\r\nHost: h:80\r\n\r\n" },
  { "ipv6", "GET / HTTP/1.1\r\nhost: [::1]:8443\r\n\r\n", "GET / HTTP/1.1\r\nhost: [::1]:8443\r\n\r\n" },
  { "spaces", "GET / HTTP/1.1\r\nHost:h\r\nX:  a b \t\r\nY:\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nX: a b\r\nY: \r\n\r\n" },
  { "utf-8", "GET / HTTP/1.1\r\nHost: h\r\nX: \xc3\xa9\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nX: \xc3\xa9\r\n\r\n" },
  { "empty-line-before", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\n" },
  { "absolute", "GET HTTP://H:1/a?b HTTP/1.1\r\nHost: h:1\r\n\r\n",
    "GET /a?b HTTP/1.1\r\nHost: h:1\r\n\r\n" },
  { "absolute-no-path", "GET http://h?b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /?b HTTP/1.1\r\nHost: h\r\n\r\n" },
  { "options", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n" },
  { "cookies", "GET / HTTP/1.1\r\nHost: h\r\nCookie: a\r\nCookie: b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nCookie: a\r\nCookie: b\r\n\r\n" },
  { "length", POST "Content-Length: 005\r\n\r\na\nb\rc", POST "Content-Length: 005\r\n\r\na\nb\rc" },
  { "no-body", POST "Content-Length: 0\r\n\r\n", POST "Content-Length: 0\r\n\r\n" },
  { "chunks", POST "TRANSFER-encoding: Chunked\r\n\r\n3\r\nabc\r\n002\r\nde\r\n0\r\n\r\n",
    POST "TRANSFER-encoding: Chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n" },
  { "chunk-extensions", CHUNKED "A;x=\"y\" ; z\r\n0123456789\r\n0;last\r\n\r\n",
    CHUNKED "a\r\n0123456789\r\n0\r\n\r\n" },
  { "trailers",
    POST "Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\nContent-Length: 7\r\n\r\n",
    CHUNKED "1\r\na\r\n0\r\n\r\n" },
  { "no-chunks", CHUNKED "0\r\n\r\n", CHUNKED "0\r\n\r\n" },
};

static void
test_sound (gconstpointer data)
{
  const Sound *one = data;
  gsize n = strlen (one->bytes);
  g_autofree char *twice = g_strconcat (one->bytes, one->bytes, NULL);
  g_autofree char *passed_twice = g_strconcat (one->passed, one->passed, NULL);

  for (gsize packet = 1; packet <= n; packet++)
    {
      g_auto (Outcome) outcome = feed (one->bytes, n, packet);
      g_auto (Outcome) double_outcome = feed (twice, 2 * n, packet);

      g_assert_cmpstr (outcome.passed->str, ==, one->passed);
      g_assert_cmpuint (outcome.requests, ==, 1);
      g_assert_cmpint (outcome.state, ==, SALVE_FRAMING_REST);
      g_assert_cmpstr (double_outcome.passed->str, ==, passed_twice);
      g_assert_cmpuint (double_outcome.requests, ==, 2);
    }
}

/* Half a request is neither whole nor refused. */
static void
test_half (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
    for (gsize n = 1; n < strlen (sound[i].bytes); n++)
      {
        g_auto (Outcome) outcome = feed (sound[i].bytes, n, n);

        g_assert_cmpuint (outcome.requests, ==, 0);
        g_assert_cmpuint (outcome.refusal, ==, 0);
      }
}

static void
expect (GString *bytes, guint status)
{
  g_auto (Outcome) outcome = feed (bytes->str, bytes->len, 500);

  g_assert_cmpuint (outcome.refusal, ==, status);
  g_assert_cmpuint (outcome.requests, ==, status == 0 ? 1 : 0);
}

static void
fill (GString *bytes, gsize n, char c)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_c (bytes, c);
}

/* Each limit at its last good byte and at the first bad one. */
static void
test_header_limit (void)
{
  const char *start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";

  for (guint more = 0; more < 2; more++)
    {
      g_autoptr (GString) bytes = g_string_new (start);

      fill (bytes, MAX_HEADER - strlen (start) - 4 + more, 'x');
      g_string_append (bytes, "\r\n\r\n");
      expect (bytes, more ? 431 : 0);
    }
}

static void
test_field_limit (void)
{
  for (guint more = 0; more < 2; more++)
    {
      g_autoptr (GString) bytes = g_string_new ("GET / HTTP/1.1\r\nHost: h\r\n");

      for (guint i = 0; i < 99 + more; i++)
        g_string_append (bytes, "X: y\r\n");
      g_string_append (bytes, "\r\n");
      expect (bytes, more ? 431 : 0);
    }
}

static void
test_line_limit (void)
{
  g_autoptr (SalveHttpFraming) framing = salve_http_framing_new (G_MAXSIZE, MAX_BODY, NULL, NULL);
  g_autoptr (GString) bytes = g_string_new ("GET /");

  fill (bytes, 20000, 'x');
  salve_http_framing_take (framing, (guint8 *)bytes->str, bytes->len);
  g_assert_cmpuint (salve_http_framing_get_refusal (framing, NULL), ==, 414);
}

static void
test_length_limit (void)
{
  for (guint more = 0; more < 2; more++)
    {
      g_autoptr (GString) bytes = g_string_new (POST);

      g_string_append_printf (bytes, "Content-Length: %u\r\n\r\n", MAX_BODY + more);
      fill (bytes, MAX_BODY + more, 'x');
      expect (bytes, more ? 413 : 0);
    }
}

static void
test_chunk_limit (void)
{
  for (guint more = 0; more < 2; more++)
    {
      g_autoptr (GString) bytes = g_string_new (CHUNKED);

      for (guint i = 0; i < MAX_BODY + more; i++)
        g_string_append (bytes, "1\r\nx\r\n");
      g_string_append (bytes, "0\r\n\r\n");
      expect (bytes, more ? 413 : 0);
    }
}

static void
test_aside_limit (void)
{
  const struct
  {
    const char *text;
    guint fits, status;
  } cases[] = { { "1;0123456789\r\nx\r\n", 700, 400 }, { "X: y\r\n", 1300, 431 } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (guint more = 0; more < 2; more++)
      {
        g_autoptr (GString) bytes = g_string_new (CHUNKED);

        if (c == 1)
          g_string_append (bytes, "0\r\n");
        for (guint i = 0; i < cases[c].fits * (more ? 2 : 1); i++)
          g_string_append (bytes, cases[c].text);
        g_string_append (bytes, c == 0 ? "0\r\n\r\n" : "\r\n");
        expect (bytes, more ? cases[c].status : 0);
      }
}

static void
test_long_chunk_line (void)
{
  g_autofree char *extension = g_strnfill (300, 'x');
  g_autoptr (GString) bytes = g_string_new (NULL);

  g_string_printf (bytes, "%s1;%s\r\nx\r\n0\r\n\r\n", CHUNKED, extension);
  expect (bytes, 400);
}

/* A body in chunks of one byte goes on in pieces of 16 KiB: libsoup keeps each piece as an object. */
static void
test_pieces (void)
{
  g_autoptr (GString) bytes = g_string_new (CHUNKED);
  g_auto (Outcome) outcome = { 0 };
  guint pieces = 0;

  for (guint i = 0; i < 50000; i++)
    g_string_append (bytes, "1\r\nx\r\n");
  g_string_append (bytes, "0\r\n\r\n");
  outcome = feed (bytes->str, bytes->len, 7);
  for (const char *p = outcome.passed->str; (p = strstr (p, "\r\nx")) != NULL; p++)
    pieces++;
  g_assert_cmpuint (pieces, ==, (50000 + SALVE_HTTP_PIECE - 1) / SALVE_HTTP_PIECE);
}

static gsize
limit_by_path (const char *method, const char *path, gpointer data)
{
  g_assert_cmpstr (method, ==, "POST");
  return g_str_equal (path, "/small") ? 10 : 1000000;
}

static void
test_limit_by_path (void)
{
  const struct
  {
    const char *bytes;
    guint refusal;
  } cases[] = {
    { "POST /small?x=/large HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n", 0 },
    { "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", 413 },
    { "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n", 413 },
    { "POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n", 0 },
    { "POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n",
      413 }, /* the listener's own limit stays */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveHttpFraming) framing =
          salve_http_framing_new (MAX_HEADER, MAX_BODY, limit_by_path, NULL);
      const guint8 *bytes = (const guint8 *)cases[i].bytes;
      gsize n = strlen (cases[i].bytes);
      gsize used = salve_http_framing_take (framing, bytes, n);
      guint8 buffer[1000];

      salve_http_framing_give (framing, buffer, sizeof buffer);
      salve_http_framing_take (framing, bytes + used, n - used);
      g_assert_cmpuint (salve_http_framing_get_refusal (framing, NULL), ==, cases[i].refusal);
    }
}

static void
test_upgrade (void)
{
  const struct
  {
    const char *bytes;
    gboolean asks;
  } cases[] = {
    { "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n\r\n", TRUE },
    { "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n", FALSE },
    { "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", FALSE },
    { "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n",
      FALSE },
    { "POST / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", FALSE },
    { "GET / HTTP/1.0\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveHttpFraming) framing = salve_http_framing_new (MAX_HEADER, MAX_BODY, NULL, NULL);

      salve_http_framing_take (framing, (const guint8 *)cases[i].bytes, strlen (cases[i].bytes));
      g_assert_cmpint (salve_http_framing_get_state (framing), ==, SALVE_FRAMING_END);
      g_assert_cmpint (salve_http_framing_asks_upgrade (framing), ==, cases[i].asks);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/http-framing/refused/", hostile[i].name, NULL);

      g_test_add_data_func (path, &hostile[i], test_hostile);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
    {
      g_autofree char *path = g_strconcat ("/http-framing/sound/", sound[i].name, NULL);

      g_test_add_data_func (path, &sound[i], test_sound);
    }
  g_test_add_func ("/http-framing/half", test_half);
  g_test_add_func ("/http-framing/limit/header", test_header_limit);
  g_test_add_func ("/http-framing/limit/fields", test_field_limit);
  g_test_add_func ("/http-framing/limit/request-line", test_line_limit);
  g_test_add_func ("/http-framing/limit/length", test_length_limit);
  g_test_add_func ("/http-framing/limit/chunks", test_chunk_limit);
  g_test_add_func ("/http-framing/limit/aside", test_aside_limit);
  g_test_add_func ("/http-framing/limit/chunk-line", test_long_chunk_line);
  g_test_add_func ("/http-framing/limit/by-path", test_limit_by_path);
  g_test_add_func ("/http-framing/pieces", test_pieces);
  g_test_add_func ("/http-framing/upgrade", test_upgrade);
  return g_test_run ();
}
