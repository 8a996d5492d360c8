/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking, rebuilding, backing up and restoring the clinic's file. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "salve-audit.h"
#include "salve-projection.h"
#include "salve-schema.h"
#include "salve-search-index.h"
#include "salve-search.h"
#include "salve-store-private.h"

#define MAX_PROBLEMS 200

void
salve_check_report_free (SalveCheckReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void G_GNUC_PRINTF (2, 3) problem (SalveCheckReport *report, const char *format, ...)
{
  va_list args;

  report->ok = FALSE;
  if (report->problems->len >= MAX_PROBLEMS)
    return;
  va_start (args, format);
  g_ptr_array_add (report->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
check_pragma (SalveConnection *connection,
              const char *sql,
              const char *fine,
              SalveCheckReport *report,
              GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (g_strcmp0 (salve_statement_text (select, 0), fine) != 0)
        problem (report, "%s: %s", sql, salve_statement_text (select, 0));
    }
}

static gboolean
rebuild_into (SalveConnection *connection,
              SalveConnection *target,
              SalveCheckReport *report,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT rowid, type, id, body FROM resource WHERE deleted = 0 ORDER BY rowid", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (SalveResource) resource = NULL;
      const char *text;
      gsize length;

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      text = salve_statement_blob (select, 3, &length);
      resource = salve_resource_new_from_text (text, (gssize)length, &local);
      if (resource == NULL)
        {
          if (report == NULL)
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          problem (report, "%s/%s: %s", salve_statement_text (select, 1), salve_statement_text (select, 2),
                   local->message);
          continue;
        }
      if (report != NULL)
        report->resources++;
      if (report != NULL
          && (g_strcmp0 (salve_resource_get_type_name (resource), salve_statement_text (select, 1)) != 0
              || g_strcmp0 (salve_resource_get_id (resource), salve_statement_text (select, 2)) != 0))
        problem (report, "%s/%s: the body has another type or id", salve_statement_text (select, 1),
                 salve_statement_text (select, 2));
      if (!salve_projection_put (target, resource, salve_statement_int (select, 0), error))
        return FALSE;
    }
}

static const char *const projection_dumps[][2] = {
  { "patient",
    "SELECT quote (rowid) || '|' || id || '|' || name_key || '|' || quote (family) || quote (given) ||"
    " quote (prefix) || quote (suffix) || quote (name_text) || quote (birth_date) || estimated || gender ||"
    " quote (phone) || phones || quote (number) || quote (doctor_id) || quote (doctor) ||"
    " quote (last_visit) || active || deceased || has_photo || search_key FROM patient ORDER BY rowid" },
  { "patient_token",
    "SELECT token || '|' || patient || search_key FROM patient_token ORDER BY token, patient" },
  { "patient_phone_tail", "SELECT tail || '|' || patient FROM patient_phone_tail ORDER BY tail, patient" },
  { "clinical", "SELECT rowid || '|' || patient_id || type || date FROM clinical ORDER BY rowid" },
  { "practitioner", "SELECT rowid || '|' || id || name_key || name || active || colour || has_photo FROM"
                    " practitioner ORDER BY rowid" },
  { "appointment",
    "SELECT record || '|' || quote (start) || quote (end) || id || status || taken || quote (patient_id) ||"
    " quote (patient_name) || quote (practitioner_id) || quote (location_id) || quote (device_id) ||"
    " quote (visit_type_id) || quote (visit_type_name) || quote (series_id) || buffer_before || ' ' ||"
    " buffer_after || ' ' || mode || ' ' || flags FROM appointment ORDER BY record" },
  { "wish", "SELECT rowid || '|' || id || patient_id || quote (doctor_id) || quote (visit_type_id) || minutes"
            " || ' ' || weekdays || ' ' || from_minute || ' ' || to_minute || ' ' || period_start || ' ' ||"
            " period_end || ' ' || priority || ' ' || since FROM wish ORDER BY rowid" },
  { "schedule", "SELECT rowid || '|' || id || actor_type || actor_id FROM schedule ORDER BY rowid" },
  { "slot", "SELECT rowid || '|' || id || schedule_id || opened || start || ' ' || end || quote (reason) ||"
            " quote (location_id) FROM slot ORDER BY rowid" },
  { "practitioner_role",
    "SELECT rowid || '|' || id || doctor_id || quote (location_id) || active || quote (valid_from) ||"
    " quote (valid_to) || specialties || visit_types || hours FROM practitioner_role ORDER BY rowid" },
  { "healthcare_service",
    "SELECT rowid || '|' || id || name || quote (specialty) || minutes || ' ' || buffer_before || ' ' ||"
    " buffer_after || ' ' || colour || ' ' || modes || ' ' || bookable_by || active FROM healthcare_service"
    " ORDER BY rowid" },
  { "location", "SELECT rowid || '|' || id || name || quote (part_of) || quote (kind) || active FROM location"
                " ORDER BY rowid" },
};

/* Both dumps are sorted alike, so they are compared row by row in step, without memory. */
static gboolean
compare_projection (SalveConnection *a,
                    SalveConnection *b,
                    const char *table,
                    const char *sql,
                    SalveCheckReport *report,
                    GError **error)
{
  g_autoptr (SalveStatement) left = salve_connection_prepare (a, sql, error);
  g_autoptr (SalveStatement) right = left != NULL ? salve_connection_prepare (b, sql, error) : NULL;
  gboolean row_left, row_right;

  if (right == NULL)
    return FALSE;
  for (guint64 n = 1;; n++)
    {
      if (!salve_statement_step (left, &row_left, error) || !salve_statement_step (right, &row_right, error))
        return FALSE;
      if (!row_left && !row_right)
        return TRUE;
      if (row_left != row_right
          || g_strcmp0 (salve_statement_text (left, 0), salve_statement_text (right, 0)) != 0)
        {
          problem (report,
                   "%s: row %" G_GUINT64_FORMAT " is not what the records give; rebuild the projections",
                   table, n);
          return TRUE;
        }
    }
}

/* A second, empty store in memory-backed temporary space, encrypted like the first. */
static SalveConnection *
open_scratch (SalveStore *self, char **path, GError **error)
{
  g_autoptr (SalveConnection) scratch = NULL;

  *path = g_strdup_printf ("%s.check-%s", self->path, "scratch");
  g_unlink (*path);
  scratch = salve_connection_open (*path, self->key, TRUE, FALSE, error);
  if (scratch == NULL || !salve_schema_migrate (scratch, NULL, NULL, error)
      || !salve_connection_exec (scratch, "PRAGMA synchronous=OFF", error)
      || !salve_connection_begin (scratch, error))
    return NULL;
  return g_steal_pointer (&scratch);
}

static void
remove_scratch (char *path)
{
  static const char *const tails[] = { "", "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *file = g_strconcat (path, tails[i], NULL);

      g_unlink (file);
    }
  g_free (path);
}

static gboolean
check_projections (SalveStore *self,
                   SalveConnection *connection,
                   SalveCheckReport *report,
                   GCancellable *cancellable,
                   GError **error)
{
  char *path = NULL;
  SalveConnection *scratch = open_scratch (self, &path, error);
  gboolean ok = scratch != NULL && rebuild_into (connection, scratch, report, cancellable, error);

  for (gsize i = 0; ok && i < G_N_ELEMENTS (projection_dumps); i++)
    ok = compare_projection (connection, scratch, projection_dumps[i][0], projection_dumps[i][1], report,
                             error);
  salve_connection_free (scratch);
  remove_scratch (path);
  return ok;
}

static gboolean
check_all (SalveStore *self,
           SalveConnection *connection,
           SalveCheckReport *report,
           SalveStoreProgressFunc progress,
           gpointer user_data,
           GCancellable *cancellable,
           GError **error)
{
  gint64 bad;

  if (progress != NULL)
    progress (0.0, _ ("Looking at every page of the file"), user_data);
  if (!check_pragma (connection, "PRAGMA integrity_check(50)", "ok", report, error)
      || !check_pragma (connection, "PRAGMA foreign_key_check", NULL, report, error))
    return FALSE;
  if (progress != NULL)
    progress (0.3, _ ("Following the audit trail"), user_data);
  if (!salve_audit_verify (connection, &report->audit_rows, &bad, error))
    return FALSE;
  if (bad != 0)
    problem (report, "audit: row %" G_GINT64_FORMAT " does not fit the chain", bad);
  if (progress != NULL)
    progress (0.5, _ ("Comparing the lists with the records"), user_data);
  return check_projections (self, connection, report, cancellable, error);
}

#if SALVE_ENCRYPTION
static gboolean
do_checkpoint (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return salve_connection_exec (connection, "PRAGMA wal_checkpoint(TRUNCATE)", error);
}

/* The checksums are those of the file alone, without the journal that goes before it: a page that a power cut tore
 * while it was copied there lies whole in the journal. So the journal is emptied first, and where it does not stay empty
 * only the pages in use are looked at, by integrity_check, which reads them through the journal and the cipher. */
static gboolean
check_cipher (SalveStore *self, SalveConnection *connection, SalveCheckReport *report, GError **error)
{
  g_autofree char *journal = g_strconcat (self->path, "-wal", NULL);
  GStatBuf status;

  if (self->writer == NULL)
    return TRUE;
  if (!salve_worker_run (self->writer, do_checkpoint, NULL, error))
    return FALSE;
  if (g_stat (journal, &status) == 0 && status.st_size > 0)
    return TRUE;
  return check_pragma (connection, "PRAGMA cipher_integrity_check", NULL, report, error);
}
#endif

/**
 * salve_store_check:
 * @progress: (nullable) (scope call): how far it is
 *
 * Looks at everything: SQLite's pages and indexes, the cipher's checksums, the audit chain, and the projections against
 * ones made anew from the records. Changes nothing. Blocks: for programs, or a thread that opened a store of its own.
 *
 * Returns: (transfer full): what was found; NULL with an error where it could not be done
 */
SalveCheckReport *
salve_store_check (SalveStore *self,
                   SalveStoreProgressFunc progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveCheckReport) report = g_new0 (SalveCheckReport, 1);
  gboolean ok;

  report->ok = TRUE;
  report->problems = g_ptr_array_new_with_free_func (g_free);
  if (connection == NULL)
    return NULL;
#if SALVE_ENCRYPTION
  if (!check_cipher (self, connection, report, error))
    return NULL;
#endif
  if (!salve_connection_begin_read (connection, error))
    return NULL;
  ok = check_all (self, connection, report, progress, user_data, cancellable, error);
  salve_connection_rollback (connection);
  if (progress != NULL && ok)
    progress (1.0, "", user_data);
  return ok ? g_steal_pointer (&report) : NULL;
}

