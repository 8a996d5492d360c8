/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table that says what a chart draws, newest first: a row a time, a column a series. Its model makes rows only
 * when they are asked for, so that ten thousand values cost nothing until they are scrolled to. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-chart-table.h"

/* One row: a position in the chart's times. */
#define SALVE_TYPE_CHART_ROW (salve_chart_row_get_type ())
G_DECLARE_FINAL_TYPE (SalveChartRow, salve_chart_row, SALVE, CHART_ROW, GObject)

struct _SalveChartRow
{
  GObject parent_instance;
  guint index;
};

G_DEFINE_FINAL_TYPE (SalveChartRow, salve_chart_row, G_TYPE_OBJECT)

static void
salve_chart_row_class_init (SalveChartRowClass *klass)
{
}

static void
salve_chart_row_init (SalveChartRow *self)
{
}

#define SALVE_TYPE_CHART_ROWS (salve_chart_rows_get_type ())
G_DECLARE_FINAL_TYPE (SalveChartRows, salve_chart_rows, SALVE, CHART_ROWS, GObject)

struct _SalveChartRows
{
  GObject parent_instance;
  SalveChart *chart; /* not owned: the chart outlives its table's model by signal */
  guint n_rows;
};

static GType
rows_get_item_type (GListModel *model)
{
  return SALVE_TYPE_CHART_ROW;
}

static guint
rows_get_n_items (GListModel *model)
{
  return SALVE_CHART_ROWS (model)->n_rows;
}

static gpointer
rows_get_item (GListModel *model, guint position)
{
  SalveChartRows *self = SALVE_CHART_ROWS (model);
  SalveChartRow *row;

  if (position >= self->n_rows)
    return NULL;
  row = g_object_new (SALVE_TYPE_CHART_ROW, NULL);
  row->index = self->n_rows - 1 - position;
  return row;
}

static void
rows_list_model (GListModelInterface *interface)
{
  interface->get_item_type = rows_get_item_type;
  interface->get_n_items = rows_get_n_items;
  interface->get_item = rows_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveChartRows,
                               salve_chart_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rows_list_model))

static void
salve_chart_rows_dispose (GObject *object)
{
  g_clear_weak_pointer (&SALVE_CHART_ROWS (object)->chart);
  G_OBJECT_CLASS (salve_chart_rows_parent_class)->dispose (object);
}

static void
salve_chart_rows_class_init (SalveChartRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_chart_rows_dispose;
}

static void
salve_chart_rows_init (SalveChartRows *self)
{
}

static void
on_chart_changed (SalveChartRows *self)
{
  guint before = self->n_rows;

  self->n_rows = self->chart ? salve_chart_get_n_times (self->chart) : 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->n_rows);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_focusable (item, FALSE);
}

static void
on_bind_time (GtkSignalListItemFactory *factory, GtkListItem *item, SalveChart *chart)
{
  SalveChartRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = NULL;

  if (row->index >= salve_chart_get_n_times (chart))
    return;
  text = salve_chart_format_time (chart, salve_chart_get_time (chart, row->index));
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
on_bind_value (GtkSignalListItemFactory *factory, GtkListItem *item, SalveChart *chart)
{
  SalveChartRow *row = gtk_list_item_get_item (item);
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "series"));
  SalveChartSeries *series = salve_chart_get_series (chart, n);
  const SalveChartPoint *point;
  g_autofree char *text = NULL;

  if (row->index >= salve_chart_get_n_times (chart))
    return;
  point = salve_chart_series_find (series, salve_chart_get_time (chart, row->index));
  text = point ? salve_chart_format_point (chart, series, point) : g_strdup ("–");
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
append_column (GtkColumnView *view, const char *title, GtkListItemFactory *factory)
{
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);

  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (view, column);
}

/**
 * salve_chart_table_new:
 * @chart: the chart that the table is the twin of
 *
 * Returns: a column view of the chart's values, newest first
 */
GtkWidget *
salve_chart_table_new (SalveChart *chart)
{
  SalveChartRows *rows = g_object_new (SALVE_TYPE_CHART_ROWS, NULL);
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows))));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_column_view_set_tab_behavior (GTK_COLUMN_VIEW (view), GTK_LIST_TAB_ITEM);
  g_set_weak_pointer (&rows->chart, chart);
  g_signal_connect_object (chart, "changed", G_CALLBACK (on_chart_changed), rows, G_CONNECT_SWAPPED);
  on_chart_changed (rows);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), chart, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind_time), chart, 0);
  append_column (GTK_COLUMN_VIEW (view), _ ("Measured"), factory);
  for (guint i = 0; i < salve_chart_get_n_series (chart); i++)
    {
      factory = gtk_signal_list_item_factory_new ();
      g_object_set_data (G_OBJECT (factory), "series", GUINT_TO_POINTER (i));
      g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), chart, 0);
      g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind_value), chart, 0);
      append_column (GTK_COLUMN_VIEW (view), salve_chart_series_get_name (salve_chart_get_series (chart, i)),
                     factory);
    }
  gtk_widget_add_css_class (view, "salve-chart-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  salve_chart_get_title (chart), -1);
  return view;
}
