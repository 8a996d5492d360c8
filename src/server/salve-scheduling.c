/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody is booked twice: the overlap is looked for in the transaction that stores the appointment (salve-store-write.c),
 * a held time counts like a booked one, and a hold that nobody turned into a booking ends after ten minutes. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-scheduling.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-appointments.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-fhir-read.h"
#include "salve-fhir-write.h"
#include "salve-visit-changes.h"

#define HOLD_FOR (10 * 60 * SALVE_INSTANT_SECOND)
#define MAX_FOUND 200
/* Nobody is offered a time farther away than this, unless they name an end themselves. */
#define LOOK_AHEAD ((gint64)90 * 24 * 3600 * SALVE_INSTANT_SECOND)
#define LOOK_MOST ((gint64)400 * 24 * 3600 * SALVE_INSTANT_SECOND)

typedef struct
{
  GPtrArray *doctors; /* SalveDoctorRow */
  GPtrArray *types;   /* SalveVisitType, all of them */
  GPtrArray *ids;     /* of the doctors that are asked for, NULL-terminated */
  SalveVisitType *own;
  SalveFreeQuery query;
} Search;

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->doctors, g_ptr_array_unref);
  g_clear_pointer (&search->types, g_ptr_array_unref);
  g_clear_pointer (&search->ids, g_ptr_array_unref);
  g_clear_pointer (&search->own, salve_visit_type_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* "Practitioner/x" and "x" name the same. */
static const char *
bare_id (const char *reference)
{
  const char *slash = reference != NULL ? strrchr (reference, '/') : NULL;

  return slash != NULL ? slash + 1 : reference;
}

static gboolean
has_specialty (const SalveDoctorRow *doctor, const char *wanted)
{
  for (guint i = 0; doctor->specialties != NULL && doctor->specialties[i] != NULL; i++)
    if (g_ascii_strcasecmp (doctor->specialties[i], wanted) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
choose_doctors (SalveExchange *exchange, Search *search, GError **error)
{
  const char *id = bare_id (salve_exchange_parameter (exchange, "practitioner"));
  const char *specialty = salve_exchange_parameter (exchange, "specialty");

  search->doctors = salve_store_list_doctors (exchange->service->store, error);
  if (search->doctors == NULL)
    return FALSE;
  search->ids = g_ptr_array_new ();
  for (guint i = 0; i < search->doctors->len; i++)
    {
      const SalveDoctorRow *doctor = search->doctors->pdata[i];

      if (doctor->active && (id == NULL || g_str_equal (id, doctor->id))
          && (specialty == NULL || has_specialty (doctor, specialty)))
        g_ptr_array_add (search->ids, doctor->id);
    }
  g_ptr_array_add (search->ids, NULL);
  search->query.doctors = (const char *const *)search->ids->pdata;
  return search->ids->len > 1
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                   _ ("No doctor fits “practitioner” and “specialty”."));
}

static SalveVisitType *
find_type (GPtrArray *types, const char *id)
{
  for (guint i = 0; id != NULL && i < types->len; i++)
    if (g_str_equal (((SalveVisitType *)types->pdata[i])->id, id))
      return types->pdata[i];
  return NULL;
}

static gboolean
read_number (SalveExchange *exchange,
             const char *name,
             guint least,
             guint most,
             guint64 *value,
             GError **error)
{
  const char *text = salve_exchange_parameter (exchange, name);

  return text == NULL || g_ascii_string_to_unsigned (text, 10, least, most, value, NULL)
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                   _ ("“%s” has to be a number from %u to %u."), name, least, most);
}

static gboolean
choose_type (SalveExchange *exchange, Search *search, GError **error)
{
  const char *id = bare_id (salve_exchange_parameter (exchange, "visit-type"));
  SalveVisitType *type;
  guint64 minutes = 0;

  if (!read_number (exchange, "duration", 1, 1440, &minutes, error))
    return FALSE;
  search->types = salve_store_list_visit_types (exchange->service->store, error);
  if (search->types == NULL)
    return FALSE;
  type = find_type (search->types, id);
  if (id != NULL && type == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("There is no visit type “%s”."), id);
  if (type == NULL)
    type = search->own = salve_visit_type_new ("any", "any", 15);
  search->query.visit_type = type;
  search->query.minutes = (int)minutes;
  return TRUE;
}

static gboolean
read_instant (SalveExchange *exchange,
              const char *name,
              SalveInstant fallback,
              SalveInstant *value,
              GError **error)
{
  const char *text = salve_exchange_parameter (exchange, name);

  *value = fallback;
  return text == NULL || salve_instant_parse_fhir (text, exchange->service->zone, value, NULL)
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                   _ ("“%s” is no instant, such as 2026-11-02T08:00:00Z."), name);
}

