/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-first-free.h"

#include "scheduling-zones.h"

/* A clinic of a few doctors, booked at random: the diary against a list of bookings, and the search against a walk over
 * every line of every open time. */

#define N_DOCTORS 4
#define N_ROOMS 3
#define N_DEVICES 2
#define N_PATIENTS 12
#define DAYS 6

static const char *const doctors[] = { "d0", "d1", "d2", "d3", NULL };

typedef struct
{
  GRand *random;
  GTimeZone *zone;
  SalveTimeSpan range;
  SalveDiary *diary;
  GPtrArray *bookings; /* of SalveBooking */
} Clinic;

static char *
pick (GRand *random, const char *prefix, int n, gboolean optional)
{
  int i = g_rand_int_range (random, optional ? -1 : 0, n);

  return i < 0 ? NULL : g_strdup_printf ("%s%d", prefix, i);
}

static SalveBooking *
random_booking (Clinic *clinic, const char *id)
{
  GRand *random = clinic->random;
  gint64 minutes = (clinic->range.end - clinic->range.start) / SALVE_INSTANT_MINUTE;
  SalveInstant start =
      clinic->range.start + g_rand_int_range (random, 0, (gint32)minutes / 5) * 5 * SALVE_INSTANT_MINUTE;
  g_autofree char *doctor = pick (random, "d", N_DOCTORS, FALSE);
  g_autofree char *patient = pick (random, "p", N_PATIENTS, TRUE);
  SalveBooking *booking = salve_booking_new (
      id, (SalveTimeSpan){ start, start + g_rand_int_range (random, 1, 13) * 5 * SALVE_INSTANT_MINUTE },
      doctor, patient);

  booking->actors[SALVE_ACTOR_ROOM] = pick (random, "r", N_ROOMS, TRUE);
  booking->actors[SALVE_ACTOR_DEVICE] = pick (random, "e", N_DEVICES, TRUE);
  booking->buffer_before = g_rand_int_range (random, 0, 3) * 5;
  booking->buffer_after = g_rand_int_range (random, 0, 3) * 5;
  booking->status =
      g_rand_int_range (random, 0, 5) == 0 ? SALVE_APPOINTMENT_CANCELLED : SALVE_APPOINTMENT_BOOKED;
  return booking;
}

static SalveTimetable *
random_hours (Clinic *clinic, const char *doctor)
{
  SalveTimetable *timetable = salve_timetable_new (doctor);

  for (guint day = 1; day <= 7; day++)
    if (g_rand_int_range (clinic->random, 0, 4) > 0)
      {
        int start = g_rand_int_range (clinic->random, 0, 40) * 15;
        int end = start + g_rand_int_range (clinic->random, 8, 30) * 15;
        SalveHoursRule rule = { .weekday = day, .start_minute = start, .end_minute = MIN (1440, end) };

        rule.location_id = g_rand_boolean (clinic->random) ? "north" : "south";
        salve_timetable_add_rule (timetable, rule);
      }
  if (g_rand_boolean (clinic->random))
    {
      SalveInstant from =
          clinic->range.start + g_rand_int_range (clinic->random, 0, 60) * 60 * SALVE_INSTANT_MINUTE;

      salve_timetable_add_exception (timetable, SALVE_EXCEPTION_ABSENCE,
                                     (SalveTimeSpan){ from, from + 5 * 60 * SALVE_INSTANT_MINUTE }, "x",
                                     "away", NULL);
    }
  return timetable;
}

/* At times a room or a device has hours of its own, and at times it is only closed now and then. */
static void
set_hours_of_place (Clinic *clinic, SalveActorKind kind, const char *id)
{
  GRand *random = clinic->random;
  g_autoptr (SalveTimetable) timetable = NULL;
  SalveInstant from;

  if (g_rand_boolean (random))
    return;
  timetable = g_rand_boolean (random) ? random_hours (clinic, id) : salve_timetable_new (id);
  from = clinic->range.start + g_rand_int_range (random, 0, 100) * 60 * SALVE_INSTANT_MINUTE;
  salve_timetable_add_exception (timetable, SALVE_EXCEPTION_HOLIDAY,
                                 (SalveTimeSpan){ from, from + 20 * 60 * SALVE_INSTANT_MINUTE }, "h",
                                 "painted", NULL);
  salve_diary_set_timetable (clinic->diary, kind, timetable);
}

