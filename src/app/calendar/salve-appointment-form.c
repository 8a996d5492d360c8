/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the form say, as details, and details as what the rows say. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-dialog-private.h"

#include "salve-video-link.h"

#include "salve-repeat.h"
#include "salve-text.h"

#include <glib/gi18n.h>

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
gpointer
salve_appointment_form_selected (AdwComboRow *row, GPtrArray *of)
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
  if (day->day.precision == SALVE_DATE_PRECISION_DAY && !*text_of (self->time_row))
    {
      /* From that day on free times are looked for. */
      start = salve_wall_clock_day (day->day, salve_clinic_get_zone (self->clinic)).start;
      self->details->span = (SalveTimeSpan){ start, start };
    }
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
      salve_appointment_form_selected (self->type_row, salve_directory_get_visit_types (self->directory));
  const SalveDoctorRow *doctor =
      salve_appointment_form_selected (self->doctor_row, salve_directory_get_doctors (self->directory));
  const SalveRoomRow *room =
      salve_appointment_form_selected (self->room_row, salve_directory_get_rooms (self->directory));
  const SalveRoomRow *device =
      salve_appointment_form_selected (self->device_row, salve_directory_get_devices (self->directory));

  take_choice (&details->doctor_id, &details->doctor_name, doctor ? doctor->id : NULL,
               doctor ? doctor->name : NULL,
               salve_directory_find_doctor (self->directory, details->doctor_id) != NULL);
  take_choice (&details->room_id, &details->room_name, room ? room->id : NULL, room ? room->name : NULL,
               salve_directory_find_room (self->directory, details->room_id) != NULL);
  take_choice (&details->device_id, &details->device_name, device ? device->id : NULL,
               device ? device->name : NULL,
               salve_directory_find_device (self->directory, details->device_id) != NULL);
  /* The buffers of an appointment are those of the day on which its type was chosen. */
  if (type ? g_strcmp0 (type->id, details->visit_type_id) != 0
           : salve_directory_find_visit_type (self->directory, details->visit_type_id) != NULL)
    salve_appointment_details_set_visit_type (details, type);
}

static gboolean
is_by_video (SalveAppointmentDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->mode_row);

  return selected < G_N_ELEMENTS (modes) && modes[selected].mode == SALVE_VISIT_VIDEO;
}

/* Returns: whether what is written as a link is one, or is what was there before, or nobody needs it */
gboolean
salve_appointment_form_has_sound_link (SalveAppointmentDialog *self)
{
  g_autofree char *text = salve_text_strip (text_of (self->link_row));

  return !is_by_video (self) || !*text || salve_video_link_is_sound (text)
         || (self->before && g_strcmp0 (self->before->video_link, text) == 0);
}

/* A visit that is not by video any more has no link any more either. */
static void
read_link (SalveAppointmentDialog *self)
{
  g_autofree char *text = salve_text_strip (text_of (self->link_row));

  mark (self->link_row, !salve_appointment_form_has_sound_link (self));
  gtk_widget_set_visible (GTK_WIDGET (self->link_row), is_by_video (self));
  g_set_str (&self->details->video_link, *text && is_by_video (self) ? text : NULL);
}

/* Reads the form into the details. Returns: whether a time can be read out of it */
gboolean
salve_appointment_form_read (SalveAppointmentDialog *self)
{
  SalveAppointmentDetails *details = self->details;

  g_set_str (&details->note, *text_of (self->note_row) ? text_of (self->note_row) : NULL);
  if (self->over)
    return TRUE;
  if (g_set_str (&details->patient_id, salve_patient_picker_get_patient_id (self->picker)))
    g_set_str (&details->patient_name, salve_patient_picker_get_patient_name (self->picker));
  read_choices (self);
  read_link (self);
  details->mode = modes[MIN (adw_combo_row_get_selected (self->mode_row), G_N_ELEMENTS (modes) - 1)].mode;
  if (adw_combo_row_get_selected (self->reminder_row) != self->filled_reminder)
    details->reminder_minutes =
        reminders[MIN (adw_combo_row_get_selected (self->reminder_row), G_N_ELEMENTS (reminders) - 1)]
            .minutes;
  g_set_str (&details->reason, *text_of (self->reason_row) ? text_of (self->reason_row) : NULL);
  return read_when (self);
}

/* Writes a time into the form, as the locale has it. */
void
salve_appointment_form_set_time (SalveAppointmentDialog *self, SalveTimeSpan span)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  g_autofree char *date = salve_partial_date_format (salve_instant_to_date (span.start, zone), locale);
  g_autofree char *time = salve_instant_format_local (span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);

  gtk_editable_set_text (GTK_EDITABLE (self->date_row), date);
  gtk_editable_set_text (GTK_EDITABLE (self->time_row), time);
}

/* Only the day is known. */
static void
set_day (SalveAppointmentDialog *self, SalveInstant start)
{
  g_autofree char *date =
      salve_partial_date_format (salve_instant_to_date (start, salve_clinic_get_zone (self->clinic)),
                                 salve_clinic_get_locale (self->clinic));

  gtk_editable_set_text (GTK_EDITABLE (self->date_row), date);
}

