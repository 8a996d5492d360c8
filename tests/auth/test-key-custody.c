/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The custody against a real gnome-keyring-daemon on a private bus (tests/auth/with-keyring starts this
 * program there). With --no-keyring it runs what has to work in a session that has none.
 */
#define G_LOG_DOMAIN "salve-auth-tests"

#include "locked-keyring.h"
#include "salve-key-custody.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
  char *keys_path;
  SalveKeyCustody *custody;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = NULL;

  fixture->folder = g_dir_make_tmp ("salve-custody-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "clinic.salve", NULL);
  fixture->keys_path = g_strconcat (fixture->path, ".keys", NULL);
  file = g_file_new_for_path (fixture->path);
  fixture->custody = salve_key_custody_new (file);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_clear_object (&fixture->custody);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->keys_path, g_free);
}

static SalveNewKey *
create (Fixture *fixture, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  SalveNewKey *created = salve_key_custody_create_sync (fixture->custody, passphrase, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (created);
  return created;
}

static void
test_keyring_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) found = NULL;
  GStatBuf status;

  g_assert_true (created->in_keyring);
  g_assert_nonnull (created->recovery_code);
  found = salve_key_custody_look_up_sync (fixture->custody, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (found, created->key));
  g_assert_cmpint (salve_key_custody_probe_sync (fixture->custody, NULL), ==, SALVE_KEY_PLACE_KEYRING);
  g_assert_true (salve_key_custody_has_recovery (fixture->custody, NULL));
  g_assert_false (salve_key_custody_has_passphrase (fixture->custody, NULL));
  g_assert_cmpint (g_stat (fixture->keys_path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_keyring_label (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, &error);
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autolist (SecretItem) items = NULL;
  g_autofree char *label = NULL;

  g_assert_no_error (error);
  g_hash_table_insert (attributes, (gpointer) "path", fixture->path);
  items = secret_service_search_sync (service, NULL, attributes, SECRET_SEARCH_ALL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "Salve store key");
}

static void
test_keyring_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) found = NULL;

  lock_keyring ();
  g_assert_null (salve_key_custody_look_up_sync (fixture->custody, FALSE, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_LOCKED);
  g_assert_cmpint (salve_key_custody_probe_sync (fixture->custody, NULL), ==, SALVE_KEY_PLACE_KEYRING_LOCKED);

  unlock_keyring ();
  g_clear_error (&error);
  found = salve_key_custody_look_up_sync (fixture->custody, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (found, created->key));
}

/* A store the keyring never knew, while it is locked: nobody may say that the key is lost. */
static void
test_keyring_locked_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (salve_key_custody_probe_sync (fixture->custody, NULL), ==, SALVE_KEY_PLACE_KEYRING_EMPTY);
  lock_keyring ();
  g_assert_null (salve_key_custody_look_up_sync (fixture->custody, FALSE, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_LOCKED);
  unlock_keyring ();
  g_assert_cmpint (salve_key_custody_probe_sync (fixture->custody, NULL), ==, SALVE_KEY_PLACE_KEYRING_EMPTY);
}

static void
test_keyring_create_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lock_keyring ();
  g_assert_null (salve_key_custody_create_sync (fixture->custody, NULL, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_LOCKED);
  g_assert_false (g_file_test (fixture->keys_path, G_FILE_TEST_EXISTS));
  {
    g_autoptr (SalveNewKey) created = create (fixture, "correct horse");

    g_assert_false (created->in_keyring);
  }
  unlock_keyring ();
}

