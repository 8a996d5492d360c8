/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does to appointments, each done and undone: afterwards every resource is what it was, to the byte. The
 * clinic's clock stands at Sunday 2026-06-21, 00:00 UTC; its doctors work on Mondays and Tuesdays from eight to twelve. */
#include "config.h"

#include <adwaita.h>

#include "patients-desk.h"
#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-calendar-page.h"
#include "salve-calendar-print.h"
#include "salve-calendar-range.h"
#include "salve-clash-words.h"
#include "salve-hours-map.h"
#include "salve-housekeeping.h"
#include "salve-offers.h"
#include "salve-repeat.h"
#include "salve-ticket.h"

#define HOUR ((gint64)60 * SALVE_INSTANT_MINUTE)

static void
put_doctor (PatientsDesk *desk, const char *id, const char *family)
{
  g_autofree char *doctor = g_strdup_printf (
      "{\"resourceType\":\"Practitioner\",\"id\":\"%s\",\"active\":true,\"name\":[{\"family\":\"%s\"}]}", id,
      family);
  g_autofree char *role = g_strdup_printf (
      "{\"resourceType\":\"PractitionerRole\",\"id\":\"role-%s\",\"active\":true,\"practitioner\":{"
      "\"reference\":"
      "\"Practitioner/"
      "%s\"},\"availableTime\":[{\"daysOfWeek\":[\"mon\",\"tue\"],\"availableStartTime\":\"08:00:00\","
      "\"availableEndTime\":\"12:00:00\"}]}",
      id, id);

  patients_desk_put (desk->store, doctor);
  patients_desk_put (desk->store, role);
}

static PatientsDesk *
open_clinic (void)
{
  PatientsDesk *desk = patients_desk_new (0, "en-GB");

  put_doctor (desk, "lovelace", "Lovelace");
  put_doctor (desk, "hopper", "Hopper");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"name\":[{\"family\":\"Keller\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"bert\",\"name\":[{\"family\":\"Brecht\"}]}");
  /* With what Salve does not understand, which must come through everything. */
  patients_desk_put (
      desk->store,
      "{\"resourceType\":\"Appointment\",\"id\":\"nine\",\"x-unknown\":{\"a\":1.00},\"status\":\"booked\","
      "\"start\":"
      "\"2026-06-22T09:00:00Z\",\"end\":\"2026-06-22T09:30:00Z\",\"comment\":\"Brings the "
      "letter\",\"participant\":[{"
      "\"actor\":{\"reference\":\"Patient/anna\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
      "\"Practitioner/lovelace\"},\"required\":\"required\",\"status\":\"accepted\"}]}");
  return desk;
}

static SalveInstant
at (PatientsDesk *desk, int day, int minute)
{
  return salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 6, day), minute,
                                      salve_clinic_get_zone (desk->clinic));
}

/* All appointments there are, as text. */
static char *
look (PatientsDesk *desk)
{
  return patients_desk_look (desk, "Appointment");
}

static void
done (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  patients_desk_wait_commit (future, &error);
  g_assert_no_error (error);
}

/* Nothing changes, and the error is that one. */
static void
refused (PatientsDesk *desk, DexFuture *future, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  patients_desk_wait_commit (future, &error);
  g_assert_error (error, domain, code);
}

static void
undo (PatientsDesk *desk, const char *expected)
{
  g_autofree char *now = NULL;

  done (salve_clinic_undo (desk->clinic));
  now = look (desk);
  g_assert_cmpstr (now, ==, expected);
}

static SalveAppointmentDetails *
read_one (PatientsDesk *desk, const char *id)
{
  SalveAppointmentDetails *details = salve_appointment_read (desk->clinic, id, NULL, NULL);

  g_assert_nonnull (details);
  return details;
}

static SalveAppointmentDetails *
propose (PatientsDesk *desk, const char *patient, const char *doctor, SalveInstant start, int minutes)
{
  g_autofree char *id = g_uuid_string_random ();
  SalveAppointmentDetails *details = salve_appointment_details_new (id);

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->patient_id = g_strdup (patient);
  details->doctor_id = g_strdup (doctor);
  details->span = (SalveTimeSpan){ start, start + minutes * SALVE_INSTANT_MINUTE };
  return details;
}

static void
test_book (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk);
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "bert", "lovelace", at (desk, 22, 600), 20);
  g_autoptr (SalveAppointmentDetails) saved = NULL;

  done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  saved = read_one (desk, details->id);
  g_assert_cmpstr (saved->patient_id, ==, "bert");
  g_assert_cmpint (saved->span.start, ==, details->span.start);
  undo (desk, before);
}

/* Whoever is second is told so, and the first keeps the time. */
static void
test_taken (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk), *after = NULL;
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "bert", "lovelace", at (desk, 22, 560), 20);
  SalveAppointmentPlace place = { .span = { at (desk, 22, 560), at (desk, 22, 580) } };

  refused (desk, salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE), SALVE_STORE_ERROR,
           SALVE_STORE_ERROR_TAKEN);
  after = look (desk);
  g_assert_cmpstr (before, ==, after);
  /* The patient cannot be at two places either. */
  refused (desk, salve_appointment_copy (desk->clinic, "nine", &place), SALVE_STORE_ERROR,
           SALVE_STORE_ERROR_TAKEN);
  details->overbooked_reason = g_strdup ("Emergency");
  done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  undo (desk, before);
}

