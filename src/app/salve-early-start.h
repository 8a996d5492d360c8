/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's file is looked for and opened on a thread while GTK begins, so that the window finds it open. */
#pragma once

#include <libdex.h>

#include "salve-store.h"

G_BEGIN_DECLS

/**
 * SalveEarlyClinic:
 * @store: the open store, which salve_store_adopt() hands to the main thread
 * @key: what opened it
 */
typedef struct
{
  SalveStore *store;
  SalveStoreKey *key;
} SalveEarlyClinic;

#define SALVE_TYPE_EARLY_CLINIC (salve_early_clinic_get_type ())
GType salve_early_clinic_get_type (void);

DexFuture *salve_early_start (GFile *file, const char *key_path);

G_END_DECLS
