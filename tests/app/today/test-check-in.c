/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who arrives becomes a visit in the record, which goes on with the appointment; all of it is done and undone together,
 * and afterwards every resource is what it was, to the byte. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "calendar-desk.h"
#include "salve-appointment-flows.h"
#include "salve-check-in.h"
#include "salve-correction.h"
#include "salve-directory.h"
#include "salve-encounter.h"
#include "salve-ticket-print.h"
#include "salve-ticket.h"
#include "salve-walk-in.h"

#define MINUTE SALVE_INSTANT_MINUTE

static void
step (PatientsDesk *desk, const char *id, SalveAppointmentStep what)
{
  calendar_desk_done (salve_appointment_take_step (desk->clinic, id, what, NULL, SALVE_SERIES_THIS));
}

static SalveResource *
encounter_of (PatientsDesk *desk, const char *appointment)
{
  g_autofree char *id = salve_encounter_make_id (appointment);
  SalveResource *encounter = salve_store_read (desk->store, "Encounter", id, NULL, NULL);

  g_assert_nonnull (encounter);
  g_assert_true (salve_encounter_is_of (encounter, appointment));
  return encounter;
}

static void
assert_path (SalveResource *encounter, const char *path, const char *expected)
{
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (encounter), path), ==, expected);
}

static void
assert_status (PatientsDesk *desk, const char *expected)
{
  g_autoptr (SalveResource) encounter = encounter_of (desk, "nine");

  assert_path (encounter, "status", expected);
}

static char *
look_at_visits (PatientsDesk *desk)
{
  return patients_desk_look (desk, "Encounter");
}

/* The whole way, and all of it back again. */
static void
test_way (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  SalveInstant at = calendar_desk_at (desk, 22, 540);
  g_autofree char *before = calendar_desk_look (desk), *none = look_at_visits (desk), *again = NULL;
  g_autoptr (SalveResource) encounter = NULL;

  salve_clinic_set_now (desk->clinic, at);
  step (desk, "nine", SALVE_STEP_ARRIVE);
  assert_status (desk, "arrived");
  salve_clinic_set_now (desk->clinic, at + 10 * MINUTE);
  step (desk, "nine", SALVE_STEP_START);
  assert_status (desk, "in-progress");
  salve_clinic_set_now (desk->clinic, at + 25 * MINUTE);
  step (desk, "nine", SALVE_STEP_FINISH);
  encounter = encounter_of (desk, "nine");
  assert_path (encounter, "status", "finished");
  assert_path (encounter, "class.code", "AMB");
  assert_path (encounter, "subject.reference", "Patient/anna");
  assert_path (encounter, "period.start", "2026-06-22T09:00:00Z");
  assert_path (encounter, "period.end", "2026-06-22T09:25:00Z");
  g_assert_nonnull (strstr (salve_resource_get_text (encounter, NULL),
                            "{\"status\":\"arrived\",\"period\":{\"start\":\"2026-06-22T09:00:00Z\",\"end\":"
                            "\"2026-06-22T09:10:00Z\"}}"));
  g_assert_nonnull (strstr (salve_resource_get_text (encounter, NULL), "Practitioner/lovelace"));
  for (guint i = 0; i < 3; i++)
    calendar_desk_done (salve_clinic_undo (desk->clinic));
  again = look_at_visits (desk);
  g_assert_cmpstr (again, ==, none);
  g_free (again);
  again = calendar_desk_look (desk);
  g_assert_cmpstr (again, ==, before);
  /* Done again, it is the same visit. */
  calendar_desk_done (salve_clinic_redo (desk->clinic));
  assert_status (desk, "arrived");
}

static void
test_back (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();

  step (desk, "nine", SALVE_STEP_ARRIVE);
  step (desk, "nine", SALVE_STEP_BACK);
  assert_status (desk, "planned");
  step (desk, "nine", SALVE_STEP_ARRIVE);
  assert_status (desk, "arrived");
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_CANCEL, "Left", SALVE_SERIES_THIS));
  assert_status (desk, "cancelled");
}