static void
clinic_init (Clinic *clinic, GRand *random, guint change)
{
  SalvePartialDate day = salve_partial_date_new_day (
      salve_test_changes[change].year, salve_test_changes[change].month, salve_test_changes[change].day);

  clinic->random = random;
  clinic->zone = g_time_zone_new_identifier (salve_test_changes[change].zone);
  clinic->range.start = salve_wall_clock_day (salve_partial_date_add_days (day, -2), clinic->zone).start;
  clinic->range.end = salve_wall_clock_day (salve_partial_date_add_days (day, DAYS - 2), clinic->zone).end;
  clinic->diary = salve_diary_new (clinic->zone);
  clinic->bookings = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_booking_free);
  for (guint i = 0; i < N_DOCTORS; i++)
    {
      g_autoptr (SalveTimetable) timetable = random_hours (clinic, doctors[i]);

      salve_diary_set_timetable (clinic->diary, SALVE_ACTOR_DOCTOR, timetable);
    }
  set_hours_of_place (clinic, SALVE_ACTOR_ROOM, "r1");
  set_hours_of_place (clinic, SALVE_ACTOR_DEVICE, "e1");
  for (int i = g_rand_int_range (random, 0, 160); i > 0; i--)
    {
      g_autofree char *id = g_strdup_printf ("b%d", i);
      SalveBooking *booking = random_booking (clinic, id);

      salve_diary_add (clinic->diary, booking);
      g_ptr_array_add (clinic->bookings, booking);
    }
  /* Some are booked elsewhere instead, some are gone again: what lay beside them is still taken. */
  for (guint i = 0; i < clinic->bookings->len / 4; i++)
    {
      guint index = (guint)g_rand_int_range (random, 0, (gint32)clinic->bookings->len);
      g_autofree char *id = g_strdup (((SalveBooking *)g_ptr_array_index (clinic->bookings, index))->id);
      SalveBooking *other = i % 2 == 0 ? random_booking (clinic, id) : NULL;

      g_ptr_array_remove_index (clinic->bookings, index);
      if (other)
        {
          salve_diary_add (clinic->diary, other);
          g_ptr_array_add (clinic->bookings, other);
        }
      else
        g_assert_true (salve_diary_remove (clinic->diary, id));
    }
}

static void
clinic_clear (Clinic *clinic)
{
  salve_diary_free (clinic->diary);
  g_ptr_array_unref (clinic->bookings);
  g_time_zone_unref (clinic->zone);
}

/* Whether two bookings take the same time of one actor; said once more, without the functions under test. */
static gboolean
in_the_way (const SalveBooking *a, const SalveBooking *b, SalveActorKind kind)
{
  int buffers = kind == SALVE_ACTOR_PATIENT ? 0 : 1;
  SalveInstant a_start = a->span.start - buffers * a->buffer_before * SALVE_INSTANT_MINUTE;
  SalveInstant a_end = a->span.end + buffers * a->buffer_after * SALVE_INSTANT_MINUTE;
  SalveInstant b_start = b->span.start - buffers * b->buffer_before * SALVE_INSTANT_MINUTE;
  SalveInstant b_end = b->span.end + buffers * b->buffer_after * SALVE_INSTANT_MINUTE;

  return b->status == SALVE_APPOINTMENT_BOOKED && a->actors[kind]
         && g_strcmp0 (a->actors[kind], b->actors[kind]) == 0 && !g_str_equal (a->id, b->id)
         && a_start < b_end && b_start < a_end;
}

static guint
count_in_the_way (const Clinic *clinic, const SalveBooking *booking)
{
  guint n = 0;

  for (guint i = 0; i < clinic->bookings->len; i++)
    for (guint kind = 0; kind < SALVE_N_ACTOR_KINDS; kind++)
      n += in_the_way (booking, g_ptr_array_index (clinic->bookings, i), kind) ? 1 : 0;
  return n;
}

