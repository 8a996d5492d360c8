/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With a pin the key alone decides: the clinic's own authority is in no system's list, the certificate may be renewed and
 * the server reached under another name, and a certificate that some public authority signed is no better for it. libsoup
 * asks only about certificates that look invalid, so a session with a pin has a certificate database that knows no
 * authority: every handshake is asked about. Each message is checked once more before its first byte goes out.
 */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-trust.h"

#include "salve-fingerprint.h"
#include "salve-server-address.h"

#include <glib/gi18n-lib.h>

#define FETCH_SECONDS 10

/* A database without authorities. */
#define SALVE_TYPE_NO_AUTHORITIES (salve_no_authorities_get_type ())
G_DECLARE_FINAL_TYPE (SalveNoAuthorities, salve_no_authorities, SALVE, NO_AUTHORITIES, GTlsDatabase)

struct _SalveNoAuthorities
{
  GTlsDatabase parent_instance;
};

G_DEFINE_FINAL_TYPE (SalveNoAuthorities, salve_no_authorities, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
salve_no_authorities_verify_chain (GTlsDatabase *database,
                                   GTlsCertificate *chain,
                                   const char *purpose,
                                   GSocketConnectable *identity,
                                   GTlsInteraction *interaction,
                                   GTlsDatabaseVerifyFlags flags,
                                   GCancellable *cancellable,
                                   GError **error)
{
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
salve_no_authorities_class_init (SalveNoAuthoritiesClass *klass)
{
  G_TLS_DATABASE_CLASS (klass)->verify_chain = salve_no_authorities_verify_chain;
}

static void
salve_no_authorities_init (SalveNoAuthorities *self)
{
}

struct _SalveTrust
{
  GObject parent_instance;

  char *pin;
};

G_DEFINE_FINAL_TYPE (SalveTrust, salve_trust, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (SalveServerKey, salve_server_key, salve_server_key_copy, salve_server_key_free)

static void
salve_trust_finalize (GObject *object)
{
  SalveTrust *self = SALVE_TRUST (object);

  g_free (self->pin);
  G_OBJECT_CLASS (salve_trust_parent_class)->finalize (object);
}

static void
salve_trust_class_init (SalveTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_trust_finalize;
}

static void
salve_trust_init (SalveTrust *self)
{
}

/**
 * salve_trust_new:
 * @pin: (nullable): SHA-256 of the server's public key (its SubjectPublicKeyInfo) in hexadecimal; NULL: the system's
 *   authorities decide, host name and dates too
 */
SalveTrust *
salve_trust_new (const char *pin)
{
  SalveTrust *self = g_object_new (SALVE_TYPE_TRUST, NULL);

  self->pin = pin != NULL ? g_ascii_strdown (pin, -1) : NULL;
  return self;
}

const char *
salve_trust_get_pin (SalveTrust *self)
{
  g_return_val_if_fail (SALVE_IS_TRUST (self), NULL);
  return self->pin;
}

/**
 * salve_trust_check:
 * @certificate: (nullable): what the other side showed; NULL where there was no handshake
 * @error: (nullable): SALVE_REMOTE_ERROR_UNTRUSTED
 *
 * Whether the key behind @certificate is the pinned one; without a pin the handshake itself has decided.
 */
gboolean
salve_trust_check (SalveTrust *self, GTlsCertificate *certificate, GError **error)
{
  g_autofree char *found = NULL;

  g_return_val_if_fail (SALVE_IS_TRUST (self), FALSE);
  if (self->pin == NULL)
    return TRUE;
  if (certificate != NULL)
    found = salve_fingerprint_of_certificate (certificate, NULL);
  if (found != NULL && g_str_equal (found, self->pin))
    return TRUE;
  g_set_error_literal (
      error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED,
      _ ("Another server answers than the one this desk knows: its key has changed. Nothing was sent. Ask "
         "whoever looks after the server before you connect again"));
  return FALSE;
}

/**
 * salve_trust_prepare_session:
 *
 * Makes the session's handshakes ask about every certificate where there is a pin. The messages have to ask
 * salve_trust_check() from SoupMessage::accept-certificate and SoupMessage::starting.
 */
void
salve_trust_prepare_session (SalveTrust *self, SoupSession *session)
{
  g_autoptr (GTlsDatabase) none = NULL;

  g_return_if_fail (SALVE_IS_TRUST (self) && SOUP_IS_SESSION (session));
  if (self->pin == NULL)
    return;
  none = g_object_new (SALVE_TYPE_NO_AUTHORITIES, NULL);
  soup_session_set_tls_database (session, none);
}

SalveServerKey *
salve_server_key_copy (const SalveServerKey *self)
{
  SalveServerKey *copy = g_new0 (SalveServerKey, 1);

  copy->fingerprint = g_strdup (self->fingerprint);
  copy->shown = g_strdup (self->shown);
  copy->vouched = self->vouched;
  return copy;
}

void
salve_server_key_free (SalveServerKey *self)
{
  g_free (self->fingerprint);
  g_free (self->shown);
  g_free (self);
}

/* Looks at whatever certificate comes; this connection carries nothing. */
static gboolean
accept_any_cb (GTlsConnection *connection,
               GTlsCertificate *certificate,
               GTlsCertificateFlags flags,
               gpointer data)
{
  return TRUE;
}

static void
client_event_cb (GSocketClient *client,
                 GSocketClientEvent event,
                 GSocketConnectable *connectable,
                 GIOStream *stream,
                 gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);
}

static DexFuture *
fail_fetch (GError *cause, const char *base)
{
  return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
                                _ ("No server answers at %s: %s"), base, cause->message);
}

static DexFuture *
fetch_fiber (gpointer data)
{
  const char *base = data;
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveServerKey) key = g_new0 (SalveServerKey, 1);
  GTlsConnection *tls;
  GTlsCertificate *certificate;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return dex_future_new_reject (SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS,
                                  _ ("“%s” is not a server’s address"), base);
  if (g_str_equal (g_uri_get_scheme (uri), "http"))
    return dex_future_new_take_boxed (SALVE_TYPE_SERVER_KEY, g_steal_pointer (&key));
  address =
      g_network_address_new (g_uri_get_host (uri), g_uri_get_port (uri) != -1 ? g_uri_get_port (uri) : 443);
  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_timeout (client, FETCH_SECONDS);
  g_signal_connect (client, "event", G_CALLBACK (client_event_cb), NULL);
  connection = dex_await_object (dex_future_first (dex_socket_client_connect (client, address),
                                                   dex_timeout_new_seconds (FETCH_SECONDS), NULL),
                                 &error);
  if (connection == NULL)
    return fail_fetch (error, base);
  tls =
      G_TLS_CONNECTION (g_tcp_wrapper_connection_get_base_io_stream (G_TCP_WRAPPER_CONNECTION (connection)));
  certificate = g_tls_connection_get_peer_certificate (tls);
  key->vouched = g_tls_connection_get_peer_certificate_errors (tls) == 0;
  key->fingerprint = certificate != NULL ? salve_fingerprint_of_certificate (certificate, &error) : NULL;
  g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (key->fingerprint == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  key->shown = salve_fingerprint_format (key->fingerprint);
  return dex_future_new_take_boxed (SALVE_TYPE_SERVER_KEY, g_steal_pointer (&key));
}

/**
 * salve_trust_fetch:
 * @base: as salve_server_address_parse() gives it
 *
 * Asks a server for its key before it is trusted; nothing but the handshake goes over the line.
 *
 * Returns: (transfer full): resolves to a SalveServerKey (boxed); rejected with SALVE_REMOTE_ERROR_UNREACHABLE,
 *   SALVE_NET_ERROR_ADDRESS or SALVE_NET_ERROR_CERTIFICATE
 */
DexFuture *
salve_trust_fetch (const char *base)
{
  g_return_val_if_fail (base != NULL, NULL);
  return dex_scheduler_spawn (NULL, 0, fetch_fiber, g_strdup (base), g_free);
}
