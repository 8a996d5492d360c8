/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Version 2 of the file: what the scheduler reads. All of it are projections. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema-scheduler.h"

#include "salve-projection-scheduler.h"
#include "salve-projection.h"
#include "salve-resource.h"
#include "salve-statement.h"

/* Appointments lie in the order of their time, so that a week is one piece of the file; -2^63 stands for no time. What
 * lasts longer than SALVE_LONG_APPOINTMENT has an index of its own, because a range also shows what began before it.
 * practitioner_id is the doctor, location_id the room. taken: whether the status takes time. flags: SALVE_FLAG_*. */
static const char *const sql[] = {
  "DROP TABLE IF EXISTS appointment",
  "CREATE TABLE appointment (start INTEGER NOT NULL, record INTEGER NOT NULL, end INTEGER NOT NULL,"
  " id TEXT NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL, taken INTEGER NOT NULL,"
  " patient_id TEXT, patient_name TEXT, practitioner_id TEXT, location_id TEXT, device_id TEXT,"
  " visit_type_id TEXT, visit_type_name TEXT, series_id TEXT, buffer_before INTEGER NOT NULL,"
  " buffer_after INTEGER NOT NULL, mode INTEGER NOT NULL, flags INTEGER NOT NULL,"
  " PRIMARY KEY (start, record)) STRICT, WITHOUT ROWID",
  "CREATE UNIQUE INDEX appointment_record ON appointment (record)",
  "CREATE INDEX appointment_patient ON appointment (patient_id, start, status) WHERE patient_id IS NOT NULL",
  "CREATE INDEX appointment_practitioner ON appointment (practitioner_id, start) WHERE practitioner_id IS "
  "NOT NULL",
  "CREATE INDEX appointment_location ON appointment (location_id, start) WHERE location_id IS NOT NULL",
  "CREATE INDEX appointment_device ON appointment (device_id, start) WHERE device_id IS NOT NULL",
  "CREATE INDEX appointment_series ON appointment (series_id, start) WHERE series_id IS NOT NULL",
  "CREATE INDEX appointment_long ON appointment (end) WHERE end - start > 14400000000",
  "CREATE INDEX appointment_load ON appointment (start, practitioner_id, taken) WHERE taken",

  "CREATE TABLE wish (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, patient_id TEXT NOT NULL, doctor_id TEXT,"
  " visit_type_id TEXT, minutes INTEGER NOT NULL, weekdays INTEGER NOT NULL, from_minute INTEGER NOT NULL,"
  " to_minute INTEGER NOT NULL, period_start INTEGER NOT NULL, period_end INTEGER NOT NULL,"
  " priority INTEGER NOT NULL, since INTEGER NOT NULL) STRICT",
  "CREATE TABLE schedule (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, actor_type TEXT NOT NULL,"
  " actor_id TEXT NOT NULL) STRICT",
  "CREATE INDEX schedule_id ON schedule (id)",
  "CREATE TABLE slot (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, schedule_id TEXT NOT NULL,"
  " opened INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, reason TEXT, location_id TEXT)"
  " STRICT",
  "CREATE INDEX slot_end ON slot (end)",
  "CREATE INDEX slot_schedule ON slot (schedule_id, end)",
  /* hours: "weekday:start-end" in minutes with spaces between; lists: a line each. */
  "CREATE TABLE practitioner_role (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, doctor_id TEXT NOT NULL,"
  " location_id TEXT, active INTEGER NOT NULL, valid_from TEXT, valid_to TEXT, specialties TEXT NOT NULL,"
  " visit_types TEXT NOT NULL, hours TEXT NOT NULL) STRICT",
  "CREATE INDEX practitioner_role_doctor ON practitioner_role (doctor_id)",
  "CREATE TABLE healthcare_service (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL,"
  " specialty TEXT, minutes INTEGER NOT NULL, buffer_before INTEGER NOT NULL, buffer_after INTEGER NOT NULL,"
  " colour INTEGER NOT NULL, modes INTEGER NOT NULL, bookable_by INTEGER NOT NULL, active INTEGER NOT NULL)"
  " STRICT",
  "CREATE TABLE location (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, part_of TEXT,"
  " kind TEXT, active INTEGER NOT NULL) STRICT",
  "ALTER TABLE practitioner ADD COLUMN colour INTEGER NOT NULL DEFAULT -1",
  "ALTER TABLE practitioner ADD COLUMN has_photo INTEGER NOT NULL DEFAULT 0",
};

#define SCHEDULED_SQL                                                                                        \
  "FROM resource WHERE deleted = 0 AND type IN ('Appointment', 'Schedule', 'Slot', 'PractitionerRole',"      \
  " 'HealthcareService', 'Location', 'Practitioner', 'Binary')"
#define REPORT_EVERY 500

/* Binaries that name a patient belong to the record since version 2. */
static gboolean
put_row (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  if (g_str_equal (salve_resource_get_type_name (resource), "Binary"))
    return salve_projection_put (connection, resource, rowid, error);
  return salve_projection_put_scheduling (connection, resource, rowid, error);
}

static gboolean
fill (SalveConnection *connection, SalveSchemaProgress progress, gpointer data, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT rowid, body " SCHEDULED_SQL, error);
  gint64 total = 0;
  gboolean row;

  if (select == NULL
      || !salve_connection_get_int (connection, "SELECT count(*) " SCHEDULED_SQL, &total, error))
    return FALSE;
  for (guint64 done = 0;; done++)
    {
      g_autoptr (SalveResource) resource = NULL;
      g_autoptr (GError) local = NULL;
      const char *text;
      gsize length;

      if (progress != NULL && done % REPORT_EVERY == 0)
        progress (done, (guint64)total, data);
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      text = salve_statement_blob (select, 1, &length);
      resource = salve_resource_new_from_text (text, (gssize)length, &local);
      /* A body that cannot be read had no row before either; the check of the store reports it. */
      if (resource == NULL)
        continue;
      if (!put_row (connection, resource, salve_statement_int (select, 0), error))
        return FALSE;
    }
}

/* From version 1 to 2, inside the caller's transaction. */
gboolean
salve_schema_add_scheduler (SalveConnection *connection,
                            SalveSchemaProgress progress,
                            gpointer data,
                            GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    if (!salve_connection_exec (connection, sql[i], error))
      return FALSE;
  return fill (connection, progress, data, error);
}

/* From version 3 to 4, inside the caller's transaction: how many appointments a doctor has on a day is told by the index
 * alone, whatever became of them. */
gboolean
salve_schema_count_days (SalveConnection *connection, GError **error)
{
  return salve_connection_exec (connection, "DROP INDEX IF EXISTS appointment_practitioner", error)
         && salve_connection_exec (connection,
                                   "CREATE INDEX appointment_practitioner ON appointment (practitioner_id,"
                                   " start, status) WHERE practitioner_id IS NOT NULL",
                                   error);
}

gboolean
salve_schema_clear_scheduler (SalveConnection *connection, GError **error)
{
  static const char *const tables[] = {
    "DELETE FROM appointment",       "DELETE FROM wish",
    "DELETE FROM schedule",          "DELETE FROM slot",
    "DELETE FROM practitioner_role", "DELETE FROM healthcare_service",
    "DELETE FROM location",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!salve_connection_exec (connection, tables[i], error))
      return FALSE;
  return TRUE;
}
