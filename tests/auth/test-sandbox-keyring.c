/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the keyring's service is out of reach: libsecret's own file, with a password of the test's in the place of the one
 * that the Secret portal gives (build-aux/flatpak drives the portal itself). There is no session bus here at all.
 */
#define G_LOG_DOMAIN "salve-auth-tests"

#include "salve-keyring.h"
#include "salve-sign-in-record.h"

#include <glib/gstdio.h>
#include <string.h>

#define ID "00000000-0000-4000-8000-000000000001"
#define OTHER_ID "00000000-0000-4000-8000-000000000002"
#define PATH "/nowhere/clinic.salve"
#define BASE "https://clinic.example/fhir"

/* The file is one for a process: a test that needs another one is a process of its own. */
static void
use_file (const char *path, const char *password)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", password, TRUE);
}

/* libsecret keeps the file before the last change beside it. */
static void
remove_all (const char *folder, const char *path)
{
  g_autofree char *backup = g_strconcat (path, "~", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_unlink (backup), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
store_key (SalveStoreKey *key)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (salve_keyring_store (ID, PATH, key, FALSE, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_key (const char *id, const char *path, SalveStoreKey *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = salve_keyring_look_up (id, path, FALSE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (key, expected));
}

static void
assert_no_key (const char *id, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = salve_keyring_look_up (id, PATH, TRUE, NULL, &error);

  g_assert_null (key);
  g_assert_error (error, SALVE_KEY_ERROR, code);
}

static void
test_key (void)
{
  const char *const starts[] = { "/sandbox-keyring/subprocess/again", "/sandbox-keyring/subprocess/other",
                                 "/sandbox-keyring/subprocess/again" };
  g_autofree char *folder = g_dir_make_tmp ("salve-sandbox-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "keyring", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (SalveStoreKey) key = salve_store_key_new_random ();
  g_autoptr (SalveStoreKey) second = salve_store_key_new_random ();
  g_autoptr (GError) error = NULL;
  gsize length;

  use_file (path, "one");
  assert_no_key (ID, SALVE_KEY_ERROR_MISSING);
  store_key (key);
  assert_key (ID, PATH, key);
  assert_key (NULL, PATH, key);
  assert_no_key (OTHER_ID, SALVE_KEY_ERROR_MISSING);
  g_assert_true (salve_keyring_clear (ID, PATH, NULL, &error));
  g_assert_no_error (error);
  assert_no_key (ID, SALVE_KEY_ERROR_MISSING);
  g_assert_true (salve_keyring_clear (ID, PATH, NULL, &error));
  store_key (key);
  store_key (second);
  assert_key (ID, PATH, second);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_null (memmem (contents, length, PATH, strlen (PATH)));

  /* A later start reads it; one whose desktop lost its keyring does not, and takes nothing away by storing another. */
  g_setenv ("SALVE_TEST_KEYRING", path, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_test_trap_subprocess (starts[i], 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
    }

  remove_all (folder, path);
}

static void
test_again (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = NULL;

  use_file (g_getenv ("SALVE_TEST_KEYRING"), "one");
  key = salve_keyring_look_up (ID, PATH, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (key);
}

static void
test_other (void)
{
  g_autoptr (SalveStoreKey) key = salve_store_key_new_random ();

  use_file (g_getenv ("SALVE_TEST_KEYRING"), "two");
  assert_no_key (ID, SALVE_KEY_ERROR_MISSING);
  store_key (key);
  assert_key (ID, PATH, key);
}

static void
put (const char *login, const char *refresh)
{
  g_autoptr (SalveSignInRecord) record = salve_sign_in_record_new (login);
  g_autoptr (GError) error = NULL;

  record->refresh = g_strdup (refresh);
  g_assert_true (salve_sign_in_record_store_sync (record, BASE, NULL, &error));
  g_assert_no_error (error);
}

static gpointer
put_many (gpointer login)
{
  for (guint i = 0; i < 10; i++)
    put (login, "token");
  return NULL;
}

static void
test_sign_in (void)
{
  g_autofree char *folder = g_dir_make_tmp ("salve-sandbox-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "keyring", NULL);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (SalveSignInRecord) record = NULL;
  g_autoptr (SalveSignInRecord) gone = NULL;
  g_autoptr (GError) error = NULL;
  GThread *threads[2];

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      g_assert_cmpint (g_rmdir (folder), ==, 0);
      return;
    }
  use_file (path, "one");
  put ("anna", "first");
  put ("anna", "second");
  put ("boris", "third");
  record = salve_sign_in_record_look_up_sync (BASE, "anna", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->refresh, ==, "second");
  threads[0] = g_thread_new ("anna", put_many, (gpointer) "anna");
  threads[1] = g_thread_new ("clara", put_many, (gpointer) "clara");
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  records = salve_sign_in_record_list_sync (BASE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 3);
  g_assert_cmpstr (((SalveSignInRecord *)records->pdata[2])->login, ==, "clara");
  g_assert_true (salve_sign_in_record_clear_sync (BASE, "anna", NULL, &error));
  gone = salve_sign_in_record_look_up_sync (BASE, "anna", NULL, &error);
  g_assert_null (gone);
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISSING);
  remove_all (folder, path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-keyring/key", test_key);
  g_test_add_func ("/sandbox-keyring/subprocess/again", test_again);
  g_test_add_func ("/sandbox-keyring/subprocess/other", test_other);
  g_test_add_func ("/sandbox-keyring/sign-in", test_sign_in);
  return g_test_run ();
}
