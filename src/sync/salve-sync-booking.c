/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody twice, on a server that does not look itself. A Schedule that belongs to nothing but this guards the time of one
 * doctor, room, device or patient: whoever books changes it under the condition that nobody else has since the appointments
 * were looked at.
 *
 * Where transactions are atomic, the guards and the appointment are written together. Where they are not, each guard first
 * holds a lease of the time for ten minutes, which others respect; then the appointments are looked at, the appointment
 * is written, and the leases are given back. A desk that dies in between leaves a lease that runs out by the server's
 * clock, longer after than a request can be under way.
 *
 * salve-sync-unguarded.c has what is done on a server that keeps no guards. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-appointment-details.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-json.h"
#include "salve-operation-outcome.h"
#include "salve-sync-booking-private.h"

#define URL "http://salveclinic.github.io/fhir/StructureDefinition/"
#define X_NONCE URL "booking-nonce"
#define X_LEASE URL "booking-lease"
#define LEASE (600 * SALVE_INSTANT_SECOND)
#define MINUTE (60 * SALVE_INSTANT_SECOND)
#define TRIES 3
#define DAY (24 * 3600 * SALVE_INSTANT_SECOND)

void
salve_sync_booking_clear (SalveSyncBooking *booking)
{
  g_clear_pointer (&booking->mark, g_free);
  g_clear_pointer (&booking->id, g_free);
  g_clear_pointer (&booking->other, salve_resource_unref);
  for (guint i = 0; i < booking->n_places; i++)
    {
      SalveSyncPlace *place = &booking->places[i];

      g_clear_pointer (&place->reference, g_free);
      g_clear_pointer (&place->key, g_free);
      g_clear_pointer (&place->guard, salve_resource_unref);
      g_clear_pointer (&place->guard_version, g_free);
    }
}
/* Returns: (transfer full): the guard's id where ids may be chosen: the same at every desk */
static char *
guard_id (const char *key)
{
  g_autofree char *seed = g_strconcat (SALVE_BOOKING_GUARD_SYSTEM, "|", key, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  return g_strdup_printf ("%.8s-%.4s-5%.3s-a%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15, hash + 18);
}

static GBytes *
new_guard (const SalveSyncPlace *place, const char *id)
{
  g_autofree char *named = id != NULL ? g_strdup_printf ("\"id\":\"%s\",", id) : g_strdup ("");
  char *json = g_strdup_printf (
      "{\"resourceType\":\"Schedule\",%s\"identifier\":[{\"system\":\"" SALVE_BOOKING_GUARD_SYSTEM
      "\",\"value\":\"%s\"}],\"active\":false,\"actor\":[{\"reference\":\"%s\"}]}",
      named, place->key, place->reference);

  return g_bytes_new_take (json, strlen (json));
}

static void
take_guard (SalveSync *self, SalveSyncPlace *place, SalveResource *guard, const char *etag, SalveInstant date)
{
  salve_resource_ref (guard);
  g_clear_pointer (&place->guard, salve_resource_unref);
  g_clear_pointer (&place->guard_version, g_free);
  place->guard = guard;
  place->guard_version = salve_sync_version_of (etag, guard);
  place->server_time = date != 0 ? date : self->env.now (self->env.data);
}

/* An answer that broke off says nothing of guards: nothing is booked without one for that. */
static SalveSyncTurn
fail_garbled (GError **error)
{
  g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                       _ ("The server's answer cannot be understood."));
  return SALVE_SYNC_TURN_FAILED;
}

/* Awaits. Of several (two desks made it at once where conditions do not hold), everybody takes the same one. */
static SalveSyncTurn
search_guard (SalveSync *self, SalveSyncPlace *place, GError **error)
{
  g_autofree char *system = g_uri_escape_string (SALVE_BOOKING_GUARD_SYSTEM "|", NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("Schedule?identifier=%s%s", system, place->key);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);
  g_autoptr (SalveBundle) found = NULL;
  const SalveBundleEntry *first = NULL;

  if (response == NULL || !salve_sync_check (self, response, error))
    return SALVE_SYNC_TURN_FAILED;
  if (response->status >= 300)
    return SALVE_SYNC_TURN_NO_WAY;
  found = salve_bundle_parse (response->body, NULL);
  if (found == NULL)
    return fail_garbled (error);
  for (guint i = 0; i < found->entries->len; i++)
    {
      const SalveBundleEntry *entry = found->entries->pdata[i];

      if (entry->resource != NULL && salve_resource_get_id (entry->resource) != NULL
          && g_str_equal (salve_resource_get_type_name (entry->resource), "Schedule")
          && (first == NULL
              || strcmp (salve_resource_get_id (entry->resource), salve_resource_get_id (first->resource))
                     < 0))
        first = entry;
    }
  if (first == NULL)
    return SALVE_SYNC_TURN_CLASH;
  take_guard (self, place, first->resource, NULL, response->date);
  return place->guard_version != NULL ? SALVE_SYNC_TURN_DONE : SALVE_SYNC_TURN_NO_WAY;
}

/* Awaits. */
static SalveSyncTurn
get_guard (SalveSync *self, SalveSyncPlace *place, const char *id, GError **error)
{
  g_autofree char *path = g_strdup_printf ("Schedule/%s", id);
  g_autoptr (SalveRemoteResponse) response = salve_sync_get (self, path, error);
  g_autoptr (SalveResource) guard = NULL;

  if (response == NULL || !salve_sync_check (self, response, error))
    return SALVE_SYNC_TURN_FAILED;
  if (response->status == 404 || response->status == 410)
    return SALVE_SYNC_TURN_CLASH;
  if (response->status >= 300)
    return SALVE_SYNC_TURN_NO_WAY;
  guard = salve_sync_read_body (response);
  if (guard == NULL)
    return fail_garbled (error);
  take_guard (self, place, guard, response->etag, response->date);
  return place->guard_version != NULL ? SALVE_SYNC_TURN_DONE : SALVE_SYNC_TURN_NO_WAY;
}

/* Awaits. SALVE_SYNC_TURN_DONE: the guard is there, with its version. */
static SalveSyncTurn
read_guard (SalveSync *self, SalveSyncPlace *place, GError **error)
{
  g_autofree char *id = salve_sync_puts_new (self) ? guard_id (place->key) : NULL;

  for (int i = 0; i < 2; i++)
    {
      SalveSyncTurn step =
          id != NULL ? get_guard (self, place, id, error) : search_guard (self, place, error);
      g_autofree char *path = id != NULL ? g_strdup_printf ("Schedule/%s", id) : g_strdup ("Schedule");
      g_autoptr (GBytes) body = new_guard (place, id);
      g_autoptr (SalveRemoteRequest) request =
          salve_remote_request_new (id != NULL ? "PUT" : "POST", path, body);
      g_autoptr (SalveRemoteResponse) response = NULL;

      if (step != SALVE_SYNC_TURN_CLASH)
        return step;
      if (id != NULL)
        request->if_none_match = g_strdup ("*");
      else
        request->if_none_exist =
            g_strdup_printf ("identifier=" SALVE_BOOKING_GUARD_SYSTEM "%%7C%s", place->key);
      response = salve_sync_send (self, request, error);
      if (response == NULL || !salve_sync_check (self, response, error))
        return SALVE_SYNC_TURN_FAILED;
    }
  return SALVE_SYNC_TURN_NO_WAY;
}

static gboolean
is_ours (SalveSyncBooking *booking, SalveResource *appointment)
{
  const char *id = booking->id != NULL ? booking->id : booking->entry->server_id;

  if (id != NULL)
    return g_strcmp0 (salve_resource_get_id (appointment), id) == 0;
  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (appointment), "identifier"))
    if (g_strcmp0 (salve_element_string (identifier, "system"), SALVE_LOCAL_ID_SYSTEM) == 0
        && g_strcmp0 (salve_element_string (identifier, "value"), booking->mark) == 0)
      return TRUE;
  return FALSE;
}

