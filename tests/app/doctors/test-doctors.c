/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctors: found, added, their hours typed and drawn, a range closed with what is booked in it, and all of it undone.
 * The clinic's clock stands at Sunday 2026-06-21, 00:00 UTC. */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "patients-desk.h"
#include "salve-appointment-details.h"
#include "salve-appointment-words.h"
#include "salve-call-list.h"
#include "salve-close-dialog.h"
#include "salve-colours.h"
#include "salve-doctor-form.h"
#include "salve-doctor-times.h"
#include "salve-doctors-view.h"
#include "salve-hours-check.h"
#include "salve-hours-dialog.h"
#include "salve-hours-view.h"
#include "salve-opening-dialog.h"
#include "salve-resources.h"

#define MONDAY salve_partial_date_new_day (2026, 6, 22)

static void
put_doctor (PatientsDesk *desk, const char *id, const char *family, const char *specialty)
{
  g_autofree char *doctor = g_strdup_printf (
      "{\"resourceType\":\"Practitioner\",\"id\":\"%s\",\"active\":true,\"name\":[{\"family\":\"%s\","
      "\"given\":"
      "[\"Ada\"]}],\"communication\":[{\"coding\":[{\"system\":\"urn:ietf:bcp:47\",\"code\":\"de\"}]}],"
      "\"x-unknown\":\"kept\"}",
      id, family);
  g_autofree char *role = g_strdup_printf (
      "{\"resourceType\":\"PractitionerRole\",\"id\":\"role-%s\",\"active\":true,\"practitioner\":{"
      "\"reference\":"
      "\"Practitioner/"
      "%s\"},\"specialty\":[{\"text\":\"%s\"}],\"availableTime\":[{\"daysOfWeek\":[\"mon\",\"tue\"],"
      "\"availableStartTime\":\"08:00:00\",\"availableEndTime\":\"12:00:00\"}]}",
      id, id, specialty);

  patients_desk_put (desk->store, doctor);
  patients_desk_put (desk->store, role);
}

static void
put_appointment (PatientsDesk *desk, const char *id, const char *doctor, const char *patient, int hour)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"%s\",\"status\":\"booked\",\"start\":\"2026-06-22T%02d:00:"
      "00Z\","
      "\"end\":\"2026-06-22T%02d:30:00Z\",\"participant\":[{\"actor\":{\"reference\":\"Patient/"
      "%s\"},\"status\":"
      "\"accepted\"},{\"actor\":{\"reference\":\"Practitioner/%s\"},\"status\":\"accepted\"}]}",
      id, hour, hour, patient, doctor);

  patients_desk_put (desk->store, json);
}

static PatientsDesk *
open_clinic (void)
{
  PatientsDesk *desk = patients_desk_new (0, "en-GB");

  put_doctor (desk, "lovelace", "Lovelace", "Cardiology");
  put_doctor (desk, "hopper", "Hopper", "Cardiology");
  put_doctor (desk, "curie", "Curie", "Dermatology");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"name\":[{\"family\":\"Keller\"}],"
                     "\"telecom\":[{\"system\":\"phone\",\"value\":\"0171 2345678\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"bert\",\"name\":[{\"family\":\"=Brecht\"}]}");
  put_appointment (desk, "first", "lovelace", "anna", 9);
  put_appointment (desk, "second", "lovelace", "bert", 10);
  return desk;
}

static SalveAppointmentDetails *
read_appointment (PatientsDesk *desk, const char *id)
{
  g_autoptr (SalveResource) resource = salve_store_read (desk->store, "Appointment", id, NULL, NULL);

  g_assert_nonnull (resource);
  return salve_appointment_details_read (resource);
}

static void
test_list (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDoctorsView) view = g_object_ref_sink (salve_doctors_view_new (desk->clinic));

  g_assert_cmpstr (salve_doctors_view_get_state (view), ==, "list");
  g_assert_cmpuint (salve_doctors_view_get_n_shown (view), ==, 3);
  salve_doctors_view_search (view, "cardio");
  g_assert_cmpuint (salve_doctors_view_get_n_shown (view), ==, 2);
  salve_doctors_view_search (view, "german lovel");
  g_assert_cmpuint (salve_doctors_view_get_n_shown (view), ==, 1);
  salve_doctors_view_search (view, "nobody");
  g_assert_cmpstr (salve_doctors_view_get_state (view), ==, "none");
}

