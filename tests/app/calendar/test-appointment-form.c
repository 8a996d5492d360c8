/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The appointment form: what is typed is asked about before it goes and kept if nobody asks; what is over stays as it
 * was; a device is booked like a room. */
#include "config.h"

#include <adwaita.h>

#include "patients-desk.h"
#include "salve-appointment-dialog-private.h"
#include "salve-appointment-flows.h"
#include "salve-resources.h"

static PatientsDesk *
open_clinic (void)
{
  PatientsDesk *desk = patients_desk_new (0, "en-GB");

  patients_desk_put (desk->store, "{\"resourceType\":\"Practitioner\",\"id\":\"lovelace\",\"active\":true,"
                                  "\"name\":[{\"family\":\"Lovelace\"}]}");
  patients_desk_put (desk->store, "{\"resourceType\":\"Practitioner\",\"id\":\"hopper\",\"active\":true,"
                                  "\"name\":[{\"family\":\"Hopper\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"name\":[{\"family\":\"Keller\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"bert\",\"name\":[{\"family\":\"Brecht\"}]}");
  patients_desk_put (desk->store, "{\"resourceType\":\"Device\",\"id\":\"scope\",\"status\":\"active\","
                                  "\"deviceName\":[{\"name\":\"Ultrasound\",\"type\":\"other\"}]}");
  patients_desk_put (desk->store, "{\"resourceType\":\"Device\",\"id\":\"old\",\"status\":\"inactive\","
                                  "\"deviceName\":[{\"name\":\"Old scales\",\"type\":\"other\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Device\",\"id\":\"pacemaker\",\"patient\":{\"reference\":\"Patient/"
                     "anna\"},\"deviceName\":[{\"name\":\"Pacemaker\",\"type\":\"other\"}]}");
  return desk;
}

static SalveAppointmentDetails *
propose (PatientsDesk *desk, const char *patient, const char *doctor)
{
  g_autofree char *id = g_uuid_string_random ();
  SalveAppointmentDetails *details = salve_appointment_details_new (id);
  SalveInstant start = salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 6, 22), 600,
                                                    salve_clinic_get_zone (desk->clinic));

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->patient_id = g_strdup (patient);
  details->doctor_id = g_strdup (doctor);
  details->span = (SalveTimeSpan){ start, start + 20 * SALVE_INSTANT_MINUTE };
  return details;
}

static void
commit (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  patients_desk_wait_commit (future, &error);
  g_assert_no_error (error);
}

static SalveAppointmentDialog *
open_new (PatientsDesk *desk)
{
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "anna", "lovelace");

  return SALVE_APPOINTMENT_DIALOG (g_object_ref_sink (salve_appointment_dialog_new (desk->clinic, details)));
}

static void
spin_until_drafts (PatientsDesk *desk, guint n)
{
  for (;;)
    {
      g_autoptr (GPtrArray) drafts =
          salve_store_read_drafts (desk->store, SALVE_APPOINTMENT_DRAFT_KIND, NULL);

      if (drafts->len == n)
        return;
      g_main_context_iteration (NULL, FALSE);
    }
}

/* The clinic's own devices that are in use; another visit cannot have one at the same time. */
static void
test_device (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  GPtrArray *devices = salve_directory_get_devices (directory);
  g_autoptr (SalveAppointmentDetails) first = propose (desk, "anna", "lovelace");
  g_autoptr (SalveAppointmentDetails) second = propose (desk, "bert", "hopper");
  g_autoptr (SalveAppointmentDialog) dialog = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (devices->len, ==, 1);
  g_assert_cmpstr (((const SalveRoomRow *)g_ptr_array_index (devices, 0))->name, ==, "Ultrasound");
  dialog = open_new (desk);
  adw_combo_row_set_selected (dialog->device_row, 1);
  g_assert_true (salve_appointment_form_read (dialog));
  g_assert_cmpstr (dialog->details->device_id, ==, "scope");
  g_assert_cmpstr (dialog->details->device_name, ==, "Ultrasound");
  g_set_str (&first->device_id, "scope");
  g_set_str (&second->device_id, "scope");
  commit (salve_appointment_save (desk->clinic, first, SALVE_VERSION_NONE));
  patients_desk_wait_commit (salve_appointment_save (desk->clinic, second, SALVE_VERSION_NONE), &error);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  salve_appointment_draft_drop (dialog);
}