static void
test_keyring_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) recovered = NULL;
  g_autoptr (SalveStoreKey) found = NULL;
  g_autofree char *typed = g_ascii_strdown (created->recovery_code, -1);

  g_assert_true (salve_key_custody_forget_sync (fixture->custody, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (salve_key_custody_look_up_sync (fixture->custody, TRUE, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISSING);
  g_assert_cmpint (salve_key_custody_probe_sync (fixture->custody, NULL), ==, SALVE_KEY_PLACE_KEYRING_EMPTY);

  g_clear_error (&error);
  recovered = salve_key_custody_recover_sync (fixture->custody, typed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (recovered, created->key));
  found = salve_key_custody_look_up_sync (fixture->custody, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (found, created->key));
}

/* The id in the keys file finds the key after a move, and the path finds it when the keys file is lost. */
static void
test_keyring_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, NULL);
  g_autofree char *moved_path = g_build_filename (fixture->folder, "moved.salve", NULL);
  g_autofree char *moved_keys = g_strconcat (moved_path, ".keys", NULL);
  g_autoptr (GFile) moved_file = g_file_new_for_path (moved_path);
  g_autoptr (SalveKeyCustody) moved = salve_key_custody_new (moved_file);
  g_autoptr (SalveStoreKey) by_id = NULL;
  g_autoptr (SalveStoreKey) by_path = NULL;

  g_assert_cmpint (g_rename (fixture->keys_path, moved_keys), ==, 0);
  by_id = salve_key_custody_look_up_sync (moved, FALSE, NULL, NULL);
  g_assert_true (by_id != NULL && salve_store_key_equal (by_id, created->key));
  by_path = salve_key_custody_look_up_sync (fixture->custody, FALSE, NULL, NULL);
  g_assert_true (by_path != NULL && salve_store_key_equal (by_path, created->key));
}