/* Overbooking is said of one time: taken elsewhere, the appointment is refused like any other. */
static void
test_overbooked_moves (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) over = propose (desk, "bert", "lovelace", at (desk, 22, 550), 20);
  g_autoptr (SalveAppointmentDetails) ten = propose (desk, "bert", "hopper", at (desk, 22, 600), 20);
  g_autofree char *before = NULL, *after = NULL;
  SalveAppointmentPlace free_place = { .span = { at (desk, 23, 480), at (desk, 23, 500) } };
  SalveAppointmentPlace taken = { .span = { at (desk, 22, 540), at (desk, 22, 560) } };
  g_autoptr (SalveAppointmentDetails) moved = NULL;

  over->overbooked_reason = g_strdup ("Emergency");
  done (salve_appointment_save (desk->clinic, over, SALVE_VERSION_NONE));
  done (salve_appointment_save (desk->clinic, ten, SALVE_VERSION_NONE));
  before = look (desk);
  refused (desk, salve_appointment_move (desk->clinic, over->id, &taken, SALVE_SERIES_THIS),
           SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  after = look (desk);
  g_assert_cmpstr (before, ==, after);
  done (salve_appointment_move (desk->clinic, over->id, &free_place, SALVE_SERIES_THIS));
  moved = read_one (desk, over->id);
  g_assert_null (moved->overbooked_reason);
  undo (desk, before);
}

/* What is done stays where it was done. */
static void
test_finished_stays (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveAppointmentPlace place = { .span = { at (desk, 23, 480), at (desk, 23, 500) } };

  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_START, NULL, SALVE_SERIES_THIS));
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_FINISH, NULL, SALVE_SERIES_THIS));
  refused (desk, salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS), G_IO_ERROR,
           G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_move (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk);
  SalveAppointmentPlace place = { .span = { at (desk, 23, 480), at (desk, 23, 525) },
                                  .doctor_id = "hopper",
                                  .doctor_name = "Hopper" };
  g_autoptr (SalveAppointmentDetails) moved = NULL;

  done (salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS));
  moved = read_one (desk, "nine");
  g_assert_cmpstr (moved->doctor_id, ==, "hopper");
  g_assert_cmpstr (moved->patient_id, ==, "anna");
  g_assert_cmpstr (moved->note, ==, "Brings the letter");
  g_assert_cmpint (moved->span.end - moved->span.start, ==, 45 * SALVE_INSTANT_MINUTE);
  undo (desk, before);
}

static void
test_copy (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk), *after = NULL;
  SalveAppointmentPlace place = { .span = { at (desk, 23, 480), at (desk, 23, 510) } };
  g_autoptr (GPtrArray) rows = NULL;

  done (salve_appointment_copy (desk->clinic, "nine", &place));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  after = look (desk);
  g_assert_nonnull (strstr (after, before));
  undo (desk, before);
}

static void
test_steps (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk);
  static const SalveAppointmentStep way[] = { SALVE_STEP_ARRIVE, SALVE_STEP_START, SALVE_STEP_FINISH };
  static const SalveAppointmentStatus reached[] = { SALVE_APPOINTMENT_ARRIVED, SALVE_APPOINTMENT_CHECKED_IN,
                                                    SALVE_APPOINTMENT_FULFILLED };
  g_autofree char *ticket = NULL;

  refused (desk,
           salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_FINISH, NULL, SALVE_SERIES_THIS),
           G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    {
      g_autoptr (SalveAppointmentDetails) now = NULL;

      done (salve_appointment_take_step (desk->clinic, "nine", way[i], NULL, SALVE_SERIES_THIS));
      now = read_one (desk, "nine");
      g_assert_cmpint (now->status, ==, reached[i]);
      g_assert_cmpint (now->arrived, ==, salve_clinic_now (desk->clinic));
      g_assert_cmpint (now->called, ==, i >= 1 ? salve_clinic_now (desk->clinic) : SALVE_INSTANT_NONE);
      g_assert_cmpint (now->finished, ==, i >= 2 ? salve_clinic_now (desk->clinic) : SALVE_INSTANT_NONE);
      g_assert_true (salve_ticket_is_valid (now->ticket));
      g_assert_true (i == 0 || g_str_equal (now->ticket, ticket));
      g_set_str (&ticket, now->ticket);
    }
  for (guint i = 1; i < G_N_ELEMENTS (way); i++)
    done (salve_clinic_undo (desk->clinic));
  undo (desk, before);
}

/* A cancelled time is free again, and undoing the cancellation under a new booking is refused. */
static void
test_cancel (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk);
  g_autoptr (SalveAppointmentDetails) cancelled = NULL;
  g_autoptr (SalveAppointmentDetails) other = propose (desk, "bert", "lovelace", at (desk, 22, 540), 30);

  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_CANCEL, "Patient is ill",
                                     SALVE_SERIES_THIS));
  cancelled = read_one (desk, "nine");
  g_assert_cmpint (cancelled->status, ==, SALVE_APPOINTMENT_CANCELLED);
  g_assert_cmpstr (cancelled->cancel_reason, ==, "Patient is ill");
  done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
  refused (desk, salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_BOOK, NULL, SALVE_SERIES_THIS),
           SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  done (salve_clinic_undo (desk->clinic));
  undo (desk, before);
}

