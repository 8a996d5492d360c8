/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WCAG 2.2: 1.4.3 (contrast of words 4.5:1, of large ones 3:1), 1.4.11 (of pictures that one acts on 3:1), 2.5.8 (targets
 * of 24 px), 2.1.2 (Tab goes round). What is drawn is looked at as render nodes over the picture that came of them, so that
 * words which widgets draw themselves count like labels. */
#include "salve-view-audit.h"

#include <adwaita.h>

#include <math.h>

#define LEAST_CONTRAST 4.5
#define LEAST_LARGE 3.0
#define LARGE_PX 24      /* 18 pt */
#define LARGE_BOLD_PX 18 /* 14 pt, rounded down */
#define MOST_TABS 120
#define ENLARGED 8

/* A picture of one moment, and what it is of. */
typedef struct
{
  GtkWindow *window;
  GskRenderNode *node;
  GPtrArray *faults;    /* of char * */
  const guchar *pixels; /* RGBA */
  gsize stride;
  int width;
  int height;
  graphene_point_t corner; /* of the picture, in the nodes' plane */
  GPtrArray *layers;       /* of GtkWidget: what is looked at, and the popovers over it */
  guint layer;             /* whose words are looked at */
  GArray *disabled;        /* of graphene_rect_t, in the nodes' plane */
  GHashTable *told;        /* of gpointer widget: one line for each is enough */
} View;

/* Where a widget is drawn in the plane of the window's own nodes. */
static gboolean
box_in_plane (GtkWindow *window, GtkWidget *widget, graphene_rect_t *box)
{
  GtkNative *native = gtk_widget_get_native (widget), *own = GTK_NATIVE (window);
  graphene_rect_t frame = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  double x = 0, y = 0, own_x = 0, own_y = 0;

  if (!native || !gtk_widget_compute_bounds (widget, GTK_WIDGET (native), box)
      || !gtk_widget_compute_bounds (GTK_WIDGET (window), GTK_WIDGET (window), &frame))
    return FALSE;
  if (native != own)
    {
      gtk_native_get_surface_transform (native, &x, &y);
      gtk_native_get_surface_transform (own, &own_x, &own_y);
      x -= own_x, y -= own_y;
      for (GdkSurface *surface = gtk_native_get_surface (native); GDK_IS_POPUP (surface);
           surface = gdk_popup_get_parent (GDK_POPUP (surface)))
        {
          x += gdk_popup_get_position_x (GDK_POPUP (surface));
          y += gdk_popup_get_position_y (GDK_POPUP (surface));
        }
    }
  graphene_rect_offset (box, (float)x - frame.origin.x, (float)y - frame.origin.y);
  return TRUE;
}

static double
luminance (double red, double green, double blue)
{
  double parts[] = { red, green, blue };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

static double
contrast (double one, double other)
{
  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

static const guchar *
pixel_at (const View *view, int x, int y)
{
  return view->pixels + (gsize)y * view->stride + (gsize)x * 4;
}

static double
luminance_of_pixel (const guchar *pixel)
{
  return luminance (pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0);
}

/* The pixels of a box that are in the picture. */
static gboolean
pixels_of (const View *view, const graphene_rect_t *box, int *left, int *top, int *right, int *bottom)
{
  *left = MAX (0, (int)floorf (box->origin.x - view->corner.x));
  *top = MAX (0, (int)floorf (box->origin.y - view->corner.y));
  *right = MIN (view->width, (int)ceilf (box->origin.x + box->size.width - view->corner.x));
  *bottom = MIN (view->height, (int)ceilf (box->origin.y + box->size.height - view->corner.y));
  return *right - *left > 2 && *bottom - *top > 2;
}

/* The pixels live as long as what is returned. */
static GBytes *
take_pixels (View *view, GdkTexture *texture, const graphene_rect_t *area)
{
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);
  GBytes *bytes;

  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8);
  bytes = gdk_texture_downloader_download_bytes (downloader, &view->stride);
  view->pixels = g_bytes_get_data (bytes, NULL);
  view->width = gdk_texture_get_width (texture);
  view->height = gdk_texture_get_height (texture);
  view->corner = area->origin;
  return bytes;
}

/* What most of a box is, which is what is behind its words. Nothing where the box is not in the picture. */
static const guchar *
ground_of (const View *view, const graphene_rect_t *box)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_direct_hash, g_direct_equal);
  const guchar *ground = NULL;
  guint most = 0;
  int left, top, right, bottom;

  if (!pixels_of (view, box, &left, &top, &right, &bottom))
    return NULL;
  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      {
        const guchar *pixel = pixel_at (view, x, y);
        gpointer key = GUINT_TO_POINTER ((guint)pixel[0] << 16 | (guint)pixel[1] << 8 | pixel[2]);
        guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;

        g_hash_table_insert (counts, key, GUINT_TO_POINTER (count));
        if (count > most)
          most = count, ground = pixel;
      }
  return ground;
}

