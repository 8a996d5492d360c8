/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four files: the key and the certificate of the clinic's authority, and those of its server. Keys are made once and
 * kept, because desks remember the server's key; certificates are made again whenever they would not do. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-clinic-ca.h"

#include "salve-fingerprint.h"
#include "salve-net-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define DAY ((gint64)86400)
/* A desk's clock may be behind. */
#define BEFORE DAY
/* Apple's programs take no server's certificate that lasts longer. */
#define SERVER_LASTS (397 * DAY)
#define SERVER_RENEWED (30 * DAY)
#define AUTHORITY_LASTS (7300 * DAY)
#define AUTHORITY_RENEWED (SERVER_LASTS + SERVER_RENEWED)
#define MAX_NAME 253
#define MAX_COMMON_NAME 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_EXTENSION, X509_EXTENSION_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)

typedef struct
{
  EVP_PKEY *key;
  X509 *certificate;
} Pair;

static void
clear_pair (Pair *pair)
{
  g_clear_pointer (&pair->key, EVP_PKEY_free);
  g_clear_pointer (&pair->certificate, X509_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, clear_pair)

static gboolean
fail (GError **error, const char *what)
{
  /* What OpenSSL left behind would be taken for the next error. */
  ERR_clear_error ();
  g_set_error_literal (error, SALVE_NET_ERROR, SALVE_NET_ERROR_CERTIFICATE, what);
  return FALSE;
}

static gboolean
write_private (const char *path, BIO *bio, GError **error)
{
  char *bytes;
  long n = BIO_get_mem_data (bio, &bytes);

  return g_file_set_contents_full (path, bytes, n,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* (nullable): NULL and no error: there is no such file. */
static BIO *
read_private (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  gsize n;
  BIO *bio;

  if (!g_file_get_contents (path, &text, &n, &problem))
    {
      if (!g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  g_chmod (path, 0600);
  bio = BIO_new (BIO_s_secmem ());
  BIO_write (bio, text, n);
  OPENSSL_cleanse (text, n);
  return bio;
}

/* A key that is there but cannot be read is never replaced: every desk would take the server for another one. */
static gboolean
ensure_key (const char *path, EVP_PKEY **key, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (BIO) bio = read_private (path, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (bio != NULL)
    {
      *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);
      return *key != NULL || fail (error, _ ("A key of the clinic’s certificates cannot be read"));
    }
  bio = BIO_new (BIO_s_secmem ());
  *key = EVP_EC_gen ("P-256");
  if (*key == NULL || !PEM_write_bio_PKCS8PrivateKey (bio, *key, NULL, NULL, 0, NULL, NULL))
    return fail (error, _ ("A key of the clinic’s certificates cannot be made"));
  return write_private (path, bio, error);
}

/* Leaves NULL where there is no certificate that can be read: another one is made. */
static gboolean
load_certificate (const char *path, X509 **certificate, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (BIO) bio = read_private (path, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (bio != NULL)
    *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  ERR_clear_error ();
  return TRUE;
}

static gboolean
save_certificate (const char *path, X509 *certificate, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  if (!PEM_write_bio_X509 (bio, certificate))
    return fail (error, _ ("The clinic’s certificate cannot be made"));
  return write_private (path, bio, error);
}

static gboolean
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  g_autoptr (X509_EXTENSION) extension = NULL;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  return extension != NULL && X509_add_ext (certificate, extension, -1);
}

/* What both kinds of certificates have; @lasts in seconds. */
static X509 *
begin_certificate (EVP_PKEY *key, const char *name, gint64 now, gint64 lasts)
{
  g_autoptr (X509) certificate = X509_new ();
  g_autoptr (BIGNUM) serial = BN_new ();
  time_t start = now - BEFORE, end = now + lasts;
  X509_NAME *subject = X509_get_subject_name (certificate);

  if (!X509_set_version (certificate, X509_VERSION_3)
      || !BN_rand (serial, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY)
      || BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (certificate)) == NULL
      || ASN1_TIME_adj (X509_getm_notBefore (certificate), start, 0, 0) == NULL
      || ASN1_TIME_adj (X509_getm_notAfter (certificate), end, 0, 0) == NULL
      || !X509_set_pubkey (certificate, key)
      || !X509_NAME_add_entry_by_txt (subject, "O", MBSTRING_UTF8, (const guchar *)"Salve", -1, -1, 0)
      || !X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guchar *)name, -1, -1, 0))
    return NULL;
  return g_steal_pointer (&certificate);
}

/* Every clinic's authority has a name of its own, so that a browser can tell them apart. */
static char *
name_authority (EVP_PKEY *key)
{
  guchar *bytes = NULL;
  int n = i2d_PUBKEY (key, &bytes);
  g_autofree char *hex = n > 0 ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, n) : g_strdup ("");

  OPENSSL_free (bytes);
  return g_strdup_printf ("Clinic authority %.8s", hex);
}

static X509 *
make_authority (EVP_PKEY *key, gint64 now)
{
  g_autofree char *name = name_authority (key);
  g_autoptr (X509) made = begin_certificate (key, name, now, AUTHORITY_LASTS);

  if (made == NULL || !X509_set_issuer_name (made, X509_get_subject_name (made))
      || !add_extension (made, made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
      || !add_extension (made, made, NID_key_usage, "critical,keyCertSign,cRLSign")
      || !add_extension (made, made, NID_subject_key_identifier, "hash")
      || !X509_sign (made, key, EVP_sha256 ()))
    return NULL;
  return g_steal_pointer (&made);
}

static gboolean
is_host_name (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '.' && *p != '-' && *p != '_')
      return FALSE;
  return *name != '\0' && *name != '-' && strlen (name) <= MAX_NAME;
}

static GENERAL_NAME *
make_name (const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);
  GENERAL_NAME *general = GENERAL_NAME_new ();
  ASN1_STRING *string = address != NULL ? ASN1_OCTET_STRING_new () : ASN1_IA5STRING_new ();

  if (address != NULL)
    ASN1_STRING_set (string, g_inet_address_to_bytes (address), g_inet_address_get_native_size (address));
  else
    ASN1_STRING_set (string, name, -1);
  GENERAL_NAME_set0_value (general, address != NULL ? GEN_IPADD : GEN_DNS, string);
  return general;
}

