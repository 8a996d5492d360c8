/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The remote against real servers on loopback: what goes out, what comes back, and everything that it refuses. */
#include "salve-http-remote.h"

#include "test-certificate.h"
#include "test-fiber.h"
#include "test-server.h"

#include <string.h>

static const SalveHttpLimits small_limits = {
  .connect_ms = 150,
  .idle_ms = 150,
  .whole_ms = 600,
  .max_body = 64 * 1024,
};

/* Gives "first", and once that was refused "second", and so on. */
#define TEST_TYPE_TOKENS (test_tokens_get_type ())
G_DECLARE_FINAL_TYPE (TestTokens, test_tokens, TEST, TOKENS, GObject)

struct _TestTokens
{
  GObject parent_instance;
  guint n_asked;
  gboolean stubborn; /* always the same one */
  gboolean nobody;
};

static DexFuture *
test_tokens_get_token (SalveTokenSource *source, const char *refused)
{
  TestTokens *self = TEST_TOKENS (source);

  self->n_asked++;
  if (self->nobody)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH, "nobody is signed in");
  return dex_future_new_for_string (refused != NULL && !self->stubborn ? "second" : "first");
}

static void
test_tokens_iface_init (SalveTokenSourceInterface *iface)
{
  iface->get_token = test_tokens_get_token;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestTokens,
                               test_tokens,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_TOKEN_SOURCE, test_tokens_iface_init))

static void
test_tokens_class_init (TestTokensClass *klass)
{
}

static void
test_tokens_init (TestTokens *self)
{
}

/* What the server saw last. */
static struct
{
  guint n_requests;
  char *method;
  char *path;
  char *query;
  char *headers;
  char *body;
} seen;

static void
forget_seen (void)
{
  g_clear_pointer (&seen.method, g_free);
  g_clear_pointer (&seen.path, g_free);
  g_clear_pointer (&seen.query, g_free);
  g_clear_pointer (&seen.headers, g_free);
  g_clear_pointer (&seen.body, g_free);
  seen.n_requests = 0;
}

static void
note_header_cb (const char *name, const char *value, gpointer data)
{
  g_string_append_printf (data, "%s: %s\n", name, value);
}

static void
note (SoupServerMessage *message, const char *path)
{
  GString *headers = g_string_new (NULL);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  guint n_requests = seen.n_requests + 1;

  forget_seen ();
  seen.n_requests = n_requests;
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), note_header_cb, headers);
  seen.method = g_strdup (soup_server_message_get_method (message));
  seen.path = g_strdup (path);
  seen.query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  seen.headers = g_string_free (headers, FALSE);
  seen.body = g_strndup (body->data, body->length);
}

static void
answer_packed (SoupServerMessage *message, gsize size)
{
  g_autoptr (GConverter) packer = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *plain = g_strnfill (size, ' ');
  g_autoptr (GBytes) bytes = g_bytes_new (plain, size);
  g_autoptr (GBytes) packed = g_converter_convert_bytes (packer, bytes, NULL);

  g_assert_cmpuint (g_bytes_get_size (packed), <, size / 20);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Encoding",
                                "gzip");
  soup_server_message_set_response (message, "application/fhir+json", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
}

static void
answer_patient (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "ETag", "W/\"3\"");
  soup_message_headers_replace (headers, "Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT");
  soup_message_headers_replace (headers, "Date", "Sat, 21 Nov 2026 10:00:05 GMT");
  soup_message_headers_replace (headers, "Location", "Patient/a/_history/3");
  test_server_answer (message, 200, "application/fhir+json; charset=utf-8", "{\"resourceType\":\"Patient\"}");
}

static void
answer_guarded (SoupServerMessage *message, gboolean any)
{
  const char *bearer =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  if (!any && g_strcmp0 (bearer, "Bearer second") == 0)
    test_server_answer (message, 200, "application/fhir+json", "{}");
  else
    test_server_answer (message, 401, "application/fhir+json", "{\"resourceType\":\"OperationOutcome\"}");
}

static void
answer_later (SoupServerMessage *message, const char *retry_after)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Date", "Sat, 21 Nov 2026 10:00:05 GMT");
  if (retry_after != NULL)
    soup_message_headers_replace (headers, "Retry-After", retry_after);
  test_server_answer (message, 503, "text/html", "<h1>Back soon</h1>");
}

