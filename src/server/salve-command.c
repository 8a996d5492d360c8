/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key of a store comes from --key-file (64 hexadecimal digits; made with mode 0600 together with a new store when
 * it is not there), else from the keyring, else from a passphrase or the recovery key typed on a terminal. A key is only ever made for a
 * store that does not exist.
 */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command.h"
#include "salve-key-custody.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define KEY_SIZE 32
#define MAX_PASSPHRASE 1024

/**
 * salve_command_say:
 *
 * A line for people on standard output; nothing with --json.
 */
void
salve_command_say (SalveCommandContext *context, const char *format, ...)
{
  va_list arguments;

  if (context->json)
    return;
  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
}

/**
 * salve_command_report_error:
 *
 * To standard error for people, and into the report for programs.
 */
void
salve_command_report_error (SalveCommandContext *context, const GError *error)
{
  g_clear_pointer (&context->bar, salve_progress_bar_free);
  fprintf (stderr, "salve-server: %s\n", error->message);
  yyjson_mut_obj_remove_key (context->root, "error");
  yyjson_mut_obj_add_strcpy (context->report, context->root, "error", error->message);
}

/**
 * salve_command_format_count:
 *
 * Returns: (transfer full): digits in the locale's groups
 */
char *
salve_command_format_count (guint64 count)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
}

/**
 * salve_command_format_time:
 * @microseconds: a length of time
 *
 * Returns: (transfer full): such as `0:04` or `1:02:03`
 */
char *
salve_command_format_time (gint64 microseconds)
{
  gint64 seconds = (microseconds + G_TIME_SPAN_SECOND / 2) / G_TIME_SPAN_SECOND;

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                            (int)(seconds % 60));
  return g_strdup_printf ("%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

/**
 * salve_command_check_arguments:
 * @min: how many there must be
 * @max: how many there may be
 * @error: a #GOptionError, which becomes exit status 2
 */
gboolean
salve_command_check_arguments (SalveCommandContext *context, guint min, guint max, GError **error)
{
  guint n = g_strv_length (context->arguments);

  if (n >= min && n <= max)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               n < min ? _ ("Something is missing: salve-server %s %s")
                       : _ ("Too many arguments: salve-server %s %s"),
               context->command->name, context->command->arguments);
  return FALSE;
}

/* Written whole before it has its name, so that a store never has half a key. */
static gboolean
write_key_file (const char *path, SalveStoreKey *key, GError **error)
{
  char hex[2 * KEY_SIZE + 2];
  gboolean good;

  sodium_bin2hex (hex, sizeof hex - 1, salve_store_key_get_bytes (key), KEY_SIZE);
  hex[2 * KEY_SIZE] = '\n';
  hex[2 * KEY_SIZE + 1] = '\0';
  good = g_file_set_contents_full (path, hex, 2 * KEY_SIZE + 1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  sodium_memzero (hex, sizeof hex);
  return good;
}

static SalveStoreKey *
load_key_file (SalveCommandContext *context, gboolean create, GError **error)
{
  g_autoptr (SalveStoreKey) key = NULL;

  if (g_file_test (context->key_path, G_FILE_TEST_EXISTS))
    return salve_store_key_new_from_hex_file (context->key_path, error);
  if (!create || g_file_test (context->store_path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                   _ ("The key file “%s” is not there, and without it the store cannot be opened"),
                   context->key_path);
      return NULL;
    }
  key = salve_store_key_new_random ();
  if (!write_key_file (context->key_path, key, error))
    return NULL;
  fprintf (stderr,
           _ ("salve-server: made a new key in “%s”. Keep a copy of it apart from the store: "
              "without it nobody can read the store\n"),
           context->key_path);
  return g_steal_pointer (&key);
}

/* Reads a line from the terminal without showing it; NULL where there is no terminal, or nothing was typed. */
static char *
ask_secret (const char *prompt)
{
  struct termios shown, hidden;
  char line[MAX_PASSPHRASE];
  char *typed = NULL;

  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &shown) != 0)
    return NULL;
  fputs (prompt, stderr);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  if (fgets (line, sizeof line, stdin) != NULL)
    typed = line[0] != '\n' ? g_strndup (line, strcspn (line, "\n")) : NULL;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  fputc ('\n', stderr);
  sodium_memzero (line, sizeof line);
  return typed;
}

