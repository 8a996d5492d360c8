/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series of appointments, and what the clinic does by itself: marks who did not come, clears away what is over, offers
 * what becomes free. All of it can be undone, to the byte. */
#include "config.h"

#include <adwaita.h>

#include "calendar-desk.h"
#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-clash-words.h"
#include "salve-hours-map.h"
#include "salve-housekeeping.h"
#include "salve-offers.h"
#include "salve-repeat.h"

#define HOUR ((gint64)60 * SALVE_INSTANT_MINUTE)

/* Six visits on Mondays at ten; returns them in order. */
static GPtrArray *
book_series (PatientsDesk *desk)
{
  GTimeZone *zone = salve_clinic_get_zone (desk->clinic);
  g_autoptr (SalveAppointmentDetails) first =
      calendar_desk_propose (desk, "anna", "lovelace", calendar_desk_at (desk, 22, 600), 20);
  g_autofree char *rule = salve_repeat_to_rule (2, first->span.start, 6, zone);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) spans = salve_repeat_expand (rule, first->span, zone, &error);
  g_autoptr (GPtrArray) visits = NULL, rows = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (spans->len, ==, 6);
  visits = salve_series_visits_new (spans);
  calendar_desk_done (salve_appointment_save_series (desk->clinic, first, visits, rule));
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

static int
minute_of (PatientsDesk *desk, const char *id)
{
  g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, id);

  return (int)salve_instant_to_minute_of_day (details->span.start, salve_clinic_get_zone (desk->clinic));
}

/* Moves the third visit to eleven. */
static void
move_third (PatientsDesk *desk, GPtrArray *rows, SalveSeriesScope scope)
{
  SalveTimeSpan span = nth (rows, 2)->span;
  SalveAppointmentPlace place = { .span = { span.start + HOUR, span.end + HOUR } };

  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 2)->id, &place, scope));
}

/* The rule says how many visits its series has. */
static void
assert_count (PatientsDesk *desk, const char *id, guint count)
{
  g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, id);
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
      g_autoptr (PatientsDesk) desk = calendar_desk_open ();
      g_autofree char *before = calendar_desk_look (desk), *booked = NULL;
      g_autoptr (GPtrArray) rows = book_series (desk);
      g_autoptr (GPtrArray) first = NULL;

      g_assert_cmpuint (rows->len, ==, 6);
      booked = calendar_desk_look (desk);
      move_third (desk, rows, cases[i].scope);
      for (guint j = 0; j < 6; j++)
        g_assert_cmpint (minute_of (desk, nth (rows, j)->id), ==, cases[i].at_eleven[j] == '1' ? 660 : 600);
      first = salve_store_list_series (desk->store, nth (rows, 0)->series_id, NULL);
      g_assert_cmpuint (first->len, ==, cases[i].in_first);
      assert_count (desk, nth (rows, 0)->id, cases[i].in_first);
      assert_count (desk, nth (rows, 2)->id, cases[i].in_first == 2 ? 4 : 6);
      calendar_desk_undo (desk, booked);
      calendar_desk_undo (desk, before);
    }
}

/* A day on for the whole series: the rule's weekday goes with it. */
static void
test_series_to_another_day (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  SalveTimeSpan span = nth (rows, 0)->span;
  SalveAppointmentPlace place = { .span = { span.start + 24 * HOUR, span.end + 24 * HOUR } };

  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 0)->id, &place, SALVE_SERIES_ALL));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, nth (rows, i)->id);

      g_assert_cmpint (details->span.start, ==, nth (rows, i)->span.start + 24 * HOUR);
      g_assert_null (strstr (details->series_rule, "BYDAY=MO"));
    }
}

static void
test_series_cancel_following (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *booked = NULL;
  g_autoptr (GPtrArray) rows = book_series (desk);

  booked = calendar_desk_look (desk);
  calendar_desk_done (salve_appointment_take_step (desk->clinic, nth (rows, 3)->id, SALVE_STEP_CANCEL,
                                                   "Moved away", SALVE_SERIES_FOLLOWING));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, nth (rows, i)->id);

      g_assert_cmpint (details->status, ==, i < 3 ? SALVE_APPOINTMENT_BOOKED : SALVE_APPOINTMENT_CANCELLED);
    }
  calendar_desk_undo (desk, booked);
}

