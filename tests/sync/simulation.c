/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs from seeds: desks work with the real store and the real engine on a bad network, are killed at any write and
 * started again; then the network gets well, and what sync promises has to be true.
 *
 * usage: test-sync-simulation --help; build-aux/simulate calls it for people */
#include "config.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault-vfs.h"
#include "memory-vfs.h"
#include "sim-world.h"

#define KEPT_STEPS 500 /* those in seeds.txt failed with so many */

static int first_seed = 1, n_seeds = 0, n_steps = 500, n_jobs = 0;
static gboolean trace, until_failure;
static char *seeds_file, *server_name;

static const GOptionEntry options[] = {
  { "first", 0, 0, G_OPTION_ARG_INT, &first_seed, "The first seed", "N" },
  { "count", 0, 0, G_OPTION_ARG_INT, &n_seeds, "How many seeds", "N" },
  { "steps", 0, 0, G_OPTION_ARG_INT, &n_steps, "Steps of a run", "N" },
  { "jobs", 0, 0, G_OPTION_ARG_INT, &n_jobs, "Processes that share the seeds (one a processor)", "N" },
  { "trace", 0, 0, G_OPTION_ARG_NONE, &trace, "Say what happens", NULL },
  { "until-failure", 0, 0, G_OPTION_ARG_NONE, &until_failure, "End with the first seed that fails", NULL },
  { "server", 0, 0, G_OPTION_ARG_STRING, &server_name, "The clinic's first server (the seed says which)",
    "KIND" },
  { "seeds", 0, 0, G_OPTION_ARG_FILENAME, &seeds_file, "Seeds that are always run, one a line", "FILE" },
  { NULL },
};

/* What is counted, one number after the other. */
typedef struct
{
  guint64 kept_failed, failed, runs, acknowledged, crashes, conflicts, refusals, requests, faults, cpu;
} Totals;

#define N_TOTALS (sizeof (Totals) / sizeof (guint64))

static Totals totals;

static void
bury_the_dead (SimWorld *world)
{
  for (guint i = 0; i < world->clients->len; i++)
    {
      SimClient *client = world->clients->pdata[i];

      if (client->store != NULL && sim_client_is_dead (client))
        {
          sim_world_say (world, "%s is dead", client->name);
          world->n_crashes++;
          sim_client_bury (client);
        }
    }
}

static void
step_client (SimWorld *world, SimClient *client)
{
  guint what = sim_draw (world, 100);

  if (client->store == NULL)
    {
      if (what < 20)
        sim_client_start (client);
      return;
    }
  if (what < 40)
    sim_person_act (client);
  else if (what < 44)
    fault_vfs_kill_at (client->folder, 1 + sim_draw (world, 50));
  else if (what < 50)
    sim_person_decide (client, FALSE);
  else if (what < 58 && sim_client_lags (client))
    sim_client_move (client);
  else if (what < 58)
    sim_client_connect (client);
  else if (what < 66 && client->remote != NULL)
    model_remote_sign_in (client->remote);
  else if (what < 75 && client->sync != NULL)
    salve_sync_wake (client->sync);
  else
    sim_world_settle (world, sim_draw (world, 30));
}

/* Somebody mends the clock of a server that was ahead. */
static void
set_clock_back (SimWorld *world)
{
  world->server_skew -= sim_draw (world, 180) * G_TIME_SPAN_MINUTE;
  sim_world_say (world, "the server's clock is set back");
}

static void
step (SimWorld *world)
{
  guint what = sim_draw (world, 100);

  if (what < 50)
    step_client (world, world->clients->pdata[sim_draw (world, world->clients->len)]);
  else if (what < 98)
    {
      SalveInstant until = model_clock_now (world->clock) + sim_draw (world, 10) * G_TIME_SPAN_SECOND;

      model_clock_step (world->clock, until);
      sim_world_settle (world, sim_draw (world, 3) == 0 ? sim_draw (world, 20) : 10000);
    }
  else if (what < 99 || sim_draw (world, 20) != 0)
    sim_world_pass (world, sim_draw (world, 60) * G_TIME_SPAN_SECOND);
  else
    set_clock_back (world);
  bury_the_dead (world);
  sim_check_server (world);
}

static gboolean
is_quiet (SimWorld *world)
{
  for (guint i = 0; i < world->clients->len; i++)
    {
      SimClient *client = world->clients->pdata[i];
      guint waiting, conflicts, refused;

      salve_store_count_sync (client->store, &waiting, &conflicts, &refused, NULL);
      /* A request of the bad times may still be on its way. */
      if (conflicts + refused > 0 || (waiting > 0 && !sim_world_is_read_only (world))
          || salve_sync_get_state (client->sync) == SALVE_SYNC_RUNNING)
        return FALSE;
    }
  return TRUE;
}

/* The desks are shut down, and are started in the morning: by then they compare with servers that do not say what was
 * deleted. */
