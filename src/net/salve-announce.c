/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Avahi's daemon does the talking; it is asked over the system's bus (org.freedesktop.Avahi.Server), again whenever it
 * comes back. Where there is no bus or no daemon, nothing is announced and nothing is wrong: an address can be typed. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-announce.h"

#include <string.h>

#define AVAHI "org.freedesktop.Avahi"
#define SERVER_FACE AVAHI ".Server"
#define GROUP_FACE AVAHI ".EntryGroup"

/* From avahi-common/defs.h. */
#define ANY_INTERFACE (-1)
#define ANY_PROTOCOL (-1)
#define GROUP_ESTABLISHED 2
#define GROUP_COLLISION 3
/* One DNS label. */
#define MAX_NAME 63

struct _SalveAnnounce
{
  GObject parent_instance;

  char *name;
  guint port;
  char *fingerprint;
  guint watch, changes;
  GDBusConnection *bus;
  char *group; /* (nullable): the object path of what is announced */
  GCancellable *cancel;
  gboolean heard;
};

enum
{
  PROP_0,
  PROP_HEARD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveAnnounce, salve_announce, G_TYPE_OBJECT)

typedef void (*AnswerFunc) (SalveAnnounce *self, GVariant *answer);

typedef struct
{
  SalveAnnounce *self;
  AnswerFunc func;
  char *method;
} Call;

static void
set_heard (SalveAnnounce *self, gboolean heard)
{
  if (self->heard == heard)
    return;
  self->heard = heard;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEARD]);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (SalveAnnounce) self = call->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("Avahi's %s failed: %s", call->method, error->message);
  else if (answer != NULL && call->func != NULL)
    call->func (self, answer);
  g_free (call->method);
  g_free (call);
}

/* Takes @arguments. */
static void
ask (SalveAnnounce *self,
     const char *path,
     const char *face,
     const char *method,
     GVariant *arguments,
     AnswerFunc func)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->func = func;
  call->method = g_strdup (method);
  g_dbus_connection_call (self->bus, AVAHI, path, face, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancel, on_answer, call);
}

static GVariant *
make_text (SalveAnnounce *self)
{
  g_autofree char *fingerprint = g_strconcat ("fingerprint=", self->fingerprint, NULL);
  const char *const lines[] = { "txtvers=1", "path=/fhir", fingerprint };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_variant_builder_add_value (
        &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, lines[i], strlen (lines[i]), 1));
  return g_variant_builder_end (&builder);
}

static void
on_added (SalveAnnounce *self, GVariant *answer)
{
  ask (self, self->group, GROUP_FACE, "Commit", NULL, NULL);
}

static void
add_service (SalveAnnounce *self)
{
  ask (self, self->group, GROUP_FACE, "AddService",
       g_variant_new ("(iiussssq@aay)", ANY_INTERFACE, ANY_PROTOCOL, 0u, self->name, SALVE_ANNOUNCE_SERVICE,
                      "", "", (guint16)self->port, make_text (self)),
       on_added);
}

static void
on_other_name (SalveAnnounce *self, GVariant *answer)
{
  g_free (self->name);
  g_variant_get (answer, "(s)", &self->name);
  add_service (self);
}

static void
on_emptied (SalveAnnounce *self, GVariant *answer)
{
  ask (self, "/", SERVER_FACE, "GetAlternativeServiceName", g_variant_new ("(s)", self->name), on_other_name);
}

static void
on_state (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *face,
          const char *signal,
          GVariant *arguments,
          gpointer data)
{
  SalveAnnounce *self = data;
  gint state;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (arguments, "(is)", &state, NULL);
  set_heard (self, state == GROUP_ESTABLISHED);
  if (state == GROUP_COLLISION) /* another clinic, or another server of this one, has the name */
    ask (self, self->group, GROUP_FACE, "Reset", NULL, on_emptied);
}