/* The address that is typed or found must be in the certificate, or programs that do not know the key refuse it. */
static GENERAL_NAMES *
make_names (const char *const *names, GError **error)
{
  g_autoptr (GENERAL_NAMES) list = sk_GENERAL_NAME_new_null ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!g_hostname_is_ip_address (names[i]) && !is_host_name (names[i]))
        {
          g_set_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_CERTIFICATE,
                       /* Translators: what somebody typed as the server's name or address */
                       _ ("“%s” is no name or address of a server"), names[i]);
          return NULL;
        }
      sk_GENERAL_NAME_push (list, make_name (names[i]));
    }
  if (sk_GENERAL_NAME_num (list) == 0)
    {
      fail (error, _ ("A server’s certificate needs a name or an address"));
      return NULL;
    }
  return g_steal_pointer (&list);
}

static X509 *
make_server (EVP_PKEY *key, const Pair *authority, const char *name, GENERAL_NAMES *names, gint64 now)
{
  g_autoptr (X509) made =
      begin_certificate (key, strlen (name) <= MAX_COMMON_NAME ? name : "salve-server", now, SERVER_LASTS);

  if (made == NULL || !X509_set_issuer_name (made, X509_get_subject_name (authority->certificate))
      || !add_extension (made, authority->certificate, NID_basic_constraints, "critical,CA:FALSE")
      || !add_extension (made, authority->certificate, NID_key_usage, "critical,digitalSignature")
      || !add_extension (made, authority->certificate, NID_ext_key_usage, "serverAuth")
      || !add_extension (made, authority->certificate, NID_subject_key_identifier, "hash")
      || !add_extension (made, authority->certificate, NID_authority_key_identifier, "keyid:always")
      || !X509_add1_ext_i2d (made, NID_subject_alt_name, names, 0, 0)
      || !X509_sign (made, authority->key, EVP_sha256 ()))
    return NULL;
  return g_steal_pointer (&made);
}

/* Valid at @now and for @left seconds more, for @key and signed with @signer. */
static gboolean
is_good (X509 *certificate, EVP_PKEY *key, EVP_PKEY *signer, gint64 now, gint64 left)
{
  time_t at = now, until = now + left;

  if (certificate == NULL)
    return FALSE;
  return X509_cmp_time (X509_get0_notBefore (certificate), &at) < 0
         && X509_cmp_time (X509_get0_notAfter (certificate), &until) > 0
         && X509_check_private_key (certificate, key) == 1 && X509_verify (certificate, signer) == 1;
}