/* What is in the way of each of four visits on Mondays at ten: nothing, Bert, a holiday of the doctor, nothing. */
static GPtrArray *
look_at_four (PatientsDesk *desk, SalveAppointmentDetails *first, const char *rule)
{
  GTimeZone *zone = salve_clinic_get_zone (desk->clinic);
  g_autoptr (SalveAppointmentDetails) other =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 29, 600), 20);
  g_autoptr (GArray) spans = salve_repeat_expand (rule, first->span, zone, NULL);
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (desk->clinic);
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  GPtrArray *visits = salve_series_visits_new (spans);
  g_autoptr (GError) error = NULL;

  calendar_desk_done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
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
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (SalveAppointmentDetails) first =
      calendar_desk_propose (desk, "anna", "lovelace", calendar_desk_at (desk, 22, 600), 20);
  g_autofree char *rule =
      salve_repeat_to_rule (2, first->span.start, 4, salve_clinic_get_zone (desk->clinic));
  g_autoptr (GPtrArray) visits = look_at_four (desk, first, rule);
  g_autoptr (GError) error = NULL;

  before = calendar_desk_look (desk);
  patients_desk_wait_commit (salve_appointment_save_series (desk->clinic, first, visits, rule), &error);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_assert_nonnull (strstr (error->message, "29"));
  g_assert_true (g_str_has_prefix (error->message, "The visit of "));
  after = calendar_desk_look (desk);
  g_assert_cmpstr (before, ==, after);
}

/* Each visit in the way of something is skipped, or booked with a reason of its own. */
static void
test_series_decided (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = NULL;
  g_autoptr (SalveAppointmentDetails) first =
      calendar_desk_propose (desk, "anna", "lovelace", calendar_desk_at (desk, 22, 600), 20);
  g_autofree char *rule =
      salve_repeat_to_rule (2, first->span.start, 4, salve_clinic_get_zone (desk->clinic));
  g_autoptr (GPtrArray) visits = look_at_four (desk, first, rule);
  g_autoptr (GPtrArray) rows = NULL;
  guint overbooked = 0, in_series = 0;

  before = calendar_desk_look (desk);
  g_assert_null (nth_visit (visits, 0)->in_the_way);
  g_assert_nonnull (strstr (nth_visit (visits, 1)->in_the_way, "another appointment"));
  g_assert_nonnull (strstr (nth_visit (visits, 2)->in_the_way, "On holiday"));
  g_assert_null (nth_visit (visits, 3)->in_the_way);
  g_assert_false (salve_series_visit_is_decided (nth_visit (visits, 1)));
  nth_visit (visits, 1)->overbook_reason = g_strdup ("Dressing only");
  nth_visit (visits, 2)->skipped = TRUE;
  calendar_desk_done (salve_appointment_save_series (desk->clinic, first, visits, rule));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      overbooked += nth (rows, i)->overbooked;
      in_series += nth (rows, i)->series_id != NULL;
      g_assert_cmpint (nth (rows, i)->span.start, !=, nth_visit (visits, 2)->span.start);
    }
  g_assert_cmpuint (in_series, ==, 3);
  g_assert_cmpuint (overbooked, ==, 1);
  calendar_desk_undo (desk, before);
}

