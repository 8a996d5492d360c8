/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "inline-worker.h"

#include "salve-worker.h"

struct _SalveWorker
{
  gatomicrefcount ref_count;
  SalveConnection *connection; /* made for the first job; NULL also with an error, or stopped */
  SalveStoreKey *key;
  GError *error;
  char *path;
  gboolean read_only;
  gboolean stopped;
  GQueue jobs;   /* Job, the next one first */
  GQueue buried; /* Job: nobody hears of them */
  gint sequence;
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

static GPtrArray *workers; /* SalveWorker that have jobs or may get some */
static gboolean (*path_is_dead) (const char *path);
static GRand *dice; /* of the step that is being done; NULL outside */

void
inline_worker_set_is_dead (gboolean (*is_dead) (const char *path))
{
  path_is_dead = is_dead;
}

static void
job_free (Job *job)
{
  if (job->destroy != NULL)
    job->destroy (job->data);
  dex_clear (&job->promise);
  g_free (job);
}

static void
job_reject (Job *job, const GError *error)
{
  dex_promise_reject (job->promise, error != NULL
                                        ? g_error_copy (error)
                                        : g_error_new_literal (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                                               "The clinic's file is closed."));
  job_free (job);
}

SalveWorker *
salve_worker_new (const char *name, const char *path, SalveStoreKey *key, gboolean read_only)
{
  SalveWorker *self = g_new0 (SalveWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->read_only = read_only;
  self->key = key != NULL ? salve_store_key_ref (key) : NULL;
  g_queue_init (&self->jobs);
  g_queue_init (&self->buried);
  if (workers == NULL)
    workers = g_ptr_array_new ();
  g_ptr_array_add (workers, salve_worker_ref (self)); /* as the thread holds it until it is stopped */
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
  g_clear_error (&self->error);
  g_clear_pointer (&self->key, salve_store_key_unref);
  g_free (self->path);
  g_free (self);
}

/* Most of a store's readers never have a job. */
static gboolean
is_open (SalveWorker *self)
{
  if (self->connection == NULL && self->error == NULL)
    self->connection = salve_connection_open (self->path, self->key, FALSE, self->read_only, &self->error);
  return self->connection != NULL;
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer data)
{
  const Job *first = a, *second = b;

  if (first->priority != second->priority)
    return (int)first->priority - (int)second->priority;
  return first->sequence - second->sequence;
}

/* Slices of bulk work end at any place. */
gboolean
salve_worker_is_wanted (SalveWorker *self)
{
  return dice != NULL && g_rand_int_range (dice, 0, 4) == 0;
}

/* Each change by itself: what a crash leaves of several is the test of the groups' own. */
SalveWorkerTaken *
salve_worker_take (SalveWorker *self, SalveWorkFunc func, gpointer *data)
{
  return NULL;
}

void
salve_worker_finish_taken (SalveWorkerTaken *taken, GValue *value, GError *error)
{
  g_assert_not_reached ();
}

guint
salve_worker_get_backlog (SalveWorker *self)
{
  return self->jobs.length;
}

gboolean
salve_worker_was_wanted (SalveWorker *self, gint64 within)
{
  return FALSE;
}

static DexFuture *
push (SalveWorker *self, SalvePriority priority, SalveWorkFunc func, gpointer data, GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);
  DexPromise *promise = dex_promise_new ();

  *job = (Job){ priority, self->sequence++, func, data, destroy, dex_ref (promise) };
  g_queue_insert_sorted (&self->jobs, job, compare_jobs, NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
salve_worker_push (SalveWorker *self,
                   SalvePriority priority,
                   SalveWorkFunc func,
                   gpointer data,
                   GDestroyNotify destroy)
{
  if (!self->stopped)
    return push (self, priority, func, data, destroy);
  if (destroy != NULL)
    destroy (data);
  return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED, "The clinic's file is closed.");
}

gboolean
salve_worker_run (SalveWorker *self, SalveWorkFunc func, gpointer data, GError **error)
{
  gboolean again = TRUE, ok = TRUE;

  if (!is_open (self))
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  while (ok && again)
    {
      GValue value = G_VALUE_INIT;

      again = FALSE;
      ok = func (self->connection, data, &value, &again, error);
      if (G_IS_VALUE (&value))
        g_value_unset (&value);
    }
  return ok;
}

DexFuture *
salve_worker_stop (SalveWorker *self)
{
  if (self->stopped)
    return dex_future_new_for_boolean (TRUE);
  self->stopped = TRUE;
  return push (self, SALVE_PRIORITY_BULK, NULL, NULL, NULL);
}

static void
end (SalveWorker *self, Job *stop)
{
  Job *job;

  if (self->connection != NULL && !self->read_only)
    salve_connection_exec (self->connection, "PRAGMA wal_checkpoint(PASSIVE)", NULL);
  g_clear_pointer (&self->connection, salve_connection_free);
  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    job_reject (job, NULL);
  while ((job = g_queue_pop_head (&self->buried)) != NULL)
    job_reject (job, NULL);
  dex_promise_resolve_boolean (stop->promise, TRUE);
  job_free (stop);
  g_ptr_array_remove_fast (workers, self);
  salve_worker_unref (self);
}

static void
do_job (SalveWorker *self, Job *job)
{
  GValue value = G_VALUE_INIT;
  gboolean again = FALSE, ok;
  GError *error = NULL;

  ok = job->func (self->connection, job->data, &value, &again, &error);
  salve_connection_rollback (self->connection);
  if (path_is_dead != NULL && path_is_dead (self->path))
    {
      g_queue_push_tail (&self->buried, job);
      g_clear_error (&error);
    }
  else if (ok && again)
    g_queue_insert_sorted (&self->jobs, job, compare_jobs, NULL);
  else
    {
      g_assert (ok == (error == NULL));
      if (!ok)
        dex_promise_reject (job->promise, error);
      else if (G_IS_VALUE (&value))
        dex_promise_resolve (job->promise, &value);
      else
        dex_promise_resolve_boolean (job->promise, TRUE);
      job_free (job);
    }
  if (G_IS_VALUE (&value))
    g_value_unset (&value);
}

/* Does one job or one slice of one, of any worker that has some. Returns: FALSE where none has */
gboolean
inline_worker_step (GRand *random)
{
  guint first;

  if (workers == NULL || workers->len == 0)
    return FALSE;
  dice = random;
  first = (guint)g_rand_int_range (random, 0, (int)workers->len);
  for (guint i = 0; i < workers->len; i++)
    {
      SalveWorker *self = workers->pdata[(first + i) % workers->len];
      Job *job = g_queue_pop_head (&self->jobs);

      if (job == NULL)
        continue;
      if (job->func == NULL)
        end (self, job);
      else if (path_is_dead != NULL && path_is_dead (self->path))
        g_queue_push_tail (&self->buried, job);
      else if (!is_open (self))
        job_reject (job, self->error);
      else
        do_job (self, job);
      dice = NULL;
      return TRUE;
    }
  dice = NULL;
  return FALSE;
}

/* Every one has ended. */
gboolean
inline_worker_is_over (void)
{
  return workers == NULL || workers->len == 0;
}

/* The program is dead and its last words may be forgotten: whoever still waits is told that the file is closed. */
void
inline_worker_bury (const char *path)
{
  for (guint i = 0; workers != NULL && i < workers->len; i++)
    {
      SalveWorker *self = workers->pdata[i];
      Job *job;

      while (g_str_equal (self->path, path) && (job = g_queue_pop_head (&self->buried)) != NULL)
        job_reject (job, NULL);
    }
}
