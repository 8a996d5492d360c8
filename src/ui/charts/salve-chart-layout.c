/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where everything of a chart goes: made when the size, the view, the data or the font changes, and then only
 * drawn. In right-to-left text the axis of values stands at the right and time runs to the left. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-chart-private.h"
#include "salve-instant.h"
#include "salve-text.h"

#include <math.h>

#define MARKER_RADIUS 3.f
#define EDGE 6.f
#define TICK_GAP 6.f

static void
clear_label (gpointer data)
{
  SalveChartLabel *label = data;

  g_clear_object (&label->text);
}

static GArray *
label_array (void)
{
  GArray *array = g_array_new (FALSE, TRUE, sizeof (SalveChartLabel));

  g_array_set_clear_func (array, clear_label);
  return array;
}

void
salve_chart_layout_free (SalveChartLayout *layout)
{
  for (guint i = 0; i < SALVE_CHART_MAX_SERIES; i++)
    {
      g_clear_pointer (&layout->series[i].line, gsk_path_unref);
      g_clear_pointer (&layout->series[i].markers, gsk_path_unref);
      g_clear_pointer (&layout->series[i].beyond, gsk_path_unref);
    }
  g_clear_pointer (&layout->value_labels, g_array_unref);
  g_clear_pointer (&layout->time_labels, g_array_unref);
  g_clear_pointer (&layout->legend, g_array_unref);
  g_clear_object (&layout->unit);
  g_free (layout);
}

static gboolean
mirrored (SalveChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

float
salve_chart_layout_x (SalveChart *self, const SalveChartLayout *layout, gint64 time)
{
  double part = (double)(time - self->view.from) / (double)MAX (1, self->view.to - self->view.from);
  float x = (float)(CLAMP (part, -100, 100) * layout->plot.size.width);

  if (mirrored (self))
    return layout->plot.origin.x + layout->plot.size.width - x;
  return layout->plot.origin.x + x;
}

gint64
salve_chart_layout_time (SalveChart *self, const SalveChartLayout *layout, float x)
{
  double part = (x - layout->plot.origin.x) / MAX (1.f, layout->plot.size.width);

  if (mirrored (self))
    part = 1 - part;
  return self->view.from + (gint64)(CLAMP (part, 0, 1) * (double)(self->view.to - self->view.from));
}

float
salve_chart_layout_y (const SalveChartLayout *layout, double value)
{
  double part = (value - layout->low) / (layout->high - layout->low);

  return layout->plot.origin.y + layout->plot.size.height * (float)(1 - CLAMP (part, -10, 11));
}

/* Each series has a shape of its own, so that none is told from another by colour alone. */
void
salve_chart_marker (GskPathBuilder *builder, guint series, float x, float y, float radius)
{
  float diagonal = radius * 1.3f;

  switch (series % SALVE_CHART_MAX_SERIES)
    {
    case 0:
      gsk_path_builder_add_circle (builder, &GRAPHENE_POINT_INIT (x, y), radius);
      break;
    case 1:
      gsk_path_builder_add_rect (builder,
                                 &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius));
      break;
    case 2:
      gsk_path_builder_move_to (builder, x, y - diagonal);
      gsk_path_builder_line_to (builder, x + diagonal, y);
      gsk_path_builder_line_to (builder, x, y + diagonal);
      gsk_path_builder_line_to (builder, x - diagonal, y);
      gsk_path_builder_close (builder);
      break;
    default:
      gsk_path_builder_move_to (builder, x, y - diagonal);
      gsk_path_builder_line_to (builder, x + diagonal, y + radius);
      gsk_path_builder_line_to (builder, x - diagonal, y + radius);
      gsk_path_builder_close (builder);
      break;
    }
}

static char *
format_value_tick (SalveChart *self, double value, guint decimals)
{
  g_autofree char *text = g_strdup_printf ("%.*f", (int)decimals, value);

  return salve_text_localise_digits (text, salve_locale_get_digit_zero (self->locale));
}

