/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tour shows of the patients. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-tour.h"

#include "salve-patients-view.h"

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static SalvePatientsView *
show_patients (GtkWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "patients");
  return SALVE_PATIENTS_VIEW (find_widget (GTK_WIDGET (window), SALVE_TYPE_PATIENTS_VIEW));
}

static void
show_list (GtkWindow *window, SalveClinic *clinic)
{
  show_patients (window);
}

static void
show_search (GtkWindow *window, SalveClinic *clinic)
{
  salve_patients_view_search (show_patients (window), "an");
}

static void
show_none (GtkWindow *window, SalveClinic *clinic)
{
  salve_patients_view_search (show_patients (window), "Quirinius Zappa");
}

static const SalveTourScene scenes[] = {
  { "patients", show_list },
  { "patients-search", show_search },
  { "patients-none", show_none },
  { NULL, NULL },
};

const SalveTourScene *
salve_patients_tour_scenes (void)
{
  return scenes;
}
