/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-voice.h"

#include <gio/gio.h>

/* speech-dispatcher's own client. What is said goes in at its standard input: arguments can be read by every program. */
#define CLIENT "spd-say"

gboolean
salve_kiosk_voice_is_there (void)
{
  g_autofree char *path = g_find_program_in_path (CLIENT);

  return path != NULL;
}

/* What is to be said, one after the other, once what was being said is broken off: that is another program's run, and
 * whatever came before its end would be broken off too. */
typedef struct
{
  char *text;
  char *language;
} Words;

static GQueue waiting = G_QUEUE_INIT;
static gboolean breaking_off;

static void
words_free (gpointer data)
{
  Words *words = data;

  g_free (words->text);
  g_free (words->language);
  g_free (words);
}

static void
say_words (const Words *words)
{
  g_autofree char *line = g_strdelimit (g_strdup (words->text), "\r\n", ' ');
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  g_autoptr (GSubprocess) client = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
      NULL, CLIENT, "--language", words->language, "--pipe-mode", NULL);

  if (client != NULL)
    g_subprocess_communicate_utf8_async (client, whole, NULL, NULL, NULL);
}

static void
say_waiting (void)
{
  while (!breaking_off && !g_queue_is_empty (&waiting))
    {
      Words *words = g_queue_pop_head (&waiting);

      say_words (words);
      words_free (words);
    }
}

static void
on_broken_off (GObject *client, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (client), result, NULL);
  breaking_off = FALSE;
  say_waiting ();
}

/* What was being said, and what was to be, is not. Main thread. */
void
salve_kiosk_voice_stop (void)
{
  g_autoptr (GSubprocess) client = NULL;

  g_queue_clear_full (&waiting, words_free);
  if (breaking_off)
    return;
  client = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                             CLIENT, "--cancel", NULL);
  breaking_off = client != NULL;
  if (client != NULL)
    g_subprocess_wait_async (client, NULL, on_broken_off, NULL);
}

/**
 * salve_kiosk_voice_say:
 * @language: of @text, such as "de"
 *
 * What is being said is broken off; of several that come at once the last is heard. Returns at once; where there is no
 * voice, nothing happens. Main thread.
 */
void
salve_kiosk_voice_say (const char *text, const char *language)
{
  salve_kiosk_voice_stop ();
  salve_kiosk_voice_add (text, language);
}

/**
 * salve_kiosk_voice_add:
 * @language: of @text, such as "de"
 *
 * As salve_kiosk_voice_say(), after what is being said.
 */
void
salve_kiosk_voice_add (const char *text, const char *language)
{
  Words *words = g_new (Words, 1);

  *words = (Words){ g_strdup (text), g_strdup (language) };
  g_queue_push_tail (&waiting, words);
  say_waiting ();
}
