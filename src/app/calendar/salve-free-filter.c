/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-free-filter.h"

#include <glib/gi18n.h>

#include "salve-time-wish.h"

struct _SalveFreeFilter
{
  AdwExpanderRow parent_instance;

  AdwComboRow *specialty_row;
  AdwComboRow *part_row;
  GtkFlowBox *weekdays;
  SalveWeekdayToggles days;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveFreeFilter, salve_free_filter, ADW_TYPE_EXPANDER_ROW)

/* What is chosen is said also when the row is closed. */
static void
show_choice (SalveFreeFilter *self)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;
  g_autofree char *text = NULL;
  AdwComboRow *rows[] = { self->specialty_row, self->part_row };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (adw_combo_row_get_selected (rows[i]) > 0)
      g_strv_builder_add (words, gtk_string_object_get_string (
                                     GTK_STRING_OBJECT (adw_combo_row_get_selected_item (rows[i]))));
  for (guint i = 1; i <= 7; i++)
    if (gtk_toggle_button_get_active (self->days.days[i]))
      g_strv_builder_add (words, gtk_button_get_label (GTK_BUTTON (self->days.days[i])));
  strv = g_strv_builder_end (words);
  text = g_strjoinv (" · ", strv);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
}

static void
on_chosen (SalveFreeFilter *self)
{
  show_choice (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static AdwComboRow *
add_combo (SalveFreeFilter *self, const char *title)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return ADW_COMBO_ROW (row);
}

static void
add_weekdays (SalveFreeFilter *self)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_flow_box_new ();

  self->weekdays = GTK_FLOW_BOX (box);
  gtk_flow_box_set_selection_mode (self->weekdays, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (self->weekdays, TRUE);
  gtk_flow_box_set_max_children_per_line (self->weekdays, 7);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Days that suit"),
                                  -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
salve_free_filter_class_init (SalveFreeFilterClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_free_filter_init (SalveFreeFilter *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Only Certain Times"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->specialty_row = add_combo (self, _ ("Specialty"));
  self->part_row = add_combo (self, _ ("Part of the day"));
  add_weekdays (self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *)a, *(const char *const *)b);
}

static void
fill_specialties (SalveFreeFilter *self, SalveDirectory *directory)
{
  GPtrArray *doctors = salve_directory_get_doctors (directory);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < doctors->len; i++)
    {
      const SalveDoctorRow *doctor = g_ptr_array_index (doctors, i);

      for (guint j = 0; doctor->specialties && doctor->specialties[j]; j++)
        if (!g_ptr_array_find_with_equal_func (names, doctor->specialties[j], g_str_equal, NULL))
          g_ptr_array_add (names, doctor->specialties[j]);
    }
  g_ptr_array_sort (names, compare_names);
  gtk_string_list_append (list, C_ ("choice", "Any"));
  for (guint i = 0; i < names->len; i++)
    gtk_string_list_append (list, g_ptr_array_index (names, i));
  adw_combo_row_set_model (self->specialty_row, G_LIST_MODEL (list));
  gtk_widget_set_visible (GTK_WIDGET (self->specialty_row), names->len > 0);
}

/**
 * salve_free_filter_fill:
 * @directory: whose specialties there are
 *
 * Once; from then on its choices are there, and "changed" is emitted when another one is made.
 */
void
salve_free_filter_fill (SalveFreeFilter *self, SalveDirectory *directory, SalveLocale *locale)
{
  g_return_if_fail (SALVE_IS_FREE_FILTER (self));

  fill_specialties (self, directory);
  salve_day_part_fill (self->part_row);
  salve_weekday_toggles_fill (&self->days, self->weekdays, locale);
  for (guint i = 1; i <= 7; i++)
    g_signal_connect_object (self->days.days[i], "toggled", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->specialty_row, "notify::selected", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->part_row, "notify::selected", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
}

/* Writes the days and the part of the day into a question. */
void
salve_free_filter_apply (SalveFreeFilter *self, SalveFreeQuery *query)
{
  g_return_if_fail (SALVE_IS_FREE_FILTER (self));

  query->weekdays = salve_weekday_toggles_read (&self->days);
  salve_day_part_read (self->part_row, &query->from_minute, &query->to_minute);
}

/**
 * salve_free_filter_get_specialty:
 *
 * Returns: (nullable): whose doctors are asked; %NULL: any
 */
const char *
salve_free_filter_get_specialty (SalveFreeFilter *self)
{
  g_return_val_if_fail (SALVE_IS_FREE_FILTER (self), NULL);

  if (adw_combo_row_get_selected (self->specialty_row) == 0)
    return NULL;
  return gtk_string_object_get_string (
      GTK_STRING_OBJECT (adw_combo_row_get_selected_item (self->specialty_row)));
}
