/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheduler's values and the resources they come from: what is written is what was read, to the byte. */
#include <string.h>

#include "salve-appointment-details.h"
#include "salve-appointment.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-hours-map.h"
#include "salve-shape.h"

#define X "http://salveclinic.github.io/fhir/StructureDefinition/"
#define HOUR (60 * SALVE_INSTANT_MINUTE)

static SalveResource *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

static char *
text_of (SalveResource *resource)
{
  gsize length;
  const char *text = salve_resource_get_text (resource, &length);

  return g_strndup (text, length);
}

static void
assert_shape (SalveResource *resource)
{
  g_autoptr (GError) error = NULL;

  salve_resource_check_shape (resource, &error);
  g_assert_no_error (error);
}

/* With what Salve does not understand in every place where it may be, and written as no program of ours would. */
static const char strange_appointment[] =
    "{\n  \"resourceType\": \"Appointment\", \"id\": \"a1\",\n"
    "  \"text\": {\"status\": \"generated\", \"div\": \"<div xmlns='http://www.w3.org/1999/xhtml'/>\"},\n"
    "  \"extension\": [{\"url\": \"http://example.org/x\", \"valueDecimal\": 1.00},\n"
    "    {\"url\": \"" X "appointment-buffers\", \"extension\": [{\"url\": \"after\", \"valueInteger\": 5},\n"
    "      {\"url\": \"other\", \"valueString\": \"kept\"}, {\"url\": \"before\", \"valueInteger\": 10}]},\n"
    "    {\"url\": \"" X "appointment-series\", \"extension\": [{\"url\": \"id\", \"valueString\": \"s1\"},\n"
    "      {\"url\": \"rule\", \"valueString\": \"FREQ=WEEKLY;COUNT=3\"},\n"
    "      {\"url\": \"day\", \"valueDate\": \"2026-03-02\"}]},\n"
    "    {\"url\": \"" X "appointment-overbooked\", \"valueString\": \"Emergency\"},\n"
    "    {\"url\": \"" X "appointment-reminder\", \"valueInteger\": 1440},\n"
    "    {\"url\": \"" X "appointment-mode\", \"valueCode\": \"video\"},\n"
    "    {\"url\": \"" X "appointment-video-link\", \"valueUrl\": \"https://meet.example.org/1\"}],\n"
    "  \"status\": \"booked\", \"_status\": {\"id\": \"s\"},\n"
    "  \"serviceType\": [{\"coding\": [{\"system\": \"http://example.org\", \"code\": \"11\"}], "
    "\"text\": \"Check-up\"}],\n"
    "  \"reasonCode\": [{\"text\": \"Cough\"}, {\"text\": \"Fever\"}],\n"
    "  \"description\": \"d\", \"start\": \"2026-03-02T09:00:00.000+01:00\", \"end\": "
    "\"2026-03-02T09:30:00+01:00\",\n"
    "  \"minutesDuration\": 25, \"comment\": \"Brings \\\"papers\\\"\",\n"
    "  \"participant\": [\n"
    "    {\"actor\": {\"reference\": \"RelatedPerson/r1\"}, \"status\": \"accepted\"},\n"
    "    {\"type\": [{\"text\": \"PPRF\"}], \"actor\": {\"reference\": \"Practitioner/d1\", \"display\": "
    "\"Dr One\"}, \"status\": \"tentative\"},\n"
    "    {\"actor\": {\"reference\": \"Patient/p1\"}, \"required\": \"required\", \"status\": "
    "\"accepted\"},\n"
    "    {\"actor\": {\"reference\": \"Location/r1\"}, \"status\": \"accepted\"},\n"
    "    {\"actor\": {\"reference\": \"Device/v1\"}, \"status\": \"accepted\"},\n"
    "    {\"actor\": {\"reference\": \"HealthcareService/t1\"}, \"status\": \"accepted\"}]\n}";