/* Six visits on Mondays at ten; returns them in order. */
static GPtrArray *
book_series (PatientsDesk *desk)
{
  GTimeZone *zone = salve_clinic_get_zone (desk->clinic);
  g_autoptr (SalveAppointmentDetails) first = propose (desk, "anna", "lovelace", at (desk, 22, 600), 20);
  g_autofree char *rule = salve_repeat_to_rule (2, first->span.start, 6, zone);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) spans = salve_repeat_expand (rule, first->span, zone, &error);
  g_autoptr (GPtrArray) visits = NULL, rows = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (spans->len, ==, 6);
  visits = salve_series_visits_new (spans);
  done (salve_appointment_save_series (desk->clinic, first, visits, rule));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (row->series_id)
        return salve_store_list_series (desk->store, row->series_id, NULL);
    }
  g_assert_not_reached ();
}

static const SalveAppointmentRow *
nth (GPtrArray *rows, guint n)
{
  return g_ptr_array_index (rows, n);
}

/* A step back takes back what it said; a copy is another visit, to which nobody has come yet. */
static void
test_steps_back (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveAppointmentPlace place = { .span = { at (desk, 23, 480), at (desk, 23, 510) } };
  g_autoptr (SalveAppointmentDetails) waits = NULL;
  g_autoptr (SalveAppointmentDetails) copy = NULL;
  g_autoptr (SalveAppointmentDetails) booked = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_START, NULL, SALVE_SERIES_THIS));
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_BACK, NULL, SALVE_SERIES_THIS));
  waits = read_one (desk, "nine");
  g_assert_cmpint (waits->arrived, !=, SALVE_INSTANT_NONE);
  g_assert_cmpint (waits->called, ==, SALVE_INSTANT_NONE);
  done (salve_appointment_copy (desk->clinic, "nine", &place));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  for (guint i = 0; i < rows->len; i++)
    if (!g_str_equal (nth (rows, i)->id, "nine"))
      copy = read_one (desk, nth (rows, i)->id);
  g_assert_nonnull (copy);
  g_assert_null (copy->ticket);
  g_assert_cmpint (copy->arrived, ==, SALVE_INSTANT_NONE);
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_BACK, NULL, SALVE_SERIES_THIS));
  booked = read_one (desk, "nine");
  g_assert_cmpint (booked->arrived, ==, SALVE_INSTANT_NONE);
  g_assert_cmpstr (booked->ticket, ==, waits->ticket);
}

static int
minute_of (PatientsDesk *desk, const char *id)
{
  g_autoptr (SalveAppointmentDetails) details = read_one (desk, id);

  return (int)salve_instant_to_minute_of_day (details->span.start, salve_clinic_get_zone (desk->clinic));
}

/* Moves the third visit to eleven. */
static void
move_third (PatientsDesk *desk, GPtrArray *rows, SalveSeriesScope scope)
{
  SalveTimeSpan span = nth (rows, 2)->span;
  SalveAppointmentPlace place = { .span = { span.start + HOUR, span.end + HOUR } };

  done (salve_appointment_move (desk->clinic, nth (rows, 2)->id, &place, scope));
}

/* The rule says how many visits its series has. */
static void
assert_count (PatientsDesk *desk, const char *id, guint count)
{
  g_autoptr (SalveAppointmentDetails) details = read_one (desk, id);
  g_autofree char *expected = g_strdup_printf ("COUNT=%u", count);

  g_assert_nonnull (strstr (details->series_rule, expected));
}

static void
test_series_scopes (void)
{
  /* Which of the six are at eleven afterwards, and how many still belong to the first series. */
  static const struct
  {
    SalveSeriesScope scope;
    const char *at_eleven;
    guint in_first;
  } cases[] = {
    { SALVE_SERIES_THIS, "001000", 6 },
    { SALVE_SERIES_FOLLOWING, "001111", 2 },
    { SALVE_SERIES_ALL, "111111", 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PatientsDesk) desk = open_clinic ();
      g_autofree char *before = look (desk), *booked = NULL;
      g_autoptr (GPtrArray) rows = book_series (desk);
      g_autoptr (GPtrArray) first = NULL;

      g_assert_cmpuint (rows->len, ==, 6);
      booked = look (desk);
      move_third (desk, rows, cases[i].scope);
      for (guint j = 0; j < 6; j++)
        g_assert_cmpint (minute_of (desk, nth (rows, j)->id), ==, cases[i].at_eleven[j] == '1' ? 660 : 600);
      first = salve_store_list_series (desk->store, nth (rows, 0)->series_id, NULL);
      g_assert_cmpuint (first->len, ==, cases[i].in_first);
      assert_count (desk, nth (rows, 0)->id, cases[i].in_first);
      assert_count (desk, nth (rows, 2)->id, cases[i].in_first == 2 ? 4 : 6);
      undo (desk, booked);
      undo (desk, before);
    }
}

/* A day on for the whole series: the rule's weekday goes with it. */
static void
test_series_to_another_day (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  SalveTimeSpan span = nth (rows, 0)->span;
  SalveAppointmentPlace place = { .span = { span.start + 24 * HOUR, span.end + 24 * HOUR } };

  done (salve_appointment_move (desk->clinic, nth (rows, 0)->id, &place, SALVE_SERIES_ALL));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = read_one (desk, nth (rows, i)->id);

      g_assert_cmpint (details->span.start, ==, nth (rows, i)->span.start + 24 * HOUR);
      g_assert_null (strstr (details->series_rule, "BYDAY=MO"));
    }
}

