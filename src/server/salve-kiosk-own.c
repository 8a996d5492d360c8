/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What patients see of themselves at a kiosk, once they have proven who they are: what is to come, what there is to read,
 * which picture the clinic asked them for, and among what they can choose when they book. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-kiosk.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "salve-api.h"
#include "salve-appointment-details.h"
#include "salve-appointments.h"
#include "salve-datatypes.h"
#include "salve-kiosk-paper.h"
#include "salve-service.h"
#include "salve-statement.h"

#define MOST_VISITS 20
#define MOST_PAPERS 60

typedef struct
{
  char *patient_id;
  SalveInstant now;
  SalveRoles roles;
  char *zone;
  gboolean papers[SALVE_N_PAPER_TYPES]; /* which of them may be read */
  gboolean requests;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->patient_id);
  g_free (asked->zone);
  g_free (asked);
}

static gboolean
may_read (SalveExchange *exchange, const char *type)
{
  SalveReach reach;

  return salve_service_authorize (exchange, SALVE_ACTION_READ, type, &reach, NULL);
}

static void
add_seconds (JsonBuilder *builder, const char *name, SalveInstant instant)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, instant / SALVE_INSTANT_SECOND);
}

static char *
look_up_name (SalveConnection *connection, const char *sql, const char *id)
{
  g_autoptr (SalveStatement) select = id != NULL ? salve_connection_prepare (connection, sql, NULL) : NULL;
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, id);
  return salve_statement_step (select, &row, NULL) && row ? g_strdup (salve_statement_text (select, 0))
                                                          : NULL;
}

static void
add_appointment (SalveConnection *connection,
                 JsonBuilder *builder,
                 const Asked *asked,
                 const SalveAppointmentDetails *visit)
{
  g_autofree char *room =
      look_up_name (connection, "SELECT name FROM location WHERE id = ?1", visit->room_id);
  g_autofree char *doctor =
      look_up_name (connection, "SELECT name FROM practitioner WHERE id = ?1", visit->doctor_id);
  SalveAppointmentStatus to;

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", visit->id);
  add_seconds (builder, "start", visit->span.start);
  json_builder_set_member_name (builder, "minutes");
  json_builder_add_int_value (builder, (visit->span.end - visit->span.start) / SALVE_INSTANT_MINUTE);
  salve_api_add_text (builder, "doctor", doctor);
  salve_api_add_text (builder, "doctorId", visit->doctor_id);
  salve_api_add_text (builder, "type", visit->visit_type_name);
  salve_api_add_text (builder, "typeId", visit->visit_type_id);
  salve_api_add_text (builder, "room", room);
  json_builder_set_member_name (builder, "mayChange");
  json_builder_add_boolean_value (
      builder, salve_appointment_step_allowed (visit->status, SALVE_STEP_CANCEL, asked->roles, &to));
  json_builder_end_object (builder);
}

static SalveResource *
resource_of_row (SalveStatement *select)
{
  g_autoptr (GBytes) body = salve_statement_bytes (select, 0);

  return salve_resource_new (body, NULL);
}

static gboolean
add_appointments (SalveConnection *connection, JsonBuilder *builder, const Asked *asked, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body FROM appointment AS a JOIN resource AS r ON r.rowid = a.record WHERE a.patient_id = ?1"
      " AND a.start > ?2 AND a.status IN ('booked', 'pending', 'arrived') AND r.deleted = 0"
      " ORDER BY a.start LIMIT ?3",
      error);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, asked->patient_id);
  salve_statement_bind_int (select, 2, asked->now);
  salve_statement_bind_int (select, 3, MOST_VISITS);
  json_builder_set_member_name (builder, "appointments");
  json_builder_begin_array (builder);
  while (salve_statement_step (select, &row, error) && row)
    {
      g_autoptr (SalveResource) resource = resource_of_row (select);
      g_autoptr (SalveAppointmentDetails) visit =
          resource != NULL ? salve_appointment_details_read (resource) : NULL;

      if (visit != NULL)
        add_appointment (connection, builder, asked, visit);
    }
  json_builder_end_array (builder);
  return !row;
}

static void
add_paper (JsonBuilder *builder, SalveResource *resource, SalveInstant date)
{
  g_autofree char *title = salve_kiosk_paper_title (resource);

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "resource", salve_resource_get_type_name (resource));
  salve_api_add_text (builder, "id", salve_resource_get_id (resource));
  salve_api_add_text (builder, "kind", salve_kiosk_paper_kind (resource));
  salve_api_add_text (builder, "title", title);
  if (date != SALVE_INSTANT_NONE)
    add_seconds (builder, "date", date);
  json_builder_end_object (builder);
}

