/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-server-link.h"

#include "salve-desk-roles.h"
#include "salve-discovery.h"
#include "salve-http-remote.h"
#include "salve-notices.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"

#include <glib/gi18n.h>

/* Everything that stands and falls with one server. */
typedef struct
{
  char *base;
  char *pin; /* NULL: the system's authorities */
  SalveTrust *trust;
  SalveDesk *desk;
  SalveRemote *remote;
  SalveSync *sync;
  SalveNotices *notices; /* NULL before it is the clinic's; a server that has none is asked once */
} Server;

struct _SalveServerLink
{
  GObject parent_instance;

  SalveClinic *clinic;
  SalveSyncFace *face;
  Server *server;            /* NULL: a clinic by itself */
  Server *tried;             /* what is being connected */
  SalveDiscovery *discovery; /* NULL: nobody looks */
  char *local_actor;         /* who works here where there is no server */
};

enum
{
  PROP_0,
  PROP_CONNECTED,
  PROP_PERSON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void salve_server_link_connector_init (SalveConnectorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveServerLink,
                               salve_server_link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_CONNECTOR, salve_server_link_connector_init))

static SalveInstant
real_now (gpointer data)
{
  return g_get_real_time ();
}

static guint32
real_random (gpointer data)
{
  return g_random_int ();
}

static DexFuture *
on_over (DexFuture *future, gpointer data)
{
  return dex_future_new_true ();
}

static DexFuture *
real_sleep (gint64 duration, gpointer data)
{
  return dex_future_catch (dex_timeout_new_usec (MAX (duration, 0)), on_over, NULL, NULL);
}

static const SalveSyncEnvironment real_environment = { real_now, real_random, real_sleep, NULL };

static void
server_free (Server *server)
{
  if (server->notices != NULL)
    salve_notices_stop (server->notices);
  g_clear_object (&server->notices);
  if (server->sync != NULL)
    dex_future_disown (salve_sync_stop (server->sync));
  g_clear_object (&server->sync);
  g_clear_object (&server->remote);
  g_clear_object (&server->desk);
  g_clear_object (&server->trust);
  g_free (server->base);
  g_free (server->pin);
  g_free (server);
}

static void
server_believe (Server *server, const char *pin)
{
  g_set_str (&server->pin, pin);
  g_clear_object (&server->trust);
  g_clear_object (&server->desk);
  server->trust = salve_trust_new (pin);
  server->desk = salve_desk_new (server->base, server->trust);
}

static void
server_make_sync (Server *server, SalveStore *store)
{
  g_clear_object (&server->sync);
  g_clear_object (&server->remote);
  server->remote = salve_http_remote_new (server->base, server->trust, SALVE_TOKEN_SOURCE (server->desk));
  server->sync = salve_sync_new (store, server->remote, &real_environment);
}

static const char *
active_login (SalveServerLink *self)
{
  SalveDeskPerson *person = self->server != NULL ? salve_desk_get_active (self->server->desk) : NULL;

  return person != NULL ? salve_desk_person_get_login (person) : NULL;
}

/* What is changed from now on is changed by whoever is active; a rest from before is left with nobody's name but theirs. */
static void
on_active (SalveServerLink *self)
{
  const char *login = active_login (self);

  if (login != NULL)
    salve_clinic_set_actor (self->clinic, login);
  else if (self->server == NULL)
    {
      salve_clinic_set_actor (self->clinic, self->local_actor);
      salve_desk_roles_unknown (self->clinic);
    }
  if (login != NULL && self->server->remote != NULL)
    salve_desk_roles_follow (self->clinic, self->server->remote, login);
  if (login != NULL && self->server->sync != NULL)
    salve_sync_change_reader (self->server->sync);
  if (login != NULL && self->server->notices != NULL)
    salve_notices_wake (self->server->notices);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSON]);
}

static void
on_network (SalveServerLink *self)
{
  if (self->server != NULL && self->server->sync != NULL)
    salve_sync_wake (self->server->sync);
  if (active_login (self) != NULL && self->server->notices != NULL)
    salve_notices_wake (self->server->notices);
}

/* Somebody changed something: looked at now rather than at the next round's time. */
static void
on_notice (SalveSync *sync)
{
  salve_sync_wake (sync);
}

