/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for servers through an Avahi of the test's own on a private bus, and without any. */
#include "salve-discovery.h"

#include <gio/gio.h>
#include <string.h>

#define FINGERPRINT "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define BROWSER_PATH "/Client1/ServiceBrowser1"

static const char introspection[] =
    "<node><interface name='org.freedesktop.Avahi.Server'>"
    "<method name='ServiceBrowserNew'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='ResolveService'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='i' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='i' direction='out'/><arg type='i' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='i' direction='out'/><arg type='s' direction='out'/><arg type='q' direction='out'/>"
    "<arg type='aay' direction='out'/><arg type='u' direction='out'/></method>"
    "</interface></node>";

/* What the fake says of a service: by its name. */
typedef struct
{
  const char *name;
  const char *address4;
  const char *address6;
  guint16 port;
  const char *texts[4];
} Service;

static const Service services[] = {
  { "Clinic at the Park",
    "192.168.1.5",
    "fd00::5",
    8443,
    { "txtvers=1", "path=/fhir", "fingerprint=" FINGERPRINT } },
  { "Six only", NULL, "fd00::6", 9000, { "path=/r4" } },
  { "Far away", NULL, "fe80::1", 8443, { NULL } },
  { "Odd", "10.0.0.9", NULL, 8443, { "path=nonsense", "fingerprint=zz", "=", "PATH" } },
};

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *service;
  GDBusConnection *client;
  GDBusNodeInfo *node;
  guint name, object;
  gboolean early; /* tells before it answers */
  guint n_browsers;
} Fixture;

static void
tell (Fixture *fixture, const char *signal, int interface, int protocol, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (
      fixture->service, NULL, BROWSER_PATH, "org.freedesktop.Avahi.ServiceBrowser", signal,
      g_variant_new ("(iisssu)", interface, protocol, name, "_salve._tcp", "local", 0u), &error);
  g_assert_no_error (error);
}

static GVariant *
make_texts (const Service *service)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (gsize i = 0; i < G_N_ELEMENTS (service->texts) && service->texts[i] != NULL; i++)
    g_variant_builder_add_value (&builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, service->texts[i],
                                                                      strlen (service->texts[i]), 1));
  return g_variant_builder_end (&builder);
}

static void
resolve (GVariant *arguments, GDBusMethodInvocation *invocation)
{
  int interface, protocol;
  const char *name;

  g_variant_get (arguments, "(ii&s&s&siu)", &interface, &protocol, &name, NULL, NULL, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      const char *address = protocol == 0 ? services[i].address4 : services[i].address6;

      if (g_str_equal (services[i].name, name) && address != NULL)
        {
          g_dbus_method_invocation_return_value (
              invocation, g_variant_new ("(iissssisq@aayu)", interface, protocol, name, "_salve._tcp",
                                         "local", "desk.local", protocol, address, services[i].port,
                                         make_texts (&services[i]), 0u));
          return;
        }
    }
  g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Avahi.TimeoutError",
                                              "Timeout reached");
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *face,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Fixture *fixture = data;

  if (g_str_equal (method, "ResolveService"))
    {
      resolve (arguments, invocation);
      return;
    }
  fixture->n_browsers++;
  if (fixture->early)
    tell (fixture, "ItemNew", 2, 0, "Clinic at the Park");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", BROWSER_PATH));
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call };

static GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
count_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  ++*(guint *)data;
}

