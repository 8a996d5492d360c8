/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record's stops on the tour. Each looks for a patient in the clinic who has what the scene is about. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-chart.h"
#include "salve-record-page.h"
#include "salve-record-tour.h"

#define LOOKED_THROUGH 400

typedef enum
{
  WANT_RICH,
  WANT_EMPTY,
  WANT_ALLERGIC,
  WANT_DECEASED,
} Wanted;

typedef struct
{
  SalveStore *store;
  Wanted wanted;
  guint looked;
  guint best;
  char *id;
} Search;

static gboolean
consider (SalveResource *patient, gpointer data, GError **error)
{
  Search *search = data;
  const char *id = salve_resource_get_id (patient);
  g_autoptr (GPtrArray) related = NULL;
  guint score = 0;

  if (search->looked++ >= LOOKED_THROUGH)
    return FALSE;
  if (search->wanted == WANT_DECEASED && !salve_patient_get_deceased (patient, NULL))
    return TRUE;
  related = salve_store_list_related (search->store, id,
                                      search->wanted == WANT_ALLERGIC ? "AllergyIntolerance" : NULL, NULL);
  if (related == NULL)
    return TRUE;
  score = search->wanted == WANT_EMPTY ? 100000 - MIN (related->len, 99999) : related->len + 1;
  if (score > search->best)
    {
      search->best = score;
      g_set_str (&search->id, id);
    }
  return TRUE;
}

static void
open_record (GtkWindow *window, SalveClinic *clinic, Wanted wanted)
{
  static char *found[4];
  Search search = { .store = salve_clinic_get_store (clinic), .wanted = wanted };

  if (found[wanted] == NULL)
    {
      salve_store_foreach (search.store, "Patient", consider, &search, NULL, NULL);
      found[wanted] = search.id;
    }
  if (found[wanted] == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "patients");
  gtk_widget_activate_action (GTK_WIDGET (window), "patient.open", "s", found[wanted]);
}

static SalveRecordPage *
find_page (GtkWidget *widget)
{
  if (SALVE_IS_RECORD_PAGE (widget))
    return SALVE_RECORD_PAGE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      SalveRecordPage *page = find_page (child);

      if (page)
        return page;
    }
  return NULL;
}

static GtkWidget *
find_chart (GtkWidget *widget)
{
  if (SALVE_IS_CHART (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *chart = find_chart (child);

      if (chart)
        return chart;
    }
  return NULL;
}

static void
show_record (GtkWindow *window, SalveClinic *clinic)
{
  open_record (window, clinic, WANT_RICH);
}

static void
show_empty (GtkWindow *window, SalveClinic *clinic)
{
  open_record (window, clinic, WANT_EMPTY);
}

static void
show_allergies (GtkWindow *window, SalveClinic *clinic)
{
  open_record (window, clinic, WANT_ALLERGIC);
}

static void
show_deceased (GtkWindow *window, SalveClinic *clinic)
{
  open_record (window, clinic, WANT_DECEASED);
}

static void
show_part (GtkWindow *window, SalveClinic *clinic, const char *part)
{
  SalveRecordPage *page;

  open_record (window, clinic, WANT_RICH);
  page = find_page (GTK_WIDGET (window));
  if (page)
    salve_record_page_show (page, part);
}

static void
zoom_chart (GtkWindow *window, SalveClinic *clinic)
{
  GtkWidget *chart = find_chart (GTK_WIDGET (window));

  if (chart == NULL || salve_chart_get_n_times (SALVE_CHART (chart)) < 3)
    return;
  salve_chart_set_cursor (SALVE_CHART (chart), (int)salve_chart_get_n_times (SALVE_CHART (chart)) / 2);
  salve_chart_zoom (SALVE_CHART (chart), 0.4);
}

static void
show_charts (GtkWindow *window, SalveClinic *clinic)
{
  show_part (window, clinic, "vitals");
}

static void
show_timeline (GtkWindow *window, SalveClinic *clinic)
{
  show_part (window, clinic, "timeline");
}

static void
show_reports (GtkWindow *window, SalveClinic *clinic)
{
  show_part (window, clinic, "reports");
}

static void
activate_on_page (GtkWindow *window, const char *action)
{
  SalveRecordPage *page = find_page (GTK_WIDGET (window));

  if (page)
    gtk_widget_activate_action (GTK_WIDGET (page), action, NULL);
}

static void
open_raw (GtkWindow *window, SalveClinic *clinic)
{
  activate_on_page (window, "record.raw");
}

static void
open_history (GtkWindow *window, SalveClinic *clinic)
{
  activate_on_page (window, "record.history");
}

const SalveTourScene *
salve_record_tour_scenes (void)
{
  static const SalveTourScene scenes[] = {
    { .name = "record", .show = show_record, .main = TRUE },
    { .name = "record-timeline", .show = show_timeline },
    { .name = "record-charts", .show = show_charts, .main = TRUE },
    { .name = "record-charts-zoomed", .show = show_charts, .then = zoom_chart },
    { .name = "record-reports", .show = show_reports },
    { .name = "record-allergies", .show = show_allergies },
    { .name = "record-deceased", .show = show_deceased },
    { .name = "record-empty", .show = show_empty },
    { .name = "record-raw", .show = show_record, .then = open_raw },
    { .name = "record-history", .show = show_record, .then = open_history },
    { .name = NULL },
  };

  return scenes;
}
