/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-picker.h"

#include "salve-patient-form.h"
#include "salve-patient-words.h"
#include "salve-text.h"

#include <glib/gi18n.h>

#define MOST_MATCHES 5

struct _SalvePatientPicker
{
  AdwPreferencesGroup parent_instance;

  SalveClinic *clinic;
  char *patient_id;
  char *patient_name;

  GtkWidget *entry;
  GtkWidget *chosen;
  GtkWidget *register_row;
  GPtrArray *matches; /* of GtkWidget, not owned */
};

enum
{
  PROP_0,
  PROP_PATIENT_ID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalvePatientPicker, salve_patient_picker, ADW_TYPE_PREFERENCES_GROUP)

static void
remove_matches (SalvePatientPicker *self)
{
  for (guint i = 0; i < self->matches->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->matches, i));
  g_ptr_array_set_size (self->matches, 0);
}

static void
show_chosen (SalvePatientPicker *self)
{
  g_autoptr (SalvePatientRow) row =
      self->patient_id
          ? salve_store_read_patient_row (salve_clinic_get_store (self->clinic), self->patient_id, NULL)
          : NULL;
  g_autofree char *words = row ? salve_patient_short_words (row, self->clinic) : NULL;

  g_set_str (&self->patient_name, row ? row->name_sort : NULL);
  if (row)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->chosen), row->name_sort);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->chosen), words);
    }
  gtk_widget_set_visible (self->chosen, row != NULL);
  gtk_widget_set_visible (self->entry, row == NULL);
}

static void
choose (SalvePatientPicker *self, const char *id)
{
  remove_matches (self);
  gtk_widget_set_visible (self->register_row, FALSE);
  salve_patient_picker_set_patient_id (self, id);
  if (id)
    gtk_widget_child_focus (self->chosen, GTK_DIR_TAB_FORWARD);
}

static void
on_match_activated (SalvePatientPicker *self, GtkWidget *row)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "patient-id"));

  choose (self, id);
}

static GtkWidget *
make_match (SalvePatientPicker *self, SalvePatientRow *patient, const char *query)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = salve_text_match_markup (patient->name_sort, query);
  g_autofree char *words = salve_patient_short_words (patient, self->clinic);
  g_autofree char *subtitle = g_markup_escape_text (words, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, patient->name_full, TRUE));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "patient-id", g_strdup (patient->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_match_activated), self, G_CONNECT_SWAPPED);
  return row;
}

/* The store answers within a key's frame, so that it may be asked at each. */
static void
on_text_changed (SalvePatientPicker *self)
{
  g_autofree char *text = salve_text_strip (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *offer = NULL;

  remove_matches (self);
  gtk_widget_set_visible (self->register_row, *text != '\0');
  if (*text == '\0')
    return;
  rows = salve_store_search_patients (salve_clinic_get_store (self->clinic), text, MOST_MATCHES, NULL);
  /* The entry and the two hidden rows stand first, and what is found goes between them and the offer to register. */
  g_object_ref (self->register_row);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->register_row);
  for (guint i = 0; rows && i < rows->len; i++)
    {
      GtkWidget *row = make_match (self, g_ptr_array_index (rows, i), text);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->matches, row);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->register_row);
  g_object_unref (self->register_row);
  offer = g_strdup_printf (_ ("Register “%s”"), text);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->register_row), offer);
}

static void
on_entry_activated (SalvePatientPicker *self)
{
  if (self->matches->len > 0)
    on_match_activated (self, g_ptr_array_index (self->matches, 0));
  else if (gtk_widget_get_visible (self->register_row))
    gtk_widget_activate (self->register_row);
}

/* Somebody was registered, or found to be here already: that is who comes, and the record need not open. */
static gboolean
on_found (SalvePatientPicker *self, const char *id)
{
  choose (self, id);
  return TRUE;
}

