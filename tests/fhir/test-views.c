/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the typed views read and write. */
#include <math.h>
#include <string.h>

#include "salve-appointment.h"
#include "salve-binary.h"
#include "salve-bundle.h"
#include "salve-condition.h"
#include "salve-coverage.h"
#include "salve-medication-request.h"
#include "salve-observation.h"
#include "salve-operation-outcome.h"
#include "salve-patient.h"
#include "salve-practitioner-role.h"
#include "salve-related-person.h"
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
assert_finished (SalveEdit *edit, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_edit_finish (edit, &error);
  g_autofree char *text = NULL;
  const char *bytes;
  gsize length;

  g_assert_no_error (error);
  g_assert_true (salve_resource_check_shape (resource, &error));
  bytes = salve_resource_get_text (resource, &length);
  text = g_strndup (bytes, length);
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_observation (void)
{
  g_autoptr (SalveResource) r = parse (
      "{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{\"reference\":\"Patient/p\"},"
      "\"effectivePeriod\":{\"start\":\"2026-01-02\"},\"valueQuantity\":{\"value\":36.50,\"unit\":\"C\","
      "\"code\":\"Cel\"},\"referenceRange\":[{\"high\":{\"value\":37}}],\"interpretation\":[{\"coding\":[{"
      "\"code\":\"N\"}]}],\"component\":[{\"code\":{\"coding\":[{\"code\":\"x\"}]}},{\"code\":{\"coding\":[{"
      "\"system\":\"http://loinc.org\",\"code\":\"8480-6\"}]},\"valueQuantity\":{\"value\":120}}]}");
  g_autofree char *patient = salve_observation_get_patient_id (r);
  g_autofree char *device = salve_observation_get_device_id (r);
  SalveElement root = salve_resource_root (r), systolic;
  const char *type, *unit;
  double value, low, high;

  g_assert_cmpstr (patient, ==, "p");
  g_assert_null (device);
  g_assert_cmpstr (salve_observation_get_status (r), ==, "final");
  g_assert_cmpstr (salve_observation_get_effective (r), ==, "2026-01-02");
  g_assert_cmpstr (salve_observation_get_interpretation_code (r), ==, "N");
  g_assert_true (salve_element_is_object (salve_observation_get_value (r, &type)));
  g_assert_cmpstr (type, ==, "Quantity");
  g_assert_true (salve_observation_get_quantity (root, &value, &unit));
  g_assert_cmpfloat (value, ==, 36.5);
  g_assert_cmpstr (unit, ==, "Cel");
  g_assert_true (salve_observation_get_normal_range (root, &low, &high));
  g_assert_true (isinf (low) && low < 0);
  g_assert_cmpfloat (high, ==, 37);
  systolic = salve_observation_find_component (r, "http://loinc.org", "8480-6");
  g_assert_true (salve_observation_get_quantity (systolic, &value, NULL));
  g_assert_cmpfloat (value, ==, 120);
  g_assert_false (salve_element_exists (salve_observation_find_component (r, NULL, "no")));
}

static void
test_related_person (void)
{
  g_autoptr (SalveResource) empty = parse ("{\"resourceType\":\"RelatedPerson\",\"patient\":{\"reference\":"
                                           "\"Patient/a\",\"display\":\"A\"},\"relationship\":[{\"coding\":[{"
                                           "\"code\":\"FTH\"},{\"code\":\"x\"}],\"text\":\"Dad\"}]}");
  g_autoptr (SalveEdit) edit = salve_resource_edit (empty);

  salve_related_person_set_patient (edit, "a");
  salve_related_person_set_relationship (edit, "FTH", "Father");
  assert_finished (edit, "{\"resourceType\":\"RelatedPerson\",\"patient\":{\"reference\":\"Patient/a\","
                         "\"display\":\"A\"},\"relationship\":[{\"coding\":[{\"code\":\"FTH\"},{\"code\":"
                         "\"x\"}],\"text\":\"Father\"}]}");
  salve_related_person_set_patient (edit, "b");
  salve_related_person_set_relationship (edit, "MTH", NULL);
  salve_related_person_set_gender (edit, "female");
  salve_related_person_set_birth_date (edit, salve_partial_date_new_year (1950));
  assert_finished (edit, "{\"resourceType\":\"RelatedPerson\",\"patient\":{\"reference\":\"Patient/b\"},"
                         "\"relationship\":[{\"coding\":[{\"system\":"
                         "\"http://terminology.hl7.org/CodeSystem/v3-RoleCode\",\"code\":\"MTH\"}]}],"
                         "\"gender\":\"female\",\"birthDate\":\"1950\"}");
}

static void
test_coverage (void)
{
  g_autoptr (SalveResource) empty = salve_resource_new_build ("Coverage", "c");
  g_autoptr (SalveEdit) edit = salve_resource_edit (empty);
  g_autoptr (SalveResource) done = NULL;
  g_autofree char *patient = NULL;

  salve_coverage_set_status (edit, "active");
  salve_coverage_set_beneficiary (edit, "p");
  salve_coverage_set_payor_display (edit, "AOK");
  salve_coverage_set_subscriber_id (edit, "T 1");
  salve_coverage_set_period (edit, SALVE_PARTIAL_DATE_NONE, salve_partial_date_new_month (2027, 3));
  salve_coverage_set_order (edit, 1);
  assert_finished (edit, "{\"resourceType\":\"Coverage\",\"id\":\"c\",\"status\":\"active\",\"beneficiary\":{"
                         "\"reference\":\"Patient/p\"},\"payor\":[{\"display\":\"AOK\"}],\"subscriberId\":"
                         "\"T 1\",\"period\":{\"end\":\"2027-03\"},\"order\":1}");
  done = salve_edit_finish (edit, NULL);
  patient = salve_coverage_get_beneficiary_id (done);
  g_assert_cmpstr (patient, ==, "p");
  g_assert_cmpstr (salve_coverage_get_order (done), ==, "1");
  g_assert_null (salve_coverage_get_start (done));
  g_assert_cmpstr (salve_coverage_get_end (done), ==, "2027-03");
}

static void
test_patient (void)
{
  g_autoptr (SalveResource) before =
      parse ("{\"resourceType\":\"Patient\",\"active\":true,\"communication\":[{\"id\":\"de\",\"language\":{"
             "\"coding\":[{\"code\":\"de\"}]},\"preferred\":true}]}");
  g_autoptr (SalveEdit) edit = salve_resource_edit (before);
  g_autoptr (SalveResource) after = NULL;
  g_autofree char *doctor = NULL;
  const char *when;

  salve_patient_set_active (edit, FALSE);
  salve_patient_set_deceased (edit, TRUE, "2026-02-03");
  salve_patient_set_general_practitioner (edit, "d1", "Dr. Lee");
  after = salve_edit_finish (edit, NULL);
  g_assert_nonnull (after);
  doctor = salve_patient_get_general_practitioner (after, &when);
  g_assert_cmpstr (doctor, ==, "d1");
  g_assert_cmpstr (when, ==, "Dr. Lee");
  g_assert_false (salve_patient_get_active (after));
  g_assert_true (salve_patient_get_deceased (after, &when));
  g_assert_cmpstr (when, ==, "2026-02-03");
  salve_patient_set_active (edit, TRUE);
  salve_patient_set_deceased (edit, FALSE, NULL);
  salve_patient_set_general_practitioner (edit, NULL, NULL);
  g_clear_pointer (&after, salve_resource_unref);
  after = salve_edit_finish (edit, NULL);
  g_assert_true (salve_resource_equal_value (before, after));
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
test_clinical (void)
{
  g_autoptr (SalveResource) condition =
      parse ("{\"resourceType\":\"Condition\",\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]},"
             "\"onsetPeriod\":{\"start\":\"2020\"}}");
  g_autoptr (SalveResource) request =
      parse ("{\"resourceType\":\"MedicationRequest\",\"medicationReference\":{\"reference\":"
             "\"Medication/m\"},\"dosageInstruction\":[{\"text\":\"1-0-1\"}]}");
  g_autoptr (SalveResource) binary = parse ("{\"resourceType\":\"Binary\",\"data\":\"aGVsbG8=\"}");
  g_autoptr (GBytes) data = salve_binary_get_data (binary);
  g_autofree char *medication = salve_medication_request_get_medication_id (request);

  g_assert_cmpstr (salve_condition_get_clinical_status (condition), ==, "active");
  g_assert_cmpstr (salve_condition_get_onset (condition), ==, "2020");
  g_assert_cmpstr (medication, ==, "m");
  g_assert_false (salve_element_exists (salve_medication_request_get_medication (request)));
  g_assert_cmpstr (salve_medication_request_get_dosage_text (request), ==, "1-0-1");
  g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), "hello", 5);
}

