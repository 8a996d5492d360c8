/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-series-visits.h"

#include "salve-clash-words.h"

static void
visit_free (gpointer data)
{
  SalveSeriesVisit *visit = data;

  g_free (visit->in_the_way);
  g_free (visit->overbook_reason);
  g_free (visit);
}

/**
 * salve_series_visits_new:
 * @spans: (element-type SalveTimeSpan): when each of them is
 *
 * Returns: (transfer full) (element-type SalveSeriesVisit): the same, nothing in the way of any as far as is known
 */
GPtrArray *
salve_series_visits_new (const GArray *spans)
{
  GPtrArray *visits = g_ptr_array_new_with_free_func (visit_free);

  for (guint i = 0; i < spans->len; i++)
    {
      SalveSeriesVisit *visit = g_new0 (SalveSeriesVisit, 1);

      visit->span = g_array_index (spans, SalveTimeSpan, i);
      g_ptr_array_add (visits, visit);
    }
  return visits;
}

/**
 * salve_series_visits_look:
 * @details: the first of them: who comes to whom, and where
 *
 * Finds out what is in the way of each.
 *
 * Returns: %FALSE where the store cannot be read
 */
gboolean
salve_series_visits_look (GPtrArray *visits,
                          SalveClashFinder *finder,
                          SalveDirectory *directory,
                          SalveClinic *clinic,
                          const SalveAppointmentDetails *details,
                          GError **error)
{
  g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (details);

  for (guint i = 0; i < visits->len; i++)
    {
      SalveSeriesVisit *visit = g_ptr_array_index (visits, i);
      g_autoptr (GPtrArray) clashes = NULL;

      booking->span = visit->span;
      clashes = salve_clash_finder_check (finder, booking, error);
      if (!clashes)
        return FALSE;
      g_free (visit->in_the_way);
      visit->in_the_way = salve_clashes_to_words (clashes, directory, clinic);
    }
  return TRUE;
}

static const SalveSeriesVisit *
find_like (const GPtrArray *visits, const SalveSeriesVisit *like)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const SalveSeriesVisit *visit = g_ptr_array_index (visits, i);

      if (visit->span.start == like->span.start && visit->span.end == like->span.end
          && g_strcmp0 (visit->in_the_way, like->in_the_way) == 0)
        return visit;
    }
  return NULL;
}

/**
 * salve_series_visits_keep_decisions:
 * @earlier: (element-type SalveSeriesVisit): as they were before something else in the form changed
 *
 * What was said of a visit stays said as long as it is at the same time with the same things in its way.
 */
void
salve_series_visits_keep_decisions (GPtrArray *visits, const GPtrArray *earlier)
{
  for (guint i = 0; i < visits->len; i++)
    {
      SalveSeriesVisit *visit = g_ptr_array_index (visits, i);
      const SalveSeriesVisit *before = find_like (earlier, visit);

      if (!visit->in_the_way || !before)
        continue;
      visit->skipped = before->skipped;
      g_set_str (&visit->overbook_reason, before->overbook_reason);
    }
}

/* Whether it is known what becomes of it. */
gboolean
salve_series_visit_is_decided (const SalveSeriesVisit *visit)
{
  return !visit->in_the_way || visit->skipped || visit->overbook_reason;
}
