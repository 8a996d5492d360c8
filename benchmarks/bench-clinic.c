/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench-clinic.h"
#include "bench-people.h"
#include "salve-appointment-details.h"
#include "salve-hours-map.h"

#define PATIENTS 20000
#define BATCH 4000

void
bench_wait (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (50);
  if (dex_future_get_value (future, &error) == NULL)
    g_error ("%s", error->message);
  dex_unref (future);
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
  guint doctor = n % BENCH_DOCTORS, nth = n / BENCH_DOCTORS, day = nth / 20, patient = (n * 7919u) % PATIENTS;
  gint64 start =
      BENCH_BEGIN + (day / 5 * 7 + day % 5) * BENCH_DAY + (8 * 60 + nth % 20 * 30) * SALVE_INSTANT_MINUTE;
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
  bench_wait (salve_store_put_bulk (store, batch, SALVE_BULK_LOAD));
  g_ptr_array_set_size (batch, 0);
}

static void
fill (SalveStore *store, guint n)
{
  gint64 spent = 0;

  for (guint i = 0; i < n + PATIENTS + BENCH_DOCTORS;)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
      gint64 started;

      for (; batch->len < BATCH && i < n + PATIENTS + BENCH_DOCTORS; i++)
        if (i < BENCH_DOCTORS)
          {
            g_ptr_array_add (batch, make_doctor (i));
            g_ptr_array_add (batch, make_role (i));
          }
        else if (i < BENCH_DOCTORS + PATIENTS)
          g_ptr_array_add (batch, bench_patient (i - BENCH_DOCTORS));
        else
          g_ptr_array_add (batch, make_appointment (i - BENCH_DOCTORS - PATIENTS));
      started = g_get_monotonic_time ();
      put (store, batch);
      spent += g_get_monotonic_time () - started;
    }
  bench_wait (salve_store_finish_load (store));
  printf ("calendar-load-rate %.0f resources/s\n", (double)(n + PATIENTS) * 1e6 / (double)spent);
}

/* The one in @folder, where a benchmark has made it before; else a new one of @n appointments. */
SalveStore *
bench_clinic_open (const char *folder, guint n)
{
  guint8 bytes[SALVE_STORE_KEY_SIZE] = { 7 };
  g_autoptr (SalveStoreKey) key = salve_store_key_new_from_bytes (bytes);
  g_autofree char *path = g_build_filename (folder, "calendar.salve", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  gboolean fresh = !g_file_test (path, G_FILE_TEST_EXISTS);
  SalveStore *store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);

  if (store == NULL)
    g_error ("%s", error->message);
  if (fresh)
    fill (store, n);
  return store;
}

/* How many weeks have appointments on all their days; 0 for fewer than can be measured. */
guint
bench_clinic_weeks (guint n)
{
  guint weeks = n / (BENCH_DOCTORS * 20 * 5);

  return weeks < 6 ? 0 : weeks - 5;
}
