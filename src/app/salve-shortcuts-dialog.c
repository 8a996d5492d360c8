/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libadwaita's own dialog is newer than the oldest one that Salve works with, and GTK's window is deprecated. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-commands.h"
#include "salve-shortcuts-dialog.h"

#include <glib/gi18n.h>

static GtkWidget *
make_row (const SalveCommand *command)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *keys = salve_command_get_key_label (command);
  g_autofree char *spoken = NULL;
  GtkWidget *label = gtk_label_new (keys);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (command->title));
  gtk_widget_add_css_class (label, "keys");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  /* Translators: an action, and the keys for it */
  spoken = g_strdup_printf (_ ("%s: %s"), _ (command->title), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

/**
 * salve_shortcuts_dialog_new:
 *
 * Returns: (transfer floating): the list of all keys, by section
 */
AdwDialog *
salve_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_preferences_dialog_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = NULL;
  const char *section = NULL;
  guint n;
  const SalveCommand *commands = salve_commands_get (&n);

  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  for (guint i = 0; i < n; i++)
    {
      if (!commands[i].keys[0])
        continue;
      if (!section || !g_str_equal (section, commands[i].section))
        {
          section = commands[i].section;
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (section));
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (&commands[i]));
    }
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), ADW_PREFERENCES_PAGE (page));
  return dialog;
}
