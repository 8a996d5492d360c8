/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-hours-dialog.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-doctor.h"
#include "salve-form-field.h"
#include "salve-hours-check.h"
#include "salve-hours-view.h"
#include "salve-locale-digits.h"

/* After the last change, in milliseconds, until what is booked is looked at again. */
#define PREVIEW_DELAY 150
#define MOST_LISTED 8

struct _SalveHoursDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char *doctor_id;
  SalveResource *base; /* the role as it was read; NULL for a new one */
  gint64 version;
  SalveRoleDetails *role;
  GArray *before;    /* the hours as they were */
  GPtrArray *places; /* of SalveRoomRow, behind "Any" */
  SalveFormField *from;
  SalveFormField *to;
  GtkWidget *place_row;
  SalveHoursView *view;
  GtkWidget *day_rows[8];
  GPtrArray *preview_rows;
  guint n_stranded;
  guint preview_source;
  gboolean setting; /* one shape of the hours follows another */
  gboolean mistaken;

  AdwBanner *banner;
  GtkWidget *remove_button;
  AdwEntryRow *week_row;
  GtkWidget *week_error;
  GtkLabel *week_error_label;
  AdwExpanderRow *days_row;
  AdwPreferencesGroup *drawn_group;
  AdwPreferencesGroup *place_group;
  AdwPreferencesGroup *preview_group;
};

enum
{
  PROP_0,
  PROP_EXAMPLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveHoursDialog, salve_hours_dialog, ADW_TYPE_DIALOG)

static const SalveFieldSpec from_spec = { "valid-from", N_ ("Valid from; empty: always"), "/start",
                                          SALVE_FIELD_DATE };
static const SalveFieldSpec to_spec = { "valid-to", N_ ("Valid until; empty: for ever"), "/end",
                                        SALVE_FIELD_DATE };

static const char *
place_id (SalveHoursDialog *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->place_row));

  return selected > 0 && selected <= self->places->len
             ? ((SalveRoomRow *)g_ptr_array_index (self->places, selected - 1))->id
             : NULL;
}

static const char *
place_name (SalveHoursDialog *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->place_row));

  return selected > 0 && selected <= self->places->len
             ? ((SalveRoomRow *)g_ptr_array_index (self->places, selected - 1))->name
             : NULL;
}

/* The role as it shall be, from what stands in the dialog. */
static void
take_all (SalveHoursDialog *self)
{
  g_autoptr (GArray) rules = salve_hours_view_get_rules (self->view);
  SalvePartialDate from = SALVE_PARTIAL_DATE_NONE, to = SALVE_PARTIAL_DATE_NONE;

  if (*salve_form_field_get_text (self->from) != '\0' && salve_form_field_get_date (self->from, &from))
    from = salve_partial_date_first_day (from);
  if (*salve_form_field_get_text (self->to) != '\0' && salve_form_field_get_date (self->to, &to))
    to = salve_partial_date_last_day (to);
  if (g_set_str (&self->role->location_id, place_id (self)))
    g_set_str (&self->role->location_name, place_name (self));
  self->role->valid_from = from;
  self->role->valid_to = to;
  g_array_set_size (self->role->hours, 0);
  for (guint i = 0; i < rules->len; i++)
    {
      SalveHoursRule rule = g_array_index (rules, SalveHoursRule, i);

      rule.valid_from = from;
      rule.valid_to = to;
      rule.location_id = g_intern_string (self->role->location_id);
      g_array_append_val (self->role->hours, rule);
    }
}

