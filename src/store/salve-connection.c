/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-connection.h"

#include <glib/gi18n-lib.h>
#if SALVE_ENCRYPTION
#include <openssl/crypto.h>
#endif
#include <sodium.h>
#include <string.h>

#include "salve-statement.h"

/* Of SQLite's machine; a look at a flag costs nothing beside so many. */
#define INSTRUCTIONS_A_LOOK 10000

struct _SalveConnection
{
  sqlite3 *handle;
  char *path;
  GThread *owner;
  gboolean opened;    /* the key fitted */
  gboolean deferring; /* rows of searches are left out */
  SalveIndexing indexing;
  GHashTable *noted;      /* rowids as pointers; NULL while nobody asks */
  GHashTable *statements; /* SQL, by its address: callers pass literals -> SalveStatement */
  GHashTable *kept;       /* SQL that was put together -> SalveStatement that nobody uses now */
};

static void
forget_statement (gpointer data)
{
  salve_statement_free (data);
}

/* In words for a person. The path is the file's own; nothing of what is in it. */
static const char *
explain (int code, SalveStoreError *name)
{
  switch (code & 0xff)
    {
    case SQLITE_NOTADB:
      *name = SALVE_STORE_ERROR_WRONG_KEY;
      return _ ("“%s” does not open with this key. Use the key that belongs to it, or its recovery key. "
                "Nothing was "
                "changed.");
    case SQLITE_CORRUPT:
      *name = SALVE_STORE_ERROR_CORRUPT;
      return _ ("“%s” is damaged. Do not delete it: copy it to a safe place, then restore a backup.");
    case SQLITE_FULL:
      *name = SALVE_STORE_ERROR_DISK_FULL;
      return _ ("The disk with “%s” is full. Nothing was saved of this; free some space and try again.");
    case SQLITE_READONLY:
      *name = SALVE_STORE_ERROR_READ_ONLY;
      return _ ("“%s” cannot be written to. Check the permissions of the file and its folder.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      *name = SALVE_STORE_ERROR_BUSY;
      return _ ("“%s” is in use by another program. Close it and try again.");
    case SQLITE_CANTOPEN:
      *name = SALVE_STORE_ERROR_IO;
      return _ ("“%s” cannot be opened. Check that its folder is there and may be written to.");
    case SQLITE_IOERR:
      *name = SALVE_STORE_ERROR_IO;
      return _ ("The disk with “%s” does not work: reading or writing failed. Nothing was saved of this.");
    default:
      *name = SALVE_STORE_ERROR_FAILED;
      return _ ("“%s” could not be read or written.");
    }
}

/* Always returns FALSE. SQLite's own message goes to the debug log: it can name a column, never a value. */
gboolean
salve_connection_fail (SalveConnection *self, int code, GError **error)
{
  SalveStoreError name;
  const char *format;
  const char *words = self->handle != NULL ? sqlite3_errmsg (self->handle) : "";
  g_autoptr (GString) message = NULL;

  g_debug ("SQLite: %d %s", code, words);
  /* SQLCipher has no code of its own for a page whose checksum is wrong: it is an error without any words, while a
   * mistake in our SQL has some. And a file that opened once has the right key. */
  if ((code == SQLITE_ERROR && g_strcmp0 (words, sqlite3_errstr (SQLITE_ERROR)) == 0)
      || (code == SQLITE_NOTADB && self->opened))
    code = SQLITE_CORRUPT;
  format = explain (code, &name);
  message = g_string_new (format);
  g_string_replace (message, "%s", self->path, 1);
  if (name == SALVE_STORE_ERROR_FAILED)
    g_string_append_printf (message, " (%d)",
                            self->handle != NULL ? sqlite3_extended_errcode (self->handle) : code);
  g_set_error_literal (error, SALVE_STORE_ERROR, (int)name, message->str);
  return FALSE;
}

static void
assert_owner (SalveConnection *self)
{
  g_assert (self->owner == g_thread_self ());
}

#if SALVE_ENCRYPTION
static gboolean
set_key (SalveConnection *self, SalveStoreKey *key, GError **error)
{
  char raw[2 * SALVE_STORE_KEY_SIZE + 4] = "x'";
  int code;

  if (key == NULL)
    return TRUE; /* reading then says that the key is wrong, unless the file has none */
  sodium_bin2hex (raw + 2, sizeof raw - 2, salve_store_key_get_bytes (key), SALVE_STORE_KEY_SIZE);
  raw[2 + 2 * SALVE_STORE_KEY_SIZE] = '\'';
  code = sqlite3_key (self->handle, raw, 3 + 2 * SALVE_STORE_KEY_SIZE);
  sodium_memzero (raw, sizeof raw);
  return code == SQLITE_OK || salve_connection_fail (self, code, error);
}
#else
static gboolean
set_key (SalveConnection *self, SalveStoreKey *key, GError **error)
{
  return TRUE;
}
#endif

/* From now on every write is refused. What it has read of the file already stays. */
gboolean
salve_connection_make_read_only (SalveConnection *self, GError **error)
{
  return salve_connection_exec (self, "PRAGMA query_only=ON", error)
         && salve_connection_exec (self, "PRAGMA cache_size=-16384", error);
}

/* A journal that begins anew keeps its size until the file is closed: to cut it to nothing lasted 70 ms (on a busy disk; up to 390)
 * and was done inside of whichever commit came next, beside an import often a person's; and what is written over is flushed
 * without the file system's own journal. */
#define JOURNAL_KEPT "201326592" /* bytes; twice of what salve-checkpointer.h lets it grow to */

/* Whoever in this process closes any descriptor of the file takes away SQLite's locks on it (POSIX: the locks are the
 * process's; https://www.sqlite.org/howtocorrupt.html, 2.2), and GTK's file chooser does, to see what kind of file it is.
 * Another program that opens and closes the file then believes to be the last, and would delete the log into which this one
 * goes on writing: what was saved after that would be lost. So nobody deletes the log; at its end it is emptied. */
static void
keep_the_log (SalveConnection *self)
{
  int keep = 1;

  sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

static gboolean
prepare_handle (SalveConnection *self, SalveStoreKey *key, gboolean read_only, GError **error)
{
  int on;

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, 5000);
#if SALVE_ENCRYPTION
  /* cipher_memory_security stays off: wiping and locking every page buffer made an import 3.5 times slower (7.4 s in
   * place of 2.1 s for 75,483 resources). The key itself lies in libsodium's guarded memory, and the programs leave no
   * core dump. */
  /* It would write to the terminal by itself; what fails is reported by its result. */
  if (!salve_connection_exec (self, "PRAGMA cipher_log_level=NONE", error))
    return FALSE;
#endif
  if (!set_key (self, key, error))
    return FALSE;
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &on);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DML, 0, &on);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DDL, 0, &on);
  sqlite3_limit (self->handle, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
  sqlite3_limit (self->handle, SQLITE_LIMIT_ATTACHED, 1);
  keep_the_log (self);
  if (!salve_connection_exec (self, "PRAGMA temp_store=MEMORY", error)
      || !salve_connection_exec (self, "SELECT count(*) FROM sqlite_schema", error))
    return FALSE;
  if (read_only)
    return salve_connection_make_read_only (self, error);
  return salve_connection_exec (self, "PRAGMA journal_mode=WAL", error)
         && salve_connection_exec (self, "PRAGMA journal_size_limit=" JOURNAL_KEPT, error)
         && salve_connection_exec (self, "PRAGMA synchronous=FULL", error)
         && salve_connection_exec (self, "PRAGMA foreign_keys=ON", error)
         && salve_connection_exec (self, "PRAGMA cache_size=-65536", error)
         /* For connections without a salve-checkpointer.h. */
         && salve_connection_exec (self, "PRAGMA wal_autocheckpoint=4000", error);
}

