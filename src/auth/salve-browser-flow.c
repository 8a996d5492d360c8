/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The code comes back to a port of our own on loopback, opened for this sign-in alone. Other programs of this machine can
 * reach it too, so only an answer that knows the state counts, others are turned away and the waiting goes on; and whoever
 * catches the code can do nothing with it without the verifier (RFC 7636). Sources: RFC 8252, RFC 7636, RFC 9207.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-browser-flow.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define PATH "/signed-in"
#define RANDOM_BYTES 32
#define WAIT_SECONDS (10 * 60)

/* Counted: a page may still be on its way when nobody waits any more. */
typedef struct
{
  char *state;
  char *issuer;
  gboolean names_itself;
  GHashTable *answer; /* the fields of the one answer that knew the state */
  DexPromise *code;
} Waiting;

static void
waiting_clear (gpointer data)
{
  Waiting *self = data;

  g_free (self->state);
  g_free (self->issuer);
  g_clear_pointer (&self->answer, g_hash_table_unref);
  dex_unref (self->code);
}

static void
waiting_unref (gpointer data)
{
  g_rc_box_release_full (data, waiting_clear);
}

static void
waiting_unref_closure (gpointer data, GClosure *closure)
{
  waiting_unref (data);
}

static char *
to_base64url (const guint8 *bytes, gsize size)
{
  gsize length = sodium_base64_encoded_len (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc (length);

  return sodium_bin2base64 (text, length, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* 256 random bits in 43 characters. */
char *
salve_browser_flow_random (void)
{
  guint8 bytes[RANDOM_BYTES];

  g_assert (sodium_init () >= 0);
  randombytes_buf (bytes, sizeof bytes);
  return to_base64url (bytes, sizeof bytes);
}

/* The S256 challenge of a verifier (RFC 7636, section 4.2). */
char *
salve_browser_flow_challenge (const char *verifier)
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, (const guint8 *)verifier, strlen (verifier));
  return to_base64url (hash, sizeof hash);
}

static void
show_page (SoupServerMessage *message, guint status, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *page =
      g_strdup_printf ("<!doctype html><meta charset=\"utf-8\"><title>Salve</title><p>%s</p>", escaped);

  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_COPY, page,
                                    strlen (page));
}

static gboolean
same_secret (const char *one, const char *other)
{
  return one != NULL && strlen (one) == strlen (other) && sodium_memcmp (one, other, strlen (other)) == 0;
}

static const char *
get_field (GHashTable *query, const char *name)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

/* The page is out, so the port may go away: settles with the code, or with why there is none. */
static void
finished_cb (SoupServerMessage *message, Waiting *waiting)
{
  const char *code = get_field (waiting->answer, "code");
  const char *issuer = get_field (waiting->answer, "iss");
  GError *error = NULL;

  if ((issuer != NULL || waiting->names_itself) && g_strcmp0 (issuer, waiting->issuer) != 0)
    g_set_error_literal (&error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PROTOCOL,
                         _ ("The answer of the browser is another server’s: nobody was signed in"));
  else if (get_field (waiting->answer, "error") != NULL)
    g_set_error_literal (&error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_DENIED,
                         _ ("Signing in was ended in the browser"));
  else if (code == NULL)
    g_set_error_literal (&error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PROTOCOL,
                         _ ("The server’s answer to the sign-in cannot be understood"));
  if (error != NULL)
    dex_promise_reject (waiting->code, error);
  else
    dex_promise_resolve_string (waiting->code, g_strdup (code));
}

static void
handle_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Waiting *waiting = data;

  if (!g_str_equal (path, PATH) || soup_server_message_get_method (message) != SOUP_METHOD_GET)
    show_page (message, 404, _ ("There is nothing here."));
  else if (!same_secret (get_field (query, "state"), waiting->state))
    show_page (message, 400, _ ("This is not the answer that Salve waits for."));
  else if (waiting->answer != NULL)
    show_page (message, 410, _ ("This sign-in is over."));
  else
    {
      show_page (message, 200, _ ("You can close this page and go back to Salve."));
      waiting->answer = g_hash_table_ref (query);
      g_signal_connect_data (message, "finished", G_CALLBACK (finished_cb), g_rc_box_acquire (waiting),
                             waiting_unref_closure, G_CONNECT_DEFAULT);
    }
}

