/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the calendar's widgets draw alike: an event's block, its text, and the mark of its status. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-calendar-draw.h"
#include "salve-calendar-marks.h"
#include "salve-calendar-palette.h"

#define EDGE 4.f
#define RADIUS 5.f
#define QUIET 0.74f         /* of the ink */
#define LEAST_SYLLABLE 36.f /* pixels of a block that has more than initials */
#define MOST_SHARED 2000    /* texts, so that they do not become more and more */

static const char style_sheet[] =
    "salvedaygrid, salvemonthgrid { background: var(--view-bg-color); color: var(--view-fg-color); }\n"
    "salvedaygrid > .ground, salvemonthgrid > .ground, salveagendarow > .ground, salveminimonth > .ground"
    " { color: var(--view-bg-color); }\n"
    "salvedaygrid > .accent, salvemonthgrid > .accent, salveminimonth > .accent, salveagendarow > .accent"
    " { color: var(--accent-color); }\n"
    "salvedaygrid > .accent-fg, salvemonthgrid > .accent-fg, salveminimonth > .accent-fg"
    " { color: var(--accent-fg-color); }\n"
    "salvedaygrid > .error, salvemonthgrid > .error { color: var(--error-color); }\n"
    "salveminimonth { padding: 6px; border-radius: 12px; }\n"
    "salveagendarow { padding: 6px 12px; }\n"
    "salveagendalist listview { background: var(--view-bg-color); }\n"
    "salveagendalist:not(:focus-within) listview > row:selected { background: none; }\n";

static const char *const role_names[SALVE_CALENDAR_N_ROLES] = { "ground", "accent", "accent-fg", "error" };

static void
ensure_sheet (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = NULL;

  if (g_object_get_data (G_OBJECT (display), "salve-calendar-style"))
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_string (provider, style_sheet);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION - 1);
  g_object_set_data (G_OBJECT (display), "salve-calendar-style", GINT_TO_POINTER (1));
}

/**
 * salve_calendar_style_init:
 * @owner: redrawn whenever the colours change
 */
void
salve_calendar_style_init (SalveCalendarStyle *self, GtkWidget *owner)
{
  ensure_sheet (gtk_widget_get_display (owner));
  for (guint i = 0; i < SALVE_CALENDAR_N_ROLES; i++)
    {
      self->roles[i] = g_object_new (ADW_TYPE_BIN, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                     "can-target", FALSE, NULL);
      gtk_widget_add_css_class (self->roles[i], role_names[i]);
      gtk_widget_set_parent (self->roles[i], owner);
    }
}

/** salve_calendar_style_clear: */
void
salve_calendar_style_clear (SalveCalendarStyle *self)
{
  for (guint i = 0; i < SALVE_CALENDAR_N_ROLES; i++)
    g_clear_pointer (&self->roles[i], gtk_widget_unparent);
}

/** salve_calendar_style_read: */
void
salve_calendar_style_read (SalveCalendarStyle *self, GtkWidget *owner, SalveCalendarColours *colours)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (owner));
  GdkRGBA *out[SALVE_CALENDAR_N_ROLES] = { &colours->ground, &colours->accent, &colours->accent_foreground,
                                           &colours->error };

  gtk_widget_get_color (owner, &colours->foreground);
  for (guint i = 0; i < SALVE_CALENDAR_N_ROLES; i++)
    gtk_widget_get_color (self->roles[i], out[i]);
  colours->dark = adw_style_manager_get_dark (manager);
  colours->high_contrast = adw_style_manager_get_high_contrast (manager);
  colours->scale = gtk_widget_get_scale_factor (owner);
}

/** salve_colour_fade: */
GdkRGBA
salve_colour_fade (GdkRGBA colour, float alpha)
{
  colour.alpha *= alpha;
  return colour;
}

/**
 * salve_calendar_quiet:
 * @colours: of the view
 *
 * Returns: the ink of what is told in half a voice; it stands out by 4.5:1 from the grounds of a calendar (WCAG 2.2, 1.4.3),
 * as style.css has it for labels
 */
