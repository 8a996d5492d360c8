/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The announcement, on a bus of the test's own with a daemon that notes what it is asked. That daemon's calls and
 * signals are those of Avahi's introspection (org.freedesktop.Avahi.Server.xml, .EntryGroup.xml). */
#include "salve-announce.h"

#include <string.h>

#define AVAHI "org.freedesktop.Avahi"

static const char faces[] =
    "<node>"
    "<interface name='org.freedesktop.Avahi.Server'>"
    "<method name='EntryGroupNew'><arg type='o' direction='out'/></method>"
    "<method name='GetAlternativeServiceName'><arg type='s' direction='in'/><arg type='s' "
    "direction='out'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.Avahi.EntryGroup'>"
    "<method name='AddService'><arg type='i' direction='in'/><arg type='i' direction='in'/><arg type='u' "
    "direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='q' direction='in'/><arg type='aay' direction='in'/></method>"
    "<method name='Commit'/><method name='Reset'/><method name='Free'/>"
    "<signal name='StateChanged'><arg type='i'/><arg type='s'/></signal>"
    "</interface>"
    "</node>";

typedef struct
{
  GTestDBus *dbus;
  GDBusConnection *bus;
  GDBusNodeInfo *info;
  guint server, group;
  GString *asked; /* the methods, in their order */
  char *service, *type;
  guint port;
  GPtrArray *text;
  guint collisions; /* how many names are taken */
  guint groups;
} Daemon;

static void
emit_state (Daemon *self, int state)
{
  g_dbus_connection_emit_signal (self->bus, NULL, "/group", AVAHI ".EntryGroup", "StateChanged",
                                 g_variant_new ("(is)", state, ""), NULL);
}

static void
note_service (Daemon *self, GVariant *arguments)
{
  g_autoptr (GVariantIter) lines = NULL;
  GVariant *line;
  guint16 port;

  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->type, g_free);
  g_ptr_array_set_size (self->text, 0);
  g_variant_get (arguments, "(iiussssqaay)", NULL, NULL, NULL, &self->service, &self->type, NULL, NULL, &port,
                 &lines);
  self->port = port;
  while ((line = g_variant_iter_next_value (lines)) != NULL)
    {
      gsize n;
      const char *bytes = g_variant_get_fixed_array (line, &n, 1);

      g_ptr_array_add (self->text, g_strndup (bytes, n));
      g_variant_unref (line);
    }
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *face,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *call,
         gpointer data)
{
  Daemon *self = data;
  const char *name;

  g_string_append_printf (self->asked, "%s ", method);
  if (g_str_equal (method, "EntryGroupNew"))
    {
      self->groups++;
      g_dbus_method_invocation_return_value (call, g_variant_new ("(o)", "/group"));
      return;
    }
  if (g_str_equal (method, "GetAlternativeServiceName"))
    {
      g_autofree char *other = NULL;

      g_variant_get (arguments, "(&s)", &name);
      other = g_strconcat (name, " #2", NULL);
      g_dbus_method_invocation_return_value (call, g_variant_new ("(s)", other));
      return;
    }
  if (g_str_equal (method, "AddService"))
    note_service (self, arguments);
  g_dbus_method_invocation_return_value (call, NULL);
  if (g_str_equal (method, "Commit"))
    {
      emit_state (self, 1);
      emit_state (self, self->collisions > 0 ? 3 : 2);
      if (self->collisions > 0)
        self->collisions--;
    }
}

static void
own_name (Daemon *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", AVAHI, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

static void
release_name (Daemon *self)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReleaseName",
      g_variant_new ("(s)", AVAHI), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

static void
set_up (Daemon *self, gconstpointer data)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GError) error = NULL;

  self->asked = g_string_new (NULL);
  self->text = g_ptr_array_new_with_free_func (g_free);
  self->bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
                                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                      NULL, NULL, &error);
  g_assert_no_error (error);
  self->info = g_dbus_node_info_new_for_xml (faces, &error);
  g_assert_no_error (error);
  self->server = g_dbus_connection_register_object (self->bus, "/", self->info->interfaces[0], &table, self,
                                                    NULL, &error);
  g_assert_no_error (error);
  self->group = g_dbus_connection_register_object (self->bus, "/group", self->info->interfaces[1], &table,
                                                   self, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Daemon *self, gconstpointer data)
{
  release_name (self);
  g_dbus_connection_unregister_object (self->bus, self->server);
  g_dbus_connection_unregister_object (self->bus, self->group);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_dbus_node_info_unref (self->info);
  g_string_free (self->asked, TRUE);
  g_ptr_array_unref (self->text);
  g_free (self->service);
  g_free (self->type);
}