/* SQLCipher's OpenSSL frees what it keeps for each thread when the program ends, and again when the thread does: one that
 * is just ending then, as a worker after the file is closed, frees it at the same time (seen once in 150 runs as "double
 * free"). What is left at the end is the system's to free. */
static void
keep_crypto_until_the_end (void)
{
#if SALVE_ENCRYPTION
  static gsize done;

  if (g_once_init_enter (&done))
    {
      OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
      g_once_init_leave (&done, 1);
    }
#endif
}

/**
 * salve_connection_open:
 * @path: the file
 * @key: (nullable): 256 bits; NULL where the build has no encryption
 * @create: make the file where there is none
 * @read_only: refuse every write
 *
 * Returns: (transfer full): a connection that belongs to the calling thread; NULL with an error
 */
SalveConnection *
salve_connection_open (const char *path,
                       SalveStoreKey *key,
                       gboolean create,
                       gboolean read_only,
                       GError **error)
{
  g_autoptr (SalveConnection) self = g_new0 (SalveConnection, 1);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  int code;

  self->path = g_strdup (path);
  self->owner = g_thread_self ();
  self->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, forget_statement);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, forget_statement);
  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND, _ ("There is no file “%s”."), path);
      return NULL;
    }
  keep_crypto_until_the_end ();
  code = sqlite3_open_v2 (path, &self->handle, flags, NULL);
  if (code != SQLITE_OK)
    {
      salve_connection_fail (self, code, error);
      return NULL;
    }
  if (!prepare_handle (self, key, read_only, error))
    return NULL;
  self->opened = TRUE;
  return g_steal_pointer (&self);
}