static void
test_times (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveTimeSpan monday = salve_wall_clock_day (MONDAY, salve_clinic_get_zone (desk->clinic));
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveDoctorTimes) times = salve_doctor_times_read (desk->clinic, "lovelace", monday, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (times->booked->len, ==, 2);
  g_assert_cmpint (times->free_minutes, ==, 180);
}

static guint
count_of (PatientsDesk *desk, const char *type)
{
  guint64 n = 0;

  g_assert_true (salve_store_count (desk->store, type, &n, NULL));
  return (guint)n;
}

static void
type_into (SalveDoctorEditor *editor, const char *name, const char *text)
{
  salve_form_field_set_text (salve_doctor_editor_get_field (editor, name), text);
}

static void
test_add_and_edit (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDoctorEditor) editor = salve_doctor_editor_new (desk->clinic);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (SalveDoctor) doctor = NULL;
  g_auto (GStrv) specialties = NULL;

  salve_doctor_editor_begin (editor);
  g_assert_false (salve_doctor_editor_check (editor));
  type_into (editor, "family", "Hodgkin");
  type_into (editor, "specialties", "Neurology,  Sleep medicine,");
  type_into (editor, "email", "dorothy@example.org");
  salve_doctor_editor_choose_colour (editor, 7);
  g_assert_true (salve_doctor_editor_check (editor));
  change = salve_doctor_editor_make_change (editor, &error);
  g_assert_no_error (error);
  patients_desk_wait_commit (salve_clinic_commit (desk->clinic, change), &error);
  g_assert_no_error (error);
  doctor = salve_doctor_read (desk->store, salve_doctor_editor_get_id (editor), &error);
  g_assert_no_error (error);
  g_assert_cmpint (salve_doctor_get_colour (doctor), ==, 7);
  specialties = salve_doctor_list_specialties (doctor);
  g_assert_cmpuint (g_strv_length (specialties), ==, 2);
  g_assert_cmpstr (specialties[1], ==, "Sleep medicine");
  g_assert_cmpuint (count_of (desk, "PractitionerRole"), ==, 4);
  patients_desk_wait_commit (salve_clinic_undo (desk->clinic), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_of (desk, "Practitioner"), ==, 3);
  g_assert_cmpuint (count_of (desk, "PractitionerRole"), ==, 3);
}

/* What the form does not show stays, and what was not touched is not written. */
static void
test_edit_keeps_the_unknown (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDoctorEditor) editor = salve_doctor_editor_new (desk->clinic);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) nothing = NULL;
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (SalveResource) after = NULL;

  g_assert_true (salve_doctor_editor_load (editor, "curie", &error));
  nothing = salve_doctor_editor_make_change (editor, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (salve_change_get_n_items (nothing), ==, 0);
  type_into (editor, "phone", "030 1234567");
  change = salve_doctor_editor_make_change (editor, &error);
  g_assert_cmpuint (salve_change_get_n_items (change), ==, 1);
  patients_desk_wait_commit (salve_clinic_commit (desk->clinic, change), &error);
  g_assert_no_error (error);
  after = salve_store_read (desk->store, "Practitioner", "curie", NULL, NULL);
  g_assert_nonnull (strstr (salve_resource_get_text (after, NULL), "\"x-unknown\":\"kept\""));
  g_assert_nonnull (strstr (salve_resource_get_text (after, NULL), "030 1234567"));
}

static void
test_draft (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDoctorEditor) editor = salve_doctor_editor_new (desk->clinic);
  g_autoptr (SalveDoctorEditor) second = salve_doctor_editor_new (desk->clinic);
  g_autoptr (GBytes) draft = NULL;
  g_autofree char *title = NULL;

  salve_doctor_editor_begin (editor);
  type_into (editor, "family", "Hodgkin");
  salve_doctor_editor_choose_colour (editor, (salve_doctor_editor_get_choices (editor)->colour + 1) % 12);
  draft = salve_doctor_editor_save_draft (editor);
  title = salve_doctor_draft_title (draft);
  g_assert_cmpstr (title, ==, "Hodgkin");
  g_assert_true (salve_doctor_editor_restore_draft (second, draft));
  g_assert_true (salve_doctor_editor_is_new (second));
  g_assert_cmpstr (salve_doctor_editor_get_id (second), ==, salve_doctor_editor_get_id (editor));
  g_assert_cmpstr (salve_form_field_get_text (salve_doctor_editor_get_field (second, "family")), ==,
                   "Hodgkin");
  g_assert_cmpint (salve_doctor_editor_get_choices (second)->colour, ==,
                   salve_doctor_editor_get_choices (editor)->colour);
}