static void
test_series_cancel_following (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *booked = NULL;
  g_autoptr (GPtrArray) rows = book_series (desk);

  booked = look (desk);
  done (salve_appointment_take_step (desk->clinic, nth (rows, 3)->id, SALVE_STEP_CANCEL, "Moved away",
                                     SALVE_SERIES_FOLLOWING));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = read_one (desk, nth (rows, i)->id);

      g_assert_cmpint (details->status, ==, i < 3 ? SALVE_APPOINTMENT_BOOKED : SALVE_APPOINTMENT_CANCELLED);
    }
  undo (desk, booked);
}

/* What is in the way of each of four visits on Mondays at ten: nothing, Bert, a holiday of the doctor, nothing. */
static GPtrArray *
look_at_four (PatientsDesk *desk, SalveAppointmentDetails *first, const char *rule)
{
  GTimeZone *zone = salve_clinic_get_zone (desk->clinic);
  g_autoptr (SalveAppointmentDetails) other = propose (desk, "bert", "lovelace", at (desk, 29, 600), 20);
  g_autoptr (GArray) spans = salve_repeat_expand (rule, first->span, zone, NULL);
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (desk->clinic);
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  GPtrArray *visits = salve_series_visits_new (spans);
  g_autoptr (GError) error = NULL;

  done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
  patients_desk_put (desk->store, "{\"resourceType\":\"Schedule\",\"id\":\"away\",\"actor\":[{\"reference\":"
                                  "\"Practitioner/lovelace\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Slot\",\"id\":\"july\",\"schedule\":{\"reference\":"
                     "\"Schedule/away\"},\"status\":\"busy-unavailable\",\"comment\":\"On holiday\","
                     "\"start\":\"2026-07-06T00:00:00Z\",\"end\":\"2026-07-07T00:00:00Z\"}");
  g_assert_true (salve_series_visits_look (visits, finder, directory, desk->clinic, first, &error));
  g_assert_no_error (error);
  return visits;
}

static SalveSeriesVisit *
nth_visit (GPtrArray *visits, guint n)
{
  return g_ptr_array_index (visits, n);
}

/* One taken time in the middle refuses all, and is named: nobody gets half a series without being told. */
static void
test_series_taken (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (SalveAppointmentDetails) first = propose (desk, "anna", "lovelace", at (desk, 22, 600), 20);
  g_autofree char *rule =
      salve_repeat_to_rule (2, first->span.start, 4, salve_clinic_get_zone (desk->clinic));
  g_autoptr (GPtrArray) visits = look_at_four (desk, first, rule);
  g_autoptr (GError) error = NULL;

  before = look (desk);
  patients_desk_wait_commit (salve_appointment_save_series (desk->clinic, first, visits, rule), &error);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_assert_nonnull (strstr (error->message, "29"));
  g_assert_true (g_str_has_prefix (error->message, "The visit of "));
  after = look (desk);
  g_assert_cmpstr (before, ==, after);
}

/* Each visit in the way of something is skipped, or booked with a reason of its own. */
static void
test_series_decided (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = NULL;
  g_autoptr (SalveAppointmentDetails) first = propose (desk, "anna", "lovelace", at (desk, 22, 600), 20);
  g_autofree char *rule =
      salve_repeat_to_rule (2, first->span.start, 4, salve_clinic_get_zone (desk->clinic));
  g_autoptr (GPtrArray) visits = look_at_four (desk, first, rule);
  g_autoptr (GPtrArray) rows = NULL;
  guint overbooked = 0, in_series = 0;

  before = look (desk);
  g_assert_null (nth_visit (visits, 0)->in_the_way);
  g_assert_nonnull (strstr (nth_visit (visits, 1)->in_the_way, "another appointment"));
  g_assert_nonnull (strstr (nth_visit (visits, 2)->in_the_way, "On holiday"));
  g_assert_null (nth_visit (visits, 3)->in_the_way);
  g_assert_false (salve_series_visit_is_decided (nth_visit (visits, 1)));
  nth_visit (visits, 1)->overbook_reason = g_strdup ("Dressing only");
  nth_visit (visits, 2)->skipped = TRUE;
  done (salve_appointment_save_series (desk->clinic, first, visits, rule));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      overbooked += nth (rows, i)->overbooked;
      in_series += nth (rows, i)->series_id != NULL;
      g_assert_cmpint (nth (rows, i)->span.start, !=, nth_visit (visits, 2)->span.start);
    }
  g_assert_cmpuint (in_series, ==, 3);
  g_assert_cmpuint (overbooked, ==, 1);
  undo (desk, before);
}

