/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-secret.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define CODE_DIGITS 16
#define CODE_GROUP 4

/* Crockford's: without I, L, O and U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char *
encode_base64url (const guint8 *bytes, gsize size)
{
  gsize length = sodium_base64_encoded_len (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc (length);

  return sodium_bin2base64 (text, length, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/**
 * salve_secret_new:
 *
 * Returns: (transfer full): 256 random bits as 43 characters of base64url; free it with salve_secret_free()
 */
char *
salve_secret_new (void)
{
  guint8 bytes[TOKEN_BYTES];
  char *text;

  randombytes_buf (bytes, sizeof bytes);
  text = encode_base64url (bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  return text;
}

/**
 * salve_secret_new_code:
 *
 * Returns: (transfer full): 80 random bits as a person types them, `7K3M-…`; free it with salve_secret_free()
 */
char *
salve_secret_new_code (void)
{
  GString *text = g_string_sized_new (CODE_DIGITS + CODE_DIGITS / CODE_GROUP);

  for (guint i = 0; i < CODE_DIGITS; i++)
    {
      if (i > 0 && i % CODE_GROUP == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, alphabet[randombytes_uniform (32)]);
    }
  return g_string_free_and_steal (text);
}

/**
 * salve_secret_normalise_code:
 * @typed: small letters, blanks and dashes anywhere, O for 0, I and L for 1 are understood
 *
 * Returns: (transfer full) (nullable): the code as it was issued; %NULL where it cannot be one
 */
char *
salve_secret_normalise_code (const char *typed)
{
  g_autoptr (GString) text = g_string_sized_new (32);
  guint n = 0;

  for (const char *at = typed; *at != '\0'; at++)
    {
      char upper = g_ascii_toupper (*at);

      if (upper == '-' || g_ascii_isspace (upper))
        continue;
      upper = upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
      if (strchr (alphabet, upper) == NULL || n == CODE_DIGITS)
        return NULL;
      if (n > 0 && n % CODE_GROUP == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, upper);
      n++;
    }
  return n == CODE_DIGITS ? g_string_free_and_steal (g_steal_pointer (&text)) : NULL;
}

/**
 * salve_secret_hash:
 *
 * Returns: (transfer full): SHA-256 as hexadecimal digits. For what is random only, never for a password
 */
char *
salve_secret_hash (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/**
 * salve_secret_equal:
 *
 * Takes the same time wherever two texts of one length differ.
 */
gboolean
salve_secret_equal (const char *a, const char *b)
{
  gsize length = strlen (a);

  return length == strlen (b) && sodium_memcmp (a, b, length) == 0;
}

/**
 * salve_secret_fits_challenge:
 * @verifier: what a program sends at the end (RFC 7636, 4.1)
 * @challenge: what it sent at the beginning: S256
 */
gboolean
salve_secret_fits_challenge (const char *verifier, const char *challenge)
{
  gsize length = strlen (verifier);
  guint8 hash[crypto_hash_sha256_BYTES];
  g_autofree char *expected = NULL;

  if (length < 43 || length > 128)
    return FALSE;
  for (const char *at = verifier; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-._~", *at) == NULL)
      return FALSE;
  crypto_hash_sha256 (hash, (const guint8 *)verifier, length);
  expected = encode_base64url (hash, sizeof hash);
  return salve_secret_equal (expected, challenge);
}

/**
 * salve_secret_free:
 * @secret: (nullable) (transfer full): wiped
 */
void
salve_secret_free (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}
