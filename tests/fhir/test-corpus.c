/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that nobody here wrote: what goes in comes out, and an edit of one element leaves the others as they were.
 * Where the data is not there the test says that it was skipped. */
#include <string.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-resource-reader.h"
#include "salve-shape.h"

/* Of each of Synthea's files; all of them are 75,000 resources. */
#define SAMPLE 400

typedef void (*ResourceFunc) (SalveResource *resource);

static char *
data_folder (const char *name)
{
  const char *base = g_getenv ("SALVE_TEST_DATA");
  g_autofree char *beside = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "shared", "data", NULL);

  return g_build_filename (base != NULL ? base : beside, name, NULL);
}

/* A file that is one resource, Bundles whole; other JSON beside it is passed over. */
static guint
read_single (const char *path, ResourceFunc func)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  if (strstr (text, "\"resourceType\"") == NULL)
    return 0;
  resource = salve_resource_new_from_text (text, (gssize)length, &error);
  g_assert_no_error (error);
  func (resource);
  return 1;
}

/* Hands each resource of a packed file to func; at most limit of them. */
static guint
read_lines (const char *path, guint limit, ResourceFunc func)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "xz", "-dc", path, NULL);
  g_autoptr (SalveResourceReader) reader = NULL;
  guint n = 0;

  g_assert_no_error (error);
  reader = salve_resource_reader_new (g_subprocess_get_stdout_pipe (process));
  for (; n < limit; n++)
    {
      g_autoptr (SalveReadItem) item = NULL;
      g_autoptr (SalveResource) resource = NULL;

      g_assert_true (salve_resource_reader_next (reader, &item, NULL, &error));
      if (item == NULL)
        break;
      g_assert_no_error (item->error);
      resource = salve_resource_new (item->bytes, &error);
      g_assert_no_error (error);
      func (resource);
    }
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  return n;
}

/* Reads every file of a folder, or says that there is none. */
static void
read_folder (const char *name, const char *suffix, guint limit, ResourceFunc func)
{
  g_autofree char *folder = data_folder (name);
  g_autofree char *xz = g_find_program_in_path ("xz");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;
  guint n = 0;

  if (dir == NULL || xz == NULL)
    {
      g_autofree char *reason = g_strdup_printf ("%s is not here", dir == NULL ? name : "xz");

      g_test_skip (reason);
      return;
    }
  while ((file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (g_str_has_suffix (file, suffix) && !g_str_equal (file, "package.json"))
        n += g_str_has_suffix (file, ".xz") ? read_lines (path, limit, func) : read_single (path, func);
    }
  g_test_message ("%u resources of %s", n, name);
  g_assert_cmpuint (n, >, 0);
}

static void
check_round_trip (SalveResource *resource)
{
  g_autofree char *pretty = salve_resource_format_pretty (resource);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) again = salve_resource_new_from_text (pretty, -1, &error);

  g_assert_no_error (error);
  g_assert_true (salve_resource_equal_value (resource, again));
  salve_resource_check_shape (resource, &error);
  g_assert_no_error (error);
}

/* Goes down to a value at random; its pointer and what lies beside the way. */
static char *
random_place (SalveResource *resource)
{
  SalveElement at = salve_resource_root (resource);
  g_autoptr (GString) pointer = g_string_new (NULL);

  while (yyjson_is_ctn (at.value) && yyjson_get_len (at.value) > 0)
    {
      gsize n = (gsize)g_test_rand_int_range (0, (gint)yyjson_get_len (at.value));

      if (yyjson_is_arr (at.value))
        {
          g_string_append_printf (pointer, "/%" G_GSIZE_FORMAT, n);
          at = salve_element_at (at, n);
        }
      else
        {
          yyjson_obj_iter iter = yyjson_obj_iter_with (at.value);
          yyjson_val *key = yyjson_obj_iter_next (&iter);

          while (n-- > 0)
            key = yyjson_obj_iter_next (&iter);
          g_string_append_printf (pointer, "/%s", yyjson_get_str (key));
          at.value = yyjson_obj_iter_get_val (key);
        }
    }
  return g_string_free_and_steal (g_steal_pointer (&pointer));
}