static void
test_read (void)
{
  g_autoptr (SalveResource) resource = parse (strange_appointment);
  g_autoptr (SalveAppointmentDetails) read = salve_appointment_details_read (resource);
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_copy (read);
  g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (a);
  SalveInstant start;

  salve_instant_parse_fhir ("2026-03-02T08:00:00Z", NULL, &start, NULL);
  g_assert_cmpstr (a->id, ==, "a1");
  g_assert_cmpint (a->status, ==, SALVE_APPOINTMENT_BOOKED);
  g_assert_cmpint (a->span.start, ==, start);
  g_assert_cmpint (a->span.end - a->span.start, ==, HOUR / 2);
  g_assert_cmpstr (a->patient_id, ==, "p1");
  g_assert_cmpstr (a->doctor_id, ==, "d1");
  g_assert_cmpstr (a->doctor_name, ==, "Dr One");
  g_assert_cmpstr (a->room_id, ==, "r1");
  g_assert_cmpstr (a->device_id, ==, "v1");
  g_assert_cmpstr (a->visit_type_id, ==, "t1");
  g_assert_cmpstr (a->visit_type_name, ==, "Check-up");
  g_assert_cmpint (a->mode, ==, SALVE_VISIT_VIDEO);
  g_assert_cmpstr (a->reason, ==, "Cough");
  g_assert_cmpstr (a->note, ==, "Brings \"papers\"");
  g_assert_cmpstr (a->overbooked_reason, ==, "Emergency");
  g_assert_cmpstr (a->series_id, ==, "s1");
  g_assert_cmpstr (a->series_rule, ==, "FREQ=WEEKLY;COUNT=3");
  g_assert_cmpint (a->series_day.day, ==, 2);
  g_assert_cmpint (a->buffer_before, ==, 10);
  g_assert_cmpint (a->buffer_after, ==, 5);
  g_assert_cmpint (a->reminder_minutes, ==, 1440);
  g_assert_cmpstr (a->video_link, ==, "https://meet.example.org/1");
  g_assert_cmpstr (booking->actors[SALVE_ACTOR_DOCTOR], ==, "d1");
  g_assert_cmpstr (booking->actors[SALVE_ACTOR_ROOM], ==, "r1");
  g_assert_cmpstr (booking->actors[SALVE_ACTOR_DEVICE], ==, "v1");
  g_assert_cmpstr (booking->actors[SALVE_ACTOR_PATIENT], ==, "p1");
  g_assert_true (booking->overbooked);
}

static void
test_write_unchanged (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = parse (strange_appointment);
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_read (resource);
  g_autoptr (SalveResource) written = salve_appointment_details_write (a, resource, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = text_of (written);
  g_assert_cmpstr (text, ==, strange_appointment);
}

/* Each change is in the text once and nowhere else: taking it back by hand gives the text as it was. */
static void
assert_only (SalveAppointmentDetails *a, SalveResource *old, const char *was, const char *is)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) written = salve_appointment_details_write (a, old, &error);
  g_autofree char *text = NULL, *back = NULL;
  g_auto (GStrv) parts = NULL;

  g_assert_no_error (error);
  assert_shape (written);
  text = text_of (written);
  parts = g_strsplit (text, is, -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  back = g_strjoinv (was, parts);
  g_assert_cmpstr (back, ==, strange_appointment);
}

static void
test_write_one_thing (void)
{
  g_autoptr (SalveResource) old = parse (strange_appointment);
  g_autoptr (SalveAppointmentDetails) note = salve_appointment_details_read (old);
  g_autoptr (SalveAppointmentDetails) buffer = salve_appointment_details_read (old);
  g_autoptr (SalveAppointmentDetails) series = salve_appointment_details_read (old);
  g_autoptr (SalveAppointmentDetails) status = salve_appointment_details_read (old);
  g_autoptr (SalveAppointmentDetails) reminder = salve_appointment_details_read (old);

  g_set_str (&note->note, "Fasting");
  assert_only (note, old, "\"Brings \\\"papers\\\"\"", "\"Fasting\"");
  buffer->buffer_before = 15;
  assert_only (buffer, old, "\"valueInteger\": 10}", "\"valueInteger\": 15}");
  g_set_str (&series->series_rule, "FREQ=DAILY");
  assert_only (series, old, "\"FREQ=WEEKLY;COUNT=3\"", "\"FREQ=DAILY\"");
  status->status = SALVE_APPOINTMENT_ARRIVED;
  assert_only (status, old, "\"booked\"", "\"arrived\"");
  reminder->reminder_minutes = 60;
  assert_only (reminder, old, "1440", "60");
}

