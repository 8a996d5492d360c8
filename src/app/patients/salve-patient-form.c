/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-form.h"

#include <glib/gi18n.h>

#include "salve-patient-words.h"
#include "salve-photo-row.h"

/* After the last key, in milliseconds: until the draft is on the disk, and until duplicates are looked for. */
#define DRAFT_DELAY 400
#define DUPLICATES_DELAY 60

#define EDIT_WIDTH 620

struct _SalvePatientForm
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalvePatientEditor *editor;
  guint draft_source;
  guint duplicates_source;
  gboolean saving;
  gboolean done; /* saved or thrown away: no draft any more */
  gboolean drafted;
  gboolean details_shown;
  guint n_duplicates;

  AdwMultiLayoutView *layouts;
  AdwBanner *banner;
  AdwPreferencesGroup *quick_group;
  GtkBox *details_box;
  GtkBox *duplicates_box;
};

enum
{
  PROP_0,
  PROP_FORM_TITLE,
  PROP_DETAILS_SHOWN,
  PROP_HAS_DUPLICATES,
  PROP_DUPLICATES_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  FOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalvePatientForm, salve_patient_form, ADW_TYPE_DIALOG)

static void
save_draft_now (SalvePatientForm *self)
{
  g_autoptr (GBytes) content = NULL;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->done || self->editor == NULL || !salve_patient_editor_is_touched (self->editor))
    return;
  content = salve_patient_editor_save_draft (self->editor);
  self->drafted = TRUE;
  dex_future_disown (salve_store_save_draft (salve_clinic_get_store (self->clinic), SALVE_PATIENT_DRAFT_KIND,
                                             salve_patient_editor_get_id (self->editor), content));
}

static void
on_draft_due (gpointer data)
{
  SalvePatientForm *self = data;

  self->draft_source = 0;
  save_draft_now (self);
}

static void
drop_draft (SalvePatientForm *self)
{
  self->done = TRUE;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  dex_future_disown (salve_store_drop_draft (salve_clinic_get_store (self->clinic), SALVE_PATIENT_DRAFT_KIND,
                                             salve_patient_editor_get_id (self->editor)));
}

/* Whoever opened the form to get a patient gets that one; else the patient's record opens. The window is what the form
 * was in. */
static void
hand_over (SalvePatientForm *self, GtkWidget *window, const char *id)
{
  gboolean taken = FALSE;

  g_signal_emit (self, signals[FOUND], 0, id, &taken);
  if (!taken && window != NULL)
    gtk_widget_activate_action (window, "patient.open", "s", id);
}

static void
on_open_duplicate (GtkButton *button, SalvePatientForm *self)
{
  g_autoptr (SalvePatientForm) held = g_object_ref (self);
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (button), "id"));
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  adw_dialog_close (ADW_DIALOG (self));
  hand_over (held, window, id);
}

