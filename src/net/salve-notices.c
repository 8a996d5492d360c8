/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A websocket that is kept open for as long as somebody listens. A notice is only a hint to look at the server now; what
 * is missed while the line is down is found by the next round of sync. Attempts come back with a full-jitter back-off,
 * so that a server that was restarted is not met by all desks at once; a changed key or a sign-in that is over end them
 * until salve_notices_wake().
 */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-notices.h"

#include "salve-server-address.h"

#include <string.h>

#define FIRST_MS 1000
#define LONGEST_MS (5 * 60 * 1000)
#define CONNECT_SECONDS 10
#define PING_SECONDS 25
#define PONG_SECONDS 20
#define MAX_NOTICE (64 * 1024)
#define STACK (256 * 1024)

struct _SalveNotices
{
  GObject parent_instance;

  char *address;
  SalveHttpClient *client;
  SalveTokenSource *tokens;
  guint first_ms, longest_ms;
  guint attempt; /* since the line last stood */
  guint timer;
  guint generation; /* goes up with every start and stop; a fiber of an older one has nothing to say */
  SalveNoticesState state;
  SoupWebsocketConnection *line;
  char *token;   /* that the line was opened with */
  char *refused; /* a token that the server took the line back for */
  GCancellable *cancel;
};

enum
{
  PROP_STATE = 1,
  N_PROPS
};

enum
{
  NOTICE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveNotices, salve_notices, G_TYPE_OBJECT)
G_DEFINE_ENUM_TYPE (SalveNoticesState,
                    salve_notices_state,
                    G_DEFINE_ENUM_VALUE (SALVE_NOTICES_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (SALVE_NOTICES_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SALVE_NOTICES_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (SALVE_NOTICES_WAITING, "waiting"))

static void connect_now (SalveNotices *self);

static void
set_state (SalveNotices *self, SalveNoticesState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static gboolean
timer_cb (gpointer data)
{
  SalveNotices *self = data;

  self->timer = 0;
  connect_now (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (SalveNotices *self)
{
  guint64 most = MIN ((guint64)self->first_ms << MIN (self->attempt, 20), self->longest_ms);

  self->attempt++;
  set_state (self, SALVE_NOTICES_WAITING);
  self->timer = g_timeout_add (g_random_int_range (0, (gint32)most + 1), timer_cb, self);
}

static void
hang_up (SalveNotices *self)
{
  if (self->line != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->line, self);
      if (soup_websocket_connection_get_state (self->line) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->line, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      g_clear_object (&self->line);
    }
}

static void
message_cb (SoupWebsocketConnection *line, int type, GBytes *message, SalveNotices *self)
{
  gsize length;
  const char *bytes = g_bytes_get_data (message, &length);
  g_autofree char *text = NULL;

  if (type != SOUP_WEBSOCKET_DATA_TEXT || memchr (bytes, '\0', length) != NULL)
    return;
  self->attempt = 0;
  text = g_strndup (bytes, length);
  g_signal_emit (self, signals[NOTICE], 0, text);
}

/* A server may take the handshake and look at the token afterwards. */
static void
closed_cb (SoupWebsocketConnection *line, SalveNotices *self)
{
  if (soup_websocket_connection_get_close_code (line) == SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION)
    g_set_str (&self->refused, self->token);
  hang_up (self);
  wait_for_next (self);
}

static void
take_line (SalveNotices *self, SoupWebsocketConnection *line)
{
  self->line = line;
  soup_websocket_connection_set_max_incoming_payload_size (line, MAX_NOTICE);
  soup_websocket_connection_set_keepalive_interval (line, PING_SECONDS);
  soup_websocket_connection_set_keepalive_pong_timeout (line, PONG_SECONDS);
  g_signal_connect_object (line, "message", G_CALLBACK (message_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (line, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_DEFAULT);
  set_state (self, SALVE_NOTICES_OPEN);
}

typedef struct
{
  SalveNotices *notices;
  guint generation;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  g_object_unref (self->notices);
  g_free (self);
}

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       SalveTrust *trust)
{
  return salve_trust_get_pin (trust) != NULL && salve_trust_check (trust, certificate, NULL);
}

/* Nothing goes out to another key than the pinned one. */
static void
starting_cb (SoupMessage *message, GCancellable *cancel)
{
  SalveTrust *trust = g_object_get_data (G_OBJECT (message), "salve-trust");

  if (!salve_trust_check (trust, soup_message_get_tls_peer_certificate (message), NULL))
    g_cancellable_cancel (cancel);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  SoupWebsocketConnection *line =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (line != NULL)
    dex_promise_resolve_object (promise, line);
  else
    dex_promise_reject (promise, error);
}

static SoupMessage *
make_message (SalveNotices *self, const char *token, GCancellable *cancel)
{
  SalveTrust *trust = salve_http_client_get_trust (self->client);
  SoupMessage *message = soup_message_new ("GET", self->address);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
  g_object_set_data_full (G_OBJECT (message), "salve-trust", g_object_ref (trust), g_object_unref);
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), trust,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (message, "starting", G_CALLBACK (starting_cb), cancel, G_CONNECT_DEFAULT);
  return message;
}

/* One try; NULL with the error, and in @status what the server answered instead. */
static SoupWebsocketConnection *
await_line (SalveNotices *self, const char *token, guint *status, GError **error)
{
  g_autoptr (GCancellable) cancel = g_cancellable_new ();
  g_autoptr (SoupMessage) message = make_message (self, token, cancel);
  DexPromise *promise = dex_promise_new ();
  SoupWebsocketConnection *line;

  g_set_object (&self->cancel, cancel);
  soup_session_websocket_connect_async (salve_http_client_get_session (self->client), message, NULL, NULL,
                                        G_PRIORITY_DEFAULT, cancel, connected_cb, dex_ref (promise));
  line = dex_await_object (
      dex_future_first (DEX_FUTURE (promise), dex_timeout_new_seconds (CONNECT_SECONDS), NULL), error);
  if (line == NULL)
    g_cancellable_cancel (cancel);
  *status = soup_message_get_status (message);
  return line;
}

/* Whether trying again by itself makes sense. */
static gboolean
is_final (SalveNotices *self, guint status, const GError *error)
{
  return status == 401 || status == 403 || status == 404
         || g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH)
         || g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED)
         || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
}

static DexFuture *
connect_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveNotices *self = attempt->notices;
  g_autofree char *refused = g_steal_pointer (&self->refused);
  guint status = 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SoupWebsocketConnection) line = NULL;
      g_autofree char *token =
          dex_await_string (salve_token_source_get_token (self->tokens, refused), &error);

      if (attempt->generation == self->generation && token != NULL)
        line = await_line (self, token, &status, &error);
      if (attempt->generation != self->generation)
        return dex_future_new_true ();
      if (line != NULL)
        {
          g_set_str (&self->token, token);
          take_line (self, g_steal_pointer (&line));
          return dex_future_new_true ();
        }
      if (status == 401 && i == 0)
        {
          g_free (refused);
          refused = g_steal_pointer (&token);
          continue;
        }
      g_debug ("No notices: %s", error->message);
      if (is_final (self, status, error))
        set_state (self, SALVE_NOTICES_STOPPED);
      else
        wait_for_next (self);
      return dex_future_new_true ();
    }
  return dex_future_new_true ();
}

