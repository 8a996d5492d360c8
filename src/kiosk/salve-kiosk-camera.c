/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-camera.h"

#include <glib/gi18n.h>
#include <string.h>

#if SALVE_CAMERA
#include "salve-camera-stream.h"
#endif
#if SALVE_CODES
#include "salve-code-reader.h"
#endif

#define LEAST_HEIGHT 240 /* pixels on the screen; more where the choices below leave room */

struct _SalveKioskCamera
{
  AdwBin parent_instance;

  GtkPicture *live;
  GObject *stream; /* NULL: it is off */
  gboolean opened;
  gboolean stopped;
  gboolean for_codes;
  gboolean reading; /* a picture, on another thread */
};

enum
{
  CODE,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveKioskCamera, salve_kiosk_camera, ADW_TYPE_BIN)

/* Whether this was built with what reads codes. */
gboolean
salve_kiosk_camera_reads_codes (void)
{
  return SALVE_CODES;
}

#if SALVE_CAMERA
static SalveKioskCameraOpener opener = salve_camera_open;
#else
static SalveKioskCameraOpener opener = NULL;
#endif

/* @opener: takes the place of the desktop's camera, for tests */
void
salve_kiosk_camera_set_opener (SalveKioskCameraOpener other)
{
  opener = other;
}

/**
 * salve_kiosk_camera_stop:
 *
 * Nobody is seen any more; the last picture stays until the widget goes.
 */
void
salve_kiosk_camera_stop (SalveKioskCamera *self)
{
  self->stopped = TRUE;
#if SALVE_CAMERA
  if (self->stream != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->stream, self);
      salve_camera_stream_stop (SALVE_CAMERA_STREAM (self->stream));
    }
#endif
  g_clear_object (&self->stream);
}

#if SALVE_CODES
static DexFuture *
on_read (DexFuture *future, gpointer data)
{
  SalveKioskCamera *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  g_autofree char *code = value != NULL ? g_value_dup_string (value) : NULL;

  self->reading = FALSE;
  if (code == NULL || self->stopped)
    return NULL;
  salve_kiosk_camera_stop (self);
  g_signal_emit (self, signals[CODE], 0, code);
  explicit_bzero (code, strlen (code));
  return NULL;
}

/* One after the other: while one is read the next are only shown. */
static void
look_for_code (SalveKioskCamera *self, GdkTexture *picture)
{
  if (!self->for_codes || self->reading)
    return;
  self->reading = TRUE;
  dex_future_disown (
      dex_future_finally (salve_code_reader_read (picture), on_read, g_object_ref (self), g_object_unref));
}
#endif

#if SALVE_CAMERA
static void
fail (SalveKioskCamera *self)
{
  salve_kiosk_camera_stop (self);
  g_signal_emit (self, signals[FAILED], 0);
}

static void
on_picture (SalveCameraStream *stream, SalveKioskCamera *self)
{
  GdkTexture *picture = salve_camera_stream_get_picture (stream);

  gtk_picture_set_paintable (self->live, GDK_PAINTABLE (picture));
#if SALVE_CODES
  look_for_code (self, picture);
#endif
}

static void
on_failed (SalveCameraStream *stream, const GError *error, SalveKioskCamera *self)
{
  fail (self);
}

/* The page may be gone by then. */
static DexFuture *
on_open (DexFuture *future, gpointer data)
{
  SalveKioskCamera *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  GstElement *source = value != NULL ? g_value_get_object (value) : NULL;

  if (self->stopped)
    return NULL;
  self->stream = source != NULL ? G_OBJECT (salve_camera_stream_new (source, NULL)) : NULL;
  if (self->stream == NULL)
    {
      fail (self);
      return NULL;
    }
  g_signal_connect (self->stream, "picture", G_CALLBACK (on_picture), self);
  g_signal_connect (self->stream, "failed", G_CALLBACK (on_failed), self);
  return NULL;
}
#endif

static void
open_camera (gpointer data)
{
  g_autoptr (SalveKioskCamera) self = data;

#if SALVE_CAMERA
  if (!self->stopped)
    dex_future_disown (dex_future_finally (opener (), on_open, g_object_ref (self), g_object_unref));
#endif
}

/* What fails at once may take the page away again, which is no good while it is being shown. */
static void
on_map (SalveKioskCamera *self)
{
  if (!self->opened)
    g_idle_add_once (open_camera, g_object_ref (self));
  self->opened = TRUE;
}

static void
salve_kiosk_camera_dispose (GObject *object)
{
  salve_kiosk_camera_stop (SALVE_KIOSK_CAMERA (object));
  G_OBJECT_CLASS (salve_kiosk_camera_parent_class)->dispose (object);
}

static void
salve_kiosk_camera_class_init (SalveKioskCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_kiosk_camera_dispose;
  signals[CODE] = g_signal_new ("code", SALVE_TYPE_KIOSK_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[FAILED] = g_signal_new ("failed", SALVE_TYPE_KIOSK_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
salve_kiosk_camera_init (SalveKioskCamera *self)
{
  self->live = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_alternative_text (self->live, _ ("What the camera sees"));
  gtk_widget_set_size_request (GTK_WIDGET (self->live), -1, LEAST_HEIGHT);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->live));
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}

/**
 * salve_kiosk_camera_new:
 * @for_codes: whether it looks for one in what it sees
 *
 * Returns: (transfer floating): opens the camera when it is shown; where there is none "failed" comes then
 */
GtkWidget *
salve_kiosk_camera_new (gboolean for_codes)
{
  SalveKioskCamera *self = g_object_new (SALVE_TYPE_KIOSK_CAMERA, NULL);

  self->for_codes = for_codes;
  return GTK_WIDGET (self);
}

/* Returns: (transfer none) (nullable): the newest picture; NULL before the first */
GdkTexture *
salve_kiosk_camera_get_picture (SalveKioskCamera *self)
{
  GdkPaintable *seen = gtk_picture_get_paintable (self->live);

  return seen != NULL ? GDK_TEXTURE (seen) : NULL;
}