/* Whether somebody may not act on it at all now: WCAG asks nothing of that. */
static gboolean
is_disabled_at (const View *view, const graphene_point_t *point)
{
  for (guint i = 0; i < view->disabled->len; i++)
    if (graphene_rect_contains_point (&g_array_index (view->disabled, graphene_rect_t, i), point))
      return TRUE;
  return FALSE;
}

static void
collect_disabled (View *view, GtkWidget *widget)
{
  graphene_rect_t box;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (!gtk_widget_get_sensitive (widget) && box_in_plane (view->window, widget, &box))
    g_array_append_val (view->disabled, box);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect_disabled (view, child);
}

/* The smallest mapped widget that has the point, popovers before what is under them. */
static GtkWidget *
widget_at (const View *view, GtkWidget *widget, const graphene_point_t *point)
{
  GtkWidget *found = NULL;
  graphene_rect_t box;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child && !found;
       child = gtk_widget_get_prev_sibling (child))
    found = widget_at (view, child, point);
  if (!found && box_in_plane (view->window, widget, &box) && graphene_rect_contains_point (&box, point))
    found = widget;
  return found;
}

static void
tell_faint (const View *view, const graphene_rect_t *box, double ratio, double least)
{
  graphene_point_t middle;
  GtkWidget *widget;

  graphene_rect_get_center (box, &middle);
  if (is_disabled_at (view, &middle))
    return;
  widget = widget_at (view, GTK_WIDGET (view->window), &middle);
  if (widget && !g_hash_table_add (view->told, widget))
    return;
  g_ptr_array_add (view->faults,
                   g_strdup_printf ("faint: %.2f of %.1f at %.0f,%.0f: %s %s", ratio, least, (double)middle.x,
                                    (double)middle.y, widget ? G_OBJECT_TYPE_NAME (widget) : "?",
                                    GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : ""));
}

static gboolean
is_large (PangoFont *font)
{
  g_autoptr (PangoFontDescription) description = pango_font_describe_with_absolute_size (font);
  int px = PANGO_PIXELS (pango_font_description_get_size (description));

  return px >= LARGE_PX
         || (px >= LARGE_BOLD_PX && pango_font_description_get_weight (description) >= PANGO_WEIGHT_BOLD);
}

/* How far what is furthest from the ground stands out. Strokes are thinner than a pixel, so that what is faint may only be
 * thin: that is drawn again, so large that some pixel has nothing but ink. */
static double
contrast_in (const View *view, const graphene_rect_t *box)
{
  const guchar *ground = ground_of (view, box);
  double best = 0;
  int left, top, right, bottom;

  if (!ground || !pixels_of (view, box, &left, &top, &right, &bottom))
    return 0;
  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      best = MAX (best, contrast (luminance_of_pixel (ground), luminance_of_pixel (pixel_at (view, x, y))));
  return best;
}

static double
contrast_enlarged (const View *view, const graphene_rect_t *box)
{
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GskTransform *larger = gsk_transform_scale (NULL, ENLARGED, ENLARGED);
  graphene_rect_t area;
  View near = *view;

  node = gsk_transform_node_new (view->node, larger);
  gsk_transform_transform_bounds (larger, box, &area);
  gsk_transform_unref (larger);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (view->window)), node, &area);
  bytes = take_pixels (&near, texture, &area);
  return contrast_in (&near, &area);
}

static gboolean
is_covered (const View *view, const graphene_rect_t *box)
{
  graphene_rect_t over, both;

  for (guint i = view->layer + 1; i < view->layers->len; i++)
    if (box_in_plane (view->window, view->layers->pdata[i], &over)
        && graphene_rect_intersection (&over, box, &both))
      return TRUE;
  return FALSE;
}

static void
look_at_box (const View *view, const graphene_rect_t *box, double least)
{
  double ratio = is_covered (view, box) ? 0 : contrast_in (view, box);

  /* One colour through and through: it is covered by something, faded out, or beyond the picture. */
  if (ratio <= 1.001 || ratio >= least)
    return;
  ratio = contrast_enlarged (view, box);
  /* A pixel has 256 steps: what rounds to the demand is not under it. */
  if (ratio < least - 0.05)
    tell_faint (view, box, ratio, least);
}

