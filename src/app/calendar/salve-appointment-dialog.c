/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form is read into details whenever something in it changes; the details alone are checked, searched with and
 * saved, so that what is shown as free is what would be booked. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-dialog.h"

#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-clash-words.h"
#include "salve-directory.h"
#include "salve-first-free.h"
#include "salve-overbook-dialog.h"
#include "salve-patient-picker.h"
#include "salve-repeat.h"

#include <glib/gi18n.h>

#define OFFERED_TIMES 8
#define SEARCH_DAYS 56
#define TYPING_PAUSE 150 /* milliseconds until the free times follow what is typed */

struct _SalveAppointmentDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalveDirectory *directory;
  SalveAppointmentDetails *details; /* as the form says */
  SalveAppointmentDetails *before;  /* as it was; NULL for a new one */
  gint64 version;
  gboolean filling;
  gboolean to_offers; /* the keyboard goes to the free times when they come */
  /* What fill_form() wrote, so that only what a person changes is read back. */
  char *filled_date;
  char *filled_time;
  int filled_length;
  guint filled_reminder;
  SalveDiary *diary; /* of diary_day */
  SalvePartialDate diary_day;
  SalveFreeTimes *offered;
  guint64 asked;
  guint ask_source;

  AdwBanner *banner;
  GtkWidget *save_button;
  SalvePatientPicker *picker;
  AdwComboRow *type_row;
  AdwComboRow *doctor_row;
  AdwEntryRow *date_row;
  AdwEntryRow *time_row;
  AdwSpinRow *length_row;
  AdwComboRow *room_row;
  AdwComboRow *mode_row;
  AdwEntryRow *reason_row;
  AdwEntryRow *note_row;
  AdwComboRow *reminder_row;
  AdwPreferencesGroup *series_group;
  AdwComboRow *repeat_row;
  AdwSpinRow *count_row;
  GtkBox *clash_box;
  GtkToggleButton *any_doctor;
  GtkListBox *free_list;
};

G_DEFINE_FINAL_TYPE (SalveAppointmentDialog, salve_appointment_dialog, ADW_TYPE_DIALOG)

static const struct
{
  SalveVisitModes mode;
  const char *title;
} modes[] = {
  { SALVE_VISIT_IN_PERSON, N_ ("In person") },
  { SALVE_VISIT_PHONE, N_ ("By phone") },
  { SALVE_VISIT_VIDEO, N_ ("By video") },
};

static const struct
{
  int minutes;
  const char *title;
} reminders[] = {
  { -1, NC_ ("reminder", "None") },
  { 60, N_ ("An hour before") },
  { 24 * 60, N_ ("A day before") },
  { 2 * 24 * 60, N_ ("Two days before") },
};

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
mark (gpointer row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* The first row of each list is nobody or nothing. */
static gpointer
selected_of (AdwComboRow *row, GPtrArray *of)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected == GTK_INVALID_LIST_POSITION || selected == 0 || selected > of->len
             ? NULL
             : g_ptr_array_index (of, selected - 1);
}

static gboolean
read_when (SalveAppointmentDialog *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  SalvePartialDate today = salve_clinic_today (self->clinic);
  g_autoptr (SalveQuickAdd) day =
      salve_quick_add_parse (text_of (self->date_row), locale, today, NULL, 0, NULL, 0);
  g_autoptr (SalveQuickAdd) time =
      salve_quick_add_parse (text_of (self->time_row), locale, today, NULL, 0, NULL, 0);
  SalveInstant start;

  mark (self->date_row, *text_of (self->date_row) && day->day.precision != SALVE_DATE_PRECISION_DAY);
  mark (self->time_row, *text_of (self->time_row) && time->minute < 0);
  if (day->day.precision != SALVE_DATE_PRECISION_DAY || time->minute < 0)
    return FALSE;
  start = salve_wall_clock_to_instant (day->day, time->minute, salve_clinic_get_zone (self->clinic));
  /* Nobody has touched the time: it stays what it was, seconds and a doubled hour's second half included. */
  if (self->before && g_strcmp0 (text_of (self->date_row), self->filled_date) == 0
      && g_strcmp0 (text_of (self->time_row), self->filled_time) == 0
      && (int)adw_spin_row_get_value (self->length_row) == self->filled_length)
    {
      self->details->span = self->before->span;
      return TRUE;
    }
  self->details->span.start = start;
  self->details->span.end = start + (gint64)adw_spin_row_get_value (self->length_row) * SALVE_INSTANT_MINUTE;
  return TRUE;
}

