/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-preferences.h"

#include <glib/gi18n.h>

struct _SalvePreferences
{
  AdwPreferencesDialog parent_instance;

  AdwComboRow *scheme_row;
  AdwSpinRow *lock_row;
  AdwActionRow *file_row;
};

G_DEFINE_FINAL_TYPE (SalvePreferences, salve_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static const char *const schemes[] = { "system", "light", "dark" };

static gboolean
scheme_to_position (GValue *value, GVariant *variant, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i], g_variant_get_string (variant, NULL)))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
position_to_scheme (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_string (schemes[MIN (g_value_get_uint (value), G_N_ELEMENTS (schemes) - 1)]);
}

static void
salve_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PREFERENCES);
  G_OBJECT_CLASS (salve_preferences_parent_class)->dispose (object);
}

static void
salve_preferences_class_init (SalvePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, scheme_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, lock_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, file_row);
}

static void
salve_preferences_init (SalvePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
salve_preferences_new (GSettings *settings)
{
  SalvePreferences *self = g_object_new (SALVE_TYPE_PREFERENCES, NULL);
  g_autofree char *path = g_settings_get_string (settings, "store-path");
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "salve", "clinic.salve", NULL);

  g_settings_bind_with_mapping (settings, "color-scheme", self->scheme_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, scheme_to_position, position_to_scheme, NULL, NULL);
  g_settings_bind (settings, "lock-minutes", self->lock_row, "value", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_set_subtitle (self->file_row, *path ? path : usual);
  return ADW_DIALOG (self);
}