static void
start_avahi (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint n_acquired = 0;

  fixture->service = connect_to (fixture->bus);
  fixture->object = g_dbus_connection_register_object (fixture->service, "/", fixture->node->interfaces[0],
                                                       &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->name =
      g_bus_own_name_on_connection (fixture->service, "org.freedesktop.Avahi", G_BUS_NAME_OWNER_FLAGS_NONE,
                                    count_cb, NULL, &n_acquired, NULL);
  while (n_acquired == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
stop_avahi (Fixture *fixture)
{
  g_bus_unown_name (fixture->name);
  g_dbus_connection_unregister_object (fixture->service, fixture->object);
  g_dbus_connection_close_sync (fixture->service, NULL, NULL);
  g_clear_object (&fixture->service);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->client = connect_to (fixture->bus);
  fixture->node = g_dbus_node_info_new_for_xml (introspection, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->service != NULL)
    stop_avahi (fixture);
  g_dbus_connection_close_sync (fixture->client, NULL, NULL);
  g_clear_object (&fixture->client);
  g_dbus_node_info_unref (fixture->node);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_dbus_down (fixture->bus);
  g_object_unref (fixture->bus);
}

static guint
count (SalveDiscovery *discovery)
{
  return g_list_model_get_n_items (G_LIST_MODEL (discovery));
}

static void
wait_for_count (SalveDiscovery *discovery, guint n)
{
  while (count (discovery) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_browser (Fixture *fixture, guint n)
{
  while (fixture->n_browsers < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_server (SalveDiscovery *discovery,
               guint position,
               const char *name,
               const char *base,
               const char *fingerprint)
{
  g_autoptr (SalveFoundServer) server = g_list_model_get_item (G_LIST_MODEL (discovery), position);

  g_assert_cmpstr (salve_found_server_get_name (server), ==, name);
  g_assert_cmpstr (salve_found_server_get_base (server), ==, base);
  g_assert_cmpstr (salve_found_server_get_fingerprint (server), ==, fingerprint);
}

static void
wait_for_base (SalveDiscovery *discovery, const char *base)
{
  g_autoptr (SalveFoundServer) server = g_list_model_get_item (G_LIST_MODEL (discovery), 0);

  while (g_strcmp0 (salve_found_server_get_base (server), base) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveDiscovery) discovery = NULL;
  g_autofree char *fingerprint = g_ascii_strdown (FINGERPRINT, -1);

  start_avahi (fixture);
  discovery = salve_discovery_new (fixture->client);
  wait_for_browser (fixture, 1);
  tell (fixture, "ItemNew", 2, 1, "Clinic at the Park");
  wait_for_count (discovery, 1);
  assert_server (discovery, 0, "Clinic at the Park", "https://[fd00::5]:8443/fhir", fingerprint);
  /* The same by IPv4, which is preferred; on a second network; and gone from the first. */
  tell (fixture, "ItemNew", 2, 0, "Clinic at the Park");
  wait_for_base (discovery, "https://192.168.1.5:8443/fhir");
  tell (fixture, "ItemNew", 3, 0, "Clinic at the Park");
  tell (fixture, "ItemNew", 2, 1, "Six only");
  wait_for_count (discovery, 2);
  assert_server (discovery, 1, "Six only", "https://[fd00::6]:9000/r4", NULL);
  tell (fixture, "ItemRemove", 2, 0, "Clinic at the Park");
  tell (fixture, "ItemRemove", 3, 0, "Clinic at the Park");
  wait_for_base (discovery, "https://[fd00::5]:8443/fhir");
  tell (fixture, "ItemRemove", 2, 1, "Clinic at the Park");
  wait_for_count (discovery, 1);
  assert_server (discovery, 0, "Six only", "https://[fd00::6]:9000/r4", NULL);
}

/* What cannot be reached or resolved is not shown; odd announcements are read as far as they go. */
static void
test_odd (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveDiscovery) discovery = NULL;

  start_avahi (fixture);
  discovery = salve_discovery_new (fixture->client);
  wait_for_browser (fixture, 1);
  tell (fixture, "ItemNew", 2, 1, "Far away");
  tell (fixture, "ItemNew", 2, 0, "Unknown");
  tell (fixture, "ItemRemove", 2, 0, "Never seen");
  for (int i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("Flood %d", i);

      tell (fixture, "ItemNew", 2, 0, name);
      tell (fixture, "ItemRemove", 2, 0, name);
    }
  tell (fixture, "ItemNew", 2, 0, "Odd");
  wait_for_count (discovery, 1);
  assert_server (discovery, 0, "Odd", "https://10.0.0.9:8443/fhir", NULL);
}

static void
test_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveDiscovery) discovery = NULL;

  fixture->early = TRUE;
  start_avahi (fixture);
  discovery = salve_discovery_new (fixture->client);
  wait_for_count (discovery, 1);
}

/* Avahi comes later, goes, and comes again. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveDiscovery) discovery = salve_discovery_new (fixture->client);

  fixture->early = TRUE;
  g_assert_cmpuint (count (discovery), ==, 0);
  start_avahi (fixture);
  wait_for_count (discovery, 1);
  stop_avahi (fixture);
  wait_for_count (discovery, 0);
  start_avahi (fixture);
  wait_for_count (discovery, 1);
  g_assert_cmpuint (fixture->n_browsers, ==, 2);
}

static void
weak_cb (gpointer data, GObject *object)
{
  *(gboolean *)data = TRUE;
}

/* Nobody there: empty, without a warning; and one that is let go in the middle is gone. */
static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  SalveDiscovery *without = salve_discovery_new (fixture->client);
  g_autoptr (SalveDiscovery) no_bus = salve_discovery_new (NULL);
  gboolean gone = FALSE;

  for (int i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (count (without), ==, 0);
  g_assert_cmpuint (count (no_bus), ==, 0);
  g_clear_object (&without);
  fixture->early = TRUE;
  start_avahi (fixture);
  without = salve_discovery_new (fixture->client);
  wait_for_browser (fixture, 1);
  g_object_weak_ref (G_OBJECT (without), weak_cb, &gone);
  g_object_unref (without);
  while (!gone)
    g_main_context_iteration (NULL, TRUE);
}

static void
add (const char *path, void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  add ("/discovery/found", test_found);
  add ("/discovery/odd", test_odd);
  add ("/discovery/early", test_early);
  add ("/discovery/restart", test_restart);
  add ("/discovery/nobody", test_nobody);
  return g_test_run ();
}
