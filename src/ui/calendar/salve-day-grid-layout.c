/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where everything in a day grid is: which events are in which column, how wide the columns are, and what is at a
 * point. Texts are not touched here: they are made when they are first drawn. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <math.h>

#include "salve-day-grid-private.h"

#define DAY_LENGTH (24 * 60 * SALVE_INSTANT_MINUTE)
#define EASY_LANES 3 /* as many blocks side by side as a column holds without being widened */
#define COLUMN_WIDTH 118.0
#define LANE_WIDTH 50.0

GridColumn *
salve_day_grid_column (SalveDayGrid *self, guint n)
{
  return &g_array_index (self->columns, GridColumn, n);
}

GridPiece *
salve_day_grid_piece (SalveDayGrid *self, guint n)
{
  return &g_array_index (self->pieces, GridPiece, n);
}

gboolean
salve_day_grid_rtl (SalveDayGrid *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

int
salve_day_grid_find_column (SalveDayGrid *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->columns->len; i++)
    if (g_str_equal (salve_day_grid_column (self, i)->column->id, id))
      return (int)i;
  return -1;
}

/* The piece of an event in a column, else its first one. */
GridPiece *
salve_day_grid_find_piece (SalveDayGrid *self, const char *id, guint column)
{
  GridPiece *found = NULL;

  for (guint i = 0; id != NULL && i < self->pieces->len; i++)
    {
      GridPiece *piece = salve_day_grid_piece (self, i);

      if (!g_str_equal (piece->event->id, id))
        continue;
      if (piece->column == column)
        return piece;
      if (found == NULL)
        found = piece;
    }
  return found;
}

GridBar *
salve_day_grid_find_bar (SalveDayGrid *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->bars->len; i++)
    if (g_str_equal (g_array_index (self->bars, GridBar, i).event->id, id))
      return &g_array_index (self->bars, GridBar, i);
  return NULL;
}

static int
measure_text (GtkWidget *widget, const char *text, double scale, gboolean height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width, tall;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &tall);
  return height ? tall : width;
}

static double
measure_gutter (SalveDayGrid *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate day = salve_partial_date_new_day (2001, 1, 1);
  int widest = 0;

  /* The narrowest and the widest hours; digits are tabular, the words for the halves of the day are not. */
  for (int hour = 0; hour < 24; hour += hour == 0 ? 10 : 12)
    {
      SalveInstant time = salve_instant_from_local (day, hour, 0, utc);
      g_autofree char *text = salve_instant_format_local (time, utc, self->locale, SALVE_INSTANT_STYLE_TIME);

      widest = MAX (widest, measure_text (GTK_WIDGET (self), text, 0.85, FALSE));
    }
  /* The time of the now line is bold, with a pill around it. */
  return widest + 19;
}

const GridMetrics *
salve_day_grid_get_metrics (SalveDayGrid *self)
{
  GridMetrics *metrics = &self->metrics;
  gboolean subtitles = FALSE;

  if (self->metrics_known)
    return metrics;
  for (guint i = 0; i < self->columns->len; i++)
    subtitles = subtitles || salve_day_grid_column (self, i)->column->subtitle != NULL;
  metrics->line = measure_text (GTK_WIDGET (self), "Ag", 1, TRUE);
  metrics->small = measure_text (GTK_WIDGET (self), "Ag", 0.85, TRUE);
  metrics->row = metrics->line + 2;
  metrics->scale = metrics->line / 20;
  metrics->gutter = measure_gutter (self);
  metrics->header = ceil (metrics->line + (subtitles ? metrics->small : 0) + 12);
  metrics->strip_row = metrics->line + 4;
  self->metrics_known = TRUE;
  return metrics;
}

double
salve_day_grid_header_height (SalveDayGrid *self)
{
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);

  return metrics->header + (self->n_bar_rows > 0 ? self->n_bar_rows * metrics->strip_row + 4 : 0);
}

GridRect
salve_day_grid_body (SalveDayGrid *self)
{
  double gutter = salve_day_grid_get_metrics (self)->gutter, top = salve_day_grid_header_height (self);

  return (GridRect){ salve_day_grid_rtl (self) ? 0 : gutter, top,
                     MAX (0, gtk_widget_get_width (GTK_WIDGET (self)) - gutter),
                     MAX (0, gtk_widget_get_height (GTK_WIDGET (self)) - top) };
}

static gboolean
in_strip (const SalveCalendarEvent *event)
{
  return event->all_day || event->span.end - event->span.start >= DAY_LENGTH;
}

