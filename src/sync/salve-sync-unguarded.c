/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Booking on a server that keeps no guards: it is looked at before, and once more after it took the appointment, before
 * anybody here calls it booked. Of two that met, the later one is taken back, and waits for a person. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-edit.h"
#include "salve-sync-booking-private.h"

/* Whoever came first stays. A server may note the time before it commits, and note the same one twice: so this alone
 * does not say who goes. */
static gboolean
is_later (SalveResource *ours, SalveResource *other)
{
  SalveInstant our_time, their_time;

  if (!salve_instant_parse_fhir (salve_resource_get_last_updated (ours), NULL, &our_time, NULL)
      || !salve_instant_parse_fhir (salve_resource_get_last_updated (other), NULL, &their_time, NULL))
    return TRUE;
  return our_time != their_time ? our_time > their_time
                                : strcmp (salve_resource_get_id (ours), salve_resource_get_id (other)) > 0;
}

/* So often the other one is given time to go, each time twice as long. */
#define COURTESIES 3
#define COURTESY (2 * SALVE_INSTANT_SECOND)

/* Awaits. Of two desks that wrote one behind the other, the second sees the first one here. Who seems to be later goes at
 * once; who seems to be first waits for that, and goes as well if it does not come: the other one may have looked before
 * ours was there. SALVE_SYNC_TURN_DONE: it stays; SALVE_SYNC_TURN_CLASH: it goes. */
static SalveSyncTurn
look_afterwards (SalveSyncBooking *booking, SalveResource *ours, GError **error)
{
  SalveSync *self = booking->self;

  for (guint i = 0;; i++)
    {
      SalveSyncTurn step = salve_sync_booking_look (booking, error);

      if (step == SALVE_SYNC_TURN_DONE || step == SALVE_SYNC_TURN_FAILED)
        return step;
      if (step == SALVE_SYNC_TURN_CLASH && (i == COURTESIES || is_later (ours, booking->other)))
        return SALVE_SYNC_TURN_CLASH;
      if (i == COURTESIES)
        {
          g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                               _ ("The server does not say which appointments a doctor has."));
          return SALVE_SYNC_TURN_FAILED;
        }
      dex_await (self->env.sleep (COURTESY << i, self->env.data), NULL);
    }
}

/* Awaits. Returns: (transfer full): what takes the time no more: as it was before, else as one that is only proposed; NULL
 * with an error */
static SalveResource *
find_former (SalveSyncBooking *booking, SalveResource *ours, GError **error)
{
  g_autofree char *path =
      g_strdup_printf ("Appointment/%s/_history/%s", booking->id, booking->entry->base_version);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (booking->self, path, error);
  g_autoptr (SalveResource) former = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (response == NULL || !salve_sync_check (booking->self, response, error))
    return NULL;
  former = response->status < 300 ? salve_sync_read_body (response) : NULL;
  edit = salve_resource_edit (former != NULL ? former : ours);
  if (former == NULL)
    salve_edit_set_string (edit, "/status", "proposed");
  salve_edit_remove (edit, "/meta/versionId");
  salve_edit_remove (edit, "/meta/lastUpdated");
  return salve_edit_finish (edit, error);
}

/* Awaits. The time is free again for whoever came first. */
static gboolean
take_back (SalveSyncBooking *booking, SalveResource *ours, const char *version, GError **error)
{
  SalveSync *self = booking->self;
  gboolean new = booking->entry->base_version == NULL;
  g_autofree char *path = g_strdup_printf ("Appointment/%s", booking->id);
  g_autoptr (SalveResource) former = new ? NULL : find_former (booking, ours, error);
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;

  if (!new && former == NULL)
    return FALSE;
  request =
      salve_remote_request_new (new ? "DELETE" : "PUT", path, new ? NULL : salve_resource_get_bytes (former));
  request->if_match = version != NULL ? salve_etag_of_version (version) : NULL;
  response = salve_sync_send (self, request, error);
  if (response == NULL || !salve_sync_check (self, response, error))
    return FALSE;
  if (response->status < 300 || response->status == 404 || response->status == 410)
    return TRUE;
  /* Somebody has changed it meanwhile; what was sent is looked for at the next round, and this with it. */
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
               /* Translators: %u is a number of HTTP, such as 503. */
               _ ("The server cannot answer now (%u)."), response->status);
  return FALSE;
}