static void look_at_node (const View *view,
                          const GskRenderNode *node,
                          const GskTransform *place,
                          const graphene_rect_t *clip);

static void
look_inside (const View *view,
             const GskRenderNode *child,
             const GskTransform *place,
             const graphene_rect_t *clip,
             const graphene_rect_t *narrower)
{
  graphene_rect_t moved, both;

  gsk_transform_transform_bounds ((GskTransform *)place, narrower, &moved);
  if (graphene_rect_intersection (clip, &moved, &both))
    look_at_node (view, child, place, &both);
}

/* @place takes the node's plane to the picture's; what is beyond @clip is not seen. */
static void
look_at_node (const View *view,
              const GskRenderNode *node,
              const GskTransform *place,
              const graphene_rect_t *clip)
{
  graphene_rect_t bounds, box;

  switch ((int)gsk_render_node_get_node_type (node))
    {
    case GSK_TEXT_NODE:
      gsk_render_node_get_bounds ((GskRenderNode *)node, &bounds);
      gsk_transform_transform_bounds ((GskTransform *)place, &bounds, &bounds);
      if (graphene_rect_intersection (clip, &bounds, &box))
        look_at_box (view, &box, is_large (gsk_text_node_get_font (node)) ? LEAST_LARGE : LEAST_CONTRAST);
      break;
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        look_at_node (view, gsk_container_node_get_child (node, i), place, clip);
      break;
    case GSK_TRANSFORM_NODE:
      {
        GskTransform *inner = gsk_transform_transform (gsk_transform_ref ((GskTransform *)place),
                                                       gsk_transform_node_get_transform (node));

        look_at_node (view, gsk_transform_node_get_child (node), inner, clip);
        gsk_transform_unref (inner);
      }
      break;
    case GSK_OPACITY_NODE:
      look_at_node (view, gsk_opacity_node_get_child (node), place, clip);
      break;
    case GSK_CLIP_NODE:
      look_inside (view, gsk_clip_node_get_child (node), place, clip, gsk_clip_node_get_clip (node));
      break;
    case GSK_ROUNDED_CLIP_NODE:
      look_inside (view, gsk_rounded_clip_node_get_child (node), place, clip,
                   &gsk_rounded_clip_node_get_clip (node)->bounds);
      break;
    case GSK_SHADOW_NODE:
      look_at_node (view, gsk_shadow_node_get_child (node), place, clip);
      break;
    case GSK_DEBUG_NODE:
      look_at_node (view, gsk_debug_node_get_child (node), place, clip);
      break;
    case GSK_SUBSURFACE_NODE:
      look_at_node (view, gsk_subsurface_node_get_child (node), place, clip);
      break;
    default: /* no words in it, or none that stand still */
      break;
    }
}

/* Symbols are one colour on a ground: the pixel that is furthest from the ground is their ink. */
static void
look_at_symbols (const View *view, GtkWidget *widget)
{
  graphene_rect_t box;

  if (!gtk_widget_get_mapped (widget)
      || (GTK_IS_POPOVER (widget) && widget != view->layers->pdata[view->layer]))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    look_at_symbols (view, child);
  if (GTK_IS_IMAGE (widget) && gtk_image_get_storage_type (GTK_IMAGE (widget)) != GTK_IMAGE_EMPTY
      && gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) && box_in_plane (view->window, widget, &box))
    look_at_box (view, &box, LEAST_LARGE);
}

static void
collect_popovers (GPtrArray *layers, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_POPOVER (widget))
    g_ptr_array_add (layers, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect_popovers (layers, child);
}

/* A dialog is all that one can act on while it is there: what is behind it is dimmed on purpose. */
static GtkWidget *
topmost (GtkWindow *window)
{
  AdwDialog *dialog = NULL;

  if (ADW_IS_APPLICATION_WINDOW (window))
    dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  else if (ADW_IS_WINDOW (window))
    dialog = adw_window_get_visible_dialog (ADW_WINDOW (window));
  return dialog ? GTK_WIDGET (dialog) : GTK_WIDGET (window);
}