/* The server is the clinic's: the words follow the engine, and it runs by itself. */
static void
adopt (SalveServerLink *self, Server *server)
{
  self->server = server;
  g_signal_connect_object (server->desk, "notify::active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
  salve_sync_face_follow (self->face, G_OBJECT (server->sync), server->base);
  salve_sync_start (server->sync);
  server->notices = salve_notices_new (server->base, server->trust, SALVE_TOKEN_SOURCE (server->desk));
  g_signal_connect_object (server->notices, "notice", G_CALLBACK (on_notice), server->sync,
                           G_CONNECT_SWAPPED);
  on_active (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

static DexFuture *
on_loaded (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    g_warning ("Who is signed in at this desk is not known: %s", error->message);
  return NULL;
}

static void
open_kept (SalveServerLink *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autofree char *base = salve_store_get_setting (store, SALVE_SETTING_SERVER, NULL);
  g_autofree char *pin = salve_store_get_setting (store, SALVE_SETTING_PIN, NULL);
  Server *server;

  if (base == NULL || *base == '\0')
    return;
  server = g_new0 (Server, 1);
  server->base = g_steal_pointer (&base);
  server_believe (server, pin);
  server_make_sync (server, store);
  dex_future_disown (dex_future_finally (salve_desk_load (server->desk), on_loaded, NULL, NULL));
  adopt (self, server);
}

static GListModel *
get_found (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  if (self->discovery == NULL)
    self->discovery = salve_discovery_new (NULL);
  return G_LIST_MODEL (self->discovery);
}

static void
describe_found (SalveConnector *connector,
                GObject *found,
                const char **name,
                const char **base,
                const char **fingerprint)
{
  SalveFoundServer *server = SALVE_FOUND_SERVER (found);

  *name = salve_found_server_get_name (server);
  *base = salve_found_server_get_base (server);
  *fingerprint = salve_found_server_get_fingerprint (server);
}

static DexFuture *
look (SalveConnector *connector, const char *address)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);
  g_autoptr (GError) error = NULL;
  g_autofree char *base = salve_server_address_parse (address, &error);

  if (base == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_clear_pointer (&self->tried, server_free);
  self->tried = g_new0 (Server, 1);
  self->tried->base = g_steal_pointer (&base);
  return salve_trust_fetch (self->tried->base);
}

static void
believe (SalveConnector *connector, const char *fingerprint)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  g_return_if_fail (self->tried != NULL);
  server_believe (self->tried, fingerprint);
}

static DexFuture *
sign_in (SalveConnector *connector, const char *login, const char *password)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  g_return_val_if_fail (self->tried != NULL && self->tried->desk != NULL, NULL);
  return salve_desk_sign_in (self->tried->desk, login, password);
}

gboolean
salve_open_in_browser (const char *address, gpointer data, GError **error)
{
  return g_app_info_launch_default_for_uri (address, NULL, error);
}

static DexFuture *
sign_in_with_browser (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  g_return_val_if_fail (self->tried != NULL && self->tried->desk != NULL, NULL);
  return salve_desk_sign_in_with_browser (self->tried->desk, salve_open_in_browser, NULL, NULL);
}

static DexFuture *
activate (SalveConnector *connector, const char *code, const char *password)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  g_return_val_if_fail (self->tried != NULL && self->tried->desk != NULL, NULL);
  return salve_desk_activate (self->tried->desk, code, password);
}

static DexFuture *
probe (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  g_return_val_if_fail (self->tried != NULL && self->tried->desk != NULL, NULL);
  server_make_sync (self->tried, salve_clinic_get_store (self->clinic));
  return salve_sync_probe (self->tried->sync);
}

typedef struct
{
  SalveServerLink *link;
  char *accepted;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_object_unref (keeping->link);
  g_free (keeping->accepted);
  g_free (keeping);
}

/* What this file knows of each record is what its server said. Against another one all of it would be wrong, and records
 * would look as if somebody had deleted them. A server that moved keeps its key; one whose key was replaced keeps its
 * address. */
static char *
find_other_home (SalveStore *store, const Server *server)
{
  g_autofree char *base = salve_store_get_setting (store, SALVE_SETTING_HOME, NULL);
  g_autofree char *pin = salve_store_get_setting (store, SALVE_SETTING_HOME_PIN, NULL);

  if (base == NULL || *base == '\0' || g_str_equal (base, server->base)
      || (pin != NULL && *pin != '\0' && g_strcmp0 (pin, server->pin) == 0))
    return NULL;
  return g_steal_pointer (&base);
}