static void
test_hours_typed (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  AdwDialog *dialog = g_object_ref_sink (salve_hours_dialog_new (desk->clinic, "lovelace", "role-lovelace"));
  SalveHoursDialog *hours = SALVE_HOURS_DIALOG (dialog);
  g_autoptr (SalveResource) role = NULL;
  g_autoptr (SalveRoleDetails) details = NULL;

  g_assert_cmpuint (salve_hours_dialog_get_n_stranded (hours), ==, 0);
  salve_hours_dialog_type (hours, "Mo 8-half");
  g_assert_true (salve_hours_dialog_has_mistake (hours));
  /* One of the two appointments, at 10, would be outside. */
  salve_hours_dialog_type (hours, "Mo-Fr 8-10; Sat 9-12");
  g_assert_false (salve_hours_dialog_has_mistake (hours));
  g_assert_cmpuint (salve_hours_dialog_get_n_stranded (hours), ==, 1);
  salve_hours_dialog_save (hours);
  patients_desk_spin (400);
  role = salve_store_read (desk->store, "PractitionerRole", "role-lovelace", NULL, NULL);
  details = salve_role_details_read (role);
  g_assert_cmpuint (details->hours->len, ==, 6);
  g_assert_cmpint (salve_hours_count_minutes (details->hours), ==, 5 * 120 + 180);
  g_assert_cmpuint (details->specialties->len, ==, 1);
  g_object_unref (dialog);
}

static void
on_changed (gpointer data)
{
  (*(guint *)data)++;
}

static void
test_hours_drawn (void)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en-GB");
  GtkWidget *view = g_object_ref_sink (salve_hours_view_new (locale, TRUE));
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (SalveHoursRule));
  g_autoptr (GArray) back = NULL;
  SalveHoursRule late = { .weekday = 5, .start_minute = 1200, .end_minute = 1440 };
  SalveHoursRule early = { .weekday = 2, .start_minute = 480, .end_minute = 720 };
  guint changed = 0;

  g_signal_connect_swapped (view, "changed", G_CALLBACK (on_changed), &changed);
  g_array_append_val (rules, late);
  g_array_append_val (rules, early);
  salve_hours_view_set_rules (SALVE_HOURS_VIEW (view), rules);
  back = salve_hours_view_get_rules (SALVE_HOURS_VIEW (view));
  g_assert_cmpuint (back->len, ==, 2);
  g_assert_cmpuint (g_array_index (back, SalveHoursRule, 0).weekday, ==, 2);
  g_assert_cmpint (g_array_index (back, SalveHoursRule, 1).end_minute, ==, 1440);
  g_assert_cmpuint (changed, ==, 0);
  g_object_unref (view);
}

static SalveClosePlan *
plan_monday (PatientsDesk *desk, SalveCloseWay way)
{
  SalveClosePlan *plan = salve_close_plan_new (desk->clinic, "lovelace");
  g_autoptr (GError) error = NULL;

  g_assert_true (salve_close_plan_set_span (
      plan, salve_wall_clock_day (MONDAY, salve_clinic_get_zone (desk->clinic)), &error));
  g_assert_cmpuint (salve_close_plan_get_n_items (plan), ==, 2);
  for (guint i = 0; i < 2; i++)
    salve_close_plan_set_way (plan, i, way);
  patients_desk_wait_commit (salve_close_plan_find (plan), &error);
  g_assert_no_error (error);
  return plan;
}

static void
commit_plan (PatientsDesk *desk, SalveClosePlan *plan, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) change = salve_close_plan_make_change (plan, "Range closed", reason, &error);

  g_assert_no_error (error);
  patients_desk_wait_commit (salve_clinic_commit (desk->clinic, change), &error);
  g_assert_no_error (error);
}

