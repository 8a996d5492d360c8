/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-upkeep.h"

#include "salve-notice-board.h"
#include "salve-scheduling.h"

#define EVERY_SECONDS 60

struct _SalveUpkeep
{
  SalveService *service;
  guint source;
  DexFuture *running;
};

static DexFuture *
released (DexFuture *future, gpointer data)
{
  SalveUpkeep *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (value == NULL)
    g_warning ("Held times could not be released: %s", error->message);
  else if (g_value_get_int64 (value) != 0)
    salve_notice_board_changed (self->service->notices);
  return dex_future_new_true ();
}

static gboolean
tick_cb (gpointer data)
{
  SalveUpkeep *self = data;

  if (self->running != NULL && dex_future_is_pending (self->running))
    return G_SOURCE_CONTINUE;
  dex_clear (&self->running);
  self->running = dex_future_finally (salve_scheduling_release_holds (self->service, g_get_real_time ()),
                                      released, self, NULL);
  return G_SOURCE_CONTINUE;
}

SalveUpkeep *
salve_upkeep_new (SalveService *service)
{
  SalveUpkeep *self = g_new0 (SalveUpkeep, 1);

  self->service = service;
  self->source = g_timeout_add_seconds (EVERY_SECONDS, tick_cb, self);
  return self;
}

void
salve_upkeep_free (SalveUpkeep *self)
{
  g_source_remove (self->source);
  dex_clear (&self->running);
  g_free (self);
}
