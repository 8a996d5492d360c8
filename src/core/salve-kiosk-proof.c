/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-kiosk-proof.h"

#include <string.h>

#include "salve-text.h"

#define DOT "•"
#define DIGITS_SHOWN 2

/**
 * salve_kiosk_letters:
 * @typed: a word of a name, or its beginning, as typed
 *
 * Returns: (transfer full): its first letters as they are compared, without accents and case; "" where there are none
 */
char *
salve_kiosk_letters (const char *typed)
{
  g_autofree char *folded = salve_text_fold (typed);
  g_autoptr (GString) letters = g_string_new (NULL);
  guint n = 0;

  for (const char *at = folded; *at != '\0' && n < SALVE_KIOSK_LETTERS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isalpha (c))
        continue;
      g_string_append_unichar (letters, c);
      n++;
    }
  return g_string_free (g_steal_pointer (&letters), FALSE);
}

static char *
prove (const char *salt, const char *kind, const char *what)
{
  g_autofree char *text = g_strconcat (kind, ":", what, NULL);

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *)salt, strlen (salt), text, -1);
}

/**
 * salve_kiosk_prove_birth:
 * @salt: the day's key
 * @date: as precise as it is known
 * @letters: of salve_kiosk_letters()
 *
 * Returns: (transfer full): the same for the same birth date and letters, and nothing to tell them from
 */
char *
salve_kiosk_prove_birth (const char *salt, SalvePartialDate date, const char *letters)
{
  g_autofree char *iso = salve_partial_date_to_iso (date);
  g_autofree char *both = g_strconcat (iso, ":", letters, NULL);

  return prove (salt, "birth", both);
}

/* @code: what is on a card, or in the QR code of a letter; blanks around it and inside count for nothing */
char *
salve_kiosk_prove_code (const char *salt, const char *code)
{
  g_autofree char *folded = salve_text_fold (code);
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\r\n", -1);
  g_autofree char *joined = g_strjoinv ("", parts);

  return prove (salt, "code", joined);
}

/**
 * salve_kiosk_mask_words:
 * @text: (nullable)
 *
 * Returns: (transfer full): the first letter of each word, and a dot for each of the others: "A••• K•••••"
 */
char *
salve_kiosk_mask_words (const char *text)
{
  g_autoptr (GString) masked = g_string_new (NULL);
  gboolean inside = FALSE;

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        g_string_append_c (masked, ' ');
      else if (g_unichar_ismark (c))
        continue;
      else if (inside)
        g_string_append (masked, DOT);
      else
        g_string_append_unichar (masked, c);
      inside = !g_unichar_isspace (c);
    }
  return g_string_free (g_steal_pointer (&masked), FALSE);
}

/**
 * salve_kiosk_mask_number:
 * @text: (nullable): a telephone number or a card's
 *
 * Returns: (transfer full): its last two digits behind dots, whose number says nothing: "•••47"; "" where there are fewer
 *   than four digits, of which two would be half
 */
char *
salve_kiosk_mask_number (const char *text)
{
  g_autofree char *digits = salve_text_digits (text != NULL ? text : "");
  const gsize length = strlen (digits);

  return length < 2 * DIGITS_SHOWN ? g_strdup ("")
                                   : g_strconcat (DOT DOT DOT, digits + length - DIGITS_SHOWN, NULL);
}
