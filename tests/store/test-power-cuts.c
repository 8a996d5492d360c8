/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power goes at any moment: whatever of the unsynced writes arrived, the file opens, is sound, and has all that was
 * acknowledged. What was written is recorded once a round; the states are made from the record. SALVE_POWER_CUTS sets
 * how many are looked at, SALVE_POWER_SEED with which round to begin. */
#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fault-vfs.h"

#define STATES_A_ROUND 250
#define SESSIONS 3
#define ACTIONS 12 /* a session */
#define BULK_ROWS 12

/* What somebody was told by then. Only grows. */
typedef struct
{
  guint changes;
  guint bulk;
} Said;

typedef struct
{
  GRand *random;
  SalveStore *store;
  GArray *values; /* guint: the number in both records after so many changes */
  GArray *said;   /* Said, by the number in the log */
  gint64 last_change;
  gboolean last_was_undo;
  guint bulk; /* rounds of bulk work that were begun */
  DexFuture *bulk_work;
} Round;

static guint
number_of (SalveStore *store, const char *id)
{
  g_autoptr (SalveResource) resource = salve_store_read (store, "Patient", id, NULL, NULL);
  const char *text, *found;
  gsize length;

  if (resource == NULL)
    return 0;
  text = salve_resource_get_text (resource, &length);
  found = g_strstr_len (text, (gssize)length, "\"valueInteger\":");
  return (guint)g_ascii_strtoull (found + strlen ("\"valueInteger\":"), NULL, 10);
}

static Said *
last_said (Round *round)
{
  return &g_array_index (round->said, Said, round->said->len - 1);
}

static void
say (Round *round, Said said)
{
  g_array_append_val (round->said, said);
  fault_vfs_acknowledge (round->said->len - 1);
}

static void
end_bulk (Round *round)
{
  if (round->bulk_work == NULL)
    return;
  g_assert_true (store_fixture_wait (g_steal_pointer (&round->bulk_work), NULL));
  say (round, (Said){ last_said (round)->changes, round->bulk });
}

static void
begin_bulk (Round *round)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  gboolean load = g_rand_boolean (round->random);

  end_bulk (round);
  round->bulk++;
  for (guint i = 0; i < BULK_ROWS; i++)
    {
      g_autofree char *id = g_strdup_printf ("b%u", i);

      g_ptr_array_add (rows, store_fixture_patient (id, "Bulk", "Row", round->bulk));
    }
  round->bulk_work = salve_store_put_bulk (round->store, rows, load ? SALVE_BULK_LOAD : SALVE_BULK_DEFAULT);
  if (load && g_rand_boolean (round->random))
    dex_future_disown (salve_store_finish_load (round->store));
}

static void
changed (Round *round, gint64 change, guint value, gboolean undo)
{
  g_array_append_val (round->values, value);
  round->last_change = change;
  round->last_was_undo = undo;
  say (round, (Said){ round->values->len - 1, last_said (round)->bulk });
}

static void
edit (Round *round)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Edit");
  guint n = 1000 + round->values->len;
  g_autoptr (SalveResource) anna = store_fixture_patient ("anna", "Keller", "Anna", n);
  g_autoptr (SalveResource) berta = store_fixture_patient ("berta", "Weiß", "Berta", n);

  salve_change_put (change, anna, SALVE_VERSION_ANY);
  salve_change_put (change, berta, SALVE_VERSION_ANY);
  changed (round, store_fixture_wait_id (salve_store_commit (round->store, change)), n, FALSE);
}

static void
undo (Round *round)
{
  guint before = g_array_index (round->values, guint, round->values->len - 2);
  gint64 id = store_fixture_wait_id (salve_store_undo (round->store, round->last_change, "tester", "desk"));

  changed (round, id, before, TRUE);
}

static void
act (Round *round)
{
  int what = g_rand_int_range (round->random, 0, 6);

  if (what == 0)
    begin_bulk (round);
  else if (what == 1)
    end_bulk (round);
  else if (what == 2 && round->values->len > 1 && !round->last_was_undo)
    undo (round);
  else
    edit (round);
}

