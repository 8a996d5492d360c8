/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of all shapes, cut into resources. */
#define G_LOG_DOMAIN "salve-fhir-tests"

#include "salve-resource-reader.h"

#include <string.h>

#define A "{\"resourceType\":\"Patient\",\"id\":\"a\"}"
#define B "{\"resourceType\":\"List\",\"id\":\"b\",\"entry\":[{\"item\":{\"display\":\"}]\\\"\"}}]}"

/* A stream that gives a few bytes at a time, so that every cut falls somewhere once. */
#define TEST_TYPE_SLOW_STREAM (test_slow_stream_get_type ())
G_DECLARE_FINAL_TYPE (TestSlowStream, test_slow_stream, TEST, SLOW_STREAM, GInputStream)

struct _TestSlowStream
{
  GInputStream parent_instance;

  const char *at;
  gsize left;
  gsize step;
};

G_DEFINE_FINAL_TYPE (TestSlowStream, test_slow_stream, G_TYPE_INPUT_STREAM)

static gssize
test_slow_stream_read (GInputStream *stream,
                       void *buffer,
                       gsize count,
                       GCancellable *cancellable,
                       GError **error)
{
  TestSlowStream *self = TEST_SLOW_STREAM (stream);
  gsize n = MIN (MIN (count, self->step), self->left);

  memcpy (buffer, self->at, n);
  self->at += n;
  self->left -= n;
  return n;
}

static void
test_slow_stream_class_init (TestSlowStreamClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = test_slow_stream_read;
}

static void
test_slow_stream_init (TestSlowStream *self)
{
}

/* What a text is cut into: bodies, `!` for an error, each with its place when @places. */
static char *
cut (const char *text, gsize step, gboolean lines, gboolean places)
{
  TestSlowStream *stream = g_object_new (TEST_TYPE_SLOW_STREAM, NULL);
  g_autoptr (SalveResourceReader) reader = salve_resource_reader_new (G_INPUT_STREAM (stream));
  GString *out = g_string_new (NULL);

  stream->at = text;
  stream->left = strlen (text);
  stream->step = step;
  salve_resource_reader_set_lines (reader, lines);
  for (;;)
    {
      g_autoptr (SalveReadItem) item = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (salve_resource_reader_next (reader, &item, NULL, &error));
      if (item == NULL)
        break;
      g_assert_true ((item->bytes == NULL) == (item->error != NULL));
      if (places)
        g_string_append_printf (out, "%s:", item->where);
      if (item->bytes != NULL)
        g_string_append_len (out, g_bytes_get_data (item->bytes, NULL), g_bytes_get_size (item->bytes));
      else
        g_string_append_c (out, '!');
      if (item->full_url != NULL)
        g_string_append_printf (out, "<%s", item->full_url);
      if (item->method != NULL)
        g_string_append_printf (out, "<%s", item->method);
      if (item->outcome)
        g_string_append (out, "<outcome");
      g_string_append_c (out, ' ');
    }
  g_object_unref (stream);
  return g_string_free_and_steal (out);
}

static void
assert_cut (const char *text, const char *expected)
{
  const gsize steps[] = { 1, 2, 3, 7, 64, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *got = cut (text, steps[i], FALSE, FALSE);

      g_assert_cmpstr (got, ==, expected);
    }
}

static void
test_shapes (void)
{
  assert_cut ("", "");
  assert_cut (" \n ", "");
  assert_cut (A, A " ");
  assert_cut ("\xef\xbb\xbf" A, A " ");
  assert_cut (A "\n" B "\n", A " " B " ");
  assert_cut (A "\r\n\r\n" B, A " " B " ");
  assert_cut (A B, A " " B " ");
  assert_cut ("[" A "," B "]", A " " B " ");
  assert_cut ("{\n  \"resourceType\": \"Patient\",\n  \"id\": \"a\"\n}\n",
              "{\n  \"resourceType\": \"Patient\",\n  \"id\": \"a\"\n} ");
}

static void
test_bundles (void)
{
  assert_cut ("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:1\","
              "\"resource\":" A ",\"request\":{\"method\":\"PUT\",\"url\":\"Patient/a\"}} , {\"resource\":" B
              "}],\"link\":[{\"x\":\"]}\"}]}",
              A "<urn:uuid:1<PUT " B " ");
  assert_cut ("{\"resourceType\":\"Bundle\",\"entry\":[{\"search\":{\"mode\":\"outcome\"},\"resource\":" A
              "}],\"type\":\"searchset\"}\n" B,
              A "<outcome " B " ");
  assert_cut ("{\"entry\":[{\"resource\":" A "}],\"resourceType\":\"Bundle\",\"type\":\"collection\"}",
              A " ");
  assert_cut ("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[]}", "");
  assert_cut ("{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[{\"resource\":" A "}]}",
              "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[{\"resource\":" A "}]} ");
  assert_cut (
      "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"fullUrl\":\"x\"},{\"resource\":" A "}]}",
      "!<x " A " ");
  assert_cut ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" A "}]}\n"
              "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" B "}]}\n",
              A " " B " ");
}

static void
test_malformed (void)
{
  g_autofree char *named = NULL;

  assert_cut ("rubbish", "! ");
  assert_cut ("{\"resourceType\":\"Patient\"", "! ");
  assert_cut ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" A "},{\"resour",
              A " ! ");
  assert_cut ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" A "}]", A " ! ");
  assert_cut (A "\n{\"half\":\n" B "\nrubbish\n" A "\n", A " ! " B " ! " A " ");
  named = cut ("rubbish\n" A "\n\"\n{\"a\":\"\n" B, 5, TRUE, TRUE);
  g_assert_cmpstr (named, ==, "line 1:! line 2:" A " line 3:! line 4:! line 5:" B " ");
}

/* Cut off anywhere, a text gives what is whole in it, never loops and never reads past its end. */
static void
test_prefixes (void)
{
  static const char text[] =
      "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:1\","
      "\"resource\":" A ",\"request\":{\"method\":\"PUT\"}},{\"resource\":" B "}]}\n" A "\n";

  for (gsize size = 0; size < sizeof text; size++)
    {
      g_autofree char *prefix = g_strndup (text, size);
      g_autofree char *got = cut (prefix, 3, FALSE, FALSE);
      g_autofree char *as_lines = cut (prefix, 1000, TRUE, FALSE);

      g_assert_nonnull (got);
      g_assert_nonnull (as_lines);
    }
}

static void
test_large (void)
{
  g_autoptr (GString) text =
      g_string_new ("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
  g_autofree char *hostile = g_strnfill (30 * 1024 * 1024, '[');
  g_autofree char *got = NULL;
  g_autofree char *refused = NULL;
  gsize n = 0;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "%s{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"%u\"}}",
                            i == 0 ? "" : ",", i);
  g_string_append (text, "]}");
  got = cut (text->str, 100000, FALSE, FALSE);
  for (const char *at = got; (at = strchr (at, ' ')) != NULL; at++)
    n++;
  g_assert_cmpuint (n, ==, 100000);
  hostile[0] = '{';
  refused = cut (hostile, 1000000, FALSE, FALSE);
  g_assert_cmpstr (refused, ==, "! ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fhir/resource-reader/shapes", test_shapes);
  g_test_add_func ("/fhir/resource-reader/bundles", test_bundles);
  g_test_add_func ("/fhir/resource-reader/malformed", test_malformed);
  g_test_add_func ("/fhir/resource-reader/prefixes", test_prefixes);
  g_test_add_func ("/fhir/resource-reader/large", test_large);
  return g_test_run ();
}
