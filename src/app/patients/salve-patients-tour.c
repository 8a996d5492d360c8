/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tour shows of the patients. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-tour.h"

#include "salve-patient-form.h"
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

static void
show_form (GtkWindow *window, SalveClinic *clinic)
{
  show_patients (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "patient.register", "s", "Quirin Zappa");
}

/* The first patient's name, typed once more. */
static void
show_form_duplicates (GtkWindow *window, SalveClinic *clinic)
{
  g_autoptr (GPtrArray) rows = salve_store_search_patients (salve_clinic_get_store (clinic), "an", 1, NULL);
  SalvePatientRow *row = rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;

  show_patients (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "patient.register", "s",
                              row != NULL ? row->name_full : "Anna");
}

static void
show_form_errors (GtkWindow *window, SalveClinic *clinic)
{
  AdwDialog *form = salve_patient_form_new (clinic, NULL, "");
  SalvePatientEditor *editor = salve_patient_form_get_editor (SALVE_PATIENT_FORM (form));

  show_patients (window);
  adw_dialog_present (form, GTK_WIDGET (window));
  salve_form_field_set_text (salve_patient_editor_get_field (editor, "birth-date"), "31.2.1974");
  salve_form_field_set_text (salve_patient_editor_get_field (editor, "phone"), "12");
  salve_patient_form_save (SALVE_PATIENT_FORM (form));
}

static void
show_form_full (GtkWindow *window, SalveClinic *clinic)
{
  g_autoptr (GPtrArray) rows = salve_store_search_patients (salve_clinic_get_store (clinic), "an", 1, NULL);

  show_patients (window);
  if (rows != NULL && rows->len > 0)
    gtk_widget_activate_action (GTK_WIDGET (window), "patient.edit", "s",
                                ((SalvePatientRow *)g_ptr_array_index (rows, 0))->id);
}

static void
show_merge (GtkWindow *window, SalveClinic *clinic)
{
  g_autoptr (GPtrArray) rows = salve_store_search_patients (salve_clinic_get_store (clinic), "an", 2, NULL);
  const char *ids[3] = { NULL };

  show_patients (window);
  for (guint i = 0; rows != NULL && i < MIN (rows->len, 2); i++)
    ids[i] = ((SalvePatientRow *)g_ptr_array_index (rows, i))->id;
  if (ids[1] != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "patient.merge", "^as", ids);
}

/* The list of people: the headers have a list of their own. */
static GtkWidget *
find_shown_list (GtkWidget *widget)
{
  if (GTK_IS_LIST_VIEW (widget) && gtk_widget_has_css_class (widget, "salve-patients"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_shown_list (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Everybody, with what can be done with them below. */
static void
select_all (GtkWindow *window, SalveClinic *clinic)
{
  GtkWidget *list = find_shown_list (find_widget (GTK_WIDGET (window), SALVE_TYPE_PATIENTS_VIEW));

  if (list != NULL)
    gtk_widget_activate_action (list, "list.select-all", NULL);
}

static const SalveTourScene scenes[] = {
  { .name = "patients", .show = show_list, .main = TRUE },
  { .name = "patients-selected", .show = show_list, .then = select_all },
  { .name = "patients-search", .show = show_search },
  { .name = "patients-none", .show = show_none },
  { .name = "patient-form", .show = show_form },
  { .name = "patient-form-duplicates", .show = show_form_duplicates },
  { .name = "patient-form-errors", .show = show_form_errors },
  { .name = "patient-form-full", .show = show_form_full, .main = TRUE },
  { .name = "patient-merge", .show = show_merge, .main = TRUE },
  { .name = NULL },
};

const SalveTourScene *
salve_patients_tour_scenes (void)
{
  return scenes;
}