/* What a row says. Somebody or something that is here no more stays as it was as long as nothing else is chosen. */
static void
take_choice (char **id, char **name, const char *chosen_id, const char *chosen_name, gboolean known)
{
  if (!chosen_id && !known)
    return;
  if (g_set_str (id, chosen_id))
    g_set_str (name, chosen_name);
}

static void
read_choices (SalveAppointmentDialog *self)
{
  SalveAppointmentDetails *details = self->details;
  const SalveVisitType *type =
      selected_of (self->type_row, salve_directory_get_visit_types (self->directory));
  const SalveDoctorRow *doctor =
      selected_of (self->doctor_row, salve_directory_get_doctors (self->directory));
  const SalveRoomRow *room = selected_of (self->room_row, salve_directory_get_rooms (self->directory));

  take_choice (&details->doctor_id, &details->doctor_name, doctor ? doctor->id : NULL,
               doctor ? doctor->name : NULL,
               salve_directory_find_doctor (self->directory, details->doctor_id) != NULL);
  take_choice (&details->room_id, &details->room_name, room ? room->id : NULL, room ? room->name : NULL,
               salve_directory_find_room (self->directory, details->room_id) != NULL);
  /* The buffers of an appointment are those of the day on which its type was chosen. */
  if (type ? g_strcmp0 (type->id, details->visit_type_id) != 0
           : salve_directory_find_visit_type (self->directory, details->visit_type_id) != NULL)
    salve_appointment_details_set_visit_type (details, type);
}

/* Reads the form into the details. Returns: whether a time can be read out of it */
static gboolean
read_form (SalveAppointmentDialog *self)
{
  SalveAppointmentDetails *details = self->details;

  if (g_set_str (&details->patient_id, salve_patient_picker_get_patient_id (self->picker)))
    g_set_str (&details->patient_name, salve_patient_picker_get_patient_name (self->picker));
  read_choices (self);
  details->mode = modes[MIN (adw_combo_row_get_selected (self->mode_row), G_N_ELEMENTS (modes) - 1)].mode;
  if (adw_combo_row_get_selected (self->reminder_row) != self->filled_reminder)
    details->reminder_minutes =
        reminders[MIN (adw_combo_row_get_selected (self->reminder_row), G_N_ELEMENTS (reminders) - 1)]
            .minutes;
  g_set_str (&details->reason, *text_of (self->reason_row) ? text_of (self->reason_row) : NULL);
  g_set_str (&details->note, *text_of (self->note_row) ? text_of (self->note_row) : NULL);
  return read_when (self);
}

static void
say (SalveAppointmentDialog *self, const char *icon, const char *style, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (line, style);
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (self->clash_box, line);
}

/* The bookings of the day and those around midnight; read again only for another day. */
static gboolean
need_diary (SalveAppointmentDialog *self)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  SalvePartialDate day = salve_instant_to_date (self->details->span.start, zone);
  SalveTimeSpan span;
  g_autoptr (GError) error = NULL;

  if (self->diary && salve_partial_date_equal (day, self->diary_day))
    return TRUE;
  span = salve_wall_clock_day (day, zone);
  span.start -= 12 * 60 * SALVE_INSTANT_MINUTE;
  span.end += 12 * 60 * SALVE_INSTANT_MINUTE;
  g_clear_pointer (&self->diary, salve_diary_free);
  self->diary = salve_store_load_diary (salve_clinic_get_store (self->clinic), span, zone, &error);
  self->diary_day = day;
  if (!self->diary)
    say (self, "dialog-error-symbolic", "error", error->message);
  return self->diary != NULL;
}