/* Whose time an appointment takes. */
static SalveBooking *
read_taken (SalveResource *appointment)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_read (appointment);

  return salve_appointment_details_has_time (details) && salve_appointment_status_takes_time (details->status)
             ? salve_appointment_details_to_booking (details)
             : NULL;
}

static const char *const actor_types[SALVE_N_ACTOR_KINDS] = {
  [SALVE_ACTOR_DOCTOR] = "Practitioner",
  [SALVE_ACTOR_ROOM] = "Location",
  [SALVE_ACTOR_DEVICE] = "Device",
  [SALVE_ACTOR_PATIENT] = "Patient",
};

/* The span in which it takes the time of whom the place is of. Returns: FALSE: it takes none of it */
static gboolean
find_span_at (const SalveSyncPlace *place, const SalveBooking *taken, SalveTimeSpan *span)
{
  const char *id = taken != NULL ? taken->actors[place->kind] : NULL;

  if (id == NULL || !g_str_equal (id, strchr (place->reference, '/') + 1))
    return FALSE;
  *span = salve_booking_get_span_of (taken, place->kind);
  return TRUE;
}

/* Returns: whether the appointment takes all of the time that is booked */
gboolean
salve_sync_booking_is_within (SalveSyncBooking *booking, SalveResource *appointment)
{
  g_autoptr (SalveBooking) taken = read_taken (appointment);
  SalveTimeSpan span;

  for (guint i = 0; i < booking->n_places; i++)
    if (!find_span_at (&booking->places[i], taken, &span) || booking->places[i].span.start < span.start
        || booking->places[i].span.end > span.end)
      return FALSE;
  return TRUE;
}

