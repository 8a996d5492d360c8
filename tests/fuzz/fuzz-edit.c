/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An edit of a resource: a line with a JSON pointer, a line with a text, then the resource. */
#include "fuzz.h"

#include <string.h>

#include "salve-edit.h"

static void
assert_bytes (SalveResource *a, SalveResource *b)
{
  g_assert_true (g_bytes_equal (salve_resource_get_bytes (a), salve_resource_get_bytes (b)));
}

/* What stood there is put back: every byte is as it was. */
static void
there_and_back (SalveResource *resource, const char *pointer, const char *value)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);
  g_autofree char *before = salve_edit_get_json (edit, pointer);
  g_autoptr (SalveResource) back = NULL;

  if (before == NULL || *pointer == '\0' || *value == '\0')
    return;
  salve_edit_set_string (edit, pointer, value);
  g_assert_true (salve_edit_has (edit, pointer));
  salve_edit_set_json (edit, pointer, before);
  back = salve_edit_finish (edit, NULL);
  g_assert_nonnull (back);
  assert_bytes (resource, back);
}

static void
one_way (SalveResource *resource, const char *pointer, const char *value, int kind)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) done = NULL;

  if (kind == 0)
    salve_edit_set_string (edit, pointer, value);
  else if (kind == 1)
    salve_edit_remove (edit, pointer);
  else
    salve_edit_append_json (edit, pointer, value);
  done = salve_edit_finish (edit, &error);
  g_assert_true ((done == NULL) == (error != NULL));
  if (done != NULL && kind == 1)
    {
      g_autoptr (SalveEdit) second = salve_resource_edit (done);
      g_autoptr (SalveResource) again = NULL;

      again = salve_edit_finish (second, NULL);
      assert_bytes (done, again);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data, *end = text + size;
  const char *first = size > 0 ? memchr (text, '\n', size) : NULL;
  const char *second = first != NULL ? memchr (first + 1, '\n', (size_t)(end - first - 1)) : NULL;
  g_autofree char *pointer = NULL;
  g_autofree char *value = NULL;
  g_autoptr (SalveResource) resource = NULL;

  if (second == NULL)
    return 0;
  pointer = g_strndup (text, (gsize)(first - text));
  value = g_strndup (first + 1, (gsize)(second - first - 1));
  resource = salve_resource_new_from_text (second + 1, end - second - 1, NULL);
  if (resource == NULL)
    return 0;
  there_and_back (resource, pointer, value);
  for (int kind = 0; kind < 3; kind++)
    one_way (resource, pointer, value, kind);
  return 0;
}
