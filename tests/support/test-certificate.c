/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Self-signed certificates for servers in tests; OpenSSL makes them, so that our own code is held against another's. */
#include "test-certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

struct _TestKey
{
  EVP_PKEY *pair;
  long serial;
};

TestKey *
test_key_new (void)
{
  TestKey *self = g_new0 (TestKey, 1);

  self->pair = EVP_EC_gen ("P-256");
  g_assert_nonnull (self->pair);
  return self;
}

void
test_key_free (TestKey *self)
{
  EVP_PKEY_free (self->pair);
  g_free (self);
}

/* SHA-256 of the SubjectPublicKeyInfo as OpenSSL writes it; free with g_free(). */
char *
test_key_fingerprint (TestKey *self)
{
  unsigned char *der = NULL;
  int length = i2d_PUBKEY (self->pair, &der);
  char *hex;

  g_assert_cmpint (length, >, 0);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, length);
  OPENSSL_free (der);
  return hex;
}

static char *
to_pem (TestKey *self, X509 *certificate)
{
  BIO *memory = BIO_new (BIO_s_mem ());
  char *data;
  long length;
  char *pem;

  g_assert_true (PEM_write_bio_X509 (memory, certificate));
  g_assert_true (PEM_write_bio_PrivateKey (memory, self->pair, NULL, NULL, 0, NULL, NULL));
  length = BIO_get_mem_data (memory, &data);
  pem = g_strndup (data, length);
  BIO_free (memory);
  return pem;
}

/* A certificate for @name ("DNS:localhost", "IP:127.0.0.1") that begins yesterday and ends in @days. */
GTlsCertificate *
test_key_certify (TestKey *self, const char *name, gint64 days)
{
  X509 *certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);
  X509_EXTENSION *names = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, name);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *result;

  X509_set_version (certificate, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), ++self->serial);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -86400);
  X509_gmtime_adj (X509_getm_notAfter (certificate), (long)days * 86400);
  X509_set_pubkey (certificate, self->pair);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_ASC, (const unsigned char *)"Salve test", -1, -1, 0);
  X509_set_issuer_name (certificate, subject);
  g_assert_nonnull (names);
  X509_add_ext (certificate, names, -1);
  g_assert_cmpint (X509_sign (certificate, self->pair, EVP_sha256 ()), >, 0);
  pem = to_pem (self, certificate);
  X509_EXTENSION_free (names);
  X509_free (certificate);
  result = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  return result;
}