GdkRGBA
salve_calendar_quiet (const SalveCalendarColours *colours)
{
  return salve_colour_fade (colours->foreground, colours->high_contrast ? 1 : QUIET);
}

/**
 * salve_colour_mix:
 * @share: how much of @a, 0 to 1
 */
GdkRGBA
salve_colour_mix (const GdkRGBA *a, const GdkRGBA *b, float share)
{
  return (GdkRGBA){ a->red * share + b->red * (1 - share), a->green * share + b->green * (1 - share),
                    a->blue * share + b->blue * (1 - share), 1 };
}

/**
 * salve_calendar_colour:
 * @colour: 0 to 11 in the palette, or -1 for the accent
 */
GdkRGBA
salve_calendar_colour (const SalveCalendarColours *colours, int colour)
{
  guint32 rgb;

  if (colour < 0)
    return colours->accent;
  rgb = salve_calendar_palette_get (colour, colours->dark);
  return (GdkRGBA){ (float)(rgb >> 16) / 255, (float)(rgb >> 8 & 255) / 255, (float)(rgb & 255) / 255, 1 };
}

/** salve_draw_box: */
void
salve_draw_box (GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *colour)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/** salve_draw_text: */
void
salve_draw_text (GtkSnapshot *snapshot, PangoLayout *text, float x, float y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), roundf (y)));
  gtk_snapshot_append_layout (snapshot, text, colour);
  gtk_snapshot_restore (snapshot);
}

typedef struct
{
  GskRenderNode *node;
  GdkRGBA colour;
} KeptText;

static void
kept_text_free (gpointer data)
{
  KeptText *kept = data;

  g_clear_pointer (&kept->node, gsk_render_node_unref);
  g_free (kept);
}

/* For words that many blocks share: they are drawn once in each colour that comes, and lie with their layout. */
static GskRenderNode *
find_text_node (PangoLayout *text, const GdkRGBA *colour)
{
  static GQuark quark;
  KeptText *kept;
  GtkSnapshot *snapshot;

  if (quark == 0)
    quark = g_quark_from_static_string ("salve-kept-text");
  kept = g_object_get_qdata (G_OBJECT (text), quark);
  if (kept != NULL && gdk_rgba_equal (&kept->colour, colour))
    return kept->node;
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_append_layout (snapshot, text, colour);
  kept = g_new0 (KeptText, 1);
  kept->node = gtk_snapshot_free_to_node (snapshot);
  kept->colour = *colour;
  g_object_set_qdata_full (G_OBJECT (text), quark, kept, kept_text_free);
  return kept->node;
}

static void
draw_shared_text (GtkSnapshot *snapshot, PangoLayout *text, float x, float y, const GdkRGBA *colour)
{
  GskRenderNode *node = find_text_node (text, colour);

  if (node == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), roundf (y)));
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_restore (snapshot);
}

/**
 * salve_draw_hatch:
 * @step: from one line to the next, in pixels across
 * @falling: whether the lines fall to the right
 */
void
salve_draw_hatch (GtkSnapshot *snapshot,
                  const graphene_rect_t *area,
                  const GdkRGBA *colour,
                  float step,
                  gboolean falling)
{
  GdkRGBA clear = salve_colour_fade (*colour, 0);
  float x = area->origin.x, y = falling ? area->origin.y + step : area->origin.y;
  GskColorStop stops[4] = { { 0, *colour }, { 0.3f, *colour }, { 0.3f, clear }, { 1, clear } };

  gtk_snapshot_append_repeating_linear_gradient (
      snapshot, area, &GRAPHENE_POINT_INIT (x, y),
      &GRAPHENE_POINT_INIT (x + step, falling ? y - step : y + step), stops, 4);
}

