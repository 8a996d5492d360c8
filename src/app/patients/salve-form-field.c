/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-form-field-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-patient-words.h"
#include "salve-text.h"

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveFormField, salve_form_field, G_TYPE_OBJECT)

static gboolean
is_date (SalveFormField *self)
{
  return self->spec->kind == SALVE_FIELD_DATE || self->spec->kind == SALVE_FIELD_BIRTH_DATE;
}

static void
update_reading (SalveFormField *self)
{
  SalvePartialDate date;
  g_autofree char *words = NULL;
  g_autofree char *age = NULL;

  if (self->reading == NULL)
    return;
  if (self->spec->kind == SALVE_FIELD_REFERENCE)
    {
      /* Translators: beside a doctor's or pharmacy's name that is one of those the clinic knows */
      gtk_label_set_label (self->reading, self->reference != NULL ? _ ("on file") : "");
      return;
    }
  if (!salve_form_field_get_date (self, &date))
    {
      gtk_label_set_label (self->reading, "");
      return;
    }
  words = salve_partial_date_format_long (date, self->locale);
  if (self->spec->kind == SALVE_FIELD_BIRTH_DATE)
    age = salve_partial_date_format_age (date, self->today, self->locale);
  if (age != NULL && *age != '\0')
    {
      g_autofree char *both = g_strconcat (words, salve_words_joint (), age, NULL);

      gtk_label_set_label (self->reading, both);
      return;
    }
  gtk_label_set_label (self->reading, words);
}

static void
offer_names (SalveFormField *self)
{
  if (self->suggestions == NULL || self->directory == NULL)
    return;
  g_clear_pointer (&self->offered, g_ptr_array_unref);
  self->offered = salve_name_directory_search (self->directory, self->spec->refers_to, self->text,
                                               SALVE_SUGGESTION_ROWS_MOST);
  salve_suggestion_rows_offer (self->suggestions, self->offered);
}

static gboolean
run_validator (SalveFormField *self)
{
  g_autofree char *wrong =
      self->validator != NULL && *self->text != '\0' ? self->validator (self, self->validator_data) : NULL;

  if (wrong != NULL)
    salve_form_field_set_hint (self, wrong, TRUE);
  return wrong == NULL;
}

static void
take_text (SalveFormField *self, const char *text)
{
  if (self->setting || !g_set_str (&self->text, text))
    return;
  /* Another name is somebody else. */
  g_clear_pointer (&self->reference, g_free);
  offer_names (self);
  update_reading (self);
  if (self->wrong)
    salve_form_field_set_hint (self, NULL, FALSE);
  /* Whether a card is somebody else's shows with its last character. */
  if (self->spec->kind == SALVE_FIELD_CARD)
    run_validator (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_entry_changed (SalveFormField *self)
{
  take_text (self, gtk_editable_get_text (GTK_EDITABLE (self->row)));
}

/* A name typed in full is that person, where there is only one of the name. */
static void
settle_name (SalveFormField *self)
{
  const SalveNameEntry *only =
      self->offered != NULL && self->offered->len == 1 ? self->offered->pdata[0] : NULL;
  g_autofree char *typed = salve_text_fold (self->text);
  g_autofree char *known = only != NULL ? salve_text_fold (only->name) : NULL;

  if (self->reference == NULL && known != NULL && g_str_equal (typed, known))
    salve_form_field_refer (self, only->reference, only->name);
}

static void
on_left (SalveFormField *self)
{
  settle_name (self);
  salve_form_field_check (self);
}

static void
on_combo_changed (SalveFormField *self)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));

  for (guint i = 0; self->spec->choices[i].title != NULL; i++)
    {
      if (i == index)
        take_text (self, self->spec->choices[i].code);
    }
}

static void
on_toggled (SalveFormField *self)
{
  const char *name = adw_toggle_group_get_active_name (self->toggles);

  take_text (self, name != NULL ? name : "");
}

static void
on_switched (SalveFormField *self)
{
  take_text (self, adw_switch_row_get_active (ADW_SWITCH_ROW (self->row)) ? "true" : "");
}

