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

/* Awaits. former: (out) (transfer full) (nullable): as it was before this was sent; NULL: it was not there, or the server
 * does not say */
static gboolean
read_former (SalveSyncBooking *booking, SalveResource **former, GError **error)
{
  g_autofree char *path =
      g_strdup_printf ("Appointment/%s/_history/%s", booking->id, booking->entry->base_version);
  g_autoptr (SalveRemoteResponse) response = NULL;

  *former = NULL;
  if (booking->entry->base_version == NULL)
    return TRUE;
  response = salve_sync_get (booking->self, path, error);
  if (response == NULL || !salve_sync_check (booking->self, response, error))
    return FALSE;
  if (response->status >= 300)
    return TRUE;
  *former = salve_sync_read_body (response);
  if (*former == NULL)
    g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                         _ ("The server's answer cannot be understood."));
  return *former != NULL;
}

/* Awaits. SALVE_SYNC_TURN_DONE: nobody else has the time that it had before. */
static SalveSyncTurn
look_at_former (SalveSyncBooking *booking, SalveResource *former, GError **error)
{
  SalveSyncEntry entry = *booking->entry;
  g_auto (SalveSyncBooking) before = { .self = booking->self, .entry = &entry };

  entry.body = salve_resource_get_bytes (former);
  before.id = g_strdup (booking->id);
  return salve_sync_booking_read (&before, error) ? salve_sync_booking_look (&before, error)
                                                  : SALVE_SYNC_TURN_FAILED;
}

/* Awaits. instead: (nullable): what it is from now on; NULL: it is deleted; proposed: whether that takes no time; version:
 * (inout) (nullable): that is there */
static gboolean
replace (SalveSyncBooking *booking, SalveResource *instead, gboolean proposed, char **version, GError **error)
{
  g_autofree char *path = g_strdup_printf ("Appointment/%s", booking->id);
  g_autoptr (SalveEdit) edit = instead != NULL ? salve_resource_edit (instead) : NULL;
  g_autoptr (SalveResource) body = NULL;
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;

  if (edit != NULL)
    {
      if (proposed)
        salve_edit_set_string (edit, "/status", "proposed");
      salve_edit_remove (edit, "/meta/versionId");
      salve_edit_remove (edit, "/meta/lastUpdated");
      body = salve_edit_finish (edit, error);
      if (body == NULL)
        return FALSE;
    }
  request = salve_remote_request_new (body == NULL ? "DELETE" : "PUT", path,
                                      body != NULL ? salve_resource_get_bytes (body) : NULL);
  request->if_match = *version != NULL ? salve_etag_of_version (*version) : NULL;
  response = salve_sync_send (booking->self, request, error);
  if (response == NULL || !salve_sync_check (booking->self, response, error))
    return FALSE;
  g_free (*version);
  *version = salve_sync_version_of (response->etag, NULL);
  if (response->status < 300 || response->status == 404 || response->status == 410)
    return TRUE;
  /* Somebody has changed it meanwhile; what was sent is looked for at the next round, and this with it. */
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE,
               /* Translators: %u is a number of HTTP, such as 503. */
               _ ("The server cannot answer now (%u)."), response->status);
  return FALSE;
}

/* Awaits. The time is free again for whoever came first. It is as it was before, unless somebody else has that time by now;
 * else it is only proposed. as_sent: whether there is what was sent, and nothing of anybody else would be lost. */
static gboolean
take_back (SalveSyncBooking *booking,
           SalveResource *there,
           const char *version,
           gboolean as_sent,
           GError **error)
{
  g_autoptr (SalveResource) former = NULL;
  g_autofree char *now = g_strdup (version);
  SalveSyncTurn step;

  if (as_sent && booking->entry->base_version == NULL)
    return replace (booking, NULL, FALSE, &now, error);
  if (as_sent && !read_former (booking, &former, error))
    return FALSE;
  if (former == NULL)
    return replace (booking, there, TRUE, &now, error);
  step = look_at_former (booking, former, error);
  if (step == SALVE_SYNC_TURN_DONE)
    {
      if (!replace (booking, former, FALSE, &now, error))
        return FALSE;
      step = look_at_former (booking, former, error);
    }
  if (step == SALVE_SYNC_TURN_DONE || step == SALVE_SYNC_TURN_FAILED)
    return step == SALVE_SYNC_TURN_DONE;
  return replace (booking, former, TRUE, &now, error);
}

