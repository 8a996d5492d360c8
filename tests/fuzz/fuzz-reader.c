/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream cut into resources: the same pieces however it arrives, and never an endless loop. */
#include "fuzz.h"

#include <string.h>

#include "salve-resource-reader.h"

static void
read_all (const uint8_t *data, size_t size, gboolean lines, GString *out)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize)size, NULL);
  g_autoptr (SalveResourceReader) reader = salve_resource_reader_new (stream);

  salve_resource_reader_set_lines (reader, lines);
  for (size_t n = 0;; n++)
    {
      g_autoptr (SalveReadItem) item = NULL;

      g_assert_true (salve_resource_reader_next (reader, &item, NULL, NULL));
      if (item == NULL)
        return;
      g_assert_cmpuint (n, <=, size);
      g_assert_true ((item->bytes == NULL) == (item->error != NULL));
      g_assert_nonnull (item->where);
      if (item->bytes != NULL)
        {
          g_autoptr (SalveResource) resource = salve_resource_new (item->bytes, NULL);

          g_string_append_printf (out, "%" G_GSIZE_FORMAT "%s;", g_bytes_get_size (item->bytes),
                                  resource != NULL ? salve_resource_get_type_name (resource) : "");
        }
      else
        {
          g_assert_true (g_utf8_validate (item->error->message, -1, NULL));
          g_string_append_c (out, '!');
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) once = g_string_new (NULL);
  g_autoptr (GString) twice = g_string_new (NULL);

  read_all (data, size, FALSE, once);
  read_all (data, size, FALSE, twice);
  g_assert_cmpstr (once->str, ==, twice->str);
  read_all (data, size, TRUE, once);
  return 0;
}