static void
test_answers (void)
{
  g_autoptr (SalveResource) outcome = salve_operation_outcome_new ("warning", "invalid", "Half \"read\"");
  g_autoptr (SalveEdit) edit = salve_resource_edit (outcome);
  g_autoptr (SalveResource) more = NULL;
  g_autofree char *text = NULL;
  g_autoptr (SalveResource) bundle = parse ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":3,"
                                            "\"link\":[{\"relation\":\"self\",\"url\":\"a\"},{\"relation\":"
                                            "\"next\",\"url\":\"b\"}]}");

  g_assert_false (salve_operation_outcome_is_failure (outcome));
  salve_operation_outcome_add_issue (edit, "error", "conflict", NULL, "Patient.birthDate");
  more = salve_edit_finish (edit, NULL);
  g_assert_true (salve_operation_outcome_is_failure (more));
  g_assert_true (salve_resource_check_shape (more, NULL));
  text = salve_operation_outcome_format (more);
  g_assert_cmpstr (text, ==, "Half \"read\"\nconflict");
  g_assert_cmpstr (salve_bundle_get_link (bundle, "next"), ==, "b");
  g_assert_null (salve_bundle_get_link (bundle, "previous"));
  g_assert_cmpstr (salve_bundle_get_total (bundle), ==, "3");
  g_assert_true (g_type_is_a (SALVE_TYPE_REMOTE, G_TYPE_INTERFACE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/observation", test_observation);
  g_test_add_func ("/views/related-person", test_related_person);
  g_test_add_func ("/views/coverage", test_coverage);
  g_test_add_func ("/views/patient", test_patient);
  g_test_add_func ("/views/scheduling", test_scheduling);
  g_test_add_func ("/views/clinical", test_clinical);
  g_test_add_func ("/views/answers", test_answers);
  return g_test_run ();
}