static void
on_register (SalvePatientPicker *self)
{
  g_autofree char *text = salve_text_strip (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  AdwDialog *form = salve_patient_form_new (self->clinic, NULL, text);

  g_signal_connect_object (form, "found", G_CALLBACK (on_found), self, G_CONNECT_SWAPPED);
  adw_dialog_present (form, GTK_WIDGET (self));
}

static void
on_change_clicked (SalvePatientPicker *self)
{
  salve_patient_picker_set_patient_id (self, NULL);
  gtk_widget_grab_focus (self->entry);
}

static void
salve_patient_picker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PATIENT_ID)
    g_value_set_string (value, SALVE_PATIENT_PICKER (object)->patient_id);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_patient_picker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PATIENT_ID)
    salve_patient_picker_set_patient_id (SALVE_PATIENT_PICKER (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_patient_picker_dispose (GObject *object)
{
  SalvePatientPicker *self = SALVE_PATIENT_PICKER (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->patient_name, g_free);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_patient_picker_parent_class)->dispose (object);
}

static void
salve_patient_picker_class_init (SalvePatientPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_patient_picker_dispose;
  object_class->get_property = salve_patient_picker_get_property;
  object_class->set_property = salve_patient_picker_set_property;
  properties[PROP_PATIENT_ID] = g_param_spec_string (
      "patient-id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_patient_picker_init (SalvePatientPicker *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  GtkWidget *change = gtk_button_new_from_icon_name ("edit-clear-symbolic");

  self->matches = g_ptr_array_new ();
  self->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry),
                                 _ ("Patient: name, birth date or number"));
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "entry-activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);

  self->chosen = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->chosen), FALSE);
  gtk_widget_add_css_class (change, "flat");
  gtk_widget_set_valign (change, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (change, _ ("Choose Another Patient"));
  g_signal_connect_object (change, "clicked", G_CALLBACK (on_change_clicked), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->chosen), change);
  gtk_widget_set_visible (self->chosen, FALSE);

  self->register_row = adw_button_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->register_row), FALSE);
  adw_button_row_set_start_icon_name (ADW_BUTTON_ROW (self->register_row), "list-add-symbolic");
  g_signal_connect_object (self->register_row, "activated", G_CALLBACK (on_register), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->register_row, FALSE);

  adw_preferences_group_add (group, self->entry);
  adw_preferences_group_add (group, self->chosen);
  adw_preferences_group_add (group, self->register_row);
}

/**
 * salve_patient_picker_new:
 * @clinic: whose patients are searched
 *
 * Returns: (transfer floating): a picker without a patient
 */
GtkWidget *
salve_patient_picker_new (SalveClinic *clinic)
{
  SalvePatientPicker *self = g_object_new (SALVE_TYPE_PATIENT_PICKER, NULL);

  salve_patient_picker_set_clinic (self, clinic);
  return GTK_WIDGET (self);
}

/* For a picker that a template has made: once, before anything else. */
void
salve_patient_picker_set_clinic (SalvePatientPicker *self, SalveClinic *clinic)
{
  g_return_if_fail (SALVE_IS_PATIENT_PICKER (self));
  g_set_object (&self->clinic, clinic);
}

const char *
salve_patient_picker_get_patient_id (SalvePatientPicker *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_PICKER (self), NULL);
  return self->patient_id;
}

/* Returns: (nullable): as lists show it; NULL without a patient */
const char *
salve_patient_picker_get_patient_name (SalvePatientPicker *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_PICKER (self), NULL);
  return self->patient_name;
}

/**
 * salve_patient_picker_set_patient_id:
 * @patient_id: (nullable): who is chosen
 */
void
salve_patient_picker_set_patient_id (SalvePatientPicker *self, const char *patient_id)
{
  g_return_if_fail (SALVE_IS_PATIENT_PICKER (self));

  if (!g_set_str (&self->patient_id, patient_id))
    return;
  show_chosen (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATIENT_ID]);
}

/* What is searched for, as if it had been typed; a single match is not taken by itself. */
void
salve_patient_picker_set_text (SalvePatientPicker *self, const char *text)
{
  g_return_if_fail (SALVE_IS_PATIENT_PICKER (self));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

/* Returns: (transfer none): where a patient is searched for; hidden once one is chosen */
GtkWidget *
salve_patient_picker_get_entry (SalvePatientPicker *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_PICKER (self), NULL);
  return self->entry;
}