static void
test_move_and_replace (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) old = parse (strange_appointment);
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_read (old);
  g_autoptr (SalveAppointmentDetails) again = NULL;
  g_autoptr (SalveResource) written = NULL;
  SalveElement participants, doctor;

  a->span.start += 2 * HOUR;
  a->span.end += 3 * HOUR;
  g_set_str (&a->doctor_id, "d2");
  g_set_str (&a->doctor_name, "Dr Two");
  g_clear_pointer (&a->device_id, g_free);
  g_set_str (&a->visit_type_name, "Surgery");
  g_clear_pointer (&a->series_id, g_free);
  g_clear_pointer (&a->series_rule, g_free);
  a->series_day = SALVE_PARTIAL_DATE_NONE;
  g_clear_pointer (&a->overbooked_reason, g_free);
  written = salve_appointment_details_write (a, old, &error);
  g_assert_no_error (error);
  assert_shape (written);
  g_assert_cmpstr (salve_appointment_get_start (written), ==, "2026-03-02T10:00:00Z");
  g_assert_cmpstr (salve_appointment_get_minutes (written), ==, "90");
  participants = salve_appointment_get_participants (written);
  g_assert_cmpuint (salve_element_length (participants), ==, 5);
  doctor = salve_element_at (participants, 1);
  g_assert_cmpstr (salve_element_path_string (doctor, "actor.reference"), ==, "Practitioner/d2");
  g_assert_cmpstr (salve_element_path_string (doctor, "actor.display"), ==, "Dr Two");
  g_assert_cmpstr (salve_element_string (doctor, "status"), ==, "accepted");
  g_assert_cmpstr (salve_element_path_string (doctor, "type.text"), ==, "PPRF");
  g_assert_false (
      salve_element_exists (salve_element_path (salve_resource_root (written), "serviceType.coding")));
  g_assert_false (
      salve_element_exists (salve_element_extension (salve_resource_root (written), X "appointment-series")));
  again = salve_appointment_details_read (written);
  g_assert_null (again->device_id);
  g_assert_null (again->series_id);
  g_assert_null (again->overbooked_reason);
  g_assert_cmpint (again->buffer_before, ==, 10);
}

static void
assert_refused (SalveAppointmentDetails *a, SalveResource *old)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) written = salve_appointment_details_write (a, old, &error);

  g_assert_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_RULE);
  g_assert_null (written);
}

static void
test_rules (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_new ("a");

  a->patient_id = g_strdup ("p");
  for (int status = 0; status < SALVE_APPOINTMENT_N_STATUSES; status++)
    {
      gboolean may = status == SALVE_APPOINTMENT_PROPOSED || status == SALVE_APPOINTMENT_CANCELLED
                     || status == SALVE_APPOINTMENT_WAITLIST;
      g_autoptr (SalveResource) written = NULL;

      a->status = status;
      if (!may)
        {
          assert_refused (a, NULL);
          continue;
        }
      written = salve_appointment_details_write (a, NULL, &error);
      g_assert_no_error (error);
      g_assert_null (salve_appointment_get_start (written));
      g_assert_null (salve_appointment_get_end (written));
    }
  a->status = SALVE_APPOINTMENT_BOOKED;
  a->span = (SalveTimeSpan){ HOUR, HOUR };
  assert_refused (a, NULL);
  a->span.end = 2 * HOUR;
  g_clear_pointer (&a->patient_id, g_free);
  assert_refused (a, NULL);
  g_set_str (&a->patient_id, "p");
  a->buffer_after = 241;
  assert_refused (a, NULL);
}

static void
test_cancel_reason (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) old = parse (strange_appointment), cancelled = NULL, back = NULL;
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_read (old);

  a->cancel_reason = g_strdup ("Ill");
  g_assert_nonnull (cancelled = salve_appointment_details_write (a, old, &error));
  g_assert_false (salve_element_exists (salve_appointment_get_cancelation_reason (cancelled)));
  salve_resource_unref (cancelled);

  a->status = SALVE_APPOINTMENT_CANCELLED;
  cancelled = salve_appointment_details_write (a, old, &error);
  g_assert_no_error (error);
  assert_shape (cancelled);
  g_assert_cmpstr (salve_concept_display (salve_appointment_get_cancelation_reason (cancelled)), ==, "Ill");

  a->status = SALVE_APPOINTMENT_BOOKED;
  back = salve_appointment_details_write (a, cancelled, &error);
  g_assert_no_error (error);
  g_assert_false (salve_element_exists (salve_appointment_get_cancelation_reason (back)));
}