/* Returns: (transfer full): what was written while a file was made and worked with */
static PowerLog *
record_round (StoreFixture *fixture, Round *round)
{
  fault_vfs_start_recording (fixture->folder);
  for (guint session = 0; session < SESSIONS; session++)
    {
      round->store = store_fixture_open (fixture);
      for (guint i = 0; i < ACTIONS; i++)
        act (round);
      end_bulk (round);
      store_fixture_close (round->store);
    }
  return fault_vfs_stop_recording ();
}

static void
verify (Round *round, const char *folder, const Said *said, gboolean goes_on)
{
  g_autofree char *path = g_build_filename (folder, "clinic.salve", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SalveStoreKey) key = store_fixture_key ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  SalveStore *store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  guint value;

  g_assert_no_error (error);
  changes = salve_store_list_changes (store, "Patient", "anna", 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, >=, said->changes);
  g_assert_cmpuint (changes->len, <, round->values->len);
  value = g_array_index (round->values, guint, changes->len);
  g_assert_cmpuint (number_of (store, "anna"), ==, value);
  g_assert_cmpuint (number_of (store, "berta"), ==, value);
  for (guint i = 0; i < BULK_ROWS; i++)
    {
      g_autofree char *id = g_strdup_printf ("b%u", i);

      g_assert_cmpuint (number_of (store, id), >=, said->bulk);
    }
  store_fixture_assert_sound (store);
  if (goes_on)
    {
      g_autoptr (SalveResource) after = store_fixture_patient ("after", "Nach", "Strom", 1);

      store_fixture_put (store, after);
      store_fixture_assert_sound (store);
    }
  store_fixture_close (store);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  return *(const int *)a - *(const int *)b;
}

static void
verify_round (Round *round, PowerLog *log, const char *folder, guint n)
{
  g_autoptr (PowerDisk) disk = power_disk_new (log);
  g_autofree int *places = g_new (int, n);

  for (guint i = 0; i < n; i++)
    places[i] = g_rand_int_range (round->random, 0, (int)power_log_get_length (log) + 1);
  qsort (places, n, sizeof *places, compare_places);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      power_disk_advance (disk, (guint)places[i]);
      power_disk_write (disk, folder, round->random);
      verify (round, folder, &g_array_index (round->said, Said, power_disk_get_acknowledged (disk)),
              i % 10 == 0);
      store_fixture_remove_folder (folder);
    }
}

static void
run_round (guint seed, guint states)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autofree char *folder = g_build_filename (fixture->folder, "state", NULL);
  Round round = { .random = g_rand_new_with_seed (seed) };
  g_autoptr (PowerLog) log = NULL;
  const Said nothing = { 0 };
  const guint none = 0;

  round.values = g_array_new (FALSE, FALSE, sizeof (guint));
  round.said = g_array_new (FALSE, FALSE, sizeof (Said));
  g_array_append_val (round.values, none);
  g_array_append_val (round.said, nothing);
  log = record_round (fixture, &round);
  verify_round (&round, log, folder, states);
  g_array_unref (round.values);
  g_array_unref (round.said);
  g_rand_free (round.random);
}

static guint
number_from (const char *variable, guint otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_power_cuts (void)
{
  guint wanted = number_from ("SALVE_POWER_CUTS", 2000), seed = number_from ("SALVE_POWER_SEED", 1), done = 0;

  for (; done < wanted; seed++)
    {
      guint states = MIN (wanted - done, STATES_A_ROUND);

      g_test_message ("round %u", seed);
      run_round (seed, states);
      done += states;
    }
  g_test_message ("%u states that a power cut could leave, nothing acknowledged lost", done);
}

int
main (int argc, char **argv)
{
  /* The cuts are only played: a disk in memory serves as well, and is sooner done. */
  if (g_getenv ("TMPDIR") == NULL && g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  fault_vfs_install ();
  g_test_add_func ("/power-cuts/states", test_power_cuts);
  return g_test_run ();
}