static SoupServer *
listen_on_loopback (Waiting *waiting, char **redirect, GError **error)
{
  g_autoptr (SoupServer) soup = soup_server_new ("server-header", "", NULL);
  GSList *uris;

  soup_server_add_handler (soup, NULL, handle_cb, g_rc_box_acquire (waiting), waiting_unref);
  if (!soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return NULL;
  uris = soup_server_get_uris (soup);
  *redirect = g_strdup_printf ("http://127.0.0.1:%d" PATH, g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return g_steal_pointer (&soup);
}

static char *
make_address (const SalveAuthServer *server,
              const char *base,
              const char *client_id,
              const char *redirect,
              const char *state,
              const char *verifier)
{
  g_autofree char *challenge = salve_browser_flow_challenge (verifier);
  g_autofree char *query = soup_form_encode (
      "response_type", "code", "client_id", client_id, "redirect_uri", redirect, "scope", server->scope,
      "state", state, "code_challenge", challenge, "code_challenge_method", "S256", "aud", base, NULL);

  return g_strconcat (server->authorize, strchr (server->authorize, '?') != NULL ? "&" : "?", query, NULL);
}

static char *
await_code (Waiting *waiting, const char *address, SalveOpenAddress open, gpointer data, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *code;

  if (!open (address, data, error))
    return NULL;
  code = dex_await_string (
      dex_future_first (dex_ref (waiting->code), dex_timeout_new_seconds (WAIT_SECONDS), NULL), &local_error);
  if (g_error_matches (local_error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    g_set_error_literal (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_DENIED,
                         _ ("Nobody signed in in the browser for ten minutes"));
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return code;
}

/**
 * salve_browser_flow_await:
 * @open: opens an address in the browser
 * @error: SALVE_SIGN_IN_ERROR, SALVE_REMOTE_ERROR, or what @open sets
 *
 * Waits until the person has signed in there, ten minutes at most. On a fiber; letting go of it closes the port.
 */
SalveAuthGrant *
salve_browser_flow_await (SalveHttpClient *client,
                          const SalveAuthServer *server,
                          const char *base,
                          const char *client_id,
                          SalveOpenAddress open,
                          gpointer data,
                          GError **error)
{
  g_autofree char *verifier = salve_browser_flow_random ();
  g_autofree char *redirect = NULL;
  g_autofree char *address = NULL;
  g_autofree char *code = NULL;
  g_autoptr (SoupServer) soup = NULL;
  Waiting *waiting;

  if (server->authorize == NULL || !server->s256)
    {
      g_set_error_literal (
          error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_UNSUPPORTED,
          _ ("This server has no safe way to sign in with a browser (it does not know S256)"));
      return NULL;
    }
  waiting = g_rc_box_new0 (Waiting);
  waiting->state = salve_browser_flow_random ();
  waiting->issuer = g_strdup (server->issuer);
  waiting->names_itself = server->names_itself;
  waiting->code = dex_promise_new ();
  soup = listen_on_loopback (waiting, &redirect, error);
  if (soup != NULL)
    {
      address = make_address (server, base, client_id, redirect, waiting->state, verifier);
      code = await_code (waiting, address, open, data, error);
      soup_server_disconnect (soup);
    }
  waiting_unref (waiting);
  if (code == NULL)
    return NULL;
  return salve_auth_server_await_grant (client, server,
                                        (const char *const[]){ "grant_type", "authorization_code", "code",
                                                               code, "redirect_uri", redirect, "client_id",
                                                               client_id, "code_verifier", verifier, NULL },
                                        error);
}