/* Tuesday has room for both, and they do not get the same time; one undo takes all of it back. */
static void
test_close_and_rebook (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveClosePlan) plan = plan_monday (desk, SALVE_CLOSE_REBOOK);
  g_autoptr (SalveAppointmentDetails) first = NULL;
  g_autoptr (SalveAppointmentDetails) second = NULL;
  g_autoptr (SalveAppointmentDetails) back = NULL;
  g_autoptr (GPtrArray) calls = NULL;
  g_autoptr (GError) error = NULL;
  SalveInstant tuesday = salve_instant_from_local (salve_partial_date_add_days (MONDAY, 1), 8, 0,
                                                   salve_clinic_get_zone (desk->clinic));

  commit_plan (desk, plan, "Conference");
  first = read_appointment (desk, "first");
  second = read_appointment (desk, "second");
  g_assert_cmpint (first->span.start, ==, tuesday);
  g_assert_cmpint (second->span.start, ==, tuesday + 30 * SALVE_INSTANT_MINUTE);
  g_assert_cmpint (first->status, ==, SALVE_APPOINTMENT_BOOKED);
  g_assert_cmpuint (count_of (desk, "Slot"), ==, 1);
  calls = salve_close_plan_list_calls (plan);
  g_assert_cmpuint (calls->len, ==, 2);
  g_assert_cmpstr (((SalveCall *)g_ptr_array_index (calls, 0))->phone, ==, "0171 2345678");
  patients_desk_wait_commit (salve_clinic_undo (desk->clinic), &error);
  g_assert_no_error (error);
  back = read_appointment (desk, "first");
  g_assert_cmpint (back->span.start, <, tuesday - 20 * 60 * SALVE_INSTANT_MINUTE);
  g_assert_cmpuint (count_of (desk, "Slot"), ==, 0);
}

static void
test_close_with_another_doctor (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveClosePlan) plan = plan_monday (desk, SALVE_CLOSE_REBOOK_OTHERS);
  g_autoptr (SalveAppointmentDetails) first = NULL;

  /* Of the two others only one has the specialty; she is free at the same time. */
  g_assert_cmpstr (salve_close_plan_get_item (plan, 0)->new_doctor_id, ==, "hopper");
  g_assert_cmpint (salve_close_plan_get_item (plan, 0)->new_span.start, ==,
                   salve_close_plan_get_item (plan, 0)->row->span.start);
  commit_plan (desk, plan, NULL);
  first = read_appointment (desk, "first");
  g_assert_cmpstr (first->doctor_id, ==, "hopper");
}

/* What is chosen while times are still being looked for counts, whichever search ends last; and a plan that is let go of
 * meanwhile is in nobody's way. */
static void
test_close_chosen_again (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveClosePlan) plan = plan_monday (desk, SALVE_CLOSE_CANCEL);
  SalveClosePlan *left = plan_monday (desk, SALVE_CLOSE_REBOOK);
  DexFuture *first, *second, *third;
  gint64 n_first;

  for (guint i = 0; i < 2; i++)
    salve_close_plan_set_way (plan, i, SALVE_CLOSE_REBOOK_OTHERS);
  first = salve_close_plan_find (plan);
  salve_close_plan_set_way (plan, 0, SALVE_CLOSE_CANCEL);
  second = salve_close_plan_find (plan);
  third = salve_close_plan_find (left);
  salve_close_plan_unref (left);
  /* Overtaken, or done before the second was asked for. */
  n_first = patients_desk_wait_commit (first, NULL);
  g_assert_true (n_first == 0 || n_first == 2);
  g_assert_cmpint (patients_desk_wait_commit (second, NULL), ==, 1);
  g_assert_cmpint (patients_desk_wait_commit (third, NULL), ==, 2);
  g_assert_false (salve_close_plan_get_item (plan, 0)->found);
  g_assert_cmpstr (salve_close_plan_get_item (plan, 1)->new_doctor_id, ==, "hopper");
}

static void
test_close_and_cancel (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveClosePlan) plan = plan_monday (desk, SALVE_CLOSE_CANCEL);
  g_autoptr (SalveAppointmentDetails) first = NULL;
  g_autoptr (GPtrArray) calls = NULL;
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;

  commit_plan (desk, plan, "Burst pipe");
  first = read_appointment (desk, "first");
  g_assert_cmpint (first->status, ==, SALVE_APPOINTMENT_CANCELLED);
  g_assert_cmpstr (first->cancel_reason, ==, "Burst pipe");
  calls = salve_close_plan_list_calls (plan);
  csv = salve_call_list_to_csv (calls);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[1], "\"Keller\",\"0171 2345678\","));
  /* What looks like a formula is none. */
  g_assert_true (g_str_has_prefix (lines[2], "\"'=Brecht\""));
}