/* From the street into a room with one move, as it is dragged, and one undo. */
static void
test_walk (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk), *none = look_at_visits (desk), *after = NULL;
  SalveAppointmentStep steps[SALVE_APPOINTMENT_MOST_STEPS];
  SalveAppointmentWalk plan = { .steps = steps, .room_id = "room-2", .room_name = "Room 2" };
  g_autoptr (SalveAppointmentDetails) visit = NULL;
  g_autoptr (SalveResource) encounter = NULL;

  patients_desk_put (
      desk->store,
      "{\"resourceType\":\"Location\",\"id\":\"room-2\",\"status\":\"active\",\"name\":\"Room 2\"}");
  plan.n_steps = salve_appointment_find_steps (SALVE_APPOINTMENT_BOOKED, SALVE_APPOINTMENT_CHECKED_IN,
                                               SALVE_ROLES_STAFF, steps);
  calendar_desk_done (salve_appointment_walk (desk->clinic, "nine", &plan));
  visit = calendar_desk_read (desk, "nine");
  g_assert_cmpint (visit->status, ==, SALVE_APPOINTMENT_CHECKED_IN);
  g_assert_cmpstr (visit->room_id, ==, "room-2");
  g_assert_true (salve_ticket_is_valid (visit->ticket));
  encounter = encounter_of (desk, "nine");
  assert_path (encounter, "status", "in-progress");
  g_assert_nonnull (strstr (salve_resource_get_text (encounter, NULL), "Location/room-2"));
  calendar_desk_undo (desk, before);
  after = look_at_visits (desk);
  g_assert_cmpstr (after, ==, none);
}

static void
put_bed (PatientsDesk *desk, const char *id)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Location\",\"id\":\"%s\",\"status\":\"active\","
                       "\"name\":\"Bed\",\"physicalType\":{\"coding\":[{\"code\":\"bd\"}]}}",
                       id);

  patients_desk_put (desk->store, json);
}

static DexFuture *
to_bed (PatientsDesk *desk, const char *id, const char *bed)
{
  SalveAppointmentStep steps[SALVE_APPOINTMENT_MOST_STEPS];
  SalveAppointmentWalk plan = { .steps = steps, .room_id = bed, .room_name = "Bed" };
  g_autoptr (SalveAppointmentDetails) visit = calendar_desk_read (desk, id);

  plan.n_steps =
      salve_appointment_find_steps (visit->status, SALVE_APPOINTMENT_CHECKED_IN, SALVE_ROLES_STAFF, steps);
  return salve_appointment_walk (desk->clinic, id, &plan);
}

/* One person in a bed at a time: the second is refused, and told who is there, until the first has left it. */
static void
test_bed (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) second =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 600), 30);
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) refused = NULL;
  g_autofree char *before = NULL, *after = NULL;

  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 540));
  put_bed (desk, "bed-1");
  put_bed (desk, "bed-2");
  calendar_desk_done (salve_appointment_save (desk->clinic, second, SALVE_VERSION_NONE));
  calendar_desk_done (to_bed (desk, "nine", "bed-1"));
  before = calendar_desk_look (desk);
  refused = to_bed (desk, second->id, "bed-1");
  while (dex_future_is_pending (refused))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (dex_future_get_value (refused, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "Keller"));
  after = calendar_desk_look (desk);
  g_assert_cmpstr (after, ==, before);
  /* Booked for that bed, called in without another one being named: the same. */
  calendar_desk_done (to_bed (desk, "nine", "bed-2"));
  calendar_desk_done (to_bed (desk, second->id, "bed-1"));
  step (desk, second->id, SALVE_STEP_BACK);
  calendar_desk_done (to_bed (desk, "nine", "bed-1"));
  calendar_desk_refused (
      desk, salve_appointment_take_step (desk->clinic, second->id, SALVE_STEP_START, NULL, SALVE_SERIES_THIS),
      G_IO_ERROR, G_IO_ERROR_BUSY);
  step (desk, "nine", SALVE_STEP_FINISH);
  step (desk, second->id, SALVE_STEP_START);
}

