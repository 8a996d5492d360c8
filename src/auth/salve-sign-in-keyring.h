/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of sign-ins in the keyring, for fibers. */
#pragma once

#include "salve-sign-in-record.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_SIGN_IN_KEYRING_STORE,
  SALVE_SIGN_IN_KEYRING_LOOK_UP,
  SALVE_SIGN_IN_KEYRING_CLEAR,
} SalveSignInKeyringVerb;

gboolean salve_sign_in_keyring_await (const char *base,
                                      SalveSignInKeyringVerb verb,
                                      const SalveSignInRecord *record,
                                      SalveSignInRecord **found,
                                      GError **error);

G_END_DECLS
