/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies in the file, table by table. A migration is one transaction; a file of a newer version is refused before
 * anything is read from it. Tables of the second part are projections: they can be made anew from resource.body. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-schema.h"

#include <glib/gi18n-lib.h>

#include "salve-schema-scheduler.h"
#include "salve-schema-server.h"

/* Version 1, which stays as it is: later versions are steps from it, so that a new file and an old one end alike. */
static const char *const records_sql[] = {
  /* The record itself. state: 0 local, 1 as the server has it, 2 changed here. base_body: what the server last said. */
  "CREATE TABLE resource (rowid INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, server_id TEXT,"
  " version INTEGER NOT NULL, last_updated INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
  " deleted INTEGER NOT NULL DEFAULT 0, server_version TEXT, body BLOB NOT NULL, base_body BLOB) STRICT",
  "CREATE UNIQUE INDEX resource_id ON resource (id, type)",
  "CREATE INDEX resource_type ON resource (type, deleted)",

  /* A row a person's action, and what each touched resource was before: provenance and undo. */
  "CREATE TABLE change (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, actor TEXT NOT NULL,"
  " device TEXT NOT NULL, label TEXT NOT NULL, reason TEXT, undoes INTEGER REFERENCES change (id)) STRICT",
  "CREATE INDEX change_undoes ON change (undoes) WHERE undoes IS NOT NULL",
  "CREATE TABLE change_item (change_id INTEGER NOT NULL REFERENCES change (id), position INTEGER NOT NULL,"
  " type TEXT NOT NULL, id TEXT NOT NULL, before_version INTEGER NOT NULL, after_version INTEGER NOT NULL,"
  " before_body BLOB, PRIMARY KEY (change_id, position)) STRICT, WITHOUT ROWID",
  "CREATE INDEX change_item_resource ON change_item (id, type, change_id)",

  /* What has to go to the server, in order. The body is the resource's own; payload only holds what it no longer says. */
  "CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, operation_id TEXT NOT NULL, type TEXT "
  "NOT NULL,"
  " id TEXT NOT NULL, operation TEXT NOT NULL, base_version TEXT, local_version INTEGER NOT NULL, change_id "
  "INTEGER,"
  " status TEXT NOT NULL DEFAULT 'queued', attempts INTEGER NOT NULL DEFAULT 0, not_before INTEGER, error "
  "TEXT,"
  " payload BLOB) STRICT",
  "CREATE INDEX outbox_resource ON outbox (id, type)",
  "CREATE INDEX outbox_status ON outbox (status)",
  "CREATE TABLE inflight (operation_id TEXT PRIMARY KEY, sent INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT",
  "CREATE TABLE cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
  "CREATE TABLE conflict (id INTEGER PRIMARY KEY, type TEXT NOT NULL, resource_id TEXT NOT NULL, base BLOB, "
  "ours BLOB,"
  " theirs BLOB, found INTEGER NOT NULL, settled INTEGER) STRICT",
  "CREATE TABLE tombstone (type TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, server_version TEXT,"
  " PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID",
  "CREATE TABLE attachment (hash TEXT PRIMARY KEY, content_type TEXT, bytes BLOB NOT NULL) STRICT",
  "CREATE TABLE draft (kind TEXT NOT NULL, key TEXT NOT NULL, saved INTEGER NOT NULL, content BLOB NOT NULL,"
  " PRIMARY KEY (kind, key)) STRICT",
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL)",

  /* Append-only: hash is an HMAC over the row and the hash before it. */
  "CREATE TABLE audit (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT "
  "NULL,"
  " type TEXT, resource_id TEXT, detail TEXT, hash TEXT NOT NULL) STRICT",
  "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT raise (ABORT, 'audit is append-only'); "
  "END",
  "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise (ABORT, 'audit is append-only'); "
  "END",
};

