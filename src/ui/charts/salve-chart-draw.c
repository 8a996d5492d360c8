/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paints a chart's layout: the reference band, hair lines, the series, and the readout of the value in hand. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-chart-private.h"

#include <math.h>

static GdkRGBA
with_alpha (GdkRGBA colour, float alpha)
{
  colour.alpha *= alpha;
  return colour;
}

static GdkRGBA
role_colour (SalveChart *self, guint role)
{
  GdkRGBA colour;

  gtk_widget_get_color (self->roles[role], &colour);
  return colour;
}

static gboolean
high_contrast (SalveChart *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "high-contrast");
}

static void
append_text (GtkSnapshot *snapshot, PangoLayout *text, float x, float y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), roundf (y)));
  gtk_snapshot_append_layout (snapshot, text, colour);
  gtk_snapshot_restore (snapshot);
}

static void
append_box (GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *colour)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
draw_bands (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot)
{
  GdkRGBA band = role_colour (self, SALVE_CHART_ROLE_BAND);
  GdkRGBA wash = with_alpha (band, self->series->len > 1 ? 0.09f : 0.13f);
  GdkRGBA edge = with_alpha (band, high_contrast (self) ? 1.f : 0.45f);

  for (guint i = 0; i < self->series->len; i++)
    {
      graphene_rect_t *rect = &layout->series[i].band;

      if (!layout->series[i].has_band)
        continue;
      gtk_snapshot_append_color (snapshot, &wash, rect);
      append_box (snapshot, rect->origin.x, rect->origin.y, rect->size.width, 1, &edge);
      append_box (snapshot, rect->origin.x, rect->origin.y + rect->size.height - 1, rect->size.width, 1,
                  &edge);
    }
}

static void
draw_axes (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot, const GdkRGBA *foreground)
{
  GdkRGBA hair = with_alpha (*foreground, high_contrast (self) ? 0.4f : 0.11f);
  GdkRGBA words = with_alpha (*foreground, high_contrast (self) ? 1.f : 0.68f);
  const graphene_rect_t *plot = &layout->plot;

  for (guint i = 0; i < layout->value_labels->len; i++)
    {
      SalveChartLabel *label = &g_array_index (layout->value_labels, SalveChartLabel, i);

      append_box (snapshot, plot->origin.x, label->line, plot->size.width, 1, &hair);
      append_text (snapshot, label->text, label->x, label->y, &words);
    }
  for (guint i = 0; i < layout->time_labels->len; i++)
    {
      SalveChartLabel *label = &g_array_index (layout->time_labels, SalveChartLabel, i);

      append_box (snapshot, label->line, plot->origin.y + plot->size.height, 1, 4, &words);
      append_text (snapshot, label->text, label->x, label->y, &words);
    }
  append_text (snapshot, layout->unit, layout->unit_x, layout->unit_y, &words);
}

static void
stroke_line (GtkSnapshot *snapshot, GskPath *path, guint series, gboolean bold, const GdkRGBA *colour)
{
  static const float dashes[SALVE_CHART_MAX_SERIES][2] = { { 0, 0 }, { 6, 3 }, { 2, 3 }, { 9, 3 } };
  GskStroke *stroke = gsk_stroke_new (bold ? 2.5f : 1.5f);

  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  if (dashes[series][0] > 0)
    gsk_stroke_set_dash (stroke, dashes[series], 2);
  gtk_snapshot_append_stroke (snapshot, path, stroke, colour);
  gsk_stroke_free (stroke);
}

static void
draw_series (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot)
{
  graphene_rect_t clip = layout->plot;

  graphene_rect_inset (&clip, -4, -4);
  gtk_snapshot_push_clip (snapshot, &clip);
  for (guint i = 0; i < self->series->len; i++)
    {
      GdkRGBA colour = role_colour (self, i);
      SalveChartDrawing *drawing = &layout->series[i];

      stroke_line (snapshot, drawing->line, i, high_contrast (self), &colour);
      gtk_snapshot_append_fill (snapshot, drawing->markers, GSK_FILL_RULE_WINDING, &colour);
      gtk_snapshot_append_fill (snapshot, drawing->beyond, GSK_FILL_RULE_WINDING, &colour);
    }
  gtk_snapshot_pop (snapshot);
}

