/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logind says PrepareForSleep (true) and Lock on the system bus; GNOME's screen saver, and the freedesktop.org one of
 * other desktops, say ActiveChanged (true) on the session bus. A bus that is not there says nothing, and that is no
 * error: the desk still locks after its minutes. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-session-watch.h"

typedef struct
{
  GDBusConnection *connection;
  guint id;
} Subscription;

struct _SalveSessionWatch
{
  SalveSessionAwayFunc func;
  gpointer data;
  GCancellable *cancellable;
  GArray *subscriptions; /* of Subscription */
};

static const struct
{
  GBusType bus;
  const char *sender;
  const char *interface;
  const char *signal;
} sources[] = {
  { G_BUS_TYPE_SYSTEM, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep" },
  { G_BUS_TYPE_SYSTEM, "org.freedesktop.login1", "org.freedesktop.login1.Session", "Lock" },
  { G_BUS_TYPE_SESSION, NULL, "org.gnome.ScreenSaver", "ActiveChanged" },
  { G_BUS_TYPE_SESSION, NULL, "org.freedesktop.ScreenSaver", "ActiveChanged" },
};

static void
on_signal (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *parameters,
           gpointer data)
{
  SalveSessionWatch *self = data;
  gboolean away = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &away);
  if (away)
    self->func (self->data);
}

static void
subscription_clear (gpointer data)
{
  Subscription *subscription = data;

  g_dbus_connection_signal_unsubscribe (subscription->connection, subscription->id);
  g_object_unref (subscription->connection);
}

static void
subscribe (SalveSessionWatch *self, GDBusConnection *connection, GBusType bus)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      Subscription subscription = { NULL, 0 };

      if (sources[i].bus != bus)
        continue;
      subscription.connection = g_object_ref (connection);
      subscription.id = g_dbus_connection_signal_subscribe (
          connection, sources[i].sender, sources[i].interface, sources[i].signal, NULL, NULL,
          G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
      g_array_append_val (self->subscriptions, subscription);
    }
}

/* An answer may still be on its way when the watch is freed: each one holds it. */
static void
watch_clear (gpointer data)
{
  SalveSessionWatch *self = data;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->subscriptions, g_array_unref);
}

static void
on_bus (GBusType bus, GAsyncResult *result, SalveSessionWatch *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, &error);

  if (connection && !g_cancellable_is_cancelled (self->cancellable))
    subscribe (self, connection, bus);
  else if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("There is no bus to hear of sleep or locking from: %s", error->message);
  g_rc_box_release_full (self, watch_clear);
}

static void
on_system_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  on_bus (G_BUS_TYPE_SYSTEM, result, data);
}

static void
on_session_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  on_bus (G_BUS_TYPE_SESSION, result, data);
}

/**
 * salve_session_watch_new:
 * @func: called on the main thread each time the desk is left
 *
 * Returns: (transfer full): a watch that works until it is freed
 */
SalveSessionWatch *
salve_session_watch_new (SalveSessionAwayFunc func, gpointer data)
{
  SalveSessionWatch *self = g_rc_box_new0 (SalveSessionWatch);

  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->subscriptions = g_array_new (FALSE, FALSE, sizeof (Subscription));
  g_array_set_clear_func (self->subscriptions, subscription_clear);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus, g_rc_box_acquire (self));
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_session_bus, g_rc_box_acquire (self));
  return self;
}

void
salve_session_watch_free (SalveSessionWatch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_array_set_size (self->subscriptions, 0);
  g_rc_box_release_full (self, watch_clear);
}
