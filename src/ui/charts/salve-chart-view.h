/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-chart.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CHART_VIEW (salve_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveChartView, salve_chart_view, SALVE, CHART_VIEW, GtkWidget)

GtkWidget *salve_chart_view_new (SalveChart *chart);
SalveChart *salve_chart_view_get_chart (SalveChartView *self);
void salve_chart_view_set_as_table (SalveChartView *self, gboolean as_table);
gboolean salve_chart_view_get_as_table (SalveChartView *self);

G_END_DECLS