static void
test_call_list_is_printed (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveClosePlan) plan = plan_monday (desk, SALVE_CLOSE_CANCEL);
  g_autoptr (GPtrArray) calls = salve_close_plan_list_calls (plan);
  g_autofree char *path = g_build_filename (desk->folder, "calls.pdf", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (salve_call_list_to_pdf (calls, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "%PDF"));
}

static char *
save_closed (PatientsDesk *desk, AdwDialog *dialog)
{
  g_object_ref_sink (dialog);
  salve_close_dialog_save (SALVE_CLOSE_DIALOG (dialog));
  patients_desk_spin (300);
  g_object_unref (dialog);
  return patients_desk_look (desk, "Slot");
}

static char *
only_slot (PatientsDesk *desk)
{
  g_autoptr (GPtrArray) exceptions = NULL;
  SalveTimeSpan range = { salve_clinic_now (desk->clinic),
                          salve_clinic_now (desk->clinic) + 30 * 24 * 60 * SALVE_INSTANT_MINUTE };
  g_autoptr (SalveTimetable) timetable =
      salve_store_load_timetable (desk->store, SALVE_ACTOR_DOCTOR, "curie", range, NULL);

  exceptions = salve_timetable_list_exceptions (timetable, range);
  g_assert_cmpuint (exceptions->len, ==, 1);
  return g_strdup (((const SalveTimetableException *)g_ptr_array_index (exceptions, 0))->id);
}

/* A holiday, or an absence of @doctor, is put on other days; it stays the same one, and one undo puts it back. */
static void
change_closed (const char *doctor)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  AdwDialog *dialog;
  SalvePartialDate friday = salve_partial_date_add_days (MONDAY, 4);
  g_autofree char *before = NULL, *after = NULL, *back = NULL, *id = NULL, *id_after = NULL;
  g_autoptr (GError) error = NULL;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Location\",\"id\":\"clinic\",\"status\":\"active\",\"name\":"
                     "\"Clinic\",\"mode\":\"instance\",\"physicalType\":{\"coding\":[{\"system\":"
                     "\"http://terminology.hl7.org/CodeSystem/location-physical-type\",\"code\":\"bu\"}]}}");
  dialog = salve_close_dialog_new (desk->clinic, doctor);
  salve_close_dialog_set_days (SALVE_CLOSE_DIALOG (dialog), friday, friday);
  before = save_closed (desk, dialog);
  id = only_slot (desk);
  dialog = salve_close_dialog_new_for (desk->clinic, id, &error);
  g_assert_no_error (error);
  g_assert_true (adw_dialog_get_can_close (dialog));
  salve_close_dialog_set_days (SALVE_CLOSE_DIALOG (dialog), friday, salve_partial_date_add_days (friday, 1));
  after = save_closed (desk, dialog);
  g_assert_cmpstr (after, !=, before);
  id_after = only_slot (desk);
  g_assert_cmpstr (id_after, ==, id);
  g_assert_nonnull (strstr (after, "\"end\":\"2026-06-28T00:00:00"));
  patients_desk_wait_commit (salve_clinic_undo (desk->clinic), &error);
  g_assert_no_error (error);
  back = patients_desk_look (desk, "Slot");
  g_assert_cmpstr (back, ==, before);
}

static void
test_change_a_holiday (void)
{
  change_closed (NULL);
}

static void
test_change_an_absence (void)
{
  change_closed ("curie");
}

static void
test_open_times (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  AdwDialog *dialog = g_object_ref_sink (salve_opening_dialog_new (desk->clinic, "curie"));
  AdwDialog *again = NULL;
  SalveTimeSpan days = { salve_clinic_now (desk->clinic),
                         salve_clinic_now (desk->clinic) + 14 * 24 * 60 * SALVE_INSTANT_MINUTE };
  g_autoptr (SalveDoctorTimes) before = salve_doctor_times_read (desk->clinic, "curie", days, NULL);
  g_autoptr (SalveDoctorTimes) after = NULL;

  salve_opening_dialog_set (SALVE_OPENING_DIALOG (dialog), MONDAY, salve_partial_date_add_days (MONDAY, 1),
                            18 * 60, 20 * 60, 15);
  g_assert_cmpuint (salve_opening_dialog_get_n_times (SALVE_OPENING_DIALOG (dialog)), ==, 16);
  salve_opening_dialog_save (SALVE_OPENING_DIALOG (dialog));
  patients_desk_spin (500);
  g_assert_cmpuint (count_of (desk, "Slot"), ==, 16);
  g_assert_cmpuint (count_of (desk, "Schedule"), ==, 1);
  after = salve_doctor_times_read (desk->clinic, "curie", days, NULL);
  g_assert_cmpint (after->free_minutes - before->free_minutes, ==, 240);
  /* A doctor's time is opened once. */
  again = g_object_ref_sink (salve_opening_dialog_new (desk->clinic, "curie"));
  salve_opening_dialog_set (SALVE_OPENING_DIALOG (again), MONDAY, MONDAY, 17 * 60, 20 * 60, 15);
  g_assert_cmpuint (salve_opening_dialog_get_n_times (SALVE_OPENING_DIALOG (again)), ==, 4);
  g_object_unref (again);
  g_object_unref (dialog);
}

