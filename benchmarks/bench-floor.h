/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor of an import: a loop that does nothing but insert the rows of a store into an empty file with the same
 * tables, indexes, key and settings, in transactions of about the same size and in the order in which an import writes them:
 * rows of searches sorted, and the indexes of the lists, at the end. */
#pragma once

#include "salve-store-key.h"

G_BEGIN_DECLS

double bench_floor_seconds (const char *from, const char *to, SalveStoreKey *key, guint slice);

G_END_DECLS