static gboolean
is_in_the_way (SalveSyncBooking *booking, const SalveSyncPlace *place, SalveResource *appointment)
{
  g_autoptr (SalveBooking) taken = NULL;
  SalveTimeSpan span;

  if (!g_str_equal (salve_resource_get_type_name (appointment), "Appointment")
      || is_ours (booking, appointment))
    return FALSE;
  taken = read_taken (appointment);
  return find_span_at (place, taken, &span) && salve_time_span_overlaps (place->span, span);
}

/* What one page says. That our own is there already goes before whatever else is: it may have to be taken back. */
static SalveSyncTurn
look_through (SalveSyncBooking *booking, const SalveSyncPlace *place, SalveBundle *page)
{
  SalveSyncTurn step = SALVE_SYNC_TURN_DONE;

  for (guint i = 0; i < page->entries->len; i++)
    {
      const SalveBundleEntry *entry = page->entries->pdata[i];

      if (entry->resource == NULL)
        continue;
      if (booking->id == NULL && booking->entry->base_version == NULL && is_ours (booking, entry->resource))
        return SALVE_SYNC_TURN_FOUND;
      if (step == SALVE_SYNC_TURN_DONE && is_in_the_way (booking, place, entry->resource))
        {
          booking->taken = place;
          g_clear_pointer (&booking->other, salve_resource_unref);
          booking->other = salve_resource_ref (entry->resource);
          step = SALVE_SYNC_TURN_CLASH;
        }
    }
  return step;
}

/* Awaits. SALVE_SYNC_TURN_DONE: it has nothing else then, as the server knows. */
static SalveSyncTurn
look_at_place (SalveSyncBooking *booking, const SalveSyncPlace *place, GError **error)
{
  g_autofree char *from = salve_instant_format_fhir (place->span.start - 2 * DAY);
  g_autofree char *to = salve_instant_format_fhir (place->span.end + DAY);
  g_autofree char *next = g_strdup_printf ("Appointment?actor=%s&date=ge%.10s&date=lt%.10s&_count=200",
                                           place->reference, from, to);
  gboolean taken = FALSE;

  while (next != NULL)
    {
      g_autoptr (SalveRemoteResponse) response = salve_sync_get (booking->self, next, error);
      g_autoptr (SalveBundle) page = NULL;
      SalveSyncTurn step;

      if (response == NULL || !salve_sync_check (booking->self, response, error))
        return SALVE_SYNC_TURN_FAILED;
      if (response->status == 410 || response->status == 404)
        return SALVE_SYNC_TURN_AGAIN;
      page = response->status < 300 ? salve_bundle_parse (response->body, NULL) : NULL;
      if (page == NULL)
        {
          g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                               _ ("The server does not say which appointments a doctor has."));
          return SALVE_SYNC_TURN_FAILED;
        }
      step = look_through (booking, place, page);
      if (step == SALVE_SYNC_TURN_FOUND)
        return step;
      taken |= step == SALVE_SYNC_TURN_CLASH;
      g_free (next);
      next = g_strdup (page->next);
    }
  return taken ? SALVE_SYNC_TURN_CLASH : SALVE_SYNC_TURN_DONE;
}

