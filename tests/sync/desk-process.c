/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk without a screen, for tests with real processes: FILE BASE PIN TOKEN (PIN - trusts whom it meets first); a line of standard input is a command, a
 * line of standard output its answer. BASE - is a clinic without a server.
 *
 *   sync            rounds until nothing is left to do → done | waits N | failed MESSAGE
 *   probe           → what the server can do, as JSON
 *   put JSON        a person's change → saved | refused MESSAGE
 *   delete TYPE/ID  → saved | refused MESSAGE
 *   get TYPE/ID     → JSON | none
 *   count           → {"Patient":3,…}
 *   state           → waiting conflicts refused
 *   refusals        → TYPE/ID MESSAGE; … on one line
 *   leave           forgets the server that the file belonged to → left | refused MESSAGE
 *   memory          → the most that was resident, KiB */
#include "config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "salve-fixed-token.h"
#include "salve-http-remote.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"
#include "salve-sync.h"
#include "test-desk.h"

#define ROUNDS 20

/* Takes the future. */
static gboolean
wait_for (DexFuture *future, GError **error)
{
  gboolean ok;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  ok = dex_future_get_value (future, error) != NULL;
  dex_unref (future);
  return ok;
}

/* A promise that another thread resolves wakes nobody here: this does. */
static gboolean
look_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void answer (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
answer (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static void
do_sync (SalveSync *sync)
{
  for (int i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!wait_for (salve_sync_run_once (sync), &error))
        {
          answer ("failed %s", error->message);
          return;
        }
      if (salve_sync_get_n_waiting (sync) == 0)
        {
          answer ("done");
          return;
        }
    }
  answer ("waits %u", salve_sync_get_n_waiting (sync));
}

static void
do_change (SalveStore *store, SalveChange *change)
{
  g_autoptr (GError) error = NULL;

  if (wait_for (salve_store_commit (store, change), &error))
    answer ("saved");
  else
    answer ("refused %s", error->message);
}

static void
do_put (SalveStore *store, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, &error);
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Put");

  if (resource == NULL)
    {
      answer ("refused %s", error->message);
      return;
    }
  salve_change_put (change, resource, SALVE_VERSION_ANY);
  do_change (store, change);
}

static void
do_named (SalveStore *store, const char *command, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", 2);
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Delete");

  g_return_if_fail (parts[0] != NULL && parts[1] != NULL);
  if (g_str_equal (command, "delete"))
    {
      salve_change_delete (change, parts[0], parts[1], SALVE_VERSION_ANY);
      do_change (store, change);
      return;
    }
  resource = salve_store_read (store, parts[0], parts[1], NULL, NULL);
  answer ("%s", resource != NULL ? salve_resource_get_text (resource, NULL) : "none");
}

static void
do_count (SalveStore *store)
{
  g_autoptr (GHashTable) counts = salve_store_count_types (store, NULL);
  g_autoptr (GString) out = g_string_new ("{");
  GHashTableIter iter;
  gpointer type, n;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &type, &n))
    g_string_append_printf (out, "%s\"%s\":%" G_GUINT64_FORMAT, out->len > 1 ? "," : "", (char *)type,
                            *(guint64 *)n);
  answer ("%s}", out->str);
}

static void
do_state (SalveStore *store)
{
  guint waiting = 0, conflicts = 0, refused = 0;

  salve_store_count_sync (store, &waiting, &conflicts, &refused, NULL);
  answer ("%u %u %u", waiting, conflicts, refused);
}

static void
do_refusals (SalveStore *store)
{
  g_autoptr (GPtrArray) refusals = salve_store_list_refusals (store, 1000, NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < refusals->len; i++)
    {
      const SalveSyncRefusal *refusal = refusals->pdata[i];

      g_string_append_printf (out, "%s%s/%s %s", i > 0 ? "; " : "", refusal->type, refusal->resource_id,
                              refusal->error);
    }
  g_strdelimit (out->str, "\n", ' ');
  answer ("%s", out->str);
}

static void
do_probe (SalveSync *sync, SalveStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (!wait_for (salve_sync_probe (sync), &error))
    {
      answer ("failed %s", error->message);
      return;
    }
  json = salve_store_get_setting (store, SALVE_SETTING_ABILITIES, NULL);
  answer ("%s", json);
}

static void
do_leave (SalveStore *store)
{
  g_autoptr (GError) error = NULL;

  if (wait_for (salve_sync_rows_forget_server (store, "tester"), &error))
    answer ("left");
  else
    answer ("refused %s", error->message);
}

static void
run (SalveStore *store, SalveSync *sync, const char *line)
{
  const char *space = strchr (line, ' ');
  g_autofree char *command = space != NULL ? g_strndup (line, space - line) : g_strdup (line);
  const char *rest = space != NULL ? space + 1 : "";
  struct rusage usage;

  if (g_str_equal (command, "sync"))
    do_sync (sync);
  else if (g_str_equal (command, "probe"))
    do_probe (sync, store);
  else if (g_str_equal (command, "put"))
    do_put (store, rest);
  else if (g_str_equal (command, "get") || g_str_equal (command, "delete"))
    do_named (store, command, rest);
  else if (g_str_equal (command, "count"))
    do_count (store);
  else if (g_str_equal (command, "state"))
    do_state (store);
  else if (g_str_equal (command, "leave"))
    do_leave (store);
  else if (g_str_equal (command, "refusals"))
    do_refusals (store);
  else if (g_str_equal (command, "memory") && getrusage (RUSAGE_SELF, &usage) == 0)
    answer ("%ld", usage.ru_maxrss);
  else
    answer ("what?");
}

static const char *
fetch_pin (const char *base)
{
  g_autoptr (GError) error = NULL;
  DexFuture *future = dex_ref (salve_trust_fetch (base));
  const char *pin;

  g_assert_true (wait_for (future, &error));
  pin = g_intern_string (
      ((SalveServerKey *)g_value_get_boxed (dex_future_get_value (future, NULL)))->fingerprint);
  dex_unref (future);
  return pin;
}

int
main (int argc, char **argv)
{
  const SalveSyncEnvironment environment = test_desk_get_environment ();
  g_autoptr (SalveStore) store = NULL;
  g_autoptr (SalveTrust) trust = NULL;
  g_autoptr (SalveTokenSource) token = NULL;
  g_autoptr (SalveRemote) remote = NULL;
  g_autoptr (SalveSync) sync = NULL;
  char *line = NULL;
  size_t size = 0;
  ssize_t length;

  if (argc != 5)
    return 2;
  dex_init ();
  store = test_desk_open (argv[1], NULL);
  if (!g_str_equal (argv[2], "-"))
    {
      trust = salve_trust_new (g_str_equal (argv[3], "-") ? fetch_pin (argv[2]) : argv[3]);
      token = salve_fixed_token_new (argv[4]);
      remote = salve_http_remote_new (argv[2], trust, token);
      sync = salve_sync_new (store, remote, &environment);
    }
  g_timeout_add (1, look_up, NULL);
  while ((length = getline (&line, &size, stdin)) > 0)
    {
      if (line[length - 1] == '\n')
        line[length - 1] = '\0';
      run (store, sync, line);
    }
  free (line);
  return wait_for (salve_store_close (store), NULL) ? 0 : 1;
}
