/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "salve-load.h"
#include "salve-schema.h"

G_DEFINE_FINAL_TYPE (SalveStore, salve_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  CHANGED_MANY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
salve_store_dispose (GObject *object)
{
  SalveStore *self = SALVE_STORE (object);

  if (self->reader != NULL || self->writer != NULL || self->lister != NULL)
    dex_future_disown (salve_store_close (self));
  G_OBJECT_CLASS (salve_store_parent_class)->dispose (object);
}

static void
salve_store_finalize (GObject *object)
{
  SalveStore *self = SALVE_STORE (object);

  g_clear_object (&self->file);
  g_free (self->path);
  g_clear_pointer (&self->key, salve_store_key_unref);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->sight, salve_sight_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->readers_lock);
  G_OBJECT_CLASS (salve_store_parent_class)->finalize (object);
}

static void
salve_store_class_init (SalveStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_store_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[CHANGED_MANY] = g_signal_new ("changed-many", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static SalveInstant
real_now (gpointer data)
{
  return g_get_real_time ();
}

static void
salve_store_init (SalveStore *self)
{
  g_mutex_init (&self->readers_lock);
  self->now = real_now;
  self->keeps_outbox = TRUE;
  self->locale = salve_locale_new_from_environment ();
  self->zone = g_time_zone_new_local ();
}

static gboolean
has_entry (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Returns: (transfer full): a name beside the file that nothing has yet */
static GFile *
backup_name (SalveStore *self, gint64 version)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *path = n == 1 ? g_strdup_printf ("%s.version-%d", self->path, (int)version)
                                     : g_strdup_printf ("%s.version-%d-%u", self->path, (int)version, n);

      if (!has_entry (path))
        return g_file_new_for_path (path);
    }
}

/* Who watches the file being brought up to date, and may stop it. */
typedef struct
{
  SalveStoreProgressFunc progress; /* NULL: nobody */
  gpointer data;
  GCancellable *cancellable;
} Watch;

/* The copy and the change after it take about as long as each other. */
#define COPYING 0.5

static void
report_copy (double fraction, const char *what, gpointer data)
{
  const Watch *watch = data;

  watch->progress (COPYING * fraction, what, watch->data);
}

static void
report_steps (guint64 done, guint64 total, gpointer data)
{
  const Watch *watch = data;
  g_autofree char *what = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%'lu of %'lu record", "%'lu of %'lu records", (gulong)total),
      (gulong)done, (gulong)total);

  watch->progress (COPYING + (1 - COPYING) * (total > 0 ? (double)done / (double)total : 1), what,
                   watch->data);
}

/* Whoever stops it gets that for an answer, and not what SQLite made of it. */
static gboolean
say_if_stopped (Watch *watch, GError **error)
{
  if (g_cancellable_is_cancelled (watch->cancellable))
    {
      g_clear_error (error);
      g_cancellable_set_error_if_cancelled (watch->cancellable, error);
    }
  return FALSE;
}

static gboolean
migrate (SalveConnection *connection, Watch *watch, GError **error)
{
  gboolean ok;

  salve_connection_set_cancellable (connection, watch->cancellable);
  ok = salve_schema_migrate (connection, watch->progress != NULL ? report_steps : NULL, watch, error)
       && salve_load_end_now (connection, error);
  salve_connection_set_cancellable (connection, NULL);
  return ok || say_if_stopped (watch, error);
}

/* A file of an older version is copied before it is changed, and the copy stays. Without room for it nothing is done. A
 * copy of what was not changed after all is of no use. */
static gboolean
bring_up_to_date (SalveStore *self, SalveConnection *connection, gint64 version, Watch *watch, GError **error)
{
  g_autoptr (GFile) backup = NULL;

  if (version == 0 || version == SALVE_SCHEMA_VERSION)
    return migrate (connection, watch, error);
  backup = backup_name (self, version);
  if (!salve_store_copy_to_file (connection, backup, self->key, watch->progress != NULL ? report_copy : NULL,
                                 watch, watch->cancellable, error))
    {
      g_prefix_error_literal (
          error, _ ("The file is of an older version, and the backup before its change failed: "));
      return say_if_stopped (watch, error);
    }
  if (migrate (connection, watch, error))
    return TRUE;
  if (g_cancellable_is_cancelled (watch->cancellable))
    g_unlink (g_file_peek_path (backup));
  return FALSE;
}

/* A key that does not open the file and a file that is damaged at its beginning look alike to SQLCipher: both are
 * reported as a key that does not fit, which is the far more frequent one, and which harms nothing. */
