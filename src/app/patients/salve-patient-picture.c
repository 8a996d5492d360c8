/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The round picture of somebody without a photo: initials on a colour that comes from the name, as AdwAvatar has them,
 * so that a person looks the same in a list and on the record. An avatar is four widgets, each with a style, and a list
 * has two hundred rows; this is one node, which all who have the same initials and colour share. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-picture.h"

/* The top and the bottom of the circle: libadwaita's hues, so dark that white words stand out by 4.5:1 (WCAG 2.2, 1.4.3);
 * its own pale words on light circles have 2:1. style.css says the same of avatars. */
static const struct
{
  guint32 top, bottom;
} colors[] = {
  { 0x2472d3, 0x1e60b1 }, { 0x0c7ca2, 0x0a6888 }, { 0x1e8357, 0x1a6e49 }, { 0x438138, 0x386c2f },
  { 0x926d06, 0x7b5c05 }, { 0xa46500, 0x8a5500 }, { 0xc64c00, 0xa74000 }, { 0xe21b31, 0xbf1629 },
  { 0xde1f55, 0xbb1a47 }, { 0xa251bc, 0x8c3fa5 }, { 0x7f60cc, 0x6c48c4 }, { 0x8e6e40, 0x775c36 },
  { 0x986944, 0x7f5839 }, { 0x747377, 0x616064 },
};

#define GRAY (G_N_ELEMENTS (colors) - 1)

static guint
color_of (const char *name)
{
  return name != NULL && *name != '\0' ? g_str_hash (name) % G_N_ELEMENTS (colors) : GRAY;
}

/* The first letters of the first and the last word. */
static char *
initials_of (const char *name)
{
  g_autofree char *stripped = name != NULL ? g_strstrip (g_utf8_strup (name, -1)) : g_strdup ("");
  g_autofree char *normal = g_utf8_normalize (stripped, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *initials = g_string_new (NULL);
  const char *last;

  if (normal == NULL || *normal == '\0')
    return g_string_free (initials, FALSE);
  g_string_append_unichar (initials, g_utf8_get_char (normal));
  last = g_utf8_strrchr (normal, -1, ' ');
  if (last != NULL && g_utf8_get_char (g_utf8_next_char (last)) != 0)
    g_string_append_unichar (initials, g_utf8_get_char (g_utf8_next_char (last)));
  return g_string_free (initials, FALSE);
}

/**
 * salve_patient_picture_key:
 * @name: (nullable): the whole name
 * @size: in pixels
 *
 * Returns: (transfer full): the same for all whose pictures look the same
 */
char *
salve_patient_picture_key (const char *name, int size)
{
  g_autofree char *initials = initials_of (name);

  return g_strdup_printf ("%d %u %s", size, color_of (name), initials);
}

static GdkRGBA
rgba (guint32 color)
{
  return (GdkRGBA){ (float)(color >> 16 & 0xff) / 255.f, (float)(color >> 8 & 0xff) / 255.f,
                    (float)(color & 0xff) / 255.f, 1 };
}

/* As large as fits into the circle, and no larger than an avatar's. */
static void
draw_initials (GtkSnapshot *snapshot,
               PangoContext *context,
               const char *initials,
               int size,
               const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  double padding = MAX (size * 0.4 - 5, 0), room = size / G_SQRT2 - padding;
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, initials, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width == 0)
    return;
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (
                                          (int)(CLAMP (height * (room / width), 0, room) * PANGO_SCALE)));
  pango_layout_context_changed (layout);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)(size - width) / 2, (float)(size - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * salve_patient_picture_draw:
 * @context: with the list's font
 * @name: (nullable): the whole name
 * @size: in pixels
 *
 * Returns: (transfer full): the picture, from the origin on
 */
GskRenderNode *
salve_patient_picture_draw (PangoContext *context, const char *name, int size)
{
  g_autofree char *initials = initials_of (name);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  guint color = color_of (name);
  const GdkRGBA words = { 1, 1, 1, 1 };
  const GskColorStop stops[] = { { 0, rgba (colors[color].top) }, { 1, rgba (colors[color].bottom) } };
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)size, (float)size);
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &bounds, (float)size / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_linear_gradient (snapshot, &bounds, &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (0, (float)size), stops, G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);
  draw_initials (snapshot, context, initials, size, &words);
  return gtk_snapshot_free_to_node (snapshot);
}