static void
test_check (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint round = 0; round < 64; round++)
    {
      Clinic clinic;

      clinic_init (&clinic, random, round % G_N_ELEMENTS (salve_test_changes));
      for (guint i = 0; i < 60; i++)
        {
          g_autofree char *id = g_strdup_printf ("b%d", g_rand_int_range (random, 0, 320));
          g_autoptr (SalveBooking) booking = random_booking (&clinic, id);
          g_autoptr (GPtrArray) clashes = salve_diary_check (clinic.diary, booking);
          guint taken = 0;

          for (guint j = 0; j < clashes->len; j++)
            {
              const SalveClash *clash = g_ptr_array_index (clashes, j);

              taken += clash->kind == SALVE_CLASH_TAKEN ? 1 : 0;
              g_assert_true ((clash->kind == SALVE_CLASH_TAKEN) == (clash->booking_id != NULL));
              g_assert_cmpstr (clash->actor_id, ==, booking->actors[clash->actor_kind]);
            }
          g_assert_cmpuint (taken, ==, count_in_the_way (&clinic, booking));
        }
      clinic_clear (&clinic);
    }
}

static void
test_remove (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  Clinic clinic;

  clinic_init (&clinic, random, 0);
  while (clinic.bookings->len > 0)
    {
      guint index = (guint)g_rand_int_range (random, 0, (gint32)clinic.bookings->len);
      const SalveBooking *booking = g_ptr_array_index (clinic.bookings, index);

      g_assert_nonnull (salve_diary_get (clinic.diary, booking->id));
      g_assert_true (salve_diary_remove (clinic.diary, booking->id));
      g_assert_false (salve_diary_remove (clinic.diary, booking->id));
      g_ptr_array_remove_index (clinic.bookings, index);
    }
  for (guint i = 0; i < N_DOCTORS; i++)
    g_assert_true (salve_diary_is_free (clinic.diary, SALVE_ACTOR_DOCTOR, doctors[i], clinic.range));
  clinic_clear (&clinic);
}

static void
random_query (Clinic *clinic, SalveFreeQuery *query, SalveVisitType *type)
{
  GRand *random = clinic->random;
  gint64 minutes = (clinic->range.end - clinic->range.start) / SALVE_INSTANT_MINUTE;

  type->minutes = g_rand_int_range (random, 1, 10) * 5;
  type->buffer_before = g_rand_int_range (random, 0, 3) * 5;
  type->buffer_after = g_rand_int_range (random, 0, 3) * 5;
  query->doctors = doctors;
  query->visit_type = type;
  query->patient_id = g_rand_boolean (random) ? "p3" : NULL;
  query->room_id = g_rand_int_range (random, 0, 4) == 0 ? "r1" : NULL;
  query->device_id = g_rand_int_range (random, 0, 4) == 0 ? "e1" : NULL;
  query->location_id = g_rand_int_range (random, 0, 4) == 0 ? "north" : NULL;
  query->weekdays = g_rand_boolean (random) ? (guint)g_rand_int_range (random, 2, 256) & 0xfe : 0;
  if (g_rand_boolean (random))
    {
      query->from_minute = g_rand_int_range (random, 5, 10) * 60;
      query->to_minute = query->from_minute + g_rand_int_range (random, 1, 8) * 60;
    }
  query->earliest =
      clinic->range.start + g_rand_int_range (random, 0, (gint32)minutes / 2) * SALVE_INSTANT_MINUTE;
  query->latest =
      clinic->range.end - g_rand_int_range (random, 0, (gint32)minutes / 3) * SALVE_INSTANT_MINUTE;
  query->grid = g_rand_int_range (random, 0, 4) * 5;
  query->count = (guint)g_rand_int_range (random, 1, 60);
}

/* Whether the diary would let somebody book that: hours and absences of all of them. */
static gboolean
fits (const Clinic *clinic, const SalveBooking *booking)
{
  g_autoptr (GPtrArray) clashes = salve_diary_check (clinic->diary, booking);

  return clashes->len == 0;
}

