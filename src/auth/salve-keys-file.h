/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file beside a store that holds its key wrapped: once by the recovery key, once by a passphrase. */
#pragma once

#include <gio/gio.h>

#include "salve-key-error.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_WRAP_RECOVERY,
  SALVE_WRAP_PASSPHRASE,
  SALVE_WRAP_N_KINDS,
} SalveWrapKind;

typedef struct _SalveKeysFile SalveKeysFile;

SalveKeysFile *salve_keys_file_new (void);
SalveKeysFile *salve_keys_file_load (GFile *file, GError **error);
gboolean salve_keys_file_save (SalveKeysFile *self, GFile *file, GError **error);
void salve_keys_file_free (SalveKeysFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKeysFile, salve_keys_file_free)

const char *salve_keys_file_get_store_id (SalveKeysFile *self);
gboolean salve_keys_file_has_wrap (SalveKeysFile *self, SalveWrapKind kind);
gboolean salve_keys_file_wrap (SalveKeysFile *self,
                               SalveWrapKind kind,
                               const char *secret,
                               SalveStoreKey *key,
                               GError **error);
SalveStoreKey *
salve_keys_file_unwrap (SalveKeysFile *self, SalveWrapKind kind, const char *secret, GError **error);

G_END_DECLS
