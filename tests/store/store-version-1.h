/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a file as version 1 of the program left it, by the SQL of that version. */
#pragma once

#include "salve-store-key.h"

G_BEGIN_DECLS

void store_version_1_make (const char *path, SalveStoreKey *key, guint appointments);
gint64 store_version_of (const char *path, SalveStoreKey *key);
void store_version_set (const char *path, SalveStoreKey *key, int version);

G_END_DECLS
