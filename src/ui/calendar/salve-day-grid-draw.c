/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws a day grid: only the columns and hours in sight, blocks as render nodes that are kept until they change. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-day-grid-private.h"

#define PREPARE_TIME 2000  /* microseconds at a time */
#define PREPARED_COLUMNS 1 /* to either side of those in sight */
#define PREPARED_PART 0.3  /* of what is in sight, above and below it */

static GridRect
bounds_of (SalveDayGrid *self)
{
  return (GridRect){ 0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                     gtk_widget_get_height (GTK_WIDGET (self)) };
}

static graphene_rect_t
to_graphene (GridRect rect)
{
  return GRAPHENE_RECT_INIT ((float)rect.x, (float)rect.y, (float)rect.width, (float)rect.height);
}

static void
box (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *colour)
{
  salve_draw_box (snapshot, (float)x, (float)y, (float)width, (float)height, colour);
}

static PangoLayout *
small_layout (SalveDayGrid *self, const char *text, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* The axis's positions that are in sight. */
static void
visible_positions (SalveDayGrid *self, double *from, double *to)
{
  GridRect body = salve_day_grid_body (self);

  *from = salve_day_grid_position_at (self, body.y);
  *to = salve_day_grid_position_at (self, body.y + body.height);
}

static PangoLayout *
shade_label (SalveDayGrid *self, const char *text, double width)
{
  PangoLayout *layout = g_hash_table_lookup (self->shade_labels, text);

  if (layout == NULL)
    {
      layout = small_layout (self, text, FALSE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      salve_align_start (GTK_WIDGET (self), layout);
      g_hash_table_insert (self->shade_labels, g_strdup (text), layout);
    }
  pango_layout_set_width (layout, (int)(MAX (8, width) * PANGO_SCALE));
  return layout;
}

static void
draw_shade_body (SalveDayGrid *self, GtkSnapshot *snapshot, SalveShadeKind kind, GridRect rect)
{
  const GdkRGBA *fg = &self->colours.foreground;
  gboolean strong = self->colours.high_contrast;
  GdkRGBA closed = salve_colour_fade (*fg, strong ? 0.14f : 0.055f),
          lines = salve_colour_fade (*fg, strong ? 0.4f : 0.10f),
          opened = salve_colour_fade (self->colours.accent, 0.08f);
  graphene_rect_t area = to_graphene (rect);

  switch (kind)
    {
    case SALVE_SHADE_OPENED:
      gtk_snapshot_append_color (snapshot, &self->colours.ground, &area);
      gtk_snapshot_append_color (snapshot, &opened, &area);
      box (snapshot, salve_day_grid_rtl (self) ? rect.x + rect.width - 2 : rect.x + 1, rect.y, 1, rect.height,
           &self->colours.accent);
      break;
    case SALVE_SHADE_ABSENT:
    case SALVE_SHADE_HOLIDAY:
      gtk_snapshot_append_color (snapshot, &closed, &area);
      salve_draw_hatch (snapshot, &area, &lines, 8, kind == SALVE_SHADE_HOLIDAY);
      break;
    case SALVE_SHADE_CLOSED:
    default:
      gtk_snapshot_append_color (snapshot, &closed, &area);
      break;
    }
}

/* The label stays in sight as long as any of the shade does. */
static void
draw_shade_label (SalveDayGrid *self, GtkSnapshot *snapshot, const char *label, GridRect rect)
{
  GridRect body = salve_day_grid_body (self);
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  PangoLayout *layout = shade_label (self, label, rect.width - 14);
  GdkRGBA words = salve_colour_fade (self->colours.foreground, self->colours.high_contrast ? 1 : 0.75f);
  GdkRGBA ground = salve_colour_fade (self->colours.ground, 0.85f);
  double y =
      CLAMP (MAX (rect.y, body.y) + 3, rect.y, MAX (rect.y, rect.y + rect.height - metrics->small - 3));
  int width, height;

  if (rect.height < metrics->small)
    return;
  pango_layout_get_pixel_size (layout, &width, &height);
  if (salve_day_grid_rtl (self))
    box (snapshot, rect.x + rect.width - 10 - width, y, width + 6, height, &ground);
  else
    box (snapshot, rect.x + 4, y, width + 6, height, &ground);
  salve_draw_text (snapshot, layout, (float)rect.x + 7, (float)y, &words);
}

static void
draw_column_ground (SalveDayGrid *self, GtkSnapshot *snapshot, guint n, gboolean labels)
{
  const SalveCalendarColumn *column = salve_day_grid_column (self, n)->column;
  const SalveDayScale *scale = salve_day_axis_get_scale (self->axis, n);
  GridRect body = salve_day_grid_body (self);
  double from, to;

  for (guint i = 0; i < column->shades->len; i++)
    {
      const SalveShade *shade = &g_array_index (column->shades, SalveShade, i);
      GridRect rect = salve_day_grid_span_rect (self, n, salve_day_scale_position (scale, shade->span.start),
                                                salve_day_scale_position (scale, shade->span.end));

      if (rect.height <= 0 || rect.y > body.y + body.height || rect.y + rect.height < body.y)
        continue;
      if (!labels)
        draw_shade_body (self, snapshot, shade->kind, rect);
      else if (shade->label != NULL)
        draw_shade_label (self, snapshot, shade->label, rect);
    }
  /* A time that this day's clock does not show. */
  for (guint i = 0; salve_day_scale_get_gap (scale, i, &from, &to); i++)
    {
      GridRect rect = salve_day_grid_span_rect (self, n, from, to);

      if (!labels)
        draw_shade_body (self, snapshot, SALVE_SHADE_ABSENT, rect);
      else
        draw_shade_label (self, snapshot, _ ("The clock skips this"), rect);
    }
}

static void
draw_lines (SalveDayGrid *self, GtkSnapshot *snapshot)
{
  GridRect body = salve_day_grid_body (self);
  gboolean strong = self->colours.high_contrast;
  GdkRGBA hour = salve_colour_fade (self->colours.foreground, strong ? 0.5f : 0.13f),
          half = salve_colour_fade (self->colours.foreground, strong ? 0.25f : 0.06f);
  int step = self->row_minutes <= 7.5 ? 15 : 30;
  double from, to;

  visible_positions (self, &from, &to);
  for (int position = (int)from / step * step; position <= to; position += step)
    {
      double y = round (body.y - salve_day_grid_scroll_y (self) + position * self->pixels);

      if (y >= body.y)
        box (snapshot, body.x, y, body.width, 1, position % 60 == 0 ? &hour : &half);
    }
}

static void
draw_column_edges (SalveDayGrid *self,
                   GtkSnapshot *snapshot,
                   guint first,
                   guint end,
                   double top,
                   double bottom)
{
  GdkRGBA edge = salve_colour_fade (self->colours.foreground, self->colours.high_contrast ? 0.6f : 0.15f);
  gboolean rtl = salve_day_grid_rtl (self);

  for (guint i = first; i < end; i++)
    {
      double left = salve_day_grid_column_left (self, i);

      box (snapshot, rtl ? left + salve_day_grid_column (self, i)->width - 1 : left, top, 1, bottom - top,
           &edge);
    }
}

static GskRenderNode *
make_block (SalveDayGrid *self,
            const SalveCalendarEvent *event,
            const SalveBlockText *text,
            int width,
            int height,
            SalveBlockFlags flags)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  salve_draw_block (snapshot, event, text, (float)width, (float)height,
                    (float)salve_day_grid_get_metrics (self)->line, salve_day_grid_rtl (self), flags,
                    &self->colours);
  return gtk_snapshot_free_to_node (snapshot);
}

static SalveBlockText
make_text (SalveDayGrid *self, const SalveCalendarEvent *event, int width, int height)
{
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  guint n_lines = 1 + (guint)MAX (0, (height - 4 - metrics->line) / metrics->small);
  g_autofree char *time = n_lines > 3 ? salve_format_span (event->span, self->zone, self->locale) : NULL;
  double glyph = metrics->line * 0.55;

  return salve_block_text (GTK_WIDGET (self), self->block_texts, event, time, (float)width, n_lines,
                           salve_block_is_narrow ((float)width, (float)metrics->line) ? 0 : (float)glyph + 2);
}

/* Returns: whether there was anything to make */
static gboolean
ensure_node (SalveDayGrid *self, GridPiece *piece, GridRect rect)
{
  if (piece->node != NULL && piece->node_width == (int)rect.width && piece->node_height == (int)rect.height)
    return FALSE;
  g_clear_pointer (&piece->node, gsk_render_node_unref);
  salve_block_text_clear (&piece->text);
  piece->node_width = (int)rect.width;
  piece->node_height = (int)rect.height;
  piece->text = make_text (self, piece->event, piece->node_width, piece->node_height);
  piece->node =
      make_block (self, piece->event, &piece->text, piece->node_width, piece->node_height, SALVE_BLOCK_PLAIN);
  return TRUE;
}

static void
draw_piece (SalveDayGrid *self, GtkSnapshot *snapshot, GridPiece *piece)
{
  GridRect rect = salve_day_grid_piece_rect (self, piece), body = salve_day_grid_body (self);
  gboolean lifted =
      self->drag.kind > GRID_DRAG_CREATE
      && (self->drag.event == piece->event || g_str_equal (self->drag.event->id, piece->event->id));

  if (rect.y > body.y + body.height || rect.y + rect.height < body.y)
    return;
  ensure_node (self, piece, rect);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)rect.x, (float)rect.y));
  if (lifted && !self->drag.copy)
    gtk_snapshot_push_opacity (snapshot, 0.3);
  gtk_snapshot_append_node (snapshot, piece->node);
  if (lifted && !self->drag.copy)
    gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

