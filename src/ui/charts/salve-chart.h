/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-chart-series.h"
#include "salve-locale.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CHART (salve_chart_get_type ())
G_DECLARE_FINAL_TYPE (SalveChart, salve_chart, SALVE, CHART, GtkWidget)

GtkWidget *salve_chart_new (const char *title, SalveLocale *locale, GTimeZone *zone);

const char *salve_chart_get_title (SalveChart *self);
void salve_chart_add_series (SalveChart *self, SalveChartSeries *series);
guint salve_chart_get_n_series (SalveChart *self);
SalveChartSeries *salve_chart_get_series (SalveChart *self, guint n);

guint salve_chart_get_n_times (SalveChart *self);
gint64 salve_chart_get_time (SalveChart *self, guint n);
char *salve_chart_format_time (SalveChart *self, gint64 time);
char *salve_chart_format_point (SalveChart *self, SalveChartSeries *series, const SalveChartPoint *point);
char *salve_chart_describe (SalveChart *self, guint n);
char *salve_chart_summarise (SalveChart *self);

void salve_chart_set_view (SalveChart *self, gint64 from, gint64 to);
SalveChartSpan salve_chart_get_view (SalveChart *self);
gboolean salve_chart_get_zoomed (SalveChart *self);
void salve_chart_zoom (SalveChart *self, double factor);
void salve_chart_reset_zoom (SalveChart *self);
void salve_chart_set_cursor (SalveChart *self, int n);
int salve_chart_get_cursor (SalveChart *self);

G_END_DECLS
