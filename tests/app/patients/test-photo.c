/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody brings along as a photo: large, enormous, false, or withdrawn. */
#include "config.h"

#include "patients/salve-photo.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  GFile *file;
} Place;

static void
place_make (Place *place, gconstpointer unused)
{
  g_autofree char *path = NULL;

  place->folder = g_dir_make_tmp ("salve-photo.XXXXXX", NULL);
  g_assert_nonnull (place->folder);
  path = g_build_filename (place->folder, "photo", NULL);
  place->file = g_file_new_for_path (path);
}

static void
place_clear (Place *place, gconstpointer unused)
{
  g_file_delete (place->file, NULL, NULL);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_clear_object (&place->file);
  g_clear_pointer (&place->folder, g_free);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GBytes *
read_photo (Place *place, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  salve_photo_read_async (place->file, cancellable, on_read, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return salve_photo_finish (result, error);
}

static void
write_file (Place *place, gconstpointer bytes, gsize size)
{
  g_assert_true (g_file_set_contents (g_file_peek_path (place->file), bytes, (gssize)size, NULL));
}

static void
test_small (Place *place, gconstpointer unused)
{
  g_autoptr (GdkPixbuf) wide = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1200, 600);
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = NULL;
  GdkPixbuf *seen;

  gdk_pixbuf_fill (wide, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save (wide, g_file_peek_path (place->file), "png", &error, NULL));
  small = read_photo (place, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, small, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  seen = gdk_pixbuf_loader_get_pixbuf (loader);
  g_assert_cmpint (gdk_pixbuf_get_width (seen), ==, 256);
  g_assert_cmpint (gdk_pixbuf_get_height (seen), ==, 128);
  g_assert_cmpint (gdk_pixbuf_read_pixels (seen)[0], >, 230);
}

/* A few bytes that claim 900 million pixels. */
static void
test_enormous (Place *place, gconstpointer unused)
{
  static const guint8 png[] = {
    0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,   'I',  'H',  'D',  'R',  0,
    0,    0x75, 0x30, 0,    0,    0x75, 0x30, 8,    2,    0,    0,    0,    0xe9, 0x45, 0x6f, 0xed, 0x00,
    0x00, 0x00, 0x0b, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x40, 0x05, 0x00, 0x00, 0x10, 0x00,
    0x01, 0x39, 0xbd, 0x8f, 0x65, 0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = NULL;

  write_file (place, png, sizeof png);
  small = read_photo (place, NULL, &error);
  g_assert_null (small);
  g_assert_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
  g_assert_nonnull (strstr (error->message, "30000 × 30000"));
}

/* A hole of 65 MiB; nothing of it is kept. */
static void
test_long (Place *place, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = NULL;

  write_file (place, "", 0);
  g_assert_cmpint (truncate (g_file_peek_path (place->file), 65 * 1024 * 1024), ==, 0);
  small = read_photo (place, NULL, &error);
  g_assert_null (small);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_false (Place *place, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = NULL;

  write_file (place, "not a picture", 13);
  small = read_photo (place, NULL, &error);
  g_assert_null (small);
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, GDK_PIXBUF_ERROR);
}

static void
test_withdrawn (Place *place, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = NULL;

  write_file (place, "not a picture", 13);
  g_cancellable_cancel (cancellable);
  small = read_photo (place, cancellable, &error);
  g_assert_null (small);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, run) g_test_add ("/photo/" name, Place, NULL, place_make, run, place_clear)
  ADD ("small", test_small);
  ADD ("enormous", test_enormous);
  ADD ("long", test_long);
  ADD ("false", test_false);
  ADD ("withdrawn", test_withdrawn);
#undef ADD
  return g_test_run ();
}