/* The hole that a block in hand leaves. */
static void
draw_hole (SalveDayGrid *self, GtkSnapshot *snapshot, const GridPiece *piece)
{
  GridRect rect = salve_day_grid_piece_rect (self, piece);
  GdkRGBA colour = salve_calendar_colour (&self->colours, piece->event->colour);
  graphene_rect_t area = to_graphene (rect);
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  GskRoundedRect rounded;
  GskStroke *stroke = gsk_stroke_new (1);

  graphene_rect_inset (&area, 0.5f, 0.5f);
  gsk_rounded_rect_init_from_rect (&rounded, &area, 5);
  gsk_path_builder_add_rounded_rect (builder, &rounded);
  path = gsk_path_builder_to_path (builder);
  gsk_stroke_set_dash (stroke, (float[2]){ 4, 3 }, 2);
  gtk_snapshot_append_stroke (snapshot, path, stroke, &colour);
  gsk_stroke_free (stroke);
}

static void
draw_focus (SalveDayGrid *self, GtkSnapshot *snapshot)
{
  GridPiece *piece = salve_day_grid_find_piece (self, self->focused, self->focused_column);
  graphene_rect_t area;

  if (piece == NULL || self->drag.kind != GRID_DRAG_NONE || !gtk_widget_has_focus (GTK_WIDGET (self)))
    return;
  area = to_graphene (salve_day_grid_piece_rect (self, piece));
  graphene_rect_inset (&area, -2, -2);
  salve_draw_outline (snapshot, &area, 7, 2, &self->colours.accent);
}