/* All combinations of fields that may be missing, from a seed: what is written new is what is read. */
static void
fill_at_random (SalveAppointmentDetails *a)
{
  char **texts[] = { &a->patient_id, &a->doctor_id,         &a->room_id,   &a->device_id,   &a->reason,
                     &a->note,       &a->overbooked_reason, &a->series_id, &a->description, &a->video_link };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_test_rand_bit ())
      *texts[i] = g_strdup_printf ("v%d", g_test_rand_int_range (0, 1000));
  if (a->patient_id == NULL && a->doctor_id == NULL)
    a->doctor_id = g_strdup ("d");
  a->status = g_test_rand_bit () ? SALVE_APPOINTMENT_BOOKED : SALVE_APPOINTMENT_FULFILLED;
  a->span.start = g_test_rand_int_range (0, G_MAXINT) * SALVE_INSTANT_MINUTE / 10;
  a->span.start -= a->span.start % SALVE_INSTANT_MINUTE;
  a->span.end = a->span.start + g_test_rand_int_range (1, 2000) * SALVE_INSTANT_MINUTE;
  a->buffer_before = g_test_rand_bit () ? 0 : g_test_rand_int_range (0, 240);
  a->buffer_after = g_test_rand_bit () ? 0 : g_test_rand_int_range (0, 240);
  a->reminder_minutes = g_test_rand_bit () ? -1 : g_test_rand_int_range (0, 5000);
  a->mode = 1 << g_test_rand_int_range (0, 3);
  if (g_test_rand_bit ())
    a->series_day = salve_partial_date_new_day (2026, 2, g_test_rand_int_range (1, 28));
}

static void
assert_same_details (const SalveAppointmentDetails *a, const SalveAppointmentDetails *b)
{
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpint (a->span.start, ==, b->span.start);
  g_assert_cmpint (a->span.end, ==, b->span.end);
  g_assert_cmpstr (a->patient_id, ==, b->patient_id);
  g_assert_cmpstr (a->doctor_id, ==, b->doctor_id);
  g_assert_cmpstr (a->room_id, ==, b->room_id);
  g_assert_cmpstr (a->device_id, ==, b->device_id);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpstr (a->note, ==, b->note);
  g_assert_cmpstr (a->description, ==, b->description);
  g_assert_cmpstr (a->overbooked_reason, ==, b->overbooked_reason);
  g_assert_cmpstr (a->series_id, ==, b->series_id);
  g_assert_cmpstr (a->video_link, ==, b->video_link);
  g_assert_cmpint (a->buffer_before, ==, b->buffer_before);
  g_assert_cmpint (a->buffer_after, ==, b->buffer_after);
  g_assert_cmpint (a->reminder_minutes, ==, b->reminder_minutes);
  g_assert_cmpint (a->mode, ==, b->mode);
  g_assert_true (salve_partial_date_equal (a->series_day, b->series_day));
}

static void
test_random (void)
{
  g_autoptr (SalveResource) last = NULL;

  for (guint n = 0; n < 2000; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_new ("a");
      g_autoptr (SalveAppointmentDetails) b = NULL;
      g_autoptr (SalveResource) again = NULL;
      SalveResource *written;

      fill_at_random (a);
      /* Every other one over what the one before left. */
      written = salve_appointment_details_write (a, n % 2 ? last : NULL, &error);
      g_assert_no_error (error);
      assert_shape (written);
      b = salve_appointment_details_read (written);
      assert_same_details (a, b);
      again = salve_appointment_details_write (b, written, &error);
      g_assert_true (again == written);
      g_clear_pointer (&last, salve_resource_unref);
      last = written;
    }
}

static void
test_wish (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveWish) wish = salve_wish_new ("w1", "p1", 30), read = NULL;
  g_autoptr (SalveResource) written = NULL, again = NULL, other = NULL;
  g_autofree char *text = NULL;

  wish->doctor_id = g_strdup ("d1");
  wish->weekdays = 1 << 1 | 1 << 3;
  wish->from_minute = 480;
  wish->to_minute = 720;
  wish->period = (SalveTimeSpan){ 24 * HOUR, 48 * HOUR };
  wish->priority = 7;
  wish->since = HOUR;
  written = salve_wish_write (wish, NULL, &error);
  g_assert_no_error (error);
  assert_shape (written);
  read = salve_wish_read (written);
  g_assert_cmpstr (read->id, ==, "w1");
  g_assert_cmpstr (read->patient_id, ==, "p1");
  g_assert_cmpstr (read->doctor_id, ==, "d1");
  g_assert_null (read->visit_type_id);
  g_assert_cmpint (read->minutes, ==, 30);
  g_assert_cmpuint (read->weekdays, ==, wish->weekdays);
  g_assert_cmpint (read->from_minute, ==, 480);
  g_assert_cmpint (read->to_minute, ==, 720);
  g_assert_cmpint (read->period.start, ==, 24 * HOUR);
  g_assert_cmpint (read->period.end, ==, 48 * HOUR);
  g_assert_cmpint (read->priority, ==, 7);
  g_assert_cmpint (read->since, ==, HOUR);
  again = salve_wish_write (read, written, &error);
  g_assert_true (again == written);

  g_clear_pointer (&read->doctor_id, g_free);
  read->priority = 0;
  read->period.end = G_MAXINT64;
  other = salve_wish_write (read, written, &error);
  text = text_of (other);
  g_assert_null (strstr (text, "priority"));
  g_assert_null (strstr (text, "Practitioner"));
  g_assert_null (strstr (text, "\"end\""));
  g_assert_null (strstr (text, "\"start\":\"null"));
}

