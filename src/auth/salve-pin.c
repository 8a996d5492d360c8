/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-pin.h"

#include "salve-sign-in-error.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

/* 64 MiB, three passes: 138 ms on the machine that security.md measured. */
#define PASSES 3
#define MEMORY ((gsize)64 * 1024 * 1024)

/* All the same, or one after the other, up or down: what people try first. */
static gboolean
is_obvious (const char *pin)
{
  int step = pin[1] - pin[0];

  if (step < -1 || step > 1)
    return FALSE;
  for (const char *p = pin + 1; *p != '\0'; p++)
    if (p[0] - p[-1] != step)
      return FALSE;
  return TRUE;
}

/**
 * salve_pin_check_new:
 * @error: (nullable): SALVE_SIGN_IN_ERROR_PIN_WEAK
 *
 * Whether @pin may become somebody's PIN: 4 to 12 digits, not in a row.
 */
gboolean
salve_pin_check_new (const char *pin, GError **error)
{
  gsize length = strlen (pin);

  if (length >= SALVE_PIN_MIN && length <= SALVE_PIN_MAX && strspn (pin, "0123456789") == length
      && !is_obvious (pin))
    return TRUE;
  g_set_error (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_WEAK,
               /* Translators: %1$d and %2$d are numbers of digits */
               _ ("A PIN has %1$d to %2$d digits, and not all the same or in a row"), SALVE_PIN_MIN,
               SALVE_PIN_MAX);
  return FALSE;
}

/**
 * salve_pin_hash:
 *
 * Takes 64 MiB and a tenth of a second: not on the main thread.
 *
 * Returns: (transfer full) (nullable): argon2id of @pin, salt and cost within
 */
char *
salve_pin_hash (const char *pin, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];

  if (sodium_init () < 0
      || crypto_pwhash_str_alg (hash, pin, strlen (pin), PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      g_set_error_literal (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PROTOCOL,
                           _ ("There is not enough memory to keep a PIN safely"));
      return NULL;
    }
  return g_strdup (hash);
}

/**
 * salve_pin_fits:
 *
 * As costly as salve_pin_hash().
 */
gboolean
salve_pin_fits (const char *pin, const char *hash)
{
  return sodium_init () >= 0 && crypto_pwhash_str_verify (hash, pin, strlen (pin)) == 0;
}
