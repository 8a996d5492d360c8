/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time that passes when it is told to: what is planned happens in its order, at once and always the same. */
#pragma once

#include <libdex.h>

#include "salve-instant.h"

G_BEGIN_DECLS

typedef struct _ModelClock ModelClock;
typedef void (*ModelClockFunc) (gpointer data);

ModelClock *model_clock_new (SalveInstant start);
void model_clock_free (ModelClock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelClock, model_clock_free)

SalveInstant model_clock_now (ModelClock *self);
void
model_clock_plan (ModelClock *self, gint64 delay, ModelClockFunc func, gpointer data, GDestroyNotify destroy);
DexFuture *model_clock_sleep (ModelClock *self, gint64 delay);
gboolean model_clock_next (ModelClock *self);
gboolean model_clock_step (ModelClock *self, SalveInstant until);

G_END_DECLS
