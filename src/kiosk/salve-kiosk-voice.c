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

void
salve_kiosk_voice_stop (void)
{
  g_autoptr (GSubprocess) client = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, CLIENT, "--cancel", NULL);
}

/**
 * salve_kiosk_voice_say:
 * @language: of @text, such as "de"
 *
 * What is being said is broken off. Returns at once; where there is no voice, nothing happens.
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
  g_autoptr (GSubprocess) client = NULL;
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n", ' ');
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  client = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                 | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                             NULL, CLIENT, "--language", language, "--pipe-mode", NULL);
  if (client != NULL)
    g_subprocess_communicate_utf8_async (client, whole, NULL, NULL, NULL);
}
