/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <math.h>

#include "salve-chart-view.h"

#define DAY (24 * 3600 * (gint64)G_USEC_PER_SEC)
#define START (G_GINT64_CONSTANT (1609459200) * G_USEC_PER_SEC) /* 2021-01-01 */

static GtkWidget *window;

static SalveChart *
make_chart (const char *title)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en-GB");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return SALVE_CHART (salve_chart_new (title, locale, utc));
}

static void
settle (void)
{
  gint64 end = g_get_monotonic_time () + 120000;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static void
show (GtkWidget *child, int width, int height)
{
  window = adw_window_new ();
  gtk_widget_set_margin_top (child, 18);
  gtk_widget_set_margin_bottom (child, 18);
  gtk_widget_set_margin_start (child, 18);
  gtk_widget_set_margin_end (child, 18);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  settle ();
}

/* A picture for people to look at, where SALVE_TEST_PICTURES names a folder. */
static void
picture (const char *name)
{
  const char *folder = g_getenv ("SALVE_TEST_PICTURES");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  int width, height;

  if (folder == NULL)
    return;
  settle ();
  paintable = gtk_widget_paintable_new (window);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  path = g_strdup_printf ("%s/chart-%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
put_away (void)
{
  g_clear_pointer ((GtkWindow **)&window, gtk_window_destroy);
  settle ();
}

static SalveChart *
make_pressure (void)
{
  SalveChart *chart = make_chart ("Blood pressure");
  g_autoptr (SalveChartSeries) systolic = salve_chart_series_new ("Systolic", "mmHg");
  g_autoptr (SalveChartSeries) diastolic = salve_chart_series_new ("Diastolic", "mmHg");

  for (int i = 23; i >= 0; i--)
    {
      salve_chart_series_add (systolic, START + i * 61 * DAY, 126 + 14 * sin (i / 3.0) + i % 3, NULL, NULL);
      if (i != 7)
        salve_chart_series_add (diastolic, START + i * 61 * DAY, 78 + 8 * sin (i / 4.0) + i % 2, NULL, NULL);
    }
  salve_chart_series_set_reference (systolic, 90, 130);
  salve_chart_series_set_reference (diastolic, 60, 85);
  salve_chart_add_series (chart, systolic);
  salve_chart_add_series (chart, diastolic);
  return chart;
}

static SalveChart *
make_weight (void)
{
  SalveChart *chart = make_chart ("Body weight");
  g_autoptr (SalveChartSeries) weight = salve_chart_series_new ("Body weight", "kg");

  for (int i = 0; i < 40; i++)
    salve_chart_series_add (weight, START + i * 21 * DAY,
                            i == 20   ? NAN
                            : i == 11 ? 724
                                      : 72 + 3 * sin (i / 6.0),
                            NULL, i == 20 ? "refused" : NULL);
  salve_chart_add_series (chart, weight);
  return chart;
}

static void
test_read_by_keys (void)
{
  SalveChart *chart = make_pressure ();
  GtkWidget *view = salve_chart_view_new (chart);
  g_autofree char *words = NULL;
  SalveChartSpan whole;

  show (view, 640, 320);
  picture ("pressure");
  g_assert_cmpuint (salve_chart_get_n_times (chart), ==, 24);
  whole = salve_chart_get_view (chart);

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (chart)));
  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.move", "i", -1);
  g_assert_cmpint (salve_chart_get_cursor (chart), ==, 23);
  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.move", "i", -1);
  g_assert_cmpint (salve_chart_get_cursor (chart), ==, 22);
  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.move", "i", G_MININT);
  g_assert_cmpint (salve_chart_get_cursor (chart), ==, 0);
  words = salve_chart_describe (chart, 0);
  g_assert_cmpstr (words, ==, "Systolic 126 mmHg · Diastolic 78 mmHg · 1 January 2021");

  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.zoom-in", NULL);
  settle ();
  settle ();
  g_assert_true (salve_chart_get_zoomed (chart));
  g_assert_cmpint (salve_chart_get_view (chart).from, <=, salve_chart_get_time (chart, 0));
  picture ("pressure-zoomed");
  /* Walking along pulls the view with it. */
  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.move", "i", G_MAXINT);
  g_assert_cmpint (salve_chart_get_view (chart).to, >=, salve_chart_get_time (chart, 23));
  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.zoom-reset", NULL);
  settle ();
  settle ();
  g_assert_false (salve_chart_get_zoomed (chart));
  g_assert_cmpint (salve_chart_get_view (chart).from, ==, whole.from);
  put_away ();
}

static void
test_accessible (void)
{
  SalveChart *chart = make_weight ();
  GtkWidget *view = salve_chart_view_new (chart);
  g_autofree char *summary = salve_chart_summarise (chart);

  show (view, 640, 320);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL, "Body weight");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary);
  g_assert_true (g_str_has_prefix (summary, "40 measurements. Last: "));
  put_away ();
}

static void
test_gap_is_said (void)
{
  SalveChart *chart = g_object_ref_sink (make_weight ());
  g_autofree char *words = salve_chart_describe (chart, 20);

  g_assert_true (g_str_has_prefix (words, "refused · "));
  g_object_unref (chart);
}

