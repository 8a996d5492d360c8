/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-abilities-rows.h"

#include <glib/gi18n.h>

/* What is only slower is no warning. */
static void
add (AdwPreferencesGroup *group,
     GPtrArray *rows,
     gboolean serious,
     gboolean can,
     const char *yes,
     const char *no,
     const char *detail)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (can       ? "object-select-symbolic"
                                                  : serious ? "dialog-warning-symbolic"
                                                            : "dialog-information-symbolic");

  gtk_widget_add_css_class (icon, can ? "success" : serious ? "warning" : "dimmed");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  can ? _ ("Yes") : _ ("No"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), can ? yes : no);
  if (!can && detail != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

/**
 * salve_abilities_rows_fill:
 * @rows: the rows that were added before, which go; then those that are there now
 * @abilities: as the probes found them
 */
void
salve_abilities_rows_fill (AdwPreferencesGroup *group, GPtrArray *rows, const SalveServerAbilities *abilities)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
  add (group, rows, TRUE, abilities->if_match, _ ("Nobody overwrites another’s change"),
       _ ("One can overwrite another’s change"),
       _ ("The server takes changes that were made to an older state."));
  add (group, rows, TRUE, abilities->is_salve || (abilities->if_match && abilities->atomic_transactions),
       _ ("Two desks cannot book the same time"), _ ("Two desks could book the same time"),
       abilities->if_match ? _ ("Each booking is checked once more afterwards; who comes second is told.")
                           : _ ("Nothing on this server prevents it."));
  add (group, rows, TRUE, abilities->put_if_none_match || abilities->if_none_exist,
       _ ("Nothing is stored twice when the line breaks"),
       _ ("A record could be stored twice when the line breaks"), NULL);
  add (group, rows, FALSE, abilities->type_history, _ ("What others delete is seen at once"),
       _ ("What others delete is seen later"), _ ("The lists are compared now and then instead."));
  add (group, rows, FALSE, abilities->is_salve, _ ("Changes of other desks arrive at once"),
       _ ("Changes of other desks arrive after a while"), _ ("The server is asked for them now and then."));
}
