/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A photo from the camera. The portal is a stand-in on the test's own session bus, the camera GStreamer's test picture;
 * everything between the two and the record is the real thing. */
#include "salve-camera-dialog.h"
#include "salve-camera-portal.h"
#include "salve-camera-stream.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"

static const char interfaces[] =
    "<node><interface name='org.freedesktop.portal.Camera'>"
    "<property name='IsCameraPresent' type='b' access='read'/>"
    "<method name='AccessCamera'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "<method name='OpenPipeWireRemote'><arg type='a{sv}' direction='in'/><arg type='h' "
    "direction='out'/></method>"
    "</interface></node>";

typedef struct
{
  GDBusConnection *bus; /* its own, as another process has one */
  gboolean present;
  guint response;
  int descriptor; /* what it gives out */
} Portal;

static void
answer_access (Portal *portal, const char *sender, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *request = NULL;
  const char *token;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  request = g_strconcat (PATH, "/request/", name, "/", token, NULL);
  /* The answer may come before the call returns; whoever listens too late never hears it. */
  g_dbus_connection_emit_signal (portal->bus, sender, request, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", portal->response, NULL), NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Portal *portal = data;
  g_autoptr (GUnixFDList) descriptors = NULL;

  if (g_str_equal (method, "AccessCamera"))
    {
      answer_access (portal, sender, parameters, invocation);
      return;
    }
  descriptors = g_unix_fd_list_new ();
  g_assert_cmpint (g_unix_fd_list_append (descriptors, portal->descriptor, NULL), ==, 0);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), descriptors);
}

static GVariant *
on_get (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GError **error,
        gpointer data)
{
  return g_variant_new_boolean (((Portal *)data)->present);
}

