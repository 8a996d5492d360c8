/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's key in the session's keyring: present, missing, locked or no keyring at all. All calls block. */
#pragma once

#include <gio/gio.h>

#include "salve-key-error.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

SalveStoreKey *salve_keyring_look_up (const char *store_id,
                                      const char *path,
                                      gboolean interactive,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean salve_keyring_store (const char *store_id,
                              const char *path,
                              SalveStoreKey *key,
                              gboolean interactive,
                              GCancellable *cancellable,
                              GError **error);
gboolean
salve_keyring_clear (const char *store_id, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
