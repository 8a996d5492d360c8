/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-places.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  const char *icon;
  const char *title;
} places[] = {
  { "today", "view-list-symbolic", N_ ("Today") },
  { "calendar", "x-office-calendar-symbolic", N_ ("Calendar") },
  { "patients", "system-users-symbolic", N_ ("Patients") },
  { "doctors", "avatar-default-symbolic", N_ ("Doctors") },
  { "devices", "network-wired-symbolic", N_ ("Devices") },
  { "reports", "x-office-document-symbolic", N_ ("Reports") },
};

/* Returns: its place among the views; that of the patients where there is none of that name */
guint
salve_places_index (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].name, name))
      return i;
  return 2;
}

guint
salve_places_count (void)
{
  return G_N_ELEMENTS (places);
}

/* "today", "calendar" …; as in the setting "view" and in the action view.show */
const char *
salve_places_name (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (places), NULL);
  return places[index].name;
}

/* Translated. */
const char *
salve_places_title (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (places), NULL);
  return _ (places[index].title);
}

/**
 * salve_places_fill:
 * @list: gets a row a view, in their order
 */
void
salve_places_fill (GtkListBox *list)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget *icon = gtk_image_new_from_icon_name (places[i].icon);
      GtkWidget *label = gtk_label_new (_ (places[i].title));
      GtkWidget *counter = gtk_label_new (NULL);

      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (places[i].title), -1);
      gtk_box_append (GTK_BOX (box), icon);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_set_visible (counter, FALSE);
      gtk_widget_add_css_class (counter, "counter");
      gtk_widget_add_css_class (counter, "dimmed");
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (GTK_BOX (box), counter);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_list_box_append (list, row);
    }
}

/**
 * salve_places_set_counter:
 * @view: its name
 * @count: what waits in it for this person; 0 shows no number
 */
void
salve_places_set_counter (GtkListBox *list, const char *view, guint count)
{
  guint index = salve_places_index (view);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int)index);
  GtkWidget *counter = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
  g_autofree char *text = g_strdup_printf ("%'u", count);
  /* Translators: for a screen reader: a view, and how many things wait in it */
  g_autofree char *spoken =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %'u waits for you", "%s, %'u wait for you", count),
                       _ (places[index].title), count);

  gtk_label_set_label (GTK_LABEL (counter), text);
  gtk_widget_set_visible (counter, count > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  count > 0 ? spoken : _ (places[index].title), -1);
}
