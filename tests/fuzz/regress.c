/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one harness over its kept corpus, a test a file, without libFuzzer. */
#define G_LOG_DOMAIN "salve-fuzz"

#include "fuzz.h"

static void
run_file (gconstpointer path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  for (gsize cut = 0; cut < 8; cut++)
    {
      /* In a block of its exact size, so that a sanitizer sees a read past its end. */
      gsize size = length - length * cut / 8;
      g_autofree char *exact = size > 0 ? g_memdup2 (text, size) : NULL;

      LLVMFuzzerTestOneInput ((const uint8_t *)exact, size);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = g_dir_open (argv[1], 0, NULL);
  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (paths, g_build_filename (argv[1], name, NULL));
  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_path_get_basename (paths->pdata[i]);
      g_autofree char *test = g_strconcat ("/corpus/", base, NULL);

      g_test_add_data_func (test, paths->pdata[i], run_file);
    }
  return g_test_run ();
}
