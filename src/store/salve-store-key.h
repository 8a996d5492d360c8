/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 256 random bits that open a store, in memory that is locked, guarded and wiped. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SALVE_STORE_KEY_SIZE 32

typedef struct _SalveStoreKey SalveStoreKey;

#define SALVE_TYPE_STORE_KEY (salve_store_key_get_type ())
GType salve_store_key_get_type (void);

SalveStoreKey *salve_store_key_new_random (void);
SalveStoreKey *salve_store_key_new_from_bytes (const guint8 *bytes);
SalveStoreKey *salve_store_key_new_from_hex_file (const char *path, GError **error);
SalveStoreKey *salve_store_key_ref (SalveStoreKey *self);
void salve_store_key_unref (SalveStoreKey *self);
const guint8 *salve_store_key_get_bytes (SalveStoreKey *self);
gboolean salve_store_key_equal (SalveStoreKey *a, SalveStoreKey *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveStoreKey, salve_store_key_unref)

G_END_DECLS
