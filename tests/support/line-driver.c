/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "line-driver.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>

#define STACK (1024 * 1024)

typedef struct
{
  const LineCommand *commands;
  gsize n_commands;
  gpointer data;
  GMainLoop *loop;
  GDataInputStream *input;
} Driver;

typedef struct
{
  Driver *driver;
  char *line;
} Turn;

static void read_next (Driver *driver);

void
line_driver_answer (const char *word, const char *text)
{
  printf ("%s %s\n", word, text);
  fflush (stdout);
}

static void
run_line (Driver *driver, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *done = NULL;

  for (gsize i = 0; i < driver->n_commands; i++)
    if (g_str_equal (driver->commands[i].name, words[0])
        && g_strv_length (words) == driver->commands[i].n_words)
      {
        done = driver->commands[i].run (driver->data, words, &error);
        if (error != NULL)
          g_strdelimit (error->message, "\n", ' ');
        line_driver_answer (error != NULL ? "error" : "ok", error != NULL ? error->message : done);
        return;
      }
  line_driver_answer ("error", "no such command");
}

static DexFuture *
turn_fiber (gpointer data)
{
  Turn *turn = data;

  run_line (turn->driver, turn->line);
  read_next (turn->driver);
  return dex_future_new_true ();
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
  Driver *driver = data;
  char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  Turn *turn;

  if (line == NULL)
    {
      g_main_loop_quit (driver->loop);
      return;
    }
  turn = g_new0 (Turn, 1);
  turn->driver = driver;
  turn->line = line;
  dex_future_disown (dex_scheduler_spawn (NULL, STACK, turn_fiber, turn, turn_free));
}

static void
read_next (Driver *driver)
{
  g_data_input_stream_read_line_async (driver->input, G_PRIORITY_DEFAULT, NULL, line_cb, driver);
}

/**
 * line_driver_run:
 * @data: for each command
 *
 * Says "ok open", and returns when the standard input ends.
 */
void
line_driver_run (const LineCommand *commands, gsize n_commands, gpointer data)
{
  g_autoptr (GInputStream) standard = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (standard);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Driver driver = { commands, n_commands, data, loop, input };

  line_driver_answer ("ok", "open");
  read_next (&driver);
  g_main_loop_run (loop);
}