static GtkWidget *
make_line (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_card (SalvePatientForm *self, SalveDuplicate *duplicate)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *open = gtk_button_new_with_label (_ ("Open"));
  g_autofree char *name = salve_patient_name_words (duplicate->row);
  g_autofree char *facts = salve_patient_short_words (duplicate->row, self->clinic);
  g_autofree char *reasons = salve_duplicate_reason_words (duplicate->reasons);
  g_autofree char *open_name = g_strdup_printf (_ ("Open %s"), name);

  gtk_box_append (GTK_BOX (head), adw_avatar_new (32, duplicate->row->name_full, TRUE));
  gtk_box_append (GTK_BOX (lines), make_line (name, "heading"));
  gtk_box_append (GTK_BOX (lines), make_line (facts, "caption"));
  gtk_box_append (GTK_BOX (lines), make_line (reasons, "salve-reasons"));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (head), lines);
  gtk_box_append (GTK_BOX (card), head);
  gtk_widget_set_halign (open, GTK_ALIGN_END);
  /* The visible word would otherwise be preferred to the name. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL, open_name, -1);
  g_object_set_data_full (G_OBJECT (open), "id", g_strdup (duplicate->row->id), g_free);
  g_signal_connect_object (open, "clicked", G_CALLBACK (on_open_duplicate), self, G_CONNECT_DEFAULT);
  gtk_box_append (GTK_BOX (card), open);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "salve-duplicate");
  return card;
}

static void
show_duplicates (SalvePatientForm *self)
{
  g_autoptr (GPtrArray) found = salve_patient_editor_find_duplicates (self->editor);
  GtkWidget *child;
  guint before = self->n_duplicates;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->duplicates_box))) != NULL)
    gtk_box_remove (self->duplicates_box, child);
  self->n_duplicates = 0;
  for (guint i = 0; found != NULL && i < found->len && self->n_duplicates < 4; i++)
    {
      SalveDuplicate *duplicate = g_ptr_array_index (found, i);

      if (duplicate->score < SALVE_DUPLICATE_LIKELY)
        continue;
      gtk_box_append (self->duplicates_box, make_card (self, duplicate));
      self->n_duplicates++;
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_DUPLICATES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DUPLICATES_TITLE]);
  if (self->n_duplicates > 0 && before == 0)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Somebody like this is already registered"),
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
on_duplicates_due (gpointer data)
{
  SalvePatientForm *self = data;

  self->duplicates_source = 0;
  show_duplicates (self);
}

static void
on_editor_changed (SalvePatientForm *self)
{
  if (self->saving || self->done)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->draft_source = g_timeout_add_once (DRAFT_DELAY, on_draft_due, self);
  g_clear_handle_id (&self->duplicates_source, g_source_remove);
  self->duplicates_source = g_timeout_add_once (DUPLICATES_DELAY, on_duplicates_due, self);
}

static void
set_banner (SalvePatientForm *self, const char *text, const char *button)
{
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_title (self->banner, text);
  adw_banner_set_button_label (self->banner, button);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
after_saving (SalvePatientForm *self, gboolean was_new)
{
  g_autofree char *id = g_strdup (salve_patient_editor_get_id (self->editor));
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  drop_draft (self);
  adw_dialog_force_close (ADW_DIALOG (self));
  if (was_new)
    hand_over (self, window, id);
}

static void
show_conflict (SalvePatientForm *self)
{
  g_autoptr (GError) error = NULL;
  guint both = salve_patient_editor_rebase (self->editor, &error);

  if (error != NULL)
    set_banner (self, error->message, NULL);
  else if (both == 0)
    set_banner (
        self,
        _ ("Somebody else has just changed this patient. Their changes are in the form now; save again."),
        NULL);
  else
    set_banner (self,
                _ ("Somebody else has just changed this patient, the same fields too. Look at them, then "
                   "save again."),
                NULL);
  salve_patient_editor_check (self->editor);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalvePatientForm *self = data;
  g_autoptr (GError) error = NULL;
  gboolean was_new = salve_patient_editor_is_new (self->editor);

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
 * salve_patient_form_save:
 *
 * Checks everything, then saves it and closes; stays open and says why where it cannot be saved.
 */
void
salve_patient_form_save (SalvePatientForm *self)
{
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;

  if (self->saving || self->editor == NULL)
    return;
  if (!salve_patient_editor_check (self->editor))
    {
      set_banner (self, _ ("Something needs a look before this can be saved"), NULL);
      return;
    }
  change = salve_patient_editor_make_change (self->editor, &error);
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
  salve_patient_form_save (SALVE_PATIENT_FORM (widget));
}

/* The banner's button throws a restored draft away. */
static void
on_banner_clicked (SalvePatientForm *self)
{
  drop_draft (self);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_entry_activated (SalvePatientForm *self, GtkWidget *row)
{
  gtk_widget_child_focus (gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX), GTK_DIR_TAB_FORWARD);
}

static void
add_field (SalvePatientForm *self, AdwPreferencesGroup *group, SalveFormField *field)
{
  GtkWidget *row = salve_form_field_get_row (field);

  GPtrArray *suggestions = salve_form_field_get_suggestion_rows (field);

  adw_preferences_group_add (group, row);
  for (guint i = 0; suggestions != NULL && i < suggestions->len; i++)
    adw_preferences_group_add (group, suggestions->pdata[i]);
  adw_preferences_group_add (group, salve_form_field_get_hint_row (field));
  if (ADW_IS_ENTRY_ROW (row))
    g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_entry_activated), self,
                             G_CONNECT_SWAPPED);
}

static void
on_unidentified (SalvePatientForm *self, GParamSpec *pspec, AdwSwitchRow *row)
{
  salve_patient_editor_set_unidentified (self->editor, adw_switch_row_get_active (row));
}

