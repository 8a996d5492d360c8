/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-merge-search.h"

#include <glib/gi18n.h>

#include "salve-patient-words.h"
#include "salve-patient.h"
#include "salve-text.h"

#define MOST_PATIENTS 12

struct _SalveMergeSearch
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char *patient_id;
  GtkSearchEntry *entry;
  AdwPreferencesGroup *group;
  GPtrArray *rows; /* of GtkWidget, in the group */
};

G_DEFINE_FINAL_TYPE (SalveMergeSearch, salve_merge_search, ADW_TYPE_DIALOG)

static void
on_row_activated (SalveMergeSearch *self, GtkWidget *row)
{
  const char *ids[] = { self->patient_id, g_object_get_data (G_OBJECT (row), "id"), NULL };
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (GVariant) both = g_variant_ref_sink (g_variant_new_strv (ids, -1));

  adw_dialog_force_close (ADW_DIALOG (self));
  gtk_widget_activate_action_variant (window, "patient.merge", both);
}

static void
add_row (SalveMergeSearch *self, SalvePatientRow *patient, const char *reasons)
{
  GtkWidget *row;
  g_autofree char *name = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *subtitle = NULL;

  if (g_str_equal (patient->id, self->patient_id) || !patient->active)
    return;
  row = adw_action_row_new ();
  name = salve_patient_name_words (patient);
  facts = salve_patient_short_words (patient, self->clinic);
  subtitle = reasons != NULL ? g_strdup_printf ("%s\n%s", facts, reasons) : g_strdup (facts);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, patient->name_full, TRUE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (patient->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

/* Who may be the same person, as the registration would ask. */
static void
add_likely (SalveMergeSearch *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", self->patient_id, NULL, NULL);
  g_autoptr (SalvePatientRow) row = salve_store_read_patient_row (store, self->patient_id, NULL);
  g_autofree char *digits = row != NULL && row->phone != NULL ? salve_text_digits (row->phone) : NULL;
  SalveDuplicateProbe probe = { .exclude_id = self->patient_id, .phone_digits = digits };
  g_autoptr (GPtrArray) found = NULL;

  if (patient == NULL || row == NULL)
    return;
  probe.family = row->family;
  probe.given = row->given;
  salve_patient_get_birth_date (patient, &probe.birth_date);
  found = salve_store_find_duplicates (store, &probe, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      SalveDuplicate *duplicate = found->pdata[i];
      g_autofree char *reasons = salve_duplicate_reason_words (duplicate->reasons);

      add_row (self, duplicate->row, reasons);
    }
}

static void
update (SalveMergeSearch *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  if (*text == '\0')
    add_likely (self);
  else
    found = salve_store_search_patients (salve_clinic_get_store (self->clinic), text, MOST_PATIENTS, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_row (self, found->pdata[i], NULL);
  if (self->rows->len > 0)
    adw_preferences_group_set_title (self->group,
                                     *text == '\0' ? _ ("Perhaps the Same Person") : _ ("Found"));
  else
    adw_preferences_group_set_title (self->group, *text == '\0' ? "" : _ ("Nobody Found"));
}

/* The arrow down and Enter go to the first that was found. */
static void
on_search_activate (SalveMergeSearch *self)
{
  if (self->rows->len > 0)
    on_row_activated (self, self->rows->pdata[0]);
}

static void
build (SalveMergeSearch *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *page = adw_preferences_page_new ();
  GtkWidget *top = adw_preferences_group_new ();
  g_autoptr (SalvePatientRow) row =
      salve_store_read_patient_row (salve_clinic_get_store (self->clinic), self->patient_id, NULL);
  g_autofree char *name = row != NULL ? salve_patient_name_words (row) : g_strdup ("");
  /* Translators: a person's name */
  g_autofree char *words = g_strdup_printf (
      _ ("The record of %s stays. The one you choose goes into it, after you have compared them."), name);

  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  gtk_search_entry_set_placeholder_text (self->entry, _ ("Name, birth date, phone or number"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find the other record"), -1);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (top), words);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (top), GTK_WIDGET (self->entry));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (top));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->group);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Merge with Another Record"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_dialog_set_content_height (ADW_DIALOG (self), 560);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->entry));
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_search_activate), self, G_CONNECT_SWAPPED);
}

static void
salve_merge_search_dispose (GObject *object)
{
  SalveMergeSearch *self = SALVE_MERGE_SEARCH (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_merge_search_parent_class)->dispose (object);
}

static void
salve_merge_search_class_init (SalveMergeSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_merge_search_dispose;
}

static void
salve_merge_search_init (SalveMergeSearch *self)
{
  self->rows = g_ptr_array_new ();
}

/**
 * salve_merge_search_new:
 * @patient_id: whose record stays
 */
AdwDialog *
salve_merge_search_new (SalveClinic *clinic, const char *patient_id)
{
  SalveMergeSearch *self = g_object_new (SALVE_TYPE_MERGE_SEARCH, NULL);

  self->clinic = g_object_ref (clinic);
  self->patient_id = g_strdup (patient_id);
  build (self);
  update (self);
  return ADW_DIALOG (self);
}