/* What may be booked, and is seldom meant. */
static void
show_doubts (SalveAppointmentDialog *self)
{
  g_autoptr (SalvePatientRow) patient =
      self->details->patient_id ? salve_store_read_patient_row (salve_clinic_get_store (self->clinic),
                                                                self->details->patient_id, NULL)
                                : NULL;

  if (patient && patient->deceased)
    say (self, "dialog-warning-symbolic", "warning", _ ("This patient has died."));
  else if (patient && !patient->active)
    say (self, "dialog-warning-symbolic", "warning", _ ("This patient’s record is no longer in use."));
  if (!self->before && self->details->span.start < salve_clinic_now (self->clinic))
    say (self, "dialog-warning-symbolic", "warning", _ ("This time has passed."));
}

static void
show_clashes (SalveAppointmentDialog *self, gboolean has_time)
{
  g_autoptr (SalveBooking) booking = NULL;
  g_autoptr (GPtrArray) clashes = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->clash_box))))
    gtk_box_remove (self->clash_box, child);
  if (!has_time)
    {
      say (self, "dialog-information-symbolic", "dimmed",
           _ ("Say a day and a time, or take one of the free ones."));
      return;
    }
  show_doubts (self);
  if (!need_diary (self))
    return;
  booking = salve_appointment_details_to_booking (self->details);
  clashes = salve_diary_check (self->diary, booking);
  for (guint i = 0; i < clashes->len; i++)
    {
      g_autofree char *words =
          salve_clash_to_words (g_ptr_array_index (clashes, i), self->directory, self->clinic);

      say (self, "dialog-warning-symbolic", "warning", words);
    }
  if (clashes->len == 0)
    {
      g_autofree char *day = salve_day_words (self->diary_day, self->clinic);
      g_autofree char *when = salve_time_span_words (self->details->span, self->clinic);
      /* Translators: a day, and from when to when */
      g_autofree char *words = g_strdup_printf (_ ("%1$s, %2$s is free."), day, when);

      say (self, "object-select-symbolic", "success", words);
    }
}

static void
add_offer (SalveAppointmentDialog *self, const SalveFreeTime *offer)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  GtkWidget *row = adw_action_row_new ();
  const SalveDoctorRow *doctor = salve_directory_find_doctor (self->directory, offer->doctor_id);
  g_autofree char *day = salve_day_words (salve_instant_to_date (offer->span.start, zone), self->clinic);
  g_autofree char *when = salve_time_span_words (offer->span, self->clinic);
  g_autofree char *title = g_strdup_printf (C_ ("day and time", "%1$s, %2$s"), day, when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (doctor)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), doctor->name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "numeric");
  gtk_list_box_append (self->free_list, row);
}

static DexFuture *
on_found (DexFuture *future, gpointer data)
{
  g_autoptr (GObject) held = g_object_ref (((gpointer *)data)[0]);
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (held);
  const GValue *value = dex_future_get_value (future, NULL);

  if (GPOINTER_TO_SIZE (((gpointer *)data)[1]) != self->asked || !self->clinic)
    return NULL;
  gtk_list_box_remove_all (self->free_list);
  g_clear_pointer (&self->offered, salve_free_times_unref);
  if (value)
    self->offered = g_value_dup_boxed (value);
  for (guint i = 0; self->offered && i < self->offered->times->len; i++)
    add_offer (self, &g_array_index (self->offered->times, SalveFreeTime, i));
  if (self->to_offers && self->offered && self->offered->times->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->free_list, 0)));
  self->to_offers = FALSE;
  return NULL;
}

