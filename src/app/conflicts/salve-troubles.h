/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for a person, and what can be done about it, as the page of conflicts and refusals needs it from the store. */
#pragma once

#include "salve-conflict-item.h"

G_BEGIN_DECLS

/* Functions with the signatures of salve-store-sync.h, and how two states are put together. */
typedef struct
{
  GPtrArray *(*list_conflicts) (SalveStore *store, guint limit, GError **error);
  GPtrArray *(*list_refusals) (SalveStore *store, guint limit, GError **error);
  DexFuture *(*settle) (SalveStore *store,
                        gint64 conflict,
                        SalveResource *chosen,
                        const char *actor,
                        const char *device);
  DexFuture *(*retry) (SalveStore *store, gint64 sequence);
  DexFuture *(*drop) (SalveStore *store, gint64 sequence, const char *actor, const char *device);
  /* (nullable): → (nullable) (transfer full), which is ours wherever both clash */
  SalveResource *(*merge) (SalveResource *base, SalveResource *ours, SalveResource *theirs);
} SalveTroubles;

G_END_DECLS