void
salve_appointment_form_set_doctor (SalveAppointmentDialog *self, const char *id)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);

  for (guint i = 0; i < doctors->len; i++)
    if (g_strcmp0 (((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->id, id) == 0)
      adw_combo_row_set_selected (self->doctor_row, i + 1);
}

/* The ways in which that kind of visit is held: another one is chosen only where this one is none of them. */
void
salve_appointment_form_choose_mode (SalveAppointmentDialog *self, SalveVisitModes allowed)
{
  if (allowed & self->details->mode)
    return;
  for (guint i = G_N_ELEMENTS (modes); i > 0; i--)
    if (allowed & modes[i - 1].mode)
      adw_combo_row_set_selected (self->mode_row, i - 1);
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
set_row_names (AdwComboRow *row, const char *none, GPtrArray *rows)
{
  GStrvBuilder *names = g_strv_builder_new ();

  g_strv_builder_add (names, none);
  for (guint i = 0; i < rows->len; i++)
    g_strv_builder_add (names, ((const SalveRoomRow *)g_ptr_array_index (rows, i))->name);
  set_names (row, names);
}

void
salve_appointment_form_fill_choices (SalveAppointmentDialog *self)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);
  GPtrArray *types = salve_directory_get_visit_types (self->directory);
  GStrvBuilder *names = g_strv_builder_new ();

  g_strv_builder_add (names, C_ ("doctor", "Nobody yet"));
  for (guint i = 0; i < doctors->len; i++)
    g_strv_builder_add (names, ((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->name);
  set_names (self->doctor_row, names);
  set_row_names (self->room_row, C_ ("room", "None"), salve_directory_get_rooms (self->directory));
  set_row_names (self->device_row, C_ ("device", "None"), salve_directory_get_devices (self->directory));
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

/* Chooses in each list what those ids are of; what is not there is nothing. */
static void
choose (SalveAppointmentDialog *self,
        const char *type_id,
        const char *doctor_id,
        const char *room_id,
        const char *device_id)
{
  adw_combo_row_set_selected (self->type_row, index_in (salve_directory_get_visit_types (self->directory),
                                                        type_id, G_STRUCT_OFFSET (SalveVisitType, id)));
  adw_combo_row_set_selected (self->doctor_row, index_in (salve_directory_get_doctors (self->directory),
                                                          doctor_id, G_STRUCT_OFFSET (SalveDoctorRow, id)));
  adw_combo_row_set_selected (self->room_row, index_in (salve_directory_get_rooms (self->directory), room_id,
                                                        G_STRUCT_OFFSET (SalveRoomRow, id)));
  adw_combo_row_set_selected (self->device_row, index_in (salve_directory_get_devices (self->directory),
                                                          device_id, G_STRUCT_OFFSET (SalveRoomRow, id)));
}

void
salve_appointment_form_fill (SalveAppointmentDialog *self)
{
  SalveAppointmentDetails *details = self->details;

  self->filling = TRUE;
  salve_patient_picker_set_patient_id (self->picker, details->patient_id);
  choose (self, details->visit_type_id, details->doctor_id, details->room_id, details->device_id);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (details->mode == modes[i].mode)
      adw_combo_row_set_selected (self->mode_row, i);
  for (guint i = 0; i < G_N_ELEMENTS (reminders); i++)
    if (details->reminder_minutes == reminders[i].minutes)
      adw_combo_row_set_selected (self->reminder_row, i);
  gtk_editable_set_text (GTK_EDITABLE (self->reason_row), details->reason ? details->reason : "");
  gtk_editable_set_text (GTK_EDITABLE (self->note_row), details->note ? details->note : "");
  gtk_editable_set_text (GTK_EDITABLE (self->link_row), details->video_link ? details->video_link : "");
  gtk_widget_set_visible (GTK_WIDGET (self->link_row), is_by_video (self));
  if (details->span.end > details->span.start)
    {
      adw_spin_row_set_value (self->length_row,
                              (double)((details->span.end - details->span.start) / SALVE_INSTANT_MINUTE));
      salve_appointment_form_set_time (self, details->span);
    }
  else if (details->span.start > 0)
    set_day (self, details->span.start);
  gtk_widget_set_visible (GTK_WIDGET (self->series_group), self->before == NULL);
  g_set_str (&self->filled_date, text_of (self->date_row));
  g_set_str (&self->filled_time, text_of (self->time_row));
  self->filled_length = (int)adw_spin_row_get_value (self->length_row);
  self->filled_reminder = adw_combo_row_get_selected (self->reminder_row);
  g_clear_pointer (&self->filled, g_variant_unref);
  self->filled = salve_appointment_form_say (self);
  self->filling = FALSE;
}

static const char *
id_of (gpointer row, gsize offset)
{
  const char *id = row ? G_STRUCT_MEMBER (char *, row, offset) : NULL;

  return id ? id : "";
}

/**
 * salve_appointment_form_say:
 *
 * Returns: (transfer full): what all rows say at this moment, for a draft, and to see whether anything was changed
 */
GVariant *
salve_appointment_form_say (SalveAppointmentDialog *self)
{
  const char *patient = salve_patient_picker_get_patient_id (self->picker);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "patient", "s", patient ? patient : "");
  g_variant_dict_insert (&dict, "type", "s",
                         id_of (salve_appointment_form_selected (
                                    self->type_row, salve_directory_get_visit_types (self->directory)),
                                G_STRUCT_OFFSET (SalveVisitType, id)));
  g_variant_dict_insert (&dict, "doctor", "s",
                         id_of (salve_appointment_form_selected (
                                    self->doctor_row, salve_directory_get_doctors (self->directory)),
                                G_STRUCT_OFFSET (SalveDoctorRow, id)));
  g_variant_dict_insert (
      &dict, "room", "s",
      id_of (salve_appointment_form_selected (self->room_row, salve_directory_get_rooms (self->directory)),
             G_STRUCT_OFFSET (SalveRoomRow, id)));
  g_variant_dict_insert (&dict, "device", "s",
                         id_of (salve_appointment_form_selected (
                                    self->device_row, salve_directory_get_devices (self->directory)),
                                G_STRUCT_OFFSET (SalveRoomRow, id)));
  g_variant_dict_insert (&dict, "date", "s", text_of (self->date_row));
  g_variant_dict_insert (&dict, "time", "s", text_of (self->time_row));
  g_variant_dict_insert (&dict, "reason", "s", text_of (self->reason_row));
  g_variant_dict_insert (&dict, "note", "s", text_of (self->note_row));
  g_variant_dict_insert (&dict, "link", "s", text_of (self->link_row));
  g_variant_dict_insert (&dict, "length", "d", adw_spin_row_get_value (self->length_row));
  g_variant_dict_insert (&dict, "mode", "u", adw_combo_row_get_selected (self->mode_row));
  g_variant_dict_insert (&dict, "reminder", "u", adw_combo_row_get_selected (self->reminder_row));
  g_variant_dict_insert (&dict, "repeat", "u", adw_combo_row_get_selected (self->repeat_row));
  g_variant_dict_insert (&dict, "count", "d", adw_spin_row_get_value (self->count_row));
  g_variant_dict_insert (&dict, "until", "s", text_of (self->until_row));
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
say_text (GVariant *said, const char *name, gpointer row)
{
  const char *text;

  if (g_variant_lookup (said, name, "&s", &text))
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
say_choice (GVariant *said, const char *name, AdwComboRow *row)
{
  guint choice;

  if (g_variant_lookup (said, name, "u", &choice)
      && choice < g_list_model_get_n_items (adw_combo_row_get_model (row)))
    adw_combo_row_set_selected (row, choice);
}

/**
 * salve_appointment_form_say_again:
 * @said: what salve_appointment_form_say() gave, perhaps by another version of the program
 */
void
salve_appointment_form_say_again (SalveAppointmentDialog *self, GVariant *said)
{
  const char *patient = "", *type = "", *doctor = "", *room = "", *device = "";
  double number;

  self->filling = TRUE;
  g_variant_lookup (said, "patient", "&s", &patient);
  g_variant_lookup (said, "type", "&s", &type);
  g_variant_lookup (said, "doctor", "&s", &doctor);
  g_variant_lookup (said, "room", "&s", &room);
  g_variant_lookup (said, "device", "&s", &device);
  salve_patient_picker_set_patient_id (self->picker, *patient ? patient : NULL);
  choose (self, type, doctor, room, device);
  say_text (said, "date", self->date_row);
  say_text (said, "time", self->time_row);
  say_text (said, "reason", self->reason_row);
  say_text (said, "note", self->note_row);
  say_text (said, "link", self->link_row);
  say_choice (said, "mode", self->mode_row);
  say_choice (said, "reminder", self->reminder_row);
  say_choice (said, "repeat", self->repeat_row);
  if (g_variant_lookup (said, "length", "d", &number))
    adw_spin_row_set_value (self->length_row, number);
  if (g_variant_lookup (said, "count", "d", &number))
    adw_spin_row_set_value (self->count_row, number);
  say_text (said, "until", self->until_row);
  salve_appointment_series_show_rows (self);
  self->filling = FALSE;
}

/* The visit is over: what was is only read, and the note for the desk is all that can still be written. */
void
salve_appointment_form_lock (SalveAppointmentDialog *self)
{
  gpointer texts[] = { self->date_row, self->time_row, self->reason_row, self->link_row };
  gpointer choices[] = { self->type_row,   self->doctor_row, self->length_row,   self->room_row,
                         self->device_row, self->mode_row,   self->reminder_row, self->picker };

  self->over = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gtk_editable_set_editable (GTK_EDITABLE (texts[i]), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    gtk_widget_set_sensitive (choices[i], FALSE);
  gtk_widget_set_visible (self->times_box, FALSE);
}
