/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of version 1 becomes one of this version, whole or not at all, and a copy of the old one stays. */
#include "config.h"

#include "fault-vfs.h"
#include "salve-appointments.h"
#include "salve-schema.h"
#include "store-fixture.h"
#include "store-version-1.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program;

static void
assert_migrated (StoreFixture *fixture, guint appointments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL, related = NULL, binaries = NULL, doctors = NULL;
  const SalveAppointmentRow *row;
  SalveStore *store = store_fixture_open (fixture);

  rows = salve_store_list_patient_appointments (store, "p", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, appointments);
  row = rows->pdata[0];
  g_assert_cmpstr (row->id, ==, "a0");
  g_assert_cmpstr (row->patient_name, ==, "Zoe Adams");
  g_assert_cmpstr (row->room_name, ==, "Room 1");
  g_assert_cmpint (row->colour, ==, 7);
  g_assert_cmpint (row->version, ==, 3);
  g_assert_true (row->has_note);
  related = salve_store_list_related (store, "p", "Appointment", &error);
  g_assert_cmpuint (related->len, ==, appointments);
  binaries = salve_store_list_related (store, "p", "Binary", &error);
  g_assert_cmpuint (binaries->len, ==, 1);
  store_fixture_close (store);
  g_assert_cmpint (store_version_of (fixture->path, fixture->key), ==, SALVE_SCHEMA_VERSION);
}

/* After a rebuild, because the fixture's search rows are only a few; the scheduler's must be right before it too. */
static void
assert_sound_after_rebuild (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);

  g_assert_true (store_fixture_wait (salve_store_rebuild_projections (store), &error));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static char *
backup_of (StoreFixture *fixture)
{
  return g_strconcat (fixture->path, ".version-1", NULL);
}

static void
test_migrates (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *backup = backup_of (fixture), *second = g_strconcat (fixture->path, ".version-1-2", NULL);

  store_version_1_make (fixture->path, fixture->key, 20);
  assert_migrated (fixture, 20);
  g_assert_cmpint (store_version_of (backup, fixture->key), ==, 1);
  assert_migrated (fixture, 20);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  assert_sound_after_rebuild (fixture);
}

/* The rows that the migration made are those that a rebuild makes. */
static void
test_projections_equal_a_rebuild (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveCheckReport) report = NULL;
  SalveStore *store;

  store_version_1_make (fixture->path, fixture->key, 20);
  store = store_fixture_open (fixture);
  report = salve_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->problems->len; i++)
    {
      const char *problem = report->problems->pdata[i];

      g_test_message ("%s", problem);
      g_assert_true (g_str_has_prefix (problem, "patient") || g_str_has_prefix (problem, "practitioner:"));
    }
  store_fixture_close (store);
}

static void
test_read_only_is_refused (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;

  store_version_1_make (fixture->path, fixture->key, 1);
  g_assert_null (salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_READ_ONLY, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_READ_ONLY);
  g_assert_cmpint (store_version_of (fixture->path, fixture->key), ==, 1);
}

/* Whoever opens a file before anybody can be told brings none up to date, and writes in one that is. */
static void
test_as_it_is (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (SalveResource) patient = store_fixture_patient ("as-it-is", "Keller", "Anna", 1);
  g_autoptr (GError) error = NULL;
  SalveStore *store;

  store_version_1_make (fixture->path, fixture->key, 1);
  g_assert_null (salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_AS_IT_IS, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_READ_ONLY);
  g_assert_cmpint (store_version_of (fixture->path, fixture->key), ==, 1);
  store_fixture_close (store_fixture_open (fixture));
  store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_AS_IT_IS, NULL);
  salve_store_adopt (store);
  salve_store_expect_lists (store);
  store_fixture_put (store, patient);
  store_fixture_close (store);
}

static void
test_newer_is_refused (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;

  store_version_1_make (fixture->path, fixture->key, 1);
  store_version_set (fixture->path, fixture->key, SALVE_SCHEMA_VERSION + 1);
  g_assert_null (salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_DEFAULT, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NEWER);
  g_assert_cmpint (store_version_of (fixture->path, fixture->key), ==, SALVE_SCHEMA_VERSION + 1);
}