static AdwPreferencesGroup *
add_group (SalvePatientForm *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->details_box, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
fill_form (SalvePatientForm *self)
{
  GPtrArray *quick = salve_patient_editor_get_quick (self->editor);
  GPtrArray *card = salve_patient_editor_get_card (self->editor);
  GPtrArray *more = salve_patient_editor_get_more_names (self->editor);
  GPtrArray *care = salve_patient_editor_get_care (self->editor);
  GPtrArray *sections = salve_patient_editor_get_sections (self->editor);
  GtkWidget *unidentified = adw_switch_row_new ();
  AdwPreferencesGroup *group;

  for (guint i = 0; i < quick->len; i++)
    add_field (self, self->quick_group, g_ptr_array_index (quick, i));
  group = add_group (self, _ ("E-mail and Health Card"));
  for (guint i = 0; i < card->len; i++)
    add_field (self, group, g_ptr_array_index (card, i));
  group = add_group (self, _ ("Name and Photo"));
  adw_preferences_group_add (group, salve_photo_row_new (self->editor));
  for (guint i = 0; i < more->len; i++)
    add_field (self, group, g_ptr_array_index (more, i));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (unidentified), _ ("Identity not known yet"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (unidentified), _ ("For somebody who cannot say who they are"));
  g_signal_connect_object (unidentified, "notify::active", G_CALLBACK (on_unidentified), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, unidentified);
  for (guint i = 0; i < sections->len; i++)
    gtk_box_append (self->details_box, g_ptr_array_index (sections, i));
  group = add_group (self, _ ("Care"));
  for (guint i = 0; i < care->len; i++)
    add_field (self, group, g_ptr_array_index (care, i));
}

/* Where the work goes on: the first thing that is still empty. */
static void
focus_first (SalvePatientForm *self)
{
  GPtrArray *quick = salve_patient_editor_get_quick (self->editor);

  for (guint i = 0; i < quick->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (quick, i);

      if (*salve_form_field_get_text (field) == '\0')
        {
          GtkWidget *row = salve_form_field_get_row (field);

          if (!gtk_widget_grab_focus (row))
            gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
          return;
        }
    }
  gtk_widget_grab_focus (salve_form_field_get_row (g_ptr_array_index (quick, 0)));
}

static void
salve_patient_form_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (salve_patient_form_parent_class)->map (widget);
  focus_first (SALVE_PATIENT_FORM (widget));
}

static void
salve_patient_form_closed (AdwDialog *dialog)
{
  save_draft_now (SALVE_PATIENT_FORM (dialog));
  ADW_DIALOG_CLASS (salve_patient_form_parent_class)->closed (dialog);
}

static void
salve_patient_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalvePatientForm *self = SALVE_PATIENT_FORM (object);

  switch (id)
    {
    case PROP_FORM_TITLE:
      g_value_set_string (value, self->editor == NULL || salve_patient_editor_is_new (self->editor)
                                     ? _ ("Register Patient")
                                     : _ ("Edit Patient"));
      break;
    case PROP_DETAILS_SHOWN:
      g_value_set_boolean (value, self->details_shown);
      break;
    case PROP_HAS_DUPLICATES:
      g_value_set_boolean (value, self->n_duplicates > 0);
      break;
    case PROP_DUPLICATES_TITLE:
      g_value_set_string (value, g_dngettext (GETTEXT_PACKAGE, "Is it this person?", "Is it one of these?",
                                              MAX (self->n_duplicates, 1)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patient_form_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalvePatientForm *self = SALVE_PATIENT_FORM (object);

  switch (id)
    {
    case PROP_DETAILS_SHOWN:
      if (self->details_shown != g_value_get_boolean (value))
        {
          self->details_shown = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Narrow, or large text: what stands side by side stands below each other. */
static void
on_tight (SalvePatientForm *self)
{
  salve_form_field_set_stacked (salve_patient_editor_get_field (self->editor, "gender"), TRUE);
}

static void
on_roomy (SalvePatientForm *self)
{
  salve_form_field_set_stacked (salve_patient_editor_get_field (self->editor, "gender"), FALSE);
}

static void
salve_patient_form_dispose (GObject *object)
{
  SalvePatientForm *self = SALVE_PATIENT_FORM (object);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_handle_id (&self->duplicates_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PATIENT_FORM);
  g_clear_object (&self->editor);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_patient_form_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_FORM_TITLE] =
      g_param_spec_string ("form-title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DETAILS_SHOWN] =
      g_param_spec_boolean ("details-shown", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_DUPLICATES] =
      g_param_spec_boolean ("has-duplicates", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DUPLICATES_TITLE] =
      g_param_spec_string ("duplicates-title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_patient_form_class_init (SalvePatientFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_patient_form_dispose;
  object_class->get_property = salve_patient_form_get_property;
  object_class->set_property = salve_patient_form_set_property;
  widget_class->map = salve_patient_form_map;
  ADW_DIALOG_CLASS (klass)->closed = salve_patient_form_closed;
  install_properties (object_class);
  /* The form has closed, and this patient was registered in it, or chosen among those that are alike. A handler that
   * answers TRUE takes the patient, and the record does not open. */
  signals[FOUND] =
      g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-patient-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePatientForm, layouts);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientForm, banner);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientForm, quick_group);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientForm, details_box);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientForm, duplicates_box);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_tight);
  gtk_widget_class_bind_template_callback (widget_class, on_roomy);
  gtk_widget_class_install_action (widget_class, "form.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "form.save", NULL);
}

/* In the capture phase: an entry must not take Ctrl+Enter for itself. */
static void
add_save_shortcut (SalvePatientForm *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const char *const keys[] = { "<Control>Return", "<Control>KP_Enter" };

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i]), gtk_named_action_new ("form.save")));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
salve_patient_form_init (SalvePatientForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_save_shortcut (self);
}

