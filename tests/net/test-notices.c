/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The websocket of change notices against servers of libsoup: hearing, coming back, and when it gives up. */
#include "salve-notices.h"

#include "test-certificate.h"
#include "test-server.h"

#include <string.h>

#define TEST_TYPE_TOKENS (test_tokens_get_type ())
G_DECLARE_FINAL_TYPE (TestTokens, test_tokens, TEST, TOKENS, GObject)

struct _TestTokens
{
  GObject parent_instance;
  gboolean nobody;
};

static DexFuture *
test_tokens_get_token (SalveTokenSource *source, const char *refused)
{
  if (TEST_TOKENS (source)->nobody)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH, "nobody is signed in");
  return dex_future_new_for_string (refused != NULL ? "second" : "first");
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

typedef struct
{
  TestServer *server;
  SalveNotices *notices;
  TestTokens *tokens;
  const char *good; /* the token that opens; NULL: any */
  guint status;     /* answered instead of a line */
  SoupWebsocketConnection *line;
  guint n_lines;
  guint n_asked;
  const char *hung_up_for; /* a token that the handshake lets pass, but not what comes after */
  char *bearer;
  GPtrArray *heard;
} Fixture;

static void
handshake_cb (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  Fixture *fixture = data;
  const char *bearer =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  g_autofree char *good = g_strconcat ("Bearer ", fixture->good, NULL);

  fixture->n_asked++;
  g_assert_nonnull (bearer);
  g_set_str (&fixture->bearer, bearer);
  if (fixture->good != NULL && !g_str_equal (bearer, good))
    test_server_answer (message, 401, NULL, NULL);
  else if (fixture->status != 0)
    test_server_answer (message, fixture->status, NULL, NULL);
}

static void
line_cb (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         SoupWebsocketConnection *line,
         gpointer data)
{
  Fixture *fixture = data;

  if (fixture->hung_up_for != NULL && g_str_has_suffix (fixture->bearer, fixture->hung_up_for))
    {
      soup_websocket_connection_close (line, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "token");
      return;
    }
  fixture->n_lines++;
  g_set_object (&fixture->line, line);
}

static void
notice_cb (SalveNotices *notices, const char *text, Fixture *fixture)
{
  g_ptr_array_add (fixture->heard, g_strdup (text));
}

static void
nothing_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  test_server_answer (message, 404, NULL, NULL);
}

static void
serve (Fixture *fixture, GTlsCertificate *certificate, guint port)
{
  fixture->server = test_server_new (certificate, port, nothing_cb, NULL);
  soup_server_add_early_handler (fixture->server->soup, "/fhir/notices", handshake_cb, fixture, NULL);
  soup_server_add_websocket_handler (fixture->server->soup, "/fhir/notices", NULL, NULL, line_cb, fixture,
                                     NULL);
}

static void
listen_with (Fixture *fixture, const char *pin)
{
  g_autoptr (SalveTrust) trust = salve_trust_new (pin);

  g_clear_object (&fixture->notices);
  fixture->notices = salve_notices_new (fixture->server->base, trust, SALVE_TOKEN_SOURCE (fixture->tokens));
  salve_notices_set_delays (fixture->notices, 5, 20);
  g_signal_connect (fixture->notices, "notice", G_CALLBACK (notice_cb), fixture);
  salve_notices_start (fixture->notices);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->tokens = g_object_new (TEST_TYPE_TOKENS, NULL);
  fixture->heard = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  salve_notices_stop (fixture->notices);
  g_object_unref (fixture->notices);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->line);
  g_clear_pointer (&fixture->server, test_server_stop);
  g_object_unref (fixture->tokens);
  g_ptr_array_unref (fixture->heard);
  g_free (fixture->bearer);
}

