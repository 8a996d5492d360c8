/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model-clock.h"

typedef struct
{
  SalveInstant time;
  guint64 number;
  ModelClockFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Plan;

struct _ModelClock
{
  SalveInstant now;
  guint64 number;
  GSequence *plans; /* Plan */
};

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  if (plan->destroy != NULL)
    plan->destroy (plan->data);
  g_free (plan);
}

static int
compare_plans (gconstpointer a, gconstpointer b, gpointer data)
{
  const Plan *first = a, *second = b;

  if (first->time != second->time)
    return first->time < second->time ? -1 : 1;
  return first->number < second->number ? -1 : first->number > second->number;
}

ModelClock *
model_clock_new (SalveInstant start)
{
  ModelClock *self = g_new0 (ModelClock, 1);

  self->now = start;
  self->plans = g_sequence_new (plan_free);
  return self;
}

void
model_clock_free (ModelClock *self)
{
  g_sequence_free (self->plans);
  g_free (self);
}

SalveInstant
model_clock_now (ModelClock *self)
{
  return self->now;
}

/**
 * model_clock_plan:
 * @delay: µs from now; what is planned for one time happens in the order in which it was planned
 * @destroy: (nullable): for @data, after it happened or when the clock goes
 */
void
model_clock_plan (ModelClock *self, gint64 delay, ModelClockFunc func, gpointer data, GDestroyNotify destroy)
{
  Plan *plan = g_new0 (Plan, 1);

  *plan = (Plan){ self->now + MAX (delay, 0), self->number++, func, data, destroy };
  g_sequence_insert_sorted (self->plans, plan, compare_plans, NULL);
}

static void
wake (gpointer data)
{
  dex_promise_resolve_boolean (data, TRUE);
}

/* Returns: (transfer full): resolves after so many µs */
DexFuture *
model_clock_sleep (ModelClock *self, gint64 delay)
{
  DexPromise *promise = dex_promise_new ();

  model_clock_plan (self, delay, wake, dex_ref (promise), dex_unref);
  return DEX_FUTURE (promise);
}

static void
carry_out (ModelClock *self, GSequenceIter *first)
{
  Plan *plan = g_sequence_get (first), copy = *plan;

  self->now = MAX (self->now, plan->time);
  plan->destroy = NULL;
  g_sequence_remove (first);
  copy.func (copy.data);
  if (copy.destroy != NULL)
    copy.destroy (copy.data);
}

/* Lets the next plan happen, whenever it is for. Returns: whether there was one; if not it is as late as before */
gboolean
model_clock_next (ModelClock *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->plans);

  if (g_sequence_iter_is_end (first))
    return FALSE;
  carry_out (self, first);
  return TRUE;
}

/* Lets the next plan happen, if it is for no later than until. Returns: whether there was one; if not it is until now */
gboolean
model_clock_step (ModelClock *self, SalveInstant until)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->plans);

  if (g_sequence_iter_is_end (first) || ((Plan *)g_sequence_get (first))->time > until)
    {
      self->now = MAX (self->now, until);
      return FALSE;
    }
  carry_out (self, first);
  return TRUE;
}