static void
test_visit_type (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveVisitType) type = salve_visit_type_new ("t1", "Check-up", 40), read = NULL;
  g_autoptr (SalveResource) written = NULL, again = NULL, changed = NULL;
  g_autofree char *text = NULL;

  g_set_str (&type->specialty, "Cardiology");
  type->buffer_before = 5;
  type->buffer_after = 10;
  type->colour = 7;
  type->modes = SALVE_VISIT_PHONE | SALVE_VISIT_VIDEO;
  type->bookable_by = SALVE_ROLE_PATIENT | SALVE_ROLE_DOCTOR;
  type->active = TRUE;
  written = salve_visit_type_write (type, NULL, &error);
  g_assert_no_error (error);
  assert_shape (written);
  read = salve_visit_type_read (written);
  g_assert_cmpstr (read->name, ==, "Check-up");
  g_assert_cmpstr (read->specialty, ==, "Cardiology");
  g_assert_cmpint (read->minutes, ==, 40);
  g_assert_cmpint (read->buffer_before, ==, 5);
  g_assert_cmpint (read->buffer_after, ==, 10);
  g_assert_cmpint (read->colour, ==, 7);
  g_assert_cmpint (read->modes, ==, type->modes);
  g_assert_cmpint (read->bookable_by, ==, type->bookable_by);
  g_assert_true (read->active);
  again = salve_visit_type_write (read, written, &error);
  g_assert_true (again == written);
  read->modes = SALVE_VISIT_PHONE;
  changed = salve_visit_type_write (read, written, &error);
  text = text_of (changed);
  g_assert_nonnull (strstr (text, "phone"));
  g_assert_null (strstr (text, "video"));
  g_assert_nonnull (strstr (text, "patient"));
}

/* An hour's interval that nobody touched keeps what else it says; the night goes past midnight. */
static void
test_role (void)
{
  const char json[] =
      "{\"resourceType\":\"PractitionerRole\",\"id\":\"r\",\"period\":{\"start\":\"2026-01-01\"},"
      "\"practitioner\":{\"reference\":\"Practitioner/d\",\"display\":\"Dr D\"},"
      "\"specialty\":[{\"coding\":[{\"code\":\"1\",\"display\":\"Cardiology\"}]}],"
      "\"location\":[{\"reference\":\"Location/l\"}],\"availableTime\":["
      "{\"id\":\"x\",\"daysOfWeek\":[\"mon\",\"tue\"],\"availableStartTime\":\"08:00:00\","
      "\"availableEndTime\":\"12:00:00\"},"
      "{\"daysOfWeek\":[\"sun\"],\"availableStartTime\":\"22:00:00\",\"availableEndTime\":\"06:00:00\"},"
      "{\"daysOfWeek\":[\"fri\"],\"allDay\":true}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) old = parse (json), same = NULL, changed = NULL;
  g_autoptr (SalveRoleDetails) role = salve_role_details_read (old), again = NULL;
  g_autofree char *text = NULL;
  const SalveHoursRule *rule;

  g_assert_cmpuint (role->hours->len, ==, 5);
  rule = &g_array_index (role->hours, SalveHoursRule, 3);
  g_assert_cmpuint (rule->weekday, ==, 1);
  g_assert_cmpint (rule->start_minute, ==, 0);
  g_assert_cmpint (rule->end_minute, ==, 360);
  g_assert_cmpstr (rule->location_id, ==, "l");
  g_assert_cmpint (rule->valid_from.year, ==, 2026);
  g_assert_false (salve_partial_date_is_set (rule->valid_to));
  same = salve_role_details_write (role, old, &error);
  g_assert_true (same == old);

  /* Monday and Tuesday stay; Friday, the last one, now ends at five. */
  g_array_index (role->hours, SalveHoursRule, 4).start_minute = 9 * 60;
  g_array_index (role->hours, SalveHoursRule, 4).end_minute = 17 * 60;
  g_ptr_array_add (role->visit_type_ids, g_strdup ("t1"));
  role->valid_to = salve_partial_date_new_day (2026, 12, 31);
  changed = salve_role_details_write (role, old, &error);
  g_assert_no_error (error);
  assert_shape (changed);
  text = text_of (changed);
  g_assert_nonnull (strstr (text, "{\"id\":\"x\",\"daysOfWeek\":[\"mon\",\"tue\"]"));
  g_assert_nonnull (strstr (text, "{\"daysOfWeek\":[\"fri\"],\"availableStartTime\":\"09:00:00\","
                                  "\"availableEndTime\":\"17:00:00\"}"));
  g_assert_null (strstr (text, "allDay"));
  g_assert_nonnull (strstr (text, "\"end\":\"2026-12-31\""));
  g_assert_nonnull (strstr (text, "HealthcareService/t1"));
  g_assert_nonnull (strstr (text, "Dr D"));
  again = salve_role_details_read (changed);
  g_assert_cmpuint (again->hours->len, ==, 5);
}

