/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nobody sends by mistake: each is refused in bounded memory and time, which the whole program is held to. */
#include <string.h>
#include <sys/resource.h>

#include "salve-json.h"
#include "salve-resource-reader.h"

/* A stream of any length that nobody has to hold: a head, then a unit again and again. */
#define TEST_TYPE_ENDLESS_STREAM (test_endless_stream_get_type ())
G_DECLARE_FINAL_TYPE (TestEndlessStream, test_endless_stream, TEST, ENDLESS_STREAM, GInputStream)

struct _TestEndlessStream
{
  GInputStream parent_instance;

  const char *head;
  const char *unit;
  guint64 at;
  guint64 size;
};

G_DEFINE_FINAL_TYPE (TestEndlessStream, test_endless_stream, G_TYPE_INPUT_STREAM)

static gssize
test_endless_stream_read (GInputStream *stream,
                          void *buffer,
                          gsize count,
                          GCancellable *cancellable,
                          GError **error)
{
  TestEndlessStream *self = TEST_ENDLESS_STREAM (stream);
  gsize head = strlen (self->head), unit = strlen (self->unit), done = 0;

  while (done < count && self->at < self->size)
    {
      gsize offset = self->at < head ? self->at : (self->at - head) % unit;
      const char *from = self->at < head ? self->head : self->unit;
      gsize n = MIN (count - done, (self->at < head ? head : unit) - offset);

      n = (gsize)MIN ((guint64)n, self->size - self->at);
      memcpy ((char *)buffer + done, from + offset, n);
      done += n;
      self->at += n;
    }
  return (gssize)done;
}

static void
test_endless_stream_class_init (TestEndlessStreamClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = test_endless_stream_read;
}

static void
test_endless_stream_init (TestEndlessStream *self)
{
}

/* Reads a gigabyte; counts what could be taken and what was refused. */
static void
read_gigabyte (const char *head, const char *unit, gboolean lines, guint64 *taken, guint64 *refused)
{
  TestEndlessStream *stream = g_object_new (TEST_TYPE_ENDLESS_STREAM, NULL);
  g_autoptr (SalveResourceReader) reader = salve_resource_reader_new (G_INPUT_STREAM (stream));

  stream->head = head;
  stream->unit = unit;
  stream->size = G_GUINT64_CONSTANT (1) << 30;
  *taken = *refused = 0;
  salve_resource_reader_set_lines (reader, lines);
  for (;;)
    {
      g_autoptr (SalveReadItem) item = NULL;

      g_assert_true (salve_resource_reader_next (reader, &item, NULL, NULL));
      if (item == NULL)
        break;
      if (item->bytes != NULL)
        ++*taken;
      else
        ++*refused;
    }
  g_object_unref (stream);
}

static void
test_gigabyte_without_end (void)
{
  guint64 taken, refused;

  read_gigabyte ("{\"resourceType\":\"Patient\",\"x\":\"", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE,
                 &taken, &refused);
  g_assert_cmpuint (taken, ==, 0);
  g_assert_cmpuint (refused, ==, 1);
  read_gigabyte ("{", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", TRUE, &taken, &refused);
  g_assert_cmpuint (taken, ==, 0);
  g_assert_cmpuint (refused, ==, 1);
}

/* A Bundle is cut while it is read: never more than a piece of it is held. */
static void
test_gigabyte_bundle (void)
{
  g_autofree char *filler = g_strnfill (60000, 'x');
  g_autofree char *unit =
      g_strdup_printf ("{\"resource\":{\"resourceType\":\"Basic\",\"id\":\"a\",\"x\":\"%s\"}},", filler);
  guint64 taken, refused;

  read_gigabyte ("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[", unit, FALSE, &taken,
                 &refused);
  g_assert_cmpuint (taken, ==, ((G_GUINT64_CONSTANT (1) << 30) - 56) / strlen (unit));
  g_assert_cmpuint (refused, ==, 1); /* it ends in the middle of an entry */
}

static void
count_up (const char *pointer, const char *reference, gpointer user_data)
{
  ++*(guint *)user_data;
}

static char *
turn (const char *reference, gpointer user_data)
{
  return g_strdup ("b");
}

static void
test_many_references (void)
{
  g_autoptr (GString) json = g_string_new ("{\"resourceType\":\"Basic\",\"x\":[{}");
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveResource) turned = NULL;
  guint n = 0;

  while (json->len < SALVE_RESOURCE_MAX_SIZE - 64)
    g_string_append (json, ",{\"reference\":\"a\"}");
  g_string_append (json, "]}");
  resource = salve_resource_new_from_text (json->str, (gssize)json->len, NULL);
  turned = salve_resource_map_references (resource, turn, NULL, NULL);
  salve_resource_foreach_reference (turned, count_up, &n);
  g_assert_cmpuint (n, >, 400000);
}

/* Keys that are alike for a weak hash: all of one length with one sum. */
static void
test_many_keys (void)
{
  g_autoptr (GString) json = g_string_new ("{\"resourceType\":\"Basic\"");
  g_autoptr (SalveResource) resource = NULL;

  for (guint i = 0; i < 65536; i++)
    {
      g_string_append (json, ",\"");
      for (guint bit = 0; bit < 16; bit++)
        g_string_append (json, i >> bit & 1 ? "Ez" : "FY");
      g_string_append (json, "\":1");
    }
  g_string_append_c (json, '}');
  resource = salve_resource_new_from_text (json->str, (gssize)json->len, NULL);
  g_assert_nonnull (resource);
}

/* As many small values as fit: the most memory that a resource can take. */
static void
test_many_values (void)
{
  g_autoptr (GString) json = g_string_new ("{\"resourceType\":\"Basic\",\"x\":[[]");
  g_autoptr (SalveResource) resource = NULL;

  while (json->len < SALVE_RESOURCE_MAX_SIZE - 64)
    g_string_append (json, ",[],{}");
  g_string_append (json, "]}");
  resource = salve_resource_new_from_text (json->str, (gssize)json->len, NULL);
  g_assert_nonnull (resource);
}

static void
test_depth (void)
{
  for (guint depth = 63; depth <= 64; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '[');
      g_autofree char *close = g_strnfill (depth, ']');
      g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Basic\",\"x\":%s%s}", open, close);
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, &error);

      g_assert_true ((resource != NULL) == (depth + 1 <= SALVE_JSON_MAX_DEPTH));
    }
}

/* Runs last: the most that was ever held, of three gigabytes that were read. */
static void
test_memory (void)
{
#if defined(__SANITIZE_ADDRESS__)
  g_test_skip ("a sanitizer keeps memory of its own");
#else
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  g_test_message ("at most %ld MiB were held", usage.ru_maxrss / 1024);
  g_assert_cmpint (usage.ru_maxrss, <, 256 * 1024);
#endif
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile/gigabyte-without-end", test_gigabyte_without_end);
  g_test_add_func ("/hostile/gigabyte-bundle", test_gigabyte_bundle);
  g_test_add_func ("/hostile/many-references", test_many_references);
  g_test_add_func ("/hostile/many-keys", test_many_keys);
  g_test_add_func ("/hostile/many-values", test_many_values);
  g_test_add_func ("/hostile/depth", test_depth);
  g_test_add_func ("/hostile/memory", test_memory);
  return g_test_run ();
}
