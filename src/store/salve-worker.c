/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-worker.h"

#include <glib/gi18n-lib.h>

#include "salve-checkpointer.h"

struct _SalveWorker
{
  gatomicrefcount ref_count;
  GThread *thread;
  GAsyncQueue *queue; /* Job */
  char *path;
  SalveStoreKey *key;
  gboolean read_only;
  gint sequence; /* atomic */
  gint stopped;  /* atomic */
  gint wanted;   /* atomic: how many jobs more urgent than bulk work wait */
  gint busy;     /* atomic: whether a job is being done */
  gint last_ms;  /* atomic: when one of them was last handed over, in ms of the monotonic clock */
};

typedef struct
{
  SalvePriority priority;
  gint sequence;
  SalveWorkFunc func; /* NULL: stop */
  gpointer data;
  GDestroyNotify destroy;
  DexPromise *promise;
} Job;

static void
job_free (Job *job)
{
  if (job->destroy != NULL)
    job->destroy (job->data);
  dex_clear (&job->promise);
  g_free (job);
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer data)
{
  const Job *first = a, *second = b;

  if (first->priority != second->priority)
    return (int)first->priority - (int)second->priority;
  return first->sequence - second->sequence;
}

static void
finish (Job *job, gboolean ok, GValue *value, GError *error)
{
  if (!ok)
    dex_promise_reject (job->promise, error);
  else if (G_IS_VALUE (value))
    dex_promise_resolve (job->promise, value);
  else
    dex_promise_resolve_boolean (job->promise, TRUE);
}

/* How long a slice of bulk work lets others come in while the journal is copied, in µs. */
#define PAUSE (2 * G_TIME_SPAN_MILLISECOND)

/* Whoever has changed something works on for so long. */
#define BUSY_FOR (5 * G_TIME_SPAN_SECOND)

static void
put_back (SalveWorker *self, Job *job)
{
  if (job->priority < SALVE_PRIORITY_BULK)
    g_atomic_int_inc (&self->wanted);
  g_async_queue_push_sorted (self->queue, job, compare_jobs, NULL);
}

/* Returns: whether the job is over; a slice that wants to go on is queued again behind what came meanwhile. */
static void
do_job (SalveWorker *self, SalveConnection *connection, Job *job)
{
  GValue value = G_VALUE_INIT;
  gboolean again = FALSE, ok;
  GError *error = NULL;

  g_atomic_int_set (&self->busy, TRUE);
  ok = job->func (connection, job->data, &value, &again, &error);
  salve_connection_rollback (
      connection); /* nothing to do where the job ended its transaction, as it should */
  g_atomic_int_set (&self->busy, FALSE);
  if (ok && again)
    {
      put_back (self, job);
      return;
    }
  g_assert (ok == (error == NULL));
  finish (job, ok, &value, error);
  if (G_IS_VALUE (&value))
    g_value_unset (&value);
  job_free (job);
}

static void
refuse (Job *job)
{
  dex_promise_reject (job->promise, g_error_new_literal (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                                         _ ("The clinic's file is closed.")));
  job_free (job);
}

static SalveConnection *
open_connection (SalveWorker *self, SalveCheckpointer **checkpointer, GError **error)
{
  SalveConnection *connection = salve_connection_open (self->path, self->key, FALSE, self->read_only, error);

  if (connection != NULL && !self->read_only)
    *checkpointer = salve_checkpointer_new (connection, self->path, self->key);
  /* Long lists are walked from end to end: what was read once is not read again soon. */
  if (connection != NULL && self->read_only)
    salve_connection_exec (connection, "PRAGMA cache_size=-1024", NULL);
  return connection;
}