static gboolean
choose_time (SalveExchange *exchange, Search *search, GError **error)
{
  SalveInstant now = g_get_real_time ();
  guint64 count = 10;

  if (!read_instant (exchange, "start", now, &search->query.earliest, error)
      || !read_instant (exchange, "end", search->query.earliest + LOOK_AHEAD, &search->query.latest, error)
      || !read_number (exchange, "count", 1, MAX_FOUND, &count, error))
    return FALSE;
  search->query.earliest = MAX (search->query.earliest, now);
  search->query.latest = MIN (search->query.latest, search->query.earliest + LOOK_MOST);
  search->query.count = (guint)count;
  search->query.patient_id = bare_id (salve_exchange_parameter (exchange, "patient"));
  return TRUE;
}

/* A time that could be had, as an Appointment that is not stored. */
static SalveSearchRow *
offer (Search *search, const SalveFreeTime *time, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_new (id);
  g_autoptr (SalveResource) resource = NULL;
  SalveSearchRow *row;

  details->status = SALVE_APPOINTMENT_PROPOSED;
  details->span = time->span;
  details->doctor_id = g_strdup (time->doctor_id);
  if (search->own == NULL)
    salve_appointment_details_set_visit_type (details, search->query.visit_type);
  resource = salve_appointment_details_write (details, NULL, error);
  if (resource == NULL)
    return NULL;
  row = g_new0 (SalveSearchRow, 1);
  row->type = g_strdup ("Appointment");
  row->id = g_strdup (id);
  row->version = 1;
  row->body = g_bytes_ref (salve_resource_get_bytes (resource));
  return row;
}

/* GET Appointment/$find?start=…&end=…&practitioner=…&specialty=…&visit-type=…&duration=…&patient=…&count=… */
gboolean
salve_scheduling_handle_find (SalveExchange *exchange, GError **error)
{
  g_auto (Search) search = { 0 };
  g_autoptr (SalveFreeTimes) found = NULL;
  g_autoptr (SalveSearchPage) page = NULL;
  g_autofree char *link = NULL;

  if (!choose_doctors (exchange, &search, error) || !choose_type (exchange, &search, error)
      || !choose_time (exchange, &search, error))
    return FALSE;
  found = dex_await_boxed (
      salve_store_find_free (exchange->service->store, &search.query, exchange->service->zone), error);
  if (found == NULL)
    return FALSE;
  page = g_new0 (SalveSearchPage, 1);
  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_search_row_free);
  page->total = (gint64)found->times->len;
  for (guint i = 0; i < found->times->len; i++)
    {
      SalveSearchRow *row = offer (&search, &g_array_index (found->times, SalveFreeTime, i), error);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (page->rows, row);
    }
  link = g_strdup_printf ("Appointment/$find%s%s", exchange->query != NULL ? "?" : "",
                          exchange->query != NULL ? exchange->query : "");
  salve_exchange_answer (exchange, SOUP_STATUS_OK, NULL,
                         salve_fhir_bundle (exchange->fhir_base, "searchset", page, link, NULL, NULL, NULL));
  return TRUE;
}

