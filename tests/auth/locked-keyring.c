/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locked-keyring.h"

#include <libsecret/secret.h>

/* Locks the real keyring of the bus, as a person does who leaves. */
void
lock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) objects = NULL;

  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 NULL, &error);
  g_assert_no_error (error);
  objects = g_list_prepend (NULL, collection);
  secret_service_lock_sync (service, objects, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What the daemon's own dialog does once a person has typed the password; it has no other way without a screen. */
void
unlock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) session = NULL;
  g_autoptr (GVariant) answer = NULL;
  const char *session_path;

  g_assert_no_error (error);
  session = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                         "org.freedesktop.Secret.Service", "OpenSession",
                                         g_variant_new ("(sv)", "plain", g_variant_new_string ("")), NULL,
                                         G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get_child (session, 1, "&o", &session_path);
  answer = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
      "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
      g_variant_new ("(o@(oayays))", "/org/freedesktop/secrets/collection/login",
                     g_variant_new ("(o@ay@ays)", session_path,
                                    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
                                    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "password", 8, 1),
                                    "text/plain")),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}