static gboolean
is_wanted (const Clinic *clinic, const SalveFreeQuery *query, SalveTimeSpan span)
{
  SalvePartialDate day = salve_instant_to_date (span.start, clinic->zone);

  if (span.start < query->earliest || span.end > query->latest)
    return FALSE;
  if (query->weekdays != 0 && (query->weekdays & (1u << salve_partial_date_weekday (day))) == 0)
    return FALSE;
  if (query->from_minute == 0 && query->to_minute == 0)
    return TRUE;
  return span.start >= salve_wall_clock_to_instant (day, query->from_minute, clinic->zone)
         && span.end <= salve_wall_clock_to_instant (day, query->to_minute, clinic->zone);
}

/* All free times there are, doctor by doctor. */
static GArray *
walk (const Clinic *clinic, const SalveFreeQuery *query, const char *doctor)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  SalveTimetable *timetable = salve_diary_get_timetable (clinic->diary, SALVE_ACTOR_DOCTOR, doctor);
  gint64 step = (query->grid > 0 ? query->grid : 15) * SALVE_INSTANT_MINUTE;

  for (SalvePartialDate day = salve_instant_to_date (clinic->range.start, clinic->zone);
       salve_wall_clock_day (day, clinic->zone).start < clinic->range.end;
       day = salve_partial_date_add_days (day, 1))
    {
      g_autoptr (GArray) open =
          salve_timetable_list_open (timetable, salve_wall_clock_day (day, clinic->zone), clinic->zone);

      for (guint i = 0; i < open->len; i++)
        {
          const SalveOpenTime *time = &g_array_index (open, SalveOpenTime, i);

          if (query->location_id && g_strcmp0 (query->location_id, time->location_id) != 0)
            continue;
          for (SalveInstant at = time->span.start;
               at + query->visit_type->minutes * SALVE_INSTANT_MINUTE <= time->span.end; at += step)
            {
              SalveFreeTime free_time = { { at, at + query->visit_type->minutes * SALVE_INSTANT_MINUTE },
                                          doctor,
                                          time->location_id };
              g_autoptr (SalveBooking) booking =
                  salve_booking_new ("", free_time.span, doctor, query->patient_id);

              booking->actors[SALVE_ACTOR_ROOM] = g_strdup (query->room_id);
              booking->actors[SALVE_ACTOR_DEVICE] = g_strdup (query->device_id);
              booking->buffer_before = query->visit_type->buffer_before;
              booking->buffer_after = query->visit_type->buffer_after;
              if (is_wanted (clinic, query, free_time.span) && count_in_the_way (clinic, booking) == 0
                  && fits (clinic, booking))
                g_array_append_val (found, free_time);
            }
        }
    }
  return found;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const SalveFreeTime *first = a, *second = b;

  if (first->span.start != second->span.start)
    return first->span.start < second->span.start ? -1 : 1;
  return g_strcmp0 (first->doctor_id, second->doctor_id);
}

static void
assert_same (const GArray *found, const GArray *expected, guint count)
{
  g_assert_cmpuint (found->len, ==, MIN (count, expected->len));
  for (guint i = 0; i < found->len; i++)
    {
      const SalveFreeTime *a = &g_array_index (found, SalveFreeTime, i),
                          *b = &g_array_index (expected, SalveFreeTime, i);

      g_assert_cmpint (a->span.start, ==, b->span.start);
      g_assert_cmpint (a->span.end, ==, b->span.end);
      g_assert_cmpstr (a->doctor_id, ==, b->doctor_id);
      g_assert_cmpstr (a->location_id, ==, b->location_id);
    }
}

/* The n-th of every doctor before the (n + 1)-th of any. */
static GArray *
deal (GArray *const *each)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  gboolean more = TRUE;

  for (guint round = 0; more; round++)
    {
      g_autoptr (GArray) turn = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));

      for (guint i = 0; i < N_DOCTORS; i++)
        if (round < each[i]->len)
          g_array_append_val (turn, g_array_index (each[i], SalveFreeTime, round));
      g_array_sort (turn, compare_times);
      g_array_append_vals (all, turn->data, turn->len);
      more = turn->len > 0;
    }
  return all;
}