static void
test_typed_times (void)
{
  static const struct
  {
    const char *text;
    int minute; /* -1: none */
  } times[] = { { "8", 480 },        { "8:30", 510 },  { "0830", 510 }, { "830", 510 },
                { "14h30", 870 },    { "2 pm", 840 },  { "12 am", 0 },  { "24:00", 1440 },
                { "8.15", 495 },     { "٠٨:٣٠", 510 }, { "25", -1 },    { "8:60", -1 },
                { "half past", -1 }, { "", -1 },       { "13 pm", -1 }, { "8:3", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      int minute = -1;
      gboolean good = salve_minute_parse_typed (times[i].text, &minute);

      g_test_message ("%s", times[i].text);
      g_assert_cmpint (good ? minute : -1, ==, times[i].minute);
    }
}

/* What is shown in a field is understood when it is typed there. */
static void
test_times_come_back (void)
{
  static const char *const tags[] = { "en-GB", "en-US", "de-DE", "fr-FR", "es-ES", "es-MX", "ar-EG" };

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
      g_autofree char *range = salve_minutes_format_range (450, 1050, locale);
      g_autofree char *line = g_strdup_printf ("%s %s", salve_locale_weekday_name (locale, 3, FALSE), range);
      g_autofree char *time = salve_minute_format (1050, locale);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) rules = salve_hours_parse_typed (line, locale, &error);
      int minute = -1;

      g_test_message ("%s: %s", tags[i], line);
      g_assert_no_error (error);
      g_assert_cmpuint (rules->len, ==, 1);
      g_assert_cmpint (g_array_index (rules, SalveHoursRule, 0).start_minute, ==, 450);
      g_assert_cmpint (g_array_index (rules, SalveHoursRule, 0).end_minute, ==, 1050);
      g_assert_true (salve_minute_parse_typed (time, &minute));
      g_assert_cmpint (minute, ==, 1050);
    }
}

static void
test_colours_have_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < SALVE_N_COLOURS; i++)
    g_assert_true (g_hash_table_add (names, (gpointer)salve_colour_get_name (i)));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/doctors/list", test_list);
  g_test_add_func ("/doctors/times", test_times);
  g_test_add_func ("/doctors/add-and-edit", test_add_and_edit);
  g_test_add_func ("/doctors/edit-keeps-the-unknown", test_edit_keeps_the_unknown);
  g_test_add_func ("/doctors/draft", test_draft);
  g_test_add_func ("/doctors/hours-typed", test_hours_typed);
  g_test_add_func ("/doctors/hours-drawn", test_hours_drawn);
  g_test_add_func ("/doctors/close-and-rebook", test_close_and_rebook);
  g_test_add_func ("/doctors/close-with-another-doctor", test_close_with_another_doctor);
  g_test_add_func ("/doctors/close-chosen-again", test_close_chosen_again);
  g_test_add_func ("/doctors/close-and-cancel", test_close_and_cancel);
  g_test_add_func ("/doctors/call-list-is-printed", test_call_list_is_printed);
  g_test_add_func ("/doctors/change-a-holiday", test_change_a_holiday);
  g_test_add_func ("/doctors/change-an-absence", test_change_an_absence);
  g_test_add_func ("/doctors/open-times", test_open_times);
  g_test_add_func ("/doctors/typed-times", test_typed_times);
  g_test_add_func ("/doctors/times-come-back", test_times_come_back);
  g_test_add_func ("/doctors/colours-have-names", test_colours_have_names);
  return g_test_run ();
}
