/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page of the kiosk in every language, with usual and with large text: nothing is cut or pushed out of the screen. A
 * picture of each page, in all languages beside each other, is left for people to look at in $SALVE_PICTURES or the build's
 * folder "kiosk-pages". */
#include "config.h"

#include "fake-link.h"
#include "find-widget.h"
#include "salve-kiosk-check-in.h"
#include "salve-kiosk-errand-private.h"
#include "salve-kiosk-proof.h"
#include "salve-kiosk-resources.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#define WIDTH 1280
#define HEIGHT 1024
/* Pixels by which a page may be longer with large text, where another system has taller fonts. */
#define OTHER_FONTS 40
#define SALT "pepper"

static SalveKioskWindow *window;
static GtkApplication *application;
static SalveKioskLink *way;

/* What there is to show. */

static SalveKioskDay *
make_day (void)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *card = salve_kiosk_prove_code (SALT, "VK-1");
  g_autofree char *json = g_strdup_printf (
      "{\"from\":%" G_GINT64_FORMAT ",\"to\":%" G_GINT64_FORMAT ",\"salt\":\"" SALT
      "\",\"visits\":[{\"id\":\"a\",\"person\":\"p\",\"start\":%" G_GINT64_FORMAT
      ",\"status\":\"booked\",\"ticket\":\"K47\",\"name\":\"M••••••••••• O•••••••••••••••••\",\"phone\":"
      "\"••••• ••• ••47\",\"city\":\"B••• K•••••••••••••••\",\"room\":\"Treatment room 12, second floor\","
      "\"birthDay\":12,\"birthYear\":1980,\"proofs\":[],\"codes\":[\"%s\"]}]}",
      now - 86400, now + 86400, now + 600, card);
  SalveKioskDay *day = salve_kiosk_day_new (json, -1, NULL);

  g_assert_nonnull (day);
  return day;
}

static GBytes *
text_bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static GPtrArray *
make_times (void)
{
  g_autoptr (GString) times = g_string_new ("{\"resourceType\":\"Bundle\",\"entry\":[");
  g_autoptr (GBytes) bundle = NULL;

  for (int i = 0; i < 4; i++)
    g_string_append_printf (
        times,
        "%s{\"resource\":{\"resourceType\":\"Appointment\",\"id\":\"t%d\",\"status\":"
        "\"proposed\",\"start\":\"2031-09-1%dT06:00:00Z\",\"end\":\"2031-09-1%dT06:15:00Z\","
        "\"participant\":[{\"actor\":{\"reference\":\"Practitioner/d\"},\"status\":"
        "\"accepted\"}]}}",
        i > 0 ? "," : "", i, i, i);
  g_string_append (times, "]}");
  bundle = g_bytes_new (times->str, times->len);
  return salve_kiosk_times_new (bundle, NULL);
}

static void
give_own (SalveKioskErrand *errand)
{
  g_autoptr (GBytes) own = text_bytes (
      "{\"zone\":\"Europe/Berlin\",\"appointments\":["
      "{\"id\":\"a\",\"start\":1795503600,\"minutes\":15,\"doctor\":\"Dr. Maximiliane Oberhuber-Wimmer\","
      "\"doctorId\":\"d\",\"type\":\"First consultation\",\"room\":\"Room 12\",\"mayChange\":true},"
      "{\"id\":\"b\",\"start\":1798110000,\"minutes\":30,\"doctor\":\"Kim Lee\"}],\"papers\":["
      "{\"resource\":\"DiagnosticReport\",\"id\":\"r\",\"kind\":\"report\",\"title\":\"Magnetic resonance of "
      "the left knee\",\"date\":1790000000},"
      "{\"resource\":\"MedicationRequest\",\"id\":\"m\",\"kind\":\"prescription\",\"title\":\"Ibuprofen 400 "
      "mg\",\"date\":1789000000},"
      "{\"resource\":\"Composition\",\"id\":\"n\",\"kind\":\"note\",\"date\":1788000000},"
      "{\"resource\":\"Media\",\"id\":\"i\",\"kind\":\"picture\",\"date\":1787000000}],"
      "\"pictures\":[{\"id\":\"w\",\"what\":\"The wound on the left hand\"},{\"id\":\"x\"}]}");
  g_autoptr (GBytes) offers = text_bytes (
      "{\"types\":[{\"id\":\"t\",\"name\":\"First consultation\",\"minutes\":30},{\"id\":\"u\",\"name\":"
      "\"Blood test\",\"minutes\":10}],\"doctors\":[{\"id\":\"d\",\"name\":\"Dr. Maximiliane "
      "Oberhuber-Wimmer\","
      "\"specialty\":\"General medicine\"},{\"id\":\"e\",\"name\":\"Kim Lee\"}]}");
  g_autoptr (GBytes) paper = text_bytes (
      "{\"title\":\"Magnetic resonance of the left knee\",\"by\":\"Dr. Maximiliane Oberhuber-Wimmer\","
      "\"text\":\"The ligaments are continuous and of usual strength. There is a small tear in the posterior "
      "horn of the inner meniscus, without displacement. No effusion.\",\"more\":true}");

  errand->own = salve_kiosk_own_new (own, NULL);
  errand->offers = salve_kiosk_offers_new (offers, NULL);
  errand->paper = salve_kiosk_paper_new (paper, NULL);
  errand->times = make_times ();
  errand->visit = errand->own->visits->pdata[0];
  errand->type = errand->offers->types->pdata[0];
  errand->request = errand->own->requests->pdata[0];
  errand->time = errand->times->pdata[0];
}

