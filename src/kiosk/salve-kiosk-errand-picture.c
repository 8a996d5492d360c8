/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that the doctor asked for, taken with the kiosk's camera. It is looked at before it is given, and nothing of it
 * stays but what was given. */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-errand-private.h"

#include <glib/gi18n.h>
#include <string.h>

#if SALVE_CAMERA
#include "salve-camera-stream.h"
#endif

#define MOST_SIDE 1600   /* pixels */
#define LEAST_HEIGHT 240 /* pixels on the screen; more where the choices below leave room */

static void
go_to_requests (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_REQUESTS);
}

static void
say_no_camera (SalveKioskErrand *self)
{
  salve_kiosk_errand_say (self,
                          _ ("The kiosk has no camera now. Please give the picture to the front desk."));
}

static void
choose_request (SalveKioskErrand *self, gconstpointer row)
{
  self->request = row;
  g_clear_object (&self->taken);
  if (SALVE_CAMERA)
    salve_kiosk_errand_go (self, SALVE_ERRAND_PICTURE);
  else
    say_no_camera (self);
}

static const char *
what_of (const SalveKioskRequest *request)
{
  return request->what != NULL ? request->what : _ ("Picture");
}

SalveKioskPage *
salve_kiosk_requests_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Which picture would you like to give?"), NULL);

  for (guint i = 0; i < self->own->requests->len; i++)
    {
      const SalveKioskRequest *request = self->own->requests->pdata[i];

      salve_kiosk_errand_add_row (self, page, what_of (request), choose_request, request);
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (salve_kiosk_errand_go_home));
  return page;
}

#if SALVE_CAMERA
typedef struct
{
  SalveKioskWindow *window;
  guint n_picture;
} Opening;

static void
opening_free (gpointer data)
{
  g_object_unref (((Opening *)data)->window);
  g_free (data);
}

static void
on_picture (SalveCameraStream *stream, SalveKioskErrand *self)
{
  gtk_picture_set_paintable (self->live, GDK_PAINTABLE (salve_camera_stream_get_picture (stream)));
}

static void
on_failed (SalveCameraStream *stream, const GError *error, SalveKioskErrand *self)
{
  say_no_camera (self);
}

/* The page may be gone by then, or another one. */
static DexFuture *
on_open (DexFuture *future, gpointer data)
{
  const Opening *opening = data;
  SalveKioskErrand *self = salve_kiosk_window_get_errand (opening->window);
  const GValue *value = dex_future_get_value (future, NULL);
  GstElement *source = value != NULL ? g_value_get_object (value) : NULL;

  if (self == NULL || self->n_picture != opening->n_picture)
    return NULL;
  self->stream = source != NULL ? G_OBJECT (salve_camera_stream_new (source, NULL)) : NULL;
  if (self->stream == NULL)
    {
      say_no_camera (self);
      return NULL;
    }
  g_signal_connect (self->stream, "picture", G_CALLBACK (on_picture), self);
  g_signal_connect (self->stream, "failed", G_CALLBACK (on_failed), self);
  return NULL;
}

static void
open_camera (SalveKioskErrand *self)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (self->window);
  opening->n_picture = self->n_picture;
  dex_future_disown (dex_future_finally (salve_camera_open (), on_open, opening, opening_free));
}
#endif

static void
on_take (SalveKioskErrand *self)
{
  GdkPaintable *seen = gtk_picture_get_paintable (self->live);

  if (seen == NULL)
    return;
  g_set_object (&self->taken, GDK_TEXTURE (seen));
  salve_kiosk_errand_go (self, SALVE_ERRAND_PICTURE);
}

static void
on_again (SalveKioskErrand *self)
{
  g_clear_object (&self->taken);
  salve_kiosk_errand_go (self, SALVE_ERRAND_PICTURE);
}

/* A JPEG that is no larger than it has to be. */
static char *
to_base64 (GdkTexture *texture, GError **error)
{
  g_autoptr (GBytes) whole = gdk_texture_save_to_png_bytes (texture);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (whole);
  g_autoptr (GdkPixbuf) pixels = gdk_pixbuf_new_from_stream_at_scale (
      stream, MIN (gdk_texture_get_width (texture), MOST_SIDE),
      MIN (gdk_texture_get_height (texture), MOST_SIDE), TRUE, NULL, error);
  g_autofree char *data = NULL;
  gsize size;

  if (pixels == NULL
      || !gdk_pixbuf_save_to_buffer (pixels, &data, &size, "jpeg", error, "quality", "90", NULL))
    return NULL;
  return g_base64_encode ((const guchar *)data, size);
}

static void
on_given (SalveKioskErrand *self, guint status, GBytes *body)
{
  g_clear_object (&self->taken);
  salve_kiosk_errand_say (self, status == 201
                                    ? _ ("Thank you. The picture is in your record.")
                                    : _ ("The clinic did not accept that here. The front desk can help."));
}

static void
on_give (SalveKioskErrand *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base64 = to_base64 (self->taken, &error);
  g_autofree char *path = g_strconcat ("kiosk/pictures/", self->request->id, NULL);
  g_autoptr (GBytes) body = NULL;
  char *json;

  if (base64 == NULL)
    {
      on_given (self, 0, NULL);
      return;
    }
  json = g_strdup_printf ("{\"data\":\"%s\"}", base64);
  body = g_bytes_new_take (json, strlen (json));
  salve_kiosk_errand_ask (self, "POST", path, body, on_given);
}

/* What the camera sees, or what was taken. */
SalveKioskPage *
salve_kiosk_picture_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (what_of (self->request), NULL);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (self->taken));

  gtk_picture_set_alternative_text (GTK_PICTURE (picture),
                                    self->taken != NULL ? _ ("The picture") : _ ("What the camera sees"));
  gtk_widget_set_size_request (picture, -1, LEAST_HEIGHT);
  salve_kiosk_page_add_widget (page, picture);
  if (self->taken != NULL)
    {
      salve_kiosk_page_add_choice (page, _ ("Give this picture"), TRUE, G_CALLBACK (on_give), self);
      salve_kiosk_page_add_choice (page, _ ("Take it again"), FALSE, G_CALLBACK (on_again), self);
    }
  else
    {
      self->live = GTK_PICTURE (picture);
      salve_kiosk_page_add_choice (page, _ ("Take the picture"), TRUE, G_CALLBACK (on_take), self);
#if SALVE_CAMERA
      open_camera (self);
#endif
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (go_to_requests));
  return page;
}

/* Nobody is seen any more once the page is gone. */
void
salve_kiosk_errand_close_camera (SalveKioskErrand *self)
{
  self->n_picture++;
  self->live = NULL;
#if SALVE_CAMERA
  if (self->stream != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->stream, self);
      salve_camera_stream_stop (SALVE_CAMERA_STREAM (self->stream));
    }
#endif
  g_clear_object (&self->stream);
}