/** salve_draw_outline: */
void
salve_draw_outline (GtkSnapshot *snapshot,
                    const graphene_rect_t *area,
                    float radius,
                    float width,
                    const GdkRGBA *colour)
{
  GskRoundedRect box;

  gsk_rounded_rect_init_from_rect (&box, area, radius);
  gtk_snapshot_append_border (snapshot, &box, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
}

/* A quarter of an ellipse from (x, y), which leaves along the one side and arrives along the other. As a cubic curve it is
 * drawn as it is; GSK's own circles and corners are cut into several curves in every frame. */
static void
add_quarter (GskPathBuilder *builder,
             float x,
             float y,
             float corner_x,
             float corner_y,
             float to_x,
             float to_y)
{
  const float k = 0.55228f;

  gsk_path_builder_cubic_to (builder, x + (corner_x - x) * k, y + (corner_y - y) * k,
                             to_x + (corner_x - to_x) * k, to_y + (corner_y - to_y) * k, to_x, to_y);
}

static void
add_circle (GskPathBuilder *builder, const graphene_point_t *centre, float radius)
{
  float left = centre->x - radius, right = centre->x + radius, top = centre->y - radius,
        bottom = centre->y + radius;

  gsk_path_builder_move_to (builder, centre->x, top);
  add_quarter (builder, centre->x, top, right, top, right, centre->y);
  add_quarter (builder, right, centre->y, right, bottom, centre->x, bottom);
  add_quarter (builder, centre->x, bottom, left, bottom, left, centre->y);
  add_quarter (builder, left, centre->y, left, top, centre->x, top);
  gsk_path_builder_close (builder);
}

static void
add_line (GskPathBuilder *builder, float x0, float y0, float x1, float y1)
{
  gsk_path_builder_move_to (builder, x0, y0);
  gsk_path_builder_line_to (builder, x1, y1);
}

static void
add_half_disc (GskPathBuilder *builder, float x, float y, float radius)
{
  gsk_path_builder_move_to (builder, x, y - radius);
  gsk_path_builder_arc_to (builder, x - radius, y - radius, x - radius, y);
  gsk_path_builder_arc_to (builder, x - radius, y + radius, x, y + radius);
  gsk_path_builder_close (builder);
}

static void
paint_path (GtkSnapshot *snapshot, GskPathBuilder *builder, float stroke_width, const GdkRGBA *colour)
{
  g_autoptr (GskPath) path = gsk_path_builder_to_path (builder);
  GskStroke *stroke;

  if (gsk_path_is_empty (path))
    return;
  if (stroke_width <= 0)
    {
      gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_WINDING, colour);
      return;
    }
  stroke = gsk_stroke_new (stroke_width);
  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, stroke, colour);
  gsk_stroke_free (stroke);
}

static gboolean
has_ring (SalveAppointmentStatus status)
{
  return status != SALVE_APPOINTMENT_FULFILLED && status != SALVE_APPOINTMENT_CANCELLED
         && status != SALVE_APPOINTMENT_ENTERED_IN_ERROR && status != SALVE_APPOINTMENT_CHECKED_IN;
}

/* Filled between two circles: half of what a circle's stroke costs, and most blocks have one. */
static void
draw_ring (GtkSnapshot *snapshot,
           const graphene_point_t *centre,
           float outer,
           float inner,
           const GdkRGBA *colour)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;

  add_circle (builder, centre, outer);
  add_circle (builder, centre, inner);
  path = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_EVEN_ODD, colour);
}

/**
 * salve_draw_status:
 * @size: of the square that the mark fills
 *
 * By shape: a ring (booked), a half disc (arrived), a disc (in the room), a tick (done), a cross (cancelled), a crossed
 * ring (did not come), a dot in a ring (not decided yet).
 */