static void
test_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, "Grüße aus dem Süden");
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) found = NULL;
  g_autoptr (SalveStoreKey) decomposed = NULL;

  found = salve_key_custody_open_with_passphrase_sync (fixture->custody, "Grüße aus dem Süden", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (found, created->key));
  decomposed = salve_key_custody_open_with_passphrase_sync (fixture->custody,
                                                            "Gru\u0308ße aus dem Su\u0308den", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (
      salve_key_custody_open_with_passphrase_sync (fixture->custody, "grüße aus dem Süden", NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_WRONG);
  g_clear_error (&error);
  g_assert_true (
      salve_key_custody_set_passphrase_sync (fixture->custody, found, "another one", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (
      salve_key_custody_open_with_passphrase_sync (fixture->custody, "Grüße aus dem Süden", NULL, NULL));
  g_clear_pointer (&found, salve_store_key_unref);
  found = salve_key_custody_open_with_passphrase_sync (fixture->custody, "another one", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (salve_key_custody_set_passphrase_sync (fixture->custody, found, "short", NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_WEAK);
}

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, "correct horse");
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = NULL;
  g_autofree char *renewed = NULL;

  renewed = salve_key_custody_renew_recovery_sync (fixture->custody, created->key, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (salve_key_custody_recover_sync (fixture->custody, created->recovery_code, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_WRONG);
  g_clear_error (&error);
  key = salve_key_custody_recover_sync (fixture->custody, renewed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (key, created->key));
  g_assert_null (salve_key_custody_recover_sync (fixture->custody, "3FJ7K", NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED);
}

/* A store that is there never gets another key, and an old keys file is kept. */
static void
test_exists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SalveNewKey) created = create (fixture, "correct horse");
  g_autoptr (SalveNewKey) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  guint n_files = 0;

  second = create (fixture, "correct horse");
  g_assert_false (salve_store_key_equal (second->key, created->key));
  folder = g_dir_open (fixture->folder, 0, NULL);
  while (g_dir_read_name (folder) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, 2);

  g_file_set_contents (fixture->path, "store", -1, NULL);
  g_assert_null (salve_key_custody_create_sync (fixture->custody, "correct horse", NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_EXISTS);
}

static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveNewKey) created = NULL;

  g_assert_cmpint (salve_key_custody_probe_sync (fixture->custody, NULL), ==, SALVE_KEY_PLACE_NONE);
  g_assert_null (salve_key_custody_create_sync (fixture->custody, NULL, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING);
  g_assert_false (g_file_test (fixture->keys_path, G_FILE_TEST_EXISTS));
  created = create (fixture, "correct horse");
  g_assert_false (created->in_keyring);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  const char *const texts[] = {
    "",
    "{}",
    "[",
    "{\"format\":\"io.github.salveclinic.Salve.keys\",\"version\":1,\"store\":\"x\",\"wraps\":[]}",
    "{\"format\":\"io.github.salveclinic.Salve.keys\",\"version\":1,"
    "\"store\":\"a3bb189e-8bf9-4c4e-9f4a-1c2d3e4f5a6b\",\"wraps\":[{\"kind\":\"recovery\",\"nonce\":\"AA\","
    "\"box\":\"\"}]}",
    "{\"format\":\"io.github.salveclinic.Salve.keys\",\"version\":1,"
    "\"store\":\"a3bb189e-8bf9-4c4e-9f4a-1c2d3e4f5a6b\",\"wraps\":[null,1,\"\"]}",
    "{\"format\":\"io.github.salveclinic.Salve.keys\",\"version\":-1}",
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autoptr (SalveNewKey) created = create (fixture, "correct horse");
  g_autofree char *good = NULL;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_file_set_contents (fixture->keys_path, texts[i], -1, NULL);
      g_assert_null (
          salve_key_custody_open_with_passphrase_sync (fixture->custody, "correct horse", NULL, &error));
      g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_DAMAGED);
      g_clear_error (&error);
    }
  g_file_set_contents (fixture->keys_path, "{\"format\":\"io.github.salveclinic.Salve.keys\",\"version\":2}",
                       -1, NULL);
  g_assert_false (salve_key_custody_has_recovery (fixture->custody, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NEWER);
  g_clear_error (&error);
  g_assert_null (salve_key_custody_renew_recovery_sync (fixture->custody, created->key, NULL, &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NEWER);
  g_clear_error (&error);

  g_unlink (fixture->keys_path);
  code = salve_key_custody_renew_recovery_sync (fixture->custody, created->key, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->keys_path, &good, &length, NULL));
  /* One changed byte anywhere is noticed or harmless; it never yields another key. */
  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *changed = g_memdup2 (good, length);
      g_autoptr (SalveStoreKey) key = NULL;

      changed[i] ^= 1;
      g_file_set_contents_full (fixture->keys_path, changed, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
      key = salve_key_custody_recover_sync (fixture->custody, code, NULL, NULL);
      g_assert_true (key == NULL || salve_store_key_equal (key, created->key));
    }
}

static DexFuture *
futures_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveNewKey) created = NULL;
  g_autoptr (SalveStoreKey) opened = NULL;
  g_autoptr (SalveStoreKey) recovered = NULL;
  g_autofree char *code = NULL;

  created = dex_await_boxed (salve_key_custody_create (fixture->custody, "correct horse"), &error);
  g_assert_no_error (error);
  dex_await_uint (salve_key_custody_probe (fixture->custody), &error);
  g_assert_no_error (error);
  opened =
      dex_await_boxed (salve_key_custody_open_with_passphrase (fixture->custody, "correct horse"), &error);
  g_assert_no_error (error);
  g_assert_true (salve_store_key_equal (opened, created->key));
  g_assert_true (dex_await_boolean (
      salve_key_custody_set_passphrase (fixture->custody, opened, "horse battery"), &error));
  code = dex_await_string (salve_key_custody_renew_recovery (fixture->custody, opened), &error);
  g_assert_no_error (error);
  recovered = dex_await_boxed (salve_key_custody_recover (fixture->custody, code), &error);
  g_assert_no_error (error);
  g_assert_null (dex_await_boxed (salve_key_custody_recover (fixture->custody, "nonsense"), &error));
  g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED);
  return dex_future_new_true ();
}

static void
test_futures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DexFuture) fiber = dex_scheduler_spawn (NULL, 0, futures_fiber, fixture, NULL);

  while (dex_future_is_pending (fiber))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dex_future_is_resolved (fiber));
}

#define add(path, func) g_test_add ("/auth/key-custody/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  gboolean no_keyring = argc > 1 && strcmp (argv[1], "--no-keyring") == 0;

  g_test_init (&argc, &argv, NULL);
  dex_init ();
  if (no_keyring)
    {
      add ("no-keyring/create", test_no_keyring);
      add ("no-keyring/passphrase", test_passphrase);
      add ("no-keyring/recovery", test_recovery);
      add ("no-keyring/exists", test_exists);
      add ("no-keyring/damaged", test_damaged);
      add ("no-keyring/futures", test_futures);
      return g_test_run ();
    }
  add ("keyring/create", test_keyring_create);
  add ("keyring/label", test_keyring_label);
  add ("keyring/locked", test_keyring_locked);
  add ("keyring/locked-unknown", test_keyring_locked_unknown);
  add ("keyring/create-locked", test_keyring_create_locked);
  add ("keyring/deleted", test_keyring_deleted);
  add ("keyring/moved", test_keyring_moved);
  add ("keyring/passphrase", test_passphrase);
  add ("keyring/exists", test_exists);
  add ("keyring/futures", test_futures);
  return g_test_run ();
}