static SalveConnection *
open_first (SalveStore *self, SalveStoreOpenFlags flags, Watch *watch, GError **error)
{
  gboolean read_only = (flags & SALVE_STORE_OPEN_READ_ONLY) != 0;
  gboolean fresh = !has_entry (self->path);
  gint64 version;
  g_autoptr (SalveConnection) connection = salve_connection_open (
      self->path, self->key, (flags & SALVE_STORE_OPEN_CREATE) != 0 && fresh, FALSE, error);

  if (connection == NULL || !salve_schema_check (connection, &version, error))
    return NULL;
  if (version == 0 && !fresh && !(flags & SALVE_STORE_OPEN_CREATE))
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                   _ ("“%s” is empty: it is no clinic's file."), self->path);
      return NULL;
    }
  if ((read_only || (flags & SALVE_STORE_OPEN_AS_IT_IS)) && version < SALVE_SCHEMA_VERSION)
    {
      g_set_error (
          error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_READ_ONLY,
          _ ("“%s” was written by an older version of Salve. Open it once for writing, which brings it up to "
             "date and keeps a copy."),
          self->path);
      return NULL;
    }
  if (!read_only && !bring_up_to_date (self, connection, version, watch, error))
    return NULL;
  if (fresh && g_chmod (self->path, 0600) != 0)
    g_debug ("The permissions of the new file could not be set");
  return g_steal_pointer (&connection);
}

static SalveStore *
open_watched (GFile *file, SalveStoreKey *key, SalveStoreOpenFlags flags, Watch *watch, GError **error)
{
  g_autoptr (SalveStore) self = g_object_new (SALVE_TYPE_STORE, NULL);

  self->file = g_object_ref (file);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    {
      g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_INVALID,
                           _ ("The clinic's file has to be on a disk of this computer."));
      return NULL;
    }
  self->key = key != NULL ? salve_store_key_ref (key) : NULL;
  self->context = g_main_context_ref_thread_default ();
  /* It has read the schema, which takes longer than anything else here. */
  self->reader = open_first (self, flags, watch, error);
  if (self->reader == NULL || !salve_connection_make_read_only (self->reader, error))
    return NULL;
  if (!(flags & SALVE_STORE_OPEN_READ_ONLY))
    self->writer = salve_worker_new ("salve-writer", self->path, key, FALSE);
  self->lister = salve_worker_new ("salve-lister", self->path, key, TRUE);
  return g_steal_pointer (&self);
}

/**
 * salve_store_open:
 * @file: the clinic's file, on a local disk
 * @key: (nullable): NULL where the build has no encryption
 *
 * Opens, and where it is new makes, the file; blocks for some milliseconds, and longer where the file is of an older
 * version. The calling thread is the one that may read; its default main context gets the signals.
 *
 * Returns: (transfer full): the store; NULL with an error of SALVE_STORE_ERROR, after which the file is as it was
 */
SalveStore *
salve_store_open (GFile *file, SalveStoreKey *key, SalveStoreOpenFlags flags, GError **error)
{
  Watch nobody = { NULL };

  return open_watched (file, key, flags, &nobody, error);
}

/**
 * salve_store_adopt:
 *
 * The calling thread is the one that may read from now on; the one that has opened the store must have done with it.
 */
void
salve_store_adopt (SalveStore *self)
{
  salve_connection_adopt (self->reader);
}

static gboolean
do_nothing (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return TRUE;
}

/**
 * salve_store_expect_lists:
 *
 * The first list is read sooner after this: what reads it opens the file now instead of then. May be called on any thread.
 */
void
salve_store_expect_lists (SalveStore *self)
{
  dex_future_disown (salve_worker_push (self->lister, SALVE_PRIORITY_PERSON, do_nothing, NULL, NULL));
}

typedef struct
{
  GFile *file;
  SalveStoreKey *key;
  SalveStoreOpenFlags flags;
  Watch watch;
  GMainContext *context;
  DexPromise *promise;
} OpenJob;

static gpointer
open_in_thread (gpointer data)
{
  OpenJob *job = data;
  g_autoptr (GError) error = NULL;
  SalveStore *store = open_watched (job->file, job->key, job->flags, &job->watch, &error);

  if (store != NULL)
    {
      g_main_context_unref (store->context);
      store->context = g_main_context_ref (job->context);
      dex_promise_resolve_object (job->promise, store);
    }
  else
    dex_promise_reject (job->promise, g_steal_pointer (&error));
  g_object_unref (job->file);
  g_clear_pointer (&job->key, salve_store_key_unref);
  g_clear_object (&job->watch.cancellable);
  g_main_context_unref (job->context);
  dex_unref (job->promise);
  g_free (job);
  return NULL;
}

static DexFuture *
adopt (DexFuture *opened, gpointer data)
{
  salve_store_adopt (g_value_get_object (dex_future_get_value (opened, NULL)));
  return dex_ref (opened);
}

/**
 * salve_store_open_async:
 * @progress: (nullable): called on a thread of its own while a file of an older version is brought up to date; not
 *   otherwise
 * @user_data: for @progress; it must live until the future is settled
 * @cancellable: (nullable): stops that
 *
 * Returns: (transfer full): resolves to a #SalveStore that belongs to the calling thread; rejects as
 *   salve_store_open() does, or with %G_IO_ERROR_CANCELLED, after which the file is as it was and no copy is left
 */
