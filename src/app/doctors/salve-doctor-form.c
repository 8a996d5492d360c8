/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-form.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-appointments.h"
#include "salve-colours.h"
#include "salve-photo-row.h"

/* After the last key, in milliseconds, until the draft is on the disk. */
#define DRAFT_DELAY 400

struct _SalveDoctorForm
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalveDoctorEditor *editor;
  GPtrArray *rooms; /* of SalveRoomRow, as the combo row shows them behind "None" */
  guint draft_source;
  gboolean saving;
  gboolean done; /* saved or thrown away: no draft any more */

  AdwBanner *banner;
  AdwPreferencesGroup *name_group;
  AdwPreferencesGroup *contact_group;
  AdwPreferencesGroup *work_group;
  AdwPreferencesGroup *types_group;
  AdwPreferencesGroup *sections_group;
};

enum
{
  PROP_0,
  PROP_FORM_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveDoctorForm, salve_doctor_form, ADW_TYPE_DIALOG)

static void
save_draft_now (SalveDoctorForm *self)
{
  g_autoptr (GBytes) content = NULL;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->done || self->editor == NULL || !salve_doctor_editor_is_touched (self->editor))
    return;
  content = salve_doctor_editor_save_draft (self->editor);
  dex_future_disown (salve_store_save_draft (salve_clinic_get_store (self->clinic), SALVE_DOCTOR_DRAFT_KIND,
                                             salve_doctor_editor_get_id (self->editor), content));
}

static void
on_draft_due (gpointer data)
{
  SalveDoctorForm *self = data;

  self->draft_source = 0;
  save_draft_now (self);
}

static void
drop_draft (SalveDoctorForm *self)
{
  self->done = TRUE;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  dex_future_disown (salve_store_drop_draft (salve_clinic_get_store (self->clinic), SALVE_DOCTOR_DRAFT_KIND,
                                             salve_doctor_editor_get_id (self->editor)));
}

static void
on_editor_changed (SalveDoctorForm *self)
{
  if (self->saving || self->done)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->draft_source = g_timeout_add_once (DRAFT_DELAY, on_draft_due, self);
}

static void
set_banner (SalveDoctorForm *self, const char *text, const char *button)
{
  adw_banner_set_title (self->banner, text);
  adw_banner_set_button_label (self->banner, button);
  adw_banner_set_revealed (self->banner, TRUE);
}

/* The banner's button throws a restored draft away. */
static void
on_banner_clicked (SalveDoctorForm *self)
{
  drop_draft (self);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
after_saving (SalveDoctorForm *self, gboolean was_new)
{
  g_autofree char *id = g_strdup (salve_doctor_editor_get_id (self->editor));
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  drop_draft (self);
  adw_dialog_force_close (ADW_DIALOG (self));
  if (was_new && window != NULL)
    gtk_widget_activate_action (window, "doctor.open", "s", id);
}

static void
show_conflict (SalveDoctorForm *self)
{
  g_autoptr (GError) error = NULL;
  guint both = salve_doctor_editor_rebase (self->editor, &error);

  if (error != NULL)
    set_banner (self, error->message, NULL);
  else if (both == 0)
    set_banner (
        self,
        _ ("Somebody else has just changed this doctor. Their changes are in the form now; save again."),
        NULL);
  else
    set_banner (self,
                _ ("Somebody else has just changed this doctor, the same fields too. Look at them, then save "
                   "again."),
                NULL);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveDoctorForm *self = data;
  g_autoptr (GError) error = NULL;
  gboolean was_new = salve_doctor_editor_is_new (self->editor);

  self->saving = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.save", TRUE);
  if (dex_future_get_value (future, &error) != NULL)
    after_saving (self, was_new);
  else if (g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT) && !was_new)
    show_conflict (self);
  else
    {
      g_autofree char *text =
          g_strdup_printf (_ ("Not saved: %s What was typed is kept as a draft."), error->message);

      set_banner (self, text, NULL);
      save_draft_now (self);
    }
  return NULL;
}

/**
 * salve_doctor_form_save:
 *
 * Checks everything, then saves it and closes; stays open and says why where it cannot be saved.
 */
void
salve_doctor_form_save (SalveDoctorForm *self)
{
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SALVE_IS_DOCTOR_FORM (self));

  if (self->saving)
    return;
  if (!salve_doctor_editor_check (self->editor))
    {
      set_banner (self, _ ("Something needs a look before this can be saved"), NULL);
      return;
    }
  change = salve_doctor_editor_make_change (self->editor, &error);
  if (change == NULL)
    {
      set_banner (self, error->message, NULL);
      return;
    }
  if (salve_change_get_n_items (change) == 0)
    {
      after_saving (self, FALSE);
      return;
    }
  self->saving = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.save", FALSE);
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  salve_doctor_form_save (SALVE_DOCTOR_FORM (widget));
}