/* What was typed is there again in the next form, and only as long as it is not thrown away. */
static void
test_draft (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveAppointmentDialog *dialog = open_new (desk);
  SalveAppointmentDialog *second, *third;

  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  g_assert_false (adw_banner_get_revealed (dialog->banner));
  gtk_editable_set_text (GTK_EDITABLE (dialog->reason_row), "Cough");
  gtk_editable_set_text (GTK_EDITABLE (dialog->time_row), "11:15");
  adw_combo_row_set_selected (dialog->device_row, 1);
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  g_object_unref (dialog);
  spin_until_drafts (desk, 1);

  second = open_new (desk);
  g_assert_true (adw_banner_get_revealed (second->banner));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (second->reason_row)), ==, "");
  salve_appointment_draft_take_up (second);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (second->reason_row)), ==, "Cough");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (second->time_row)), ==, "11:15");
  g_assert_true (salve_appointment_form_read (second));
  g_assert_cmpstr (second->details->device_id, ==, "scope");
  salve_appointment_draft_drop (second);
  spin_until_drafts (desk, 0);
  g_object_unref (second);

  third = open_new (desk);
  g_assert_false (adw_banner_get_revealed (third->banner));
  g_object_unref (third);
}

/* Going back to what was there is nothing typed. */
static void
test_untouched (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveAppointmentDialog *dialog = open_new (desk);

  gtk_editable_set_text (GTK_EDITABLE (dialog->note_row), "x");
  g_assert_true (salve_appointment_draft_is_touched (dialog));
  gtk_editable_set_text (GTK_EDITABLE (dialog->note_row), "");
  g_assert_false (salve_appointment_draft_is_touched (dialog));
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  g_object_unref (dialog);
}

static void
test_over (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "anna", "lovelace");
  g_autoptr (SalveAppointmentDetails) saved = NULL;
  SalveAppointmentDialog *dialog;
  static const SalveAppointmentStep way[] = { SALVE_STEP_ARRIVE, SALVE_STEP_START, SALVE_STEP_FINISH };

  details->reason = g_strdup ("Cough");
  commit (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    commit (salve_appointment_take_step (desk->clinic, details->id, way[i], NULL, SALVE_SERIES_THIS));
  dialog = SALVE_APPOINTMENT_DIALOG (
      g_object_ref_sink (salve_appointment_dialog_new_for (desk->clinic, details->id, NULL)));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (dialog->doctor_row)));
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (dialog->date_row)));
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (dialog->note_row)));
  gtk_editable_set_text (GTK_EDITABLE (dialog->note_row), "Letter to follow");
  /* Not even what got into the form otherwise. */
  gtk_editable_set_text (GTK_EDITABLE (dialog->time_row), "15:00");
  gtk_editable_set_text (GTK_EDITABLE (dialog->reason_row), "Other");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "appointment-form.save", NULL);
  do
    {
      g_main_context_iteration (NULL, FALSE);
      g_clear_pointer (&saved, salve_appointment_details_free);
      saved = salve_appointment_read (desk->clinic, details->id, NULL, NULL);
    }
  while (g_strcmp0 (saved->note, "Letter to follow") != 0);
  g_assert_cmpstr (saved->reason, ==, "Cough");
  g_assert_cmpint (saved->span.start, ==, details->span.start);
  g_assert_cmpint (saved->status, ==, SALVE_APPOINTMENT_FULFILLED);
  g_object_unref (dialog);
}

static guint
count_visits (SalveAppointmentDialog *dialog)
{
  return salve_series_visits_box_get_visits (dialog->visits_box)->len;
}

/* How many visits there are can be said by a last day. */
static void
test_until (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "anna", "lovelace");
  SalveAppointmentDialog *dialog =
      SALVE_APPOINTMENT_DIALOG (g_object_ref_sink (salve_appointment_dialog_new (desk->clinic, details)));
  g_autofree char *rule = NULL;

  salve_appointment_dialog_set_repeat (ADW_DIALOG (dialog), 2, 9);
  g_assert_cmpuint (count_visits (dialog), ==, 9);
  gtk_editable_set_text (GTK_EDITABLE (dialog->until_row), "13/07/2026");
  salve_appointment_series_show (dialog);
  g_assert_cmpuint (count_visits (dialog), ==, 4);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (dialog->count_row)));
  rule = salve_appointment_series_rule (dialog);
  g_assert_cmpstr (rule, ==, "FREQ=WEEKLY;UNTIL=20260713");
  g_assert_true (salve_appointment_series_is_sound (dialog));
  gtk_editable_set_text (GTK_EDITABLE (dialog->until_row), "soon");
  g_assert_false (salve_appointment_series_is_sound (dialog));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (dialog->until_row), "error"));
  gtk_editable_set_text (GTK_EDITABLE (dialog->until_row), "13/07/2036");
  g_assert_false (salve_appointment_series_is_sound (dialog));
  gtk_editable_set_text (GTK_EDITABLE (dialog->until_row), "");
  g_assert_true (salve_appointment_series_is_sound (dialog));
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (dialog->count_row)));
  g_object_unref (dialog);
}

