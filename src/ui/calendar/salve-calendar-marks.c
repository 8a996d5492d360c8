/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small shapes that stand on the screen hundreds of times: each is drawn once, as a picture of the screen's own pixels, and
 * put where it is needed. To cut a curve into straight pieces again for each block is most of what a frame costs otherwise. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-calendar-marks.h"

#define MOST_KEPT 4000 /* pictures, so that they do not become more and more */
#define CURVE 0.55228  /* of a quarter of a circle as a cubic curve */

/* A corner is kept as the shape N_STATUSES + which. */
typedef struct
{
  guint shape;
  guint width;
  guint height;
  int scale;
  GdkRGBA colour;
} Key;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return key->shape + key->width * 31 + key->height * 1009 + (guint)key->scale * 65537
         + gdk_rgba_hash (&key->colour);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *left = a, *right = b;

  return left->shape == right->shape && left->width == right->width && left->height == right->height
         && left->scale == right->scale && gdk_rgba_equal (&left->colour, &right->colour);
}

/* The quarter of an ellipse whose centre is the box's corner opposite to `corner`. */
static void
fill_corner (cairo_t *cr, SalveCorner corner, double width, double height, const GdkRGBA *colour)
{
  gboolean right = corner == SALVE_CORNER_TOP_RIGHT || corner == SALVE_CORNER_BOTTOM_RIGHT,
           bottom = corner == SALVE_CORNER_BOTTOM_LEFT || corner == SALVE_CORNER_BOTTOM_RIGHT;

  cairo_save (cr);
  cairo_translate (cr, right ? 0 : width, bottom ? 0 : height);
  cairo_scale (cr, right ? width : -width, bottom ? height : -height);
  cairo_move_to (cr, 0, 0);
  cairo_line_to (cr, 1, 0);
  cairo_curve_to (cr, 1, CURVE, CURVE, 1, 0, 1);
  cairo_close_path (cr);
  cairo_restore (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_fill (cr);
}

static void
fill_status (cairo_t *cr, SalveAppointmentStatus status, float size, const GdkRGBA *colour)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  salve_draw_status (snapshot, status, 0, 0, size, colour);
  node = gtk_snapshot_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
}

static GdkTexture *
make_texture (const Key *key)
{
  int width = (int)key->width * key->scale, height = (int)key->height * key->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = NULL;
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  cairo_scale (cr, key->scale, key->scale);
  if (key->shape < SALVE_APPOINTMENT_N_STATUSES)
    fill_status (cr, (SalveAppointmentStatus)key->shape, (float)key->width, &key->colour);
  else
    fill_corner (cr, (SalveCorner)(key->shape - SALVE_APPOINTMENT_N_STATUSES), key->width, key->height,
                 &key->colour);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize)height);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/* (transfer none) */
static GdkTexture *
find_texture (const Key *key)
{
  static GHashTable *kept;
  GdkTexture *texture;

  if (kept == NULL)
    kept = g_hash_table_new_full (key_hash, key_equal, g_free, g_object_unref);
  texture = g_hash_table_lookup (kept, key);
  if (texture != NULL)
    return texture;
  if (g_hash_table_size (kept) >= MOST_KEPT)
    g_hash_table_remove_all (kept);
  texture = make_texture (key);
  g_hash_table_insert (kept, g_memdup2 (key, sizeof *key), texture);
  return texture;
}

/**
 * salve_draw_mark:
 * @size: of the square that the mark fills, whole pixels
 * @scale: of the widget, so that the mark is as sharp as the screen
 *
 * What salve_draw_status() draws, where many of them are drawn.
 */
void
salve_draw_mark (GtkSnapshot *snapshot,
                 SalveAppointmentStatus status,
                 float x,
                 float y,
                 float size,
                 int scale,
                 const GdkRGBA *colour)
{
  const Key key = { (guint)status, (guint)size, (guint)size, scale, *colour };

  if (size >= 1)
    gtk_snapshot_append_texture (snapshot, find_texture (&key), &GRAPHENE_RECT_INIT (x, y, size, size));
}

/**
 * salve_draw_corner:
 * @box: where the corner is, whole pixels
 * @scale: of the widget
 */
void
salve_draw_corner (GtkSnapshot *snapshot,
                   SalveCorner corner,
                   const graphene_rect_t *box,
                   int scale,
                   const GdkRGBA *colour)
{
  const Key key = { SALVE_APPOINTMENT_N_STATUSES + corner, (guint)box->size.width, (guint)box->size.height,
                    scale, *colour };

  if (box->size.width >= 1 && box->size.height >= 1)
    gtk_snapshot_append_texture (snapshot, find_texture (&key), box);
}