static gpointer
work (gpointer data)
{
  SalveWorker *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveConnection) connection = NULL;
  g_autoptr (SalveCheckpointer) checkpointer = NULL;
  Job *job, *rest;

  for (;;)
    {
      job = g_async_queue_pop (self->queue);
      if (job->priority < SALVE_PRIORITY_BULK)
        g_atomic_int_add (&self->wanted, -1);
      if (job->func == NULL)
        break;
      /* Reading the schema takes some milliseconds, which a program that starts has something better to do with. */
      if (connection == NULL && error == NULL)
        connection = open_connection (self, &checkpointer, &error);
      if (checkpointer != NULL)
        salve_checkpointer_set_busy (checkpointer, salve_worker_was_wanted (self, BUSY_FOR));
      if (checkpointer != NULL && job->priority == SALVE_PRIORITY_BULK
          && !salve_checkpointer_wait (checkpointer, PAUSE))
        put_back (self, job);
      else if (connection != NULL)
        do_job (self, connection, job);
      else
        {
          dex_promise_reject (job->promise, g_error_copy (error));
          job_free (job);
        }
    }
  g_clear_pointer (&checkpointer, salve_checkpointer_free);
  /* The last connection empties the journal into the file, but of two that close at once none is the last. */
  if (connection != NULL && !self->read_only)
    salve_connection_exec (connection, "PRAGMA wal_checkpoint(PASSIVE)", NULL);
  g_clear_pointer (&connection, salve_connection_free);
  while ((rest = g_async_queue_try_pop (self->queue)) != NULL)
    if (rest->func != NULL)
      refuse (rest);
    else
      job_free (rest);
  dex_promise_resolve_boolean (job->promise, TRUE);
  job_free (job);
  salve_worker_unref (self);
  return NULL;
}

/**
 * salve_worker_new:
 * @name: of the thread, at most 15 bytes
 *
 * Starts the thread, which opens its own connection when the first job comes; what goes wrong with that is the answer to
 * every job.
 */
SalveWorker *
salve_worker_new (const char *name, const char *path, SalveStoreKey *key, gboolean read_only)
{
  SalveWorker *self = g_new0 (SalveWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->queue = g_async_queue_new ();
  self->path = g_strdup (path);
  self->key = key != NULL ? salve_store_key_ref (key) : NULL;
  self->read_only = read_only;
  self->thread = g_thread_new (name, work, salve_worker_ref (self));
  return self;
}

SalveWorker *
salve_worker_ref (SalveWorker *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_worker_unref (SalveWorker *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_thread_unref (self->thread);
  g_async_queue_unref (self->queue);
  g_free (self->path);
  g_clear_pointer (&self->key, salve_store_key_unref);
  g_free (self);
}

static gint
now_ms (void)
{
  return (gint)(g_get_monotonic_time () / 1000 % G_MAXINT);
}

/* Whether somebody waits while bulk work goes on, which then has to end its slice. On any thread. */
gboolean
salve_worker_is_wanted (SalveWorker *self)
{
  return g_atomic_int_get (&self->wanted) > 0;
}

/* How many jobs there are before one that comes now. On any thread. */
guint
salve_worker_get_backlog (SalveWorker *self)
{
  return (guint)MAX (0, g_async_queue_length (self->queue) + 1) + (g_atomic_int_get (&self->busy) ? 1 : 0);
}

/**
 * salve_worker_take:
 * @func: what the job was pushed with
 * @data: (out) (transfer none): its data
 *
 * Takes the job that comes next, where it is of that kind. On the worker's thread, for a job that does another one along
 * with itself.
 *
 * Returns: (transfer full) (nullable): to be given to salve_worker_finish_taken()
 */
SalveWorkerTaken *
salve_worker_take (SalveWorker *self, SalveWorkFunc func, gpointer *data)
{
  Job *job;

  g_async_queue_lock (self->queue);
  job = g_async_queue_try_pop_unlocked (self->queue);
  if (job != NULL && job->func != func)
    {
      g_async_queue_push_sorted_unlocked (self->queue, job, compare_jobs, NULL);
      job = NULL;
    }
  g_async_queue_unlock (self->queue);
  if (job == NULL)
    return NULL;
  if (job->priority < SALVE_PRIORITY_BULK)
    g_atomic_int_add (&self->wanted, -1);
  *data = job->data;
  return (SalveWorkerTaken *)job;
}

/**
 * salve_worker_finish_taken:
 * @taken: (transfer full):
 * @value: what the job resolves to
 * @error: (transfer full) (nullable): what it is rejected with instead
 */
void
salve_worker_finish_taken (SalveWorkerTaken *taken, GValue *value, GError *error)
{
  Job *job = (Job *)taken;

  finish (job, error == NULL, value, error);
  job_free (job);
}

/**
 * salve_worker_was_wanted:
 * @within: µs
 *
 * Returns: whether somebody has handed over anything urgent in that time, and may do so again
 */
gboolean
salve_worker_was_wanted (SalveWorker *self, gint64 within)
{
  gint last = g_atomic_int_get (&self->last_ms);

  return last != 0 && ABS (now_ms () - last) < within / 1000;
}

static DexFuture *
push (SalveWorker *self, SalvePriority priority, SalveWorkFunc func, gpointer data, GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);
  DexPromise *promise = dex_promise_new ();

  *job = (Job){ priority, g_atomic_int_add (&self->sequence, 1), func, data, destroy, dex_ref (promise) };
  if (priority < SALVE_PRIORITY_BULK)
    {
      g_atomic_int_inc (&self->wanted);
      g_atomic_int_set (&self->last_ms, MAX (1, now_ms ()));
    }
  g_async_queue_push_sorted (self->queue, job, compare_jobs, NULL);
  return DEX_FUTURE (promise);
}

/**
 * salve_worker_push:
 * @data: handed to @func on the worker's thread, and to @destroy there afterwards
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): resolves to what @func put into its value (TRUE where nothing); rejects with its error
 */
DexFuture *
salve_worker_push (SalveWorker *self,
                   SalvePriority priority,
                   SalveWorkFunc func,
                   gpointer data,
                   GDestroyNotify destroy)
{
  if (g_atomic_int_get (&self->stopped))
    {
      if (destroy != NULL)
        destroy (data);
      return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                    _ ("The clinic's file is closed."));
    }
  return push (self, priority, func, data, destroy);
}