static void
put_hours (PatientsDesk *desk, const char *doctor, const char *specialty)
{
  g_autofree char *role = g_strdup_printf (
      "{\"resourceType\":\"PractitionerRole\",\"id\":\"role-%s\",\"active\":true,\"practitioner\":{"
      "\"reference\":"
      "\"Practitioner/"
      "%s\"},\"specialty\":[{\"text\":\"%s\"}],\"availableTime\":[{\"daysOfWeek\":[\"mon\",\"tue\","
      "\"wed\"],\"availableStartTime\":\"08:00:00\",\"availableEndTime\":\"17:00:00\"}]}",
      doctor, doctor, specialty);

  patients_desk_put (desk->store, role);
}

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_COMBO_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The offers that come for what is chosen now. */
static const GArray *
offers (SalveAppointmentDialog *dialog)
{
  g_clear_pointer (&dialog->offered, salve_free_times_unref);
  salve_appointment_free_ask (dialog);
  while (dialog->offered == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (dialog->offered->times->len, >, 0);
  return dialog->offered->times;
}

/* Free times of a specialty, and of a part of the day. */
static void
test_filter (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) details = NULL;
  SalveAppointmentDialog *dialog;
  const GArray *times;

  put_hours (desk, "lovelace", "Cardiology");
  put_hours (desk, "hopper", "Dermatology");
  details = propose (desk, "anna", "lovelace");
  dialog =
      SALVE_APPOINTMENT_DIALOG (g_object_ref_sink (salve_appointment_dialog_new (desk->clinic, details)));
  times = offers (dialog);
  g_assert_cmpstr (g_array_index (times, SalveFreeTime, 0).doctor_id, ==, "lovelace");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (GTK_WIDGET (dialog->filter), "Specialty")), 2);
  g_assert_cmpstr (salve_free_filter_get_specialty (dialog->filter), ==, "Dermatology");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (GTK_WIDGET (dialog->filter), "Part of the day")), 2);
  times = offers (dialog);
  for (guint i = 0; i < times->len; i++)
    {
      const SalveFreeTime *time = &g_array_index (times, SalveFreeTime, i);

      g_assert_cmpstr (time->doctor_id, ==, "hopper");
      g_assert_cmpint (
          salve_instant_to_minute_of_day (time->span.start, salve_clinic_get_zone (desk->clinic)), >=, 720);
    }
  g_object_unref (dialog);
}

/* A day without a time: what is free is looked for from there on. */
static void
test_day_alone (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "anna", "lovelace");
  SalveInstant tuesday =
      salve_wall_clock_day (salve_partial_date_new_day (2026, 6, 30), salve_clinic_get_zone (desk->clinic))
          .start;
  SalveAppointmentDialog *dialog;

  put_hours (desk, "lovelace", "Cardiology");
  details->span = (SalveTimeSpan){ tuesday, tuesday };
  dialog =
      SALVE_APPOINTMENT_DIALOG (g_object_ref_sink (salve_appointment_dialog_new (desk->clinic, details)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (dialog->date_row)), ==, "30/06/2026");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (dialog->time_row)), ==, "");
  g_assert_cmpint (g_array_index (offers (dialog), SalveFreeTime, 0).span.start, ==,
                   tuesday + (gint64)8 * 60 * SALVE_INSTANT_MINUTE);
  gtk_editable_set_text (GTK_EDITABLE (dialog->date_row), "01/07/2026");
  g_assert_cmpint (g_array_index (offers (dialog), SalveFreeTime, 0).span.start, ==,
                   tuesday + (gint64)32 * 60 * SALVE_INSTANT_MINUTE);
  g_object_unref (dialog);
}

/* One more like it: everything but the time, what became of it, and its series. */
static void
test_again (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "anna", "lovelace");
  SalveAppointmentDialog *dialog;

  details->reason = g_strdup ("Cough");
  details->series_id = g_strdup ("a-series");
  details->span.end += 20 * SALVE_INSTANT_MINUTE;
  commit (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  dialog = SALVE_APPOINTMENT_DIALOG (
      g_object_ref_sink (salve_appointment_dialog_new_like (desk->clinic, details->id, NULL)));
  g_assert_cmpstr (dialog->details->id, !=, details->id);
  g_assert_cmpstr (salve_patient_picker_get_patient_id (dialog->picker), ==, "anna");
  g_assert_cmpstr (dialog->details->doctor_id, ==, "lovelace");
  g_assert_cmpstr (dialog->details->reason, ==, "Cough");
  g_assert_null (dialog->details->series_id);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (dialog->time_row)), ==, "");
  g_assert_cmpfloat (adw_spin_row_get_value (dialog->length_row), ==, 40);
  g_object_unref (dialog);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (salve_get_resource ());
  adw_init ();
  g_test_add_func ("/appointment-form/device", test_device);
  g_test_add_func ("/appointment-form/draft", test_draft);
  g_test_add_func ("/appointment-form/untouched", test_untouched);
  g_test_add_func ("/appointment-form/over", test_over);
  g_test_add_func ("/appointment-form/until", test_until);
  g_test_add_func ("/appointment-form/filter", test_filter);
  g_test_add_func ("/appointment-form/day-alone", test_day_alone);
  g_test_add_func ("/appointment-form/again", test_again);
  return g_test_run ();
}