static char *
format_time_tick (SalveChart *self, gint64 time, SalveChartTimeUnit unit, gboolean first)
{
  SalvePartialDate date = salve_instant_to_date (time, self->zone);
  g_autofree char *text = NULL;

  switch (unit)
    {
    case SALVE_CHART_TIME_YEAR:
      text = g_strdup_printf ("%d", date.year);
      break;
    case SALVE_CHART_TIME_MONTH:
      if (first || date.month == 1)
        text = g_strdup_printf ("%s %d", salve_locale_month_name (self->locale, date.month, TRUE), date.year);
      else
        text = g_strdup (salve_locale_month_name (self->locale, date.month, TRUE));
      break;
    case SALVE_CHART_TIME_DAY:
      if (salve_locale_get_date_order (self->locale) == SALVE_DATE_ORDER_DMY)
        text = g_strdup_printf ("%d %s", date.day, salve_locale_month_name (self->locale, date.month, TRUE));
      else
        text = g_strdup_printf ("%s %d", salve_locale_month_name (self->locale, date.month, TRUE), date.day);
      break;
    case SALVE_CHART_TIME_HOUR:
    case SALVE_CHART_TIME_MINUTE:
    default:
      text = salve_instant_format_local (time, self->zone, self->locale, SALVE_INSTANT_STYLE_TIME);
      break;
    }
  return salve_text_localise_digits (text, salve_locale_get_digit_zero (self->locale));
}

static void
widen (SalveChartBounds *bounds, double value)
{
  if (bounds->low > bounds->high)
    {
      bounds->low = bounds->high = value;
      return;
    }
  bounds->low = MIN (bounds->low, value);
  bounds->high = MAX (bounds->high, value);
}

/* The values of all series, and as much of the reference ranges as does not dwarf them. */
static SalveChartBounds
find_bounds (SalveChart *self)
{
  SalveChartBounds all = { .low = 1, .high = -1 };
  double room;

  for (guint i = 0; i < self->series->len; i++)
    {
      gsize n_points;
      const SalveChartPoint *points = salve_chart_series_get_points (self->series->pdata[i], &n_points);
      SalveChartBounds own = salve_chart_value_bounds (points, n_points, self->view.from, self->view.to);

      if (own.low > own.high)
        own = salve_chart_value_bounds (points, n_points, G_MININT64 / 2, G_MAXINT64 / 2);
      if (own.low > own.high)
        continue;
      widen (&all, own.low);
      widen (&all, own.high);
    }
  room = MAX (all.high - all.low, fabs (all.high) * 0.1) * 1.5;
  for (guint i = 0; i < self->series->len; i++)
    {
      double low, high;

      if (!salve_chart_series_get_reference (self->series->pdata[i], &low, &high))
        continue;
      if (isfinite (low) && (all.low > all.high || low >= all.low - room))
        widen (&all, low);
      if (isfinite (high) && (all.low > all.high || high <= all.high + room))
        widen (&all, high);
    }
  return all;
}

static PangoLayout *
make_text (SalveChart *self, const char *text, int *width, int *height)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, width, height);
  return layout;
}

/* The row above the plot: the unit over the axis, the legend at the other end if there is more than one line. */
static float
place_heading (SalveChart *self, SalveChartLayout *layout, int width)
{
  const char *unit = self->series->len > 0 ? salve_chart_series_get_unit (self->series->pdata[0]) : "";
  int text_width, text_height = 0;
  float x = EDGE;

  layout->unit = make_text (self, unit, &text_width, &text_height);
  layout->unit_x = mirrored (self) ? (float)(width - text_width) : 0;
  layout->unit_y = 0;
  for (guint i = self->series->len; self->series->len > 1 && i > 0; i--)
    {
      SalveChartLabel label = { 0 };

      label.text = make_text (self, salve_chart_series_get_name (self->series->pdata[i - 1]), &text_width,
                              &text_height);
      label.line = (float)(i - 1);
      label.x = mirrored (self) ? x : (float)width - x - (float)text_width;
      x += (float)text_width + 34;
      g_array_append_val (layout->legend, label);
    }
  return (float)text_height + EDGE;
}