static GdkTexture *
make_picture (void)
{
  static guchar pixels[640 * 480 * 3];
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);

  memset (pixels, 0x80, sizeof pixels);
  return gdk_memory_texture_new (640, 480, GDK_MEMORY_R8G8B8, bytes, 640 * 3);
}

/* The steps. */

static SalveKioskVisit *
visit_of (void)
{
  return salve_kiosk_check_in_get_visit (salve_kiosk_window_get_check_in (window));
}

static void
type (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    salve_kiosk_visit_type (visit_of (), (char[]){ *at, '\0' });
}

static void
be_born (const char *typed)
{
  salve_kiosk_visit_begin (visit_of ());
  type (typed);
}

static void
be_known (void)
{
  salve_kiosk_visit_scan (visit_of (), "VK-1", salve_kiosk_link_get_day (way), g_get_real_time ());
  g_assert_cmpint (salve_kiosk_visit_get_step (visit_of ()), ==, SALVE_KIOSK_CONFIRM);
}

static void
birth (void)
{
  be_born ("1203");
}

static void
no_day (void)
{
  be_born ("99999999");
  salve_kiosk_visit_go_on (visit_of (), salve_kiosk_link_get_day (way), g_get_real_time ());
}

static void
not_found (void)
{
  be_born ("11111111");
  salve_kiosk_visit_go_on (visit_of (), salve_kiosk_link_get_day (way), g_get_real_time ());
  type ("abc");
  salve_kiosk_visit_go_on (visit_of (), salve_kiosk_link_get_day (way), g_get_real_time ());
  g_assert_true (salve_kiosk_visit_get_failed (visit_of ()));
}

static void
letters (void)
{
  be_born ("11111111");
  salve_kiosk_visit_go_on (visit_of (), salve_kiosk_link_get_day (way), g_get_real_time ());
  type ("ob");
}

static void
changed (void)
{
  be_known ();
  salve_kiosk_visit_confirm (visit_of (), FALSE);
}

static void
consent (void)
{
  be_known ();
  salve_kiosk_visit_confirm (visit_of (), TRUE);
}

static void
sending (void)
{
  consent ();
  salve_kiosk_visit_consent (visit_of (), TRUE);
}

static void
ticket (void)
{
  sending ();
  salve_kiosk_visit_finish (visit_of (), FALSE, "K47");
}

static void
ticket_and_desk (void)
{
  changed ();
  salve_kiosk_visit_say_wrong (visit_of (), "insurance");
  salve_kiosk_visit_consent (visit_of (), TRUE);
  salve_kiosk_visit_finish (visit_of (), FALSE, "K47");
}

static void
desk (void)
{
  consent ();
  salve_kiosk_visit_consent (visit_of (), FALSE);
}

static SalveKioskErrand *
errand_of (void)
{
  return salve_kiosk_window_get_errand (window);
}

