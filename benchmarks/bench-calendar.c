/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-calendar FOLDER N: a store of N appointments of 40 doctors over two and a half years, and what a calendar asks
 * of it. Prints a line "name value unit" for each figure. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench-people.h"
#include "salve-appointment-details.h"
#include "salve-appointments.h"
#include "salve-hours-map.h"

#define DOCTORS 40
#define PATIENTS 20000
#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)
#define BATCH 4000

/* Monday, 1 January 2024. */
#define BEGIN (G_GINT64_CONSTANT (1704067200) * SALVE_INSTANT_SECOND)

static void
wait_for (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (50);
  if (dex_future_get_value (future, &error) == NULL)
    g_error ("%s", error->message);
  dex_unref (future);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
print_percentiles (const char *name, GArray *times)
{
  g_array_sort (times, compare_doubles);
  printf ("%s-p50 %.3f ms\n", name, g_array_index (times, double, times->len / 2));
  printf ("%s-p99 %.3f ms\n", name, g_array_index (times, double, times->len * 99 / 100));
  g_array_set_size (times, 0);
}

static void
note_time (GArray *times, gint64 started)
{
  double ms = (double)(g_get_monotonic_time () - started) / 1e3;

  g_array_append_val (times, ms);
}

static SalveResource *
check (SalveResource *resource, GError *error)
{
  if (resource == NULL)
    g_error ("%s", error->message);
  return resource;
}

static SalveResource *
make_role (guint doctor)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup_printf ("role-%u", doctor), *who = g_strdup_printf ("doctor-%u", doctor);
  g_autoptr (SalveRoleDetails) role = salve_role_details_new (id, who);

  for (guint weekday = 1; weekday <= 5; weekday++)
    {
      SalveHoursRule rule = { weekday, 8 * 60, 18 * 60, { 0 }, { 0 }, NULL };

      g_array_append_val (role->hours, rule);
    }
  return check (salve_role_details_write (role, NULL, &error), error);
}

static SalveResource *
make_doctor (guint doctor)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Practitioner\",\"id\":\"doctor-%u\",\"name\":[{\"family\":\"%s\"}]}", doctor,
      bench_person_family (doctor));

  return check (salve_resource_new_from_text (json, -1, &error), error);
}

/* The n-th: doctors in turn, 20 a doctor and working day, every 30 minutes from 8 o'clock. */
static SalveResource *
make_appointment (guint n)
{
  g_autoptr (GError) error = NULL;
  guint doctor = n % DOCTORS, nth = n / DOCTORS, day = nth / 20, patient = (n * 7919u) % PATIENTS;
  gint64 start = BEGIN + (day / 5 * 7 + day % 5) * DAY + (8 * 60 + nth % 20 * 30) * SALVE_INSTANT_MINUTE;
  g_autofree char *id = g_strdup_printf ("%08x-0000-4000-8000-%012x", n * 2654435761u, n);
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_new (id);
  g_autoptr (SalveResource) who = bench_patient (patient);

  a->span = (SalveTimeSpan){ start, start + (n % 3 == 0 ? 30 : 20) * SALVE_INSTANT_MINUTE };
  a->doctor_id = g_strdup_printf ("doctor-%u", doctor);
  a->patient_id = g_strdup (salve_resource_get_id (who));
  a->room_id = g_strdup_printf ("room-%u", doctor);
  a->visit_type_id = g_strdup_printf ("type-%u", n % 12);
  a->visit_type_name = g_strdup ("Consultation");
  a->status = n % 20 == 0 ? SALVE_APPOINTMENT_CANCELLED : SALVE_APPOINTMENT_BOOKED;
  return check (salve_appointment_details_write (a, NULL, &error), error);
}

static void
put (SalveStore *store, GPtrArray *batch)
{
  wait_for (salve_store_put_bulk (store, batch, SALVE_BULK_LOAD));
  g_ptr_array_set_size (batch, 0);
}

static void
fill (SalveStore *store, guint n)
{
  gint64 spent = 0;

  for (guint i = 0; i < n + PATIENTS + DOCTORS;)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
      gint64 started;

      for (; batch->len < BATCH && i < n + PATIENTS + DOCTORS; i++)
        if (i < DOCTORS)
          {
            g_ptr_array_add (batch, make_doctor (i));
            g_ptr_array_add (batch, make_role (i));
          }
        else if (i < DOCTORS + PATIENTS)
          g_ptr_array_add (batch, bench_patient (i - DOCTORS));
        else
          g_ptr_array_add (batch, make_appointment (i - DOCTORS - PATIENTS));
      started = g_get_monotonic_time ();
      put (store, batch);
      spent += g_get_monotonic_time () - started;
    }
  wait_for (salve_store_finish_load (store));
  printf ("calendar-load-rate %.0f resources/s\n", (double)(n + PATIENTS) * 1e6 / (double)spent);
}

