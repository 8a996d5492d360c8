/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-version-1.h"

#include "salve-connection.h"

#include <string.h>

/* The tables and indexes of version 1, word for word what that version made. */
static const char *const schema[] = {
  "CREATE TABLE resource (rowid INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, server_id TEXT,"
  " version INTEGER NOT NULL, last_updated INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
  " deleted INTEGER NOT NULL DEFAULT 0, server_version TEXT, body BLOB NOT NULL, base_body BLOB) STRICT",
  "CREATE UNIQUE INDEX resource_id ON resource (id, type)",
  "CREATE INDEX resource_type ON resource (type, deleted)",
  "CREATE TABLE change (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, actor TEXT NOT NULL,"
  " device TEXT NOT NULL, label TEXT NOT NULL, reason TEXT, undoes INTEGER REFERENCES change (id)) STRICT",
  "CREATE INDEX change_undoes ON change (undoes) WHERE undoes IS NOT NULL",
  "CREATE TABLE change_item (change_id INTEGER NOT NULL REFERENCES change (id), position INTEGER NOT NULL,"
  " type TEXT NOT NULL, id TEXT NOT NULL, before_version INTEGER NOT NULL, after_version INTEGER NOT NULL,"
  " before_body BLOB, PRIMARY KEY (change_id, position)) STRICT, WITHOUT ROWID",
  "CREATE INDEX change_item_resource ON change_item (id, type, change_id)",
  "CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, operation_id TEXT NOT NULL, type TEXT NOT"
  " NULL, id TEXT NOT NULL, operation TEXT NOT NULL, base_version TEXT, local_version INTEGER NOT NULL,"
  " change_id INTEGER, status TEXT NOT NULL DEFAULT 'queued', attempts INTEGER NOT NULL DEFAULT 0, not_before"
  " INTEGER, error TEXT, payload BLOB) STRICT",
  "CREATE INDEX outbox_resource ON outbox (id, type)",
  "CREATE INDEX outbox_status ON outbox (status)",
  "CREATE TABLE inflight (operation_id TEXT PRIMARY KEY, sent INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT",
  "CREATE TABLE cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
  "CREATE TABLE conflict (id INTEGER PRIMARY KEY, type TEXT NOT NULL, resource_id TEXT NOT NULL, base BLOB,"
  " ours BLOB, theirs BLOB, found INTEGER NOT NULL, settled INTEGER) STRICT",
  "CREATE TABLE tombstone (type TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, server_version TEXT,"
  " PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID",
  "CREATE TABLE attachment (hash TEXT PRIMARY KEY, content_type TEXT, bytes BLOB NOT NULL) STRICT",
  "CREATE TABLE draft (kind TEXT NOT NULL, key TEXT NOT NULL, saved INTEGER NOT NULL, content BLOB NOT NULL,"
  " PRIMARY KEY (kind, key)) STRICT",
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
  "CREATE TABLE audit (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT "
  "NULL,"
  " type TEXT, resource_id TEXT, detail TEXT, hash TEXT NOT NULL) STRICT",
  "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT raise (ABORT, 'audit is append-only'); "
  "END",
  "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise (ABORT, 'audit is append-only'); "
  "END",
  "CREATE TABLE patient (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, name_key TEXT NOT NULL, family TEXT, "
  "given"
  " TEXT, prefix TEXT, suffix TEXT, name_text TEXT, birth_date TEXT, estimated INTEGER NOT NULL, gender "
  "INTEGER"
  " NOT NULL, phone TEXT, phones TEXT NOT NULL, number TEXT, doctor_id TEXT, doctor TEXT, last_visit INTEGER,"
  " active INTEGER NOT NULL, deceased INTEGER NOT NULL, has_photo INTEGER NOT NULL, search_key TEXT NOT NULL)"
  " STRICT",
  "CREATE INDEX IF NOT EXISTS patient_id ON patient (id)",
  "CREATE TABLE patient_token (token TEXT NOT NULL, patient INTEGER NOT NULL, search_key TEXT NOT NULL,"
  " PRIMARY KEY (token, patient)) STRICT, WITHOUT ROWID",
  "CREATE TABLE patient_phone_tail (tail TEXT NOT NULL, patient INTEGER NOT NULL,"
  " PRIMARY KEY (tail, patient)) STRICT, WITHOUT ROWID",
  "CREATE TABLE clinical (rowid INTEGER PRIMARY KEY, patient_id TEXT NOT NULL, type TEXT NOT NULL, date "
  "INTEGER"
  " NOT NULL) STRICT",
  "CREATE INDEX clinical_patient ON clinical (patient_id, type, date DESC)",
  "CREATE TABLE practitioner (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT "
  "NOT"
  " NULL, active INTEGER NOT NULL) STRICT",
  "CREATE INDEX practitioner_id ON practitioner (id)",
  "CREATE INDEX practitioner_name ON practitioner (name_key)",
  "CREATE TABLE appointment (rowid INTEGER PRIMARY KEY, start INTEGER, end INTEGER, status TEXT NOT NULL,"
  " patient_id TEXT, practitioner_id TEXT, location_id TEXT) STRICT",
  "CREATE INDEX appointment_start ON appointment (start)",
  "CREATE INDEX appointment_patient ON appointment (patient_id, start)",
  "CREATE INDEX appointment_practitioner ON appointment (practitioner_id, start)",
  "CREATE INDEX IF NOT EXISTS patient_name ON patient (name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_birth ON patient (birth_date, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_gender ON patient (gender, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_phone ON patient (phones, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_number ON patient (number, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_doctor ON patient (doctor, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_last ON patient (last_visit, name_key, active)",
  "INSERT INTO meta VALUES ('audit-key', randomblob (32))",
  "INSERT INTO meta VALUES ('store-id', lower (hex (randomblob (16))))",
  "PRAGMA application_id=0x53616c76",
  "PRAGMA user_version=1",
};

