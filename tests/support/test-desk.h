/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs that are desks without a window share: the file, and an engine's clock, chance and naps as they really are,
 * but for naps, which are short. Compiled into each of them. */
#pragma once

#include "salve-store.h"
#include "salve-sync.h"

G_BEGIN_DECLS

SalveStore *test_desk_open (const char *path, const char *key_file);
DexFuture *test_desk_nap (gint64 duration, gpointer data);
SalveSyncEnvironment test_desk_get_environment (void);

G_END_DECLS
