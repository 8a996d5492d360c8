/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-code-slip.h"

#include <glib/gi18n.h>
#ifdef HAVE_QRENCODE
#include <qrencode.h>
#endif

/* Pixels, or points, of one square of the QR code; light squares around it as the standard asks. */
#define SQUARE 5
#define QUIET 4
#define MARGIN 42.0

struct _SalveCodeSlip
{
  AdwBin parent_instance;

  char *login;
  char *code;

  GtkLabel *code_label;
  GtkPicture *picture;
};

G_DEFINE_FINAL_TYPE (SalveCodeSlip, salve_code_slip, ADW_TYPE_BIN)

/* Draws it from the origin. Returns: how wide and high it is; 0 where it cannot be made */
static int
draw_squares (const char *code, cairo_t *cr)
{
#ifdef HAVE_QRENCODE
  QRcode *squares = QRcode_encodeString8bit (code, 0, QR_ECLEVEL_M);
  int size;

  if (squares == NULL)
    return 0;
  size = (squares->width + 2 * QUIET) * SQUARE;
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, size, size);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (int y = 0; y < squares->width; y++)
    for (int x = 0; x < squares->width; x++)
      if ((squares->data[y * squares->width + x] & 1) != 0)
        cairo_rectangle (cr, (x + QUIET) * SQUARE, (y + QUIET) * SQUARE, SQUARE, SQUARE);
  cairo_fill (cr);
  QRcode_free (squares);
  return size;
#else
  return 0;
#endif
}

/* (transfer full) (nullable) */
static GdkTexture *
make_texture (const char *code)
{
  const int most = 64 * SQUARE;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, most, most);
  cairo_t *cr = cairo_create (surface);
  int size = draw_squares (code, cr);
  GdkTexture *texture = NULL;

  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (size > 0 && size <= most)
    {
      gsize stride = (gsize)cairo_image_surface_get_stride (surface);
      g_autoptr (GBytes) bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize)size);

      texture = gdk_memory_texture_new (size, size, GDK_MEMORY_DEFAULT, bytes, stride);
    }
  cairo_surface_destroy (surface);
  return texture;
}

static double
draw_text (cairo_t *cr, const char *text, const char *font, double y, double width)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int)((width - 2 * MARGIN) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, MARGIN, y);
  pango_cairo_show_layout (cr, layout);
  return y + height + 18;
}

/**
 * salve_code_slip_draw:
 * @title: whose it is
 * @words: what to do with it
 * @width: of the paper, in points
 *
 * Draws what is printed: one page.
 */
void
salve_code_slip_draw (const char *title, const char *words, const char *code, cairo_t *cr, double width)
{
  double y = draw_text (cr, title, "Sans Bold 16", MARGIN, width);

  y = draw_text (cr, words, "Sans 11", y, width);
  y = draw_text (cr, code, "Monospace Bold 18", y, width);
  cairo_translate (cr, MARGIN - QUIET * SQUARE, y);
  draw_squares (code, cr);
}

typedef struct
{
  char *login;
  char *code;
} Job;

static void
job_free (gpointer data, GClosure *closure)
{
  Job *job = data;

  g_free (job->login);
  g_free (job->code);
  g_free (job);
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  salve_code_slip_draw (
      job->login, _ ("Choose “I Have a Code” where you sign in, and type this. It is good once."), job->code,
      gtk_print_context_get_cairo_context (context), gtk_print_context_get_width (context));
}

static void
on_print (SalveCodeSlip *self)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  Job *job = g_new0 (Job, 1);

  *job = (Job){ g_strdup (self->login), g_strdup (self->code) };
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, "Salve");
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw), job, job_free, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      AdwDialog *dialog = adw_alert_dialog_new (_ ("Nothing Was Printed"), error->message);

      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
      adw_dialog_present (dialog, GTK_WIDGET (self));
    }
}

static void
on_copy (SalveCodeSlip *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->code);
}

static void
salve_code_slip_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CODE_SLIP);
  G_OBJECT_CLASS (salve_code_slip_parent_class)->dispose (object);
}

static void
salve_code_slip_finalize (GObject *object)
{
  SalveCodeSlip *self = SALVE_CODE_SLIP (object);

  g_free (self->login);
  g_free (self->code);
  G_OBJECT_CLASS (salve_code_slip_parent_class)->finalize (object);
}

static void
salve_code_slip_class_init (SalveCodeSlipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_code_slip_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_code_slip_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-code-slip.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveCodeSlip, code_label);
  gtk_widget_class_bind_template_child (widget_class, SalveCodeSlip, picture);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
}

static void
salve_code_slip_init (SalveCodeSlip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_code_slip_set_code:
 * @login: whose it is
 * @code: what is handed over
 */
void
salve_code_slip_set_code (SalveCodeSlip *self, const char *login, const char *code)
{
  g_autoptr (GdkTexture) texture = NULL;

  g_return_if_fail (SALVE_IS_CODE_SLIP (self));
  g_set_str (&self->login, login);
  g_set_str (&self->code, code);
  texture = make_texture (code);
  gtk_label_set_label (self->code_label, code);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->picture), texture != NULL);
}
