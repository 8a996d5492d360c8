/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite copies the journal into the file inside of the commit that makes it too long. For 16 MB that takes a tenth of a
 * second, and it hits whoever commits then, a person's edit beside an import too. Here every commit only tells how long
 * the journal has become, and another thread copies it meanwhile. A journal that is written to all the time is never
 * copied whole and so never begins anew; where it gets too long, bulk work waits (and a person does not) until it is. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-checkpointer.h"

/* Pages of 4 KiB that are copied together, and how many the journal may have before bulk work waits. What was copied is
 * flushed to the disk at its end, and a commit meanwhile waits for the disk behind that: 3,000 pages of the file at once kept a
 * person's edit waiting for two frames and more. While somebody works fewer are copied at a time, although some pages are
 * then written more often. */
#define PAGES_AT_ONCE 4000
#define PAGES_AT_ONCE_BUSY 800
#define PAGES_AT_MOST 24000

struct _SalveCheckpointer
{
  SalveConnection *writer;
  char *path;
  SalveStoreKey *key;
  GThread *thread; /* NULL until it is needed for the first time */

  GMutex mutex;
  GCond changed;
  gboolean wanted;
  gboolean stopped;
  gboolean busy;
  int pages;  /* in the journal */
  int copied; /* of them, into the file */
};

/* The mutex is held. */
static void
copy_pages (SalveCheckpointer *self, SalveConnection *connection)
{
  int pages = 0, copied = 0, code;

  g_mutex_unlock (&self->mutex);
  /* Passive: whoever reads or writes goes on; what they still need stays for the next time. */
  code = sqlite3_wal_checkpoint_v2 (salve_connection_get_handle (connection), NULL, SQLITE_CHECKPOINT_PASSIVE,
                                    &pages, &copied);
  g_mutex_lock (&self->mutex);
  if (code != SQLITE_OK)
    g_debug ("The journal was not copied: %d", code);
  else if (self->pages >= copied)
    self->copied = copied;
}

static gpointer
work (gpointer data)
{
  SalveCheckpointer *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveConnection) connection =
      salve_connection_open (self->path, self->key, FALSE, FALSE, &error);

  if (connection == NULL)
    g_warning ("The journal cannot be copied: %s", error->message);
  g_mutex_lock (&self->mutex);
  while (!self->stopped)
    {
      if (self->wanted && connection != NULL)
        copy_pages (self, connection);
      self->wanted = FALSE;
      g_cond_broadcast (&self->changed);
      while (!self->wanted && !self->stopped)
        g_cond_wait (&self->changed, &self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* After each commit, on the writer's thread. */
static int
on_committed (gpointer data, sqlite3 *handle, const char *name, int pages)
{
  SalveCheckpointer *self = data;

  g_mutex_lock (&self->mutex);
  if (pages < self->pages)
    self->copied = 0; /* it began anew */
  self->pages = pages;
  if (pages - self->copied >= (self->busy ? PAGES_AT_ONCE_BUSY : PAGES_AT_ONCE) || pages >= PAGES_AT_MOST)
    {
      self->wanted = TRUE;
      if (self->thread == NULL)
        self->thread = g_thread_new ("salve-journal", work, self);
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->mutex);
  return SQLITE_OK;
}

/**
 * salve_checkpointer_new:
 * @writer: whose commits are listened to; it must stay until this is freed, on the same thread
 * @path: its file
 */
SalveCheckpointer *
salve_checkpointer_new (SalveConnection *writer, const char *path, SalveStoreKey *key)
{
  SalveCheckpointer *self = g_new0 (SalveCheckpointer, 1);

  self->writer = writer;
  self->path = g_strdup (path);
  self->key = key != NULL ? salve_store_key_ref (key) : NULL;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  sqlite3_wal_hook (salve_connection_get_handle (writer), on_committed, self);
  return self;
}

/**
 * salve_checkpointer_set_busy:
 * @busy: whether somebody works at the desk, who should not wait for the disk
 */
void
salve_checkpointer_set_busy (SalveCheckpointer *self, gboolean busy)
{
  g_mutex_lock (&self->mutex);
  self->busy = busy;
  g_mutex_unlock (&self->mutex);
}

/**
 * salve_checkpointer_wait:
 * @duration: µs to wait at most
 *
 * Waits while the journal is too long and being copied.
 *
 * Returns: whether bulk work may go on
 */
gboolean
salve_checkpointer_wait (SalveCheckpointer *self, gint64 duration)
{
  gint64 until = g_get_monotonic_time () + duration;
  gboolean ready;

  g_mutex_lock (&self->mutex);
  while (self->wanted && self->pages >= PAGES_AT_MOST
         && g_cond_wait_until (&self->changed, &self->mutex, until))
    ;
  ready = !self->wanted || self->pages < PAGES_AT_MOST;
  g_mutex_unlock (&self->mutex);
  return ready;
}

void
salve_checkpointer_free (SalveCheckpointer *self)
{
  if (self == NULL)
    return;
  sqlite3_wal_hook (salve_connection_get_handle (self->writer), NULL, NULL);
  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_clear_pointer (&self->key, salve_store_key_unref);
  g_free (self->path);
  g_free (self);
}
