/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-form-field.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-json.h"
#include "salve-list-merge.h"
#include "salve-patient.h"
#include "salve-text.h"

struct _SalveFormField
{
  GObject parent_instance;

  const SalveFieldSpec *spec;
  SalveLocale *locale;
  SalvePartialDate today;

  char *original; /* the text as it was loaded */
  char *text;
  gboolean setting;

  GtkWidget *row;
  GtkWidget *hint_row;
  GtkLabel *hint_label;
  GtkLabel *reading; /* what a date is understood as */
  AdwToggleGroup *toggles;
  gboolean wrong;
};

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

/* The element a JSON pointer leads to. */
static SalveElement
follow (SalveElement element, const char *pointer)
{
  g_auto (GStrv) tokens = g_strsplit (pointer, "/", -1);

  for (guint i = 1; tokens[0] != NULL && tokens[i] != NULL; i++)
    element = salve_element_is_array (element)
                  ? salve_element_at (element, g_ascii_strtoull (tokens[i], NULL, 10))
                  : salve_element_get (element, tokens[i]);
  return element;
}

/* Where the field lies: for one in an extension that depends on the extension's place, which may not be there yet. */
static char *
find_pointer (SalveFormField *self, SalveResource *resource, const char *at)
{
  SalveElement extensions;

  if (self->spec->extension == NULL)
    return g_strconcat (at, self->spec->pointer, NULL);

  extensions = salve_element_get (follow (salve_resource_root (resource), at), "extension");
  for (gsize i = 0; i < salve_element_length (extensions); i++)
    {
      if (g_strcmp0 (salve_element_string (salve_element_at (extensions, i), "url"), self->spec->extension)
          == 0)
        return g_strdup_printf ("%s/extension/%" G_GSIZE_FORMAT "%s", at, i, self->spec->pointer);
    }
  return NULL;
}

static char *
join_array (SalveElement array, const char *separator)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  SALVE_ELEMENT_FOREACH (item, array)
    {
      if (salve_element_text (item) != NULL)
        g_strv_builder_add (builder, salve_element_text (item));
    }
  parts = g_strv_builder_end (builder);
  return g_strjoinv (separator, parts);
}

static char *
read_date (SalveFormField *self, SalveResource *resource, SalveElement element)
{
  SalvePartialDate date = SALVE_PARTIAL_DATE_NONE;

  if (self->spec->kind == SALVE_FIELD_BIRTH_DATE
      && g_strcmp0 (salve_resource_get_type_name (resource), "Patient") == 0)
    salve_patient_get_birth_date (resource, &date);
  else
    salve_read_date (element, &date);
  /* A dateTime: its day is what the form shows. */
  if (!salve_partial_date_is_set (date) && salve_element_text (element) != NULL
      && strlen (salve_element_text (element)) > 10)
    {
      g_autofree char *day = g_strndup (salve_element_text (element), 10);

      salve_partial_date_parse_iso (day, &date);
    }
  return salve_partial_date_format (date, self->locale);
}

static char *
read_text (SalveFormField *self, SalveResource *resource, const char *at)
{
  g_autofree char *pointer = find_pointer (self, resource, at);
  SalveElement element = { NULL };

  if (pointer == NULL)
    return g_strdup ("");
  element = follow (salve_resource_root (resource), pointer);
  switch (self->spec->kind)
    {
    case SALVE_FIELD_WORDS:
      return join_array (element, " ");
    case SALVE_FIELD_LINES:
      return join_array (element, ", ");
    case SALVE_FIELD_DATE:
    case SALVE_FIELD_BIRTH_DATE:
      return read_date (self, resource, element);
    case SALVE_FIELD_FLAG:
      return g_strdup (element.value != NULL && yyjson_is_true (element.value) ? "true" : "");
    case SALVE_FIELD_TEXT:
    case SALVE_FIELD_PHONE:
    case SALVE_FIELD_EMAIL:
    case SALVE_FIELD_CHOICE:
    case SALVE_FIELD_TOGGLES:
    default:
      return g_strdup (salve_element_text (element) != NULL ? salve_element_text (element) : "");
    }
}

static void
update_reading (SalveFormField *self)
{
  SalvePartialDate date;
  g_autofree char *words = NULL;
  g_autofree char *age = NULL;

  if (self->reading == NULL)
    return;
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
      g_autofree char *both = g_strdup_printf ("%s · %s", words, age);

      gtk_label_set_label (self->reading, both);
      return;
    }
  gtk_label_set_label (self->reading, words);
}

