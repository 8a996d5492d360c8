/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's certificates: made once, private, checked by GnuTLS, renewed in time with the same key, and never made
 * again over a key that is there. */
#include "salve-clinic-ca.h"
#include "salve-fingerprint.h"
#include "salve-net-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY ((gint64)86400)

static const char *const names[] = { "desk.example", "clinic.local", "192.0.2.7", "2001:db8::1", NULL };
static const char *const files[] = { "authority.key", "authority.pem", "server.key", "server.pem" };

typedef struct
{
  GFile *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("salve-ca-XXXXXX", &error);

  g_assert_no_error (error);
  self->path = g_build_filename (parent, "certificates", NULL);
  self->folder = g_file_new_for_path (self->path);
}

static char *
get_path (Fixture *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (self->path);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = get_path (self, files[i]);

      g_unlink (path);
    }
  g_rmdir (self->path);
  g_rmdir (parent);
  g_free (self->path);
  g_clear_object (&self->folder);
}

static char *
read_file (Fixture *self, const char *name)
{
  g_autofree char *path = get_path (self, name);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static GTlsCertificate *
ensure (Fixture *self, const char *const *for_names, gint64 now, char **fingerprint)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = salve_clinic_ca_ensure (self->folder, for_names, now, fingerprint, &error);

  g_assert_no_error (error);
  g_assert_nonnull (certificate);
  return certificate;
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
test_first (Fixture *self, gconstpointer data)
{
  g_autofree char *print = NULL, *own = NULL;
  g_autoptr (GTlsCertificate) certificate = ensure (self, names, get_now (), &print);
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_cmpuint (strlen (print), ==, 64);
  own = salve_fingerprint_of_certificate (certificate, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (print, ==, own);
  g_stat (self->path, &status);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = get_path (self, files[i]);

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
    }
}

static GTlsCertificateFlags
verify (GTlsCertificate *certificate, const char *name)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (name, 443);
  GTlsCertificate *authority = g_tls_certificate_get_issuer (certificate);

  g_assert_nonnull (authority);
  return g_tls_certificate_verify (certificate, identity, authority);
}