DexFuture *
salve_store_open_async (GFile *file,
                        SalveStoreKey *key,
                        SalveStoreOpenFlags flags,
                        SalveStoreProgressFunc progress,
                        gpointer user_data,
                        GCancellable *cancellable)
{
  OpenJob *job = g_new0 (OpenJob, 1);
  DexPromise *promise = dex_promise_new ();

  *job = (OpenJob){ g_object_ref (file),
                    key != NULL ? salve_store_key_ref (key) : NULL,
                    flags,
                    { progress, user_data, cancellable != NULL ? g_object_ref (cancellable) : NULL },
                    g_main_context_ref_thread_default (),
                    dex_ref (promise) };
  g_thread_unref (g_thread_new ("salve-open", open_in_thread, job));
  return dex_future_then (DEX_FUTURE (promise), adopt, NULL, NULL);
}

static void
stop_worker (SalveWorker **worker, GPtrArray *ends)
{
  if (*worker != NULL)
    g_ptr_array_add (ends, salve_worker_stop (*worker));
  g_clear_pointer (worker, salve_worker_unref);
}

/**
 * salve_store_close:
 *
 * What was handed to the writer is still done; whatever comes later is refused.
 *
 * Returns: (transfer full): resolves when the file is closed
 */
DexFuture *
salve_store_close (SalveStore *self)
{
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);

  g_mutex_lock (&self->readers_lock);
  for (guint i = 0; i < SALVE_STORE_READERS; i++)
    stop_worker (&self->readers[i], ends);
  g_mutex_unlock (&self->readers_lock);
  stop_worker (&self->writer, ends);
  stop_worker (&self->lister, ends);
  stop_worker (&self->pager, ends);
  g_clear_pointer (&self->reader, salve_connection_free);
  if (ends->len == 0)
    return dex_future_new_for_boolean (TRUE);
  return dex_future_allv ((DexFuture *const *)ends->pdata, ends->len);
}

GFile *
salve_store_get_file (SalveStore *self)
{
  return self->file;
}

/* For the names in rows; the environment's at first. */
void
salve_store_set_locale (SalveStore *self, SalveLocale *locale)
{
  salve_locale_ref (locale);
  salve_locale_unref (self->locale);
  self->locale = locale;
}

/* The clinic's, for times in messages; the computer's at first. */
void
salve_store_set_time_zone (SalveStore *self, GTimeZone *zone)
{
  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
}

/* Returns: (transfer none): the clinic's */
GTimeZone *
salve_store_get_time_zone (SalveStore *self)
{
  return self->zone;
}

/* For tests and simulations; called on any thread. */
void
salve_store_set_clock (SalveStore *self, SalveInstant (*now) (gpointer data), gpointer data)
{
  self->now = now;
  self->now_data = data;
}

SalveInstant
salve_store_now (SalveStore *self)
{
  return self->now (self->now_data);
}

SalveConnection *
salve_store_get_reader (SalveStore *self, GError **error)
{
  if (self->reader == NULL)
    g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                         _ ("The clinic's file is closed."));
  return self->reader;
}

DexFuture *
salve_store_push_write (SalveStore *self,
                        SalvePriority priority,
                        SalveWorkFunc func,
                        gpointer data,
                        GDestroyNotify destroy)
{
  if (self->writer != NULL)
    return salve_worker_push (self->writer, priority, func, data, destroy);
  if (destroy != NULL)
    destroy (data);
  if (self->reader == NULL)
    return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                  _ ("The clinic's file is closed."));
  return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_READ_ONLY,
                                _ ("The clinic's file was opened for reading only."));
}

typedef struct
{
  GWeakRef store;
  char *type;
  char *id;
} Notice;

static gboolean
emit_notice (gpointer data)
{
  Notice *notice = data;
  g_autoptr (SalveStore) store = g_weak_ref_get (&notice->store);

  if (store != NULL && notice->type != NULL)
    g_signal_emit (store, signals[CHANGED], 0, notice->type, notice->id);
  else if (store != NULL)
    g_signal_emit (store, signals[CHANGED_MANY], 0);
  return G_SOURCE_REMOVE;
}

static void
free_notice (gpointer data)
{
  Notice *notice = data;

  g_weak_ref_clear (&notice->store);
  g_free (notice->type);
  g_free (notice->id);
  g_free (notice);
}

/* Tells the main context, from any thread. type NULL means many. */
void
salve_store_emit_changed (SalveStore *self, const char *type, const char *id)
{
  Notice *notice = g_new0 (Notice, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_weak_ref_init (&notice->store, self);
  notice->type = g_strdup (type);
  notice->id = g_strdup (id);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_notice, notice, free_notice);
  g_source_attach (source, self->context);
}