/* The newest of each kind that may be read, one kind after the other. */
static gboolean
add_papers (SalveConnection *connection, JsonBuilder *builder, const Asked *asked, GError **error)
{
  json_builder_set_member_name (builder, "papers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < SALVE_N_PAPER_TYPES; i++)
    {
      g_autoptr (SalveStatement) select =
          asked->papers[i] ? salve_connection_prepare (
                                 connection,
                                 "SELECT r.body, c.date FROM clinical AS c JOIN resource AS r ON r.rowid ="
                                 " c.rowid WHERE c.patient_id = ?1 AND c.type = ?2 AND r.deleted = 0"
                                 " ORDER BY c.date DESC LIMIT ?3",
                                 error)
                           : NULL;
      gboolean row = TRUE;

      if (!asked->papers[i])
        continue;
      if (select == NULL)
        return FALSE;
      salve_statement_bind_text (select, 1, asked->patient_id);
      salve_statement_bind_text (select, 2, salve_kiosk_paper_types[i]);
      salve_statement_bind_int (select, 3, MOST_PAPERS);
      while (salve_statement_step (select, &row, error) && row)
        {
          g_autoptr (SalveResource) resource = resource_of_row (select);

          if (resource != NULL && salve_kiosk_paper_is_shown (resource))
            add_paper (builder, resource, salve_statement_int (select, 1));
        }
      if (row)
        return FALSE;
    }
  json_builder_end_array (builder);
  return TRUE;
}

static gboolean
add_requests (SalveConnection *connection, JsonBuilder *builder, const Asked *asked, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body FROM clinical AS c JOIN resource AS r ON r.rowid = c.rowid WHERE c.patient_id = ?1"
      " AND c.type = 'ServiceRequest' AND r.deleted = 0 ORDER BY c.date DESC",
      error);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, asked->requests ? asked->patient_id : "");
  json_builder_set_member_name (builder, "pictures");
  json_builder_begin_array (builder);
  while (salve_statement_step (select, &row, error) && row)
    {
      g_autoptr (SalveResource) resource = resource_of_row (select);

      if (resource == NULL || !salve_picture_request_is_open (resource))
        continue;
      json_builder_begin_object (builder);
      salve_api_add_text (builder, "id", salve_resource_get_id (resource));
      salve_api_add_text (builder, "what",
                          salve_concept_display (salve_element_get (salve_resource_root (resource), "code")));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return !row;
}

static gboolean
work_own (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Asked *asked = data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "zone", asked->zone);
  if (!add_appointments (connection, builder, asked, error) || !add_papers (connection, builder, asked, error)
      || !add_requests (connection, builder, asked, error))
    return FALSE;
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, json_to_string (root, FALSE));
  return TRUE;
}

/* GET api/v1/kiosk/own: of the patient who is signed in, and of nobody else, whatever more their account may see */
gboolean
salve_kiosk_handle_own (SalveExchange *exchange, GError **error)
{
  Asked *asked;
  char *json;

  if (exchange->identity->patient_id == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN, _ ("This account is no patient’s."));
  asked = g_new0 (Asked, 1);
  asked->patient_id = g_strdup (exchange->identity->patient_id);
  asked->now = g_get_real_time ();
  asked->zone = g_strdup (g_time_zone_get_identifier (exchange->service->zone));
  asked->roles = SALVE_ROLE_PATIENT;
  for (guint i = 0; i < SALVE_N_PAPER_TYPES; i++)
    asked->papers[i] = may_read (exchange, salve_kiosk_paper_types[i]);
  asked->requests = may_read (exchange, "ServiceRequest");
  json = dex_await_string (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_own, asked, asked_free),
      error);
  if (json == NULL)
    return FALSE;
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, json);
  return TRUE;
}

static void
add_doctors (JsonBuilder *builder, GPtrArray *doctors)
{
  json_builder_set_member_name (builder, "doctors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < doctors->len; i++)
    {
      const SalveDoctorRow *doctor = doctors->pdata[i];
      g_autofree char *specialties =
          doctor->specialties != NULL ? g_strjoinv (", ", doctor->specialties) : NULL;

      if (!doctor->active)
        continue;
      json_builder_begin_object (builder);
      salve_api_add_text (builder, "id", doctor->id);
      salve_api_add_text (builder, "name", doctor->name);
      salve_api_add_text (builder, "specialty", specialties);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* GET api/v1/kiosk/offers: what patients may book, and with whom; the times are those of Appointment/$find */
gboolean
salve_kiosk_handle_offers (SalveExchange *exchange, GError **error)
{
  g_autoptr (GPtrArray) types = salve_store_list_visit_types (exchange->service->store, error);
  g_autoptr (GPtrArray) doctors =
      types != NULL ? salve_store_list_doctors (exchange->service->store, error) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (doctors == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "types");
  json_builder_begin_array (builder);
  for (guint i = 0; i < types->len; i++)
    {
      const SalveVisitType *type = types->pdata[i];

      if (!type->active || salve_booking_leave (SALVE_ROLE_PATIENT, type, FALSE) != SALVE_LEAVE_GIVEN)
        continue;
      json_builder_begin_object (builder);
      salve_api_add_text (builder, "id", type->id);
      salve_api_add_text (builder, "name", type->name);
      salve_api_add_text (builder, "specialty", type->specialty);
      json_builder_set_member_name (builder, "minutes");
      json_builder_add_int_value (builder, type->minutes);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_doctors (builder, doctors);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}
