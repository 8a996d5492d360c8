/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-index-maker.h"

#include <glib/gi18n.h>
#include <malloc.h>

#include "salve-search.h"
#include "salve-store-run.h"

/* A page that many rows touch is written once in a slice: the longer it is the better, but whoever writes waits for one at
 * most, and so they are short while anybody asks for anything. */
#define SLICE_ALONE (300 * G_TIME_SPAN_MILLISECOND)
#define SLICE_BESIDE (30 * G_TIME_SPAN_MILLISECOND)
/* An index that is there sooner needs no picture of how far it is. */
#define QUIET G_TIME_SPAN_SECOND
#define STACK (64 * 1024)

struct _SalveIndexMaker
{
  SalveStore *store;
  SalveService *service; /* not owned; NULL: nobody is answered yet */
  double fraction;       /* that is done; 1: all */
  gboolean stopping;
  DexFuture *runner; /* NULL: nothing is done beside */
};

typedef struct
{
  gint64 duration;
} Slice;

/* Answers how much is done; 1: all. */
static gboolean
work_index (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Slice *slice = data;
  gboolean more;
  double fraction;

  if (!salve_search_index_make_step (connection, slice->duration, &fraction, &more, error))
    return FALSE;
  g_value_init (value, G_TYPE_DOUBLE);
  g_value_set_double (value, more ? MIN (fraction, 0.999) : 1);
  return TRUE;
}

/* Awaits. */
static gboolean
run_slice (SalveIndexMaker *self, gint64 duration, GError **error)
{
  g_autoptr (GError) problem = NULL;
  Slice *slice = g_new0 (Slice, 1);
  double fraction;

  slice->duration = duration;
  fraction = dex_await_double (
      salve_store_run_write (self->store, SALVE_PRIORITY_BULK, work_index, slice, g_free), &problem);
  if (problem == NULL)
    {
      self->fraction = fraction;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* What it took goes back to the system: a server runs for months. */
static gboolean
is_over (SalveIndexMaker *self)
{
  if (self->fraction < 1)
    return FALSE;
  malloc_trim (0);
  return TRUE;
}

SalveIndexMaker *
salve_index_maker_new (SalveStore *store)
{
  SalveIndexMaker *self = g_new0 (SalveIndexMaker, 1);

  self->store = g_object_ref (store);
  return self;
}

/**
 * salve_index_maker_run_for:
 * @duration: µs, about; 0: only as much as has to be there before anything is written
 * @context: says how far it is, and may be cancelled
 *
 * Awaits. Makes the index, or as much of it as there is time for. Whoever stops the server meanwhile goes on there at the
 * next start.
 *
 * Returns: FALSE with an error
 */
gboolean
salve_index_maker_run_for (SalveIndexMaker *self,
                           gint64 duration,
                           SalveCommandContext *context,
                           GError **error)
{
  gint64 begun = g_get_monotonic_time (), passed = 0;
  gboolean ok = TRUE;

  salve_command_say (context, _ ("Looking after the search index…"));
  fflush (stdout);
  do
    {
      ok = !g_cancellable_set_error_if_cancelled (context->cancellable, error)
           && run_slice (self, MIN (SLICE_ALONE, duration), error);
      passed = g_get_monotonic_time () - begun;
      if (self->fraction < 1 && passed > QUIET)
        salve_progress_bar_update (context->bar, _ ("Search index"), self->fraction, "");
    }
  while (ok && self->fraction < 1 && passed < duration);
  g_clear_pointer (&context->bar, salve_progress_bar_free);
  is_over (self);
  return ok;
}

static DexFuture *
go_on_fiber (gpointer data)
{
  SalveIndexMaker *self = data;
  g_autoptr (GError) error = NULL;

  guint64 answered = 0;

  while (!self->stopping && !is_over (self))
    {
      gboolean busy = self->service->n_running > 0 || self->service->n_answered != answered;

      answered = self->service->n_answered;
      if (!run_slice (self, busy ? SLICE_BESIDE : SLICE_ALONE, &error))
        {
          g_warning ("The search index could not be made: %s", error->message);
          break;
        }
    }
  return dex_future_new_true ();
}

/* @service: outlives it. Makes the rest beside everything else. */
void
salve_index_maker_go_on (SalveIndexMaker *self, SalveService *service)
{
  self->service = service;
  if (self->fraction < 1)
    self->runner = dex_scheduler_spawn (NULL, STACK, go_on_fiber, self, NULL);
}

/* @fraction: (out): how much is done */
gboolean
salve_index_maker_is_done (SalveIndexMaker *self, double *fraction)
{
  *fraction = self->fraction;
  return self->fraction >= 1;
}

/* Returns: (transfer full): resolves when nothing is done any more */
DexFuture *
salve_index_maker_stop (SalveIndexMaker *self)
{
  self->stopping = TRUE;
  return self->runner != NULL ? dex_ref (self->runner) : dex_future_new_true ();
}

/* After salve_index_maker_stop() has resolved. */
void
salve_index_maker_free (SalveIndexMaker *self)
{
  if (self == NULL)
    return;
  dex_clear (&self->runner);
  g_object_unref (self->store);
  g_free (self);
}
