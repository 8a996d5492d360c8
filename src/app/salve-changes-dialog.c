/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was changed in the clinic, by whom and when, from the store's own log, the newest first. Whatever is not undone
 * yet can be undone from here; the store refuses where something newer stands on it, and says so. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-changes-dialog.h"

#include <glib/gi18n.h>

#define SHOWN 100

typedef struct
{
  SalveClinic *clinic;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *group;
} History;

static void
history_free (gpointer data, GClosure *closure)
{
  History *history = data;

  g_object_unref (history->clinic);
  g_free (history);
}

static void
on_undo (GtkButton *button, History *history)
{
  gint64 id = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "salve-change"));

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  gtk_widget_activate_action (GTK_WIDGET (button), "history.undo-change", "x", id);
}

static GtkWidget *
make_row (History *history, SalveChangeRecord *record)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = salve_instant_format_local (
      salve_change_record_get_time (record), salve_clinic_get_zone (history->clinic),
      salve_clinic_get_locale (history->clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  /* Translators: when, who, at which computer */
  g_autofree char *detail = g_strdup_printf (_ ("%s · %s · %s"), when, salve_change_record_get_actor (record),
                                             salve_change_record_get_device (record));
  g_autofree char *title = NULL;

  if (salve_change_record_get_undoes (record))
    /* Translators: in the history; the name of a change that was taken back */
    title = g_strdup_printf (_ ("Undone: %s"), salve_change_record_get_label (record));
  else
    title = g_strdup (salve_change_record_get_label (record));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  if (salve_change_record_get_undone_by (record))
    {
      GtkWidget *label = gtk_label_new (_ ("Undone"));

      gtk_widget_add_css_class (label, "dimmed");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
      return row;
    }
  if (!salve_change_record_get_undoes (record))
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
      /* Translators: the name of a button; %s is what was changed */
      g_autofree char *name = g_strdup_printf (_ ("Undo “%s”"), title);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _ ("Undo"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_object_set_data (G_OBJECT (button), "salve-change",
                         GSIZE_TO_POINTER ((gsize)salve_change_record_get_id (record)));
      g_signal_connect (button, "clicked", G_CALLBACK (on_undo), history);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
fill (History *history)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes =
      salve_store_list_changes (salve_clinic_get_store (history->clinic), NULL, NULL, SHOWN, &error);

  if (history->group)
    adw_preferences_page_remove (history->page, history->group);
  history->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  if (!changes)
    adw_preferences_group_set_description (history->group, error->message);
  else if (changes->len == 0)
    adw_preferences_group_set_description (
        history->group, _ ("Nothing was changed here yet. What is imported stands in the audit trail."));
  for (guint i = 0; changes && i < changes->len; i++)
    adw_preferences_group_add (history->group, make_row (history, g_ptr_array_index (changes, i)));
  adw_preferences_page_add (history->page, history->group);
}

static void
on_committed (SalveClinic *clinic, const char *label, gint64 change, History *history)
{
  fill (history);
}

static void
on_destroyed (GtkWidget *dialog, History *history)
{
  g_signal_handlers_disconnect_by_data (history->clinic, history);
}

/**
 * salve_changes_dialog_new:
 *
 * Returns: (transfer floating): what was changed, who did it, when, and a way back
 */
AdwDialog *
salve_changes_dialog_new (SalveClinic *clinic)
{
  AdwDialog *dialog = adw_preferences_dialog_new ();
  History *history = g_new0 (History, 1);

  history->clinic = g_object_ref (clinic);
  history->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  adw_dialog_set_title (dialog, _ ("Changes"));
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), history->page);
  fill (history);
  g_signal_connect (clinic, "committed", G_CALLBACK (on_committed), history);
  g_signal_connect_data (dialog, "destroy", G_CALLBACK (on_destroyed), history, history_free, 0);
  return dialog;
}
