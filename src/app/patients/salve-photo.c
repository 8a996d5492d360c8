/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient's photo travels inside the record, so it is made small first: 256 pixels are sharp at the largest size in
 * which Salve shows a face, and some 15 KB. What somebody brings along may be anything: a small file may claim a picture
 * that would fill the memory, so its size is looked at before its pixels are. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-photo.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

#define PHOTO_SIZE 256
#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_PIXELS (150 * 1000 * 1000)

typedef struct
{
  int width, height;
} Claim;

static void
on_size (GdkPixbufLoader *loader, int width, int height, Claim *claim)
{
  double scale = MIN (1.0, (double)PHOTO_SIZE / MAX (width, height));

  claim->width = width;
  claim->height = height;
  if ((gint64)width * height > MAX_PIXELS)
    gdk_pixbuf_loader_set_size (loader, 0, 0); /* the loader stops before it asks for memory */
  else
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int)(width * scale)), MAX (1, (int)(height * scale)));
}

static GdkPixbuf *
load_small (GBytes *photo, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) local = NULL;
  Claim claim = { 0 };
  GdkPixbuf *small = NULL;
  gboolean good;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), &claim);
  good = gdk_pixbuf_loader_write_bytes (loader, photo, &local);
  good = gdk_pixbuf_loader_close (loader, good ? &local : NULL) && good;
  if ((gint64)claim.width * claim.height > MAX_PIXELS)
    {
      g_set_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY,
                   _ ("This picture is too large to read: %d × %d pixels."), claim.width, claim.height);
      return NULL;
    }
  if (good)
    small = gdk_pixbuf_loader_get_pixbuf (loader);
  if (small != NULL)
    return gdk_pixbuf_apply_embedded_orientation (small);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                         _ ("This file is not a picture."));
  return NULL;
}

/**
 * salve_photo_shrink:
 * @photo: a picture in any format that is known here
 *
 * Any thread; takes as long as reading the picture does.
 *
 * Returns: (transfer full) (nullable): it as a JPEG of at most 256 by 256 pixels, turned upright; %NULL with a
 *   #GdkPixbufError where it is no picture or has over 150 million pixels
 */
GBytes *
salve_photo_shrink (GBytes *photo, GError **error)
{
  g_autoptr (GdkPixbuf) small = load_small (photo, error);
  char *data;
  gsize size;

  if (small == NULL || !gdk_pixbuf_save_to_buffer (small, &data, &size, "jpeg", error, "quality", "85", NULL))
    return NULL;
  return g_bytes_new_take (data, size);
}

/* One byte more than is allowed tells a file that goes on. */
static GBytes *
read_bounded (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree char *limit = g_format_size (MAX_BYTES);
  g_autoptr (GOutputStream) kept = g_memory_output_stream_new_resizable ();
  gsize room = MAX_BYTES + 1;

  if (stream == NULL)
    return NULL;
  while (room > 0)
    {
      g_autoptr (GBytes) part =
          g_input_stream_read_bytes (G_INPUT_STREAM (stream), MIN (room, 256 * 1024), cancellable, error);

      if (part == NULL)
        return NULL;
      if (g_bytes_get_size (part) == 0)
        break;
      room -= g_bytes_get_size (part);
      g_output_stream_write_all (kept, g_bytes_get_data (part, NULL), g_bytes_get_size (part), NULL, NULL,
                                 NULL);
    }
  if (room == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   /* Translators: %s is a size such as “64 MB” */
                   _ ("This file is too large: a photo has at most %s."), limit);
      return NULL;
    }
  g_output_stream_close (kept, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (kept));
}

static void
return_small (GTask *task, GBytes *whole, GError *error)
{
  g_autoptr (GBytes) small = whole != NULL ? salve_photo_shrink (whole, &error) : NULL;

  if (small != NULL)
    g_task_return_pointer (task, g_steal_pointer (&small), (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) whole = read_bounded (G_FILE (data), cancellable, &error);

  return_small (task, whole, error);
}

static void
shrink_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GBytes) whole = gdk_texture_save_to_png_bytes (GDK_TEXTURE (data));

  return_small (task, whole, NULL);
}

static void
start (gpointer what,
       GTaskThreadFunc run,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, g_object_ref (what), g_object_unref);
  g_task_run_in_thread (task, run);
}

/**
 * salve_photo_read_async:
 * @file: a picture somebody chose; read whole, up to 64 MiB
 * @callback: told in the thread that asked; salve_photo_finish() gives the photo
 *
 * Errors: those of reading, %G_IO_ERROR_MESSAGE_TOO_LARGE, %G_IO_ERROR_CANCELLED, a #GdkPixbufError.
 */
void
salve_photo_read_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (G_IS_FILE (file));

  start (file, read_in_thread, cancellable, callback, data);
}

/**
 * salve_photo_shrink_texture_async:
 * @texture: what a camera saw
 * @callback: told in the thread that asked; salve_photo_finish() gives the photo
 */
void
salve_photo_shrink_texture_async (GdkTexture *texture,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  start (texture, shrink_in_thread, cancellable, callback, data);
}

/**
 * salve_photo_finish:
 *
 * Returns: (transfer full) (nullable): a small JPEG, as salve_photo_shrink() makes it
 */
GBytes *
salve_photo_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
