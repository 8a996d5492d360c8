/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-drafts.h"

#include <glib/gi18n.h>

#include "salve-patient-form.h"

typedef struct
{
  SalveClinic *clinic;
  AdwDialog *dialog;
  GtkWidget *parent;
  char *key;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *choice = data;

  g_object_unref (choice->clinic);
  g_free (choice->key);
  g_free (choice);
}

static void
on_draft_activated (AdwActionRow *row, Choice *choice)
{
  AdwDialog *form = salve_patient_form_new_from_draft (choice->clinic, choice->key);
  GtkWidget *parent = choice->parent;

  adw_dialog_close (choice->dialog);
  adw_dialog_present (form, parent);
}

static void
on_discard (GtkButton *button, Choice *choice)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  dex_future_disown (salve_store_drop_draft (salve_clinic_get_store (choice->clinic),
                                             SALVE_PATIENT_DRAFT_KIND, choice->key));
  gtk_widget_set_visible (row, FALSE);
}

static void
add_discard_button (GtkWidget *row, Choice *choice)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Discard"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_discard), choice);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_row (SalveClinic *clinic, SalveDraft *draft, AdwDialog *dialog, GtkWidget *parent)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = salve_patient_draft_title (draft->content);
  g_autofree char *saved =
      salve_instant_format_local (draft->saved, salve_clinic_get_zone (clinic),
                                  salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  Choice *choice = g_new0 (Choice, 1);

  choice->clinic = g_object_ref (clinic);
  choice->dialog = dialog;
  choice->parent = parent;
  choice->key = g_strdup (draft->key);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *title != '\0' ? title : _ ("Without a name"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), saved);
  add_discard_button (row, choice);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_data (row, "activated", G_CALLBACK (on_draft_activated), choice, choice_free,
                         G_CONNECT_DEFAULT);
  return row;
}

/**
 * salve_patient_drafts_show:
 * @parent: above which the list opens
 */
void
salve_patient_drafts_show (GtkWidget *parent, SalveClinic *clinic)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GPtrArray) drafts =
      salve_store_read_drafts (salve_clinic_get_store (clinic), SALVE_PATIENT_DRAFT_KIND, NULL);

  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_row (clinic, g_ptr_array_index (drafts, i), dialog, parent));
  if (drafts == NULL || drafts->len == 0)
    adw_preferences_group_set_description (
        ADW_PREFERENCES_GROUP (group), _ ("No drafts. A form that is left before it is saved waits here."));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_title (dialog, _ ("Drafts"));
  adw_dialog_set_content_width (dialog, 440);
  adw_dialog_set_content_height (dialog, 420);
  adw_dialog_present (dialog, parent);
}
