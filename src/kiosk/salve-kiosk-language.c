/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-language.h"

#include <stdlib.h>
#include <string.h>

#define LATIN "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

const SalveKioskLanguage salve_kiosk_languages[] = {
  { "en", "English", FALSE, LATIN },
  { "de", "Deutsch", FALSE, LATIN "ÄÖÜ" },
  { "fr", "Français", FALSE, LATIN },
  { "es", "Español", FALSE, "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ" },
  { "ar", "العربية", TRUE, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي" },
};
const gsize salve_kiosk_n_languages = G_N_ELEMENTS (salve_kiosk_languages);

/* gettext reads LANGUAGE each time it translates. Other threads may read the environment meanwhile, so that it must not
 * move: the variable is put there once, before there are threads, and only its letters change. */
static char variable[] = "LANGUAGE=\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
#define VALUE (variable + sizeof "LANGUAGE=" - 1)

/* glibc's and GNU gettext's own: what was looked up before counts no more. */
extern int _nl_msg_cat_cntr;

static const SalveKioskLanguage *
find (const char *text)
{
  for (gsize i = 0; text != NULL && i < salve_kiosk_n_languages; i++)
    if (g_str_has_prefix (text, salve_kiosk_languages[i].code))
      return &salve_kiosk_languages[i];
  return NULL;
}

/* Returns: (transfer none): the one that the session is in, as far as there is one here; else English */
const SalveKioskLanguage *
salve_kiosk_language_of_session (void)
{
  const char *const *names = g_get_language_names ();

  for (gsize i = 0; names[i] != NULL; i++)
    if (find (names[i]) != NULL)
      return find (names[i]);
  return &salve_kiosk_languages[0];
}

/* Before the first thread. */
void
salve_kiosk_language_prepare (void)
{
  const SalveKioskLanguage *language = salve_kiosk_language_of_session ();

  memcpy (VALUE, language->code, strlen (language->code) + 1);
  putenv (variable);
}

/* Main thread: what is translated from now on is in @language. */
void
salve_kiosk_language_use (const SalveKioskLanguage *language)
{
  memcpy (VALUE, language->code, strlen (language->code) + 1);
  _nl_msg_cat_cntr++;
}