static void
add_preview (SalveHoursDialog *self, const char *title, const char *subtitle, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (icon != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_preferences_group_add (self->preview_group, row);
  g_ptr_array_add (self->preview_rows, row);
}

static char *
format_hours (SalveHoursDialog *self, const GArray *rules)
{
  char *words = salve_hours_format (rules, salve_clinic_get_locale (self->clinic));

  if (words != NULL && *words != '\0')
    return words;
  g_free (words);
  return g_strdup (_ ("No hours"));
}

/* "40 h 30 min a week" */
static char *
format_sum (const GArray *rules)
{
  int minutes = salve_hours_count_minutes (rules);

  if (minutes % 60 == 0)
    /* Translators: hours of work a week */
    return g_strdup_printf (_ ("%d h a week"), minutes / 60);
  /* Translators: hours and minutes of work a week */
  return g_strdup_printf (_ ("%1$d h %2$d min a week"), minutes / 60, minutes % 60);
}

static void
preview_stranded (SalveHoursDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stranded =
      salve_hours_find_stranded (self->clinic, self->doctor_id, self->role, FALSE, &error);
  g_autofree char *title = NULL;

  self->n_stranded = stranded != NULL ? stranded->len : 0;
  if (stranded == NULL)
    {
      add_preview (self, _ ("What is booked cannot be looked at"), error->message, "dialog-warning-symbolic");
      return;
    }
  if (stranded->len == 0)
    return;
  title =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u booked appointment would be outside of the hours",
                                    "%u booked appointments would be outside of the hours", stranded->len),
                       stranded->len);
  add_preview (self, title,
               _ ("They stay booked. Move or cancel them from the doctor’s page, with Close a Range."),
               "dialog-warning-symbolic");
  for (guint i = 0; i < MIN (stranded->len, MOST_LISTED); i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (stranded, i);
      g_autofree char *when = salve_span_format (row->span, self->clinic);

      add_preview (self, row->patient_name != NULL ? row->patient_name : _ ("Without a name"), when, NULL);
    }
  if (stranded->len > MOST_LISTED)
    {
      guint more = stranded->len - MOST_LISTED;
      g_autofree char *words = salve_locale_write_digits (
          salve_clinic_get_locale (self->clinic),
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "And %u more", "And %u more", more), more));

      add_preview (self, words, NULL, NULL);
    }
}

static void
show_preview (SalveHoursDialog *self)
{
  g_autofree char *before = format_hours (self, self->before);
  g_autofree char *after = NULL;
  g_autofree char *sum_before = format_sum (self->before);
  g_autofree char *sum_after = NULL;

  take_all (self);
  for (guint i = 0; i < self->preview_rows->len; i++)
    adw_preferences_group_remove (self->preview_group, g_ptr_array_index (self->preview_rows, i));
  g_ptr_array_set_size (self->preview_rows, 0);
  after = format_hours (self, self->role->hours);
  sum_after = format_sum (self->role->hours);
  if (self->base != NULL)
    {
      g_autofree char *title = g_strdup_printf (_ ("Until now: %s"), sum_before);

      add_preview (self, title, before, NULL);
    }
  {
    g_autofree char *title = g_strdup_printf (_ ("From now on: %s"), sum_after);

    add_preview (self, title, after, NULL);
  }
  preview_stranded (self);
}

static void
on_preview_due (gpointer data)
{
  SalveHoursDialog *self = data;

  self->preview_source = 0;
  show_preview (self);
}

static void
queue_preview (SalveHoursDialog *self)
{
  g_clear_handle_id (&self->preview_source, g_source_remove);
  self->preview_source = g_timeout_add_once (PREVIEW_DELAY, on_preview_due, self);
}