/* Awaits. SALVE_SYNC_TURN_DONE: nobody of them has anything else then. */
SalveSyncTurn
salve_sync_booking_look (SalveSyncBooking *booking, GError **error)
{
  for (guint i = 0; i < booking->n_places; i++)
    {
      SalveSyncTurn step = look_at_place (booking, &booking->places[i], error);

      if (step != SALVE_SYNC_TURN_DONE)
        return step;
    }
  return SALVE_SYNC_TURN_DONE;
}

/* Returns: (transfer full): the guard as it shall be; something of it is always new, because a server may keep the version
 * of what does not change */
static SalveResource *
touch_guard (SalveEdit *edit, GError **error)
{
  g_autofree char *nonce = g_uuid_string_random ();
  g_autofree char *json = g_strdup_printf ("{\"url\":\"" X_NONCE "\",\"valueString\":\"%s\"}", nonce);
  gsize n = salve_edit_count (edit, "/extension");

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *at = g_strdup_printf ("/extension/%" G_GSIZE_FORMAT, i);
      g_autofree char *there = salve_edit_get_json (edit, at);

      if (there != NULL && strstr (there, X_NONCE) != NULL)
        {
          salve_edit_set_json (edit, at, json);
          return salve_edit_finish (edit, error);
        }
    }
  salve_edit_append_json (edit, "/extension", json);
  return salve_edit_finish (edit, error);
}

/* Appends the guard as a member of the transaction, under the condition that it is as it was read. */
static gboolean
append_guard (SalveSyncPlace *place, GString *out, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (place->guard);
  g_autoptr (SalveResource) guard = touch_guard (edit, error);
  g_autofree char *etag = salve_etag_of_version (place->guard_version);
  g_autofree char *quoted = salve_json_quote (etag);

  if (guard == NULL)
    return FALSE;
  g_string_append_printf (
      out, ",{\"resource\":%s,\"request\":{\"method\":\"PUT\",\"url\":\"Schedule/%s\",\"ifMatch\":%s}}",
      salve_resource_get_text (guard, NULL), salve_resource_get_id (guard), quoted);
  return TRUE;
}

/* verdict: (out): of the appointment */
static gboolean
read_verdict (SalveSyncBooking *booking,
              SalveRemoteResponse *response,
              SalveSyncVerdict *verdict,
              GError **error)
{
  g_autoptr (SalveBundle) answer = NULL;

  if (response->status >= 300)
    {
      verdict->status = response->status;
      verdict->outcome = salve_sync_read_body (response);
      return TRUE;
    }
  answer = salve_bundle_parse (response->body, NULL);
  if (answer == NULL || answer->entries->len != 1 + booking->n_places)
    {
      g_set_error_literal (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL,
                           _ ("The server's answer is not an answer to what was sent."));
      return FALSE;
    }
  salve_sync_take_verdict (answer->entries->pdata[0], verdict);
  return TRUE;
}

/* Awaits. The guards and the appointment, or none of them. */
static SalveSyncTurn
send_guarded (SalveSyncBooking *booking, GError **error)
{
  SalveSync *self = booking->self;
  g_autoptr (GString) out =
      g_string_new ("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_auto (SalveSyncVerdict) verdict = { 0 };
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);

  salve_sync_append_entry (self, out, booking->entry);
  for (guint i = 0; i < booking->n_places; i++)
    if (!append_guard (&booking->places[i], out, error))
      return SALVE_SYNC_TURN_FAILED;
  g_string_append (out, "]}");
  bytes = g_string_free_to_bytes (g_steal_pointer (&out));
  request = salve_remote_request_new ("POST", "", bytes);
  request->prefer = g_strdup ("return=representation");
  response = salve_sync_send (self, request, error);
  if (response == NULL)
    return SALVE_SYNC_TURN_FAILED;
  if (response->status == 409 || response->status == 412)
    return SALVE_SYNC_TURN_AGAIN;
  return read_verdict (booking, response, &verdict, error)
                 && salve_sync_settle (self, booking->entry, &verdict, response, answers, error)
                 && salve_sync_acknowledge (self, answers, error)
             ? SALVE_SYNC_TURN_DONE
             : SALVE_SYNC_TURN_FAILED;
}

