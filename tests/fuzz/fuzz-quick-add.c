/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quick add line: parts in order and inside the text, values that there are. */
#include "fuzz.h"

#include "salve-quick-add.h"

#include <string.h>

static void
check (const char *text, const SalveQuickAdd *line)
{
  gsize end = 0;

  for (guint i = 0; i < line->ranges->len; i++)
    {
      SalveQuickRange range = g_array_index (line->ranges, SalveQuickRange, i);

      g_assert_cmpuint (range.start, >=, end);
      g_assert_cmpuint (range.end, >, range.start);
      g_assert_cmpuint (range.end, <=, strlen (text));
      end = range.end;
    }
  g_assert_true (line->minute >= -1 && line->minute < 1440);
  g_assert_true (line->minutes >= 0 && line->minutes <= 1440);
  g_assert_true (!salve_partial_date_is_set (line->day) || salve_partial_date_is_valid (line->day));
  for (guint i = 0; i < line->problems->len; i++)
    g_assert_true (g_utf8_validate (line->problems->pdata[i], -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const tags[] = { "en-US", "de-DE", "fr-FR", "es-ES", "ar-EG" };
  static const SalveQuickName doctors[] = { { "d1", "Dr. Lee" },
                                            { "d2", "Dr. Karl Schmidt" },
                                            { "d3", "Dr. Eva Schmidt" } };
  static const SalveQuickName types[] = { { "t1", "Check-up" }, { "t2", "" } };
  g_autofree char *text = g_strndup ((const char *)data, size);
  SalvePartialDate today = salve_partial_date_new_day (2026, 11, 21);

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
      g_autoptr (SalveQuickAdd) line = salve_quick_add_parse (
          text, locale, today, doctors, G_N_ELEMENTS (doctors), types, G_N_ELEMENTS (types));

      check (text, line);
    }
  return 0;
}