static void
add_field (AdwPreferencesGroup *group, SalveFormField *field)
{
  adw_preferences_group_add (group, salve_form_field_get_row (field));
  adw_preferences_group_add (group, salve_form_field_get_hint_row (field));
}

static void
on_colour (SalveDoctorForm *self, GParamSpec *pspec, SalveColourRow *row)
{
  salve_doctor_editor_choose_colour (self->editor, salve_colour_row_get_colour (row));
}

static void
on_active (SalveDoctorForm *self, GParamSpec *pspec, AdwSwitchRow *row)
{
  salve_doctor_editor_choose_active (self->editor, adw_switch_row_get_active (row));
}

static void
on_room (SalveDoctorForm *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);
  SalveRoomRow *room =
      selected > 0 && selected <= self->rooms->len ? g_ptr_array_index (self->rooms, selected - 1) : NULL;

  salve_doctor_editor_choose_room (self->editor, room != NULL ? room->id : NULL);
}

static void
add_room (SalveDoctorForm *self)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *chosen = salve_doctor_editor_get_choices (self->editor)->room_id;

  self->rooms = salve_store_list_rooms (salve_clinic_get_store (self->clinic), NULL);
  if (self->rooms == NULL)
    self->rooms = g_ptr_array_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Room"));
  gtk_string_list_append (names, C_ ("room", "None"));
  for (guint i = 0; i < self->rooms->len; i++)
    gtk_string_list_append (names, ((SalveRoomRow *)g_ptr_array_index (self->rooms, i))->name);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  for (guint i = 0; i < self->rooms->len; i++)
    if (g_strcmp0 (((SalveRoomRow *)g_ptr_array_index (self->rooms, i))->id, chosen) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i + 1);
  if (salve_doctor_editor_has_many_places (self->editor))
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Works in several places: the hours say where"));
      gtk_widget_set_sensitive (row, FALSE);
    }
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_room), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->work_group, row);
}

static void
on_offered (SalveDoctorForm *self, GParamSpec *pspec, AdwSwitchRow *row)
{
  salve_doctor_editor_choose_visit_type (self->editor, gtk_widget_get_name (GTK_WIDGET (row)),
                                         adw_switch_row_get_active (row));
}

static void
add_visit_types (SalveDoctorForm *self)
{
  g_autoptr (GPtrArray) types = salve_store_list_visit_types (salve_clinic_get_store (self->clinic), NULL);
  GHashTable *does = salve_doctor_editor_get_choices (self->editor)->does;
  guint shown = 0;

  for (guint i = 0; types != NULL && i < types->len; i++)
    {
      const SalveVisitType *type = g_ptr_array_index (types, i);
      GtkWidget *row = adw_switch_row_new ();
      g_autofree char *minutes = NULL;

      if (!type->active && !g_hash_table_contains (does, type->id))
        continue;
      minutes = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", (gulong)type->minutes), type->minutes);
      gtk_widget_set_name (row, type->id);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), type->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), minutes);
      adw_switch_row_set_active (ADW_SWITCH_ROW (row), g_hash_table_contains (does, type->id));
      g_signal_connect_object (row, "notify::active", G_CALLBACK (on_offered), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->types_group, row);
      shown++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->types_group), shown > 0);
}

static void
set_photo (gpointer editor, GBytes *photo, const char *content_type)
{
  salve_doctor_editor_set_photo (editor, photo, content_type);
}

static GBytes *
get_photo (gpointer editor)
{
  return salve_doctor_editor_get_photo (editor);
}

static void
fill_form (SalveDoctorForm *self)
{
  const SalveDoctorChoices *choices = salve_doctor_editor_get_choices (self->editor);
  GPtrArray *fields = salve_doctor_editor_get_fields (self->editor);
  GPtrArray *sections = salve_doctor_editor_get_sections (self->editor);
  GtkWidget *colour = salve_colour_row_new (_ ("Colour in the Calendar"), FALSE);
  GtkWidget *active = adw_switch_row_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (fields, i);
      const char *name = salve_form_field_get_spec (field)->name;
      gboolean contact = g_str_equal (name, "phone") || g_str_equal (name, "email");

      add_field (contact ? self->contact_group : self->name_group, field);
    }
  adw_preferences_group_add (self->name_group,
                             salve_photo_row_new_for (G_OBJECT (self->editor), get_photo, set_photo));
  add_room (self);
  salve_colour_row_set_colour (SALVE_COLOUR_ROW (colour), choices->colour);
  g_signal_connect_object (colour, "notify::selected", G_CALLBACK (on_colour), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->work_group, colour);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (active), _ ("Works Here"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (active),
                               _ ("Who left stays in the records, and cannot be booked"));
  adw_switch_row_set_active (ADW_SWITCH_ROW (active), choices->active);
  g_signal_connect_object (active, "notify::active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->work_group, active);
  add_visit_types (self);
  for (guint i = 0; i < sections->len; i++)
    {
      GtkWidget *section = g_ptr_array_index (sections, i);

      gtk_widget_set_margin_bottom (section, 24);
      adw_preferences_group_add (self->sections_group, section);
    }
}

