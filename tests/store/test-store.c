/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "salve-statement.h"

static void
test_commit_and_read (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveResource) read = NULL;
  g_autoptr (GError) error = NULL;
  guint64 unsent;
  gint64 version;

  store_fixture_put (store, anna);
  read = salve_store_read (store, "Patient", "anna", &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version, ==, 1);
  g_assert_true (g_bytes_equal (salve_resource_get_bytes (anna), salve_resource_get_bytes (read)));
  g_assert_true (salve_store_count_unsent (store, &unsent, NULL));
  g_assert_cmpuint (unsent, ==, 1);
  store_fixture_assert_sound (store);
  store_fixture_close (store);

  /* And again from the disk. */
  store = store_fixture_open (fixture);
  g_clear_pointer (&read, salve_resource_unref);
  read = salve_store_read (store, "Patient", "anna", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (salve_resource_get_bytes (anna), salve_resource_get_bytes (read)));
  store_fixture_close (store);
}

static void
test_conflict (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) one = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveResource) two = store_fixture_patient ("anna", "Kellner", "Anna", 1);
  g_autoptr (SalveResource) other = store_fixture_patient ("berta", "Kellner", "Berta", 1);
  g_autoptr (SalveResource) read = NULL;
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Late");
  g_autoptr (GError) error = NULL;

  store_fixture_put (store, one);
  store_fixture_put (store, one);
  salve_change_put (change, other, SALVE_VERSION_NONE);
  salve_change_put (change, two, 1);
  g_assert_false (store_fixture_wait (salve_store_commit (store, change), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  /* All or nothing: what came before the clash is not there either. */
  read = salve_store_read (store, "Patient", "berta", NULL, &error);
  g_assert_null (read);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

#if SALVE_ENCRYPTION
static void
assert_secret (const char *path)
{
  g_autofree char *content = NULL;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    return;
  g_assert_null (memmem (content, length, "SQLite format 3", 15));
  g_assert_null (memmem (content, length, "Kellermann", 10));
  g_assert_null (memmem (content, length, "kellermann", 10));
  g_assert_null (memmem (content, length, "resourceType", 12));
}

static void
test_encrypted (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Kellermann", "Anna", 1);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  struct stat status;

  store_fixture_put (store, anna);
  assert_secret (fixture->path);
  assert_secret (wal);
  store_fixture_close (store);
  assert_secret (fixture->path);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 077, ==, 0);
}

static void
test_wrong_key (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveStoreKey) other = salve_store_key_new_random ();
  g_autofree char *before = NULL, *after = NULL;
  gsize before_length, after_length;
  g_autoptr (GError) error = NULL;

  store_fixture_put (store, anna);
  store_fixture_close (store);
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));
  store = salve_store_open (fixture->file, other, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_null (store);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_WRONG_KEY);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
  store = store_fixture_open (fixture);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}
#endif

static const char *program; /* this one */

/* What another program finds that opens the file, looks, and closes it. */
static int
look_from_outside (StoreFixture *fixture)
{
  const char *argv[] = { program, "--look", fixture->path, NULL };
  int status;

  g_assert_true (
      g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static int
look (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SalveStoreKey) key = store_fixture_key ();
  SalveStore *store = salve_store_open (file, key, SALVE_STORE_OPEN_DEFAULT, NULL);
  guint64 count;

  g_assert_nonnull (store);
  g_assert_true (salve_store_count (store, "Patient", &count, NULL));
  store_fixture_close (store);
  return (int)count;
}

/* A file chooser looks into the file to see what it is, which takes this process's locks on it away; another program comes
 * and goes. What is saved after that is there for everybody, and for ever. */
static void
test_locks_taken_away (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveResource) bert = store_fixture_patient ("bert", "Keller", "Bert", 2);
  g_autofree char *content = NULL;

  store_fixture_put (store, anna);
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpint (look_from_outside (fixture), ==, 1);
  store_fixture_put (store, bert);
  g_assert_cmpint (look_from_outside (fixture), ==, 2);
  store_fixture_close (store);
  g_assert_cmpint (look_from_outside (fixture), ==, 2);
  store = store_fixture_open (fixture);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_not_there (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_DEFAULT, &error);

  g_assert_null (store);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* Neither read nor downgraded: the file's bytes stay as they are. */
static void
test_newer (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autofree char *before = NULL, *after = NULL;
  gsize before_length, after_length;
  g_autoptr (GError) error = NULL;

  store_fixture_close (store);
  {
    g_autoptr (SalveConnection) raw =
        salve_connection_open (fixture->path, fixture->key, FALSE, FALSE, &error);

    g_assert_no_error (error);
    g_assert_true (salve_connection_exec (raw, "PRAGMA user_version=9999", &error));
  }
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));
  store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_null (store);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NEWER);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

