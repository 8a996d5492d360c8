/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-place-dialog.h"

#include "salve-appointment-flows.h"
#include "salve-directory.h"
#include "salve-flow-day.h"

#include <glib/gi18n.h>

typedef struct
{
  SalveClinic *clinic;
  char *id;        /* of the appointment */
  GPtrArray *rows; /* of SalveAppointmentRow: today's */
  AdwDialog *dialog;
} Places;

static void
places_free (gpointer data)
{
  Places *self = data;

  g_object_unref (self->clinic);
  g_free (self->id);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static DexFuture *
on_done (DexFuture *future, gpointer data)
{
  adw_dialog_force_close (ADW_DIALOG (data));
  return NULL;
}

static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *alert;

  dex_future_get_value (future, &error);
  alert = adw_alert_dialog_new (_ ("The Appointment Was Not Changed"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (alert), "close", _ ("_Close"));
  adw_dialog_present (alert, data);
  return NULL;
}

static void
on_chosen (Places *self, GtkWidget *row)
{
  SalveAppointmentWalk plan = { .room_id = g_object_get_data (G_OBJECT (row), "place"),
                                .room_name = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) };
  DexFuture *future = salve_appointment_walk (self->clinic, self->id, &plan);

  future = dex_future_then (future, on_done, g_object_ref (self->dialog), g_object_unref);
  dex_future_disown (dex_future_catch (future, on_failed, g_object_ref (self->dialog), g_object_unref));
}

/* Returns: (transfer full): who is there now; NULL: nobody */
static char *
who_is_in (Places *self, const char *place_id)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SalveAppointmentRow *row = self->rows->pdata[i];

      if (row->status != SALVE_APPOINTMENT_CHECKED_IN || g_strcmp0 (row->room_id, place_id) != 0)
        continue;
      g_ptr_array_add (
          names, (gpointer)(row->patient_name != NULL ? row->patient_name : C_ ("appointment", "Taken")));
    }
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  return g_strjoinv (_ (", "), (char **)names->pdata);
}

static void
add_places (Places *self, AdwPreferencesPage *page, const char *title, GPtrArray *all, const char *present)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GPtrArray) places = salve_flow_day_sort_places (all);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < places->len; i++)
    {
      const SalveRoomRow *place = places->pdata[i];
      GtkWidget *row;
      g_autofree char *who = NULL;

      if (!place->active)
        continue;
      who = who_is_in (self, place->id);
      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), place->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), who != NULL ? who : C_ ("room or bed", "Free"));
      if (g_strcmp0 (place->id, present) == 0)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                   gtk_image_new_from_icon_name ("object-select-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "place", g_strdup (place->id), g_free);
      g_signal_connect_swapped (row, "activated", G_CALLBACK (on_chosen), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
}

static GPtrArray *
list_today (SalveClinic *clinic)
{
  SalveTimeSpan day = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  GPtrArray *rows = salve_store_list_appointments (salve_clinic_get_store (clinic), day, NULL, NULL);

  return rows != NULL ? rows : g_ptr_array_new ();
}

static GtkWidget *
make_content (GtkWidget *page)
{
  GtkWidget *view = adw_toolbar_view_new ();

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  return view;
}

/**
 * salve_place_dialog_new:
 *
 * Returns: (transfer floating) (nullable): %NULL where the appointment is gone, or the clinic's places cannot be read
 */
AdwDialog *
salve_place_dialog_new (SalveClinic *clinic, const char *appointment_id)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (clinic, appointment_id, NULL, NULL);
  g_autoptr (GPtrArray) rooms = visit != NULL ? salve_store_list_rooms (store, NULL) : NULL;
  g_autoptr (GPtrArray) beds = rooms != NULL ? salve_store_list_beds (store, NULL) : NULL;
  GtkWidget *page;
  Places *self;

  if (beds == NULL)
    return NULL;
  page = adw_preferences_page_new ();
  self = g_new0 (Places, 1);
  self->clinic = g_object_ref (clinic);
  self->id = g_strdup (appointment_id);
  self->rows = list_today (clinic);
  self->dialog = adw_dialog_new ();
  g_object_set_data_full (G_OBJECT (self->dialog), "places", self, places_free);
  if (rooms->len > 0)
    add_places (self, ADW_PREFERENCES_PAGE (page), _ ("Rooms"), rooms, visit->room_id);
  if (beds->len > 0)
    add_places (self, ADW_PREFERENCES_PAGE (page), _ ("Beds"), beds, visit->room_id);
  adw_dialog_set_title (self->dialog, _ ("Room or Bed"));
  adw_dialog_set_content_width (self->dialog, 440);
  adw_dialog_set_child (self->dialog, make_content (page));
  return self->dialog;
}