static const char *const projections_sql[] = {
  "CREATE TABLE patient (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, name_key TEXT NOT NULL, family TEXT, "
  "given TEXT,"
  " prefix TEXT, suffix TEXT, name_text TEXT, birth_date TEXT, estimated INTEGER NOT NULL, gender INTEGER "
  "NOT NULL,"
  " phone TEXT, phones TEXT NOT NULL, number TEXT, doctor_id TEXT, doctor TEXT, last_visit INTEGER,"
  " active INTEGER NOT NULL, deceased INTEGER NOT NULL, has_photo INTEGER NOT NULL, search_key TEXT NOT "
  "NULL) STRICT",
  "CREATE INDEX IF NOT EXISTS patient_id ON patient (id)",
  /* A row a word of a name or number: the whole key beside it answers for the other words without another look. */
  "CREATE TABLE patient_token (token TEXT NOT NULL, patient INTEGER NOT NULL, search_key TEXT NOT NULL,"
  " PRIMARY KEY (token, patient)) STRICT, WITHOUT ROWID",
  /* A row a tail of a telephone number, so that any fragment of it is a prefix of one. */
  "CREATE TABLE patient_phone_tail (tail TEXT NOT NULL, patient INTEGER NOT NULL,"
  " PRIMARY KEY (tail, patient)) STRICT, WITHOUT ROWID",
  /* Whatever belongs to a patient, newest first. */
  "CREATE TABLE clinical (rowid INTEGER PRIMARY KEY, patient_id TEXT NOT NULL, type TEXT NOT NULL, date "
  "INTEGER NOT NULL)"
  " STRICT",
  "CREATE INDEX clinical_patient ON clinical (patient_id, type, date DESC)",
  "CREATE TABLE practitioner (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT "
  "NOT NULL,"
  " active INTEGER NOT NULL) STRICT",
  "CREATE INDEX practitioner_id ON practitioner (id)",
  "CREATE INDEX practitioner_name ON practitioner (name_key)",
  "CREATE TABLE appointment (rowid INTEGER PRIMARY KEY, start INTEGER, end INTEGER, status TEXT NOT NULL,"
  " patient_id TEXT, practitioner_id TEXT, location_id TEXT) STRICT",
  "CREATE INDEX appointment_start ON appointment (start)",
  "CREATE INDEX appointment_patient ON appointment (patient_id, start)",
  "CREATE INDEX appointment_practitioner ON appointment (practitioner_id, start)",
};

/* What the columns of the list are sorted by. */
static const char *const list_indexes_sql[] = {
  "CREATE INDEX IF NOT EXISTS patient_name ON patient (name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_birth ON patient (birth_date, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_gender ON patient (gender, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_phone ON patient (phones, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_number ON patient (number, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_doctor ON patient (doctor, name_key, active)",
  "CREATE INDEX IF NOT EXISTS patient_last ON patient (last_visit, name_key, active)",
};

static const char *const clear_sql[] = {
  "DELETE FROM patient",  "DELETE FROM patient_token", "DELETE FROM patient_phone_tail",
  "DELETE FROM clinical", "DELETE FROM practitioner",
};

static gboolean
run_all (SalveConnection *connection, const char *const *sql, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!salve_connection_exec (connection, sql[i], error))
      return FALSE;
  return TRUE;
}

/**
 * salve_schema_check:
 * @version: (out): the file's version; 0 for one that is new and empty
 *
 * Refuses what another program made and what a newer version wrote.
 */
gboolean
salve_schema_check (SalveConnection *connection, gint64 *version, GError **error)
{
  gint64 application = 0, tables = 0;

  if (!salve_connection_get_int (connection, "PRAGMA application_id", &application, error)
      || !salve_connection_get_int (connection, "PRAGMA user_version", version, error)
      || !salve_connection_get_int (connection, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (*version > SALVE_SCHEMA_VERSION)
    {
      g_set_error (
          error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NEWER,
          _ ("“%s” was written by a newer version of Salve. Install that version to open it. Nothing was "
             "changed."),
          salve_connection_get_path (connection));
      return FALSE;
    }
  if (tables > 0 && application != SALVE_SCHEMA_APPLICATION_ID)
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                   _ ("“%s” is a database of another program. Nothing was changed."),
                   salve_connection_get_path (connection));
      return FALSE;
    }
  return TRUE;
}

