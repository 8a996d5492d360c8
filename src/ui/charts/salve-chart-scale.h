/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A measured value at a time (microseconds since 1970, UTC). A value that is NaN is a time at which nothing could be
 * measured: the line is broken there. note is what the reader is told beside the value, or NULL. */
typedef struct
{
  gint64 time;
  double value;
  const char *text; /* the value as it was written down, digits unchanged, or NULL */
  const char *note;
} SalveChartPoint;

typedef struct
{
  double low;
  double high;
  double step;
  guint count;
  guint decimals;
} SalveChartTicks;

SalveChartTicks salve_chart_ticks_for_range (double low, double high, guint max_ticks);
double salve_chart_ticks_nth (const SalveChartTicks *ticks, guint n);

typedef enum
{
  SALVE_CHART_TIME_MINUTE,
  SALVE_CHART_TIME_HOUR,
  SALVE_CHART_TIME_DAY,
  SALVE_CHART_TIME_MONTH,
  SALVE_CHART_TIME_YEAR,
} SalveChartTimeUnit;

GArray *
salve_chart_time_ticks (gint64 from, gint64 to, guint max_ticks, GTimeZone *zone, SalveChartTimeUnit *unit);

typedef struct
{
  double low;
  double high;
  gboolean clipped; /* values lie outside of low..high */
} SalveChartBounds;

SalveChartBounds
salve_chart_value_bounds (const SalveChartPoint *points, gsize n_points, gint64 from, gint64 to);

gsize salve_chart_lower_bound (const SalveChartPoint *points, gsize n_points, gint64 time);
gssize salve_chart_nearest (const SalveChartPoint *points, gsize n_points, gint64 time);
void salve_chart_decimate (const SalveChartPoint *points,
                           gsize n_points,
                           gint64 from,
                           gint64 to,
                           guint columns,
                           GArray *out_indices);

/* The part of time that is seen, inside the whole of the data. */
typedef struct
{
  gint64 from;
  gint64 to;
} SalveChartSpan;

SalveChartSpan salve_chart_span_pad (gint64 first, gint64 last);
SalveChartSpan salve_chart_span_zoom (SalveChartSpan view,
                                      SalveChartSpan whole,
                                      gint64 anchor,
                                      double factor,
                                      gint64 shortest);
SalveChartSpan salve_chart_span_pan (SalveChartSpan view, SalveChartSpan whole, gint64 by);
SalveChartSpan salve_chart_span_reveal (SalveChartSpan view, SalveChartSpan whole, gint64 time);

G_END_DECLS