static void
clear_piece (GridPiece *piece)
{
  salve_calendar_event_unref (piece->event);
  salve_block_text_clear (&piece->text);
  g_clear_pointer (&piece->node, gsk_render_node_unref);
}

static void
clear_bar (GridBar *bar)
{
  salve_calendar_event_unref (bar->event);
  salve_block_text_clear (&bar->text);
}

void
salve_day_grid_clear_pieces (SalveDayGrid *self)
{
  g_clear_pointer (&self->pieces, g_array_unref);
  g_clear_pointer (&self->bars, g_array_unref);
  self->pieces = g_array_new (FALSE, TRUE, sizeof (GridPiece));
  self->bars = g_array_new (FALSE, TRUE, sizeof (GridBar));
  g_array_set_clear_func (self->pieces, (GDestroyNotify)clear_piece);
  g_array_set_clear_func (self->bars, (GDestroyNotify)clear_bar);
}

/* Which columns an event's column_id may mean. */
typedef struct
{
  GHashTable *by_id; /* of GArray of guint */
  GArray *everybody;
} Index;

static void
index_add (Index *index, const char *key, guint column)
{
  GArray *list = g_hash_table_lookup (index->by_id, key);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (index->by_id, (gpointer)key, list);
    }
  g_array_append_val (list, column);
}

static Index
make_index (SalveDayGrid *self)
{
  Index index = { g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref),
                  g_array_new (FALSE, FALSE, sizeof (guint)) };

  for (guint i = 0; i < self->columns->len; i++)
    {
      const SalveCalendarColumn *column = salve_day_grid_column (self, i)->column;

      if (column->actor_id == NULL)
        {
          g_array_append_val (index.everybody, i);
          continue;
        }
      index_add (&index, column->actor_id, i);
      if (!g_str_equal (column->id, column->actor_id))
        index_add (&index, column->id, i);
    }
  return index;
}

static void
add_bar (SalveDayGrid *self, SalveCalendarEvent *event, guint column)
{
  GridBar *last = self->bars->len > 0 ? &g_array_index (self->bars, GridBar, self->bars->len - 1) : NULL;
  GridBar bar = { salve_calendar_event_ref (event), column, column };

  if (last != NULL && last->event == event && last->last_column + 1 == column)
    {
      last->last_column = column;
      salve_calendar_event_unref (bar.event);
      return;
    }
  g_array_append_val (self->bars, bar);
}

static void
add_to_column (SalveDayGrid *self, SalveCalendarEvent *event, guint column)
{
  const SalveDayScale *scale = salve_day_axis_get_scale (self->axis, column);
  GridPiece piece = { .column = column };

  if (event->span.start >= scale->span.end || event->span.end <= scale->span.start)
    return;
  if (in_strip (event))
    {
      add_bar (self, event, column);
      return;
    }
  piece.event = salve_calendar_event_ref (event);
  piece.from = salve_day_scale_position (scale, event->span.start);
  piece.to = salve_day_scale_position (scale, event->span.end);
  g_array_append_val (self->pieces, piece);
}

static void
add_event (SalveDayGrid *self, SalveCalendarEvent *event, Index *index)
{
  GArray *own = event->column_id ? g_hash_table_lookup (index->by_id, event->column_id) : NULL;

  if (event->column_id == NULL)
    for (guint i = 0; i < self->columns->len; i++)
      add_to_column (self, event, i);
  for (guint i = 0; own != NULL && i < own->len; i++)
    add_to_column (self, event, g_array_index (own, guint, i));
  for (guint i = 0; event->column_id != NULL && i < index->everybody->len; i++)
    add_to_column (self, event, g_array_index (index->everybody, guint, i));
}

static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const GridPiece *left = a, *right = b;

  if (left->column != right->column)
    return left->column < right->column ? -1 : 1;
  if (left->from != right->from)
    return left->from < right->from ? -1 : 1;
  return g_strcmp0 (left->event->id, right->event->id);
}

static guint
piece_hash (gconstpointer key)
{
  const GridPiece *piece = key;

  return g_str_hash (piece->event->id) + piece->column * 31;
}

static gboolean
piece_same (gconstpointer a, gconstpointer b)
{
  const GridPiece *left = a, *right = b;

  return left->column == right->column && g_str_equal (left->event->id, right->event->id);
}

