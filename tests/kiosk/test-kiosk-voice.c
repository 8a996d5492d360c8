/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check-in heard: each page of it, in each language, as speech-dispatcher and espeak-ng really say it (with-speech). What is
 * heard is no silence, lasts as long as its words, and says nothing that is private unless that was asked for. */
#include "config.h"

#include "fake-link.h"
#include "find-widget.h"
#include "salve-kiosk-check-in.h"
#include "salve-kiosk-proof.h"
#include "salve-kiosk-voice.h"

#include <libintl.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define HEADER 44 /* bytes of a WAV file before its samples */

static SalveKioskWindow *window;
static SalveKioskLink *way;

static SalveKioskDay *
make_day (void)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *card = salve_kiosk_prove_code ("pepper", "VK-1");
  g_autofree char *json = g_strdup_printf (
      "{\"from\":%" G_GINT64_FORMAT ",\"to\":%" G_GINT64_FORMAT ",\"salt\":\"pepper\",\"visits\":[{\"id\":"
      "\"a\",\"person\":\"p\",\"start\":%" G_GINT64_FORMAT
      ",\"status\":\"booked\",\"ticket\":\"K47\",\"name\":\"A••• K•••\",\"birthDay\":12,\"birthYear\":1980,"
      "\"proofs\":[],\"codes\":[\"%s\"]}]}",
      now - 86400, now + 86400, now + 600, card);

  return salve_kiosk_day_new (json, -1, NULL);
}

static SalveKioskVisit *
visit_of (void)
{
  return salve_kiosk_check_in_get_visit (salve_kiosk_window_get_check_in (window));
}

/* The steps of a check-in, one after the other. */

static void
begin (void)
{
  salve_kiosk_visit_begin (visit_of ());
}

static void
letters (void)
{
  for (int i = 0; i < 8; i++)
    salve_kiosk_visit_type (visit_of (), "1");
  salve_kiosk_visit_go_on (visit_of (), salve_kiosk_link_get_day (way), g_get_real_time ());
}

static void
be_known (void)
{
  salve_kiosk_visit_scan (visit_of (), "VK-1", salve_kiosk_link_get_day (way), g_get_real_time ());
}

static void
consent (void)
{
  salve_kiosk_visit_confirm (visit_of (), TRUE);
}

static void
ticket (void)
{
  salve_kiosk_visit_consent (visit_of (), TRUE);
  salve_kiosk_visit_finish (visit_of (), FALSE, "K47");
}

static const struct
{
  SalveKioskStep step;
  void (*take) (void);
} steps[] = {
  { SALVE_KIOSK_WELCOME, NULL },     { SALVE_KIOSK_BIRTH, begin },     { SALVE_KIOSK_NAME, letters },
  { SALVE_KIOSK_CONFIRM, be_known }, { SALVE_KIOSK_CONSENT, consent }, { SALVE_KIOSK_DONE, ticket },
};

/* A file that is not yet known; whenever one comes, the loop goes round. */
static char *
next_file (GHashTable *known)
{
  const char *folder = g_getenv ("SALVE_HEARD");
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileMonitor) monitor = g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, NULL);

  g_assert_nonnull (monitor);
  while (TRUE)
    {
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (dir)) != NULL)
        if (g_hash_table_add (known, g_strdup (name)))
          return g_build_filename (folder, name, NULL);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* How loud it is on the whole (0 is silence, 32768 the loudest), and how long. */
static double
loudness (const char *path, double *seconds)
{
  g_autofree char *file = NULL;
  gsize size, n;
  guint32 rate;
  double sum = 0;

  g_assert_true (g_file_get_contents (path, &file, &size, NULL));
  g_assert_cmpuint (size, >, HEADER);
  g_assert_cmpint (memcmp (file, "RIFF", 4), ==, 0);
  memcpy (&rate, file + 24, sizeof rate);
  n = (size - HEADER) / 2;
  for (gsize i = 0; i < n; i++)
    {
      gint16 sample;

      memcpy (&sample, file + HEADER + 2 * i, sizeof sample);
      sum += (double)sample * sample;
    }
  *seconds = (double)n / GUINT32_FROM_LE (rate);
  return sqrt (sum / (double)MAX (n, 1));
}

static void
test_check_in (gconstpointer data)
{
  const SalveKioskLanguage *language = data;
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) before = g_dir_open (g_getenv ("SALVE_HEARD"), 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (before)) != NULL)
    g_hash_table_add (known, g_strdup (name));
  salve_kiosk_check_in_reset (salve_kiosk_window_get_check_in (window));
  salve_kiosk_window_set_language (window, language->code);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = NULL;
      const char *words;
      double seconds, loud;

      if (steps[i].take != NULL)
        steps[i].take ();
      g_assert_cmpint (salve_kiosk_visit_get_step (visit_of ()), ==, steps[i].step);
      salve_kiosk_window_show (window);
      words = salve_kiosk_page_get_words (
          SALVE_KIOSK_PAGE (kiosk_find_widget (GTK_WIDGET (window), SALVE_TYPE_KIOSK_PAGE)), FALSE);
      salve_kiosk_voice_say (words, language->code);
      path = next_file (known);
      loud = loudness (path, &seconds);
      g_test_message ("%s, step %" G_GSIZE_FORMAT ": %.1f s, loudness %.0f: %s", language->code, i, seconds,
                      loud, words);
      g_assert_cmpfloat (loud, >, 500);
      /* Nobody says 40 letters in a second. */
      g_assert_cmpfloat (seconds, >, (double)g_utf8_strlen (words, -1) / 40);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (SalveKioskDay) day = make_day ();
  g_autoptr (GtkApplication) application = NULL;
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
  application =
      GTK_APPLICATION (adw_application_new ("io.github.salveclinic.Salve.Voice", G_APPLICATION_NON_UNIQUE));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  way = fake_link_new (day);
  window = salve_kiosk_window_new (application, way);
  gtk_window_present (GTK_WINDOW (window));
  for (gsize i = 0; i < salve_kiosk_n_languages; i++)
    {
      g_autofree char *path = g_strconcat ("/kiosk/voice/", salve_kiosk_languages[i].code, NULL);

      g_test_add_data_func (path, &salve_kiosk_languages[i], test_check_in);
    }
  status = g_test_run ();
  fake_link_end (way);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (way);
  return status;
}