/* At every write of the backup and of the change: it says so, and the file is as it was. */
static void
test_disk_full (void)
{
  guint failed = 0;

  for (guint nth = 1; nth < 400; nth += 1 + nth / 8)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (GError) error = NULL;
      SalveStore *store;

      store_version_1_make (fixture->path, fixture->key, 60);
      fault_vfs_arm (FAULT_FULL, nth, TRUE);
      store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_DEFAULT, &error);
      fault_vfs_disarm ();
      if (store == NULL)
        {
          g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_DISK_FULL);
          g_assert_cmpint (store_version_of (fixture->path, fixture->key), ==, 1);
          failed++;
        }
      else
        store_fixture_close (store);
      assert_migrated (fixture, 60);
    }
  g_test_message ("%u times there was no room", failed);
  g_assert_cmpuint (failed, >, 5);
}

typedef struct
{
  GCancellable *cancellable;
  double after; /* how far it is stopped */
  double last;
  guint reports;
} Stopper;

/* On the thread that opens the file. */
static void
stop_there (double fraction, const char *what, gpointer data)
{
  Stopper *stopper = data;

  g_assert_cmpfloat (fraction, >=, stopper->last);
  g_assert_cmpfloat (fraction, <=, 1);
  g_assert_cmpstr (what, !=, "");
  stopper->last = fraction;
  stopper->reports++;
  if (fraction >= stopper->after)
    g_cancellable_cancel (stopper->cancellable);
}

/* While the copy is made and while the change is: the file is as it was, no copy is left, and the next start does it. */
static void
test_stopped (void)
{
  const double stops[] = { 0, 0.3, 0.5, 0.75 };

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autofree char *backup = backup_of (fixture), *partial = g_strconcat (backup, ".partial", NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Stopper stopper = { .cancellable = cancellable, .after = stops[i] };

      store_version_1_make (fixture->path, fixture->key, 3000);
      g_assert_false (
          store_fixture_wait (salve_store_open_async (fixture->file, fixture->key, SALVE_STORE_OPEN_DEFAULT,
                                                      stop_there, &stopper, cancellable),
                              &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (store_version_of (fixture->path, fixture->key), ==, 1);
      g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
      assert_migrated (fixture, 3000);
    }
}

static void
test_progress (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Stopper stopper = { .cancellable = cancellable, .after = 2 };

  store_version_1_make (fixture->path, fixture->key, 3000);
  g_assert_true (
      store_fixture_wait (salve_store_open_async (fixture->file, fixture->key, SALVE_STORE_OPEN_DEFAULT,
                                                  stop_there, &stopper, cancellable),
                          &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stopper.reports, >, 6);
  g_assert_cmpfloat (stopper.last, >, 0.9);
}

static int
open_once (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SalveStoreKey) key = store_fixture_key ();
  SalveStore *store = salve_store_open (file, key, SALVE_STORE_OPEN_DEFAULT, NULL);

  _exit (store != NULL ? 0 : 1);
}

static void
test_killed (void)
{
  guint old = 0, new = 0;

  for (guint i = 0; i < 24; i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (GError) error = NULL;
      const char *argv[] = { program, "--open", fixture->path, NULL };
      GPid pid;
      int status;

      store_version_1_make (fixture->path, fixture->key, 3000);
      g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
      g_assert_no_error (error);
      g_usleep (5000 + i * 9000);
      kill (pid, SIGKILL);
      waitpid (pid, &status, 0);
      g_spawn_close_pid (pid);
      if (store_version_of (fixture->path, fixture->key) == 1)
        old++;
      else
        new ++;
      assert_migrated (fixture, 3000);
    }
  g_test_message ("killed: %u old, %u new", old, new);
  g_assert_cmpuint (old, >, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--open") == 0)
    {
      dex_init ();
      return open_once (argv[2]);
    }
  fault_vfs_install ();
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  program = argv[0];
  g_test_add_func ("/migration/migrates", test_migrates);
  g_test_add_func ("/migration/projections-equal-a-rebuild", test_projections_equal_a_rebuild);
  g_test_add_func ("/migration/read-only-is-refused", test_read_only_is_refused);
  g_test_add_func ("/migration/as-it-is", test_as_it_is);
  g_test_add_func ("/migration/newer-is-refused", test_newer_is_refused);
  g_test_add_func ("/migration/disk-full", test_disk_full);
  g_test_add_func ("/migration/killed", test_killed);
  g_test_add_func ("/migration/stopped", test_stopped);
  g_test_add_func ("/migration/progress", test_progress);
  return g_test_run ();
}
