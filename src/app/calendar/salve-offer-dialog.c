/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enter on the first one books it: with the cancellation, two actions fill the time again. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-offer-dialog.h"

#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-clash-words.h"
#include "salve-patient-words.h"

#include <glib/gi18n.h>

#define MOST_OFFERS 6

typedef struct
{
  SalveClinic *clinic;
  SalveAppointmentDetails *freed;
  GPtrArray *wishes; /* of SalveWishRow */
  AdwDialog *dialog;
  GtkWidget *parent;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_object_unref (offer->clinic);
  g_object_unref (offer->parent);
  salve_appointment_details_free (offer->freed);
  g_ptr_array_unref (offer->wishes);
  g_free (offer);
}

static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  dex_future_get_value (future, &error);
  dialog = adw_alert_dialog_new (_ ("The Time Was Not Booked"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, data);
  return NULL;
}

/* The wish itself becomes the appointment, so that nobody waits for what they have. */
static void
on_row_activated (Offer *offer, GtkListBoxRow *row)
{
  const SalveWishRow *wish = g_object_get_data (G_OBJECT (row), "wish");
  gint64 version = 0;
  g_autoptr (SalveAppointmentDetails) details =
      salve_appointment_read (offer->clinic, wish->wish->id, &version, NULL);

  if (details)
    {
      details->status = SALVE_APPOINTMENT_BOOKED;
      details->span.start = MAX (offer->freed->span.start, wish->wish->period.start);
      if (wish->wish->from_minute > 0)
        details->span.start =
            MAX (details->span.start,
                 salve_wall_clock_to_instant (
                     salve_instant_to_date (offer->freed->span.start, salve_clinic_get_zone (offer->clinic)),
                     wish->wish->from_minute, salve_clinic_get_zone (offer->clinic)));
      details->span.end = details->span.start + wish->wish->minutes * SALVE_INSTANT_MINUTE;
      g_set_str (&details->doctor_id, offer->freed->doctor_id);
      g_set_str (&details->doctor_name, offer->freed->doctor_name);
      g_set_str (&details->room_id, offer->freed->room_id);
      g_set_str (&details->room_name, offer->freed->room_name);
      dex_future_disown (dex_future_catch (salve_appointment_save (offer->clinic, details, version),
                                           on_failed, g_object_ref (offer->parent), g_object_unref));
    }
  adw_dialog_force_close (offer->dialog);
}

static GtkWidget *
make_row (Offer *offer, const SalveWishRow *wish)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *since = salve_instant_day_words (wish->wish->since, offer->clinic);
  g_autofree char *words = wish->wish->priority > 0
                               /* Translators: since when somebody waits */
                               ? g_strdup_printf (_ ("Urgent; waiting since %s"), since)
                               : g_strdup_printf (_ ("Waiting since %s"), since);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 wish->patient_name ? wish->patient_name : _ ("Nobody named"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("object-select-symbolic"));
  g_object_set_data (G_OBJECT (row), "wish", (gpointer)wish);
  return row;
}

static const SalveWishRow *
find_row (GPtrArray *rows, const SalveWish *wish)
{
  for (guint i = 0; i < rows->len; i++)
    if (((const SalveWishRow *)g_ptr_array_index (rows, i))->wish == wish)
      return g_ptr_array_index (rows, i);
  return NULL;
}

static GPtrArray *
match (SalveClinic *clinic, GPtrArray *rows, const SalveAppointmentDetails *freed)
{
  g_autoptr (GPtrArray) wishes = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (wishes, ((const SalveWishRow *)g_ptr_array_index (rows, i))->wish);
  return salve_waiting_list_match (wishes, freed->span, freed->doctor_id, NULL,
                                   salve_clinic_get_zone (clinic));
}

/**
 * salve_offer_freed_time:
 * @cancelled_id: the appointment that gave its time up
 *
 * Shows whom the time suits, the most urgent first; nothing where it suits nobody or has passed.
 */
void
salve_offer_freed_time (GtkWidget *parent, SalveClinic *clinic, const char *cancelled_id)
{
  g_autoptr (SalveAppointmentDetails) freed = salve_appointment_read (clinic, cancelled_id, NULL, NULL);
  g_autoptr (GPtrArray) rows = salve_store_list_wishes (salve_clinic_get_store (clinic), NULL);
  g_autoptr (GPtrArray) suited = NULL;
  g_autofree char *when = NULL, *day = NULL, *body = NULL;
  GtkWidget *list = gtk_list_box_new ();
  Offer *offer;

  g_object_ref_sink (list);
  if (freed && rows && salve_appointment_details_has_time (freed)
      && freed->span.start > salve_clinic_now (clinic))
    suited = match (clinic, rows, freed);
  if (!suited || suited->len == 0)
    {
      g_object_unref (list);
      return;
    }
  day = salve_day_words (salve_instant_to_date (freed->span.start, salve_clinic_get_zone (clinic)), clinic);
  when = salve_time_span_words (freed->span, clinic);
  /* Translators: a day, and from when to when */
  body = g_strdup_printf (_ ("%1$s, %2$s has become free. Somebody waits for such a time:"), day, when);
  offer = g_new0 (Offer, 1);
  offer->clinic = g_object_ref (clinic);
  offer->parent = g_object_ref (parent);
  offer->freed = g_steal_pointer (&freed);
  offer->wishes = g_ptr_array_ref (rows);
  offer->dialog = adw_alert_dialog_new (_ ("Offer the Time?"), body);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < MIN (suited->len, MOST_OFFERS); i++)
    {
      const SalveWishRow *row = find_row (rows, g_ptr_array_index (suited, i));

      if (row)
        gtk_list_box_append (GTK_LIST_BOX (list), make_row (offer, row));
    }
  g_signal_connect_data (list, "row-activated", G_CALLBACK (on_row_activated), offer, offer_free,
                         G_CONNECT_SWAPPED);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (offer->dialog), list);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (offer->dialog), "no", _ ("_Leave It Free"));
  adw_dialog_set_focus (offer->dialog, GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
  adw_dialog_present (offer->dialog, parent);
  g_object_unref (list);
}