static void
test_read_only (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Put");
  g_autoptr (SalveResource) read = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_put (store, anna);
  store_fixture_close (store);
  store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  read = salve_store_read (store, "Patient", "anna", NULL, &error);
  g_assert_no_error (error);
  salve_change_put (change, anna, SALVE_VERSION_ANY);
  g_assert_false (store_fixture_wait (salve_store_commit (store, change), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_READ_ONLY);
  store_fixture_close (store);
}

static void
test_closed (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Put");
  g_autoptr (GError) error = NULL;

  salve_change_put (change, anna, SALVE_VERSION_ANY);
  /* What was handed over before is still done. */
  {
    DexFuture *commit = salve_store_commit (store, change);
    DexFuture *close = salve_store_close (store);

    g_assert_true (store_fixture_wait (commit, NULL));
    g_assert_true (store_fixture_wait (close, NULL));
  }
  g_assert_false (store_fixture_wait (salve_store_commit (store, change), &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED);
  g_object_unref (store);
}

static void
test_drafts (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GBytes) content = g_bytes_new_static ("half a nam", 10);
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store_fixture_wait (salve_store_save_draft (store, "patient", "new", content), NULL));
  g_assert_true (store_fixture_wait (salve_store_save_draft (store, "patient", "new", content), NULL));
  store_fixture_close (store);
  store = store_fixture_open (fixture);
  drafts = salve_store_read_drafts (store, "patient", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_true (g_bytes_equal (((SalveDraft *)drafts->pdata[0])->content, content));
  g_assert_true (store_fixture_wait (salve_store_drop_draft (store, "patient", "new"), NULL));
  g_clear_pointer (&drafts, g_ptr_array_unref);
  drafts = salve_store_read_drafts (store, "patient", &error);
  g_assert_cmpuint (drafts->len, ==, 0);
  store_fixture_close (store);
}

static void
test_audit_chain (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", 1);
  g_autoptr (SalveCheckReport) report = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_put (store, anna);
  g_assert_true (
      store_fixture_wait (salve_store_audit (store, "tester", "read", "Patient", "anna", NULL), NULL));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
  {
    g_autoptr (SalveConnection) raw =
        salve_connection_open (fixture->path, fixture->key, FALSE, FALSE, &error);

    g_assert_no_error (error);
    g_assert_false (salve_connection_exec (raw, "UPDATE audit SET actor = 'nobody' WHERE id = 1", NULL));
    g_assert_false (salve_connection_exec (raw, "DELETE FROM audit", NULL));
    g_assert_true (salve_connection_exec (raw, "DROP TRIGGER audit_no_update", NULL));
    g_assert_true (salve_connection_exec (raw, "UPDATE audit SET actor = 'nobody' WHERE id = 1", NULL));
  }
  store = store_fixture_open (fixture);
  report = salve_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (report->ok);
  store_fixture_close (store);
}

static void
test_bulk_repeats (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  guint64 n;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i), *visit = g_strdup_printf ("e%u", i);

      g_ptr_array_add (all, store_fixture_encounter (visit, id, i)); /* before its patient, as files do */
      g_ptr_array_add (all, store_fixture_patient (id, "Ungleich", "Nora", i));
    }
  for (guint round = 0; round < 2; round++)
    {
      DexFuture *future = salve_store_put_bulk (store, all, SALVE_BULK_DEFAULT);
      const SalveBulkCounts *counts;

      dex_ref (future);
      g_assert_true (store_fixture_wait (future, NULL));
      counts = g_value_get_boxed (dex_future_get_value (future, NULL));
      g_assert_cmpuint (counts->added, ==, round == 0 ? 3000 : 0);
      g_assert_cmpuint (counts->unchanged, ==, round == 0 ? 0 : 3000);
      dex_unref (future);
    }
  g_assert_true (salve_store_count (store, "Patient", &n, NULL));
  g_assert_cmpuint (n, ==, 1500);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* A first import, with people at work beside it: everybody is found at its end, and after a crash before it. */