/* A letter chooses the first choice that begins with it, so that sex is one key. */
static gboolean
on_toggle_key (SalveFormField *self, guint keyval, guint keycode, GdkModifierType state)
{
  gunichar typed = g_unichar_tolower (gdk_keyval_to_unicode (keyval));

  if (typed == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; self->spec->choices[i].title != NULL; i++)
    {
      if (g_unichar_tolower (g_utf8_get_char (g_dpgettext2 (NULL, "sex", self->spec->choices[i].title)))
          == typed)
        {
          adw_toggle_group_set_active_name (self->toggles, self->spec->choices[i].code);
          return GDK_EVENT_STOP;
        }
    }
  return GDK_EVENT_PROPAGATE;
}

static GtkInputPurpose
purpose_of (SalveFieldKind kind)
{
  return kind == SALVE_FIELD_PHONE   ? GTK_INPUT_PURPOSE_PHONE
         : kind == SALVE_FIELD_EMAIL ? GTK_INPUT_PURPOSE_EMAIL
                                     : GTK_INPUT_PURPOSE_FREE_FORM;
}

static void
on_suggestion_picked (SalveFormField *self, guint index)
{
  const SalveNameEntry *entry =
      self->offered != NULL && index < self->offered->len ? self->offered->pdata[index] : NULL;

  if (entry == NULL)
    return;
  salve_form_field_refer (self, entry->reference, entry->name);
  gtk_widget_grab_focus (self->row);
  gtk_editable_set_position (GTK_EDITABLE (self->row), -1);
}

/* What one dials keeps the order of its groups where one writes from right to left, and stands where words do. */
static void
keep_left_to_right (GtkEditable *row)
{
  GtkEditable *text = gtk_editable_get_delegate (row);

  if (gtk_widget_get_direction (GTK_WIDGET (row)) != GTK_TEXT_DIR_RTL || text == NULL)
    return;
  gtk_widget_set_direction (GTK_WIDGET (text), GTK_TEXT_DIR_LTR);
  gtk_editable_set_alignment (text, 1);
}

static void
build_suggestions (SalveFormField *self)
{
  self->suggestions = salve_suggestion_rows_new ();
  g_signal_connect_object (self->suggestions, "picked", G_CALLBACK (on_suggestion_picked), self,
                           G_CONNECT_SWAPPED);
}

static void
build_entry (SalveFormField *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->row = adw_entry_row_new ();
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->row), purpose_of (self->spec->kind));
  if (self->spec->kind == SALVE_FIELD_PHONE)
    keep_left_to_right (GTK_EDITABLE (self->row));
  g_signal_connect_object (self->row, "changed", G_CALLBACK (on_entry_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->row, focus);
  if (self->spec->kind == SALVE_FIELD_REFERENCE)
    build_suggestions (self);
  if (!is_date (self) && self->spec->kind != SALVE_FIELD_REFERENCE)
    return;
  self->reading = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->reading), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->reading), "caption");
  gtk_label_set_ellipsize (self->reading, PANGO_ELLIPSIZE_END);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->row), GTK_WIDGET (self->reading));
}

static void
build_combo (SalveFormField *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; self->spec->choices[i].title != NULL; i++)
    gtk_string_list_append (list, _ (self->spec->choices[i].title));
  self->row = adw_combo_row_new ();
  adw_combo_row_set_model (ADW_COMBO_ROW (self->row), G_LIST_MODEL (list));
  g_signal_connect_object (self->row, "notify::selected", G_CALLBACK (on_combo_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
build_toggles (SalveFormField *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* The choices take the focus, not the row around them: one Tab comes here, one goes on. */
  self->row = adw_action_row_new ();
  gtk_widget_set_focusable (self->row, FALSE);
  self->toggles = ADW_TOGGLE_GROUP (adw_toggle_group_new ());
  for (guint i = 0; self->spec->choices[i].title != NULL; i++)
    {
      AdwToggle *toggle = adw_toggle_new ();

      adw_toggle_set_name (toggle, self->spec->choices[i].code);
      adw_toggle_set_label (toggle, g_dpgettext2 (NULL, "sex", self->spec->choices[i].title));
      adw_toggle_group_add (self->toggles, toggle);
    }
  adw_toggle_group_set_active (self->toggles, GTK_INVALID_LIST_POSITION);
  gtk_widget_set_valign (GTK_WIDGET (self->toggles), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggles), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->spec->title), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), GTK_WIDGET (self->toggles));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_toggle_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->row, keys);
  g_signal_connect_object (self->toggles, "notify::active-name", G_CALLBACK (on_toggled), self,
                           G_CONNECT_SWAPPED);
}

