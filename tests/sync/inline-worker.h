/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's workers without their threads: linked in place of salve-worker.c, so that the real store runs in one
 * thread, in an order that only the seed decides. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean inline_worker_step (GRand *random);
void inline_worker_set_is_dead (gboolean (*is_dead) (const char *path));
void inline_worker_bury (const char *path);
gboolean inline_worker_is_over (void);

G_END_DECLS
