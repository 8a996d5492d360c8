/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a patient reads: reports, notes, prescriptions, pictures. */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-errand-private.h"

#include <glib/gi18n.h>

#define MOST_PIXELS 8192 /* a side */

static const char *
kind_label (SalveKioskPaperKind kind)
{
  switch (kind)
    {
    case SALVE_KIOSK_REPORT:
      return _ ("Report");
    case SALVE_KIOSK_PRESCRIPTION:
      return _ ("Prescription");
    case SALVE_KIOSK_PICTURE:
      return _ ("Picture");
    case SALVE_KIOSK_NOTE:
    default:
      return _ ("Note");
    }
}

static void
go_to_papers (SalveKioskErrand *self)
{
  g_clear_pointer (&self->paper, salve_kiosk_paper_free);
  salve_kiosk_errand_go (self, SALVE_ERRAND_PAPERS);
}

static void
on_paper (SalveKioskErrand *self, guint status, GBytes *body)
{
  g_clear_pointer (&self->paper, salve_kiosk_paper_free);
  self->paper = status == 200 ? salve_kiosk_paper_new (body, NULL) : NULL;
  if (self->paper != NULL)
    salve_kiosk_errand_go (self, SALVE_ERRAND_PAPER);
  else
    salve_kiosk_errand_say (self, _ ("That cannot be shown here. The front desk can help."));
}

static void
choose_paper (SalveKioskErrand *self, gconstpointer row)
{
  const SalveKioskPaperRow *paper = row;
  g_autofree char *path = g_strdup_printf ("kiosk/papers/%s/%s", paper->resource, paper->id);

  salve_kiosk_errand_ask (self, "GET", path, NULL, on_paper);
}

SalveKioskPage *
salve_kiosk_papers_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("What would you like to read?"), NULL);

  for (guint i = 0; i < self->own->papers->len; i++)
    {
      const SalveKioskPaperRow *paper = self->own->papers->pdata[i];
      g_autofree char *date = salve_instant_format_local (paper->date, self->own->zone,
                                                          salve_kiosk_window_get_locale (self->window),
                                                          SALVE_INSTANT_STYLE_DATE_LONG);
      g_autofree char *what = paper->title != NULL
                                  ? g_strdup_printf ("%s: %s", kind_label (paper->kind), paper->title)
                                  : g_strdup (kind_label (paper->kind));
      g_autofree char *label = g_strjoin ("\n", what, *date != '\0' ? date : NULL, NULL);

      salve_kiosk_errand_add_row (self, page, label, choose_paper, paper);
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (salve_kiosk_errand_go_home));
  return page;
}

static void
add_picture (SalveKioskPage *page, GBytes *bytes, const char *name)
{
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, NULL);
  GtkWidget *picture;

  if (texture == NULL || gdk_texture_get_width (texture) > MOST_PIXELS
      || gdk_texture_get_height (texture) > MOST_PIXELS)
    return;
  picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), name);
  gtk_widget_set_size_request (picture, -1, 420);
  salve_kiosk_page_add_widget (page, picture);
}

SalveKioskPage *
salve_kiosk_paper_page (SalveKioskErrand *self)
{
  const SalveKioskPaper *paper = self->paper;
  const char *title = paper->title != NULL ? paper->title : _ ("Document");
  SalveKioskPage *page = salve_kiosk_page_new (title, paper->by);

  salve_kiosk_page_be_private (page, TRUE);
  if (paper->text != NULL && *paper->text != '\0')
    salve_kiosk_page_add_text (page, paper->text, "paper");
  for (guint i = 0; i < paper->pictures->len; i++)
    add_picture (page, paper->pictures->pdata[i], title);
  if (paper->more)
    salve_kiosk_page_add_text (page, _ ("There is more that cannot be shown here. The front desk can help."),
                               "dim-label");
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (go_to_papers));
  return page;
}
