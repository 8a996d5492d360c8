/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disks that are full or that fail (test-power-cuts.c has those without power): an edit is in the file whole or not at all, what was
 * acknowledged stays, and the file opens and is sound afterwards. */
#include "config.h"

#include "store-fixture.h"

#include <string.h>

#include "fault-vfs.h"
#include "salve-connection.h"

static SalveChange *
two_edits (guint n)
{
  SalveChange *change = salve_change_new ("tester", "desk", "Edit");
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", n);
  g_autoptr (SalveResource) berta = store_fixture_patient ("berta", "Weiß", "Berta", n);

  salve_change_put (change, anna, SALVE_VERSION_ANY);
  salve_change_put (change, berta, SALVE_VERSION_ANY);
  return change;
}

static guint
number_of (SalveStore *store, const char *id)
{
  g_autoptr (SalveResource) resource = salve_store_read (store, "Patient", id, NULL, NULL);
  const char *text;
  const char *found;
  gsize length;

  if (resource == NULL)
    return 0;
  text = salve_resource_get_text (resource, &length);
  found = g_strstr_len (text, (gssize)length, "\"valueInteger\":");
  return (guint)g_ascii_strtoull (found + strlen ("\"valueInteger\":"), NULL, 10);
}

/* One edit with the nth call failing. Returns: whether a call failed, so that there may be more to try */
static gboolean
fail_once (StoreFixture *fixture, FaultKind kind, guint nth, gboolean lasting)
{
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveChange) first = two_edits (1), second = two_edits (2), third = two_edits (3);
  g_autoptr (GError) error = NULL;
  gboolean ok, failed;

  g_assert_true (store_fixture_wait (salve_store_commit (store, first), NULL));
  fault_vfs_arm (kind, nth, lasting);
  ok = store_fixture_wait (salve_store_commit (store, second), &error);
  failed = fault_vfs_disarm ();
  if (!ok)
    {
      g_assert_true (failed);
      g_assert_true (g_error_matches (
          error, SALVE_STORE_ERROR, kind == FAULT_FULL ? SALVE_STORE_ERROR_DISK_FULL : SALVE_STORE_ERROR_IO));
      g_assert_cmpuint (number_of (store, "anna"), ==, 1);
      g_assert_cmpuint (number_of (store, "berta"), ==, 1);
    }
  else
    {
      g_assert_cmpuint (number_of (store, "anna"), ==, 2);
      g_assert_cmpuint (number_of (store, "berta"), ==, 2);
    }
  /* The disk works again: so does the store, without a restart. */
  g_assert_true (store_fixture_wait (salve_store_commit (store, third), NULL));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
  store = store_fixture_open (fixture);
  g_assert_cmpuint (number_of (store, "anna"), ==, 3);
  g_assert_cmpuint (number_of (store, "berta"), ==, 3);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
  return failed;
}

static void
test_every_call (gconstpointer data)
{
  FaultKind kind = (FaultKind)(GPOINTER_TO_UINT (data) / 2);
  gboolean lasting = GPOINTER_TO_UINT (data) % 2;
  guint nth = 1;

  for (;; nth++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();

      if (!fail_once (fixture, kind, nth, lasting))
        break;
    }
  g_test_message ("%u calls of one edit failed, one after the other", nth - 1);
  g_assert_cmpuint (nth, >, 1);
}

/* Making the file on a disk that fills up: an error, and a second try works. */
static void
test_birth (void)
{
  for (guint nth = 1;; nth += 3)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      g_autoptr (GError) error = NULL;
      SalveStore *store;
      gboolean failed;

      fault_vfs_arm (FAULT_FULL, nth, TRUE);
      store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_CREATE, &error);
      failed = fault_vfs_disarm ();
      if (store != NULL)
        store_fixture_close (store);
      else
        g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_DISK_FULL);
      store = store_fixture_open (fixture);
      store_fixture_assert_sound (store);
      store_fixture_close (store);
      if (!failed)
        break;
    }
}

/* A byte turned over anywhere is found, or it does no harm; it never ends the program and never shows a wrong record. */
static void
test_flipped_bytes (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autoptr (GHashTable) all = NULL;
  g_autofree char *content = NULL;
  guint found = 0;
  gsize length;

  for (guint i = 1; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);
      g_autoptr (SalveResource) patient = store_fixture_patient (id, "Keller", "Anna", i);

      store_fixture_put (store, patient);
    }
  all = store_fixture_dump (store);
  store_fixture_close (store);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/flip%u", fixture->folder, i);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      gsize at = (gsize)g_rand_int_range (random, 0, (int)length);
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveCheckReport) report = NULL;
      gboolean harmless;

      content[at] ^= 0x10;
      g_assert_true (g_file_set_contents (path, content, (gssize)length, NULL));
      content[at] ^= 0x10;
      store = salve_store_open (file, fixture->key, SALVE_STORE_OPEN_DEFAULT, &error);
      if (store == NULL)
        {
          g_assert_true (g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT)
                         || g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_WRONG_KEY));
          found++;
          continue;
        }
      report = salve_store_check (store, NULL, NULL, NULL, &error);
      harmless = report != NULL && report->ok;
      if (report == NULL)
        g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT);
      found += !harmless;
      if (harmless)
        {
          g_autoptr (GHashTable) now = store_fixture_dump (store);

          store_fixture_assert_same (all, now);
        }
      store_fixture_close (store);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_test_message ("%u of 120 were found, the others changed nothing", found);
#if SALVE_ENCRYPTION
  g_assert_cmpuint (found, >, 60);
#endif
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "full", "write", "sync" };

  g_test_init (&argc, &argv, NULL);
  dex_init ();
  fault_vfs_install ();
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name =
          g_strdup_printf ("/faults/every-call/%s%s", names[i / 2], i % 2 ? "-from-then-on" : "-once");

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_every_call);
    }
  g_test_add_func ("/faults/birth", test_birth);
  /* Only an encrypted page says whether it is as it was written. */
  if (SALVE_ENCRYPTION)
    g_test_add_func ("/faults/flipped-bytes", test_flipped_bytes);
  return g_test_run ();
}