static void
typed_proof (void)
{
  g_strlcpy (errand_of ()->card, "VK-998877", SALVE_ERRAND_TYPED);
  g_strlcpy (errand_of ()->birth, "12031980", SALVE_ERRAND_TYPED);
  g_strlcpy (errand_of ()->code, "12345", SALVE_ERRAND_TYPED);
}

static void
no_times (void)
{
  g_ptr_array_set_size (errand_of ()->times, 0);
}

static void
anybody (void)
{
  errand_of ()->visit = NULL;
}

static void
look_for_code (void)
{
  salve_kiosk_visit_look (visit_of ());
}

static void
say_new (const char *words, int n_before, const char *typed)
{
  be_known ();
  salve_kiosk_visit_confirm (visit_of (), FALSE);
  salve_kiosk_visit_say_wrong (visit_of (), words);
  for (int i = 0; i < n_before; i++)
    {
      type ("x");
      salve_kiosk_visit_go_on (visit_of (), salve_kiosk_link_get_day (way), g_get_real_time ());
    }
  type (typed);
}

static void
new_name (void)
{
  say_new ("name", 0, "OBERHUBER-WIMMER");
}

static void
new_phone (void)
{
  say_new ("phone", 0, "+43 512 5550147");
}

static void
new_street (void)
{
  say_new ("address", 0, "");
}

static void
new_postal (void)
{
  say_new ("address", 1, "6020");
}

static void
new_city (void)
{
  say_new ("address", 2, "BAD KLEINKIRCHHEIM");
}

static void
with_pin (void)
{
  errand_of ()->may_choose_pin = TRUE;
}

static void
typed_pin (void)
{
  g_strlcpy (errand_of ()->pin, "849", SALVE_ERRAND_TYPED);
  g_strlcpy (errand_of ()->pin_again, "8492", SALVE_ERRAND_TYPED);
}

static void
weak_pin (void)
{
  errand_of ()->pin_fault = SALVE_ERRAND_PIN_WEAK;
}

static void
other_pin (void)
{
  errand_of ()->pin_fault = SALVE_ERRAND_PIN_DIFFERS;
}

static void
taken (void)
{
  errand_of ()->taken = make_picture ();
}

static void
wrong_proof (void)
{
  errand_of ()->said = g_strdup (
      gettext ("That did not fit together. Please begin again, or ask at the front desk for a code."));
}