static void
on_group (SalveAnnounce *self, GVariant *answer)
{
  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(o)")))
    return;
  g_clear_pointer (&self->group, g_free);
  g_variant_get (answer, "(o)", &self->group);
  self->changes =
      g_dbus_connection_signal_subscribe (self->bus, AVAHI, GROUP_FACE, "StateChanged", self->group, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, on_state, self, NULL);
  add_service (self);
}

static void
forget (SalveAnnounce *self)
{
  if (self->changes != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->changes);
  self->changes = 0;
  if (self->cancel != NULL)
    g_cancellable_cancel (self->cancel);
  g_clear_object (&self->cancel);
  g_clear_pointer (&self->group, g_free);
  g_clear_object (&self->bus);
  set_heard (self, FALSE);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  SalveAnnounce *self = data;

  forget (self);
  self->bus = g_object_ref (bus);
  self->cancel = g_cancellable_new ();
  ask (self, "/", SERVER_FACE, "EntryGroupNew", NULL, on_group);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  forget (data);
}

static void
salve_announce_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_HEARD)
    g_value_set_boolean (value, SALVE_ANNOUNCE (object)->heard);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

/* The connection lives at least until the call has gone out. */
static void
on_freed (GObject *source, GAsyncResult *result, gpointer bus)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_object_unref (bus);
}

static void
salve_announce_dispose (GObject *object)
{
  SalveAnnounce *self = SALVE_ANNOUNCE (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  /* Nobody needs the answer: when the program ends, the daemon takes the announcement back by itself. */
  if (self->group != NULL)
    g_dbus_connection_call (self->bus, AVAHI, self->group, GROUP_FACE, "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_freed, g_object_ref (self->bus));
  forget (self);
  G_OBJECT_CLASS (salve_announce_parent_class)->dispose (object);
}

static void
salve_announce_finalize (GObject *object)
{
  SalveAnnounce *self = SALVE_ANNOUNCE (object);

  g_free (self->name);
  g_free (self->fingerprint);
  G_OBJECT_CLASS (salve_announce_parent_class)->finalize (object);
}

static void
salve_announce_class_init (SalveAnnounceClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);

  object->get_property = salve_announce_get_property;
  object->dispose = salve_announce_dispose;
  object->finalize = salve_announce_finalize;
  properties[PROP_HEARD] = g_param_spec_boolean (
      "heard", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object, N_PROPS, properties);
}

static void
salve_announce_init (SalveAnnounce *self)
{
}

/* A DNS label: the longest beginning of whole characters. */
static char *
shorten (const char *name)
{
  gsize n = MIN (strlen (name), MAX_NAME);

  while (n > 0 && n < strlen (name) && (name[n] & 0xc0) == 0x80)
    n--;
  return g_strndup (name, n);
}

/**
 * salve_announce_new:
 * @clinic_name: what desks show; cut to 63 bytes
 * @port: where the server listens
 * @fingerprint: of the server's key, as salve_clinic_ca_ensure() gives it
 *
 * Announces the server as _salve._tcp while the object lives, under another name if the name is taken. The fingerprint
 * in it proves nothing (anybody can announce): a desk compares it with what the server shows, and a person with what is
 * printed. For the thread-default main context.
 *
 * Returns: (transfer full): the announcement; without Avahi it does nothing
 */
SalveAnnounce *
salve_announce_new (const char *clinic_name, guint port, const char *fingerprint)
{
  SalveAnnounce *self = g_object_new (SALVE_TYPE_ANNOUNCE, NULL);

  self->name = shorten (clinic_name);
  self->port = port;
  self->fingerprint = g_strdup (fingerprint);
  self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM, AVAHI, G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared,
                                  on_vanished, self, NULL);
  return self;
}

/**
 * salve_announce_is_heard:
 * @self: an announcement
 *
 * Returns: whether the network has it; the property "heard" notifies
 */
gboolean
salve_announce_is_heard (SalveAnnounce *self)
{
  return self->heard;
}
