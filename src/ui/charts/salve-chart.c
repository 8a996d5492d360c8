/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chart of measured values over time: a thin line with a point where something was measured, the reference range
 * as a quiet band, the unit on the axis. It is drawn from a cached layout (salve-chart-layout.c), read and moved by
 * pointer, touch and keys (salve-chart-input.c), and has a table as its twin (SalveChartView). */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-chart-private.h"

#define ZOOM_MILLISECONDS 180
#define SHORTEST_VIEW (3600 * (gint64)G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (SalveChart, salve_chart, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZOOMED,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char chart_style[] =
    /* The colours stay libadwaita's own; each line is also told apart by its marker and its dashes. */
    "salvechart { font-size: 0.85em; border-radius: 9px; }\n"
    "salvechart:focus-visible { outline: 2px solid alpha(var(--accent-color), .6); outline-offset: 4px; }\n"
    "salvechart > .series-0 { color: var(--accent-color); }\n"
    "salvechart > .series-1 { color: var(--orange-5); }\n"
    "salvechart > .series-2 { color: var(--green-5); }\n"
    "salvechart > .series-3 { color: var(--purple-4); }\n"
    "salvechart.dark > .series-1 { color: var(--orange-2); }\n"
    "salvechart.dark > .series-2 { color: var(--green-2); }\n"
    "salvechart.dark > .series-3 { color: var(--purple-1); }\n"
    "salvechart > .band { color: var(--success-color); }\n"
    "salvechart > .readout { color: var(--popover-bg-color); }\n"
    ".salve-chart-table { background: none; }\n";

static void
ensure_style (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = NULL;

  if (g_object_get_data (G_OBJECT (display), "salve-chart-style"))
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_string (provider, chart_style);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION - 1);
  g_object_set_data (G_OBJECT (display), "salve-chart-style", GINT_TO_POINTER (1));
}

static void
forget_layout (SalveChart *self)
{
  g_clear_pointer (&self->layout, salve_chart_layout_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
on_style (SalveChart *self)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  set_class (GTK_WIDGET (self), "dark", adw_style_manager_get_dark (manager));
  set_class (GTK_WIDGET (self), "high-contrast", adw_style_manager_get_high_contrast (manager));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

  return (left > right) - (left < right);
}

GArray *
salve_chart_get_times (SalveChart *self)
{
  guint kept = 0;

  if (self->times)
    return self->times;
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < self->series->len; i++)
    {
      gsize n_points;
      const SalveChartPoint *points = salve_chart_series_get_points (self->series->pdata[i], &n_points);

      for (gsize j = 0; j < n_points; j++)
        g_array_append_val (self->times, points[j].time);
    }
  if (self->series->len > 1)
    g_array_sort (self->times, compare_times);
  for (guint i = 0; i < self->times->len; i++)
    if (i == 0 || g_array_index (self->times, gint64, i) != g_array_index (self->times, gint64, kept - 1))
      g_array_index (self->times, gint64, kept++) = g_array_index (self->times, gint64, i);
  g_array_set_size (self->times, kept);
  return self->times;
}

static void
update_accessible (SalveChart *self)
{
  g_autofree char *summary = salve_chart_summarise (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
}

static void
on_series_changed (SalveChart *self)
{
  GArray *times;

  g_clear_pointer (&self->times, g_array_unref);
  times = salve_chart_get_times (self);
  if (times->len > 0)
    self->whole = salve_chart_span_pad (g_array_index (times, gint64, 0),
                                        g_array_index (times, gint64, times->len - 1));
  if (self->view_chosen)
    self->view = salve_chart_span_pan (self->view, self->whole, 0);
  else
    self->view = self->whole;
  self->hovered = -1;
  self->cursor = MIN (self->cursor, (int)times->len - 1);
  forget_layout (self);
  update_accessible (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
salve_chart_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  g_autoptr (PangoLayout) sample = gtk_widget_create_pango_layout (widget, "0");
  int width, height;

  pango_layout_get_pixel_size (sample, &width, &height);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? width * 8 : height * 8;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width * 60 : height * 14;
}

static void
salve_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_layout (SALVE_CHART (widget));
}

static void
salve_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (salve_chart_parent_class)->css_changed (widget, change);
  forget_layout (SALVE_CHART (widget));
}

static void
salve_chart_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (salve_chart_parent_class)->direction_changed (widget, previous);
  forget_layout (SALVE_CHART (widget));
}

