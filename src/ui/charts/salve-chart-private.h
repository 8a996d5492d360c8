/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-chart.h"

G_BEGIN_DECLS

#define SALVE_CHART_MAX_SERIES 4

/* What is drawn of one series. */
typedef struct
{
  GskPath *line;
  GskPath *markers;
  GskPath *beyond; /* arrows at the margin, for values that the axis does not reach */
  graphene_rect_t band;
  gboolean has_band;
} SalveChartDrawing;

/* A label and where its upper left corner goes. */
typedef struct
{
  PangoLayout *text;
  float x;
  float y;
  float line; /* where its grid line runs */
} SalveChartLabel;

/* Everything that depends on size, view, data and font; made once and drawn until one of these changes. */
typedef struct
{
  graphene_rect_t plot;
  double low;
  double high;
  GArray *value_labels; /* SalveChartLabel */
  GArray *time_labels;
  GArray *legend;
  PangoLayout *unit;
  float unit_x;
  float unit_y;
  SalveChartDrawing series[SALVE_CHART_MAX_SERIES];
} SalveChartLayout;

struct _SalveChart
{
  GtkWidget parent_instance;

  char *title;
  SalveLocale *locale;
  GTimeZone *zone;
  GPtrArray *series;
  GArray *times; /* gint64, sorted, each once; NULL when it must be made again */

  SalveChartSpan whole;
  SalveChartSpan view;
  SalveChartSpan animate_from;
  SalveChartSpan animate_to;
  AdwAnimation *animation;
  gboolean view_chosen; /* somebody zoomed: new data leaves the view alone */

  int cursor;  /* chosen by key or click, -1 for none */
  int hovered; /* under the pointer, -1 for none */

  GtkWidget *roles[SALVE_CHART_MAX_SERIES + 2]; /* hold the colours that CSS gives: series, band, readout */
  SalveChartLayout *layout;
  SalveChartSpan gesture_view;
};

enum
{
  SALVE_CHART_ROLE_BAND = SALVE_CHART_MAX_SERIES,
  SALVE_CHART_ROLE_READOUT,
  SALVE_CHART_N_ROLES
};

SalveChartLayout *salve_chart_layout_new (SalveChart *self, int width, int height);
void salve_chart_layout_free (SalveChartLayout *layout);
float salve_chart_layout_x (SalveChart *self, const SalveChartLayout *layout, gint64 time);
float salve_chart_layout_y (const SalveChartLayout *layout, double value);
gint64 salve_chart_layout_time (SalveChart *self, const SalveChartLayout *layout, float x);
void salve_chart_marker (GskPathBuilder *builder, guint series, float x, float y, float radius);

void salve_chart_draw (SalveChart *self, SalveChartLayout *layout, GtkSnapshot *snapshot);
void salve_chart_install_input (SalveChart *self);
void salve_chart_class_install_keys (GtkWidgetClass *widget_class);
void salve_chart_animate_view (SalveChart *self, SalveChartSpan to);
void salve_chart_change_view (SalveChart *self, SalveChartSpan to);
GArray *salve_chart_get_times (SalveChart *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveChartLayout, salve_chart_layout_free)

G_END_DECLS