static void
draw_cursor (SalveDayGrid *self, GtkSnapshot *snapshot)
{
  GdkRGBA wash = salve_colour_fade (self->colours.accent, 0.14f);
  const SalveDayScale *scale;
  GridRect rect;
  graphene_rect_t area;

  if (!self->cursor_shown || self->focused != NULL || self->drag.kind != GRID_DRAG_NONE
      || self->cursor_column >= self->columns->len || !gtk_widget_has_focus (GTK_WIDGET (self)))
    return;
  scale = salve_day_axis_get_scale (self->axis, self->cursor_column);
  rect = salve_day_grid_span_rect (self, self->cursor_column,
                                   salve_day_scale_position (scale, self->cursor.start),
                                   salve_day_scale_position (scale, self->cursor.end));
  rect = (GridRect){ rect.x + 1, rect.y, rect.width - 2, rect.height };
  area = to_graphene (rect);
  gtk_snapshot_append_color (snapshot, &wash, &area);
  salve_draw_outline (snapshot, &area, 4, 2, &self->colours.accent);
}

static SalveBlockText
drag_text (SalveDayGrid *self, int width, int height)
{
  const GridDrag *drag = &self->drag;
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  g_autofree char *time = salve_format_span (drag->span, self->zone, self->locale);
  SalveCalendarEvent shown = { .id = "", .title = time, .status = SALVE_APPOINTMENT_BOOKED };
  guint n_lines = 1 + (guint)MAX (0, (height - 4 - metrics->line) / metrics->small);

  shown.subtitle = drag->event != NULL ? drag->event->title : _ ("New appointment");
  return salve_block_text (GTK_WIDGET (self), NULL, &shown, NULL, (float)width, n_lines,
                           (float)metrics->line * 0.55f);
}