static void
test_verify (Fixture *self, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = ensure (self, names, get_now (), NULL);
  g_autoptr (GTlsCertificate) other = NULL;
  Fixture elsewhere = { 0 };

  for (guint i = 0; names[i] != NULL; i++)
    g_assert_cmpuint (verify (certificate, names[i]), ==, 0);
  g_assert_cmpuint (verify (certificate, "other.example"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_cmpuint (verify (certificate, "192.0.2.8"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  set_up (&elsewhere, NULL);
  other = ensure (&elsewhere, names, get_now (), NULL);
  g_assert_cmpuint (g_tls_certificate_verify (certificate, NULL, g_tls_certificate_get_issuer (other)), ==,
                    G_TLS_CERTIFICATE_UNKNOWN_CA);
  tear_down (&elsewhere, NULL);
}

static void
test_again (Fixture *self, gconstpointer data)
{
  gint64 now = get_now ();
  g_autoptr (GTlsCertificate) first = ensure (self, names, now, NULL);
  g_autoptr (GTlsCertificate) second = ensure (self, names, now + 366 * DAY, NULL);

  g_assert_true (g_tls_certificate_is_same (first, second));
}

/* Each step must make another certificate for the same key. */
static void
test_renewed (Fixture *self, gconstpointer data)
{
  const char *const fewer[] = { "desk.example", NULL };
  const struct
  {
    gint64 days;
    const char *const *names;
  } steps[] = { { 368, names },  { 368, fewer },   { 368, names },
                { 4000, names }, { -4000, names }, { 0, names } };
  gint64 now = get_now ();
  g_autofree char *print = NULL, *key = NULL, *authority_key = NULL;
  g_autoptr (GTlsCertificate) last = ensure (self, names, now, &print);

  key = read_file (self, "server.key");
  authority_key = read_file (self, "authority.key");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *print_now = NULL, *key_now = NULL, *authority_key_now = NULL;
      g_autoptr (GTlsCertificate) certificate =
          ensure (self, steps[i].names, now + steps[i].days * DAY, &print_now);

      g_assert_false (g_tls_certificate_is_same (certificate, last));
      g_assert_cmpstr (print_now, ==, print);
      key_now = read_file (self, "server.key");
      authority_key_now = read_file (self, "authority.key");
      g_assert_cmpstr (key_now, ==, key);
      g_assert_cmpstr (authority_key_now, ==, authority_key);
      g_set_object (&last, certificate);
    }
  g_assert_cmpuint (verify (last, "clinic.local"), ==, 0);
}

static void
write_file (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = get_path (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_damaged_certificate (Fixture *self, gconstpointer data)
{
  gint64 now = get_now ();
  g_autofree char *print = NULL, *again = NULL;
  g_autoptr (GTlsCertificate) first = ensure (self, names, now, &print);
  g_autoptr (GTlsCertificate) second = NULL;

  write_file (self, "server.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  write_file (self, "authority.pem", "");
  second = ensure (self, names, now, &again);
  g_assert_cmpstr (again, ==, print);
  g_assert_cmpuint (verify (second, "desk.example"), ==, 0);
}

static void
test_damaged_key (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i += 2)
    {
      g_autoptr (GTlsCertificate) first = ensure (self, names, get_now (), NULL);
      g_autofree char *good = read_file (self, files[i]), *after = NULL;
      g_autoptr (GError) error = NULL;

      write_file (self, files[i], "no key");
      g_assert_null (salve_clinic_ca_ensure (self->folder, names, get_now (), NULL, &error));
      g_assert_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_CERTIFICATE);
      after = read_file (self, files[i]);
      g_assert_cmpstr (after, ==, "no key");
      write_file (self, files[i], good);
    }
}

/* A key of somebody else's: the certificate is not for it, so it is made again and the fingerprint is another. */
static void
test_other_key (Fixture *self, gconstpointer data)
{
  Fixture elsewhere = { 0 };
  g_autofree char *mine = NULL, *theirs = NULL, *now_mine = NULL, *key = NULL;
  g_autoptr (GTlsCertificate) first = ensure (self, names, get_now (), &mine);
  g_autoptr (GTlsCertificate) second = NULL, third = NULL;

  set_up (&elsewhere, NULL);
  second = ensure (&elsewhere, names, get_now (), &theirs);
  key = read_file (&elsewhere, "server.key");
  write_file (self, "server.key", key);
  third = ensure (self, names, get_now (), &now_mine);
  g_assert_cmpstr (mine, !=, theirs);
  g_assert_cmpstr (now_mine, ==, theirs);
  g_assert_cmpuint (verify (third, "desk.example"), ==, 0);
  tear_down (&elsewhere, NULL);
}

static void
test_names_refused (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = { "", "a b", "a,DNS:evil.example", "x/y", "-a", "*.example", "é" };
  const char *const none[] = { NULL };
  g_autoptr (GError) nothing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const one[] = { "good.example", bad[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (salve_clinic_ca_ensure (self->folder, one, get_now (), NULL, &error));
      g_assert_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_CERTIFICATE);
    }
  g_assert_null (salve_clinic_ca_ensure (self->folder, none, get_now (), NULL, &nothing));
  g_assert_error (nothing, SALVE_NET_ERROR, SALVE_NET_ERROR_CERTIFICATE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/clinic-ca/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("first", test_first);
  ADD ("verify", test_verify);
  ADD ("again", test_again);
  ADD ("renewed", test_renewed);
  ADD ("damaged-certificate", test_damaged_certificate);
  ADD ("damaged-key", test_damaged_key);
  ADD ("other-key", test_other_key);
  ADD ("names-refused", test_names_refused);
  return g_test_run ();
}
