/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day is gone to by typing it, in the words and the order of each language; what is no date stays, marked, and the
 * calendar with it. The clinic's clock stands at Sunday 2026-06-21. */
#include "config.h"

#include <adwaita.h>

#include "patients-desk.h"
#include "salve-calendar-view-private.h"
#include "salve-resources.h"

static const struct
{
  const char *locale;
  const char *tomorrow;
  const char *words;   /* the third of July */
  const char *numbers; /* Christmas Eve */
  const char *nonsense;
} languages[] = {
  { "en-GB", "tomorrow", "3 July", "24/12/2026", "someday" },
  { "en-US", "tomorrow", "July 3", "12/24/2026", "24/13/2026" },
  { "de-DE", "morgen", "3. Juli", "24.12.2026", "irgendwann" },
  { "fr-FR", "demain", "3 juillet", "24/12/2026", "jamais" },
  { "es-ES", "mañana", "3 de julio", "24/12/2026", "31/02/2026" },
  { "ar-EG", "غدا", "3 يوليو", "٢٤/١٢/٢٠٢٦", "يوما ما" },
};

static void
type (SalveCalendarView *view, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (view->date_entry), text);
  g_signal_emit_by_name (view->date_entry, "activate");
}

static void
expect (SalveCalendarView *view, int month, int day)
{
  g_assert_cmpint (view->day.year, ==, 2026);
  g_assert_cmpint (view->day.month, ==, month);
  g_assert_cmpint (view->day.day, ==, day);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (view->date_entry)), ==, "");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (view->date_entry), "error"));
}

static void
test_jump (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, languages[n].locale);
  SalveCalendarView *view =
      g_object_ref_sink (g_object_new (SALVE_TYPE_CALENDAR_VIEW, "clinic", desk->clinic, NULL));

  type (view, languages[n].tomorrow);
  expect (view, 6, 22);
  type (view, languages[n].words);
  expect (view, 7, 3);
  type (view, languages[n].numbers);
  expect (view, 12, 24);
  type (view, languages[n].nonsense);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (view->date_entry), "error"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (view->date_entry)), ==, languages[n].nonsense);
  g_assert_cmpint (view->day.month, ==, 12);
  type (view, languages[n].tomorrow);
  expect (view, 6, 22);
  g_object_unref (view);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (salve_get_resource ());
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/calendar-jump/%s", languages[i].locale);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_jump);
    }
  return g_test_run ();
}
