/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An appointment that is there is called off, or gets another time. What is out of reach of whoever asks looks as if it
 * were not there; overlaps are refused in the transaction that stores it, like any other write. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-scheduling.h"

#include <glib/gi18n.h>

#include "salve-element.h"
#include "salve-fhir-read.h"
#include "salve-fhir-write.h"

/* What the Parameters of a request say. */
typedef struct
{
  SalveInstant start; /* SALVE_INSTANT_NONE: not said */
  char *reason;
} Wanted;

static void
wanted_clear (Wanted *wanted)
{
  g_free (wanted->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static gboolean
read_wanted (SalveExchange *exchange, Wanted *wanted, GError **error)
{
  g_autoptr (SalveResource) body = NULL;

  wanted->start = SALVE_INSTANT_NONE;
  if (exchange->body == NULL || g_bytes_get_size (exchange->body) == 0)
    return TRUE;
  body = salve_exchange_read_resource (exchange, error);
  if (body == NULL)
    return FALSE;
  SALVE_ELEMENT_FOREACH (parameter, salve_element_get (salve_resource_root (body), "parameter"))
    {
      const char *name = salve_element_string (parameter, "name");

      if (g_strcmp0 (name, "reason") == 0)
        g_set_str (&wanted->reason, salve_element_string (parameter, "valueString"));
      else if (g_strcmp0 (name, "start") == 0
               && !salve_instant_parse_fhir (salve_element_string (parameter, "valueInstant"),
                                             exchange->service->zone, &wanted->start, NULL))
        return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                      _ ("“%s” is no instant, such as 2026-11-02T08:00:00Z."), "start");
    }
  return TRUE;
}

typedef struct
{
  SalveResource *resource;
  SalveAppointmentDetails *details;
  gint64 version;
} Current;

static void
current_clear (Current *current)
{
  g_clear_pointer (&current->resource, salve_resource_unref);
  g_clear_pointer (&current->details, salve_appointment_details_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Current, current_clear)

static gboolean
read_current (SalveExchange *exchange, Current *current, GError **error)
{
  g_autoptr (SalveSearchRow) row = salve_fhir_await_row (
      exchange, "Appointment", salve_exchange_name (exchange, "id"), &exchange->reach, error);

  if (row == NULL)
    return FALSE;
  current->resource = salve_resource_new (row->body, error);
  if (current->resource == NULL)
    return FALSE;
  current->version = row->version;
  current->details = salve_appointment_details_read (current->resource);
  return TRUE;
}

/* Patients change what is still to come. */
static gboolean
check_to_come (SalveExchange *exchange, const SalveAppointmentDetails *details, GError **error)
{
  if (exchange->reach.kind != SALVE_REACH_PATIENT || details->span.start > g_get_real_time ())
    return TRUE;
  return salve_exchange_refuse (error, SOUP_STATUS_CONFLICT, _ ("That appointment is not to come any more."));
}

static gboolean
store (SalveExchange *exchange, Current *current, const char *label, GError **error)
{
  g_autoptr (SalveFhirWrite) write =
      salve_fhir_write_new (SALVE_WRITE_UPDATE, "Appointment", salve_exchange_name (exchange, "id"));

  write->if_match = current->version;
  write->resource = salve_scheduling_write (exchange, current->details, current->resource, error);
  if (write->resource == NULL || !salve_fhir_write_await (exchange, write, label, error))
    return FALSE;
  salve_fhir_write_answer (exchange, write);
  return TRUE;
}

/* POST Appointment/[id]/$cancel, with Parameters that may have a “reason”. Twice is once. */
gboolean
salve_scheduling_handle_cancel (SalveExchange *exchange, GError **error)
{
  g_auto (Wanted) wanted = { 0 };
  g_auto (Current) current = { 0 };
  SalveAppointmentStatus to;

  if (!read_wanted (exchange, &wanted, error) || !read_current (exchange, &current, error))
    return FALSE;
  if (current.details->status != SALVE_APPOINTMENT_CANCELLED)
    {
      if (!salve_appointment_step_allowed (
              current.details->status, SALVE_STEP_CANCEL,
              salve_roles_from_names ((const char *const *)exchange->identity->roles), &to))
        return salve_exchange_refuse (error, SOUP_STATUS_CONFLICT,
                                      _ ("That appointment cannot be called off any more."));
      if (!check_to_come (exchange, current.details, error))
        return FALSE;
      salve_appointment_details_move_on (current.details, to, g_get_real_time ());
      g_set_str (&current.details->cancel_reason, wanted.reason);
    }
  return store (exchange, &current, "$cancel", error);
}

/* POST Appointment/[id]/$move, with Parameters that have a “start”; it stays as long as it was. */
gboolean
salve_scheduling_handle_move (SalveExchange *exchange, GError **error)
{
  g_auto (Wanted) wanted = { 0 };
  g_auto (Current) current = { 0 };
  SalveAppointmentDetails *details;

  if (!read_wanted (exchange, &wanted, error) || !read_current (exchange, &current, error))
    return FALSE;
  details = current.details;
  if (wanted.start == SALVE_INSTANT_NONE || wanted.start < g_get_real_time ())
    return salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                                  _ ("A booking needs a start and an end that are still to come."));
  if (!salve_appointment_details_has_time (details)
      || (details->status != SALVE_APPOINTMENT_BOOKED && details->status != SALVE_APPOINTMENT_PENDING))
    return salve_exchange_refuse (error, SOUP_STATUS_CONFLICT,
                                  _ ("That appointment cannot be moved any more."));
  if (!check_to_come (exchange, details, error))
    return FALSE;
  if (details->span.start != wanted.start)
    {
      details->span =
          (SalveTimeSpan){ wanted.start, wanted.start + (details->span.end - details->span.start) };
      g_clear_pointer (&details->overbooked_reason, g_free);
      if (!salve_scheduling_check_offered (exchange, details, error))
        return FALSE;
    }
  return store (exchange, &current, "$move", error);
}