static SalvePatientForm *
make_form (SalveClinic *clinic)
{
  SalvePatientForm *self = g_object_new (SALVE_TYPE_PATIENT_FORM, NULL);

  self->clinic = g_object_ref (clinic);
  self->editor = salve_patient_editor_new (clinic);
  return self;
}

static void
finish_form (SalvePatientForm *self)
{
  fill_form (self);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (on_editor_changed), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FORM_TITLE]);
  show_duplicates (self);
}

static gboolean
restore (SalvePatientForm *self, const char *key)
{
  g_autoptr (GPtrArray) drafts =
      salve_store_read_drafts (salve_clinic_get_store (self->clinic), SALVE_PATIENT_DRAFT_KIND, NULL);

  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      SalveDraft *draft = g_ptr_array_index (drafts, i);

      if (g_str_equal (draft->key, key)
          && salve_patient_editor_restore_draft (self->editor, draft->content, NULL))
        {
          set_banner (self, _ ("This is your draft, as you left it"), _ ("_Discard"));
          self->drafted = TRUE;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * salve_patient_form_new:
 * @patient_id: (nullable): whom to edit; %NULL registers somebody new
 * @seed: (nullable): what was typed into the search
 */
AdwDialog *
salve_patient_form_new (SalveClinic *clinic, const char *patient_id, const char *seed)
{
  SalvePatientForm *self = make_form (clinic);
  g_autoptr (GError) error = NULL;

  if (patient_id == NULL)
    salve_patient_editor_begin (self->editor, seed);
  else if (!restore (self, patient_id) && !salve_patient_editor_load (self->editor, patient_id, &error))
    {
      salve_patient_editor_begin (self->editor, NULL);
      set_banner (self, error->message, NULL);
      self->done = TRUE;
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.save", FALSE);
    }
  self->details_shown = patient_id != NULL;
  /* Whoever is registered is compared with nobody in most cases: no room is kept for it beside the form. */
  if (patient_id != NULL)
    adw_dialog_set_content_width (ADW_DIALOG (self), EDIT_WIDTH);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAILS_SHOWN]);
  finish_form (self);
  return ADW_DIALOG (self);
}

/**
 * salve_patient_form_new_from_draft:
 * @key: of the draft
 */
AdwDialog *
salve_patient_form_new_from_draft (SalveClinic *clinic, const char *key)
{
  SalvePatientForm *self = make_form (clinic);

  if (!restore (self, key))
    salve_patient_editor_begin (self->editor, NULL);
  finish_form (self);
  return ADW_DIALOG (self);
}

SalvePatientEditor *
salve_patient_form_get_editor (SalvePatientForm *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_FORM (self), NULL);

  return self->editor;
}

guint
salve_patient_form_get_n_duplicates (SalvePatientForm *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_FORM (self), 0);

  return self->n_duplicates;
}