static void
test_search (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);

  for (guint round = 0; round < 64; round++)
    {
      Clinic clinic;
      g_autoptr (SalveVisitType) type = salve_visit_type_new ("t", "Visit", 20);

      clinic_init (&clinic, random, round % G_N_ELEMENTS (salve_test_changes));
      for (guint i = 0; i < 8; i++)
        {
          SalveFreeQuery query = { 0 };
          g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
          g_autoptr (GArray) found = NULL, spread = NULL, dealt = NULL;
          GArray *each[N_DOCTORS];

          random_query (&clinic, &query, type);
          for (guint j = 0; j < N_DOCTORS; j++)
            {
              each[j] = walk (&clinic, &query, doctors[j]);
              g_array_append_vals (expected, each[j]->data, each[j]->len);
            }
          g_array_sort (expected, compare_times);
          found = salve_first_free (clinic.diary, &query, clinic.zone);
          assert_same (found, expected, query.count);
          query.spread = TRUE;
          spread = salve_first_free (clinic.diary, &query, clinic.zone);
          dealt = deal (each);
          assert_same (spread, dealt, query.count);
          for (guint j = 0; j < N_DOCTORS; j++)
            g_array_unref (each[j]);
        }
      clinic_clear (&clinic);
    }
}

/* What is offered can be booked: nothing is in its way. */
static void
test_offers_fit (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (14);

  for (guint round = 0; round < 32; round++)
    {
      Clinic clinic;
      SalveFreeQuery query = { 0 };
      g_autoptr (SalveVisitType) type = salve_visit_type_new ("t", "Visit", 20);
      g_autoptr (GArray) found = NULL;

      clinic_init (&clinic, random, round % G_N_ELEMENTS (salve_test_changes));
      random_query (&clinic, &query, type);
      found = salve_first_free (clinic.diary, &query, clinic.zone);
      for (guint i = 0; i < found->len; i++)
        {
          const SalveFreeTime *offer = &g_array_index (found, SalveFreeTime, i);
          g_autoptr (SalveBooking) booking =
              salve_booking_new ("new", offer->span, offer->doctor_id, query.patient_id);
          g_autoptr (GPtrArray) clashes = NULL;

          booking->actors[SALVE_ACTOR_ROOM] = g_strdup (query.room_id);
          booking->actors[SALVE_ACTOR_DEVICE] = g_strdup (query.device_id);
          booking->buffer_before = type->buffer_before;
          booking->buffer_after = type->buffer_after;
          clashes = salve_diary_check (clinic.diary, booking);
          g_assert_cmpuint (clashes->len, ==, 0);
        }
      clinic_clear (&clinic);
    }
}

/* What is taken is all that a search has to know: a diary of nothing but that offers the same. */
static void
test_blocked (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (15);

  for (guint round = 0; round < 32; round++)
    {
      Clinic clinic;
      SalveFreeQuery query = { 0 };
      g_autoptr (SalveVisitType) type = salve_visit_type_new ("t", "Visit", 20);
      g_autoptr (GArray) expected = NULL, found = NULL;
      g_autoptr (SalveDiary) blocked = NULL;
      SalveTimetable *room, *device;

      clinic_init (&clinic, random, round % G_N_ELEMENTS (salve_test_changes));
      random_query (&clinic, &query, type);
      blocked = salve_diary_new (clinic.zone);
      for (guint i = 0; i < N_DOCTORS; i++)
        salve_diary_set_timetable (blocked, SALVE_ACTOR_DOCTOR,
                                   salve_diary_get_timetable (clinic.diary, SALVE_ACTOR_DOCTOR, doctors[i]));
      room = salve_diary_get_timetable (clinic.diary, SALVE_ACTOR_ROOM, "r1");
      if (room)
        salve_diary_set_timetable (blocked, SALVE_ACTOR_ROOM, room);
      device = salve_diary_get_timetable (clinic.diary, SALVE_ACTOR_DEVICE, "e1");
      if (device)
        salve_diary_set_timetable (blocked, SALVE_ACTOR_DEVICE, device);
      for (guint i = 0; i < clinic.bookings->len; i++)
        {
          const SalveBooking *booking = g_ptr_array_index (clinic.bookings, i);

          for (guint kind = 0; kind < SALVE_N_ACTOR_KINDS; kind++)
            if (booking->actors[kind] && booking->status == SALVE_APPOINTMENT_BOOKED)
              salve_diary_block (blocked, kind, booking->actors[kind],
                                 salve_booking_get_span_of (booking, kind));
        }
      expected = salve_first_free (clinic.diary, &query, clinic.zone);
      found = salve_first_free (blocked, &query, clinic.zone);
      assert_same (found, expected, query.count);
      clinic_clear (&clinic);
    }
}