static void
free_question (gpointer data)
{
  g_object_unref (((gpointer *)data)[0]);
  g_free (data);
}

static void
ask_free_times (gpointer data)
{
  SalveAppointmentDialog *self = data;
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);
  g_autofree const char **ids = g_new0 (const char *, doctors->len + 1);
  SalveInstant now = salve_clinic_now (self->clinic);
  SalveFreeQuery query = { .visit_type = salve_directory_find_visit_type (self->directory,
                                                                          self->details->visit_type_id),
                           .minutes = (int)adw_spin_row_get_value (self->length_row),
                           .patient_id = self->details->patient_id,
                           .room_id = self->details->room_id,
                           .count = OFFERED_TIMES,
                           .spread = gtk_toggle_button_get_active (self->any_doctor) };
  gpointer *question;

  self->ask_source = 0;
  if (self->details->doctor_id && !query.spread)
    ids[0] = self->details->doctor_id;
  else
    for (guint i = 0; i < doctors->len; i++)
      ids[i] = ((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->id;
  query.doctors = ids;
  query.earliest =
      MAX (now, self->details->span.start > 0
                    ? salve_wall_clock_day (salve_instant_to_date (self->details->span.start,
                                                                   salve_clinic_get_zone (self->clinic)),
                                            salve_clinic_get_zone (self->clinic))
                          .start
                    : now);
  query.latest = query.earliest + SEARCH_DAYS * 24 * 60 * SALVE_INSTANT_MINUTE;
  question = g_new (gpointer, 2);
  question[0] = g_object_ref (self);
  question[1] = GSIZE_TO_POINTER (++self->asked);
  dex_future_disown (dex_future_finally (salve_store_find_free (salve_clinic_get_store (self->clinic), &query,
                                                                salve_clinic_get_zone (self->clinic)),
                                         on_found, question, free_question));
}

static void
update (SalveAppointmentDialog *self)
{
  gboolean has_time;

  if (self->filling || !self->clinic)
    return;
  has_time = read_form (self);
  show_clashes (self, has_time);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "appointment-form.save",
                                 has_time && self->details->patient_id && self->details->doctor_id);
  if (self->ask_source == 0)
    self->ask_source = g_timeout_add_once (TYPING_PAUSE, ask_free_times, self);
}

static void
on_changed (SalveAppointmentDialog *self)
{
  update (self);
}

/* Who comes is said; when is what is asked next, and the first free time is one key away. */
static void
on_patient_changed (SalveAppointmentDialog *self)
{
  if (self->filling || !self->clinic)
    return;
  self->to_offers = self->before == NULL && salve_patient_picker_get_patient_id (self->picker) != NULL
                    && self->details->span.end <= self->details->span.start;
  update (self);
}

/* A new kind of visit brings its length and its ways, unless the person has said a length. */
static void
on_type_changed (SalveAppointmentDialog *self)
{
  const SalveVisitType *type;

  if (self->filling || !self->clinic)
    return;
  type = selected_of (self->type_row, salve_directory_get_visit_types (self->directory));
  if (type && !self->before)
    {
      self->filling = TRUE;
      adw_spin_row_set_value (self->length_row, type->minutes);
      if ((type->modes & self->details->mode) == 0)
        for (guint i = G_N_ELEMENTS (modes); i > 0; i--)
          if (type->modes & modes[i - 1].mode)
            adw_combo_row_set_selected (self->mode_row, i - 1);
      self->filling = FALSE;
    }
  update (self);
}

static void
on_repeat_changed (SalveAppointmentDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->count_row), adw_combo_row_get_selected (self->repeat_row) > 0);
  update (self);
}