static const struct
{
  const char *name;
  SalveErrandStep step; /* SALVE_ERRAND_NONE: of checking in */
  void (*prepare) (void);
  gboolean offline;
  gboolean is_list; /* may be longer than the screen where the text is large */
} pages[] = {
  { "welcome", SALVE_ERRAND_NONE, NULL, FALSE, FALSE },
  { "welcome-offline", SALVE_ERRAND_NONE, NULL, TRUE, FALSE },
  { "birth", SALVE_ERRAND_NONE, birth, FALSE, FALSE },
  { "birth-no-day", SALVE_ERRAND_NONE, no_day, FALSE, FALSE },
  { "letters", SALVE_ERRAND_NONE, letters, FALSE, FALSE },
  { "confirm", SALVE_ERRAND_NONE, be_known, FALSE, FALSE },
  { "changed", SALVE_ERRAND_NONE, changed, FALSE, FALSE },
  { "camera", SALVE_ERRAND_NONE, look_for_code, FALSE, FALSE },
  { "new-name", SALVE_ERRAND_NONE, new_name, FALSE, FALSE },
  { "new-phone", SALVE_ERRAND_NONE, new_phone, FALSE, FALSE },
  { "new-street", SALVE_ERRAND_NONE, new_street, FALSE, FALSE },
  { "new-postal", SALVE_ERRAND_NONE, new_postal, FALSE, FALSE },
  { "new-city", SALVE_ERRAND_NONE, new_city, FALSE, FALSE },
  { "consent", SALVE_ERRAND_NONE, consent, FALSE, FALSE },
  { "sending", SALVE_ERRAND_NONE, sending, FALSE, FALSE },
  { "ticket", SALVE_ERRAND_NONE, ticket, FALSE, FALSE },
  { "ticket-and-desk", SALVE_ERRAND_NONE, ticket_and_desk, TRUE, FALSE },
  { "desk", SALVE_ERRAND_NONE, desk, FALSE, FALSE },
  { "card", SALVE_ERRAND_CARD, typed_proof, FALSE, FALSE },
  { "card-birth", SALVE_ERRAND_BIRTH, typed_proof, FALSE, FALSE },
  { "code", SALVE_ERRAND_CODE, typed_proof, FALSE, FALSE },
  { "home", SALVE_ERRAND_HOME, with_pin, FALSE, FALSE },
  { "pin", SALVE_ERRAND_PIN, typed_pin, FALSE, FALSE },
  { "pin-weak", SALVE_ERRAND_PIN, weak_pin, FALSE, FALSE },
  { "pin-other", SALVE_ERRAND_PIN, other_pin, FALSE, FALSE },
  { "pin-again", SALVE_ERRAND_PIN_AGAIN, typed_pin, FALSE, FALSE },
  { "appointments", SALVE_ERRAND_VISITS, NULL, FALSE, FALSE },
  { "appointment", SALVE_ERRAND_VISIT, NULL, FALSE, FALSE },
  { "cancel", SALVE_ERRAND_CANCEL, NULL, FALSE, FALSE },
  { "types", SALVE_ERRAND_TYPES, NULL, FALSE, FALSE },
  { "doctors", SALVE_ERRAND_DOCTORS, NULL, FALSE, FALSE },
  { "times", SALVE_ERRAND_TIMES, NULL, FALSE, TRUE },
  { "times-anybody", SALVE_ERRAND_TIMES, anybody, FALSE, TRUE },
  { "times-none", SALVE_ERRAND_TIMES, no_times, FALSE, FALSE },
  { "book", SALVE_ERRAND_BOOK, NULL, FALSE, FALSE },
  { "papers", SALVE_ERRAND_PAPERS, NULL, FALSE, TRUE },
  { "paper", SALVE_ERRAND_PAPER, NULL, FALSE, FALSE },
  { "requests", SALVE_ERRAND_REQUESTS, NULL, FALSE, FALSE },
  { "picture", SALVE_ERRAND_PICTURE, taken, FALSE, FALSE },
  { "said", SALVE_ERRAND_SAID, wrong_proof, FALSE, FALSE },
  { "offline", SALVE_ERRAND_OFFLINE, NULL, TRUE, FALSE },
  /* Last: after so many failures nobody is known any more. */
  { "birth-not-found", SALVE_ERRAND_NONE, not_found, TRUE, FALSE },
};

/* The first page, on which the first switch is that of the text's size. */
static void
use_look (const char *language, gboolean large)
{
  salve_kiosk_errand_reset (errand_of ());
  salve_kiosk_check_in_reset (salve_kiosk_window_get_check_in (window));
  salve_kiosk_window_set_language (window, language);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (kiosk_find_widget (GTK_WIDGET (window), GTK_TYPE_TOGGLE_BUTTON)), large);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window), "large") == large);
}

static void
show_page (gsize page)
{
  SalveKioskErrand *errand = errand_of ();

  fake_link_set_online (way, !pages[page].offline);
  if (pages[page].step != SALVE_ERRAND_NONE)
    give_own (errand);
  errand->step = pages[page].step;
  if (pages[page].prepare != NULL)
    pages[page].prepare ();
  salve_kiosk_window_show (window);
}

/* Looking. */

static void
on_painted (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

static void
paint (void)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  guint n = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &n);

  while (n == 0)
    {
      gtk_widget_queue_draw (GTK_WIDGET (window));
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
}

