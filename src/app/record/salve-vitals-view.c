/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record's charts: vital signs, then laboratory and other values. They are made when the view is first looked at,
 * and the later ones a few at a time, so that opening a record waits for none of them. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-chart-view.h"
#include "salve-vitals-view.h"
#include "salve-vitals.h"

#include <glib/gi18n.h>

#define CHARTS_AT_ONCE 4

struct _SalveVitalsView
{
  AdwBin parent_instance;

  SalveRecord *record;
  GPtrArray *vitals;
  guint n_made;
  guint idle;
  GtkWidget *stack;
  GtkWidget *vital_box;
  GtkWidget *other_box;
  GtkWidget *other_heading;
  GPtrArray *charts; /* unowned */
};

G_DEFINE_FINAL_TYPE (SalveVitalsView, salve_vitals_view, ADW_TYPE_BIN)

static void
make_chart (SalveVitalsView *self, SalveVital *vital)
{
  GtkWidget *chart = salve_chart_new (vital->title, salve_record_get_locale (self->record),
                                      salve_record_get_zone (self->record));
  GtkWidget *view;

  for (guint i = 0; i < vital->series->len && i < 4; i++)
    salve_chart_add_series (SALVE_CHART (chart), vital->series->pdata[i]);
  view = salve_chart_view_new (SALVE_CHART (chart));
  gtk_flow_box_append (GTK_FLOW_BOX (vital->vital ? self->vital_box : self->other_box), view);
  gtk_widget_set_focusable (gtk_widget_get_parent (view), FALSE);
  gtk_widget_set_visible (vital->vital ? self->vital_box : self->other_box, TRUE);
  if (!vital->vital)
    gtk_widget_set_visible (self->other_heading, TRUE);
  g_ptr_array_add (self->charts, chart);
}

static gboolean
make_some (gpointer data)
{
  SalveVitalsView *self = data;

  for (guint i = 0; i < CHARTS_AT_ONCE && self->n_made < self->vitals->len; i++)
    make_chart (self, self->vitals->pdata[self->n_made++]);
  if (self->n_made < self->vitals->len)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
remove_charts (SalveVitalsView *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  gtk_flow_box_remove_all (GTK_FLOW_BOX (self->vital_box));
  gtk_flow_box_remove_all (GTK_FLOW_BOX (self->other_box));
  g_ptr_array_set_size (self->charts, 0);
  gtk_widget_set_visible (self->vital_box, FALSE);
  gtk_widget_set_visible (self->other_box, FALSE);
  gtk_widget_set_visible (self->other_heading, FALSE);
  g_clear_pointer (&self->vitals, g_ptr_array_unref);
  self->n_made = 0;
}

static void
fill (SalveVitalsView *self)
{
  if (self->record == NULL || self->vitals != NULL)
    return;
  self->vitals = salve_record_list_vitals (self->record);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->vitals->len > 0 ? "charts" : "empty");
  if (self->vitals->len > 0 && make_some (self))
    self->idle = g_idle_add (make_some, self);
}

static void
salve_vitals_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (salve_vitals_view_parent_class)->map (widget);
  fill (SALVE_VITALS_VIEW (widget));
}

static void
salve_vitals_view_dispose (GObject *object)
{
  SalveVitalsView *self = SALVE_VITALS_VIEW (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->vitals, g_ptr_array_unref);
  g_clear_pointer (&self->charts, g_ptr_array_unref);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (salve_vitals_view_parent_class)->dispose (object);
}

static void
salve_vitals_view_class_init (SalveVitalsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_vitals_view_dispose;
  GTK_WIDGET_CLASS (klass)->map = salve_vitals_view_map;
}

static GtkWidget *
make_flow (void)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 3);
  gtk_widget_add_css_class (flow, "charts");
  return flow;
}

static void
salve_vitals_view_init (SalveVitalsView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->charts = g_ptr_array_new ();
  self->vital_box = make_flow ();
  self->other_box = make_flow ();
  self->other_heading = gtk_label_new (_ ("Laboratory and other values"));
  gtk_label_set_xalign (GTK_LABEL (self->other_heading), 0);
  gtk_label_set_wrap (GTK_LABEL (self->other_heading), TRUE);
  gtk_widget_set_margin_start (self->other_heading, 14);
  gtk_widget_set_margin_top (self->other_heading, 12);
  gtk_widget_add_css_class (self->other_heading, "title-4");
  gtk_box_append (GTK_BOX (box), self->vital_box);
  gtk_box_append (GTK_BOX (box), self->other_heading);
  gtk_box_append (GTK_BOX (box), self->other_box);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrollable_set_vscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))), GTK_SCROLL_NATURAL);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "view-list-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Measurements Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty),
                                   _ ("Weight, blood pressure and other values appear here as charts."));
  gtk_widget_add_css_class (empty, "compact");
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, "charts");
  gtk_stack_add_named (GTK_STACK (self->stack), empty, "empty");
  adw_bin_set_child (ADW_BIN (self), self->stack);
  remove_charts (self);
}

GtkWidget *
salve_vitals_view_new (void)
{
  return g_object_new (SALVE_TYPE_VITALS_VIEW, NULL);
}

/**
 * salve_vitals_view_set_record:
 * @self: a view
 * @record: whose charts are shown from now on
 */
void
salve_vitals_view_set_record (SalveVitalsView *self, SalveRecord *record)
{
  g_return_if_fail (SALVE_IS_VITALS_VIEW (self));

  remove_charts (self);
  g_set_object (&self->record, record);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

/* Returns: (transfer none) (nullable): the chart at a place, as far as they are made */
GtkWidget *
salve_vitals_view_get_chart (SalveVitalsView *self, guint n)
{
  return n < self->charts->len ? self->charts->pdata[n] : NULL;
}
