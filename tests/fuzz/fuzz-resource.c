/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One resource from a stranger: refused with a message, or kept to the byte and read again as the same value. */
#include "fuzz.h"

#include <string.h>

#include "salve-element.h"
#include "salve-shape.h"

static char *
same (const char *reference, gpointer user_data)
{
  return g_strdup (reference);
}

static char *
other (const char *reference, gpointer user_data)
{
  return g_strdup ("Patient/\"other\"");
}

static void
count (const char *pointer, const char *reference, gpointer user_data)
{
  g_assert_cmpint (*pointer, ==, '/');
  ++*(guint *)user_data;
}

static void
check_references (SalveResource *resource)
{
  g_autoptr (SalveResource) kept = salve_resource_map_references (resource, same, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) moved = salve_resource_map_references (resource, other, NULL, &error);
  guint before = 0, after = 0;

  salve_resource_foreach_reference (resource, count, &before);
  g_assert_nonnull (kept);
  g_assert_true (salve_resource_equal_value (resource, kept));
  if (moved == NULL) /* longer than a resource may be */
    {
      g_assert_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TOO_LARGE);
      return;
    }
  salve_resource_foreach_reference (moved, count, &after);
  g_assert_cmpuint (before, ==, after);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) shape_error = NULL;
  g_autoptr (SalveResource) resource =
      salve_resource_new_from_text (size > 0 ? (const char *)data : "", (gssize)size, &error);
  g_autoptr (SalveResource) again = NULL;
  g_autofree char *pretty = NULL;

  g_assert_true ((resource == NULL) == (error != NULL));
  if (resource == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_nonnull (memmem (data, size, salve_resource_get_text (resource, NULL),
                            g_bytes_get_size (salve_resource_get_bytes (resource))));
  if (!salve_resource_check_shape (resource, &shape_error))
    g_assert_error (shape_error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_SHAPE);
  pretty = salve_resource_format_pretty (resource);
  again = salve_resource_new_from_text (pretty, -1, NULL);
  if (again != NULL) /* written with white space it may be too long */
    g_assert_true (salve_resource_equal_value (resource, again));
  check_references (resource);
  return 0;
}