/* Awaits. stays: (out): FALSE: it was taken back, and waits for a person */
static gboolean
confirm (SalveSyncBooking *booking,
         SalveResource *there,
         const char *version,
         gboolean *stays,
         GError **error)
{
  SalveSyncTurn step = look_afterwards (booking, there, error);

  *stays = step == SALVE_SYNC_TURN_DONE;
  if (step != SALVE_SYNC_TURN_CLASH)
    return step == SALVE_SYNC_TURN_DONE;
  g_message ("Appointment/%s was booked at a time that somebody else has, and is taken back",
             booking->entry->id);
  return take_back (booking, there, version, error) && salve_sync_booking_give_up (booking, error);
}

/**
 * salve_sync_confirm:
 * @entry: an appointment that was sent, and that the server has
 * @there: as it has it
 * @stays: (out): FALSE: somebody else has its time; it was taken back and refused
 *
 * Awaits. Where guards are kept, nothing has to be confirmed.
 */
gboolean
salve_sync_confirm (SalveSync *self,
                    const SalveSyncEntry *entry,
                    SalveResource *there,
                    const char *version,
                    gboolean *stays,
                    GError **error)
{
  g_auto (SalveSyncBooking) booking = { .self = self, .entry = entry };
  SalveSyncTurn step;

  *stays = TRUE;
  if (!salve_sync_booking_read (&booking, error))
    return FALSE;
  if (booking.n_places == 0)
    return TRUE;
  step = salve_sync_booking_guard (&booking, error);
  if (step == SALVE_SYNC_TURN_FAILED || step != SALVE_SYNC_TURN_NO_WAY)
    return step != SALVE_SYNC_TURN_FAILED;
  booking.id = g_strdup (salve_resource_get_id (there));
  return confirm (&booking, there, version, stays, error);
}

/* Awaits. Returns: (transfer full): as it is there; it is asked for where the answer did not say it */
static SalveResource *
read_accepted (SalveSyncBooking *booking, const SalveSyncVerdict *verdict, char **version, GError **error)
{
  g_autofree char *given = salve_sync_id_of_location (verdict->location);
  const char *id = given != NULL ? given : booking->entry->server_id;
  g_autofree char *path = g_strdup_printf ("Appointment/%s", id);
  g_autoptr (SalveRemoteResponse) response = NULL;
  SalveResource *there = NULL;

  *version = salve_sync_version_of (verdict->etag, verdict->resource);
  if (*version != NULL && verdict->resource != NULL && salve_resource_get_id (verdict->resource) != NULL)
    return salve_resource_ref (verdict->resource);
  g_clear_pointer (version, g_free);
  if (id != NULL)
    {
      response = salve_sync_get (booking->self, path, error);
      if (response == NULL || !salve_sync_check (booking->self, response, error))
        return NULL;
      there = response->status < 300 ? salve_sync_read_body (response) : NULL;
    }
  if (there == NULL)
    g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                         _ ("The server's answer cannot be understood."));
  *version = there != NULL ? salve_sync_version_of (response->etag, there) : NULL;
  return there;
}

/* Awaits. Nothing is acknowledged before it is known that it stays: a desk that dies in between finds it on its way. */
gboolean
salve_sync_book_unguarded (SalveSyncBooking *booking, GError **error)
{
  SalveSync *self = booking->self;
  SalveSyncTurn step = salve_sync_booking_look (booking, error);
  g_auto (SalveSyncVerdict) verdict = { 0 };
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autoptr (SalveResource) there = NULL;
  g_autofree char *version = NULL;
  gboolean stays;

  if (step == SALVE_SYNC_TURN_FOUND)
    return salve_sync_meet_there (self, booking->entry, error);
  if (step == SALVE_SYNC_TURN_CLASH)
    return salve_sync_booking_give_up (booking, error);
  response = step == SALVE_SYNC_TURN_DONE ? salve_sync_ask (self, booking->entry, &verdict, error) : NULL;
  if (response == NULL)
    return FALSE;
  if (verdict.status < 200 || verdict.status >= 300)
    return salve_sync_take_answer (self, booking->entry, &verdict, response, error);
  there = read_accepted (booking, &verdict, &version, error);
  if (there == NULL)
    return FALSE;
  booking->id = g_strdup (salve_resource_get_id (there));
  if (!confirm (booking, there, version, &stays, error))
    return FALSE;
  return !stays || salve_sync_take_answer (self, booking->entry, &verdict, response, error);
}