/* Who is here and gets another doctor is with that one in the record with the same change. */
static void
test_moved_while_here (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  SalveAppointmentPlace place = { .doctor_id = "hopper", .doctor_name = "Grace Hopper" };
  g_autoptr (SalveAppointmentDetails) visit = NULL;
  g_autoptr (SalveResource) encounter = NULL;
  g_autoptr (SalveResource) again = NULL;
  g_autofree char *before = NULL;

  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 540));
  step (desk, "nine", SALVE_STEP_ARRIVE);
  before = calendar_desk_look (desk);
  visit = calendar_desk_read (desk, "nine");
  place.span = visit->span;
  calendar_desk_done (salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS));
  encounter = encounter_of (desk, "nine");
  g_assert_nonnull (strstr (salve_resource_get_text (encounter, NULL), "Practitioner/hopper"));
  g_assert_null (strstr (salve_resource_get_text (encounter, NULL), "Practitioner/lovelace"));
  calendar_desk_undo (desk, before);
  again = encounter_of (desk, "nine");
  g_assert_nonnull (strstr (salve_resource_get_text (again, NULL), "Practitioner/lovelace"));
}

/* The next one in, and whoever was inside is done: one change. */
static void
test_next (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) second =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 600), 30);
  const SalveAppointmentStep start = SALVE_STEP_START;
  SalveAppointmentWalk plan = { .steps = &start, .n_steps = 1, .finish_id = "nine" };
  g_autoptr (SalveAppointmentDetails) done = NULL;
  g_autoptr (SalveAppointmentDetails) inside = NULL;
  g_autofree char *before = NULL;

  calendar_desk_done (salve_appointment_save (desk->clinic, second, SALVE_VERSION_NONE));
  step (desk, "nine", SALVE_STEP_ARRIVE);
  step (desk, "nine", SALVE_STEP_START);
  step (desk, second->id, SALVE_STEP_ARRIVE);
  before = calendar_desk_look (desk);
  calendar_desk_done (salve_appointment_walk (desk->clinic, second->id, &plan));
  done = calendar_desk_read (desk, "nine");
  inside = calendar_desk_read (desk, second->id);
  g_assert_cmpint (done->status, ==, SALVE_APPOINTMENT_FULFILLED);
  g_assert_cmpint (inside->status, ==, SALVE_APPOINTMENT_CHECKED_IN);
  assert_status (desk, "finished");
  calendar_desk_undo (desk, before);
  assert_status (desk, "in-progress");
}

static const SalveAppointmentRow *
only_other (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (!g_str_equal (((const SalveAppointmentRow *)rows->pdata[i])->id, "nine"))
      return rows->pdata[i];
  g_assert_not_reached ();
}

/* Somebody without an appointment: the doctor's first free time, a ticket and a visit; undone together. */
static void
test_walk_in (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  g_autofree char *before = calendar_desk_look (desk), *none = look_at_visits (desk), *after = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const SalveAppointmentRow *made;
  g_autoptr (SalveAppointmentDetails) visit = NULL;
  g_autoptr (SalveResource) encounter = NULL;

  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 545));
  calendar_desk_done (salve_walk_in_arrive (desk->clinic, directory, "bert", "lovelace", NULL));
  rows = salve_store_list_patient_appointments (desk->store, "bert", NULL);
  made = only_other (rows);
  visit = calendar_desk_read (desk, made->id);
  g_assert_cmpint (visit->status, ==, SALVE_APPOINTMENT_ARRIVED);
  g_assert_true (salve_ticket_is_valid (visit->ticket));
  g_assert_null (visit->overbooked_reason);
  /* Anna has the doctor until half past nine. */
  g_assert_cmpint (visit->span.start, ==, calendar_desk_at (desk, 22, 570));
  g_assert_cmpint (visit->arrived, ==, calendar_desk_at (desk, 22, 545));
  encounter = encounter_of (desk, made->id);
  assert_path (encounter, "status", "arrived");
  calendar_desk_undo (desk, before);
  after = look_at_visits (desk);
  g_assert_cmpstr (after, ==, none);
}

/* No time is left today: nobody is put in between unless a doctor was named, and then the reason stands there. */
static void
test_walk_in_between (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (SalveAppointmentDetails) visit = NULL;

  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 715));
  calendar_desk_refused (desk, salve_walk_in_arrive (desk->clinic, directory, "bert", NULL, NULL), G_IO_ERROR,
                         G_IO_ERROR_NOT_FOUND);
  calendar_desk_done (salve_walk_in_arrive (desk->clinic, directory, "bert", "hopper", NULL));
  rows = salve_store_list_patient_appointments (desk->store, "bert", NULL);
  visit = calendar_desk_read (desk, only_other (rows)->id);
  g_assert_nonnull (visit->overbooked_reason);
  g_assert_cmpint (visit->span.start, ==, calendar_desk_at (desk, 22, 715));
}