/* The lease of one appointment in the guard. */
static gboolean
is_lease_of (SalveElement extension, const char *id)
{
  const char *of = salve_element_string (salve_element_extension (extension, "appointment"), "valueString");

  return g_strcmp0 (salve_element_string (extension, "url"), X_LEASE) == 0
         && (id == NULL || g_strcmp0 (of, id) == 0);
}

static SalveInstant
instant_in (SalveElement extension, const char *name)
{
  const char *text = salve_element_string (salve_element_extension (extension, name), "valueInstant");
  SalveInstant time;

  return salve_instant_parse_fhir (text, NULL, &time, NULL) ? time : SALVE_INSTANT_NONE;
}

/* Whether somebody else has the time on lease. */
static gboolean
is_leased (SalveSyncBooking *booking, const SalveSyncPlace *place)
{
  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (place->guard), "extension"))
    {
      SalveTimeSpan span = { instant_in (extension, "start"), instant_in (extension, "end") };

      if (is_lease_of (extension, NULL) && !is_lease_of (extension, booking->entry->id)
          && instant_in (extension, "until") > place->server_time
          && salve_time_span_overlaps (span, place->span))
        return TRUE;
    }
  return FALSE;
}

/* A lease of a time that has yet to come was given before the server's clock was set back: nobody knows how long ago. */
static gboolean
is_of_the_future (const SalveSyncPlace *place, SalveElement extension)
{
  return is_lease_of (extension, NULL)
         && instant_in (extension, "until") > place->server_time + LEASE + MINUTE;
}

static gboolean
has_of_the_future (const SalveSyncPlace *place)
{
  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (place->guard), "extension"))
    if (is_of_the_future (place, extension))
      return TRUE;
  return FALSE;
}

static void
append_lease (GString *list, const char *id, SalveTimeSpan span, SalveInstant until_time)
{
  g_autofree char *start = salve_instant_format_fhir (span.start);
  g_autofree char *end = salve_instant_format_fhir (span.end);
  g_autofree char *until = salve_instant_format_fhir (until_time);
  g_autofree char *quoted = salve_json_quote (id);

  g_string_append_printf (
      list,
      "%s{\"url\":\"" X_LEASE "\",\"extension\":[{\"url\":\"appointment\",\"valueString\":%s},"
      "{\"url\":\"start\",\"valueInstant\":\"%s\"},{\"url\":\"end\",\"valueInstant\":\"%s\"},"
      "{\"url\":\"until\",\"valueInstant\":\"%s\"}]}",
      list->len > 1 ? "," : "", quoted, start, end, until);
}

/* One of the future runs out after as long as a new one. */
static void
append_other (const SalveSyncPlace *place, GString *list, SalveElement extension)
{
  const char *of = salve_element_string (salve_element_extension (extension, "appointment"), "valueString");
  g_autofree char *json = salve_element_to_json (extension);

  if (is_of_the_future (place, extension) && of != NULL)
    append_lease (list, of, (SalveTimeSpan){ instant_in (extension, "start"), instant_in (extension, "end") },
                  place->server_time + LEASE);
  else
    g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", json);
}

/* Returns: (transfer full): the guard without what ran out and without our lease, or with a new one */
static SalveResource *
write_lease (SalveSyncBooking *booking, SalveSyncPlace *place, gboolean ours, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (place->guard);
  g_autoptr (GString) list = g_string_new ("[");

  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (place->guard), "extension"))
    if (!is_lease_of (extension, NULL)
        || (!is_lease_of (extension, booking->entry->id)
            && instant_in (extension, "until") > place->server_time))
      append_other (place, list, extension);
  if (ours)
    append_lease (list, booking->entry->id, place->span, place->server_time + LEASE);
  g_string_append_c (list, ']');
  if (list->len > 2)
    salve_edit_set_json (edit, "/extension", list->str);
  else
    salve_edit_remove (edit, "/extension");
  return touch_guard (edit, error);
}

