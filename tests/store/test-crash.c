/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child writes and tells, through a pipe, what was acknowledged to it; it is killed at any moment. Whatever it told is
 * in the file afterwards, and the file is sound. SALVE_KILLS sets how many kills. */
#include "config.h"

#include "store-fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENTS 8

/* Edits and bulk work for ever; a line "id n" after each edit that the store said was saved. */
static int
write_for_ever (const char *path, guint first)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SalveStoreKey) key = store_fixture_key ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);

  if (store == NULL)
    {
      g_printerr ("# %s\n", error->message);
      return 1;
    }
  for (guint n = first;; n++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", n % PATIENTS), *line = g_strdup_printf ("%s %u\n", id, n);
      g_autofree char *visit = g_strdup_printf ("e%u", n);
      g_autoptr (SalveResource) patient = store_fixture_patient (id, "Crash", "Test", n);
      g_autoptr (SalveResource) encounter = store_fixture_encounter (visit, id, n);
      g_autoptr (GPtrArray) bulk = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);

      for (guint i = 0; i < 20; i++)
        {
          g_autofree char *bulk_id = g_strdup_printf ("b%u", (n * 20 + i) % 300);

          g_ptr_array_add (bulk, store_fixture_patient (bulk_id, "Bulk", "Row", n));
        }
      dex_future_disown (salve_store_put_bulk (store, bulk, n % 3 ? SALVE_BULK_LOAD : SALVE_BULK_DEFAULT));
      if (n % 4 == 0)
        dex_future_disown (salve_store_finish_load (store));
      {
        g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Edit");

        salve_change_put (change, patient, SALVE_VERSION_ANY);
        salve_change_put (change, encounter, SALVE_VERSION_ANY);
        if (!store_fixture_wait (salve_store_commit (store, change), &error))
          {
            g_printerr ("# %s\n", error->message);
            return 1;
          }
      }
      if (write (STDOUT_FILENO, line, strlen (line)) < 0)
        return 0;
    }
}

/* Returns: the last n that was acknowledged; said[] has it for each patient */
static guint
run_and_kill (const char *program, const char *path, guint first, guint after_us, guint *said)
{
  g_autofree char *from = g_strdup_printf ("%u", first);
  const char *const argv[] = { program, "--writer", path, from, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int out, status;
  guint last = first;
  FILE *lines;
  char id[16], line[64];
  guint n;

  g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL,
                            &out, NULL, &error);
  g_assert_no_error (error);
  g_usleep (after_us);
  kill (pid, SIGKILL);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  g_assert_true (WIFSIGNALED (status));
  lines = fdopen (out, "r");
  while (fgets (line, sizeof line, lines) != NULL)
    if (strchr (line, '\n') != NULL && sscanf (line, "p%15[0-9] %u", id, &n) == 2)
      {
        said[atoi (id)] = n;
        last = n + 1;
      }
  fclose (lines);
  return last;
}

static guint
stored_number (SalveStore *store, guint patient)
{
  g_autofree char *id = g_strdup_printf ("p%u", patient);
  g_autoptr (SalveResource) resource = salve_store_read (store, "Patient", id, NULL, NULL);
  const char *text;
  const char *found;
  gsize length;

  if (resource == NULL)
    return 0;
  text = salve_resource_get_text (resource, &length);
  found = g_strstr_len (text, (gssize)length, "\"valueInteger\":");
  return (guint)atoi (found + strlen ("\"valueInteger\":"));
}

static void
verify (StoreFixture *fixture, const guint *said, gboolean whole)
{
  g_autoptr (GError) error = NULL;
  SalveStore *store = salve_store_open (fixture->file, fixture->key, SALVE_STORE_OPEN_CREATE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < PATIENTS; i++)
    {
      guint n = stored_number (store, i);
      g_autofree char *visit = g_strdup_printf ("e%u", n);
      g_autoptr (SalveResource) encounter = NULL;

      g_assert_cmpuint (n, >=, said[i]);
      if (n == 0)
        continue;
      /* The other half of the same change. */
      encounter = salve_store_read (store, "Encounter", visit, NULL, &error);
      g_assert_no_error (error);
    }
  if (whole)
    store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static const char *program;

static guint
kills_wanted (void)
{
  const char *text = g_getenv ("SALVE_KILLS");

  return text != NULL ? (guint)atoi (text) : 300;
}

/* One file through all the kills. */
static void
test_kills (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  guint said[PATIENTS] = { 0 }, n = 1, kills = kills_wanted (), total = 0;

  for (guint i = 0; i < kills; i++)
    {
      guint before = n;

      n = run_and_kill (program, fixture->path, n, (guint)g_rand_int_range (random, 1000, 60000), said);
      total += n - before;
      n++; /* one may have been saved and not told */
      verify (fixture, said, i % 20 == 19 || i + 1 == kills);
    }
  g_test_message ("%u kills, %u acknowledged changes, none lost", kills, total);
  g_assert_cmpuint (total, >, 0);
}

/* Killed while the file is being made: the next start makes or opens it. */
static void
test_kills_at_birth (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint kills = kills_wanted () / 5;

  for (guint i = 0; i < kills; i++)
    {
      g_autoptr (StoreFixture) fixture = store_fixture_new ();
      guint said[PATIENTS] = { 0 };

      run_and_kill (program, fixture->path, 1, (guint)g_rand_int_range (random, 500, 25000), said);
      verify (fixture, said, i % 10 == 0);
    }
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--writer"))
    {
      dex_init ();
      return write_for_ever (argv[2], (guint)atoi (argv[3]));
    }
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/crash/kills", test_kills);
  g_test_add_func ("/crash/kills-at-birth", test_kills_at_birth);
  return g_test_run ();
}