/* What looks as it did keeps its text: a reload of the same week costs no shaping. */
static void
keep_texts (SalveDayGrid *self, GArray *old)
{
  g_autoptr (GHashTable) known = g_hash_table_new (piece_hash, piece_same);

  for (guint i = 0; i < old->len; i++)
    {
      GridPiece *piece = &g_array_index (old, GridPiece, i);

      if (piece->node != NULL)
        g_hash_table_add (known, piece);
    }
  for (guint i = 0; g_hash_table_size (known) > 0 && i < self->pieces->len; i++)
    {
      GridPiece *piece = salve_day_grid_piece (self, i);
      GridPiece *before = g_hash_table_lookup (known, piece);

      if (before == NULL || !salve_calendar_event_equal (before->event, piece->event))
        continue;
      piece->text = before->text;
      before->text = (SalveBlockText){ NULL, NULL };
      piece->node = g_steal_pointer (&before->node);
      piece->node_width = before->node_width;
      piece->node_height = before->node_height;
    }
}

/* Events come in order of time, so that their pieces nearly always only have to be dealt out to the columns. */
static void
sort_pieces (SalveDayGrid *self)
{
  GArray *dealt = g_array_sized_new (FALSE, TRUE, sizeof (GridPiece), self->pieces->len);
  g_autofree guint *next = g_new0 (guint, self->columns->len + 1);

  for (guint i = 0; i < self->pieces->len; i++)
    next[salve_day_grid_piece (self, i)->column + 1]++;
  for (guint i = 0; i < self->columns->len; i++)
    {
      GridColumn *column = salve_day_grid_column (self, i);

      column->first_piece = next[i];
      column->n_pieces = next[i + 1];
      next[i + 1] += next[i];
    }
  g_array_set_size (dealt, self->pieces->len);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const GridPiece *piece = salve_day_grid_piece (self, i);

      g_array_index (dealt, GridPiece, next[piece->column]++) = *piece;
    }
  /* The pieces are in the new array now. */
  g_array_set_clear_func (self->pieces, NULL);
  g_array_unref (self->pieces);
  g_array_set_clear_func (dealt, (GDestroyNotify)clear_piece);
  self->pieces = dealt;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const GridColumn *column = salve_day_grid_column (self, i);

      for (guint j = 1; j < column->n_pieces; j++)
        if (compare_pieces (salve_day_grid_piece (self, column->first_piece + j - 1),
                            salve_day_grid_piece (self, column->first_piece + j))
            > 0)
          {
            qsort (salve_day_grid_piece (self, column->first_piece), column->n_pieces, sizeof (GridPiece),
                   compare_pieces);
            break;
          }
    }
}

/* Sorts the events into the columns. To be called when events, columns or the zone change. */
void
salve_day_grid_rebuild (SalveDayGrid *self)
{
  g_autofree SalvePartialDate *days = g_new (SalvePartialDate, self->columns->len + 1);
  GArray *old = g_array_ref (self->pieces);
  Index index;

  for (guint i = 0; i < self->columns->len; i++)
    days[i] = salve_day_grid_column (self, i)->column->day;
  g_clear_pointer (&self->axis, salve_day_axis_free);
  self->axis = salve_day_axis_new (days, self->columns->len, self->zone);
  salve_day_grid_clear_pieces (self);
  index = make_index (self);
  for (guint i = 0; i < self->events->len; i++)
    add_event (self, self->events->pdata[i], &index);
  g_hash_table_unref (index.by_id);
  g_array_unref (index.everybody);
  sort_pieces (self);
  keep_texts (self, old);
  salve_calendar_free_later (old, (GDestroyNotify)g_array_unref);
  salve_day_grid_access_forget (self);
}

/* The least minutes that a block is high, so that its name can be read. */
static double
least_minutes (SalveDayGrid *self)
{
  return self->row_minutes * 0.66;
}

static void
lay_out_lanes (SalveDayGrid *self, GridColumn *column)
{
  g_autofree SalveOverlapItem *items = g_new (SalveOverlapItem, column->n_pieces + 1);
  g_autofree SalveOverlapPlace *places = g_new (SalveOverlapPlace, column->n_pieces + 1);

  column->n_lanes = 1;
  for (guint i = 0; i < column->n_pieces; i++)
    {
      GridPiece *piece = salve_day_grid_piece (self, column->first_piece + i);

      /* In seconds of the axis. */
      items[i].start = (gint64)(piece->from * 60);
      items[i].end = (gint64)(MAX (piece->to, piece->from + least_minutes (self)) * 60);
      items[i].key = piece->event->id;
    }
  salve_overlap_layout (items, column->n_pieces, places);
  for (guint i = 0; i < column->n_pieces; i++)
    {
      salve_day_grid_piece (self, column->first_piece + i)->place = places[i];
      column->n_lanes = MAX (column->n_lanes, places[i].n_lanes);
    }
}