static void
take_text (SalveFormField *self, const char *text)
{
  if (self->setting || !g_set_str (&self->text, text))
    return;
  update_reading (self);
  if (self->wrong)
    salve_form_field_set_hint (self, NULL, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_entry_changed (SalveFormField *self)
{
  take_text (self, gtk_editable_get_text (GTK_EDITABLE (self->row)));
}

static void
on_left (SalveFormField *self)
{
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
build_entry (SalveFormField *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->row = adw_entry_row_new ();
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->row), purpose_of (self->spec->kind));
  g_signal_connect_object (self->row, "changed", G_CALLBACK (on_entry_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->row, focus);
  if (!is_date (self))
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
  G_OBJECT_CLASS (salve_form_field_parent_class)->dispose (object);
}

static void
salve_form_field_finalize (GObject *object)
{
  SalveFormField *self = SALVE_FORM_FIELD (object);

  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->original, g_free);
  g_clear_pointer (&self->text, g_free);
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
  show_text (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
salve_form_field_get_date (SalveFormField *self, SalvePartialDate *date)
{
  return salve_partial_date_parse_typed (self->text, self->locale, self->today, date, NULL);
}

gboolean
salve_form_field_is_touched (SalveFormField *self)
{
  return g_strcmp0 (self->text, self->original) != 0;
}

void
salve_form_field_load (SalveFormField *self, SalveResource *resource, const char *at)
{
  g_free (self->original);
  self->original = read_text (self, resource, at);
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
  g_autofree char *theirs = read_text (self, resource, at);
  gboolean touched = salve_form_field_is_touched (self);
  gboolean changed = g_strcmp0 (theirs, self->original) != 0;

  g_set_str (&self->original, theirs);
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

static void
write_list (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  g_auto (GStrv) raw = g_strsplit (self->text, self->spec->kind == SALVE_FIELD_WORDS ? " " : ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; raw[i] != NULL; i++)
    {
      g_autofree char *part = salve_text_strip (raw[i]);

      if (*part != '\0')
        g_strv_builder_add (builder, part);
    }
  parts = g_strv_builder_end (builder);
  salve_list_merge_strings (edit, pointer, (const char *const *)parts);
}

static void
write_date (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  SalvePartialDate date = SALVE_PARTIAL_DATE_NONE;
  g_autofree char *iso = NULL;

  if (*self->text != '\0' && !salve_form_field_get_date (self, &date))
    return;
  if (self->spec->kind == SALVE_FIELD_BIRTH_DATE && g_str_equal (pointer, "/birthDate"))
    {
      salve_patient_set_birth_date (edit, date);
      return;
    }
  iso = salve_partial_date_to_iso (date);
  salve_edit_set_string (edit, pointer, iso);
}

static void
write_at (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  g_autofree char *stripped = NULL;

  switch (self->spec->kind)
    {
    case SALVE_FIELD_WORDS:
    case SALVE_FIELD_LINES:
      write_list (self, edit, pointer);
      break;
    case SALVE_FIELD_DATE:
    case SALVE_FIELD_BIRTH_DATE:
      write_date (self, edit, pointer);
      break;
    case SALVE_FIELD_FLAG:
      salve_edit_set_boolean (edit, pointer, *self->text != '\0');
      break;
    case SALVE_FIELD_TEXT:
    case SALVE_FIELD_PHONE:
    case SALVE_FIELD_EMAIL:
    case SALVE_FIELD_CHOICE:
    case SALVE_FIELD_TOGGLES:
    default:
      stripped = salve_text_strip (self->text);
      salve_edit_set_string (edit, pointer, stripped);
      break;
    }
}

/* An extension's place is counted anew, because others may have been added in the same edit. */
static void
write_extension (SalveFormField *self, SalveEdit *edit, const char *at)
{
  g_autofree char *list = g_strconcat (at, "/extension", NULL);
  g_autofree char *wanted = salve_json_quote (self->spec->extension);
  gsize count = salve_edit_count (edit, list);
  g_autofree char *pointer = NULL;
  g_autofree char *url = NULL;

  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%" G_GSIZE_FORMAT "/url", list, i);
      g_autofree char *json = salve_edit_get_json (edit, place);

      if (g_strcmp0 (json, wanted) == 0)
        {
          g_autofree char *whole = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, list, i);

          if (*self->text == '\0')
            salve_edit_remove (edit, whole);
          else
            {
              pointer = g_strconcat (whole, self->spec->pointer, NULL);
              write_at (self, edit, pointer);
            }
          return;
        }
    }
  if (*self->text == '\0')
    return;
  url = g_strdup_printf ("{\"url\":%s}", wanted);
  salve_edit_append_json (edit, list, url);
  pointer = g_strdup_printf ("%s/%" G_GSIZE_FORMAT "%s", list, count, self->spec->pointer);
  write_at (self, edit, pointer);
}

void
salve_form_field_write (SalveFormField *self, SalveEdit *edit, const char *at)
{
  g_autofree char *pointer = NULL;

  if (!salve_form_field_is_touched (self))
    return;
  if (self->spec->extension != NULL)
    {
      write_extension (self, edit, at);
      return;
    }
  pointer = g_strconcat (at, self->spec->pointer, NULL);
  write_at (self, edit, pointer);
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
  if (self->spec->kind == SALVE_FIELD_EMAIL && *self->text != '\0'
      && (strchr (self->text, '@') == NULL || g_str_has_suffix (self->text, "@")))
    {
      salve_form_field_set_hint (self, _ ("An e-mail address has an @ and a domain, as in anna@example.org."),
                                 TRUE);
      return FALSE;
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