static void
wait_heard (SalveAnnounce *announce, gboolean heard)
{
  while (salve_announce_is_heard (announce) != heard)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_announced (Daemon *daemon, gconstpointer data)
{
  g_autoptr (SalveAnnounce) announce = NULL;

  own_name (daemon);
  announce = salve_announce_new ("Hillside Clinic", 8443, "0123abcd");
  wait_heard (announce, TRUE);
  g_assert_cmpstr (daemon->asked->str, ==, "EntryGroupNew AddService Commit ");
  g_assert_cmpstr (daemon->service, ==, "Hillside Clinic");
  g_assert_cmpstr (daemon->type, ==, SALVE_ANNOUNCE_SERVICE);
  g_assert_cmpuint (daemon->port, ==, 8443);
  g_assert_true (g_ptr_array_find_with_equal_func (daemon->text, "fingerprint=0123abcd", g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (daemon->text, "path=/fhir", g_str_equal, NULL));
}

static void
test_taken (Daemon *daemon, gconstpointer data)
{
  g_autoptr (SalveAnnounce) announce = NULL;

  daemon->collisions = 2;
  own_name (daemon);
  announce = salve_announce_new ("Hillside", 1, "00");
  wait_heard (announce, TRUE);
  g_assert_cmpstr (daemon->service, ==, "Hillside #2 #2");
}

/* The daemon comes later than the server, goes, and comes again. */
static void
test_comes_and_goes (Daemon *daemon, gconstpointer data)
{
  g_autoptr (SalveAnnounce) announce = salve_announce_new ("Hillside", 1, "00");

  for (guint i = 1; i <= 3; i++)
    {
      own_name (daemon);
      wait_heard (announce, TRUE);
      g_assert_cmpuint (daemon->groups, ==, i);
      release_name (daemon);
      wait_heard (announce, FALSE);
    }
}

static void
test_taken_back (Daemon *daemon, gconstpointer data)
{
  SalveAnnounce *announce;

  own_name (daemon);
  announce = salve_announce_new ("Hillside", 1, "00");
  wait_heard (announce, TRUE);
  g_assert_finalize_object (announce);
  while (strstr (daemon->asked->str, "Free") == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* A name is one label of 63 bytes, cut between two characters. */
static void
test_long_name (Daemon *daemon, gconstpointer data)
{
  g_autoptr (SalveAnnounce) announce = NULL;
  g_autofree char *start = g_strnfill (62, 'a');
  g_autofree char *name = g_strconcat (start, "é and more", NULL);

  own_name (daemon);
  announce = salve_announce_new (name, 1, "00");
  wait_heard (announce, TRUE);
  g_assert_cmpstr (daemon->service, ==, start);
}

static void
count_notify (GObject *object, GParamSpec *spec, gpointer data)
{
  (*(guint *)data)++;
}

/* No bus at all: nothing is said, nothing is printed, nothing is wrong. It notices by trying to connect. */
static void
test_no_bus (void)
{
  g_test_trap_subprocess ("/announce/no-bus/subprocess", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

static void
got_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  g_assert_null (bus);
  *(gboolean *)data = TRUE;
}

static void
test_no_bus_subprocess (void)
{
  g_autoptr (SalveAnnounce) announce = NULL;
  gboolean tried = FALSE;
  guint notified = 0;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  announce = salve_announce_new ("Hillside", 1, "00");
  g_signal_connect (announce, "notify::heard", G_CALLBACK (count_notify), &notified);
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, got_bus, &tried);
  while (!tried)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (salve_announce_is_heard (announce));
  g_assert_cmpuint (notified, ==, 0);
}

int
main (int argc, char *argv[])
{
  GTestDBus *dbus = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/announce/" name, Daemon, NULL, set_up, func, tear_down)
  ADD ("announced", test_announced);
  ADD ("taken", test_taken);
  ADD ("comes-and-goes", test_comes_and_goes);
  ADD ("taken-back", test_taken_back);
  ADD ("long-name", test_long_name);
  g_test_add_func ("/announce/no-bus", test_no_bus);
  g_test_add_func ("/announce/no-bus/subprocess", test_no_bus_subprocess);
  if (!g_test_subprocess ())
    {
      dbus = g_test_dbus_new (G_TEST_DBUS_NONE);
      g_test_dbus_up (dbus);
      g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (dbus), TRUE);
    }
  result = g_test_run ();
  if (dbus != NULL)
    g_test_dbus_stop (dbus);
  g_clear_object (&dbus);
  return result;
}
