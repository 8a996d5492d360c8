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
  return g_test_run ();
}