static void
portal_open (Portal *portal)
{
  static const GDBusInterfaceVTable table = { on_call, on_get, NULL, { NULL } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  guint owner = 0;

  portal->bus = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (portal->bus, PATH, node->interfaces[0], &table, portal, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (
      portal->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", PORTAL, 4u), G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(u)", &owner);
  g_assert_cmpuint (owner, ==, 1);
}

static void
portal_close (Portal *portal)
{
  g_dbus_connection_close_sync (portal->bus, NULL, NULL);
  g_clear_object (&portal->bus);
}

static DexFuture *
wait_until_done (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  return future;
}

static void
expect_error (int code)
{
  g_autoptr (DexFuture) future = wait_until_done (salve_camera_portal_open (NULL));
  g_autoptr (GError) error = NULL;

  g_assert_null (dex_future_get_value (future, &error));
  g_assert_error (error, SALVE_CAMERA_ERROR, code);
}

static void
test_portal_none (void)
{
  Portal portal = { .present = FALSE };

  portal_open (&portal);
  expect_error (SALVE_CAMERA_ERROR_NONE);
  portal_close (&portal);
}

static void
test_portal_refused (void)
{
  Portal portal = { .present = TRUE, .response = 1 };

  portal_open (&portal);
  expect_error (SALVE_CAMERA_ERROR_REFUSED);
  portal_close (&portal);
}

/* What is given out is the connection that the portal made, and ours to close. */
static void
test_portal_given (void)
{
  Portal portal = { .present = TRUE, .response = 0 };
  g_autoptr (DexFuture) future = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2], given;
  char letter = 0;

  g_assert_true (g_unix_open_pipe (ends, O_CLOEXEC, NULL));
  portal.descriptor = ends[1];
  portal_open (&portal);
  future = wait_until_done (salve_camera_portal_open (NULL));
  given = dex_await_fd (g_steal_pointer (&future), &error);
  g_assert_no_error (error);
  portal_close (&portal);
  g_assert_cmpint (write (given, "x", 1), ==, 1);
  g_assert_cmpint (read (ends[0], &letter, 1), ==, 1);
  g_assert_cmpint (letter, ==, 'x');
  close (given);
  close (ends[0]);
  close (ends[1]);
}

/* Red pictures; after so many of them it is unplugged. */
static GstElement *
make_camera (int n_pictures)
{
  GstElement *source;

  gst_init (NULL, NULL);
  source = gst_element_factory_make ("videotestsrc", NULL);
  g_assert_nonnull (source);
  gst_util_set_object_arg (G_OBJECT (source), "pattern", "red");
  g_object_set (source, "is-live", TRUE, "num-buffers", n_pictures, NULL);
  return source;
}

static void
on_picture (SalveCameraStream *stream, guint *count)
{
  ++*count;
}

static void
on_failed (SalveCameraStream *stream, const GError *error, GError **result)
{
  *result = g_error_copy (error);
}

static void
test_stream (void)
{
  g_autoptr (SalveCameraStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failed = NULL;
  g_autofree guchar *pixels = NULL;
  GdkTexture *picture;
  guint count = 0;

  stream = salve_camera_stream_new (make_camera (5), &error);
  g_assert_no_error (error);
  g_assert_null (salve_camera_stream_get_picture (stream));
  g_signal_connect (stream, "picture", G_CALLBACK (on_picture), &count);
  g_signal_connect (stream, "failed", G_CALLBACK (on_failed), &failed);
  while (failed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (failed, SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_FAILED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count, >=, 1);
  g_assert_cmpuint (count, <=, 5);
  picture = salve_camera_stream_get_picture (stream);
  pixels = g_malloc (4 * gdk_texture_get_width (picture) * gdk_texture_get_height (picture));
  gdk_texture_download (picture, pixels, 4 * gdk_texture_get_width (picture));
  g_assert_cmpint (pixels[2], >, 240); /* blue, green, red, opacity */
  g_assert_cmpint (pixels[1], <, 16);
}

static DexFuture *
open_camera (gpointer data)
{
  ++*(guint *)data;
  return dex_future_new_take_object (gst_object_ref_sink (make_camera (-1)));
}

static DexFuture *
open_nothing (gpointer data)
{
  return dex_future_new_for_error (
      g_error_new_literal (SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_NONE, "There is no camera here"));
}

/* The first below @widget that can be seen and whose text is @label. */
static GtkWidget *
find (GtkWidget *widget, const char *label)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if ((GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
      || (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), label)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
wait_for (AdwDialog *dialog, const char *label)
{
  GtkWidget *found;

  while ((found = find (GTK_WIDGET (dialog), label)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

static void
on_taken (AdwDialog *dialog, GBytes *photo, GBytes **result)
{
  *result = g_bytes_ref (photo);
}

static GtkWindow *
open_window (void)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 800, 700);
  adw_window_set_content (ADW_WINDOW (window), gtk_label_new ("A form"));
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WINDOW (window);
}

static void
test_dialog (void)
{
  GtkWindow *window;
  AdwDialog *dialog;
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  GdkPixbuf *picture;
  guint n_opened = 0;

  window = open_window ();
  dialog = salve_camera_dialog_new_with_opener (open_camera, &n_opened);
  g_signal_connect (dialog, "taken", G_CALLBACK (on_taken), &photo);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  g_signal_emit_by_name (wait_for (dialog, "_Take"), "clicked");
  g_signal_emit_by_name (wait_for (dialog, "Take _Again"), "clicked");
  g_signal_emit_by_name (wait_for (dialog, "_Take"), "clicked");
  g_assert_cmpuint (n_opened, ==, 2);
  g_assert_null (photo);
  g_signal_emit_by_name (wait_for (dialog, "_Use This Photo"), "clicked");
  while (photo == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, photo, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  picture = gdk_pixbuf_loader_get_pixbuf (loader);
  g_assert_cmpint (MAX (gdk_pixbuf_get_width (picture), gdk_pixbuf_get_height (picture)), ==, 256);
  g_assert_cmpint (gdk_pixbuf_read_pixels (picture)[0], >, 230);
  gtk_window_destroy (window);
}

static void
test_dialog_none (void)
{
  GtkWindow *window = open_window ();
  AdwDialog *dialog = salve_camera_dialog_new_with_opener (open_nothing, NULL);

  adw_dialog_present (dialog, GTK_WIDGET (window));
  wait_for (dialog, "No Camera");
  wait_for (dialog, "There is no camera here");
  g_assert_null (find (GTK_WIDGET (dialog), "_Take"));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_test_add_func ("/camera/portal/none", test_portal_none);
  g_test_add_func ("/camera/portal/refused", test_portal_refused);
  g_test_add_func ("/camera/portal/given", test_portal_given);
  g_test_add_func ("/camera/stream", test_stream);
  g_test_add_func ("/camera/dialog", test_dialog);
  g_test_add_func ("/camera/dialog/none", test_dialog_none);
  return g_test_run ();
}