static void
draw_legend (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot, const GdkRGBA *foreground)
{
  gboolean right_to_left = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < layout->legend->len; i++)
    {
      SalveChartLabel *label = &g_array_index (layout->legend, SalveChartLabel, i);
      guint series = (guint)label->line;
      GdkRGBA colour = role_colour (self, series);
      g_autoptr (GskPathBuilder) line = gsk_path_builder_new ();
      g_autoptr (GskPathBuilder) marker = gsk_path_builder_new ();
      g_autoptr (GskPath) line_path = NULL;
      g_autoptr (GskPath) marker_path = NULL;
      int width, height;
      float x, y;

      pango_layout_get_pixel_size (label->text, &width, &height);
      x = right_to_left ? label->x + (float)width + 6 : label->x - 24;
      y = roundf ((float)height / 2) + 0.5f;
      gsk_path_builder_move_to (line, x, y);
      gsk_path_builder_line_to (line, x + 18, y);
      salve_chart_marker (marker, series, x + 9, y, 3);
      line_path = gsk_path_builder_to_path (line);
      marker_path = gsk_path_builder_to_path (marker);
      stroke_line (snapshot, line_path, series, high_contrast (self), &colour);
      gtk_snapshot_append_fill (snapshot, marker_path, GSK_FILL_RULE_WINDING, &colour);
      append_text (snapshot, label->text, label->x, 0, foreground);
    }
}

/* A ring about each value measured at the time in hand. */
static void
draw_rings (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot, gint64 time)
{
  GdkRGBA ground = role_colour (self, SALVE_CHART_ROLE_READOUT);

  for (guint i = 0; i < self->series->len; i++)
    {
      const SalveChartPoint *point = salve_chart_series_find (self->series->pdata[i], time);
      GdkRGBA colour = role_colour (self, i);
      g_autoptr (GskPathBuilder) builder = NULL;
      g_autoptr (GskPath) path = NULL;
      g_autoptr (GskStroke) stroke = NULL;

      if (point == NULL || !isfinite (point->value) || point->value > layout->high
          || point->value < layout->low)
        continue;
      builder = gsk_path_builder_new ();
      stroke = gsk_stroke_new (2);
      salve_chart_marker (builder, i, salve_chart_layout_x (self, layout, time),
                          salve_chart_layout_y (layout, point->value), 5);
      path = gsk_path_builder_to_path (builder);
      gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_WINDING, &ground);
      gtk_snapshot_append_stroke (snapshot, path, stroke, &colour);
    }
}

static void
draw_readout (SalveChart *self,
              SalveChartLayout *layout,
              GtkSnapshot *snapshot,
              const GdkRGBA *foreground,
              guint n)
{
  gint64 time = salve_chart_get_time (self, n);
  g_autofree char *text = salve_chart_describe (self, n);
  g_autoptr (PangoLayout) words = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA hair = with_alpha (*foreground, 0.5f);
  GdkRGBA ground = role_colour (self, SALVE_CHART_ROLE_READOUT);
  GdkRGBA edge = with_alpha (*foreground, high_contrast (self) ? 1.f : 0.18f);
  GskRoundedRect box;
  int available = gtk_widget_get_width (GTK_WIDGET (self)), width, height;
  float x = roundf (salve_chart_layout_x (self, layout, time)), left;

  append_box (snapshot, x, layout->plot.origin.y, 1, layout->plot.size.height, &hair);
  draw_rings (self, layout, snapshot, time);

  pango_layout_set_width (words, MAX (80, available - 24) * PANGO_SCALE);
  pango_layout_set_wrap (words, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (words, &width, &height);
  /* In right-to-left text the layout's lines stand at the far end of the width it was given. */
  pango_layout_set_width (words, width * PANGO_SCALE);
  left = CLAMP (x - (float)width / 2 - 10, 0, MAX (0.f, (float)(available - width - 20)));
  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT (roundf (left), 0, (float)width + 20, (float)height + 8), 9);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &ground, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &box, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ edge, edge, edge, edge });
  append_text (snapshot, words, left + 10, 4, foreground);
}

void
salve_chart_draw (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot)
{
  GdkRGBA foreground;
  int shown = self->hovered >= 0 ? self->hovered : self->cursor;

  gtk_widget_get_color (GTK_WIDGET (self), &foreground);
  draw_bands (self, layout, snapshot);
  draw_axes (self, layout, snapshot, &foreground);
  draw_series (self, layout, snapshot);
  draw_legend (self, layout, snapshot, &foreground);
  if (shown >= 0 && shown < (int)salve_chart_get_n_times (self))
    {
      gint64 time = salve_chart_get_time (self, (guint)shown);

      if (time >= self->view.from && time <= self->view.to)
        draw_readout (self, layout, snapshot, &foreground, (guint)shown);
    }
}
