/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "calendar-desk.h"

#include "salve-appointment-flows.h"

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

PatientsDesk *
calendar_desk_open (void)
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

SalveInstant
calendar_desk_at (PatientsDesk *desk, int day, int minute)
{
  return salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 6, day), minute,
                                      salve_clinic_get_zone (desk->clinic));
}

/* All appointments there are, as text. */
char *
calendar_desk_look (PatientsDesk *desk)
{
  return patients_desk_look (desk, "Appointment");
}

void
calendar_desk_done (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  patients_desk_wait_commit (future, &error);
  g_assert_no_error (error);
}

/* Nothing changes, and the error is that one. */
void
calendar_desk_refused (PatientsDesk *desk, DexFuture *future, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  patients_desk_wait_commit (future, &error);
  g_assert_error (error, domain, code);
}

void
calendar_desk_undo (PatientsDesk *desk, const char *expected)
{
  g_autofree char *now = NULL;

  calendar_desk_done (salve_clinic_undo (desk->clinic));
  now = calendar_desk_look (desk);
  g_assert_cmpstr (now, ==, expected);
}

SalveAppointmentDetails *
calendar_desk_read (PatientsDesk *desk, const char *id)
{
  SalveAppointmentDetails *details = salve_appointment_read (desk->clinic, id, NULL, NULL);

  g_assert_nonnull (details);
  return details;
}

SalveAppointmentDetails *
calendar_desk_propose (PatientsDesk *desk,
                       const char *patient,
                       const char *doctor,
                       SalveInstant start,
                       int minutes)
{
  g_autofree char *id = g_uuid_string_random ();
  SalveAppointmentDetails *details = salve_appointment_details_new (id);

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->patient_id = g_strdup (patient);
  details->doctor_id = g_strdup (doctor);
  details->span = (SalveTimeSpan){ start, start + minutes * SALVE_INSTANT_MINUTE };
  return details;
}
