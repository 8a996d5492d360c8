/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with the key of a store; every message says what happened and what to do. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_KEY_ERROR (salve_key_error_quark ())

/**
 * SalveKeyError:
 * @SALVE_KEY_ERROR_NO_KEYRING: this session has no keyring service: offer a passphrase
 * @SALVE_KEY_ERROR_LOCKED: there is a keyring, and it is locked: ask to unlock it, then try again;
 *   nothing says that the key is lost
 * @SALVE_KEY_ERROR_MISSING: the keyring is open and holds no key for this store: ask for the recovery key
 * @SALVE_KEY_ERROR_NO_WRAP: the keys file holds no wrap of the asked kind (recovery key or passphrase)
 * @SALVE_KEY_ERROR_MISTYPED: a recovery key whose check characters do not fit: a typing error
 * @SALVE_KEY_ERROR_WRONG: a well-formed recovery key, or a passphrase, that does not open this store
 * @SALVE_KEY_ERROR_WEAK: a new passphrase that is too short
 * @SALVE_KEY_ERROR_EXISTS: there is a store already; a new key would shut it for ever
 * @SALVE_KEY_ERROR_DAMAGED: the keys file cannot be read as one
 * @SALVE_KEY_ERROR_NEWER: the keys file was written by a newer version
 * @SALVE_KEY_ERROR_FAILED: anything else; the message says what
 */
typedef enum
{
  SALVE_KEY_ERROR_NO_KEYRING,
  SALVE_KEY_ERROR_LOCKED,
  SALVE_KEY_ERROR_MISSING,
  SALVE_KEY_ERROR_NO_WRAP,
  SALVE_KEY_ERROR_MISTYPED,
  SALVE_KEY_ERROR_WRONG,
  SALVE_KEY_ERROR_WEAK,
  SALVE_KEY_ERROR_EXISTS,
  SALVE_KEY_ERROR_DAMAGED,
  SALVE_KEY_ERROR_NEWER,
  SALVE_KEY_ERROR_FAILED,
} SalveKeyError;

GQuark salve_key_error_quark (void);

G_END_DECLS