static gboolean
make_audit_key (SalveConnection *connection, GError **error)
{
  return salve_connection_exec (connection, "INSERT INTO meta VALUES ('audit-key', randomblob (32))", error)
         && salve_connection_exec (
             connection, "INSERT INTO meta VALUES ('store-id', lower (hex (randomblob (16))))", error);
}

static gboolean
make_version_1 (SalveConnection *connection, GError **error)
{
  return run_all (connection, records_sql, G_N_ELEMENTS (records_sql), error)
         && run_all (connection, projections_sql, G_N_ELEMENTS (projections_sql), error)
         && run_all (connection, list_indexes_sql, G_N_ELEMENTS (list_indexes_sql), error)
         && make_audit_key (connection, error)
         && salve_connection_exec (connection, "PRAGMA application_id=" G_STRINGIFY (0x53616c76), error);
}

/* The version is read again: another program may have done it while this one waited. */
static gboolean
make_steps (SalveConnection *connection, SalveSchemaProgress progress, gpointer data, GError **error)
{
  gint64 version;

  if (!salve_schema_check (connection, &version, error))
    return FALSE;
  if (version < 1 && !make_version_1 (connection, error))
    return FALSE;
  if (version < 2 && !salve_schema_add_scheduler (connection, progress, data, error))
    return FALSE;
  if (version < 3
      && !(salve_schema_add_sync (connection, error) && salve_schema_add_accounts (connection, error)
           && salve_schema_add_search (connection, error) && salve_schema_add_jobs (connection, error)))
    return FALSE;
  if (version < 4 && !salve_schema_count_days (connection, error))
    return FALSE;
  return salve_connection_exec (connection, "PRAGMA user_version=" G_STRINGIFY (SALVE_SCHEMA_VERSION), error);
}

/* Brings a new or older file to this version; one transaction, so that a kill leaves the old one. The caller has made a
 * backup of an older one before. @progress may be NULL. */
gboolean
salve_schema_migrate (SalveConnection *connection,
                      SalveSchemaProgress progress,
                      gpointer data,
                      GError **error)
{
  gint64 version;

  if (!salve_schema_check (connection, &version, error))
    return FALSE;
  if (version == SALVE_SCHEMA_VERSION)
    return TRUE;
  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!make_steps (connection, progress, data, error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  return salve_connection_commit (connection, error);
}

/* Empties every projection, inside the caller's transaction. */
gboolean
salve_schema_clear_projections (SalveConnection *connection, GError **error)
{
  return run_all (connection, clear_sql, G_N_ELEMENTS (clear_sql), error)
         && salve_schema_clear_scheduler (connection, error);
}

/* Inside the caller's transaction. */
gboolean
salve_schema_drop_list_indexes (SalveConnection *connection, GError **error)
{
  static const char *const sql[] = {
    "DROP INDEX IF EXISTS patient_name",   "DROP INDEX IF EXISTS patient_birth",
    "DROP INDEX IF EXISTS patient_gender", "DROP INDEX IF EXISTS patient_phone",
    "DROP INDEX IF EXISTS patient_number", "DROP INDEX IF EXISTS patient_doctor",
    "DROP INDEX IF EXISTS patient_last",
  };

  return run_all (connection, sql, G_N_ELEMENTS (sql), error);
}

/* Makes the index with that number. Returns: FALSE without an error where there is none with that number */
gboolean
salve_schema_make_list_index (SalveConnection *connection, guint number, GError **error)
{
  return number < G_N_ELEMENTS (list_indexes_sql)
         && salve_connection_exec (connection, list_indexes_sql[number], error);
}