static gboolean
do_rebuild (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  gboolean indexed, ok;

  if (!salve_search_index_is_enabled (connection, &indexed, error)
      || !salve_connection_begin (connection, error))
    return FALSE;
  /* The index of searches has rows of deleted resources too, and is quicker made in one go. */
  salve_connection_set_indexing (connection, SALVE_INDEXING_OFF);
  ok = salve_schema_clear_projections (connection, error)
       && rebuild_into (connection, connection, NULL, NULL, error)
       && (!indexed || salve_search_index_fill (connection, error));
  salve_connection_set_indexing (connection, SALVE_INDEXING_UNKNOWN);
  if (!ok)
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  if (!salve_connection_commit (connection, error))
    return FALSE;
  salve_store_emit_changed (data, NULL, NULL);
  return TRUE;
}

/* Makes every projection anew from the records, in one transaction. */
DexFuture *
salve_store_rebuild_projections (SalveStore *self)
{
  return salve_store_push_write (self, SALVE_PRIORITY_NORMAL, do_rebuild, g_object_ref (self),
                                 g_object_unref);
}

static gboolean
copy_pages (sqlite3_backup *backup,
            SalveConnection *to,
            SalveStoreProgressFunc progress,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  for (;;)
    {
      int code = sqlite3_backup_step (backup, 512);
      int total = sqlite3_backup_pagecount (backup), left = sqlite3_backup_remaining (backup);

      if (progress != NULL && total > 0)
        progress (1.0 - (double)left / total, _ ("Copying"), user_data);
      if (code == SQLITE_DONE)
        return TRUE;
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        sqlite3_sleep (20);
      else if (code != SQLITE_OK)
        return salve_connection_fail (to, code, error);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
}

static gboolean
copy_store (SalveConnection *from,
            const char *path,
            SalveStoreKey *key,
            SalveStoreProgressFunc progress,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (SalveConnection) to = salve_connection_open (path, key, TRUE, FALSE, error);
  sqlite3_backup *backup;
  gboolean ok;

  if (to == NULL)
    return FALSE;
  backup = sqlite3_backup_init (salve_connection_get_handle (to), "main", salve_connection_get_handle (from),
                                "main");
  if (backup == NULL)
    return salve_connection_fail (to, sqlite3_errcode (salve_connection_get_handle (to)), error);
  ok = copy_pages (backup, to, progress, user_data, cancellable, error);
  sqlite3_backup_finish (backup);
  /* One file that can be carried away: nothing stays in a journal beside it. */
  return ok && salve_connection_exec (to, "PRAGMA journal_mode=DELETE", error);
}

/* Copies under another name first: what has the wanted name is whole. */
gboolean
salve_store_copy_to_file (SalveConnection *from,
                          GFile *to,
                          SalveStoreKey *key,
                          SalveStoreProgressFunc progress,
                          gpointer user_data,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *path = g_file_get_path (to);
  char *partial;
  gboolean ok;

  if (path == NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                   _ ("“%s” is there already. Nothing is written over a file: choose another name."),
                   path != NULL ? path : "");
      return FALSE;
    }
  partial = g_strconcat (path, ".partial", NULL);
  g_unlink (partial);
  ok = copy_store (from, partial, key, progress, user_data, cancellable, error);
  if (ok && (g_chmod (partial, 0600) != 0 || g_rename (partial, path) != 0))
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_IO, _ ("“%s” could not be written."), path);
      ok = FALSE;
    }
  remove_scratch (partial);
  return ok;
}