static void
bench_range (SalveStore *store, const char *name, guint days, guint weeks, GArray *times)
{
  guint rows = 0;

  for (guint i = 0; i < weeks; i++)
    {
      /* Weeks far from each other: none is in the connection's cache because of the one before. */
      gint64 start = BEGIN + (i * 37 % weeks) * 7 * DAY;
      g_autoptr (GError) error = NULL;
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GPtrArray) list =
          salve_store_list_appointments (store, (SalveTimeSpan){ start, start + days * DAY }, NULL, &error);

      note_time (times, started);
      g_assert_no_error (error);
      rows = MAX (rows, list->len);
    }
  printf ("# %s: up to %u rows\n", name, rows);
  print_percentiles (name, times);
}

static void
bench_rest (SalveStore *store, guint weeks, GArray *times)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const char *const one[] = { "doctor-7", NULL };
  const char *all[DOCTORS + 1] = { NULL };

  for (guint i = 0; i < DOCTORS; i++)
    all[i] = g_intern_string (g_strdup_printf ("doctor-%u", i));
  for (guint i = 0; i < 40; i++)
    {
      gint64 start = BEGIN + (i * 37 % weeks) * 7 * DAY, started = g_get_monotonic_time ();
      g_autoptr (GPtrArray) list =
          salve_store_list_appointments (store, (SalveTimeSpan){ start, start + 31 * DAY }, one, NULL);

      note_time (times, started);
      g_assert_nonnull (list);
    }
  print_percentiles ("calendar-month-of-one-doctor", times);
  for (guint i = 0; i < 40; i++)
    {
      SalvePartialDate first = salve_instant_to_date (BEGIN + (i * 37 % weeks) * 7 * DAY, utc);
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GArray) counts = salve_store_count_appointments_by_day (
          store, first, salve_partial_date_add_days (first, 41), utc, NULL, NULL);

      note_time (times, started);
      g_assert_cmpuint (counts->len, ==, 42);
    }
  print_percentiles ("calendar-count-42-days", times);
  for (guint i = 0; i < 5; i++)
    {
      gint64 started = g_get_monotonic_time ();
      g_autoptr (SalveDiary) diary =
          salve_store_load_diary (store, (SalveTimeSpan){ BEGIN, BEGIN + 365 * DAY }, utc, NULL);

      note_time (times, started);
      g_assert_nonnull (diary);
    }
  print_percentiles ("calendar-load-diary-year", times);
  for (guint i = 0; i < 20; i++)
    {
      SalveFreeQuery query = {
        .doctors = all, .minutes = 20, .earliest = BEGIN + (i * 37 % weeks) * 7 * DAY, .grid = 5, .count = 5
      };
      gint64 started = g_get_monotonic_time ();

      wait_for (salve_store_find_free (store, &query, utc));
      note_time (times, started);
    }
  print_percentiles ("calendar-find-free", times);
}

int
main (int argc, char **argv)
{
  guint8 bytes[SALVE_STORE_KEY_SIZE] = { 7 };
  g_autoptr (SalveStoreKey) key = salve_store_key_new_from_bytes (bytes);
  g_autofree char *path = argc == 3 ? g_build_filename (argv[1], "calendar.salve", NULL) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;
  guint n = argc == 3 ? (guint)atoi (argv[2]) : 0, weeks = n / (DOCTORS * 20 * 5);
  gboolean fresh = path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS);
  SalveStore *store;

  if (weeks < 6)
    {
      g_printerr ("usage: %s FOLDER N (at least 24000)\n", argv[0]);
      return 2;
    }
  dex_init ();
  store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  if (fresh)
    fill (store, n);
  bench_range (store, "calendar-day", 1, weeks - 5, times);
  bench_range (store, "calendar-week", 7, weeks - 5, times);
  bench_range (store, "calendar-month", 31, weeks - 5, times);
  bench_rest (store, weeks - 5, times);
  wait_for (salve_store_close (store));
  g_object_unref (store);
  return 0;
}