typedef struct
{
  SalveWorkFunc func;
  gpointer data;
  GMutex mutex;
  GCond cond;
  gboolean done;
  gboolean ok;
  GError *error;
} Rendezvous;

static gboolean
meet (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Rendezvous *meeting = data;

  meeting->ok = meeting->func (connection, meeting->data, value, again, &meeting->error);
  if (meeting->ok && *again)
    return TRUE;
  g_mutex_lock (&meeting->mutex);
  meeting->done = TRUE;
  g_cond_signal (&meeting->cond);
  g_mutex_unlock (&meeting->mutex);
  return TRUE;
}

/* Does a job and blocks the calling thread until it is done: for opening, for programs and for tests. The worker must
 * have opened its connection; salve_store_open() tries the key on its own one first. */
gboolean
salve_worker_run (SalveWorker *self, SalveWorkFunc func, gpointer data, GError **error)
{
  Rendezvous meeting = { .func = func, .data = data };
  g_autoptr (DexFuture) future = NULL;

  g_mutex_init (&meeting.mutex);
  g_cond_init (&meeting.cond);
  future = salve_worker_push (self, SALVE_PRIORITY_PERSON, meet, &meeting, NULL);
  g_mutex_lock (&meeting.mutex);
  while (!meeting.done && dex_future_is_pending (future))
    {
      gint64 until = g_get_monotonic_time () + 50 * G_TIME_SPAN_MILLISECOND;

      g_cond_wait_until (&meeting.cond, &meeting.mutex, until);
    }
  g_mutex_unlock (&meeting.mutex);
  if (!meeting.done)
    {
      g_autoptr (GError) rejected = NULL;

      if (dex_future_get_value (future, &rejected) == NULL)
        g_propagate_error (error, g_steal_pointer (&rejected));
      return FALSE;
    }
  if (!meeting.ok)
    g_propagate_error (error, meeting.error);
  return meeting.ok;
}

/**
 * salve_worker_stop:
 *
 * Lets the jobs that are queued be done, refuses new ones and closes the connection.
 *
 * Returns: (transfer full): resolves when the file is closed
 */
DexFuture *
salve_worker_stop (SalveWorker *self)
{
  if (g_atomic_int_exchange (&self->stopped, 1))
    return dex_future_new_for_boolean (TRUE);
  return push (self, SALVE_PRIORITY_BULK, NULL, NULL, NULL);
}