/* A decision holds as long as its visit is where it was with the same in its way. */
static void
test_series_decisions_kept (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) first = propose (desk, "anna", "lovelace", at (desk, 22, 600), 20);
  g_autofree char *rule =
      salve_repeat_to_rule (2, first->span.start, 4, salve_clinic_get_zone (desk->clinic));
  g_autoptr (GPtrArray) visits = look_at_four (desk, first, rule);
  g_autoptr (GArray) spans =
      salve_repeat_expand (rule, first->span, salve_clinic_get_zone (desk->clinic), NULL);
  g_autoptr (GPtrArray) again = salve_series_visits_new (spans);

  nth_visit (visits, 1)->skipped = TRUE;
  nth_visit (visits, 2)->overbook_reason = g_strdup ("She comes in for it");
  g_set_str (&nth_visit (again, 1)->in_the_way, nth_visit (visits, 1)->in_the_way);
  g_set_str (&nth_visit (again, 2)->in_the_way, "Something else.");
  salve_series_visits_keep_decisions (again, visits);
  g_assert_true (nth_visit (again, 1)->skipped);
  g_assert_null (nth_visit (again, 2)->overbook_reason);
}

static char *
plan_lines (PatientsDesk *desk, const char *id, SalveTimeSpan span, SalveSeriesScope scope, guint *n_staying)
{
  SalveAppointmentPlace place = { .span = span };
  g_autoptr (GError) error = NULL;
  char *in_the_way;

  g_assert_true (
      salve_appointment_plan_move (desk->clinic, id, &place, scope, &in_the_way, n_staying, &error));
  g_assert_no_error (error);
  return in_the_way;
}

/* Before anything is moved, each visit is looked at where it would be: the doctor works on Mondays and Tuesdays till
 * twelve, and Bert has the fourth visit's eleven o'clock. */
static void
test_series_plan (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  g_autoptr (SalveAppointmentDetails) other = NULL;
  g_autofree char *nothing = NULL, *taken = NULL, *closed = NULL, *before = look (desk), *after = NULL;
  SalveTimeSpan span = nth (rows, 0)->span;
  SalveTimeSpan eleven = { span.start + HOUR, span.end + HOUR };
  SalveTimeSpan noon = { span.start + 2 * HOUR, span.end + 2 * HOUR };
  g_auto (GStrv) lines = NULL;
  guint n_staying;

  nothing = plan_lines (desk, nth (rows, 0)->id, eleven, SALVE_SERIES_ALL, &n_staying);
  g_assert_null (nothing);
  after = look (desk);
  g_assert_cmpstr (before, ==, after);
  other = propose (desk, "bert", "lovelace", nth (rows, 3)->span.start + HOUR, 20);
  done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
  taken = plan_lines (desk, nth (rows, 0)->id, eleven, SALVE_SERIES_ALL, &n_staying);
  lines = g_strsplit (taken, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_nonnull (strstr (lines[0], "another appointment"));
  closed = plan_lines (desk, nth (rows, 0)->id, noon, SALVE_SERIES_THIS, &n_staying);
  g_assert_nonnull (strstr (closed, "Outside of the hours"));
}

/* The reason is kept with the visit that needs one. */
static void
test_series_overbook_one (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  g_autoptr (SalveAppointmentDetails) other =
      propose (desk, "bert", "lovelace", nth (rows, 3)->span.start + HOUR, 20);
  SalveTimeSpan span = nth (rows, 0)->span;
  SalveAppointmentPlace place = { .span = { span.start + HOUR, span.end + HOUR },
                                  .overbook_reason = "Quick look" };

  done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
  done (salve_appointment_move (desk->clinic, nth (rows, 0)->id, &place, SALVE_SERIES_ALL));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = read_one (desk, nth (rows, i)->id);

      g_assert_cmpstr (details->overbooked_reason, ==, i == 3 ? "Quick look" : NULL);
    }
}

/* The fourth visit was put on the Tuesday before its Monday and the fifth to half past ten; both stay there when all go
 * a day on, and the fourth still belongs to what follows the third. */
static void
test_series_moved_stay (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autofree char *before = look (desk), *nothing = NULL;
  g_autoptr (GPtrArray) rows = book_series (desk);
  SalveInstant fourth = nth (rows, 3)->span.start - 13 * 24 * HOUR;
  SalveInstant fifth = nth (rows, 4)->span.start + HOUR / 2;
  SalveAppointmentPlace earlier = { .span = { fourth, fourth + 20 * SALVE_INSTANT_MINUTE } };
  SalveAppointmentPlace later = { .span = { fifth, fifth + 20 * SALVE_INSTANT_MINUTE } };
  SalveTimeSpan span = nth (rows, 2)->span;
  SalveAppointmentPlace tuesday = { .span = { span.start + 24 * HOUR, span.end + 24 * HOUR } };
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (SalveAppointmentDetails) first_of_second = NULL;
  guint n_staying;

  done (salve_appointment_move (desk->clinic, nth (rows, 3)->id, &earlier, SALVE_SERIES_THIS));
  done (salve_appointment_move (desk->clinic, nth (rows, 4)->id, &later, SALVE_SERIES_THIS));
  nothing = plan_lines (desk, nth (rows, 2)->id, tuesday.span, SALVE_SERIES_FOLLOWING, &n_staying);
  g_assert_null (nothing);
  g_assert_cmpuint (n_staying, ==, 2);
  done (salve_appointment_move (desk->clinic, nth (rows, 2)->id, &tuesday, SALVE_SERIES_FOLLOWING));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = read_one (desk, nth (rows, i)->id);
      SalveInstant expected = i == 3   ? fourth
                              : i == 4 ? fifth
                              : i < 2  ? nth (rows, i)->span.start
                                       : nth (rows, i)->span.start + 24 * HOUR;

      g_assert_cmpint (details->span.start, ==, expected);
    }
  first_of_second = read_one (desk, nth (rows, 2)->id);
  second = salve_store_list_series (desk->store, first_of_second->series_id, NULL);
  g_assert_cmpuint (second->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    done (salve_clinic_undo (desk->clinic));
  g_free (nothing);
  nothing = look (desk);
  g_assert_cmpstr (nothing, ==, before);
}