/* Awaits. Under the condition that the guard is as it was read. */
static SalveSyncTurn
put_lease (SalveSyncBooking *booking, SalveSyncPlace *place, gboolean ours, GError **error)
{
  g_autoptr (SalveResource) guard = write_lease (booking, place, ours, error);
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autofree char *path = NULL;

  if (guard == NULL)
    return SALVE_SYNC_TURN_FAILED;
  path = g_strdup_printf ("Schedule/%s", salve_resource_get_id (guard));
  request = salve_remote_request_new ("PUT", path, salve_resource_get_bytes (guard));
  request->if_match = salve_etag_of_version (place->guard_version);
  response = salve_sync_send (booking->self, request, error);
  if (response == NULL)
    return SALVE_SYNC_TURN_FAILED;
  if (response->status == 409 || response->status == 412)
    return SALVE_SYNC_TURN_AGAIN;
  if (!salve_sync_check (booking->self, response, error))
    return SALVE_SYNC_TURN_FAILED;
  return response->status < 300 ? SALVE_SYNC_TURN_DONE : SALVE_SYNC_TURN_NO_WAY;
}

/* Awaits. One that cannot be given back runs out. */
static void
release (SalveSyncBooking *booking, guint n)
{
  for (guint i = 0; i < n; i++)
    for (int j = 0; j < TRIES; j++)
      if (read_guard (booking->self, &booking->places[i], NULL) != SALVE_SYNC_TURN_DONE
          || put_lease (booking, &booking->places[i], FALSE, NULL) != SALVE_SYNC_TURN_AGAIN)
        break;
}

/* Awaits. All in one order, and each at once or not at all: nobody waits for anybody. */
static SalveSyncTurn
book_with_leases (SalveSyncBooking *booking, GError **error)
{
  SalveSyncTurn step = SALVE_SYNC_TURN_DONE;
  guint n = 0;

  for (; step == SALVE_SYNC_TURN_DONE && n < booking->n_places; n += step == SALVE_SYNC_TURN_DONE)
    if (!is_leased (booking, &booking->places[n]))
      step = put_lease (booking, &booking->places[n], TRUE, error);
    else
      {
        /* So that it runs out at all. */
        if (has_of_the_future (&booking->places[n]))
          put_lease (booking, &booking->places[n], FALSE, NULL);
        step = SALVE_SYNC_TURN_AGAIN;
      }
  if (step == SALVE_SYNC_TURN_DONE)
    step = salve_sync_booking_look (booking, error);
  if (step == SALVE_SYNC_TURN_DONE)
    step = salve_sync_send_alone (booking->self, booking->entry, error) ? SALVE_SYNC_TURN_DONE
                                                                        : SALVE_SYNC_TURN_FAILED;
  if (step != SALVE_SYNC_TURN_FAILED)
    release (booking, n);
  return step;
}

/* Awaits. */
static SalveSyncTurn
book_in_transaction (SalveSyncBooking *booking, GError **error)
{
  SalveSyncTurn step = salve_sync_booking_look (booking, error);

  return step == SALVE_SYNC_TURN_DONE ? send_guarded (booking, error) : step;
}

/* Awaits. The time is taken, as the server says: the appointment waits for a person, who is offered another time. */
gboolean
salve_sync_booking_give_up (SalveSyncBooking *booking, GError **error)
{
  const char *words[SALVE_N_ACTOR_KINDS] = {
    [SALVE_ACTOR_DOCTOR] = _ ("The doctor has another appointment then."),
    [SALVE_ACTOR_ROOM] = _ ("The room is taken then."),
    [SALVE_ACTOR_DEVICE] = _ ("The device is taken then."),
    [SALVE_ACTOR_PATIENT] = _ ("The patient has another appointment then."),
  };
  g_autoptr (SalveResource) outcome =
      salve_operation_outcome_new ("error", "conflict", words[booking->taken->kind]);
  SalveSyncVerdict verdict = { .status = 409, .outcome = outcome };

  return salve_sync_refuse (booking->self, booking->entry, &verdict, error);
}

/* Awaits. changed: (out): whether somebody has changed the appointment itself there */
static gboolean
look_whether_changed (SalveSyncBooking *booking, gboolean *changed, GError **error)
{
  const SalveSyncEntry *entry = booking->entry;
  g_autofree char *path = g_strdup_printf ("Appointment/%s", entry->server_id);
  g_autofree char *version = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autoptr (SalveResource) there = NULL;

  *changed = FALSE;
  if (entry->base_version == NULL || !booking->self->abilities->atomic_transactions)
    return TRUE;
  response = salve_sync_get (booking->self, path, error);
  if (response == NULL || !salve_sync_check (booking->self, response, error))
    return FALSE;
  there = salve_sync_read_body (response);
  version = salve_sync_version_of (response->etag, there);
  *changed = g_strcmp0 (version, entry->base_version) != 0;
  return TRUE;
}

