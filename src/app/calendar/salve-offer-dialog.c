/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enter on the first one books it: with the cancellation, two actions fill the time again. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-offer-dialog.h"

#include "salve-appointment-flows.h"
#include "salve-clash-words.h"
#include "salve-offers.h"
#include "salve-patient-words.h"

#include <glib/gi18n.h>

#define MOST_OFFERS 6

typedef struct
{
  SalveClinic *clinic;
  SalveAppointmentDetails *freed;
  GPtrArray *offers; /* of SalveOffer */
  AdwDialog *dialog;
  GtkWidget *parent;
} OfferDialog;

static void
offer_dialog_free (gpointer data, GClosure *closure)
{
  OfferDialog *self = data;

  g_object_unref (self->clinic);
  g_object_unref (self->parent);
  salve_appointment_details_free (self->freed);
  g_ptr_array_unref (self->offers);
  g_free (self);
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

static void
on_row_activated (OfferDialog *self, GtkListBoxRow *row)
{
  const SalveOffer *offer = g_object_get_data (G_OBJECT (row), "offer");

  dex_future_disown (dex_future_catch (salve_offer_book (self->clinic, offer, self->freed), on_failed,
                                       g_object_ref (self->parent), g_object_unref));
  adw_dialog_force_close (self->dialog);
}

static GtkWidget *
make_row (OfferDialog *self, const SalveOffer *offer)
{
  const SalveWishRow *wish = offer->wish;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *since = salve_instant_day_words (wish->wish->since, self->clinic);
  g_autofree char *words = wish->wish->priority > 0
                               /* Translators: since when somebody waits */
                               ? g_strdup_printf (_ ("Urgent; waiting since %s"), since)
                               : g_strdup_printf (_ ("Waiting since %s"), since);
  g_autofree char *when = salve_time_span_words (offer->span, self->clinic);
  /* Translators: from when to when somebody would come, and since when they wait */
  g_autofree char *subtitle = g_strdup_printf (C_ ("offer", "%1$s · %2$s"), when, words);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 wish->patient_name ? wish->patient_name : _ ("Nobody named"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("object-select-symbolic"));
  g_object_set_data (G_OBJECT (row), "offer", (gpointer)offer);
  return row;
}

static char *
describe (SalveClinic *clinic, SalveTimeSpan freed)
{
  g_autofree char *day =
      salve_day_words (salve_instant_to_date (freed.start, salve_clinic_get_zone (clinic)), clinic);
  g_autofree char *when = salve_time_span_words (freed, clinic);

  /* Translators: a day, and from when to when */
  return g_strdup_printf (_ ("%1$s, %2$s has become free. Somebody waits for such a time:"), day, when);
}

static void
present (OfferDialog *self, const char *body)
{
  GtkWidget *list = gtk_list_box_new ();

  self->dialog = adw_alert_dialog_new (_ ("Offer the Time?"), body);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < MIN (self->offers->len, MOST_OFFERS); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, g_ptr_array_index (self->offers, i)));
  g_signal_connect_data (list, "row-activated", G_CALLBACK (on_row_activated), self, offer_dialog_free,
                         G_CONNECT_SWAPPED);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (self->dialog), list);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (self->dialog), "no", _ ("_Leave It Free"));
  adw_dialog_set_focus (self->dialog, GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
  adw_dialog_present (self->dialog, self->parent);
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
  g_autoptr (GPtrArray) offers = freed ? salve_offers_find (clinic, freed) : NULL;
  g_autofree char *body = NULL;
  OfferDialog *self;

  if (!offers || offers->len == 0)
    return;
  body = describe (clinic, freed->span);
  self = g_new0 (OfferDialog, 1);
  self->clinic = g_object_ref (clinic);
  self->parent = g_object_ref (parent);
  self->freed = g_steal_pointer (&freed);
  self->offers = g_steal_pointer (&offers);
  present (self, body);
}
