/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kiosk's camera with real pictures: GStreamer carries frames that are made here. What is shown is looked for, and a
 * code in it is read, wherever it is in the picture; what is no code is nobody's. */
#include "config.h"

#include "fake-link.h"
#include "salve-kiosk-camera.h"
#include "salve-kiosk-check-in.h"
#include "salve-kiosk-errand-private.h"
#include "salve-kiosk-proof.h"

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <string.h>

#if SALVE_QRENCODE && SALVE_CODES
#include <qrencode.h>
#endif

#define WIDTH 640
#define HEIGHT 480
#define OWN "{\"zone\":\"UTC\",\"pictures\":[{\"id\":\"w\",\"what\":\"The hand\"}]}"

static const char *said; /* what the code in the next camera's pictures says; NULL: there is none */
static guint n_opened;
static GtkApplication *application;

#if SALVE_QRENCODE && SALVE_CODES
static void
draw_code (guchar *pixels, const char *text)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  const int size = 6, left = 201, top = 97;

  for (int y = 0; y < code->width * size; y++)
    for (int x = 0; x < code->width * size; x++)
      if (code->data[y / size * code->width + x / size] & 1)
        memset (pixels + 4 * ((top + y) * WIDTH + left + x), 0x20, 3);
  QRcode_free (code);
}
#endif

/* Light grey, with some noise, and perhaps a code. */
static GstBuffer *
make_frame (guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  guchar *pixels = g_malloc (WIDTH * HEIGHT * 4);

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    {
      memset (pixels + 4 * i, 0xb0 + g_rand_int_range (rand, 0, 40), 3);
      pixels[4 * i + 3] = 0xff;
    }
#if SALVE_QRENCODE && SALVE_CODES
  if (said != NULL && number > 2)
    draw_code (pixels, said);
#endif
  return gst_buffer_new_wrapped (pixels, WIDTH * HEIGHT * 4);
}

static void
need_data (GstAppSrc *source, guint length, gpointer data)
{
  guint *number = data;

  gst_app_src_push_buffer (source, make_frame ((*number)++));
}

static DexFuture *
open_camera (void)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "video/x-raw,format=RGBA,width=640,height=480,framerate=30/1,pixel-aspect-ratio=1/1");
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  GstAppSrcCallbacks callbacks = { .need_data = need_data };

  n_opened++;
  g_object_set (source, "caps", caps, "is-live", TRUE, "do-timestamp", TRUE, "format", GST_FORMAT_TIME, NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, g_new0 (guint, 1), g_free);
  return dex_future_new_take_object (gst_object_ref_sink (source));
}

static DexFuture *
open_nothing (void)
{
  return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no camera");
}

typedef struct
{
  SalveKioskDay *day;
  SalveKioskLink *way;
  SalveKioskWindow *window;
} Kiosk;

static SalveKioskDay *
make_day (void)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *card = salve_kiosk_prove_code ("pepper", "VK-1");
  g_autofree char *json = g_strdup_printf (
      "{\"from\":%" G_GINT64_FORMAT ",\"to\":%" G_GINT64_FORMAT ",\"salt\":\"pepper\",\"visits\":[{\"id\":"
      "\"a\",\"person\":\"p\",\"start\":%" G_GINT64_FORMAT
      ",\"status\":\"booked\",\"ticket\":\"K47\",\"proofs\":[],\"codes\":[\"%s\"]}]}",
      now - 86400, now + 86400, now + 600, card);

  return salve_kiosk_day_new (json, -1, NULL);
}

static void
kiosk_open (Kiosk *kiosk, SalveKioskCameraOpener opener, const char *code)
{
  said = code;
  n_opened = 0;
  salve_kiosk_camera_set_opener (opener);
  kiosk->day = make_day ();
  kiosk->way = fake_link_new (kiosk->day);
  kiosk->window = salve_kiosk_window_new (application, kiosk->way);
  gtk_window_set_default_size (GTK_WINDOW (kiosk->window), 1280, 1024);
  gtk_window_present (GTK_WINDOW (kiosk->window));
}

static void
kiosk_close (Kiosk *kiosk)
{
  fake_link_end (kiosk->way);
  gtk_window_destroy (GTK_WINDOW (kiosk->window));
  g_object_unref (kiosk->way);
  salve_kiosk_day_unref (kiosk->day);
}

