/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-time-wish.h"

#include <glib/gi18n.h>

static const struct
{
  const char *title;
  int from_minute;
  int to_minute;
} parts[] = {
  { N_ ("Any time"), 0, 0 },
  { N_ ("Morning"), 0, 12 * 60 },
  { N_ ("Afternoon"), 12 * 60, 18 * 60 },
  { N_ ("Evening"), 17 * 60, 24 * 60 },
};

/* Gives a row the parts of the day to choose from; any time is the first. */
void
salve_day_part_fill (AdwComboRow *row)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_string_list_append (names, _ (parts[i].title));
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}

/**
 * salve_day_part_read:
 * @from_minute: (out): of the day
 * @to_minute: (out): likewise; both 0 where any time will do
 */
void
salve_day_part_read (AdwComboRow *row, int *from_minute, int *to_minute)
{
  guint part = MIN (adw_combo_row_get_selected (row), G_N_ELEMENTS (parts) - 1);

  *from_minute = parts[part].from_minute;
  *to_minute = parts[part].to_minute;
}

/* A button a day, in the order in which the locale's weeks go. */
void
salve_weekday_toggles_fill (SalveWeekdayToggles *self, GtkFlowBox *box, SalveLocale *locale)
{
  guint first = salve_locale_get_first_weekday (locale);

  for (guint i = 0; i < 7; i++)
    {
      guint weekday = (first - 1 + i) % 7 + 1;
      GtkWidget *toggle =
          gtk_toggle_button_new_with_label (salve_locale_weekday_name (locale, weekday, TRUE));

      gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      salve_locale_weekday_name (locale, weekday, FALSE), -1);
      self->days[weekday] = GTK_TOGGLE_BUTTON (toggle);
      gtk_flow_box_append (box, toggle);
    }
}

/* Returns: bits 1 << weekday of the chosen days; 0: any day will do */
guint
salve_weekday_toggles_read (const SalveWeekdayToggles *self)
{
  guint weekdays = 0;

  for (guint i = 1; i <= 7; i++)
    if (gtk_toggle_button_get_active (self->days[i]))
      weekdays |= 1u << i;
  return weekdays;
}