static void
pass_night (SimWorld *world)
{
  for (guint i = 0; i < world->clients->len; i++)
    sim_client_bury (world->clients->pdata[i]);
  sim_world_pass (world, 12 * G_TIME_SPAN_HOUR);
  for (guint i = 0; i < world->clients->len; i++)
    sim_client_start (world->clients->pdata[i]);
}

/* Whoever is still at the former server goes to the clinic's, as soon as nothing is left to be decided. */
static void
follow (SimWorld *world)
{
  for (guint i = 0; i < world->clients->len; i++)
    {
      SimClient *client = world->clients->pdata[i];

      for (guint try = 0; try < 5 && sim_client_lags (client); try++)
        {
          sim_person_decide (client, TRUE);
          sim_client_move (client);
        }
      if (sim_client_lags (client))
        sim_world_fail (world, "%s: stays at the former server", client->name);
    }
}

/* The network is well, everybody runs and signs in; people decide what waits for them. */
static void
get_well (SimWorld *world)
{
  world->calm = TRUE;
  world->faults = (ModelFaults){ 0 };
  for (guint i = 0; i < world->clients->len; i++)
    {
      SimClient *client = world->clients->pdata[i];

      if (client->store != NULL)
        fault_vfs_kill_at (client->folder, 0);
      else
        sim_client_start (client);
      sim_client_connect (client);
      if (client->remote != NULL)
        model_remote_sign_in (client->remote);
    }
  follow (world);
  for (guint round = 0, quiet = 0; round < 40 && quiet < 2 && world->failure == NULL; round++)
    {
      if (quiet == 1)
        {
          sim_check_received (world);
          pass_night (world);
        }
      for (guint i = 0; i < world->clients->len; i++)
        salve_sync_wake (((SimClient *)world->clients->pdata[i])->sync);
      sim_world_pass (world, 45 * G_TIME_SPAN_SECOND);
      sim_check_waiting (world);
      if (quiet == 0 && is_quiet (world))
        {
          /* What the one desk sent last the others have at their next look. */
          for (guint i = 0; i < world->clients->len; i++)
            salve_sync_wake (((SimClient *)world->clients->pdata[i])->sync);
          sim_world_pass (world, 10 * G_TIME_SPAN_SECOND);
        }
      quiet = is_quiet (world) ? quiet + 1 : 0;
      for (guint i = 0; quiet == 0 && i < world->clients->len; i++)
        sim_person_decide (world->clients->pdata[i], round > 12);
    }
}