/**
 * salve_form_field_set_stacked:
 * @stacked: whether the choices of the field stand below each other, for a form with little room; a field without any
 *   does not change
 */
void
salve_form_field_set_stacked (SalveFormField *self, gboolean stacked)
{
  if (self->toggles)
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->toggles),
                                    stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static void
build_hint (SalveFormField *self)
{
  self->hint_row = adw_preferences_row_new ();
  self->hint_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->hint_label, TRUE);
  gtk_label_set_xalign (self->hint_label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint_label), "caption");
  gtk_widget_set_margin_start (GTK_WIDGET (self->hint_label), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->hint_label), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self->hint_label), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->hint_label), 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->hint_row), GTK_WIDGET (self->hint_label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->hint_row), FALSE);
  gtk_widget_set_focusable (self->hint_row, FALSE);
  gtk_widget_set_visible (self->hint_row, FALSE);
  g_object_ref_sink (self->hint_row);
}

static void
build (SalveFormField *self)
{
  switch (self->spec->kind)
    {
    case SALVE_FIELD_CHOICE:
      build_combo (self);
      break;
    case SALVE_FIELD_TOGGLES:
      build_toggles (self);
      break;
    case SALVE_FIELD_FLAG:
      self->row = adw_switch_row_new ();
      g_signal_connect_object (self->row, "notify::active", G_CALLBACK (on_switched), self,
                               G_CONNECT_SWAPPED);
      break;
    case SALVE_FIELD_TEXT:
    case SALVE_FIELD_WORDS:
    case SALVE_FIELD_LINES:
    case SALVE_FIELD_PHONE:
    case SALVE_FIELD_EMAIL:
    case SALVE_FIELD_DATE:
    case SALVE_FIELD_BIRTH_DATE:
    case SALVE_FIELD_REFERENCE:
    case SALVE_FIELD_CARD:
    default:
      build_entry (self);
      break;
    }
  g_object_ref_sink (self->row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ (self->spec->title));
  gtk_widget_set_name (self->row, self->spec->name);
  build_hint (self);
}

static void
salve_form_field_dispose (GObject *object)
{
  SalveFormField *self = SALVE_FORM_FIELD (object);

  g_clear_object (&self->row);
  g_clear_object (&self->hint_row);
  g_clear_object (&self->suggestions);
  g_clear_object (&self->directory);
  g_clear_pointer (&self->offered, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_form_field_parent_class)->dispose (object);
}

static void
salve_form_field_finalize (GObject *object)
{
  SalveFormField *self = SALVE_FORM_FIELD (object);

  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->original, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->original_reference, g_free);
  g_clear_pointer (&self->reference, g_free);
  G_OBJECT_CLASS (salve_form_field_parent_class)->finalize (object);
}

static void
salve_form_field_class_init (SalveFormFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_form_field_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_form_field_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_form_field_init (SalveFormField *self)
{
  self->original = g_strdup ("");
  self->text = g_strdup ("");
}

SalveFormField *
salve_form_field_new (const SalveFieldSpec *spec, SalveLocale *locale, SalvePartialDate today)
{
  SalveFormField *self = g_object_new (SALVE_TYPE_FORM_FIELD, NULL);

  self->spec = spec;
  self->locale = salve_locale_ref (locale);
  self->today = today;
  build (self);
  return self;
}

const SalveFieldSpec *
salve_form_field_get_spec (SalveFormField *self)
{
  return self->spec;
}

GtkWidget *
salve_form_field_get_row (SalveFormField *self)
{
  return self->row;
}

GtkWidget *
salve_form_field_get_hint_row (SalveFormField *self)
{
  return self->hint_row;
}

const char *
salve_form_field_get_text (SalveFormField *self)
{
  return self->text;
}

static void
show_text (SalveFormField *self)
{
  self->setting = TRUE;
  if (self->toggles != NULL)
    {
      if (*self->text != '\0')
        adw_toggle_group_set_active_name (self->toggles, self->text);
      else
        adw_toggle_group_set_active (self->toggles, GTK_INVALID_LIST_POSITION);
    }
  else if (self->spec->kind == SALVE_FIELD_CHOICE)
    {
      for (guint i = 0; self->spec->choices[i].title != NULL; i++)
        if (g_str_equal (self->spec->choices[i].code, self->text))
          adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), i);
    }
  else if (self->spec->kind == SALVE_FIELD_FLAG)
    adw_switch_row_set_active (ADW_SWITCH_ROW (self->row), *self->text != '\0');
  else
    gtk_editable_set_text (GTK_EDITABLE (self->row), self->text);
  self->setting = FALSE;
  update_reading (self);
}

