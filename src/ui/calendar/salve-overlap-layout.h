/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Blocks that overlap in time, side by side. A pure function of the set of blocks: their order does not matter. */
typedef struct
{
  gint64 start;
  gint64 end;      /* greater than start */
  const char *key; /* unique; says who comes first of two that begin together and are equally long */
} SalveOverlapItem;

/* Where one goes: lanes `lane` up to `lane + span` (not in it) of `n_lanes`. */
typedef struct
{
  guint lane;
  guint span;
  guint n_lanes;
} SalveOverlapPlace;

void salve_overlap_layout (const SalveOverlapItem *items, gsize n_items, SalveOverlapPlace *places);

G_END_DECLS
