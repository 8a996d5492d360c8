/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk without a screen: a real store, a real engine, a real connection. It does what its standard input says, a line a
 * command, and answers each with a line; "ok" means that what was asked for is on the disk.
 *
 * usage: desk STORE KEY-FILE BASE PIN TOKEN */
#include "config.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>

#include "salve-appointment-details.h"
#include "salve-edit.h"
#include "salve-fixed-token.h"
#include "salve-http-remote.h"
#include "salve-json.h"
#include "salve-store-sync.h"
#include "salve-sync.h"

typedef struct
{
  SalveStore *store;
  SalveSync *sync;
  GMainLoop *loop;
  GDataInputStream *input;
} Desk;

static SalveInstant
now (gpointer data)
{
  return g_get_real_time ();
}

static guint32
chance (gpointer data)
{
  return g_random_int ();
}

static DexFuture *
nap (gint64 duration, gpointer data)
{
  return dex_timeout_new_usec (MIN (duration, 50 * G_TIME_SPAN_MILLISECOND));
}

static gboolean
commit (Desk *desk, SalveResource *resource, gint64 version, GError **error)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "test");

  salve_change_put (change, resource, version);
  dex_await_int64 (salve_store_commit (desk->store, change), error);
  return *error == NULL;
}

/* register ID FAMILY */
static char *
do_register (Desk *desk, char **words, GError **error)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"active\":true,\"name\":[{\"family\":\"%s\"}]}", words[1],
      words[2]);
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, error);

  return resource != NULL && commit (desk, resource, SALVE_VERSION_NONE, error) ? g_strdup (words[1]) : NULL;
}

/* edit ID POINTER TEXT */
static char *
do_edit (Desk *desk, char **words, GError **error)
{
  gint64 version;
  g_autoptr (SalveResource) old = salve_store_read (desk->store, "Patient", words[1], &version, error);
  g_autoptr (SalveEdit) edit = NULL;
  g_autoptr (SalveResource) resource = NULL;

  if (old == NULL)
    return NULL;
  edit = salve_resource_edit (old);
  salve_edit_set_string (edit, words[2], words[3]);
  resource = salve_edit_finish (edit, error);
  return resource != NULL && commit (desk, resource, version, error) ? g_strdup (words[1]) : NULL;
}

/* book ID PATIENT DOCTOR START-SECONDS MINUTES */
static char *
do_book (Desk *desk, char **words, GError **error)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_new (words[1]);
  g_autoptr (SalveResource) resource = NULL;

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->patient_id = g_strdup (words[2]);
  details->doctor_id = g_strdup (words[3]);
  details->span.start = g_ascii_strtoll (words[4], NULL, 10) * SALVE_INSTANT_SECOND;
  details->span.end = details->span.start + g_ascii_strtoll (words[5], NULL, 10) * 60 * SALVE_INSTANT_SECOND;
  resource = salve_appointment_details_write (details, NULL, error);
  return resource != NULL && commit (desk, resource, SALVE_VERSION_NONE, error) ? g_strdup (words[1]) : NULL;
}

static char *
do_sync (Desk *desk, char **words, GError **error)
{
  gboolean done = dex_await_boolean (salve_sync_run_once (desk->sync), error);

  return *error == NULL ? g_strdup (done ? "done" : "waiting") : NULL;
}

static void
progress_cb (SalveSync *sync, GParamSpec *property, gpointer data)
{
  gboolean *told = data;

  if (*told || salve_sync_get_progress (sync) < 0)
    return;
  *told = TRUE;
  printf ("ok today\n");
  fflush (stdout);
}

/* A first sync, which has a line more when today and the week to come are there. */
static char *
do_first_sync (Desk *desk, char **words, GError **error)
{
  gboolean told = FALSE;
  gulong handler = g_signal_connect (desk->sync, "notify::progress", G_CALLBACK (progress_cb), &told);
  char *done = do_sync (desk, words, error);

  g_signal_handler_disconnect (desk->sync, handler);
  return done;
}

static gboolean
dump_one (SalveResource *resource, gpointer data, GError **error)
{
  GString *out = data;

  g_string_append_printf (out, "%s%s", out->str[out->len - 1] == '[' ? "" : ",",
                          salve_resource_get_text (resource, NULL));
  return TRUE;
}

