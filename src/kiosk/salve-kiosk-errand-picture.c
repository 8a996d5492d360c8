/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that the doctor asked for, taken with the kiosk's camera. It is looked at before it is given, and nothing of it
 * stays but what was given. */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-errand-private.h"

#include <glib/gi18n.h>
#include <string.h>

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

static void
on_take (SalveKioskErrand *self)
{
  GdkTexture *seen = salve_kiosk_camera_get_picture (self->camera);

  if (seen == NULL)
    return;
  g_set_object (&self->taken, seen);
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

/* What was taken, and what may become of it. */
static void
add_taken (SalveKioskErrand *self, SalveKioskPage *page)
{
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (self->taken));

  gtk_picture_set_alternative_text (GTK_PICTURE (picture), _ ("The picture"));
  gtk_widget_set_size_request (picture, -1, LEAST_HEIGHT);
  salve_kiosk_page_add_widget (page, picture);
  salve_kiosk_page_add_choice (page, _ ("Give this picture"), TRUE, G_CALLBACK (on_give), self);
  salve_kiosk_page_add_choice (page, _ ("Take it again"), FALSE, G_CALLBACK (on_again), self);
}

static void
add_camera (SalveKioskErrand *self, SalveKioskPage *page)
{
  GtkWidget *camera = salve_kiosk_camera_new (FALSE);

  self->camera = SALVE_KIOSK_CAMERA (camera);
  g_signal_connect_swapped (camera, "failed", G_CALLBACK (say_no_camera), self);
  salve_kiosk_page_add_widget (page, camera);
  salve_kiosk_page_add_choice (page, _ ("Take the picture"), TRUE, G_CALLBACK (on_take), self);
}

/* What the camera sees, or what was taken. */
SalveKioskPage *
salve_kiosk_picture_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (what_of (self->request), NULL);

  salve_kiosk_page_be_private (page, TRUE);
  if (self->taken != NULL)
    add_taken (self, page);
  else
    add_camera (self, page);
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (go_to_requests));
  return page;
}
