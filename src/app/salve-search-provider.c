/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every program of the session can ask what is asked here. So neither names nor the records' own ids go out: a result
 * is a number that means something in this run of the program only. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-search-provider.h"

#include "salve-calendar-item.h"
#include "salve-window.h"

#include <glib/gi18n.h>

#define MOST_RESULTS 5
#define SHORTEST_SEARCH 2 /* characters */
#define MOST_KNOWN 1000

struct _SalveSearchProvider
{
  GObject parent_instance;

  GSettings *settings;
  SalveFindWindow find_window;
  gpointer data;
  GDBusConnection *connection;
  guint registration;
  GPtrArray *known; /* of char *: patients' ids; a result is a place in it, counted from base */
  guint base;       /* grows when known is emptied, so that an old result is nobody rather than another */
};

G_DEFINE_FINAL_TYPE (SalveSearchProvider, salve_search_provider, G_TYPE_OBJECT)

static const char interface_xml[] =
    "<node><interface name='org.gnome.Shell.SearchProvider2'>"
    "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' "
    "direction='out'/></method>"
    "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='as' direction='out'/></method>"
    "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' "
    "direction='out'/></method>"
    "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='u' direction='in'/></method>"
    "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
    "</interface></node>";

/* The window, where it may be looked into now. */
static SalveWindow *
find_open (SalveSearchProvider *self)
{
  GtkWindow *window =
      g_settings_get_boolean (self->settings, "search-provider") ? self->find_window (self->data) : NULL;

  if (!SALVE_IS_WINDOW (window) || !salve_window_get_clinic (SALVE_WINDOW (window))
      || salve_window_is_locked (SALVE_WINDOW (window)))
    return NULL;
  return SALVE_WINDOW (window);
}

static guint
remember (SalveSearchProvider *self, const char *id)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (self->known, id, g_str_equal, &index))
    return self->base + index;
  g_ptr_array_add (self->known, g_strdup (id));
  return self->base + self->known->len - 1;
}

static const char *
find_known (SalveSearchProvider *self, const char *result)
{
  guint64 index;

  if (!g_ascii_string_to_unsigned (result, 10, 0, G_MAXUINT, &index, NULL) || index < self->base
      || index - self->base >= self->known->len)
    return NULL;
  return g_ptr_array_index (self->known, index - self->base);
}

static GVariant *
search (SalveSearchProvider *self, GVariant *terms)
{
  g_autofree const char **words = g_variant_get_strv (terms, NULL);
  g_autofree char *text = g_strjoinv (" ", (char **)words);
  SalveWindow *window = find_open (self);
  g_autoptr (GPtrArray) rows = NULL;
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE ("as"));
  if (window && g_utf8_strlen (text, -1) >= SHORTEST_SEARCH)
    rows = salve_store_search_patients (salve_clinic_get_store (salve_window_get_clinic (window)), text,
                                        MOST_RESULTS, NULL);
  if (self->known->len > MOST_KNOWN)
    {
      self->base += self->known->len;
      g_ptr_array_set_size (self->known, 0);
    }
  for (guint i = 0; rows && i < rows->len; i++)
    {
      g_autofree char *result =
          g_strdup_printf ("%u", remember (self, ((SalvePatientRow *)g_ptr_array_index (rows, i))->id));

      g_variant_builder_add (&results, "s", result);
    }
  return g_variant_new ("(as)", &results);
}

static void
add_meta (SalveSearchProvider *self, SalveWindow *window, const char *result, GVariantBuilder *metas)
{
  const char *id = find_known (self, result);
  SalveStore *store = salve_clinic_get_store (salve_window_get_clinic (window));
  g_autoptr (SalvePatientRow) row = id ? salve_store_read_patient_row (store, id, NULL) : NULL;
  g_autofree char *initials = row ? salve_calendar_item_initials (row->name_full) : NULL;
  g_autoptr (GIcon) icon = g_themed_icon_new ("avatar-default-symbolic");
  g_autoptr (GVariant) picture = g_icon_serialize (icon);

  if (!row)
    return;
  g_variant_builder_open (metas, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (result));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (initials ? initials : "…"));
  g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (_ ("Patient")));
  g_variant_builder_add (metas, "{sv}", "icon", picture);
  g_variant_builder_close (metas);
}

