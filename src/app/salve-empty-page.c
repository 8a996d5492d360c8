/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-empty-page.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  const char *icon;
  const char *title;
  const char *heading;
  const char *text;
} pages[] = {
  { "devices", "network-wired-symbolic", N_ ("Devices"), N_ ("No Devices Yet"),
    N_ ("Devices cannot upload to this version yet. Their readings can be imported as FHIR files with "
        "“salve-server import”.") },
  { "reports", "x-office-document-symbolic", N_ ("Reports"), N_ ("No Reports Yet"),
    N_ ("The clinic’s reports are not part of this version yet. Each person’s own reports stand in their "
        "record.") },
};

/**
 * salve_empty_page_new:
 * @name: the view's name, as view.show takes it
 *
 * Returns: (transfer floating): a page with its own header bar
 */
GtkWidget *
salve_empty_page_new (const char *name)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *status = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Go to Patients"));

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (!g_str_equal (pages[i].name, name))
        continue;
      adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), pages[i].icon);
      adw_status_page_set_title (ADW_STATUS_PAGE (status), _ (pages[i].heading));
      adw_status_page_set_description (ADW_STATUS_PAGE (status), _ (pages[i].text));
    }
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), "view.show('patients')");
  adw_status_page_set_child (ADW_STATUS_PAGE (status), button);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), status);
  return view;
}