static void
handle_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  const char *name = strrchr (path, '/') + 1;

  note (message, path);
  if (g_str_equal (name, "a") || g_str_equal (name, "fhir"))
    answer_patient (message);
  else if (g_str_equal (name, "packed"))
    answer_packed (message, 60 * 1024);
  else if (g_str_equal (name, "bomb"))
    answer_packed (message, 4 * 1024 * 1024);
  else if (g_str_equal (name, "large"))
    {
      g_autofree char *text = g_strnfill (70 * 1024, ' ');

      test_server_answer (message, 200, "application/fhir+json", text);
    }
  else if (g_str_equal (name, "guarded"))
    answer_guarded (message, FALSE);
  else if (g_str_equal (name, "shut"))
    answer_guarded (message, TRUE);
  else if (g_str_equal (name, "seconds"))
    answer_later (message, "120");
  else if (g_str_equal (name, "date"))
    answer_later (message, "Sat, 21 Nov 2026 10:01:05 GMT");
  else if (g_str_equal (name, "past"))
    answer_later (message, "Sat, 21 Nov 2026 09:00:00 GMT");
  else if (g_str_equal (name, "nonsense"))
    answer_later (message, "soon");
  else if (g_str_equal (name, "later"))
    answer_later (message, NULL);
  else if (g_str_equal (name, "moved"))
    soup_server_message_set_redirect (message, 302, data != NULL ? data : "/fhir/Patient/a");
  else if (g_str_equal (name, "round"))
    soup_server_message_set_redirect (message, 302, "/fhir/round");
  else if (g_str_equal (name, "portal"))
    test_server_answer (message, 200, "text/html", "<html>Welcome to our Wi-Fi</html>");
  else if (g_str_equal (name, "portal404"))
    test_server_answer (message, 404, "text/html", "<html>Not here</html>");
  else if (g_str_equal (name, "portal511"))
    test_server_answer (message, 511, "text/html", "<html>Sign in</html>");
  else if (g_str_equal (name, "gone"))
    test_server_answer (message, 410, "application/fhir+json", "{\"resourceType\":\"OperationOutcome\"}");
  else
    test_server_answer (message, 404, NULL, NULL);
}

static TestServer *
server_new (void)
{
  forget_seen ();
  return test_server_new (NULL, 0, handle_cb, NULL);
}

static DexFuture *
ask (const char *base,
     SalveTokenSource *tokens,
     const SalveHttpLimits *limits,
     const char *method,
     const char *path)
{
  g_autoptr (SalveTrust) trust = salve_trust_new (NULL);
  g_autoptr (SalveRemote) remote = salve_http_remote_new_full (base, trust, tokens, limits);
  g_autoptr (GBytes) body = g_str_equal (method, "GET") ? NULL : g_bytes_new_static ("{}", 2);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, path, body);

  return salve_remote_send (remote, request);
}

static SalveRemoteResponse *
get (TestServer *server, const char *path)
{
  g_autoptr (GError) error = NULL;
  SalveRemoteResponse *response = dex_await_boxed (ask (server->base, NULL, NULL, "GET", path), &error);

  g_assert_no_error (error);
  return response;
}

static void
assert_header (const char *line)
{
  g_autofree char *wanted = g_strconcat (line, "\n", NULL);

  if (strstr (seen.headers, wanted) == NULL)
    g_error ("“%s” is not in:\n%s", line, seen.headers);
}

static void
test_read (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (SalveRemoteResponse) response = get (server, "Patient/a?_summary=true");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->etag, ==, "W/\"3\"");
  g_assert_cmpstr (response->last_modified, ==, "Sat, 21 Nov 2026 10:00:00 GMT");
  g_assert_cmpstr (response->location, ==, "Patient/a/_history/3");
  g_assert_cmpstr (response->content_type, ==, "application/fhir+json");
  g_assert_cmpint (response->date, ==, G_GINT64_CONSTANT (1795255205) * G_USEC_PER_SEC);
  g_assert_cmpint (response->retry_after, ==, -1);
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body),
                   "{\"resourceType\":\"Patient\"}", 26);
  g_assert_cmpstr (seen.path, ==, "/fhir/Patient/a");
  g_assert_cmpstr (seen.query, ==, "_summary=true");
  assert_header ("Accept: application/fhir+json");
  assert_header ("Cache-Control: no-cache");
  /* Nothing is packed for somebody on the same machine. */
  assert_header ("Accept-Encoding: identity");
  g_assert_null (strstr (seen.headers, "Authorization"));
}