/* Writes a time into the form, as the locale has it. */
static void
fill_time (SalveAppointmentDialog *self, SalveTimeSpan span)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  g_autofree char *date = salve_partial_date_format (salve_instant_to_date (span.start, zone), locale);
  g_autofree char *time = salve_instant_format_local (span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);

  gtk_editable_set_text (GTK_EDITABLE (self->date_row), date);
  gtk_editable_set_text (GTK_EDITABLE (self->time_row), time);
}

/* What was typed ("tomorrow", "2pm") becomes the date and the time that it means. */
static void
on_typed (SalveAppointmentDialog *self)
{
  if (!read_form (self))
    return;
  self->filling = TRUE;
  fill_time (self, self->details->span);
  self->filling = FALSE;
  update (self);
}

static void
select_doctor (SalveAppointmentDialog *self, const char *id)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);

  for (guint i = 0; i < doctors->len; i++)
    if (g_strcmp0 (((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->id, id) == 0)
      adw_combo_row_set_selected (self->doctor_row, i + 1);
}

static void
on_free_activated (SalveAppointmentDialog *self, GtkListBoxRow *row)
{
  guint index = (guint)gtk_list_box_row_get_index (row);
  SalveFreeTime offer;

  if (!self->offered || index >= self->offered->times->len)
    return;
  offer = g_array_index (self->offered->times, SalveFreeTime, index);
  self->filling = TRUE;
  fill_time (self, offer.span);
  select_doctor (self, offer.doctor_id);
  self->filling = FALSE;
  update (self);
  gtk_widget_grab_focus (self->save_button);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveAppointmentDialog *self = data;
  g_autoptr (GError) error = NULL;

  if (!self->clinic)
    return NULL;
  if (dex_future_get_value (future, &error))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return NULL;
    }
  /* Somebody else was faster, or the disk is full: what was typed stays. */
  g_clear_pointer (&self->diary, salve_diary_free);
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  update (self);
  return NULL;
}

static DexFuture *
save_all (SalveAppointmentDialog *self, GError **error)
{
  g_autoptr (GArray) spans = NULL;
  g_autofree char *rule = NULL;

  if (self->before || adw_combo_row_get_selected (self->repeat_row) == 0)
    return salve_appointment_save (self->clinic, self->details, self->version);
  rule = salve_repeat_to_rule (adw_combo_row_get_selected (self->repeat_row), self->details->span.start,
                               (guint)adw_spin_row_get_value (self->count_row),
                               salve_clinic_get_zone (self->clinic));
  spans = salve_repeat_expand (rule, self->details->span, salve_clinic_get_zone (self->clinic), error);
  return spans ? salve_appointment_save_series (self->clinic, self->details, spans, rule) : NULL;
}

static void
save_now (SalveAppointmentDialog *self)
{
  GError *error = NULL;
  DexFuture *future = save_all (self, &error);

  if (!future)
    future = dex_future_new_for_error (error);
  dex_future_disown (dex_future_finally (future, on_saved, g_object_ref (self), g_object_unref));
}

static void
on_overbook (GObject *source, const char *reason, gpointer data)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (data);

  if (!reason)
    return;
  g_set_str (&self->details->overbooked_reason, reason);
  save_now (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (widget);
  g_autoptr (SalveBooking) booking = NULL;
  g_autoptr (GPtrArray) clashes = NULL;

  if (!read_form (self) || !self->details->patient_id || !self->details->doctor_id || !need_diary (self))
    return;
  booking = salve_appointment_details_to_booking (self->details);
  clashes = salve_diary_check (self->diary, booking);
  g_clear_pointer (&self->details->overbooked_reason, g_free);
  if (clashes->len == 0)
    save_now (self);
  else
    {
      g_autofree char *words = salve_clashes_to_words (clashes, self->directory, self->clinic);

      salve_overbook_ask (GTK_WIDGET (self), words, on_overbook, self);
    }
}

