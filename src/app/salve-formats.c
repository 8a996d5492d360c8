/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-formats.h"

/* Each choice of the setting "date-format", and a language that writes its dates so. */
static const struct
{
  const char *choice;
  const char *tag;
} date_formats[] = {
  { "iso", "und" },
  { "dots", "de" },
  { "slashes", "en-GB" },
  { "month-first", "en-US" },
};

/**
 * salve_formats_make_locale:
 * @date_format: a choice of the setting "date-format"
 * @name_order: a choice of the setting "name-order"
 *
 * Returns: (transfer full): the environment's locale with what was chosen
 */
SalveLocale *
salve_formats_make_locale (const char *date_format, const char *name_order)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_from_environment ();

  for (guint i = 0; i < G_N_ELEMENTS (date_formats); i++)
    if (g_str_equal (date_formats[i].choice, date_format))
      {
        SalveLocale *dated = salve_locale_with_dates_of (locale, date_formats[i].tag);

        salve_locale_unref (locale);
        locale = dated;
      }
  if (g_str_equal (name_order, "language"))
    return g_steal_pointer (&locale);
  return salve_locale_with_family_first (locale, g_str_equal (name_order, "family-first"));
}

/**
 * salve_formats_read_locale:
 *
 * Returns: (transfer full): the locale to work with as the settings are now
 */
SalveLocale *
salve_formats_read_locale (GSettings *settings)
{
  g_autofree char *date_format = g_settings_get_string (settings, "date-format");
  g_autofree char *name_order = g_settings_get_string (settings, "name-order");

  return salve_formats_make_locale (date_format, name_order);
}
