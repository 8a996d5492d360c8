/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Avahi's daemon looks and listens, and is asked over the system's bus (org.freedesktop.Avahi.Server). It reports a service
 * once for every network and protocol it is seen on; here it is one server, reached by IPv4 where that is possible. Anybody
 * on the network can announce anything: what comes is a proposal, and the key is compared when somebody connects.
 */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-discovery.h"

#include "salve-announce.h"
#include "salve-server-address.h"

#include <string.h>

#define AVAHI "org.freedesktop.Avahi"
#define SERVER_FACE AVAHI ".Server"
#define BROWSER_FACE AVAHI ".ServiceBrowser"

/* From avahi-common/address.h. */
#define ANY_INTERFACE (-1)
#define ANY_PROTOCOL (-1)
#define IPV4 0

#define MAX_SERVERS 64
#define FINGERPRINT_LENGTH 64

/* Where a server was seen; the same service on one network and protocol. */
typedef struct
{
  int interface;
  int protocol;
  char *base; /* NULL: not yet resolved */
  char *fingerprint;
} Sighting;

static void
sighting_free (gpointer data)
{
  Sighting *self = data;

  g_free (self->base);
  g_free (self->fingerprint);
  g_free (self);
}

struct _SalveFoundServer
{
  GObject parent_instance;

  char *name;
  char *domain;
  GPtrArray *sightings;
  const Sighting *best; /* one of them; NULL: none is resolved */
};

enum
{
  FOUND_NAME = 1,
  FOUND_BASE,
  FOUND_FINGERPRINT,
  N_FOUND_PROPS
};

static GParamSpec *found_properties[N_FOUND_PROPS];

G_DEFINE_FINAL_TYPE (SalveFoundServer, salve_found_server, G_TYPE_OBJECT)

static void
salve_found_server_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveFoundServer *self = SALVE_FOUND_SERVER (object);

  switch (id)
    {
    case FOUND_NAME:
      g_value_set_string (value, self->name);
      break;
    case FOUND_BASE:
      g_value_set_string (value, salve_found_server_get_base (self));
      break;
    case FOUND_FINGERPRINT:
      g_value_set_string (value, salve_found_server_get_fingerprint (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_found_server_finalize (GObject *object)
{
  SalveFoundServer *self = SALVE_FOUND_SERVER (object);

  g_free (self->name);
  g_free (self->domain);
  g_ptr_array_unref (self->sightings);
  G_OBJECT_CLASS (salve_found_server_parent_class)->finalize (object);
}

static void
salve_found_server_class_init (SalveFoundServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = salve_found_server_get_property;
  object_class->finalize = salve_found_server_finalize;
  found_properties[FOUND_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  found_properties[FOUND_BASE] = g_param_spec_string ("base", NULL, NULL, NULL, flags);
  found_properties[FOUND_FINGERPRINT] = g_param_spec_string ("fingerprint", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_FOUND_PROPS, found_properties);
}

static void
salve_found_server_init (SalveFoundServer *self)
{
  self->sightings = g_ptr_array_new_with_free_func (sighting_free);
}

/* As the clinic calls it. */
const char *
salve_found_server_get_name (SalveFoundServer *self)
{
  g_return_val_if_fail (SALVE_IS_FOUND_SERVER (self), NULL);
  return self->name;
}

/* Its FHIR base, as salve_server_address_parse() would give it. */
const char *
salve_found_server_get_base (SalveFoundServer *self)
{
  g_return_val_if_fail (SALVE_IS_FOUND_SERVER (self), NULL);
  return self->best != NULL ? self->best->base : NULL;
}

/* Nullable: what it says of its key, in hexadecimal; to be compared, not believed. */
const char *
salve_found_server_get_fingerprint (SalveFoundServer *self)
{
  g_return_val_if_fail (SALVE_IS_FOUND_SERVER (self), NULL);
  return self->best != NULL ? self->best->fingerprint : NULL;
}

static void
choose_best (SalveFoundServer *self)
{
  const Sighting *best = NULL;

  for (guint i = 0; i < self->sightings->len; i++)
    {
      const Sighting *sighting = self->sightings->pdata[i];

      if (sighting->base != NULL && (best == NULL || (sighting->protocol == IPV4 && best->protocol != IPV4)))
        best = sighting;
    }
  if (self->best == best)
    return;
  self->best = best;
  g_object_notify_by_pspec (G_OBJECT (self), found_properties[FOUND_BASE]);
  g_object_notify_by_pspec (G_OBJECT (self), found_properties[FOUND_FINGERPRINT]);
}

static guint
find_sighting (SalveFoundServer *self, int interface, int protocol)
{
  for (guint i = 0; i < self->sightings->len; i++)
    {
      const Sighting *sighting = self->sightings->pdata[i];

      if (sighting->interface == interface && sighting->protocol == protocol)
        return i;
    }
  return G_MAXUINT;
}

struct _SalveDiscovery
{
  GObject parent_instance;

  GListStore *shown;  /* of SalveFoundServer, the resolved ones */
  GPtrArray *servers; /* all of them */
  GDBusConnection *bus;
  GCancellable *cancel;
  guint watch, items;
  char *browser;    /* object path, NULL before Avahi has answered */
  GPtrArray *early; /* signals that came before that answer */
};

static void salve_discovery_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveDiscovery,
                               salve_discovery,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, salve_discovery_list_model_init))

static GType
salve_discovery_get_item_type (GListModel *model)
{
  return SALVE_TYPE_FOUND_SERVER;
}

static guint
salve_discovery_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SALVE_DISCOVERY (model)->shown));
}

