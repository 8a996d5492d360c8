/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One measured quantity over time: its name, its unit, its reference range and its points, kept in the order of
 * time whatever the order in which they were added. */

#define G_LOG_DOMAIN "salve-ui"

#include "salve-chart-series.h"

#include <math.h>

struct _SalveChartSeries
{
  GObject parent_instance;

  char *name;
  char *unit;
  double reference_low;
  double reference_high;
  GArray *points; /* SalveChartPoint */
  GStringChunk *texts;
  gboolean sorted;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveChartSeries, salve_chart_series, G_TYPE_OBJECT)

static void
salve_chart_series_finalize (GObject *object)
{
  SalveChartSeries *self = SALVE_CHART_SERIES (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->unit, g_free);
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->texts, g_string_chunk_free);

  G_OBJECT_CLASS (salve_chart_series_parent_class)->finalize (object);
}

static void
salve_chart_series_class_init (SalveChartSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_chart_series_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_chart_series_init (SalveChartSeries *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (SalveChartPoint));
  self->texts = g_string_chunk_new (256);
  self->reference_low = NAN;
  self->reference_high = NAN;
  self->sorted = TRUE;
}

/**
 * salve_chart_series_new:
 * @name: what is measured, in words ("Systolic")
 * @unit: (nullable): as it is written on the axis ("mmHg")
 *
 * Returns: (transfer full): a series without points
 */
SalveChartSeries *
salve_chart_series_new (const char *name, const char *unit)
{
  SalveChartSeries *self = g_object_new (SALVE_TYPE_CHART_SERIES, NULL);

  self->name = g_strdup (name);
  self->unit = g_strdup (unit ? unit : "");
  return self;
}

const char *
salve_chart_series_get_name (SalveChartSeries *self)
{
  g_return_val_if_fail (SALVE_IS_CHART_SERIES (self), NULL);
  return self->name;
}

const char *
salve_chart_series_get_unit (SalveChartSeries *self)
{
  g_return_val_if_fail (SALVE_IS_CHART_SERIES (self), NULL);
  return self->unit;
}

/**
 * salve_chart_series_add:
 * @self: a series
 * @time: when it was measured, in microseconds since 1970, UTC
 * @value: the value; NaN where it could not be measured
 * @text: (nullable): the value as it was written down
 * @note: (nullable): what is to be told beside it
 */
void
salve_chart_series_add (SalveChartSeries *self, gint64 time, double value, const char *text, const char *note)
{
  SalveChartPoint point = { .time = time, .value = value };

  g_return_if_fail (SALVE_IS_CHART_SERIES (self));

  point.text = text ? g_string_chunk_insert (self->texts, text) : NULL;
  point.note = note ? g_string_chunk_insert_const (self->texts, note) : NULL;
  if (self->points->len > 0
      && g_array_index (self->points, SalveChartPoint, self->points->len - 1).time > time)
    self->sorted = FALSE;
  g_array_append_val (self->points, point);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * salve_chart_series_set_reference:
 * @self: a series
 * @low: the lowest usual value, NaN for none
 * @high: the highest usual value, NaN for none
 */
void
salve_chart_series_set_reference (SalveChartSeries *self, double low, double high)
{
  g_return_if_fail (SALVE_IS_CHART_SERIES (self));

  self->reference_low = low;
  self->reference_high = high;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * salve_chart_series_get_reference:
 * @self: a series
 * @low: (out): NaN where the range has no lower end
 * @high: (out): NaN where it has no upper end
 *
 * Returns: whether there is a reference range
 */
gboolean
salve_chart_series_get_reference (SalveChartSeries *self, double *low, double *high)
{
  g_return_val_if_fail (SALVE_IS_CHART_SERIES (self), FALSE);

  *low = self->reference_low;
  *high = self->reference_high;
  return isfinite (*low) || isfinite (*high);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const SalveChartPoint *left = a, *right = b;

  return (left->time > right->time) - (left->time < right->time);
}

/**
 * salve_chart_series_get_points:
 * @self: a series
 * @n_points: (out): how many
 *
 * Returns: (transfer none) (array length=n_points) (nullable): the points by time, until the next one is added
 */
const SalveChartPoint *
salve_chart_series_get_points (SalveChartSeries *self, gsize *n_points)
{
  g_return_val_if_fail (SALVE_IS_CHART_SERIES (self), NULL);

  if (!self->sorted)
    {
      g_array_sort (self->points, compare_points); /* stable since GLib 2.32 */
      self->sorted = TRUE;
    }
  *n_points = self->points->len;
  return (const SalveChartPoint *)(gpointer)self->points->data;
}

/**
 * salve_chart_series_find:
 * @self: a series
 * @time: an instant
 *
 * Returns: (transfer none) (nullable): the point measured at exactly that time
 */
const SalveChartPoint *
salve_chart_series_find (SalveChartSeries *self, gint64 time)
{
  gsize n_points, at;
  const SalveChartPoint *points = salve_chart_series_get_points (self, &n_points);

  at = salve_chart_lower_bound (points, n_points, time);
  return at < n_points && points[at].time == time ? &points[at] : NULL;
}

/**
 * salve_chart_series_flag:
 * @self: a series
 * @value: a value
 *
 * Returns: on which side of the reference range the value lies
 */
SalveChartFlag
salve_chart_series_flag (SalveChartSeries *self, double value)
{
  g_return_val_if_fail (SALVE_IS_CHART_SERIES (self), SALVE_CHART_FLAG_NONE);

  if (isfinite (self->reference_low) && value < self->reference_low)
    return SALVE_CHART_FLAG_LOW;
  if (isfinite (self->reference_high) && value > self->reference_high)
    return SALVE_CHART_FLAG_HIGH;
  return SALVE_CHART_FLAG_NONE;
}