static gboolean
has_names (X509 *certificate, GENERAL_NAMES *names)
{
  g_autoptr (GENERAL_NAMES) old = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  guchar *a = NULL, *b = NULL;
  int n = old == NULL ? -1 : i2d_GENERAL_NAMES (old, &a);
  int m = i2d_GENERAL_NAMES (names, &b);
  gboolean same = n > 0 && n == m && memcmp (a, b, n) == 0;

  OPENSSL_free (a);
  OPENSSL_free (b);
  return same;
}

static gboolean
ensure_authority (const char *folder, gint64 now, Pair *authority, GError **error)
{
  g_autofree char *key = g_build_filename (folder, "authority.key", NULL);
  g_autofree char *certificate = g_build_filename (folder, "authority.pem", NULL);

  if (!ensure_key (key, &authority->key, error)
      || !load_certificate (certificate, &authority->certificate, error))
    return FALSE;
  if (is_good (authority->certificate, authority->key, authority->key, now, AUTHORITY_RENEWED))
    return TRUE;
  g_clear_pointer (&authority->certificate, X509_free);
  authority->certificate = make_authority (authority->key, now);
  if (authority->certificate == NULL)
    return fail (error, _ ("The clinic’s certificate cannot be made"));
  return save_certificate (certificate, authority->certificate, error);
}

static gboolean
ensure_server (const char *folder,
               const char *const *names,
               gint64 now,
               const Pair *authority,
               Pair *server,
               GError **error)
{
  g_autofree char *key = g_build_filename (folder, "server.key", NULL);
  g_autofree char *certificate = g_build_filename (folder, "server.pem", NULL);
  g_autoptr (GENERAL_NAMES) list = make_names (names, error);

  if (list == NULL || !ensure_key (key, &server->key, error)
      || !load_certificate (certificate, &server->certificate, error))
    return FALSE;
  if (is_good (server->certificate, server->key, authority->key, now, SERVER_RENEWED)
      && has_names (server->certificate, list))
    return TRUE;
  g_clear_pointer (&server->certificate, X509_free);
  server->certificate = make_server (server->key, authority, names[0], list, now);
  if (server->certificate == NULL)
    return fail (error, _ ("The clinic’s certificate cannot be made"));
  return save_certificate (certificate, server->certificate, error);
}

/* The server's certificate, the authority's behind it, and the key. */
static GTlsCertificate *
join (const Pair *authority, const Pair *server, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  char *text;
  long n;

  if (!PEM_write_bio_X509 (bio, server->certificate) || !PEM_write_bio_X509 (bio, authority->certificate)
      || !PEM_write_bio_PKCS8PrivateKey (bio, server->key, NULL, NULL, 0, NULL, NULL))
    {
      fail (error, _ ("The clinic’s certificate cannot be made"));
      return NULL;
    }
  n = BIO_get_mem_data (bio, &text);
  return g_tls_certificate_new_from_pem (text, n, error);
}

/**
 * salve_clinic_ca_ensure:
 * @folder: a local folder for the four files; made for the caller alone (0700) if it is not there, its files 0600
 * @names: (array zero-terminated=1): the host names and addresses at which desks reach the server, at least one
 * @now: seconds since 1970
 * @fingerprint: (out) (optional): SHA-256 of the server's public key, 64 lower-case hexadecimal digits; the same for
 *   as long as the folder is
 * @error: SALVE_NET_ERROR_CERTIFICATE, or what went wrong with the files (G_FILE_ERROR)
 *
 * Makes what is not there, and makes the certificates again that end within 30 days, are not valid at @now, or are for
 * other @names. Blocks, for files and a few milliseconds of cryptography; for any thread, one at a time a folder.
 *
 * Returns: (transfer full) (nullable): the server's certificate, with its key and the authority's certificate
 */
GTlsCertificate *
salve_clinic_ca_ensure (GFile *folder,
                        const char *const *names,
                        gint64 now,
                        char **fingerprint,
                        GError **error)
{
  g_autofree char *path = g_file_get_path (folder);
  g_auto (Pair) authority = { 0 };
  g_auto (Pair) server = { 0 };
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *print = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_mkdir_with_parents (path, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   _ ("The folder “%s” cannot be made: %s"), path, g_strerror (code));
      return NULL;
    }
  if (!ensure_authority (path, now, &authority, error)
      || !ensure_server (path, names, now, &authority, &server, error))
    return NULL;
  certificate = join (&authority, &server, error);
  print = certificate == NULL ? NULL : salve_fingerprint_of_certificate (certificate, error);
  if (print == NULL)
    return NULL;
  if (fingerprint != NULL)
    *fingerprint = g_steal_pointer (&print);
  return g_steal_pointer (&certificate);
}