static void
look_at_layer (const View *view, const graphene_rect_t *area)
{
  GtkWidget *widget = view->layers->pdata[view->layer];
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  graphene_rect_t box;

  if (!box_in_plane (view->window, widget, &box))
    return;
  gtk_snapshot_translate (snapshot, &box.origin);
  gdk_paintable_snapshot (paintable, snapshot, (double)box.size.width, (double)box.size.height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (node)
    look_at_node (view, node, NULL, area);
  look_at_symbols (view, widget);
}

/**
 * salve_view_audit_contrast:
 * @window: the window that was drawn
 * @node: what was drawn, its popovers too, in the window's own plane
 * @texture: the picture of it
 * @area: which part of the plane the picture shows, in px
 * @faults: where to add what is found
 *
 * Tells of words and symbols that stand out too little from what is behind them. What nobody can act on now is left out,
 * as WCAG does: what is disabled, and what is behind a dialog.
 */
void
salve_view_audit_contrast (GtkWindow *window,
                           GskRenderNode *node,
                           GdkTexture *texture,
                           const graphene_rect_t *area,
                           GPtrArray *faults)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) disabled = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();
  View view = {
    .window = window, .node = node, .faults = faults, .disabled = disabled, .told = told, .layers = layers
  };

  bytes = take_pixels (&view, texture, area);
  g_ptr_array_add (layers, topmost (window));
  collect_popovers (layers, topmost (window));
  collect_disabled (&view, topmost (window));
  for (view.layer = 0; view.layer < layers->len; view.layer++)
    look_at_layer (&view, area);
}

/* What one presses; a row that only holds other controls is none. */
static gboolean
is_target (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget)
         || GTK_IS_TEXT (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget)
         || (GTK_IS_LIST_BOX_ROW (widget) && gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget)));
}

/* A field's own line of text is thinner than the field, which takes the click too. */
static GtkWidget *
what_takes_the_click (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_TEXT (widget) && parent ? parent : widget;
}

static void
look_at_target (GtkWindow *window, GtkWidget *widget, int least, GPtrArray *faults)
{
  graphene_rect_t box;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_sensitive (widget))
    return;
  if (is_target (widget) && box_in_plane (window, what_takes_the_click (widget), &box)
      && ((int)box.size.width < least || (int)box.size.height < least))
    g_ptr_array_add (faults,
                     g_strdup_printf ("small: %.0f × %.0f at %.0f,%.0f: %s in %s", (double)box.size.width,
                                      (double)box.size.height, (double)box.origin.x, (double)box.origin.y,
                                      G_OBJECT_TYPE_NAME (widget),
                                      G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    look_at_target (window, child, least, faults);
}

/**
 * salve_view_audit_targets:
 * @window: a window that has its size
 * @least: px
 * @faults: where to add what is found
 *
 * Tells of controls that take less than @least px in a direction: 24 at a desk, 48 at a kiosk.
 */
void
salve_view_audit_targets (GtkWindow *window, int least, GPtrArray *faults)
{
  look_at_target (window, topmost (window), least, faults);
}

/* Whether a person sees where the keys go: some of it is inside the window. What is in a scrolled part is scrolled to with the
 * next frame. */
static gboolean
is_in_sight (GtkWindow *window, GtkWidget *widget)
{
  graphene_rect_t box, inside;
  graphene_rect_t whole = GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (GTK_WIDGET (window)),
                                              (float)gtk_widget_get_height (GTK_WIDGET (window)));

  if (gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW))
    return TRUE;
  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &box)
         && (graphene_rect_intersection (&whole, &box, &inside) || box.size.width * box.size.height <= 0);
}

/**
 * salve_view_audit_keys:
 * @window: a window; its focus goes round once
 * @faults: where to add what is found
 *
 * Tells where Tab does not come back to where it began, and where what has the keys cannot be seen.
 */
void
salve_view_audit_keys (GtkWindow *window, GPtrArray *faults)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GtkWidget *first = NULL;
  guint tabs;

  for (tabs = 0; tabs < MOST_TABS && gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
       tabs++)
    {
      GtkWidget *focus = gtk_window_get_focus (window);

      if (!focus || focus == first)
        return;
      if (!first)
        first = focus;
      if (!g_hash_table_add (seen, focus))
        {
          g_ptr_array_add (faults,
                           g_strdup_printf ("keys: Tab stays in a ring with %s and never comes back to %s",
                                            G_OBJECT_TYPE_NAME (focus), G_OBJECT_TYPE_NAME (first)));
          return;
        }
      if (!is_in_sight (window, focus))
        g_ptr_array_add (faults,
                         g_strdup_printf ("keys: %s has the keys out of sight", G_OBJECT_TYPE_NAME (focus)));
    }
  /* GTK's list boxes are gone through row by row; whoever has so many rows wants a list view, which is one stop. */
  if (tabs == MOST_TABS && !gtk_widget_get_ancestor (gtk_window_get_focus (window), GTK_TYPE_LIST_BOX))
    g_ptr_array_add (
        faults, g_strdup_printf ("keys: after %u times Tab it is still in %s", MOST_TABS,
                                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (gtk_window_get_focus (window)))));
}