void
salve_draw_status (GtkSnapshot *snapshot,
                   SalveAppointmentStatus status,
                   float x,
                   float y,
                   float size,
                   const GdkRGBA *colour)
{
  g_autoptr (GskPathBuilder) lines = gsk_path_builder_new (), area = gsk_path_builder_new ();
  float stroke = MAX (1.4f, size / 7), radius = (size - stroke) / 2, cx = x + size / 2, cy = y + size / 2;
  graphene_point_t centre = GRAPHENE_POINT_INIT (cx, cy);

  if (has_ring (status))
    draw_ring (snapshot, &centre, radius + stroke / 2, radius - stroke / 2, colour);
  switch (status)
    {
    case SALVE_APPOINTMENT_ARRIVED:
      add_half_disc (area, cx, cy, radius);
      break;
    case SALVE_APPOINTMENT_CHECKED_IN:
      add_circle (area, &centre, radius + stroke / 2);
      break;
    case SALVE_APPOINTMENT_FULFILLED:
      add_line (lines, x + stroke, cy + stroke / 2, cx - stroke / 2, y + size - stroke * 1.5f);
      gsk_path_builder_line_to (lines, x + size - stroke, y + stroke * 1.5f);
      break;
    case SALVE_APPOINTMENT_CANCELLED:
    case SALVE_APPOINTMENT_ENTERED_IN_ERROR:
      add_line (lines, x + stroke, y + stroke, x + size - stroke, y + size - stroke);
      add_line (lines, x + size - stroke, y + stroke, x + stroke, y + size - stroke);
      break;
    case SALVE_APPOINTMENT_NO_SHOW:
      add_line (lines, cx - radius * .7f, cy + radius * .7f, cx + radius * .7f, cy - radius * .7f);
      break;
    case SALVE_APPOINTMENT_PROPOSED:
    case SALVE_APPOINTMENT_PENDING:
    case SALVE_APPOINTMENT_WAITLIST:
      add_circle (area, &centre, stroke);
      break;
    case SALVE_APPOINTMENT_BOOKED:
    default:
      break;
    }
  paint_path (snapshot, lines, stroke, colour);
  paint_path (snapshot, area, 0, colour);
}

static gboolean
is_over (SalveAppointmentStatus status)
{
  return status == SALVE_APPOINTMENT_CANCELLED || status == SALVE_APPOINTMENT_NO_SHOW
         || status == SALVE_APPOINTMENT_ENTERED_IN_ERROR;
}

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, guint from, guint to)
{
  attribute->start_index = from;
  attribute->end_index = to;
  pango_attr_list_insert (list, attribute);
}

/* The lines below the name: as many of them as fit, the least important ones gone first. */
static GString *
join_lines (const SalveCalendarEvent *event, const char *time, guint n_lines)
{
  GString *text = g_string_new (NULL);
  const char *parts[] = { event->subtitle, event->place, time };
  guint used = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] == NULL)
        continue;
      /* What is left over shares the last line, as long as it is the place. */
      if (used == n_lines && parts[i] == time)
        break;
      if (used > 0)
        g_string_append (text, used < n_lines ? "\n" : " · ");
      used = MIN (used + 1, n_lines);
      g_string_append (text, parts[i]);
    }
  return text;
}

/**
 * salve_align_start:
 *
 * Makes all lines begin where the widget's text does, whatever script they are in.
 */
void
salve_align_start (GtkWidget *widget, PangoLayout *layout)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_alignment (layout, rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
}

static PangoLayout *
make_layout (GtkWidget *widget, const char *text, PangoAttrList *attributes, float width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);

  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int)(MAX (1, width) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, -1);
  salve_align_start (widget, layout);
  return layout;
}

/* Takes the key. */
static void
keep_shared (GHashTable *shared, char *key, PangoLayout *layout)
{
  if (shared == NULL)
    {
      g_free (key);
      return;
    }
  if (g_hash_table_size (shared) >= MOST_SHARED)
    g_hash_table_remove_all (shared);
  g_hash_table_insert (shared, key, g_object_ref (layout));
}