static void
set_mistake (SalveHoursDialog *self, const char *mistake)
{
  self->mistaken = mistake != NULL;
  gtk_label_set_label (self->week_error_label, mistake != NULL ? mistake : "");
  gtk_widget_set_visible (self->week_error, mistake != NULL);
  if (mistake != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->week_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->week_row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->week_row), GTK_ACCESSIBLE_STATE_INVALID,
                               mistake != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (mistake != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->week_row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    mistake, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->week_row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* "8-12, 13-17" of one weekday: the part behind its name. */
static char *
format_day (SalveHoursDialog *self, const GArray *rules, guint weekday)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (rules, SalveHoursRule, i);
      g_autofree char *range = NULL;

      if (rule->weekday != weekday)
        continue;
      range = salve_minutes_format_range (rule->start_minute, rule->end_minute,
                                          salve_clinic_get_locale (self->clinic));
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", range);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
set_text (GtkWidget *row, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row)), text))
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* The other shapes of the hours follow the one that a person has changed. */
static void
follow (SalveHoursDialog *self, const GArray *rules, GtkWidget *except)
{
  g_autofree char *week = salve_hours_format (rules, salve_clinic_get_locale (self->clinic));

  self->setting = TRUE;
  if (except != GTK_WIDGET (self->week_row))
    set_text (GTK_WIDGET (self->week_row), week != NULL ? week : "");
  for (guint weekday = 1; weekday <= 7; weekday++)
    {
      g_autofree char *day = format_day (self, rules, weekday);

      if (self->day_rows[weekday] != except)
        {
          set_text (self->day_rows[weekday], day);
          gtk_widget_remove_css_class (self->day_rows[weekday], "error");
        }
    }
  if (except != GTK_WIDGET (self->view))
    salve_hours_view_set_rules (self->view, rules);
  self->setting = FALSE;
  set_mistake (self, NULL);
  adw_dialog_set_can_close (ADW_DIALOG (self), except == NULL);
  queue_preview (self);
}

static GArray *
parse (SalveHoursDialog *self, const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (*stripped == '\0')
    return g_array_new (FALSE, TRUE, sizeof (SalveHoursRule));
  return salve_hours_parse_typed (stripped, salve_clinic_get_locale (self->clinic), error);
}

static void
on_week_typed (SalveHoursDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rules = NULL;

  if (self->setting)
    return;
  rules = parse (self, gtk_editable_get_text (GTK_EDITABLE (self->week_row)), &error);
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  if (rules == NULL)
    set_mistake (self, error->message);
  else
    follow (self, rules, GTK_WIDGET (self->week_row));
}

static void
on_day_typed (SalveHoursDialog *self, GtkWidget *row)
{
  guint weekday = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "weekday"));
  const char *name = salve_locale_weekday_name (salve_clinic_get_locale (self->clinic), weekday, FALSE);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  g_autofree char *line = *typed != '\0' ? g_strdup_printf ("%s %s", name, typed) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) day = NULL;
  g_autoptr (GArray) rules = NULL;

  if (self->setting)
    return;
  day = parse (self, line, &error);
  if (day == NULL)
    {
      gtk_widget_add_css_class (row, "error");
      set_mistake (self, error->message);
      return;
    }
  rules = salve_hours_view_get_rules (self->view);
  for (guint i = rules->len; i > 0; i--)
    if (g_array_index (rules, SalveHoursRule, i - 1).weekday == weekday)
      g_array_remove_index (rules, i - 1);
  g_array_append_vals (rules, day->data, day->len);
  gtk_widget_remove_css_class (row, "error");
  follow (self, rules, row);
}

static void
on_drawn (SalveHoursDialog *self)
{
  g_autoptr (GArray) rules = salve_hours_view_get_rules (self->view);

  if (!self->setting)
    follow (self, rules, GTK_WIDGET (self->view));
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveHoursDialog *self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hours.save", TRUE);
  if (dex_future_get_value (future, &error) != NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return NULL;
    }
  adw_banner_set_title (self->banner,
                        g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT)
                            ? _ ("Somebody else has just changed these hours. Close this and open it again.")
                            : error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  return NULL;
}

static void
commit (SalveHoursDialog *self, SalveChange *change)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hours.save", FALSE);
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static gboolean
check (SalveHoursDialog *self)
{
  const char *problem = NULL;

  take_all (self);
  if (self->mistaken)
    problem = _ ("Something in the text is not understood; look below it");
  else if (!salve_form_field_check (self->from) || !salve_form_field_check (self->to))
    problem = _ ("Something needs a look before this can be saved");
  else if (salve_partial_date_is_set (self->role->valid_from)
           && salve_partial_date_is_set (self->role->valid_to)
           && salve_partial_date_compare (self->role->valid_to, self->role->valid_from) < 0)
    problem = _ ("The last day is before the first");
  if (problem != NULL)
    adw_banner_set_title (self->banner, problem);
  adw_banner_set_revealed (self->banner, problem != NULL);
  return problem == NULL;
}

