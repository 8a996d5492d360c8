/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheduler's rules by themselves, without a store: first free times of 40 doctors in a year that is nearly full, and
 * how a check grows with what is in the tree. The floor of a search is reading the same bookings once, one after the
 * other, out of an array: what a search without a tree would have to do at least. */
#include "salve-first-free.h"

#include <stdio.h>
#include <stdlib.h>

#define DOCTORS 40
#define DAYS 365
#define VISIT 20 /* minutes */
#define ROUNDS 31

typedef struct
{
  SalveDiary *diary;
  const char *doctors[DOCTORS + 1];
  GArray *taken; /* of SalveTimeSpan */
  SalveTimeSpan year;
  GTimeZone *zone;
} Clinic;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return first < second ? -1 : first > second;
}

static double
median (double *times)
{
  qsort (times, ROUNDS, sizeof *times, compare_doubles);
  return times[ROUNDS / 2];
}

static void
add_hours (Clinic *self, const char *doctor)
{
  g_autoptr (SalveTimetable) timetable = salve_timetable_new (doctor);

  for (guint day = 1; day <= 7; day++)
    {
      salve_timetable_add_rule (
          timetable, (SalveHoursRule){ .weekday = day, .start_minute = 8 * 60, .end_minute = 12 * 60 });
      salve_timetable_add_rule (
          timetable, (SalveHoursRule){ .weekday = day, .start_minute = 13 * 60, .end_minute = 18 * 60 });
    }
  salve_diary_set_timetable (self->diary, SALVE_ACTOR_DOCTOR, timetable);
}

static void
book_day (Clinic *self, const char *doctor, SalvePartialDate day, int every, gboolean leave_one)
{
  for (int minute = 8 * 60; minute + VISIT <= 18 * 60; minute += every)
    {
      SalveInstant start = salve_wall_clock_to_instant (day, minute, self->zone);
      SalveTimeSpan span = { start, start + VISIT * SALVE_INSTANT_MINUTE };
      g_autofree char *id = g_strdup_printf ("%u", self->taken->len);
      g_autoptr (SalveBooking) booking = salve_booking_new (id, span, doctor, NULL);

      if ((minute + VISIT > 12 * 60 && minute < 13 * 60)
          || (leave_one && minute <= 14 * 60 && 14 * 60 < minute + every))
        continue;
      salve_diary_add (self->diary, booking);
      g_array_append_val (self->taken, span);
    }
}

/* Every time of every doctor is taken but one on the day @free_day; between visits, of which one begins @every so many
 * minutes, there is too little left for one more. */
static void
clinic_init (Clinic *self, int every, int free_day)
{
  SalvePartialDate first = salve_partial_date_new_day (2026, 1, 1);

  self->zone = g_time_zone_new_identifier ("Europe/Berlin");
  self->diary = salve_diary_new (self->zone);
  self->taken = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  self->year.start = salve_wall_clock_day (first, self->zone).start;
  self->year.end = salve_wall_clock_day (salve_partial_date_add_days (first, DAYS), self->zone).start;
  for (guint i = 0; i < DOCTORS; i++)
    {
      g_autofree char *id = g_strdup_printf ("doctor-%u", i);

      self->doctors[i] = g_intern_string (id);
      add_hours (self, self->doctors[i]);
      for (int day = 0; day < DAYS; day++)
        book_day (self, self->doctors[i], salve_partial_date_add_days (first, day), every, day == free_day);
    }
  self->doctors[DOCTORS] = NULL;
}

static void
clinic_clear (Clinic *self)
{
  salve_diary_free (self->diary);
  g_array_unref (self->taken);
  g_time_zone_unref (self->zone);
}

static double
time_search (const Clinic *self, gboolean spread)
{
  double times[ROUNDS];
  SalveFreeQuery query = { .doctors = self->doctors,
                           .minutes = VISIT,
                           .earliest = self->year.start,
                           .latest = self->year.end,
                           .grid = 5,
                           .count = 5,
                           .spread = spread };

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GArray) found = salve_first_free (self->diary, &query, self->zone);

      times[i] = (double)(g_get_monotonic_time () - started) / 1000;
      g_assert_cmpuint (found->len, ==, 5);
    }
  return median (times);
}

static double
time_floor (const Clinic *self)
{
  double times[ROUNDS];
  volatile guint gaps = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 started = g_get_monotonic_time ();
      SalveInstant reach = 0;

      for (guint j = 0; j < self->taken->len; j++)
        {
          SalveTimeSpan span = g_array_index (self->taken, SalveTimeSpan, j);

          if (span.start - reach >= VISIT * SALVE_INSTANT_MINUTE)
            gaps = gaps + 1;
          reach = span.end;
        }
      times[i] = (double)(g_get_monotonic_time () - started) / 1000;
    }
  return median (times);
}

/* Nanoseconds of asking whether a time is free, at random places of a full tree. */
static double
time_check (guint n)
{
  g_autoptr (SalveIntervalTree) tree = salve_interval_tree_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  double times[ROUNDS];
  volatile guint found = 0;

  for (guint i = 0; i < n; i++)
    salve_interval_tree_add (tree, (SalveTimeSpan){ 20 * (gint64)i, 20 * (gint64)i + 20 },
                             GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 started = g_get_monotonic_time ();

      for (guint j = 0; j < 20000; j++)
        {
          SalveInstant at = g_rand_int_range (random, 0, 20 * (gint32)n);

          found = found + (salve_interval_tree_first (tree, (SalveTimeSpan){ at, at + 1 }) != NULL ? 1 : 0);
        }
      times[i] = (double)(g_get_monotonic_time () - started) * 1000 / 20000;
    }
  g_assert_cmpuint (found, ==, 20000 * ROUNDS);
  return median (times);
}

int
main (void)
{
  Clinic clinic;
  double late, small, large;

  clinic_init (&clinic, VISIT, 0);
  printf ("first-free-at-once %f ms\n", time_search (&clinic, FALSE));
  clinic_clear (&clinic);
  clinic_init (&clinic, VISIT + 10, DAYS - 1);
  printf ("first-free-full-year-with-gaps %f ms\n", time_search (&clinic, FALSE));
  clinic_clear (&clinic);
  clinic_init (&clinic, VISIT, DAYS - 1);
  printf ("# %u bookings\n", clinic.taken->len);
  late = time_search (&clinic, FALSE);
  printf ("first-free-full-year %f ms\n", late);
  printf ("first-free-full-year-spread %f ms\n", time_search (&clinic, TRUE));
  printf ("first-free-of-floor %f times\n", late / time_floor (&clinic));
  clinic_clear (&clinic);
  small = time_check (1000);
  large = time_check (1000000);
  printf ("check-of-1000 %f ns\n", small);
  printf ("check-of-1000000 %f ns\n", large);
  printf ("check-growth-of-log-n %f times\n", large / small / 2); /* log 1,000,000 is twice log 1,000 */
  return 0;
}
