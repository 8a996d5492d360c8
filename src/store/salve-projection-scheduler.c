/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-projection-scheduler.h"

#include "salve-appointment-details.h"
#include "salve-hours-map.h"
#include "salve-location.h"
#include "salve-datatypes.h"
#include "salve-projection.h"
#include "salve-statement.h"

/* Calendars show thousands of names at once: each lies beside its appointment, because looking it up in the patients'
 * table would touch a page of the file for every one. */
static gboolean
find_patient_name (SalveConnection *connection, const char *patient_id, char **name, GError **error)
{
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  *name = NULL;
  if (patient_id == NULL)
    return TRUE;
  select = salve_connection_prepare (
      connection, "SELECT family, given, prefix, suffix, name_text FROM patient WHERE id = ?", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, patient_id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (row)
    *name = salve_projection_join_name (salve_statement_text (select, 0), salve_statement_text (select, 1),
                                        salve_statement_text (select, 2), salve_statement_text (select, 3),
                                        salve_statement_text (select, 4));
  return TRUE;
}

/* The patient is called so from now on; NULL: not known any more. */
gboolean
salve_projection_name_patient (SalveConnection *connection,
                               const char *patient_id,
                               const char *name,
                               GError **error)
{
  return salve_connection_run (
      connection, error,
      "UPDATE appointment SET patient_name = ?2 WHERE patient_id = ?1 AND patient_name IS NOT ?2", "tt",
      patient_id, name);
}

static void
bind_appointment (SalveStatement *insert, const SalveAppointmentDetails *a, gint64 rowid, const char *name)
{
  int flags = (a->note != NULL ? SALVE_FLAG_NOTE : 0)
              | (a->overbooked_reason != NULL && *a->overbooked_reason != '\0' ? SALVE_FLAG_OVERBOOKED : 0);

  salve_statement_bind_int (insert, 1, a->span.start);
  salve_statement_bind_int (insert, 2, rowid);
  salve_statement_bind_int (insert, 3, a->span.end);
  salve_statement_bind_text (insert, 4, a->id);
  salve_statement_bind_text (insert, 5, salve_appointment_status_to_code (a->status));
  salve_statement_bind_int (
      insert, 6, salve_appointment_details_has_time (a) && salve_appointment_status_takes_time (a->status));
  salve_statement_bind_text (insert, 7, a->patient_id);
  salve_statement_bind_text (insert, 8, name);
  salve_statement_bind_text (insert, 9, a->doctor_id);
  salve_statement_bind_text (insert, 10, a->room_id);
  salve_statement_bind_text (insert, 11, a->device_id);
  salve_statement_bind_text (insert, 12, a->visit_type_id);
  salve_statement_bind_text (insert, 13, a->visit_type_name);
  salve_statement_bind_text (insert, 14, a->series_id);
  salve_statement_bind_int (insert, 15, a->buffer_before);
  salve_statement_bind_int (insert, 16, a->buffer_after);
  salve_statement_bind_int (insert, 17, a->mode);
  salve_statement_bind_int (insert, 18, flags);
}

static gboolean
put_appointment (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_read (resource);
  g_autofree char *name = NULL;
  g_autoptr (SalveStatement) insert = NULL;

  if (!find_patient_name (connection, a->patient_id, &name, error))
    return FALSE;
  insert = salve_connection_prepare (
      connection,
      "INSERT INTO appointment (start, record, end, id, status, taken, patient_id, patient_name,"
      " practitioner_id, location_id, device_id, visit_type_id, visit_type_name, series_id, buffer_before,"
      " buffer_after, mode, flags, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
      " coalesce ((SELECT version FROM resource WHERE rowid = ?2), 0))",
      error);
  if (insert == NULL)
    return FALSE;
  bind_appointment (insert, a, rowid, name);
  return salve_statement_run (insert, error);
}

static gboolean
put_wish (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  g_autoptr (SalveWish) wish = salve_wish_read (resource);

  if (wish == NULL)
    return TRUE;
  return salve_connection_run (
      connection, error, "INSERT INTO wish VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ittttiiiiiiii",
      rowid, wish->id, wish->patient_id, wish->doctor_id, wish->visit_type_id, (gint64)wish->minutes,
      (gint64)wish->weekdays, (gint64)wish->from_minute, (gint64)wish->to_minute, (gint64)wish->period.start,
      (gint64)wish->period.end, (gint64)wish->priority, (gint64)wish->since);
}

static gboolean
put_schedule (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  SalveElement actor = salve_element_at (salve_element_get (salve_resource_root (resource), "actor"), 0);
  g_autofree char *type = NULL, *id = NULL;

  if (!salve_reference_parse (salve_element_string (actor, "reference"), &type, &id))
    return TRUE;
  return salve_connection_run (connection, error, "INSERT INTO schedule VALUES (?, ?, ?, ?)", "ittt", rowid,
                               salve_resource_get_id (resource), type, id);
}

static gboolean
put_slot (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  g_autoptr (SalveSlotDetails) slot = salve_slot_details_read (resource);

  return slot == NULL
         || salve_connection_run (connection, error, "INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                  "ittiiitt", rowid, slot->id, slot->schedule_id,
                                  (gint64)(slot->kind == SALVE_EXCEPTION_OPENED), (gint64)slot->span.start,
                                  (gint64)slot->span.end, slot->reason, slot->location_id);
}

static char *
join_lines (GPtrArray *texts)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    if (*(const char *)texts->pdata[i] != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? "\n" : "", (const char *)texts->pdata[i]);
  return g_string_free_and_steal (all);
}

