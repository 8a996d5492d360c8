/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visit is one accepted connection, from accept to the close of its socket: it waits for the first words of TLS, shakes
 * hands, and goes to SoupServer as a guarded stream. Everything here runs on the thread that made the listener. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-listener.h"

#include <gio/gnetworking.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "salve-client-hello.h"
#include "salve-guarded-stream.h"
#include "salve-net-error.h"

#define BACKLOG 256
#define ACCEPTS_A_TURN 32
/* Files that the store, TLS and GLib itself may still need when the last connection came. */
#define RESERVED_FILES 32
#define MAX_HANDSHAKES 32u
#define MAX_HANDSHAKES_AN_ADDRESS 4u
#define RETRY_MILLISECONDS 1000
#define VISIT_KEY "salve-visit"

typedef struct
{
  GSocket *socket;
  GTlsCertificate *certificate; /* (nullable) */
  GSource *source;              /* NULL while nothing is accepted */
} Port;

typedef struct
{
  char *name;
  guint visits, handshakes;
  guint strangers; /* visits of nobody who is known */
} Address;

struct _SalveListener
{
  GObject parent_instance;

  SoupServer *soup;
  SalveGuardRules *rules;
  GPtrArray *ports;      /* of Port */
  GHashTable *addresses; /* of Address, by its name */
  GHashTable *visits;    /* a set of Visit */
  GQueue greeted;        /* of Visit: may shake hands as soon as there is room */
  GSocket *plug, *socket_of_plug;
  GSource *retry; /* accepting is paused until then */
  guint handshakes;
  guint leaving; /* visits that gave way and are being closed */
  guint64 accepted, turned_away;
};

typedef struct
{
  SalveListener *listener; /* owned */
  Address *address;
  GSocket *socket;
  GSocketAddress *local, *remote;
  GTlsCertificate *certificate;
  GIOStream *connection; /* the socket's or the TLS one, until there is a stream */
  GSource *hello, *deadline;
  GCancellable *cancel;
  gboolean handed_over, leaving;
  gboolean known;             /* the last one who said on it who he is was believed */
  SalveGuardedStream *stream; /* weak: gone while the socket is still being closed */
} Visit;

G_DEFINE_FINAL_TYPE (SalveListener, salve_listener, G_TYPE_OBJECT)

static gboolean on_incoming (GSocket *socket, GIOCondition condition, gpointer data);
static void pump_handshakes (SalveListener *self);

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
free_port (gpointer data)
{
  Port *port = data;

  drop_source (&port->source);
  g_socket_close (port->socket, NULL);
  g_clear_object (&port->socket);
  g_clear_object (&port->certificate);
  g_free (port);
}

static void
free_address (gpointer data)
{
  Address *address = data;

  g_free (address->name);
  g_free (address);
}

static void
resume (SalveListener *self)
{
  drop_source (&self->retry);
  for (guint i = 0; i < self->ports->len; i++)
    {
      Port *port = self->ports->pdata[i];

      if (port->source != NULL)
        continue;
      port->source = g_socket_create_source (port->socket, G_IO_IN, NULL);
      g_source_set_callback (port->source, G_SOURCE_FUNC (on_incoming), self, NULL);
      g_source_attach (port->source, self->rules->context);
    }
}

static gboolean
on_retry (gpointer data)
{
  resume (data);
  return G_SOURCE_REMOVE;
}

/* Without files to accept with, the sockets would stay readable and the loop would do nothing else. */
static void
pause_accepting (SalveListener *self)
{
  for (guint i = 0; i < self->ports->len; i++)
    drop_source (&((Port *)self->ports->pdata[i])->source);
  if (self->retry != NULL)
    return;
  self->retry = g_timeout_source_new (RETRY_MILLISECONDS);
  g_source_set_callback (self->retry, on_retry, self, NULL);
  g_source_attach (self->retry, self->rules->context);
}

/* Also called by the guarded stream, when its socket is closed. */
static void
end_visit (gpointer data)
{
  Visit *visit = data;
  SalveListener *self = visit->listener;

  drop_source (&visit->hello);
  drop_source (&visit->deadline);
  g_queue_remove (&self->greeted, visit);
  g_object_set_data (G_OBJECT (visit->remote), VISIT_KEY, NULL);
  g_clear_weak_pointer (&visit->stream);
  g_socket_close (visit->socket, NULL);
  if (!visit->known)
    visit->address->strangers--;
  if (--visit->address->visits == 0)
    g_hash_table_remove (self->addresses, visit->address->name);
  g_clear_object (&visit->connection);
  g_clear_object (&visit->socket);
  g_clear_object (&visit->local);
  g_clear_object (&visit->remote);
  g_clear_object (&visit->certificate);
  g_clear_object (&visit->cancel);
  g_hash_table_remove (self->visits, visit);
  if (visit->leaving)
    self->leaving--;
  g_free (visit);
  if (self->retry != NULL)
    resume (self);
  g_object_unref (self);
}