static void
lay_out_bars (SalveDayGrid *self)
{
  g_autofree SalveOverlapItem *items = g_new (SalveOverlapItem, self->bars->len + 1);
  g_autofree SalveOverlapPlace *places = g_new (SalveOverlapPlace, self->bars->len + 1);

  self->n_bar_rows = 0;
  for (guint i = 0; i < self->bars->len; i++)
    {
      GridBar *bar = &g_array_index (self->bars, GridBar, i);

      items[i] = (SalveOverlapItem){ bar->first_column, bar->last_column + 1, bar->event->id };
    }
  salve_overlap_layout (items, self->bars->len, places);
  for (guint i = 0; i < self->bars->len; i++)
    {
      g_array_index (self->bars, GridBar, i).row = places[i].lane;
      self->n_bar_rows = MAX (self->n_bar_rows, places[i].lane + 1);
    }
  self->n_bar_rows = MIN (self->n_bar_rows, 4);
}

/* The width that all columns which need no more can have so that together they fill what there is. */
static double
fair_width (const double *least, guint n, double available)
{
  double fair = available / MAX (1, n);

  for (guint round = 0; round < 8; round++)
    {
      double taken = 0;
      guint easy = 0;

      for (guint i = 0; i < n; i++)
        if (least[i] > fair)
          taken += least[i];
        else
          easy++;
      if (easy == 0)
        break;
      fair = (available - taken) / easy;
    }
  return fair;
}

static void
lay_out_columns (SalveDayGrid *self)
{
  guint n = self->columns->len;
  g_autofree double *least = g_new (double, n + 1);
  double scale = salve_day_grid_get_metrics (self)->scale, available = salve_day_grid_body (self).width;
  double sum = 0, fair, x = 0;

  for (guint i = 0; i < n; i++)
    {
      guint lanes = salve_day_grid_column (self, i)->n_lanes;

      least[i] = scale * MAX (COLUMN_WIDTH, lanes > EASY_LANES ? MIN (lanes, 24) * LANE_WIDTH : 0);
      sum += least[i];
    }
  fair = sum < available ? fair_width (least, n, available) : 0;
  for (guint i = 0; i < n; i++)
    {
      GridColumn *column = salve_day_grid_column (self, i);
      double end = x + MAX (least[i], fair);

      column->x = round (x);
      column->width = round (end) - column->x;
      x = end;
    }
  self->content_width = MAX (round (x), available);
}

/* Sets all places. To be called when the content, the zoom, the font or the size change. */
void
salve_day_grid_lay_out (SalveDayGrid *self)
{
  double hour = round (salve_day_grid_get_metrics (self)->row * 60 / self->row_minutes);

  self->pixels = hour / 60;
  for (guint i = 0; i < self->columns->len; i++)
    lay_out_lanes (self, salve_day_grid_column (self, i));
  lay_out_bars (self);
  lay_out_columns (self);
}

/* To be called when the font or the direction changes. */
void
salve_day_grid_forget_text (SalveDayGrid *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      salve_block_text_clear (&salve_day_grid_piece (self, i)->text);
      g_clear_pointer (&salve_day_grid_piece (self, i)->node, gsk_render_node_unref);
    }
  for (guint i = 0; i < self->bars->len; i++)
    salve_block_text_clear (&g_array_index (self->bars, GridBar, i).text);
  for (guint i = 0; i < self->columns->len; i++)
    {
      g_clear_object (&salve_day_grid_column (self, i)->title);
      g_clear_object (&salve_day_grid_column (self, i)->subtitle);
    }
  g_hash_table_remove_all (self->hour_labels);
  g_hash_table_remove_all (self->shade_labels);
  g_hash_table_remove_all (self->block_texts);
  self->metrics_known = FALSE;
}

double
salve_day_grid_scroll_x (SalveDayGrid *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_HORIZONTAL];

  return adjustment != NULL ? round (gtk_adjustment_get_value (adjustment)) : 0;
}

double
salve_day_grid_scroll_y (SalveDayGrid *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? round (gtk_adjustment_get_value (adjustment)) : 0;
}

