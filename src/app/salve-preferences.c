/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-pin-dialog.h"
#include "salve-desk-pin.h"
#include "salve-formats.h"
#include "salve-partial-date.h"
#include "salve-preferences.h"

#include <glib/gi18n.h>

struct _SalvePreferences
{
  AdwPreferencesDialog parent_instance;

  SalveStore *store; /* NULL: no file is open */
  char **label_sizes;
  AdwComboRow *scheme_row;
  AdwComboRow *density_row;
  AdwComboRow *date_row;
  AdwComboRow *name_row;
  AdwComboRow *label_row;
  AdwSpinRow *lock_row;
  AdwSpinRow *no_show_row;
  AdwActionRow *pin_row;
  GtkButton *pin_button;
  AdwSwitchRow *search_row;
  AdwActionRow *file_row;
};

G_DEFINE_FINAL_TYPE (SalvePreferences, salve_preferences, ADW_TYPE_PREFERENCES_DIALOG)

/* The values of a setting, in the order in which its row offers them. */
static const char *const schemes[] = { "system", "light", "dark", NULL };
static const char *const densities[] = { "comfortable", "compact", NULL };
static const char *const date_formats[] = { "language", "iso", "dots", "slashes", "month-first", NULL };
static const char *const name_orders[] = { "language", "family-first", "given-first", NULL };
/* Sizes that label printers and sheets have, in millimetres. */
static const char *const label_sizes[] = { "57x32", "62x29", "62x100", "70x37",
                                           "89x28", "89x36", "101x54", NULL };

static gboolean
value_to_position (GValue *value, GVariant *variant, gpointer data)
{
  const char *const *values = data;

  for (guint i = 0; values[i]; i++)
    if (g_str_equal (values[i], g_variant_get_string (variant, NULL)))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
position_to_value (const GValue *value, const GVariantType *type, gpointer data)
{
  const char *const *values = data;
  guint position = g_value_get_uint (value);

  return position < g_strv_length ((char **)values) ? g_variant_new_string (values[position]) : NULL;
}

static void
bind_choice (GSettings *settings, const char *key, AdwComboRow *row, const char *const *values)
{
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, value_to_position,
                                position_to_value, (gpointer)values, NULL);
}

/* Each format is shown as what it makes of a day that cannot be misread. */
static void
fill_dates (AdwComboRow *row)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _ ("As the language has it"));
  for (guint i = 1; date_formats[i]; i++)
    {
      g_autoptr (SalveLocale) locale = salve_formats_make_locale (date_formats[i], "language");
      g_autofree char *text = salve_partial_date_format (salve_partial_date_new_day (1974, 12, 31), locale);

      gtk_string_list_append (list, text);
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
}

/* A size that was set by other means is offered too, and so kept. */
static char **
list_label_sizes (GSettings *settings)
{
  g_autofree char *size = g_settings_get_string (settings, "label-size");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **)label_sizes);
  if (!g_strv_contains (label_sizes, size))
    g_strv_builder_add (builder, size);
  return g_strv_builder_end (builder);
}

static void
fill_labels (SalvePreferences *self, GSettings *settings)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  self->label_sizes = list_label_sizes (settings);
  for (guint i = 0; self->label_sizes[i]; i++)
    {
      g_auto (GStrv) sides = g_strsplit (self->label_sizes[i], "x", 2);
      /* Translators: a label's width and height in millimetres */
      g_autofree char *text =
          g_strdup_printf (_ ("%s × %s mm"), sides[0], sides[0] && sides[1] ? sides[1] : "");

      gtk_string_list_append (list, text);
    }
  adw_combo_row_set_model (self->label_row, G_LIST_MODEL (list));
}

static void
show_pin (SalvePreferences *self)
{
  gboolean set = salve_desk_pin_is_set (self->store);

  adw_action_row_set_subtitle (self->pin_row, set ? _ ("Asked for when the desk is locked, and at the start")
                                                  : _ ("Anyone here can open the desk again"));
  gtk_button_set_label (self->pin_button, set ? _ ("Change…") : _ ("Set…"));
}

static void
on_pin (SalvePreferences *self)
{
  SalveDeskPinDialog *dialog = salve_desk_pin_dialog_new (self->store);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (show_pin), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
salve_preferences_dispose (GObject *object)
{
  g_clear_object (&SALVE_PREFERENCES (object)->store);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PREFERENCES);
  G_OBJECT_CLASS (salve_preferences_parent_class)->dispose (object);
}

static void
salve_preferences_finalize (GObject *object)
{
  g_strfreev (SALVE_PREFERENCES (object)->label_sizes);
  G_OBJECT_CLASS (salve_preferences_parent_class)->finalize (object);
}

static void
salve_preferences_class_init (SalvePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_preferences_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, scheme_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, density_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, date_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, name_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, label_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, lock_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, no_show_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, pin_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, pin_button);
  gtk_widget_class_bind_template_callback (widget_class, on_pin);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, search_row);
  gtk_widget_class_bind_template_child (widget_class, SalvePreferences, file_row);
}

static void
salve_preferences_init (SalvePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_preferences_new:
 * @settings: what the rows show and change, at once
 * @store: (nullable): the clinic's file that is open
 * @has_pin: whether a PIN of the desk can be set: nobody signs in here
 *
 * Returns: (transfer floating): a dialog to present
 */
AdwDialog *
salve_preferences_new (GSettings *settings, SalveStore *store, gboolean has_pin)
{
  SalvePreferences *self = g_object_new (SALVE_TYPE_PREFERENCES, NULL);
  g_autofree char *path = store ? g_file_get_parse_name (salve_store_get_file (store)) : NULL;

  g_set_object (&self->store, store);
  gtk_widget_set_visible (GTK_WIDGET (self->pin_row), store != NULL && has_pin);
  if (store != NULL)
    show_pin (self);
  fill_dates (self->date_row);
  fill_labels (self, settings);
  bind_choice (settings, "color-scheme", self->scheme_row, schemes);
  bind_choice (settings, "density", self->density_row, densities);
  bind_choice (settings, "date-format", self->date_row, date_formats);
  bind_choice (settings, "name-order", self->name_row, name_orders);
  bind_choice (settings, "label-size", self->label_row, (const char *const *)self->label_sizes);
  g_settings_bind (settings, "lock-minutes", self->lock_row, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "no-show-minutes", self->no_show_row, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "search-provider", self->search_row, "active", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_set_subtitle (self->file_row, path ? path : _ ("No file is open"));
  return ADW_DIALOG (self);
}