static void
wait_for (Fixture *fixture, SalveNoticesState state)
{
  while (salve_notices_get_state (fixture->notices) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_lines (Fixture *fixture, guint n)
{
  while (fixture->n_lines < n)
    g_main_context_iteration (NULL, TRUE);
  wait_for (fixture, SALVE_NOTICES_OPEN);
}

static void
wait_for_heard (Fixture *fixture, guint n)
{
  while (fixture->heard->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_hear (Fixture *fixture, gconstpointer data)
{
  serve (fixture, NULL, 0);
  listen_with (fixture, NULL);
  wait_for_lines (fixture, 1);
  soup_websocket_connection_send_text (fixture->line, "{\"since\":5}");
  soup_websocket_connection_send_binary (fixture->line, "\0\1", 2);
  soup_websocket_connection_send_text (fixture->line, "{\"since\":6}");
  wait_for_heard (fixture, 2);
  g_assert_cmpstr (fixture->heard->pdata[0], ==, "{\"since\":5}");
  g_assert_cmpstr (fixture->heard->pdata[1], ==, "{\"since\":6}");
}

static void
test_come_back (Fixture *fixture, gconstpointer data)
{
  serve (fixture, NULL, 0);
  listen_with (fixture, NULL);
  for (guint i = 1; i <= 5; i++)
    {
      wait_for_lines (fixture, i);
      soup_websocket_connection_close (fixture->line, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "restart");
    }
  wait_for_lines (fixture, 6);
  soup_websocket_connection_send_text (fixture->line, "still here");
  wait_for_heard (fixture, 1);
}

/* A server that is away for a while, and one that stumbles. */
static void
test_keeps_trying (Fixture *fixture, gconstpointer data)
{
  guint port;

  serve (fixture, NULL, 0);
  fixture->status = 503;
  listen_with (fixture, NULL);
  while (fixture->n_asked < 3)
    g_main_context_iteration (NULL, TRUE);
  port = fixture->server->port;
  g_clear_pointer (&fixture->server, test_server_stop);
  wait_for (fixture, SALVE_NOTICES_WAITING);
  wait_for (fixture, SALVE_NOTICES_CONNECTING);
  fixture->status = 0;
  serve (fixture, NULL, port);
  wait_for_lines (fixture, 1);
}

static void
test_larger_than_a_notice (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (100 * 1024, 'x');

  serve (fixture, NULL, 0);
  listen_with (fixture, NULL);
  wait_for_lines (fixture, 1);
  soup_websocket_connection_send_text (fixture->line, large);
  wait_for_lines (fixture, 2);
  g_assert_cmpuint (fixture->heard->len, ==, 0);
}

static void
test_token (Fixture *fixture, gconstpointer data)
{
  serve (fixture, NULL, 0);
  fixture->good = "second";
  listen_with (fixture, NULL);
  wait_for_lines (fixture, 1);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
}

/* The server looks at the token only once the line stands. */
static void
test_token_later (Fixture *fixture, gconstpointer data)
{
  serve (fixture, NULL, 0);
  fixture->hung_up_for = "first";
  listen_with (fixture, NULL);
  wait_for_lines (fixture, 1);
  g_assert_cmpstr (fixture->bearer, ==, "Bearer second");
  g_assert_cmpuint (fixture->n_asked, ==, 2);
}

static void
test_gives_up (Fixture *fixture, gconstpointer data)
{
  serve (fixture, NULL, 0);
  fixture->good = "another";
  listen_with (fixture, NULL);
  wait_for (fixture, SALVE_NOTICES_STOPPED);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
  fixture->tokens->nobody = TRUE;
  salve_notices_wake (fixture->notices);
  wait_for (fixture, SALVE_NOTICES_STOPPED);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
  fixture->tokens->nobody = FALSE;
  fixture->good = NULL;
  fixture->status = 404;
  salve_notices_wake (fixture->notices);
  wait_for (fixture, SALVE_NOTICES_STOPPED);
  g_assert_cmpuint (fixture->n_asked, ==, 3);
  fixture->status = 0;
  salve_notices_wake (fixture->notices);
  wait_for_lines (fixture, 1);
}

static void
test_trust (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestKey) key = test_key_new ();
  g_autoptr (TestKey) other = test_key_new ();
  g_autoptr (GTlsCertificate) certificate = test_key_certify (key, "IP:127.0.0.1", 30);
  g_autofree char *pin = test_key_fingerprint (key);
  g_autofree char *wrong = test_key_fingerprint (other);

  serve (fixture, certificate, 0);
  listen_with (fixture, wrong);
  wait_for (fixture, SALVE_NOTICES_STOPPED);
  g_assert_cmpuint (fixture->n_asked, ==, 0);
  listen_with (fixture, pin);
  wait_for_lines (fixture, 1);
  soup_websocket_connection_send_text (fixture->line, "over TLS");
  wait_for_heard (fixture, 1);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  serve (fixture, NULL, 0);
  listen_with (fixture, NULL);
  salve_notices_stop (fixture->notices);
  salve_notices_start (fixture->notices);
  wait_for_lines (fixture, 1);
  salve_notices_stop (fixture->notices);
  while (soup_websocket_connection_get_state (fixture->line) != SOUP_WEBSOCKET_STATE_CLOSED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (salve_notices_get_state (fixture->notices), ==, SALVE_NOTICES_STOPPED);
}

static void
add (const char *path, void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  add ("/notices/hear", test_hear);
  add ("/notices/come-back", test_come_back);
  add ("/notices/keeps-trying", test_keeps_trying);
  add ("/notices/larger-than-a-notice", test_larger_than_a_notice);
  add ("/notices/token", test_token);
  add ("/notices/token-later", test_token_later);
  add ("/notices/gives-up", test_gives_up);
  add ("/notices/trust", test_trust);
  add ("/notices/stop", test_stop);
  return g_test_run ();
}