static float
measure_value_labels (SalveChart *self, SalveChartLayout *layout, const SalveChartTicks *ticks)
{
  int widest = 0;

  for (guint i = 0; i < ticks->count; i++)
    {
      SalveChartLabel label = { 0 };
      g_autofree char *text = NULL;
      int width, height;

      text = format_value_tick (self, salve_chart_ticks_nth (ticks, i), ticks->decimals);
      label.text = make_text (self, text, &width, &height);
      label.x = (float)width;
      label.y = (float)height;
      widest = MAX (widest, width);
      g_array_append_val (layout->value_labels, label);
    }
  return (float)widest;
}

static void
place_value_labels (SalveChart *self, SalveChartLayout *layout, const SalveChartTicks *ticks, int width)
{
  for (guint i = 0; i < layout->value_labels->len; i++)
    {
      SalveChartLabel *label = &g_array_index (layout->value_labels, SalveChartLabel, i);

      label->line = roundf (salve_chart_layout_y (layout, salve_chart_ticks_nth (ticks, i)));
      label->y = label->line - label->y / 2;
      label->x = mirrored (self) ? layout->plot.origin.x + layout->plot.size.width + TICK_GAP
                                 : layout->plot.origin.x - TICK_GAP - label->x;
    }
}

static void
place_time_labels (SalveChart *self, SalveChartLayout *layout, int width)
{
  SalveChartTimeUnit unit;
  int sample_width, sample_height;
  g_autoptr (PangoLayout) sample = make_text (self, "Mar 2024", &sample_width, &sample_height);
  guint fitting = (guint)CLAMP (layout->plot.size.width / (float)(sample_width + 20), 1, 9);
  g_autoptr (GArray) ticks =
      salve_chart_time_ticks (self->view.from, self->view.to, fitting, self->zone, &unit);
  float taken = mirrored (self) ? (float)width + 1 : -1;

  for (guint i = 0; i < ticks->len; i++)
    {
      gint64 time = g_array_index (ticks, gint64, i);
      g_autofree char *text = format_time_tick (self, time, unit, i == 0);
      SalveChartLabel label = { 0 };
      int text_width, text_height;

      label.text = make_text (self, text, &text_width, &text_height);
      label.line = roundf (salve_chart_layout_x (self, layout, time));
      label.x = CLAMP (label.line - (float)text_width / 2, 0, MAX (0, (float)(width - text_width)));
      label.y = layout->plot.origin.y + layout->plot.size.height + EDGE;
      /* Two labels never touch: the later one gives way. */
      if (mirrored (self) ? label.x + (float)text_width + 8 > taken : label.x < taken + 8)
        {
          if (i > 0)
            {
              clear_label (&label);
              continue;
            }
        }
      taken = mirrored (self) ? label.x : label.x + (float)text_width;
      g_array_append_val (layout->time_labels, label);
    }
}

static void
add_beyond_arrow (GskPathBuilder *builder, const SalveChartLayout *layout, float x, gboolean above)
{
  float edge = above ? layout->plot.origin.y + 1 : layout->plot.origin.y + layout->plot.size.height - 1;
  float base = above ? edge + 7 : edge - 7;

  gsk_path_builder_move_to (builder, x, edge);
  gsk_path_builder_line_to (builder, x + 5, base);
  gsk_path_builder_line_to (builder, x - 5, base);
  gsk_path_builder_close (builder);
}

static gboolean
is_beyond (const SalveChartLayout *layout, double value)
{
  return value < layout->low || value > layout->high;
}

