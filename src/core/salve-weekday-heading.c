/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-weekday-heading.h"

#include "salve-locale-data.h"

/**
 * salve_weekday_heading:
 * @locale: (nullable): a locale
 * @weekday: 1 for Monday to 7 for Sunday
 *
 * Returns: (transfer full): what stands over a column that is as wide as two digits: the shortest that people write
 */
char *
salve_weekday_heading (const SalveLocale *locale, guint weekday)
{
  const SalveLanguage *language = salve_locale_get_words (locale);
  g_auto (GStrv) narrow = NULL;

  g_return_val_if_fail (weekday >= 1 && weekday <= 7, NULL);

  if (language->narrow_weekdays == NULL)
    return g_strdup (salve_locale_weekday_name (locale, weekday, TRUE));
  narrow = g_strsplit (language->narrow_weekdays, "|", -1);
  return g_strdup (narrow[weekday - 1]);
}
