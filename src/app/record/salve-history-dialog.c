/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who changed a resource, when, and what they called it. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-history-dialog.h"

#include <glib/gi18n.h>

#define MOST_CHANGES 200

static GtkWidget *
make_row (SalveClinic *clinic, SalveChangeRecord *change)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when =
      salve_instant_format_local (salve_change_record_get_time (change), salve_clinic_get_zone (clinic),
                                  salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME_LONG);
  const char *label = salve_change_record_get_label (change);
  g_autofree char *who = g_strdup_printf ("%s · %s", when, salve_change_record_get_actor (change));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label ? label : _ ("Changed"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), who);
  if (salve_change_record_get_undone_by (change) != 0)
    {
      GtkWidget *undone = gtk_label_new (_ ("undone"));

      gtk_widget_add_css_class (undone, "dimmed");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), undone);
    }
  return row;
}

/**
 * salve_history_dialog_new:
 * @clinic: the clinic
 * @type: a resource type
 * @id: a resource's id
 *
 * Returns: a dialog that lists its changes, newest first
 */
AdwDialog *
salve_history_dialog_new (SalveClinic *clinic, const char *type, const char *id)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes =
      salve_store_list_changes (salve_clinic_get_store (clinic), type, id, MOST_CHANGES, &error);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (clinic, changes->pdata[i]));
  if (changes == NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), error->message);
  else if (changes->len == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                           _ ("Nobody changed this record since it was imported."));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), page);
  adw_dialog_set_title (dialog, _ ("History of Changes"));
  adw_dialog_set_child (dialog, toolbar);
  adw_dialog_set_content_width (dialog, 520);
  adw_dialog_set_content_height (dialog, 480);
  return dialog;
}