static void
draw_points (SalveChart *self, SalveChartLayout *layout, guint n, GArray *kept, gboolean with_markers)
{
  gsize n_points;
  const SalveChartPoint *points = salve_chart_series_get_points (self->series->pdata[n], &n_points);
  g_autoptr (GskPathBuilder) line = gsk_path_builder_new ();
  g_autoptr (GskPathBuilder) markers = gsk_path_builder_new ();
  g_autoptr (GskPathBuilder) beyond = gsk_path_builder_new ();
  gboolean pen_down = FALSE;

  for (guint i = 0; i < kept->len; i++)
    {
      const SalveChartPoint *point = &points[g_array_index (kept, gsize, i)];
      gboolean seen = point->time >= self->view.from && point->time <= self->view.to;
      gboolean inside;
      float x, y;

      if (!isfinite (point->value))
        {
          pen_down = FALSE;
          continue;
        }
      x = salve_chart_layout_x (self, layout, point->time);
      y = salve_chart_layout_y (layout, point->value);
      /* An arrow at the margin stands for what lies beyond; a line there and back would say nothing. */
      inside = !is_beyond (layout, point->value);
      if (inside && pen_down)
        gsk_path_builder_line_to (line, x, y);
      else if (inside)
        gsk_path_builder_move_to (line, x, y);
      pen_down = inside;
      if (seen && !inside)
        add_beyond_arrow (beyond, layout, x, point->value > layout->high);
      else if (seen && with_markers)
        salve_chart_marker (markers, n, x, y, MARKER_RADIUS);
    }
  layout->series[n].line = gsk_path_builder_to_path (line);
  layout->series[n].markers = gsk_path_builder_to_path (markers);
  layout->series[n].beyond = gsk_path_builder_to_path (beyond);
}

static void
place_series (SalveChart *self, SalveChartLayout *layout, guint n)
{
  SalveChartSeries *series = self->series->pdata[n];
  guint columns = (guint)MAX (1.f, layout->plot.size.width);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gsize));
  double low, high;
  gsize n_points, seen;
  const SalveChartPoint *points = salve_chart_series_get_points (series, &n_points);

  salve_chart_decimate (points, n_points, self->view.from, self->view.to, columns, kept);
  seen = salve_chart_lower_bound (points, n_points, self->view.to + 1)
         - salve_chart_lower_bound (points, n_points, self->view.from);
  draw_points (self, layout, n, kept, (float)seen * MARKER_RADIUS * 2.2f <= layout->plot.size.width);

  if (salve_chart_series_get_reference (series, &low, &high))
    {
      double top = isfinite (high) ? MIN (high, layout->high) : layout->high;
      double bottom = isfinite (low) ? MAX (low, layout->low) : layout->low;

      if (top > bottom)
        {
          float y = roundf (salve_chart_layout_y (layout, top));

          graphene_rect_init (&layout->series[n].band, layout->plot.origin.x, y, layout->plot.size.width,
                              roundf (salve_chart_layout_y (layout, bottom)) - y);
          layout->series[n].has_band = TRUE;
        }
    }
}

SalveChartLayout *
salve_chart_layout_new (SalveChart *self, int width, int height)
{
  SalveChartLayout *layout = g_new0 (SalveChartLayout, 1);
  SalveChartBounds bounds = find_bounds (self);
  SalveChartTicks ticks;
  float heading, label_height, axis;
  int text_width, text_height;
  g_autoptr (PangoLayout) sample = make_text (self, "0", &text_width, &text_height);

  layout->value_labels = label_array ();
  layout->time_labels = label_array ();
  layout->legend = label_array ();
  label_height = (float)text_height;
  heading = place_heading (self, layout, width);

  if (bounds.low > bounds.high)
    bounds.low = bounds.high = 0;
  layout->plot.origin.y = heading + label_height / 2;
  layout->plot.size.height = MAX (8.f, (float)height - layout->plot.origin.y - label_height - EDGE);
  ticks = salve_chart_ticks_for_range (bounds.low, bounds.high,
                                       (guint)CLAMP (layout->plot.size.height / (label_height * 1.9f), 2, 7));
  layout->low = ticks.low;
  layout->high = ticks.high;
  axis = measure_value_labels (self, layout, &ticks) + TICK_GAP;
  layout->plot.origin.x = mirrored (self) ? EDGE : axis;
  layout->plot.size.width = MAX (8.f, (float)width - axis - EDGE);
  place_value_labels (self, layout, &ticks, width);
  place_time_labels (self, layout, width);
  for (guint i = 0; i < self->series->len; i++)
    place_series (self, layout, i);
  return layout;
}
