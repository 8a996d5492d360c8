/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One exchange of HTTP at a time and its limits: how long a connection may take to stand, how long both sides may be
 * silent, how long it all may take, and how large an answer may grow while it is read (unpacked, so that a small packed
 * one cannot fill the memory). The three clocks are one source that is set to whichever runs out first.
 */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-http-client.h"

#include <glib/gi18n-lib.h>

#define CHUNK (64 * 1024)
#define LONGEST_WAIT ((gint64)24 * 3600 * G_USEC_PER_SEC)

const SalveHttpLimits salve_http_limits_default = {
  .connect_ms = 10 * 1000,
  .idle_ms = 30 * 1000,
  .whole_ms = 120 * 1000,
  .max_body = 64 * 1024 * 1024,
};

struct _SalveHttpClient
{
  GObject parent_instance;

  SoupSession *session;
  SalveTrust *trust;
  SalveHttpLimits limits;
};

G_DEFINE_FINAL_TYPE (SalveHttpClient, salve_http_client, G_TYPE_OBJECT)

typedef enum
{
  PHASE_QUEUED,
  PHASE_CONNECTING,
  PHASE_TALKING,
} Phase;

typedef struct
{
  SalveHttpClient *client;
  SoupMessage *message;
  DexPromise *promise;
  GSource *clock;
  GInputStream *stream;
  GByteArray *body;
  GError *failure; /* why we ended it ourselves */
  Phase phase;
  gint64 begun;
  gint64 active; /* when the phase began or a byte moved */
} Exchange;

static void
exchange_free (Exchange *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_source_destroy (self->clock);
  g_source_unref (self->clock);
  g_object_unref (self->client);
  g_object_unref (self->message);
  dex_unref (self->promise);
  g_clear_object (&self->stream);
  g_byte_array_unref (self->body);
  g_clear_error (&self->failure);
  g_free (self);
}

static GCancellable *
exchange_get_cancellable (Exchange *self)
{
  return dex_promise_get_cancellable (self->promise);
}

/* Ends the exchange for a reason of ours; libsoup comes back with "cancelled". */
static void
exchange_abort (Exchange *self, GError *failure)
{
  if (self->failure == NULL)
    self->failure = failure;
  else
    g_error_free (failure);
  g_cancellable_cancel (exchange_get_cancellable (self));
}

static gint64
exchange_deadline (Exchange *self)
{
  const SalveHttpLimits *limits = &self->client->limits;
  gint64 whole = self->begun + limits->whole_ms * (gint64)1000;

  if (self->phase == PHASE_CONNECTING)
    return MIN (whole, self->active + limits->connect_ms * (gint64)1000);
  if (self->phase == PHASE_TALKING)
    return MIN (whole, self->active + limits->idle_ms * (gint64)1000);
  return whole;
}

static void
exchange_enter (Exchange *self, Phase phase)
{
  self->phase = phase;
  self->active = g_get_monotonic_time ();
  g_source_set_ready_time (self->clock, exchange_deadline (self));
}

static gboolean
clock_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs clock_funcs = { .dispatch = clock_dispatch };

static gboolean
clock_cb (gpointer data)
{
  Exchange *self = data;

  g_source_set_ready_time (self->clock, -1);
  exchange_abort (self,
                  g_error_new_literal (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
                                       self->phase == PHASE_TALKING ? _ ("The server did not answer in time")
                                                                    : _ ("The server cannot be reached")));
  return G_SOURCE_CONTINUE;
}

static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, Exchange *self)
{
  if (self->phase == PHASE_QUEUED)
    exchange_enter (self, PHASE_CONNECTING);
}

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       Exchange *self)
{
  g_autoptr (GError) error = NULL;

  if (salve_trust_get_pin (self->client->trust) == NULL)
    return FALSE;
  if (salve_trust_check (self->client->trust, certificate, &error))
    return TRUE;
  exchange_abort (self, g_steal_pointer (&error));
  return FALSE;
}

/* The connection stands and nothing was written to it yet; it may be one that an earlier message opened. */
static void
starting_cb (SoupMessage *message, Exchange *self)
{
  g_autoptr (GError) error = NULL;

  exchange_enter (self, PHASE_TALKING);
  if (!salve_trust_check (self->client->trust, soup_message_get_tls_peer_certificate (message), &error))
    exchange_abort (self, g_steal_pointer (&error));
}

static void
active_cb (SoupMessage *message, Exchange *self)
{
  exchange_enter (self, PHASE_TALKING);
}

static void
wrote_body_data_cb (SoupMessage *message, guint size, Exchange *self)
{
  exchange_enter (self, PHASE_TALKING);
}

static GError *
explain (GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_error_new (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED,
                        _ ("Nobody whom this computer trusts vouches for this server: %s"), error->message);
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING)
      || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return g_error_new (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                        _ ("The server’s answer cannot be read: %s"), error->message);
  return g_error_new (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
                      _ ("The server cannot be reached: %s"), error->message);
}

static void
exchange_fail (Exchange *self, GError *error)
{
  if (self->failure != NULL)
    dex_promise_reject (self->promise, g_steal_pointer (&self->failure));
  else
    dex_promise_reject (self->promise, explain (error));
  exchange_free (self);
}

static gint64
parse_http_date (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return time != NULL ? g_date_time_to_unix_usec (time) : 0;
}