/* From content to widget: the left edge of something `width` wide. */
static double
to_left (SalveDayGrid *self, double x, double width)
{
  GridRect body = salve_day_grid_body (self);

  if (salve_day_grid_rtl (self))
    return body.x + self->content_width - x - width - salve_day_grid_scroll_x (self);
  return body.x + x - salve_day_grid_scroll_x (self);
}

double
salve_day_grid_column_left (SalveDayGrid *self, guint column)
{
  return to_left (self, salve_day_grid_column (self, column)->x, salve_day_grid_column (self, column)->width);
}

GridRect
salve_day_grid_span_rect (SalveDayGrid *self, guint column, double from, double to)
{
  double top = salve_day_grid_header_height (self) - salve_day_grid_scroll_y (self);
  double y = round (top + from * self->pixels);

  return (GridRect){ salve_day_grid_column_left (self, column), y,
                     salve_day_grid_column (self, column)->width, round (top + to * self->pixels) - y };
}

GridRect
salve_day_grid_piece_rect (SalveDayGrid *self, const GridPiece *piece)
{
  GridRect rect = salve_day_grid_span_rect (self, piece->column, piece->from,
                                            MAX (piece->to, piece->from + least_minutes (self)));
  const GridColumn *column = salve_day_grid_column (self, piece->column);
  double inner = column->width - 6, lane = inner / MAX (1, piece->place.n_lanes);
  double x = round (piece->place.lane * lane), end = round ((piece->place.lane + piece->place.span) * lane);

  rect.width = MAX (3, end - x - 1);
  rect.x = to_left (self, column->x + 2 + x, rect.width);
  rect.y += 1;
  rect.height = MAX (3, rect.height - 1);
  return rect;
}

GridRect
salve_day_grid_bar_rect (SalveDayGrid *self, const GridBar *bar)
{
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);
  GridColumn *first = salve_day_grid_column (self, bar->first_column),
             *last = salve_day_grid_column (self, bar->last_column);
  double width = last->x + last->width - first->x - 4;

  return (GridRect){ to_left (self, first->x + 2, width), metrics->header + bar->row * metrics->strip_row,
                     width, metrics->strip_row - 2 };
}

/* The column at a point, the nearest one for points beside them; -1 if there are none. */
int
salve_day_grid_column_at (SalveDayGrid *self, double x)
{
  GridRect body = salve_day_grid_body (self);
  double content = x - body.x + salve_day_grid_scroll_x (self);
  guint low = 0, high = self->columns->len;

  if (salve_day_grid_rtl (self))
    content = self->content_width - content;
  while (high > low + 1)
    {
      guint middle = (low + high) / 2;

      if (salve_day_grid_column (self, middle)->x <= content)
        low = middle;
      else
        high = middle;
    }
  return self->columns->len > 0 ? (int)low : -1;
}

double
salve_day_grid_position_at (SalveDayGrid *self, double y)
{
  double position = (y - salve_day_grid_header_height (self) + salve_day_grid_scroll_y (self)) / self->pixels;

  return CLAMP (position, 0, self->axis->length - 0.001);
}

void
salve_day_grid_visible_columns (SalveDayGrid *self, guint *first, guint *end)
{
  GridRect body = salve_day_grid_body (self);
  int left = salve_day_grid_column_at (self, body.x),
      right = salve_day_grid_column_at (self, body.x + body.width - 1);

  *first = (guint)MAX (0, MIN (left, right));
  *end = (guint)(MAX (left, right) + 1);
}

static gboolean
rect_has (GridRect rect, double x, double y)
{
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

GridPiece *
salve_day_grid_piece_at (SalveDayGrid *self, double x, double y)
{
  int column = salve_day_grid_column_at (self, x);

  if (column < 0 || !rect_has (salve_day_grid_body (self), x, y))
    return NULL;
  for (guint i = 0; i < salve_day_grid_column (self, (guint)column)->n_pieces; i++)
    {
      GridPiece *piece =
          salve_day_grid_piece (self, salve_day_grid_column (self, (guint)column)->first_piece + i);

      if (rect_has (salve_day_grid_piece_rect (self, piece), x, y))
        return piece;
    }
  return NULL;
}

GridBar *
salve_day_grid_bar_at (SalveDayGrid *self, double x, double y)
{
  for (guint i = 0; i < self->bars->len; i++)
    {
      GridBar *bar = &g_array_index (self->bars, GridBar, i);

      if (bar->row < self->n_bar_rows && rect_has (salve_day_grid_bar_rect (self, bar), x, y))
        return bar;
    }
  return NULL;
}