static void
draw_refusal (SalveDayGrid *self, GtkSnapshot *snapshot, GridRect rect)
{
  g_autoptr (PangoLayout) text = small_layout (self, self->drag.refusal, TRUE);
  GridRect body = salve_day_grid_body (self);
  GdkRGBA white = { 1, 1, 1, 1 }, ink = self->colours.error;
  double x, y, width;
  int text_width, text_height;
  GskRoundedRect pill;

  if (self->colours.dark)
    ink = salve_colour_mix (&ink, &(GdkRGBA){ 0, 0, 0, 1 }, 0.45f);
  pango_layout_set_width (text, (int)MIN (320 * self->metrics.scale, body.width - 24) * PANGO_SCALE);
  pango_layout_set_wrap (text, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (text, &text_width, &text_height);
  pango_layout_set_width (text, text_width * PANGO_SCALE);
  width = text_width + 16;
  x = CLAMP (rect.x + rect.width / 2 - width / 2, body.x + 2,
             MAX (body.x + 2, body.x + body.width - width - 2));
  y = rect.y + rect.height + 4;
  if (y + text_height + 8 > body.y + body.height)
    y = rect.y - text_height - 12;
  y = MAX (y, body.y + 2);
  gsk_rounded_rect_init_from_rect (
      &pill, &GRAPHENE_RECT_INIT ((float)round (x), (float)round (y), (float)width, (float)text_height + 8),
      8);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &ink, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  salve_draw_text (snapshot, text, (float)x + 8, (float)y + 4, &white);
}

static void
draw_drag (SalveDayGrid *self, GtkSnapshot *snapshot)
{
  const GridDrag *drag = &self->drag;
  const SalveDayScale *scale;
  SalveCalendarEvent shown = { .id = "", .title = "", .colour = -1, .status = SALVE_APPOINTMENT_BOOKED };
  SalveBlockText text;
  g_autoptr (GskRenderNode) node = NULL;
  GridRect rect;

  if (drag->kind == GRID_DRAG_NONE || drag->column >= self->columns->len)
    return;
  scale = salve_day_axis_get_scale (self->axis, drag->column);
  rect = salve_day_grid_span_rect (self, drag->column, salve_day_scale_position (scale, drag->span.start),
                                   salve_day_scale_position (scale, drag->span.end));
  rect = (GridRect){ rect.x + 2, rect.y + 1, rect.width - 6,
                     MAX (rect.height - 1, salve_day_grid_get_metrics (self)->line) };
  if (drag->event != NULL)
    shown = *drag->event;
  text = drag_text (self, (int)rect.width, (int)rect.height);
  node = make_block (self, &shown, &text, (int)rect.width, (int)rect.height,
                     SALVE_BLOCK_LIFTED | (drag->refusal ? SALVE_BLOCK_REFUSED : 0));
  salve_block_text_clear (&text);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)rect.x, (float)rect.y));
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_restore (snapshot);
  if (drag->refusal != NULL)
    draw_refusal (self, snapshot, rect);
}

static void
draw_pieces (SalveDayGrid *self, GtkSnapshot *snapshot, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      const GridColumn *column = salve_day_grid_column (self, i);

      for (guint j = 0; j < column->n_pieces; j++)
        draw_piece (self, snapshot, salve_day_grid_piece (self, column->first_piece + j));
    }
  if (self->drag.kind > GRID_DRAG_CREATE && !self->drag.copy)
    for (guint i = 0; i < self->pieces->len; i++)
      if (g_str_equal (salve_day_grid_piece (self, i)->event->id, self->drag.event->id))
        draw_hole (self, snapshot, salve_day_grid_piece (self, i));
}