/* Seconds, or a date; a date is held against the server's own clock, since this machine's may be wrong. */
static gint64
parse_retry_after (const char *text, gint64 server_date)
{
  guint64 seconds;
  gint64 until;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &seconds, NULL))
    return MIN ((gint64)seconds * G_USEC_PER_SEC, LONGEST_WAIT);
  until = parse_http_date (text);
  if (until == 0)
    return -1;
  return CLAMP (until - (server_date != 0 ? server_date : g_get_real_time ()), 0, LONGEST_WAIT);
}

static void
exchange_succeed (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  SalveRemoteResponse *response = salve_remote_response_new (soup_message_get_status (self->message), body);

  self->body = g_byte_array_new ();
  response->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  response->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  response->last_modified = g_strdup (soup_message_headers_get_one (headers, "Last-Modified"));
  response->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  response->date = parse_http_date (soup_message_headers_get_one (headers, "Date"));
  response->retry_after =
      parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"), response->date);
  dex_promise_resolve_boxed (self->promise, SALVE_TYPE_REMOTE_RESPONSE, response);
  exchange_free (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (self->stream, result, &error);

  if (bytes == NULL)
    {
      exchange_fail (self, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      exchange_succeed (self);
      return;
    }
  if (self->body->len + g_bytes_get_size (bytes) > self->client->limits.max_body)
    exchange_abort (self, g_error_new_literal (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                                               _ ("The server’s answer is larger than this program takes")));
  else
    g_byte_array_append (self->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  exchange_enter (self, PHASE_TALKING);
  g_input_stream_read_bytes_async (self->stream, CHUNK, G_PRIORITY_DEFAULT, exchange_get_cancellable (self),
                                   read_cb, self);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = data;
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send_finish (self->client->session, result, &error);
  if (self->stream == NULL)
    {
      exchange_fail (self, error);
      return;
    }
  exchange_enter (self, PHASE_TALKING);
  g_input_stream_read_bytes_async (self->stream, CHUNK, G_PRIORITY_DEFAULT, exchange_get_cancellable (self),
                                   read_cb, self);
}

static void
salve_http_client_finalize (GObject *object)
{
  SalveHttpClient *self = SALVE_HTTP_CLIENT (object);

  g_clear_object (&self->session);
  g_clear_object (&self->trust);
  G_OBJECT_CLASS (salve_http_client_parent_class)->finalize (object);
}

static void
salve_http_client_class_init (SalveHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_http_client_finalize;
}

static void
salve_http_client_init (SalveHttpClient *self)
{
}

/**
 * salve_http_client_new:
 * @trust: whom to believe
 * @limits: (nullable): NULL for salve_http_limits_default
 *
 * It belongs to the thread and the main context that it is made on. It keeps no cookies and no passwords.
 */
SalveHttpClient *
salve_http_client_new (SalveTrust *trust, const SalveHttpLimits *limits)
{
  SalveHttpClient *self = g_object_new (SALVE_TYPE_HTTP_CLIENT, NULL);

  self->trust = g_object_ref (trust);
  self->limits = limits != NULL ? *limits : salve_http_limits_default;
  self->session = soup_session_new_with_options ("user-agent", "Salve/" SALVE_VERSION, "timeout", 0,
                                                 "idle-timeout", 60, "max-conns-per-host", 6, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  salve_trust_prepare_session (trust, self->session);
  return self;
}

SoupSession *
salve_http_client_get_session (SalveHttpClient *self)
{
  g_return_val_if_fail (SALVE_IS_HTTP_CLIENT (self), NULL);
  return self->session;
}

SalveTrust *
salve_http_client_get_trust (SalveHttpClient *self)
{
  g_return_val_if_fail (SALVE_IS_HTTP_CLIENT (self), NULL);
  return self->trust;
}

/**
 * salve_http_client_send:
 * @message: a message of its own for this exchange; a redirect is not followed
 *
 * Returns: (transfer full): resolves to a SalveRemoteResponse (boxed) of any status; rejected with SALVE_REMOTE_ERROR or,
 *   when the future was let go, G_IO_ERROR_CANCELLED
 */
DexFuture *
salve_http_client_send (SalveHttpClient *self, SoupMessage *message)
{
  Exchange *exchange;
  DexPromise *promise;

  g_return_val_if_fail (SALVE_IS_HTTP_CLIENT (self) && SOUP_IS_MESSAGE (message), NULL);
  promise = dex_promise_new_cancellable ();
  exchange = g_new0 (Exchange, 1);
  exchange->client = g_object_ref (self);
  exchange->message = g_object_ref (message);
  exchange->promise = dex_ref (promise);
  exchange->body = g_byte_array_new ();
  exchange->begun = g_get_monotonic_time ();
  exchange->clock = g_source_new (&clock_funcs, sizeof (GSource));
  g_source_set_callback (exchange->clock, clock_cb, exchange, NULL);
  g_source_set_static_name (exchange->clock, "[salve] exchange");
  exchange_enter (exchange, PHASE_QUEUED);
  g_source_attach (exchange->clock, g_main_context_get_thread_default ());
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), exchange);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), exchange);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), exchange);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (active_cb), exchange);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), exchange);
  g_signal_connect (message, "got-headers", G_CALLBACK (active_cb), exchange);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, exchange_get_cancellable (exchange),
                           sent_cb, exchange);
  return DEX_FUTURE (promise);
}
