/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search: a line that is typed, then the text it is looked for in. */
#include "fuzz.h"

#include <string.h>

#include "salve-text.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *query = g_strndup ((const char *)data, size);
  char *line = strchr (query, '\n');
  const char *haystack = line != NULL ? line + 1 : query;
  gsize length = strlen (haystack);
  guint end = 0;

  if (!g_utf8_validate (query, -1, NULL) || size > 4096)
    return 0;
  if (line != NULL)
    *line = '\0';

  g_autofree char *folded = salve_text_fold (haystack);
  g_autofree char *twice = salve_text_fold (folded);
  g_autofree char *digits = salve_text_digits (haystack);
  g_autofree char *markup = salve_text_match_markup (haystack, query);
  g_auto (GStrv) tokens = salve_text_tokenise (haystack);
  g_autoptr (GArray) ranges = salve_text_match_ranges (haystack, query);

  g_assert_true (g_utf8_validate (folded, -1, NULL));
  g_assert_cmpstr (folded, ==, twice);
  for (guint i = 0; i < ranges->len; i++)
    {
      const SalveTextRange *range = &g_array_index (ranges, SalveTextRange, i);

      g_assert_cmpuint (range->start, >=, end);
      end = range->start + range->length;
      g_assert_cmpuint (end, <=, length);
      g_assert_true (g_utf8_validate_len (haystack + range->start, range->length, NULL));
    }
  return 0;
}
