/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "salve-chart-scale.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CHART_SERIES (salve_chart_series_get_type ())
G_DECLARE_FINAL_TYPE (SalveChartSeries, salve_chart_series, SALVE, CHART_SERIES, GObject)

SalveChartSeries *salve_chart_series_new (const char *name, const char *unit);

const char *salve_chart_series_get_name (SalveChartSeries *self);
const char *salve_chart_series_get_unit (SalveChartSeries *self);

void salve_chart_series_add (SalveChartSeries *self,
                             gint64 time,
                             double value,
                             const char *text,
                             const char *note);
void salve_chart_series_set_reference (SalveChartSeries *self, double low, double high);
gboolean salve_chart_series_get_reference (SalveChartSeries *self, double *low, double *high);

const SalveChartPoint *salve_chart_series_get_points (SalveChartSeries *self, gsize *n_points);
const SalveChartPoint *salve_chart_series_find (SalveChartSeries *self, gint64 time);

typedef enum
{
  SALVE_CHART_FLAG_NONE,
  SALVE_CHART_FLAG_LOW,
  SALVE_CHART_FLAG_HIGH,
} SalveChartFlag;

SalveChartFlag salve_chart_series_flag (SalveChartSeries *self, double value);

G_END_DECLS