/**
 * salve_store_backup:
 * @to: a file that is not there yet
 *
 * Copies the store as it is at one moment, while it is used, encrypted with the same key. Blocks.
 */
gboolean
salve_store_backup (SalveStore *self,
                    GFile *to,
                    SalveStoreProgressFunc progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);

  return connection != NULL
         && salve_store_copy_to_file (connection, to, self->key, progress, user_data, cancellable, error);
}

/**
 * salve_store_restore:
 * @backup: a file that salve_store_backup() made
 * @to: where the store is to be; a file that is there is not written over
 * @key: of the backup
 *
 * Opens the backup, looks whether it is whole, and copies it. Blocks.
 */
gboolean
salve_store_restore (GFile *backup, GFile *to, SalveStoreKey *key, GError **error)
{
  g_autofree char *path = g_file_get_path (backup);
  g_autoptr (SalveConnection) from =
      path != NULL ? salve_connection_open (path, key, FALSE, FALSE, error) : NULL;
  g_autoptr (SalveCheckReport) report = g_new0 (SalveCheckReport, 1);
  gint64 version;

  report->ok = TRUE;
  report->problems = g_ptr_array_new_with_free_func (g_free);
  if (path == NULL)
    g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                         _ ("The backup has to be on a disk of this computer."));
  if (from == NULL || !salve_schema_check (from, &version, error)
      || !check_pragma (from, "PRAGMA integrity_check(5)", "ok", report, error))
    return FALSE;
  if (version == 0 || !report->ok)
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT,
                   _ ("“%s” is no whole backup. Nothing was changed; use another one."), path);
      return FALSE;
    }
  return salve_store_copy_to_file (from, to, key, NULL, NULL, NULL, error);
}