void
salve_connection_free (SalveConnection *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->noted, g_hash_table_unref);
  sqlite3_close_v2 (self->handle);
  g_free (self->path);
  g_free (self);
}

/* The calling thread owns the connection from now on; the one before must have let it go. */
void
salve_connection_adopt (SalveConnection *self)
{
  self->owner = g_thread_self ();
}

const char *
salve_connection_get_path (SalveConnection *self)
{
  return self->path;
}

sqlite3 *
salve_connection_get_handle (SalveConnection *self)
{
  assert_owner (self);
  return self->handle;
}

static int
is_cancelled (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

/* @cancellable: (nullable): ends whatever statement runs, with an error, once it is cancelled; it must outlive that */
void
salve_connection_set_cancellable (SalveConnection *self, GCancellable *cancellable)
{
  assert_owner (self);
  sqlite3_progress_handler (self->handle, INSTRUCTIONS_A_LOOK, cancellable != NULL ? is_cancelled : NULL,
                            cancellable);
}

gboolean
salve_connection_exec (SalveConnection *self, const char *sql, GError **error)
{
  int code;

  assert_owner (self);
  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  return code == SQLITE_OK || salve_connection_fail (self, code, error);
}

gboolean
salve_connection_begin (SalveConnection *self, GError **error)
{
  return salve_connection_exec (self, "BEGIN IMMEDIATE", error);
}

/* A read transaction: what is read until the commit or rollback is of one moment. */
gboolean
salve_connection_begin_read (SalveConnection *self, GError **error)
{
  return salve_connection_exec (self, "BEGIN", error);
}

/* On failure the transaction is rolled back: all of it or nothing. */
gboolean
salve_connection_commit (SalveConnection *self, GError **error)
{
  if (salve_connection_exec (self, "COMMIT", error))
    return TRUE;
  salve_connection_rollback (self);
  return FALSE;
}

/* Some errors, as a full disk, end a transaction by themselves. */
gboolean
salve_connection_is_in_transaction (SalveConnection *self)
{
  assert_owner (self);
  return !sqlite3_get_autocommit (self->handle);
}

void
salve_connection_rollback (SalveConnection *self)
{
  assert_owner (self);
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * salve_connection_prepare:
 * @sql: (not nullable): a string literal: the cache goes by its address
 *
 * Returns: (transfer none): to be given back with salve_statement_done() (g_autoptr does); NULL with an error
 */
SalveStatement *
salve_connection_prepare (SalveConnection *self, const char *sql, GError **error)
{
  SalveStatement *statement;
  sqlite3_stmt *handle = NULL;
  int code;

  assert_owner (self);
  statement = g_hash_table_lookup (self->statements, sql);
  if (statement == NULL)
    {
      code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
      if (code != SQLITE_OK)
        {
          salve_connection_fail (self, code, error);
          return NULL;
        }
      statement = salve_statement_new (self, handle);
      g_hash_table_insert (self->statements, (gpointer)sql, statement);
    }
  g_assert (!salve_statement_is_borrowed (statement));
  salve_statement_borrow (statement);
  return statement;
}

/**
 * salve_connection_take:
 * @sql: (not nullable): no value in it came from outside
 *
 * For SQL that was put together: the same question in another form is rare, and to understand it takes SQLite longer than
 * to answer it.
 *
 * Returns: (transfer full): to be given back with salve_statement_keep(); NULL with an error
 */
SalveStatement *
salve_connection_take (SalveConnection *self, const char *sql, GError **error)
{
  gpointer statement = NULL;
  sqlite3_stmt *handle = NULL;
  int code;

  assert_owner (self);
  if (g_hash_table_steal_extended (self->kept, sql, NULL, &statement))
    return statement;
  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code == SQLITE_OK)
    return salve_statement_new_for_text (self, handle, sql);
  salve_connection_fail (self, code, error);
  return NULL;
}

/* So many kinds of questions are remembered. */
#define MOST_KEPT 64

/* For salve_statement_keep(). statement: (transfer full): nothing is bound to it */
void
salve_connection_keep (SalveConnection *self, SalveStatement *statement)
{
  if (g_hash_table_size (self->kept) >= MOST_KEPT)
    g_hash_table_remove_all (self->kept);
  g_hash_table_replace (self->kept, (gpointer)salve_statement_get_text (statement), statement);
}

/**
 * salve_connection_run:
 * @sql: a string literal
 * @types: a letter a parameter: i gint64, t const char * (nullable), b GBytes * (nullable)
 *
 * Runs one statement that answers no rows.
 */
gboolean
salve_connection_run (SalveConnection *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (SalveStatement) statement = salve_connection_prepare (self, sql, error);
  va_list args;

  if (statement == NULL)
    return FALSE;
  va_start (args, types);
  for (int i = 0; types[i] != '\0'; i++)
    switch (types[i])
      {
      case 'i':
        salve_statement_bind_int (statement, i + 1, va_arg (args, gint64));
        break;
      case 't':
        salve_statement_bind_text (statement, i + 1, va_arg (args, const char *));
        break;
      case 'b':
        salve_statement_bind_bytes (statement, i + 1, va_arg (args, GBytes *));
        break;
      default:
        g_assert_not_reached ();
      }
  va_end (args);
  return salve_statement_run (statement, error);
}

/* The first column of the first row; 0 where there is none. */
gboolean
salve_connection_get_int (SalveConnection *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (SalveStatement) statement = salve_connection_prepare (self, sql, error);
  gboolean row;

  *value = 0;
  if (statement == NULL || !salve_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    *value = salve_statement_int (statement, 0);
  return TRUE;
}

gint64
salve_connection_last_rowid (SalveConnection *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

gint64
salve_connection_n_changed (SalveConnection *self)
{
  return sqlite3_changes64 (self->handle);
}

/* How many pages this connection has written so far; what is not committed yet is not. */
guint
salve_connection_n_pages (SalveConnection *self)
{
  int now = 0, highest;

  assert_owner (self);
  sqlite3_db_status (self->handle, SQLITE_DBSTATUS_CACHE_WRITE, &now, &highest, FALSE);
  return (guint)now;
}

/* While an import leaves out the rows of searches (salve-load.h). */
void
salve_connection_set_deferring (SalveConnection *self, gboolean deferring)
{
  self->deferring = deferring;
}

gboolean
salve_connection_is_deferring (SalveConnection *self)
{
  return self->deferring;
}

void
salve_connection_set_indexing (SalveConnection *self, SalveIndexing indexing)
{
  self->indexing = indexing;
}

SalveIndexing
salve_connection_get_indexing (SalveConnection *self)
{
  return self->indexing;
}

/* From now on, or no longer, the patients are remembered whose rows of searches change. */
void
salve_connection_set_noting (SalveConnection *self, gboolean noting)
{
  g_clear_pointer (&self->noted, g_hash_table_unref);
  if (noting)
    self->noted = g_hash_table_new (g_direct_hash, g_direct_equal);
}

void
salve_connection_note (SalveConnection *self, gint64 rowid)
{
  if (self->noted != NULL)
    g_hash_table_add (self->noted, GSIZE_TO_POINTER ((gsize)rowid));
}

gboolean
salve_connection_is_noted (SalveConnection *self, gint64 rowid)
{
  return self->noted != NULL && g_hash_table_contains (self->noted, GSIZE_TO_POINTER ((gsize)rowid));
}