/* A decision holds as long as its visit is where it was with the same in its way. */
static void
test_series_decisions_kept (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) first =
      calendar_desk_propose (desk, "anna", "lovelace", calendar_desk_at (desk, 22, 600), 20);
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
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  g_autoptr (SalveAppointmentDetails) other = NULL;
  g_autofree char *nothing = NULL, *taken = NULL, *closed = NULL, *before = calendar_desk_look (desk),
                  *after = NULL;
  SalveTimeSpan span = nth (rows, 0)->span;
  SalveTimeSpan eleven = { span.start + HOUR, span.end + HOUR };
  SalveTimeSpan noon = { span.start + 2 * HOUR, span.end + 2 * HOUR };
  g_auto (GStrv) lines = NULL;
  guint n_staying;

  nothing = plan_lines (desk, nth (rows, 0)->id, eleven, SALVE_SERIES_ALL, &n_staying);
  g_assert_null (nothing);
  after = calendar_desk_look (desk);
  g_assert_cmpstr (before, ==, after);
  other = calendar_desk_propose (desk, "bert", "lovelace", nth (rows, 3)->span.start + HOUR, 20);
  calendar_desk_done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
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
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  g_autoptr (SalveAppointmentDetails) other =
      calendar_desk_propose (desk, "bert", "lovelace", nth (rows, 3)->span.start + HOUR, 20);
  SalveTimeSpan span = nth (rows, 0)->span;
  SalveAppointmentPlace place = { .span = { span.start + HOUR, span.end + HOUR },
                                  .overbook_reason = "Quick look" };

  calendar_desk_done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 0)->id, &place, SALVE_SERIES_ALL));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, nth (rows, i)->id);

      g_assert_cmpstr (details->overbooked_reason, ==, i == 3 ? "Quick look" : NULL);
    }
}

/* The fourth visit was put on the Tuesday before its Monday and the fifth to half past ten; both stay there when all go
 * a day on, and the fourth still belongs to what follows the third. */
static void
test_series_moved_stay (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk), *nothing = NULL;
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

  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 3)->id, &earlier, SALVE_SERIES_THIS));
  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 4)->id, &later, SALVE_SERIES_THIS));
  nothing = plan_lines (desk, nth (rows, 2)->id, tuesday.span, SALVE_SERIES_FOLLOWING, &n_staying);
  g_assert_null (nothing);
  g_assert_cmpuint (n_staying, ==, 2);
  calendar_desk_done (
      salve_appointment_move (desk->clinic, nth (rows, 2)->id, &tuesday, SALVE_SERIES_FOLLOWING));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, nth (rows, i)->id);
      SalveInstant expected = i == 3   ? fourth
                              : i == 4 ? fifth
                              : i < 2  ? nth (rows, i)->span.start
                                       : nth (rows, i)->span.start + 24 * HOUR;

      g_assert_cmpint (details->span.start, ==, expected);
    }
  first_of_second = calendar_desk_read (desk, nth (rows, 2)->id);
  second = salve_store_list_series (desk->store, first_of_second->series_id, NULL);
  g_assert_cmpuint (second->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    calendar_desk_done (salve_clinic_undo (desk->clinic));
  g_free (nothing);
  nothing = calendar_desk_look (desk);
  g_assert_cmpstr (nothing, ==, before);
}

/* A visit of another day taken on takes its series where it is put: days count from the day that the rule gave it. */
static void
test_series_from_moved (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (GPtrArray) rows = book_series (desk);
  SalveTimeSpan span = nth (rows, 1)->span;
  SalveAppointmentPlace tuesday = { .span = { span.start + 24 * HOUR, span.end + 24 * HOUR } };
  SalveAppointmentPlace eleven = { .span = { span.start + 25 * HOUR, span.end + 25 * HOUR } };

  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 1)->id, &tuesday, SALVE_SERIES_THIS));
  calendar_desk_done (salve_appointment_move (desk->clinic, nth (rows, 1)->id, &eleven, SALVE_SERIES_ALL));
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (SalveAppointmentDetails) details = calendar_desk_read (desk, nth (rows, i)->id);

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

/* By the clock: only after so many minutes, only who was expected, all in one change, and never again what somebody
 * took back. */