/* A visit of another day taken on takes its series where it is put: days count from the day that the rule gave it. */
static void
test_series_from_moved (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  SalveTimeSpan span = nth (rows, 1)->span;
  SalveAppointmentPlace tuesday = { .span = { span.start + 24 * HOUR, span.end + 24 * HOUR } };
  SalveAppointmentPlace eleven = { .span = { span.start + 25 * HOUR, span.end + 25 * HOUR } };

  done (salve_appointment_move (desk->clinic, nth (rows, 1)->id, &tuesday, SALVE_SERIES_THIS));
  done (salve_appointment_move (desk->clinic, nth (rows, 1)->id, &eleven, SALVE_SERIES_ALL));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = read_one (desk, nth (rows, i)->id);

      g_assert_cmpint (details->span.start, ==, nth (rows, i)->span.start + 25 * HOUR);
    }
}

static guint
count_of (DexFuture *future)
{
  g_autoptr (DexFuture) held = future;

  while (dex_future_is_pending (held))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (dex_future_get_status (held), ==, DEX_FUTURE_STATUS_RESOLVED);
  return g_value_get_uint (dex_future_get_value (held, NULL));
}

/* Nobody has failed to come to a visit that has not begun; what was missed, or cancelled, by mistake is struck out. */
static void
test_no_show (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) struck = NULL;

  refused (desk,
           salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_NO_SHOW, NULL, SALVE_SERIES_THIS),
           G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  salve_clinic_set_now (desk->clinic, at (desk, 22, 541));
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_NO_SHOW, NULL, SALVE_SERIES_THIS));
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ERROR, NULL, SALVE_SERIES_THIS));
  struck = read_one (desk, "nine");
  g_assert_cmpint (struck->status, ==, SALVE_APPOINTMENT_ENTERED_IN_ERROR);
}

/* By the clock: only after so many minutes, only who was expected, all in one change, and never again what somebody
 * took back. */
static void
test_missed (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveHousekeeping) housekeeping = salve_housekeeping_new (desk->clinic);
  g_autoptr (SalveAppointmentDetails) ten = propose (desk, "bert", "lovelace", at (desk, 22, 570), 20);
  g_autoptr (SalveAppointmentDetails) here = propose (desk, "bert", "hopper", at (desk, 22, 480), 20);
  g_autofree char *before = NULL;

  done (salve_appointment_save (desk->clinic, ten, SALVE_VERSION_NONE));
  done (salve_appointment_save (desk->clinic, here, SALVE_VERSION_NONE));
  done (salve_appointment_take_step (desk->clinic, here->id, SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  before = look (desk);
  salve_clinic_set_now (desk->clinic, at (desk, 22, 554));
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 15)), ==, 0);
  salve_clinic_set_now (desk->clinic, at (desk, 22, 590));
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 0)), ==, 0);
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 15)), ==, 2);
  {
    g_autoptr (SalveAppointmentDetails) nine = read_one (desk, "nine");

    g_assert_cmpint (nine->status, ==, SALVE_APPOINTMENT_NO_SHOW);
  }
  undo (desk, before);
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 15)), ==, 0);
}

static void
put_slot (PatientsDesk *desk, const char *id, const char *status, int day)
{
  g_autofree char *slot =
      g_strdup_printf ("{\"resourceType\":\"Slot\",\"id\":\"%s\",\"schedule\":{\"reference\":\"Schedule/"
                       "hers\"},\"status\":\"%s\","
                       "\"start\":\"2026-06-%dT09:00:00Z\",\"end\":\"2026-06-%dT10:00:00Z\"}",
                       id, status, day, day);

  patients_desk_put (desk->store, slot);
}

static gboolean
has_slot (PatientsDesk *desk, const char *id)
{
  g_autoptr (SalveResource) slot = salve_store_read (desk->store, "Slot", id, NULL, NULL);

  return slot != NULL;
}

/* Opened times that ended before today go, in one change; absences are kept, for what was is asked about later. */
static void
test_clear_opened (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveHousekeeping) housekeeping = salve_housekeeping_new (desk->clinic);

  patients_desk_put (desk->store, "{\"resourceType\":\"Schedule\",\"id\":\"hers\",\"actor\":[{\"reference\":"
                                  "\"Practitioner/lovelace\"}]}");
  put_slot (desk, "old", "free", 18);
  put_slot (desk, "older", "free", 17);
  put_slot (desk, "was-away", "busy-unavailable", 18);
  put_slot (desk, "today", "free", 22);
  salve_clinic_set_now (desk->clinic, at (desk, 22, 1200));
  g_assert_cmpuint (count_of (salve_housekeeping_clear_opened (housekeeping)), ==, 2);
  g_assert_false (has_slot (desk, "old"));
  g_assert_false (has_slot (desk, "older"));
  g_assert_true (has_slot (desk, "was-away"));
  g_assert_true (has_slot (desk, "today"));
  g_assert_cmpuint (count_of (salve_housekeeping_clear_opened (housekeeping)), ==, 0);
  done (salve_clinic_undo (desk->clinic));
  g_assert_true (has_slot (desk, "old"));
  g_assert_true (has_slot (desk, "older"));
}

