/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, folders and the spool that keeps a pipe. */
#define G_LOG_DOMAIN "salve-io-tests"

#include "salve-input.h"
#include "salve-spool.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
test_folder (void)
{
  const char *const files[] = { "Observation.ndjson.xz", "Patient.ndjson", "a.json",
                                "deep/er/b.JSON.GZ",     "deep/c.jsonl",   "readme.txt",
                                ".hidden.json",          "d.json.bz2" };
  const char *const expected[] = { "Patient.ndjson", "Observation.ndjson.xz", "a.json", "deep/c.jsonl",
                                   "deep/er/b.JSON.GZ" };
  g_autofree char *root = g_dir_make_tmp ("salve-input-XXXXXX", NULL);
  g_autofree char *circle = g_build_filename (root, "deep", "circle", NULL);
  const char *paths[] = { root, NULL };
  g_autoptr (GPtrArray) inputs = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (root, files[i], NULL);
      g_autofree char *folder = g_path_get_dirname (path);

      g_mkdir_with_parents (folder, 0700);
      g_file_set_contents (path, "{}", -1, NULL);
    }
  g_assert_cmpint (symlink (root, circle), ==, 0);
  inputs = salve_inputs_collect (paths, root, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (inputs->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < inputs->len; i++)
    {
      g_assert_true (g_str_has_suffix (salve_input_get_name (inputs->pdata[i]), expected[i]));
      g_assert_cmpuint (salve_input_get_size (inputs->pdata[i]), ==, 2);
    }
  remove_tree (root);
}

static void
test_nothing (void)
{
  g_autofree char *root = g_dir_make_tmp ("salve-input-XXXXXX", NULL);
  const char *folder[] = { root, NULL };
  const char *missing[] = { "/nonexistent/file.json", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (salve_inputs_collect (folder, root, NULL, &error));
  g_assert_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_NOTHING);
  g_clear_error (&error);
  g_assert_null (salve_inputs_collect (missing, root, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  remove_tree (root);
}

static void
test_spool (void)
{
  const gsize sizes[] = { 0, 1, 65535, 65536, 65537, 1000000 };
  g_autofree char *root = g_dir_make_tmp ("salve-input-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_malloc (sizes[i] + 1);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GInputStream) source = NULL;
      g_autoptr (SalveSpool) spool = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) folder = NULL;

      for (gsize at = 0; at < sizes[i]; at++)
        text[at] = "patient data "[at % 13];
      bytes = g_bytes_new_static (text, sizes[i]);
      source = g_memory_input_stream_new_from_bytes (bytes);
      spool = salve_spool_new (source, root, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (salve_spool_get_size (spool), ==, sizes[i]);
      folder = g_dir_open (root, 0, NULL);
      g_assert_null (g_dir_read_name (folder));
      for (guint again = 0; again < 2; again++)
        {
          g_autoptr (GInputStream) stream = salve_spool_read (spool);
          g_autofree char *got = g_malloc (sizes[i] + 1);
          gsize n;

          g_assert_true (g_input_stream_read_all (stream, got, sizes[i] + 1, &n, NULL, &error));
          g_assert_cmpmem (got, n, text, sizes[i]);
        }
    }
  remove_tree (root);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/input/folder", test_folder);
  g_test_add_func ("/io/input/nothing", test_nothing);
  g_test_add_func ("/io/input/spool", test_spool);
  return g_test_run ();
}
