/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* Spans with a pointer each; finding what overlaps a span costs O(log n + found). Balanced; one thread at a time. */
typedef struct _SalveIntervalTree SalveIntervalTree;
typedef gboolean (*SalveIntervalFunc) (SalveTimeSpan span,
                                       gpointer item,
                                       gpointer user_data); /* FALSE stops */

SalveIntervalTree *salve_interval_tree_new (GDestroyNotify free_item);
void salve_interval_tree_free (SalveIntervalTree *self);
void salve_interval_tree_add (SalveIntervalTree *self, SalveTimeSpan span, gpointer item);
gboolean salve_interval_tree_remove (SalveIntervalTree *self, SalveTimeSpan span, gpointer item);
gsize salve_interval_tree_size (const SalveIntervalTree *self);
void salve_interval_tree_foreach (const SalveIntervalTree *self,
                                  SalveTimeSpan span,
                                  SalveIntervalFunc func,
                                  gpointer user_data);
gpointer salve_interval_tree_first (const SalveIntervalTree *self, SalveTimeSpan span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveIntervalTree, salve_interval_tree_free)

G_END_DECLS