/* Awaits. stays: (out): FALSE: it was taken back, and waits for a person */
static gboolean
confirm (SalveSyncBooking *booking,
         SalveResource *there,
         const char *version,
         gboolean as_sent,
         gboolean *stays,
         GError **error)
{
  SalveSyncTurn step = look_afterwards (booking, there, error);

  *stays = step == SALVE_SYNC_TURN_DONE;
  if (step != SALVE_SYNC_TURN_CLASH)
    return step == SALVE_SYNC_TURN_DONE;
  g_message ("Appointment/%s was booked at a time that somebody else has, and is taken back",
             booking->entry->id);
  return take_back (booking, there, version, as_sent, error) && salve_sync_booking_give_up (booking, error);
}

/* Returns: (transfer full): without what a server adds */
static SalveResource *
strip (SalveResource *resource, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);

  salve_edit_remove (edit, "/id");
  salve_edit_remove (edit, "/meta");
  return salve_edit_finish (edit, error);
}

/* as_sent: (out): whether it says what was sent */
static gboolean
compare_with_sent (const SalveSyncEntry *entry, SalveResource *there, gboolean *as_sent, GError **error)
{
  g_autoptr (SalveResource) sent = salve_resource_new (entry->body, error);
  g_autoptr (SalveResource) ours = sent != NULL ? strip (sent, error) : NULL;
  g_autoptr (SalveResource) theirs = ours != NULL ? strip (there, error) : NULL;

  *as_sent = theirs != NULL && salve_resource_equal_value (ours, theirs);
  return theirs != NULL;
}

/**
 * salve_sync_confirm:
 * @entry: an appointment that was sent
 * @there: what the server has of it now
 * @stays: (out): FALSE: somebody else has its time; it was taken back and refused
 *
 * Awaits. What is there need not be what was sent: somebody else may have written it, or changed what had arrived. So it is
 * looked at whether it takes time, as it is there, that it did not take before anything was sent. Where guards are kept,
 * nothing has to be confirmed.
 */
gboolean
salve_sync_confirm (SalveSync *self,
                    const SalveSyncEntry *entry,
                    SalveResource *there,
                    const char *version,
                    gboolean *stays,
                    GError **error)
{
  SalveSyncEntry found = *entry;
  g_auto (SalveSyncBooking) booking = { .self = self, .entry = &found };
  g_autoptr (SalveResource) former = NULL;
  SalveSyncTurn step;
  gboolean as_sent;

  *stays = TRUE;
  found.body = salve_resource_get_bytes (there);
  if (!salve_sync_booking_read (&booking, error) || !compare_with_sent (entry, there, &as_sent, error))
    return FALSE;
  if (booking.n_places == 0)
    return TRUE;
  step = salve_sync_booking_guard (&booking, error);
  if (step == SALVE_SYNC_TURN_FAILED || step != SALVE_SYNC_TURN_NO_WAY)
    return step != SALVE_SYNC_TURN_FAILED;
  booking.id = g_strdup (salve_resource_get_id (there));
  if (!read_former (&booking, &former, error))
    return FALSE;
  if (former != NULL && salve_sync_booking_is_within (&booking, former))
    return TRUE;
  return confirm (&booking, there, version, as_sent, stays, error);
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
  if (!confirm (booking, there, version, TRUE, &stays, error))
    return FALSE;
  return !stays || salve_sync_take_answer (self, booking->entry, &verdict, response, error);
}