/**
 * salve_hours_dialog_save:
 *
 * Saves the hours and closes; stays open and says why where they cannot be saved.
 */
void
salve_hours_dialog_save (SalveHoursDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) written = NULL;
  g_autoptr (SalveChange) change = NULL;

  g_return_if_fail (SALVE_IS_HOURS_DIALOG (self));

  if (!check (self))
    return;
  written = salve_role_details_write (self->role, self->base, &error);
  if (written == NULL)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      return;
    }
  if (self->base != NULL && salve_resource_equal_value (written, self->base))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  change = salve_clinic_begin (self->clinic, _ ("Hours changed"));
  salve_change_put (change, written, self->version);
  commit (self, change);
}

static void
on_remove_answer (SalveHoursDialog *self, const char *response)
{
  g_autoptr (SalveChange) change = NULL;

  if (!g_str_equal (response, "remove"))
    return;
  change = salve_clinic_begin (self->clinic, _ ("Hours removed"));
  salve_change_delete (change, "PractitionerRole", self->role->id, self->version);
  commit (self, change);
}

/* Removing can be undone, so it is asked about only where something is booked in the hours. */
static void
remove_hours (SalveHoursDialog *self)
{
  g_autoptr (GPtrArray) stranded = NULL;
  g_autofree char *text = NULL;
  AdwDialog *question;

  if (self->base == NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  stranded = salve_hours_find_stranded (self->clinic, self->doctor_id, self->role, TRUE, NULL);
  if (stranded == NULL || stranded->len == 0)
    {
      on_remove_answer (self, "remove");
      return;
    }
  text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u booked appointment would be outside of the hours.",
                                    "%u booked appointments would be outside of the hours.", stranded->len),
                       stranded->len);
  question = adw_alert_dialog_new (_ ("Remove These Hours?"), text);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (question), "keep", _ ("_Keep"), "remove", _ ("_Remove"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (question), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (question), "keep");
  g_signal_connect_object (question, "response", G_CALLBACK (on_remove_answer), self, G_CONNECT_SWAPPED);
  adw_dialog_present (question, GTK_WIDGET (self));
}

static void
hours_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_equal (name, "hours.save"))
    salve_hours_dialog_save (SALVE_HOURS_DIALOG (widget));
  else
    remove_hours (SALVE_HOURS_DIALOG (widget));
}

static void
add_date (SalveHoursDialog *self, SalveFormField **field, const SalveFieldSpec *spec, SalvePartialDate date)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);

  *field = salve_form_field_new (spec, locale, salve_clinic_today (self->clinic));
  if (salve_partial_date_is_set (date))
    {
      g_autofree char *text = salve_partial_date_format (date, locale);

      salve_form_field_set_text (*field, text);
    }
  adw_preferences_group_add (self->place_group, salve_form_field_get_row (*field));
  adw_preferences_group_add (self->place_group, salve_form_field_get_hint_row (*field));
  g_signal_connect_object (*field, "changed", G_CALLBACK (queue_preview), self, G_CONNECT_SWAPPED);
}

static void
take_places (SalveHoursDialog *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  GPtrArray *places = salve_store_list_places (store, NULL);

  self->places = salve_store_list_rooms (store, NULL);
  if (self->places == NULL)
    self->places = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_room_row_free);
  if (places != NULL)
    g_ptr_array_extend_and_steal (self->places, places);
}