static void
hand_over (Visit *visit)
{
  SalveListener *self = visit->listener;
  g_autoptr (GIOStream) connection = g_steal_pointer (&visit->connection);
  g_autoptr (SalveGuardedStream) stream = NULL;

  drop_source (&visit->deadline);
  visit->handed_over = TRUE;
  stream = salve_guarded_stream_new (connection, visit->socket, self->rules, end_visit, visit);
  g_set_weak_pointer (&visit->stream, stream);
  g_object_set_data (G_OBJECT (visit->remote), VISIT_KEY, visit);
  soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), visit->local, visit->remote, NULL);
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer data)
{
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  Visit *visit = data;
  g_autoptr (SalveListener) self = g_object_ref (visit->listener);

  self->handshakes--;
  visit->address->handshakes--;
  if (g_tls_connection_handshake_finish (tls, result, NULL)
      && g_tls_connection_get_protocol_version (tls) >= G_TLS_PROTOCOL_VERSION_TLS_1_2
      && !self->rules->stopping)
    hand_over (visit);
  else
    end_visit (visit);
  pump_handshakes (self);
}

static gboolean
shake_hands (Visit *visit, GError **error)
{
  const char *const protocols[] = { "http/1.1", NULL };
  g_autoptr (GIOStream) tls = g_tls_server_connection_new (visit->connection, visit->certificate, error);

  if (tls == NULL)
    return FALSE;
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_set_object (&visit->connection, tls);
  visit->cancel = g_cancellable_new ();
  visit->address->handshakes++;
  visit->listener->handshakes++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, visit->cancel, on_handshake,
                                    visit);
  return TRUE;
}

/* Whoever begins handshakes and never ends them takes up only a few of the threads. */
static void
pump_handshakes (SalveListener *self)
{
  GList *link = self->greeted.head;

  while (link != NULL && self->handshakes < MAX_HANDSHAKES)
    {
      Visit *visit = link->data;
      GList *next = link->next;
      g_autoptr (GError) error = NULL;

      if (visit->address->handshakes < MAX_HANDSHAKES_AN_ADDRESS)
        {
          g_queue_delete_link (&self->greeted, link);
          if (!shake_hands (visit, &error))
            {
              g_warning ("TLS cannot begin: %s", error->message);
              end_visit (visit);
            }
        }
      link = next;
    }
}

static void
on_hello (gboolean came, gpointer data)
{
  Visit *visit = data;
  g_autoptr (SalveListener) self = g_object_ref (visit->listener);

  g_clear_pointer (&visit->hello, g_source_unref);
  if (came)
    g_queue_push_tail (&self->greeted, visit);
  else
    end_visit (visit);
  pump_handshakes (self);
}

static gboolean
on_handshake_late (gpointer data)
{
  Visit *visit = data;

  g_clear_pointer (&visit->deadline, g_source_unref);
  if (visit->cancel != NULL) /* comes back by on_handshake () */
    g_cancellable_cancel (visit->cancel);
  else
    end_visit (visit);
  return G_SOURCE_REMOVE;
}

static void
await_hello (Visit *visit)
{
  SalveGuardRules *rules = visit->listener->rules;

  visit->deadline = g_timeout_source_new (MAX (1, (guint)(rules->limits.header_seconds * 1000)));
  g_source_set_callback (visit->deadline, on_handshake_late, visit, NULL);
  g_source_attach (visit->deadline, rules->context);
  visit->hello = salve_client_hello_watch (visit->socket, on_hello, visit);
  g_source_attach (visit->hello, rules->context);
}