/* Only doctors book an operation here; whoever is signed in may or may not, and what is there already can be moved. */
static void
test_rights (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveVisitType) type = salve_visit_type_new ("operation", "Operation", 30);
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "bert", "hopper", at (desk, 22, 600), 30);
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveChange) change = salve_clinic_begin (desk->clinic, "Type");
  SalveAppointmentPlace place = { .span = { at (desk, 23, 480), at (desk, 23, 510) } };
  g_autofree char *before = NULL, *after = NULL;

  type->bookable_by = SALVE_ROLE_DOCTOR;
  resource = salve_visit_type_write (type, NULL, NULL);
  salve_change_put (change, resource, SALVE_VERSION_NONE);
  done (salve_clinic_commit (desk->clinic, change));
  g_assert_cmpuint (salve_clinic_get_roles (desk->clinic), ==, SALVE_ROLES_STAFF);
  salve_appointment_details_set_visit_type (details, type);
  before = look (desk);
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_FRONT_DESK);
  refused (desk, salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE), G_IO_ERROR,
           G_IO_ERROR_PERMISSION_DENIED);
  after = look (desk);
  g_assert_cmpstr (before, ==, after);
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_FRONT_DESK | SALVE_ROLE_DOCTOR);
  done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_FRONT_DESK);
  refused (desk, salve_appointment_copy (desk->clinic, details->id, &place), G_IO_ERROR,
           G_IO_ERROR_PERMISSION_DENIED);
  done (salve_appointment_move (desk->clinic, details->id, &place, SALVE_SERIES_THIS));
}

/* Who only looks after the program does not overbook, nor take a step that is for others. */
static void
test_overbooking_right (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) details = propose (desk, "bert", "lovelace", at (desk, 22, 560), 20);
  SalveAppointmentPlace place = { .span = { at (desk, 22, 720), at (desk, 22, 740) },
                                  .overbook_reason = "After hours" };

  details->overbooked_reason = g_strdup ("Emergency");
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_ADMINISTRATOR);
  refused (desk, salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE), G_IO_ERROR,
           G_IO_ERROR_PERMISSION_DENIED);
  refused (desk, salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS), G_IO_ERROR,
           G_IO_ERROR_PERMISSION_DENIED);
  done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  refused (desk,
           salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_START, NULL, SALVE_SERIES_THIS),
           G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_NURSE);
  done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
}

/* Puts somebody on the waiting list. */
static void
put_wish (PatientsDesk *desk, const char *patient, int minutes, int from_minute)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (SalveWish) wish = salve_wish_new (id, patient, minutes);
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveChange) change = salve_clinic_begin (desk->clinic, "Waits");

  wish->from_minute = from_minute;
  wish->since = salve_clinic_now (desk->clinic) + minutes; /* the shorter one was there first */
  resource = salve_wish_write (wish, NULL, NULL);
  g_assert_nonnull (resource);
  salve_change_put (change, resource, SALVE_VERSION_NONE);
  done (salve_clinic_commit (desk->clinic, change));
}

/* Ninety minutes from half past eight are free. Bert waits for twenty from nine on and is elsewhere till twenty past;
 * Anna waits for eighty, of which the first are hers, and two hours suit nobody. */