static void
test_booked_today (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *none = NULL, *found = NULL;

  none = salve_walk_in_find_booked (desk->clinic, "anna");
  g_assert_null (none);
  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 480));
  found = salve_walk_in_find_booked (desk->clinic, "anna");
  g_assert_cmpstr (found, ==, "nine");
}

/* A slip is written only for who has a ticket; what it says in Arabic was looked at. */
static void
test_slip (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveLocale) arabic = salve_locale_new_for_tag ("ar_EG");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "salve-slip.pdf", NULL);
  g_autofree char *pdf = NULL;
  gsize length;

  salve_clinic_set_locale (desk->clinic, arabic);
  g_assert_false (salve_ticket_print_to_pdf (desk->clinic, "nine", path, &error));
  g_assert_no_error (error);
  step (desk, "nine", SALVE_STEP_ARRIVE);
  g_assert_true (salve_ticket_print_to_pdf (desk->clinic, "nine", path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &pdf, &length, &error));
  g_assert_cmpmem (pdf, 5, "%PDF-", 5);
  g_assert_cmpuint (length, >, 2000); /* with the letters that are on it; the journey measures it */
  if (g_getenv ("SALVE_KEEP_SLIP") == NULL)
    g_remove (path);
}

/* What was said at the kiosk is settled word by word, and can be asked about again. */
static void
test_settle (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) said = calendar_desk_read (desk, "nine");
  g_autoptr (SalveAppointmentDetails) one = NULL;
  g_autoptr (SalveAppointmentDetails) both = NULL;
  g_autofree char *before = NULL, *half = NULL;

  g_set_str (&said->to_confirm, "phone insurance");
  calendar_desk_done (salve_appointment_save (desk->clinic, said, SALVE_VERSION_ANY));
  before = calendar_desk_look (desk);
  calendar_desk_done (salve_check_in_settle (desk->clinic, "nine", "phone", TRUE));
  one = calendar_desk_read (desk, "nine");
  g_assert_cmpstr (one->to_confirm, ==, "insurance");
  half = calendar_desk_look (desk);
  calendar_desk_done (salve_check_in_settle (desk->clinic, "nine", "insurance", FALSE));
  both = calendar_desk_read (desk, "nine");
  g_assert_null (both->to_confirm);
  calendar_desk_undo (desk, half);
  calendar_desk_undo (desk, before);
}

static void
assert_of_anna (PatientsDesk *desk, const char *word, const char *expected)
{
  g_autoptr (SalveResource) anna = salve_store_read (desk->store, "Patient", "anna", NULL, NULL);
  g_autofree char *words = salve_correction_words (anna, word, NULL, salve_clinic_get_locale (desk->clinic));

  g_assert_cmpstr (words, ==, expected);
}

/* What they said it is now goes into the record by one action, and out of it by one undo; what somebody else has settled
 * or changed meanwhile does not. */
static void
test_accept (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) said = calendar_desk_read (desk, "nine");
  g_autoptr (SalveAppointmentDetails) after = NULL;
  g_autofree char *before = NULL, *people = NULL, *people_again = NULL;

  g_set_str (&said->to_confirm, "phone address");
  salve_correction_set (said, "phone", "0664 1234567");
  salve_correction_set (said, "address", "Hofgasse 4\n6020\nInnsbruck");
  calendar_desk_done (salve_appointment_save (desk->clinic, said, SALVE_VERSION_ANY));
  before = calendar_desk_look (desk);
  people = patients_desk_look (desk, "Patient");
  calendar_desk_refused (desk, salve_check_in_accept (desk->clinic, "nine", "phone", "0664 7654321"),
                         G_IO_ERROR, G_IO_ERROR_FAILED);
  calendar_desk_refused (desk, salve_check_in_accept (desk->clinic, "nine", "name", "Keller"), G_IO_ERROR,
                         G_IO_ERROR_FAILED);
  calendar_desk_done (salve_check_in_accept (desk->clinic, "nine", "phone", "0664 1234567"));
  after = calendar_desk_read (desk, "nine");
  g_assert_cmpstr (after->to_confirm, ==, "address");
  g_assert_null (after->new_phone);
  g_assert_nonnull (after->new_address);
  assert_of_anna (desk, "phone", "0664 1234567");
  calendar_desk_refused (desk, salve_check_in_accept (desk->clinic, "nine", "phone", "0664 1234567"),
                         G_IO_ERROR, G_IO_ERROR_FAILED);
  calendar_desk_undo (desk, before);
  people_again = patients_desk_look (desk, "Patient");
  g_assert_cmpstr (people_again, ==, people);
}