static void
connect_now (SalveNotices *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->notices = g_object_ref (self);
  attempt->generation = ++self->generation;
  set_state (self, SALVE_NOTICES_CONNECTING);
  dex_future_disown (dex_scheduler_spawn (NULL, STACK, connect_fiber, attempt, attempt_free));
}

static void
stop_all (SalveNotices *self)
{
  self->generation++;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancel);
  g_clear_object (&self->cancel);
  hang_up (self);
}

static void
salve_notices_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_enum (value, SALVE_NOTICES (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_notices_dispose (GObject *object)
{
  stop_all (SALVE_NOTICES (object));
  G_OBJECT_CLASS (salve_notices_parent_class)->dispose (object);
}

static void
salve_notices_finalize (GObject *object)
{
  SalveNotices *self = SALVE_NOTICES (object);

  g_free (self->address);
  g_free (self->token);
  g_free (self->refused);
  g_clear_object (&self->client);
  g_clear_object (&self->tokens);
  G_OBJECT_CLASS (salve_notices_parent_class)->finalize (object);
}

static void
salve_notices_class_init (SalveNoticesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = salve_notices_get_property;
  object_class->dispose = salve_notices_dispose;
  object_class->finalize = salve_notices_finalize;
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, SALVE_TYPE_NOTICES_STATE, SALVE_NOTICES_STOPPED,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
salve_notices_init (SalveNotices *self)
{
  self->first_ms = FIRST_MS;
  self->longest_ms = LONGEST_MS;
}

/**
 * salve_notices_new:
 * @base: the server's FHIR base, as salve_server_address_parse() gives it
 * @trust: whom to believe
 * @tokens: who has the bearer token
 *
 * For the main thread. Listens after salve_notices_start().
 */
SalveNotices *
salve_notices_new (const char *base, SalveTrust *trust, SalveTokenSource *tokens)
{
  SalveNotices *self = g_object_new (SALVE_TYPE_NOTICES, NULL);

  g_return_val_if_fail (g_str_has_prefix (base, "http"), self);
  self->address = g_strconcat ("ws", base + strlen ("http"), "/notices", NULL);
  self->client = salve_http_client_new (trust, NULL);
  self->tokens = g_object_ref (tokens);
  return self;
}

/**
 * salve_notices_set_delays:
 * @first_ms: the most that the first pause may last, in milliseconds; it doubles
 * @longest_ms: up to this
 */
void
salve_notices_set_delays (SalveNotices *self, guint first_ms, guint longest_ms)
{
  g_return_if_fail (SALVE_IS_NOTICES (self));
  self->first_ms = first_ms;
  self->longest_ms = longest_ms;
}

/* Listens until salve_notices_stop(). */
void
salve_notices_start (SalveNotices *self)
{
  g_return_if_fail (SALVE_IS_NOTICES (self));
  if (self->state == SALVE_NOTICES_STOPPED)
    connect_now (self);
}

void
salve_notices_stop (SalveNotices *self)
{
  g_return_if_fail (SALVE_IS_NOTICES (self));
  stop_all (self);
  set_state (self, SALVE_NOTICES_STOPPED);
}

/* Now rather than later: the network changed, somebody signed in. Nothing where the line stands or is being made. */
void
salve_notices_wake (SalveNotices *self)
{
  g_return_if_fail (SALVE_IS_NOTICES (self));
  if (self->state == SALVE_NOTICES_OPEN || self->state == SALVE_NOTICES_CONNECTING)
    return;
  stop_all (self);
  self->attempt = 0;
  connect_now (self);
}

SalveNoticesState
salve_notices_get_state (SalveNotices *self)
{
  g_return_val_if_fail (SALVE_IS_NOTICES (self), SALVE_NOTICES_STOPPED);
  return self->state;
}