static gboolean
now_position (SalveDayGrid *self, guint column, double *position)
{
  const SalveDayScale *scale = salve_day_axis_get_scale (self->axis, column);

  if (self->now == SALVE_INSTANT_NONE || self->now < scale->span.start || self->now >= scale->span.end)
    return FALSE;
  *position = salve_day_scale_position (scale, self->now);
  return TRUE;
}

static void
draw_now_line (SalveDayGrid *self, GtkSnapshot *snapshot, guint first, guint end)
{
  double position;

  for (guint i = first; i < end; i++)
    if (now_position (self, i, &position))
      {
        GridRect rect = salve_day_grid_span_rect (self, i, position, position);

        box (snapshot, rect.x, rect.y - 1, rect.width, 2, &self->colours.accent);
      }
}

static PangoLayout *
hour_label (SalveDayGrid *self, int minute)
{
  PangoLayout *layout = g_hash_table_lookup (self->hour_labels, GINT_TO_POINTER (minute));
  g_autoptr (GTimeZone) utc = NULL;
  g_autofree char *text = NULL;

  if (layout != NULL)
    return layout;
  utc = g_time_zone_new_utc ();
  text = salve_instant_format_local (
      salve_instant_from_local (salve_partial_date_new_day (2001, 1, 1), minute / 60, minute % 60, utc), utc,
      self->locale, SALVE_INSTANT_STYLE_TIME);
  layout = small_layout (self, text, FALSE);
  g_hash_table_insert (self->hour_labels, GINT_TO_POINTER (minute), layout);
  return layout;
}

static void
draw_gutter_label (SalveDayGrid *self, GtkSnapshot *snapshot, double position, const GdkRGBA *words)
{
  GridRect body = salve_day_grid_body (self);
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  gboolean again, rtl = salve_day_grid_rtl (self);
  int minute = salve_day_axis_minute_at (self->axis, position, &again), width, height;
  PangoLayout *layout = hour_label (self, minute % 1440);
  double y = round (body.y - salve_day_grid_scroll_y (self) + position * self->pixels);

  pango_layout_get_pixel_size (layout, &width, &height);
  /* One whose line is at the upper border stands under it, so that it is not cut. */
  y = y >= body.y - 1 ? MAX (y - height / 2.0, body.y + 1) : y - height / 2.0;
  salve_draw_text (snapshot, layout, (float)(rtl ? body.width + 8 : metrics->gutter - 8 - width), (float)y,
                   words);
  if (again)
    {
      /* Translators: beside an hour that comes twice because the clock was put back; very short */
      g_autoptr (PangoLayout) twice = small_layout (self, C_ ("hour", "2nd"), FALSE);
      int twice_width, twice_height;

      pango_layout_get_pixel_size (twice, &twice_width, &twice_height);
      salve_draw_text (snapshot, twice, (float)(rtl ? body.width + 8 : metrics->gutter - 8 - twice_width),
                       (float)(y + height), &self->colours.accent);
    }
}

