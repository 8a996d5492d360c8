/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-locale-digits.h"

#include "salve-text.h"

/**
 * salve_locale_write_digits:
 * @locale: (nullable): a locale
 * @text: (transfer full): with digits from 0 to 9, as printf() writes them
 *
 * Returns: (transfer full): the same with the locale's digits
 */
char *
salve_locale_write_digits (const SalveLocale *locale, char *text)
{
  char *written;

  if (salve_locale_get_digit_zero (locale) == '0')
    return text;
  written = salve_text_localise_digits (text, salve_locale_get_digit_zero (locale));
  g_free (text);
  return written;
}