static void
test_slot (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveSlotDetails) slot =
      salve_slot_details_new ("s", "d1", SALVE_EXCEPTION_OPENED, (SalveTimeSpan){ HOUR, 2 * HOUR });
  g_autoptr (SalveSlotDetails) read = NULL;
  g_autoptr (SalveResource) written = NULL, again = NULL, schedule = NULL, busy = NULL;

  slot->reason = g_strdup ("Vaccinations");
  slot->location_id = g_strdup ("l1");
  written = salve_slot_details_write (slot, NULL, &error);
  g_assert_no_error (error);
  assert_shape (written);
  read = salve_slot_details_read (written);
  g_assert_cmpint (read->kind, ==, SALVE_EXCEPTION_OPENED);
  g_assert_cmpstr (read->schedule_id, ==, "d1");
  g_assert_cmpstr (read->reason, ==, "Vaccinations");
  g_assert_cmpstr (read->location_id, ==, "l1");
  g_assert_cmpint (read->span.start, ==, HOUR);
  again = salve_slot_details_write (read, written, &error);
  g_assert_true (again == written);
  schedule = salve_schedule_build ("Practitioner", "d1", &error);
  assert_shape (schedule);
  g_assert_cmpstr (salve_resource_get_id (schedule), ==, "d1");
  busy = parse ("{\"resourceType\":\"Slot\",\"id\":\"b\",\"status\":\"busy\",\"schedule\":{\"reference\":"
                "\"Schedule/d1\"},\"start\":\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T11:00:00Z\"}");
  g_assert_null (salve_slot_details_read (busy));
}

static void
test_colour (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) plain = parse ("{\"resourceType\":\"Practitioner\",\"id\":\"d\"}");
  g_autoptr (SalveResource) green = salve_practitioner_set_colour (plain, 4, &error);
  g_autoptr (SalveResource) back = salve_practitioner_set_colour (green, -1, &error);

  g_assert_cmpint (salve_practitioner_get_colour (plain), ==, -1);
  g_assert_cmpint (salve_practitioner_get_colour (green), ==, 4);
  g_assert_true (salve_resource_equal_value (plain, back));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scheduling/read", test_read);
  g_test_add_func ("/scheduling/write-unchanged", test_write_unchanged);
  g_test_add_func ("/scheduling/write-one-thing", test_write_one_thing);
  g_test_add_func ("/scheduling/move-and-replace", test_move_and_replace);
  g_test_add_func ("/scheduling/rules", test_rules);
  g_test_add_func ("/scheduling/cancel-reason", test_cancel_reason);
  g_test_add_func ("/scheduling/random", test_random);
  g_test_add_func ("/scheduling/wish", test_wish);
  g_test_add_func ("/scheduling/visit-type", test_visit_type);
  g_test_add_func ("/scheduling/role", test_role);
  g_test_add_func ("/scheduling/slot", test_slot);
  g_test_add_func ("/scheduling/colour", test_colour);
  return g_test_run ();
}
