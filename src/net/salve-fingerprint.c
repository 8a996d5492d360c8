/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 5280, section 4.1; RFC 7469, section 2.4 hashes the same).
 * The few DER headers on the way there are walked by hand, so that this needs no library of certificates.
 */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-fingerprint.h"

#include "salve-net-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DER_SEQUENCE 0x30
#define DER_VERSION 0xa0 /* [0], constructed */

#define GROUP 4

typedef struct
{
  const guint8 *at;
  const guint8 *end;
} Der;

/* Takes the next element off @der: its tag, its contents, and all of it with the header. */
static gboolean
der_next (Der *der, guint8 *tag, Der *contents, Der *whole)
{
  const guint8 *p = der->at;
  gsize length;

  if (der->end - p < 2)
    return FALSE;
  *tag = *p++;
  length = *p++;
  if (length >= 0x80)
    {
      guint n_bytes = length & 0x7f;

      if (n_bytes == 0 || n_bytes > 4 || der->end - p < n_bytes)
        return FALSE;
      for (length = 0; n_bytes > 0; n_bytes--)
        length = length << 8 | *p++;
    }
  if ((gsize)(der->end - p) < length)
    return FALSE;
  *contents = (Der){ p, p + length };
  *whole = (Der){ der->at, p + length };
  der->at = p + length;
  return TRUE;
}

/* Certificate → tbsCertificate → [version], serial, signature, issuer, validity, subject, then the key. */
static gboolean
find_key (Der certificate, Der *key)
{
  Der outer, tbs, contents, whole;
  guint8 tag;

  if (!der_next (&certificate, &tag, &outer, &whole) || tag != DER_SEQUENCE
      || !der_next (&outer, &tag, &tbs, &whole) || tag != DER_SEQUENCE)
    return FALSE;
  if (tbs.at < tbs.end && *tbs.at == DER_VERSION && !der_next (&tbs, &tag, &contents, &whole))
    return FALSE;
  for (guint i = 0; i < 5; i++)
    if (!der_next (&tbs, &tag, &contents, &whole))
      return FALSE;
  return der_next (&tbs, &tag, &contents, key) && tag == DER_SEQUENCE;
}

/**
 * salve_fingerprint_of_certificate:
 * @certificate: anybody's
 * @error: (nullable): SALVE_NET_ERROR_CERTIFICATE
 *
 * Returns: (transfer full) (nullable): SHA-256 of the public key that @certificate is for, 64 lower-case hexadecimal
 *   digits; the same for every certificate of that key
 */
char *
salve_fingerprint_of_certificate (GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  Der key;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);
  g_object_get (certificate, "certificate", &bytes, NULL);
  if (bytes == NULL || !find_key ((Der){ bytes->data, bytes->data + bytes->len }, &key))
    {
      g_set_error_literal (error, SALVE_NET_ERROR, SALVE_NET_ERROR_CERTIFICATE,
                           _ ("The server’s certificate cannot be read"));
      return NULL;
    }
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, key.at, key.end - key.at);
}

/**
 * salve_fingerprint_format:
 * @hex: hexadecimal digits
 *
 * Returns: (transfer full): the digits in groups of four, in capitals, for two people to compare: "3F0A 99B1 …"
 */
char *
salve_fingerprint_format (const char *hex)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (hex != NULL, NULL);
  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}