static gboolean
is_home (SalveStore *store, const Server *server, GError **error)
{
  g_autofree char *other = find_other_home (store, server);

  if (other == NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _ ("This clinic’s records belong to the server at %s."), other);
  return FALSE;
}

static char *
get_home (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  return self->tried != NULL ? find_other_home (salve_clinic_get_store (self->clinic), self->tried) : NULL;
}

/* The engine that asked the new server what it can do has read what the old one had told. */
static DexFuture *
on_left (DexFuture *future, gpointer data)
{
  SalveServerLink *self = data;

  if (self->tried != NULL && self->tried->desk != NULL)
    server_make_sync (self->tried, salve_clinic_get_store (self->clinic));
  return dex_ref (future);
}

static DexFuture *
move (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);
  SalveDeskPerson *person =
      self->tried != NULL && self->tried->desk != NULL ? salve_desk_get_active (self->tried->desk) : NULL;

  /* While the old one is still connected its engine works with the file. */
  if (self->server != NULL || self->tried == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Nothing was connected."));
  return dex_future_then (salve_sync_rows_forget_server (salve_clinic_get_store (self->clinic),
                                                         person != NULL ? salve_desk_person_get_login (person)
                                                                        : self->local_actor),
                          on_left, g_object_ref (self), g_object_unref);
}

/* The address last: a clinic that has one has all of it. */
static DexFuture *
keep_fiber (gpointer data)
{
  Keeping *keeping = data;
  SalveServerLink *self = keeping->link;
  SalveStore *store = salve_clinic_get_store (self->clinic);
  Server *server = self->tried;
  g_autoptr (GError) error = NULL;

  if (server == NULL || server->sync == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Nothing was connected."));
  if (!is_home (store, server, &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_HOME, server->base), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_HOME_PIN, server->pin), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_PIN, server->pin), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_ACCEPTED, keeping->accepted), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_SERVER, server->base), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (server != self->tried)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Nothing was connected."));
  self->tried = NULL;
  salve_sync_accept_risk (server->sync, keeping->accepted != NULL);
  adopt (self, server);
  return dex_future_new_true ();
}

static DexFuture *
keep (SalveConnector *connector, const char *accepted)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);
  SalveDeskPerson *person =
      self->tried != NULL && self->tried->desk != NULL ? salve_desk_get_active (self->tried->desk) : NULL;
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->link = g_object_ref (self);
  /* Who signed in, and when, in front of what they wrote. */
  if (accepted != NULL)
    {
      g_autofree char *when = salve_instant_format_fhir (salve_clinic_now (self->clinic));

      keeping->accepted = g_strdup_printf (
          "%s, %s: %s", person != NULL ? salve_desk_person_get_login (person) : self->local_actor, when,
          accepted);
    }
  return dex_scheduler_spawn (NULL, 0, keep_fiber, keeping, keeping_free);
}

static void
cancel (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);
  SalveDeskPerson *person =
      self->tried != NULL && self->tried->desk != NULL ? salve_desk_get_active (self->tried->desk) : NULL;

  if (person != NULL)
    dex_future_disown (salve_desk_sign_out (self->tried->desk, person));
  g_clear_pointer (&self->tried, server_free);
  g_clear_object (&self->discovery);
}

static const char *
get_base (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  return self->tried != NULL ? self->tried->base : salve_server_link_get_base (self);
}

static GObject *
get_sync (SalveConnector *connector)
{
  SalveServerLink *self = SALVE_SERVER_LINK (connector);

  return self->server != NULL ? G_OBJECT (self->server->sync) : NULL;
}

static void
salve_server_link_connector_init (SalveConnectorInterface *iface)
{
  iface->get_found = get_found;
  iface->describe_found = describe_found;
  iface->look = look;
  iface->believe = believe;
  iface->sign_in = sign_in;
  iface->sign_in_with_browser = sign_in_with_browser;
  iface->activate = activate;
  iface->probe = probe;
  iface->get_home = get_home;
  iface->move = move;
  iface->keep = keep;
  iface->cancel = cancel;
  iface->get_base = get_base;
  iface->get_sync = get_sync;
}

