/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of several people that the writer makes in one transaction: each is refused or made by itself, and a disk that
 * fails keeps all of them out of the file. */
#include "config.h"

#include <string.h>

#include "fault-vfs.h"
#include "salve-store-run.h"
#include "store-fixture.h"

#define CROWD 20u

/* Holds the writer, so that what is committed meanwhile waits together. */
typedef struct
{
  GMutex mutex;
  GCond changed;
  gboolean held, released;
  DexFuture *future;
} Gate;

static gboolean
hold (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->held = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->released)
    g_cond_wait (&gate->changed, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  return TRUE;
}

static void
gate_close (Gate *gate, SalveStore *store)
{
  *gate = (Gate){ 0 };
  g_mutex_init (&gate->mutex);
  g_cond_init (&gate->changed);
  gate->future = salve_store_run_write (store, SALVE_PRIORITY_PERSON, hold, gate, NULL);
  g_mutex_lock (&gate->mutex);
  while (!gate->held)
    g_cond_wait (&gate->changed, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->released = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->mutex);
  g_assert_true (store_fixture_wait (g_steal_pointer (&gate->future), NULL));
}

static DexFuture *
commit (SalveStore *store, SalveResource *resource, gint64 version)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Edit");

  salve_change_put (change, resource, version);
  return salve_store_commit (store, change);
}

static DexFuture *
commit_patient (SalveStore *store, guint who, guint n, gint64 version)
{
  g_autofree char *id = g_strdup_printf ("p%u", who);
  g_autoptr (SalveResource) patient = store_fixture_patient (id, "Keller", "Anna", n);

  return commit (store, patient, version);
}

static DexFuture *
commit_booking (SalveStore *store, const char *id, const char *patient)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"%s\",\"status\":\"booked\",\"start\":"
      "\"2040-03-01T08:00:00Z\",\"end\":\"2040-03-01T08:15:00Z\",\"participant\":[{\"actor\":"
      "{\"reference\":\"Patient/%s\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
      "\"Practitioner/d1\"},\"status\":\"accepted\"}]}",
      id, patient);
  g_autoptr (SalveResource) appointment = store_fixture_parse (json);

  return commit (store, appointment, SALVE_VERSION_ANY);
}

static guint32
read_be32 (const guint8 *at)
{
  return GUINT32_FROM_BE (*(const guint32 *)(gconstpointer)at);
}

/* How many transactions the journal holds: their last page says how long the file is (https://sqlite.org/fileformat2.html,
 * 4.1). To fill a sector of the disk SQLite writes it once more. */
static guint
count_transactions (StoreFixture *fixture)
{
  g_autofree char *path = g_strconcat (fixture->path, "-wal", NULL), *text = NULL;
  const guint8 *content;
  guint n = 0;
  guint32 last = 0;
  gsize length, frame;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  content = (const guint8 *)text;
  g_assert_cmpuint (length, >, 32);
  frame = 24 + read_be32 (content + 8);
  for (gsize at = 32; at + frame <= length; at += frame)
    {
      gboolean ends = read_be32 (content + at + 4) != 0 && memcmp (content + at + 8, content + 16, 8) == 0;

      n += ends && read_be32 (content + at) != last;
      last = ends ? read_be32 (content + at) : 0;
    }
  return n;
}

static void
test_together (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  DexFuture *futures[CROWD];
  guint before;
  Gate gate;

  gate_close (&gate, store);
  before = count_transactions (fixture);
  for (guint i = 0; i < CROWD; i++)
    futures[i] = commit_patient (store, i, 1, SALVE_VERSION_NONE);
  gate_open (&gate);
  for (guint i = 0; i < CROWD; i++)
    g_assert_true (store_fixture_wait (futures[i], NULL));
  g_assert_cmpuint (count_transactions (fixture) - before, ==, 1);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* The second booking of a time, an edit of what is no longer so and one that undoes nothing: each is refused alone, and
 * those beside it are made. */
static void
test_refused_alone (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GError) taken = NULL, stale = NULL, unknown = NULL;
  DexFuture *first, *second, *newer, *older, *undo, *last;
  guint before;
  Gate gate;

  g_assert_true (store_fixture_wait (commit_patient (store, 1, 1, SALVE_VERSION_NONE), NULL));
  gate_close (&gate, store);
  before = count_transactions (fixture);
  first = commit_booking (store, "a1", "p1");
  second = commit_booking (store, "a2", "p2");
  newer = commit_patient (store, 1, 2, 1);
  older = commit_patient (store, 1, 3, 1);
  undo = salve_store_undo (store, 4711, "tester", "desk");
  last = commit_patient (store, 3, 1, SALVE_VERSION_NONE);
  gate_open (&gate);
  g_assert_true (store_fixture_wait (first, NULL));
  g_assert_false (store_fixture_wait (second, &taken));
  g_assert_error (taken, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_assert_true (store_fixture_wait (newer, NULL));
  g_assert_false (store_fixture_wait (older, &stale));
  g_assert_error (stale, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT);
  g_assert_false (store_fixture_wait (undo, &unknown));
  g_assert_error (unknown, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
  g_assert_true (store_fixture_wait (last, NULL));
  g_assert_cmpuint (count_transactions (fixture) - before, ==, 1);
  g_assert_null (salve_store_read (store, "Appointment", "a2", NULL, NULL));
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* Four changes with the nth call of the disk failing. Returns: whether a call failed */
static gboolean
fail_once (FaultKind kind, guint nth, gboolean lasting)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  DexFuture *futures[4];
  gboolean ok[4], failed;
  Gate gate;

  gate_close (&gate, store);
  for (guint i = 0; i < 4; i++)
    futures[i] = commit_patient (store, i, 1, SALVE_VERSION_NONE);
  fault_vfs_arm (kind, nth, lasting);
  gate_open (&gate);
  for (guint i = 0; i < 4; i++)
    ok[i] = store_fixture_wait (futures[i], NULL);
  failed = fault_vfs_disarm ();
  for (guint turn = 0; turn < 2; turn++)
    {
      for (guint i = 0; i < 4; i++)
        {
          g_autofree char *id = g_strdup_printf ("p%u", i);
          g_autoptr (SalveResource) there = salve_store_read (store, "Patient", id, NULL, NULL);

          g_assert_true (ok[i] || failed);
          g_assert_cmpint (there != NULL, ==, ok[i]);
        }
      store_fixture_assert_sound (store);
      store_fixture_close (store);
      if (turn == 0)
        store = store_fixture_open (fixture);
    }
  return failed;
}

static void
test_faults (gconstpointer data)
{
  FaultKind kind = (FaultKind)(GPOINTER_TO_UINT (data) / 2);
  guint nth = 1;

  /* A group calls some hundred times, nearly all of them for a page of its journal. */
  while (fail_once (kind, nth, GPOINTER_TO_UINT (data) % 2))
    nth += 1 + nth / 8;
  g_test_message ("one of the first %u calls of a group failed, and so on", nth);
  g_assert_cmpuint (nth, >, 1);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "full-once", NULL, NULL, "write-from-then-on", "sync-once", NULL };

  g_test_init (&argc, &argv, NULL);
  dex_init ();
  fault_vfs_install ();
  g_test_add_func ("/commit-group/together", test_together);
  g_test_add_func ("/commit-group/refused-alone", test_refused_alone);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("/commit-group/faults/%s", names[i]);

      if (names[i] != NULL)
        g_test_add_data_func (name, GUINT_TO_POINTER (i), test_faults);
    }
  return g_test_run ();
}