static SalveStoreKey *
create_in_keyring (SalveKeyCustody *custody, SalveCommandContext *context, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SalveNewKey) created =
      salve_key_custody_create_sync (custody, NULL, context->cancellable, &local_error);

  if (created == NULL)
    {
      g_set_error (error, local_error->domain, local_error->code,
                   _ ("%s\nWithout a keyring, give the new store a key file: --key-file FILE"),
                   local_error->message);
      return NULL;
    }
  fprintf (stderr,
           _ ("salve-server: the key of the new store is in the keyring. Write down its recovery key:\n\n    "
              "%s\n\n"),
           created->recovery_code);
  return salve_store_key_ref (created->key);
}

/* From what a person knows: the passphrase, else the recovery key. NULL without an error when nobody was there to ask. */
static SalveStoreKey *
ask_key (SalveKeyCustody *custody, SalveCommandContext *context, GError **error)
{
  gboolean passphrase = salve_key_custody_has_passphrase (custody, NULL);
  SalveStoreKey *key;
  char *typed;

  if (!passphrase && !salve_key_custody_has_recovery (custody, NULL))
    return NULL;
  typed = ask_secret (passphrase ? _ ("Passphrase of the store: ") : _ ("Recovery key of the store: "));
  if (typed == NULL)
    return NULL;
  key = passphrase ? salve_key_custody_open_with_passphrase_sync (custody, typed, context->cancellable, error)
                   : salve_key_custody_recover_sync (custody, typed, context->cancellable, error);
  sodium_memzero (typed, strlen (typed));
  g_free (typed);
  return key;
}

/**
 * salve_command_load_key:
 * @create: whether a new key may be made where there is no store yet
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the key of the store
 */
SalveStoreKey *
salve_command_load_key (SalveCommandContext *context, gboolean create, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (context->store_path);
  g_autoptr (SalveKeyCustody) custody = NULL;
  g_autoptr (GError) local_error = NULL;
  SalveStoreKey *key;

  if (context->key_path != NULL)
    return load_key_file (context, create, error);
  custody = salve_key_custody_new (file);
  if (create && !g_file_query_exists (file, NULL))
    return create_in_keyring (custody, context, error);
  key = salve_key_custody_look_up_sync (custody, isatty (STDERR_FILENO), context->cancellable, &local_error);
  if (key != NULL)
    return key;
  key = ask_key (custody, context, error);
  if (key == NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return key;
}

/**
 * salve_command_open_store:
 * @create: whether a new store is made where there is none
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the open store
 */
SalveStore *
salve_command_open_store (SalveCommandContext *context, gboolean create, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (context->store_path);
  g_autoptr (SalveStoreKey) key = NULL;
  g_autofree char *folder = g_path_get_dirname (context->store_path);

  if (!create && !g_file_query_exists (file, NULL))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("There is no store at “%s”"),
                   context->store_path);
      return NULL;
    }
  if (create && g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder “%s” cannot be made: %s"), folder, g_strerror (errno));
      return NULL;
    }
  if (SALVE_ENCRYPTION)
    {
      key = salve_command_load_key (context, create, error);
      if (key == NULL)
        return NULL;
    }
  return salve_store_open (file, key, create ? SALVE_STORE_OPEN_CREATE : SALVE_STORE_OPEN_DEFAULT, error);
}

/**
 * salve_command_close_store:
 * @store: (transfer full): what salve_command_open_store() gave
 *
 * On a fiber. What was written is durable before; closing tidies up.
 */
gboolean
salve_command_close_store (SalveStore *store, GError **error)
{
  gboolean good = dex_await (salve_store_close (store), error);

  g_object_unref (store);
  return good;
}

typedef struct
{
  SalveCommandContext *context;
  SalveCommandWorkFunc func;
  gpointer data;
  DexPromise *promise;
} Work;

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  g_autoptr (GMainContext) own = g_main_context_new ();
  GError *error = NULL;

  g_main_context_push_thread_default (own);
  if (work->func (work->context, work->data, &error))
    dex_promise_resolve_boolean (work->promise, TRUE);
  else
    dex_promise_reject (work->promise, error);
  g_main_context_pop_thread_default (own);
  dex_unref (work->promise);
  return NULL;
}

/**
 * salve_command_run_in_thread:
 * @func: may block; opens a store of its own, which belongs to its thread
 *
 * On a fiber.
 */
gboolean
salve_command_run_in_thread (SalveCommandContext *context,
                             SalveCommandWorkFunc func,
                             gpointer data,
                             GError **error)
{
  DexPromise *promise = dex_promise_new ();
  Work work = { context, func, data, dex_ref (promise) };
  g_autoptr (GThread) thread = g_thread_new ("salve-command", work_thread, &work);
  gboolean ok = dex_await (DEX_FUTURE (promise), error);

  g_thread_join (g_steal_pointer (&thread));
  return ok;
}