static void
salve_doctor_form_closed (AdwDialog *dialog)
{
  save_draft_now (SALVE_DOCTOR_FORM (dialog));
  ADW_DIALOG_CLASS (salve_doctor_form_parent_class)->closed (dialog);
}

static void
salve_doctor_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveDoctorForm *self = SALVE_DOCTOR_FORM (object);

  switch (id)
    {
    case PROP_FORM_TITLE:
      g_value_set_string (value, self->editor == NULL || salve_doctor_editor_is_new (self->editor)
                                     ? _ ("Add Doctor")
                                     : _ ("Edit Doctor"));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_doctor_form_dispose (GObject *object)
{
  SalveDoctorForm *self = SALVE_DOCTOR_FORM (object);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_DOCTOR_FORM);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->rooms, g_ptr_array_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_doctor_form_parent_class)->dispose (object);
}

static void
salve_doctor_form_class_init (SalveDoctorFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_doctor_form_dispose;
  object_class->get_property = salve_doctor_form_get_property;
  ADW_DIALOG_CLASS (klass)->closed = salve_doctor_form_closed;
  properties[PROP_FORM_TITLE] =
      g_param_spec_string ("form-title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-doctor-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorForm, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorForm, name_group);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorForm, contact_group);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorForm, work_group);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorForm, types_group);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorForm, sections_group);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_clicked);
  gtk_widget_class_install_action (widget_class, "form.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "form.save", NULL);
}

static void
salve_doctor_form_init (SalveDoctorForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  salve_dialog_add_save_keys (GTK_WIDGET (self), "form.save");
}

static SalveDoctorForm *
make_form (SalveClinic *clinic)
{
  SalveDoctorForm *self = g_object_new (SALVE_TYPE_DOCTOR_FORM, NULL);

  self->clinic = g_object_ref (clinic);
  self->editor = salve_doctor_editor_new (clinic);
  return self;
}

static void
finish_form (SalveDoctorForm *self)
{
  fill_form (self);
  adw_dialog_set_focus (ADW_DIALOG (self),
                        salve_form_field_get_row (salve_doctor_editor_get_field (
                            self->editor, salve_doctor_editor_is_new (self->editor) ? "given" : "prefix")));
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (on_editor_changed), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FORM_TITLE]);
}

static gboolean
restore (SalveDoctorForm *self, const char *key)
{
  g_autoptr (GPtrArray) drafts =
      salve_store_read_drafts (salve_clinic_get_store (self->clinic), SALVE_DOCTOR_DRAFT_KIND, NULL);

  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      SalveDraft *draft = g_ptr_array_index (drafts, i);

      if (g_str_equal (draft->key, key) && salve_doctor_editor_restore_draft (self->editor, draft->content))
        {
          set_banner (self, _ ("This is your draft, as you left it"), _ ("_Discard"));
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * salve_doctor_form_new:
 * @doctor_id: (nullable): whom to edit; %NULL adds somebody new
 */
AdwDialog *
salve_doctor_form_new (SalveClinic *clinic, const char *doctor_id)
{
  SalveDoctorForm *self = make_form (clinic);
  g_autoptr (GError) error = NULL;

  if (doctor_id == NULL)
    salve_doctor_editor_begin (self->editor);
  else if (!restore (self, doctor_id) && !salve_doctor_editor_load (self->editor, doctor_id, &error))
    {
      salve_doctor_editor_begin (self->editor);
      set_banner (self, error->message, NULL);
      self->done = TRUE;
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.save", FALSE);
    }
  finish_form (self);
  return ADW_DIALOG (self);
}

/**
 * salve_doctor_form_new_from_draft:
 * @key: of the draft
 */
AdwDialog *
salve_doctor_form_new_from_draft (SalveClinic *clinic, const char *key)
{
  SalveDoctorForm *self = make_form (clinic);

  if (!restore (self, key))
    salve_doctor_editor_begin (self->editor);
  finish_form (self);
  return ADW_DIALOG (self);
}

SalveDoctorEditor *
salve_doctor_form_get_editor (SalveDoctorForm *self)
{
  g_return_val_if_fail (SALVE_IS_DOCTOR_FORM (self), NULL);

  return self->editor;
}