/* A block too narrow for a line: the name in as many small lines as there are, broken where need be. */
static PangoLayout *
narrow_text (GtkWidget *widget, const SalveCalendarEvent *event, float width, guint n_lines)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoLayout *layout;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.8));
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  if (is_over (event->status))
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  layout = make_layout (widget, event->title, attributes, width - EDGE - 4);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -(int)n_lines);
  return layout;
}

static char *
initials_of (const char *name)
{
  g_autoptr (GString) initials = g_string_new (NULL);
  const char *last = strrchr (name, ' ');

  if (*name != '\0')
    g_string_append_unichar (initials, g_utf8_get_char (name));
  if (last != NULL && last[1] != '\0')
    g_string_append_unichar (initials, g_utf8_get_char (last + 1));
  return g_string_free_and_steal (g_steal_pointer (&initials));
}

/* A block in which not even a syllable has room, as in the days of forty doctors at once. Many people have the same initials,
 * so that the words of a whole page of such blocks are few. */
static PangoLayout *
initials_text (GtkWidget *widget, GHashTable *shared, const SalveCalendarEvent *event, float width)
{
  g_autofree char *initials = initials_of (event->title);
  g_autofree char *key = g_strdup_printf ("%d\001%d %s", (int)width, is_over (event->status), initials);
  PangoLayout *layout = shared != NULL ? g_hash_table_lookup (shared, key) : NULL;
  SalveCalendarEvent short_one = *event;

  if (layout != NULL)
    return g_object_ref (layout);
  short_one.title = initials;
  layout = narrow_text (widget, &short_one, width, 1);
  keep_shared (shared, g_steal_pointer (&key), layout);
  return layout;
}

/* The name; in a block of one line with @rest, if there is any, behind it. */
static PangoLayout *
name_text (GtkWidget *widget, const SalveCalendarEvent *event, const char *rest, float width)
{
  g_autofree char *text = rest != NULL ? g_strconcat (event->title, "  ", rest, NULL) : NULL;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  guint end = (guint)strlen (event->title);

  add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), 0, end);
  if (text != NULL)
    add_attribute (attributes, pango_attr_scale_new (0.85), end, G_MAXUINT);
  if (is_over (event->status))
    add_attribute (attributes, pango_attr_strikethrough_new (TRUE), 0, end);
  return make_layout (widget, text != NULL ? text : event->title, attributes, width);
}

/* Types of visits, rooms and times come again and again: to shape their words is most of what a block costs. */
static PangoLayout *
rest_text (GtkWidget *widget, GHashTable *shared, const char *text, float width)
{
  g_autofree char *key = g_strdup_printf ("%d %s", (int)width, text);
  PangoLayout *layout = shared != NULL ? g_hash_table_lookup (shared, key) : NULL;
  g_autoptr (PangoAttrList) attributes = NULL;

  if (layout != NULL)
    return g_object_ref (layout);
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  layout = make_layout (widget, text, attributes, (float)(int)width);
  keep_shared (shared, g_steal_pointer (&key), layout);
  return layout;
}

/**
 * salve_block_text:
 * @shared: (nullable): string → PangoLayout, frees both; where what many blocks say alike is kept, for one font
 * @time: (nullable): shown if there are lines to spare
 * @width: of the block
 * @n_lines: how many lines there are room for, at least 1
 * @glyph_width: what the status mark takes of the first line; 0: the block is narrow and there is no mark beside the text
 *
 * Returns: (transfer full): the text of a block, each line of which ends in an ellipsis where it does not fit
 */
SalveBlockText
salve_block_text (GtkWidget *widget,
                  GHashTable *shared,
                  const SalveCalendarEvent *event,
                  const char *time,
                  float width,
                  guint n_lines,
                  float glyph_width)
{
  g_autoptr (GString) rest = NULL;
  float room = width - EDGE - 8 - glyph_width;
  SalveBlockText text = { NULL, NULL };

  if (glyph_width <= 0 && width < LEAST_SYLLABLE)
    {
      text.name = initials_text (widget, shared, event, width);
      return text;
    }
  if (glyph_width <= 0 && n_lines > 1)
    {
      text.name = narrow_text (widget, event, width, n_lines);
      return text;
    }
  if (n_lines == 1)
    {
      text.name = name_text (widget, event, event->subtitle, room);
      return text;
    }
  rest = join_lines (event, time, n_lines - 1);
  text.name = name_text (widget, event, NULL, room);
  if (rest->len > 0)
    text.rest = rest_text (widget, shared, rest->str, room);
  return text;
}