static void
fill_place (SalveHoursDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  take_places (self);
  self->place_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->place_row), _ ("Place"));
  gtk_string_list_append (names, C_ ("room", "None"));
  for (guint i = 0; i < self->places->len; i++)
    gtk_string_list_append (names, ((SalveRoomRow *)g_ptr_array_index (self->places, i))->name);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->place_row), G_LIST_MODEL (names));
  for (guint i = 0; i < self->places->len; i++)
    if (g_strcmp0 (((SalveRoomRow *)g_ptr_array_index (self->places, i))->id, self->role->location_id) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->place_row), i + 1);
  g_signal_connect_object (self->place_row, "notify::selected", G_CALLBACK (queue_preview), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->place_group, self->place_row);
  add_date (self, &self->from, &from_spec, self->role->valid_from);
  add_date (self, &self->to, &to_spec, self->role->valid_to);
}

static void
fill_days (SalveHoursDialog *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);

  for (guint i = 0; i < 7; i++)
    {
      guint weekday = (salve_locale_get_first_weekday (locale) - 1 + i) % 7 + 1;
      GtkWidget *row = adw_entry_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     salve_locale_weekday_name (locale, weekday, FALSE));
      g_object_set_data (G_OBJECT (row), "weekday", GUINT_TO_POINTER (weekday));
      g_signal_connect_object (row, "changed", G_CALLBACK (on_day_typed), self, G_CONNECT_SWAPPED);
      adw_expander_row_add_row (self->days_row, row);
      self->day_rows[weekday] = row;
    }
}

/* An example in the weekdays of the desk's language. */
static char *
make_example (SalveHoursDialog *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  GArray *rules = g_array_new (FALSE, TRUE, sizeof (SalveHoursRule));
  g_autofree char *hours = NULL;

  for (guint weekday = 1; weekday <= 5; weekday++)
    {
      SalveHoursRule morning = { .weekday = weekday, .start_minute = 480, .end_minute = 720 };
      SalveHoursRule afternoon = { .weekday = weekday, .start_minute = 780, .end_minute = 1050 };

      g_array_append_val (rules, morning);
      if (weekday < 5)
        g_array_append_val (rules, afternoon);
    }
  hours = salve_hours_format (rules, locale);
  g_array_unref (rules);
  /* Translators: %s are hours, such as "Mo–Th 08:00–12:00, 13:00–17:30; Fr 08:00–12:00" */
  return g_markup_printf_escaped (_ ("For example: %s"), hours);
}

static void
salve_hours_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveHoursDialog *self = SALVE_HOURS_DIALOG (object);

  switch (id)
    {
    case PROP_EXAMPLE:
      g_value_take_string (value, self->clinic != NULL ? make_example (self) : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_hours_dialog_dispose (GObject *object)
{
  SalveHoursDialog *self = SALVE_HOURS_DIALOG (object);

  g_clear_handle_id (&self->preview_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_HOURS_DIALOG);
  g_clear_object (&self->from);
  g_clear_object (&self->to);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_hours_dialog_parent_class)->dispose (object);
}

static void
salve_hours_dialog_finalize (GObject *object)
{
  SalveHoursDialog *self = SALVE_HOURS_DIALOG (object);

  g_clear_pointer (&self->doctor_id, g_free);
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->role, salve_role_details_free);
  g_clear_pointer (&self->before, g_array_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->preview_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_hours_dialog_parent_class)->finalize (object);
}

static void
salve_hours_dialog_class_init (SalveHoursDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_hours_dialog_dispose;
  object_class->finalize = salve_hours_dialog_finalize;
  object_class->get_property = salve_hours_dialog_get_property;
  properties[PROP_EXAMPLE] =
      g_param_spec_string ("example", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-hours-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, remove_button);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, week_row);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, week_error);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, week_error_label);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, days_row);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, drawn_group);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, place_group);
  gtk_widget_class_bind_template_child (widget_class, SalveHoursDialog, preview_group);
  gtk_widget_class_bind_template_callback (widget_class, on_week_typed);
  gtk_widget_class_install_action (widget_class, "hours.save", NULL, hours_action);
  gtk_widget_class_install_action (widget_class, "hours.remove", NULL, hours_action);
}