static void
test_load (gconstpointer data)
{
  gboolean crash = GPOINTER_TO_UINT (data) != 0;
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GPtrArray) found = NULL;
  DexFuture *bulk, *finish = NULL;

  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i), *visit = g_strdup_printf ("e%u", i);

      g_ptr_array_add (all, store_fixture_patient (id, "Ungleich", "Nora", i));
      g_ptr_array_add (all, store_fixture_encounter (visit, id, i));
    }
  bulk = salve_store_put_bulk (store, all, SALVE_BULK_LOAD);
  if (!crash)
    finish = salve_store_finish_load (store);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i * 100);
      g_autoptr (SalveResource) changed = store_fixture_patient (id, "Anders", "Nora", i);

      if (dex_future_is_pending (bulk) && i > 10)
        {
          g_assert_true (store_fixture_wait (dex_ref (bulk), NULL));
        }
      store_fixture_put (store, changed);
    }
  g_assert_true (store_fixture_wait (bulk, NULL));
  if (finish != NULL)
    g_assert_true (store_fixture_wait (finish, NULL));
  store_fixture_close (store);
  store = store_fixture_open (fixture);
  store_fixture_assert_sound (store);
  found = salve_store_search_patients (store, "nora ung", 50, NULL);
  g_assert_cmpuint (found->len, ==, 50);
  g_clear_pointer (&found, g_ptr_array_unref);
  found = salve_store_search_patients (store, "anders", 50, NULL);
  /* The import may have come after the first of them, but not after those that waited for it. */
  g_assert_cmpuint (found->len, >=, crash ? 19 : 0);
  store_fixture_close (store);
}

/* A person's change never waits for the end of bulk work. */
static void
test_person_first (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (DexFuture) bulk = NULL;
  guint during = 0;

  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);

      g_ptr_array_add (all, store_fixture_patient (id, "Ungleich", "Nora", i));
    }
  bulk = salve_store_put_bulk (store, all, SALVE_BULK_DEFAULT);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", i);
      gint64 started = g_get_monotonic_time ();

      store_fixture_put (store, anna);
      during += dex_future_is_pending (bulk);
      g_test_message ("edit beside bulk work: %.1f ms", (double)(g_get_monotonic_time () - started) / 1000);
    }
  g_assert_cmpuint (during, >=, 6);
  dex_ref (bulk);
  g_assert_true (store_fixture_wait (bulk, NULL));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--look"))
    {
      dex_init ();
      return look (argv[2]);
    }
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/store/commit-and-read", test_commit_and_read);
  g_test_add_func ("/store/conflict", test_conflict);
#if SALVE_ENCRYPTION
  g_test_add_func ("/store/encrypted", test_encrypted);
  g_test_add_func ("/store/wrong-key", test_wrong_key);
#endif
  g_test_add_func ("/store/locks-taken-away", test_locks_taken_away);
  g_test_add_func ("/store/not-there", test_not_there);
  g_test_add_func ("/store/newer", test_newer);
  g_test_add_func ("/store/read-only", test_read_only);
  g_test_add_func ("/store/closed", test_closed);
  g_test_add_func ("/store/drafts", test_drafts);
  g_test_add_func ("/store/audit-chain", test_audit_chain);
  g_test_add_func ("/store/bulk-repeats", test_bulk_repeats);
  g_test_add_data_func ("/store/load", GUINT_TO_POINTER (0), test_load);
  g_test_add_data_func ("/store/load-left-in-the-middle", GUINT_TO_POINTER (1), test_load);
  g_test_add_func ("/store/person-first", test_person_first);
  return g_test_run ();
}
