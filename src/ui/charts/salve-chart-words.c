/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chart in words: what the readout shows, what a screen reader says, and what the table writes. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-chart-private.h"
#include "salve-instant.h"
#include "salve-text.h"

#include <math.h>

/**
 * salve_chart_format_time:
 * @self: a chart
 * @time: an instant, in microseconds
 *
 * Returns: (transfer full): the day in the clinic's zone, with the hour unless it is midnight
 */
char *
salve_chart_format_time (SalveChart *self, gint64 time)
{
  gboolean midnight = salve_instant_to_minute_of_day (time, self->zone) == 0;

  return salve_instant_format_local (time, self->zone, self->locale,
                                     midnight ? SALVE_INSTANT_STYLE_DATE_LONG
                                              : SALVE_INSTANT_STYLE_DATE_TIME_LONG);
}

/**
 * salve_chart_format_point:
 * @self: a chart
 * @series: one of its series
 * @point: one of its points
 *
 * Returns: (transfer full): value, unit, and in words whether it lies outside of the reference range
 */
char *
salve_chart_format_point (SalveChart *self, SalveChartSeries *series, const SalveChartPoint *point)
{
  const char *unit = salve_chart_series_get_unit (series);
  g_autofree char *digits = NULL;
  g_autofree char *value = NULL;

  if (!isfinite (point->value))
    return g_strdup (point->note ? point->note : _ ("not measured"));

  digits = point->text ? g_strdup (point->text) : g_strdup_printf ("%.6g", point->value);
  value = salve_text_localise_digits (digits, salve_locale_get_digit_zero (self->locale));
  switch (salve_chart_series_flag (series, point->value))
    {
    case SALVE_CHART_FLAG_LOW:
      /* Translators: a measured value, its unit, and that it is below the reference range */
      return g_strdup_printf (_ ("%1$s %2$s, low"), value, unit);
    case SALVE_CHART_FLAG_HIGH:
      /* Translators: a measured value, its unit, and that it is above the reference range */
      return g_strdup_printf (_ ("%1$s %2$s, high"), value, unit);
    case SALVE_CHART_FLAG_NONE:
    default:
      return *unit ? g_strdup_printf ("%s %s", value, unit) : g_steal_pointer (&value);
    }
}

/**
 * salve_chart_describe:
 * @self: a chart
 * @n: a time, 0 to salve_chart_get_n_times() - 1
 *
 * Returns: (transfer full): all values of that time on a line ("Systolic 142 mmHg, high · 12 March 2021")
 */
char *
salve_chart_describe (SalveChart *self, guint n)
{
  gint64 time = salve_chart_get_time (self, n);
  GString *text = g_string_new (NULL);
  g_autofree char *when = salve_chart_format_time (self, time);

  for (guint i = 0; i < self->series->len; i++)
    {
      SalveChartSeries *series = self->series->pdata[i];
      const SalveChartPoint *point = salve_chart_series_find (series, time);
      g_autofree char *value = NULL;

      if (point == NULL)
        continue;
      value = salve_chart_format_point (self, series, point);
      if (text->len > 0)
        g_string_append (text, " · ");
      if (self->series->len > 1)
        g_string_append_printf (text, "%s ", salve_chart_series_get_name (series));
      g_string_append (text, value);
      if (point->note && isfinite (point->value))
        g_string_append_printf (text, " (%s)", point->note);
    }
  g_string_append_printf (text, " · %s", when);
  return g_string_free_and_steal (text);
}

/**
 * salve_chart_summarise:
 * @self: a chart
 *
 * Returns: (transfer full): how much there is and what came last, in a sentence
 */
char *
salve_chart_summarise (SalveChart *self)
{
  guint n_times = salve_chart_get_n_times (self);
  g_autofree char *last = NULL;
  g_autofree char *count = NULL;

  if (n_times == 0)
    return g_strdup (_ ("Nothing was measured yet."));
  last = salve_chart_describe (self, n_times - 1);
  count =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u measurement", "%u measurements", n_times), n_times);
  /* Translators: "12 measurements. Last: 72 kg · 12 March 2021. Arrow keys …" */
  return g_strdup_printf (_ ("%1$s. Last: %2$s. Arrow keys read the values, plus and minus zoom."), count,
                          last);
}
