/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name as typed: always a name, whose forms are all UTF-8. */
#include "fuzz.h"

#include "salve-person-name.h"
#include "salve-telecom.h"

static void
check_utf8 (char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  g_free (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const tags[] = { "en-US", "ja-JP", "hu-HU", "es-ES", "ar" };
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (SalveTelecom) telecom = NULL;

  if (!g_utf8_validate (text, -1, NULL) || size > 4096)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
      g_autoptr (SalvePersonName) name = salve_person_name_parse_typed (text, locale);

      if (name == NULL)
        continue;
      check_utf8 (salve_person_name_format_full (name, locale));
      check_utf8 (salve_person_name_format_short (name, locale));
      check_utf8 (salve_person_name_format_sort (name, locale));
      check_utf8 (salve_person_name_initials (name, locale));
      g_free (salve_person_name_sort_key (name, locale));
    }
  telecom = salve_telecom_parse_typed (text);
  if (telecom != NULL)
    {
      check_utf8 (salve_telecom_digits (telecom));
      check_utf8 (salve_telecom_format (telecom));
      check_utf8 (salve_telecom_to_uri (telecom));
    }
  return 0;
}