static void
salve_appointment_dialog_dispose (GObject *object)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (object);

  g_clear_handle_id (&self->ask_source, g_source_remove);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_pointer (&self->details, salve_appointment_details_free);
  g_clear_pointer (&self->before, salve_appointment_details_free);
  g_clear_pointer (&self->filled_date, g_free);
  g_clear_pointer (&self->filled_time, g_free);
  g_clear_pointer (&self->diary, salve_diary_free);
  g_clear_pointer (&self->offered, salve_free_times_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_APPOINTMENT_DIALOG);
  G_OBJECT_CLASS (salve_appointment_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, picker);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, doctor_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, date_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, time_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, length_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, room_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, mode_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, note_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, reminder_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, series_group);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, count_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, clash_box);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, any_doctor);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, free_list);
}

static void
salve_appointment_dialog_class_init (SalveAppointmentDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_appointment_dialog_dispose;
  g_type_ensure (SALVE_TYPE_PATIENT_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-appointment-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_patient_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_type_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_repeat_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_free_activated);
  gtk_widget_class_install_action (widget_class, "appointment-form.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "appointment-form.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "appointment-form.save", NULL);
}

static void
salve_appointment_dialog_init (SalveAppointmentDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_names (AdwComboRow *row, GStrvBuilder *names)
{
  g_auto (GStrv) strv = g_strv_builder_end (names);
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *)strv);

  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  g_strv_builder_unref (names);
}

static void
fill_choices (SalveAppointmentDialog *self)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);
  GPtrArray *rooms = salve_directory_get_rooms (self->directory);
  GPtrArray *types = salve_directory_get_visit_types (self->directory);
  GStrvBuilder *names = g_strv_builder_new ();

  g_strv_builder_add (names, C_ ("doctor", "Nobody yet"));
  for (guint i = 0; i < doctors->len; i++)
    g_strv_builder_add (names, ((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->name);
  set_names (self->doctor_row, names);
  names = g_strv_builder_new ();
  g_strv_builder_add (names, C_ ("room", "None"));
  for (guint i = 0; i < rooms->len; i++)
    g_strv_builder_add (names, ((const SalveRoomRow *)g_ptr_array_index (rooms, i))->name);
  set_names (self->room_row, names);
  names = g_strv_builder_new ();
  g_strv_builder_add (names, C_ ("visit type", "Any"));
  for (guint i = 0; i < types->len; i++)
    g_strv_builder_add (names, ((const SalveVisitType *)g_ptr_array_index (types, i))->name);
  set_names (self->type_row, names);
  names = g_strv_builder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    g_strv_builder_add (names, _ (modes[i].title));
  set_names (self->mode_row, names);
  names = g_strv_builder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (reminders); i++)
    g_strv_builder_add (names, i == 0 ? g_dpgettext2 (NULL, "reminder", reminders[i].title)
                                      : _ (reminders[i].title));
  set_names (self->reminder_row, names);
  names = g_strv_builder_new ();
  for (guint i = 0; i < SALVE_REPEAT_N; i++)
    g_strv_builder_add (names, salve_repeat_title (i));
  set_names (self->repeat_row, names);
}

static guint
index_in (GPtrArray *array, const char *id, gsize id_offset)
{
  for (guint i = 0; id && i < array->len; i++)
    if (g_strcmp0 (G_STRUCT_MEMBER (char *, g_ptr_array_index (array, i), id_offset), id) == 0)
      return i + 1;
  return 0;
}