static gpointer
salve_discovery_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (SALVE_DISCOVERY (model)->shown), position);
}

static void
salve_discovery_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = salve_discovery_get_item_type;
  iface->get_n_items = salve_discovery_get_n_items;
  iface->get_item = salve_discovery_get_item;
}

static SalveFoundServer *
find_server (SalveDiscovery *self, const char *name, const char *domain)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      SalveFoundServer *server = self->servers->pdata[i];

      if (g_str_equal (server->name, name) && g_str_equal (server->domain, domain))
        return server;
    }
  return NULL;
}

/* Shown while it can be reached. */
static void
update_shown (SalveDiscovery *self, SalveFoundServer *server)
{
  guint position;
  gboolean is_shown = g_list_store_find (self->shown, server, &position);

  choose_best (server);
  if (server->best != NULL && !is_shown)
    g_list_store_append (self->shown, server);
  else if (server->best == NULL && is_shown)
    g_list_store_remove (self->shown, position);
}

/* One "name=value" of the announcement; NULL where there is none. */
static char *
get_text (GVariant *lines, const char *name)
{
  g_autofree char *prefix = g_strconcat (name, "=", NULL);
  gsize n = g_variant_n_children (lines);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) line = g_variant_get_child_value (lines, i);
      gsize length;
      const char *bytes = g_variant_get_fixed_array (line, &length, 1);

      if (length > strlen (prefix) && g_ascii_strncasecmp (bytes, prefix, strlen (prefix)) == 0
          && memchr (bytes, '\0', length) == NULL)
        return g_strndup (bytes + strlen (prefix), length - strlen (prefix));
    }
  return NULL;
}

static char *
get_fingerprint (GVariant *lines)
{
  g_autofree char *text = get_text (lines, "fingerprint");

  if (text == NULL || strlen (text) != FINGERPRINT_LENGTH
      || strspn (text, "0123456789abcdefABCDEF") != FINGERPRINT_LENGTH)
    return NULL;
  return g_ascii_strdown (text, -1);
}

/* NULL for what no desk could reach: a link-local address of IPv6 means nothing without its network. */
static char *
make_base (const char *address, guint port, GVariant *lines)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autofree char *path = get_text (lines, "path");
  g_autofree char *text = NULL;
  gboolean is_ipv6;

  if (inet == NULL)
    return NULL;
  is_ipv6 = g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6;
  if (is_ipv6 && g_inet_address_get_is_link_local (inet))
    return NULL;
  if (path == NULL || *path != '/')
    g_set_str (&path, SALVE_SERVER_DEFAULT_PATH);
  text = g_strdup_printf (is_ipv6 ? "https://[%s]:%u%s" : "https://%s:%u%s", address, port, path);
  return salve_server_address_parse (text, NULL);
}