static void
draw_now_pill (SalveDayGrid *self, GtkSnapshot *snapshot, double position)
{
  GridRect body = salve_day_grid_body (self);
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  double y;
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  GskRoundedRect pill;
  int width, height;

  y = round (body.y - salve_day_grid_scroll_y (self) + position * self->pixels);
  text = salve_instant_format_local (self->now, self->zone, self->locale, SALVE_INSTANT_STYLE_TIME);
  layout = small_layout (self, text, TRUE);
  pango_layout_get_pixel_size (layout, &width, &height);
  gsk_rounded_rect_init_from_rect (
      &pill,
      &GRAPHENE_RECT_INIT (salve_day_grid_rtl (self) ? (float)body.width + 1
                                                     : (float)metrics->gutter - (float)width - 13,
                           (float)(y - height / 2.0 - 1), (float)width + 12, (float)height + 2),
      (float)height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &self->colours.accent, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  salve_draw_text (snapshot, layout, pill.bounds.origin.x + 6, (float)(y - height / 2.0),
                   &self->colours.ground);
}

static void
draw_gutter (SalveDayGrid *self, GtkSnapshot *snapshot)
{
  GdkRGBA words = self->colours.foreground, quiet = salve_calendar_quiet (&self->colours);
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  int step = self->row_minutes <= 7.5 ? 30 : metrics->small * 1.5 > self->pixels * 60 ? 120 : 60;
  double from, to, now = -1;

  visible_positions (self, &from, &to);
  for (guint i = 0; i < self->columns->len && now < 0; i++)
    now_position (self, i, &now);
  /* The hour that the time of the now line would cover is left out. */
  for (int position = (int)from / step * step; position <= to + step && position < self->axis->length;
       position += step)
    if (now < 0 || fabs (position - now) * self->pixels > metrics->small)
      draw_gutter_label (self, snapshot, position, position % 60 == 0 ? &words : &quiet);
  if (now >= 0)
    draw_now_pill (self, snapshot, now);
}

static PangoLayout *
title_layout (SalveDayGrid *self, const char *text, double width, gboolean title)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (title)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  else
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  pango_layout_set_attributes (layout, attributes);
  salve_align_start (GTK_WIDGET (self), layout);
  pango_layout_set_width (layout, (int)(MAX (8, width) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static void
ensure_title (SalveDayGrid *self, GridColumn *column)
{
  if (column->title != NULL && column->title_width == (int)column->width)
    return;
  g_clear_object (&column->title);
  g_clear_object (&column->subtitle);
  column->title_width = (int)column->width;
  column->title = title_layout (self, column->column->title, column->width - 16, TRUE);
  if (column->column->subtitle != NULL)
    column->subtitle = title_layout (self, column->column->subtitle, column->width - 16, FALSE);
}

static gboolean
several_days (SalveDayGrid *self)
{
  return !salve_partial_date_equal (salve_day_grid_column (self, 0)->column->day,
                                    salve_day_grid_column (self, self->columns->len - 1)->column->day);
}

static void
draw_title (SalveDayGrid *self, GtkSnapshot *snapshot, guint n)
{
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  GridColumn *column = salve_day_grid_column (self, n);
  double left = salve_day_grid_column_left (self, n), y = 5, position;
  gboolean today = several_days (self) && now_position (self, n, &position);
  GdkRGBA quiet = salve_calendar_quiet (&self->colours);

  ensure_title (self, column);
  salve_draw_text (snapshot, column->title, (float)left + 8, (float)y,
                   today ? &self->colours.accent : &self->colours.foreground);
  if (column->subtitle != NULL)
    salve_draw_text (snapshot, column->subtitle, (float)left + 8, (float)(y + metrics->line), &quiet);
  if (column->column->colour >= 0)
    {
      GdkRGBA colour = salve_calendar_colour (&self->colours, column->column->colour);

      box (snapshot, left + 3, metrics->header - 4, column->width - 6, 3, &colour);
    }
}

static void
draw_bar (SalveDayGrid *self, GtkSnapshot *snapshot, GridBar *bar)
{
  GridRect rect = salve_day_grid_bar_rect (self, bar), body = salve_day_grid_body (self);
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  double left = MAX (rect.x, body.x + 2), right = MIN (rect.x + rect.width, body.x + body.width - 2);

  /* What is in sight of a bar is drawn as if it were all of it, so that its name can be read. */
  if (right - left < 4 || bar->row >= self->n_bar_rows)
    return;
  if (bar->text.name == NULL || bar->text_width != (int)(right - left))
    {
      salve_block_text_clear (&bar->text);
      bar->text_width = (int)(right - left);
      bar->text = salve_block_text (GTK_WIDGET (self), NULL, bar->event, NULL, (float)(right - left), 1,
                                    (float)metrics->line * 0.55f + 2);
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)left, (float)rect.y));
  salve_draw_block (snapshot, bar->event, &bar->text, (float)(right - left), (float)rect.height,
                    (float)metrics->line, salve_day_grid_rtl (self), SALVE_BLOCK_PLAIN, &self->colours);
  gtk_snapshot_restore (snapshot);
  if (self->focused != NULL && g_str_equal (self->focused, bar->event->id)
      && gtk_widget_has_focus (GTK_WIDGET (self)))
    salve_draw_outline (snapshot,
                        &GRAPHENE_RECT_INIT ((float)left - 1, (float)rect.y - 1, (float)(right - left) + 2,
                                             (float)rect.height + 2),
                        6, 2, &self->colours.accent);
}

static void
draw_header (SalveDayGrid *self, GtkSnapshot *snapshot, guint first, guint end)
{
  GridRect all = bounds_of (self), body = salve_day_grid_body (self);
  GdkRGBA edge = salve_colour_fade (self->colours.foreground, self->colours.high_contrast ? 0.8f : 0.2f);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float)body.x, 0, (float)body.width, (float)body.y));
  draw_column_edges (self, snapshot, first, end, 0, body.y);
  for (guint i = first; i < end; i++)
    draw_title (self, snapshot, i);
  for (guint i = 0; i < self->bars->len; i++)
    draw_bar (self, snapshot, &g_array_index (self->bars, GridBar, i));
  gtk_snapshot_pop (snapshot);
  box (snapshot, 0, body.y - 1, all.width, 1, &edge);
}