static void
fill_form (SalveAppointmentDialog *self)
{
  SalveAppointmentDetails *details = self->details;

  self->filling = TRUE;
  salve_patient_picker_set_patient_id (self->picker, details->patient_id);
  adw_combo_row_set_selected (self->type_row,
                              index_in (salve_directory_get_visit_types (self->directory),
                                        details->visit_type_id, G_STRUCT_OFFSET (SalveVisitType, id)));
  adw_combo_row_set_selected (self->doctor_row,
                              index_in (salve_directory_get_doctors (self->directory), details->doctor_id,
                                        G_STRUCT_OFFSET (SalveDoctorRow, id)));
  adw_combo_row_set_selected (self->room_row,
                              index_in (salve_directory_get_rooms (self->directory), details->room_id,
                                        G_STRUCT_OFFSET (SalveRoomRow, id)));
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (details->mode == modes[i].mode)
      adw_combo_row_set_selected (self->mode_row, i);
  for (guint i = 0; i < G_N_ELEMENTS (reminders); i++)
    if (details->reminder_minutes == reminders[i].minutes)
      adw_combo_row_set_selected (self->reminder_row, i);
  gtk_editable_set_text (GTK_EDITABLE (self->reason_row), details->reason ? details->reason : "");
  gtk_editable_set_text (GTK_EDITABLE (self->note_row), details->note ? details->note : "");
  if (details->span.end > details->span.start)
    {
      adw_spin_row_set_value (self->length_row,
                              (double)((details->span.end - details->span.start) / SALVE_INSTANT_MINUTE));
      fill_time (self, details->span);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->series_group), self->before == NULL);
  g_set_str (&self->filled_date, text_of (self->date_row));
  g_set_str (&self->filled_time, text_of (self->time_row));
  self->filled_length = (int)adw_spin_row_get_value (self->length_row);
  self->filled_reminder = adw_combo_row_get_selected (self->reminder_row);
  self->filling = FALSE;
}

/**
 * salve_appointment_dialog_new:
 * @proposal: what is known already; an id in it is not used, and a span of no length means no time
 *
 * Returns: (transfer floating): a form for a new appointment
 */
AdwDialog *
salve_appointment_dialog_new (SalveClinic *clinic, const SalveAppointmentDetails *proposal)
{
  SalveAppointmentDialog *self =
      g_object_new (SALVE_TYPE_APPOINTMENT_DIALOG, "title", _ ("New Appointment"), NULL);
  g_autoptr (GError) error = NULL;

  self->clinic = g_object_ref (clinic);
  salve_patient_picker_set_clinic (self->picker, clinic);
  self->directory = salve_directory_new (salve_clinic_get_store (clinic), &error);
  self->version = SALVE_VERSION_NONE;
  self->details = salve_appointment_details_copy (proposal);
  g_free (self->details->id);
  self->details->id = g_uuid_string_random ();
  if (!self->directory)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      g_clear_object (&self->clinic);
      return ADW_DIALOG (self);
    }
  self->filling = TRUE;
  fill_choices (self);
  fill_form (self);
  update (self);
  adw_dialog_set_focus (ADW_DIALOG (self), self->details->patient_id
                                               ? GTK_WIDGET (self->date_row)
                                               : salve_patient_picker_get_entry (self->picker));
  return ADW_DIALOG (self);
}

/**
 * salve_appointment_dialog_new_for:
 * @appointment_id: the one to change
 *
 * Returns: (transfer floating) (nullable): its form, or an error where it is gone
 */
AdwDialog *
salve_appointment_dialog_new_for (SalveClinic *clinic, const char *appointment_id, GError **error)
{
  gint64 version = 0;
  g_autoptr (SalveAppointmentDetails) details =
      salve_appointment_read (clinic, appointment_id, &version, error);
  SalveAppointmentDialog *self;

  if (!details)
    return NULL;
  /* Whoever waits for a time gets one here. */
  if (details->status == SALVE_APPOINTMENT_WAITLIST)
    details->status = SALVE_APPOINTMENT_BOOKED;
  self = SALVE_APPOINTMENT_DIALOG (salve_appointment_dialog_new (clinic, details));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Change Appointment"));
  g_set_str (&self->details->id, appointment_id);
  self->before = g_steal_pointer (&details);
  self->version = version;
  gtk_widget_set_visible (GTK_WIDGET (self->series_group), FALSE);
  update (self);
  return ADW_DIALOG (self);
}