/* A patient, a doctor and appointments with the rows that version 1 made of them. */
static void
fill (SalveConnection *connection, guint appointments)
{
  g_autoptr (GError) error = NULL;
  static const char *const rows[] = {
    "INSERT INTO resource (rowid, type, id, version, last_updated, body) VALUES (1, 'Patient', 'p', 1, 1,"
    " CAST "
    "('{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":\"Adams\",\"given\":[\"Zoe\"]}]}'"
    " AS BLOB))",
    "INSERT INTO patient VALUES (1, 'p', (SELECT 'key'), 'Adams', 'Zoe', NULL, NULL, NULL, NULL, 0, 0, NULL, "
    "'',"
    " NULL, NULL, NULL, NULL, 1, 0, 0, ' adams zoe')",
    "INSERT INTO resource (rowid, type, id, version, last_updated, body) VALUES (2, 'Practitioner', 'd', 1, "
    "1,"
    " CAST "
    "('{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"name\":[{\"family\":\"Young\"}],\"extension\":["
    "{\"url\":\"http://salveclinic.github.io/fhir/StructureDefinition/colour\",\"valueInteger\":7}]}' AS "
    "BLOB))",
    "INSERT INTO practitioner VALUES (2, 'd', 'key', 'Young', 1)",
    "INSERT INTO resource (rowid, type, id, version, last_updated, body) VALUES (3, 'Location', 'r', 1, 1,"
    " CAST ('{\"resourceType\":\"Location\",\"id\":\"r\",\"name\":\"Room 1\",\"physicalType\":{\"coding\":[{"
    "\"code\":\"ro\"}]}}' AS BLOB))",
    "INSERT INTO resource (rowid, type, id, version, last_updated, body) VALUES (4, 'Binary', 'b', 1, 1,"
    " CAST ('{\"resourceType\":\"Binary\",\"id\":\"b\",\"contentType\":\"text/plain\",\"securityContext\":{"
    "\"reference\":\"Patient/p\"}}' AS BLOB))",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_true (salve_connection_exec (connection, rows[i], &error));
  for (guint i = 0; i < appointments; i++)
    {
      gint64 rowid = 10 + i,
             start = G_GINT64_CONSTANT (1772409600000000) + i * G_GINT64_CONSTANT (3600000000);
      g_autoptr (GDateTime) from = g_date_time_new_from_unix_utc (start / 1000000);
      g_autofree char *time = g_date_time_format (from, "%Y-%m-%dT%H:%M:%SZ");
      g_autofree char *end = g_date_time_format (from, "%Y-%m-%dT%H:30:00Z");
      g_autofree char *id = g_strdup_printf ("a%u", i);
      g_autofree char *json = g_strdup_printf (
          "{\"resourceType\":\"Appointment\",\"id\":\"a%u\",\"status\":\"booked\",\"start\":\"%s\",\"end\":"
          "\"%s\","
          "\"comment\":\"note\",\"participant\":[{\"actor\":{\"reference\":\"Patient/"
          "p\"},\"status\":\"accepted\"},"
          "{\"actor\":{\"reference\":\"Practitioner/d\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
          "\"Location/r\"},\"status\":\"accepted\"}]}",
          i, time, end);
      g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

      g_assert_true (
          salve_connection_run (connection, &error,
                                "INSERT INTO resource (rowid, type, id, version, last_updated, body)"
                                " VALUES (?, 'Appointment', ?, 3, 1, ?)",
                                "itb", rowid, id, body));
      g_assert_true (salve_connection_run (
          connection, &error, "INSERT INTO appointment VALUES (?, ?, ?, 'booked', 'p', 'd', 'r')", "iii",
          rowid, start, start + G_GINT64_CONSTANT (1800000000)));
      g_assert_true (salve_connection_run (
          connection, &error, "INSERT INTO clinical VALUES (?, 'p', 'Appointment', ?)", "ii", rowid, start));
    }
  g_assert_no_error (error);
}

/* Makes a file as version 1 of the program left it. */
void
store_version_1_make (const char *path, SalveStoreKey *key, guint appointments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveConnection) connection = salve_connection_open (path, key, TRUE, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (salve_connection_begin (connection, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (schema); i++)
    {
      salve_connection_exec (connection, schema[i], &error);
      g_assert_no_error (error);
    }
  fill (connection, appointments);
  g_assert_true (salve_connection_commit (connection, &error));
  salve_connection_exec (connection, "PRAGMA wal_checkpoint(TRUNCATE)", &error);
  g_assert_no_error (error);
}

/* Returns: user_version of the file; it must open */
gint64
store_version_of (const char *path, SalveStoreKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveConnection) connection = salve_connection_open (path, key, FALSE, TRUE, &error);
  gint64 version = -1;

  g_assert_no_error (error);
  salve_connection_get_int (connection, "PRAGMA user_version", &version, &error);
  g_assert_no_error (error);
  return version;
}

void
store_version_set (const char *path, SalveStoreKey *key, int version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveConnection) connection = salve_connection_open (path, key, FALSE, FALSE, &error);
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version=%d", version);

  g_assert_no_error (error);
  salve_connection_exec (connection, sql, &error);
  g_assert_no_error (error);
}