/** salve_block_text_clear: */
void
salve_block_text_clear (SalveBlockText *self)
{
  g_clear_object (&self->name);
  g_clear_object (&self->rest);
}

/* A box of which the corners at one side are round: plain boxes, which cost next to nothing, and two corners. */
static void
fill_side (GtkSnapshot *snapshot,
           const graphene_rect_t *box,
           gboolean round_right,
           float radius,
           int scale,
           const GdkRGBA *colour)
{
  float x = box->origin.x, y = box->origin.y, width = box->size.width, height = box->size.height;
  float across = MIN (radius, width), down = MIN (radius, floorf (height / 2));
  float side = round_right ? x + width - across : x, rest = round_right ? x : x + across;

  if (width > across)
    salve_draw_box (snapshot, rest, y, width - across, height, colour);
  if (across >= 1 && height > 2 * down)
    salve_draw_box (snapshot, side, y + down, across, height - 2 * down, colour);
  salve_draw_corner (snapshot, round_right ? SALVE_CORNER_TOP_RIGHT : SALVE_CORNER_TOP_LEFT,
                     &GRAPHENE_RECT_INIT (side, y, across, down), scale, colour);
  salve_draw_corner (snapshot, round_right ? SALVE_CORNER_BOTTOM_RIGHT : SALVE_CORNER_BOTTOM_LEFT,
                     &GRAPHENE_RECT_INIT (side, y + height - down, across, down), scale, colour);
}

/**
 * salve_draw_ground:
 * @radius: of the block's corners; its coloured edge is as wide as @edge
 * @scale: of the widget
 * @ground: what it is filled with
 *
 * Draws what is behind a block's words: the ground, and at its beginning the edge in the event's colour, hatched where
 * the event is provisional.
 */
void
salve_draw_ground (GtkSnapshot *snapshot,
                   const SalveCalendarEvent *event,
                   const graphene_rect_t *bounds,
                   float radius,
                   float edge_width,
                   gboolean right_to_left,
                   int scale,
                   const GdkRGBA *colour,
                   const GdkRGBA *ground)
{
  const graphene_size_t outer = GRAPHENE_SIZE_INIT (edge_width, radius), none = GRAPHENE_SIZE_INIT (0, 0);
  const float rest_width = bounds->size.width - edge_width;
  graphene_rect_t side = GRAPHENE_RECT_INIT (right_to_left ? bounds->origin.x + rest_width : bounds->origin.x,
                                             bounds->origin.y, edge_width, bounds->size.height);
  graphene_rect_t rest = GRAPHENE_RECT_INIT (right_to_left ? bounds->origin.x : bounds->origin.x + edge_width,
                                             bounds->origin.y, MAX (0, rest_width), bounds->size.height);

  /* Neither is drawn where the other one is. */
  if (rest_width > 0)
    fill_side (snapshot, &rest, !right_to_left, radius, scale, ground);
  if (event->provisional)
    {
      GdkRGBA soft = salve_colour_mix (colour, ground, 0.3f);
      GskRoundedRect edge;

      gsk_rounded_rect_init (&edge, &side, right_to_left ? &none : &outer, right_to_left ? &outer : &none,
                             right_to_left ? &outer : &none, right_to_left ? &none : &outer);
      gtk_snapshot_push_rounded_clip (snapshot, &edge);
      gtk_snapshot_append_color (snapshot, &soft, &side);
      salve_draw_hatch (snapshot, &side, colour, 5, TRUE);
      gtk_snapshot_pop (snapshot);
    }
  else
    {
      fill_side (snapshot, &side, right_to_left, radius, scale, colour);
    }
}

