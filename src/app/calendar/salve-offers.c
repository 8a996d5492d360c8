/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-offers.h"

#include "salve-appointment-flows.h"
#include "salve-clash-finder.h"

#define START_GRID (5 * SALVE_INSTANT_MINUTE)

static void
offer_free (gpointer data)
{
  SalveOffer *offer = data;

  salve_wish_row_free (offer->wish);
  g_free (offer);
}

/* Where the patient is already, around the freed time. */
static GArray *
list_busy (SalveClinic *clinic, const char *patient_id, SalveTimeSpan freed)
{
  g_autoptr (GPtrArray) rows =
      salve_store_list_patient_appointments (salve_clinic_get_store (clinic), patient_id, NULL);
  GArray *busy = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));

  for (guint i = 0; rows && i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (salve_appointment_status_takes_time (row->status) && salve_time_span_overlaps (row->span, freed))
        g_array_append_val (busy, row->span);
    }
  return busy;
}

/* The wish as an appointment at that time, with the freed one's doctor and room. */
static void
settle (SalveAppointmentDetails *details, const SalveAppointmentDetails *freed, SalveTimeSpan span)
{
  details->status = SALVE_APPOINTMENT_BOOKED;
  details->span = span;
  g_set_str (&details->doctor_id, freed->doctor_id);
  g_set_str (&details->doctor_name, freed->doctor_name);
  g_set_str (&details->room_id, freed->room_id);
  g_set_str (&details->room_name, freed->room_name);
}

/* The visit's own buffers may reach over the freed time's edge, and the doctor may be away by now. */
static gboolean
is_free (SalveClinic *clinic,
         SalveClashFinder *finder,
         const SalveWish *wish,
         const SalveAppointmentDetails *freed,
         SalveTimeSpan span)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (clinic, wish->id, NULL, NULL);
  g_autoptr (SalveBooking) booking = NULL;
  g_autoptr (GPtrArray) clashes = NULL;

  if (!details)
    return FALSE;
  settle (details, freed, span);
  booking = salve_appointment_details_to_booking (details);
  clashes = salve_clash_finder_check (finder, booking, NULL);
  return clashes && clashes->len == 0;
}

static GPtrArray *
match (SalveClinic *clinic, GPtrArray *rows, SalveTimeSpan span, const char *doctor_id)
{
  g_autoptr (GPtrArray) wishes = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (wishes, ((const SalveWishRow *)g_ptr_array_index (rows, i))->wish);
  return salve_waiting_list_match (wishes, span, doctor_id, NULL, salve_clinic_get_zone (clinic));
}

static SalveWishRow *
steal_row (GPtrArray *rows, const SalveWish *wish)
{
  for (guint i = 0; i < rows->len; i++)
    if (((const SalveWishRow *)g_ptr_array_index (rows, i))->wish == wish)
      return g_ptr_array_steal_index (rows, i);
  g_assert_not_reached ();
}

/* What of the freed time is still to come, from the next five minutes on. */
static SalveTimeSpan
to_come (SalveClinic *clinic, SalveTimeSpan freed)
{
  SalveInstant now = salve_clinic_now (clinic);

  if (freed.start < now)
    freed.start = (now + START_GRID - 1) / START_GRID * START_GRID;
  return freed;
}

/**
 * salve_offers_find:
 * @freed: the appointment that gave its time up
 *
 * Returns: (transfer full) (element-type SalveOffer): whom what is left of the time suits, who is free then themselves,
 *   and when each would come; the most urgent first, then who waits longest
 */
GPtrArray *
salve_offers_find (SalveClinic *clinic, const SalveAppointmentDetails *freed)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func (offer_free);
  g_autoptr (GPtrArray) rows = salve_store_list_wishes (salve_clinic_get_store (clinic), NULL);
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (clinic);
  g_autoptr (GPtrArray) suited = NULL;
  SalveTimeSpan span = freed->span;

  if (!rows || !salve_appointment_details_has_time (freed))
    return offers;
  span = to_come (clinic, span);
  suited = match (clinic, rows, span, freed->doctor_id);
  for (guint i = 0; i < suited->len; i++)
    {
      const SalveWish *wish = g_ptr_array_index (suited, i);
      g_autoptr (GArray) busy = list_busy (clinic, wish->patient_id, span);
      SalveTimeSpan place;
      SalveOffer *offer;

      if (!salve_wish_place (wish, span, busy, salve_clinic_get_zone (clinic), &place)
          || !is_free (clinic, finder, wish, freed, place))
        continue;
      offer = g_new0 (SalveOffer, 1);
      offer->span = place;
      offer->wish = steal_row (rows, wish);
      g_ptr_array_add (offers, offer);
    }
  return offers;
}

/**
 * salve_offer_book:
 * @freed: the appointment that gave its time up
 *
 * The wish itself becomes the appointment, so that nobody waits for what they have.
 */
DexFuture *
salve_offer_book (SalveClinic *clinic, const SalveOffer *offer, const SalveAppointmentDetails *freed)
{
  GError *error = NULL;
  gint64 version = 0;
  g_autoptr (SalveAppointmentDetails) details =
      salve_appointment_read (clinic, offer->wish->wish->id, &version, &error);

  if (!details)
    return dex_future_new_for_error (error);
  settle (details, freed, offer->span);
  return salve_appointment_save (clinic, details, version);
}
