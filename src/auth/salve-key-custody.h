/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who keeps the key of one store: the session's keyring, with a recovery key to print, or a passphrase. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "salve-key-error.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

/**
 * SalveKeyPlace:
 * @SALVE_KEY_PLACE_NONE: there is no keyring in this session (a passphrase does it)
 * @SALVE_KEY_PLACE_KEYRING: the keyring is open and has the key of this store
 * @SALVE_KEY_PLACE_KEYRING_LOCKED: there is a keyring, but it is locked, so that nobody can tell
 *   whether the key is in it
 * @SALVE_KEY_PLACE_KEYRING_EMPTY: the keyring is open and does not have the key of this store
 *
 * Where the key of a store is, as far as can be told without asking anybody anything.
 */
typedef enum
{
  SALVE_KEY_PLACE_NONE,
  SALVE_KEY_PLACE_KEYRING,
  SALVE_KEY_PLACE_KEYRING_LOCKED,
  SALVE_KEY_PLACE_KEYRING_EMPTY,
} SalveKeyPlace;

/**
 * SalveNewKey:
 * @key: the key to make the store with
 * @recovery_code: (nullable): the recovery key to show once and print; it is kept nowhere
 * @in_keyring: the keyring has the key
 */
typedef struct
{
  SalveStoreKey *key;
  char *recovery_code;
  gboolean in_keyring;
} SalveNewKey;

#define SALVE_TYPE_NEW_KEY (salve_new_key_get_type ())
GType salve_new_key_get_type (void);
SalveNewKey *salve_new_key_copy (const SalveNewKey *self);
void salve_new_key_free (SalveNewKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveNewKey, salve_new_key_free)

#define SALVE_TYPE_KEY_CUSTODY (salve_key_custody_get_type ())
G_DECLARE_FINAL_TYPE (SalveKeyCustody, salve_key_custody, SALVE, KEY_CUSTODY, GObject)

SalveKeyCustody *salve_key_custody_new (GFile *store_file);
GFile *salve_key_custody_get_store_file (SalveKeyCustody *self);
GFile *salve_key_custody_get_keys_file (SalveKeyCustody *self);

gboolean salve_key_custody_has_recovery (SalveKeyCustody *self, GError **error);
gboolean salve_key_custody_has_passphrase (SalveKeyCustody *self, GError **error);

/* For programs: these block, ask the keyring over D-Bus or derive keys; never on the main thread of the app. */
SalveKeyPlace salve_key_custody_probe_sync (SalveKeyCustody *self, GCancellable *cancellable);
SalveNewKey *salve_key_custody_create_sync (SalveKeyCustody *self,
                                            const char *passphrase,
                                            GCancellable *cancellable,
                                            GError **error);
SalveStoreKey *salve_key_custody_look_up_sync (SalveKeyCustody *self,
                                               gboolean interactive,
                                               GCancellable *cancellable,
                                               GError **error);
SalveStoreKey *salve_key_custody_recover_sync (SalveKeyCustody *self,
                                               const char *recovery_code,
                                               GCancellable *cancellable,
                                               GError **error);
SalveStoreKey *salve_key_custody_open_with_passphrase_sync (SalveKeyCustody *self,
                                                            const char *passphrase,
                                                            GCancellable *cancellable,
                                                            GError **error);
gboolean salve_key_custody_keep_in_keyring_sync (SalveKeyCustody *self,
                                                 SalveStoreKey *key,
                                                 GCancellable *cancellable,
                                                 GError **error);
gboolean salve_key_custody_forget_sync (SalveKeyCustody *self, GCancellable *cancellable, GError **error);
gboolean salve_key_custody_set_passphrase_sync (SalveKeyCustody *self,
                                                SalveStoreKey *key,
                                                const char *passphrase,
                                                GCancellable *cancellable,
                                                GError **error);
char *salve_key_custody_renew_recovery_sync (SalveKeyCustody *self,
                                             SalveStoreKey *key,
                                             GCancellable *cancellable,
                                             GError **error);

/* For the app: the same on a worker thread. Each resolves to what the sync one returns, or rejects with its error. */
DexFuture *salve_key_custody_probe (SalveKeyCustody *self);
DexFuture *salve_key_custody_create (SalveKeyCustody *self, const char *passphrase);
DexFuture *salve_key_custody_look_up (SalveKeyCustody *self, gboolean interactive);
DexFuture *salve_key_custody_recover (SalveKeyCustody *self, const char *recovery_code);
DexFuture *salve_key_custody_open_with_passphrase (SalveKeyCustody *self, const char *passphrase);
DexFuture *
salve_key_custody_set_passphrase (SalveKeyCustody *self, SalveStoreKey *key, const char *passphrase);
DexFuture *salve_key_custody_renew_recovery (SalveKeyCustody *self, SalveStoreKey *key);

G_END_DECLS