static void
take_resolved (SalveDiscovery *self, GVariant *answer)
{
  const char *name, *domain, *address;
  g_autoptr (GVariant) lines = NULL;
  int interface, protocol;
  guint16 port;
  SalveFoundServer *server;
  guint position;

  g_variant_get (answer, "(ii&s&s&s&si&sq@aayu)", &interface, &protocol, &name, NULL, &domain, NULL, NULL,
                 &address, &port, &lines, NULL);
  server = find_server (self, name, domain);
  position = server != NULL ? find_sighting (server, interface, protocol) : G_MAXUINT;
  if (position != G_MAXUINT)
    {
      Sighting *sighting = server->sightings->pdata[position];

      if (server->best == sighting)
        server->best = NULL;
      g_free (sighting->base);
      g_free (sighting->fingerprint);
      sighting->base = make_base (address, port, lines);
      sighting->fingerprint = get_fingerprint (lines);
      update_shown (self, server);
    }
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SalveDiscovery) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    take_resolved (self, answer);
  else
    g_debug ("A service was seen but cannot be resolved: %s", error->message);
}

static void
on_item_new (SalveDiscovery *self,
             int interface,
             int protocol,
             const char *name,
             const char *type,
             const char *domain)
{
  SalveFoundServer *server = find_server (self, name, domain);
  Sighting *sighting;

  if (server == NULL && self->servers->len >= MAX_SERVERS)
    return;
  if (server == NULL)
    {
      server = g_object_new (SALVE_TYPE_FOUND_SERVER, NULL);
      server->name = g_strdup (name);
      server->domain = g_strdup (domain);
      g_ptr_array_add (self->servers, server);
    }
  if (find_sighting (server, interface, protocol) != G_MAXUINT || server->sightings->len >= MAX_SERVERS)
    return;
  sighting = g_new0 (Sighting, 1);
  sighting->interface = interface;
  sighting->protocol = protocol;
  g_ptr_array_add (server->sightings, sighting);
  g_dbus_connection_call (self->bus, AVAHI, "/", SERVER_FACE, "ResolveService",
                          g_variant_new ("(iisssiu)", interface, protocol, name, type, domain, protocol, 0u),
                          G_VARIANT_TYPE ("(iissssisqaayu)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancel, on_resolved, g_object_ref (self));
}

static void
on_item_remove (SalveDiscovery *self, int interface, int protocol, const char *name, const char *domain)
{
  SalveFoundServer *server = find_server (self, name, domain);
  guint position = server != NULL ? find_sighting (server, interface, protocol) : G_MAXUINT;

  if (position == G_MAXUINT)
    return;
  if (server->best == server->sightings->pdata[position])
    server->best = NULL;
  g_ptr_array_remove_index (server->sightings, position);
  update_shown (self, server);
  if (server->sightings->len == 0)
    g_ptr_array_remove (self->servers, server);
}

static void
handle_item (SalveDiscovery *self, const char *signal, GVariant *arguments)
{
  const char *name, *type, *domain;
  int interface, protocol;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(iisssu)")))
    return;
  g_variant_get (arguments, "(ii&s&s&su)", &interface, &protocol, &name, &type, &domain, NULL);
  if (g_str_equal (signal, "ItemNew"))
    on_item_new (self, interface, protocol, name, type, domain);
  else if (g_str_equal (signal, "ItemRemove"))
    on_item_remove (self, interface, protocol, name, domain);
}

typedef struct
{
  char *path;
  char *signal;
  GVariant *arguments;
} Early;

static void
early_free (gpointer data)
{
  Early *self = data;

  g_free (self->path);
  g_free (self->signal);
  g_variant_unref (self->arguments);
  g_free (self);
}

/* Avahi begins to tell before it answers under which path. */
static void
on_signal (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *face,
           const char *signal,
           GVariant *arguments,
           gpointer data)
{
  SalveDiscovery *self = data;
  Early *early;

  if (self->browser != NULL)
    {
      if (g_str_equal (path, self->browser))
        handle_item (self, signal, arguments);
      return;
    }
  early = g_new0 (Early, 1);
  early->path = g_strdup (path);
  early->signal = g_strdup (signal);
  early->arguments = g_variant_ref (arguments);
  g_ptr_array_add (self->early, early);
}

static void
on_browser (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SalveDiscovery) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    {
      g_debug ("Avahi does not look for servers: %s", error->message);
      return;
    }
  g_variant_get (answer, "(o)", &self->browser);
  for (guint i = 0; i < self->early->len; i++)
    {
      const Early *early = self->early->pdata[i];

      if (g_str_equal (early->path, self->browser))
        handle_item (self, early->signal, early->arguments);
    }
  g_ptr_array_set_size (self->early, 0);
}

static void
forget (SalveDiscovery *self)
{
  g_cancellable_cancel (self->cancel);
  g_clear_object (&self->cancel);
  if (self->items != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->items);
  self->items = 0;
  g_clear_object (&self->bus);
  g_clear_pointer (&self->browser, g_free);
  g_ptr_array_set_size (self->early, 0);
  g_ptr_array_set_size (self->servers, 0);
  g_list_store_remove_all (self->shown);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  SalveDiscovery *self = data;

  forget (self);
  self->bus = g_object_ref (bus);
  self->cancel = g_cancellable_new ();
  self->items = g_dbus_connection_signal_subscribe (bus, owner, BROWSER_FACE, NULL, NULL, NULL,
                                                    G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
  g_dbus_connection_call (
      bus, AVAHI, "/", SERVER_FACE, "ServiceBrowserNew",
      g_variant_new ("(iissu)", ANY_INTERFACE, ANY_PROTOCOL, SALVE_ANNOUNCE_SERVICE, "", 0u),
      G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancel, on_browser,
      g_object_ref (self));
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  forget (data);
}

static void
salve_discovery_dispose (GObject *object)
{
  SalveDiscovery *self = SALVE_DISCOVERY (object);

  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  self->watch = 0;
  if (self->bus != NULL && self->browser != NULL)
    g_dbus_connection_call (self->bus, AVAHI, self->browser, BROWSER_FACE, "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  if (self->bus != NULL)
    forget (self);
  G_OBJECT_CLASS (salve_discovery_parent_class)->dispose (object);
}

static void
salve_discovery_finalize (GObject *object)
{
  SalveDiscovery *self = SALVE_DISCOVERY (object);

  g_object_unref (self->shown);
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->early);
  G_OBJECT_CLASS (salve_discovery_parent_class)->finalize (object);
}

static void
salve_discovery_class_init (SalveDiscoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_discovery_dispose;
  object_class->finalize = salve_discovery_finalize;
}

static void
items_changed_cb (GListModel *shown, guint position, guint removed, guint added, GListModel *self)
{
  g_list_model_items_changed (self, position, removed, added);
}

static void
salve_discovery_init (SalveDiscovery *self)
{
  self->shown = g_list_store_new (SALVE_TYPE_FOUND_SERVER);
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->early = g_ptr_array_new_with_free_func (early_free);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

/**
 * salve_discovery_new:
 * @bus: (nullable): NULL for the system's, where Avahi is
 *
 * Looks for as long as it lives. Where there is no bus or no Avahi it stays empty, and an address can be typed.
 */
SalveDiscovery *
salve_discovery_new (GDBusConnection *bus)
{
  SalveDiscovery *self = g_object_new (SALVE_TYPE_DISCOVERY, NULL);

  if (bus != NULL)
    self->watch = g_bus_watch_name_on_connection (bus, AVAHI, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                  on_appeared, on_vanished, self, NULL);
  else
    self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM, AVAHI, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                    on_appeared, on_vanished, self, NULL);
  return self;
}