/* The appointment in a Parameters resource: whole, or the id of one that was held before. */
static gboolean
read_parameters (SalveExchange *exchange, SalveResource **appointment, char **id, GError **error)
{
  g_autoptr (SalveResource) body = salve_exchange_read_resource (exchange, error);

  if (body == NULL)
    return FALSE;
  if (g_str_equal (salve_resource_get_type_name (body), "Appointment"))
    {
      *appointment = g_steal_pointer (&body);
      return TRUE;
    }
  SALVE_ELEMENT_FOREACH (parameter, salve_element_get (salve_resource_root (body), "parameter"))
    {
      const char *name = salve_element_string (parameter, "name");

      if (g_strcmp0 (name, "appt-resource") == 0 && *appointment == NULL)
        {
          g_autofree char *json = salve_element_to_json (salve_element_get (parameter, "resource"));

          *appointment = salve_resource_new_from_text (json != NULL ? json : "", -1, error);
          if (*appointment == NULL)
            return FALSE;
        }
      else if (g_strcmp0 (name, "appt-id") == 0 && *id == NULL)
        *id = g_strdup (bare_id (salve_element_string (parameter, "valueString")));
    }
  return *appointment != NULL || *id != NULL
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                   _ ("The Parameters have neither “appt-resource” nor “appt-id”."));
}

static gboolean
check_visit_type (SalveExchange *exchange, SalveAppointmentDetails *details, GError **error)
{
  g_autoptr (GPtrArray) types = salve_store_list_visit_types (exchange->service->store, error);
  SalveVisitType *type;

  if (types == NULL)
    return FALSE;
  type = find_type (types, details->visit_type_id);
  if (type == NULL && details->visit_type_id == NULL)
    /* Without a type nobody said that patients may book it, where the clinic says so of some. */
    return types->len == 0 || exchange->reach.kind != SALVE_REACH_PATIENT
           || salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                                     _ ("A booking needs one of the visit types that patients may book."));
  if (type == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("There is no such visit type."));
  if (salve_booking_leave (salve_roles_from_names ((const char *const *)exchange->identity->roles), type,
                           FALSE)
      != SALVE_LEAVE_GIVEN)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN, _ ("“%s” is booked by others of the clinic."),
                                  type->name);
  if (exchange->reach.kind == SALVE_REACH_PATIENT
      && details->span.end - details->span.start != type->minutes * SALVE_INSTANT_MINUTE)
    return salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY, _ ("“%s” takes %d minutes."),
                                  type->name, type->minutes);
  salve_appointment_details_set_visit_type (details, type);
  return TRUE;
}

/**
 * salve_scheduling_check_offered:
 * @details: with a time, a patient and a doctor
 * @error: 409 where the clinic does not offer that time
 *
 * Who books for themselves gets what $find would give them, and nothing beside it: opened, free, as long as the visit
 * type. Staff book what they like. Awaits.
 */
gboolean
salve_scheduling_check_offered (SalveExchange *exchange,
                                const SalveAppointmentDetails *details,
                                GError **error)
{
  const char *doctors[] = { details->doctor_id, NULL };
  const int minutes = (int)((details->span.end - details->span.start) / SALVE_INSTANT_MINUTE);
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (SalveVisitType) any = salve_visit_type_new ("any", "any", CLAMP (minutes, 1, 1440));
  g_autoptr (SalveFreeTimes) found = NULL;
  SalveVisitType *type;
  SalveFreeQuery query = { .doctors = doctors, .patient_id = details->patient_id, .count = 1 };

  if (exchange->reach.kind != SALVE_REACH_PATIENT)
    return TRUE;
  types = salve_store_list_visit_types (exchange->service->store, error);
  if (types == NULL)
    return FALSE;
  type = find_type (types, details->visit_type_id);
  query.visit_type = type != NULL ? type : any;
  query.earliest = details->span.start;
  query.latest = details->span.end;
  found = dex_await_boxed (salve_store_find_free (exchange->service->store, &query, exchange->service->zone),
                           error);
  if (found == NULL)
    return FALSE;
  if (found->times->len == 1)
    {
      const SalveTimeSpan span = g_array_index (found->times, SalveFreeTime, 0).span;

      if (span.start == details->span.start && span.end == details->span.end)
        return TRUE;
    }
  return salve_exchange_refuse (error, SOUP_STATUS_CONFLICT,
                                _ ("That time is not offered, or not any more."));
}

