/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-hours-check.h"

/* How far ahead is looked: nobody is booked later than that. */
#define DAYS_AHEAD 730

/* Whether all of the span is open. */
static gboolean
is_open (const SalveTimetable *timetable, SalveTimeSpan span, GTimeZone *zone)
{
  g_autoptr (GArray) open = salve_timetable_list_open (timetable, span, zone);
  SalveInstant reached = span.start;

  for (guint i = 0; i < open->len; i++)
    {
      SalveTimeSpan part = g_array_index (open, SalveOpenTime, i).span;

      if (part.start <= reached)
        reached = MAX (reached, part.end);
    }
  return reached >= span.end;
}

static void
add_rules (SalveTimetable *timetable, const GArray *rules)
{
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    salve_timetable_add_rule (timetable, g_array_index (rules, SalveHoursRule, i));
}

/* The timetable with one role as it shall be; NULL: as it is. */
static SalveTimetable *
make_timetable (SalveTimetable *known, GPtrArray *roles, const SalveRoleDetails *changed, gboolean removed)
{
  SalveTimetable *timetable = salve_timetable_new (salve_timetable_get_actor_id (known));
  const GPtrArray *exceptions = salve_timetable_get_exceptions (known);
  const char *changed_id = changed != NULL ? changed->id : NULL;

  for (guint i = 0; i < roles->len; i++)
    {
      g_autoptr (SalveRoleDetails) role = salve_role_details_read (g_ptr_array_index (roles, i));

      if (role != NULL && role->active && g_strcmp0 (role->id, changed_id) != 0)
        add_rules (timetable, role->hours);
    }
  if (changed != NULL && !removed)
    add_rules (timetable, changed->hours);
  for (guint i = 0; i < exceptions->len; i++)
    {
      const SalveTimetableException *exception = g_ptr_array_index (exceptions, i);

      salve_timetable_add_exception (timetable, exception->kind, exception->span, exception->id,
                                     exception->reason, exception->location_id);
    }
  return timetable;
}

/**
 * salve_find_booked:
 * @doctor_id: (nullable): whose; %NULL: anybody's
 * @range: which time they touch
 *
 * Returns: (transfer full) (nullable) (element-type SalveAppointmentRow): the appointments that take time, by time
 */
GPtrArray *
salve_find_booked (SalveClinic *clinic, const char *doctor_id, SalveTimeSpan range, GError **error)
{
  const char *const doctors[] = { doctor_id, NULL };
  g_autoptr (GPtrArray) rows = salve_store_list_appointments (salve_clinic_get_store (clinic), range,
                                                              doctor_id != NULL ? doctors : NULL, error);

  if (rows == NULL)
    return NULL;
  for (guint i = rows->len; i > 0; i--)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i - 1);

      if (!salve_appointment_status_takes_time (row->status))
        g_ptr_array_remove_index (rows, i - 1);
    }
  return g_steal_pointer (&rows);
}

/**
 * salve_hours_find_stranded:
 * @changed: the role as it shall be, its hours with their validity and place
 * @removed: the role shall go
 *
 * Returns: (transfer full) (nullable) (element-type SalveAppointmentRow): what is booked from now on within the hours as
 *   they are, and would be outside of them
 */
GPtrArray *
salve_hours_find_stranded (SalveClinic *clinic,
                           const char *doctor_id,
                           const SalveRoleDetails *changed,
                           gboolean removed,
                           GError **error)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalveInstant now = salve_clinic_now (clinic);
  SalveTimeSpan range = { now, now + DAYS_AHEAD * 24 * 60 * SALVE_INSTANT_MINUTE };
  g_autoptr (GPtrArray) booked = salve_find_booked (clinic, doctor_id, range, error);
  g_autoptr (GPtrArray) roles =
      booked != NULL ? salve_store_list_doctor_roles (store, doctor_id, error) : NULL;
  g_autoptr (SalveTimetable) known = NULL;
  g_autoptr (SalveTimetable) before = NULL;
  g_autoptr (SalveTimetable) after = NULL;

  if (roles == NULL)
    return NULL;
  known = salve_store_load_timetable (store, SALVE_ACTOR_DOCTOR, doctor_id, range, error);
  if (known == NULL)
    return NULL;
  before = make_timetable (known, roles, NULL, FALSE);
  after = make_timetable (known, roles, changed, removed);
  for (guint i = booked->len; i > 0; i--)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (booked, i - 1);

      if (!is_open (before, row->span, zone) || is_open (after, row->span, zone))
        g_ptr_array_remove_index (booked, i - 1);
    }
  return g_steal_pointer (&booked);
}

/* Minutes a week. */
int
salve_hours_count_minutes (const GArray *rules)
{
  int minutes = 0;

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    minutes += g_array_index (rules, SalveHoursRule, i).end_minute
               - g_array_index (rules, SalveHoursRule, i).start_minute;
  return minutes;
}