static void
test_table_twin (void)
{
  SalveChart *chart = make_pressure ();
  GtkWidget *view = salve_chart_view_new (chart);

  show (view, 640, 320);
  gtk_widget_activate_action (view, "chart.as-table", NULL);
  g_assert_true (salve_chart_view_get_as_table (SALVE_CHART_VIEW (view)));
  settle ();
  picture ("table");
  put_away ();
}

static void
test_empty_and_single (void)
{
  SalveChart *empty = make_chart ("Height");
  SalveChart *single = make_chart ("Height");
  g_autoptr (SalveChartSeries) none = salve_chart_series_new ("Height", "cm");
  g_autoptr (SalveChartSeries) one = salve_chart_series_new ("Height", "cm");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  salve_chart_add_series (empty, none);
  salve_chart_series_add (one, START, 174.5, "174.50", NULL);
  salve_chart_add_series (single, one);
  gtk_box_append (GTK_BOX (box), salve_chart_view_new (empty));
  gtk_box_append (GTK_BOX (box), salve_chart_view_new (single));
  show (box, 500, 560);
  picture ("empty-single");
  gtk_widget_activate_action (GTK_WIDGET (single), "chart.zoom-in", NULL);
  gtk_widget_activate_action (GTK_WIDGET (empty), "chart.zoom-in", NULL);
  gtk_widget_activate_action (GTK_WIDGET (empty), "chart.move", "i", 1);
  settle ();
  put_away ();
}

static void
test_ten_thousand_values (void)
{
  SalveChart *chart = make_chart ("Pulse");
  g_autoptr (SalveChartSeries) pulse = salve_chart_series_new ("Pulse", "/min");
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint64 start;

  for (int i = 0; i < 10000; i++)
    salve_chart_series_add (pulse, START + i * (DAY / 24),
                            70 + 12 * sin (i / 300.0) + g_rand_double_range (random, -6, 6), NULL, NULL);
  salve_chart_series_set_reference (pulse, 60, 100);
  salve_chart_add_series (chart, pulse);
  show (salve_chart_view_new (chart), 900, 340);
  picture ("ten-thousand");

  start = g_get_monotonic_time ();
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
      SalveChartSpan view = salve_chart_get_view (chart);

      salve_chart_set_view (chart, view.from + (i % 2 ? DAY : 0), view.to - (i % 2 ? 0 : DAY));
      GTK_WIDGET_GET_CLASS (chart)->snapshot (GTK_WIDGET (chart), snapshot);
    }
  g_test_message ("10,000 values laid out and snapshot: %.2f ms each",
                  (g_get_monotonic_time () - start) / 50000.0);
  put_away ();
}

static void
test_right_to_left (void)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("ar-EG");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalveChart *chart = SALVE_CHART (salve_chart_new ("ضغط الدم", locale, utc));
  g_autoptr (SalveChartSeries) systolic = salve_chart_series_new ("الانقباضي", "mmHg");
  g_autoptr (SalveChartSeries) diastolic = salve_chart_series_new ("الانبساطي", "mmHg");

  for (int i = 0; i < 24; i++)
    {
      salve_chart_series_add (systolic, START + i * 61 * DAY, 126 + i, NULL, NULL);
      salve_chart_series_add (diastolic, START + i * 61 * DAY, 78 + i % 5, NULL, NULL);
    }
  salve_chart_add_series (chart, systolic);
  salve_chart_add_series (chart, diastolic);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show (salve_chart_view_new (chart), 640, 320);
  /* The left arrow goes to what stands left, which here is later. */
  salve_chart_set_cursor (chart, 5);
  gtk_widget_activate_action (GTK_WIDGET (chart), "chart.move", "i", -1);
  g_assert_cmpint (salve_chart_get_cursor (chart), ==, 6);
  picture ("rtl");
  put_away ();
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_dark_and_outlier (void)
{
  SalveChart *chart = make_weight ();

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  show (salve_chart_view_new (chart), 360, 320);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (chart), "dark"));
  salve_chart_set_cursor (chart, 11);
  picture ("dark-outlier");
  put_away ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int before;

  g_object_get (settings, "gtk-xft-dpi", &before, NULL);
  g_object_set (settings, "gtk-xft-dpi", before * 2, NULL);
  show (salve_chart_view_new (make_pressure ()), 640, 520);
  picture ("large-text");
  put_away ();
  g_object_set (settings, "gtk-xft-dpi", before, NULL);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/chart/read-by-keys", test_read_by_keys);
  g_test_add_func ("/chart/accessible", test_accessible);
  g_test_add_func ("/chart/gap-is-said", test_gap_is_said);
  g_test_add_func ("/chart/table-twin", test_table_twin);
  g_test_add_func ("/chart/empty-and-single", test_empty_and_single);
  g_test_add_func ("/chart/ten-thousand-values", test_ten_thousand_values);
  g_test_add_func ("/chart/right-to-left", test_right_to_left);
  g_test_add_func ("/chart/dark-and-outlier", test_dark_and_outlier);
  g_test_add_func ("/chart/large-text", test_large_text);
  return g_test_run ();
}
