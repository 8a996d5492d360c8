/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One desk with a real file, one model server, and the model's clock: for what the simulation comes to too seldom. */
#pragma once

#include "model-remote.h"
#include "salve-sync.h"
#include "store-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  ModelClock *clock;
  ModelServer *server;
  GRand *random;
  gint64 server_ahead; /* of the desk's clock, µs */
} ModelDesk;

void model_desk_set_up (ModelDesk *self, const char *server);
void model_desk_tear_down (ModelDesk *self);
void model_desk_reopen (ModelDesk *self);
guint model_desk_ask (ModelDesk *self, const char *method, const char *path, const char *text);
void model_desk_pass (ModelDesk *self, gint64 duration);
SalveSyncEnvironment model_desk_get_environment (ModelDesk *self);
gboolean model_desk_run_round (ModelDesk *self, SalveRemote *remote, GError **error);
void model_desk_expect_round (ModelDesk *self);

G_END_DECLS