static void
test_offers (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveAppointmentDetails) freed = propose (desk, "carl", "lovelace", at (desk, 23, 510), 90);
  g_autoptr (SalveAppointmentDetails) elsewhere = propose (desk, "bert", "hopper", at (desk, 23, 535), 25);
  g_autoptr (SalveAppointmentDetails) booked = NULL;
  g_autoptr (GPtrArray) offers = NULL, left = NULL;
  const SalveOffer *offer;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"carl\",\"name\":[{\"family\":\"Kraus\"}]}");
  done (salve_appointment_save (desk->clinic, freed, SALVE_VERSION_NONE));
  done (salve_appointment_save (desk->clinic, elsewhere, SALVE_VERSION_NONE));
  done (salve_appointment_take_step (desk->clinic, freed->id, SALVE_STEP_CANCEL, "Ill", SALVE_SERIES_THIS));
  put_wish (desk, "anna", 120, 0);
  put_wish (desk, "bert", 20, 540);
  put_wish (desk, "anna", 80, 0);
  offers = salve_offers_find (desk->clinic, freed);
  g_assert_cmpuint (offers->len, ==, 2);
  offer = g_ptr_array_index (offers, 0);
  g_assert_cmpstr (offer->wish->wish->patient_id, ==, "bert");
  g_assert_cmpint (offer->span.start, ==, at (desk, 23, 560));
  g_assert_cmpint (offer->span.end, ==, at (desk, 23, 580));
  offer = g_ptr_array_index (offers, 1);
  g_assert_cmpint (offer->span.start, ==, at (desk, 23, 510));
  g_assert_cmpint (offer->span.end, ==, at (desk, 23, 590));
  done (salve_offer_book (desk->clinic, offer, freed));
  booked = read_one (desk, offer->wish->wish->id);
  g_assert_cmpint (booked->status, ==, SALVE_APPOINTMENT_BOOKED);
  g_assert_cmpstr (booked->doctor_id, ==, "lovelace");
  /* What is left of the time is no longer free for Bert. */
  left = salve_offers_find (desk->clinic, freed);
  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_page (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  static const char *const doctors[] = { "lovelace", "hopper", NULL };
  g_autoptr (SalveCalendarPage) day = NULL, week = NULL;
  g_autoptr (GError) error = NULL;
  const SalveCalendarColumn *column;

  day = salve_calendar_page_read (desk->clinic, directory, SALVE_CALENDAR_DAY,
                                  salve_partial_date_new_day (2026, 6, 22), 0, doctors, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (day->columns->len, ==, 2);
  g_assert_cmpuint (day->events->len, ==, 1);
  column = salve_calendar_page_find_column (day, "lovelace");
  g_assert_cmpstr (column->actor_id, ==, "lovelace");
  g_assert_cmpuint (column->shades->len, ==, 2); /* before eight and after twelve */
  week = salve_calendar_page_read (desk->clinic, directory, SALVE_CALENDAR_WORK_WEEK,
                                   salve_partial_date_new_day (2026, 6, 22), 1u << 1 | 1u << 2, doctors,
                                   FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (week->columns->len, ==, 2);
  g_assert_nonnull (salve_calendar_page_find (week, "nine"));
}

static void
assert_days (SalveCalendarMode mode, const char *tag, const char *first, guint n)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autoptr (GArray) days =
      salve_calendar_range_list_days (mode, salve_partial_date_new_day (2026, 11, 18), 0, locale);
  g_autofree char *iso = salve_partial_date_to_iso (g_array_index (days, SalvePartialDate, 0));

  g_assert_cmpstr (iso, ==, first);
  g_assert_cmpuint (days->len, ==, n);
}

static void
test_ranges (void)
{
  SalvePartialDate friday = salve_partial_date_new_day (2026, 11, 20);
  g_autofree char *iso = NULL;

  assert_days (SALVE_CALENDAR_DAY, "en-GB", "2026-11-18", 1);
  assert_days (SALVE_CALENDAR_WEEK, "en-GB", "2026-11-16", 7);
  assert_days (SALVE_CALENDAR_WEEK, "en-US", "2026-11-15", 7);
  assert_days (SALVE_CALENDAR_WEEK, "ar-EG", "2026-11-14", 7);
  assert_days (SALVE_CALENDAR_WORK_WEEK, "en-US", "2026-11-16", 5);
  assert_days (SALVE_CALENDAR_MONTH, "en-GB", "2026-10-26", 42);
  /* A clinic that closes at the weekend goes from Friday to Monday. */
  iso = salve_partial_date_to_iso (salve_calendar_range_step (SALVE_CALENDAR_DAY, friday, 1, 0x3e));
  g_assert_cmpstr (iso, ==, "2026-11-23");
  g_assert_cmpuint (salve_calendar_week_number (salve_partial_date_new_day (2027, 1, 3)), ==, 53);
}

static void
test_print (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  static const char *const doctors[] = { "lovelace", "hopper", NULL };
  g_autofree char *path = g_build_filename (desk->folder, "day.pdf", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_assert_true (salve_calendar_print_to_pdf (desk->clinic, directory, SALVE_CALENDAR_DAY,
                                              salve_partial_date_new_day (2026, 6, 22), doctors, path,
                                              &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  g_assert_cmpuint (length, >, 2000);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/calendar/book", test_book);
  g_test_add_func ("/calendar/taken", test_taken);
  g_test_add_func ("/calendar/overbooked-moves", test_overbooked_moves);
  g_test_add_func ("/calendar/finished-stays", test_finished_stays);
  g_test_add_func ("/calendar/move", test_move);
  g_test_add_func ("/calendar/copy", test_copy);
  g_test_add_func ("/calendar/steps", test_steps);
  g_test_add_func ("/calendar/steps-back", test_steps_back);
  g_test_add_func ("/calendar/cancel", test_cancel);
  g_test_add_func ("/calendar/series-scopes", test_series_scopes);
  g_test_add_func ("/calendar/series-to-another-day", test_series_to_another_day);
  g_test_add_func ("/calendar/series-cancel-following", test_series_cancel_following);
  g_test_add_func ("/calendar/series-taken", test_series_taken);
  g_test_add_func ("/calendar/series-decided", test_series_decided);
  g_test_add_func ("/calendar/series-decisions-kept", test_series_decisions_kept);
  g_test_add_func ("/calendar/series-plan", test_series_plan);
  g_test_add_func ("/calendar/series-overbook-one", test_series_overbook_one);
  g_test_add_func ("/calendar/series-moved-stay", test_series_moved_stay);
  g_test_add_func ("/calendar/series-from-moved", test_series_from_moved);
  g_test_add_func ("/calendar/no-show", test_no_show);
  g_test_add_func ("/calendar/missed", test_missed);
  g_test_add_func ("/calendar/clear-opened", test_clear_opened);
  g_test_add_func ("/calendar/rights", test_rights);
  g_test_add_func ("/calendar/overbooking-right", test_overbooking_right);
  g_test_add_func ("/calendar/offers", test_offers);
  g_test_add_func ("/calendar/page", test_page);
  g_test_add_func ("/calendar/ranges", test_ranges);
  g_test_add_func ("/calendar/print", test_print);
  return g_test_run ();
}
