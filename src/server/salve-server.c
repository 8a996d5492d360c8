/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program without a screen. A command is a row of the table below; a row is all it takes for it to be run, listed
 * and helped. Exit status: 0 when everything asked for was done, 1 when anything was not, 2 when the command line is
 * wrong. With --json standard output is one JSON object and nothing else.
 */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static const SalveCommand *const commands[] = {
  &salve_command_import,  &salve_command_export, &salve_command_check, &salve_command_backup,
  &salve_command_restore, &salve_command_demo,   &salve_command_serve, &salve_command_user,
};

/* Keys and patients are in this memory: no core dump, no debugger of another process. */
static void
guard_memory (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
}

static void
print_help (FILE *out)
{
  fprintf (out, _ ("Usage:\n  salve-server COMMAND [OPTION…]\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %-10s %s\n", commands[i]->name, _ (commands[i]->summary));
  fprintf (out,
           _ ("\n“salve-server COMMAND --help” tells more about a command.\n"
              "Exit status: 0 everything asked for was done, 1 something was not, 2 wrong command line.\n"));
}

static const SalveCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

/* Parses what follows the command's name; TRUE with a NULL @error means that help was printed. */
static gboolean
parse (SalveCommandContext *context, int argc, char **argv, GError **error)
{
  const GOptionEntry common[] = {
    { "store", 's', 0, G_OPTION_ARG_FILENAME, &context->store_path,
      N_ ("The store; the staff program's own if not given"), N_ ("FILE") },
    { "key-file", 'k', 0, G_OPTION_ARG_FILENAME, &context->key_path,
      N_ ("Take the key from FILE (64 hexadecimal digits) and not from the keyring"), N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &context->json, N_ ("Report as one JSON object on standard output"),
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &context->arguments, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *usage =
      g_strdup_printf ("%s — %s", _ (context->command->arguments), _ (context->command->summary));
  g_autofree char *program = g_strdup_printf ("salve-server %s", context->command->name);
  g_autoptr (GOptionContext) options = g_option_context_new (usage);
  g_auto (GStrv) words = g_new0 (char *, argc + 1);

  for (int i = 0; i < argc; i++)
    words[i] = g_strdup (i == 0 ? program : argv[i]);
  g_set_prgname (program);
  g_option_context_set_translation_domain (options, GETTEXT_PACKAGE);
  g_option_context_set_description (options, _ (context->command->description));
  g_option_context_add_main_entries (options, common, GETTEXT_PACKAGE);
  if (context->command->options != NULL)
    g_option_context_add_main_entries (options, context->command->options, GETTEXT_PACKAGE);
  return g_option_context_parse_strv (options, &words, error);
}

typedef struct
{
  SalveCommandContext *context;
  SalveExit status;
  gboolean done;
  GMainLoop *loop;
} Run;

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  run->status = run->context->command->run (run->context, &error);
  if (error != NULL)
    {
      gboolean usage = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);

      salve_command_report_error (run->context, error);
      run->status = usage ? SALVE_EXIT_USAGE : SALVE_EXIT_FAILED;
    }
  g_clear_pointer (&run->context->bar, salve_progress_bar_free);
  g_main_loop_quit (run->loop);
  return dex_future_new_true ();
}

static gboolean
interrupted_cb (gpointer data)
{
  GCancellable *cancellable = data;

  /* A second one ends the program at once; the store stands that, too. */
  if (g_cancellable_is_cancelled (cancellable))
    {
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static void
print_report (SalveCommandContext *context, SalveExit status)
{
  char *text;

  yyjson_mut_obj_add_bool (context->report, context->root, "done", status == SALVE_EXIT_DONE);
  text =
      yyjson_mut_write (context->report, YYJSON_WRITE_PRETTY_TWO_SPACES | YYJSON_WRITE_NEWLINE_AT_END, NULL);
  fputs (text != NULL ? text : "{}\n", stdout);
  free (text);
}

static SalveExit
run_command (SalveCommandContext *context)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { .context = context, .status = SALVE_EXIT_FAILED, .loop = loop };
  g_autoptr (DexFuture) fiber = NULL;

  context->cancellable = g_cancellable_new ();
  context->bar = salve_progress_bar_new (FALSE);
  g_unix_signal_add (SIGINT, interrupted_cb, context->cancellable);
  g_unix_signal_add (SIGTERM, interrupted_cb, context->cancellable);
  if (context->store_path == NULL)
    context->store_path = g_build_filename (
        g_get_user_data_dir (), "salve",
        context->command->store_name != NULL ? context->command->store_name : "clinic.salve", NULL);
  /* A fiber's own stack is small, and the key derivation and the store's opening are not. */
  fiber = dex_scheduler_spawn (NULL, 4 * 1024 * 1024, run_fiber, &run, NULL);
  g_main_loop_run (loop);
  if (context->json)
    print_report (context, run.status);
  if (fflush (stdout) != 0 || ferror (stdout))
    run.status = SALVE_EXIT_FAILED;
  return run.status;
}

int
main (int argc, char *argv[])
{
  SalveCommandContext context = { 0 };
  g_autoptr (GError) error = NULL;
  SalveExit status;

  guard_memory ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SALVE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  dex_init ();
  if (sodium_init () < 0)
    g_error ("libsodium cannot start: the system gives no random numbers");

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")
      || g_str_equal (argv[1], "help"))
    {
      print_help (argc < 2 ? stderr : stdout);
      return argc < 2 ? SALVE_EXIT_USAGE : SALVE_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("salve-server %s\n", SALVE_VERSION);
      return SALVE_EXIT_DONE;
    }
  context.command = find_command (argv[1]);
  if (context.command == NULL)
    {
      fprintf (stderr, _ ("salve-server: there is no command “%s”; “salve-server --help” lists them\n"),
               argv[1]);
      return SALVE_EXIT_USAGE;
    }
  if (!parse (&context, argc - 1, argv + 1, &error))
    {
      fprintf (stderr, _ ("salve-server: %s; see “salve-server %s --help”\n"), error->message,
               context.command->name);
      return SALVE_EXIT_USAGE;
    }
  if (context.arguments == NULL)
    context.arguments = g_new0 (char *, 1);
  context.report = yyjson_mut_doc_new (NULL);
  context.root = yyjson_mut_obj (context.report);
  yyjson_mut_doc_set_root (context.report, context.root);
  yyjson_mut_obj_add_str (context.report, context.root, "command", context.command->name);
  status = run_command (&context);
  yyjson_mut_doc_free (context.report);
  g_strfreev (context.arguments);
  g_free (context.store_path);
  g_free (context.key_path);
  g_clear_object (&context.cancellable);
  return status;
}