static void
test_missed (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveHousekeeping) housekeeping = salve_housekeeping_new (desk->clinic);
  g_autoptr (SalveAppointmentDetails) ten =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 570), 20);
  g_autoptr (SalveAppointmentDetails) here =
      calendar_desk_propose (desk, "bert", "hopper", calendar_desk_at (desk, 22, 480), 20);
  g_autofree char *before = NULL;

  calendar_desk_done (salve_appointment_save (desk->clinic, ten, SALVE_VERSION_NONE));
  calendar_desk_done (salve_appointment_save (desk->clinic, here, SALVE_VERSION_NONE));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, here->id, SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  before = calendar_desk_look (desk);
  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 554));
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 15)), ==, 0);
  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 590));
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 0)), ==, 0);
  g_assert_cmpuint (count_of (salve_housekeeping_mark_missed (housekeeping, 15)), ==, 2);
  {
    g_autoptr (SalveAppointmentDetails) nine = calendar_desk_read (desk, "nine");

    g_assert_cmpint (nine->status, ==, SALVE_APPOINTMENT_NO_SHOW);
  }
  calendar_desk_undo (desk, before);
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
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveHousekeeping) housekeeping = salve_housekeeping_new (desk->clinic);

  patients_desk_put (desk->store, "{\"resourceType\":\"Schedule\",\"id\":\"hers\",\"actor\":[{\"reference\":"
                                  "\"Practitioner/lovelace\"}]}");
  put_slot (desk, "old", "free", 18);
  put_slot (desk, "older", "free", 17);
  put_slot (desk, "was-away", "busy-unavailable", 18);
  put_slot (desk, "today", "free", 22);
  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 1200));
  g_assert_cmpuint (count_of (salve_housekeeping_clear_opened (housekeeping)), ==, 2);
  g_assert_false (has_slot (desk, "old"));
  g_assert_false (has_slot (desk, "older"));
  g_assert_true (has_slot (desk, "was-away"));
  g_assert_true (has_slot (desk, "today"));
  g_assert_cmpuint (count_of (salve_housekeeping_clear_opened (housekeeping)), ==, 0);
  calendar_desk_done (salve_clinic_undo (desk->clinic));
  g_assert_true (has_slot (desk, "old"));
  g_assert_true (has_slot (desk, "older"));
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
  calendar_desk_done (salve_clinic_commit (desk->clinic, change));
}

/* Ninety minutes from half past eight are free. Bert waits for twenty from nine on and is elsewhere till twenty past;
 * Anna waits for eighty, of which the first are hers, and two hours suit nobody. */
static void
test_offers (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) freed =
      calendar_desk_propose (desk, "carl", "lovelace", calendar_desk_at (desk, 23, 510), 90);
  g_autoptr (SalveAppointmentDetails) elsewhere =
      calendar_desk_propose (desk, "bert", "hopper", calendar_desk_at (desk, 23, 535), 25);
  g_autoptr (SalveAppointmentDetails) booked = NULL;
  g_autoptr (GPtrArray) offers = NULL, left = NULL;
  const SalveOffer *offer;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"carl\",\"name\":[{\"family\":\"Kraus\"}]}");
  calendar_desk_done (salve_appointment_save (desk->clinic, freed, SALVE_VERSION_NONE));
  calendar_desk_done (salve_appointment_save (desk->clinic, elsewhere, SALVE_VERSION_NONE));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, freed->id, SALVE_STEP_CANCEL, "Ill", SALVE_SERIES_THIS));
  put_wish (desk, "anna", 120, 0);
  put_wish (desk, "bert", 20, 540);
  put_wish (desk, "anna", 80, 0);
  offers = salve_offers_find (desk->clinic, freed);
  g_assert_cmpuint (offers->len, ==, 2);
  offer = g_ptr_array_index (offers, 0);
  g_assert_cmpstr (offer->wish->wish->patient_id, ==, "bert");
  g_assert_cmpint (offer->span.start, ==, calendar_desk_at (desk, 23, 560));
  g_assert_cmpint (offer->span.end, ==, calendar_desk_at (desk, 23, 580));
  offer = g_ptr_array_index (offers, 1);
  g_assert_cmpint (offer->span.start, ==, calendar_desk_at (desk, 23, 510));
  g_assert_cmpint (offer->span.end, ==, calendar_desk_at (desk, 23, 590));
  calendar_desk_done (salve_offer_book (desk->clinic, offer, freed));
  booked = calendar_desk_read (desk, offer->wish->wish->id);
  g_assert_cmpint (booked->status, ==, SALVE_APPOINTMENT_BOOKED);
  g_assert_cmpstr (booked->doctor_id, ==, "lovelace");
  /* What is left of the time is no longer free for Bert. */
  left = salve_offers_find (desk->clinic, freed);
  g_assert_cmpuint (left->len, ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
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
  g_test_add_func ("/calendar/missed", test_missed);
  g_test_add_func ("/calendar/clear-opened", test_clear_opened);
  g_test_add_func ("/calendar/offers", test_offers);
  return g_test_run ();
}