static GVariant *
describe (SalveSearchProvider *self, GVariant *results)
{
  g_autofree const char **ids = g_variant_get_strv (results, NULL);
  SalveWindow *window = find_open (self);
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; window && ids[i]; i++)
    add_meta (self, window, ids[i], &metas);
  return g_variant_new ("(aa{sv})", &metas);
}

static void
open_result (SalveSearchProvider *self, const char *result)
{
  SalveWindow *window = find_open (self);
  const char *id = window ? find_known (self, result) : NULL;

  if (!id)
    return;
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "patient.open", "s", id);
}

static void
open_search (SalveSearchProvider *self)
{
  GtkWindow *window = self->find_window (self->data);

  if (!window)
    return;
  gtk_window_present (window);
  if (!find_open (self))
    return;
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "patients");
  gtk_widget_activate_action (GTK_WIDGET (window), "view.search", NULL);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  SalveSearchProvider *self = data;
  gboolean again = g_str_equal (method, "GetSubsearchResultSet");
  GVariant *answer = NULL;

  if (again || g_str_equal (method, "GetInitialResultSet"))
    {
      g_autoptr (GVariant) terms = g_variant_get_child_value (parameters, again ? 1 : 0);

      answer = search (self, terms);
    }
  else if (g_str_equal (method, "GetResultMetas"))
    {
      g_autoptr (GVariant) results = g_variant_get_child_value (parameters, 0);

      answer = describe (self, results);
    }
  else if (g_str_equal (method, "ActivateResult"))
    {
      const char *result;

      g_variant_get_child (parameters, 0, "&s", &result);
      open_result (self, result);
    }
  else
    open_search (self);
  g_dbus_method_invocation_return_value (invocation, answer);
}

static void
salve_search_provider_finalize (GObject *object)
{
  SalveSearchProvider *self = SALVE_SEARCH_PROVIDER (object);

  salve_search_provider_unexport (self);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_search_provider_parent_class)->finalize (object);
}

static void
salve_search_provider_class_init (SalveSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_search_provider_finalize;
}

static void
salve_search_provider_init (SalveSearchProvider *self)
{
  self->known = g_ptr_array_new_with_free_func (g_free);
}

/**
 * salve_search_provider_new:
 * @settings: with "search-provider", which is looked at with each question
 * @find_window: asked with each question; must live as long as the provider
 */
SalveSearchProvider *
salve_search_provider_new (GSettings *settings, SalveFindWindow find_window, gpointer data)
{
  SalveSearchProvider *self = g_object_new (SALVE_TYPE_SEARCH_PROVIDER, NULL);

  self->settings = g_object_ref (settings);
  self->find_window = find_window;
  self->data = data;
  return self;
}

/**
 * salve_search_provider_export:
 *
 * Answers on @connection until it is unexported or gone.
 */
gboolean
salve_search_provider_export (SalveSearchProvider *self, GDBusConnection *connection, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, error);

  g_return_val_if_fail (SALVE_IS_SEARCH_PROVIDER (self), FALSE);

  if (!node)
    return FALSE;
  salve_search_provider_unexport (self);
  self->registration = g_dbus_connection_register_object (connection, SALVE_SEARCH_PROVIDER_PATH,
                                                          node->interfaces[0], &vtable, self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  self->connection = g_object_ref (connection);
  return TRUE;
}

void
salve_search_provider_unexport (SalveSearchProvider *self)
{
  g_return_if_fail (SALVE_IS_SEARCH_PROVIDER (self));

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->connection);
}