/* All of IPv6's address counts: the desks of one clinic have the same prefix. */
static char *
name_address (GSocketAddress *remote)
{
  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return g_strdup ("unix");
  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

/* Whether the first one should rather give way. */
static gboolean
gives_way_before (Visit *visit, gint64 rest, Visit *other)
{
  if (visit->known != other->known)
    return !visit->known;
  return rest < salve_guarded_stream_get_rest (other->stream);
}

/* Where all places are taken, whoever has rested longest between two requests gives way: otherwise a few strangers with
 * one good request a minute would keep every desk out. */
static gboolean
make_room (SalveListener *self)
{
  GHashTableIter iter;
  Visit *longest = NULL;
  gpointer key;

  if (g_hash_table_size (self->visits) - self->leaving < self->rules->limits.total)
    return TRUE;
  g_hash_table_iter_init (&iter, self->visits);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Visit *visit = key;
      gint64 rest = visit->stream == NULL ? -1 : salve_guarded_stream_get_rest (visit->stream);

      if (rest >= 0 && !visit->leaving && (longest == NULL || gives_way_before (visit, rest, longest)))
        longest = visit;
    }
  if (longest == NULL)
    return FALSE;
  longest->leaving = TRUE;
  self->leaving++;
  salve_guarded_stream_end_rest (longest->stream);
  return TRUE;
}

/* Many desks may be behind one address, and who sits at them is known; who is not gets few places there. */
static gboolean
is_full (SalveListener *self, const Address *address)
{
  const SalveListenerLimits *limits = &self->rules->limits;

  return address->strangers >= limits->per_address
         || address->visits >= MAX (limits->per_address, limits->total - limits->total / 4);
}

/* (nullable): the address, if one more may come from it. */
static Address *
admit (SalveListener *self, GSocketAddress *remote)
{
  g_autofree char *name = name_address (remote);
  Address *address = g_hash_table_lookup (self->addresses, name);

  if ((address != NULL && is_full (self, address)) || !make_room (self))
    return NULL;
  if (address == NULL)
    {
      address = g_new0 (Address, 1);
      address->name = g_steal_pointer (&name);
      g_hash_table_insert (self->addresses, address->name, address);
    }
  address->visits++;
  address->strangers++;
  return address;
}

static void
receive (SalveListener *self, Port *port, GSocket *socket)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  Address *address = remote == NULL || local == NULL ? NULL : admit (self, remote);
  Visit *visit;

  if (address == NULL)
    {
      self->turned_away++;
      g_socket_close (socket, NULL);
      return;
    }
  self->accepted++;
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  visit = g_new0 (Visit, 1);
  visit->listener = g_object_ref (self);
  visit->address = address;
  visit->socket = g_object_ref (socket);
  visit->remote = g_steal_pointer (&remote);
  visit->local = g_steal_pointer (&local);
  visit->connection = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  g_set_object (&visit->certificate, port->certificate);
  g_hash_table_add (self->visits, visit);
  if (port->certificate != NULL)
    await_hello (visit);
  else
    hand_over (visit);
}

static gboolean
is_nearly_out_of_files (GSocket *socket)
{
  struct rlimit limit;

  /* The kernel gives the lowest free number. */
  return getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
         && (rlim_t)g_socket_get_fd (socket) + RESERVED_FILES >= limit.rlim_cur;
}

static Port *
find_port (SalveListener *self, GSocket *socket)
{
  for (guint i = 0; i < self->ports->len; i++)
    if (((Port *)self->ports->pdata[i])->socket == socket)
      return self->ports->pdata[i];
  return NULL;
}

static gboolean
on_incoming (GSocket *listening, GIOCondition condition, gpointer data)
{
  g_autoptr (SalveListener) self = g_object_ref (data);
  Port *port = find_port (self, listening);

  for (guint i = 0; i < ACCEPTS_A_TURN && port->source != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) socket = g_socket_accept (listening, NULL, &error);

      if (socket != NULL && !is_nearly_out_of_files (socket))
        receive (self, port, socket);
      else if (socket != NULL)
        {
          self->turned_away++;
          g_socket_close (socket, NULL);
          pause_accepting (self);
        }
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
        pause_accepting (self);
    }
  return port->source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* SoupServer keeps connections between requests only while it listens itself. So it gets a socket of a pair to listen
 * on, where nobody ever calls. */
static void
plug_soup (SalveListener *self)
{
  g_autoptr (GError) error = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_warning ("Connections end after each request: %s", g_strerror (errno));
      return;
    }
  self->plug = g_socket_new_from_fd (pair[0], &error);
  self->socket_of_plug = g_socket_new_from_fd (pair[1], NULL);
  if (self->plug == NULL || !soup_server_listen_socket (self->soup, self->plug, 0, &error))
    g_warning ("Connections end after each request: %s", error->message);
}