static char *
join_hours (GArray *hours)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < hours->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (hours, SalveHoursRule, i);

      g_string_append_printf (all, "%s%u:%d-%d", all->len > 0 ? " " : "", rule->weekday, rule->start_minute,
                              rule->end_minute);
    }
  return g_string_free_and_steal (all);
}

static char *
day_to_text (SalvePartialDate day)
{
  return salve_partial_date_is_set (day) ? salve_partial_date_to_iso (day) : NULL;
}

static gboolean
put_role (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  g_autoptr (SalveRoleDetails) role = salve_role_details_read (resource);
  g_autofree char *specialties = join_lines (role->specialties);
  g_autofree char *visit_types = join_lines (role->visit_type_ids);
  g_autofree char *hours = join_hours (role->hours);
  g_autofree char *from = day_to_text (role->valid_from), *to = day_to_text (role->valid_to);

  return role->doctor_id == NULL
         || salve_connection_run (connection, error,
                                  "INSERT INTO practitioner_role VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                  "itttittttt", rowid, role->id, role->doctor_id, role->location_id,
                                  (gint64)role->active, from, to, specialties, visit_types, hours);
}

static gboolean
put_service (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  g_autoptr (SalveVisitType) type = salve_visit_type_read (resource);

  return salve_connection_run (
      connection, error, "INSERT INTO healthcare_service VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      "itttiiiiiii", rowid, type->id, type->name, type->specialty, (gint64)type->minutes,
      (gint64)type->buffer_before, (gint64)type->buffer_after, (gint64)type->colour, (gint64)type->modes,
      (gint64)type->bookable_by, (gint64)type->active);
}

static gboolean
put_location (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  const char *name = salve_location_get_name (resource);
  SalveElement coding =
      salve_element_at (salve_element_get (salve_location_get_physical_type (resource), "coding"), 0);
  g_autofree char *part_of = salve_location_get_part_of_id (resource);

  return salve_connection_run (connection, error, "INSERT INTO location VALUES (?, ?, ?, ?, ?, ?)", "itttti",
                               rowid, salve_resource_get_id (resource), name != NULL ? name : "", part_of,
                               salve_element_string (coding, "code"),
                               (gint64)(g_strcmp0 (salve_location_get_status (resource), "inactive") != 0));
}

/* The doctor's row is there already: salve_projection_put() or the migration made it. */
static gboolean
put_doctor (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  gboolean photo = salve_element_exists (salve_element_get (salve_resource_root (resource), "photo"));

  return salve_connection_run (connection, error,
                               "UPDATE practitioner SET colour = ?2, has_photo = ?3 WHERE rowid = ?1", "iii",
                               rowid, (gint64)salve_practitioner_get_colour (resource), (gint64)photo);
}

/**
 * salve_projection_put_scheduling:
 * @rowid: of the resource's row
 *
 * Makes the scheduler's rows of a resource; of most types there are none.
 */
gboolean
salve_projection_put_scheduling (SalveConnection *connection,
                                 SalveResource *resource,
                                 gint64 rowid,
                                 GError **error)
{
  static const struct
  {
    const char *type;
    gboolean (*put) (SalveConnection *, SalveResource *, gint64, GError **);
  } puts[] = {
    { "Appointment", put_appointment }, { "Appointment", put_wish },
    { "Schedule", put_schedule },       { "Slot", put_slot },
    { "PractitionerRole", put_role },   { "HealthcareService", put_service },
    { "Location", put_location },       { "Practitioner", put_doctor },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (puts); i++)
    if (g_str_equal (salve_resource_get_type_name (resource), puts[i].type)
        && !puts[i].put (connection, resource, rowid, error))
      return FALSE;
  return TRUE;
}

/* Takes out what the function above made. */
gboolean
salve_projection_remove_scheduling (SalveConnection *connection,
                                    const char *type,
                                    gint64 rowid,
                                    GError **error)
{
  static const char *const deletes[][2] = {
    { "Appointment", "DELETE FROM appointment WHERE record = ?" },
    { "Appointment", "DELETE FROM wish WHERE rowid = ?" },
    { "Schedule", "DELETE FROM schedule WHERE rowid = ?" },
    { "Slot", "DELETE FROM slot WHERE rowid = ?" },
    { "PractitionerRole", "DELETE FROM practitioner_role WHERE rowid = ?" },
    { "HealthcareService", "DELETE FROM healthcare_service WHERE rowid = ?" },
    { "Location", "DELETE FROM location WHERE rowid = ?" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (deletes); i++)
    if (g_str_equal (type, deletes[i][0])
        && !salve_connection_run (connection, error, deletes[i][1], "i", rowid))
      return FALSE;
  return TRUE;
}