/* Sets it as if a person had typed it. */
void
salve_form_field_set_text (SalveFormField *self, const char *text)
{
  g_return_if_fail (SALVE_IS_FORM_FIELD (self));

  if (!g_set_str (&self->text, text != NULL ? text : ""))
    return;
  g_clear_pointer (&self->reference, g_free);
  show_text (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * salve_form_field_refer:
 * @reference: "Practitioner/d1"
 * @name: of who that is
 *
 * Sets it as if a person had chosen that name among those offered.
 */
void
salve_form_field_refer (SalveFormField *self, const char *reference, const char *name)
{
  g_return_if_fail (SALVE_IS_FORM_FIELD (self));

  g_set_str (&self->text, name);
  g_set_str (&self->reference, reference);
  if (self->suggestions != NULL)
    salve_suggestion_rows_offer (self->suggestions, NULL);
  show_text (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Returns: (nullable): whom the name refers to; NULL where it is only a name */
const char *
salve_form_field_get_reference (SalveFormField *self)
{
  return self->reference;
}

/**
 * salve_form_field_set_directory:
 *
 * From where a field of kind SALVE_FIELD_REFERENCE offers names.
 */
void
salve_form_field_set_directory (SalveFormField *self, SalveNameDirectory *directory)
{
  g_set_object (&self->directory, directory);
}

/**
 * salve_form_field_set_validator:
 * @validator: answers what is wrong with what was typed, or NULL; asked when the field is left, and of a card at each key
 */
void
salve_form_field_set_validator (SalveFormField *self, SalveFieldValidator validator, gpointer user_data)
{
  self->validator = validator;
  self->validator_data = user_data;
}

/**
 * salve_form_field_set_peer:
 * @peer: (nullable): the field beside it that says of what kind this one is: "email" makes it be checked as one
 */
void
salve_form_field_set_peer (SalveFormField *self, SalveFormField *peer)
{
  self->peer = peer;
}

/* Returns: (nullable) (element-type GtkWidget): the rows that offer names, to be put below the field's own */
GPtrArray *
salve_form_field_get_suggestion_rows (SalveFormField *self)
{
  return self->suggestions != NULL ? salve_suggestion_rows_get_rows (self->suggestions) : NULL;
}

gboolean
salve_form_field_get_date (SalveFormField *self, SalvePartialDate *date)
{
  return salve_partial_date_parse_typed (self->text, self->locale, self->today, date, NULL);
}

gboolean
salve_form_field_is_touched (SalveFormField *self)
{
  return g_strcmp0 (self->text, self->original) != 0
         || g_strcmp0 (self->reference, self->original_reference) != 0;
}

void
salve_form_field_load (SalveFormField *self, SalveResource *resource, const char *at)
{
  g_free (self->original);
  self->original = salve_form_field_read_text (self, resource, at);
  g_free (self->original_reference);
  self->original_reference = salve_form_field_read_reference (self, resource, at);
  g_set_str (&self->reference, self->original_reference);
  g_set_str (&self->text, self->original);
  show_text (self);
}

/**
 * salve_form_field_rebase:
 * @resource: the record as somebody else has changed it meanwhile
 *
 * Takes over what they changed, unless the person changed the same; then it says so under the field.
 *
 * Returns: whether both changed it
 */
gboolean
salve_form_field_rebase (SalveFormField *self, SalveResource *resource, const char *at)
{
  g_autofree char *theirs = salve_form_field_read_text (self, resource, at);
  g_autofree char *reference = salve_form_field_read_reference (self, resource, at);
  gboolean touched = salve_form_field_is_touched (self);
  gboolean changed = g_strcmp0 (theirs, self->original) != 0;

  g_set_str (&self->original, theirs);
  g_set_str (&self->original_reference, reference);
  if (!touched)
    g_set_str (&self->reference, reference);
  if (changed && !touched)
    {
      g_set_str (&self->text, theirs);
      show_text (self);
    }
  if (!changed || !touched || g_str_equal (theirs, self->text))
    return FALSE;
  if (*theirs != '\0')
    {
      g_autofree char *hint = g_strdup_printf (_ ("The record now says “%s”. Saving replaces that."), theirs);

      salve_form_field_set_hint (self, hint, FALSE);
    }
  else
    salve_form_field_set_hint (
        self, _ ("Somebody has just emptied this in the record. Saving fills it again."), FALSE);
  return TRUE;
}

static gboolean
is_email (SalveFormField *self)
{
  return self->spec->kind == SALVE_FIELD_EMAIL
         || (self->peer != NULL && g_str_equal (self->peer->text, "email"));
}

/* Four, three, three and two letters or digits. */
static gboolean
has_card_form (const char *text)
{
  static const char *const form = "XXXX-XXX-XXX-XX";
  g_autofree char *stripped = salve_text_strip (text);

  if (strlen (stripped) != strlen (form))
    return FALSE;
  for (gsize i = 0; form[i] != '\0'; i++)
    if (form[i] == '-' ? stripped[i] != '-' : !g_ascii_isalnum (stripped[i]))
      return FALSE;
  return TRUE;
}

/**
 * salve_form_field_check:
 *
 * Says under the field what is wrong with it.
 *
 * Returns: whether it can be saved
 */
gboolean
salve_form_field_check (SalveFormField *self)
{
  SalvePartialDate date;
  g_autoptr (GError) error = NULL;

  if (is_date (self) && *self->text != '\0')
    {
      if (!salve_partial_date_parse_typed (self->text, self->locale, self->today, &date, &error))
        {
          salve_form_field_set_hint (self, error->message, TRUE);
          return FALSE;
        }
      if (self->spec->kind == SALVE_FIELD_BIRTH_DATE
          && salve_partial_date_compare (salve_partial_date_first_day (date), self->today) > 0)
        {
          salve_form_field_set_hint (self, _ ("This day is still to come. Please check the year."), TRUE);
          return FALSE;
        }
    }
  if (self->spec->kind == SALVE_FIELD_DATE && g_str_equal (self->spec->name, "card-expiry"))
    {
      gboolean over = *self->text != '\0'
                      && salve_partial_date_compare (salve_partial_date_last_day (date), self->today) < 0;

      salve_form_field_set_hint (
          self, over ? _ ("This card is no longer valid. It is saved all the same.") : NULL, FALSE);
      return TRUE;
    }
  if (self->spec->kind == SALVE_FIELD_PHONE && *self->text != '\0')
    {
      g_autofree char *digits = salve_text_digits (self->text);

      /* It is kept as typed all the same: some numbers are short. */
      if (strlen (digits) < 5)
        salve_form_field_set_hint (self, _ ("That is short for a phone number. It is saved as typed."),
                                   FALSE);
      else
        salve_form_field_set_hint (self, NULL, FALSE);
      return TRUE;
    }
  if (is_email (self) && *self->text != '\0' && !salve_telecom_is_email (self->text))
    {
      salve_form_field_set_hint (self, _ ("An e-mail address has an @ and a domain, as in anna@example.org."),
                                 TRUE);
      return FALSE;
    }
  if (!run_validator (self))
    return FALSE;
  if (self->spec->kind == SALVE_FIELD_CARD && *self->text != '\0')
    {
      salve_form_field_set_hint (self,
                                 has_card_form (self->text)
                                     ? NULL
                                     : _ ("Cards here look like 1234-567-890-AB. It is saved as typed."),
                                 FALSE);
      return TRUE;
    }
  if (self->wrong)
    salve_form_field_set_hint (self, NULL, FALSE);
  return TRUE;
}

void
salve_form_field_set_hint (SalveFormField *self, const char *hint, gboolean error)
{
  gboolean shown = hint != NULL && *hint != '\0';

  self->wrong = error && shown;
  gtk_label_set_label (self->hint_label, shown ? hint : "");
  gtk_widget_set_visible (self->hint_row, shown);
  if (self->wrong)
    {
      gtk_widget_add_css_class (self->row, "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->hint_label), "error");
    }
  else
    {
      gtk_widget_remove_css_class (self->row, "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->hint_label), "error");
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_STATE_INVALID,
                               self->wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (shown)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint,
                                    -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  if (self->wrong)
    gtk_accessible_announce (GTK_ACCESSIBLE (self->row), hint, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}