static void
salve_listener_finalize (GObject *object)
{
  SalveListener *self = SALVE_LISTENER (object);

  drop_source (&self->retry);
  g_clear_pointer (&self->ports, g_ptr_array_unref);
  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  g_clear_pointer (&self->rules, salve_guard_rules_unref);
  g_clear_object (&self->plug);
  g_clear_object (&self->socket_of_plug);
  g_clear_object (&self->soup);
  G_OBJECT_CLASS (salve_listener_parent_class)->finalize (object);
}

static void
salve_listener_class_init (SalveListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_listener_finalize;
}

static void
salve_listener_init (SalveListener *self)
{
  self->ports = g_ptr_array_new_with_free_func (free_port);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_address);
  self->visits = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->greeted);
}

/**
 * salve_listener_new:
 * @soup: whose handlers answer; it must not listen by itself
 * @limits: (nullable): NULL: the defaults
 *
 * To end it: salve_listener_stop(), then, when what is under way may end too, soup_server_disconnect(). An open
 * connection keeps the listener and @soup alive.
 *
 * Returns: (transfer full): a listener for the caller's thread and its main context, which @soup runs on too
 */
SalveListener *
salve_listener_new (SoupServer *soup, const SalveListenerLimits *limits)
{
  SalveListener *self = g_object_new (SALVE_TYPE_LISTENER, NULL);

  self->soup = g_object_ref (soup);
  self->rules = salve_guard_rules_new (limits);
  plug_soup (self);
  return self;
}

/* Nobody outside the machine can read along or speak up there. */
static gboolean
is_private (GSocketAddress *address)
{
  if (G_IS_UNIX_SOCKET_ADDRESS (address))
    return TRUE;
  return G_IS_INET_SOCKET_ADDRESS (address)
         && g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
add_port (SalveListener *self, GSocket *socket, GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, error);
  Port *port;

  if (local == NULL)
    return FALSE;
  if (certificate == NULL && !is_private (local))
    {
      g_set_error_literal (error, SALVE_NET_ERROR, SALVE_NET_ERROR_LISTEN,
                           _ ("Without a certificate the server answers this computer only."));
      return FALSE;
    }
  g_socket_set_blocking (socket, FALSE);
  port = g_new0 (Port, 1);
  port->socket = g_object_ref (socket);
  g_set_object (&port->certificate, certificate);
  g_ptr_array_add (self->ports, port);
  resume (self);
  return TRUE;
}

/**
 * salve_listener_listen:
 * @self: a listener that was not stopped
 * @address: where; port 0: any free one
 * @certificate: (nullable): the server's certificate with its key; NULL: without TLS, on loopback and Unix sockets only
 * @error: SALVE_NET_ERROR_LISTEN, or why the address cannot be had (G_IO_ERROR)
 *
 * May be called for several addresses. TLS is 1.2 or newer.
 *
 * Returns: whether it listens
 */
gboolean
salve_listener_listen (SalveListener *self,
                       GSocketAddress *address,
                       GTlsCertificate *certificate,
                       GError **error)
{
  g_autoptr (GSocket) socket = NULL;

  g_return_val_if_fail (!self->rules->stopping, FALSE);

  if (certificate == NULL && !is_private (address))
    {
      g_set_error_literal (error, SALVE_NET_ERROR, SALVE_NET_ERROR_LISTEN,
                           _ ("Without a certificate the server answers this computer only."));
      return FALSE;
    }
  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  return g_socket_bind (socket, address, TRUE, error) && g_socket_listen (socket, error)
         && add_port (self, socket, certificate, error);
}

/**
 * salve_listener_adopt:
 * @self: a listener that was not stopped
 * @fd: a listening socket, from socket activation; belongs to @self when all goes well
 * @certificate: (nullable): as for salve_listener_listen()
 * @error: SALVE_NET_ERROR_LISTEN, or what is wrong with @fd (G_IO_ERROR)
 *
 * Returns: whether it listens
 */
gboolean
salve_listener_adopt (SalveListener *self, int fd, GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  gint listening = 0;

  g_return_val_if_fail (!self->rules->stopping, FALSE);

  socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL)
    return FALSE;
  if (!g_socket_get_option (socket, SOL_SOCKET, SO_ACCEPTCONN, &listening, error))
    return FALSE;
  if (!listening)
    {
      g_set_error_literal (error, SALVE_NET_ERROR, SALVE_NET_ERROR_LISTEN,
                           _ ("The socket given does not listen."));
      return FALSE;
    }
  return add_port (self, socket, certificate, error);
}

