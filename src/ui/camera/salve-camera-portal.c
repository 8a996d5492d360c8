/* SPDX-License-Identifier: GPL-3.0-or-later */
/* org.freedesktop.portal.Camera: whether there is one, whether we may, and a connection to PipeWire that shows cameras and
 * nothing else. The same in and out of a sandbox. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-camera-portal.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define CAMERA "org.freedesktop.portal.Camera"

G_DEFINE_QUARK (salve - camera - error - quark, salve_camera_error)

static GError *
no_camera (void)
{
  return g_error_new_literal (SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_NONE,
                              _ ("No camera is connected, or this desktop gives none to programs. A photo "
                                 "can also be chosen from a file."));
}

static GError *
refused (void)
{
  return g_error_new_literal (
      SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_REFUSED,
      _ ("The desktop does not let Salve use the camera; its settings may change that"));
}

static DexFuture *
fail (GError *cause)
{
  g_autoptr (GError) owned = cause;

  return dex_future_new_for_error (g_error_new (SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_FAILED,
                                                _ ("The camera does not work: %s"), owned->message));
}

static gboolean
is_present (GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;

  answer =
      dex_await_variant (dex_dbus_connection_call (bus, PORTAL, PATH, "org.freedesktop.DBus.Properties",
                                                   "Get", g_variant_new ("(ss)", CAMERA, "IsCameraPresent"),
                                                   G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, 10000),
                         &error);
  if (answer == NULL)
    {
      g_debug ("No camera portal: %s", error->message);
      return FALSE;
    }
  g_variant_get (answer, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
}

static void
on_response (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer data)
{
  DexPromise *promise = data;
  guint response = G_MAXUINT;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get_child (parameters, 0, "u", &response);
  if (dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_uint (promise, response);
}

static guint
listen_for_response (GDBusConnection *bus, const char *path, DexPromise *promise)
{
  return g_dbus_connection_signal_subscribe (bus, PORTAL, "org.freedesktop.portal.Request", "Response", path,
                                             NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_response, dex_ref (promise),
                                             dex_unref);
}

/* Where the answer will come; known beforehand, so that it is listened for before it can come. */
static char *
make_request_path (GDBusConnection *bus, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);

  return g_strconcat (PATH, "/request/", g_strdelimit (sender, ".", '_'), "/", token, NULL);
}

/* Waits as long as the person thinks about it. */
static gboolean
ask (GDBusConnection *bus, GError **error)
{
  g_autofree char *token = g_strdup_printf ("salve%08x", g_random_int ());
  g_autofree char *path = make_request_path (bus, token);
  g_autoptr (DexPromise) promise = dex_promise_new ();
  guint subscription = listen_for_response (bus, path, promise);
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder options;
  guint response = G_MAXUINT;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  answer =
      dex_await_variant (dex_dbus_connection_call (bus, PORTAL, PATH, CAMERA, "AccessCamera",
                                                   g_variant_new ("(a{sv})", &options),
                                                   G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, 25000),
                         error);
  if (answer != NULL)
    response = dex_await_uint (DEX_FUTURE (dex_ref (promise)), error);
  g_dbus_connection_signal_unsubscribe (bus, subscription);
  if (answer == NULL)
    return FALSE;
  if (response == 0)
    return TRUE;
  g_clear_error (error);
  g_propagate_error (error, refused ());
  return FALSE;
}

static void
on_remote (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;
  g_autoptr (GUnixFDList) descriptors = NULL;
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;
  gint32 index;
  int descriptor = -1;

  answer = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &descriptors, result,
                                                            &error);
  if (answer != NULL)
    {
      g_variant_get (answer, "(h)", &index);
      if (descriptors != NULL)
        descriptor = g_unix_fd_list_get (descriptors, index, &error);
      else
        error = no_camera ();
    }
  if (descriptor >= 0)
    dex_promise_resolve_fd (promise, descriptor);
  else
    dex_promise_reject (promise, error);
}

static DexFuture *
open_remote (GDBusConnection *bus)
{
  DexPromise *promise = dex_promise_new ();

  g_dbus_connection_call_with_unix_fd_list (
      bus, PORTAL, PATH, CAMERA, "OpenPipeWireRemote", g_variant_new ("(a{sv})", NULL),
      G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, 25000, NULL, NULL, on_remote, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static DexFuture *
open_fiber (gpointer data)
{
  g_autoptr (GDBusConnection) bus = data != NULL ? g_object_ref (data) : NULL;
  g_autoptr (GError) error = NULL;
  int descriptor;

  if (bus == NULL)
    bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), NULL);
  if (bus == NULL || !is_present (bus))
    return dex_future_new_for_error (no_camera ());
  if (!ask (bus, &error))
    return error->domain == SALVE_CAMERA_ERROR ? dex_future_new_for_error (g_steal_pointer (&error))
                                               : fail (g_steal_pointer (&error));
  descriptor = dex_await_fd (open_remote (bus), &error);
  return descriptor >= 0 ? dex_future_new_for_fd (descriptor) : fail (g_steal_pointer (&error));
}

static void
clear (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

/**
 * salve_camera_portal_open:
 * @bus: (nullable): where the portals are; %NULL for the session's bus
 *
 * Asks the desktop, which may ask the person. On the main thread.
 *
 * Returns: (transfer full): a future of a file descriptor, a connection to PipeWire; or a SALVE_CAMERA_ERROR
 */
DexFuture *
salve_camera_portal_open (GDBusConnection *bus)
{
  return dex_scheduler_spawn (NULL, 0, open_fiber, bus != NULL ? g_object_ref (bus) : NULL, clear);
}
