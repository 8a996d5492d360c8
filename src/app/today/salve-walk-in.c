/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever is booked for today all the same has arrived for that; others get the doctor's first free time, and where there
 * is none they are put in between, with the reason, by whoever may do that. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-walk-in.h"

#include "salve-appointment-flows.h"
#include "salve-appointments.h"

#include <glib/gi18n.h>

#define MINUTES 15 /* for a visit of no kind in particular */
#define GRID 5

/**
 * salve_walk_in_find_booked:
 *
 * Returns: (transfer full) (nullable): the appointment that the patient has today and has not arrived for yet, the next
 *   one first
 */
char *
salve_walk_in_find_booked (SalveClinic *clinic, const char *patient_id)
{
  SalveTimeSpan day = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  g_autoptr (GPtrArray) rows =
      salve_store_list_patient_appointments (salve_clinic_get_store (clinic), patient_id, NULL);
  const SalveAppointmentRow *best = NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];

      if (row->status == SALVE_APPOINTMENT_BOOKED && row->span.start >= day.start && row->span.start < day.end
          && (best == NULL || row->span.start < best->span.start))
        best = row;
    }
  return best != NULL ? g_strdup (best->id) : NULL;
}

typedef struct
{
  SalveClinic *clinic;
  SalveAppointmentDetails *details;
  SalveDirectory *directory;
} WalkIn;

static void
walk_in_free (gpointer data)
{
  WalkIn *self = data;

  g_object_unref (self->clinic);
  salve_appointment_details_free (self->details);
  salve_directory_unref (self->directory);
  g_free (self);
}

static void
set_doctor (WalkIn *self, const char *doctor_id)
{
  const SalveDoctorRow *doctor = salve_directory_find_doctor (self->directory, doctor_id);

  g_set_str (&self->details->doctor_id, doctor_id);
  g_set_str (&self->details->doctor_name, doctor != NULL ? doctor->name : NULL);
}

static DexFuture *
on_free (DexFuture *future, gpointer data)
{
  WalkIn *self = data;
  const SalveFreeTimes *found = g_value_get_boxed (dex_future_get_value (future, NULL));

  if (found != NULL && found->times->len > 0)
    {
      const SalveFreeTime *time = &g_array_index (found->times, SalveFreeTime, 0);

      self->details->span = time->span;
      set_doctor (self, time->doctor_id);
    }
  else if (self->details->doctor_id == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                                  _ ("Nobody has time today. Choose a doctor to be put in between."));
  else
    g_set_str (&self->details->overbooked_reason, _ ("Walk-in"));
  return salve_appointment_walk_in (self->clinic, self->details);
}

static SalveAppointmentDetails *
make_details (SalveClinic *clinic, const char *patient_id, const SalveVisitType *type)
{
  g_autofree char *id = g_uuid_string_random ();
  SalveAppointmentDetails *details = salve_appointment_details_new (id);
  SalveInstant now = salve_clinic_now (clinic);
  int minutes = type != NULL && type->minutes > 0 ? type->minutes : MINUTES;

  details->patient_id = g_strdup (patient_id);
  details->patient_name = salve_appointment_patient_name (clinic, details);
  salve_appointment_details_set_visit_type (details, type);
  details->span.start = now - now % SALVE_INSTANT_MINUTE;
  details->span.end = details->span.start + minutes * SALVE_INSTANT_MINUTE;
  return details;
}

static char **
list_doctors (SalveDirectory *directory, const char *doctor_id)
{
  GPtrArray *doctors = salve_directory_get_doctors (directory);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < doctors->len; i++)
    {
      const SalveDoctorRow *doctor = doctors->pdata[i];

      if (doctor_id == NULL || g_str_equal (doctor->id, doctor_id))
        g_strv_builder_add (ids, doctor->id);
    }
  return g_strv_builder_end (ids);
}

/**
 * salve_walk_in_arrive:
 * @doctor_id: (nullable): %NULL: whoever is free first
 * @visit_type_id: (nullable): what they come for
 *
 * Returns: (transfer full): a future of the change that makes the appointment, the ticket and the visit in the record
 */
DexFuture *
salve_walk_in_arrive (SalveClinic *clinic,
                      SalveDirectory *directory,
                      const char *patient_id,
                      const char *doctor_id,
                      const char *visit_type_id)
{
  const SalveVisitType *type = salve_directory_find_visit_type (directory, visit_type_id);
  SalveTimeSpan day = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  g_auto (GStrv) doctors = list_doctors (directory, doctor_id);
  WalkIn *self = g_new0 (WalkIn, 1);
  SalveFreeQuery query = { .doctors = (const char *const *)doctors,
                           .visit_type = type,
                           .minutes = type != NULL && type->minutes > 0 ? 0 : MINUTES,
                           .patient_id = patient_id,
                           .latest = day.end,
                           .grid = GRID,
                           .count = 1 };

  self->clinic = g_object_ref (clinic);
  self->directory = salve_directory_ref (directory);
  self->details = make_details (clinic, patient_id, type);
  query.earliest = self->details->span.start;
  if (doctor_id != NULL)
    set_doctor (self, doctor_id);
  return dex_future_then (
      salve_store_find_free (salve_clinic_get_store (clinic), &query, salve_clinic_get_zone (clinic)),
      on_free, self, walk_in_free);
}
