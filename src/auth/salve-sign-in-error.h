/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SalveSignInError:
 * @SALVE_SIGN_IN_ERROR_REFUSED: the name, the password or the code is wrong, or has run out
 * @SALVE_SIGN_IN_ERROR_SLOW_DOWN: too many attempts: later
 * @SALVE_SIGN_IN_ERROR_DENIED: the person, or the server's rules, said no in the browser
 * @SALVE_SIGN_IN_ERROR_UNSUPPORTED: the server cannot do it, or not safely (no S256)
 * @SALVE_SIGN_IN_ERROR_PROTOCOL: the server's answer is not what it should be: another issuer, no token
 * @SALVE_SIGN_IN_ERROR_ENDED: nobody is signed in any more: the password again
 * @SALVE_SIGN_IN_ERROR_PIN_WRONG: another PIN, with attempts left
 * @SALVE_SIGN_IN_ERROR_PIN_USED_UP: no attempts left: the password
 * @SALVE_SIGN_IN_ERROR_PIN_NONE: this person has set no PIN here
 * @SALVE_SIGN_IN_ERROR_PIN_WEAK: a new PIN that is too easy to guess
 *
 * Every message says what happened and what to do. Besides these come SALVE_REMOTE_ERROR (the server cannot be
 * reached or trusted) and SALVE_KEY_ERROR (the keyring).
 */
typedef enum
{
  SALVE_SIGN_IN_ERROR_REFUSED,
  SALVE_SIGN_IN_ERROR_SLOW_DOWN,
  SALVE_SIGN_IN_ERROR_DENIED,
  SALVE_SIGN_IN_ERROR_UNSUPPORTED,
  SALVE_SIGN_IN_ERROR_PROTOCOL,
  SALVE_SIGN_IN_ERROR_ENDED,
  SALVE_SIGN_IN_ERROR_PIN_WRONG,
  SALVE_SIGN_IN_ERROR_PIN_USED_UP,
  SALVE_SIGN_IN_ERROR_PIN_NONE,
  SALVE_SIGN_IN_ERROR_PIN_WEAK,
} SalveSignInError;

#define SALVE_SIGN_IN_ERROR (salve_sign_in_error_quark ())
GQuark salve_sign_in_error_quark (void);

G_END_DECLS