static void
salve_hours_dialog_init (SalveHoursDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->preview_rows = g_ptr_array_new ();
  salve_dialog_add_save_keys (GTK_WIDGET (self), "hours.save");
  salve_dialog_ask_before_leaving (ADW_DIALOG (self));
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->week_row));
}

static void
read_role (SalveHoursDialog *self, const char *role_id)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autofree char *fresh = g_uuid_string_random ();
  g_autoptr (GPtrArray) roles = NULL;

  self->version = SALVE_VERSION_NONE;
  if (role_id != NULL)
    self->base = salve_store_read (store, "PractitionerRole", role_id, &self->version, NULL);
  if (self->base != NULL)
    {
      self->role = salve_role_details_read (self->base);
      return;
    }
  self->role = salve_role_details_new (fresh, self->doctor_id);
  self->role->active = TRUE;
  /* Another place of work has the same specialties and visit types. */
  roles = salve_store_list_doctor_roles (store, self->doctor_id, NULL);
  if (roles != NULL && roles->len > 0)
    {
      g_autoptr (SalveRoleDetails) first = salve_role_details_read (g_ptr_array_index (roles, 0));

      for (guint i = 0; i < first->specialties->len; i++)
        g_ptr_array_add (self->role->specialties, g_strdup (g_ptr_array_index (first->specialties, i)));
      for (guint i = 0; i < first->visit_type_ids->len; i++)
        g_ptr_array_add (self->role->visit_type_ids, g_strdup (g_ptr_array_index (first->visit_type_ids, i)));
    }
}

/**
 * salve_hours_dialog_new:
 * @doctor_id: whose hours
 * @role_id: (nullable): of the PractitionerRole; %NULL for hours at another place or another time
 */
AdwDialog *
salve_hours_dialog_new (SalveClinic *clinic, const char *doctor_id, const char *role_id)
{
  SalveHoursDialog *self = g_object_new (SALVE_TYPE_HOURS_DIALOG, NULL);
  g_autoptr (SalveDoctor) doctor = salve_doctor_read (salve_clinic_get_store (clinic), doctor_id, NULL);

  self->clinic = g_object_ref (clinic);
  self->doctor_id = g_strdup (doctor_id);
  read_role (self, role_id);
  self->before = g_array_copy (self->role->hours);
  fill_days (self);
  self->view = SALVE_HOURS_VIEW (salve_hours_view_new (salve_clinic_get_locale (clinic), TRUE));
  salve_hours_view_set_colour (self->view, doctor != NULL ? salve_doctor_get_colour (doctor) : 0);
  g_signal_connect_object (self->view, "changed", G_CALLBACK (on_drawn), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->drawn_group, GTK_WIDGET (self->view));
  fill_place (self);
  gtk_widget_set_visible (self->remove_button, self->base != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXAMPLE]);
  follow (self, self->role->hours, NULL);
  g_clear_handle_id (&self->preview_source, g_source_remove);
  show_preview (self);
  return ADW_DIALOG (self);
}

/**
 * salve_hours_dialog_type:
 * @hours: as if it were typed into the line of the whole week
 */
void
salve_hours_dialog_type (SalveHoursDialog *self, const char *hours)
{
  g_return_if_fail (SALVE_IS_HOURS_DIALOG (self));

  gtk_editable_set_text (GTK_EDITABLE (self->week_row), hours);
  g_clear_handle_id (&self->preview_source, g_source_remove);
  show_preview (self);
}

guint
salve_hours_dialog_get_n_stranded (SalveHoursDialog *self)
{
  g_return_val_if_fail (SALVE_IS_HOURS_DIALOG (self), 0);
  return self->n_stranded;
}

gboolean
salve_hours_dialog_has_mistake (SalveHoursDialog *self)
{
  g_return_val_if_fail (SALVE_IS_HOURS_DIALOG (self), FALSE);
  return self->mistaken;
}