static SalveClashKind
only_clash (const SalveDiary *diary, SalveInstant start, int minutes, const char **reason)
{
  g_autoptr (SalveBooking) booking =
      salve_booking_new ("new", (SalveTimeSpan){ start, start + minutes * SALVE_INSTANT_MINUTE }, "d", NULL);
  g_autoptr (GPtrArray) clashes = salve_diary_check (diary, booking);
  const SalveClash *clash;

  g_assert_cmpuint (clashes->len, ==, 1);
  clash = g_ptr_array_index (clashes, 0);
  *reason = g_intern_string (clash->reason);
  return clash->kind;
}

static void
assert_fits (const SalveDiary *diary, const SalveBooking *booking)
{
  g_autoptr (GPtrArray) clashes = salve_diary_check (diary, booking);

  g_assert_cmpuint (clashes->len, ==, 0);
}

/* Closed, away and holiday are told apart; hours nobody has said are no reason to refuse. */
static void
test_hours (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveDiary) diary = salve_diary_new (utc);
  g_autoptr (SalveTimetable) timetable = salve_timetable_new ("d");
  SalveInstant eight = salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 11, 23), 480, utc);
  gint64 hour = 60 * SALVE_INSTANT_MINUTE;
  g_autoptr (SalveBooking) booking =
      salve_booking_new ("n", (SalveTimeSpan){ eight, eight + hour }, "d", NULL);
  const char *reason;

  assert_fits (diary, booking);
  salve_diary_set_timetable (diary, SALVE_ACTOR_DOCTOR, timetable);
  g_assert_true (salve_diary_is_free (diary, SALVE_ACTOR_DOCTOR, "d", booking->span));
  salve_timetable_add_rule (timetable,
                            (SalveHoursRule){ .weekday = 1, .start_minute = 480, .end_minute = 1080 });
  salve_timetable_add_exception (timetable, SALVE_EXCEPTION_ABSENCE,
                                 (SalveTimeSpan){ eight + 2 * hour, eight + 3 * hour }, "a", "Course", NULL);
  salve_timetable_add_exception (timetable, SALVE_EXCEPTION_HOLIDAY,
                                 (SalveTimeSpan){ eight + 4 * hour, eight + 6 * hour }, "h", "Founder’s day",
                                 NULL);
  salve_timetable_add_exception (timetable, SALVE_EXCEPTION_OPENED,
                                 (SalveTimeSpan){ eight + 5 * hour, eight + 6 * hour }, "o", NULL, NULL);
  g_assert_cmpint (only_clash (diary, eight - hour, 30, &reason), ==, SALVE_CLASH_CLOSED);
  g_assert_cmpint (only_clash (diary, eight - hour / 2, 60, &reason), ==, SALVE_CLASH_CLOSED);
  g_assert_cmpint (only_clash (diary, eight + 2 * hour, 30, &reason), ==, SALVE_CLASH_ABSENT);
  g_assert_cmpstr (reason, ==, "Course");
  g_assert_cmpint (only_clash (diary, eight + 4 * hour, 30, &reason), ==, SALVE_CLASH_HOLIDAY);
  g_assert_cmpstr (reason, ==, "Founder’s day");
  booking->span = (SalveTimeSpan){ eight + 5 * hour, eight + 6 * hour };
  assert_fits (diary, booking);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diary/check", test_check);
  g_test_add_func ("/diary/remove", test_remove);
  g_test_add_func ("/diary/hours", test_hours);
  g_test_add_func ("/first-free/search", test_search);
  g_test_add_func ("/first-free/offers-fit", test_offers_fit);
  g_test_add_func ("/first-free/blocked", test_blocked);
  return g_test_run ();
}