static void
salve_server_link_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveServerLink *self = SALVE_SERVER_LINK (object);

  switch (id)
    {
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->server != NULL);
      break;
    case PROP_PERSON:
      g_value_set_string (value, active_login (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_server_link_finalize (GObject *object)
{
  SalveServerLink *self = SALVE_SERVER_LINK (object);

  g_clear_pointer (&self->tried, server_free);
  g_clear_pointer (&self->server, server_free);
  g_clear_object (&self->discovery);
  g_clear_object (&self->face);
  g_clear_object (&self->clinic);
  g_free (self->local_actor);
  G_OBJECT_CLASS (salve_server_link_parent_class)->finalize (object);
}

static void
salve_server_link_class_init (SalveServerLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = salve_server_link_finalize;
  object_class->get_property = salve_server_link_get_property;
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  properties[PROP_PERSON] = g_param_spec_string ("person", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_server_link_init (SalveServerLink *self)
{
}

/**
 * salve_server_link_new:
 * @face: gets to say how it stands
 *
 * Returns: (transfer full): the clinic's connection, which begins to sync at once where a server is kept
 */
SalveServerLink *
salve_server_link_new (SalveClinic *clinic, SalveSyncFace *face)
{
  SalveServerLink *self = g_object_new (SALVE_TYPE_SERVER_LINK, NULL);

  self->clinic = g_object_ref (clinic);
  self->face = g_object_ref (face);
  self->local_actor = g_strdup (salve_clinic_get_actor (clinic));
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (on_network), self,
                           G_CONNECT_SWAPPED);
  open_kept (self);
  return self;
}

static DexFuture *
disconnect_fiber (gpointer data)
{
  SalveServerLink *self = data;
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autoptr (GError) error = NULL;
  Server *server = self->server;

  if (!dex_await (salve_store_set_setting (store, SALVE_SETTING_SERVER, NULL), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_PIN, NULL), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_ACCEPTED, NULL), &error)
      || !dex_await (salve_store_set_setting (store, SALVE_SETTING_ABILITIES, NULL), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (server == NULL || server != self->server)
    return dex_future_new_true ();
  self->server = NULL;
  salve_sync_face_follow (self->face, NULL, NULL);
  on_active (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
  dex_await (salve_sync_stop (server->sync), NULL);
  while (g_list_model_get_n_items (G_LIST_MODEL (server->desk)) > 0)
    {
      g_autoptr (SalveDeskPerson) person = g_list_model_get_item (G_LIST_MODEL (server->desk), 0);
      guint before = g_list_model_get_n_items (G_LIST_MODEL (server->desk));

      /* A server that does not answer is told nothing; the desk forgets all the same. */
      dex_await (salve_desk_sign_out (server->desk, person), NULL);
      if (g_list_model_get_n_items (G_LIST_MODEL (server->desk)) >= before)
        break;
    }
  server_free (server);
  return dex_future_new_true ();
}

/**
 * salve_server_link_disconnect:
 *
 * The clinic is by itself again: the records stay, with what was not sent, and everybody is signed out at this desk.
 *
 * Returns: (transfer full): resolves when that is durable
 */
DexFuture *
salve_server_link_disconnect (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), NULL);
  return dex_scheduler_spawn (NULL, 0, disconnect_fiber, g_object_ref (self), g_object_unref);
}

gboolean
salve_server_link_get_connected (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), FALSE);
  return self->server != NULL;
}

/* Returns: (transfer none) (nullable): the server's address */
const char *
salve_server_link_get_base (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), NULL);
  return self->server != NULL ? self->server->base : NULL;
}

/* Returns: (transfer none) (nullable): the fingerprint of the key that is believed */
const char *
salve_server_link_get_pin (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), NULL);
  return self->server != NULL ? self->server->pin : NULL;
}

/* Returns: (transfer none) (nullable): who is signed in at this desk */
SalveDesk *
salve_server_link_get_desk (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), NULL);
  return self->server != NULL ? self->server->desk : NULL;
}

/* Returns: (transfer none) (nullable): the engine */
SalveSync *
salve_server_link_get_sync (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), NULL);
  return self->server != NULL ? self->server->sync : NULL;
}

/* Returns: (transfer none) (nullable): the way to the server, with the token of whoever is active */
SalveRemote *
salve_server_link_get_remote (SalveServerLink *self)
{
  g_return_val_if_fail (SALVE_IS_SERVER_LINK (self), NULL);
  return self->server != NULL ? self->server->remote : NULL;
}