static void
test_card (void)
{
  static const struct
  {
    const char *start;
    const char *end;
    SalveCardState state;
  } cases[] = {
    { NULL, NULL, SALVE_CARD_UNDATED },
    { NULL, "2026-06-21", SALVE_CARD_VALID },
    { NULL, "2026-06-20", SALVE_CARD_EXPIRED },
    { NULL, "2026-06", SALVE_CARD_VALID },
    { NULL, "2026", SALVE_CARD_VALID },
    { NULL, "2025", SALVE_CARD_EXPIRED },
    { "2026-06-21", "2027-01-01T00:00:00Z", SALVE_CARD_VALID },
    { "2026-06-22", "2027-01-01", SALVE_CARD_NOT_YET },
    { "2026-06-22", NULL, SALVE_CARD_NOT_YET },
    { "2026-06-01", NULL, SALVE_CARD_UNDATED },
    { "soon", "never", SALVE_CARD_UNDATED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (
        salve_check_in_card_state (cases[i].start, cases[i].end, salve_partial_date_new_day (2026, 6, 21)),
        ==, cases[i].state);
}

/* What is missing is seen, and is not when it is there. */
static void
test_papers (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveCheckIn) before = salve_check_in_read (desk->clinic, "anna", NULL);
  g_autoptr (SalveCheckIn) after = NULL;

  g_assert_cmpint (before->card, ==, SALVE_CARD_NONE);
  g_assert_false (salve_partial_date_is_set (before->consented));
  g_assert_null (before->forms[0]);
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Coverage\",\"id\":\"old\",\"status\":\"active\",\"beneficiary\":{"
                     "\"reference\":\"Patient/anna\"},\"payor\":[{\"display\":\"Old\"}],\"period\":{\"end\":"
                     "\"2020-01-01\"}}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Coverage\",\"id\":\"new\",\"status\":\"active\",\"beneficiary\":{"
                     "\"reference\":\"Patient/anna\"},\"payor\":[{\"display\":\"New\"}],\"period\":{\"end\":"
                     "\"2030-01-01\"}}");
  patients_desk_put (desk->store, "{\"resourceType\":\"Questionnaire\",\"id\":\"q1\",\"status\":\"active\","
                                  "\"title\":\"Allergies\"}");
  patients_desk_put (desk->store, "{\"resourceType\":\"Questionnaire\",\"id\":\"q2\",\"status\":\"active\","
                                  "\"title\":\"History\"}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"a1\",\"status\":\"completed\","
                     "\"questionnaire\":\"Questionnaire/q1\",\"subject\":{\"reference\":\"Patient/anna\"}}");
  calendar_desk_done (salve_check_in_agree (desk->clinic, "anna"));
  after = salve_check_in_read (desk->clinic, "anna", NULL);
  g_assert_cmpint (after->card, ==, SALVE_CARD_VALID);
  g_assert_cmpstr (after->insurer, ==, "New");
  g_assert_true (salve_partial_date_equal (after->consented, salve_clinic_today (desk->clinic)));
  g_assert_cmpstr (after->forms[0], ==, "History");
  g_assert_null (after->forms[1]);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/check-in/way", test_way);
  g_test_add_func ("/check-in/back", test_back);
  g_test_add_func ("/check-in/walk", test_walk);
  g_test_add_func ("/check-in/bed", test_bed);
  g_test_add_func ("/check-in/moved-while-here", test_moved_while_here);
  g_test_add_func ("/check-in/next", test_next);
  g_test_add_func ("/check-in/walk-in", test_walk_in);
  g_test_add_func ("/check-in/walk-in-between", test_walk_in_between);
  g_test_add_func ("/check-in/booked-today", test_booked_today);
  g_test_add_func ("/check-in/slip", test_slip);
  g_test_add_func ("/check-in/settle", test_settle);
  g_test_add_func ("/check-in/accept", test_accept);
  g_test_add_func ("/check-in/card", test_card);
  g_test_add_func ("/check-in/papers", test_papers);
  return g_test_run ();
}
