/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the typed views read and write. */
#include "salve-appointment.h"
#include "salve-operation-outcome.h"
#include "salve-patient.h"
#include "salve-practitioner-role.h"
#include "salve-remote.h"
#include "salve-shape.h"
#include "salve-slot.h"

static SalveResource *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

static void
test_patient (void)
{
  g_autoptr (SalveResource) patient = parse (
      "{\"resourceType\":\"Patient\",\"active\":false,\"deceasedDateTime\":\"2026-02-03\",\"link\":[{"
      "\"other\":{\"reference\":\"Patient/a\"},\"type\":\"replaces\"},{\"other\":{\"reference\":"
      "\"Patient/b\"},\"type\":\"replaced-by\"}],\"communication\":[{\"language\":{\"coding\":[{\"code\":"
      "\"de\"}]}},{\"language\":{\"coding\":[{\"code\":\"fr\"}]},\"preferred\":true}]}");
  g_autofree char *into = salve_patient_get_replaced_by (patient);
  g_auto (GStrv) languages = salve_patient_get_languages (patient);
  const char *when;

  g_assert_false (salve_patient_get_active (patient));
  g_assert_true (salve_patient_get_deceased (patient, &when));
  g_assert_cmpstr (when, ==, "2026-02-03");
  g_assert_cmpstr (into, ==, "b");
  g_assert_cmpuint (g_strv_length (languages), ==, 2);
  g_assert_cmpstr (languages[0], ==, "fr");
}

static void
test_scheduling (void)
{
  g_autoptr (SalveResource) appointment =
      parse ("{\"resourceType\":\"Appointment\",\"minutesDuration\":20,\"participant\":[{\"actor\":{"
             "\"reference\":\"Practitioner/d\"}},{\"actor\":{\"reference\":\"http://x/fhir/Patient/p\"}}]}");
  g_autoptr (SalveResource) slot =
      parse ("{\"resourceType\":\"Slot\",\"schedule\":{\"reference\":\"Schedule/s/_history/3\"}}");
  g_autoptr (SalveResource) role = parse ("{\"resourceType\":\"PractitionerRole\",\"active\":false}");
  g_autofree char *patient = salve_appointment_find_actor (appointment, "Patient");
  g_autofree char *room = salve_appointment_find_actor (appointment, "Location");
  g_autofree char *schedule = salve_slot_get_schedule_id (slot);

  g_assert_cmpstr (patient, ==, "p");
  g_assert_null (room);
  g_assert_cmpstr (schedule, ==, "s");
  g_assert_cmpstr (salve_appointment_get_minutes (appointment), ==, "20");
  g_assert_false (salve_slot_get_overbooked (slot));
  g_assert_false (salve_practitioner_role_get_active (role));
}

static void
test_answers (void)
{
  g_autoptr (SalveResource) outcome = salve_operation_outcome_new ("warning", "invalid", "Half \"read\"");
  g_autoptr (SalveEdit) edit = salve_resource_edit (outcome);
  g_autoptr (SalveResource) more = NULL;
  g_autofree char *text = NULL;

  g_assert_false (salve_operation_outcome_is_failure (outcome));
  salve_operation_outcome_add_issue (edit, "error", "conflict", NULL, "Patient.birthDate");
  more = salve_edit_finish (edit, NULL);
  g_assert_true (salve_operation_outcome_is_failure (more));
  g_assert_true (salve_resource_check_shape (more, NULL));
  text = salve_operation_outcome_format (more);
  g_assert_cmpstr (text, ==, "Half \"read\"\nconflict");
  g_assert_true (g_type_is_a (SALVE_TYPE_REMOTE, G_TYPE_INTERFACE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/patient", test_patient);
  g_test_add_func ("/views/scheduling", test_scheduling);
  g_test_add_func ("/views/answers", test_answers);
  return g_test_run ();
}