static void
salve_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveChart *self = SALVE_CHART (widget);

  if (salve_chart_get_n_times (self) == 0)
    return;
  if (self->layout == NULL)
    self->layout =
        salve_chart_layout_new (self, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  salve_chart_draw (self, self->layout, snapshot);
}

static void
salve_chart_dispose (GObject *object)
{
  SalveChart *self = SALVE_CHART (object);

  g_clear_object (&self->animation);
  for (guint i = 0; i < SALVE_CHART_N_ROLES; i++)
    g_clear_pointer (&self->roles[i], gtk_widget_unparent);

  G_OBJECT_CLASS (salve_chart_parent_class)->dispose (object);
}

static void
salve_chart_finalize (GObject *object)
{
  SalveChart *self = SALVE_CHART (object);

  g_clear_pointer (&self->layout, salve_chart_layout_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  g_clear_pointer (&self->times, g_array_unref);

  G_OBJECT_CLASS (salve_chart_parent_class)->finalize (object);
}

static void
salve_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ZOOMED)
    g_value_set_boolean (value, salve_chart_get_zoomed (SALVE_CHART (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_chart_class_init (SalveChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_chart_dispose;
  object_class->finalize = salve_chart_finalize;
  object_class->get_property = salve_chart_get_property;
  widget_class->measure = salve_chart_measure;
  widget_class->size_allocate = salve_chart_size_allocate;
  widget_class->css_changed = salve_chart_css_changed;
  widget_class->direction_changed = salve_chart_direction_changed;
  widget_class->snapshot = salve_chart_snapshot;

  /* Whether less than the whole of the data is seen. */
  properties[PROP_ZOOMED] = g_param_spec_boolean (
      "zoomed", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "salvechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  salve_chart_class_install_keys (widget_class);
}

static void
salve_chart_init (SalveChart *self)
{
  static const char *const names[SALVE_CHART_N_ROLES] = { "series-0", "series-1", "series-2",
                                                          "series-3", "band",     "readout" };
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->series = g_ptr_array_new_with_free_func (g_object_unref);
  self->cursor = self->hovered = -1;
  ensure_style (gtk_widget_get_display (GTK_WIDGET (self)));
  for (guint i = 0; i < SALVE_CHART_N_ROLES; i++)
    {
      self->roles[i] = g_object_new (ADW_TYPE_BIN, "accessible-role", GTK_ACCESSIBLE_ROLE_NONE, NULL);
      gtk_widget_add_css_class (self->roles[i], names[i]);
      gtk_widget_set_child_visible (self->roles[i], FALSE);
      gtk_widget_set_parent (self->roles[i], GTK_WIDGET (self));
    }
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_VISIBLE);
  salve_chart_install_input (self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (on_style), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (on_style), self, G_CONNECT_SWAPPED);
  on_style (self);
}

/**
 * salve_chart_new:
 * @title: what is measured, in words
 * @locale: how dates and digits are written
 * @zone: the clinic's time zone
 *
 * Returns: a chart without series
 */
GtkWidget *
salve_chart_new (const char *title, SalveLocale *locale, GTimeZone *zone)
{
  SalveChart *self = g_object_new (SALVE_TYPE_CHART, NULL);

  self->title = g_strdup (title);
  self->locale = locale ? salve_locale_ref (locale) : salve_locale_new_for_tag ("und");
  self->zone = zone ? g_time_zone_ref (zone) : g_time_zone_new_utc ();
  return GTK_WIDGET (self);
}

const char *
salve_chart_get_title (SalveChart *self)
{
  g_return_val_if_fail (SALVE_IS_CHART (self), NULL);
  return self->title;
}

/**
 * salve_chart_add_series:
 * @self: a chart
 * @series: a series in the unit of those already there; at most four
 */
void
salve_chart_add_series (SalveChart *self, SalveChartSeries *series)
{
  g_return_if_fail (SALVE_IS_CHART (self));
  g_return_if_fail (self->series->len < SALVE_CHART_MAX_SERIES);

  g_ptr_array_add (self->series, g_object_ref (series));
  g_signal_connect_object (series, "changed", G_CALLBACK (on_series_changed), self, G_CONNECT_SWAPPED);
  on_series_changed (self);
}

guint
salve_chart_get_n_series (SalveChart *self)
{
  return self->series->len;
}

SalveChartSeries *
salve_chart_get_series (SalveChart *self, guint n)
{
  g_return_val_if_fail (n < self->series->len, NULL);
  return self->series->pdata[n];
}

/**
 * salve_chart_get_n_times:
 * @self: a chart
 *
 * Returns: at how many different times anything was measured
 */
guint
salve_chart_get_n_times (SalveChart *self)
{
  return salve_chart_get_times (self)->len;
}

gint64
salve_chart_get_time (SalveChart *self, guint n)
{
  GArray *times = salve_chart_get_times (self);

  g_return_val_if_fail (n < times->len, 0);
  return g_array_index (times, gint64, n);
}

/**
 * salve_chart_get_zoomed:
 * @self: a chart
 *
 * Returns: whether less than the whole of the data is seen
 */
gboolean
salve_chart_get_zoomed (SalveChart *self)
{
  g_return_val_if_fail (SALVE_IS_CHART (self), FALSE);
  return self->view.to - self->view.from < self->whole.to - self->whole.from;
}

SalveChartSpan
salve_chart_get_view (SalveChart *self)
{
  return self->view;
}

void
salve_chart_change_view (SalveChart *self, SalveChartSpan to)
{
  gboolean before = salve_chart_get_zoomed (self);

  if (to.from == self->view.from && to.to == self->view.to)
    return;
  self->view = to;
  self->view_chosen = salve_chart_get_zoomed (self);
  forget_layout (self);
  if (before != salve_chart_get_zoomed (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOMED]);
}

static void
on_animation (double part, gpointer data)
{
  SalveChart *self = data;
  SalveChartSpan at;

  at.from =
      self->animate_from.from + (gint64)((double)(self->animate_to.from - self->animate_from.from) * part);
  at.to = self->animate_from.to + (gint64)((double)(self->animate_to.to - self->animate_from.to) * part);
  salve_chart_change_view (self, part >= 1 ? self->animate_to : at);
}

/* At once where movements are not wanted; libadwaita looks at the setting. */
void
salve_chart_animate_view (SalveChart *self, SalveChartSpan to)
{
  if (self->animation == NULL)
    self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, ZOOM_MILLISECONDS,
                                               adw_callback_animation_target_new (on_animation, self, NULL));
  self->animate_from = self->view;
  self->animate_to = to;
  adw_animation_reset (self->animation);
  self->animate_from = self->view;
  self->animate_to = to;
  adw_animation_play (self->animation);
}

/**
 * salve_chart_set_view:
 * @self: a chart
 * @from: the first instant to be seen, in microseconds
 * @to: the last; both are kept inside the data
 */
void
salve_chart_set_view (SalveChart *self, gint64 from, gint64 to)
{
  g_return_if_fail (SALVE_IS_CHART (self));
  g_return_if_fail (from < to);

  salve_chart_change_view (self, salve_chart_span_pan ((SalveChartSpan){ from, to }, self->whole, 0));
}

/**
 * salve_chart_zoom:
 * @self: a chart
 * @factor: below 1 to see less and larger, above 1 to see more
 *
 * Zooms about the value in hand, or about the latest one.
 */
void
salve_chart_zoom (SalveChart *self, double factor)
{
  gint64 anchor;

  g_return_if_fail (SALVE_IS_CHART (self));

  if (salve_chart_get_n_times (self) == 0)
    return;
  anchor = self->cursor >= 0 ? salve_chart_get_time (self, (guint)self->cursor) : self->view.to;
  salve_chart_animate_view (self,
                            salve_chart_span_zoom (self->view, self->whole, anchor, factor, SHORTEST_VIEW));
}

void
salve_chart_reset_zoom (SalveChart *self)
{
  g_return_if_fail (SALVE_IS_CHART (self));
  salve_chart_animate_view (self, self->whole);
}

int
salve_chart_get_cursor (SalveChart *self)
{
  return self->cursor;
}

/**
 * salve_chart_set_cursor:
 * @self: a chart
 * @n: the time whose values are read out, -1 for none
 */
void
salve_chart_set_cursor (SalveChart *self, int n)
{
  g_return_if_fail (SALVE_IS_CHART (self));
  g_return_if_fail (n < (int)salve_chart_get_n_times (self));

  if (self->cursor == n)
    return;
  self->cursor = n;
  self->hovered = -1;
  if (n >= 0)
    {
      g_autofree char *words = salve_chart_describe (self, (guint)n);

      salve_chart_change_view (
          self, salve_chart_span_reveal (self->view, self->whole, salve_chart_get_time (self, (guint)n)));
      /* GTK's context for tests has no way to announce and calls NULL. */
      if (gtk_widget_get_mapped (GTK_WIDGET (self)) && g_strcmp0 (g_getenv ("GTK_A11Y"), "test") != 0)
        gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