static gboolean
check_details (SalveExchange *exchange, SalveAppointmentDetails *details, GError **error)
{
  if (!salve_appointment_details_has_time (details) || details->span.start < g_get_real_time ())
    return salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                                  _ ("A booking needs a start and an end that are still to come."));
  if (details->patient_id == NULL || details->doctor_id == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                                  _ ("A booking needs a patient and a practitioner among its participants."));
  if (exchange->reach.kind == SALVE_REACH_PATIENT && g_strcmp0 (details->patient_id, exchange->reach.id) != 0)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                  _ ("This account may not write what belongs to that person."));
  g_clear_pointer (&details->overbooked_reason, g_free);
  return check_visit_type (exchange, details, error)
         && salve_scheduling_check_offered (exchange, details, error);
}

static SalveResource *
with_hold (SalveResource *resource, SalveInstant until, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);
  g_autofree char *time = salve_instant_format_fhir (until);
  g_autofree char *json =
      g_strdup_printf ("{\"url\":\"" SALVE_HOLD_EXTENSION "\",\"valueInstant\":\"%s\"}", time);

  salve_edit_append_json (edit, "/extension", json);
  return salve_edit_finish (edit, error);
}

static gboolean
store_appointment (SalveExchange *exchange, SalveFhirWrite *write, const char *label, GError **error)
{
  if (!salve_fhir_write_await (exchange, write, label, error))
    return FALSE;
  salve_fhir_write_answer (exchange, write);
  return TRUE;
}

/* A new appointment, held or booked. */
static gboolean
store_new (SalveExchange *exchange, SalveResource *sent, gboolean hold, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (SalveAppointmentDetails) details = NULL;
  g_autoptr (SalveFhirWrite) write = salve_fhir_write_new (SALVE_WRITE_CREATE, "Appointment", id);

  if (!g_str_equal (salve_resource_get_type_name (sent), "Appointment"))
    return salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                                  _ ("“appt-resource” has to be an Appointment."));
  details = salve_appointment_details_read (sent);
  details->status = hold ? SALVE_APPOINTMENT_PENDING : SALVE_APPOINTMENT_BOOKED;
  g_free (details->id);
  details->id = g_strdup (id);
  if (!check_details (exchange, details, error))
    return FALSE;
  write->resource = salve_scheduling_write (exchange, details, NULL, error);
  if (write->resource != NULL && hold)
    {
      g_autoptr (SalveResource) plain = g_steal_pointer (&write->resource);

      write->resource = with_hold (plain, g_get_real_time () + HOLD_FOR, error);
    }
  return write->resource != NULL && store_appointment (exchange, write, hold ? "$hold" : "$book", error);
}

/**
 * salve_scheduling_write:
 * @details: what the appointment shall be
 * @old: (nullable): what it was
 *
 * Returns: (transfer full) (nullable): the appointment, which says who asks for it, for the desks to show; or an error
 */
SalveResource *
salve_scheduling_write (SalveExchange *exchange,
                        const SalveAppointmentDetails *details,
                        SalveResource *old,
                        GError **error)
{
  const char *device = salve_exchange_header (exchange, "X-Salve-Device");
  g_autofree char *where = device != NULL && g_utf8_validate (device, -1, NULL)
                               ? g_utf8_substring (device, 0, MIN (80, g_utf8_strlen (device, -1)))
                               : NULL;
  g_autoptr (SalveResource) written = salve_appointment_details_write (details, old, error);

  return written != NULL ? salve_visit_changes_add (written, old, g_get_real_time (),
                                                    salve_exchange_actor (exchange), where, error)
                         : NULL;
}

static SalveResource *
without_hold (SalveResource *resource, GError **error)
{
  g_autoptr (SalveEdit) edit = NULL;
  int index = 0, found = -1;

  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (resource), "extension"))
    {
      if (g_strcmp0 (salve_element_string (extension, "url"), SALVE_HOLD_EXTENSION) == 0)
        found = index;
      index++;
    }
  if (found < 0)
    {
      salve_exchange_refuse (error, SOUP_STATUS_CONFLICT, _ ("That appointment is not held."));
      return NULL;
    }
  edit = salve_resource_edit (resource);
  if (index == 1)
    salve_edit_remove (edit, "/extension");
  else
    {
      g_autofree char *pointer = g_strdup_printf ("/extension/%d", found);

      salve_edit_remove (edit, pointer);
    }
  return salve_edit_finish (edit, error);
}