/* Only the bytes of the value change: what is in front and what is behind is as it was. */
static void
check_edits (SalveResource *resource)
{
  gsize length, new_length;
  const char *text = salve_resource_get_text (resource, &length);

  for (int round = 0; round < 10; round++)
    {
      g_autoptr (SalveEdit) edit = salve_resource_edit (resource);
      g_autofree char *pointer = random_place (resource);
      g_autofree char *before = salve_edit_get_json (edit, pointer);
      g_autofree char *word = g_strdup_printf ("x%08x-é", (guint)g_test_rand_int ());
      g_autoptr (SalveResource) changed = NULL;
      g_autoptr (SalveResource) back = NULL;
      const char *now;
      gsize front = 0, behind = 0;

      if (g_str_equal (pointer, "/resourceType") || g_str_equal (pointer, "/id"))
        continue;
      g_assert_nonnull (before);
      salve_edit_set_string (edit, pointer, word);
      changed = salve_edit_finish (edit, NULL);
      g_assert_nonnull (changed);
      now = salve_resource_get_text (changed, &new_length);
      while (front < MIN (length, new_length) && text[front] == now[front])
        front++;
      while (behind < MIN (length, new_length) - front
             && text[length - 1 - behind] == now[new_length - 1 - behind])
        behind++;
      g_assert_cmpuint (length - front - behind, <=, strlen (before));
      g_assert_cmpuint (new_length - front - behind, <=, strlen (word) + 2);
      salve_edit_set_json (edit, pointer, before);
      back = salve_edit_finish (edit, NULL);
      g_assert_true (g_bytes_equal (salve_resource_get_bytes (resource), salve_resource_get_bytes (back)));
    }
}

static void
test_official_edits (void)
{
  read_folder ("r4-examples", ".json", G_MAXUINT, check_edits);
}

static void
test_scheduling (void)
{
  read_folder ("scheduling/hl7", ".json", G_MAXUINT, check_round_trip);
}

static void
test_synthea (void)
{
  read_folder ("synthea-2021", ".ndjson.xz", SAMPLE, check_round_trip);
}

static void
test_synthea_edits (void)
{
  read_folder ("synthea-2021", ".ndjson.xz", SAMPLE / 8, check_edits);
}

static GPtrArray *kept;

static void
keep_bytes (SalveResource *resource)
{
  g_ptr_array_add (kept, g_bytes_ref (salve_resource_get_bytes (resource)));
}

/* Not a test of time: it says what was measured, when asked with -m perf. */
static void
test_speed (void)
{
  g_autofree char *path = data_folder ("synthea-2021/Observation.ndjson.xz");
  gsize bytes = 0;
  double seconds;

  if (!g_test_perf () || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("asked for with -m perf, of synthea-2021");
      return;
    }
  kept = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  read_lines (path, G_MAXUINT, keep_bytes);
  g_test_timer_start ();
  for (guint i = 0; i < kept->len; i++)
    {
      g_autoptr (SalveResource) resource = salve_resource_new (kept->pdata[i], NULL);

      bytes += g_bytes_get_size (kept->pdata[i]);
    }
  seconds = g_test_timer_elapsed ();
  g_test_message ("%u resources checked and parsed, %.0f MB/s, %.0f a second", kept->len,
                  (double)bytes / 1e6 / seconds, kept->len / seconds);
  g_ptr_array_unref (kept);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corpus/official/edits", test_official_edits);
  g_test_add_func ("/corpus/scheduling", test_scheduling);
  g_test_add_func ("/corpus/synthea", test_synthea);
  g_test_add_func ("/corpus/synthea/edits", test_synthea_edits);
  g_test_add_func ("/corpus/speed", test_speed);
  return g_test_run ();
}
