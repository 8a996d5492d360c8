/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chart with its heading: what is measured, the latest value in words, and the buttons that turn it into a table
 * and back and end a zoom. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-chart-table.h"
#include "salve-chart-view.h"

struct _SalveChartView
{
  GtkWidget parent_instance;

  SalveChart *chart;
  GtkWidget *latest;
  GtkWidget *stack;
  GtkWidget *table_page;
  GtkWidget *toggle;
  gboolean as_table;
};

enum
{
  PROP_0,
  PROP_AS_TABLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveChartView, salve_chart_view, GTK_TYPE_WIDGET)

static void
salve_chart_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_AS_TABLE)
    g_value_set_boolean (value, SALVE_CHART_VIEW (object)->as_table);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_chart_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_AS_TABLE)
    salve_chart_view_set_as_table (SALVE_CHART_VIEW (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_chart_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (salve_chart_view_parent_class)->dispose (object);
}

static void
salve_chart_view_class_init (SalveChartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = salve_chart_view_get_property;
  object_class->set_property = salve_chart_view_set_property;
  object_class->dispose = salve_chart_view_dispose;

  /* Whether the values are shown as a table instead of a drawing. */
  properties[PROP_AS_TABLE] = g_param_spec_boolean (
      "as-table", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_property_action (widget_class, "chart.as-table", "as-table");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_ALT_MASK, "chart.as-table", NULL);
}

static void
salve_chart_view_init (SalveChartView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
}

static void
on_chart_changed (SalveChartView *self)
{
  guint n_times = salve_chart_get_n_times (self->chart);
  g_autofree char *text = n_times > 0 ? salve_chart_describe (self->chart, n_times - 1) : NULL;

  gtk_label_set_label (GTK_LABEL (self->latest), text ? text : _ ("Nothing was measured yet."));
}

static GtkWidget *
make_heading (SalveChartView *self)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (salve_chart_get_title (self->chart));
  GtkWidget *whole = gtk_button_new_from_icon_name ("zoom-fit-best-symbolic");

  self->latest = gtk_label_new (NULL);
  self->toggle = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->toggle), "view-list-symbolic");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->latest), 0);
  gtk_label_set_wrap (GTK_LABEL (self->latest), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->latest), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (self->latest, "caption");
  gtk_widget_add_css_class (self->latest, "dimmed");
  gtk_widget_add_css_class (self->latest, "numeric");
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), self->latest);
  gtk_widget_set_hexpand (words, TRUE);

  gtk_widget_add_css_class (whole, "flat");
  gtk_widget_add_css_class (self->toggle, "flat");
  gtk_widget_set_valign (whole, GTK_ALIGN_START);
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (whole, _ ("Show All Values"));
  gtk_widget_set_tooltip_text (self->toggle, _ ("Show as Table"));
  g_signal_connect_object (whole, "clicked", G_CALLBACK (salve_chart_reset_zoom), self->chart,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self->chart, "zoomed", whole, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "as-table", self->toggle, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  gtk_box_append (GTK_BOX (heading), words);
  gtk_box_append (GTK_BOX (heading), whole);
  gtk_box_append (GTK_BOX (heading), self->toggle);
  return heading;
}

/**
 * salve_chart_view_new:
 * @chart: a chart that has its series
 *
 * Returns: the chart with heading and table
 */
GtkWidget *
salve_chart_view_new (SalveChart *chart)
{
  SalveChartView *self = g_object_new (SALVE_TYPE_CHART_VIEW, NULL);

  self->chart = chart;
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), TRUE);
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (chart), "chart");
  gtk_widget_set_parent (make_heading (self), GTK_WIDGET (self));
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  salve_chart_get_title (chart), -1);
  g_signal_connect_object (chart, "changed", G_CALLBACK (on_chart_changed), self, G_CONNECT_SWAPPED);
  on_chart_changed (self);
  return GTK_WIDGET (self);
}

SalveChart *
salve_chart_view_get_chart (SalveChartView *self)
{
  g_return_val_if_fail (SALVE_IS_CHART_VIEW (self), NULL);
  return self->chart;
}

gboolean
salve_chart_view_get_as_table (SalveChartView *self)
{
  g_return_val_if_fail (SALVE_IS_CHART_VIEW (self), FALSE);
  return self->as_table;
}

/**
 * salve_chart_view_set_as_table:
 * @self: a chart view
 * @as_table: whether the values are shown as a table
 */
void
salve_chart_view_set_as_table (SalveChartView *self, gboolean as_table)
{
  g_return_if_fail (SALVE_IS_CHART_VIEW (self));

  if (self->as_table == as_table)
    return;
  self->as_table = as_table;
  if (as_table && self->table_page == NULL)
    {
      self->table_page = gtk_scrolled_window_new ();
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->table_page), GTK_POLICY_AUTOMATIC,
                                      GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->table_page),
                                     salve_chart_table_new (self->chart));
      gtk_stack_add_named (GTK_STACK (self->stack), self->table_page, "table");
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), as_table ? "table" : "chart");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AS_TABLE]);
}