/* Every label that is on the page has all of its words, inside of the window from left to right. */
static void
check_labels (GtkWidget *widget, const char *where)
{
  graphene_rect_t place;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_label (GTK_LABEL (widget)) != '\0')
    {
      const char *words = gtk_label_get_label (GTK_LABEL (widget));
      PangoRectangle ink;

      g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &place));
      pango_layout_get_pixel_extents (gtk_label_get_layout (GTK_LABEL (widget)), NULL, &ink);
      if (place.origin.x < 0 || place.origin.x + place.size.width > WIDTH
          || ink.width > (int)place.size.width + 1 || ink.height > (int)place.size.height + 1
          || pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
        {
          g_test_message ("%s: “%s” at %.0f is %.0f × %.0f, its words %d × %d", where, words, place.origin.x,
                          place.size.width, place.size.height, ink.width, ink.height);
          g_test_fail ();
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_labels (child, where);
}

/* How much of the page is below what is seen of it, in pixels. */
static double
below (void)
{
  GtkWidget *scrolled = kiosk_find_widget (GTK_WIDGET (window), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static GskRenderNode *
look (void)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, WIDTH, HEIGHT);
  return gtk_snapshot_to_node (snapshot);
}

/* A row a size of the text, a column a language. */
static void
leave_picture (const char *name, GskRenderNode *nodes[2][8])
{
  const char *given = g_getenv ("SALVE_PICTURES");
  g_autofree char *folder =
      given != NULL ? g_strdup (given) : g_test_build_filename (G_TEST_BUILT, "kiosk-pages", NULL);
  g_autofree char *path = g_strdup_printf ("%s/kiosk-%s.png", folder, name);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) sheet = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gtk_snapshot_scale (snapshot, 0.5f, 0.5f);
  for (int size = 0; size < 2; size++)
    for (gsize language = 0; language < salve_kiosk_n_languages; language++)
      {
        gtk_snapshot_save (snapshot);
        gtk_snapshot_translate (snapshot,
                                &GRAPHENE_POINT_INIT ((float)language * WIDTH, (float)size * HEIGHT));
        gtk_snapshot_append_node (snapshot, nodes[size][language]);
        gtk_snapshot_restore (snapshot);
      }
  sheet = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)), sheet,
      &GRAPHENE_RECT_INIT (0, 0, (float)salve_kiosk_n_languages * WIDTH / 2, HEIGHT));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
test_page (gconstpointer data)
{
  const gsize page = GPOINTER_TO_SIZE (data);
  GskRenderNode *nodes[2][8] = { 0 };

  for (gsize language = 0; language < salve_kiosk_n_languages; language++)
    for (int size = 0; size < 2; size++)
      {
        g_autofree char *where = g_strdup_printf (
            "%s, %s%s", pages[page].name, salve_kiosk_languages[language].code, size > 0 ? ", large" : "");

        use_look (salve_kiosk_languages[language].code, size > 0);
        show_page (page);
        paint ();
        g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), ==, WIDTH);
        g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (window)), ==, HEIGHT);
        check_labels (GTK_WIDGET (window), where);
        if (below () > (size > 0 ? OTHER_FONTS : 0) && !(pages[page].is_list && size > 0))
          {
            g_test_message ("%s: %.0f pixels are below the screen", where, below ());
            g_test_fail ();
          }
        nodes[size][language] = look ();
      }
  leave_picture (pages[page].name, nodes);
  for (gsize language = 0; language < salve_kiosk_n_languages; language++)
    for (int size = 0; size < 2; size++)
      gsk_render_node_unref (nodes[size][language]);
}

static void
use_style (void)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  g_resources_register (salve_kiosk_get_resource ());
  gtk_css_provider_load_from_resource (style, "/io/github/salveclinic/Salve/Kiosk/kiosk.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static DexPromise *no_camera;

/* It does not open as long as this runs: on the page is what is there until then. */
static DexFuture *
open_no_camera (void)
{
  return dex_ref (DEX_FUTURE (no_camera));
}

int
main (int argc, char *argv[])
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autofree char *translations = NULL;
  int status;

  setlocale (LC_ALL, "");
  salve_kiosk_language_prepare ();
  g_test_init (&argc, &argv, NULL);
  translations = g_test_build_filename (G_TEST_BUILT, "po", NULL);
  bindtextdomain (GETTEXT_PACKAGE, translations);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  dex_init ();
  adw_init ();
  use_style ();
  application =
      GTK_APPLICATION (adw_application_new ("io.github.salveclinic.Salve.Pages", G_APPLICATION_NON_UNIQUE));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  way = fake_link_new (day);
  no_camera = dex_promise_new ();
  salve_kiosk_camera_set_opener (open_no_camera);
  window = salve_kiosk_window_new (application, way);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_remove_css_class (GTK_WIDGET (window), "solid-csd"); /* no frame, as where it fills the screen */
  paint ();
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *path = g_strconcat ("/kiosk/pages/", pages[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_page);
    }
  status = g_test_run ();
  dex_promise_reject (no_camera, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the end"));
  dex_unref (no_camera);
  fake_link_end (way);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (way);
  g_object_unref (application);
  return status;
}
