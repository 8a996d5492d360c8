/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-times-dialog.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-doctor-sections.h"
#include "salve-doctor-times.h"

#define DAYS 28
#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)

typedef struct
{
  SalveClinic *clinic;
  char *doctor_id;
  AdwToggleGroup *which;
  GtkListBox *list;
  GtkLabel *counts;
} View;

static void
view_free (gpointer data)
{
  View *view = data;

  g_object_unref (view->clinic);
  g_free (view->doctor_id);
  g_free (view);
}

static GtkWidget *
new_free_row (View *view, SalveTimeSpan span)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = salve_span_format (span, view->clinic);
  g_autofree char *length =
      salve_minutes_format_length ((int)((span.end - span.start) / SALVE_INSTANT_MINUTE));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  /* Translators: a length of time that can be booked */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Free"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), when);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (length));
  gtk_widget_add_css_class (row, "dimmed");
  gtk_widget_add_css_class (row, "numeric");
  return row;
}

/* Both in one order of time. */
static void
add_rows (View *view, const SalveDoctorTimes *times, gboolean booked, gboolean free)
{
  guint i = 0, j = 0;
  guint n_booked = booked ? times->booked->len : 0, n_free = free ? times->free->len : 0;

  while (i < n_booked || j < n_free)
    {
      const SalveAppointmentRow *row = i < n_booked ? g_ptr_array_index (times->booked, i) : NULL;
      SalveTimeSpan span = { SALVE_INSTANT_NONE, SALVE_INSTANT_NONE };

      if (j < n_free)
        span = g_array_index (times->free, SalveTimeSpan, j);
      if (row != NULL && (j >= n_free || row->span.start <= span.start))
        {
          gtk_list_box_append (view->list, salve_appointment_row_widget_new (view->clinic, row));
          i++;
        }
      else
        {
          gtk_list_box_append (view->list, new_free_row (view, span));
          j++;
        }
    }
}

static void
fill (View *view)
{
  SalveInstant now = salve_clinic_now (view->clinic);
  SalveTimeSpan range = { now, now + DAYS * DAY };
  const char *which = adw_toggle_group_get_active_name (view->which);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveDoctorTimes) times = salve_doctor_times_read (view->clinic, view->doctor_id, range, &error);
  g_autofree char *free_time = NULL;
  g_autofree char *counts = NULL;

  gtk_list_box_remove_all (view->list);
  if (times == NULL)
    {
      gtk_label_set_label (view->counts, error->message);
      return;
    }
  free_time = salve_minutes_format_length (times->free_minutes);
  /* Translators: a number of appointments, and a length of time */
  counts = g_strdup_printf (_ ("In 4 weeks: %1$u booked, %2$s free"), times->booked->len, free_time);
  gtk_label_set_label (view->counts, counts);
  add_rows (view, times, g_strcmp0 (which, "free") != 0, g_strcmp0 (which, "booked") != 0);
}

static void
add_toggle (AdwToggleGroup *group, const char *name, const char *label)
{
  AdwToggle *toggle = adw_toggle_new ();

  adw_toggle_set_name (toggle, name);
  adw_toggle_set_label (toggle, label);
  adw_toggle_group_add (group, toggle);
}

static GtkWidget *
build_page (View *view)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *placeholder = gtk_label_new (_ ("Nothing in these weeks"));

  view->counts = GTK_LABEL (gtk_label_new (NULL));
  view->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_label_set_xalign (view->counts, 0);
  gtk_label_set_wrap (view->counts, TRUE);
  gtk_widget_set_margin_bottom (GTK_WIDGET (view->counts), 12);
  gtk_widget_add_css_class (GTK_WIDGET (view->list), "boxed-list");
  gtk_list_box_set_selection_mode (view->list, GTK_SELECTION_NONE);
  gtk_widget_set_margin_top (placeholder, 18);
  gtk_widget_set_margin_bottom (placeholder, 18);
  gtk_list_box_set_placeholder (view->list, placeholder);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (view->counts));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (view->list));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return page;
}

/* A record is opened behind the dialog, which then goes away. */
static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, AdwDialog *dialog)
{
  adw_dialog_close (dialog);
}

/**
 * salve_doctor_times_dialog_new:
 *
 * Returns: (transfer floating): what is booked and what is free with the doctor, all of it or one of both
 */
AdwDialog *
salve_doctor_times_dialog_new (SalveClinic *clinic, const char *doctor_id)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new (), *header = adw_header_bar_new ();
  View *view = g_new0 (View, 1);

  view->clinic = g_object_ref (clinic);
  view->doctor_id = g_strdup (doctor_id);
  view->which = ADW_TOGGLE_GROUP (adw_toggle_group_new ());
  add_toggle (view->which, "all", C_ ("appointments", "All"));
  add_toggle (view->which, "booked", C_ ("appointments", "Booked"));
  add_toggle (view->which, "free", C_ ("appointments", "Free"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view->which), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is shown"), -1);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (view->which));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), build_page (view));
  adw_dialog_set_child (dialog, toolbar);
  adw_dialog_set_title (dialog, _ ("Appointments and Free Times"));
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 720);
  g_object_set_data_full (G_OBJECT (dialog), "view", view, view_free);
  g_signal_connect_swapped (view->which, "notify::active-name", G_CALLBACK (fill), view);
  g_signal_connect_object (view->list, "row-activated", G_CALLBACK (on_row_activated), dialog,
                           G_CONNECT_DEFAULT);
  fill (view);
  return dialog;
}