static void
test_packed (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autofree char *by_name = g_strdup_printf ("http://localhost:%u/fhir", server->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) response =
      dex_await_boxed (ask (by_name, NULL, NULL, "GET", "Patient/a"), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_nonnull (strstr (seen.headers, "Accept-Encoding: gzip"));
}

static void
test_write (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (SalveTrust) trust = salve_trust_new (NULL);
  g_autoptr (TestTokens) tokens = g_object_new (TEST_TYPE_TOKENS, NULL);
  g_autoptr (SalveRemote) remote = salve_http_remote_new (server->base, trust, SALVE_TOKEN_SOURCE (tokens));
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"a\":1.00}", 10);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("PUT", "Patient/a", body);
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  request->if_match = g_strdup ("W/\"2\"");
  request->if_none_exist = g_strdup ("identifier=x|1");
  request->prefer = g_strdup ("return=representation");
  response = dex_await_boxed (salve_remote_send (remote, request), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seen.method, ==, "PUT");
  g_assert_cmpstr (seen.body, ==, "{\"a\":1.00}");
  assert_header ("If-Match: W/\"2\"");
  assert_header ("If-None-Exist: identifier=x|1");
  assert_header ("Prefer: return=representation");
  assert_header ("Content-Type: application/fhir+json");
  assert_header ("Authorization: Bearer first");
  g_assert_cmpstr (salve_remote_get_base (remote), ==, server->base);
}

static void
test_addresses (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autofree char *next = g_strconcat (server->base, "/Patient/a?page=2", NULL);
  g_autoptr (SalveRemoteResponse) bundle = get (server, "");
  g_autoptr (SalveRemoteResponse) page = NULL;

  g_assert_cmpstr (seen.path, ==, "/fhir");
  page = get (server, next);
  g_assert_cmpstr (seen.query, ==, "page=2");
}