/* The first below @widget that says @label. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *label)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      g_autofree char *words = label != NULL ? salve_kiosk_words_of (widget, TRUE) : NULL;

      if (g_strcmp0 (words, label) == 0)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
wait_for (Kiosk *kiosk, GType type, const char *label)
{
  GtkWidget *found;

  while ((found = find (GTK_WIDGET (kiosk->window), type, label)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

static void
press (Kiosk *kiosk, const char *label)
{
  g_signal_emit_by_name (wait_for (kiosk, GTK_TYPE_BUTTON, label), "clicked");
}

static void
wait_for_picture (Kiosk *kiosk)
{
  SalveKioskCamera *camera = SALVE_KIOSK_CAMERA (wait_for (kiosk, SALVE_TYPE_KIOSK_CAMERA, NULL));

  while (salve_kiosk_camera_get_picture (camera) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static SalveKioskVisit *
visit_of (Kiosk *kiosk)
{
  return salve_kiosk_check_in_get_visit (salve_kiosk_window_get_check_in (kiosk->window));
}

/* What the doctor asked for: seen live, taken, looked at, taken again. */
static void
test_picture (void)
{
  Kiosk kiosk;
  SalveKioskErrand *errand;
  g_autoptr (GBytes) own = g_bytes_new_static (OWN, strlen (OWN));
  g_autofree guchar *pixels = g_malloc (WIDTH * HEIGHT * 4);

  kiosk_open (&kiosk, open_camera, NULL);
  errand = salve_kiosk_window_get_errand (kiosk.window);
  errand->own = salve_kiosk_own_new (own, NULL);
  g_assert_nonnull (errand->own);
  errand->request = errand->own->requests->pdata[0];
  salve_kiosk_errand_go (errand, SALVE_ERRAND_PICTURE);
  wait_for_picture (&kiosk);
  press (&kiosk, "Take the picture");
  wait_for (&kiosk, GTK_TYPE_BUTTON, "Give this picture");
  g_assert_null (errand->camera);
  g_assert_cmpint (gdk_texture_get_width (errand->taken), ==, WIDTH);
  g_assert_cmpint (gdk_texture_get_height (errand->taken), ==, HEIGHT);
  gdk_texture_download (errand->taken, pixels, WIDTH * 4);
  g_assert_cmpint (pixels[0], >=, 0xa8);
  g_assert_cmpint (pixels[0], <=, 0xe0);
  press (&kiosk, "Take it again");
  wait_for_picture (&kiosk);
  g_assert_cmpuint (n_opened, ==, 2);
  press (&kiosk, "Back");
  g_assert_null (errand->camera);
  kiosk_close (&kiosk);
}

static void
test_picture_without_camera (void)
{
  Kiosk kiosk;
  SalveKioskErrand *errand;
  g_autoptr (GBytes) own = g_bytes_new_static (OWN, strlen (OWN));

  kiosk_open (&kiosk, open_nothing, NULL);
  errand = salve_kiosk_window_get_errand (kiosk.window);
  errand->own = salve_kiosk_own_new (own, NULL);
  errand->request = errand->own->requests->pdata[0];
  salve_kiosk_errand_go (errand, SALVE_ERRAND_PICTURE);
  while (errand->step != SALVE_ERRAND_SAID)
    g_main_context_iteration (NULL, TRUE);
  kiosk_close (&kiosk);
}

#if SALVE_QRENCODE && SALVE_CODES
static void
test_code (void)
{
  Kiosk kiosk;

  kiosk_open (&kiosk, open_camera, "VK-1");
  press (&kiosk, "Show it to the camera");
  while (salve_kiosk_visit_get_step (visit_of (&kiosk)) != SALVE_KIOSK_CONFIRM)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (salve_kiosk_visit_get_entry (visit_of (&kiosk))->id, ==, "a");
  g_assert_cmpuint (n_opened, ==, 1);
  kiosk_close (&kiosk);
}

/* The same answer as to a card that is typed. */
static void
test_code_of_nobody (void)
{
  Kiosk kiosk;

  kiosk_open (&kiosk, open_camera, "VK-2");
  press (&kiosk, "Show it to the camera");
  while (salve_kiosk_visit_get_step (visit_of (&kiosk)) == SALVE_KIOSK_LOOK)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (salve_kiosk_visit_get_step (visit_of (&kiosk)), ==, SALVE_KIOSK_BIRTH);
  g_assert_true (salve_kiosk_visit_get_failed (visit_of (&kiosk)));
  kiosk_close (&kiosk);
}

/* A card for the own record: its number, and on with the birth date. */
static void
test_code_of_card (void)
{
  Kiosk kiosk;
  SalveKioskErrand *errand;

  kiosk_open (&kiosk, open_camera, "VK-998877");
  errand = salve_kiosk_window_get_errand (kiosk.window);
  salve_kiosk_window_open_portal (kiosk.window);
  press (&kiosk, "Show it to the camera");
  while (errand->step != SALVE_ERRAND_BIRTH)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (errand->card, ==, "VK-998877");
  kiosk_close (&kiosk);
}

static void
test_code_without_camera (void)
{
  Kiosk kiosk;

  kiosk_open (&kiosk, open_nothing, NULL);
  press (&kiosk, "Show it to the camera");
  wait_for (&kiosk, GTK_TYPE_LABEL, "The camera does not work now. Please go back and type.");
  press (&kiosk, "Back");
  g_assert_cmpint (salve_kiosk_visit_get_step (visit_of (&kiosk)), ==, SALVE_KIOSK_WELCOME);
  kiosk_close (&kiosk);
}
#endif

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  gst_init (NULL, NULL);
  application =
      GTK_APPLICATION (adw_application_new ("io.github.salveclinic.Salve.Camera", G_APPLICATION_NON_UNIQUE));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_func ("/kiosk/camera/picture", test_picture);
  g_test_add_func ("/kiosk/camera/picture-without-camera", test_picture_without_camera);
#if SALVE_QRENCODE && SALVE_CODES
  g_test_add_func ("/kiosk/camera/code", test_code);
  g_test_add_func ("/kiosk/camera/code-of-nobody", test_code_of_nobody);
  g_test_add_func ("/kiosk/camera/code-of-card", test_code_of_card);
  g_test_add_func ("/kiosk/camera/code-without-camera", test_code_without_camera);
#endif
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
