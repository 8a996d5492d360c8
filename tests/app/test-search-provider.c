/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop's search is told, asked over the private bus of the tests. */
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "patients-desk.h"
#include "salve-record-page.h"
#include "salve-resources.h"
#include "salve-search-provider.h"
#include "salve-window.h"

#include <gio/gsettingsbackend.h>

typedef struct
{
  PatientsDesk *desk;
  GSettings *settings;
  GtkWindow *window;
  GDBusConnection *connection;
  SalveSearchProvider *provider;
} Shell;

static GtkWindow *
find_window (gpointer data)
{
  return ((Shell *)data)->window;
}

static void
shell_open (Shell *shell)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (GError) error = NULL;

  shell->desk = patients_desk_new (0, "en-GB");
  patients_desk_put (
      shell->desk->store,
      "{\"resourceType\":\"Patient\",\"id\":\"secret-id\",\"name\":[{\"family\":\"Keller\",\"given\":"
      "[\"Anna\"]}]}");
  shell->settings = g_settings_new_with_backend (SALVE_APPLICATION_ID, backend);
  shell->window = GTK_WINDOW (salve_window_new (NULL, shell->settings, NULL));
  salve_window_set_clinic (SALVE_WINDOW (shell->window), shell->desk->clinic);
  gtk_window_present (shell->window);
  patients_desk_spin (100);
  shell->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  shell->provider = salve_search_provider_new (shell->settings, find_window, shell);
  g_assert_true (salve_search_provider_export (shell->provider, shell->connection, &error));
  g_assert_no_error (error);
}

static void
shell_close (Shell *shell)
{
  g_object_unref (shell->provider);
  g_object_unref (shell->connection);
  if (shell->window)
    gtk_window_destroy (shell->window);
  g_object_unref (shell->settings);
  patients_desk_free (shell->desk);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GVariant *
ask (Shell *shell, const char *method, GVariant *parameters)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *answer;

  g_dbus_connection_call (shell->connection, g_dbus_connection_get_unique_name (shell->connection),
                          SALVE_SEARCH_PROVIDER_PATH, "org.gnome.Shell.SearchProvider2", method, parameters,
                          NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, on_answer, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  answer = g_dbus_connection_call_finish (shell->connection, result, &error);
  g_assert_no_error (error);
  return answer;
}

static char **
find (Shell *shell, const char *text)
{
  const char *const terms[] = { text, NULL };
  g_autoptr (GVariant) answer =
      ask (shell, "GetInitialResultSet", g_variant_new ("(@as)", g_variant_new_strv (terms, -1)));
  char **results;

  g_variant_get (answer, "(^as)", &results);
  return results;
}

static guint
count (Shell *shell, const char *text)
{
  g_auto (GStrv) results = find (shell, text);

  return g_strv_length (results);
}

static void
test_off_until_wanted (void)
{
  Shell shell = { 0 };

  shell_open (&shell);
  g_assert_cmpuint (count (&shell, "keller"), ==, 0);
  g_settings_set_boolean (shell.settings, "search-provider", TRUE);
  g_assert_cmpuint (count (&shell, "keller"), ==, 1);
  g_assert_cmpuint (count (&shell, "k"), ==, 0);
  g_assert_cmpuint (count (&shell, "nobody"), ==, 0);
  shell_close (&shell);
}

static void
test_initials_only (void)
{
  Shell shell = { 0 };
  g_auto (GStrv) results = NULL;
  g_autoptr (GVariant) metas = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) meta = NULL;
  g_autofree char *all = NULL;
  const char *name;

  shell_open (&shell);
  g_settings_set_boolean (shell.settings, "search-provider", TRUE);
  results = find (&shell, "keller");
  g_assert_cmpstr (results[0], !=, "secret-id");
  metas = ask (&shell, "GetResultMetas", g_variant_new ("(^as)", results));
  list = g_variant_get_child_value (metas, 0);
  g_assert_cmpuint (g_variant_n_children (list), ==, 1);
  meta = g_variant_get_child_value (list, 0);
  g_assert_true (g_variant_lookup (meta, "name", "&s", &name));
  g_assert_true (g_str_equal (name, "A. K.") || g_str_equal (name, "K. A."));
  all = g_variant_print (meta, FALSE);
  g_assert_null (strstr (all, "Keller"));
  g_assert_null (strstr (all, "secret-id"));
  shell_close (&shell);
}

static void
test_nothing_while_locked (void)
{
  Shell shell = { 0 };
  g_auto (GStrv) results = NULL;
  g_autoptr (GVariant) metas = NULL;
  g_autoptr (GVariant) list = NULL;

  shell_open (&shell);
  g_settings_set_boolean (shell.settings, "search-provider", TRUE);
  results = find (&shell, "keller");
  g_assert_cmpuint (g_strv_length (results), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (shell.window), "session.lock", NULL);
  g_assert_true (salve_window_is_locked (SALVE_WINDOW (shell.window)));
  g_assert_cmpuint (count (&shell, "keller"), ==, 0);
  metas = ask (&shell, "GetResultMetas", g_variant_new ("(^as)", results));
  list = g_variant_get_child_value (metas, 0);
  g_assert_cmpuint (g_variant_n_children (list), ==, 0);
  shell_close (&shell);
}

static GtkWidget *
find_record (GtkWidget *widget)
{
  if (SALVE_IS_RECORD_PAGE (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_record (child);

      if (found)
        return found;
    }
  return NULL;
}

static void
test_activation_opens (void)
{
  Shell shell = { 0 };
  g_auto (GStrv) results = NULL;
  g_autoptr (GVariant) done = NULL;
  const char *const terms[] = { "keller", NULL };

  shell_open (&shell);
  g_settings_set_boolean (shell.settings, "search-provider", TRUE);
  results = find (&shell, "keller");
  g_assert_null (find_record (GTK_WIDGET (shell.window)));
  done = ask (&shell, "ActivateResult",
              g_variant_new ("(s@asu)", results[0], g_variant_new_strv (terms, -1), 0));
  patients_desk_spin (200);
  g_assert_nonnull (find_record (GTK_WIDGET (shell.window)));
  shell_close (&shell);
}

static void
test_no_window (void)
{
  Shell shell = { 0 };

  shell_open (&shell);
  g_settings_set_boolean (shell.settings, "search-provider", TRUE);
  g_clear_pointer (&shell.window, gtk_window_destroy);
  g_assert_cmpuint (count (&shell, "keller"), ==, 0);
  shell_close (&shell);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/app/search-provider/off-until-wanted", test_off_until_wanted);
  g_test_add_func ("/app/search-provider/initials-only", test_initials_only);
  g_test_add_func ("/app/search-provider/nothing-while-locked", test_nothing_while_locked);
  g_test_add_func ("/app/search-provider/activation-opens", test_activation_opens);
  g_test_add_func ("/app/search-provider/no-window", test_no_window);
  return g_test_run ();
}