/* What this desk has, and what of it is not on the server yet or waits for a person. */
static char *
do_dump (Desk *desk, char **words, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint waiting, conflicts, refused;

  if (!salve_store_count_sync (desk->store, &waiting, &conflicts, &refused, error))
    return NULL;
  g_string_append_printf (out, "{\"waiting\":%u,\"conflicts\":%u,\"refused\":%u,\"resources\":[", waiting,
                          conflicts, refused);
  if (!salve_store_foreach (desk->store, "Patient", dump_one, out, NULL, error)
      || !salve_store_foreach (desk->store, "Appointment", dump_one, out, NULL, error)
      || !salve_store_foreach (desk->store, "Condition", dump_one, out, NULL, error))
    return NULL;
  g_string_append (out, "]}");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* fetch PATIENT: after the server was told why */
static char *
do_fetch (Desk *desk, char **words, GError **error)
{
  return dex_await (salve_sync_fetch_record (desk->sync, words[1]), error) ? g_strdup (words[1]) : NULL;
}

static char *
do_watch (Desk *desk, char **words, GError **error)
{
  salve_sync_start (desk->sync);
  return g_strdup ("watching");
}

static const struct
{
  const char *name;
  guint n_words;
  char *(*run) (Desk *desk, char **words, GError **error);
} commands[] = {
  { "register", 3, do_register }, { "edit", 4, do_edit },
  { "book", 6, do_book },         { "sync", 1, do_sync },
  { "dump", 1, do_dump },         { "fetch", 2, do_fetch },
  { "watch", 1, do_watch },       { "first-sync", 1, do_first_sync },
};

static void
answer (const char *word, const char *text)
{
  printf ("%s %s\n", word, text);
  fflush (stdout);
}

static void
run_line (Desk *desk, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *done = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, words[0]) && g_strv_length (words) == commands[i].n_words)
      {
        done = commands[i].run (desk, words, &error);
        if (error != NULL)
          g_strdelimit (error->message, "\n", ' ');
        answer (error != NULL ? "error" : "ok", error != NULL ? error->message : done);
        return;
      }
  answer ("error", "no such command");
}

typedef struct
{
  Desk *desk;
  char *line;
} Turn;

static DexFuture *read_next (Desk *desk);

static DexFuture *
turn_fiber (gpointer data)
{
  Turn *turn = data;

  run_line (turn->desk, turn->line);
  return read_next (turn->desk);
}

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_free (turn->line);
  g_free (turn);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *desk = data;
  char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  Turn *turn;

  if (line == NULL)
    {
      g_main_loop_quit (desk->loop);
      return;
    }
  turn = g_new0 (Turn, 1);
  turn->desk = desk;
  turn->line = line;
  dex_future_disown (dex_scheduler_spawn (NULL, 1024 * 1024, turn_fiber, turn, turn_free));
}

static DexFuture *
read_next (Desk *desk)
{
  g_data_input_stream_read_line_async (desk->input, G_PRIORITY_DEFAULT, NULL, line_cb, desk);
  return dex_future_new_true ();
}

int
main (int argc, char *argv[])
{
  const SalveSyncEnvironment environment = { now, chance, nap, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (SalveTrust) trust = NULL;
  g_autoptr (SalveRemote) remote = NULL;
  g_autoptr (GInputStream) standard = NULL;
  g_autoptr (SalveTokenSource) token = NULL;
  Desk desk = { 0 };

  dex_init ();
  if (argc != 6)
    return 2;
  key = SALVE_ENCRYPTION ? salve_store_key_new_from_hex_file (argv[2], &error) : NULL;
  g_assert_no_error (error);
  file = g_file_new_for_path (argv[1]);
  desk.store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_no_error (error);
  token = salve_fixed_token_new (argv[5]);
  trust = salve_trust_new (argv[4]);
  remote = salve_http_remote_new (argv[3], trust, token);
  desk.sync = salve_sync_new (desk.store, remote, &environment);
  salve_sync_change_reader (desk.sync);
  desk.loop = g_main_loop_new (NULL, FALSE);
  standard = g_unix_input_stream_new (0, FALSE);
  desk.input = g_data_input_stream_new (standard);
  dex_future_disown (salve_store_set_setting (desk.store, SALVE_SETTING_SERVER, argv[3]));
  answer ("ok", "open");
  dex_future_disown (read_next (&desk));
  g_main_loop_run (desk.loop);
  return 0;
}