static void
add_totals (SimWorld *world)
{
  totals.runs++;
  totals.acknowledged += world->n_acknowledged;
  totals.crashes += world->n_crashes;
  totals.conflicts += world->n_conflicts;
  totals.refusals += world->n_refusals;
  totals.requests += world->n_requests;
  totals.faults += world->n_faults;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* Returns: (transfer full) (nullable): what went wrong */
static char *
run (guint32 seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("salve-simulation-XXXXXX", &error);
  SimWorld *world;
  char *failure;

  g_assert_no_error (error);
  world =
      sim_world_new (seed, folder, server_name != NULL ? model_personality_find (server_name) : NULL, trace);
  for (guint i = 0; i < world->clients->len; i++)
    {
      sim_client_start (world->clients->pdata[i]);
      /* Clinics without a server have records before they get one. */
      if (sim_draw (world, 2) == 0 && ((SimClient *)world->clients->pdata[i])->store != NULL)
        sim_client_connect (world->clients->pdata[i]);
    }
  for (int i = 0; i < n_steps && world->failure == NULL; i++)
    {
      if ((guint)i == world->moves_at)
        sim_world_move (world);
      step (world);
    }
  if (world->failure == NULL)
    get_well (world);
  if (world->failure == NULL)
    sim_check_end (world);
  failure = g_steal_pointer (&world->failure);
  for (guint i = 0; i < world->clients->len; i++)
    sim_client_bury (world->clients->pdata[i]);
  add_totals (world);
  sim_world_free (world);
  memory_vfs_clear ();
  remove_folder (folder);
  return failure;
}

static gboolean
run_and_tell (guint32 seed)
{
  g_autofree char *failure = run (seed);

  if (failure != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (failure, "\n", -1);
      g_autofree char *told = g_strjoinv ("\n# ", lines);

      g_print ("# seed %u: %s\n", seed, told);
    }
  return failure == NULL;
}

/* What a dead program says does not matter; what it must never say ends the run. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR))
    {
      g_log_writer_standard_streams (level, fields, n_fields, NULL);
      abort ();
    }
  return trace ? g_log_writer_standard_streams (level, fields, n_fields, NULL) : G_LOG_WRITER_HANDLED;
}

static void
prepare (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  model_remote_set_tracing (trace);
  dex_init ();
  /* What one run gives back the next one takes: that need not go by way of the kernel. */
  mallopt (M_TRIM_THRESHOLD, 512 * 1024 * 1024);
  mallopt (M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  /* Everything is in one thread. */
  sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  memory_vfs_install ();
  fault_vfs_install ();
}

/* Adds the numbers at the beginnings of a file's lines. file: (nullable) */
static void
read_seeds (const char *file, GArray *seeds)
{
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  if (file == NULL)
    return;
  g_file_get_contents (file, &content, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_isdigit (*lines[i]))
      {
        guint32 seed = (guint32)g_ascii_strtoull (lines[i], NULL, 10);

        g_array_append_val (seeds, seed);
      }
}

/* Returns: (transfer full): those of the file, then the others; n_kept: (out): how many are of the file */
static GArray *
list_seeds (guint *n_kept)
{
  GArray *seeds = g_array_new (FALSE, FALSE, sizeof (guint32));

  read_seeds (seeds_file, seeds);
  *n_kept = seeds->len;
  for (int i = 0; i < n_seeds; i++)
    {
      guint32 seed = (guint32)(first_seed + i);

      g_array_append_val (seeds, seed);
    }
  return seeds;
}

/* Every n_jobs-th seed, from the number'th on. */
static void
run_part (int number)
{
  guint n_kept;
  g_autoptr (GArray) seeds = list_seeds (&n_kept);
  int steps = n_steps;

  for (guint i = (guint)number; i < seeds->len && !(until_failure && totals.failed > 0); i += (guint)n_jobs)
    {
      n_steps = i < n_kept ? KEPT_STEPS : steps;
      if (!run_and_tell (g_array_index (seeds, guint32, i)))
        *(i < n_kept ? &totals.kept_failed : &totals.failed) += 1;
    }
  n_steps = steps;
  totals.cpu = (guint64)clock ();
}

/* In a process of its own, because the store's template, the clock and the disk are there once. Returns: its output */
static int
begin_part (int number)
{
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  fflush (stdout);
  if (fork () != 0)
    {
      close (ends[1]);
      return ends[0];
    }
  close (ends[0]);
  g_assert_cmpint (dup2 (ends[1], STDOUT_FILENO), >=, 0);
  prepare ();
  run_part (number);
  g_print ("totals");
  for (guint i = 0; i < N_TOTALS; i++)
    g_print (" %" G_GUINT64_FORMAT, ((guint64 *)&totals)[i]);
  g_print ("\n");
  fflush (stdout);
  exit (0);
}

/* Says what the part says, and adds what it counted. */
static void
end_part (int output)
{
  FILE *stream = fdopen (output, "r");
  char *line = NULL;
  size_t size = 0;
  gboolean counted = FALSE;

  while (getline (&line, &size, stream) >= 0)
    {
      char *at = line + strlen ("totals");

      if (!g_str_has_prefix (line, "totals "))
        {
          g_print ("%s", line);
          continue;
        }
      for (guint i = 0; i < N_TOTALS; i++)
        ((guint64 *)&totals)[i] += g_ascii_strtoull (at, &at, 10);
      counted = TRUE;
    }
  /* One that died has failed, whatever it was at. */
  totals.failed += !counted;
  free (line);
  fclose (stream);
}

static void
run_all (void)
{
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (int));

  if (n_jobs == 1)
    {
      prepare ();
      run_part (0);
      return;
    }
  for (int i = 0; i < n_jobs; i++)
    {
      int output = begin_part (i);

      g_array_append_val (outputs, output);
    }
  for (guint i = 0; i < outputs->len; i++)
    end_part (g_array_index (outputs, int, i));
  while (wait (NULL) > 0)
    ;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (server_name != NULL && model_personality_find (server_name) == NULL)
    {
      g_printerr ("There is no server of the kind %s.\n", server_name);
      return 2;
    }
  /* Where everything is slower, as under the sanitizers; how many were run is said at the end. */
  if (g_getenv ("SALVE_SEEDS") != NULL)
    n_seeds = atoi (g_getenv ("SALVE_SEEDS"));
  if (g_getenv ("TMPDIR") == NULL && g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  if (n_jobs <= 0)
    n_jobs = trace || until_failure ? 1 : (int)g_get_num_processors ();
  g_print ("TAP version 14\n1..%d\n", seeds_file != NULL ? 2 : 1);
  run_all ();
  if (seeds_file != NULL)
    g_print ("%s 1 - seeds that failed once\n", totals.kept_failed == 0 ? "ok" : "not ok");
  g_print ("# %" G_GUINT64_FORMAT " runs of %d steps in %.1f s of processor time: %" G_GUINT64_FORMAT
           " changes acknowledged, %" G_GUINT64_FORMAT " kills, %" G_GUINT64_FORMAT
           " requests, %" G_GUINT64_FORMAT " with a fault, %" G_GUINT64_FORMAT
           " conflicts, %" G_GUINT64_FORMAT " refusals\n",
           totals.runs, n_steps, (double)totals.cpu / CLOCKS_PER_SEC, totals.acknowledged, totals.crashes,
           totals.requests, totals.faults, totals.conflicts, totals.refusals);
  g_print ("%s %d - seeds %d to %d: %" G_GUINT64_FORMAT " failed\n", totals.failed == 0 ? "ok" : "not ok",
           seeds_file != NULL ? 2 : 1, first_seed, first_seed + n_seeds - 1, totals.failed);
  return totals.failed + totals.kept_failed > 0;
}