static void
draw_frame (GtkSnapshot *snapshot,
            const SalveCalendarEvent *event,
            const GskRoundedRect *box,
            const GdkRGBA *colour,
            SalveBlockFlags flags,
            const SalveCalendarColours *colours)
{
  if (flags & SALVE_BLOCK_REFUSED)
    salve_draw_outline (snapshot, &box->bounds, RADIUS, 2, &colours->error);
  else if (event->overbooked || flags & SALVE_BLOCK_LIFTED || colours->high_contrast)
    gtk_snapshot_append_border (snapshot, box, (float[4]){ 1.5f, 1.5f, 1.5f, 1.5f },
                                (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
}

/**
 * salve_block_is_narrow:
 *
 * Returns: whether there is no room for the mark beside the name
 */
gboolean
salve_block_is_narrow (float width, float line_height)
{
  return width < line_height * 4;
}

/**
 * salve_draw_block:
 * @line_height: of a line of the widget's text
 *
 * Draws with the block's upper left corner at the snapshot's origin.
 */
void
salve_draw_block (GtkSnapshot *snapshot,
                  const SalveCalendarEvent *event,
                  const SalveBlockText *text,
                  float width,
                  float height,
                  float line_height,
                  gboolean right_to_left,
                  SalveBlockFlags flags,
                  const SalveCalendarColours *colours)
{
  GdkRGBA colour = salve_calendar_colour (colours, event->colour);
  float wash = colours->dark ? SALVE_CALENDAR_WASH_DARK : SALVE_CALENDAR_WASH;
  gboolean over = is_over (event->status);
  GdkRGBA ground = salve_colour_mix (&colour, &colours->ground, over ? wash / 3 : wash);
  GdkRGBA words = over ? salve_calendar_quiet (colours) : colours->foreground;
  float glyph = roundf (line_height * 0.55f), top, left;
  int name_height, rest_height = 0, text_height;
  gboolean narrow, too_tall, tiny = width < LEAST_SYLLABLE;
  GskRoundedRect box;

  /* The narrowest have square corners, which are half of what they cost. */
  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (0, 0, width, height), tiny ? 0 : RADIUS);
  salve_draw_ground (snapshot, event, &box.bounds, tiny ? 0 : RADIUS, EDGE, right_to_left, colours->scale,
                     &colour, &ground);
  pango_layout_get_pixel_size (text->name, NULL, &name_height);
  if (text->rest != NULL)
    pango_layout_get_pixel_size (text->rest, NULL, &rest_height);
  text_height = name_height + rest_height;
  too_tall = (float)text_height > height + 4;
  if (too_tall)
    gtk_snapshot_push_clip (snapshot, &box.bounds);
  top = (float)text_height + 4 > height ? (height - (float)text_height) / 2 : 2;
  narrow = salve_block_is_narrow (width, line_height);
  left = right_to_left ? (narrow ? 2 : 6 + glyph) : narrow ? EDGE + 2 : EDGE + 4;
  if (tiny)
    draw_shared_text (snapshot, text->name, left, top, &words);
  else
    salve_draw_text (snapshot, text->name, left, top, &words);
  if (text->rest != NULL)
    draw_shared_text (snapshot, text->rest, left, top + (float)name_height, &words);
  if (!narrow)
    salve_draw_mark (snapshot, event->status, right_to_left ? 4 : width - glyph - 4,
                     roundf (MAX (1, MIN (4, (height - glyph) / 2))), glyph, colours->scale, &words);
  else if (height > (float)text_height + glyph + 6 && width > glyph + EDGE)
    salve_draw_mark (snapshot, event->status, right_to_left ? 3 : width - glyph - 3, height - glyph - 3,
                     glyph, colours->scale, &words);
  if (too_tall)
    gtk_snapshot_pop (snapshot);
  draw_frame (snapshot, event, &box, &colour, flags, colours);
}