/* The token never reaches a server that is not the base's own. */
static void
test_other_origins (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (TestServer) other = test_server_new (NULL, 0, handle_cb, NULL);
  g_autoptr (TestTokens) tokens = g_object_new (TEST_TYPE_TOKENS, NULL);
  g_autofree char *elsewhere = g_strconcat (other->base, "/Patient/a", NULL);
  g_autofree char *other_name = g_strdup_printf ("http://localhost:%u/fhir/Patient/a", server->port);
  g_autofree char *other_scheme = g_strdup_printf ("https://127.0.0.1:%u/fhir/Patient/a", server->port);
  g_autofree char *user = g_strdup_printf ("http://me@127.0.0.1:%u/fhir/Patient/a", server->port);
  const char *refused[] = { elsewhere, other_name, other_scheme, user, "file:///etc/passwd" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    test_fiber_expect (ask (server->base, SALVE_TOKEN_SOURCE (tokens), NULL, "GET", refused[i]),
                       SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL);
  g_assert_cmpuint (seen.n_requests, ==, 0);
}

static void
test_header_injection (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (SalveTrust) trust = salve_trust_new (NULL);
  g_autoptr (SalveRemote) remote = salve_http_remote_new (server->base, trust, NULL);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", "Patient/a", NULL);

  request->if_none_exist = g_strdup ("x\r\nAuthorization: Bearer stolen");
  test_fiber_expect (salve_remote_send (remote, request), SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL);
  g_assert_cmpuint (seen.n_requests, ==, 0);
}

static void
test_bad_base (void)
{
  const char *bases[] = { "http://clinic.example/fhir", "clinic.example", "", "ftp://127.0.0.1/" };

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    test_fiber_expect (ask (bases[i], NULL, NULL, "GET", "metadata"), SALVE_REMOTE_ERROR,
                       SALVE_REMOTE_ERROR_PROTOCOL);
}

static void
test_token_renewed_once (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (TestTokens) tokens = g_object_new (TEST_TYPE_TOKENS, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;

  response =
      dex_await_boxed (ask (server->base, SALVE_TOKEN_SOURCE (tokens), NULL, "POST", "guarded"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpuint (tokens->n_asked, ==, 2);
  g_assert_cmpuint (seen.n_requests, ==, 2);
}

static void
test_token_refused (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (TestTokens) tokens = g_object_new (TEST_TYPE_TOKENS, NULL);
  SalveTokenSource *source = SALVE_TOKEN_SOURCE (tokens);

  test_fiber_expect (ask (server->base, source, NULL, "GET", "shut"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  g_assert_cmpuint (seen.n_requests, ==, 2);
  tokens->stubborn = TRUE;
  test_fiber_expect (ask (server->base, source, NULL, "GET", "shut"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  test_fiber_expect (ask (server->base, NULL, NULL, "GET", "shut"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  forget_seen ();
  tokens->nobody = TRUE;
  test_fiber_expect (ask (server->base, source, NULL, "GET", "a"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  g_assert_cmpuint (seen.n_requests, ==, 0);
}

static void
test_retry_after (void)
{
  static const struct
  {
    const char *path;
    gint64 seconds;
  } cases[] = { { "seconds", 120 }, { "date", 60 }, { "past", 0 }, { "nonsense", -1 }, { "later", -1 } };
  g_autoptr (TestServer) server = server_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveRemoteResponse) response = get (server, cases[i].path);

      g_assert_cmpuint (response->status, ==, 503);
      g_assert_cmpint (response->retry_after, ==,
                       cases[i].seconds >= 0 ? cases[i].seconds * G_USEC_PER_SEC : -1);
    }
}

static void
test_redirects (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (TestServer) elsewhere = test_server_new (NULL, 0, handle_cb, server->base);
  g_autoptr (TestTokens) tokens = g_object_new (TEST_TYPE_TOKENS, NULL);
  SalveTokenSource *source = SALVE_TOKEN_SOURCE (tokens);
  g_autoptr (SalveRemoteResponse) response = get (server, "moved");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (seen.path, ==, "/fhir/Patient/a");
  test_fiber_expect (ask (server->base, source, NULL, "POST", "moved"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  test_fiber_expect (ask (server->base, source, NULL, "GET", "round"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  forget_seen ();
  test_fiber_expect (ask (elsewhere->base, source, NULL, "GET", "moved"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  g_assert_cmpuint (seen.n_requests, ==, 1);
}

static void
test_portal (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (SalveRemoteResponse) gone = get (server, "gone");
  g_autoptr (SalveRemoteResponse) empty = get (server, "Patient/none");

  test_fiber_expect (ask (server->base, NULL, NULL, "GET", "portal"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  test_fiber_expect (ask (server->base, NULL, NULL, "GET", "portal404"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  test_fiber_expect (ask (server->base, NULL, NULL, "GET", "portal511"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  g_assert_cmpuint (gone->status, ==, 410);
  g_assert_cmpuint (empty->status, ==, 404);
}

static void
test_size (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) packed = NULL;

  packed = dex_await_boxed (ask (server->base, NULL, &small_limits, "GET", "packed"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (packed->body), ==, 60 * 1024);
  test_fiber_expect (ask (server->base, NULL, &small_limits, "GET", "large"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
  test_fiber_expect (ask (server->base, NULL, &small_limits, "GET", "bomb"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_PROTOCOL);
}

static void
expect_raw (const char *answer, int code)
{
  g_autoptr (TestRawServer) server = test_raw_server_new (answer, -1);

  test_fiber_expect (ask (server->base, NULL, &small_limits, "GET", "Patient/a"), SALVE_REMOTE_ERROR, code);
  g_assert_cmpuint (server->n_connections, >=, 1);
}

static void
test_broken (void)
{
  expect_raw ("", SALVE_REMOTE_ERROR_UNREACHABLE);
  expect_raw ("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: "
              "100\r\n\r\n{\"resourceType\"",
              SALVE_REMOTE_ERROR_UNREACHABLE);
  expect_raw ("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nTransfer-Encoding: "
              "chunked\r\n\r\n5\r\n{\"re",
              SALVE_REMOTE_ERROR_UNREACHABLE);
  expect_raw ("SSH-2.0-OpenSSH_9.2p1\r\n\r\n", SALVE_REMOTE_ERROR_PROTOCOL);
}

/* Takes the connection and says nothing; says a beginning and no more. */
static void
test_silence (void)
{
  g_autoptr (TestRawServer) mute = test_raw_server_new (NULL, 0);

  test_fiber_expect (ask (mute->base, NULL, &small_limits, "GET", "Patient/a"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNREACHABLE);
}

static gboolean
drip_cb (gpointer data)
{
  SoupServerMessage *message = data;

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, " ", 1);
  soup_server_message_unpause (message);
  return G_SOURCE_CONTINUE;
}

static void
handle_drip_cb (SoupServer *soup,
                SoupServerMessage *message,
                const char *path,
                GHashTable *query,
                gpointer data)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Type",
                                "application/json");
  *(guint *)data = g_timeout_add (20, drip_cb, message);
}

/* A byte now and then keeps a connection from being idle for ever, but not longer than the whole may take. */
static void
test_slow_drip (void)
{
  guint source = 0;
  g_autoptr (TestServer) server = test_server_new (NULL, 0, handle_drip_cb, &source);

  test_fiber_expect (ask (server->base, NULL, &small_limits, "GET", "Patient/a"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNREACHABLE);
  g_assert_cmpuint (source, !=, 0);
  g_source_remove (source);
}

static void
test_nobody (void)
{
  g_autoptr (TestServer) server = server_new ();
  g_autofree char *base = g_strdup (server->base);

  g_clear_pointer (&server, test_server_stop);
  test_fiber_expect (ask (base, NULL, NULL, "GET", "metadata"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_UNREACHABLE);
}

static void
pause_briefly (void)
{
  dex_await (dex_timeout_new_msec (1), NULL);
}

/* Whoever waits loses interest: the server sees the connection close, long before any clock of ours runs out. */
static void
test_cancel (void)
{
  static const SalveHttpLimits patient_limits = {
    .connect_ms = 600 * 1000, .idle_ms = 600 * 1000, .whole_ms = 600 * 1000, .max_body = 1024
  };
  g_autoptr (TestRawServer) mute = test_raw_server_new (NULL, 0);
  DexPromise *interest = dex_promise_new ();
  g_autoptr (DexFuture) either = dex_future_first (
      ask (mute->base, NULL, &patient_limits, "GET", "Patient/a"), dex_ref (interest), NULL);
  GInputStream *input;

  while (mute->open->len == 0)
    pause_briefly ();
  input = g_io_stream_get_input_stream (mute->open->pdata[0]);
  while (g_input_stream_has_pending (input))
    pause_briefly ();
  dex_promise_resolve_boolean (interest, TRUE);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) rest =
          dex_await_boxed (dex_input_stream_read_bytes (input, 65536, G_PRIORITY_DEFAULT), &error);

      if (rest == NULL || g_bytes_get_size (rest) == 0)
        break;
    }
  g_assert_true (dex_await (g_steal_pointer (&either), NULL));
  dex_unref (interest);
}

int
main (int argc, char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  test_fiber_add ("/http-remote/read", test_read);
  test_fiber_add ("/http-remote/packed", test_packed);
  test_fiber_add ("/http-remote/write", test_write);
  test_fiber_add ("/http-remote/addresses", test_addresses);
  test_fiber_add ("/http-remote/other-origins", test_other_origins);
  test_fiber_add ("/http-remote/header-injection", test_header_injection);
  test_fiber_add ("/http-remote/bad-base", test_bad_base);
  test_fiber_add ("/http-remote/token-renewed-once", test_token_renewed_once);
  test_fiber_add ("/http-remote/token-refused", test_token_refused);
  test_fiber_add ("/http-remote/retry-after", test_retry_after);
  test_fiber_add ("/http-remote/redirects", test_redirects);
  test_fiber_add ("/http-remote/portal", test_portal);
  test_fiber_add ("/http-remote/size", test_size);
  test_fiber_add ("/http-remote/broken", test_broken);
  test_fiber_add ("/http-remote/silence", test_silence);
  test_fiber_add ("/http-remote/slow-drip", test_slow_drip);
  test_fiber_add ("/http-remote/nobody", test_nobody);
  test_fiber_add ("/http-remote/cancel", test_cancel);
  return g_test_run ();
}