/* What was held becomes booked; somebody else's hold looks as if it were not there (the write checks the reach). */
static gboolean
book_held (SalveExchange *exchange, const char *id, GError **error)
{
  gint64 version;
  g_autoptr (SalveResource) held = NULL;
  g_autoptr (SalveResource) plain = NULL;
  g_autoptr (SalveAppointmentDetails) details = NULL;
  g_autoptr (SalveFhirWrite) write = salve_fhir_write_new (SALVE_WRITE_UPDATE, "Appointment", id);

  held = salve_store_read (exchange->service->store, "Appointment", id, &version, NULL);
  if (held == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no %s/%s."), "Appointment", id);
  plain = without_hold (held, error);
  if (plain == NULL)
    return FALSE;
  details = salve_appointment_details_read (plain);
  if (details->status != SALVE_APPOINTMENT_PENDING)
    return salve_exchange_refuse (error, SOUP_STATUS_CONFLICT, _ ("The time is not held any more."));
  details->status = SALVE_APPOINTMENT_BOOKED;
  write->if_match = version;
  write->resource = salve_scheduling_write (exchange, details, plain, error);
  return write->resource != NULL && store_appointment (exchange, write, "$book", error);
}

/* POST Appointment/$hold */
gboolean
salve_scheduling_handle_hold (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveResource) appointment = NULL;
  g_autofree char *id = NULL;

  if (!read_parameters (exchange, &appointment, &id, error))
    return FALSE;
  if (appointment == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("$hold needs “appt-resource”."));
  return store_new (exchange, appointment, TRUE, error);
}

/* POST Appointment/$book */
gboolean
salve_scheduling_handle_book (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveResource) appointment = NULL;
  g_autofree char *id = NULL;

  if (!read_parameters (exchange, &appointment, &id, error))
    return FALSE;
  return id != NULL ? book_held (exchange, id, error) : store_new (exchange, appointment, FALSE, error);
}

static gboolean
is_over (SalveResource *resource, SalveInstant now)
{
  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (resource), "extension"))
    {
      SalveInstant until;

      if (g_strcmp0 (salve_element_string (extension, "url"), SALVE_HOLD_EXTENSION) == 0)
        return !salve_instant_parse_fhir (salve_element_string (extension, "valueInstant"), NULL, &until,
                                          NULL)
               || until <= now;
    }
  return FALSE;
}

/* Cancels what is held longer than it may be, in the transaction that looks for it. Pending appointments are few. */
static SalveChange *
prepare_release (SalveConnection *connection, gpointer data, GError **error)
{
  const SalveInstant *now = data;
  g_autoptr (SalveChange) change = salve_change_new ("server", "server", "Held times that nobody booked");
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body, r.version FROM appointment AS a JOIN resource AS r ON r.rowid = a.record"
      " WHERE a.status = 'pending' AND a.start >= ?1 AND r.last_updated <= ?2 AND r.deleted = 0",
      error);
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, *now - HOLD_FOR);
  salve_statement_bind_int (select, 2, *now - HOLD_FOR);
  while (salve_statement_step (select, &row, error))
    {
      g_autoptr (GBytes) body = NULL;
      g_autoptr (SalveResource) resource = NULL;
      g_autoptr (SalveResource) cancelled = NULL;
      g_autoptr (SalveAppointmentDetails) details = NULL;

      if (!row)
        return g_steal_pointer (&change);
      body = salve_statement_bytes (select, 0);
      resource = salve_resource_new (body, NULL);
      if (resource == NULL || !is_over (resource, *now))
        continue;
      details = salve_appointment_details_read (resource);
      details->status = SALVE_APPOINTMENT_CANCELLED;
      cancelled = salve_appointment_details_write (details, resource, error);
      if (cancelled == NULL)
        return NULL;
      salve_change_put (change, cancelled, salve_statement_int (select, 1));
    }
  return NULL;
}

/* Returns: (transfer full): resolves to a change's id, 0 when nothing was held too long */
DexFuture *
salve_scheduling_release_holds (SalveService *service, SalveInstant now)
{
  SalveInstant *copy = g_new (SalveInstant, 1);

  *copy = now;
  return salve_store_commit_with (service->store, prepare_release, NULL, copy, g_free);
}