/* Awaits. It was not the time that was taken: others book with this doctor just now, or changed the appointment. */
static gboolean
settle_as_outdated (SalveSyncBooking *booking, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);
  SalveSyncVerdict verdict = { .status = 412 };
  gboolean changed;

  if (!look_whether_changed (booking, &changed, error))
    return FALSE;
  if (!changed)
    return salve_sync_requeue (booking->self, booking->entry,
                               salve_sync_back_off (booking->self, booking->entry->attempts),
                               _ ("Others are booking at this time."), error);
  return salve_sync_settle (booking->self, booking->entry, &verdict, NULL, answers, error)
         && salve_sync_acknowledge (booking->self, answers, error);
}

gboolean
salve_sync_booking_read (SalveSyncBooking *booking, GError **error)
{
  g_autoptr (SalveResource) appointment = salve_resource_new (booking->entry->body, error);
  g_autoptr (SalveAppointmentDetails) details = NULL;
  g_autoptr (SalveBooking) taken = NULL;

  if (appointment == NULL)
    return FALSE;
  booking->mark = salve_sync_mark_of (booking->entry);
  details = salve_appointment_details_read (appointment);
  /* Somebody with the right has put it beside others. */
  if (details->overbooked_reason == NULL)
    taken = read_taken (appointment);
  for (int kind = 0; taken != NULL && kind < SALVE_N_ACTOR_KINDS; kind++)
    {
      const char *id = taken->actors[kind];

      if (id == NULL)
        continue;
      booking->places[booking->n_places++] = (SalveSyncPlace){
        .kind = (SalveActorKind)kind,
        .reference = g_strdup_printf ("%s/%s", actor_types[kind], id),
        /* A doctor's id alone: so it has been called from the beginning. */
        .key = kind == SALVE_ACTOR_DOCTOR ? g_strdup (id) : g_strdup_printf ("%s-%s", actor_types[kind], id),
        .span = salve_booking_get_span_of (taken, (SalveActorKind)kind)
      };
    }
  return TRUE;
}

/* Awaits. SALVE_SYNC_TURN_DONE: all of them are there, with their versions. */
SalveSyncTurn
salve_sync_booking_guard (SalveSyncBooking *booking, GError **error)
{
  SalveSyncTurn step = SALVE_SYNC_TURN_DONE;

  for (guint i = 0; step == SALVE_SYNC_TURN_DONE && i < booking->n_places; i++)
    step = read_guard (booking->self, &booking->places[i], error);
  return step;
}

/**
 * salve_sync_book:
 * @entry: an appointment that takes somebody's time
 *
 * Awaits. Sends it, or refuses it because the time is taken, or has it wait because somebody else is booking just now.
 */
gboolean
salve_sync_book (SalveSync *self, const SalveSyncEntry *entry, GError **error)
{
  g_auto (SalveSyncBooking) booking = { .self = self, .entry = entry };

  if (!salve_sync_booking_read (&booking, error))
    return FALSE;
  for (int i = 0; i < TRIES; i++)
    {
      SalveSyncTurn step = salve_sync_booking_guard (&booking, error);

      if (step == SALVE_SYNC_TURN_DONE)
        step = self->abilities->atomic_transactions ? book_in_transaction (&booking, error)
                                                    : book_with_leases (&booking, error);
      if (step == SALVE_SYNC_TURN_FOUND)
        return salve_sync_meet_there (self, entry, error);
      if (step == SALVE_SYNC_TURN_CLASH)
        return salve_sync_booking_give_up (&booking, error);
      if (step == SALVE_SYNC_TURN_NO_WAY)
        return salve_sync_book_unguarded (&booking, error);
      if (step != SALVE_SYNC_TURN_AGAIN)
        return step == SALVE_SYNC_TURN_DONE;
    }
  return settle_as_outdated (&booking, error);
}