/* Makes the blocks of a column that are in sight or near it. Returns: FALSE when the time is up */
static gboolean
prepare_column (SalveDayGrid *self, guint n, gint64 end)
{
  GridColumn *column = salve_day_grid_column (self, n);
  GridRect body = salve_day_grid_body (self);
  double near = body.height * PREPARED_PART;

  ensure_title (self, column);
  for (guint i = 0; i < column->n_pieces; i++)
    {
      GridPiece *piece = salve_day_grid_piece (self, column->first_piece + i);
      GridRect rect = salve_day_grid_piece_rect (self, piece);

      if (rect.y <= body.y + body.height + near && rect.y + rect.height >= body.y - near
          && ensure_node (self, piece, rect) && g_get_monotonic_time () > end)
        return FALSE;
    }
  return TRUE;
}

/* While nobody waits, so that a frame of scrolling finds the texts that come into sight already shaped. */
static gboolean
prepare (gpointer data)
{
  SalveDayGrid *self = data;
  gint64 until = g_get_monotonic_time () + PREPARE_TIME;
  guint first, end;

  if (self->colours_known && self->columns->len > 0 && self->pixels > 0)
    {
      salve_day_grid_visible_columns (self, &first, &end);
      first -= MIN (first, PREPARED_COLUMNS);
      end = MIN (end + PREPARED_COLUMNS, self->columns->len);
      for (guint i = first; i < end; i++)
        if (!prepare_column (self, i, until))
          return G_SOURCE_CONTINUE;
    }
  self->prepare_source = 0;
  return G_SOURCE_REMOVE;
}

void
salve_day_grid_draw (SalveDayGrid *self, GtkSnapshot *snapshot)
{
  GridRect body = salve_day_grid_body (self), all = bounds_of (self);
  graphene_rect_t clip = to_graphene (body);
  guint first, end;

  if (self->columns->len == 0 || body.width <= 0 || body.height <= 0)
    return;
  salve_day_grid_visible_columns (self, &first, &end);
  gtk_snapshot_push_clip (snapshot, &clip);
  for (guint i = first; i < end; i++)
    draw_column_ground (self, snapshot, i, FALSE);
  draw_lines (self, snapshot);
  draw_column_edges (self, snapshot, first, end, body.y, body.y + body.height);
  for (guint i = first; i < end; i++)
    draw_column_ground (self, snapshot, i, TRUE);
  draw_pieces (self, snapshot, first, end);
  draw_now_line (self, snapshot, first, end);
  draw_cursor (self, snapshot);
  draw_focus (self, snapshot);
  draw_drag (self, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, (float)body.y, (float)all.width, (float)body.height));
  draw_gutter (self, snapshot);
  gtk_snapshot_pop (snapshot);
  draw_header (self, snapshot, first, end);
  if (self->prepare_source == 0)
    self->prepare_source = g_idle_add_full (G_PRIORITY_LOW, prepare, self, NULL);
}