/**
 * salve_listener_get_port:
 * @self: a listener
 *
 * Returns: the port of the first socket, 0 without one
 */
guint
salve_listener_get_port (SalveListener *self)
{
  Port *port = self->ports->len == 0 ? NULL : self->ports->pdata[0];
  g_autoptr (GSocketAddress) local = port == NULL ? NULL : g_socket_get_local_address (port->socket, NULL);

  return G_IS_INET_SOCKET_ADDRESS (local) ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local))
                                          : 0;
}

/**
 * salve_listener_set_certificate:
 * @self: a listener
 * @certificate: a renewed one
 *
 * Whoever connects from now on gets it, wherever there was one before.
 */
void
salve_listener_set_certificate (SalveListener *self, GTlsCertificate *certificate)
{
  g_return_if_fail (G_IS_TLS_CERTIFICATE (certificate));

  for (guint i = 0; i < self->ports->len; i++)
    {
      Port *port = self->ports->pdata[i];

      if (port->certificate != NULL)
        g_set_object (&port->certificate, certificate);
    }
}

/**
 * salve_listener_stop:
 * @self: a listener
 *
 * Accepts no more, and lets go whoever is between two requests. What is being sent and answered goes on to its end; its
 * connection closes then. Websockets stay.
 */
void
salve_listener_stop (SalveListener *self)
{
  g_autoptr (SalveListener) keep = g_object_ref (self);
  g_autoptr (GPtrArray) visits = g_hash_table_get_keys_as_ptr_array (self->visits);

  self->rules->stopping = TRUE;
  g_ptr_array_set_size (self->ports, 0);
  drop_source (&self->retry);
  for (guint i = 0; i < visits->len; i++)
    {
      Visit *visit = visits->pdata[i];

      if (visit->stream != NULL)
        salve_guarded_stream_end_rest (visit->stream);
      else if (visit->handed_over)
        continue; /* being closed already */
      else if (visit->cancel != NULL)
        g_cancellable_cancel (visit->cancel);
      else
        end_visit (visit);
    }
}

/**
 * salve_listener_get_counts:
 * @self: a listener
 * @open: (out) (optional): connections now, those included that are being closed
 * @accepted: (out) (optional): connections so far, without those turned away
 * @refused: (out) (optional): connections turned away because there were too many, and requests refused for their form,
 *   size or slowness
 */
void
salve_listener_get_counts (SalveListener *self, guint *open, guint64 *accepted, guint64 *refused)
{
  if (open != NULL)
    *open = g_hash_table_size (self->visits);
  if (accepted != NULL)
    *accepted = self->accepted;
  if (refused != NULL)
    *refused = self->turned_away + self->rules->refused;
}

/**
 * salve_listener_set_body_limit:
 * @self: a listener
 * @limit: (nullable): asked for each request before anything of its body is read; never raises the listener's own
 *   limit. The path is as it was sent, still percent-encoded: what is not known by its exact name should get the
 *   small limit.
 * @user_data: for @limit; outlives @self
 */
void
salve_listener_set_body_limit (SalveListener *self, SalveBodyLimitFunc limit, gpointer user_data)
{
  self->rules->body_limit = limit;
  self->rules->body_data = user_data;
}

/* (nullable): the connection that the request came by, unless it is closed */
static Visit *
find_visit (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  return remote == NULL ? NULL : g_object_get_data (G_OBJECT (remote), VISIT_KEY);
}

/**
 * salve_listener_set_known:
 * @self: a listener
 * @message: a request that said who sends it
 * @known: whether that is so
 *
 * From now on the connection counts among those of people who are known, or of strangers, until a later request says
 * something else.
 */
void
salve_listener_set_known (SalveListener *self, SoupServerMessage *message, gboolean known)
{
  Visit *visit = find_visit (message);

  if (visit == NULL || visit->known == known)
    return;
  visit->known = known;
  if (known)
    visit->address->strangers--;
  else
    visit->address->strangers++;
}

/**
 * salve_listener_keep_open:
 * @self: a listener
 * @message: a request that became a websocket, or is about to
 *
 * Its connection may be silent for as long as it likes. Not needed where both sides ping within the idle time.
 */
void
salve_listener_keep_open (SalveListener *self, SoupServerMessage *message)
{
  Visit *visit = find_visit (message);

  if (visit != NULL && visit->stream != NULL)
    salve_guarded_stream_keep_open (visit->stream);
}
