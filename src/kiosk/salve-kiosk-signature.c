/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-signature.h"

#include <math.h>
#include <string.h>

#define WIDTH 560
#define HEIGHT 160
#define LINE 3.5
#define MAX_POINTS 20000

struct _SalveKioskSignature
{
  GtkDrawingArea parent_instance;

  GArray *points; /* graphene_point_t; NaN parts two strokes */
  graphene_point_t begun;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (SalveKioskSignature, salve_kiosk_signature, GTK_TYPE_DRAWING_AREA)

static void
add_point (SalveKioskSignature *self, double x, double y)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float)x, (float)y);

  if (self->points->len < MAX_POINTS)
    g_array_append_val (self->points, point);
}

static void
trace (SalveKioskSignature *self, cairo_t *cr)
{
  gboolean down = FALSE;

  cairo_set_line_width (cr, LINE);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_source_rgb (cr, 0.05, 0.05, 0.2);
  for (guint i = 0; i < self->points->len; i++)
    {
      const graphene_point_t *point = &g_array_index (self->points, graphene_point_t, i);

      if (isnan (point->x))
        down = FALSE;
      else if (down)
        cairo_line_to (cr, point->x, point->y);
      else
        {
          cairo_move_to (cr, point->x, point->y);
          cairo_line_to (cr, point->x, point->y);
          down = TRUE;
        }
    }
  cairo_stroke (cr);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  trace (SALVE_KIOSK_SIGNATURE (area), cr);
}

static void
on_begin (SalveKioskSignature *self, double x, double y)
{
  self->begun = GRAPHENE_POINT_INIT ((float)x, (float)y);
  add_point (self, (double)NAN, (double)NAN);
  add_point (self, x, y);
}

static void
on_update (SalveKioskSignature *self, double x, double y)
{
  add_point (self, (double)self->begun.x + x, (double)self->begun.y + y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, changed_signal, 0);
}

static void
salve_kiosk_signature_finalize (GObject *object)
{
  SalveKioskSignature *self = SALVE_KIOSK_SIGNATURE (object);

  salve_kiosk_signature_clear (self);
  g_array_unref (self->points);
  G_OBJECT_CLASS (salve_kiosk_signature_parent_class)->finalize (object);
}

static void
salve_kiosk_signature_class_init (SalveKioskSignatureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_kiosk_signature_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
salve_kiosk_signature_init (SalveKioskSignature *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->points = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self), WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self), HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "signature");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
salve_kiosk_signature_new (void)
{
  return g_object_new (SALVE_TYPE_KIOSK_SIGNATURE, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
}

gboolean
salve_kiosk_signature_is_empty (SalveKioskSignature *self)
{
  return self->points->len == 0;
}

/* Overwrites it, too. */
void
salve_kiosk_signature_clear (SalveKioskSignature *self)
{
  if (self->points->len > 0) /* an array in which nothing was has no memory */
    explicit_bzero (self->points->data, self->points->len * sizeof (graphene_point_t));
  g_array_set_size (self->points, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Returns: (transfer full) (nullable): a picture of it; NULL where nobody signed */
GBytes *
salve_kiosk_signature_to_png (SalveKioskSignature *self)
{
  GByteArray *png;
  cairo_surface_t *surface;
  cairo_t *cr;

  if (salve_kiosk_signature_is_empty (self))
    return NULL;
  png = g_byte_array_new ();
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  trace (self, cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append, png);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (png);
}
